/* A GB28181 platform: it lets one device register with digest, asks it for what it has, subscribes to its changes, plays it live and from its recordings, and checks each
 * document byte for byte.
 *
 *   platform udp|tcp PORT DEVICE PASSWORD        platform udp 5060 34020000001320000001 12345678
 *
 *   cc platform.c -o platform $(pkg-config --cflags --libs libeXosip2)
 *
 * It ends with exit code 0 once the device has unregistered after all that. */
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <osip2/osip_mt.h>
#include <osipparser2/osip_md5.h>

#include "../ladder.h"
#include "manscdp.h"

#define ID "34020000002000000001"
#define DOMAIN "3402000000"
#define PATIENCE 30 /* seconds for one step */

/* What the conversation has reached. Each step begins with what the platform sends. */
enum step { REGISTERING, KEEPALIVE, DEVICE_INFO, CATALOG, RECORD_INFO, CATALOG_CHANGES, POSITIONS, LIVE, LIVE_ENDS, PLAYBACK, PAUSING, PLAYING, FILE_ENDS, PLAYBACK_ENDS, LEAVING, DONE };

static struct {
	struct eXosip_t *context;
	const char *device, *password;
	char nonce[33];
	char target[256]; /* <Contact of the device> */
	char from[64];
	enum step step;
	double deadline;
	int failures;
	int cid, did; /* the stream */
} platform = {.from = "<sip:" ID "@" DOMAIN ">"};

static int failed(const char *what, int code)
{
	fprintf(stderr, "platform: %s: %s\n", what, osip_strerror(code));
	platform.failures++;
	return code;
}

/* A check of what the device sent. */
static int expect(int condition, const char *what)
{
	printf("%s: %s\n", condition ? "ok" : "WRONG", what);
	platform.failures += !condition;
	return condition;
}

/* ---- Registration: the platform is the registrar. ---- */

static void md5(char *hex, const char *a, const char *b, const char *c)
{
	osip_MD5_CTX sum;
	unsigned char digest[16];
	char text[512];
	int at;

	snprintf(text, sizeof text, "%s:%s%s%s", a, b, c[0] ? ":" : "", c);
	osip_MD5Init(&sum);
	osip_MD5Update(&sum, (unsigned char *)text, (unsigned int)strlen(text));
	osip_MD5Final(digest, &sum);
	for (at = 0; at < 16; at++)
		sprintf(hex + 2 * at, "%02x", digest[at]);
}

/* The text without its quotation marks, "" for NULL. */
static const char *unquoted(const char *text, char *to, size_t size)
{
	size_t length = text ? strlen(text) : 0;

	if (length >= 2 && text[0] == '"')
		snprintf(to, size, "%.*s", (int)length - 2, text + 1);
	else
		snprintf(to, size, "%s", text ? text : "");
	return to;
}

static int proves_password(osip_message_t *request)
{
	osip_authorization_t *credentials = NULL;
	char user[64], realm[64], nonce[64], uri[256], cnonce[128], qop[16], response[64], ha1[33], ha2[33], middle[256], wanted[33];

	if (osip_message_get_authorization(request, 0, &credentials) < 0)
		return 0;
	unquoted(osip_authorization_get_username(credentials), user, sizeof user);
	unquoted(osip_authorization_get_realm(credentials), realm, sizeof realm);
	unquoted(osip_authorization_get_nonce(credentials), nonce, sizeof nonce);
	unquoted(osip_authorization_get_uri(credentials), uri, sizeof uri);
	unquoted(osip_authorization_get_cnonce(credentials), cnonce, sizeof cnonce);
	unquoted(osip_authorization_get_message_qop(credentials), qop, sizeof qop);
	unquoted(osip_authorization_get_response(credentials), response, sizeof response);
	md5(ha1, user, realm, platform.password);
	md5(ha2, "REGISTER", uri, "");
	if (qop[0])
		snprintf(middle, sizeof middle, "%s:%s:%s:%s", nonce, osip_authorization_get_nonce_count(credentials) ? osip_authorization_get_nonce_count(credentials) : "",
			 cnonce, qop);
	else
		snprintf(middle, sizeof middle, "%s", nonce);
	md5(wanted, ha1, middle, ha2);
	return strcmp(user, platform.device) == 0 && strcmp(realm, DOMAIN) == 0 && strcmp(nonce, platform.nonce) == 0 && strcmp(response, wanted) == 0;
}

static int expires_of(osip_message_t *request)
{
	osip_header_t *header = NULL;

	if (osip_message_get_expires(request, 0, &header) < 0 || osip_header_get_value(header) == NULL)
		return 3600;
	return atoi(osip_header_get_value(header));
}

