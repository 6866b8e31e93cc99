/* osip_timers_gettimeout in each state, and a main loop that sleeps for as long as it says until a thousand transactions have ended. */
#include "layer.h"

static void show_timeout(const char *title)
{
	struct timeval left;

	osip_timers_gettimeout(layer, &left);
	printf("%s %ld.%06ld\n", title, (long)left.tv_sec, (long)left.tv_usec);
}

static void states(const char *via)
{
	osip_transaction_t *it;
	osip_event_t *created;

	printf("==== %.11s\n", via);
	show_timeout("empty");
	created = request("INVITE", via, 1);
	it = osip_create_transaction(layer, created);
	show_timeout("ICT created");
	pass(40000);
	show_timeout("ICT created long ago");
	osip_transaction_free(it);
	osip_event_free(created);
	it = begin(request("INVITE", via, 1));
	show_timeout("ICT queued");
	execute();
	show_timeout("ICT calling");
	pass(300);
	show_timeout("ICT later");
	pass(300);
	show_timeout("ICT due");
	timers();
	show_timeout("ICT timer queued");
	execute();
	receive(response(180, "INVITE", via, 0));
	show_timeout("ICT proceeding");
	receive(response(404, "INVITE", via, 0));
	show_timeout("ICT completed");
	pass(33000);
	show_timeout("ICT due");
	timers();
	execute();
	show_timeout("ICT terminated");
	osip_transaction_free(it);
	it = begin(request("MESSAGE", via, 1));
	show_timeout("NICT queued");
	execute();
	show_timeout("NICT trying");
	receive(response(180, "MESSAGE", via, 0));
	show_timeout("NICT proceeding");
	receive(response(404, "MESSAGE", via, 0));
	show_timeout("NICT completed");
	osip_transaction_free(it);
	it = begin(request("INVITE", via, 0));
	show_timeout("IST queued");
	execute();
	show_timeout("IST proceeding");
	add(it, response(404, "INVITE", via, 1));
	show_timeout("IST completed");
	receive(request("ACK", via, 0));
	show_timeout("IST confirmed");
	osip_transaction_free(it);
	it = begin(request("MESSAGE", via, 0));
	show_timeout("NIST queued");
	execute();
	show_timeout("NIST trying");
	add(it, response(404, "MESSAGE", via, 1));
	show_timeout("NIST completed");
	osip_transaction_free(it);
}

static int ended, sent;

static void count_end(int type, osip_transaction_t *transaction)
{
	(void)type;
	osip_remove_transaction(layer, transaction);
	ended++;
}

static int count_send(osip_transaction_t *transaction, osip_message_t *message, char *host, int port, int socket)
{
	(void)transaction, (void)message, (void)host, (void)port, (void)socket;
	sent++;
	return 0;
}

static void thousand(void)
{
	static osip_transaction_t *all[1000];
	int at, type, turns = 0;
	int count = getenv("PATIENCE") != NULL ? 100 : COUNT(all); /* fewer under valgrind */

	for (type = 0; type < 60; type++)
		osip_set_message_callback(layer, type, NULL);
	for (type = 0; type < 4; type++)
		osip_set_kill_transaction_callback(layer, type, count_end);
	osip_set_cb_send_message(layer, count_send);
	for (at = 0; at < count; at++) {
		char via[100];

		snprintf(via, sizeof via, "SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bKt%d", at);
		all[at] = begin(request(at % 2 ? "MESSAGE" : "INVITE", via, at % 4 < 2));
		if (at % 4 >= 2)
			queue(all[at], response(404, at % 2 ? "MESSAGE" : "INVITE", via, 1));
		if (at % 500 == 0)
			pass(7);
	}
	while (ended < count && turns < 100000) {
		struct timeval left;

		osip_timers_gettimeout(layer, &left);
		if (left.tv_sec < 1000)
			pass((int)(left.tv_sec * 1000 + (left.tv_usec + 999) / 1000));
		timers();
		execute();
		turns++;
	}
	printf("ended %d, sent %d, in less than 1000 turns %d, lists %d %d %d %d\n", ended, sent, turns < 1000, osip_list_size(&layer->osip_ict_transactions),
		osip_list_size(&layer->osip_ist_transactions), osip_list_size(&layer->osip_nict_transactions), osip_list_size(&layer->osip_nist_transactions));
	for (at = 0; at < count; at++)
		osip_transaction_free(all[at]);
}

int main(void)
{
	start_layer();
	states(VIA_UDP);
	states(VIA_TCP);
	thousand();
	osip_release(layer);
	return 0;
}
