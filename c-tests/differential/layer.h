/* A transaction layer whose callbacks print what they get, messages from short descriptions, and a clock that stands still until it is moved. */
#ifndef LAYER_H
#define LAYER_H

#include "show.h"

#include <osip2/osip.h>
#include <osip2/osip_dialog.h>

static struct timespec now_is = {1000, 0};
static inline void pass(int milliseconds)
{
	long nanoseconds = now_is.tv_nsec + milliseconds % 1000 * 1000000L;

	now_is.tv_sec += milliseconds / 1000 + nanoseconds / 1000000000;
	now_is.tv_nsec = nanoseconds % 1000000000;
}

#ifndef REAL_CLOCK
int clock_gettime(clockid_t clock, struct timespec *time)
{
	(void)clock;
	*time = now_is;
	return 0;
}
#endif

static osip_t *layer;
static int send_result;
static int sends_are_shown = 1;
static int removes_when_killed = 1;
/* The message of the event that was queued last: callbacks tell whether they get it. Its place may be that of another by then. */
static const osip_message_t *queued;
static char queued_name[64];

static const char *const state_names[] = {"ICT_PRE_CALLING", "ICT_CALLING", "ICT_PROCEEDING", "ICT_COMPLETED", "ICT_TERMINATED",
	"IST_PRE_PROCEEDING", "IST_PROCEEDING", "IST_COMPLETED", "IST_CONFIRMED", "IST_TERMINATED", "NICT_PRE_TRYING", "NICT_TRYING",
	"NICT_PROCEEDING", "NICT_COMPLETED", "NICT_TERMINATED", "NIST_PRE_TRYING", "NIST_TRYING", "NIST_PROCEEDING", "NIST_COMPLETED",
	"NIST_TERMINATED"};

static inline const char *state_of(const osip_transaction_t *transaction)
{
	return transaction->state >= 0 && (int)transaction->state < COUNT(state_names) ? state_names[transaction->state] : "none";
}

static inline const char *name_of(const osip_message_t *message)
{
	static char status[12];

	if (message == NULL)
		return "NULL";
	if (message->sip_method != NULL)
		return message->sip_method;
	snprintf(status, sizeof status, "%d", message->status_code);
	return status;
}

static inline void show_timer(const char *name, int length, const struct timeval *start)
{
	struct timeval now;

	osip_gettimeofday(&now, NULL);
	if (start->tv_sec == -1)
		printf(" %s %d off", name, length);
	else
		printf(" %s %d in %ld", name, length,
			(long)(start->tv_sec - now.tv_sec) * 1000 + ((long)start->tv_usec - (long)now.tv_usec) / 1000);
}

static inline void show_timers(const osip_transaction_t *it)
{
	if (it->ict_context != NULL) {
		show_timer("A", it->ict_context->timer_a_length, &it->ict_context->timer_a_start);
		show_timer("B", it->ict_context->timer_b_length, &it->ict_context->timer_b_start);
		show_timer("D", it->ict_context->timer_d_length, &it->ict_context->timer_d_start);
		printf(" to %s:%d", or_null(it->ict_context->destination), it->ict_context->port);
	}
	if (it->nict_context != NULL) {
		show_timer("E", it->nict_context->timer_e_length, &it->nict_context->timer_e_start);
		show_timer("F", it->nict_context->timer_f_length, &it->nict_context->timer_f_start);
		show_timer("K", it->nict_context->timer_k_length, &it->nict_context->timer_k_start);
		printf(" to %s:%d", or_null(it->nict_context->destination), it->nict_context->port);
	}
	if (it->ist_context != NULL) {
		show_timer("G", it->ist_context->timer_g_length, &it->ist_context->timer_g_start);
		show_timer("H", it->ist_context->timer_h_length, &it->ist_context->timer_h_start);
		show_timer("I", it->ist_context->timer_i_length, &it->ist_context->timer_i_start);
	}
	if (it->nist_context != NULL)
		show_timer("J", it->nist_context->timer_j_length, &it->nist_context->timer_j_start);
}

static inline void show_transaction(const char *title, osip_transaction_t *it)
{
	printf("-- %s: id %d type %d %s queued %d orig %s last", title, it->transactionid, it->ctx_type, state_of(it),
		osip_fifo_size(it->transactionff), name_of(it->orig_request));
	printf(" %s", name_of(it->last_response));
	printf(" ack %s birth %ld completed %ld created %ld destroyed %ld in %d out %d lists %d %d %d %d\n  ", name_of(it->ack), (long)it->birth_time,
		(long)it->completed_time, (long)it->created_time.tv_sec, (long)it->destroyed_time.tv_sec, it->in_socket, it->out_socket,
		osip_list_size(&layer->osip_ict_transactions), osip_list_size(&layer->osip_ist_transactions),
		osip_list_size(&layer->osip_nict_transactions), osip_list_size(&layer->osip_nist_transactions));
	show_timers(it);
	printf("\n");
}

static int on_send(osip_transaction_t *transaction, osip_message_t *message, char *host, int port, int socket)
{
	if (sends_are_shown) {
		printf("   send %s", name_of(message));
		printf(" to %s:%d socket %d transaction %d", or_null(host), port, socket, transaction ? transaction->transactionid : -1);
		if (transaction != NULL) {
			printf(" %s%s%s", message == transaction->orig_request ? "its request" : "", message == transaction->last_response ? "its response" : "",
				message == transaction->ack ? "its ack" : "");
			show_timers(transaction);
		}
		printf(" -> %d\n", send_result);
	}
	return send_result;
}

static int is_queued(const osip_message_t *message)
{
	return message != NULL && message == queued && strcmp(name_of(message), queued_name) == 0;
}