/* Contact, Expires and Date of the 200. */
static int grant(osip_message_t *request, osip_message_t *answer)
{
	osip_contact_t *contact = NULL;
	char *text = NULL, value[64];
	time_t now = time(NULL);
	int code = OSIP_SYNTAXERROR;

	if (osip_message_get_contact(request, 0, &contact) < 0 || osip_contact_get_url(contact) == NULL)
		return code;
	code = osip_uri_to_str(osip_contact_get_url(contact), &text);
	if (code != OSIP_SUCCESS)
		return code;
	snprintf(platform.target, sizeof platform.target, "<%s>", text);
	osip_free(text);
	code = osip_message_set_contact(answer, platform.target);
	snprintf(value, sizeof value, "%d", expires_of(request));
	if (code == OSIP_SUCCESS)
		code = osip_message_set_expires(answer, value);
	strftime(value, sizeof value, "%Y-%m-%dT%H:%M:%S.000", gmtime(&now)); /* as GB28181 wants it */
	return code == OSIP_SUCCESS ? osip_message_set_date(answer, value) : code;
}

static void next(enum step step);

static void answer_register(eXosip_event_t *event)
{
	osip_message_t *answer = NULL;
	char challenge[256];
	int granted = proves_password(event->request), status = granted ? 200 : 401, code;

	code = eXosip_message_build_answer(platform.context, event->tid, status, &answer);
	if (code != OSIP_SUCCESS) {
		failed("REGISTER not answered", code);
		return;
	}
	snprintf(challenge, sizeof challenge, "Digest realm=\"" DOMAIN "\", nonce=\"%s\", algorithm=MD5, qop=\"auth\"", platform.nonce);
	code = granted ? grant(event->request, answer) : osip_message_set_www_authenticate(answer, challenge);
	if (code != OSIP_SUCCESS) {
		osip_message_free(answer);
		eXosip_message_send_answer(platform.context, event->tid, 400, NULL);
		failed("REGISTER refused", code);
		return;
	}
	code = eXosip_message_send_answer(platform.context, event->tid, status, answer);
	if (code != OSIP_SUCCESS)
		failed("REGISTER not answered", code);
	if (!granted)
		return;
	if (expires_of(event->request) > 0 && platform.step == REGISTERING)
		next(KEEPALIVE);
	else if (expires_of(event->request) == 0 && expect(platform.step == LEAVING, "the device unregisters at the end"))
		next(DONE);
}

/* ---- Requests of the platform. ---- */

static void query(const char *command)
{
	static struct document document;
	osip_message_t *request = NULL;
	int code;

	begin(&document, "Query", command, "7", platform.device);
	end(&document, "Query");
	code = eXosip_message_build_request(platform.context, &request, "MESSAGE", platform.target, platform.from, NULL);
	if (code == OSIP_SUCCESS) {
		osip_message_set_content_type(request, "Application/MANSCDP+xml");
		osip_message_set_body(request, document.text, document.length);
		code = eXosip_message_send_request(platform.context, request);
	}
	if (code < 0)
		failed(command, code);
}

static void subscribe(const char *package, const char *command)
{
	static struct document document;
	osip_message_t *request = NULL;
	int code = eXosip_subscription_build_initial_subscribe(platform.context, &request, platform.target, platform.from, NULL, package, 600);

	begin(&document, "Query", command, "7", platform.device);
	end(&document, "Query");
	if (code == OSIP_SUCCESS) {
		osip_message_set_content_type(request, "Application/MANSCDP+xml");
		osip_message_set_body(request, document.text, document.length);
		code = eXosip_subscription_send_initial_request(platform.context, request);
	}
	if (code < 0)
		failed("SUBSCRIBE not sent", code);
}

static void invite(const char *name, const char *times, const char *ssrc)
{
	osip_message_t *request = NULL;
	char subject[128], description[1024];
	int code;

	snprintf(subject, sizeof subject, "%s:%s," ID ":0", platform.device, ssrc);
	snprintf(description, sizeof description,
		 "v=0\r\no=" ID " 0 0 IN IP4 127.0.0.1\r\ns=%s\r\nu=%s:0\r\nc=IN IP4 127.0.0.1\r\nt=%s\r\nm=video 30000 RTP/AVP 96\r\n"
		 "a=recvonly\r\na=rtpmap:96 PS/90000\r\ny=%s\r\nf=v/2/5/25/1/4096a///\r\n", name, platform.device, times, ssrc);
	code = eXosip_call_build_initial_invite(platform.context, &request, platform.target, platform.from, NULL, subject);
	if (code == OSIP_SUCCESS) {
		osip_message_set_content_type(request, "APPLICATION/SDP");
		osip_message_set_body(request, description, strlen(description));
		code = platform.cid = eXosip_call_send_initial_invite(platform.context, request);
	}
	if (code < 0)
		failed("INVITE not sent", code);
}

static void control(const char *command)
{
	osip_message_t *request = NULL;
	int code = eXosip_call_build_info(platform.context, platform.did, &request);

	if (code == OSIP_SUCCESS) {
		osip_message_set_content_type(request, "Application/MANSRTSP");
		osip_message_set_body(request, command, strlen(command));
		code = eXosip_call_send_request(platform.context, platform.did, request);
	}
	if (code != OSIP_SUCCESS)
		failed("INFO not sent", code);
}

