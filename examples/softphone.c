/* A telephone without sound: it registers, calls, answers, holds, transfers and hangs up, and agrees on a description of the sound properly.
 *
 *   softphone NAME udp|tcp|CAFILE[,CERTIFICATE,KEY] PORT DOMAIN COMMAND...        over TLS with the file of a certificate authority
 *
 *   softphone bob udp 5072 127.0.0.1:5072 wait-call wait-end
 *   softphone alice udp 5071 127.0.0.1:5071 call sip:bob@127.0.0.1:5072 hold resume transfer sip:carol@127.0.0.1:5073 hangup
 *
 *   register REGISTRAR PASSWORD, unregister, call URI, hold, resume, transfer URI, hangup, wait-call, wait-end, wait-transfer, via PROXY (from then on)
 *   ring URI: a call, until it rings; wait-ring: the next call rings until answer, refuse STATUS or its end
 *   consult URI: a second call; attend: its other end takes over the first call
 *   message URI TEXT, wait-message, subscribe URI EVENT; expect STATUS: what the next command sends is refused with it
 *
 *   cc softphone.c -o softphone $(pkg-config --cflags --libs libeXosip2)
 *
 * Calls that come in are answered, also those that replace another one; redirections are followed, transfers are carried out. The exit code is 0 if each command succeeded. */
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <eXosip2/eX_ext.h>
#include <osip2/osip_mt.h>

#include "ladder.h"
#include "sound.h"

#define PATIENCE 20 /* seconds for one command */

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

/* ---- Requests of ours. ---- */

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

/* ---- Answers of ours. ---- */

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

/* ---- Events. ---- */

static void acknowledge(eXosip_event_t *event)
{
	sdp_message_t *description = eXosip_get_remote_sdp(phone.context, event->did);
	osip_message_t *ack = NULL;
	int code = eXosip_call_build_ack(phone.context, event->tid, &ack);

	if (code == OSIP_SUCCESS)
		code = eXosip_call_send_ack(phone.context, event->tid, ack);
	if (code != OSIP_SUCCESS)
		complain("ACK not sent", code);
	if (description == NULL || known_payload(description, 0) == NULL)
		phone.failed = 488;
	sdp_message_free(description);
	if (event->cid == phone.next_cid)
		notify(EXOSIP_SUBCRSTATE_TERMINATED, "SIP/2.0 200 OK\r\n");
	if (event->cid == phone.next_cid || event->cid == phone.cid) {
		phone.cid = event->cid;
		phone.did = event->did;
		phone.next_cid = 0;
		phone.settled = 1;
	}
}

static void refused(eXosip_event_t *event)
{
	int status = event->response ? osip_message_get_status_code(event->response) : 1;

	if (event->cid > 0 && event->cid == phone.leaving) { /* 487: we gave it up while it rang */
		phone.ended = 1;
		return;
	}
	phone.failed = status;
	fprintf(stderr, "%s: %s: %s %d\n", phone.name, osip_message_get_method(event->request), event->textinfo, phone.failed);
	if (event->cid > 0 && event->cid == phone.next_cid) {
		notify(EXOSIP_SUBCRSTATE_TERMINATED, "SIP/2.0 503 Service Unavailable\r\n");
		phone.next_cid = 0;
	}
}

