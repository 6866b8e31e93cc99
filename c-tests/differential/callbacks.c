/* What callbacks do to the layer that runs them: they remove, make and feed other transactions, change lists and records. */
#include "layer.h"

static osip_transaction_t *all[12];
static int count;

static osip_event_t *numbered(const char *method, int number, int is_outgoing)
{
	char via[100];

	snprintf(via, sizeof via, "SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bKc%d", number);
	return request(method, via, is_outgoing);
}

static osip_event_t *answered(int status, const char *method, int number, int is_outgoing)
{
	char via[100];

	snprintf(via, sizeof via, "SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bKc%d", number);
	return response(status, method, via, is_outgoing);
}

/* What the next message callback does. */
static void (*deed)(osip_transaction_t *);

static void doing(int type, osip_transaction_t *transaction, osip_message_t *message)
{
	void (*now)(osip_transaction_t *) = deed;

	printf("   callback %d transaction %d %s %s\n", type, transaction->transactionid - all[0]->transactionid, state_of(transaction), name_of(message));
	deed = NULL;
	if (now != NULL)
		now(transaction);
}

static void ending(int type, osip_transaction_t *transaction)
{
	printf("   ended %d %d\n", type, transaction->transactionid - all[0]->transactionid);
	if (removes_when_killed)
		osip_remove_transaction(layer, transaction);
}

static void setup(int number, const char *method, int is_outgoing)
{
	for (count = 0; count < number; count++)
		all[count] = begin(numbered(method, count, is_outgoing));
}

static void finish(const char *title)
{
	int at;

	for (at = 0; at < count; at++) {
		printf("%s %d: %s queued %d\n", title, at, state_of(all[at]), osip_fifo_size(all[at]->transactionff));
		osip_transaction_free(all[at]);
	}
	printf("left %d %d %d %d\n", osip_list_size(&layer->osip_ict_transactions), osip_list_size(&layer->osip_ist_transactions),
		osip_list_size(&layer->osip_nict_transactions), osip_list_size(&layer->osip_nist_transactions));
}

static void removes_next(osip_transaction_t *it) { (void)it; printf("   remove %d\n", osip_remove_transaction(layer, all[2])); }
static void removes_first(osip_transaction_t *it) { (void)it; printf("   remove %d\n", osip_remove_transaction(layer, all[0])); }
static void removes_itself(osip_transaction_t *it) { printf("   remove %d\n", osip_remove_transaction(layer, it)); }
static void removes_all(osip_transaction_t *it)
{
	int at;

	(void)it;
	for (at = 0; at < count; at++)
		printf("   remove %d\n", osip_remove_transaction(layer, all[at]));
}
static void unlinks_next(osip_transaction_t *it)
{
	(void)it;
	printf("   unlink %d\n", osip_list_remove(&layer->osip_nist_transactions, 2));
}
static void feeds(int number, int status) { osip_transaction_add_event(all[number], answered(status, "MESSAGE", number, 1)); }
static void feeds_next(osip_transaction_t *it) { (void)it; feeds(2, 200); }
static void feeds_first(osip_transaction_t *it) { (void)it; feeds(0, 200); }
static void feeds_itself(osip_transaction_t *it) { (void)it; feeds(1, 180); feeds(1, 404); }
static void makes_one(osip_transaction_t *it)
{
	(void)it;
	all[count] = begin(numbered("MESSAGE", count, 0));
	count++;
}
static void makes_and_removes(osip_transaction_t *it)
{
	makes_one(it);
	removes_first(it);
	removes_next(it);
}
static void removes_and_feeds(osip_transaction_t *it)
{
	removes_next(it);
	feeds(2, 200);
}
static void executes_next(osip_transaction_t *it)
{
	(void)it;
	printf("   execute %d\n", osip_transaction_execute(all[2], answered(180, "MESSAGE", 2, 1)));
}
static void inserts_again(osip_transaction_t *it)
{
	(void)it;
	osip_remove_transaction(layer, all[2]);
	osip_list_add(&layer->osip_nist_transactions, all[2], 0);
}
static void walks(osip_transaction_t *it)
{
	osip_list_iterator_t walk;
	osip_transaction_t *at;

	for (at = osip_list_get_first(&layer->osip_nist_transactions, &walk); at != NULL; at = osip_list_get_next(&walk))
		printf("   sees %d%s\n", at->transactionid - all[0]->transactionid, at == it ? ", itself" : "");
}
static void writes_state(osip_transaction_t *it)
{
	it->state = NIST_TERMINATED;
	all[2]->state = NIST_COMPLETED;
}
static void changes_callbacks(osip_transaction_t *it)
{
	(void)it;
	layer->msg_callbacks[OSIP_NIST_UNKNOWN_REQUEST_RECEIVED] = NULL;
}
static void drops_request(osip_transaction_t *it)
{
	osip_message_free(it->orig_request);
	it->orig_request = NULL;
}
static void passes_time(osip_transaction_t *it) { (void)it; pass(40000); }
static void runs_timers(osip_transaction_t *it) { (void)it; pass(40000); timers(); }

