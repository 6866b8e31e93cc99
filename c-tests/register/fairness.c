/* An application that holds the lock for long, or leaves its events, delays only itself. */
#include "support.h"

#include <errno.h>
#include <sys/time.h>
#include <unistd.h>

static char request[4096];

/* A registrar that the test itself plays: its socket, and the port. */
static int open_registrar(int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct timeval patience = {30, 0};
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (!CHECK(fd >= 0 && bind(fd, (struct sockaddr *)&address, size) == 0))
		exit(report());
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	getsockname(fd, (struct sockaddr *)&address, &size);
	*port = ntohs(address.sin_port);
	return fd;
}

/* The next datagram goes to `request`: 'R' for a REGISTER, 'S' for STUN, 0 when none comes. */
static int take(int fd, struct sockaddr_in *client)
{
	socklen_t size = sizeof *client;
	ssize_t length;

	do /* A stopped program that goes on is interrupted. */
		length = recvfrom(fd, request, sizeof request - 1, 0, (struct sockaddr *)client, &size);
	while (length < 0 && errno == EINTR);
	if (length <= 0)
		return 0;
	request[length] = '\0';
	return request[0] == 'R' ? 'R' : 'S';
}

/* Grants what is in `request` for `seconds`. */
static void grant(int fd, const struct sockaddr_in *client, int seconds)
{
	static const char *const copied[] = {"Via:", "From:", "To:", "Call-ID:", "CSeq:"};
	char answer[4096] = "SIP/2.0 200 OK\r\n";
	size_t i;

	for (i = 0; i < sizeof copied / sizeof *copied; i++) {
		const char *line = strstr(request, copied[i]);

		strncat(answer, line, strcspn(line, "\n") + 1);
	}
	snprintf(answer + strlen(answer), 100, "Expires: %d\r\nContent-Length: 0\r\n\r\n", seconds);
	sendto(fd, answer, strlen(answer), 0, (const struct sockaddr *)client, sizeof *client);
}

static struct eXosip_t *open_autonomous(int interval)
{
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int on = 1;

	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_AUTONOMOUS, &on), 0);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_UDP_KEEP_ALIVE, &interval), 0);
	return context;
}

/* The registrar is silent for two seconds; we hold the lock until it has seen enough. */
static void a_lock_held_long(void)
{
	struct eXosip_t *context = open_autonomous(300);
	struct sockaddr_in client;
	char uri[64], first[sizeof request] = "";
	int port, fd = open_registrar(&port), transmissions = 0, refreshes = 0, keepalives = 0, kind;

	snprintf(uri, sizeof uri, "sip:127.0.0.1:%d", port);
	CHECK(send_first(context, "sip:alice@example.test", uri, 3600) > 0);
	CHECK_INT(eXosip_lock(context), 0);
	while ((transmissions < 3 || refreshes < 2 || keepalives < 4) && (kind = take(fd, &client)) != 0) {
		if (kind == 'S') {
			keepalives++;
			continue;
		}
		if (*first == '\0')
			strcpy(first, request);
		if (strcmp(first, request) == 0)
			transmissions++;
		else
			refreshes++;
		if (transmissions >= 3)
			grant(fd, &client, 2);
	}
	CHECK(transmissions >= 3);
	CHECK(refreshes >= 2);
	CHECK(keepalives >= 4);
	CHECK_INT(eXosip_unlock(context), 0);
	close_context(context);
	close(fd);
}

/* No events are taken; refreshes go on, and afterwards all events are there. */
static void events_left_lying(void)
{
	struct eXosip_t *context = open_autonomous(0);
	struct sockaddr_in client;
	char uri[64];
	int port, fd = open_registrar(&port), i;

	snprintf(uri, sizeof uri, "sip:127.0.0.1:%d", port);
	CHECK(send_first(context, "sip:alice@example.test", uri, 3600) > 0);
	for (i = 0; i < 4; i++) {
		char cseq[32];

		/* A slow machine may have sent the one before again. */
		snprintf(cseq, sizeof cseq, "CSeq: %d REGISTER", i + 1);
		while (CHECK_INT(take(fd, &client), 'R') && strstr(request, cseq) == NULL)
			;
		grant(fd, &client, 2);
	}
	for (i = 0; i < 4; i++) {
		eXosip_event_t *event = eXosip_event_wait(context, 30, 0);

		CHECK(event != NULL && event->type == EXOSIP_REGISTRATION_SUCCESS);
		eXosip_event_free(event);
	}
	close_context(context);
	close(fd);
}

int main(void)
{
	a_lock_held_long();
	events_left_lying();
	return report();
}
