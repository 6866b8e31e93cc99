/* A REGISTER with a preference among contacts. */
#include "support.h"

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	osip_message_t *reg = NULL;
	int rid;

	eXosip_lock(context);
	rid = eXosip_register_build_initial_register_withqvalue(context, "sip:alice@example.test", peer_uri(registrar, ""), NULL, 1800,
								"0.5", &reg);
	if (CHECK(rid > 0))
		CHECK_INT(eXosip_register_send_register(context, rid, reg), 0);
	eXosip_unlock(context);

	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(peer_saw(registrar, ";q=0.5\n"), 1);
	close_context(context);
	stop_peer(registrar);
	return report();
}
