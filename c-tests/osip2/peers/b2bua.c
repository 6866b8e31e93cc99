/* A back-to-back user agent on libosip2: a call that comes in becomes a call to the target, with dialogs of their own: b2bua PORT TARGET WIRE. */
#include "element.h"

struct call {
	osip_transaction_t *incoming;
	osip_dialog_t *caller, *callee; /* the dialog with who called, and with who is called */
	osip_message_t *invite;         /* as it came in */
	struct call *next;
};

static struct call *calls;

static char *contact(void)
{
	static char text[60];

	snprintf(text, sizeof text, "<sip:b2bua@127.0.0.1:%d>", own_port);
	return text;
}

static void copy_body(osip_message_t *from, osip_message_t *to)
{
	osip_body_t *body = osip_list_get(&from->bodies, 0);

	if (body == NULL)
		return;
	osip_message_set_body(to, body->body, body->length);
	if (from->content_type != NULL)
		osip_content_type_clone(from->content_type, &to->content_type);
}

static void set_cseq(osip_message_t *request, int number, const char *method)
{
	char text[20];

	snprintf(text, sizeof text, "%d", number);
	osip_cseq_init(&request->cseq);
	osip_cseq_set_number(request->cseq, osip_strdup(text));
	osip_cseq_set_method(request->cseq, osip_strdup(method));
}

static void call_target(struct call *call)
{
	osip_message_t *invite, *original = call->invite;
	osip_transaction_t *client;
	osip_generic_param_t *tag;
	char *id = unique("leg-");

	osip_message_init(&invite);
	osip_message_set_method(invite, osip_strdup("INVITE"));
	osip_message_set_version(invite, osip_strdup("SIP/2.0"));
	osip_uri_clone(original->req_uri, &invite->req_uri);
	osip_from_clone(original->from, &invite->from);
	if (osip_from_get_tag(invite->from, &tag) == 0) {
		osip_free(tag->gvalue);
		tag->gvalue = unique("from-");
	}
	osip_to_clone(original->to, &invite->to);
	osip_call_id_init(&invite->call_id);
	osip_call_id_set_number(invite->call_id, id);
	set_cseq(invite, 1, "INVITE");
	osip_message_set_contact(invite, contact());
	osip_message_set_header(invite, "Max-Forwards", "70");
	copy_body(original, invite);
	set_via(invite);
	client = send_request(invite, "127.0.0.1", target_port);
	osip_transaction_set_reserved3(client, call);
}

static void on_invite(int type, osip_transaction_t *transaction, osip_message_t *invite)
{
	struct call *call = calloc(1, sizeof *call);

	(void)type;
	call->incoming = transaction;
	osip_message_clone(invite, &call->invite);
	call->next = calls;
	calls = call;
	osip_transaction_set_reserved3(transaction, call);
	send_response(transaction, response_to(invite, 100, NULL));
	call_target(call);
}

static void acknowledge(struct call *call)
{
	osip_dialog_t *dialog = call->callee;
	osip_message_t *ack;

	osip_message_init(&ack);
	osip_message_set_method(ack, osip_strdup("ACK"));
	osip_message_set_version(ack, osip_strdup("SIP/2.0"));
	osip_uri_clone(dialog->remote_contact_uri->url, &ack->req_uri);
	osip_from_clone(dialog->local_uri, &ack->from);
	osip_to_clone(dialog->remote_uri, &ack->to);
	osip_message_set_call_id(ack, dialog->call_id);
	set_cseq(ack, dialog->local_cseq, "ACK");
	osip_message_set_header(ack, "Max-Forwards", "70");
	set_via(ack);
	send_text(ack, "127.0.0.1", target_port);
	osip_message_free(ack);
}

