/* Several transports in one context, and what becomes of the registrations on a connection that breaks. */
#include "support.h"

#include <unistd.h>

enum { ACCOUNTS = 20 };

/* One REGISTER as the registrar saw it. */
struct seen {
	int source, via, contact;
};

/* The next REGISTER in a log, from `*place` on. */
static int next_register(const char **place, struct seen *seen)
{
	const char *start = strstr(*place, "\nREGISTER sip:"), *record;

	if (start == NULL)
		return 0;
	for (record = start; record[0] != '@'; record--)
		;
	*place = start + 1;
	return sscanf(record, "@ %*f <- tcp 127.0.0.1:%d", &seen->source) == 1
	       && sscanf(strstr(start, "\nVia: "), "\nVia: SIP/2.0/TCP 127.0.0.1:%d", &seen->via) == 1
	       && sscanf(strstr(strstr(start, "\nContact: "), "@127.0.0.1:"), "@127.0.0.1:%d", &seen->contact) == 1;
}

/* All of them leave the one connection, and Via and Contact are those of the next one. */
static void everybody_recovers(void)
{
	/* On an address where no other program takes its port while it is away. */
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", "-l", "127.0.0.5", NULL);
	struct eXosip_t *context = open_context(IPPROTO_TCP, AF_INET);
	char uri[64], from[64], port[16], bound[64], *log;
	struct seen seen;
	double end;
	const char *place;
	int i, old = 0, registers = 0, missing = ACCOUNTS;

	snprintf(uri, sizeof uri, "sip:127.0.0.5:%d;transport=tcp", registrar->port);
	for (i = 0; i < ACCOUNTS; i++) {
		snprintf(from, sizeof from, "sip:user%d@example.test", i);
		CHECK_INT(settle(context, send_first(context, from, uri, 3600), 30), 200);
	}
	place = log = peer_log(registrar);
	while (next_register(&place, &seen)) {
		CHECK(old == 0 || seen.source == old);
		old = seen.source;
	}
	free(log);
	snprintf(port, sizeof port, "%d", registrar->port);
	stop_peer(registrar);

	registrar = start_peer("registrar", "--algorithm", "none", "-l", "127.0.0.5", "-p", port, NULL);
	end = seconds_now() + 90;
	while (missing > 0 && seconds_now() < end) {
		eXosip_event_free(next_event(context, 0.2));
		for (missing = 0, i = 0; i < ACCOUNTS; i++) {
			snprintf(bound, sizeof bound, " user%d is bound to: <sip:user%d@", i, i);
			missing += peer_saw(registrar, bound) == 0;
		}
	}
	CHECK_INT(missing, 0);
	place = log = peer_log(registrar);
	while (next_register(&place, &seen)) {
		registers++;
		CHECK(seen.source != old);
		CHECK_INT(seen.via, seen.source);
		CHECK_INT(seen.contact, seen.source);
	}
	free(log);
	CHECK_INT(registers, ACCOUNTS);
	close_context(context);
	stop_peer(registrar);
}

/* One context, three transports: what the URI says decides. */
static void the_uri_chooses(void)
{
	const char *certificates = getenv("CERTIFICATES");
	struct peer *clear = start_peer("registrar", "--algorithm", "none", NULL), *secure;
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	char certificate[256], uri[64];

	snprintf(certificate, sizeof certificate, "%s/good.pem", certificates ? certificates : "target/c-tests/certificates");
	secure = start_peer("registrar", "--algorithm", "none", "--tls", certificate, NULL);
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_TCP, "127.0.0.1", 0, AF_INET, 0), 0);
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_TCP, "127.0.0.1", 0, AF_INET, 1), 0);
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_TCP, "127.0.0.1", 0, AF_INET, 1), -3);

	CHECK_INT(settle(context, send_first(context, "sip:a@example.test", peer_uri(clear, ""), 60), 30), 200);
	CHECK_INT(settle(context, send_first(context, "sip:b@example.test", peer_uri(clear, ";transport=udp"), 60), 30), 200);
	CHECK_INT(peer_saw(clear, "is bound to"), 2);
	CHECK_INT(peer_saw(clear, "<- tcp"), 0);
	CHECK_INT(settle(context, send_first(context, "sip:c@example.test", peer_uri(clear, ";transport=TCP"), 60), 30), 200);
	CHECK_INT(peer_saw(clear, "<- tcp"), 1);
	CHECK_INT(peer_saw(clear, ";transport=TCP;line="), 3);
	CHECK_INT(settle(context, send_first(context, "sip:d@example.test", peer_uri(secure, ";transport=tls"), 60), 30), 200);
	CHECK_INT(peer_saw(secure, "<- tls"), 1);
	snprintf(uri, sizeof uri, "sips:localhost:%d", secure->port);
	CHECK_INT(settle(context, send_first(context, "sips:e@example.test", uri, 60), 30), 200);
	CHECK_INT(peer_saw(secure, "<- tls"), 2);
	CHECK_INT(peer_saw(secure, "\nContact: <sips:e@127.0.0.1:"), 2);
	close_context(context);

	/* Without TLS, sips goes nowhere. */
	context = open_context(IPPROTO_UDP, AF_INET);
	snprintf(uri, sizeof uri, "sips:127.0.0.1:%d", clear->port);
	CHECK_INT(send_first(context, "sips:f@example.test", uri, 60), -10);
	CHECK_INT(peer_saw(clear, "f@example.test"), 0);
	close_context(context);
	stop_peer(secure);
	stop_peer(clear);
}

int main(void)
{
	everybody_recovers();
	if (!without_tls())
		the_uri_chooses();
	return report();
}
