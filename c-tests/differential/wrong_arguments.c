/* What is refused, with which code, where the original does not fail altogether. */
#include "layer.h"

int main(void)
{
	osip_message_t *good, *empty;
	osip_transaction_t *it = (osip_transaction_t *)1;
	osip_event_t *event, *timer;
	static const char *const without[] = {"Via", "From", "To", "Call-ID", "CSeq"};
	char *host = (char *)"never";
	int port = 7, at;

	start_layer();
	good = message_of(request_line("INVITE"), VIA_UDP, "INVITE", "");
	osip_message_init(&empty);
	printf("init: NULL %d %d", osip_transaction_init(&it, ICT, layer, NULL), it == NULL);
	printf(" empty %d %d\n", osip_transaction_init(&it, ICT, layer, empty), it == NULL);
	for (at = 0; at < COUNT(without); at++) {
		osip_message_t *message;
		int code;

		osip_message_clone(good, &message);
		if (at == 0)
			osip_list_special_free(&message->vias, (void (*)(void *))osip_via_free);
		if (at == 1)
			osip_from_free(message->from), message->from = NULL;
		if (at == 2)
			osip_to_free(message->to), message->to = NULL;
		if (at == 3)
			osip_call_id_free(message->call_id), message->call_id = NULL;
		if (at == 4)
			osip_cseq_free(message->cseq), message->cseq = NULL;
		code = osip_transaction_init(&it, NICT, layer, message);
		printf("without %s: %d %d lists %d\n", without[at], code, it == NULL, osip_list_size(&layer->osip_nict_transactions));
		osip_message_free(message);
	}
	printf("create: NULL %d", osip_create_transaction(layer, NULL) == NULL);
	timer = osip_malloc(sizeof *timer);
	timer->type = TIMEOUT_A, timer->transactionid = 0, timer->sip = NULL;
	printf(" timer %d\n", osip_create_transaction(layer, timer) == NULL);
	printf("find: NULL %d %d timer %d\n", osip_find_transaction_and_add_event(layer, NULL), __osip_find_transaction(layer, NULL, 1) == NULL,
		osip_find_transaction_and_add_event(layer, timer));
	printf("new outgoing: NULL %d empty %d\n", osip_new_outgoing_sipmessage(NULL) == NULL, osip_new_outgoing_sipmessage(empty) == NULL);

	event = event_of(good, 1);
	it = osip_create_transaction(layer, event);
	printf("ids %d %d\n", it->transactionid, event->transactionid);
	printf("add: %d %d\n", osip_transaction_add_event(NULL, event), osip_transaction_add_event(it, NULL));
	printf("remove: %d %d", osip_remove_transaction(layer, NULL), osip_remove_transaction(layer, it));
	printf(" again %d\n", osip_remove_transaction(layer, it));
	printf("free: %d %d\n", osip_transaction_free(NULL), osip_transaction_free2(NULL));
	printf("destination: NULL %d", osip_transaction_get_destination(NULL, &host, &port));
	printf(" %s %d set %d %d\n", or_null(host), port, osip_ict_set_destination(NULL, NULL, 1), osip_nict_set_destination(NULL, NULL, 1));
	printf("getters %d %d %d\n", osip_transaction_get_reserved1(NULL) == NULL, osip_transaction_get_your_instance(NULL) == NULL,
		osip_transaction_get_reserved6(NULL) == NULL);
	printf("setters %d %d %d %d\n", osip_transaction_set_reserved1(NULL, NULL), osip_transaction_set_in_socket(NULL, 1), osip_transaction_set_out_socket(NULL, 1),
		osip_transaction_set_your_instance(NULL, NULL));
	printf("callbacks %d %d %d\n", osip_set_message_callback(layer, 60, NULL), osip_set_kill_transaction_callback(layer, 4, NULL),
		osip_set_transport_error_callback(layer, 4, NULL));
	osip_transaction_set_your_instance(it, &port);
	printf("instance is the first pointer %d %d\n", osip_transaction_get_reserved1(it) == &port, it->your_instance == NULL);
	printf("nothing is queued %d %s\n", osip_fifo_size(it->transactionff), state_of(it));
	osip_transaction_free2(it);
	osip_event_free(event);
	osip_event_free(timer);
	osip_event_free(NULL);
	osip_message_free(empty);
	osip_release(layer);
	return 0;
}