static void on_answer(int type, osip_transaction_t *client, osip_message_t *response)
{
	struct call *call = osip_transaction_get_reserved3(client);
	osip_message_t *answer;

	if (call == NULL || call->incoming == NULL || response->status_code == 100)
		return;
	answer = response_to(call->invite, response->status_code, "b2bua");
	if (type == OSIP_ICT_STATUS_1XX_RECEIVED || type == OSIP_ICT_STATUS_2XX_RECEIVED)
		osip_message_set_contact(answer, contact());
	copy_body(response, answer);
	if (type == OSIP_ICT_STATUS_1XX_RECEIVED && call->callee == NULL)
		osip_dialog_init_as_uac(&call->callee, response);
	if (type == OSIP_ICT_STATUS_2XX_RECEIVED) {
		if (call->callee == NULL)
			osip_dialog_init_as_uac(&call->callee, response);
		else {
			osip_dialog_update_tag_as_uac(call->callee, response);
			osip_dialog_update_route_set_as_uac(call->callee, response);
		}
		osip_dialog_init_as_uas(&call->caller, call->invite, answer);
		call->caller->local_cseq = 0;
		osip_start_200ok_retransmissions(layer, call->caller, answer, sock);
		acknowledge(call);
	}
	send_response(call->incoming, answer);
	if (response->status_code >= 200)
		call->incoming = NULL;
}

/* BYE on one side: answered, and sent on the other. */
static void on_bye(int type, osip_transaction_t *transaction, osip_message_t *request)
{
	struct call *call;
	osip_dialog_t *other = NULL;
	osip_message_t *bye;

	(void)type;
	for (call = calls; call != NULL; call = call->next) {
		if (call->caller == NULL || call->caller->state != DIALOG_CONFIRMED)
			continue;
		if (osip_dialog_match_as_uas(call->caller, request) == 0)
			other = call->callee;
		else if (osip_dialog_match_as_uas(call->callee, request) == 0)
			other = call->caller;
		if (other != NULL)
			break;
	}
	if (other == NULL) {
		send_response(transaction, response_to(request, 481, "b2bua"));
		return;
	}
	osip_dialog_update_osip_cseq_as_uas(other == call->callee ? call->caller : call->callee, request);
	send_response(transaction, response_to(request, 200, NULL));
	osip_dialog_set_state(call->caller, DIALOG_CLOSE);
	osip_stop_retransmissions_from_dialog(layer, call->caller);
	other->local_cseq++;
	osip_message_init(&bye);
	osip_message_set_method(bye, osip_strdup("BYE"));
	osip_message_set_version(bye, osip_strdup("SIP/2.0"));
	osip_uri_clone(other->remote_contact_uri->url, &bye->req_uri);
	osip_from_clone(other->local_uri, &bye->from);
	osip_to_clone(other->remote_uri, &bye->to);
	osip_message_set_call_id(bye, other->call_id);
	set_cseq(bye, other->local_cseq, "BYE");
	osip_message_set_header(bye, "Max-Forwards", "70");
	set_via(bye);
	send_request(bye, "127.0.0.1", other == call->callee ? target_port : atoi(bye->req_uri->port ? bye->req_uri->port : "5060"));
}

static void on_other(int type, osip_transaction_t *transaction, osip_message_t *request)
{
	(void)type;
	send_response(transaction, response_to(request, MSG_IS_OPTIONS(request) ? 200 : 501, "b2bua"));
}

/* An ACK for a 2xx ends the repetitions of that. */
static void on_stray_message(osip_event_t *event)
{
	if (MSG_IS_ACK(event->sip))
		osip_stop_200ok_retransmissions(layer, event->sip);
}

static void set_callbacks(void)
{
	int type;

	osip_set_message_callback(layer, OSIP_IST_INVITE_RECEIVED, on_invite);
	for (type = OSIP_ICT_STATUS_1XX_RECEIVED; type <= OSIP_ICT_STATUS_6XX_RECEIVED; type++)
		osip_set_message_callback(layer, type, on_answer);
	for (type = OSIP_NIST_REGISTER_RECEIVED; type <= OSIP_NIST_UNKNOWN_REQUEST_RECEIVED; type++)
		osip_set_message_callback(layer, type, type == OSIP_NIST_BYE_RECEIVED ? on_bye : on_other);
}
