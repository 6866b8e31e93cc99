/* Why it failed: by number and in words, in events, in the trace, in a capture, in counters. */
#include "support.h"

#include <stdarg.h>
#include <unistd.h>

#include <eXosip2/eX_ext.h>
#include <osipparser2/osip_port.h>

static char traced[1 << 20];

static void remember_trace(const char *source, int line, osip_trace_level_t level, const char *format, va_list values)
{
	size_t length = strlen(traced);

	(void)source, (void)line, (void)level;
	vsnprintf(traced + length, sizeof traced - length - 1, format, values);
	strcat(traced, "\n");
}

/* Sends one REGISTER, and looks at its last failure within `seconds`. */
static void expect(const char *name, struct eXosip_t *context, const char *proxy, int cause, const char *words, double seconds)
{
	int rid = send_first(context, "sip:alice@localhost", proxy, 3600), found = -1;
	double end = seconds_now() + seconds;
	char *text = NULL;

	CHECK(rid > 0);
	while (found != cause && seconds_now() < end) {
		eXosip_event_t *event = eXosip_event_wait(context, 0, 100);

		if (event != NULL && event->type == EXOSIP_REGISTRATION_FAILURE) {
			found = eXosip_event_get_cause(event);
			if (found == cause) {
				CHECK(eXosip_event_get_cause_text(event) != NULL && strstr(eXosip_event_get_cause_text(event), words) != NULL);
				CHECK(strncmp(event->textinfo, "Registration failed!", 20) == 0);
				/* Only an event without response has it behind the words of the original. */
				CHECK_INT(strstr(event->textinfo, words) != NULL, event->response == NULL);
			}
		}
		eXosip_event_free(event);
		eXosip_lock(context);
		if (found == cause) {
			CHECK_INT(eXosip_register_get_number(context, rid, EXOSIP_REGISTER_CAUSE), cause);
			text = eXosip_register_get_text(context, rid, EXOSIP_REGISTER_CAUSE_TEXT);
		} else {
			eXosip_automatic_action(context);
		}
		eXosip_unlock(context);
	}
	if (found != cause || text == NULL || strstr(text, words) == NULL)
		printf("%s: cause %d, '%s'\n", name, found, text == NULL ? "" : text);
	CHECK_INT(found, cause);
	CHECK(text != NULL && strstr(text, words) != NULL);
	osip_free(text);
	eXosip_register_remove(context, rid);
}

static void causes(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	struct peer *nameserver = start_nameserver();
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	const char *uri = peer_uri(registrar, "");

	use_nameserver(context, nameserver);
	set_zone("known.test 60 A 127.0.0.1\n");
	expect("no login", context, uri, EXOSIP_CAUSE_NO_LOGIN, "no login for realm", 20);
	eXosip_add_authentication_info(context, "alice", "alice", "wrong", NULL, NULL);
	expect("wrong password", context, uri, EXOSIP_CAUSE_LOGIN_REFUSED, "was refused", 20);
	traced[0] = '\0';
	osip_trace_initialize_func(OSIP_INFO4, remember_trace);
	osip_trace_enable_level(OSIP_INFO2);
	expect("unknown name", context, "sip:unknown.test", EXOSIP_CAUSE_NAME_NOT_FOUND, "unknown.test", 20);
	osip_trace_initialize_func(OSIP_FATAL, NULL);
	CHECK(strstr(traced, "[getaddrinfo] dns") != NULL && strstr(strstr(traced, "[getaddrinfo] dns"), "failure") != NULL);
	expect("no route", context, "sip:[2001:db8::1]:5070", EXOSIP_CAUSE_NO_ROUTE, "no route", 20);
	close_context(context);
	context = open_context(IPPROTO_TCP, AF_INET);
	traced[0] = '\0';
	osip_trace_initialize_func(OSIP_INFO4, remember_trace);
	osip_trace_enable_level(OSIP_INFO2);
	expect("closed port", context, "sip:127.0.0.1:1;transport=tcp", EXOSIP_CAUSE_CONNECTION_REFUSED, "127.0.0.1:1", 20);
	osip_trace_initialize_func(OSIP_FATAL, NULL);
	CHECK(strstr(traced, "cannot connect socket [127.0.0.1:1]") != NULL && strstr(traced, "terminated") != NULL);
	close_context(context);
	stop_peer(nameserver);
	stop_peer(registrar);
}

