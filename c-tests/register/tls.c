/* TLS: trusted certificates, our own certificate, resumption; and incoming connections. */
#include "support.h"

#include <eXosip2/eX_ext.h>

#include <signal.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

#include <osipparser2/osip_port.h>

#define NO_TLS_1_2 0x08000000ul
#define NO_TLS_1_3 0x20000000ul

/* A file that c-tests/certificates.sh has made. */
static const char *file(const char *name)
{
	static char names[4][256];
	static int turn;
	const char *folder = getenv("CERTIFICATES");
	char *text = names[turn++ % 4];

	snprintf(text, sizeof names[0], "%s/%s", folder ? folder : "target/c-tests/certificates", name);
	return text;
}

static struct peer *start_tls(const char *certificate)
{
	return start_peer("registrar", "--algorithm", "none", "--tls", file(certificate), NULL);
}

/* A context for TLS with these settings, and without any for NULL. */
static struct eXosip_t *open_tls(const eXosip_tls_ctx_t *settings)
{
	struct eXosip_t *context = eXosip_malloc();
	int off = 0;

	CHECK_INT(eXosip_init(context), 0);
	eXosip_set_option(context, EXOSIP_OPT_AUTO_MASQUERADE_CONTACT, &off);
	if (settings != NULL)
		CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, settings), 0);
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_TCP, "127.0.0.1", 0, AF_INET, 1), 0);
	return context;
}

static int first_status(struct eXosip_t *context, const struct peer *registrar)
{
	char proxy[64];

	snprintf(proxy, sizeof proxy, "sip:localhost:%d;transport=tls", registrar->port);
	return settle(context, send_first(context, "sip:alice@localhost", proxy, 3600), 30);
}

/* The status of one attempt at a registrar with this certificate: 200, or 0 when no connection came about. */
static int attempt(const char *certificate, const eXosip_tls_ctx_t *settings, int option, int value)
{
	struct peer *registrar = start_tls(certificate);
	struct eXosip_t *context = open_tls(settings);
	int status;

	if (option != 0)
		CHECK_INT(eXosip_set_option(context, option, &value), 0);
	status = first_status(context, registrar);
	CHECK_INT(peer_saw(registrar, "REGISTER sip:"), status == 200);
	close_context(context);
	stop_peer(registrar);
	return status;
}

static char traced[65536];

static void remember_trace(const char *source, int line, osip_trace_level_t level, const char *format, va_list values)
{
	size_t length = strlen(traced);

	(void)source, (void)line, (void)level;
	vsnprintf(traced + length, sizeof traced - length, format, values);
}

static void whom_we_believe(void)
{
	static const char *certificates[] = {"good.pem", "self-signed.pem", "expired.pem", "wrong-name.pem"};
	static eXosip_tls_ctx_t with_ca;
	int i;

	strcpy(with_ca.root_ca_cert, file("ca.pem"));
	osip_trace_initialize_func(OSIP_WARNING, remember_trace);
	osip_trace_enable_level(OSIP_WARNING);
	CHECK_INT(attempt("good.pem", &with_ca, 0, 0), 200);
	CHECK(strstr(traced, "not verified") == NULL);
	for (i = 0; i < 4; i++)
		/* As the original does: without any setting all certificates are taken, but not silently. */
		CHECK_INT(attempt(certificates[i], NULL, 0, 0), 200);
	CHECK(strstr(traced, "not verified") != NULL);
	osip_trace_initialize_func(OSIP_FATAL, NULL);
	for (i = 1; i < 4; i++) {
		CHECK_INT(attempt(certificates[i], &with_ca, 0, 0), 0);
		CHECK_INT(attempt(certificates[i], &with_ca, EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE, 1), 0);
		CHECK_INT(attempt(certificates[i], &with_ca, EXOSIP_OPT_TLS_VERIFY_ALWAYS, 1), 0);
	}
	CHECK_INT(attempt("wrong-name.pem", &with_ca, EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE, 0), 200);
	CHECK_INT(attempt("good.pem", &with_ca, EXOSIP_OPT_TLS_VERIFY_ALWAYS, 1), 200);
	/* No authority that the system trusts has signed it. */
	CHECK_INT(attempt("good.pem", NULL, EXOSIP_OPT_TLS_VERIFY_ALWAYS, 1), 0);
	CHECK_INT(attempt("good.pem", NULL, EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE, 1), 0);
	/* The certificates that the system trusts; bit 4 leaves them out. */
	setenv("SSL_CERT_FILE", file("ca.pem"), 1);
	CHECK_INT(attempt("good.pem", NULL, EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE, 1), 200);
	CHECK_INT(attempt("good.pem", NULL, EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE, 1 | 4), 0);
	unsetenv("SSL_CERT_FILE");
}

