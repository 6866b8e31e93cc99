/* EXOSIP_OPT_LEAN_EVENTS: events whose messages are made when the program asks, and what is read without them. */
#include "../calls/two_phones.h"

#include <eXosip2/eX_ext.h>

/* The next event, without an automatic action meanwhile. */
static eXosip_event_t *wait_for(struct eXosip_t *context, eXosip_event_type_t kind)
{
	eXosip_event_t *event = eXosip_event_wait(context, 60, 0);

	if (!CHECK(event != NULL))
		exit(report());
	CHECK_INT(event->type, kind);
	return event;
}

/* An event of a lean context has no messages until they are asked for; each is made once. */
static void check_messages(eXosip_event_t *event, int has_request, int has_response, int has_ack)
{
	osip_message_t *made;

	CHECK(event->request == NULL && event->response == NULL && event->ack == NULL);
	made = eXosip_event_get_request(event);
	CHECK(made == event->request && (made != NULL) == has_request);
	CHECK(eXosip_event_get_request(event) == made);
	made = eXosip_event_get_response(event);
	CHECK(made == event->response && (made != NULL) == has_response);
	CHECK(eXosip_event_get_response(event) == made);
	made = eXosip_event_get_ack(event);
	CHECK(made == event->ack && (made != NULL) == has_ack);
	CHECK(eXosip_event_get_ack(event) == made);
}

/* A challenge that the program answers by its event, and the success. */
static void a_registration(int lean)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_event_t *event;
	const char *header;
	int rid;

	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_LEAN_EVENTS, &lean), 0);
	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);

	event = wait_for(context, EXOSIP_REGISTRATION_FAILURE);
	CHECK_INT(eXosip_event_get_rid(event), rid);
	CHECK_INT(eXosip_event_get_status(event), 401);
	CHECK_TEXT(eXosip_event_get_reason(event), "Unauthorized");
	CHECK_INT(eXosip_event_get_cause(event), EXOSIP_CAUSE_REFUSED);
	CHECK_TEXT(eXosip_event_get_cause_text(event), "refused with status 401");
	header = eXosip_event_get_header(event, "www-authenticate", 0);
	CHECK(header != NULL && strncmp(header, "Digest ", 7) == 0);
	CHECK(eXosip_event_get_header(event, "WWW-Authenticate", 0) == header);
	CHECK_TEXT(eXosip_event_get_header(event, "CSeq", 0), "1 REGISTER");
	CHECK(eXosip_event_get_header(event, "CSeq", 1) == NULL);
	CHECK(eXosip_event_get_header(event, "X-None", 0) == NULL);
	CHECK(eXosip_event_get_header(event, "", 0) == NULL);
	CHECK(eXosip_event_get_header(event, NULL, 0) == NULL);
	CHECK(eXosip_event_get_header(event, "CSeq", -1) == NULL);
	CHECK_INT(event->response == NULL, lean);
	eXosip_lock(context);
	CHECK_INT(eXosip_default_action(context, event), 0);
	eXosip_unlock(context);
	CHECK_INT(event->response == NULL, lean);
	if (lean)
		check_messages(event, 1, 1, 0);
	CHECK_INT(osip_message_get_status_code(event->response), 401);
	CHECK_INT(eXosip_event_get_status(event), 401);
	CHECK_TEXT(osip_message_get_method(event->request), "REGISTER");
	eXosip_event_free(event);

	event = wait_for(context, EXOSIP_REGISTRATION_SUCCESS);
	CHECK_INT(eXosip_event_get_status(event), 200);
	CHECK_TEXT(eXosip_event_get_header(event, "cseq", 0), "2 REGISTER");
	CHECK(eXosip_event_get_header(event, "m", 0) != NULL);
	CHECK(eXosip_event_get_cause_text(event) == NULL);
	eXosip_event_free(event);
	close_context(context);
	stop_peer(registrar);
}

