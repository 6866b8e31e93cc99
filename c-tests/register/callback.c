/* The message callback: every message, each retransmission; its edits go out on the wire. */
#include "support.h"

#include <stdatomic.h>

static atomic_int sent, received, challenges, successes;

static void count(osip_message_t *message, int incoming)
{
	if (incoming) {
		received++;
		challenges += osip_message_get_status_code(message) == 401;
		successes += osip_message_get_status_code(message) == 200;
	} else {
		sent++;
		CHECK_TEXT(osip_message_get_method(message), "REGISTER");
		/* The addresses that go out, from the first time on. */
		CHECK_TEXT(((osip_via_t *)osip_list_get(&message->vias, 0))->host, "127.0.0.1");
		CHECK_TEXT(((osip_contact_t *)osip_list_get(&message->contacts, 0))->url->host, "127.0.0.1");
		osip_message_replace_header(message, "X-Seen", "yes");
	}
}

static struct eXosip_t *called;
static char elsewhere[64];
static int second;

/* The lock is held here. What is set before a request counts for it, although this thread is the one that sends it. */
static void register_elsewhere(osip_message_t *message, int incoming)
{
	struct eXosip_dns_cache host = {.host = "known.test", .ip = "127.0.0.1"};
	osip_message_t *request;

	(void)message;
	if (!incoming || second != 0)
		return;
	eXosip_set_option(called, EXOSIP_OPT_ADD_DNS_CACHE, &host);
	second = eXosip_register_build_initial_register(called, "sip:bob@example.test", elsewhere, NULL, 3600, &request);
	eXosip_register_send_register(called, second, request);
}

static void the_library_can_be_called_from_it(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", NULL);
	int i;

	called = open_context(IPPROTO_UDP, AF_INET);
	snprintf(elsewhere, sizeof elsewhere, "sip:known.test:%d", registrar->port);
	CHECK_INT(eXosip_set_cbsip_message(called, register_elsewhere), 0);
	CHECK(send_first(called, "sip:alice@example.test", peer_uri(registrar, ""), 3600) > 0);
	for (i = 0; i < 2; i++) {
		eXosip_event_t *event = next_event(called, 30);

		CHECK(event != NULL && event_status(event) == 200);
		eXosip_event_free(event);
	}
	CHECK_INT(peer_saw(registrar, "REGISTER sip:known.test"), 1);
	close_context(called);
	stop_peer(registrar);
}

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", "--first", "drop|drop", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int rid, before;

	CHECK_INT(eXosip_set_cbsip_message(context, count), 0);
	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	CHECK_INT(settle(context, rid, 30), 200);
	CHECK(challenges >= 1 && successes >= 1);
	CHECK_INT(received, challenges + successes);
	CHECK_INT(peer_saw(registrar, "REGISTER sip:"), 4); /* two were lost */
	CHECK_INT(sent, 4 + peer_saw(registrar, "again from"));
	CHECK_INT(peer_saw(registrar, "\nX-Seen: yes\n"), 4);

	CHECK_INT(eXosip_set_cbsip_message(context, NULL), 0);
	before = sent;
	CHECK_INT(send_next(context, rid, 0), 0);
	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(sent, before);
	close_context(context);
	stop_peer(registrar);
	the_library_can_be_called_from_it();
	return report();
}
