/* A GB28181 camera: it registers, sends keepalives, answers queries, and plays what is asked of it, without any media.
 *
 *   device PLATFORM ID PASSWORD        device 'sip:34020000002000000001@192.0.2.1:5060;transport=tcp' 34020000001320000001 12345678
 *
 *   cc device.c -o device $(pkg-config --cflags --libs libeXosip2)
 *
 * It ends once a recording has been played back. */
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <osip2/osip_mt.h>

#include "../ladder.h"
#include "manscdp.h"

#define KEEPALIVE_SECONDS 60
#define DOMAIN "3402000000"

static struct {
	struct eXosip_t *context;
	const char *id;
	char platform[256]; /* <sip:ID@address:port> */
	char from[128];     /* <sip:ID@domain> */
	int rid;
	int registered, leaving;
	int keepalive_tid, missed; /* the keepalive in flight; how many were not answered in a row */
	double next_keepalive;
	int dialog;   /* of the stream, or 0 */
	int playback; /* the stream is a recording */
	int played;   /* and it has ended */
	int sequence;
} device;

static int failed(const char *what, int code)
{
	fprintf(stderr, "device: %s: %s\n", what, osip_strerror(code));
	return code;
}

/* ---- Requests of the device. ---- */

static int send_message(const struct document *document)
{
	osip_message_t *request = NULL;
	int code;

	code = eXosip_message_build_request(device.context, &request, "MESSAGE", device.platform, device.from, NULL);
	if (code != OSIP_SUCCESS)
		return failed("MESSAGE not built", code);
	if (osip_message_set_content_type(request, "Application/MANSCDP+xml") != OSIP_SUCCESS ||
	    osip_message_set_body(request, document->text, document->length) != OSIP_SUCCESS) {
		osip_message_free(request);
		return failed("MESSAGE without body", OSIP_NOMEM);
	}
	code = eXosip_message_send_request(device.context, request);
	return code > 0 ? code : failed("MESSAGE not sent", code);
}

static void send_keepalive(void)
{
	static struct document document;
	char sn[16];

	snprintf(sn, sizeof sn, "%d", ++device.sequence);
	begin(&document, "Notify", "Keepalive", sn, device.id);
	add(&document, "<Status>OK</Status>\r\n");
	end(&document, "Notify");
	device.keepalive_tid = send_message(&document);
	device.next_keepalive = seconds() + KEEPALIVE_SECONDS;
}

static void send_end_of_file(void)
{
	static struct document document;
	char sn[16];

	snprintf(sn, sizeof sn, "%d", ++device.sequence);
	begin(&document, "Notify", "MediaStatus", sn, device.id);
	add(&document, "<NotifyType>121</NotifyType>\r\n");
	end(&document, "Notify");
	send_message(&document);
}

static int send_register(int expires)
{
	osip_message_t *request = NULL;
	int code;

	if (device.rid > 0)
		code = eXosip_register_build_register(device.context, device.rid, expires, &request);
	else
		code = device.rid = eXosip_register_build_initial_register(device.context, device.from, device.platform, NULL, expires, &request);
	if (code < 0)
		return failed("REGISTER not built", code);
	code = eXosip_register_send_register(device.context, device.rid, request);
	return code == OSIP_SUCCESS ? code : failed("REGISTER not sent", code);
}

/* ---- Queries: 200 at once, the result in a MESSAGE of our own. ---- */

static void answer_message(eXosip_event_t *event)
{
	osip_message_t *answer = NULL;
	static struct document document;
	osip_body_t *body = NULL;
	char command[32], sn[32];
	int code, status = 200;

	if (osip_message_get_body(event->request, 0, &body) < 0 || body->body == NULL || strstr(body->body, "<Query>") == NULL)
		status = strcmp(osip_message_get_method(event->request), "MESSAGE") == 0 ? 400 : 501;
	code = eXosip_message_build_answer(device.context, event->tid, status, &answer);
	if (code == OSIP_SUCCESS)
		code = eXosip_message_send_answer(device.context, event->tid, status, answer);
	if (code != OSIP_SUCCESS)
		failed("query not answered", code);
	if (status != 200)
		return;
	element(body->body, "CmdType", command, sizeof command);
	element(body->body, "SN", sn, sizeof sn);
	if (strcmp(command, "Catalog") == 0)
		build_catalog(&document, sn, device.id);
	else if (strcmp(command, "DeviceInfo") == 0)
		build_device_info(&document, sn, device.id);
	else if (strcmp(command, "RecordInfo") == 0)
		build_record_info(&document, sn, device.id);
	else
		return;
	send_message(&document);
}

/* ---- Subscriptions: 200, and what there is to notify at once. ---- */

