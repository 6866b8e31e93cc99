/* Unsolicited STUN responses, while the newest registration has not been sent. */
#include "support.h"

#include <arpa/inet.h>

static const unsigned char answer[32] = {
	0x01, 0x01, 0x00, 0x0c, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0x00, 0x20, 0x00, 0x08, 0x00, 0x01, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66,
};

/* The port that the client sends from, out of what the registrar saw. */
static int client_port(const struct peer *registrar)
{
	char *log = peer_log(registrar), *via = strstr(log, "Via: SIP/2.0/UDP 127.0.0.1:");
	int port = via ? atoi(via + strlen("Via: SIP/2.0/UDP 127.0.0.1:")) : 0;

	free(log);
	return port;
}

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	struct sockaddr_in client = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	osip_message_t *unsent = NULL;
	int fd = socket(AF_INET, SOCK_DGRAM, 0), i, rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);

	CHECK_INT(settle(context, rid, 30), 200);
	eXosip_lock(context);
	CHECK(eXosip_register_build_initial_register(context, "sip:bob@example.test", peer_uri(registrar, ""), NULL, 60, &unsent) > 0);
	osip_message_free(unsent);
	eXosip_unlock(context);
	client.sin_port = htons(client_port(registrar));
	for (i = 0; i < 40; i++) { /* every length from nothing on, too */
		sendto(fd, answer, i < 33 ? i : 32, 0, (struct sockaddr *)&client, sizeof client);
		eXosip_event_free(next_event(context, 0.05));
	}
	CHECK(next_event(context, 1) == NULL);
	CHECK_INT(peer_saw(registrar, "REGISTER sip:"), 1);
	close_context(context);
	stop_peer(registrar);
	return report();
}
