/* Stays registered: live/stay URI. Registers from any local address until its input ends; prints the status of each event, one a line. */
#include "support.h"

#include <poll.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct eXosip_t *context = eXosip_malloc();
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	int protocol = argc > 1 && strstr(argv[1], "transport=tcp") ? IPPROTO_TCP : IPPROTO_UDP;

	if (argc < 2 || eXosip_init(context) != 0 || eXosip_listen_addr(context, protocol, NULL, 0, AF_INET, 0) != 0)
		return 2;
	setlinebuf(stdout);
	send_first(context, "sip:alice@example.test", argv[1], 3600);
	while (poll(&input, 1, 0) == 0) {
		eXosip_event_t *event = next_event(context, 0.1);

		if (event != NULL)
			printf("%d\n", event_status(event));
		eXosip_event_free(event);
	}
	close_context(context);
	return 0;
}