/* RFC 5922 7.1: the common name counts where there is no other. What the CA file itself holds is trusted within its validity only. */
static void names_and_validity(void)
{
	static eXosip_tls_ctx_t with_ca, itself;

	strcpy(with_ca.root_ca_cert, file("ca.pem"));
	CHECK_INT(attempt("cn-only.pem", &with_ca, 0, 0), 200);
	/* Issued by the CA, and refused all the same: one of version 1, and that of an authority. */
	CHECK_INT(attempt("version-1.pem", &with_ca, 0, 0), 0);
	CHECK_INT(attempt("authority.pem", &with_ca, 0, 0), 0);
	CHECK_INT(attempt("authority.pem", NULL, 0, 0), 200);
	strcpy(itself.root_ca_cert, file("expired-ca.pem"));
	traced[0] = '\0';
	osip_trace_initialize_func(OSIP_INFO2, remember_trace);
	osip_trace_enable_level(OSIP_ERROR);
	osip_trace_enable_level(OSIP_INFO2);
	CHECK_INT(attempt("expired-ca.pem", &itself, 0, 0), 0);
	CHECK(strstr(traced, "expired") != NULL && strstr(traced, "[TLS] invalid  depth[") != NULL);
	/* The words that programs look for in the trace of the original. */
	CHECK(strstr(traced, "[ssl connect] [verification=ENABLED] [FAILURE") != NULL);
	traced[0] = '\0';
	strcpy(itself.root_ca_cert, file("self-signed.pem"));
	CHECK_INT(attempt("self-signed.pem", &itself, 0, 0), 200);
	CHECK(strstr(traced, "socket [127.0.0.1:") != NULL && strstr(traced, "] connected") != NULL);
	CHECK(strstr(traced, "[ssl connect] [verification=ENABLED] 127.0.0.1:") != NULL);
	osip_trace_initialize_func(OSIP_FATAL, NULL);
}

/* A server that offers only what this library has not: the trace says so. */
static void what_we_lack(const char *certificate, const char *option, const char *value)
{
	struct eXosip_t *context = open_tls(NULL);
	int number = eXosip_find_free_port(context, 0, IPPROTO_TCP);
	double end = seconds_now() + 30;
	char port[16], proxy[64];
	pid_t server;

	snprintf(port, sizeof port, "%d", number);
	server = fork();
	if (server == 0) {
		freopen("/dev/null", "r+", stdin);
		freopen("/dev/null", "w", stdout);
		freopen("/dev/null", "w", stderr);
		execlp("openssl", "openssl", "s_server", "-quiet", "-accept", port, "-cert", file(certificate), "-tls1_2", option, value, NULL);
		_exit(1);
	}
	traced[0] = '\0';
	osip_trace_initialize_func(OSIP_ERROR, remember_trace);
	osip_trace_enable_level(OSIP_ERROR);
	snprintf(proxy, sizeof proxy, "sip:127.0.0.1:%d;transport=tls", number);
	/* The server may not be there yet. */
	send_first(context, "sip:alice@localhost", proxy, 3600);
	while (strstr(traced, "CBC") == NULL && seconds_now() < end) {
		eXosip_event_free(eXosip_event_wait(context, 0, 50));
		eXosip_lock(context);
		eXosip_automatic_action(context);
		eXosip_unlock(context);
	}
	CHECK(strstr(traced, "CBC") != NULL && strstr(traced, "P-521") != NULL);
	osip_trace_initialize_func(OSIP_FATAL, NULL);
	close_context(context);
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
}

static void a_pinned_key(void)
{
	static eXosip_tls_ctx_t pinned;

	strcpy(pinned.client.public_key_pinned, file("good.pub"));
	CHECK_INT(attempt("good.pem", &pinned, 0, 0), 200);
	CHECK_INT(attempt("wrong-name.pem", &pinned, 0, 0), 0);
}

