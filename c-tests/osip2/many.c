/* A hundred thousand transactions at once: to find, to time and to remove one costs as much as among a thousand. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <osip2/osip.h>

static osip_t *layer;
static int sent;

static int count_send(osip_transaction_t *transaction, osip_message_t *message, char *host, int port, int socket)
{
	(void)transaction, (void)message, (void)host, (void)port, (void)socket;
	sent++;
	return report();
}

static osip_event_t *event_of(const char *start_line, const char *method, int number, int is_outgoing)
{
	char text[600];
	osip_event_t *event, *outgoing;

	snprintf(text, sizeof text,
		"%s\r\nVia: SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bKm%d\r\nFrom: <sip:a@b.example>;tag=1\r\nTo: <sip:c@d.example>\r\n"
		"Call-ID: x@y\r\nCSeq: 1 %s\r\nContent-Length: 0\r\n\r\n",
		start_line, number, method);
	event = osip_parse(text, strlen(text));
	if (!is_outgoing)
		return event;
	outgoing = osip_new_outgoing_sipmessage(event->sip);
	event->sip = NULL;
	osip_event_free(event);
	return outgoing;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Processor time of one operation among so many transactions, in microseconds: finding, all that a turn of a main loop calls, removing. */
static void measure(int count, double costs[3])
{
	osip_transaction_t **all = calloc((size_t)count, sizeof *all);
	const int samples = 300;
	struct timeval left;
	double start;
	int at;

	osip_init(&layer);
	osip_set_cb_send_message(layer, count_send);
	for (at = 0; at < count; at++) {
		osip_event_t *event = event_of("MESSAGE sip:c@192.0.2.1 SIP/2.0", "MESSAGE", at, 1);

		all[at] = osip_create_transaction(layer, event);
		osip_transaction_add_event(all[at], event);
	}
	sent = 0;
	osip_nict_execute(layer);
	CHECK(sent == count);
	/* The indexes of the lists are made when they are first needed. */
	{
		osip_event_t *answer = event_of("SIP/2.0 100 Trying", "MESSAGE", 0, 0);

		CHECK(osip_find_transaction_and_add_event(layer, answer) == 0);
	}

	start = seconds();
	for (at = 0; at < samples; at++) {
		osip_event_t *answer = event_of("SIP/2.0 100 Trying", "MESSAGE", (int)((long)at * 7919 % count), 0);

		CHECK(osip_find_transaction_and_add_event(layer, answer) == 0);
	}
	costs[0] = (seconds() - start) / samples * 1e6;
	osip_nict_execute(layer);

	for (at = 0; at < count; at++)
		all[at]->nict_context->timer_e_start.tv_sec += 100000;
	/* The program walks the list once, so that all of them are looked at again. */
	{
		osip_list_iterator_t walk;

		osip_list_get_first(&layer->osip_nict_transactions, &walk);
	}
	osip_timers_nict_execute(layer);
	sent = 0;
	start = seconds();
	for (at = 0; at < samples; at++) {
		osip_timers_gettimeout(layer, &left);
		osip_timers_nict_execute(layer);
		osip_nict_execute(layer);
	}
	costs[1] = (seconds() - start) / samples * 1e6;
	CHECK(sent == 0 && left.tv_sec < 100);

	start = seconds();
	for (at = 0; at < samples; at++)
		CHECK(osip_remove_transaction(layer, all[(long)at * 7919 % count]) == 0);
	costs[2] = (seconds() - start) / samples * 1e6;
	for (at = 0; at < count; at++)
		osip_transaction_free(all[at]);
	osip_release(layer);
	free(all);
}

int main(void)
{
	static const char *const names[] = {"find", "a turn of the main loop", "remove"};
#ifdef __SANITIZE_ADDRESS__
	const int many = 10000;
#else
	const int many = getenv("PATIENCE") != NULL ? 3000 : 100000;
#endif
	double few[3], lots[3];
	int at;

	measure(1000, few);
	measure(many, lots);
	for (at = 0; at < 3; at++)
		printf("%s: %.1f us among 1000, %.1f us among %d\n", names[at], few[at], lots[at], many);
	return report();
}
