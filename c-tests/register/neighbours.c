/* A good account beside accounts that its registrar ignores: it registers in time, whatever they get. */
#include "support.h"

static const char *const kinds[] = {"silence", "trying", "garbage", "branch"};

/* The seconds until registration `rid` succeeds, or more than `limit`. */
static double success_of(struct eXosip_t *context, int rid, double limit)
{
	double start = seconds_now();

	while (seconds_now() - start <= limit) {
		eXosip_event_t *event = next_event(context, 0.2);
		int is_it = event != NULL && event->rid == rid && event->type == EXOSIP_REGISTRATION_SUCCESS;

		eXosip_event_free(event);
		if (is_it)
			return seconds_now() - start;
	}
	return limit + 1;
}

static struct eXosip_t *open_with_login(int protocol)
{
	struct eXosip_t *context = open_context(protocol, AF_INET);

	CHECK_INT(eXosip_add_authentication_info(context, "login", "login", "secret", NULL, NULL), 0);
	return context;
}

static void send_bad(struct eXosip_t *context, const struct peer *registrar, int count, int *rids)
{
	char from[64];
	int i;

	for (i = 0; i < count; i++) {
		snprintf(from, sizeof from, "sip:bad%d@example.test", i);
		rids[i] = send_first(context, from, peer_uri(registrar, ""), 600);
		CHECK(rids[i] > 0);
	}
}

/* `count` ignored accounts, then a good one that has so many seconds. */
static void beside_ignored(int protocol, const char *kind, int count, double limit)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", "--neglect", kind, NULL);
	struct eXosip_t *context = open_with_login(protocol);
	int rids[300], rid;
	double took;

	send_bad(context, registrar, count, rids);
	rid = send_first(context, "sip:login@example.test", peer_uri(registrar, ""), 600);
	/* The tests of the engine keep to the limit itself; here the machine may have other work. */
	limit *= fewer(2) < 2 ? 30 : 3;
	took = success_of(context, rid, limit);
	if (!CHECK(took <= limit))
		printf("it took %.1f s beside %d with %s\n", took, count, kind);
	close_context(context);
	stop_peer(registrar);
}

static void ignored_accounts(void)
{
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		beside_ignored(IPPROTO_UDP, kinds[i], 64, 1);
		beside_ignored(IPPROTO_UDP, kinds[i], 100, 1);
	}
	beside_ignored(IPPROTO_TCP, "silence", 64, 1);
	beside_ignored(IPPROTO_TCP, "silence", 100, 1);
	beside_ignored(IPPROTO_UDP, "trying", 300, 1);
	beside_ignored(IPPROTO_UDP, "silence", 300, 8);
}

/* One account gets Retry-After of two minutes. */
static void a_pause(void)
{
	beside_ignored(IPPROTO_UDP, "retry", 1, 1);
}

/* The ignored accounts are removed: nothing of them is left. */
static void removed_accounts(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", "--neglect", "silence", NULL);
	struct eXosip_t *context = open_with_login(IPPROTO_UDP);
	int rids[64], rid, i;

	send_bad(context, registrar, 64, rids);
	eXosip_lock(context);
	for (i = 0; i < 64; i++)
		CHECK_INT(eXosip_register_remove(context, rids[i]), 0);
	eXosip_unlock(context);
	rid = send_first(context, "sip:login@example.test", peer_uri(registrar, ""), 600);
	CHECK(success_of(context, rid, 3) <= 3);
	close_context(context);
	stop_peer(registrar);
}

int main(void)
{
	ignored_accounts();
	a_pause();
	removed_accounts();
	return report();
}
