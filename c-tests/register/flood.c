/* Requests of strangers, more than the program takes: they give way to events of registrations, counted and traced. */
#include "support.h"

#include <unistd.h>

enum { LIMIT = 100, BATCH = 50, BATCHES = 4 };

static int warnings;

static void count_warnings(const char *file, int line, osip_trace_level_t level, const char *format, va_list arguments)
{
	char text[512];

	(void)file;
	(void)line;
	vsnprintf(text, sizeof text, format, arguments);
	if (level == OSIP_WARNING && strstr(text, "dropped"))
		__atomic_fetch_add(&warnings, 1, __ATOMIC_SEQ_CST);
}

static int dropped(struct eXosip_t *context)
{
	int number = -1;

	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_GET_DROPPED_EVENTS, &number), 0);
	return number;
}

/* Sends a batch of requests to the context, each a new one. */
static void send_batch(int fd, const struct sockaddr_in *to)
{
	static int number;
	int i;

	for (i = 0; i < BATCH; i++) {
		char text[512];

		snprintf(text, sizeof text,
			 "MESSAGE sip:alice@example.test SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK%d\r\nFrom: <sip:x@192.0.2.9>;tag=1\r\n"
			 "To: <sip:alice@example.test>\r\nCall-ID: %d\r\nCSeq: 1 MESSAGE\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
			 number, number);
		number++;
		sendto(fd, text, strlen(text), 0, (const struct sockaddr *)to, sizeof *to);
	}
}

/* Waits until so many have been dropped. */
static void await(struct eXosip_t *context, int number)
{
	double end = seconds_now() + 20;

	while (dropped(context) < number && seconds_now() < end)
		usleep(1000);
	CHECK_INT(dropped(context), number);
}

/* Waits until there have been so many warnings: the trace comes after the count. */
static void await_warnings(int number)
{
	double end = seconds_now() + 20;

	while (__atomic_load_n(&warnings, __ATOMIC_SEQ_CST) < number && seconds_now() < end)
		usleep(1000);
	CHECK_INT(warnings, number);
}

/* Where the context listens: its Contact says so. */
static struct sockaddr_in address_of(struct eXosip_t *context, int fd, const char *uri)
{
	struct sockaddr_in address = {0};
	socklen_t size = sizeof address;
	char text[4096];
	int rid = send_first(context, "sip:bob@example.test", uri, 3600);

	CHECK(rid > 0);
	CHECK(recvfrom(fd, text, sizeof text, 0, (struct sockaddr *)&address, &size) > 0);
	CHECK_INT(eXosip_register_remove(context, rid), 0);
	return address;
}

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", NULL);
	struct eXosip_t *context;
	struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, to;
	socklen_t size = sizeof own;
	int fd = socket(AF_INET, SOCK_DGRAM, 0), limit = LIMIT, i, requests = 0, successes = 0;
	eXosip_event_t *event;
	char uri[64];

	osip_trace_initialize_func(OSIP_INFO1, count_warnings);
	context = open_context(IPPROTO_UDP, AF_INET);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_EVENT_QUEUE_LIMIT, &limit), 0);
	CHECK(fd >= 0 && bind(fd, (struct sockaddr *)&own, size) == 0 && getsockname(fd, (struct sockaddr *)&own, &size) == 0);
	snprintf(uri, sizeof uri, "sip:127.0.0.1:%d", ntohs(own.sin_port));
	to = address_of(context, fd, uri);

	for (i = 0; i < LIMIT / BATCH; i++)
		send_batch(fd, &to);
	for (i = 0; i < BATCHES; i++) {
		send_batch(fd, &to);
		await(context, (i + 1) * BATCH);
	}
	/* The queue is full: the success of a registration displaces a request. */
	CHECK(send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600) > 0);
	await(context, BATCHES * BATCH + 1);
	while ((event = eXosip_event_wait(context, 0, 0)) != NULL) {
		requests += event->type == EXOSIP_MESSAGE_NEW;
		successes += event->type == EXOSIP_REGISTRATION_SUCCESS;
		eXosip_event_free(event);
	}
	CHECK_INT(requests, LIMIT - 1);
	CHECK_INT(successes, 1);
	await_warnings(1);

	/* Another burst is another warning. */
	for (i = 0; i < LIMIT / BATCH + 1; i++)
		send_batch(fd, &to);
	await(context, (BATCHES + 1) * BATCH + 1);
	await_warnings(2);
	close_context(context);
	close(fd);
	stop_peer(registrar);
	return report();
}
