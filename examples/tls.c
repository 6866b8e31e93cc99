/* Registers once over TLS, with a server whose certificate is verified, and shows a certificate of its own if it has one:
 *
 *   tls sip:REGISTRAR USER PASSWORD CA [CERTIFICATE KEY [PASSWORD_OF_KEY]]
 *   tls sip:example.com alice secret /etc/ssl/certs/ca-certificates.crt
 *   tls sip:pbx.example.com:5061 alice secret company-ca.pem alice.pem alice.key 'open sesame'
 *
 *   cc tls.c -o tls $(pkg-config --cflags --libs libeXosip2)
 *
 * The files are PEM. The host in REGISTRAR has to stand in the server's certificate (RFC 5922). */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include <eXosip2/eXosip.h>
#include <eXosip2/eX_ext.h>

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from);
}

static int fail(struct eXosip_t *context, const char *step, int code)
{
	const char *text = eXosip_get_error_text(context); /* names the file, and what is wrong with it */

	fprintf(stderr, "%s: %s\n", step, text != NULL ? text : osip_strerror(code));
	return 1;
}

static int use_certificates(struct eXosip_t *context, int argc, char **argv)
{
	eXosip_tls_ctx_t tls;

	memset(&tls, 0, sizeof tls);
	copy(tls.root_ca_cert, sizeof tls.root_ca_cert, argv[4]); /* a CA switches verification on */
	if (argc > 6) {
		copy(tls.client.cert, sizeof tls.client.cert, argv[5]);
		copy(tls.client.priv_key, sizeof tls.client.priv_key, argv[6]);
	}
	if (argc > 7)
		copy(tls.client.priv_key_pw, sizeof tls.client.priv_key_pw, argv[7]);
	return eXosip_set_option(context, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &tls);
}

/* Waits until the registration has succeeded or failed for good. Returns the exit code. */
static int await_result(struct eXosip_t *context)
{
	for (;;) {
		eXosip_event_t *event = eXosip_event_wait(context, 60, 0);
		int is_success, is_challenge;

		if (event == NULL)
			return 1;
		is_success = event->type == EXOSIP_REGISTRATION_SUCCESS;
		is_challenge = event->response != NULL && event->response->status_code == 401 && eXosip_event_get_cause(event) == EXOSIP_CAUSE_REFUSED;
		if (event->type == EXOSIP_REGISTRATION_FAILURE && !is_challenge)
			printf("not registered: %s\n", eXosip_event_get_cause_text(event));
		eXosip_event_free(event);
		if (is_success)
			puts("registered");
		if (is_success || !is_challenge)
			return !is_success;
	}
}

int main(int argc, char **argv)
{
	struct eXosip_t *context = eXosip_malloc();
	osip_message_t *request = NULL;
	char from[256], registrar[256];
	int code, rid, on = 1;

	if (argc < 5 || argc == 6 || strncmp(argv[1], "sip:", 4) != 0 || context == NULL) {
		fprintf(stderr, "usage: %s sip:REGISTRAR USER PASSWORD CA [CERTIFICATE KEY [PASSWORD_OF_KEY]]\n", argv[0]);
		return 2;
	}
	snprintf(from, sizeof from, "sip:%s@%s", argv[2], argv[1] + 4);
	snprintf(registrar, sizeof registrar, "%s;transport=tls", argv[1]);
	if ((code = eXosip_init(context)) != OSIP_SUCCESS)
		return fail(context, "init", code);
	eXosip_set_option(context, EXOSIP_OPT_AUTONOMOUS, &on); /* the library's thread answers the challenge */
	if ((code = use_certificates(context, argc, argv)) != OSIP_SUCCESS)
		return fail(context, "certificates", code);
	if ((code = eXosip_listen_addr(context, IPPROTO_TCP, NULL, 0, AF_INET, 1)) != OSIP_SUCCESS)
		return fail(context, "listen", code);
	if ((code = eXosip_add_authentication_info(context, argv[2], argv[2], argv[3], NULL, NULL)) != OSIP_SUCCESS)
		return fail(context, "login", code);

	eXosip_lock(context);
	rid = eXosip_register_build_initial_register(context, from, registrar, NULL, 3600, &request);
	code = rid < 0 ? rid : eXosip_register_send_register(context, rid, request);
	eXosip_unlock(context);
	if (code != OSIP_SUCCESS)
		return fail(context, "register", code);
	code = await_result(context);
	eXosip_quit(context);
	osip_free(context);
	return code;
}
