/* The registrar of 5,000 accounts is killed and comes back on its port: live/outage SECONDS
 * All refreshes fall into the outage. Judged by what the registrar counts in each second after its return. */
#include "support.h"

#include <string.h>
#include <unistd.h>

enum { ACCOUNTS = 5000, RATE = 500, PERIOD = 30, PATIENCE = 120 };

static struct eXosip_t *context;

/* Runs until so many accounts have succeeded, each counted once, or for so long. Returns how many have. */
static int run(int wanted, double seconds)
{
	static char has_succeeded[2 * ACCOUNTS];
	double end = seconds_now() + seconds;
	int successes = 0;

	memset(has_succeeded, 0, sizeof has_succeeded);
	while (successes < wanted && seconds_now() < end) {
		eXosip_event_t *event = next_event(context, 0.1);

		if (event != NULL && event->type == EXOSIP_REGISTRATION_SUCCESS && CHECK(event->rid > 0 && event->rid < 2 * ACCOUNTS)) {
			successes += !has_succeeded[event->rid];
			has_succeeded[event->rid] = 1;
		}
		eXosip_event_free(event);
	}
	return successes;
}

/* When each request was received, from the registrar's log; gives how many there are. */
static int read_times(const struct peer *registrar, double *times, int room)
{
	char *log = peer_log(registrar), *line = log;
	int count = 0;

	for (; line != NULL && count < room; line = strstr(line, "\n@ ")) {
		char way[3];

		line += *line == '\n';
		if (sscanf(line, "@ %lf %2s", &times[count], way) == 2 && strcmp(way, "<-") == 0)
			count++;
	}
	free(log);
	return count;
}

/* The most requests within so many seconds. */
static int most_within(double seconds, const double *times, int count)
{
	int first = 0, last, most = 0;

	for (last = 0; last < count; last++) {
		while (times[last] - times[first] >= seconds)
			first++;
		if (last + 1 - first > most)
			most = last + 1 - first;
	}
	return most;
}

int main(int argc, char **argv)
{
	double outage = argc > 1 ? atof(argv[1]) : 60;
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	static double times[8 * ACCOUNTS];
	int rate = RATE, ceiling = 8, all, i;
	char port[16];

	context = open_context(IPPROTO_UDP, AF_INET);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_RETURN_RATE, &rate), 0);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_PROBE_CEILING, &ceiling), 0);
	eXosip_add_authentication_info(context, "login", "login", "secret", NULL, NULL);
	for (i = 0; i < ACCOUNTS; i++) {
		char from[64];

		snprintf(from, sizeof from, "sip:u%06d@example.test", i);
		CHECK(send_first(context, from, peer_uri(registrar, ""), PERIOD) > 0);
	}
	CHECK_INT(run(ACCOUNTS, PATIENCE), ACCOUNTS);

	snprintf(port, sizeof port, "%d", registrar->port);
	stop_peer(registrar);
	run(ACCOUNTS, outage);
	registrar = start_peer("registrar", "--password", "secret", "-p", port, NULL);
	CHECK_INT(run(ACCOUNTS, PATIENCE), ACCOUNTS);

	all = read_times(registrar, times, 8 * ACCOUNTS);
	printf("after %.0f s: %d requests, at most %d in a second, %d in ten\n", outage, all, most_within(1, times, all), most_within(10, times, all));
	CHECK(all >= ACCOUNTS);
	/* A busy machine lets us wait, and then run. */
	CHECK(most_within(1, times, all) <= 2 * RATE);
	CHECK(most_within(10, times, all) <= 11 * RATE);
	close_context(context);
	stop_peer(registrar);
	return report();
}
