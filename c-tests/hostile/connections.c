/* What a hostile peer does on a connection: messages without an end, ends in the middle, single bytes, all at once. */
#include "support.h"

static void a_message_without_end(const char *manner)
{
	struct peer *registrar = start_peer("registrar", "--hostile", manner, NULL);
	struct eXosip_t *context = open_context(IPPROTO_TCP, AF_INET);
	eXosip_event_t *event;

	send_first(context, "sip:alice@example.test", peer_uri(registrar, ";transport=tcp"), 3600);
	event = next_event(context, 30);
	if (CHECK(event != NULL)) {
		CHECK_INT(event->type, EXOSIP_REGISTRATION_FAILURE);
		CHECK(event->response == NULL);
	}
	eXosip_event_free(event);
	CHECK(peer_will_see(registrar, "the client closed", 1, 30));
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
	while (seconds_now() < end + (failures == 0 ? 30 : 0)) {
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

	CHECK_INT(settle(context, rid, 30), 200);
	close_context(context);
	stop_peer(registrar);
}

/* The answer ends after each of its bytes, by a close and by a reset: as long as a byte is missing it is none. */
static void an_end_at_every_byte(void)
{
	struct peer *registrar = start_peer("registrar", "--hostile", fewer(10) == 10 ? "torn-further:1" : "torn-further:20", NULL);
	struct eXosip_t *context = open_context(IPPROTO_TCP, AF_INET);
	const char *proxy = peer_uri(registrar, ";transport=tcp");
	int failed = 0, registered = 0, rid;

	while (registered == 0 && failed < 2000) {
		rid = send_first(context, "sip:alice@example.test", proxy, 3600);
		switch (settle(context, rid, 30)) {
		case 0: failed++; break;
		case 200: registered++; break;
		default: failed = 10000;
		}
		eXosip_lock(context);
		eXosip_register_remove(context, rid);
		eXosip_unlock(context);
	}
	CHECK_INT(registered, 1);
	CHECK(failed >= (fewer(10) == 10 ? 2 * 300 : 2 * 15));
	/* A slow test may have let the library try again by itself. */
	CHECK(peer_saw(registrar, "sends a part") >= failed);
	CHECK(peer_saw(registrar, "sends all") >= 1);
	close_context(context);
	stop_peer(registrar);
}

static void all_at_once(void)
{
	struct peer *registrar = start_peer("registrar", "--hostile", "pipelined", NULL);
	struct eXosip_t *context = open_context(IPPROTO_TCP, AF_INET);
	eXosip_event_t *event;

	send_first(context, "sip:alice@example.test", peer_uri(registrar, ";transport=tcp"), 3600);
	event = next_event(context, 30);
	if (CHECK(event != NULL)) {
		CHECK_INT(event->type, EXOSIP_REGISTRATION_SUCCESS);
		CHECK_INT(event_status(event), 200);
	}
	eXosip_event_free(event);
	event = next_event(context, 30);
	if (CHECK(event != NULL)) {
		CHECK_INT(event->type, EXOSIP_MESSAGE_NEW);
		CHECK(MSG_IS_OPTIONS(event->request));
	}
	eXosip_event_free(event);
	CHECK(next_event(context, 0.3) == NULL);
	close_context(context);
	stop_peer(registrar);
}

int main(void)
{
	a_message_without_end("endless");
	a_message_without_end("oversized");
	a_reset();
	an_end_at_every_byte();
	single_bytes();
	all_at_once();
	return report();
}
