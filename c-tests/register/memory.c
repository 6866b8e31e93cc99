/* What an account takes on the heap: it stays the same from refresh to refresh, and goes with the account. */
#include "support.h"

#include <malloc.h>

/* An account with a login of its own takes some 1,350 bytes today. */
enum { ACCOUNTS = 1000, ROOM = 2400, ROUNDS = 10 };

static struct eXosip_t *context;

static long heap(void)
{
	return (long)mallinfo2().uordblks;
}

int main(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	int count = fewer(ACCOUNTS), rids[ACCOUNTS], round, i;
	long before, registered, refreshed = 0, after;

	context = open_context(IPPROTO_UDP, AF_INET);
	before = heap();
	for (i = 0; i < count; i++) {
		char user[32], from[64];

		snprintf(user, sizeof user, "u%06d", i);
		snprintf(from, sizeof from, "sip:%s@example.test", user);
		eXosip_add_authentication_info(context, user, user, "secret", NULL, NULL);
		rids[i] = send_first(context, from, peer_uri(registrar, ""), 3600);
		CHECK(rids[i] > 0);
	}
	await_successes(context, count);
	registered = heap();
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < count; i++)
			CHECK_INT(send_next(context, rids[i], 3600), 0);
		await_successes(context, count);
		if (round == 0)
			refreshed = heap();
	}
	after = heap();
	printf("%ld bytes an account, %ld more after ten refreshes\n", (registered - before) / count, (after - registered) / count);
	/* Where the heap is not glibc's, as under valgrind and with sanitizers, these are all 0. */
	CHECK((registered - before) / count < ROOM);
	/* One block of malloc for each refresh would be more; what is under way takes a little, now more, now less. */
	CHECK(labs(after - refreshed) / count < 32 * (ROUNDS - 1));
	for (i = 0; i < count; i++)
		CHECK_INT(eXosip_register_remove(context, rids[i]), 0);
	eXosip_clear_authentication_info(context);
	printf("%ld bytes an account are left\n", (heap() - before) / count);
	/* Room in tables, for the next accounts: the more transactions were under way at once, the more of it. */
	CHECK((heap() - before) / count < ROOM / 2);
	close_context(context);
	stop_peer(registrar);
	return report();
}
