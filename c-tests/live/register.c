/* One registration against a real registrar: live/register URI USER PASSWORD EXPIRES PAUSE [CA]
 * Registers, waits, refreshes, unregisters; prints the status of each event, a bar after each result. With MASQUERADE in
 * the environment Contact shows that address first: the registrar sees another, and Contact is corrected. */
#include "support.h"

#include <stdlib.h>
#include <unistd.h>

/* Prints the statuses up to the result; whether it is a success. */
static int show_result(struct eXosip_t *context, int rid)
{
	eXosip_event_t *event;
	int status = -1;

	if (rid < 0)
		printf(" error %d", rid);
	while (rid > 0 && (event = next_event(context, 30)) != NULL) {
		status = event_status(event);
		printf(" %d", status);
		eXosip_event_free(event);
		if (status != 401 && status != 407 && status != 423)
			break;
	}
	printf(" |");
	return status >= 200 && status < 300;
}

/* All of it for one account: whether every result was a success. */
static int live(struct eXosip_t *context, char **arguments)
{
	char from[256];
	int expires = atoi(arguments[4]), rid, code;

	snprintf(from, sizeof from, "sip:%s@example.test", arguments[2]);
	rid = send_first(context, from, arguments[1], expires);
	if (!show_result(context, rid))
		return 0;
	if (getenv("MASQUERADE") != NULL && !show_result(context, rid))
		return 0;
	usleep(atoi(arguments[5]) * 1000000);
	code = send_next(context, rid, expires);
	if (!show_result(context, code == 0 ? rid : code))
		return 0;
	code = send_next(context, rid, 0);
	return show_result(context, code == 0 ? rid : code);
}

int main(int argc, char **argv)
{
	struct eXosip_t *context = eXosip_malloc();
	int secure = argc > 6, verify = 1, protocol, done = 0;
	eXosip_tls_ctx_t tls;

	if (argc < 6 || eXosip_init(context) != 0)
		return 2;
	protocol = secure || strstr(argv[1], "transport=tcp") ? IPPROTO_TCP : IPPROTO_UDP;
	if (secure) {
		memset(&tls, 0, sizeof tls);
		snprintf(tls.root_ca_cert, sizeof tls.root_ca_cert, "%s", argv[6]);
		eXosip_set_option(context, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &tls);
		eXosip_set_option(context, EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE, &verify);
	}
	if (getenv("MASQUERADE") != NULL)
		eXosip_masquerade_contact(context, getenv("MASQUERADE"), 5099);
	eXosip_add_authentication_info(context, argv[2], argv[2], argv[3], NULL, NULL);
	if (eXosip_listen_addr(context, protocol, NULL, 0, strchr(argv[1], '[') ? AF_INET6 : AF_INET, secure) == 0)
		done = live(context, argv);
	printf("\n");
	close_context(context);
	return done ? 0 : 1;
}
