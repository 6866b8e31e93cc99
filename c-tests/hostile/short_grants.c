/* A registrar that grants next to nothing gets no more than one REGISTER a second. */
#include "support.h"

#define GRANTS 7

int main(void)
{
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	struct peer *registrars[GRANTS];
	char seconds[8];
	eXosip_event_t *event;
	double start = seconds_now();
	int i;

	for (i = 0; i < GRANTS; i++) {
		snprintf(seconds, sizeof seconds, "%d", i);
		registrars[i] = start_peer("registrar", "--algorithm", "none", "--max-expires", seconds, NULL);
		CHECK(send_first(context, "sip:alice@example.test", peer_uri(registrars[i], ""), 60) > 0);
	}
	while (seconds_now() < start + 6) {
		event = next_event(context, 0.1);
		if (event != NULL)
			CHECK_INT(event->type, EXOSIP_REGISTRATION_SUCCESS);
		eXosip_event_free(event);
	}
	for (i = 0; i < GRANTS; i++) {
		int requests;

		CHECK(peer_will_see(registrars[i], "REGISTER sip:", 1, 30));
		requests = peer_saw(registrars[i], "REGISTER sip:");
		if (!CHECK(requests <= 2 + (seconds_now() - start)))
			printf("%d requests when %d s are granted\n", requests, i);
		stop_peer(registrars[i]);
	}
	close_context(context);
	return report();
}