static void on_message(int type, osip_transaction_t *transaction, osip_message_t *message)
{
	printf("   message callback %d transaction %d %s %s%s%s%s%s", type, transaction->transactionid, state_of(transaction), name_of(message),
		message && message == transaction->orig_request ? " its request" : "", message && message == transaction->last_response ? " its response" : "",
		message && message == transaction->ack ? " its ack" : "", is_queued(message) ? " of the event" : "");
	show_timers(transaction);
	printf("\n");
}

static void on_kill(int type, osip_transaction_t *transaction)
{
	printf("   kill callback %d transaction %d %s completed %ld destroyed %ld", type, transaction->transactionid, state_of(transaction),
		(long)transaction->completed_time, (long)transaction->destroyed_time.tv_sec);
	show_timers(transaction);
	printf("\n");
	if (removes_when_killed)
		printf("   remove %d\n", osip_remove_transaction(layer, transaction));
}

static void on_transport_error(int type, osip_transaction_t *transaction, int error)
{
	printf("   transport error callback %d transaction %d %s error %d", type, transaction->transactionid, state_of(transaction), error);
	show_timers(transaction);
	printf("\n");
}

static inline void start_layer(void)
{
	int type;

	start();
	osip_init(&layer);
	osip_set_cb_send_message(layer, on_send);
	for (type = 0; type < 60; type++)
		osip_set_message_callback(layer, type, on_message);
	for (type = 0; type < 4; type++) {
		osip_set_kill_transaction_callback(layer, type, on_kill);
		osip_set_transport_error_callback(layer, type, on_transport_error);
	}
}

/* What a message has where a test does not say otherwise. */
#define VIA_UDP "SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bK1"
#define VIA_TCP "SIP/2.0/TCP 192.0.2.9:5062;branch=z9hG4bK1"

/* A message: start line, topmost Via, method of CSeq, further header lines. */
static inline osip_message_t *message_of(const char *start_line, const char *via, const char *method, const char *more)
{
	char text[4000];
	osip_message_t *message;

	snprintf(text, sizeof text,
		"%s\r\nVia: %s\r\nFrom: <sip:alice@a.example>;tag=f1\r\nTo: <sip:bob@b.example>\r\nCall-ID: c1@host\r\nCSeq: 20 %s\r\n%s"
		"Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
		start_line, via, method, more);
	osip_message_init(&message);
	if (osip_message_parse(message, text, strlen(text)) != 0)
		printf("no message: %s\n", text);
	return message;
}

static inline osip_event_t *event_of(osip_message_t *message, int is_outgoing)
{
	osip_event_t *event;
	char *text;
	size_t length;

	if (is_outgoing)
		return osip_new_outgoing_sipmessage(message);
	osip_message_to_str(message, &text, &length);
	event = osip_parse(text, length);
	osip_free(text);
	osip_message_free(message);
	return event;
}

static inline const char *request_line(const char *method)
{
	static _Thread_local char line[200];

	snprintf(line, sizeof line, "%s sip:bob@192.0.2.1:5070 SIP/2.0", method);
	return line;
}

static inline const char *status_line(int status)
{
	static _Thread_local char line[40];

	snprintf(line, sizeof line, "SIP/2.0 %d Text", status);
	return line;
}

static inline osip_event_t *request(const char *method, const char *via, int is_outgoing)
{
	return event_of(message_of(request_line(method), via, method, ""), is_outgoing);
}

static inline osip_event_t *response(int status, const char *method, const char *via, int is_outgoing)
{
	return event_of(message_of(status_line(status), via, method, "Contact: <sip:bob@192.0.2.1>\r\n"), is_outgoing);
}

/* An event without a message, as a program makes it by hand. */
static inline osip_event_t *bare_event(int type, const osip_transaction_t *transaction)
{
	osip_event_t *event = osip_malloc(sizeof *event);

	event->type = type;
	event->transactionid = transaction->transactionid;
	event->sip = NULL;
	return event;
}

static inline void execute(void)
{
	osip_ict_execute(layer);
	osip_ist_execute(layer);
	osip_nict_execute(layer);
	osip_nist_execute(layer);
}

static inline void timers(void)
{
	osip_timers_ict_execute(layer);
	osip_timers_ist_execute(layer);
	osip_timers_nict_execute(layer);
	osip_timers_nist_execute(layer);
}

static inline void note(const osip_message_t *message)
{
	queued = message;
	snprintf(queued_name, sizeof queued_name, "%s", name_of(message));
}

static inline void queue(osip_transaction_t *transaction, osip_event_t *event)
{
	note(event->sip);
	osip_transaction_add_event(transaction, event);
}

static inline void add(osip_transaction_t *transaction, osip_event_t *event)
{
	queue(transaction, event);
	execute();
}

/* A transaction of its first event, which is queued. */
static inline osip_transaction_t *begin(osip_event_t *event)
{
	osip_transaction_t *transaction = osip_create_transaction(layer, event);

	if (transaction == NULL) {
		osip_event_free(event);
		return NULL;
	}
	queue(transaction, event);
	return transaction;
}

/* A received message finds its transaction, or is freed. */
static inline void receive(osip_event_t *event)
{
	int code;

	note(event->sip);
	code = osip_find_transaction_and_add_event(layer, event);
	printf("found %d\n", code);
	if (code != 0)
		osip_event_free(event);
	execute();
}

/* Time passes in steps; what is due is executed. */
static inline void wait(int milliseconds, int step)
{
	for (; milliseconds > 0; milliseconds -= step) {
		pass(step);
		timers();
		execute();
	}
}

#endif
