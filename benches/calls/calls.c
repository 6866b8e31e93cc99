/* What calls cost: INVITE, 180, 200, ACK, BYE, 200 over UDP on loopback, twenty at a time, beside calls that stay.
 *
 *   calls full|lean|least ALIVE CALLS
 *   calls in|in-lean|in-least ALIVE CALLS   the peer calls, the program answers by 180 and 200
 *   calls idle ALIVE SECONDS            the program polls every 50 ms
 *   calls one ALIVE CALLS               one call at a time
 *   calls peer CALLS                    only the peer, for SIPp: it prints its port
 *
 * The peer is a process of its own that copies lines and parses nothing. `least` is what one can write at best: texts from a template. Prints
 * one line: microseconds of processor a call, calls a second, datagrams a call of this side and of the peer. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <eXosip2/eX_ext.h>
#include <eXosip2/eXosip.h>

#define SDP "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"

enum { STEP = 20 };

static struct eXosip_t *context;
static int far_end, port, library_port;
static volatile long *counted; /* datagrams to the peer, and from it; whether the program is ready */

static double clock_of(int which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

static int udp_socket(int *number)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	int room = 4 << 20, handle = socket(AF_INET, SOCK_DGRAM, 0);

	setsockopt(handle, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
	if (bind(handle, (struct sockaddr *)&address, sizeof address) != 0)
		exit(1);
	getsockname(handle, (struct sockaddr *)&address, &size);
	*number = ntohs(address.sin_port);
	return handle;
}

/* ---- The peer ---- */

static void respond(const char *request, const char *status, const char *tag, const char *body, const struct sockaddr_in *to)
{
	static const char *const names[] = {"\nVia: ", "\nFrom: ", "\nTo: ", "\nCall-ID: ", "\nCSeq: "};
	char text[4096];
	int length = snprintf(text, sizeof text, "SIP/2.0 %s\r\n", status), i;

	for (i = 0; i < 5; i++) {
		const char *start = strstr(request, names[i]);
		int size = start ? (int)strcspn(++start, "\r") : 0;
		int is_open = i == 2 && memmem(start, size, ";tag=", 5) == NULL;

		length += snprintf(text + length, sizeof text - length, "%.*s%s\r\n", size, start, is_open ? tag : "");
	}
	length += snprintf(text + length, sizeof text - length, "Contact: <sip:bob@127.0.0.1:%d>\r\n%sContent-Length: %zu\r\n\r\n%s", port,
			   *body ? "Content-Type: application/sdp\r\n" : "", strlen(body), body);
	counted[1]++;
	sendto(far_end, text, length, 0, (const struct sockaddr *)to, sizeof *to);
}

/* Until so many calls have ended. */
static void serve(long calls)
{
	struct sockaddr_in from;
	char text[4096];
	ssize_t length;

	while (calls > 0) {
		socklen_t size = sizeof from;

		length = recvfrom(far_end, text, sizeof text - 1, 0, (struct sockaddr *)&from, &size);
		if (length <= 0)
			return;
		text[length] = 0;
		counted[0]++;
		if (strncmp(text, "INVITE ", 7) == 0) {
			respond(text, "180 Ringing", ";tag=b", "", &from);
			respond(text, "200 OK", ";tag=b", SDP, &from);
		} else if (strncmp(text, "BYE ", 4) == 0) {
			respond(text, "200 OK", "", "", &from);
			calls--;
		}
	}
}

/* ---- Calls of the library ---- */

static void invite(void)
{
	osip_message_t *message = NULL;
	char to[64];

	snprintf(to, sizeof to, "<sip:bob@127.0.0.1:%d>", port);
	eXosip_lock(context);
	if (eXosip_call_build_initial_invite(context, &message, to, "<sip:alice@127.0.0.1>", NULL, NULL) != 0)
		exit(1);
	osip_message_set_body(message, SDP, strlen(SDP));
	osip_message_set_content_type(message, "application/sdp");
	if (eXosip_call_send_initial_invite(context, message) <= 0)
		exit(1);
	eXosip_unlock(context);
}

/* So many calls, `step` at a time: answered and acknowledged, and ended if that is wanted. */
static void make_calls(int count, int step, int are_ended)
{
	int begun = 0, over = 0;

	while (over < count) {
		eXosip_event_t *event;

		while (begun < count && begun - over < step) {
			invite();
			begun++;
		}
		event = eXosip_event_wait(context, 10, 0);
		if (event == NULL)
			exit(1);
		if (event->type == EXOSIP_CALL_ANSWERED) {
			eXosip_lock(context);
			eXosip_call_send_ack(context, event->tid, NULL);
			if (are_ended)
				eXosip_call_terminate(context, event->cid, event->did);
			eXosip_unlock(context);
		}
		over += event->type == (are_ended ? EXOSIP_CALL_MESSAGE_ANSWERED : EXOSIP_CALL_ANSWERED);
		eXosip_event_free(event);
	}
}

static void open_library(int is_lean)
{
	int off = 0, many = 1000000; /* calls that have ended count until they are released */

	context = eXosip_malloc();
	if (context == NULL || eXosip_init(context) != 0)
		exit(1);
	eXosip_set_option(context, EXOSIP_OPT_UDP_KEEP_ALIVE, &off);
	eXosip_set_option(context, EXOSIP_OPT_LEAN_EVENTS, &is_lean);
	eXosip_set_option(context, EXOSIP_OPT_CALL_LIMIT, &many);
	library_port = eXosip_find_free_port(context, 20000 + getpid() % 20000, IPPROTO_UDP);
	if (eXosip_listen_addr(context, IPPROTO_UDP, "127.0.0.1", library_port, AF_INET, 0) != 0)
		exit(1);
}

/* ---- The least client ---- */

static int own, own_port;

static void send_least(const char *method, const char *more, int number, int cseq, const char *body)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	char text[2048];
	int length = snprintf(text, sizeof text,
			      "%s sip:bob@127.0.0.1:%d SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK%s%d\r\nFrom: <sip:alice@127.0.0.1>;tag=%d\r\n"
			      "To: <sip:bob@127.0.0.1:%d>%s\r\nCall-ID: %d\r\nCSeq: %d %s\r\nContact: <sip:alice@127.0.0.1:%d>\r\nMax-Forwards: 70\r\n"
			      "%sContent-Length: %zu\r\n\r\n%s",
			      method, port, own_port, method, number, number, port, more, number, cseq, method, own_port,
			      *body ? "Content-Type: application/sdp\r\n" : "", strlen(body), body);

	sendto(own, text, length, 0, (struct sockaddr *)&to, sizeof to);
}

