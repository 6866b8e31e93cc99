/* Leaving: Expires 0, after which the registration is gone on both sides. */
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
	CHECK_INT(peer_saw(registrar, "alice is bound to: <sip:alice@"), 1);

	eXosip_lock(context);
	if (CHECK_INT(eXosip_register_build_register(context, rid, 0, &reg), 0))
		CHECK_INT(eXosip_register_send_register(context, rid, reg), 0);
	eXosip_unlock(context);

	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(peer_saw(registrar, "\nExpires: 0\n"), 1);
	CHECK_INT(peer_saw(registrar, "alice is bound to: \n"), 1);
	CHECK_INT(send_next(context, rid, 60), OSIP_NOTFOUND);
	close_context(context);
	stop_peer(registrar);
	return report();
}
