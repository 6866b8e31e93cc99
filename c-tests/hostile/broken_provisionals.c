/* Ten thousand broken provisional answers, each read while a REGISTER waits for its result. */
#include "support.h"

enum { ROUNDS = 10, ANSWERS = 1000 };

static struct sockaddr_in peer_address;
static int go_socket, received;

/* The peer sends the next fifty when it hears that the last have been read. */
static void count_and_go(osip_message_t *message, int incoming)
{
	received += incoming;
	if (incoming && osip_message_get_status_code(message) == 199)
		sendto(go_socket, "go", 2, 0, (struct sockaddr *)&peer_address, sizeof peer_address);
}

int main(void)
{
	char manner[32], sent[64], cseq[64];
	struct peer *registrar;
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_event_t *event;
	int rid, round;

	snprintf(manner, sizeof manner, "provisional:%d", fewer(ANSWERS));
	snprintf(sent, sizeof sent, "sent %d broken answers", fewer(ANSWERS));
	snprintf(cseq, sizeof cseq, "\nCSeq: %d REGISTER\n", ROUNDS + 1);
	registrar = start_peer("registrar", "--hostile", manner, NULL);
	peer_address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(registrar->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	go_socket = socket(AF_INET, SOCK_DGRAM, 0);
	eXosip_set_cbsip_message(context, count_and_go);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	for (round = 1; round <= ROUNDS; round++) {
		event = next_event(context, 100);
		if (CHECK(event != NULL) && CHECK_INT(event->type, EXOSIP_REGISTRATION_SUCCESS))
			CHECK_INT(event_status(event), 200);
		eXosip_event_free(event);
		CHECK_INT(peer_saw(registrar, sent), round);
		CHECK_INT(peer_saw(registrar, "the client does not read any more"), 0);
		if (round < ROUNDS)
			CHECK_INT(send_next(context, rid, 1800), 0);
	}
	CHECK(next_event(context, 0.3) == NULL);
	CHECK(received > fewer(200)); /* some of it was not so broken, and the marks were not at all */
	CHECK(peer_saw(registrar, "REGISTER sip:") < 12 * ROUNDS);
	CHECK_INT(peer_saw(registrar, cseq), 0);
	close_context(context);
	stop_peer(registrar);
	return report();
}