/* A record that the program copied owns nothing of the event. */
static void a_copy(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_event_t *event, *copy = osip_malloc(sizeof *copy);

	CHECK_INT(eXosip_set_option_int(context, EXOSIP_OPTION_LEAN_EVENTS, 1), 0);
	send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	event = wait_for(context, EXOSIP_REGISTRATION_SUCCESS);
	memcpy(copy, event, sizeof *copy);
	eXosip_event_free(event);
	CHECK_INT(eXosip_event_get_status(copy), 0);
	CHECK(eXosip_event_get_reason(copy) == NULL && eXosip_event_get_request(copy) == NULL);
	CHECK(eXosip_event_get_header(copy, "CSeq", 0) == NULL);
	ROW("no response", -2, eXosip_default_action(context, copy));
	eXosip_event_free(copy);

	copy = osip_malloc(sizeof *copy);
	memset(copy, 0, sizeof *copy);
	CHECK(eXosip_event_get_response(copy) == NULL && eXosip_event_get_ack(copy) == NULL);
	eXosip_event_free(copy);
	close_context(context);
	stop_peer(registrar);
}

static unsigned registrations(struct eXosip_t *context)
{
	struct eXosip_counters counters = {.size = sizeof counters};

	CHECK_INT(eXosip_get_counters(context, &counters), 0);
	return counters.registrations;
}

/* A registration that is made and sent in one call, and its refresh without a message. */
static void in_one_call(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	const char *from = "sip:alice@example.test", *proxy = peer_uri(registrar, "");
	eXosip_event_t *event;
	int rid;

	ROW("ctx NULL", -2, eXosip_register_send_initial(NULL, from, proxy, NULL, 60));
	ROW("from NULL", -2, eXosip_register_send_initial(context, NULL, proxy, NULL, 60));
	ROW("proxy NULL", -2, eXosip_register_send_initial(context, from, NULL, NULL, 60));
	ROW("proxy empty", -2, eXosip_register_send_initial(context, from, "", NULL, 60));
	ROW("from no URI", -5, eXosip_register_send_initial(context, "alice", proxy, NULL, 60));
	ROW("contact no URI", -5, eXosip_register_send_initial(context, from, proxy, "<>", 60));
	ROW("a line break", -5, eXosip_register_send_initial(context, "sip:a@b\r\nX: y", proxy, NULL, 60));
	CHECK_INT(registrations(context), 0);

	rid = eXosip_register_send_initial(context, from, proxy, NULL, 3600);
	CHECK(rid > 0);
	event = wait_for(context, EXOSIP_REGISTRATION_SUCCESS);
	CHECK_INT(event->rid, rid);
	CHECK_INT(eXosip_event_get_status(event), 200);
	eXosip_event_free(event);
	CHECK_INT(eXosip_register_send_register(context, rid, NULL), 0);
	event = wait_for(context, EXOSIP_REGISTRATION_SUCCESS);
	CHECK_INT(event->rid, rid);
	CHECK_TEXT(eXosip_event_get_header(event, "CSeq", 0), "2 REGISTER");
	eXosip_event_free(event);

	rid = eXosip_register_send_initial(context, from, proxy, "<sip:alice@192.0.2.1:5099>", 3600);
	event = wait_for(context, EXOSIP_REGISTRATION_SUCCESS);
	CHECK_INT(event->rid, rid);
	CHECK(strstr(eXosip_event_get_header(event, "Contact", 0), "sip:alice@192.0.2.1:5099") != NULL ||
	      strstr(eXosip_event_get_header(event, "Contact", 1), "sip:alice@192.0.2.1:5099") != NULL);
	eXosip_event_free(event);
	CHECK_INT(registrations(context), 2);
	close_context(context);
	stop_peer(registrar);
}