static void handle(eXosip_event_t *event)
{
	int status = event->response ? osip_message_get_status_code(event->response) : 0;

	switch (event->type) {
	case EXOSIP_REGISTRATION_SUCCESS: phone.registered = 1; break;
	case EXOSIP_REGISTRATION_FAILURE:
		if (status != 401 && status != 407)
			phone.failed = status ? status : 1;
		break;
	case EXOSIP_CALL_INVITE:
	case EXOSIP_CALL_REINVITE: answer_invite(event); break;
	case EXOSIP_CALL_ACK:
		if (event->cid == phone.cid)
			phone.did = event->did;
		break;
	case EXOSIP_CALL_RINGING: phone.alerted = 1; break;
	case EXOSIP_CALL_ANSWERED: acknowledge(event); break;
	case EXOSIP_CALL_REDIRECTED: break; /* eXosip_automatic_action follows it */
	case EXOSIP_CALL_MESSAGE_NEW: answer_request(event); break;
	case EXOSIP_CALL_REQUESTFAILURE:
		if (status == 401 || status == 407)
			break; /* eXosip_automatic_action answers it */
		/* fall through */
	case EXOSIP_CALL_NOANSWER:
	case EXOSIP_CALL_SERVERFAILURE:
	case EXOSIP_CALL_GLOBALFAILURE:
	case EXOSIP_CALL_MESSAGE_REQUESTFAILURE: refused(event); break;
	case EXOSIP_CALL_CANCELLED: phone.ended |= event->cid == phone.ringing_cid; break;
	case EXOSIP_CALL_CLOSED:
		if (event->cid == phone.cid) {
			phone.cid = phone.did = 0;
			phone.ended = 1;
		} else if (phone.referrer > 0 && phone.did > 0)
			phone.followed = 1;
		break;
	case EXOSIP_CALL_MESSAGE_ANSWERED:
		if (strcmp(osip_message_get_method(event->request), "BYE") == 0)
			phone.ended |= event->cid == phone.leaving; /* else the library has ended a call that was replaced */
		else if (phone.outcome)
			notify(EXOSIP_SUBCRSTATE_TERMINATED, phone.outcome);
		break;
	case EXOSIP_MESSAGE_NEW: answer_message(event); break;
	case EXOSIP_MESSAGE_ANSWERED: phone.sent = 1; break;
	case EXOSIP_SUBSCRIPTION_NOTIFY: phone.notified = 1; break;
	case EXOSIP_MESSAGE_REQUESTFAILURE:
		if ((status == 401 || status == 407) && eXosip_default_action(phone.context, event) == OSIP_SUCCESS)
			break;
		refused(event);
		break;
	case EXOSIP_SUBSCRIPTION_REQUESTFAILURE:
		if (status == 401 || status == 407)
			break; /* as for calls */
		/* fall through */
	case EXOSIP_MESSAGE_SERVERFAILURE:
	case EXOSIP_MESSAGE_GLOBALFAILURE:
	case EXOSIP_SUBSCRIPTION_NOANSWER:
	case EXOSIP_SUBSCRIPTION_SERVERFAILURE:
	case EXOSIP_SUBSCRIPTION_GLOBALFAILURE: refused(event); break;
	case EXOSIP_IN_SUBSCRIPTION_NEW: eXosip_insubscription_automatic(phone.context, event); break;
	default: break;
	}
}

static void poll_once(void)
{
	eXosip_event_t *event = eXosip_event_wait(phone.context, 0, 20);

	eXosip_lock(phone.context);
	eXosip_automatic_action(phone.context);
	if (event)
		handle(event);
	eXosip_unlock(phone.context);
	eXosip_event_free(event);
}

/* Handles events until `*value` is not 0, and a little longer. */
static int wait_for(const int *value, double patience)
{
	double limit = seconds() + patience, rest;

	while (*value == 0 && phone.failed == 0 && seconds() < limit)
		poll_once();
	if (*value == 0)
		return OSIP_UNDEFINED_ERROR;
	for (rest = seconds() + 0.1; seconds() < rest;)
		poll_once();
	return phone.failed ? OSIP_UNDEFINED_ERROR : OSIP_SUCCESS;
}

/* ---- Commands. ---- */

static int hang_up(void)
{
	int code;

	if (phone.cid == 0 && phone.held_cid > 0) {
		phone.cid = phone.held_cid;
		phone.did = phone.held_did;
	}
	code = eXosip_call_terminate(phone.context, phone.cid, phone.did);
	phone.leaving = phone.cid;
	phone.ended = 0;
	phone.cid = phone.did = 0;
	return code < 0 ? complain("BYE not sent", code) : OSIP_SUCCESS;
}

