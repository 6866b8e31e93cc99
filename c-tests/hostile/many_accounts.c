/* 250 accounts in one context get over ten thousand broken answers, over UDP and over TCP: none is taken for a success, other accounts register beside
 * them, and each registers as soon as the registrar answers well. */
#define _GNU_SOURCE
#include "hearing.h"

#include <fcntl.h>
#include <netinet/tcp.h>

enum { BAD = 250, GOOD = 10, ROUNDS = 2, ANSWERS = 12, CONNECTIONS = 512 };

static unsigned long long seed = 1;

static size_t below(size_t limit)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (size_t)(seed >> 33) % limit;
}

static const char *const statuses[] = {"100 Trying", "183 Progress", "301 Moved", "400 Bad", "401 Unauthorized", "403 Forbidden", "404 Not Found",
				       "407 Proxy", "423 Brief", "480 Away", "500 Error", "503 Busy", "606 No", "699 Odd"};
static const char *const lines[] = {
	"Contact: <sip:x@192.0.2.7:65536>;expires=5\r\n",
	"Contact: \"<sip:unclosed\r\n",
	"Expires: 99999999999999999999\r\n",
	"Min-Expires: 4294967295\r\n",
	"Retry-After: -5 (a comment\r\n",
	"WWW-Authenticate: Digest realm=\"example.test\", nonce=\"1\", qop=\"auth\"\r\n",
	"WWW-Authenticate: Digest realm=\"x, nonce=\"\r\nWWW-Authenticate: ,=,\r\n",
	"Proxy-Authenticate: Digest realm=\"p\", nonce=\"n\", stale=true, algorithm=SHA-256\r\n",
	"Service-Route: <sip:x;lr>, <\r\n",
	"X-Folded: a\r\n b\r\n\tc\r\n",
	"no colon in this line\r\n",
	": no name\r\n",
};
static const char *const pieces[] = {"\r\n", "\r\n\r\n", "\"", "<", ">", ";", ",", "%", "4294967296", "-1", "[::", "@", "\xff\xfe", "\r\n ", "="};

/* Changes a text of `length` bytes as a broken or malicious sender could; its new length. */
static size_t mutate(char *text, size_t length, size_t room)
{
	size_t at = below(length), end = at + below(40), some;
	const char *piece = pieces[below(sizeof pieces / sizeof *pieces)];

	if (end > length)
		end = length;
	switch (below(5)) {
	case 0:
		text[at] = (char)below(256);
		return length;
	case 1:
		return at + 1;
	case 2:
		memmove(text + at, text + end, length - end);
		return length - (end - at) > 0 ? length - (end - at) : 1;
	case 3:
		some = end - at;
		if (length + some > room)
			return length;
		memmove(text + end, text + at, length - at);
		return length + some;
	default:
		some = strlen(piece);
		if (length + some > room)
			return length;
		memmove(text + at + some, text + at, length - at);
		memcpy(text + at, piece, some);
		return length + some;
	}
}

/* A lenient reader could take it for a success. */
static int claims_success(const char *text, size_t length)
{
	size_t i = 0;

	while (i < length && (text[i] == '\r' || text[i] == '\n'))
		i++;
	for (; i + 2 < length && text[i] != '\r' && text[i] != '\n'; i++)
		if (text[i] == '2' && text[i + 1] >= '0' && text[i + 1] <= '9' && text[i + 2] >= '0' && text[i + 2] <= '9')
			return 1;
	return 0;
}

static int is_hostile, sent, udp, listener, connections[CONNECTIONS], connection_count;

