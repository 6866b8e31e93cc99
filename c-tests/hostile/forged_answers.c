/* Answers that belong to no request of ours, or come from an address that none went to, change nothing. */
#include "support.h"

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--hostile", "forged", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	double start = seconds_now();
	int on = 1, rid;

	eXosip_set_option(context, EXOSIP_OPT_AUTO_MASQUERADE_CONTACT, &on);
	/* Without this, the right answer may come from anywhere. */
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_CHECK_RESPONSE_SOURCE, &on), 0);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	CHECK_INT(settle(context, rid, 30), 200);
	/* The right answer came with the third transmission; more are those of a slow machine. */
	CHECK(seconds_now() - start > 1.4);
	CHECK(peer_saw(registrar, "\nCSeq: 1 REGISTER\n") >= 3);

	CHECK_INT(send_next(context, rid, 1800), 0);
	CHECK_INT(settle(context, rid, 30), 200);
	CHECK(next_event(context, 0.5) == NULL);
	CHECK(peer_saw(registrar, "\nCSeq: 2 REGISTER\n") >= 3);
	CHECK_INT(peer_saw(registrar, "\nCSeq: 3 REGISTER\n"), 0);
	CHECK_INT(peer_saw(registrar, "\nContact: <sip:alice@127.0.0.1:"), peer_saw(registrar, "\nContact: "));
	CHECK_INT(peer_saw(registrar, "198.51.100.7"), 0);
	close_context(context);
	stop_peer(registrar);
	return report();
}
