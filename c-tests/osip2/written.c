/* What a program writes into transactions of a long list, without a function that would say so. */
#include "../differential/layer.h"

#include "support.h"

#define MANY 3000

static osip_transaction_t *all[MANY];
static int sent, ended;

static int count_send(osip_transaction_t *transaction, osip_message_t *message, char *host, int port, int socket)
{
	(void)transaction, (void)message, (void)host, (void)port, (void)socket;
	sent++;
	return 0;
}

static void count_end(int type, osip_transaction_t *transaction)
{
	(void)type, (void)transaction;
	ended++;
}

static long timeout(void)
{
	struct timeval left;

	osip_timers_gettimeout(layer, &left);
	return (long)left.tv_sec;
}

static void walk_all(void)
{
	osip_list_iterator_t walk;
	osip_transaction_t *it = osip_list_get_first(&layer->osip_nict_transactions, &walk);

	while (it != NULL)
		it = osip_list_get_next(&walk);
}

static void move(osip_transaction_t *transaction, long seconds)
{
	transaction->nict_context->timer_e_start.tv_sec = now_is.tv_sec + seconds;
}

/* Which a list function gave out: seen by the next call. */
static void given(void)
{
	osip_list_iterator_t walk;
	int at;

	move(osip_list_get(&layer->osip_nict_transactions, 2000), 3);
	CHECK_INT(timeout(), 3);
	move(osip_list_get_first(&layer->osip_nict_transactions, &walk), 2);
	CHECK_INT(timeout(), 2);
	for (at = 0; at < 1500; at++)
		osip_list_get_next(&walk);
	move(osip_list_get_next(&walk), 1);
	CHECK_INT(timeout(), 1);
	move(all[2000], 1000);
	move(all[0], 1000);
	move(all[1501], 1000);
	walk_all();
	CHECK(timeout() >= 999);
}

/* By a pointer that was kept: seen within a number of calls. */
static void kept(void)
{
	int calls = 0;

	move(all[1234], -1);
	while (sent == 0 && calls++ < MANY / 64 + 2) {
		osip_timers_nict_execute(layer);
		osip_nict_execute(layer);
	}
	CHECK_INT(sent, 1);
}

/* A queue that the program fills by itself. */
static void filled(void)
{
	osip_fifo_add(all[2500]->transactionff, response(404, "MESSAGE", VIA_UDP, 0));
	osip_fifo_insert(all[2501]->transactionff, response(180, "MESSAGE", VIA_UDP, 0));
	osip_nict_execute(layer);
	CHECK_INT((int)all[2500]->state, NICT_COMPLETED);
	CHECK_INT((int)all[2501]->state, NICT_PROCEEDING);
}

/* Nodes in another order: none is lost when one leaves. */
static void reordered(void)
{
	__node_t *first = layer->osip_nict_transactions.node, *second = first->next, *third = second->next, *fourth = third->next;
	int count = 0;

	first->next = third;
	third->next = second;
	second->next = fourth;
	CHECK_INT(osip_remove_transaction(layer, all[1]), 0);
	CHECK(first->next == third && third->next == fourth);
	for (first = layer->osip_nict_transactions.node; first != NULL; first = first->next)
		count++;
	CHECK_INT(count, MANY - 1);
	CHECK_INT(osip_list_size(&layer->osip_nict_transactions), MANY - 1);
	/* A node behind the last for the first, by hand. */
	first = layer->osip_nict_transactions.node;
	for (second = first; second->next != NULL; second = second->next)
		;
	third = osip_malloc(sizeof *third);
	third->next = NULL;
	third->element = all[1];
	second->next = third;
	fourth = first->next;
	first->next = fourth->next;
	osip_free(fourth);
	CHECK_INT(osip_transaction_free(all[2]), 0);
	all[2] = begin(request("MESSAGE", "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKnew", 1));
	CHECK(third->next != NULL && third->next->element == all[2]);
	CHECK_INT(osip_remove_transaction(layer, all[1]), 0);
	CHECK_INT(osip_remove_transaction(layer, all[1]), -1);
}

int main(void)
{
	int at;

	start_layer();
	for (at = 0; at < 60; at++)
		osip_set_message_callback(layer, at, NULL);
	for (at = 0; at < 4; at++)
		osip_set_kill_transaction_callback(layer, at, count_end);
	osip_set_cb_send_message(layer, count_send);
	for (at = 0; at < MANY; at++) {
		char via[100];

		snprintf(via, sizeof via, "SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bKw%d", at);
		all[at] = begin(request("MESSAGE", via, 1));
	}
	execute();
	CHECK_INT(sent, MANY);
	sent = 0;
	for (at = 0; at < MANY; at++) {
		move(all[at], 1000);
		all[at]->nict_context->timer_f_start.tv_sec = now_is.tv_sec + 1000;
	}
	walk_all();
	given();
	kept();
	filled();
	reordered();
	for (at = 0; at < MANY; at++)
		osip_transaction_free(all[at]);
	CHECK_INT(osip_list_size(&layer->osip_nict_transactions), 0);
	CHECK_INT(ended, 0);
	osip_release(layer);
	return report();
}
