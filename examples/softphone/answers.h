/* What the telephone answers to calls, and to requests in and outside of them. */
#ifndef ANSWERS_H
#define ANSWERS_H

#include "requests.h"

/* Answers the INVITE `tid` with a 2xx and our description. */
static void accept_invite(int tid, const char *description)
{
	osip_message_t *answer = NULL;
	int code = eXosip_call_build_answer(phone.context, tid, 200, &answer);

	if (code == OSIP_SUCCESS) {
		set_description(answer, description);
		code = eXosip_call_send_answer(phone.context, tid, 200, answer);
	}
	if (code != OSIP_SUCCESS)
		complain("INVITE not answered", code);
}

/* A call comes in: it rings, and is answered at once unless this phone is told to wait. */
static void let_ring(eXosip_event_t *event, const char *description)
{
	eXosip_call_send_answer(phone.context, event->tid, 180, NULL);
	phone.ringing = event->tid;
	phone.ringing_cid = event->cid;
	snprintf(phone.answer, sizeof phone.answer, "%s", description);
	if (!phone.patient) {
		phone.cid = event->cid;
		accept_invite(event->tid, description);
	}
}

/* Answers an INVITE, the first or a later one, and its offer; without one it gets ours. */
static void answer_invite(eXosip_event_t *event)
{
	sdp_message_t *offer = eXosip_get_sdp_info(event->request);
	char text[1024];
	int status = 200, replaced = 0, first = event->type == EXOSIP_CALL_INVITE;

	if (first)
		replaced = eXosip_call_replace(phone.context, event->tid);
	if (replaced < 0) { /* the library has refused it */
		sdp_message_free(offer);
		return;
	}
	if (first && phone.cid > 0 && replaced != phone.cid)
		status = 486;
	else if (offer && !write_answer(offer, text, sizeof text))
		status = 488;
	else if (offer == NULL)
		write_offer(text, sizeof text);
	sdp_message_free(offer);
	if (status != 200)
		eXosip_call_send_answer(phone.context, event->tid, status, NULL);
	else if (first)
		let_ring(event, text);
	else
		accept_invite(event->tid, text);
}

static void answer_in_call(int tid, int status)
{
	osip_message_t *answer = NULL;
	int code = eXosip_call_build_answer(phone.context, tid, status, &answer);

	if (code == OSIP_SUCCESS)
		code = eXosip_call_send_answer(phone.context, tid, status, answer);
	if (code != OSIP_SUCCESS)
		complain("not answered", code);
}

static void answer_message(eXosip_event_t *event)
{
	int known = strcmp(osip_message_get_method(event->request), "MESSAGE") == 0;

	phone.heard |= known;
	eXosip_message_send_answer(phone.context, event->tid, known ? 200 : 501, NULL);
}

static void follow_transfer(eXosip_event_t *event)
{
	osip_header_t *target = NULL;

	if (osip_message_header_get_byname(event->request, "refer-to", 0, &target) < 0 || osip_header_get_value(target) == NULL) {
		answer_in_call(event->tid, 400);
		return;
	}
	answer_in_call(event->tid, 202);
	phone.referrer = event->did;
	sound.direction = "sendrecv";
	phone.next_cid = invite(osip_header_get_value(target));
	notify(phone.next_cid > 0 ? EXOSIP_SUBCRSTATE_ACTIVE : EXOSIP_SUBCRSTATE_TERMINATED,
	       phone.next_cid > 0 ? "SIP/2.0 100 Trying\r\n" : "SIP/2.0 503 Service Unavailable\r\n");
}

static void answer_request(eXosip_event_t *event)
{
	const char *method = osip_message_get_method(event->request);
	osip_body_t *body = NULL;
	int status = 0;

	if (strcmp(method, "BYE") == 0)
		return; /* the library has answered it */
	if (strcmp(method, "REFER") == 0) {
		follow_transfer(event);
	} else if (strcmp(method, "NOTIFY") == 0) {
		answer_in_call(event->tid, 200);
		if (osip_message_get_body(event->request, 0, &body) >= 0 && body->body && sscanf(body->body, "SIP/2.0 %d", &status) == 1 && status >= 200)
			phone.transferred = status;
	} else
		answer_in_call(event->tid, strcmp(method, "INFO") == 0 || strcmp(method, "OPTIONS") == 0 ? 200 : 501);
}

#endif
