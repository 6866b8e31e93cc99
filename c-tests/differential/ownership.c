/* Blocks are counted by an allocator of the program: whatever happens to a transaction, nothing is lost and nothing freed twice. */
#include "layer.h"

static long blocks;

static void *count_malloc(size_t size)
{
	blocks++;
	return malloc(size);
}

static void *count_realloc(void *block, size_t size)
{
	if (block == NULL)
		blocks++;
	return realloc(block, size);
}

static void count_free(void *block)
{
	if (block != NULL)
		blocks--;
	free(block);
}

/* Ends a transaction by one of its causes, and says whether all blocks are free again. */
static void run(const char *title, void (*function)(void))
{
	long before = blocks;

	function();
	printf("==== %s: %ld\n", title, blocks - before);
}

static void created_only(void)
{
	osip_event_t *event = request("INVITE", VIA_UDP, 1);
	osip_transaction_t *it = osip_create_transaction(layer, event);

	osip_transaction_free(it);
	osip_event_free(event);
}

static void queued_only(void)
{
	osip_transaction_t *it = begin(request("INVITE", VIA_UDP, 1));

	queue(it, response(180, "INVITE", VIA_UDP, 0));
	queue(it, bare_event(TIMEOUT_A, it));
	osip_transaction_free(it);
}

static void answered_call(void)
{
	osip_transaction_t *it = begin(request("INVITE", VIA_UDP, 1));

	execute();
	receive(response(180, "INVITE", VIA_UDP, 0));
	receive(response(200, "INVITE", VIA_UDP, 0));
	receive(response(200, "INVITE", VIA_UDP, 0));
	osip_transaction_free(it);
}

static void refused_call(void)
{
	osip_transaction_t *it = begin(request("INVITE", VIA_UDP, 1));

	execute();
	receive(response(404, "INVITE", VIA_UDP, 0));
	receive(response(404, "INVITE", VIA_UDP, 0));
	receive(response(200, "INVITE", VIA_UDP, 0));
	osip_transaction_free(it);
}

static void incoming_call(void)
{
	osip_transaction_t *it = begin(request("INVITE", VIA_UDP, 0));

	execute();
	receive(request("INVITE", VIA_UDP, 0));
	add(it, response(180, "INVITE", VIA_UDP, 1));
	add(it, response(404, "INVITE", VIA_UDP, 1));
	receive(request("ACK", VIA_UDP, 0));
	receive(request("ACK", VIA_UDP, 0));
	receive(request("MESSAGE", VIA_UDP, 0));
	osip_transaction_free(it);
}

static void events_without_effect(void)
{
	osip_transaction_t *it = begin(request("MESSAGE", VIA_UDP, 0));

	execute();
	add(it, request("INVITE", VIA_UDP, 0));
	add(it, response(200, "MESSAGE", VIA_UDP, 0));
	add(it, request("MESSAGE", VIA_UDP, 1));
	add(it, bare_event(UNKNOWN_EVT, it));
	osip_transaction_execute(it, bare_event(KILL_TRANSACTION, it));
	osip_transaction_free(it);
}

static void failed_send(void)
{
	osip_transaction_t *it;

	send_result = -1;
	it = begin(request("INVITE", VIA_UDP, 1));
	execute();
	send_result = 0;
	osip_transaction_free(it);
}

static void destination_changed(void)
{
	osip_transaction_t *it = begin(request("MESSAGE", VIA_UDP, 1));

	osip_nict_set_destination(it->nict_context, osip_strdup("192.0.2.200"), 5060);
	execute();
	osip_transaction_free(it);
}

static void retransmitted(void)
{
	osip_message_t *invite = message_of(request_line("INVITE"), VIA_UDP, "INVITE", ""), *ok = message_of(status_line(200), VIA_UDP, "INVITE", "");
	osip_dialog_t *dialog = NULL;

	osip_to_set_tag(ok->to, osip_strdup("t"));
	osip_dialog_init_as_uas(&dialog, invite, ok);
	osip_start_200ok_retransmissions(layer, dialog, ok, 3);
	osip_start_ack_retransmissions(layer, dialog, invite, (char *)"192.0.2.1", 5060, 3);
	pass(600);
	osip_retransmissions_execute(layer);
	osip_stop_retransmissions_from_dialog(layer, dialog);
	osip_dialog_free(dialog);
	osip_message_free(invite);
	osip_message_free(ok);
}

int main(void)
{
	osip_set_allocators(count_malloc, count_realloc, count_free);
	start_layer();
	run("created only", created_only);
	run("queued only", queued_only);
	run("answered call", answered_call);
	run("refused call", refused_call);
	run("incoming call", incoming_call);
	run("events without effect", events_without_effect);
	run("failed send", failed_send);
	run("destination changed", destination_changed);
	run("retransmitted", retransmitted);
	osip_release(layer);
	return 0;
}