static int notify(int did, const char *event_name, const struct document *document)
{
	osip_message_t *request = NULL;
	int code = eXosip_insubscription_build_notify(device.context, did, EXOSIP_SUBCRSTATE_ACTIVE, 0, &request);

	if (code != OSIP_SUCCESS)
		return code;
	osip_message_set_header(request, "Event", event_name);
	osip_message_set_content_type(request, "Application/MANSCDP+xml");
	osip_message_set_body(request, document->text, document->length);
	return eXosip_insubscription_send_request(device.context, did, request);
}

static void answer_subscribe(eXosip_event_t *event)
{
	osip_message_t *answer = NULL;
	osip_header_t *package = NULL, *expires = NULL;
	static struct document document;
	osip_body_t *body = NULL;
	char command[32] = "", sn[32] = "";
	int code, status = 489, is_end;

	if (osip_message_get_body(event->request, 0, &body) >= 0 && body->body) {
		element(body->body, "CmdType", command, sizeof command);
		element(body->body, "SN", sn, sizeof sn);
	}
	is_end = osip_message_get_expires(event->request, 0, &expires) >= 0 && osip_header_get_value(expires) && atoi(osip_header_get_value(expires)) == 0;
	if (strcmp(command, "Catalog") == 0)
		build_catalog_change(&document, sn, device.id);
	else if (strcmp(command, "MobilePosition") == 0)
		build_position(&document, sn, device.id);
	if (osip_message_header_get_byname(event->request, "event", 0, &package) >= 0 && osip_header_get_value(package) &&
	    (is_end || strcmp(command, "Catalog") == 0 || strcmp(command, "MobilePosition") == 0))
		status = 200;
	code = eXosip_insubscription_build_answer(device.context, event->tid, status, &answer);
	if (code == OSIP_SUCCESS && status == 200)
		osip_message_set_header(answer, "Event", osip_header_get_value(package));
	if (code == OSIP_SUCCESS)
		code = eXosip_insubscription_send_answer(device.context, event->tid, status, answer);
	if (code == OSIP_SUCCESS && status == 200 && !is_end)
		code = notify(event->did, osip_header_get_value(package), &document);
	if (code != OSIP_SUCCESS)
		failed("SUBSCRIBE not answered", code);
}

/* ---- Streams. ---- */

static void refuse(int tid, int status)
{
	int code = eXosip_call_send_answer(device.context, tid, status, NULL);

	if (code != OSIP_SUCCESS)
		failed("not refused", code);
}

/* The answer to the offer of the platform: what it asked for and its y= and f= lines, sent instead of received. */
static int describe(eXosip_event_t *event, char *to, size_t size)
{
	osip_body_t *body = NULL;
	sdp_message_t *offer = eXosip_get_remote_sdp(device.context, event->did);
	char ssrc[32], format[64];
	const char *name, *medium, *protocol, *payload;
	int code = OSIP_SYNTAXERROR;

	if (offer == NULL)
		return code;
	name = sdp_message_s_name_get(offer);
	medium = sdp_message_m_media_get(offer, 0);
	protocol = sdp_message_m_proto_get(offer, 0);
	payload = sdp_message_m_payload_get(offer, 0, 0);
	if (name && medium && protocol && payload && strcmp(medium, "video") == 0 && osip_message_get_body(event->request, 0, &body) >= 0) {
		device.playback = strcmp(name, "Playback") == 0;
		sdp_line(body->body, 'y', ssrc, sizeof ssrc);
		sdp_line(body->body, 'f', format, sizeof format);
		snprintf(to, size,
			 "v=0\r\no=%s 0 0 IN IP4 127.0.0.1\r\ns=%s\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 30010 %s %s\r\n"
			 "a=sendonly\r\na=rtpmap:%s PS/90000\r\ny=%s\r\n%s%s%s",
			 device.id, name, protocol, payload, payload, ssrc, format[0] ? "f=" : "", format, format[0] ? "\r\n" : "");
		code = OSIP_SUCCESS;
	}
	sdp_message_free(offer);
	return code;
}

static void answer_invite(eXosip_event_t *event)
{
	osip_message_t *answer = NULL;
	char description[1024];
	int code;

	if (device.dialog > 0) {
		refuse(event->tid, 486);
		return;
	}
	if (describe(event, description, sizeof description) != OSIP_SUCCESS) {
		refuse(event->tid, 488);
		return;
	}
	code = eXosip_call_build_answer(device.context, event->tid, 200, &answer);
	if (code == OSIP_SUCCESS) {
		osip_message_set_content_type(answer, "APPLICATION/SDP");
		osip_message_set_body(answer, description, strlen(description));
		code = eXosip_call_send_answer(device.context, event->tid, 200, answer);
	}
	if (code != OSIP_SUCCESS)
		failed("INVITE not answered", code);
	else
		device.dialog = event->did;
}

