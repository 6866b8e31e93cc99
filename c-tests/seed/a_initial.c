/* The first REGISTER: the registrar named by its bare host and by a URI, two extensions offered. */
#include "support.h"

static void register_at(struct eXosip_t *context, const struct peer *registrar, const char *proxy)
{
	osip_message_t *reg = NULL;
	char route[64];
	int rid;

	eXosip_lock(context);
	rid = eXosip_register_build_initial_register(context, "sip:alice@sip.example.com", proxy, NULL, 1800, &reg);
	if (CHECK(rid > 0)) {
		osip_message_set_supported(reg, "100rel");
		osip_message_set_supported(reg, "path");
		/* The name is in no DNS: a pre-loaded route leads to the test's registrar. */
		snprintf(route, sizeof route, "<%s;lr>", peer_uri(registrar, ""));
		osip_message_set_route(reg, route);
		CHECK_INT(eXosip_register_send_register(context, rid, reg), 0);
	}
	eXosip_unlock(context);
	CHECK_INT(settle(context, rid, 30), 200);
}

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);

	CHECK_INT(eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL), 0);
	register_at(context, registrar, "sip.example.com");
	register_at(context, registrar, "sip:sip.example.com");

	CHECK_INT(peer_saw(registrar, "REGISTER sip:sip.example.com SIP/2.0"), 4);
	CHECK_INT(peer_saw(registrar, "\nSupported: 100rel\nSupported: path\n"), 4);
	CHECK_INT(peer_saw(registrar, "\nExpires: 1800\n"), 4);
	CHECK_INT(peer_saw(registrar, "\nRoute: "), 0);
	CHECK_INT(peer_saw(registrar, "SIP/2.0 401 "), 2);
	CHECK_INT(peer_saw(registrar, "SIP/2.0 200 OK"), 2);
	close_context(context);
	stop_peer(registrar);
	return report();
}
