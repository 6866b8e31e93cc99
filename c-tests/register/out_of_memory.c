/* Every allocation of a registration fails in turn: an error code, or success without it; nothing is lost and nothing crashes. */
#include "support.h"

#include <pthread.h>

static long countdown = -1;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* Whether this allocation is the one that fails. */
static int fails(void)
{
	int now;

	pthread_mutex_lock(&mutex);
	now = countdown == 0;
	if (countdown >= 0)
		countdown--;
	pthread_mutex_unlock(&mutex);
	return now;
}

static void *failing_malloc(size_t size)
{
	return fails() ? NULL : malloc(size);
}

static void *failing_realloc(void *memory, size_t size)
{
	return fails() ? NULL : realloc(memory, size);
}

static void fail_after(long allocations)
{
	pthread_mutex_lock(&mutex);
	countdown = allocations;
	pthread_mutex_unlock(&mutex);
}

static int failed_by_now(void)
{
	int failed;

	pthread_mutex_lock(&mutex);
	failed = countdown == -1;
	pthread_mutex_unlock(&mutex);
	return failed;
}

/* One REGISTER, built, sent and answered, with the n-th allocation failing; whether that one was reached at all. */
static int attempt(const struct peer *registrar, long n)
{
	struct eXosip_t *context;
	osip_message_t *request = NULL;
	eXosip_event_t *event = NULL;
	int rid, code = 0, reached;
	double end;

	context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_lock(context);
	fail_after(n);
	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	rid = eXosip_register_build_initial_register(context, "\"Alice\" <sip:alice@example.test>", peer_uri(registrar, ""), NULL, 3600, &request);
	if (rid > 0) {
		code = osip_message_set_supported(request, "path");
		CHECK(code == 0 || code == OSIP_NOMEM);
		code = eXosip_register_send_register(context, rid, request);
		CHECK(code == 0 || code == OSIP_NOMEM);
	} else {
		CHECK_INT(rid, OSIP_NOMEM);
		CHECK(request == NULL);
	}
	eXosip_unlock(context);
	/* Until it was reached, or an answer was read without it. */
	end = seconds_now() + 30;
	while (rid > 0 && code == 0 && event == NULL && !failed_by_now() && seconds_now() < end)
		event = next_event(context, 0.05);
	eXosip_event_free(event);
	reached = failed_by_now();
	fail_after(-1);
	/* The context still works. */
	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	CHECK_INT(settle(context, rid, 30), 200);
	close_context(context);
	return reached;
}

int main(void)
{
	struct peer *registrar;
	long n;

	osip_set_allocators(failing_malloc, failing_realloc, free);
	registrar = start_peer("registrar", "--password", "secret", NULL);
	/* Each of the first hundred, then one in so many: what comes late is the reading of answers. */
	for (n = 0; n < 5000 && attempt(registrar, n); n += 1 + n / 100)
		;
	CHECK(n > 100); /* there were so many allocations */
	CHECK(n < 5000);
	stop_peer(registrar);
	return report();
}
