/* What a hostile peer does on a connection: a header without an end, a reset in the middle, an answer in single bytes. */
#include "support.h"

static void a_header_without_end(void)
{
	struct peer *registrar = start_peer("registrar", "--hostile", "endless", NULL);
	struct eXosip_t *context = open_context(IPPROTO_TCP, AF_INET);
	eXosip_event_t *event;

	send_first(context, "sip:alice@example.test", peer_uri(registrar, ";transport=tcp"), 3600);
	event = next_event(context, 30);
	if (CHECK(event != NULL)) {
		CHECK_INT(event->type, EXOSIP_REGISTRATION_FAILURE);
		CHECK(event->response == NULL);
	}
	eXosip_event_free(event);
	CHECK(peer_will_see(registrar, "the client closed", 1, 10));
	CHECK_INT(peer_saw(registrar, "the client took"), 0);
	close_context(context);
	stop_peer(registrar);
}

/* SIGPIPE has its default action here: it would end the test. */
static void a_reset(void)
{
	struct peer *registrar = start_peer("registrar", "--hostile", "torn", NULL);
	struct eXosip_t *context = open_context(IPPROTO_TCP, AF_INET);
	double end = seconds_now() + 4;
	eXosip_event_t *event;
	int failures = 0;

	send_first(context, "sip:alice@example.test", peer_uri(registrar, ";transport=tcp"), 60);
	while (seconds_now() < end) {
		event = next_event(context, 0.1);
		if (event != NULL) {
			CHECK_INT(event->type, EXOSIP_REGISTRATION_FAILURE);
			failures++;
		}
		eXosip_event_free(event);
	}
	CHECK(failures >= 1 && failures <= 4);
	CHECK(peer_saw(registrar, "REGISTER sip:") <= 4);
	close_context(context);
	stop_peer(registrar);
}

static void single_bytes(void)
{
	struct peer *registrar = start_peer("registrar", "--hostile", "split", NULL);
	struct eXosip_t *context = open_context(IPPROTO_TCP, AF_INET);
	int rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ";transport=tcp"), 3600);

	CHECK_INT(settle(context, rid, 20), 200);
	close_context(context);
	stop_peer(registrar);
}

int main(void)
{
	a_header_without_end();
	a_reset();
	single_bytes();
	return report();
}
