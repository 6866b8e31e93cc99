/* A GB28181 camera: it registers, sends keepalives, answers queries, and plays what is asked of it, without any media.
 *
 *   device PLATFORM ID PASSWORD        device 'sip:34020000002000000001@192.0.2.1:5060;transport=tcp' 34020000001320000001 12345678
 *
 *   cc device.c -o device $(pkg-config --cflags --libs libeXosip2)
 *
 * It ends once a recording has been played back. */
#include <osip2/osip_mt.h>

#include "stream.h"

#define KEEPALIVE_SECONDS 60

static struct {
	const char *id;
	int rid;
	int registered, leaving;
	int keepalive_tid, missed; /* the keepalive in flight; how many were not answered in a row */
	double next_keepalive;
	int dialog; /* of the stream, or 0 */
	int played; /* a recording was played to its end */
	int sequence;
} device;

/* ---- Requests of the device. ---- */

static int send_notification(const char *command, const char *content)
{
	static struct document document;
	char sn[16];

	snprintf(sn, sizeof sn, "%d", ++device.sequence);
	begin(&document, "Notify", command, sn, device.id);
	add(&document, "%s\r\n", content);
	end(&document, "Notify");
	return send_message(&document);
}

static void send_keepalive(void)
{
	device.keepalive_tid = send_notification("Keepalive", "<Status>OK</Status>");
	device.next_keepalive = seconds() + KEEPALIVE_SECONDS;
}

static int send_register(int expires)
{
	osip_message_t *request = NULL;
	int code;

	if (device.rid > 0)
		code = eXosip_register_build_register(party.context, device.rid, expires, &request);
	else
		code = device.rid = eXosip_register_build_initial_register(party.context, party.from, party.peer, NULL, expires, &request);
	if (code < 0)
		return failed("REGISTER not built", code);
	code = eXosip_register_send_register(party.context, device.rid, request);
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
	code = eXosip_message_build_answer(party.context, event->tid, status, &answer);
	if (code == OSIP_SUCCESS)
		code = eXosip_message_send_answer(party.context, event->tid, status, answer);
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
	int code = eXosip_insubscription_build_notify(party.context, did, EXOSIP_SUBCRSTATE_ACTIVE, 0, &request);

	if (code != OSIP_SUCCESS)
		return code;
	osip_message_set_header(request, "Event", event_name);
	set_body(request, MANSCDP, document->text, document->length);
	return eXosip_insubscription_send_request(party.context, did, request);
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
	code = eXosip_insubscription_build_answer(party.context, event->tid, status, &answer);
	if (code == OSIP_SUCCESS && status == 200)
		osip_message_set_header(answer, "Event", osip_header_get_value(package));
	if (code == OSIP_SUCCESS)
		code = eXosip_insubscription_send_answer(party.context, event->tid, status, answer);
	if (code == OSIP_SUCCESS && status == 200 && !is_end)
		code = notify(event->did, osip_header_get_value(package), &document);
	if (code != OSIP_SUCCESS)
		failed("SUBSCRIBE not answered", code);
}

/* ---- Streams. ---- */

static void refuse(int tid, int status)
{
	int code = eXosip_call_send_answer(party.context, tid, status, NULL);

	if (code != OSIP_SUCCESS)
		failed("not refused", code);
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
	if (write_answer(event, device.id, description, sizeof description) != OSIP_SUCCESS) {
		refuse(event->tid, 488);
		return;
	}
	code = eXosip_call_build_answer(party.context, event->tid, 200, &answer);
	if (code == OSIP_SUCCESS) {
		set_body(answer, "APPLICATION/SDP", description, strlen(description));
		code = eXosip_call_send_answer(party.context, event->tid, 200, answer);
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
	code = eXosip_call_build_answer(party.context, event->tid, status, &answer);
	if (code == OSIP_SUCCESS)
		code = eXosip_call_send_answer(party.context, event->tid, status, answer);
	if (code != OSIP_SUCCESS)
		failed("INFO not answered", code);
	else if (status == 200 && strncmp(body->body, "PLAY", 4) == 0)
		device.played = send_notification("MediaStatus", "<NotifyType>121</NotifyType>") > 0;
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
			eXosip_default_action(party.context, event);
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
		if (event->did == device.dialog)
			device.dialog = 0;
		break;
	default:
		break;
	}
}

static int run(void)
{
	double end = seconds() + 60;

	eXosip_lock(party.context);
	if (send_register(3600) != OSIP_SUCCESS)
		end = 0;
	eXosip_unlock(party.context);
	while (device.leaving != 2 && device.missed < 3 && seconds() < end) {
		eXosip_event_t *event = eXosip_event_wait(party.context, 0, 50);

		eXosip_lock(party.context);
		eXosip_automatic_action(party.context);
		if (event)
			handle(event);
		if (device.registered && seconds() >= device.next_keepalive) {
			send_keepalive();
			end = seconds() + 2 * KEEPALIVE_SECONDS;
		}
		if (device.played && device.dialog == 0 && !device.leaving) {
			device.leaving = 1;
			send_register(0);
		}
		eXosip_unlock(party.context);
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
	snprintf(party.peer, sizeof party.peer, "<%s>", argv[1]);
	code = open_party("device", "platform", device.id, strstr(argv[1], ";transport=tcp") != NULL, 0);
	if (code == OSIP_SUCCESS) {
		eXosip_add_authentication_info(party.context, device.id, device.id, argv[3], NULL, NULL);
		result = run();
	} else
		failed("cannot listen", code);
	close_party();
	return result;
}
