/* One thread executes; others make transactions, give them events and walk the lists, as the transports and the timers of a program do. */
#define REAL_CLOCK
#include "../differential/layer.h"

#include "support.h"

#include <pthread.h>

#define MAKERS 3
#define REQUEST "MESSAGE sip:bob@192.0.2.1 SIP/2.0"

/* The transactions of one thread: half of them to be sent, half received. */
struct maker {
	pthread_t thread;
	int number, count, found;
	osip_transaction_t **all;
};

static struct maker makers[MAKERS];
static int is_over;
static int answered, received, ended, sent, walked;

/* A message with a branch of its own, made without the buffers that layer.h shares. */
static osip_event_t *event(const char *start_line, int maker, int at, int is_outgoing)
{
	char text[500];
	osip_event_t *parsed, *outgoing;

	snprintf(text, sizeof text,
		"%s\r\nVia: SIP/2.0/TCP 192.0.2.9:5062;branch=z9hG4bKt%d-%d\r\nFrom: <sip:alice@a.example>;tag=f1\r\nTo: <sip:bob@b.example>\r\n"
		"Call-ID: c1@host\r\nCSeq: 20 MESSAGE\r\nContent-Length: 0\r\n\r\n",
		start_line, maker, at);
	parsed = osip_parse(text, strlen(text));
	if (!is_outgoing)
		return parsed;
	outgoing = osip_new_outgoing_sipmessage(parsed->sip);
	parsed->sip = NULL;
	osip_event_free(parsed);
	return outgoing;
}

static void count_message(int type, osip_transaction_t *transaction, osip_message_t *message)
{
	(void)message;
	if (type == OSIP_NIST_UNKNOWN_REQUEST_RECEIVED) {
		received++;
		osip_transaction_add_event(transaction, event("SIP/2.0 200 OK", 0, 0, 1));
	} else if (type == OSIP_NICT_STATUS_2XX_RECEIVED)
		answered++;
}

static void count_end(int type, osip_transaction_t *transaction)
{
	(void)type;
	ended++;
	osip_remove_transaction(layer, transaction);
}

static int count_send(osip_transaction_t *transaction, osip_message_t *message, char *host, int port, int socket)
{
	(void)transaction, (void)message, (void)host, (void)port, (void)socket;
	sent++;
	return 0;
}

static void turn(void)
{
	struct timeval left;

	osip_timers_gettimeout(layer, &left);
	timers();
	execute();
	osip_retransmissions_execute(layer);
}

static void *execute_until_over(void *unused)
{
	while (!__atomic_load_n(&is_over, __ATOMIC_ACQUIRE))
		turn();
	return unused;
}

static void *make(void *argument)
{
	struct maker *maker = argument;
	int at, of = maker->number;

	for (at = 0; at < maker->count; at++) {
		osip_event_t *first = event(REQUEST, of, at, at % 2), *next = event(at % 2 ? "SIP/2.0 180 Ringing" : REQUEST, of, at, 0);

		maker->all[at] = osip_create_transaction(layer, first);
		osip_transaction_add_event(maker->all[at], first);
		if (osip_find_transaction_and_add_event(layer, next) == 0)
			maker->found++;
		else
			osip_event_free(next);
		if (at % 2)
			osip_fifo_add(maker->all[at]->transactionff, event("SIP/2.0 200 OK", of, at, 0));
	}
	return NULL;
}

/* Under the mutex of the list, which is the program's to hold. */
static void *walk(void *unused)
{
	while (!__atomic_load_n(&is_over, __ATOMIC_ACQUIRE)) {
		osip_list_iterator_t at;
		osip_transaction_t *it;
		int steps = 0;

		osip_mutex_lock(layer->nict_fastmutex);
		for (it = osip_list_get_first(&layer->osip_nict_transactions, &at); it != NULL && steps < 5; it = osip_list_get_next(&at), steps++)
			osip_transaction_add_event(it, bare_event(UNKNOWN_EVT, it));
		osip_mutex_unlock(layer->nict_fastmutex);
		walked++;
	}
	return unused;
}

int main(void)
{
	int at, of, count = fewer(1000);
	pthread_t executor, walker;

	start_layer();
	for (at = 0; at < 60; at++)
		osip_set_message_callback(layer, at, count_message);
	for (at = 0; at < 4; at++)
		osip_set_kill_transaction_callback(layer, at, count_end);
	osip_set_cb_send_message(layer, count_send);
	pthread_create(&executor, NULL, execute_until_over, NULL);
	pthread_create(&walker, NULL, walk, NULL);
	for (of = 0; of < MAKERS; of++) {
		makers[of].number = of;
		makers[of].count = count;
		makers[of].all = calloc((size_t)count, sizeof(osip_transaction_t *));
		pthread_create(&makers[of].thread, NULL, make, &makers[of]);
	}
	for (of = 0; of < MAKERS; of++)
		pthread_join(makers[of].thread, NULL);
	__atomic_store_n(&is_over, 1, __ATOMIC_RELEASE);
	pthread_join(executor, NULL);
	pthread_join(walker, NULL);
	turn();
	turn();
	turn();
	CHECK_INT(answered, MAKERS * count / 2);
	CHECK_INT(received, MAKERS * count / 2);
	CHECK_INT(ended, MAKERS * count);
	CHECK(sent >= MAKERS * count && walked > 0);
	CHECK_INT(osip_list_size(&layer->osip_nict_transactions), 0);
	CHECK_INT(osip_list_size(&layer->osip_nist_transactions), 0);
	for (of = 0; of < MAKERS; of++) {
		/* One that has ended already has left its list. */
		CHECK(makers[of].found > 0 && makers[of].found <= count);
		for (at = 0; at < count; at++)
			osip_transaction_free(makers[of].all[at]);
		free(makers[of].all);
	}
	osip_release(layer);
	return report();
}