static int begin_to_wait(const char *command, const int **result)
{
	static const struct {
		const char *command;
		const int *result;
	} waits[] = {{"wait-call", &phone.did}, {"wait-ring", &phone.ringing}, {"wait-message", &phone.heard}, {"wait-transfer", &phone.followed},
		     {"wait-end", &phone.ended}};
	size_t i;

	for (i = 0; i < sizeof waits / sizeof waits[0]; i++) {
		if (strcmp(command, waits[i].command) != 0)
			continue;
		*result = waits[i].result;
		phone.patient = *result == &phone.ringing;
		if (i < 3) {
			printf("ready\n");
			fflush(stdout);
		}
		return OSIP_SUCCESS;
	}
	return complain(command, OSIP_BADPARAMETER);
}

/* Begins a command that concerns a call, and names what it waits for. */
static int begin_in_call(const char *command, const char *argument, const int **result)
{
	if (strcmp(command, "answer") == 0) {
		*result = &phone.did;
		phone.cid = phone.ringing_cid;
		accept_invite(phone.ringing, phone.answer);
		return OSIP_SUCCESS;
	}
	if (strcmp(command, "refuse") == 0)
		return eXosip_call_send_answer(phone.context, phone.ringing, atoi(argument), NULL);
	if (strcmp(command, "hold") == 0 || strcmp(command, "resume") == 0) {
		*result = &phone.settled;
		return reinvite(command[0] == 'h' ? "sendonly" : "sendrecv");
	}
	if (strcmp(command, "transfer") == 0) {
		*result = &phone.transferred;
		return refer(argument);
	}
	if (strcmp(command, "attend") == 0) {
		*result = &phone.transferred;
		return attend();
	}
	if (strcmp(command, "hangup") == 0) {
		*result = &phone.ended;
		return hang_up();
	}
	return begin_to_wait(command, result);
}

/* Begins what a command says, and names what it waits for. */
static int begin(const char *command, const char **arguments, const int **result)
{
	*result = NULL;
	if (strcmp(command, "register") == 0) {
		*result = &phone.registered;
		eXosip_add_authentication_info(phone.context, phone.name, phone.name, arguments[1], NULL, NULL);
		return register_at(arguments[0], 3600);
	}
	if (strcmp(command, "unregister") == 0) {
		*result = &phone.registered;
		return register_at(NULL, 0);
	}
	if (strcmp(command, "via") == 0) {
		snprintf(phone.route, sizeof phone.route, "<%s;lr>", arguments[0]);
		return OSIP_SUCCESS;
	}
	if (strcmp(command, "expect") == 0) {
		phone.expected = atoi(arguments[0]);
		return OSIP_SUCCESS;
	}
	if (strcmp(command, "message") == 0) {
		*result = &phone.sent;
		phone.sent = 0;
		return send_message(arguments[0], arguments[1]);
	}
	if (strcmp(command, "subscribe") == 0) {
		*result = &phone.notified;
		phone.notified = 0;
		return subscribe(arguments[0], arguments[1]);
	}
	if (strcmp(command, "call") == 0 || strcmp(command, "ring") == 0) {
		*result = command[0] == 'c' ? &phone.did : &phone.alerted;
		phone.alerted = 0;
		return phone.cid = invite(arguments[0]);
	}
	if (strcmp(command, "consult") == 0) {
		*result = &phone.did;
		phone.held_cid = phone.cid;
		phone.held_did = phone.did;
		phone.did = 0;
		sound.direction = "sendrecv";
		return phone.cid = invite(arguments[0]);
	}
	return begin_in_call(command, arguments[0], result);
}

static int arguments_of(const char *command)
{
	static const char *const with_one[] = {"call", "consult", "expect", "refuse", "ring", "transfer", "via"};
	static const char *const with_two[] = {"message", "register", "subscribe"};
	size_t i;

	for (i = 0; i < sizeof with_one / sizeof with_one[0]; i++)
		if (strcmp(command, with_one[i]) == 0)
			return 1;
	for (i = 0; i < sizeof with_two / sizeof with_two[0]; i++)
		if (strcmp(command, with_two[i]) == 0)
			return 2;
	return 0;
}

/* A command that had to be refused was, with the status that `expect` has named. */
static int as_expected(const char *command, int code)
{
	int failed = phone.failed;

	if (failed != phone.expected)
		return code < 0 ? code : complain(command, OSIP_UNDEFINED_ERROR);
	phone.failed = phone.expected = 0;
	if (phone.did == 0)
		phone.cid = 0; /* no call came of it */
	return OSIP_SUCCESS;
}

