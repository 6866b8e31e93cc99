/* The four machines step by step, over UDP and TCP, with each result of the send callback. */
#include "layer.h"

static const char *const vias[] = {VIA_UDP, VIA_TCP};
static const int results[] = {0, 1, -1};

static void invite_client(const char *via)
{
	osip_transaction_t *it = NULL;
	osip_message_t *invite = message_of(request_line("INVITE"), via, "INVITE", "Route: <sip:192.0.2.7:5088;lr>\r\n");
	osip_event_t *event;

	printf("==== INVITE client, %.11s\n", via);
	printf("init %d\n", osip_transaction_init(&it, ICT, layer, invite));
	show_transaction("after init", it);
	event = event_of(invite, 1);
	printf("event type %d tid %d\n", event->type, event->transactionid);
	queue(it, event);
	show_transaction("queued", it);
	execute();
	show_transaction("executed", it);
	receive(response(180, "INVITE", via, 0));
	receive(response(183, "INVITE", via, 0));
	show_transaction("183", it);
	receive(response(486, "INVITE", via, 0));
	show_transaction("486", it);
	receive(response(486, "INVITE", via, 0));
	receive(response(503, "INVITE", via, 0));
	receive(response(200, "INVITE", via, 0));
	receive(response(100, "INVITE", via, 0));
	show_transaction("late responses", it);
	wait(33000, 500);
	show_transaction("after 33 s", it);
	printf("free %d\n", osip_transaction_free(it));

	it = begin(request("INVITE", via, 1));
	execute();
	receive(response(200, "INVITE", via, 0));
	show_transaction("200", it);
	receive(response(200, "INVITE", via, 0));
	printf("free2 %d\n", osip_transaction_free2(it));

	it = begin(request("INVITE", via, 1));
	execute();
	wait(33000, 500);
	show_transaction("never answered", it);
	osip_transaction_free(it);

	it = begin(request("INVITE", via, 1));
	execute();
	osip_transaction_set_out_socket(it, -999);
	pass(33000);
	timers();
	execute();
	show_transaction("socket -999", it);
	osip_transaction_free(it);
}

static void other_client(const char *via)
{
	osip_transaction_t *it;

	printf("==== other client, %.11s\n", via);
	it = begin(request("MESSAGE", via, 1));
	show_transaction("created", it);
	execute();
	show_transaction("executed", it);
	wait(4000, 500);
	receive(response(100, "MESSAGE", via, 0));
	show_transaction("100", it);
	receive(response(180, "MESSAGE", via, 0));
	wait(9000, 500);
	receive(response(404, "MESSAGE", via, 0));
	show_transaction("404", it);
	receive(response(200, "MESSAGE", via, 0));
	receive(response(100, "MESSAGE", via, 0));
	wait(6000, 500);
	show_transaction("end", it);
	osip_transaction_free(it);

	it = begin(request("REGISTER", via, 1));
	execute();
	receive(response(200, "REGISTER", via, 0));
	wait(6000, 500);
	osip_transaction_free(it);

	it = begin(request("MESSAGE", via, 1));
	execute();
	wait(33000, 500);
	show_transaction("never answered", it);
	osip_transaction_free(it);

	it = begin(request("MESSAGE", via, 1));
	execute();
	osip_transaction_set_out_socket(it, -999);
	pass(33000);
	timers();
	execute();
	show_transaction("socket -999", it);
	osip_transaction_free(it);
}

static void invite_server(const char *via)
{
	osip_transaction_t *it = begin(request("INVITE", via, 0));

	printf("==== INVITE server, %.11s\n", via);
	show_transaction("created", it);
	execute();
	receive(request("INVITE", via, 0));
	add(it, response(100, "INVITE", via, 1));
	receive(request("INVITE", via, 0));
	add(it, response(180, "INVITE", via, 1));
	show_transaction("180", it);
	add(it, response(404, "INVITE", via, 1));
	show_transaction("404", it);
	receive(request("INVITE", via, 0));
	add(it, response(500, "INVITE", via, 1));
	wait(9000, 500);
	receive(request("ACK", via, 0));
	show_transaction("ACK", it);
	pass(1000);
	receive(request("ACK", via, 0));
	show_transaction("ACK again", it);
	wait(6000, 500);
	show_transaction("end", it);
	osip_transaction_free(it);

	it = begin(request("INVITE", via, 0));
	execute();
	add(it, response(302, "INVITE", via, 1));
	wait(33000, 500);
	show_transaction("no ACK", it);
	osip_transaction_free(it);

	it = begin(request("INVITE", via, 0));
	removes_when_killed = 0;
	execute();
	add(it, response(200, "INVITE", via, 1));
	show_transaction("200", it);
	receive(request("INVITE", via, 0));
	receive(request("ACK", via, 0));
	removes_when_killed = 1;
	osip_transaction_free(it);
}