static void hang_up(void)
{
	int code = eXosip_call_terminate(platform.context, platform.cid, platform.did);

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
	case LIVE: invite("Play", "0 0", "0100000001"); break;
	case PLAYBACK: invite("Playback", "1767225600 1767229200", "1100000001"); break;
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
		build_device_info(&document, "7", platform.device);
		expect(same(body, &document), "DeviceInfo byte for byte");
		next(CATALOG);
	} else if (strcmp(command, "Catalog") == 0 && platform.step == CATALOG) {
		build_catalog(&document, "7", platform.device);
		expect(document.length == CATALOG_SIZE && same(body, &document), "a Catalog of 60000 bytes, byte for byte");
		next(RECORD_INFO);
	} else if (strcmp(command, "RecordInfo") == 0 && platform.step == RECORD_INFO) {
		build_record_info(&document, "7", platform.device);
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
		build_catalog_change(&document, "7", platform.device);
		expect(same(body, &document) && event->ss_status == EXOSIP_SUBCRSTATE_ACTIVE, "a change of the Catalog byte for byte");
		next(POSITIONS);
	} else if (platform.step == POSITIONS) {
		build_position(&document, "7", platform.device);
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
	code = eXosip_message_send_answer(platform.context, event->tid, status, NULL);
	if (code != OSIP_SUCCESS)
		failed("MESSAGE not answered", code);
	if (status == 200)
		read_message(body);
}

/* 200 to INVITE: checks the description, which the library reads with its lines y= and f=, and acknowledges. */
static void acknowledge(eXosip_event_t *event)
{
	sdp_message_t *sdp = eXosip_get_remote_sdp(platform.context, event->did);
	osip_message_t *ack = NULL;
	osip_body_t *body = NULL;
	char ssrc[32] = "";
	const char *name, *wanted = platform.step == LIVE ? "Play" : "Playback";
	int code;

	if (expect(sdp != NULL, "the answer of the device is SDP")) {
		name = sdp_message_s_name_get(sdp);
		if (osip_message_get_body(event->response, 0, &body) >= 0)
			sdp_line(body->body, 'y', ssrc, sizeof ssrc);
		expect(name && strcmp(name, wanted) == 0 && strcmp(ssrc, platform.step == LIVE ? "0100000001" : "1100000001") == 0, wanted);
	}
	sdp_message_free(sdp);
	platform.did = event->did;
	code = eXosip_call_build_ack(platform.context, event->tid, &ack);
	if (code == OSIP_SUCCESS)
		code = eXosip_call_send_ack(platform.context, event->tid, ack);
	if (code != OSIP_SUCCESS)
		failed("ACK not sent", code);
	next(platform.step == LIVE ? LIVE_ENDS : PAUSING);
}

static void handle(eXosip_event_t *event)
{
	switch (event->type) {
	case EXOSIP_MESSAGE_NEW:
		if (strcmp(osip_message_get_method(event->request), "REGISTER") == 0)
			answer_register(event);
		else
			answer_message(event);
		break;
	case EXOSIP_SUBSCRIPTION_NOTIFY:
		read_notify(event);
		break;
	case EXOSIP_CALL_ANSWERED:
		acknowledge(event);
		break;
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
	default:
		break;
	}
}

static int run(void)
{
	double lingering = 0;

	platform.deadline = seconds() + PATIENCE;
	while (lingering == 0 || seconds() < lingering) {
		eXosip_event_t *event = eXosip_event_wait(platform.context, 0, 50);

		eXosip_lock(platform.context);
		eXosip_automatic_action(platform.context);
		if (event)
			handle(event);
		eXosip_unlock(platform.context);
		eXosip_event_free(event);
		if (platform.step == DONE && lingering == 0)
			lingering = seconds() + 0.2; /* the last answer leaves */
		if (platform.step != DONE && (seconds() > platform.deadline || platform.failures)) {
			printf("WRONG: ended at step %d\n", platform.step);
			return 1;
		}
	}
	return platform.failures ? 1 : 0;
}

int main(int argc, char **argv)
{
	int code, result = 1;

	if (argc != 5) {
		fprintf(stderr, "usage: %s udp|tcp PORT DEVICE PASSWORD\n", argv[0]);
		return 2;
	}
	platform.device = argv[3];
	platform.password = argv[4];
	ladder.self = "platform";
	ladder.peer = "device";

	platform.context = eXosip_malloc();
	if (platform.context == NULL || eXosip_init(platform.context) != OSIP_SUCCESS)
		return 1;
	eXosip_set_cbsip_message(platform.context, ladder_show);
	snprintf(platform.nonce, sizeof platform.nonce, "%08x%08x", (unsigned)osip_build_random_number(), (unsigned)osip_build_random_number());
	code = eXosip_listen_addr(platform.context, strcmp(argv[1], "tcp") == 0 ? IPPROTO_TCP : IPPROTO_UDP, NULL, atoi(argv[2]), AF_INET, 0);
	if (code == OSIP_SUCCESS) {
		printf("ready\n");
		fflush(stdout);
		result = run();
	} else
		failed("cannot listen", code);
	eXosip_quit(platform.context);
	osip_free(platform.context);
	return result;
}
