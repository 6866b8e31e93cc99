/* Calls between two programs: answered, held, asked, ended by either side; cancelled; refused. UDP, TCP and IPv6. */
#include "two_phones.h"

static int called, calling, called_did, calling_did, invite_tid;

static void establish(struct phones *phones)
{
	eXosip_event_t *event;
	sdp_message_t *sdp;

	calling = call(phones);
	event = await(phones->callee, EXOSIP_CALL_INVITE);
	called = event->cid;
	called_did = event->did;
	invite_tid = event->tid;
	CHECK(event->request != NULL && event->response != NULL);
	CHECK_TEXT(event->textinfo, "New call received!");
	sdp = eXosip_get_remote_sdp(phones->callee, event->did);
	CHECK(sdp != NULL);
	sdp_message_free(sdp);
	eXosip_event_free(event);
	CHECK_INT(answer(phones->callee, invite_tid, 180), 0);
	event = await(phones->caller, EXOSIP_CALL_RINGING);
	CHECK_INT(event->cid, calling);
	eXosip_event_free(event);
	CHECK_INT(answer(phones->callee, invite_tid, 200), 0);
	event = await(phones->caller, EXOSIP_CALL_ANSWERED);
	CHECK_INT(event->cid, calling);
	CHECK_INT(event_status(event), 200);
	calling_did = event->did;
	acknowledge(phones->caller, event->tid);
	eXosip_event_free(event);
	event = await(phones->callee, EXOSIP_CALL_ACK);
	CHECK_INT(event->did, called_did);
	CHECK(event->ack != NULL);
	eXosip_event_free(event);
}

static void ask(struct eXosip_t *from, int did, struct eXosip_t *to, const char *method)
{
	osip_message_t *request = NULL;
	eXosip_event_t *event;

	eXosip_lock(from);
	CHECK_INT(eXosip_call_build_request(from, did, method, &request), 0);
	CHECK_INT(eXosip_call_send_request(from, did, request), 0);
	eXosip_unlock(from);
	event = await(to, EXOSIP_CALL_MESSAGE_NEW);
	CHECK_TEXT(event->request->sip_method, method);
	CHECK_INT(answer(to, event->tid, 200), 0);
	eXosip_event_free(event);
	event = await(from, EXOSIP_CALL_MESSAGE_ANSWERED);
	CHECK_TEXT(event->request->sip_method, method);
	eXosip_event_free(event);
}

static void hold(struct phones *phones)
{
	osip_message_t *invite = NULL;
	eXosip_event_t *event;

	eXosip_lock(phones->callee);
	CHECK_INT(eXosip_call_build_request(phones->callee, called_did, "INVITE", &invite), 0);
	osip_message_set_body(invite, SDP, strlen(SDP));
	osip_message_set_content_type(invite, "application/sdp");
	CHECK_INT(eXosip_call_send_request(phones->callee, called_did, invite), 0);
	eXosip_unlock(phones->callee);
	event = await(phones->caller, EXOSIP_CALL_REINVITE);
	CHECK_INT(answer(phones->caller, event->tid, 200), 0);
	eXosip_event_free(event);
	event = await(phones->callee, EXOSIP_CALL_ANSWERED);
	acknowledge(phones->callee, event->tid);
	eXosip_event_free(event);
	skip(phones->caller, EXOSIP_CALL_ACK);
}

static void end(struct phones *phones, int by_caller)
{
	struct eXosip_t *one = by_caller ? phones->caller : phones->callee;
	struct eXosip_t *other = by_caller ? phones->callee : phones->caller;

	CHECK_INT(hang_up(one, by_caller ? calling : called, by_caller ? calling_did : called_did), 0);
	skip(other, EXOSIP_CALL_CLOSED);
	skip(one, EXOSIP_CALL_MESSAGE_ANSWERED);
	CHECK_INT(hang_up(one, by_caller ? calling : called, by_caller ? calling_did : called_did), OSIP_NOTFOUND);
	skip(one, EXOSIP_CALL_RELEASED);
}

static void cancel(struct phones *phones)
{
	eXosip_event_t *event;

	calling = call(phones);
	event = await(phones->callee, EXOSIP_CALL_INVITE);
	CHECK_INT(answer(phones->callee, event->tid, 180), 0);
	eXosip_event_free(event);
	event = await(phones->caller, EXOSIP_CALL_RINGING);
	CHECK_INT(hang_up(phones->caller, event->cid, event->did), 1);
	eXosip_event_free(event);
	skip(phones->callee, EXOSIP_CALL_CANCELLED);
	skip(phones->callee, EXOSIP_CALL_CLOSED);
	event = await(phones->caller, EXOSIP_CALL_REQUESTFAILURE);
	CHECK_INT(event_status(event), 487);
	eXosip_event_free(event);
}

static void refuse(struct phones *phones)
{
	static int mark;
	eXosip_event_t *event;

	calling = call(phones);
	eXosip_lock(phones->caller);
	CHECK_INT(eXosip_call_set_reference(phones->caller, calling, &mark), 0);
	CHECK(eXosip_call_get_reference(phones->caller, calling) == &mark);
	eXosip_unlock(phones->caller);
	event = await(phones->callee, EXOSIP_CALL_INVITE);
	eXosip_lock(phones->callee);
	CHECK_INT(eXosip_call_send_answer(phones->callee, event->tid, 486, NULL), 0);
	eXosip_unlock(phones->callee);
	eXosip_event_free(event);
	skip(phones->callee, EXOSIP_CALL_CLOSED);
	event = await(phones->caller, EXOSIP_CALL_REQUESTFAILURE);
	CHECK_INT(event_status(event), 486);
	CHECK(event->ack != NULL);
	CHECK(event->external_reference == &mark);
	eXosip_event_free(event);
	skip(phones->callee, EXOSIP_CALL_RELEASED);
}

static void talk(int protocol, int family)
{
	struct phones *phones = open_phones(protocol, family);

	establish(phones);
	ask(phones->caller, calling_did, phones->callee, "INFO");
	ask(phones->callee, called_did, phones->caller, "MESSAGE");
	hold(phones);
	end(phones, 1);
	establish(phones);
	end(phones, 0);
	cancel(phones);
	refuse(phones);
	close_phones(phones);
}

int main(void)
{
	talk(IPPROTO_UDP, AF_INET);
	talk(IPPROTO_TCP, AF_INET);
	if (!without_ipv6())
		talk(IPPROTO_UDP, AF_INET6);
	return report();
}