static void servers(void)
{
	static const struct {
		const char *title;
		void (*deed)(osip_transaction_t *);
	} deeds[] = {{"removes the next", removes_next}, {"removes the first", removes_first}, {"removes itself", removes_itself}, {"removes all", removes_all},
		{"unlinks the next", unlinks_next}, {"feeds the next", feeds_next}, {"feeds the first", feeds_first}, {"feeds itself", feeds_itself}, {"makes one", makes_one},
		{"makes and removes", makes_and_removes}, {"removes and feeds", removes_and_feeds}, {"executes the next", executes_next}, {"inserts again", inserts_again},
		{"walks", walks}, {"writes states", writes_state}, {"changes callbacks", changes_callbacks}, {"drops its request", drops_request}, {"lets time pass", passes_time},
		{"runs timers", runs_timers}};
	int at, round;

	for (at = 0; at < COUNT(deeds); at++)
		for (round = 0; round < 3; round++) {
			printf("==== %s, %d\n", deeds[at].title, round);
			setup(4, "MESSAGE", 0);
			if (round > 0) {
				execute();
				printf("   answers\n");
				feeds(1, 180);
				feeds(2, 180);
				feeds(3, 404);
				if (round == 2)
					feeds(0, 200);
				deed = deeds[at].deed;
			} else {
				/* The first callback is that of the first transaction: it is the second that acts. */
				osip_event_t *event = osip_fifo_tryget(all[0]->transactionff);

				osip_transaction_execute(all[0], event);
				deed = deeds[at].deed;
			}
			execute();
			printf("   once more\n");
			execute();
			wait(40000, 10000);
			layer->msg_callbacks[OSIP_NIST_UNKNOWN_REQUEST_RECEIVED] = doing;
			deed = NULL;
			finish("end");
		}
}

/* What the send callback and the kill callback do. */
static int sends;

static int sending(osip_transaction_t *it, osip_message_t *message, char *host, int port, int socket)
{
	printf("   send %s to %s:%d %d\n", name_of(message), or_null(host), port, socket);
	sends++;
	if (sends == 1) {
		/* A transport that writes its own sent-by, and remembers the connection. */
		osip_via_t *via = osip_list_get(&message->vias, 0);

		osip_free(via->host);
		via->host = osip_strdup("192.0.2.99");
		osip_message_force_update(message);
		it->out_socket = 9;
	}
	if (sends == 2 && it->nict_context != NULL)
		osip_nict_set_destination(it->nict_context, osip_strdup("192.0.2.98"), 98);
	if (sends == 3)
		osip_remove_transaction(layer, it);
	return sends == 4 ? -7 : 0;
}

static void error_seen(int type, osip_transaction_t *it, int error)
{
	printf("   error %d %d %s\n", type, error, state_of(it));
	osip_transaction_add_event(it, bare_event(TIMEOUT_F, it));
}

static void clients(const char *method)
{
	char *text;
	size_t length;

	printf("==== client %s\n", method);
	sends = 0;
	setup(1, method, 1);
	execute();
	osip_message_to_str(all[0]->orig_request, &text, &length);
	printf("%s%s\n", text, ((osip_via_t *)osip_list_get(&all[0]->orig_request->vias, 0))->host);
	osip_free(text);
	wait(8000, 500);
	printf("in the list %d\n", osip_list_size(&layer->osip_nict_transactions) + osip_list_size(&layer->osip_ict_transactions));
	osip_list_add(*method == 'I' ? &layer->osip_ict_transactions : &layer->osip_nict_transactions, all[0], 0);
	wait(16000, 500);
	execute();
	finish("client");
}

int main(void)
{
	int type;

	start_layer();
	for (type = 0; type < 60; type++)
		osip_set_message_callback(layer, type, doing);
	for (type = 0; type < 4; type++) {
		osip_set_kill_transaction_callback(layer, type, ending);
		osip_set_transport_error_callback(layer, type, error_seen);
	}
	servers();
	removes_when_killed = 0;
	servers();
	osip_set_cb_send_message(layer, sending);
	clients("MESSAGE");
	clients("INVITE");
	osip_release(layer);
	return 0;
}
