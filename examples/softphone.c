/* A telephone without sound: it registers, calls, answers, holds, transfers and hangs up, and agrees on a description of the sound properly.
 *
 *   softphone NAME udp|tcp|CAFILE PORT DOMAIN COMMAND...        over TLS with the file of a certificate authority
 *
 *   softphone bob udp 5072 127.0.0.1:5072 wait-call wait-end
 *   softphone alice udp 5071 127.0.0.1:5071 call sip:bob@127.0.0.1:5072 hold resume transfer sip:carol@127.0.0.1:5073 hangup
 *
 *   register REGISTRAR PASSWORD, unregister, call URI, hold, resume, transfer URI, hangup, wait-call, wait-end, wait-transfer, via PROXY (from then on)
 *   consult URI: a second call; attend: its other end takes over the first call
 *
 *   cc softphone.c -o softphone $(pkg-config --cflags --libs libeXosip2)
 *
 * Calls that come in are answered, also those that replace another one; transfers are carried out. The exit code is 0 if each command succeeded. */
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <eXosip2/eX_ext.h>
#include <osip2/osip_mt.h>

#include "ladder.h"

#define PATIENCE 20 /* seconds for one command */
#define SOUND_PORT 40000

static struct {
	struct eXosip_t *context;
	const char *name;
	char from[256], route[256], address[64];
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
	const char *direction;
	int version;        /* of our description */
} phone = {.direction = "sendrecv"};

static int complain(const char *what, int code)
{
	fprintf(stderr, "%s: %s: %s\n", phone.name, what, osip_strerror(code));
	return code;
}

/* ---- Descriptions: PCMU and PCMA are known, and nothing but sound. RFC 3264. ---- */

static size_t describe_session(char *to, size_t size)
{
	return snprintf(to, size, "v=0\r\no=%s 1 %d IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n", phone.name, ++phone.version, phone.address, phone.address);
}

static void write_offer(char *to, size_t size)
{
	size_t length = describe_session(to, size);

	snprintf(to + length, size - length, "m=audio %d RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=%s\r\n", SOUND_PORT, phone.direction);
}

/* What the peer does with a medium: its own attribute counts, then that of the session (-1). */
static const char *direction_of(sdp_message_t *sdp, int media)
{
	static const char *const words[] = {"sendrecv", "sendonly", "recvonly", "inactive"};
	const char *field;
	int at, word;

	for (at = 0; (field = sdp_message_a_att_field_get(sdp, media, at)) != NULL; at++)
		for (word = 0; word < 4; word++)
			if (strcmp(field, words[word]) == 0)
				return words[word];
	return media >= 0 ? direction_of(sdp, -1) : "sendrecv";
}

/* What we do then: send what the peer receives, and receive what it sends unless we hold the call. */
static const char *mirrored(sdp_message_t *sdp, int media)
{
	const char *peer = direction_of(sdp, media);
	int sends = strcmp(peer, "sendrecv") == 0 || strcmp(peer, "recvonly") == 0;
	int receives = (strcmp(peer, "sendrecv") == 0 || strcmp(peer, "sendonly") == 0) && strcmp(phone.direction, "sendonly") != 0;

	return sends ? (receives ? "sendrecv" : "sendonly") : receives ? "recvonly" : "inactive";
}

/* The first format of a medium that we know, or NULL. */
static const char *known_payload(sdp_message_t *sdp, int media)
{
	const char *payload;
	int at;

	for (at = 0; (payload = sdp_message_m_payload_get(sdp, media, at)) != NULL; at++)
		if (strcmp(payload, "0") == 0 || strcmp(payload, "8") == 0)
			return payload;
	return NULL;
}

/* One line m= for each of the offer, with port 0 for those that we refuse. 0 if all are refused. */
static int write_answer(sdp_message_t *offer, char *to, size_t size)
{
	size_t length = describe_session(to, size);
	const char *kind, *protocol, *payload, *first;
	int media, accepted = 0;

	for (media = 0; (kind = sdp_message_m_media_get(offer, media)) != NULL && length < size; media++) {
		protocol = sdp_message_m_proto_get(offer, media);
		payload = known_payload(offer, media);
		first = sdp_message_m_payload_get(offer, media, 0);
		if (!accepted && payload && strcmp(kind, "audio") == 0 && strcmp(protocol, "RTP/AVP") == 0 && atoi(sdp_message_m_port_get(offer, media)) > 0) {
			length += snprintf(to + length, size - length, "m=audio %d RTP/AVP %s\r\na=rtpmap:%s %s/8000\r\na=%s\r\n", SOUND_PORT, payload,
					   payload, payload[0] == '0' ? "PCMU" : "PCMA", mirrored(offer, media));
			accepted = 1;
		} else
			length += snprintf(to + length, size - length, "m=%s 0 %s %s\r\n", kind, protocol, first ? first : "0");
	}
	return accepted && length < size;
}

