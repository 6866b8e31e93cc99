/* From a target that fails to the next one of its name. */
#include "support.h"

/* A 503, a refusal and silence lead to the target of the next priority. */
int main(void)
{
	struct peer *broken = start_peer("registrar", "--first", "503", NULL), *good = start_peer("registrar", "--algorithm", "none", NULL);
	struct peer *nameserver = start_nameserver();
	struct eXosip_t *context = open_resolving(IPPROTO_UDP, nameserver);
	int silent = silent_port();

	set_zone("_sip._udp.broken.test 60 SRV 20 0 %d sip.example.test\n"
		 "_sip._udp.broken.test 60 SRV 10 0 %d sip.example.test\n"
		 "_sip._udp.refusing.test 60 SRV 20 0 %d sip.example.test\n"
		 "_sip._udp.refusing.test 60 SRV 10 0 1 sip.example.test\n"
		 "_sip._udp.silent.test 60 SRV 20 0 %d alias.example.test\n"
		 "_sip._udp.silent.test 60 SRV 10 0 %d alias.example.test\n"
		 "alias.example.test 60 CNAME sip.example.test\n"
		 "sip.example.test 60 A 127.0.0.1\n",
		 good->port, broken->port, good->port, good->port, silent);
	CHECK(settle_well(context, send_first(context, "sip:alice@example.test", "sip:broken.test", 3600), 60));
	CHECK(peer_saw(broken, "\nCSeq: 1 REGISTER\n") >= 1);
	CHECK_INT(peer_saw(broken, "\nCSeq: 2 REGISTER\n"), 0);
	CHECK(settle_well(context, send_first(context, "sip:alice@example.test", "sip:refusing.test", 3600), 60));
	CHECK(settle_well(context, send_first(context, "sip:alice@example.test", "sip:silent.test", 3600), 60));
	close_context(context);
	stop_peer(good);
	stop_peer(broken);
	stop_peer(nameserver);
	return report();
}
