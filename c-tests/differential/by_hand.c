/* A program that reads and writes the records itself: lists, timers, sockets, destinations, states, queues. */
#include "layer.h"

static osip_list_t ended;

static void kill_later(int type, osip_transaction_t *transaction)
{
	on_kill(type, transaction);
	osip_list_add(&ended, transaction, -1);
}

/* Ended transactions are freed in the pass after that of their end. */
static void free_ended(void)
{
	while (!osip_list_eol(&ended, 0)) {
		osip_transaction_t *transaction = osip_list_get(&ended, 0);

		osip_list_remove(&ended, 0);
		printf("free %d:", transaction->transactionid);
		printf(" %d\n", osip_transaction_free2(transaction));
	}
}

static osip_event_t *numbered(const char *method, int number, int is_outgoing)
{
	char via[100];

	snprintf(via, sizeof via, "SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bKh%d", number);
	return request(method, via, is_outgoing);
}

static void show_list(const char *title, const osip_list_t *list)
{
	__node_t *node = list->node;
	int at;

	printf("%s:", title);
	for (; node != NULL; node = node->next)
		printf(" %d", ((osip_transaction_t *)node->element)->transactionid);
	printf(" (%d)", osip_list_size(list));
	for (at = 0; !osip_list_eol(list, at); at++)
		printf(" %d", ((osip_transaction_t *)osip_list_get(list, at))->transactionid);
	printf("\n");
}

int main(void)
{
	osip_transaction_t *all[8], *it;
	osip_list_iterator_t walk;
	__node_t *node;
	int at;

	start_layer();
	osip_list_init(&ended);
	removes_when_killed = 1;
	for (at = 0; at < 4; at++)
		osip_set_kill_transaction_callback(layer, at, kill_later);

	/* Sockets, destinations and timers of all in a list. */
	for (at = 0; at < 4; at++)
		all[at] = begin(numbered("MESSAGE", at, 1));
	execute();
	for (it = osip_list_get_first(&layer->osip_nict_transactions, &walk); it != NULL; it = osip_list_get_next(&walk)) {
		it->out_socket = 40 + it->transactionid;
		osip_free(it->nict_context->destination);
		it->nict_context->destination = osip_strdup("192.0.2.33");
		it->nict_context->port = 7000 + it->transactionid;
		if (it->transactionid % 2)
			osip_gettimeofday(&it->nict_context->timer_e_start, NULL);
		it->nict_context->timer_e_length = 100;
	}
	timers();
	execute();
	for (at = 0; at < 4; at++)
		show_transaction("moved", all[at]);
	/* By a pointer that the program has kept. */
	all[2]->nict_context->timer_f_start.tv_sec = 0;
	all[3]->nict_context->timer_e_start.tv_sec = -1;
	all[3]->nict_context->timer_f_start.tv_sec = -1;
	timers();
	execute();
	free_ended();
	wait(40000, 500);
	free_ended();
	show_list("left", &layer->osip_nict_transactions);
	all[3]->state = NICT_COMPLETED;
	all[3]->nict_context->timer_k_start.tv_sec = 1;
	timers();
	execute();
	free_ended();
	show_list("none left", &layer->osip_nict_transactions);

	/* A list that the program changes. */
	for (at = 0; at < 8; at++)
		all[at] = begin(numbered("INVITE", at, 0));
	execute();
	show_list("eight", &layer->osip_ist_transactions);
	osip_list_remove(&layer->osip_ist_transactions, 7);
	osip_list_remove(&layer->osip_ist_transactions, 0);
	show_list("six", &layer->osip_ist_transactions);
	for (it = osip_list_get_first(&layer->osip_ist_transactions, &walk); it != NULL;)
		it = it == all[3] ? osip_list_iterator_remove(&walk) : osip_list_get_next(&walk);
	show_list("five", &layer->osip_ist_transactions);
	/* Without a function. */
	node = layer->osip_ist_transactions.node->next;
	layer->osip_ist_transactions.node->next = node->next;
	layer->osip_ist_transactions.nb_elt--;
	it = node->element;
	osip_free(node);
	printf("by hand %d\n", it == all[2]);
	show_list("four", &layer->osip_ist_transactions);
	printf("remove those that are gone: %d %d %d %d\n", osip_remove_transaction(layer, all[0]), osip_remove_transaction(layer, all[7]), osip_remove_transaction(layer, all[3]),
		osip_remove_transaction(layer, all[2]));
	receive(numbered("INVITE", 0, 0));
	receive(numbered("INVITE", 1, 0));
	receive(numbered("INVITE", 2, 0));
	osip_list_add(&layer->osip_ist_transactions, all[0], 0);
	osip_list_add(&layer->osip_ist_transactions, all[2], -1);
	show_list("six again", &layer->osip_ist_transactions);
	receive(numbered("INVITE", 0, 0));
	receive(numbered("INVITE", 2, 0));
	for (at = 0; at < 8; at++)
		osip_fifo_add(all[at]->transactionff, response(404, "INVITE", VIA_UDP, 1));
	execute();
	for (at = 0; at < 8; at++)
		printf("%d: %s queued %d\n", at, state_of(all[at]), osip_fifo_size(all[at]->transactionff));
	all[4]->ist_context->timer_g_length = 5;
	wait(2000, 100);
	for (at = 0; at < 8; at++)
		printf("free %d\n", osip_transaction_free(all[at]));
	show_list("none", &layer->osip_ist_transactions);

	/* An event in the middle of the queue, and one that is put before the others. */
	it = begin(numbered("MESSAGE", 9, 0));
	osip_fifo_insert(it->transactionff, bare_event(TIMEOUT_J, it));
	queue(it, response(100, "MESSAGE", VIA_UDP, 1));
	execute();
	layer->msg_callbacks[OSIP_NIST_STATUS_2XX_SENT] = NULL;
	add(it, response(200, "MESSAGE", VIA_UDP, 1));
	show_transaction("without its callback", it);
	layer->transactionid = 500;
	osip_transaction_free(it);
	it = begin(numbered("MESSAGE", 9, 0));
	printf("id %d\n", it->transactionid);
	osip_transaction_free(it);
	osip_release(layer);
	return 0;
}
