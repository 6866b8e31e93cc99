/* What a subscription of ours costs, and what eXosip_automatic_action does beside many: scale/subscriptions full (c-tests/costs.sh, beside
 * 5,000) or scale/subscriptions N (c-tests/instructions.sh). Allocations are counted by the program, instructions by callgrind, each part in
 * a dump of its own. The peer, which accepts each SUBSCRIBE, is part of the program: it costs a few thousand instructions. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "support.h"
#include "allocations.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <unistd.h>

#include <valgrind/callgrind.h>

enum { STEP = 20, MEASURED = 200, OTHERS = 5000 };

static struct eXosip_t *context;
static int peer, port, dids[MEASURED];

/* 200 to each SUBSCRIBE: its headers up to To, a tag unless there is one, those up to Contact. */
static void *accept_all(void *unused)
{
	static char text[4096], response[4096];
	struct sockaddr_in from;
	socklen_t size = sizeof from;
	ssize_t length;

	while ((length = recvfrom(peer, text, sizeof text - 1, 0, (struct sockaddr *)&from, &size)) > 0) {
		char *start, *call_id, *end;

		text[length] = 0;
		start = strstr(text, "\r\n");
		call_id = strstr(text, "\r\nCall-ID");
		end = strstr(text, "\r\nContact");
		if (strncmp(text, "SUBSCRIBE ", 10) != 0 || call_id == NULL || end == NULL)
			continue;
		length = snprintf(response, sizeof response,
				  "SIP/2.0 200 OK%.*s%s%.*s\r\nContact: <sip:bob@127.0.0.1:%d>\r\nExpires: 3600\r\nContent-Length: 0\r\n\r\n",
				  (int)(call_id - start), start, strstr(text, ";tag=b\r\n") ? "" : ";tag=b", (int)(end - call_id), call_id, port);
		sendto(peer, response, length, 0, (struct sockaddr *)&from, size);
		size = sizeof from;
	}
	return unused;
}

/* So many answers; the numbers of the first dialogs are kept. */
static void take_answers(int count, int first)
{
	int i;

	for (i = 0; i < count; i++) {
		eXosip_event_t *event = next_event(context, 60);

		if (!CHECK(event != NULL && event->type == EXOSIP_SUBSCRIPTION_ANSWERED))
			exit(report());
		if (first + i < MEASURED)
			dids[first + i] = event->did;
		eXosip_event_free(event);
	}
}

static void subscribe(int count)
{
	char to[64];
	int i;

	snprintf(to, sizeof to, "<sip:bob@127.0.0.1:%d>", port);
	for (i = 0; i < count; i++) {
		osip_message_t *message = NULL;

		eXosip_lock(context);
		CHECK_INT(eXosip_subscription_build_initial_subscribe(context, &message, to, "<sip:alice@127.0.0.1>", NULL, "presence", 3600), 0);
		CHECK(eXosip_subscription_send_initial_request(context, message) > 0);
		eXosip_unlock(context);
		if (i % STEP == STEP - 1)
			take_answers(STEP, i - STEP + 1);
	}
}

/* The next SUBSCRIBE in each of the first dialogs. */
static void refresh(void)
{
	int i;

	for (i = 0; i < MEASURED; i++) {
		osip_message_t *message = NULL;

		eXosip_lock(context);
		CHECK_INT(eXosip_subscription_build_refresh_request(context, dids[i], &message), 0);
		osip_message_set_header(message, "Event", "presence");
		osip_message_set_expires(message, "3600");
		CHECK_INT(eXosip_subscription_send_refresh_request(context, dids[i], message), 0);
		eXosip_unlock(context);
		if (i % STEP == STEP - 1)
			take_answers(STEP, MEASURED);
	}
}

static void act(void)
{
	int i;

	for (i = 0; i < MEASURED; i++) {
		eXosip_lock(context);
		eXosip_automatic_action(context);
		eXosip_unlock(context);
	}
}

static void measure(const char *name, void (*part)(void))
{
	long before = allocations;

	CALLGRIND_START_INSTRUMENTATION;
	part();
	CALLGRIND_DUMP_STATS_AT(name);
	CALLGRIND_STOP_INSTRUMENTATION;
	printf("%s %.1f\n", name, (double)(allocations - before) / MEASURED);
}

static void refresh_and_act(void)
{
	refresh();
	act();
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t size = sizeof address;
	int others = argc > 1 ? atoi(argv[1]) : 0;
	pthread_t thread;

	peer = socket(AF_INET, SOCK_DGRAM, 0);
	CHECK_INT(bind(peer, (struct sockaddr *)&address, sizeof address), 0);
	getsockname(peer, (struct sockaddr *)&address, &size);
	port = ntohs(address.sin_port);
	pthread_create(&thread, NULL, accept_all, NULL);
	context = open_context(IPPROTO_UDP, AF_INET);
	subscribe(MEASURED + (others > 0 ? others : OTHERS) / STEP * STEP);
	refresh();
	if (others > 0) {
		CALLGRIND_START_INSTRUMENTATION;
		refresh_and_act();
		CALLGRIND_STOP_INSTRUMENTATION;
	} else {
		measure("subscription-refresh", refresh);
		measure("automatic-action", act);
	}
	close_context(context);
	shutdown(peer, SHUT_RDWR);
	pthread_join(thread, NULL);
	close(peer);
	return report();
}
