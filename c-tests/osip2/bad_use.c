/* What the original does not survive: NULL, states written by hand, transactions freed in a callback, no send callback. */
#include "../differential/layer.h"

#include "support.h"

static int freed;

static void freeing(int type, osip_transaction_t *transaction, osip_message_t *message)
{
	(void)type, (void)message;
	CHECK_INT(osip_transaction_free(transaction), 0);
	freed++;
}

static void missing_arguments(void)
{
	osip_message_t *message = message_of(request_line("INVITE"), VIA_UDP, "INVITE", "");
	osip_transaction_t *it = NULL;
	osip_dialog_t *dialog = NULL;
	struct timeval left;

	CHECK_INT(osip_transaction_init(NULL, ICT, layer, message), -2);
	CHECK_INT(osip_transaction_init(&it, ICT, NULL, message), -2);
	CHECK(it == NULL && osip_create_transaction(NULL, NULL) == NULL && osip_transaction_find(NULL, NULL) == NULL);
	CHECK_INT(osip_transaction_execute(NULL, NULL), -2);
	CHECK_INT(osip_ict_execute(NULL), -2);
	osip_timers_ict_execute(NULL);
	osip_timers_gettimeout(NULL, &left);
	osip_timers_gettimeout(layer, NULL);
	osip_retransmissions_execute(NULL);
	osip_start_200ok_retransmissions(layer, NULL, message, 1);
	osip_start_ack_retransmissions(NULL, NULL, NULL, NULL, 1, 1);
	osip_stop_retransmissions_from_dialog(layer, NULL);
	CHECK_INT(osip_list_size(&layer->ixt_retransmissions), 0);
	CHECK_INT(osip_dialog_init_as_uac(NULL, message), -2);
	CHECK_INT(osip_dialog_init_as_uac(&dialog, NULL), -2);
	CHECK_INT(osip_dialog_init_as_uas(&dialog, NULL, message), -2);
	CHECK_INT(osip_dialog_init_as_uac_with_remote_request(&dialog, NULL, 1), -2);
	osip_message_free(message);
}

/* Each event in each state that a program may write, for each kind of transaction. */
static void any_state(void)
{
	int state, type, kind;

	for (type = 0; type < 60; type++)
		osip_set_message_callback(layer, type, NULL);
	sends_are_shown = 0;
	for (state = -1; state < 24; state++)
		for (type = 0; type < 25; type++)
			for (kind = 0; kind < 4; kind++) {
				const char *method = kind < 2 ? "INVITE" : "MESSAGE";
				osip_event_t *event = request(method, VIA_UDP, kind % 2);
				osip_transaction_t *it = osip_create_transaction(layer, event);

				osip_event_free(event);
				it->state = (state_t)state;
				osip_transaction_add_event(it, bare_event(type, it));
				osip_transaction_add_event(it, response(404, method, VIA_UDP, 0));
				timers();
				execute();
				CHECK_INT(osip_transaction_free(it), 0);
			}
}

int main(void)
{
	osip_transaction_t *it;
	int type;

	start_layer();
	for (type = 0; type < 4; type++) {
		osip_set_kill_transaction_callback(layer, type, NULL);
		osip_set_transport_error_callback(layer, type, NULL);
	}
	missing_arguments();
	any_state();

	for (type = 0; type < 60; type++)
		osip_set_message_callback(layer, type, freeing);
	it = begin(request("INVITE", VIA_UDP, 1));
	queue(it, response(404, "INVITE", VIA_UDP, 0));
	execute();
	it = begin(request("INVITE", VIA_UDP, 0));
	queue(it, response(404, "INVITE", VIA_UDP, 1));
	execute();
	CHECK_INT(freed, 2);

	osip_set_cb_send_message(layer, NULL);
	it = begin(request("INVITE", VIA_UDP, 1));
	execute();
	CHECK_INT((int)it->state, ICT_TERMINATED);
	osip_transaction_free(it);
	osip_release(layer);
	osip_release(NULL);
	return report();
}
