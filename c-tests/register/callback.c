/* The message callback: every message, each retransmission; its edits go out on the wire. */
#include "support.h"

static int sent, received, challenges, successes;

static void count(osip_message_t *message, int incoming)
{
	if (incoming) {
		received++;
		challenges += osip_message_get_status_code(message) == 401;
		successes += osip_message_get_status_code(message) == 200;
	} else {
		sent++;
		CHECK_TEXT(osip_message_get_method(message), "REGISTER");
		osip_message_replace_header(message, "X-Seen", "yes");
	}
}

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", "--first", "drop|drop", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int rid, before;

	CHECK_INT(eXosip_set_cbsip_message(context, count), 0);
	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	CHECK_INT(settle(context, rid, 10), 200);
	CHECK_INT(received, 2);
	CHECK_INT(challenges, 1);
	CHECK_INT(successes, 1);
	CHECK_INT(sent, 4); /* two were lost */
	CHECK_INT(peer_saw(registrar, "REGISTER sip:"), 4);
	CHECK_INT(peer_saw(registrar, "\nX-Seen: yes\n"), 4);

	CHECK_INT(eXosip_set_cbsip_message(context, NULL), 0);
	before = sent;
	CHECK_INT(send_next(context, rid, 0), 0);
	CHECK_INT(settle(context, rid, 10), 200);
	CHECK_INT(sent, before);
	close_context(context);
	stop_peer(registrar);
	return report();
}
