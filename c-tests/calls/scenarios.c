/* What happens in and around calls, over UDP, TCP, TLS and IPv6: each scenario with its events in order, their numbers and texts. */
#include "two_phones.h"

#include <eXosip2/eX_ext.h>

static struct phones *phones;
static int caller_cid, caller_did, callee_cid, callee_did;

/* The next event has to be this one. A former call may be released before it. */
static eXosip_event_t *expect(struct eXosip_t *context, eXosip_event_type_t kind, const char *text)
{
	eXosip_event_t *event = next_event(context, 30);

	while (event != NULL && event->type == EXOSIP_CALL_RELEASED) {
		eXosip_event_free(event);
		event = next_event(context, 30);
	}
	if (!CHECK(event != NULL))
		exit(report());
	CHECK_INT(event->type, kind);
	CHECK_TEXT(event->textinfo, text);
	return event;
}

static void pass(struct eXosip_t *context, eXosip_event_type_t kind, const char *text)
{
	eXosip_event_free(expect(context, kind, text));
}

/* Too late: what was answered is over, and over a connection the call may be released already. */
static void is_too_late(int code)
{
	CHECK(code == OSIP_WRONG_STATE || code == OSIP_NOTFOUND);
}

/* The call rings; the tid of its INVITE at the callee. */
static int ring(void)
{
	eXosip_event_t *event;
	int tid;

	caller_cid = call(phones);
	event = expect(phones->callee, EXOSIP_CALL_INVITE, "New call received!");
	tid = event->tid;
	callee_cid = event->cid, callee_did = event->did;
	CHECK(tid > 0 && callee_cid > 0 && callee_did > 0 && callee_did != callee_cid);
	eXosip_event_free(event);
	event = expect(phones->caller, EXOSIP_CALL_PROCEEDING, "Call is being processed!");
	CHECK_INT(event->cid, caller_cid);
	CHECK_INT(event->did, 0);
	CHECK_INT(event_status(event), 100);
	eXosip_event_free(event);
	CHECK_INT(answer(phones->callee, tid, 180), 0);
	event = expect(phones->caller, EXOSIP_CALL_RINGING, "Remote phone is ringing!");
	CHECK_INT(event->cid, caller_cid);
	caller_did = event->did;
	CHECK(caller_did > 0);
	eXosip_event_free(event);
	return tid;
}

static void accept_call(int tid)
{
	eXosip_event_t *event;

	CHECK_INT(answer(phones->callee, tid, 200), 0);
	event = expect(phones->caller, EXOSIP_CALL_ANSWERED, "Remote phone has answered!");
	CHECK_INT(event->did, caller_did);
	acknowledge(phones->caller, event->tid);
	eXosip_event_free(event);
	event = expect(phones->callee, EXOSIP_CALL_ACK, "ACK received!");
	CHECK_INT(event->tid, tid);
	CHECK_INT(event->did, callee_did);
	CHECK(event->request != NULL && event_status(event) == 200 && MSG_IS_ACK(event->ack));
	eXosip_event_free(event);
}

/* The program at `one` ends the call. */
static void end(struct eXosip_t *one, int cid, int did, struct eXosip_t *other, int other_cid, int other_did)
{
	eXosip_event_t *event;

	CHECK_INT(hang_up(one, cid, did), 0);
	event = expect(other, EXOSIP_CALL_MESSAGE_NEW, "New request received!");
	CHECK(MSG_IS_BYE(event->request) && event_status(event) == 200);
	CHECK_INT(event->did, other_did);
	eXosip_event_free(event);
	event = expect(other, EXOSIP_CALL_CLOSED, "Bye Received!");
	CHECK_INT(event->cid, other_cid);
	CHECK_INT(event->did, other_did);
	eXosip_event_free(event);
	event = expect(one, EXOSIP_CALL_MESSAGE_ANSWERED, "2xx received for request!");
	CHECK_INT(event->did, -1);
	CHECK_INT(event->cid, cid);
	eXosip_event_free(event);
	CHECK_INT(hang_up(one, cid, did), OSIP_NOTFOUND);
}

static void end_by_caller(void)
{
	end(phones->caller, caller_cid, caller_did, phones->callee, callee_cid, callee_did);
}

static void end_by_callee(void)
{
	end(phones->callee, callee_cid, callee_did, phones->caller, caller_cid, caller_did);
}