static void set_description(osip_message_t *message, const char *text)
{
	osip_message_set_content_type(message, "application/sdp");
	osip_message_set_body(message, text, strlen(text));
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
	phone.direction = direction;
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

/* Answers an INVITE, the first or a later one, and its offer; without one it gets ours. */
static void answer_invite(eXosip_event_t *event)
{
	sdp_message_t *offer = eXosip_get_sdp_info(event->request);
	osip_message_t *answer = NULL;
	char text[1024];
	int code, status = 200, replaced = 0;

	if (event->type == EXOSIP_CALL_INVITE)
		replaced = eXosip_call_replace(phone.context, event->tid);
	if (replaced < 0) { /* the library has refused it */
		sdp_message_free(offer);
		return;
	}
	if (event->type == EXOSIP_CALL_INVITE && phone.cid > 0 && replaced != phone.cid)
		status = 486;
	else if (offer && !write_answer(offer, text, sizeof text))
		status = 488;
	else if (offer == NULL)
		write_offer(text, sizeof text);
	sdp_message_free(offer);
	if (status == 200 && event->type == EXOSIP_CALL_INVITE)
		eXosip_call_send_answer(phone.context, event->tid, 180, NULL);
	if (status == 200) {
		code = eXosip_call_build_answer(phone.context, event->tid, status, &answer);
		if (code != OSIP_SUCCESS) {
			complain("INVITE not answered", code);
			return;
		}
		set_description(answer, text);
	}
	code = eXosip_call_send_answer(phone.context, event->tid, status, answer);
	if (code != OSIP_SUCCESS)
		complain("INVITE not answered", code);
	else if (status == 200 && event->type == EXOSIP_CALL_INVITE)
		phone.cid = event->cid;
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

static void follow_transfer(eXosip_event_t *event)
{
	osip_header_t *target = NULL;

	if (osip_message_header_get_byname(event->request, "refer-to", 0, &target) < 0 || osip_header_get_value(target) == NULL) {
		answer_in_call(event->tid, 400);
		return;
	}
	answer_in_call(event->tid, 202);
	phone.referrer = event->did;
	phone.direction = "sendrecv";
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
	phone.failed = event->response ? osip_message_get_status_code(event->response) : 1;
	fprintf(stderr, "%s: %s: %s %d\n", phone.name, osip_message_get_method(event->request), event->textinfo, phone.failed);
	if (event->cid == phone.next_cid) {
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
	case EXOSIP_CALL_ANSWERED: acknowledge(event); break;
	case EXOSIP_CALL_MESSAGE_NEW: answer_request(event); break;
	case EXOSIP_CALL_REQUESTFAILURE:
		if (status == 401 || status == 407)
			break; /* eXosip_automatic_action answers it */
		/* fall through */
	case EXOSIP_CALL_NOANSWER:
	case EXOSIP_CALL_REDIRECTED:
	case EXOSIP_CALL_SERVERFAILURE:
	case EXOSIP_CALL_GLOBALFAILURE:
	case EXOSIP_CALL_MESSAGE_REQUESTFAILURE: refused(event); break;
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
	case EXOSIP_MESSAGE_NEW: eXosip_message_send_answer(phone.context, event->tid, 501, NULL); break;
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
	if (strcmp(command, "call") == 0) {
		*result = &phone.did;
		return phone.cid = invite(arguments[0]);
	}
	if (strcmp(command, "hold") == 0 || strcmp(command, "resume") == 0) {
		*result = &phone.settled;
		return reinvite(command[0] == 'h' && command[1] == 'o' ? "sendonly" : "sendrecv");
	}
	if (strcmp(command, "transfer") == 0) {
		*result = &phone.transferred;
		return refer(arguments[0]);
	}
	if (strcmp(command, "consult") == 0) {
		*result = &phone.did;
		phone.held_cid = phone.cid;
		phone.held_did = phone.did;
		phone.did = 0;
		phone.direction = "sendrecv";
		return phone.cid = invite(arguments[0]);
	}
	if (strcmp(command, "attend") == 0) {
		*result = &phone.transferred;
		return attend();
	}
	if (strcmp(command, "hangup") == 0) {
		*result = &phone.ended;
		return hang_up();
	}
	if (strcmp(command, "wait-call") == 0) {
		printf("ready\n");
		fflush(stdout);
	}
	*result = strcmp(command, "wait-call") == 0 ? &phone.did : strcmp(command, "wait-transfer") == 0 ? &phone.followed : &phone.ended;
	return OSIP_SUCCESS;
}

static int arguments_of(const char *command)
{
	static const char *const with_one[] = {"call", "consult", "transfer", "via"};
	size_t i;

	for (i = 0; i < sizeof with_one / sizeof with_one[0]; i++)
		if (strcmp(command, with_one[i]) == 0)
			return 1;
	return strcmp(command, "register") == 0 ? 2 : 0;
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
	int verify = 1, secure = strcmp(transport, "udp") != 0 && strcmp(transport, "tcp") != 0;

	if (secure) {
		snprintf(files.root_ca_cert, sizeof files.root_ca_cert, "%s", transport);
		eXosip_set_option(phone.context, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &files);
		eXosip_set_option(phone.context, EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE, &verify);
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
		fprintf(stderr, "usage: %s NAME udp|tcp|CAFILE PORT DOMAIN COMMAND...\n", argv[0]);
		return 2;
	}
	phone.name = ladder.self = argv[1];
	ladder.silent = "registrar";
	snprintf(phone.from, sizeof phone.from, "<sip:%s@%s>", phone.name, argv[4]);

	phone.context = eXosip_malloc();
	if (phone.context == NULL || eXosip_init(phone.context) != OSIP_SUCCESS)
		return 1;
	eXosip_set_cbsip_message(phone.context, ladder_show);
	if (eXosip_guess_localip(phone.context, AF_INET, phone.address, sizeof phone.address) != OSIP_SUCCESS)
		strcpy(phone.address, "127.0.0.1");
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
