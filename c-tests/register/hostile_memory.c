/* What a hostile registrar makes a registration keep is bounded: 4 kB beyond what a friendly one leaves. */
#include "hearing.h"

#include <malloc.h>
#include <pthread.h>

enum { ACCOUNTS = 100, ROOM = 4096, LONG = 6000 };

static char filler[LONG + 1];
static int rids[ACCOUNTS];

static long heap(void)
{
	return (long)mallinfo2().uordblks;
}

/* Header lines of 50 kB: `count` times each of what a registrar may send, with `length` bytes of filler. */
static const char *headers(const char *const *formats, int count, int length)
{
	static char text[60000];
	size_t used = 0, before;
	int i;

	for (i = 0; i < count; i++) {
		before = used;
		used += (size_t)snprintf(text + used, sizeof text - used, formats[i % 4], i, length, filler);
		if (used > 50000) {
			text[before] = '\0';
			break;
		}
	}
	return text;
}

static const char *const challenges[] = {
	"WWW-Authenticate: Digest realm=\"r%d\", nonce=\"%.*s\", qop=\"auth\", algorithm=MD5\r\n",
	"Proxy-Authenticate: Digest realm=\"p%d\", nonce=\"n\", opaque=\"%.*s\", algorithm=SHA-256\r\n",
	"WWW-Authenticate: Digest realm=\"x%d%.*s\", nonce=\"n\"\r\n",
	"WWW-Authenticate: Digest realm=\"d%d\", domain=\"%.*s\", nonce=\"n\", stale=true\r\n",
};
static const char *const grants[] = {
	"Service-Route: <sip:r%d.%.*s.example.test;lr>\r\n",
	"P-Associated-URI: <sip:u%d%.*s@example.test>\r\n",
	"Contact: <sip:u%d@192.0.2.1>;expires=3600;pub-gruu=\"%.*s\"\r\n",
	"Authentication-Info: nextnonce=\"%d%.*s\"\r\n",
};

/* What the last registrar sent, with a reason phrase as long as that. */
static void answer(int status, const char *more)
{
	char line[LONG + 16];

	snprintf(line, sizeof line, "%d %.5000s", status, filler);
	send_from(peer, response(line, more));
}

static int register_one(int number, int is_hostile)
{
	int round, length = 2 << (number % 11), rid;
	char from[64];

	snprintf(from, sizeof from, "sip:u%05d@example.test", number);
	rid = send_first(context, from, peer_address("127.0.0.1"), 3600);
	if (!CHECK(rid > 0) || !CHECK(hear(30)))
		return rid;
	for (round = 0; is_hostile && round < 3; round++) {
		answer(100, headers(grants, 1000, length));
		answer(401, headers(challenges, 1000, length));
		if (!hear(0.2))
			break;
	}
	if (is_hostile)
		answer(200, headers(grants, 1000, length));
	else
		send_from(peer, response("200 OK", "Expires: 3600\r\n"));
	for (round = 0; round < 3; round++)
		eXosip_event_free(next_event(context, 0.01));
	return rid;
}

static void *register_all(void *is_hostile)
{
	int count = fewer(ACCOUNTS), i;
	eXosip_event_t *event;

	for (i = 0; i < count; i++)
		rids[i] = register_one(i + 1, *(int *)is_hostile);
	while ((event = next_event(context, 0.5)) != NULL)
		eXosip_event_free(event);
	return NULL;
}

/* The bytes that an account keeps. A thread of its own registers them: what that keeps for its next message goes with it. */
static long bytes_an_account(int is_hostile)
{
	int count = fewer(ACCOUNTS), i;
	pthread_t thread;
	long before, after;

	open_listening();
	eXosip_add_authentication_info(context, "login", "login", "secret", NULL, NULL);
	/* The tables grow with the first. */
	register_one(0, is_hostile);
	before = heap();
	CHECK_INT(pthread_create(&thread, NULL, register_all, &is_hostile), 0);
	CHECK_INT(pthread_join(thread, NULL), 0);
	after = heap();
	for (i = 0; i < count; i++)
		CHECK_INT(eXosip_register_remove(context, rids[i]), 0);
	end();
	return (after - before) / count;
}

int main(void)
{
	long usual, hostile;

	memset(filler, 'x', LONG);
	open_peer();
	usual = bytes_an_account(0);
	hostile = bytes_an_account(1);
	printf("%ld bytes an account, %ld with a hostile registrar\n", usual, hostile);
	/* Where the heap is not glibc's, as under valgrind and with sanitizers, both are 0. */
	CHECK(hostile - usual < ROOM);
	close(peer);
	return report();
}
