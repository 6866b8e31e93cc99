/* What ours does otherwise than the original, on purpose: the rows of docs/migration.md about transactions. */
#include "../differential/layer.h"

#include "support.h"

static long blocks;

static void *count_malloc(size_t size)
{
	void *block = malloc(size);

	blocks += block != NULL;
	return block;
}

static void *count_realloc(void *block, size_t size)
{
	void *moved = realloc(block, size);

	blocks += block == NULL && moved != NULL;
	return moved;
}

static void count_free(void *block)
{
	blocks -= block != NULL;
	free(block);
}

/* The message of an event that ends a transaction is freed. */
static void message_of_an_end(void)
{
	osip_transaction_t *it;
	osip_event_t *event;
	long before = blocks;

	it = begin(request("MESSAGE", VIA_UDP, 0));
	execute();
	event = bare_event(KILL_TRANSACTION, it);
	event->sip = message_of(status_line(200), VIA_UDP, "MESSAGE", "");
	osip_transaction_execute(it, event);
	osip_transaction_free(it);
	CHECK_INT(blocks, before);
}

/* Retransmissions that are left when the layer is released are freed with it. */
static void retransmissions_left(void)
{
	osip_message_t *invite, *ok;
	osip_dialog_t *dialog = NULL;
	osip_t *layer_of_its_own = NULL;
	long before = blocks;

	invite = message_of(request_line("INVITE"), VIA_UDP, "INVITE", "");
	ok = message_of(status_line(200), VIA_UDP, "INVITE", "");
	osip_to_set_tag(ok->to, osip_strdup("t"));
	osip_init(&layer_of_its_own);
	CHECK_INT(osip_dialog_init_as_uas(&dialog, invite, ok), 0);
	osip_start_200ok_retransmissions(layer_of_its_own, dialog, ok, 3);
	osip_dialog_free(dialog);
	osip_release(layer_of_its_own);
	osip_message_free(invite);
	osip_message_free(ok);
	CHECK_INT(blocks, before);
}

/* A transaction of no known kind leaves its list, and so does one that is freed by osip_transaction_free2. */
static void lists_are_left(void)
{
	osip_transaction_t *it = begin(request("MESSAGE", VIA_UDP, 0));
	osip_event_t *event;

	CHECK_INT(osip_list_size(&layer->osip_nist_transactions), 1);
	it->ctx_type = (osip_fsm_type_t)17;
	CHECK_INT(osip_remove_transaction(layer, it), 0);
	CHECK_INT(osip_list_size(&layer->osip_nist_transactions), 0);
	it->ctx_type = NIST;
	osip_transaction_free2(it);
	event = request("MESSAGE", VIA_UDP, 0);
	CHECK_INT(osip_transaction_init(&it, (osip_fsm_type_t)17, layer, event->sip), 0);
	CHECK_INT((int)it->ctx_type, NIST);
	osip_transaction_free(it);
	osip_event_free(event);
	it = begin(request("MESSAGE", VIA_UDP, 0));
	CHECK_INT(osip_list_size(&layer->osip_nist_transactions), 1);
	CHECK_INT(osip_transaction_free2(it), 0);
	CHECK_INT(osip_list_size(&layer->osip_nist_transactions), 0);
}

static osip_transaction_t *other;
static int called;

static void free_the_other(int type, osip_transaction_t *transaction, osip_message_t *message)
{
	(void)type, (void)transaction, (void)message;
	if (called++ == 0)
		CHECK_INT(osip_transaction_free(other), 0);
}

/* A transaction that a callback of another one frees is passed over, though its event was queued. */
static void freed_by_another(void)
{
	osip_transaction_t *first = begin(request("MESSAGE", "SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bKfirst", 0));
	int type;

	other = begin(request("MESSAGE", "SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bKother", 0));
	for (type = 0; type < 60; type++)
		osip_set_message_callback(layer, type, free_the_other);
	osip_nist_execute(layer);
	CHECK_INT(called, 1);
	CHECK_INT(osip_list_size(&layer->osip_nist_transactions), 1);
	osip_transaction_free(first);
}

/* A port that is no number is 5060. */
static void odd_port(void)
{
	osip_message_t *message = message_of(request_line("MESSAGE"), VIA_UDP, "MESSAGE", "");
	osip_event_t *event;
	osip_transaction_t *it;

	osip_free(message->req_uri->port);
	message->req_uri->port = osip_strdup("abc");
	event = osip_new_outgoing_sipmessage(message);
	it = begin(event);
	CHECK_INT(it->nict_context->port, 5060);
	osip_transaction_free(it);
}

/* A request without the magic cookie that is repeated belongs to its transaction before that was executed. */
static void repeated_at_once(void)
{
	osip_transaction_t *it = begin(request("MESSAGE", "SIP/2.0/UDP 192.0.2.9:5062", 0));
	osip_event_t *again = request("MESSAGE", "SIP/2.0/UDP 192.0.2.9:5062", 0);

	if (!CHECK_INT(osip_find_transaction_and_add_event(layer, again), 0))
		osip_event_free(again);
	osip_transaction_free(it);
}

int main(void)
{
	osip_set_allocators(count_malloc, count_realloc, count_free);
	start_layer();
	sends_are_shown = 0;
	message_of_an_end();
	retransmissions_left();
	lists_are_left();
	odd_port();
	repeated_at_once();
	freed_by_another();
	osip_release(layer);
	return report();
}
