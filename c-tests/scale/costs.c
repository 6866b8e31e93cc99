/* What a registration and a refresh cost beside a thousand others: scale/costs full | lean (c-tests/costs.sh).
 * It counts allocations itself; under callgrind each part is a dump of its own. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "support.h"
#include "allocations.h"

#include <eXosip2/eX_ext.h>
#include <valgrind/callgrind.h>

enum { STEP = 20, MEASURED = 200, OTHERS = 1000 };

static struct eXosip_t *context;
static struct peer *registrar;
static int is_lean;

/* Waits for so many successes; between there may be challenges only. A lean program reads the status and no more, and the
 * library's thread answers challenges. */
static void await(int count)
{
	while (count > 0) {
		eXosip_event_t *event = eXosip_event_wait(context, 60, 0);
		int status;

		if (!CHECK(event != NULL))
			exit(report());
		status = is_lean ? eXosip_event_get_status(event) : osip_message_get_status_code(event->response);
		if (status == 200)
			count--;
		else
			CHECK_INT(status, 401);
		eXosip_event_free(event);
		if (!is_lean) {
			eXosip_lock(context);
			eXosip_automatic_action(context);
			eXosip_unlock(context);
		}
	}
}

/* Registers accounts, few at a time: nothing is sent twice, however slow the machine. Their numbers go to `rids`. */
static void join(int first, int count, int *rids)
{
	int i;

	for (i = 0; i < count; i++) {
		char from[64];

		snprintf(from, sizeof from, "sip:u%06d@example.test", first + i);
		rids[i] = is_lean ? eXosip_register_send_initial(context, from, peer_uri(registrar, ""), NULL, 3600)
				  : send_first(context, from, peer_uri(registrar, ""), 3600);
		CHECK(rids[i] > 0);
		if (i % STEP == STEP - 1)
			await(STEP);
	}
}

static void refresh(const int *rids, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		CHECK_INT(is_lean ? eXosip_register_send_register(context, rids[i], NULL) : send_next(context, rids[i], 3600), 0);
		if (i % STEP == STEP - 1)
			await(STEP);
	}
}

static void add_logins(int first, int count)
{
	int i;

	for (i = first; i < first + count; i++) {
		char user[32];

		snprintf(user, sizeof user, "u%06d", i);
		eXosip_add_authentication_info(context, user, user, "secret", NULL, NULL);
	}
}

static void print(const char *what, long before)
{
	printf("%s %.1f\n", what, (double)(allocations - before) / MEASURED);
}

int main(int argc, char **argv)
{
	static int rids[OTHERS + MEASURED];
	int off = 0, window = STEP;
	long before;

	is_lean = argc > 1 && strcmp(argv[1], "lean") == 0;
	registrar = start_peer("registrar", "--password", "secret", "--log", "/dev/null", NULL);
	context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_set_option(context, EXOSIP_OPT_UDP_KEEP_ALIVE, &off);
	eXosip_set_option(context, EXOSIP_OPT_REGISTER_WINDOW, &window);
	eXosip_set_option(context, EXOSIP_OPT_LEAN_EVENTS, &is_lean);
	eXosip_set_option(context, EXOSIP_OPT_AUTONOMOUS, &is_lean);
	add_logins(0, OTHERS + MEASURED);
	join(0, OTHERS, rids);

	before = allocations;
	CALLGRIND_START_INSTRUMENTATION;
	join(OTHERS, MEASURED, rids + OTHERS);
	CALLGRIND_DUMP_STATS_AT("registration");
	print("registration", before);
	before = allocations;
	CALLGRIND_ZERO_STATS;
	refresh(rids + OTHERS, MEASURED);
	CALLGRIND_DUMP_STATS_AT("refresh");
	CALLGRIND_STOP_INSTRUMENTATION;
	print("refresh", before);
	close_context(context);
	stop_peer(registrar);
	return report();
}
