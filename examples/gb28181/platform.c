/* A GB28181 platform: it lets one device register with digest, asks it for what it has, subscribes to its changes, plays it live and from its recordings, and checks each
 * document byte for byte.
 *
 *   platform udp|tcp PORT DEVICE PASSWORD        platform udp 5060 34020000001320000001 12345678
 *
 *   cc platform.c -o platform $(pkg-config --cflags --libs libeXosip2)
 *
 * It ends with exit code 0 once the device has unregistered after all that. */
#include <osip2/osip_mt.h>

#include "registrar.h"
#include "stream.h"

#define ID "34020000002000000001"
#define PATIENCE 30 /* seconds for one step */

/* What the conversation has reached. Each step begins with what the platform sends. */
enum step { REGISTERING, KEEPALIVE, DEVICE_INFO, CATALOG, RECORD_INFO, CATALOG_CHANGES, POSITIONS, LIVE, LIVE_ENDS, PLAYBACK, PAUSING, PLAYING, FILE_ENDS, PLAYBACK_ENDS, LEAVING, DONE };

static struct {
	enum step step;
	double deadline;
	int cid, did; /* the stream */
} platform;

/* A check of what the device sent. */
static int expect(int condition, const char *what)
{
	printf("%s: %s\n", condition ? "ok" : "WRONG", what);
	party.failures += !condition;
	return condition;
}

/* ---- Requests of the platform. ---- */

static void write_query(struct document *document, const char *command)
{
	begin(document, "Query", command, "7", registrar.device);
	end(document, "Query");
}

static void query(const char *command)
{
	static struct document document;

	write_query(&document, command);
	send_message(&document);
}

static void subscribe(const char *package, const char *command)
{
	static struct document document;
	osip_message_t *request = NULL;
	int code = eXosip_subscription_build_initial_subscribe(party.context, &request, party.peer, party.from, NULL, package, 600);

	write_query(&document, command);
	if (code == OSIP_SUCCESS) {
		set_body(request, MANSCDP, document.text, document.length);
		code = eXosip_subscription_send_initial_request(party.context, request);
	}
	if (code < 0)
		failed("SUBSCRIBE not sent", code);
}

static const char *stream_name(void)
{
	return platform.step == LIVE ? "Play" : "Playback";
}

static const char *stream_ssrc(void)
{
	return platform.step == LIVE ? "0100000001" : "1100000001";
}

static void invite(const char *times)
{
	osip_message_t *request = NULL;
	char subject[128], description[1024];
	int code;

	snprintf(subject, sizeof subject, "%s:%s," ID ":0", registrar.device, stream_ssrc());
	write_offer(description, sizeof description, ID, registrar.device, stream_name(), times, stream_ssrc());
	code = eXosip_call_build_initial_invite(party.context, &request, party.peer, party.from, NULL, subject);
	if (code == OSIP_SUCCESS) {
		set_body(request, "APPLICATION/SDP", description, strlen(description));
		code = platform.cid = eXosip_call_send_initial_invite(party.context, request);
	}
	if (code < 0)
		failed("INVITE not sent", code);
}

static void control(const char *command)
{
	osip_message_t *request = NULL;
	int code = eXosip_call_build_info(party.context, platform.did, &request);

	if (code == OSIP_SUCCESS) {
		set_body(request, "Application/MANSRTSP", command, strlen(command));
		code = eXosip_call_send_request(party.context, platform.did, request);
	}
	if (code != OSIP_SUCCESS)
		failed("INFO not sent", code);
}

static void hang_up(void)
{
	int code = eXosip_call_terminate(party.context, platform.cid, platform.did);

	if (code != OSIP_SUCCESS)
		failed("BYE not sent", code);
}

static void next(enum step step)
{
	platform.step = step;
	platform.deadline = seconds() + PATIENCE;
	switch (step) {
	case DEVICE_INFO: query("DeviceInfo"); break;
	case CATALOG: query("Catalog"); break;
	case RECORD_INFO: query("RecordInfo"); break;
	case CATALOG_CHANGES: subscribe("Catalog;id=1", "Catalog"); break;
	case POSITIONS: subscribe("presence", "MobilePosition"); break;
	case LIVE: invite("0 0"); break;
	case PLAYBACK: invite("1767225600 1767229200"); break;
	case PAUSING: control("PAUSE MANSRTSP/1.0\r\nCSeq: 1\r\nPauseTime: now\r\n"); break;
	case PLAYING: control("PLAY MANSRTSP/1.0\r\nCSeq: 2\r\nRange: npt=now-\r\n"); break;
	case LIVE_ENDS:
	case PLAYBACK_ENDS: hang_up(); break;
	default: break;
	}
}

/* ---- What the device sends. ---- */

static int same(osip_body_t *body, const struct document *document)
{
	return body->length == document->length && memcmp(body->body, document->text, document->length) == 0;
}

static void read_message(osip_body_t *body)
{
	static struct document document;
	char command[32];

	element(body->body, "CmdType", command, sizeof command);
	if (strcmp(command, "Keepalive") == 0 && platform.step == KEEPALIVE) {
		next(DEVICE_INFO);
	} else if (strcmp(command, "DeviceInfo") == 0 && platform.step == DEVICE_INFO) {
		build_device_info(&document, "7", registrar.device);
		expect(same(body, &document), "DeviceInfo byte for byte");
		next(CATALOG);
	} else if (strcmp(command, "Catalog") == 0 && platform.step == CATALOG) {
		build_catalog(&document, "7", registrar.device);
		expect(document.length == CATALOG_SIZE && same(body, &document), "a Catalog of 60000 bytes, byte for byte");
		next(RECORD_INFO);
	} else if (strcmp(command, "RecordInfo") == 0 && platform.step == RECORD_INFO) {
		build_record_info(&document, "7", registrar.device);
		expect(same(body, &document), "RecordInfo byte for byte");
		next(CATALOG_CHANGES);
	} else if (strcmp(command, "MediaStatus") == 0 && (platform.step == PLAYING || platform.step == FILE_ENDS)) {
		expect(strstr(body->body, "<NotifyType>121<") != NULL, "the device says that the file has ended");
		next(PLAYBACK_ENDS);
	}
}