/* PAUSE and PLAY of a recording, which has then reached its end. */
static void answer_request_in_call(eXosip_event_t *event)
{
	osip_message_t *answer = NULL;
	osip_body_t *body = NULL;
	int code, status, known = strcmp(osip_message_get_method(event->request), "INFO") == 0;

	if (strcmp(osip_message_get_method(event->request), "BYE") == 0)
		return; /* the library has answered it */
	status = known && osip_message_get_body(event->request, 0, &body) >= 0 && body->body ? 200 : known ? 400 : 501;
	code = eXosip_call_build_answer(device.context, event->tid, status, &answer);
	if (code == OSIP_SUCCESS)
		code = eXosip_call_send_answer(device.context, event->tid, status, answer);
	if (code != OSIP_SUCCESS)
		failed("INFO not answered", code);
	else if (status == 200 && strncmp(body->body, "PLAY", 4) == 0)
		send_end_of_file();
}

/* ---- Events. ---- */

static void handle_registration(eXosip_event_t *event)
{
	int status = event->response ? osip_message_get_status_code(event->response) : 0;

	if (event->type == EXOSIP_REGISTRATION_SUCCESS) {
		device.registered = !device.leaving;
		if (device.leaving)
			device.leaving = 2;
		else if (device.keepalive_tid == 0)
			send_keepalive();
	} else if (status != 401 && status != 407)
		fprintf(stderr, "device: not registered: %d\n", status);
}

static void handle(eXosip_event_t *event)
{
	switch (event->type) {
	case EXOSIP_REGISTRATION_SUCCESS:
	case EXOSIP_REGISTRATION_FAILURE:
		handle_registration(event);
		break;
	case EXOSIP_MESSAGE_NEW:
		answer_message(event);
		break;
	case EXOSIP_MESSAGE_ANSWERED:
		if (event->tid == device.keepalive_tid)
			device.missed = 0;
		break;
	case EXOSIP_MESSAGE_REQUESTFAILURE:
		if (event->response) /* 401: once more with credentials */
			eXosip_default_action(device.context, event);
		else if (event->tid == device.keepalive_tid)
			device.missed++;
		break;
	case EXOSIP_IN_SUBSCRIPTION_NEW:
		answer_subscribe(event);
		break;
	case EXOSIP_CALL_INVITE:
		answer_invite(event);
		break;
	case EXOSIP_CALL_MESSAGE_NEW:
		answer_request_in_call(event);
		break;
	case EXOSIP_CALL_CLOSED:
		if (event->did == device.dialog) {
			device.dialog = 0;
			device.played = device.playback;
		}
		break;
	default:
		break;
	}
}

static int run(void)
{
	double end = seconds() + 60;

	eXosip_lock(device.context);
	if (send_register(3600) != OSIP_SUCCESS)
		end = 0;
	eXosip_unlock(device.context);
	while (device.leaving != 2 && device.missed < 3 && seconds() < end) {
		eXosip_event_t *event = eXosip_event_wait(device.context, 0, 50);

		eXosip_lock(device.context);
		eXosip_automatic_action(device.context);
		if (event)
			handle(event);
		if (device.registered && seconds() >= device.next_keepalive) {
			send_keepalive();
			end = seconds() + 2 * KEEPALIVE_SECONDS;
		}
		if (device.played && !device.leaving) {
			device.leaving = 1;
			send_register(0);
		}
		eXosip_unlock(device.context);
		eXosip_event_free(event);
	}
	return device.leaving == 2 ? 0 : 1;
}

int main(int argc, char **argv)
{
	int code, result = 1;

	if (argc != 4 || strncmp(argv[1], "sip:", 4) != 0) {
		fprintf(stderr, "usage: %s sip:ID@PLATFORM[;transport=tcp] ID PASSWORD\n", argv[0]);
		return 2;
	}
	device.id = argv[2];
	snprintf(device.platform, sizeof device.platform, "<%s>", argv[1]);
	snprintf(device.from, sizeof device.from, "<sip:%s@" DOMAIN ">", device.id);
	ladder.self = "device";
	ladder.peer = "platform";

	device.context = eXosip_malloc();
	if (device.context == NULL || eXosip_init(device.context) != OSIP_SUCCESS)
		return 1;
	eXosip_set_cbsip_message(device.context, ladder_show);
	eXosip_add_authentication_info(device.context, device.id, device.id, argv[3], NULL, NULL);
	code = eXosip_listen_addr(device.context, strstr(argv[1], ";transport=tcp") ? IPPROTO_TCP : IPPROTO_UDP, NULL, 0, AF_INET, 0);
	if (code == OSIP_SUCCESS)
		result = run();
	else
		failed("cannot listen", code);
	eXosip_quit(device.context);
	osip_free(device.context);
	return result;
}
