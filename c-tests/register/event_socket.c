/* The event socket for programs that poll: readable exactly while there is an event, or after a wake-up. */
#include "support.h"

#include <poll.h>

static int readable(int fd, int milliseconds)
{
	struct pollfd poller = {fd, POLLIN, 0};

	return poll(&poller, 1, milliseconds);
}

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int fd = eXosip_event_geteventsocket(context);
	eXosip_event_t *event;
	double start;

	CHECK(fd >= 0);
	CHECK_INT(readable(fd, 50), 0);
	send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	CHECK_INT(readable(fd, 30000), 1);
	event = eXosip_event_wait(context, 0, 0);
	CHECK(event != NULL && event_status(event) == 200);
	eXosip_event_free(event);
	CHECK_INT(readable(fd, 50), 0);

	eXosip_wakeup_event(context);
	CHECK_INT(readable(fd, 30000), 1);
	start = seconds_now();
	CHECK(eXosip_event_wait(context, 30, 0) == NULL);
	CHECK(seconds_now() - start < 20);
	CHECK_INT(readable(fd, 50), 0);

	start = seconds_now();
	CHECK(eXosip_event_wait(context, 0, 300) == NULL);
	CHECK(seconds_now() - start > 0.28);
	close_context(context);
	stop_peer(registrar);
	return report();
}