/* A NOTIFY, which the library has answered. */
static void read_notify(eXosip_event_t *event)
{
	static struct document document;
	osip_body_t *body = NULL;

	if (osip_message_get_body(event->request, 0, &body) < 0 || body->body == NULL) {
		expect(0, "a NOTIFY without a document");
	} else if (platform.step == CATALOG_CHANGES) {
		build_catalog_change(&document, "7", registrar.device);
		expect(same(body, &document) && event->ss_status == EXOSIP_SUBCRSTATE_ACTIVE, "a change of the Catalog byte for byte");
		next(POSITIONS);
	} else if (platform.step == POSITIONS) {
		build_position(&document, "7", registrar.device);
		expect(same(body, &document) && event->ss_status == EXOSIP_SUBCRSTATE_ACTIVE, "a MobilePosition byte for byte");
		next(LIVE);
	}
}

static void answer_message(eXosip_event_t *event)
{
	osip_body_t *body = NULL;
	int code, known = strcmp(osip_message_get_method(event->request), "MESSAGE") == 0, status = known ? 200 : 501;

	if (osip_message_get_body(event->request, 0, &body) < 0 || body->body == NULL)
		status = known ? 400 : 501;
	code = eXosip_message_send_answer(party.context, event->tid, status, NULL);
	if (code != OSIP_SUCCESS)
		failed("MESSAGE not answered", code);
	if (status == 200)
		read_message(body);
}

/* 200 to INVITE: checks the description, and acknowledges. */
static void acknowledge(eXosip_event_t *event)
{
	osip_message_t *ack = NULL;
	int code;

	expect(describes(event, stream_name(), stream_ssrc()), stream_name());
	platform.did = event->did;
	code = eXosip_call_build_ack(party.context, event->tid, &ack);
	if (code == OSIP_SUCCESS)
		code = eXosip_call_send_ack(party.context, event->tid, ack);
	if (code != OSIP_SUCCESS)
		failed("ACK not sent", code);
	next(platform.step == LIVE ? LIVE_ENDS : PAUSING);
}

/* A REGISTER, which the registrar answers. */
static void accept_register(eXosip_event_t *event)
{
	int seconds_granted = answer_register(event);

	if (seconds_granted > 0 && platform.step == REGISTERING)
		next(KEEPALIVE);
	else if (seconds_granted == 0 && expect(platform.step == LEAVING, "the device unregisters at the end"))
		next(DONE);
}

static void handle(eXosip_event_t *event)
{
	switch (event->type) {
	case EXOSIP_MESSAGE_NEW:
		if (strcmp(osip_message_get_method(event->request), "REGISTER") == 0)
			accept_register(event);
		else
			answer_message(event);
		break;
	case EXOSIP_SUBSCRIPTION_NOTIFY: read_notify(event); break;
	case EXOSIP_CALL_ANSWERED: acknowledge(event); break;
	case EXOSIP_CALL_MESSAGE_ANSWERED:
		if (platform.step == PAUSING)
			next(PLAYING);
		else if (platform.step == PLAYING)
			platform.step = FILE_ENDS;
		else if (platform.step == LIVE_ENDS)
			next(PLAYBACK);
		else if (platform.step == PLAYBACK_ENDS)
			next(LEAVING);
		break;
	case EXOSIP_MESSAGE_REQUESTFAILURE:
	case EXOSIP_SUBSCRIPTION_NOANSWER:
	case EXOSIP_SUBSCRIPTION_REQUESTFAILURE:
	case EXOSIP_CALL_NOANSWER:
	case EXOSIP_CALL_REQUESTFAILURE:
	case EXOSIP_CALL_MESSAGE_REQUESTFAILURE:
		expect(0, event->textinfo);
		break;
	default: break;
	}
}

static int run(void)
{
	double lingering = 0;

	platform.deadline = seconds() + PATIENCE;
	while (lingering == 0 || seconds() < lingering) {
		eXosip_event_t *event = eXosip_event_wait(party.context, 0, 50);

		eXosip_lock(party.context);
		eXosip_automatic_action(party.context);
		if (event)
			handle(event);
		eXosip_unlock(party.context);
		eXosip_event_free(event);
		if (platform.step == DONE && lingering == 0)
			lingering = seconds() + 0.2; /* the last answer leaves */
		if (platform.step != DONE && (seconds() > platform.deadline || party.failures)) {
			printf("WRONG: ended at step %d\n", platform.step);
			return 1;
		}
	}
	return party.failures ? 1 : 0;
}

int main(int argc, char **argv)
{
	int code, result = 1;

	if (argc != 5) {
		fprintf(stderr, "usage: %s udp|tcp PORT DEVICE PASSWORD\n", argv[0]);
		return 2;
	}
	registrar.device = argv[3];
	registrar.password = argv[4];
	snprintf(registrar.nonce, sizeof registrar.nonce, "%08x%08x", (unsigned)osip_build_random_number(), (unsigned)osip_build_random_number());
	code = open_party("platform", "device", ID, strcmp(argv[1], "tcp") == 0, atoi(argv[2]));
	if (code == OSIP_SUCCESS) {
		printf("ready\n");
		fflush(stdout);
		result = run();
	} else
		failed("cannot listen", code);
	close_party();
	return result;
}