/* Calls with numbers from `first` on. */
static void least_calls(int first, int count, int are_ended)
{
	int begun = 0, over = 0;
	char text[4096], *seen = calloc(first + count, 1); /* 1: answered, 2: over; a slow program may be seen to repeat both */

	while (seen && over < count) {
		const char *call_id;
		ssize_t length;
		int number;

		for (; begun < count && begun - over < STEP; begun++)
			send_least("INVITE", "", first + begun, 1, SDP);
		length = recv(own, text, sizeof text - 1, 0);
		if (length <= 0)
			exit(1);
		text[length] = 0;
		call_id = strstr(text, "Call-ID: ");
		if (strncmp(text, "SIP/2.0 200", 11) != 0 || call_id == NULL)
			continue;
		number = atoi(call_id + 9);
		if (number < first || number >= first + count)
			continue;
		if (strstr(text, " INVITE\r\n")) {
			char tag[128] = "";

			sscanf(strstr(text, "\nTo: "), "%*[^>]>%127[^\r]", tag);
			send_least("ACK", tag, number, 1, "");
			if (seen[number] == 0 && are_ended)
				send_least("BYE", tag, number, 2, "");
			over += seen[number] == 0 && !are_ended;
			seen[number] |= 1;
		} else {
			over += seen[number] < 2;
			seen[number] |= 2;
		}
	}
	free(seen);
}

