/* The client of the scale benchmark: an ordinary program on the public headers. It takes the accounts through one
 * phase after the other and prints one JSON object with what each took, a phase a line; after each it waits for a line
 * from the bench, which looks at the registrar's counters meanwhile.
 *
 *   client N PORT TRANSPORT MODE PHASES     TRANSPORT udp, tcp or tls; PHASES some of: refresh idle=SECONDS latency wave
 *                                         out=SECONDS:PORT in=PORT
 *
 * MODE full: messages are built and sent, and read from the events, as with the original. MODE lean: the library works by
 * itself, events have no messages, and requests are sent without the program seeing them. */

#include <eXosip2/eX_ext.h>
#include <eXosip2/eXosip.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static struct eXosip_t *ctx;
static int count, port, *rids, strangers, is_lean;

struct mark {
	double wall, cpu;
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

static long resident(void)
{
	long total = 0, pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	if (f) {
		if (fscanf(f, "%ld %ld", &total, &pages) != 2)
			pages = 0;
		fclose(f);
	}
	return pages * sysconf(_SC_PAGESIZE);
}

static struct mark mark(void)
{
	struct rusage u;
	struct mark m;
	getrusage(RUSAGE_SELF, &u);
	m.wall = now();
	m.cpu = u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
	return m;
}

/* Ends the line of a phase, and goes on when the bench says so. */
static void pause_here(void)
{
	printf("\n");
	fflush(stdout);
	while (getchar() > '\n')
		;
}

static void say_between(const char *phase, struct mark from, struct mark to, int done, int failed)
{
	double wall = to.wall - from.wall;
	printf("\"%s\":{\"done\":%d,\"failed\":%d,\"seconds\":%.6f,\"per_second\":%.1f,\"cpu_us\":%.3f},", phase, done, failed, wall,
	       wall > 0 ? done / wall : 0.0, done ? (to.cpu - from.cpu) * 1e6 / done : 0.0);
	pause_here();
}

static void say(const char *phase, struct mark from, int done, int failed)
{
	say_between(phase, from, mark(), done, failed);
}

static int status_of(const eXosip_event_t *event)
{
	if (is_lean)
		return eXosip_event_get_status(event);
	return event->response ? event->response->status_code : 0;
}

/* Takes the events that wait; counts successes, failures that are not challenges, and requests of strangers. */
static int drain(int wait_ms, int *done, int *failed)
{
	eXosip_event_t *event;
	int taken = 0;
	while ((event = eXosip_event_wait(ctx, 0, taken ? 0 : wait_ms)) != NULL) {
		if (event->type == EXOSIP_REGISTRATION_SUCCESS)
			++*done;
		else if (event->type == EXOSIP_MESSAGE_NEW)
			++strangers;
		else if (status_of(event) != 401)
			++*failed;
		eXosip_event_free(event);
		++taken;
	}
	return taken;
}

static void act(void)
{
	if (is_lean) /* the library's thread does it */
		return;
	eXosip_lock(ctx);
	eXosip_automatic_action(ctx);
	eXosip_unlock(ctx);
}

#include "messages.h"

/* Runs until all have answered, or nothing has come for 40 s. */
static void finish(int *done, int *failed)
{
	double last = now();
	while (*done + *failed < count && now() - last < 40) {
		int before = *done + *failed;
		drain(10, done, failed);
		if (*done + *failed > before)
			last = now();
		act();
	}
}

static void credentials(void)
{
	struct mark from = mark();
	int i;
	for (i = 0; i < count; i++) {
		char user[32];
		snprintf(user, sizeof user, "u%06d", i);
		eXosip_lock(ctx);
		eXosip_add_authentication_info(ctx, user, user, "secret", NULL, NULL);
		eXosip_unlock(ctx);
	}
	say("credentials", from, count, 0);
}

static void cold(int expires)
{
	struct mark from = mark();
	int i, done = 0, failed = 0;
	for (i = 0; i < count; i++) {
		char aor[64], proxy[64];
		osip_message_t *reg = NULL;
		snprintf(aor, sizeof aor, "sip:u%06d@127.0.0.1:%d", i, port);
		snprintf(proxy, sizeof proxy, "sip:127.0.0.1:%d", port);
		eXosip_lock(ctx);
		if (is_lean) {
			rids[i] = eXosip_register_send_initial(ctx, aor, proxy, NULL, expires);
			eXosip_unlock(ctx);
			if ((i & 15) == 15)
				drain(0, &done, &failed);
			continue;
		}
		rids[i] = eXosip_register_build_initial_register(ctx, aor, proxy, NULL, expires, &reg);
		if (rids[i] > 0) {
			if (expires < 30) /* less is not asked for by the library itself */
				osip_message_replace_header(reg, "Expires", "10");
			eXosip_register_send_register(ctx, rids[i], reg);
		}
		eXosip_automatic_action(ctx);
		eXosip_unlock(ctx);
		if ((i & 15) == 15)
			drain(0, &done, &failed);
	}
	finish(&done, &failed);
	say("cold", from, done, failed);
}

static void send_refresh(int rid)
{
	osip_message_t *reg = NULL;
	eXosip_lock(ctx);
	if (is_lean || eXosip_register_build_register(ctx, rid, 3600, &reg) == 0)
		eXosip_register_send_register(ctx, rid, reg);
	eXosip_unlock(ctx);
}

static void refresh(void)
{
	struct mark from = mark();
	int i, done = 0, failed = 0;
	for (i = 0; i < count; i++) {
		send_refresh(rids[i]);
		if ((i & 15) == 15) {
			act();
			drain(0, &done, &failed);
		}
	}
	finish(&done, &failed);
	say("refresh", from, done, failed);
}

/* All were granted ten seconds and are refreshed after at most five: a program that waits until then has all of them
 * due at once. */
static void wave(void)
{
	struct mark from;
	int done = 0, failed = 0;
	usleep(5100000);
	from = mark();
	act();
	finish(&done, &failed);
	say("wave", from, done, failed);
}

/* Nothing is due; the application polls as most do. */
static void idle(double seconds)
{
	struct mark from = mark(), to;
	int done = 0, failed = 0;
	while (now() < from.wall + seconds) {
		drain(10, &done, &failed);
		act();
	}
	to = mark();
	printf("\"idle\":{\"percent\":%.3f},", (to.cpu - from.cpu) * 100 / (to.wall - from.wall));
	pause_here();
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;
	return x < y ? -1 : x > y;
}

/* Refreshes at 1,000 a second; how long each takes from send to event. */
static void latency(void)
{
	int offered = count < 5000 ? count : 5000, sent = 0, got = 0, i;
	double start = now(), *at = calloc(offered, sizeof *at), *took = calloc(offered, sizeof *took);
	while (got < offered && now() - start < offered / 1000.0 + 10) {
		eXosip_event_t *event;
		while (sent < offered && now() - start >= sent / 1000.0) {
			at[sent] = now();
			send_refresh(rids[sent]);
			sent++;
		}
		event = eXosip_event_wait(ctx, 0, 1);
		if (event) {
			i = event->rid - rids[0];
			if (event->type == EXOSIP_REGISTRATION_SUCCESS && i >= 0 && i < offered)
				took[got++] = now() - at[i];
			eXosip_event_free(event);
		}
		act();
	}
	qsort(took, got, sizeof *took, by_value);
	printf("\"latency\":{\"offered\":%d,\"done\":%d,\"p50_ms\":%.3f,\"p99_ms\":%.3f},", offered, got,
	       got ? took[got / 2] * 1e3 : 0, got ? took[got * 99 / 100] * 1e3 : 0);
	pause_here();
	free(at);
	free(took);
}

int main(int argc, char **argv)
{
	const char *transport = argc > 3 ? argv[3] : "udp";
	int secure = !strcmp(transport, "tls"), protocol = strcmp(transport, "udp") ? IPPROTO_TCP : IPPROTO_UDP, off = 0, peer, i;
	int expires = argc > 5 && !strcmp(argv[5], "wave") ? 10 : 3600;
	double start, seconds;
	long before;

	if (argc < 5)
		return 2;
	is_lean = !strcmp(argv[4], "lean");
	count = atoi(argv[1]);
	port = atoi(argv[2]);
	rids = calloc(count + 1, sizeof *rids);
	ctx = eXosip_malloc();
	if (!rids || !ctx || eXosip_init(ctx) != 0)
		return 1;
	eXosip_set_option(ctx, EXOSIP_OPT_UDP_KEEP_ALIVE, &off);
	eXosip_set_option(ctx, EXOSIP_OPT_LEAN_EVENTS, &is_lean);
	eXosip_set_option(ctx, EXOSIP_OPT_AUTONOMOUS, &is_lean);
	if (eXosip_listen_addr(ctx, protocol, "127.0.0.1", 0, AF_INET, secure) != 0)
		return 1;
	printf("{");
	before = resident();
	credentials();
	cold(expires);
	printf("\"memory\":{\"bytes\":%ld},", count ? (resident() - before) / count : 0);
	pause_here();
	for (i = 5; i < argc; i++) {
		if (!strcmp(argv[i], "refresh"))
			refresh();
		else if (sscanf(argv[i], "idle=%lf", &seconds) == 1)
			idle(seconds);
		else if (sscanf(argv[i], "out=%lf:%d", &seconds, &peer) == 2)
			out(seconds, peer);
		else if (sscanf(argv[i], "in=%d", &peer) == 1)
			in(peer);
		else if (!strcmp(argv[i], "latency"))
			latency();
		else if (!strcmp(argv[i], "wave"))
			wave();
	}
	start = now();
	eXosip_quit(ctx);
	printf("\"strangers\":%d,\"quit\":{\"seconds\":%.6f}}\n", strangers, now() - start);
	osip_free(ctx);
	free(rids);
	return 0;
}