/* A transport that the context does not listen on: the code says little, the context and the registration say which. */
static void no_listener(void)
{
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	osip_message_t *message = NULL;
	char *text;
	int rid;

	eXosip_lock(context);
	rid = eXosip_register_build_initial_register(context, "sip:alice@localhost", "sips:localhost", NULL, 3600, &message);
	if (rid > 0)
		rid = eXosip_register_send_register(context, rid, message);
	CHECK_INT(rid, OSIP_NO_NETWORK);
	CHECK(eXosip_get_error_text(context) != NULL && strstr(eXosip_get_error_text(context), "eXosip_listen_addr") != NULL);
	message = NULL;
	rid = eXosip_register_build_initial_register(context, "sip:alice@localhost", "sip:localhost", NULL, 3600, &message);
	CHECK(rid > 0);
	osip_uri_uparam_add(message->req_uri, osip_strdup("transport"), osip_strdup("tls"));
	CHECK_INT(eXosip_register_send_register(context, rid, message), OSIP_NO_NETWORK);
	CHECK_INT(eXosip_register_get_number(context, rid, EXOSIP_REGISTER_CAUSE), EXOSIP_CAUSE_NO_LISTENER);
	text = eXosip_register_get_text(context, rid, EXOSIP_REGISTER_CAUSE_TEXT);
	CHECK(text != NULL && strstr(text, "TLS was not opened with eXosip_listen_addr") != NULL);
	osip_free(text);
	eXosip_unlock(context);
	close_context(context);
}

static void a_success_has_no_cause(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int rid = send_first(context, "sip:alice@localhost", peer_uri(registrar, ""), 3600);

	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(eXosip_register_get_number(context, rid, EXOSIP_REGISTER_CAUSE), EXOSIP_CAUSE_NONE);
	CHECK(eXosip_register_get_text(context, rid, EXOSIP_REGISTER_CAUSE_TEXT) == NULL);
	close_context(context);
	stop_peer(registrar);
}

/* Listening and options: the reason stands in the context and in the trace. */
static void calls_that_fail(void)
{
	struct eXosip_t *first = open_context(IPPROTO_UDP, AF_INET), *second = eXosip_malloc();
	static eXosip_tls_ctx_t settings;
	char file[] = "/tmp/no-certificate-XXXXXX";
	int port = eXosip_find_free_port(first, 0, IPPROTO_UDP);

	CHECK_INT(eXosip_init(second), 0);
	CHECK(eXosip_get_error_text(second) == NULL && eXosip_get_error_text(NULL) == NULL);
	traced[0] = '\0';
	osip_trace_initialize_func(OSIP_ERROR, remember_trace);
	osip_trace_enable_level(OSIP_ERROR);
	CHECK_INT(eXosip_listen_addr(second, IPPROTO_UDP, "192.0.2.77", 0, AF_INET, 0), -1);
	CHECK(strstr(eXosip_get_error_text(second), "no address of this machine") != NULL && strstr(traced, "192.0.2.77") != NULL);
	CHECK_INT(eXosip_listen_addr(second, IPPROTO_UDP, "127.0.0.1", port, AF_INET, 0), 0);
	close_context(first);
	first = eXosip_malloc();
	CHECK_INT(eXosip_init(first), 0);
	CHECK_INT(eXosip_listen_addr(first, IPPROTO_UDP, "127.0.0.1", port, AF_INET, 0), -1);
	CHECK(strstr(eXosip_get_error_text(first), "in use") != NULL);
	if (without_tls())
		goto end;
	strcpy(settings.root_ca_cert, "/nonexistent/ca.pem");
	CHECK_INT(eXosip_set_option(first, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &settings), TLS_ERR_NO_ROOT_CA);
	CHECK(strstr(eXosip_get_error_text(first), "/nonexistent/ca.pem") != NULL);
	close(mkstemp(file));
	strcpy(settings.root_ca_cert, file);
	CHECK_INT(eXosip_set_option(first, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &settings), TLS_ERR_NO_ROOT_CA);
	settings.root_ca_cert[0] = '\0';
	strcpy(settings.client.cert, file);
	strcpy(settings.client.priv_key, file);
	CHECK(eXosip_set_option(first, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &settings) < 0);
	unlink(file);
end:
	osip_trace_initialize_func(OSIP_FATAL, NULL);
	CHECK_INT(eXosip_set_option(first, EXOSIP_OPT_CAPTURE_FILE, "/nonexistent/x.pcapng"), -2);
	CHECK(strstr(eXosip_get_error_text(first), "/nonexistent/x.pcapng") != NULL);
	close_context(first);
	close_context(second);
}

struct seen {
	int sent, received;
	char last[4096];
};

static void see(void *data, int incoming, const char *transport, const char *local, const char *remote, const char *message, int length)
{
	struct seen *seen = data;

	incoming ? seen->received++ : seen->sent++;
	CHECK_TEXT(transport, "UDP");
	CHECK(strncmp(local, "127.0.0.1:", 10) == 0 && strncmp(remote, "127.0.0.1:", 10) == 0);
	CHECK_INT(strlen(message), length);
	snprintf(seen->last, sizeof seen->last, "%s", message);
}

