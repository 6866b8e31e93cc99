/* A process without free descriptors, and one with a child that has copies of all: the thread sleeps all the same. */
#include "support.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char request_format[] = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bK%d\r\nFrom: <sip:c@d>;tag=1\r\n"
	"To: <sip:a@b>\r\nCall-ID: %d\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";

/* A context that accepts connections on `address`. */
static struct eXosip_t *accepting(struct sockaddr_in *address)
{
	struct eXosip_t *context = eXosip_malloc();
	socklen_t length = sizeof *address;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memset(address, 0, sizeof *address);
	address->sin_family = AF_INET;
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK_INT(bind(listener, (struct sockaddr *)address, sizeof *address), 0);
	CHECK_INT(listen(listener, 8), 0);
	CHECK_INT(getsockname(listener, (struct sockaddr *)address, &length), 0);
	CHECK_INT(eXosip_init(context), 0);
	CHECK_INT(eXosip_set_socket(context, IPPROTO_TCP, listener, 0), 0);
	return context;
}

/* The processor time that all threads take in a second of doing nothing. */
static double idle_second(void)
{
	clock_t start;

	usleep(300000);
	start = clock();
	usleep(1000000);
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static void check_request(struct eXosip_t *context, int peer)
{
	static int number;
	char request[sizeof request_format + 20];
	eXosip_event_t *event;

	number++;
	snprintf(request, sizeof request, request_format, number, number);
	CHECK_INT(send(peer, request, strlen(request), MSG_NOSIGNAL), strlen(request));
	event = next_event(context, 30);
	CHECK(event != NULL && event->type == EXOSIP_MESSAGE_NEW);
	eXosip_event_free(event);
}

/* Who connects meanwhile is accepted as soon as that is possible. */
static void no_descriptor_left(void)
{
	struct sockaddr_in address;
	struct eXosip_t *context = accepting(&address);
	int first = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), lowest;
	struct rlimit limit, none;

	/* From now on the thread watches the listener. */
	CHECK_INT(connect(first, (struct sockaddr *)&address, sizeof address), 0);
	check_request(context, first);
	lowest = dup(0);
	close(lowest);
	getrlimit(RLIMIT_NOFILE, &limit);
	none = limit;
	none.rlim_cur = lowest;
	CHECK_INT(setrlimit(RLIMIT_NOFILE, &none), 0);
	CHECK_INT(connect(peer, (struct sockaddr *)&address, sizeof address), 0);
	CHECK(idle_second() < 0.2);
	setrlimit(RLIMIT_NOFILE, &limit);
	if (fewer(10) != 10) {
		/* valgrind has closed what there was no descriptor for. */
		close(peer);
		peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		CHECK_INT(connect(peer, (struct sockaddr *)&address, sizeof address), 0);
	}
	check_request(context, peer);
	close(peer);
	close(first);
	close_context(context);
}

/* A socket that is closed here is open as long as a child has it. */
static void copies_in_a_child(void)
{
	struct sockaddr_in address;
	struct eXosip_t *context = accepting(&address);
	int peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pid_t child;

	CHECK_INT(connect(peer, (struct sockaddr *)&address, sizeof address), 0);
	check_request(context, peer);
	child = fork();
	if (child == 0) {
		alarm(100);
		for (;;)
			pause();
	}
	shutdown(peer, SHUT_RDWR);
	CHECK(idle_second() < 0.2);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(peer);
	close_context(context);
}

int main(void)
{
	no_descriptor_left();
	copies_in_a_child();
	return report();
}