static void put(int connection, const char *text, size_t length)
{
	if (connection >= 0) {
		if (send(connection, text, length, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
			return;
	} else {
		sendto(udp, text, length, MSG_DONTWAIT, (struct sockaddr *)&heard_from, sizeof heard_from);
	}
}

/* Answers the request that stands in `heard`. */
static void answer_heard(int connection)
{
	char headers[4096] = "", text[32768];
	const char *whole;
	size_t length, i, j;

	if (!is_hostile || strstr(heard_value("From"), "sip:good") != NULL) {
		whole = response("200 OK", "Expires: 3600\r\n");
		put(connection, whole, strlen(whole));
		return;
	}
	for (i = 0; i < ANSWERS; i++) {
		*headers = '\0';
		for (j = below(4); j > 0; j--)
			strcat(headers, lines[below(sizeof lines / sizeof *lines)]);
		whole = response(statuses[below(sizeof statuses / sizeof *statuses)], headers);
		length = strlen(whole);
		memcpy(text, whole, length);
		for (j = below(5); j > 0; j--)
			length = mutate(text, length, sizeof text);
		if (!claims_success(text, length)) {
			put(connection, text, length);
			sent++;
		}
	}
}

/* Serves what has come. */
static void serve(void)
{
	int i, one = 1, fd;
	ssize_t length;

	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		if (connection_count < CONNECTIONS)
			connections[connection_count++] = fd;
		else
			close(fd);
	}
	for (i = 0; i < connection_count; i++) {
		char chunk[65536], *next, *end;

		length = recv(connections[i], chunk, sizeof chunk - 1, MSG_DONTWAIT);
		if (length == 0) {
			close(connections[i]);
			connections[i--] = connections[--connection_count];
			continue;
		}
		chunk[length > 0 ? length : 0] = '\0';
		/* REGISTERs are short and come whole on loopback; one that is cut gets no answer, and is sent again by its account. */
		for (next = chunk; (end = strstr(next, "\r\n\r\n")) != NULL; next = end + 4) {
			snprintf(heard, sizeof heard, "%.*s", (int)(end + 4 - next), next);
			if (strncmp(heard, "REGISTER ", 9) == 0)
				answer_heard(connections[i]);
		}
	}
	peer = udp;
	for (i = 0; i < 20 && receive(); i++)
		if (strncmp(heard, "REGISTER ", 9) == 0)
			answer_heard(-1);
}

/* Takes the events that are there; those of success set a flag of their registration. */
static void take_events(int successes[], int size)
{
	eXosip_event_t *event;

	while ((event = eXosip_event_wait(context, 0, 1)) != NULL) {
		if (event->type == EXOSIP_REGISTRATION_SUCCESS && event->rid < size)
			successes[event->rid]++;
		eXosip_event_free(event);
	}
	eXosip_lock(context);
	eXosip_automatic_action(context);
	eXosip_unlock(context);
}

/* Serves until all of these registrations have succeeded, for so long at most. How many have not. */
static int missing_after(const int rids[], int count, int successes[], int size, double seconds)
{
	double end = seconds_now() + seconds;
	int i, missing;

	do {
		serve();
		take_events(successes, size);
		for (missing = 0, i = 0; i < count; i++)
			missing += successes[rids[i]] == 0;
	} while (missing > 0 && seconds_now() < end);
	return missing;
}

/* Serves until all of these have succeeded, for so long at most; the application sends again what has failed. How many have not. */
static int missing_in_the_end(const int rids[], int count, int successes[], int size, double seconds)
{
	double end = seconds_now() + seconds;
	int i, missing;

	while ((missing = missing_after(rids, count, successes, size, 1)) > 0 && seconds_now() < end)
		for (i = 0; i < count; i++)
			if (successes[rids[i]] == 0)
				send_next(context, rids[i], 3600);
	return missing;
}

static void over(int protocol)
{
	int bad[BAD], good[GOOD], count = fewer(BAD), i, round, size, *successes, early = 0;
	const char *parameters = protocol == IPPROTO_TCP ? ";transport=tcp" : "";
	char from[64], uri[64];
	double end;

	context = open_context(protocol, AF_INET);
	eXosip_add_authentication_info(context, "login", "login", "secret", NULL, "example.test");
	snprintf(uri, sizeof uri, "sip:127.0.0.1:%d%s", peer_port, parameters);
	is_hostile = 1;
	sent = 0;
	for (i = 0; i < count; i++) {
		snprintf(from, sizeof from, "sip:bad%d@example.test", i);
		CHECK((bad[i] = send_first(context, from, uri, 3600)) > 0);
	}
	for (i = 0; i < GOOD; i++) {
		snprintf(from, sizeof from, "sip:good%d@example.test", i);
		CHECK((good[i] = send_first(context, from, uri, 3600)) > 0);
	}
	size = good[GOOD - 1] + 1;
	successes = calloc((size_t)size, sizeof *successes);
	/* Over TCP a broken answer takes the connection that all share, and with it the answers to others. */
	CHECK_INT(missing_in_the_end(good, GOOD, successes, size, 240), 0);
	/* The application sends again what has ended; the rest goes on by itself. */
	for (round = 0; round < 40 && sent < 2 * ROUNDS * ANSWERS * count / 2; round++) {
		for (i = 0; i < count; i++)
			send_next(context, bad[i], 3600);
		end = seconds_now() + 0.5;
		while (seconds_now() < end) {
			serve();
			take_events(successes, size);
		}
	}
	for (i = 0; i < count; i++)
		early += successes[bad[i]];
	CHECK_INT(early, 0);
	CHECK(sent >= ROUNDS * ANSWERS * count);
	/* Now it answers well. */
	is_hostile = 0;
	CHECK_INT(missing_in_the_end(bad, count, successes, size, 240), 0);
	printf("%d broken answers over %s\n", sent, protocol == IPPROTO_TCP ? "TCP" : "UDP");
	free(successes);
	close_context(context);
	while (connection_count > 0)
		close(connections[--connection_count]);
}

int main(void)
{
	struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	/* UDP and TCP on one port. */
	do {
		open_peer();
		own.sin_port = htons((uint16_t)peer_port);
		listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	} while (bind(listener, (struct sockaddr *)&own, sizeof own) != 0 && close(listener) == 0 && close(peer) == 0);
	CHECK_INT(listen(listener, 512), 0);
	udp = peer;
	over(IPPROTO_UDP);
	over(IPPROTO_TCP);
	close(listener);
	close(udp);
	return report();
}
