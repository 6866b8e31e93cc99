/* Several registrations in one context at once, each with its own identity, Call-ID and line. */
#include "support.h"

#define ACCOUNTS 20

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int rids[ACCOUNTS], successes[ACCOUNTS] = {0}, left = ACCOUNTS, i;
	eXosip_event_t *event;

	for (i = 0; i < ACCOUNTS; i++) {
		char user[16], from[64];

		snprintf(user, sizeof user, "user%d", i);
		snprintf(from, sizeof from, "sip:%s@example.test", user);
		CHECK_INT(eXosip_add_authentication_info(context, user, user, "secret", NULL, "example.test"), 0);
		rids[i] = send_first(context, from, peer_uri(registrar, ""), 600 + i);
		CHECK(rids[i] > 0);
	}
	while (left > 0 && (event = next_event(context, 30)) != NULL) {
		for (i = 0; i < ACCOUNTS && event->type == EXOSIP_REGISTRATION_SUCCESS; i++)
			if (event->rid == rids[i] && successes[i]++ == 0)
				left--;
		eXosip_event_free(event);
	}

	CHECK_INT(left, 0);
	CHECK_INT(peer_saw(registrar, "REGISTER sip:"), 2 * ACCOUNTS);
	CHECK_INT(peer_saw(registrar, "SIP/2.0 200 OK"), ACCOUNTS);
	for (i = 0; i < ACCOUNTS; i++) {
		char text[64];

		CHECK_INT(successes[i], 1);
		snprintf(text, sizeof text, "user%d is bound to: <sip:user%d@127.0.0.1:", i, i);
		CHECK_INT(peer_saw(registrar, text), 1);
		snprintf(text, sizeof text, ";expires=%d\n", 600 + i);
		CHECK_INT(peer_saw(registrar, text), 1);
	}
	close_context(context);
	stop_peer(registrar);
	return report();
}