/* Requests of peers: the message that arrived is the request, or the ACK. */
static void requests_of_peers(void)
{
	struct phones *phones = open_phones(IPPROTO_UDP, AF_INET);
	osip_message_t *message = NULL;
	eXosip_event_t *event;

	CHECK_INT(eXosip_set_option_int(phones->callee, EXOSIP_OPTION_LEAN_EVENTS, 1), 0);
	eXosip_lock(phones->caller);
	CHECK_INT(eXosip_message_build_request(phones->caller, &message, "MESSAGE", phones->to, phones->from, NULL), 0);
	osip_message_set_header(message, "X-Device-ID", "1, 2");
	CHECK(eXosip_message_send_request(phones->caller, message) > 0);
	eXosip_unlock(phones->caller);
	event = wait_for(phones->callee, EXOSIP_MESSAGE_NEW);
	CHECK_INT(eXosip_event_get_status(event), 0);
	CHECK(eXosip_event_get_reason(event) == NULL);
	CHECK_TEXT(eXosip_event_get_header(event, "x-device-id", 0), "1, 2");
	CHECK(event->tid > 0);
	check_messages(event, 1, 0, 0);
	CHECK_TEXT(osip_message_get_method(event->request), "MESSAGE");
	eXosip_event_free(event);

	/* The library answers by the request, which it makes. */
	eXosip_lock(phones->caller);
	CHECK_INT(eXosip_subscription_build_initial_subscribe(phones->caller, &message, phones->to, phones->from, NULL, "dialog", 60), 0);
	CHECK(eXosip_subscription_send_initial_request(phones->caller, message) > 0);
	eXosip_unlock(phones->caller);
	event = wait_for(phones->callee, EXOSIP_IN_SUBSCRIPTION_NEW);
	CHECK(event->request == NULL);
	CHECK_TEXT(eXosip_event_get_header(event, "o", 0), "dialog");
	eXosip_lock(phones->callee);
	CHECK_INT(eXosip_insubscription_automatic(phones->callee, event), 0);
	eXosip_unlock(phones->callee);
	eXosip_event_free(event);
	skip(phones->caller, EXOSIP_SUBSCRIPTION_NOTIFY);
	close_phones(phones);
}

static void a_call(void)
{
	struct phones *phones = open_phones(IPPROTO_UDP, AF_INET);
	osip_message_t *message = NULL;
	eXosip_event_t *event;

	CHECK_INT(eXosip_set_option_int(phones->callee, EXOSIP_OPTION_LEAN_EVENTS, 1), 0);
	eXosip_lock(phones->caller);
	CHECK_INT(eXosip_call_build_initial_invite(phones->caller, &message, phones->to, phones->from, NULL, NULL), 0);
	CHECK(eXosip_call_send_initial_invite(phones->caller, message) > 0);
	eXosip_unlock(phones->caller);
	event = wait_for(phones->callee, EXOSIP_CALL_INVITE);
	CHECK(strstr(eXosip_event_get_header(event, "CSeq", 0), "INVITE") != NULL);
	eXosip_lock(phones->callee);
	CHECK_INT(eXosip_call_build_answer(phones->callee, event->tid, 200, &message), 0);
	CHECK_INT(eXosip_call_send_answer(phones->callee, event->tid, 200, message), 0);
	eXosip_unlock(phones->callee);
	CHECK(event->request == NULL && eXosip_event_get_request(event) != NULL && eXosip_event_get_ack(event) == NULL);
	eXosip_event_free(event);

	event = await(phones->caller, EXOSIP_CALL_ANSWERED);
	CHECK(event->response != NULL && eXosip_event_get_response(event) == event->response);
	eXosip_lock(phones->caller);
	CHECK_INT(eXosip_call_build_ack(phones->caller, event->did, &message), 0);
	CHECK_INT(eXosip_call_send_ack(phones->caller, event->did, message), 0);
	eXosip_unlock(phones->caller);
	eXosip_event_free(event);

	event = await(phones->callee, EXOSIP_CALL_ACK);
	CHECK(strstr(eXosip_event_get_header(event, "CSeq", 0), "ACK") != NULL);
	CHECK(event->ack == NULL && eXosip_event_get_ack(event) != NULL);
	CHECK_TEXT(osip_message_get_method(event->ack), "ACK");
	eXosip_event_free(event);
	close_phones(phones);
}

int main(void)
{
	CHECK(eXosip_event_get_header(NULL, "CSeq", 0) == NULL);
	CHECK(eXosip_event_get_request(NULL) == NULL && eXosip_event_get_ack(NULL) == NULL);
	ROW("ctx NULL", -2, eXosip_set_option_int(NULL, EXOSIP_OPTION_LEAN_EVENTS, 1));
	a_registration(1);
	a_registration(0);
	a_copy();
	in_one_call();
	requests_of_peers();
	a_call();
	return report();
}
