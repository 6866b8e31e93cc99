/* A port without a listener, a refused connection, a name that no resolver can know: failures, with growing pauses between them. */
#include "support.h"

/* The failures within four seconds, or until the first; each is without an answer. */
static int failures(struct eXosip_t *context, const char *registrar)
{
	double end = seconds_now() + 4;
	int count = 0;

	CHECK(send_first(context, "sip:alice@example.test", registrar, 60) > 0);
	while (seconds_now() < end + (count == 0 ? 30 : 0)) {
		eXosip_event_t *event = next_event(context, 0.1);

		if (event != NULL)
			count += event->type == EXOSIP_REGISTRATION_FAILURE && event->response == NULL && event->request != NULL;
		eXosip_event_free(event);
	}
	close_context(context);
	return count;
}

int main(void)
{
	static const char closed[] = "sip:127.0.0.1:1"; /* a port that no program is given by chance */
	char long_name[700] = "sip:";
	int i, count;

	for (i = 4; i < 604; i++)
		long_name[i] = i % 50 == 0 ? '.' : 'x';

	count = failures(open_context(IPPROTO_UDP, AF_INET), closed);
	CHECK(count >= 1 && count <= 4);
	count = failures(open_context(IPPROTO_TCP, AF_INET), closed);
	CHECK(count >= 1 && count <= 4);
	count = failures(open_context(IPPROTO_UDP, AF_INET), long_name);
	CHECK(count >= 1 && count <= 4);
	return report();
}