static void what_we_show(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", "--tls", file("good.pem"), "--client-ca", file("ca.pem"), NULL);
	static eXosip_tls_ctx_t ours;
	struct eXosip_t *context = open_tls(NULL);
	char proxy[64];
	int rid;

	/* In TLS 1.3 the server refuses after the handshake. */
	snprintf(proxy, sizeof proxy, "sip:localhost:%d;transport=tls", registrar->port);
	rid = send_first(context, "sip:alice@localhost", proxy, 3600);
	CHECK_INT(settle(context, rid, 30), 0);
	CHECK_INT(eXosip_register_get_number(context, rid, EXOSIP_REGISTER_CAUSE), EXOSIP_CAUSE_TLS);
	close_context(context);
	strcpy(ours.client.cert, file("client.pem"));
	CHECK_INT(eXosip_set_option(NULL, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &ours), -2);
	strcpy(ours.client.priv_key, file("client.key"));
	strcpy(ours.client.priv_key_pw, "wrong");
	context = open_tls(NULL);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &ours), TLS_ERR_NO_PW);
	close_context(context);
	CHECK_INT(peer_saw(registrar, "with a certificate"), 0);
	strcpy(ours.client.priv_key_pw, "open sesame");
	context = open_tls(&ours);
	CHECK_INT(first_status(context, registrar), 200);
	close_context(context);
	CHECK_INT(peer_saw(registrar, "with a certificate"), 1);
	stop_peer(registrar);
}

/* The second connection needs no certificate; and the first registration takes no time. */
static void sessions_are_resumed(void)
{
	struct peer *registrar = start_tls("good.pem");
	struct eXosip_t *context = open_tls(NULL);

	CHECK_INT(first_status(context, registrar), 200);
	CHECK_INT(peer_saw(registrar, "resumed"), 0);
	CHECK_INT(peer_saw(registrar, "as localhost"), 1);
	CHECK_INT(eXosip_reset_transports(context), 0);
	eXosip_event_free(next_event(context, 30));
	CHECK_INT(peer_saw(registrar, "as localhost, resumed"), 1);
	close_context(context);
	stop_peer(registrar);
}

static void a_first_registration_takes_no_time(void)
{
	struct peer *registrar = start_tls("good.pem");
	double fastest = 60;
	int i;

	/* Of some, since the machine may have others to serve. */
	for (i = 0; i < 5; i++) {
		struct eXosip_t *context = open_tls(NULL);
		double start = seconds_now();

		CHECK_INT(first_status(context, registrar), 200);
		if (seconds_now() - start < fastest)
			fastest = seconds_now() - start;
		close_context(context);
	}
	CHECK(fastest < 2);
	stop_peer(registrar);
}

static void versions_and_ciphers(void)
{
	struct peer *registrar = start_tls("good.pem");
	static eXosip_tls_ctx_t settings;
	struct eXosip_t *context;

	settings.tls_flags = NO_TLS_1_3;
	strcpy(settings.cipher_list, "ECDHE+AESGCM");
	context = open_tls(&settings);
	CHECK_INT(first_status(context, registrar), 200);
	CHECK_INT(peer_saw(registrar, "TLSv1_2"), 1);
	settings.tls_flags = NO_TLS_1_2;
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &settings), 0);
	eXosip_reset_transports(context);
	eXosip_event_free(next_event(context, 30));
	CHECK_INT(peer_saw(registrar, "TLSv1_3"), 1);

	settings.tls_flags = NO_TLS_1_2 | NO_TLS_1_3;
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &settings), -2);
	settings.tls_flags = 0;
	strcpy(settings.cipher_list, "NULL-MD5");
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &settings), -2);
	settings.cipher_list[0] = '\0';
	strcpy(settings.client.cert, file("client.pem"));
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &settings), -2);
	close_context(context);
	stop_peer(registrar);
}

/* Whether `name` holds `text`. */
static int holds(const char *name, const char *text)
{
	FILE *stream = fopen(name, "r");
	char *content = NULL;
	size_t size = 0;
	int found = stream != NULL && getdelim(&content, &size, '\0', stream) > 0 && strstr(content, text) != NULL;

	if (stream != NULL)
		fclose(stream);
	free(content);
	return found;
}

/* Secrets are written where the option says, and not where the environment does. */
static void secrets_in_a_file(void)
{
	struct peer *registrar = start_tls("good.pem");
	char by_option[] = "/tmp/keys-XXXXXX", by_environment[] = "/tmp/keys-XXXXXX";
	struct eXosip_t *context;

	close(mkstemp(by_option));
	close(mkstemp(by_environment));
	setenv("SSLKEYLOGFILE", by_environment, 1);
	context = open_tls(NULL);
	CHECK_INT(first_status(context, registrar), 200);
	close_context(context);
	CHECK(!holds(by_environment, " "));
	context = open_tls(NULL);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_TLS_KEY_LOG, by_option), 0);
	CHECK_INT(first_status(context, registrar), 200);
	close_context(context);
	CHECK(!holds(by_environment, " "));
	CHECK(holds(by_option, "CLIENT_HANDSHAKE_TRAFFIC_SECRET "));
	unsetenv("SSLKEYLOGFILE");
	unlink(by_option);
	unlink(by_environment);
	stop_peer(registrar);
}

