/* IPv6: brackets in Via, Contact and the Request-URI, no rport. */
#include "support.h"

int main(void)
{
	struct peer *registrar;
	struct eXosip_t *context;
	char uri[64];
	int rid;

	if (without_ipv6())
		return 0;
	registrar = start_peer("registrar", "-l", "::1", "--password", "secret", NULL);
	context = open_context(IPPROTO_UDP, AF_INET6);
	snprintf(uri, sizeof uri, "sip:[::1]:%d", registrar->port);
	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	rid = send_first(context, "sip:alice@example.test", uri, 3600);
	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(peer_saw(registrar, "REGISTER sip:[::1]:"), 2);
	CHECK_INT(peer_saw(registrar, "Via: SIP/2.0/UDP [::1]:"), 4);
	CHECK_INT(peer_saw(registrar, ";rport"), 0);
	CHECK_INT(peer_saw(registrar, "alice is bound to: <sip:alice@[::1]:"), 1);
	CHECK_INT(send_next(context, rid, 0), 0);
	CHECK_INT(settle(context, rid, 30), 200);
	close_context(context);
	stop_peer(registrar);
	return report();
}
