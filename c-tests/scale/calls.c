/* What one more call of ours costs beside N live ones: scale/calls N, under callgrind (c-tests/instructions.sh), or scale/calls full | lean
   beside a hundred (c-tests/costs.sh). The peer is a process that answers each request with fixed texts: all that is counted is the caller.
   It counts allocations itself, and the heap of the calls that stay. */
#define _GNU_SOURCE /* memmem */
#include "support.h"
#include "allocations.h"

#include <arpa/inet.h>
#include <malloc.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <eXosip2/eX_ext.h>

#include <valgrind/callgrind.h>

#define SDP "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"

enum { MEASURED = 200, STEP = 20, OTHERS = 100, LIVE = 1000 };

static struct eXosip_t *context;
static int peer, port;

/* The line of `text` that begins with `name`, without its end. */
static const char *line(const char *text, const char *name, int *length)
{
	const char *start = strstr(text, name);

	*length = start ? (int)strcspn(start, "\r") : 0;
	return start ? start : "";
}

static void respond(const char *request, const char *status, const char *tag, const char *body, const struct sockaddr_in *to)
{
	static const char *const names[] = {"Via: ", "From: ", "To: ", "Call-ID: ", "CSeq: "};
	char text[4096];
	int length = snprintf(text, sizeof text, "SIP/2.0 %s\r\n", status), i, size;

	for (i = 0; i < 5; i++) {
		const char *start = line(request, names[i], &size);
		int is_open = i == 2 && memmem(start, size, ";tag=", 5) == NULL;

		length += snprintf(text + length, sizeof text - length, "%.*s%s\r\n", size, start, is_open ? tag : "");
	}
	length += snprintf(text + length, sizeof text - length, "Contact: <sip:bob@127.0.0.1:%d>\r\n%sContent-Length: %zu\r\n\r\n%s", port,
			   *body ? "Content-Type: application/sdp\r\n" : "", strlen(body), body);
	sendto(peer, text, length, 0, (const struct sockaddr *)to, sizeof *to);
}

/* 180 and 200 to INVITE, 200 to BYE. */
static void answer_all(void)
{
	struct sockaddr_in from;
	socklen_t size = sizeof from;
	char text[4096];
	ssize_t length;

	while ((length = recvfrom(peer, text, sizeof text - 1, 0, (struct sockaddr *)&from, &size)) > 0) {
		text[length] = 0;
		if (strncmp(text, "INVITE ", 7) == 0) {
			respond(text, "180 Ringing", ";tag=b", "", &from);
			respond(text, "200 OK", ";tag=b", SDP, &from);
		} else if (strncmp(text, "BYE ", 4) == 0)
			respond(text, "200 OK", "", "", &from);
		size = sizeof from;
	}
}

static void invite(void)
{
	osip_message_t *message = NULL;
	char to[64];

	snprintf(to, sizeof to, "<sip:bob@127.0.0.1:%d>", port);
	eXosip_lock(context);
	CHECK_INT(eXosip_call_build_initial_invite(context, &message, to, "<sip:alice@127.0.0.1>", NULL, NULL), 0);
	osip_message_set_body(message, SDP, strlen(SDP));
	osip_message_set_content_type(message, "application/sdp");
	CHECK(eXosip_call_send_initial_invite(context, message) > 0);
	eXosip_unlock(context);
}

/* So many calls, a few at a time: answered and acknowledged, and ended if that is wanted. */
static void make_calls(int count, int are_ended)
{
	int i, j;

	for (i = 0; i < count; i += STEP) {
		int open = STEP;

		for (j = 0; j < STEP; j++)
			invite();
		while (open > 0) {
			eXosip_event_t *event = next_event(context, 60);

			if (!CHECK(event != NULL))
				exit(report());
			eXosip_lock(context);
			if (event->type == EXOSIP_CALL_ANSWERED) {
				eXosip_call_send_ack(context, event->tid, NULL);
				if (are_ended)
					CHECK_INT(eXosip_call_terminate(context, event->cid, event->did), 0);
			}
			eXosip_unlock(context);
			open -= event->type == (are_ended ? EXOSIP_CALL_MESSAGE_ANSWERED : EXOSIP_CALL_ANSWERED);
			eXosip_event_free(event);
		}
	}
}

/* The instructions and allocations of a call out from INVITE to the 200 to its BYE, and the heap of one that stays. */
static void measure(const char *mode)
{
	int is_lean = strcmp(mode, "lean") == 0;
	long before;
	size_t heap;

	eXosip_set_option(context, EXOSIP_OPT_LEAN_EVENTS, &is_lean);
	make_calls(OTHERS, 0);
	heap = mallinfo2().uordblks;
	make_calls(LIVE, 0);
	printf("heap %zd\n", (ssize_t)(mallinfo2().uordblks - heap) / LIVE);
	make_calls(STEP, 1);
	before = allocations;
	CALLGRIND_START_INSTRUMENTATION;
	make_calls(MEASURED, 1);
	CALLGRIND_DUMP_STATS_AT("call-out");
	CALLGRIND_STOP_INSTRUMENTATION;
	printf("call-out %.1f\n", (double)(allocations - before) / MEASURED);
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	int room = 1 << 20;
	pid_t child;

	peer = socket(AF_INET, SOCK_DGRAM, 0);
	setsockopt(peer, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
	CHECK_INT(bind(peer, (struct sockaddr *)&address, sizeof address), 0);
	getsockname(peer, (struct sockaddr *)&address, &size);
	port = ntohs(address.sin_port);
	child = fork();
	if (child == 0) {
		answer_all();
		_exit(0);
	}
	context = open_context(IPPROTO_UDP, AF_INET);
	if (argc > 1 && atoi(argv[1]) == 0)
		measure(argv[1]);
	else {
		make_calls(argc > 1 ? atoi(argv[1]) / STEP * STEP : 0, 0);
		make_calls(STEP, 1);
		CALLGRIND_START_INSTRUMENTATION;
		make_calls(MEASURED, 1);
		CALLGRIND_STOP_INSTRUMENTATION;
	}
	close_context(context);
	kill(child, SIGTERM);
	waitpid(child, NULL, 0);
	close(peer);
	return report();
}
