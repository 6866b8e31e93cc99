/* What one more call of ours costs beside N live ones: scale/calls N, under callgrind (c-tests/instructions.sh), or scale/calls full | lean
   beside a hundred, and one of the peer's (c-tests/costs.sh). The peer is a process that answers each request, or calls, with fixed texts: all
   that is counted is the program. It counts allocations itself, and the heap of the calls that stay. */
#define _GNU_SOURCE /* memmem, RTLD_NEXT */
#include "support.h"
#include "allocations.h"

#include <arpa/inet.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <eXosip2/eX_ext.h>

#include <valgrind/callgrind.h>

#define SDP "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"

enum { MEASURED = 200, STEP = 20, OTHERS = 100, LIVE = 1000 };

static struct eXosip_t *context;
static int peer, control, port;

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

/* A request of the peer in its call `number`. */
static void request(const char *method, int number, const char *tag, const char *body, const struct sockaddr_in *to)
{
	char text[4096];
	int cseq = strcmp(method, "BYE") == 0 ? 2 : 1;
	int length = snprintf(text, sizeof text,
			      "%s sip:alice@127.0.0.1:%d SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=z9hG4bK%s%d\r\n"
			      "From: <sip:bob@127.0.0.1>;tag=%d\r\nTo: <sip:alice@127.0.0.1>%s%s\r\nCall-ID: in%d\r\nCSeq: %d %s\r\n"
			      "Contact: <sip:bob@127.0.0.1:%d>\r\nMax-Forwards: 70\r\n%sContent-Length: %zu\r\n\r\n%s",
			      method, ntohs(to->sin_port), port, method, number, number, *tag ? ";tag=" : "", tag, number, cseq, method, port,
			      *body ? "Content-Type: application/sdp\r\n" : "", strlen(body), body);

	sendto(peer, text, length, 0, (const struct sockaddr *)to, sizeof *to);
}

/* A 200 to the peer's INVITE: ACK and BYE follow. */
static void acknowledge(const char *response, const struct sockaddr_in *to)
{
	char tag[64] = "";
	const char *start = strstr(response, "\nTo: "), *call = strstr(response, "\nCall-ID: in");

	start = start ? strstr(start, ";tag=") : NULL;
	if (start == NULL || call == NULL || strstr(response, " INVITE\r\n") == NULL)
		return;
	snprintf(tag, sizeof tag, "%.*s", (int)strcspn(start + 5, "\r"), start + 5);
	request("ACK", atoi(call + 12), tag, "", to);
	request("BYE", atoi(call + 12), tag, "", to);
}

/* 180 and 200 to INVITE, 200 to BYE. "CALL 7" asks for seven calls of the peer. */
static void answer_all(void)
{
	struct sockaddr_in from, library = {.sin_family = AF_INET};
	socklen_t size = sizeof from;
	char text[4096];
	ssize_t length;
	int called = 0, wanted;

	while ((length = recvfrom(peer, text, sizeof text - 1, 0, (struct sockaddr *)&from, &size)) > 0) {
		text[length] = 0;
		if (strncmp(text, "CALL ", 5) == 0)
			for (wanted = atoi(text + 5); wanted > 0; wanted--)
				request("INVITE", ++called, "", SDP, &library);
		else if (strncmp(text, "SIP/2.0 200 ", 12) == 0)
			acknowledge(text, &from);
		else if (strncmp(text, "INVITE ", 7) == 0) {
			library = from;
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

static void *make_live_calls(void *count)
{
	make_calls(*(int *)count, 0);
	return NULL;
}

/* So many calls that stay, by a thread of their own: what it keeps for its next message goes with it. The heap that is taken then. */
static size_t heap_with_more(int count)
{
	pthread_t thread;

	CHECK_INT(pthread_create(&thread, NULL, make_live_calls, &count), 0);
	CHECK_INT(pthread_join(thread, NULL), 0);
	return mallinfo2().uordblks;
}

/* A call of the peer is taken. */
static void take(const eXosip_event_t *event)
{
	osip_message_t *answer = NULL;

	CHECK_INT(eXosip_call_send_answer(context, event->tid, 180, NULL), 0);
	CHECK_INT(eXosip_call_build_answer(context, event->tid, 200, &answer), 0);
	osip_message_set_body(answer, SDP, strlen(SDP));
	osip_message_set_content_type(answer, "application/sdp");
	CHECK_INT(eXosip_call_send_answer(context, event->tid, 200, answer), 0);
}

/* So many calls of the peer, a few at a time: taken, acknowledged and ended by the peer. */
static void take_calls(int count)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
	char wish[16];
	int length = snprintf(wish, sizeof wish, "CALL %d", STEP), i;

	for (i = 0; i < count; i += STEP) {
		int open = STEP;

		CHECK(sendto(control, wish, length, 0, (struct sockaddr *)&to, sizeof to) == length);
		while (open > 0) {
			eXosip_event_t *event = next_event(context, 60);

			if (!CHECK(event != NULL))
				exit(report());
			eXosip_lock(context);
			if (event->type == EXOSIP_CALL_INVITE)
				take(event);
			eXosip_unlock(context);
			open -= event->type == EXOSIP_CALL_CLOSED;
			eXosip_event_free(event);
		}
	}
}

/* The instructions and allocations of a call in from INVITE to BYE. */
static void measure_in(void)
{
	long before;

	take_calls(STEP);
	before = allocations;
	CALLGRIND_START_INSTRUMENTATION;
	CALLGRIND_ZERO_STATS;
	take_calls(MEASURED);
	CALLGRIND_DUMP_STATS_AT("call-in");
	CALLGRIND_STOP_INSTRUMENTATION;
	printf("call-in %.1f\n", (double)(allocations - before) / MEASURED);
}

/* The instructions and allocations of a call out from INVITE to the 200 to its BYE, and the heap of one that stays. */
static void measure(const char *mode)
{
	int is_lean = strcmp(mode, "lean") == 0;
	long before;
	size_t heap;

	eXosip_set_option(context, EXOSIP_OPT_LEAN_EVENTS, &is_lean);
	heap = heap_with_more(OTHERS);
	printf("%zd bytes a live call\n", (ssize_t)(heap_with_more(LIVE) - heap) / LIVE);
	make_calls(STEP, 1);
	before = allocations;
	CALLGRIND_START_INSTRUMENTATION;
	make_calls(MEASURED, 1);
	CALLGRIND_DUMP_STATS_AT("call-out");
	CALLGRIND_STOP_INSTRUMENTATION;
	printf("call-out %.1f\n", (double)(allocations - before) / MEASURED);
	measure_in();
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
	control = socket(AF_INET, SOCK_DGRAM, 0);
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
	close(control);
	return report();
}
