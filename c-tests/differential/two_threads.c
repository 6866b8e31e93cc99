/* One thread executes, the other makes transactions and gives them events, as a transport does. */
#define REAL_CLOCK
#include "layer.h"

#include <pthread.h>

#define CALLS 400

static osip_transaction_t *all[CALLS];
static int is_over;
static int received, answered, ended, sent;

static void count_message(int type, osip_transaction_t *transaction, osip_message_t *message)
{
	(void)message;
	if (type == OSIP_NIST_UNKNOWN_REQUEST_RECEIVED) {
		osip_event_t *answer = response(200, "MESSAGE", VIA_UDP, 1);

		received++;
		osip_transaction_add_event(transaction, answer);
	} else if (type == OSIP_NICT_STATUS_2XX_RECEIVED)
		answered++;
}

static void count_end(int type, osip_transaction_t *transaction)
{
	(void)type, (void)transaction;
	ended++;
}

static int count_send(osip_transaction_t *transaction, osip_message_t *message, char *host, int port, int socket)
{
	(void)transaction, (void)message, (void)host, (void)port, (void)socket;
	sent++;
	return 0;
}

static void *executor(void *unused)
{
	(void)unused;
	while (!__atomic_load_n(&is_over, __ATOMIC_ACQUIRE) || answered < CALLS / 2 || received < CALLS / 2) {
		struct timeval left;

		osip_timers_gettimeout(layer, &left);
		timers();
		execute();
		osip_retransmissions_execute(layer);
	}
	return NULL;
}

int main(void)
{
	pthread_t thread;
	int at, found = 0;

	start_layer();
	for (at = 0; at < 60; at++)
		osip_set_message_callback(layer, at, count_message);
	for (at = 0; at < 4; at++)
		osip_set_kill_transaction_callback(layer, at, count_end);
	osip_set_cb_send_message(layer, count_send);
	pthread_create(&thread, NULL, executor, NULL);
	for (at = 0; at < CALLS; at++) {
		char via[100];

		snprintf(via, sizeof via, "SIP/2.0/TCP 192.0.2.9:5062;branch=z9hG4bKp%d", at);
		all[at] = begin(request("MESSAGE", via, at % 2));
		if (at % 2) {
			osip_event_t *answer = response(200, "MESSAGE", via, 0);

			if (osip_find_transaction_and_add_event(layer, answer) == 0)
				found++;
			else
				osip_event_free(answer);
		}
	}
	__atomic_store_n(&is_over, 1, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	timers();
	execute();
	timers();
	execute();
	printf("received %d answered %d found %d ended %d sent %d\n", received, answered, found, ended, sent);
	for (at = 0; at < CALLS; at++)
		osip_transaction_free(all[at]);
	osip_release(layer);
	return 0;
}
