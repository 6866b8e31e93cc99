/* A hundred thousand transactions, and messages that are sent again: to add, find, time and remove one costs as much as among a thousand. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <osip2/osip.h>
#include <osip2/osip_dialog.h>

static osip_t *layer;
static int sent;

static int count_send(osip_transaction_t *transaction, osip_message_t *message, char *host, int port, int socket)
{
	(void)transaction, (void)message, (void)host, (void)port, (void)socket;
	sent++;
	return 0;
}

static osip_event_t *event_of(const char *start_line, const char *method, int number, int is_outgoing)
{
	char text[600];
	osip_event_t *event, *outgoing;

	snprintf(text, sizeof text,
		"%s\r\nVia: SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bKm%d\r\nFrom: <sip:a@b.example>;tag=1\r\nTo: <sip:c@d.example>\r\n"
		"Call-ID: x\r\nCSeq: 1 %s\r\nContent-Length: 0\r\n\r\n",
		start_line, number, method);
	event = osip_parse(text, strlen(text));
	if (!is_outgoing)
		return event;
	outgoing = osip_new_outgoing_sipmessage(event->sip);
	event->sip = NULL;
	osip_event_free(event);
	return outgoing;
}

/* Time stands still, but for that of the processor: no timer is due, however long all takes. */
int clock_gettime(clockid_t clock, struct timespec *time)
{
	if (clock == CLOCK_THREAD_CPUTIME_ID)
		return (int)syscall(SYS_clock_gettime, clock, time);
	*time = (struct timespec){1000, 0};
	return 0;
}

/* Processor time of the thread, in microseconds. */
static double now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

#define SAMPLES 301

static double samples[SAMPLES], start;

static int by_size(const void *one, const void *other)
{
	double difference = *(const double *)one - *(const double *)other;

	return (difference > 0) - (difference < 0);
}

/* The median of the samples: what the heap or the kernel does now and then does not count. */
static double median(void)
{
	qsort(samples, SAMPLES, sizeof *samples, by_size);
	return samples[SAMPLES / 2];
}

enum { ADD, FIND, TURN, REMOVE, START, RESEND, STOP, OPERATIONS };

static osip_transaction_t *begun(int number)
{
	osip_event_t *event = event_of("MESSAGE sip:c@192.0.2.1 SIP/2.0", "MESSAGE", number, 1);
	osip_transaction_t *transaction = osip_create_transaction(layer, event);

	osip_transaction_add_event(transaction, event);
	return transaction;
}

static void transactions(int count, double costs[OPERATIONS])
{
	osip_transaction_t **all = calloc((size_t)count, sizeof *all);
	struct timeval left;
	int at;

	count -= SAMPLES;
	for (at = 0; at < count; at++)
		all[at] = begun(at);
	for (at = 0; at < SAMPLES; at++) {
		start = now();
		all[count + at] = begun(count + at);
		samples[at] = now() - start;
	}
	costs[ADD] = median();
	sent = 0;
	osip_nict_execute(layer);
	CHECK_INT(sent, count + SAMPLES);

	for (at = 0; at < SAMPLES; at++) {
		osip_event_t *answer = event_of("SIP/2.0 100 Trying", "MESSAGE", (int)((long)at * 7919 % count), 0);

		start = now();
		CHECK_INT(osip_find_transaction_and_add_event(layer, answer), 0);
		samples[at] = now() - start;
	}
	costs[FIND] = median();
	osip_nict_execute(layer);

	for (at = 0; at < count + SAMPLES; at++)
		all[at]->nict_context->timer_e_start.tv_sec += 100000;
	sent = 0;
	for (at = 0; at < SAMPLES; at++) {
		start = now();
		osip_timers_gettimeout(layer, &left);
		osip_timers_nict_execute(layer);
		osip_nict_execute(layer);
		samples[at] = now() - start;
	}
	costs[TURN] = median();
	CHECK(sent == 0 && left.tv_sec < 100);

	for (at = 0; at < SAMPLES; at++) {
		start = now();
		CHECK_INT(osip_remove_transaction(layer, all[(long)at * 7919 % count]), 0);
		samples[at] = now() - start;
	}
	costs[REMOVE] = median();
	for (at = 0; at < count + SAMPLES; at++)
		osip_transaction_free(all[at]);
	free(all);
}

/* 2xx responses that wait for their ACK, each of a dialog of its own. */
static void repetitions(int count, double costs[OPERATIONS])
{
	osip_dialog_t **all = calloc((size_t)count, sizeof *all);
	osip_event_t *event = event_of("SIP/2.0 200 OK", "INVITE", 1, 0);
	osip_event_t *ack = event_of("ACK sip:c@192.0.2.1 SIP/2.0", "ACK", 1, 0);
	struct timeval left;
	int at;

	count -= SAMPLES;
	osip_to_set_tag(event->sip->to, osip_strdup("t"));
	for (at = 0; at < count + SAMPLES; at++) {
		char number[20];

		snprintf(number, sizeof number, "call%d", at);
		osip_free(event->sip->call_id->number);
		event->sip->call_id->number = osip_strdup(number);
		CHECK_INT(osip_dialog_init_as_uas(&all[at], event->sip, event->sip), 0);
		start = now();
		osip_start_200ok_retransmissions(layer, all[at], event->sip, 1);
		if (at >= count)
			samples[at - count] = now() - start;
	}
	costs[START] = median();
	for (at = 0; at < SAMPLES; at++) {
		start = now();
		osip_timers_gettimeout(layer, &left);
		osip_retransmissions_execute(layer);
		samples[at] = now() - start;
	}
	costs[RESEND] = median();
	for (at = 0; at < SAMPLES; at++) {
		char number[20];
		int which = (int)((long)at * 7919 % count);

		snprintf(number, sizeof number, "call%d", which);
		osip_free(ack->sip->call_id->number);
		ack->sip->call_id->number = osip_strdup(number);
		start = now();
		CHECK(osip_stop_200ok_retransmissions(layer, ack->sip) == all[which]);
		samples[at] = now() - start;
	}
	costs[STOP] = median();
	for (at = 0; at < count + SAMPLES; at++) {
		osip_stop_retransmissions_from_dialog(layer, all[at]);
		osip_dialog_free(all[at]);
	}
	CHECK_INT(osip_list_size(&layer->ixt_retransmissions), 0);
	osip_event_free(event);
	osip_event_free(ack);
	free(all);
}

static void measure(int count, double costs[OPERATIONS])
{
	osip_init(&layer);
	osip_set_cb_send_message(layer, count_send);
	transactions(count, costs);
	repetitions(count, costs);
	osip_release(layer);
}

int main(void)
{
	static const char *const names[] = {"add", "find", "a turn of the main loop", "remove", "start to repeat", "a turn of repetitions", "stop to repeat"};
	/* Caches hold a thousand but no hundred thousand, and that is all that may differ: a cost that grows with the number is a hundred times as high. */
	const double limit = 30;
#ifdef __SANITIZE_ADDRESS__
	const int many = 10000;
#else
	const int many = getenv("PATIENCE") != NULL ? 3000 : 100000;
#endif
	double few[OPERATIONS], lots[OPERATIONS];
	int at;

	measure(1000, few);
	measure(many, lots);
	for (at = 0; at < OPERATIONS; at++) {
		printf("%s: %.2f us among 1000, %.2f us among %d\n", names[at], few[at], lots[at], many);
		CHECK(lots[at] <= limit * few[at]);
	}
	return report();
}