/* The peer calls the program: calls that stay, and when that is ready those that end. */
static void call_program(int alive, int calls)
{
	least_calls(0, alive, 0);
	while (!counted[2])
		usleep(1000);
	least_calls(alive, calls, 1);
}

/* Answers calls until so many have ended, or were acknowledged. */
static void answer_calls(int count, eXosip_event_type_t last)
{
	while (count > 0) {
		eXosip_event_t *event = eXosip_event_wait(context, 10, 0);
		osip_message_t *answer = NULL;

		if (event == NULL)
			exit(1);
		if (event->type == EXOSIP_CALL_INVITE) {
			eXosip_lock(context);
			eXosip_call_send_answer(context, event->tid, 180, NULL);
			if (eXosip_call_build_answer(context, event->tid, 200, &answer) != 0)
				exit(1);
			osip_message_set_body(answer, SDP, strlen(SDP));
			osip_message_set_content_type(answer, "application/sdp");
			eXosip_call_send_answer(context, event->tid, 200, answer);
			eXosip_unlock(context);
		}
		count -= event->type == last;
		eXosip_event_free(event);
	}
}

static void idle(double seconds)
{
	double end = clock_of(CLOCK_MONOTONIC) + seconds, before = clock_of(CLOCK_PROCESS_CPUTIME_ID);

	while (clock_of(CLOCK_MONOTONIC) < end) {
		eXosip_event_free(eXosip_event_wait(context, 0, 50));
		eXosip_lock(context);
		eXosip_automatic_action(context);
		eXosip_unlock(context);
	}
	printf("%.3f\n", (clock_of(CLOCK_PROCESS_CPUTIME_ID) - before) / seconds * 100);
}

int main(int argc, char **argv)
{
	int alive = argc > 2 ? atoi(argv[2]) : 0, calls = argc > 3 ? atoi(argv[3]) : 0, is_least, is_called;
	double wall, cpu;
	pid_t child;

	if (argc < 3)
		return 2;
	counted = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	far_end = udp_socket(&port);
	if (strcmp(argv[1], "peer") == 0) {
		printf("%d\n", port);
		fflush(stdout);
		serve(LONG_MAX);
	}
	is_least = strcmp(argv[1], "least") == 0 || strcmp(argv[1], "in-least") == 0;
	is_called = strncmp(argv[1], "in", 2) == 0;
	if (is_called && !is_least) {
		open_library(strcmp(argv[1], "in-lean") == 0);
		port = library_port;
	}
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		own = udp_socket(&own_port);
		if (is_called)
			call_program(alive, calls);
		else
			serve(LONG_MAX);
		_exit(0);
	}
	if (is_least) {
		if (!is_called)
			own = udp_socket(&own_port);
	} else if (is_called) {
		answer_calls(alive, EXOSIP_CALL_ACK);
	} else {
		open_library(strcmp(argv[1], "lean") == 0);
		make_calls(alive, STEP, 0);
		make_calls(STEP, STEP, 1);
	}
	if (strcmp(argv[1], "idle") == 0)
		idle(calls);
	else {
		counted[0] = counted[1] = 0;
		wall = clock_of(CLOCK_MONOTONIC);
		cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID);
		counted[2] = 1;
		if (is_called && is_least)
			serve(calls);
		else if (is_called)
			answer_calls(calls, EXOSIP_CALL_CLOSED);
		else if (is_least)
			least_calls(0, calls, 1);
		else
			make_calls(calls, strcmp(argv[1], "one") == 0 ? 1 : STEP, 1);
		wall = clock_of(CLOCK_MONOTONIC) - wall;
		cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
		printf("%.1f %.0f", cpu / calls * 1e6, calls / wall);
		if (!is_called)
			printf(" %.2f %.2f", (double)counted[0] / calls, (double)counted[1] / calls);
		printf("\n");
	}
	fflush(stdout);
	kill(child, SIGTERM);
	waitpid(child, NULL, 0);
	_exit(0); /* the calls that stay are not ended */
}