/* A request in the call, which the other program answers with `status`. */
static void ask(int by_caller, osip_message_t *request, int status, eXosip_event_type_t kind, const char *text)
{
	struct eXosip_t *one = by_caller ? phones->caller : phones->callee, *other = by_caller ? phones->callee : phones->caller;
	int did = by_caller ? caller_did : callee_did;
	char method[32];
	eXosip_event_t *event;

	if (!CHECK(request != NULL))
		return;
	snprintf(method, sizeof method, "%s", request->sip_method);
	eXosip_lock(one);
	CHECK_INT(eXosip_call_send_request(one, did, request), 0);
	CHECK_INT(eXosip_call_build_request(one, did, method, &request), OSIP_WRONG_STATE);
	eXosip_unlock(one);
	event = expect(other, EXOSIP_CALL_MESSAGE_NEW, "New request received!");
	CHECK_TEXT(event->request->sip_method, method);
	CHECK_INT(event->did, by_caller ? callee_did : caller_did);
	CHECK_INT(answer(other, event->tid, status), 0);
	is_too_late(answer(other, event->tid, status));
	eXosip_event_free(event);
	event = expect(one, kind, text);
	CHECK_TEXT(event->request->sip_method, method);
	CHECK_INT(event_status(event), status);
	CHECK_INT(event->did, did);
	eXosip_event_free(event);
}

static osip_message_t *build(int by_caller, const char *method)
{
	struct eXosip_t *one = by_caller ? phones->caller : phones->callee;
	osip_message_t *request = NULL;

	eXosip_lock(one);
	CHECK_INT(eXosip_call_build_request(one, by_caller ? caller_did : callee_did, method, &request), 0);
	eXosip_unlock(one);
	return request;
}

static void requests(void)
{
	accept_call(ring());
	ask(1, build(1, "INFO"), 200, EXOSIP_CALL_MESSAGE_ANSWERED, "2xx received for request!");
	ask(0, build(0, "MESSAGE"), 302, EXOSIP_CALL_MESSAGE_REDIRECTED, "3xx received for request!");
	ask(1, build(1, "OPTIONS"), 404, EXOSIP_CALL_MESSAGE_REQUESTFAILURE, "4xx received for request!");
	ask(0, build(0, "UPDATE"), 500, EXOSIP_CALL_MESSAGE_SERVERFAILURE, "5xx received for request!");
	ask(1, build(1, "FOO"), 603, EXOSIP_CALL_MESSAGE_GLOBALFAILURE, "5xx received for request!");
	end_by_caller();
}

static void refused(void)
{
	static const struct {
		int status;
		eXosip_event_type_t kind;
		const char *text;
	} refusals[] = {{486, EXOSIP_CALL_REQUESTFAILURE, "4xx received for Call!"},
			{500, EXOSIP_CALL_SERVERFAILURE, "5xx received for Call!"},
			{603, EXOSIP_CALL_GLOBALFAILURE, "6xx received for Call!"}};
	eXosip_event_t *event;
	size_t i;

	for (i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		int tid = ring(), did = callee_did;

		eXosip_lock(phones->callee);
		CHECK_INT(eXosip_call_send_answer(phones->callee, tid, refusals[i].status, NULL), 0);
		is_too_late(eXosip_call_send_answer(phones->callee, tid, refusals[i].status, NULL));
		CHECK_INT(eXosip_call_terminate(phones->callee, callee_cid, did), OSIP_NOTFOUND);
		eXosip_unlock(phones->callee);
		event = expect(phones->callee, EXOSIP_CALL_CLOSED, "Bye Received!");
		CHECK_INT(event->did, -1);
		CHECK_INT(event->tid, tid);
		eXosip_event_free(event);
		event = expect(phones->caller, refusals[i].kind, refusals[i].text);
		CHECK_INT(event_status(event), refusals[i].status);
		CHECK_INT(event->did, caller_did);
		CHECK(MSG_IS_ACK(event->ack));
		CHECK_INT(eXosip_event_get_cause(event), EXOSIP_CAUSE_REFUSED);
		eXosip_event_free(event);
	}
}