static void other_server(const char *via)
{
	osip_transaction_t *it = begin(request("MESSAGE", via, 0));

	printf("==== other server, %.11s\n", via);
	show_transaction("created", it);
	execute();
	receive(request("MESSAGE", via, 0));
	add(it, response(100, "MESSAGE", via, 1));
	receive(request("MESSAGE", via, 0));
	add(it, response(200, "MESSAGE", via, 1));
	show_transaction("200", it);
	receive(request("MESSAGE", via, 0));
	add(it, response(500, "MESSAGE", via, 1));
	show_transaction("second final response", it);
	wait(33000, 500);
	show_transaction("end", it);
	osip_transaction_free(it);
}

/* Each send of each machine, with each result. */
static void send_results(const char *via, int result)
{
	static const int finals[] = {180, 200, 404};
	osip_transaction_t *it;
	int at;

	printf("==== send result %d, %.11s\n", result, via);
	send_result = result;
	it = begin(request("INVITE", via, 1));
	execute();
	show_transaction("INVITE", it);
	osip_transaction_free(it);
	it = begin(request("INFO", via, 1));
	execute();
	show_transaction("INFO", it);
	osip_transaction_free(it);
	for (at = 0; at < COUNT(finals); at++) {
		send_result = 0;
		it = begin(request("INVITE", via, 0));
		execute();
		send_result = result;
		add(it, response(finals[at], "INVITE", via, 1));
		show_transaction("INVITE answered", it);
		osip_transaction_free(it);
		it = begin(request("INFO", via, 0));
		execute();
		add(it, response(finals[at], "INFO", via, 1));
		show_transaction("INFO answered", it);
		osip_transaction_free(it);
	}
	send_result = 0;
	it = begin(request("INVITE", via, 1));
	execute();
	send_result = result;
	receive(response(404, "INVITE", via, 0));
	show_transaction("ACK", it);
	osip_transaction_free(it);

	/* Resends: pending at first, then as said. */
	send_result = 1;
	it = begin(request("INVITE", via, 1));
	execute();
	pass(600);
	timers();
	send_result = result;
	execute();
	show_transaction("A", it);
	wait(3000, 100);
	show_transaction("A later", it);
	osip_transaction_free(it);
	send_result = 1;
	it = begin(request("INFO", via, 1));
	execute();
	pass(600);
	timers();
	send_result = result;
	execute();
	show_transaction("E", it);
	receive(response(100, "INFO", via, 0));
	show_transaction("E after 100", it);
	osip_transaction_free(it);
	send_result = 0;
	it = begin(request("INVITE", via, 0));
	execute();
	add(it, response(404, "INVITE", via, 1));
	send_result = result;
	receive(request("INVITE", via, 0));
	show_transaction("404 again", it);
	osip_transaction_free(it);
	send_result = 0;
	it = begin(request("INFO", via, 0));
	execute();
	add(it, response(404, "INFO", via, 1));
	send_result = result;
	receive(request("INFO", via, 0));
	show_transaction("404 again", it);
	osip_transaction_free(it);
	send_result = 0;
}

static void events_by_hand(void)
{
	osip_transaction_t *it = begin(request("MESSAGE", VIA_UDP, 1));

	printf("==== events by hand\n");
	execute();
	printf("KILL %d\n", osip_transaction_execute(it, bare_event(KILL_TRANSACTION, it)));
	show_transaction("after KILL", it);
	printf("UNKNOWN %d\n", osip_transaction_execute(it, bare_event(UNKNOWN_EVT, it)));
	printf("TIMEOUT_A %d\n", osip_transaction_execute(it, bare_event(TIMEOUT_A, it)));
	printf("TIMEOUT_E %d\n", osip_transaction_execute(it, bare_event(TIMEOUT_E, it)));
	queue(it, bare_event(KILL_TRANSACTION, it));
	add(it, bare_event(UNKNOWN_EVT, it));
	show_transaction("after KILL and UNKNOWN in the queue", it);
	printf("TIMEOUT_F %d\n", osip_transaction_execute(it, bare_event(TIMEOUT_F, it)));
	show_transaction("end", it);
	printf("TIMEOUT_F %d\n", osip_transaction_execute(it, bare_event(TIMEOUT_F, it)));
	osip_transaction_free(it);
}

static void methods(void)
{
	static const char *const names[] = {"REGISTER", "BYE", "OPTIONS", "INFO", "CANCEL", "NOTIFY", "SUBSCRIBE", "MESSAGE", "register", "UPDATE", "PRACK",
		"REFER", "PUBLISH"};
	int at;

	printf("==== methods\n");
	sends_are_shown = 0;
	for (at = 0; at < COUNT(names); at++) {
		osip_transaction_t *client = begin(request(names[at], VIA_UDP, 1)), *server = begin(request(names[at], VIA_UDP, 0));

		execute();
		osip_transaction_free(client);
		osip_transaction_free(server);
	}
	sends_are_shown = 1;
}

int main(void)
{
	int via, result;

	start_layer();
	for (via = 0; via < COUNT(vias); via++) {
		invite_client(vias[via]);
		other_client(vias[via]);
		invite_server(vias[via]);
		other_server(vias[via]);
		for (result = 0; result < COUNT(results); result++)
			send_results(vias[via], results[result]);
	}
	events_by_hand();
	methods();
	osip_release(layer);
	return 0;
}