/* A target that speaks no TLS, and one with the wrong name, are left for the third. */
static void targets_without_tls_are_left(void)
{
	struct peer *clear = start_peer("registrar", NULL), *wrong = start_tls("wrong-name.pem"), *good = start_tls("good.pem");
	struct peer *nameserver = start_nameserver();
	static eXosip_tls_ctx_t with_ca;
	struct eXosip_t *context;

	strcpy(with_ca.root_ca_cert, file("ca.pem"));
	context = open_tls(&with_ca);
	use_nameserver(context, nameserver);
	set_zone("_sips._tcp.other.test 60 SRV 10 0 %d other.test\n"
		 "_sips._tcp.other.test 60 SRV 20 0 %d other.test\n"
		 "_sips._tcp.other.test 60 SRV 30 0 %d other.test\n"
		 "other.test 60 A 127.0.0.1\n",
		 clear->port, good->port, wrong->port);
	/* The name in the certificate has to be that of the domain: for this one the `wrong' certificate is the right one. */
	CHECK(settle_well(context, send_first(context, "sips:alice@other.test", "sips:other.test", 3600), 60));
	CHECK_INT(peer_saw(clear, "REGISTER sip") + peer_saw(good, "REGISTER sip"), 0);
	CHECK_INT(peer_saw(wrong, "REGISTER sips:other.test"), 1);
	close_context(context);
	stop_peer(nameserver);
	stop_peer(good);
	stop_peer(wrong);
	stop_peer(clear);
}

/* A peer connects, checks our certificate and sends a request; with a client certificate where it is required. */
static int is_asked(const char *more, int always)
{
	struct eXosip_t *context = eXosip_malloc();
	static eXosip_tls_ctx_t settings;
	char command[1024];
	eXosip_event_t *event;
	FILE *client;
	int port = 0, code = -1, asked, i;

	strcpy(settings.root_ca_cert, file("ca.pem"));
	strcpy(settings.server.cert, file("good.pem"));
	strcpy(settings.server.priv_key, file("good.pem"));
	CHECK_INT(eXosip_init(context), 0);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &settings), 0);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_TLS_VERIFY_ALWAYS, &always), 0);
	/* Another program may come first. */
	for (i = 0; i < 10 && code != 0; i++) {
		port = eXosip_find_free_port(context, 0, IPPROTO_TCP);
		code = eXosip_listen_addr(context, IPPROTO_TCP, "127.0.0.1", port, AF_INET, 1);
	}
	CHECK_INT(code, 0);
	snprintf(command, sizeof command,
		 "openssl s_client -quiet -no_ign_eof -connect 127.0.0.1:%d -CAfile %s -verify_return_error -verify_hostname localhost %s >/dev/null 2>&1",
		 port, file("ca.pem"), more);
	client = popen(command, "w");
	if (!CHECK(client != NULL))
		return 0;
	fprintf(client, "OPTIONS sip:alice@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bK1\r\n"
			"From: <sip:bob@localhost>;tag=1\r\nTo: <sip:alice@127.0.0.1>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n"
			"Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n");
	fflush(client);
	event = next_event(context, always < 0 ? 3 : 30);
	asked = event != NULL && event->type == EXOSIP_MESSAGE_NEW && MSG_IS_OPTIONS(event->request);
	eXosip_event_free(event);
	close_context(context);
	pclose(client);
	return asked;
}

static void who_connects_to_us(void)
{
	char own[600];

	CHECK(is_asked("", 0));
	CHECK(!is_asked("", -1));
	snprintf(own, sizeof own, "-cert %s -key %s", file("client.pem"), file("client.pem"));
	CHECK(is_asked(own, 1));
}

int main(void)
{
	if (without_tls())
		return 0;
	whom_we_believe();
	names_and_validity();
	what_we_lack("good.pem", "-cipher", "ECDHE-ECDSA-AES128-SHA");
	what_we_lack("p521.pem", NULL, NULL);
	a_pinned_key();
	what_we_show();
	sessions_are_resumed();
	a_first_registration_takes_no_time();
	versions_and_ciphers();
	secrets_in_a_file();
	targets_without_tls_are_left();
	who_connects_to_us();
	return report();
}