static void cancelled(void)
{
	eXosip_event_t *event;
	int tid = ring();

	CHECK_INT(hang_up(phones->caller, caller_cid, caller_did), 1);
	is_too_late(hang_up(phones->caller, caller_cid, caller_did));
	event = expect(phones->callee, EXOSIP_CALL_CANCELLED, "Call has been cancelled!");
	CHECK(MSG_IS_CANCEL(event->request) && event->response == NULL);
	CHECK_INT(event->did, callee_did);
	eXosip_event_free(event);
	event = expect(phones->callee, EXOSIP_CALL_CLOSED, "Bye Received!");
	CHECK_INT(event->tid, tid);
	CHECK_INT(event_status(event), 487);
	eXosip_event_free(event);
	event = expect(phones->caller, EXOSIP_CALL_MESSAGE_ANSWERED, "2xx received for request!");
	CHECK(MSG_IS_CANCEL(event->request));
	eXosip_event_free(event);
	event = expect(phones->caller, EXOSIP_CALL_REQUESTFAILURE, "4xx received for Call!");
	CHECK_INT(event_status(event), 487);
	eXosip_event_free(event);
}

/* By cid alone, after nothing but a 100. */
static void cancelled_early(void)
{
	eXosip_event_t *event;

	caller_cid = call(phones);
	pass(phones->callee, EXOSIP_CALL_INVITE, "New call received!");
	pass(phones->caller, EXOSIP_CALL_PROCEEDING, "Call is being processed!");
	CHECK_INT(hang_up(phones->caller, caller_cid, 0), 1);
	pass(phones->callee, EXOSIP_CALL_CANCELLED, "Call has been cancelled!");
	pass(phones->callee, EXOSIP_CALL_CLOSED, "Bye Received!");
	pass(phones->caller, EXOSIP_CALL_MESSAGE_ANSWERED, "2xx received for request!");
	event = expect(phones->caller, EXOSIP_CALL_REQUESTFAILURE, "4xx received for Call!");
	CHECK_INT(event->did, 0);
	eXosip_event_free(event);
}

/* The callee asks for credentials, and later requests of the call have them. */
static void challenged(void)
{
	osip_message_t *challenge = NULL;
	osip_authorization_t *credentials = NULL;
	eXosip_event_t *event;
	int first;

	CHECK_INT(eXosip_add_authentication_info(phones->caller, "alice", "alice", "secret", NULL, "bells"), 0);
	caller_cid = call(phones);
	event = expect(phones->callee, EXOSIP_CALL_INVITE, "New call received!");
	first = event->cid;
	eXosip_lock(phones->callee);
	CHECK_INT(eXosip_call_build_answer(phones->callee, event->tid, 401, &challenge), 0);
	CHECK_INT(osip_message_set_www_authenticate(challenge, "Digest realm=\"bells\", nonce=\"n\", qop=\"auth\", algorithm=MD5"), 0);
	CHECK_INT(eXosip_call_send_answer(phones->callee, event->tid, 401, challenge), 0);
	eXosip_unlock(phones->callee);
	eXosip_event_free(event);
	pass(phones->callee, EXOSIP_CALL_CLOSED, "Bye Received!");
	pass(phones->caller, EXOSIP_CALL_PROCEEDING, "Call is being processed!");
	event = expect(phones->caller, EXOSIP_CALL_REQUESTFAILURE, "4xx received for Call!");
	CHECK_INT(event_status(event), 401);
	CHECK_INT(event->cid, caller_cid);
	eXosip_event_free(event);
	/* The automatic action that runs beside each wait has sent it again. */
	pass(phones->caller, EXOSIP_CALL_PROCEEDING, "Call is being processed!");
	event = await(phones->callee, EXOSIP_CALL_INVITE);
	CHECK(event->cid != first);
	CHECK_INT(osip_message_get_authorization(event->request, 0, &credentials), 0);
	CHECK_TEXT(event->request->cseq->number, "21");
	callee_cid = event->cid, callee_did = event->did;
	CHECK_INT(answer(phones->callee, event->tid, 180), 0);
	first = event->tid;
	eXosip_event_free(event);
	event = expect(phones->caller, EXOSIP_CALL_RINGING, "Remote phone is ringing!");
	caller_did = event->did;
	eXosip_event_free(event);
	accept_call(first);
	eXosip_lock(phones->caller);
	CHECK_INT(eXosip_call_build_info(phones->caller, caller_did, &challenge), 0);
	CHECK_INT(osip_message_get_authorization(challenge, 0, &credentials), 0);
	CHECK_TEXT(credentials->nonce_count, "00000002");
	osip_message_free(challenge);
	eXosip_unlock(phones->caller);
	end_by_caller();
	eXosip_clear_authentication_info(phones->caller);
}

