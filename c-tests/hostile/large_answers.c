/* Answers beyond 8000 bytes, up to what a datagram holds, are read whole. */
#include "support.h"

static void answer_of(int size)
{
	char *script = malloc(size + 64);
	struct peer *registrar;
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);

	strcpy(script, "200/X-Filler: ");
	memset(script + strlen(script), 'x', size);
	strcpy(script + strlen("200/X-Filler: ") + size, "/X-Last: yes");
	registrar = start_peer("registrar", "--first", script, NULL);
	CHECK_INT(settle(context, send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 60), 30), 200);
	close_context(context);
	stop_peer(registrar);
	free(script);
}

int main(void)
{
	answer_of(7000);
	answer_of(9000);
	answer_of(60000);
	return report();
}
