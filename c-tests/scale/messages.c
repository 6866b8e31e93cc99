/* What a MESSAGE costs, of the program and of a peer: scale/messages full | lean (c-tests/costs.sh). It counts allocations itself; under
 * callgrind each part is a dump of its own. A lean program looks at no message, and answers without one. The peer that answers is a process of its own. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "support.h"
#include "allocations.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <eXosip2/eX_ext.h>
#include <valgrind/callgrind.h>

enum { STEP = 20, MEASURED = 200, OTHERS = 80, BODY = 200 };

static struct eXosip_t *context;
static int far_end, far_port, own_port, is_lean;

static void send_to_library(const char *text, size_t length)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(own_port), .sin_addr = {htonl(INADDR_LOOPBACK)}};

	CHECK(sendto(far_end, text, length, 0, (struct sockaddr *)&to, sizeof to) == (ssize_t)length);
}

/* The least that answers a MESSAGE: its headers up to Content-Type, or Max-Forwards, behind another start line. */
static void answer(void)
{
	static char text[4096], response[4096];

	for (;;) {
		ssize_t length = recv(far_end, text, sizeof text - 1, 0);
		char *start, *end;

		if (length <= 4)
			return;
		text[length] = 0;
		start = strstr(text, "\r\n");
		end = strstr(text, "\r\nContent-Type");
		if (start == NULL || end == NULL)
			continue;
		length = snprintf(response, sizeof response, "SIP/2.0 200 OK%.*s\r\nContent-Length: 0\r\n\r\n", (int)(end - start), start);
		send_to_library(response, length);
	}
}

static void send_one(const char *to, const char *body)
{
	osip_message_t *message = NULL;

	eXosip_lock(context);
	CHECK_INT(eXosip_message_build_request(context, &message, "MESSAGE", to, "<sip:alice@example.test>", NULL), 0);
	osip_message_set_content_type(message, "Application/MANSCDP+xml");
	osip_message_set_body(message, body, BODY);
	CHECK(eXosip_message_send_request(context, message) > 0);
	eXosip_unlock(context);
}

/* Messages of the program: each is answered. */
static void out(int count)
{
	char to[64], body[BODY];
	int i;

	memset(body, 'x', sizeof body);
	snprintf(to, sizeof to, "<sip:bob@127.0.0.1:%d>", far_port);
	for (i = 0; i < count; i++) {
		send_one(to, body);
		if (i % STEP == STEP - 1) {
			int j;

			for (j = 0; j < STEP; j++) {
				eXosip_event_t *event = next_event(context, 30);

				CHECK(event != NULL && event->type == EXOSIP_MESSAGE_ANSWERED);
				eXosip_event_free(event);
			}
		}
	}
}

/* Messages to the program: it answers each. */
static void in(int first, int count)
{
	char body[BODY + 1], text[1024], answered[2048];
	int i;

	memset(body, 'x', BODY);
	body[BODY] = 0;
	for (i = first; i < first + count; i++) {
		eXosip_event_t *event;
		osip_message_t *response = NULL;
		int length = snprintf(text, sizeof text,
				      "MESSAGE sip:alice@127.0.0.1:%d SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=z9hG4bK%d\r\n"
				      "From: <sip:bob@example.test>;tag=t%d\r\nTo: <sip:alice@example.test>\r\nCall-ID: c%d\r\nCSeq: 20 MESSAGE\r\n"
				      "Content-Type: Application/MANSCDP+xml\r\nMax-Forwards: 70\r\nUser-Agent: test\r\n"
				      "Content-Length: %d\r\n\r\n%s",
				      own_port, far_port, i, i, i, BODY, body);

		send_to_library(text, length);
		event = next_event(context, 30);
		if (!CHECK(event != NULL && event->type == EXOSIP_MESSAGE_NEW))
			return;
		eXosip_lock(context);
		if (!is_lean)
			CHECK_INT(eXosip_message_build_answer(context, event->tid, 200, &response), 0);
		CHECK_INT(eXosip_message_send_answer(context, event->tid, 200, response), 0);
		eXosip_unlock(context);
		eXosip_event_free(event);
		CHECK(recv(far_end, answered, sizeof answered, 0) > 0);
	}
}

static void print(const char *what, long before)
{
	printf("%s %.1f\n", what, (double)(allocations - before) / MEASURED);
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t length = sizeof address;
	int off = 0;
	pid_t child;
	long before;

	far_end = socket(AF_INET, SOCK_DGRAM, 0);
	CHECK_INT(bind(far_end, (struct sockaddr *)&address, sizeof address), 0);
	CHECK_INT(getsockname(far_end, (struct sockaddr *)&address, &length), 0);
	far_port = ntohs(address.sin_port);
	context = eXosip_malloc();
	CHECK_INT(eXosip_init(context), 0);
	eXosip_set_option(context, EXOSIP_OPT_UDP_KEEP_ALIVE, &off);
	is_lean = argc > 1 && strcmp(argv[1], "lean") == 0;
	eXosip_set_option(context, EXOSIP_OPT_LEAN_EVENTS, &is_lean);
	own_port = eXosip_find_free_port(context, 20000 + getpid() % 20000, IPPROTO_UDP);
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_UDP, "127.0.0.1", own_port, AF_INET, 0), 0);

	child = fork();
	if (child == 0) {
		answer();
		_exit(0);
	}
	out(OTHERS);
	before = allocations;
	CALLGRIND_START_INSTRUMENTATION;
	out(MEASURED);
	CALLGRIND_DUMP_STATS_AT("message-out");
	CALLGRIND_STOP_INSTRUMENTATION;
	print("message-out", before);
	kill(child, SIGTERM);
	waitpid(child, NULL, 0);

	in(0, OTHERS);
	before = allocations;
	CALLGRIND_START_INSTRUMENTATION;
	CALLGRIND_ZERO_STATS;
	in(OTHERS, MEASURED);
	CALLGRIND_DUMP_STATS_AT("message-in");
	CALLGRIND_STOP_INSTRUMENTATION;
	print("message-in", before);
	close_context(context);
	close(far_end);
	return report();
}
