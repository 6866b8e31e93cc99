/* Forgetting a registration: nothing is sent, no event comes. */
#include "support.h"

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 1800);

	CHECK_INT(settle(context, rid, 30), 200);

	eXosip_lock(context);
	CHECK_INT(eXosip_register_remove(context, rid), 0);
	CHECK_INT(eXosip_register_remove(context, rid), OSIP_NOTFOUND);
	eXosip_unlock(context);

	CHECK(next_event(context, 0.5) == NULL);
	CHECK_INT(peer_saw(registrar, "REGISTER sip:"), 1);
	CHECK_INT(send_next(context, rid, 0), OSIP_NOTFOUND);
	close_context(context);
	stop_peer(registrar);
	return report();
}