/* What tshark, where it is installed, reads in a capture. */
static void check_capture(const char *file)
{
	char command[512], line[512], all[8192] = "";
	FILE *output;
	size_t length;

	if (system("tshark --version >/dev/null 2>&1") != 0) {
		printf("tshark is not installed: the capture is not read\n");
		return;
	}
	snprintf(command, sizeof command, "tshark -r %s -Y sip -T fields -e ip.src -e sip.Method -e sip.Status-Code -e sip.auth.digest.response 2>/dev/null", file);
	output = popen(command, "r");
	while (output != NULL && fgets(line, sizeof line, output) != NULL) {
		length = strlen(all);
		snprintf(all + length, sizeof all - length, "%s", line);
	}
	if (output != NULL)
		pclose(output);
	CHECK(strstr(all, "REGISTER") != NULL && strstr(all, "401") != NULL && strstr(all, "200") != NULL);
	CHECK(strstr(all, "\"xxxxxxxx") != NULL);
}

static void what_is_seen(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	struct eXosip_counters counters = {0};
	struct seen seen = {0};
	char file[] = "/tmp/capture-XXXXXX", *line;
	int rid;

	close(mkstemp(file));
	traced[0] = '\0';
	osip_trace_initialize_func(OSIP_INFO4, remember_trace);
	osip_trace_enable_level(OSIP_INFO1);
	osip_trace_enable_level(OSIP_INFO3);
	CHECK_INT(eXosip_set_message_trace(context, see, &seen), 0);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_CAPTURE_FILE, file), 0);
	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	rid = send_first(context, "sip:alice@localhost", peer_uri(registrar, ""), 3600);
	CHECK(settle_well(context, rid, 30));
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_CAPTURE_FILE, NULL), 0);
	CHECK_INT(eXosip_set_message_trace(context, NULL, NULL), 0);
	osip_trace_initialize_func(OSIP_FATAL, NULL);

	CHECK(seen.sent >= 2 && seen.received >= 2);
	CHECK(strncmp(seen.last, "SIP/2.0 200", 11) == 0);
	CHECK(strstr(traced, "sent UDP 127.0.0.1:") != NULL && strstr(traced, "REGISTER sip:") != NULL);
	CHECK(strstr(traced, "received UDP 127.0.0.1:") != NULL && strstr(traced, "SIP/2.0 401") != NULL);
	CHECK(strstr(traced, "CSeq: ") != NULL && strstr(traced, "Call-ID: ") != NULL);
	/* Neither proofs nor nonces are in it. */
	CHECK(strstr(traced, "response=\"xxxxxxxx") != NULL && strstr(traced, "nonce=\"xx") != NULL);
	check_capture(file);
	unlink(file);

	counters.size = sizeof counters;
	CHECK_INT(eXosip_get_counters(context, &counters), 0);
	CHECK(counters.requests_sent >= 2 && counters.responses_received >= 2);
	CHECK_INT(counters.registrations_succeeded, 1);
	CHECK_INT(counters.registrations, 1);
	CHECK(counters.requests_queued == 0 && counters.window >= 64);
	counters.size = 8;
	counters.requests_resent = 77;
	CHECK_INT(eXosip_get_counters(context, &counters), 0);
	CHECK_INT(counters.requests_resent, 77);
	counters.size = 2;
	CHECK_INT(eXosip_get_counters(context, &counters), -2);
	line = eXosip_get_counters_text(context);
	CHECK(line != NULL && strstr(line, "1 succeeded 1") != NULL && strchr(line, '\n') == NULL);
	osip_free(line);
	close_context(context);
	stop_peer(registrar);
}

/* A second call of eXosip_listen_addr for the other family. */
static void both_families(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", NULL);
	struct peer *other = start_peer("registrar", "--algorithm", "none", "-l", "::1", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	char proxy[64];

	CHECK_INT(eXosip_listen_addr(context, IPPROTO_UDP, "127.0.0.1", 0, AF_INET, 0), -3);
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_UDP, "::1", 0, AF_INET6, 0), 0);
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_UDP, "::1", 0, AF_INET6, 0), -3);
	CHECK_INT(settle(context, send_first(context, "sip:alice@localhost", peer_uri(registrar, ""), 3600), 30), 200);
	snprintf(proxy, sizeof proxy, "sip:[::1]:%d", other->port);
	CHECK_INT(settle(context, send_first(context, "sip:bob@localhost", proxy, 3600), 30), 200);
	close_context(context);
	stop_peer(other);
	stop_peer(registrar);
}

int main(void)
{
	causes();
	no_listener();
	a_success_has_no_cause();
	calls_that_fail();
	what_is_seen();
	both_families();
	return report();
}
