/* The state of the telephone, and the requests that it sends. */
#ifndef REQUESTS_H
#define REQUESTS_H

#include <eXosip2/eX_ext.h>

#include "../ladder.h"
#include "sound.h"

static struct {
	struct eXosip_t *context;
	const char *name;
	char from[256], route[256];
	int rid, registered;
	int cid, did;       /* the call; did is 0 until it is answered */
	int held_cid, held_did; /* the first call, while another party is consulted */
	int leaving;        /* the call that was hung up */
	int next_cid;       /* the call that a transfer asked for */
	int referrer;       /* the dialog that asked */
	const char *outcome; /* a final NOTIFY that has to wait */
	int transferred;    /* the final status of a transfer of ours */
	int settled;        /* the last INVITE of ours has its 2xx */
	int failed;         /* status of a refusal, 1 without one */
	int ended;          /* the call was closed */
	int followed;       /* a transfer was carried out and its first call has ended */
	int alerted;        /* a call of ours rings */
	int patient;        /* the next call that comes in rings, and is answered later */
	int ringing;        /* the transaction of a call that rings here */
	int ringing_cid;
	char answer[1024];  /* our description for it */
	int sent;           /* a MESSAGE of ours has its 2xx */
	int heard;          /* a MESSAGE has come */
	int notified;       /* a NOTIFY has come */
	int expected;       /* the status that the next command waits for */
} phone;

static int complain(const char *what, int code)
{
	fprintf(stderr, "%s: %s: %s\n", phone.name, what, osip_strerror(code));
	return code;
}

static int invite(const char *to)
{
	osip_message_t *request = NULL;
	char text[1024];
	int code = eXosip_call_build_initial_invite(phone.context, &request, to, phone.from, phone.route[0] ? phone.route : NULL, NULL);

	if (code != OSIP_SUCCESS)
		return complain("INVITE not built", code);
	write_offer(text, sizeof text);
	set_description(request, text);
	code = eXosip_call_send_initial_invite(phone.context, request);
	return code > 0 ? code : complain("INVITE not sent", code);
}

static int send_in_call(int did, osip_message_t *request)
{
	int code = eXosip_call_send_request(phone.context, did, request);

	return code == OSIP_SUCCESS ? code : complain("not sent", code);
}

static int reinvite(const char *direction)
{
	osip_message_t *request = NULL;
	char text[1024];
	int code = eXosip_call_build_request(phone.context, phone.did, "INVITE", &request);

	if (code != OSIP_SUCCESS)
		return complain("INVITE not built", code);
	sound.direction = direction;
	phone.settled = 0;
	write_offer(text, sizeof text);
	set_description(request, text);
	return send_in_call(phone.did, request);
}

static int refer(const char *to)
{
	osip_message_t *request = NULL;
	int code = eXosip_call_build_refer(phone.context, phone.did, to, &request);

	return code == OSIP_SUCCESS ? send_in_call(phone.did, request) : complain("REFER not built", code);
}

/* The party that was consulted is called by the one that is held, in place of the call with us. RFC 3891, RFC 5589 7. */
static int attend(void)
{
	osip_message_t *request = NULL;
	char refer_to[512], target[520];
	int code = eXosip_call_get_referto(phone.context, phone.did, refer_to, sizeof refer_to);

	snprintf(target, sizeof target, "<%s>", refer_to);
	if (code == OSIP_SUCCESS)
		code = eXosip_call_build_refer(phone.context, phone.held_did, target, &request);
	return code == OSIP_SUCCESS ? send_in_call(phone.held_did, request) : complain("REFER not built", code);
}

/* How far the call is that the transfer asked for: the subscription that its REFER made. RFC 3515. */
static int notify(int state, const char *status_line)
{
	osip_message_t *request = NULL;
	int code = eXosip_call_build_notify(phone.context, phone.referrer, state, &request);

	phone.outcome = NULL;
	if (code == OSIP_WRONG_STATE) { /* the last NOTIFY has no answer yet: once more when that comes */
		phone.outcome = status_line;
		return OSIP_SUCCESS;
	}
	if (code != OSIP_SUCCESS)
		return complain("NOTIFY not built", code);
	osip_message_set_header(request, "Event", "refer");
	osip_message_set_content_type(request, "message/sipfrag");
	osip_message_set_body(request, status_line, strlen(status_line));
	return send_in_call(phone.referrer, request);
}

static int send_message(const char *to, const char *text)
{
	osip_message_t *request = NULL;
	int code = eXosip_message_build_request(phone.context, &request, "MESSAGE", to, phone.from, phone.route[0] ? phone.route : NULL);

	if (code != OSIP_SUCCESS)
		return complain("MESSAGE not built", code);
	osip_message_set_content_type(request, "text/plain");
	osip_message_set_body(request, text, strlen(text));
	code = eXosip_message_send_request(phone.context, request);
	return code > 0 ? OSIP_SUCCESS : complain("MESSAGE not sent", code);
}

static int subscribe(const char *to, const char *event)
{
	osip_message_t *request = NULL;
	int code = eXosip_subscription_build_initial_subscribe(phone.context, &request, to, phone.from, phone.route[0] ? phone.route : NULL, event, 600);

	if (code != OSIP_SUCCESS)
		return complain("SUBSCRIBE not built", code);
	code = eXosip_subscription_send_initial_request(phone.context, request);
	return code > 0 ? OSIP_SUCCESS : complain("SUBSCRIBE not sent", code);
}

static int register_at(const char *registrar, int expires)
{
	osip_message_t *request = NULL;
	int code;

	if (registrar)
		code = phone.rid = eXosip_register_build_initial_register(phone.context, phone.from, registrar, NULL, expires, &request);
	else
		code = eXosip_register_build_register(phone.context, phone.rid, expires, &request);
	if (code < 0)
		return complain("REGISTER not built", code);
	phone.registered = 0;
	code = eXosip_register_send_register(phone.context, phone.rid, request);
	return code == OSIP_SUCCESS ? code : complain("REGISTER not sent", code);
}

#endif
