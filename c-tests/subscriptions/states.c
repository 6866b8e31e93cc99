/* States that the library shows to subscribers of another program: presence, waiting messages, calls; each change is notified. */
#include "../calls/two_phones.h"

#include <eXosip2/eX_ext.h>

static struct phones *phones;

static void subscribe(const char *package)
{
	osip_message_t *request = NULL;
	eXosip_event_t *event;

	eXosip_lock(phones->caller);
	CHECK_INT(eXosip_subscription_build_initial_subscribe(phones->caller, &request, phones->to, phones->from, NULL, package, 600), 0);
	CHECK(eXosip_subscription_send_initial_request(phones->caller, request) > 0);
	eXosip_unlock(phones->caller);
	event = await(phones->callee, EXOSIP_IN_SUBSCRIPTION_NEW);
	eXosip_lock(phones->callee);
	CHECK_INT(eXosip_insubscription_automatic(phones->callee, event), 0);
	eXosip_unlock(phones->callee);
	eXosip_event_free(event);
}

/* The next NOTIFY has this type and a document in which `part` stands. */
static void expect_state(const char *type, const char *part, int state)
{
	eXosip_event_t *event = await(phones->caller, EXOSIP_SUBSCRIPTION_NOTIFY);
	osip_body_t *body = NULL;

	CHECK_INT(event->ss_status, state);
	if (part != NULL) {
		const osip_content_type_t *found = event->request->content_type;

		CHECK(found != NULL && strcmp(found->subtype, type) == 0);
		CHECK(osip_message_get_body(event->request, 0, &body) == 0 && strstr(body->body, part) != NULL);
	}
	eXosip_event_free(event);
	skip(phones->callee, EXOSIP_NOTIFICATION_ANSWERED);
}

static int set_state(const char *package, const char *type, const char *document)
{
	int code;

	eXosip_lock(phones->callee);
	code = eXosip_insubscription_set_state(phones->callee, package, type, document);
	eXosip_unlock(phones->callee);
	return code;
}

static void presence(void)
{
	char *open = eXosip_build_presence("sip:bob@example.test", 1, "at his desk & free");
	char *closed = eXosip_build_presence("sip:bob@example.test", 0, NULL);

	CHECK_INT(set_state("presence", "application/pidf+xml", open), 0);
	subscribe("presence");
	expect_state("pidf+xml", "<note>at his desk &amp; free</note>", EXOSIP_SUBCRSTATE_ACTIVE);
	CHECK_INT(set_state("presence", "application/pidf+xml", closed), 0);
	expect_state("pidf+xml", "<basic>closed</basic>", EXOSIP_SUBCRSTATE_ACTIVE);
	CHECK_INT(set_state("presence", NULL, NULL), 0);
	expect_state(NULL, NULL, EXOSIP_SUBCRSTATE_TERMINATED);
	osip_free(open);
	osip_free(closed);
}

static void waiting_messages(void)
{
	char *summary = eXosip_build_message_summary("sip:bob@example.test", 1, 2, 0, 0);

	CHECK_INT(set_state("message-summary", "application/simple-message-summary", summary), 0);
	subscribe("message-summary");
	expect_state("simple-message-summary", "Messages-Waiting: yes", EXOSIP_SUBCRSTATE_ACTIVE);
	osip_free(summary);
	summary = eXosip_build_message_summary(NULL, 0, 3, 0, 0);
	CHECK_INT(set_state("message-summary", "application/simple-message-summary", summary), 0);
	expect_state("simple-message-summary", "Voice-Message: 0/3 (0/0)", EXOSIP_SUBCRSTATE_ACTIVE);
	osip_free(summary);
}

static void calls(void)
{
	eXosip_event_t *event;
	int on = 1, cid;

	CHECK_INT(eXosip_set_option(phones->callee, EXOSIP_OPT_NOTIFY_DIALOGS, &on), 0);
	subscribe("dialog");
	expect_state("dialog-info+xml", "version=\"0\"", EXOSIP_SUBCRSTATE_ACTIVE);
	cid = call(phones);
	event = await(phones->callee, EXOSIP_CALL_INVITE);
	expect_state("dialog-info+xml", "<state>early</state>", EXOSIP_SUBCRSTATE_ACTIVE);
	CHECK_INT(answer(phones->callee, event->tid, 200), 0);
	eXosip_event_free(event);
	event = await(phones->caller, EXOSIP_CALL_ANSWERED);
	acknowledge(phones->caller, event->tid);
	expect_state("dialog-info+xml", "<state>confirmed</state>", EXOSIP_SUBCRSTATE_ACTIVE);
	CHECK_INT(hang_up(phones->caller, cid, event->did), 0);
	eXosip_event_free(event);
	expect_state("dialog-info+xml", "sip:", EXOSIP_SUBCRSTATE_ACTIVE);
}

static void arguments(void)
{
	eXosip_lock(phones->callee);
	ROW("no context", OSIP_BADPARAMETER, eXosip_insubscription_set_state(NULL, "presence", "a/b", "x"));
	ROW("no package", OSIP_BADPARAMETER, eXosip_insubscription_set_state(phones->callee, NULL, "a/b", "x"));
	ROW("no token", OSIP_BADPARAMETER, eXosip_insubscription_set_state(phones->callee, "a b", "a/b", "x"));
	ROW("no type", OSIP_BADPARAMETER, eXosip_insubscription_set_state(phones->callee, "presence", NULL, "x"));
	ROW("odd type", OSIP_SYNTAXERROR, eXosip_insubscription_set_state(phones->callee, "presence", "x", "x"));
	ROW("no document", OSIP_NOTFOUND, eXosip_insubscription_set_state(phones->callee, "other", "a/b", NULL));
	eXosip_unlock(phones->callee);
	CHECK(eXosip_build_presence(NULL, 1, NULL) == NULL);
	CHECK(eXosip_build_message_summary(NULL, -1, 0, 0, 0) == NULL);
	CHECK(eXosip_build_message_summary("a\nb", 0, 0, 0, 0) == NULL);
}

int main(void)
{
	phones = open_phones(IPPROTO_UDP, AF_INET);
	arguments();
	presence();
	waiting_messages();
	calls();
	close_phones(phones);
	return report();
}
