/* What a context with one registered account takes of memory, its thread's stack included: scale/contexts (c-tests/costs.sh). */
#include "support.h"

enum { CONTEXTS = 100 };

/* The bytes of this process that are its own and were written to. */
static long own_bytes(void)
{
	FILE *file = fopen("/proc/self/smaps_rollup", "r");
	char line[256];
	long kilobytes = 0;

	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "Private_Dirty: %ld kB", &kilobytes) == 1)
			break;
	if (file)
		fclose(file);
	return kilobytes * 1024;
}

static void join(struct eXosip_t *context, struct peer *registrar, int number)
{
	char user[32], from[64];

	snprintf(user, sizeof user, "u%06d", number);
	snprintf(from, sizeof from, "sip:%s@example.test", user);
	eXosip_add_authentication_info(context, user, user, "secret", NULL, NULL);
	CHECK(send_first(context, from, peer_uri(registrar, ""), 3600) > 0);
}

/* Waits until an account is registered: 401, then 200. */
static void await_success(struct eXosip_t *context)
{
	int type = -1;

	while (type != EXOSIP_REGISTRATION_SUCCESS) {
		eXosip_event_t *event = next_event(context, 60);

		if (!CHECK(event != NULL))
			exit(report());
		type = event->type;
		eXosip_event_free(event);
		eXosip_lock(context);
		eXosip_automatic_action(context);
		eXosip_unlock(context);
	}
}

int main(void)
{
	static struct eXosip_t *contexts[CONTEXTS + 1];
	struct peer *registrar = start_peer("registrar", "--password", "secret", "--log", "/dev/null", NULL);
	long before = 0;
	int i;

	/* The first one shows what is there once. */
	for (i = 0; i <= CONTEXTS; i++) {
		contexts[i] = open_context(IPPROTO_UDP, AF_INET);
		join(contexts[i], registrar, i);
		await_success(contexts[i]);
		if (i == 0)
			before = own_bytes();
	}
	CHECK(before > 0);
	printf("%ld bytes a context\n", (own_bytes() - before) / CONTEXTS);
	for (i = 0; i <= CONTEXTS; i++)
		close_context(contexts[i]);
	stop_peer(registrar);
	return report();
}
