/* A connection stays open when its last registration is gone, as in the original: the next registration uses it. */
#include "support.h"

/* The source port of the n-th REGISTER over `transport` in a log, counted from 0; 0 if there is none. */
static int source_port(const struct peer *registrar, const char *transport, int number)
{
	char mark[32], *log = peer_log(registrar), *place = log;
	int port = 0;

	snprintf(mark, sizeof mark, " <- %s 127.0.0.1:", transport);
	while ((place = strstr(place, mark)) != NULL && number-- > 0)
		place += strlen(mark);
	if (place != NULL)
		port = atoi(place + strlen(mark));
	free(log);
	return port;
}

static void unregister(struct eXosip_t *context, int rid)
{
	CHECK_INT(send_next(context, rid, 0), 0);
	CHECK_INT(settle(context, rid, 30), 200);
	/* Nothing is left of it. */
	CHECK_INT(send_next(context, rid, 60), -6);
}

static void next_registration_uses_it(struct peer *registrar, const char *transport, const char *uri)
{
	struct eXosip_t *context = open_context(IPPROTO_TCP, AF_INET);
	int rid, first;

	CHECK_INT(eXosip_listen_addr(context, IPPROTO_TCP, "127.0.0.1", 0, AF_INET, 1), 0);
	rid = send_first(context, "sip:alice@example.test", uri, 3600);
	CHECK_INT(settle(context, rid, 30), 200);
	unregister(context, rid);
	/* Another account, and one that is removed without a request. */
	rid = send_first(context, "sip:bob@example.test", uri, 3600);
	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(eXosip_register_remove(context, rid), 0);
	rid = send_first(context, "sip:carol@example.test", uri, 3600);
	CHECK_INT(settle(context, rid, 30), 200);
	first = source_port(registrar, transport, 0);
	CHECK(first > 0);
	CHECK_INT(source_port(registrar, transport, 1), first);
	CHECK_INT(source_port(registrar, transport, 2), first);
	CHECK_INT(source_port(registrar, transport, 3), first);
	CHECK_INT(source_port(registrar, transport, 4), 0);
	close_context(context);
	stop_peer(registrar);
}

int main(void)
{
	const char *certificates = getenv("CERTIFICATES");
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", NULL);
	char certificate[256];

	next_registration_uses_it(registrar, "tcp", peer_uri(registrar, ";transport=tcp"));
	if (!without_tls()) {
		snprintf(certificate, sizeof certificate, "%s/good.pem", certificates ? certificates : "target/c-tests/certificates");
		registrar = start_peer("registrar", "--algorithm", "none", "--tls", certificate, NULL);
		next_registration_uses_it(registrar, "tls", peer_uri(registrar, ";transport=tls"));
	}
	return report();
}