static int run(int count, const char **commands)
{
	const int *result;
	int at, code;

	for (at = 0; at < count; at += 1 + arguments_of(commands[at])) {
		if (at + arguments_of(commands[at]) >= count)
			return complain(commands[at], OSIP_BADPARAMETER);
		eXosip_lock(phone.context);
		code = begin(commands[at], commands + at + 1, &result);
		eXosip_unlock(phone.context);
		if (code >= 0 && result)
			code = wait_for(result, strncmp(commands[at], "wait", 4) == 0 ? 3 * PATIENCE : PATIENCE);
		if (phone.expected && strcmp(commands[at], "expect") != 0)
			code = as_expected(commands[at], code);
		if (code < 0) {
			fprintf(stderr, "%s: %s failed (%d)\n", phone.name, commands[at], phone.failed);
			return code;
		}
	}
	return phone.transferred == 0 || phone.transferred == 200 ? OSIP_SUCCESS : OSIP_UNDEFINED_ERROR;
}

static int listen_on(const char *transport, int port)
{
	static eXosip_tls_ctx_t files;
	eXosip_tls_credentials_t *own = &files.server;
	int off = 0, verify = 1, secure = strcmp(transport, "udp") != 0 && strcmp(transport, "tcp") != 0;

	if (secure) {
		if (sscanf(transport, "%1023[^,],%1023[^,],%1023[^,]", files.root_ca_cert, own->cert, own->priv_key) == 2)
			return OSIP_BADPARAMETER;
		eXosip_set_option(phone.context, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &files);
		eXosip_set_option(phone.context, EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE, &verify);
	}
	if (strcmp(transport, "tcp") == 0 || own->cert[0]) { /* reachable: Contact shows the port at which we listen, not that of a connection */
		eXosip_set_option(phone.context, EXOSIP_OPT_ENABLE_USE_EPHEMERAL_PORT, &off);
		eXosip_set_option(phone.context, EXOSIP_OPT_AUTO_MASQUERADE_CONTACT, &off);
	}
	return eXosip_listen_addr(phone.context, strcmp(transport, "udp") == 0 ? IPPROTO_UDP : IPPROTO_TCP, NULL, port, AF_INET, secure);
}

/* Peers that subscribe see that the phone is there, and its calls: the library notifies them of each change. */
static void show_states(const char *domain)
{
	char entity[sizeof phone.from], *document;
	int on = 1;

	snprintf(entity, sizeof entity, "sip:%s@%s", phone.name, domain);
	document = eXosip_build_presence(entity, 1, NULL);
	eXosip_lock(phone.context);
	eXosip_insubscription_set_state(phone.context, "presence", "application/pidf+xml", document);
	eXosip_unlock(phone.context);
	osip_free(document);
	eXosip_set_option(phone.context, EXOSIP_OPT_NOTIFY_DIALOGS, &on);
}

int main(int argc, char **argv)
{
	int code;

	if (argc < 6) {
		fprintf(stderr, "usage: %s NAME udp|tcp|CAFILE[,CERTIFICATE,KEY] PORT DOMAIN COMMAND...\n", argv[0]);
		return 2;
	}
	phone.name = sound.name = ladder.self = argv[1];
	ladder.silent = "registrar";
	snprintf(phone.from, sizeof phone.from, "<sip:%s@%s>", phone.name, argv[4]);

	phone.context = eXosip_malloc();
	if (phone.context == NULL || eXosip_init(phone.context) != OSIP_SUCCESS)
		return 1;
	eXosip_set_cbsip_message(phone.context, ladder_show);
	if (eXosip_guess_localip(phone.context, AF_INET, sound.address, sizeof sound.address) != OSIP_SUCCESS)
		strcpy(sound.address, "127.0.0.1");
	show_states(argv[4]);
	code = listen_on(argv[2], atoi(argv[3]));
	if (code == OSIP_SUCCESS)
		code = run(argc - 5, (const char **)argv + 5);
	else
		complain("cannot listen", code);
	eXosip_quit(phone.context);
	osip_free(phone.context);
	return code == OSIP_SUCCESS ? 0 : 1;
}
