/* How many bytes of the heap an account takes while it is registered: scale/memory full | lean (c-tests/costs.sh).
 * All REGISTERs are given to the library at once: what was needed while they waited must have been given back. */
#include "support.h"

#include <eXosip2/eX_ext.h>
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>

/* So many fill the hash tables as a hundred thousand do; the first of them are there before it is measured. */
enum { FIRST = 100, ACCOUNTS = 12500, HEADER = 8 };

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *place, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *place);

static struct eXosip_t *context;
static struct peer *registrar;
static int is_lean, successes;
static atomic_long live;

static void *count(void *place)
{
	if (place)
		live += malloc_usable_size(place) + HEADER;
	return place;
}

/* These stand before those of the C library, for the library as well. */
void *malloc(size_t size)
{
	return count(__libc_malloc(size));
}

void *calloc(size_t number, size_t size)
{
	return count(__libc_calloc(number, size));
}

int posix_memalign(void **place, size_t alignment, size_t size)
{
	*place = count(__libc_memalign(alignment, size));
	return *place ? 0 : ENOMEM;
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return count(__libc_memalign(alignment, size));
}

void free(void *place)
{
	if (place)
		live -= malloc_usable_size(place) + HEADER;
	__libc_free(place);
}

void *realloc(void *place, size_t size)
{
	long before = place ? malloc_usable_size(place) + HEADER : 0;
	void *moved = __libc_realloc(place, size);

	if (moved || size == 0)
		live -= before;
	return count(moved);
}

/* Takes the events, and does what is due. */
static void drain(void)
{
	eXosip_event_t *event;
	int wait = 10;

	while ((event = eXosip_event_wait(context, 0, wait)) != NULL) {
		successes += event->type == EXOSIP_REGISTRATION_SUCCESS;
		eXosip_event_free(event);
		wait = 0;
	}
	if (!is_lean) {
		eXosip_lock(context);
		eXosip_automatic_action(context);
		eXosip_unlock(context);
	}
}

/* Registers all accounts with these numbers. */
static void join(int first, int end)
{
	int i;

	for (i = first; i < end; i++) {
		char user[32], from[64];

		snprintf(user, sizeof user, "u%06d", i);
		snprintf(from, sizeof from, "sip:%s@example.test", user);
		eXosip_add_authentication_info(context, user, user, "secret", NULL, NULL);
		if (is_lean)
			CHECK(eXosip_register_send_initial(context, from, peer_uri(registrar, ""), NULL, 3600) > 0);
		else
			CHECK(send_first(context, from, peer_uri(registrar, ""), 3600) > 0);
	}
	while (successes < end)
		drain();
}

int main(int argc, char **argv)
{
	int off = 0;
	long before;

	is_lean = argc > 1 && strcmp(argv[1], "lean") == 0;
	registrar = start_peer("registrar", "--password", "secret", "--log", "/dev/null", NULL);
	context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_set_option(context, EXOSIP_OPT_UDP_KEEP_ALIVE, &off);
	eXosip_set_option(context, EXOSIP_OPT_LEAN_EVENTS, &is_lean);
	eXosip_set_option(context, EXOSIP_OPT_AUTONOMOUS, &is_lean);
	join(0, FIRST);
	before = live;
	join(FIRST, ACCOUNTS);
	printf("%ld bytes an account\n", (live - before) / (ACCOUNTS - FIRST));
	close_context(context);
	stop_peer(registrar);
	return report();
}
