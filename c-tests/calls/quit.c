/* eXosip_quit with calls in each state: nothing waits, nothing leaks, and a BYE that was asked for just before leaves once. */
#include "two_phones.h"

static int is_answered(struct phones *phones, int *cid, int *did)
{
	eXosip_event_t *event;
	int tid;

	*cid = call(phones);
	event = await(phones->callee, EXOSIP_CALL_INVITE);
	tid = event->tid;
	eXosip_event_free(event);
	CHECK_INT(answer(phones->callee, tid, 200), 0);
	event = await(phones->caller, EXOSIP_CALL_ANSWERED);
	*did = event->did;
	acknowledge(phones->caller, event->tid);
	eXosip_event_free(event);
	skip(phones->callee, EXOSIP_CALL_ACK);
	return tid;
}

static void leave(int protocol)
{
	struct phones *phones = open_phones(protocol, AF_INET);
	eXosip_event_t *event;
	int cid, did;
	double begin;

	is_answered(phones, &cid, &did);
	/* Another that rings, one that is not answered at all, and one whose ACK never comes. */
	call(phones);
	event = await(phones->callee, EXOSIP_CALL_INVITE);
	CHECK_INT(answer(phones->callee, event->tid, 180), 0);
	eXosip_event_free(event);
	skip(phones->caller, EXOSIP_CALL_RINGING);
	call(phones);
	skip(phones->callee, EXOSIP_CALL_INVITE);
	call(phones);
	event = await(phones->callee, EXOSIP_CALL_INVITE);
	CHECK_INT(answer(phones->callee, event->tid, 200), 0);
	eXosip_event_free(event);
	skip(phones->caller, EXOSIP_CALL_ANSWERED);
	CHECK_INT(hang_up(phones->caller, cid, did), 0);
	begin = seconds_now();
	eXosip_quit(phones->caller);
	/* It does not wait for Timer F or H. */
	CHECK(seconds_now() - begin < 15);
	event = await(phones->callee, EXOSIP_CALL_CLOSED);
	CHECK(MSG_IS_BYE(event->request));
	eXosip_event_free(event);
	begin = seconds_now();
	eXosip_quit(phones->callee);
	CHECK(seconds_now() - begin < 15);
	osip_free(phones->caller);
	osip_free(phones->callee);
}

int main(void)
{
	leave(IPPROTO_UDP);
	leave(IPPROTO_TCP);
	return report();
}
