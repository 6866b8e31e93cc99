/* When each machine sends again and when it ends, in steps of ten milliseconds. */
#include "layer.h"

static long started;

static long elapsed(void)
{
	return now_is.tv_sec * 1000 + now_is.tv_nsec / 1000000 - started;
}

static int timed_send(osip_transaction_t *transaction, osip_message_t *message, char *host, int port, int socket)
{
	(void)transaction, (void)host, (void)port, (void)socket;
	printf(" %ld:%s", elapsed(), name_of(message));
	return send_result;
}

static void timed_kill(int type, osip_transaction_t *transaction)
{
	(void)type;
	printf(" %ld:end", elapsed());
	osip_remove_transaction(layer, transaction);
}

static void silent(int type, osip_transaction_t *transaction, osip_message_t *message)
{
	(void)type, (void)transaction, (void)message;
}

static void run(const char *title, osip_transaction_t *it, int seconds)
{
	printf("%s:", title);
	execute();
	/* Under valgrind in larger steps. */
	wait(seconds * 1000, getenv("PATIENCE") != NULL ? 500 : 10);
	printf("\n");
	osip_transaction_free(it);
}

static osip_transaction_t *answered(const char *method, const char *via, int status, int acknowledged)
{
	osip_transaction_t *it = begin(request(method, via, 0));

	queue(it, response(status, method, via, 1));
	if (acknowledged)
		queue(it, request("ACK", via, 0));
	return it;
}

static osip_transaction_t *answers(const char *method, const char *via, int status)
{
	osip_transaction_t *it = begin(request(method, via, 1));

	queue(it, response(status, method, via, 0));
	return it;
}

int main(void)
{
	static const char *const vias[] = {VIA_UDP, VIA_TCP, "SIP/2.0/tls h;branch=z9hG4bK1", "SIP/2.0/SCTP h;branch=z9hG4bK1", "SIP/2.0/WS h;branch=z9hG4bK1",
		"SIP/2.0/DTLS-UDP h;branch=z9hG4bK1", "SIP/2.0/TLS-SCTP h;branch=z9hG4bK1"};
	int at, type;

	start_layer();
	osip_set_cb_send_message(layer, timed_send);
	for (type = 0; type < 60; type++)
		osip_set_message_callback(layer, type, silent);
	for (type = 0; type < 4; type++)
		osip_set_kill_transaction_callback(layer, type, timed_kill);
	for (at = 0; at < COUNT(vias); at++) {
		printf("==== %s\n", vias[at]);
		started = now_is.tv_sec * 1000 + now_is.tv_nsec / 1000000;
#define RUN(title, transaction, seconds) (started = started + elapsed(), run(title, transaction, seconds))
		RUN("ICT", begin(request("INVITE", vias[at], 1)), 40);
		RUN("ICT 180", answers("INVITE", vias[at], 180), 40);
		RUN("ICT 404", answers("INVITE", vias[at], 404), 40);
		RUN("ICT 200", answers("INVITE", vias[at], 200), 40);
		RUN("NICT", begin(request("MESSAGE", vias[at], 1)), 40);
		RUN("NICT 100", answers("MESSAGE", vias[at], 100), 40);
		RUN("NICT 200", answers("MESSAGE", vias[at], 200), 40);
		RUN("IST", begin(request("INVITE", vias[at], 0)), 40);
		RUN("IST 404", answered("INVITE", vias[at], 404, 0), 40);
		RUN("IST 404 ACK", answered("INVITE", vias[at], 404, 1), 40);
		RUN("IST 200", answered("INVITE", vias[at], 200, 0), 40);
		RUN("NIST", begin(request("MESSAGE", vias[at], 0)), 40);
		RUN("NIST 200", answered("MESSAGE", vias[at], 200, 0), 40);
		send_result = 1;
		RUN("ICT pending", begin(request("INVITE", vias[at], 1)), 40);
		RUN("NICT pending", begin(request("MESSAGE", vias[at], 1)), 40);
		send_result = 0;
	}
	osip_release(layer);
	return 0;
}
