/* Removing every binding of an address of record, those of other devices too. */
#include "support.h"

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	struct eXosip_t *other = open_context(IPPROTO_UDP, AF_INET);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	osip_message_t *reg = NULL;
	int rid;

	eXosip_add_authentication_info(other, "alice", "alice", "secret", NULL, NULL);
	rid = send_first(other, "sip:alice@example.test", peer_uri(registrar, ""), 1800);
	CHECK_INT(settle(other, rid, 30), 200);

	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	eXosip_lock(context);
	rid = eXosip_register_build_initial_register(context, "sip:alice@example.test", peer_uri(registrar, ""), "*", 0, &reg);
	if (CHECK(rid > 0))
		CHECK_INT(eXosip_register_send_register(context, rid, reg), 0);
	eXosip_unlock(context);

	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(peer_saw(registrar, "\nContact: *\n"), 2);
	CHECK_INT(peer_saw(registrar, "alice is bound to: \n"), 1);
	close_context(context);
	close_context(other);
	stop_peer(registrar);
	return report();
}
