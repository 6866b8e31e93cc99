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

#include <osip2/osip_mt.h>

#include "softphone/answers.h"
#include "softphone/commands.h"

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