/* The callee sends the caller to another user of its own. */
static void redirected(void)
{
	osip_message_t *answer_302 = NULL;
	char contact[160];
	eXosip_event_t *event;

	caller_cid = call(phones);
	event = expect(phones->callee, EXOSIP_CALL_INVITE, "New call received!");
	eXosip_lock(phones->callee);
	CHECK_INT(eXosip_call_build_answer(phones->callee, event->tid, 302, &answer_302), 0);
	snprintf(contact, sizeof contact, "<sip:carol%s", strchr(phones->to, '@'));
	CHECK_INT(osip_message_set_contact(answer_302, contact), 0);
	CHECK_INT(eXosip_call_send_answer(phones->callee, event->tid, 302, answer_302), 0);
	eXosip_unlock(phones->callee);
	eXosip_event_free(event);
	pass(phones->caller, EXOSIP_CALL_PROCEEDING, "Call is being processed!");
	event = expect(phones->caller, EXOSIP_CALL_REDIRECTED, "Call is redirected!");
	CHECK_INT(event->cid, caller_cid);
	eXosip_event_free(event);
	pass(phones->callee, EXOSIP_CALL_CLOSED, "Bye Received!");
	pass(phones->caller, EXOSIP_CALL_PROCEEDING, "Call is being processed!");
	event = await(phones->callee, EXOSIP_CALL_INVITE);
	CHECK_TEXT(osip_uri_get_username(osip_message_get_uri(event->request)), "carol");
	CHECK_TEXT(event->request->cseq->number, "21");
	eXosip_lock(phones->callee);
	CHECK_INT(eXosip_call_terminate_with_reason(phones->callee, event->cid, event->did, "SIP;cause=600"), 0);
	eXosip_unlock(phones->callee);
	eXosip_event_free(event);
	pass(phones->callee, EXOSIP_CALL_CLOSED, "Bye Received!");
	event = expect(phones->caller, EXOSIP_CALL_GLOBALFAILURE, "6xx received for Call!");
	CHECK_INT(event->cid, caller_cid);
	CHECK_INT(event_status(event), 603);
	eXosip_event_free(event);
}

static void reinvite(int by_caller)
{
	struct eXosip_t *one = by_caller ? phones->caller : phones->callee, *other = by_caller ? phones->callee : phones->caller;
	osip_message_t *invite = build(by_caller, "INVITE");
	eXosip_event_t *event;

	osip_message_set_body(invite, SDP "a=sendonly\r\n", strlen(SDP "a=sendonly\r\n"));
	osip_message_set_content_type(invite, "application/sdp");
	eXosip_lock(one);
	CHECK_INT(eXosip_call_send_request(one, by_caller ? caller_did : callee_did, invite), 0);
	eXosip_unlock(one);
	event = expect(other, EXOSIP_CALL_REINVITE, "INVITE within call received!");
	CHECK_INT(answer(other, event->tid, 200), 0);
	eXosip_event_free(event);
	pass(one, EXOSIP_CALL_PROCEEDING, "Call is being processed!");
	event = expect(one, EXOSIP_CALL_ANSWERED, "Remote phone has answered!");
	acknowledge(one, event->tid);
	eXosip_event_free(event);
	event = expect(other, EXOSIP_CALL_ACK, "ACK received!");
	CHECK_INT(event->did, by_caller ? callee_did : caller_did);
	eXosip_event_free(event);
}

static void held(void)
{
	accept_call(ring());
	reinvite(1);
	reinvite(0);
	end_by_callee();
}

/* A reliable provisional response, PRACK by the program. */
static void prack(void)
{
	osip_message_t *message = NULL;
	eXosip_event_t *event;
	int tid = ring(), invite;

	eXosip_lock(phones->callee);
	CHECK_INT(eXosip_call_build_answer(phones->callee, tid, 183, &message), 0);
	osip_message_set_header(message, "Require", "100rel");
	osip_message_set_header(message, "RSeq", "9");
	CHECK_INT(eXosip_call_send_answer(phones->callee, tid, 183, message), 0);
	eXosip_unlock(phones->callee);
	event = expect(phones->caller, EXOSIP_CALL_RINGING, "Remote phone is ringing!");
	CHECK_INT(event_status(event), 183);
	invite = event->tid;
	eXosip_lock(phones->caller);
	CHECK_INT(eXosip_call_build_prack(phones->caller, invite, event->response, &message), 0);
	CHECK_INT(eXosip_call_send_prack(phones->caller, invite, message), 0);
	CHECK_INT(eXosip_call_build_prack(phones->caller, invite, event->response, &message), OSIP_WRONG_STATE);
	CHECK(message == NULL);
	eXosip_unlock(phones->caller);
	eXosip_event_free(event);
	event = expect(phones->callee, EXOSIP_CALL_MESSAGE_NEW, "New request received!");
	CHECK_TEXT(event->request->sip_method, "PRACK");
	CHECK_INT(answer(phones->callee, event->tid, 200), 0);
	eXosip_event_free(event);
	pass(phones->caller, EXOSIP_CALL_MESSAGE_ANSWERED, "2xx received for request!");
	accept_call(tid);
	end_by_caller();
}

