/* What one more registration costs beside N others: scale/instructions N, under callgrind (c-tests/instructions.sh). */
#include "support.h"

#include <valgrind/callgrind.h>

enum { STEP = 20, MEASURED = 200, WINDOW = STEP };

static struct eXosip_t *context;
static struct peer *registrar;

/* Registers accounts, few at a time: nothing is sent twice, however slow we are. Their numbers go to `rids`. */
static void join(int first, int count, int *rids)
{
	int i;

	for (i = 0; i < count; i++) {
		char user[32], from[64];

		snprintf(user, sizeof user, "u%06d", first + i);
		snprintf(from, sizeof from, "sip:%s@example.test", user);
		eXosip_add_authentication_info(context, user, user, "secret", NULL, NULL);
		rids[i] = send_first(context, from, peer_uri(registrar, ""), 3600);
		if (i % STEP == STEP - 1)
			await_successes(context, STEP);
	}
}

/* Requests of others that wait behind an unanswered one; they must not cost those that are answered anything. */
static void queue_up(int first, int count)
{
	char proxy[64];
	int i;

	snprintf(proxy, sizeof proxy, "sip:127.0.0.1:%d", silent_port());
	for (i = 0; i < count; i++) {
		char from[64];

		snprintf(from, sizeof from, "sip:u%06d@example.test", first + i);
		CHECK(send_first(context, from, proxy, 3600) > 0);
	}
}

/* What is counted: a challenge, its answer and a refresh of each. */
static void measure(int first)
{
	int rids[MEASURED], i;

	join(first, MEASURED, rids);
	for (i = 0; i < MEASURED; i++) {
		CHECK_INT(send_next(context, rids[i], 3600), 0);
		if (i % STEP == STEP - 1)
			await_successes(context, STEP);
	}
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) / STEP * STEP : 0, *rids = calloc(count + 1, sizeof *rids), off = 0, window = WINDOW;

	registrar = start_peer("registrar", "--password", "secret", "--log", "/dev/null", NULL);
	context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_set_option(context, EXOSIP_OPT_UDP_KEEP_ALIVE, &off);
	eXosip_set_option(context, EXOSIP_OPT_REGISTER_WINDOW, &window);
	join(0, count, rids);
	queue_up(count, count);
	CALLGRIND_START_INSTRUMENTATION;
	measure(2 * count);
	CALLGRIND_STOP_INSTRUMENTATION;
	close_context(context);
	stop_peer(registrar);
	free(rids);
	return report();
}
