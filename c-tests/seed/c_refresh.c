/* A refresh by the application: the same Call-ID, the next CSeq, another time, and the credentials sent without being asked. */
#include "support.h"

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	osip_message_t *reg = NULL;
	int rid;

	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 1800);
	CHECK_INT(settle(context, rid, 30), 200);

	eXosip_lock(context);
	if (CHECK_INT(eXosip_register_build_register(context, rid, 1200, &reg), 0))
		CHECK_INT(eXosip_register_send_register(context, rid, reg), 0);
	eXosip_unlock(context);

	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(peer_saw(registrar, "REGISTER sip:"), 3);
	CHECK_INT(peer_saw(registrar, "\nCSeq: 3 REGISTER\n"), 2);
	CHECK_INT(peer_saw(registrar, "nc=00000002"), 1);
	CHECK_INT(peer_saw(registrar, "\nExpires: 1200\n"), 1);
	CHECK_INT(peer_saw(registrar, ";expires=1200\n"), 1);
	close_context(context);
	stop_peer(registrar);
	return report();
}
