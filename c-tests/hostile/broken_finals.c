/* Fifty broken final answers to each of two hundred registrations: no success, and no more requests than the rules allow. */
#include "support.h"

static struct sockaddr_in peer_address;
static int go_socket;

static void go(osip_message_t *message, int incoming)
{
	if (incoming && osip_message_get_status_code(message) == 199)
		sendto(go_socket, "go", 2, 0, (struct sockaddr *)&peer_address, sizeof peer_address);
}

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--hostile", "final", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_event_t *event;
	int i, successes = 0, rid, registrations = fewer(200);

	peer_address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(registrar->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	go_socket = socket(AF_INET, SOCK_DGRAM, 0);
	eXosip_set_cbsip_message(context, go);
	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	for (i = 0; i < registrations; i++) {
		rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
		CHECK(rid > 0);
		CHECK(peer_will_see(registrar, "broken answers", i + 1, 30));
		while ((event = next_event(context, 0.01)) != NULL) {
			successes += event->type == EXOSIP_REGISTRATION_SUCCESS;
			eXosip_event_free(event);
		}
		eXosip_lock(context);
		CHECK_INT(eXosip_register_remove(context, rid), 0);
		eXosip_unlock(context);
	}
	CHECK_INT(successes, 0);
	CHECK_INT(peer_saw(registrar, "the client does not read any more"), 0);
	CHECK(peer_saw(registrar, "broken answers") <= 4 * registrations);
	close_context(context);
	stop_peer(registrar);
	return report();
}