/* The caller asks the callee to call somewhere else; the NOTIFY about it may come after BYE. */
static void referred(void)
{
	osip_message_t *message = NULL;

	accept_call(ring());
	eXosip_lock(phones->caller);
	CHECK_INT(eXosip_call_build_refer(phones->caller, caller_did, "<sip:dave@127.0.0.1>", &message), 0);
	eXosip_unlock(phones->caller);
	ask(1, message, 202, EXOSIP_CALL_MESSAGE_ANSWERED, "2xx received for request!");
	CHECK_INT(hang_up(phones->caller, caller_cid, caller_did), 0);
	pass(phones->callee, EXOSIP_CALL_MESSAGE_NEW, "New request received!");
	pass(phones->callee, EXOSIP_CALL_CLOSED, "Bye Received!");
	pass(phones->caller, EXOSIP_CALL_MESSAGE_ANSWERED, "2xx received for request!");
	eXosip_lock(phones->callee);
	CHECK_INT(eXosip_call_build_notify(phones->callee, callee_did, EXOSIP_SUBCRSTATE_TERMINATED, &message), 0);
	osip_message_set_header(message, "Event", "refer");
	eXosip_unlock(phones->callee);
	ask(0, message, 200, EXOSIP_CALL_MESSAGE_ANSWERED, "2xx received for request!");
}

/* A second call takes the place of the first. */
static void replaced(void)
{
	char referto[512], replaces[400], *text;
	osip_message_t *invite = NULL;
	eXosip_event_t *event;
	int first_cid, first_did, tid;
	size_t length = 0;

	accept_call(ring());
	first_cid = callee_cid, first_did = callee_did;
	eXosip_lock(phones->caller);
	CHECK_INT(eXosip_call_get_referto(phones->caller, caller_did, referto, sizeof referto), 0);
	text = strstr(referto, "?Replaces=");
	if (!CHECK(text != NULL))
		return;
	for (text += strlen("?Replaces="); *text && length < sizeof replaces - 1; text++) {
		int escaped = *text == '%';

		replaces[length++] = !escaped ? *text : strncmp(text, "%3B", 3) == 0 ? ';' : '=';
		text += 2 * escaped;
	}
	replaces[length] = 0;
	CHECK_INT(eXosip_call_build_initial_invite(phones->caller, &invite, phones->to, phones->from, NULL, NULL), 0);
	osip_message_set_header(invite, "Replaces", replaces);
	CHECK(eXosip_call_send_initial_invite(phones->caller, invite) > 0);
	eXosip_unlock(phones->caller);
	event = expect(phones->callee, EXOSIP_CALL_INVITE, "New call received!");
	tid = event->tid;
	eXosip_event_free(event);
	eXosip_lock(phones->callee);
	CHECK_INT(eXosip_call_find_by_replaces(phones->callee, replaces), first_cid);
	CHECK_INT(eXosip_call_replace(phones->callee, tid), first_cid);
	eXosip_unlock(phones->callee);
	CHECK_INT(answer(phones->callee, tid, 200), 0);
	event = await(phones->caller, EXOSIP_CALL_CLOSED);
	CHECK_INT(event->cid, caller_cid);
	CHECK_INT(event->did, caller_did);
	eXosip_event_free(event);
	event = await(phones->callee, EXOSIP_CALL_MESSAGE_ANSWERED);
	CHECK(MSG_IS_BYE(event->request));
	CHECK_INT(event->cid, first_cid);
	eXosip_event_free(event);
	CHECK_INT(hang_up(phones->callee, first_cid, first_did), OSIP_NOTFOUND);
}

static void run(int protocol, int family)
{
	phones = open_phones(protocol, family);
	requests();
	refused();
	cancelled();
	cancelled_early();
	held();
	challenged();
	redirected();
	prack();
	referred();
	replaced();
	close_phones(phones);
}

int main(void)
{
	run(IPPROTO_UDP, AF_INET);
	run(IPPROTO_TCP, AF_INET);
	if (!without_tls())
		run(OVER_TLS, AF_INET);
	if (!without_ipv6())
		run(IPPROTO_UDP, AF_INET6);
	return report();
}
