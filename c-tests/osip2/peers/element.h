/* What a SIP element on libosip2 needs besides its logic: a UDP socket, a main loop, a trace of each message that it sends. */
#ifndef ELEMENT_H
#define ELEMENT_H

#include <arpa/inet.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include <osip2/osip.h>
#include <osip2/osip_dialog.h>
#include <osip2/osip_mt.h>

static osip_t *layer;
static int sock;
static int own_port, target_port;
static FILE *wire;
static osip_list_t ended;
static volatile sig_atomic_t is_over;

static inline void stop_it(int signal)
{
	(void)signal;
	is_over = 1;
}

/* A text that no other call of this function returned. */
static inline char *unique(const char *prefix)
{
	static int count;
	char text[64];

	snprintf(text, sizeof text, "%s%d", prefix, ++count);
	return osip_strdup(text);
}

static inline int send_text(osip_message_t *message, const char *host, int port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
	char *text = NULL;
	size_t length = 0;
	ssize_t sent;

	if (host == NULL || inet_pton(AF_INET, host, &to.sin_addr) != 1 || osip_message_to_str(message, &text, &length) != 0)
		return -1;
	fprintf(wire, "---- to %d\n%.*s\n", port, (int)length, text);
	sent = sendto(sock, text, length, 0, (struct sockaddr *)&to, sizeof to);
	osip_free(text);
	return sent == (ssize_t)length ? 0 : -1;
}

static inline int on_send(osip_transaction_t *transaction, osip_message_t *message, char *host, int port, int out_socket)
{
	(void)transaction, (void)out_socket;
	return send_text(message, host, port);
}

static inline void on_kill(int type, osip_transaction_t *transaction)
{
	(void)type;
	osip_remove_transaction(layer, transaction);
	osip_list_add(&ended, transaction, -1);
}

static inline void forget_ended(void)
{
	while (!osip_list_eol(&ended, 0)) {
		osip_transaction_t *transaction = osip_list_get(&ended, 0);

		osip_list_remove(&ended, 0);
		osip_transaction_free2(transaction);
	}
}

/* A client transaction that sends `request`. */
static inline osip_transaction_t *send_request(osip_message_t *request, const char *host, int port)
{
	osip_transaction_t *transaction;
	int is_invite = MSG_IS_INVITE(request);

	if (osip_transaction_init(&transaction, is_invite ? ICT : NICT, layer, request) != 0) {
		osip_message_free(request);
		return NULL;
	}
	if (is_invite)
		osip_ict_set_destination(transaction->ict_context, osip_strdup(host), port);
	else
		osip_nict_set_destination(transaction->nict_context, osip_strdup(host), port);
	osip_transaction_add_event(transaction, osip_new_outgoing_sipmessage(request));
	return transaction;
}

static inline void send_response(osip_transaction_t *transaction, osip_message_t *response)
{
	osip_event_t *event = osip_new_outgoing_sipmessage(response);

	event->transactionid = transaction->transactionid;
	osip_transaction_add_event(transaction, event);
}

static inline void set_via(osip_message_t *request)
{
	char text[200], *branch = unique("z9hG4bK-element-");

	snprintf(text, sizeof text, "SIP/2.0/UDP 127.0.0.1:%d;branch=%s", own_port, branch);
	osip_free(branch);
	osip_message_append_via(request, text);
}

/* A response to `request` of our own. */
static inline osip_message_t *response_to(osip_message_t *request, int status, const char *tag)
{
	osip_message_t *response;
	int at;

	osip_message_init(&response);
	osip_message_set_version(response, osip_strdup("SIP/2.0"));
	osip_message_set_status_code(response, status);
	osip_message_set_reason_phrase(response, osip_strdup(osip_message_get_reason(status)));
	osip_from_clone(request->from, &response->from);
	osip_to_clone(request->to, &response->to);
	osip_call_id_clone(request->call_id, &response->call_id);
	osip_cseq_clone(request->cseq, &response->cseq);
	for (at = 0; !osip_list_eol(&request->vias, at); at++) {
		osip_via_t *via;

		osip_via_clone(osip_list_get(&request->vias, at), &via);
		osip_list_add(&response->vias, via, -1);
	}
	if (tag != NULL)
		osip_to_set_tag(response->to, osip_strdup(tag));
	return response;
}

/* What belongs to no transaction. */
static void on_stray_message(osip_event_t *event);
static void set_callbacks(void);

static inline void receive(void)
{
	char text[65536];
	struct sockaddr_in from;
	socklen_t size = sizeof from;
	ssize_t length = recvfrom(sock, text, sizeof text - 1, 0, (struct sockaddr *)&from, &size);
	osip_event_t *event;

	if (length < 10)
		return;
	text[length] = 0;
	event = osip_parse(text, (size_t)length);
	if (event == NULL)
		return;
	if (MSG_IS_REQUEST(event->sip))
		osip_message_fix_last_via_header(event->sip, inet_ntoa(from.sin_addr), ntohs(from.sin_port));
	if (osip_find_transaction_and_add_event(layer, event) == 0)
		return;
	if (MSG_IS_REQUEST(event->sip) && !MSG_IS_ACK(event->sip)) {
		osip_transaction_t *transaction = osip_create_transaction(layer, event);

		if (transaction != NULL) {
			osip_transaction_add_event(transaction, event);
			return;
		}
	} else
		on_stray_message(event);
	osip_event_free(event);
}

static inline void no_trace(const char *file, int line, osip_trace_level_t level, const char *format, va_list values)
{
	(void)file, (void)line, (void)level, (void)format, (void)values;
}

/* ELEMENT PORT TARGET WIRE: runs until SIGTERM. */
int main(int count, char **arguments)
{
	struct sockaddr_in own = {.sin_family = AF_INET};
	int type;

	if (count != 4)
		return 2;
	own_port = atoi(arguments[1]);
	target_port = atoi(arguments[2]);
	wire = fopen(arguments[3], "w");
	signal(SIGTERM, stop_it);
	osip_trace_initialize_func(TRACE_LEVEL7, no_trace);
	sock = socket(AF_INET, SOCK_DGRAM, 0);
	own.sin_port = htons((unsigned short)own_port);
	own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (wire == NULL || bind(sock, (struct sockaddr *)&own, sizeof own) != 0)
		return 3;
	osip_init(&layer);
	osip_list_init(&ended);
	osip_set_cb_send_message(layer, on_send);
	for (type = 0; type < 4; type++)
		osip_set_kill_transaction_callback(layer, type, on_kill);
	set_callbacks();
	while (!is_over) {
		struct timeval left;
		fd_set readable;

		osip_timers_gettimeout(layer, &left);
		if (left.tv_sec > 0 || left.tv_usec > 50000)
			left.tv_sec = 0, left.tv_usec = 50000;
		FD_ZERO(&readable);
		FD_SET(sock, &readable);
		if (select(sock + 1, &readable, NULL, NULL, &left) > 0)
			receive();
		osip_timers_ict_execute(layer);
		osip_timers_ist_execute(layer);
		osip_timers_nict_execute(layer);
		osip_timers_nist_execute(layer);
		/* What a callback queued for another kind is executed in the same turn. */
		for (type = 0; type < 2; type++) {
			osip_ist_execute(layer);
			osip_nist_execute(layer);
			osip_ict_execute(layer);
			osip_nict_execute(layer);
		}
		osip_retransmissions_execute(layer);
		forget_ended();
		fflush(wire);
	}
	fclose(wire);
	return 0;
}

#endif
