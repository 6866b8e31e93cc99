/* A subscription between two programs, over UDP, TCP and TLS: asked for, accepted, notified, refreshed, ended; refused; forgotten. */
#include "../calls/two_phones.h"

static osip_message_t *subscribe_to(struct phones *phones, const char *event, int expires)
{
	osip_message_t *request = NULL;

	CHECK_INT(eXosip_subscription_build_initial_subscribe(phones->caller, &request, phones->to, phones->from, NULL, event,
							      expires),
		  0);
	return request;
}

static int subscribe(struct phones *phones, const char *event)
{
	int sid;

	eXosip_lock(phones->caller);
	sid = eXosip_subscription_send_initial_request(phones->caller, subscribe_to(phones, event, 60));
	CHECK(sid > 0);
	eXosip_unlock(phones->caller);
	return sid;
}

static void accept_subscription(struct eXosip_t *context, int tid)
{
	osip_message_t *answer = NULL;

	eXosip_lock(context);
	CHECK_INT(eXosip_insubscription_build_answer(context, tid, 202, &answer), 0);
	CHECK_INT(eXosip_insubscription_send_answer(context, tid, 202, answer), 0);
	/* Over TCP no repetition is expected, and the transaction has ended. */
	CHECK(eXosip_insubscription_send_answer(context, tid, 486, NULL) < 0);
	eXosip_unlock(context);
}

static void notify(struct eXosip_t *context, int did, int state, int reason)
{
	osip_message_t *request = NULL;

	eXosip_lock(context);
	CHECK_INT(eXosip_insubscription_build_notify(context, did, state, reason, &request), 0);
	osip_message_set_header(request, "Event", "presence");
	osip_message_set_body(request, "<presence/>", 11);
	osip_message_set_content_type(request, "application/pidf+xml");
	CHECK_INT(eXosip_insubscription_send_request(context, did, request), 0);
	eXosip_unlock(context);
}

static void refresh(struct eXosip_t *context, int did, const char *expires)
{
	osip_message_t *request = NULL;

	eXosip_lock(context);
	CHECK_INT(eXosip_subscription_build_refresh_request(context, did, &request), 0);
	osip_message_set_expires(request, expires);
	osip_message_set_header(request, "Event", "presence");
	CHECK_INT(eXosip_subscription_send_refresh_request(context, did, request), 0);
	eXosip_unlock(context);
}

static struct eXosip_stats statistics(struct eXosip_t *context)
{
	struct eXosip_stats stats = {0};

	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_GET_STATISTICS, &stats), 0);
	return stats;
}

static void presence(struct phones *phones)
{
	int sid = subscribe(phones, "presence"), did, their_did, nid;
	eXosip_event_t *event = await(phones->callee, EXOSIP_IN_SUBSCRIPTION_NEW);
	osip_body_t *body = NULL;

	CHECK_TEXT(event->textinfo, "New incoming SUBSCRIBE!");
	CHECK(event->response == NULL && event->nid > 0 && event->did > 0);
	nid = event->nid;
	their_did = event->did;
	accept_subscription(phones->callee, event->tid);
	eXosip_event_free(event);
	event = await(phones->caller, EXOSIP_SUBSCRIPTION_ANSWERED);
	CHECK_INT(event->sid, sid);
	CHECK_INT(event_status(event), 202);
	CHECK_TEXT(event->response->reason_phrase, "Accepted subscription");
	did = event->did;
	eXosip_event_free(event);
	CHECK_INT(statistics(phones->caller).allocated_subscriptions, 1);
	CHECK_INT(statistics(phones->callee).allocated_insubscriptions, 1);
	notify(phones->callee, their_did, EXOSIP_SUBCRSTATE_ACTIVE, 0);
	event = await(phones->caller, EXOSIP_SUBSCRIPTION_NOTIFY);
	CHECK_INT(event->did, did);
	CHECK_INT(event->ss_status, EXOSIP_SUBCRSTATE_ACTIVE);
	CHECK_INT(osip_message_get_body(event->request, 0, &body), 0);
	CHECK_TEXT(body->body, "<presence/>");
	eXosip_event_free(event);
	event = await(phones->callee, EXOSIP_NOTIFICATION_ANSWERED);
	CHECK_INT(event->nid, nid);
	CHECK_INT(event_status(event), 200);
	CHECK_TEXT(event->textinfo, "");
	eXosip_event_free(event);
	refresh(phones->caller, did, "0");
	event = await(phones->callee, EXOSIP_IN_SUBSCRIPTION_NEW);
	CHECK_INT(event->did, their_did);
	CHECK_INT(event->ss_status, EXOSIP_SUBCRSTATE_TERMINATED);
	CHECK_INT(event->ss_reason, TIMEOUT);
	accept_subscription(phones->callee, event->tid);
	eXosip_event_free(event);
	skip(phones->caller, EXOSIP_SUBSCRIPTION_ANSWERED);
	notify(phones->callee, their_did, EXOSIP_SUBCRSTATE_TERMINATED, TIMEOUT);
	event = await(phones->caller, EXOSIP_SUBSCRIPTION_NOTIFY);
	CHECK_INT(event->ss_status, EXOSIP_SUBCRSTATE_TERMINATED);
	CHECK_INT(event->ss_reason, TIMEOUT);
	eXosip_event_free(event);
	skip(phones->callee, EXOSIP_NOTIFICATION_ANSWERED);
	CHECK_INT(statistics(phones->caller).allocated_subscriptions, 0);
	CHECK_INT(statistics(phones->callee).allocated_insubscriptions, 0);
	eXosip_lock(phones->caller);
	CHECK_INT(eXosip_subscription_remove(phones->caller, did), OSIP_NOTFOUND);
	eXosip_unlock(phones->caller);
}

/* The library answers by itself: the package `dialog` is shown, another one refused. */
static void automatic(struct phones *phones, const char *package, int status)
{
	int sid = subscribe(phones, package);
	eXosip_event_t *event = await(phones->callee, EXOSIP_IN_SUBSCRIPTION_NEW);

	eXosip_lock(phones->callee);
	CHECK_INT(eXosip_insubscription_automatic(phones->callee, event), 0);
	eXosip_unlock(phones->callee);
	eXosip_event_free(event);
	if (status == 202) {
		event = await(phones->caller, EXOSIP_SUBSCRIPTION_NOTIFY);
		CHECK_TEXT(event->request->content_type->subtype, "dialog-info+xml");
	} else {
		event = await(phones->caller, EXOSIP_SUBSCRIPTION_REQUESTFAILURE);
		CHECK_INT(event_status(event), status);
	}
	CHECK_INT(event->sid, sid);
	eXosip_event_free(event);
	eXosip_lock(phones->caller);
	CHECK_INT(eXosip_subscription_remove(phones->caller, sid), 0);
	eXosip_unlock(phones->caller);
}

static void arguments(struct eXosip_t *context)
{
	osip_message_t *message = NULL;
	eXosip_event_t *none = NULL;

	eXosip_lock(context);
	ROW("no context", OSIP_BADPARAMETER, eXosip_subscription_send_initial_request(NULL, NULL));
	ROW("no message", OSIP_BADPARAMETER, eXosip_subscription_send_initial_request(context, NULL));
	ROW("no place", OSIP_BADPARAMETER,
	    eXosip_subscription_build_initial_subscribe(context, NULL, "sip:a@b", "sip:c@d", NULL, "e", 60));
	ROW("no to", OSIP_BADPARAMETER,
	    eXosip_subscription_build_initial_subscribe(context, &message, NULL, "sip:c@d", NULL, "e", 60));
	ROW("no event", OSIP_BADPARAMETER,
	    eXosip_subscription_build_initial_subscribe(context, &message, "sip:a@b", "sip:c@d", NULL, NULL, 60));
	ROW("odd to", OSIP_SYNTAXERROR,
	    eXosip_subscription_build_initial_subscribe(context, &message, "zzz", "sip:c@d", NULL, "e", 60));
	ROW("no refer-to", OSIP_BADPARAMETER,
	    eXosip_subscription_build_initial_refer(context, &message, "sip:a@b", "sip:c@d", NULL, ""));
	ROW("did 0", OSIP_BADPARAMETER, eXosip_subscription_build_refresh_request(context, 0, &message));
	ROW("unknown did", OSIP_NOTFOUND, eXosip_subscription_build_refresh_request(context, 77777, &message));
	ROW("unknown did", OSIP_NOTFOUND, eXosip_subscription_remove(context, 77777));
	ROW("unknown tid", OSIP_NOTFOUND, eXosip_insubscription_build_answer(context, 77777, 200, &message));
	ROW("status 0", OSIP_BADPARAMETER, eXosip_insubscription_send_answer(context, 77777, 0, NULL));
	ROW("no method", OSIP_BADPARAMETER, eXosip_insubscription_build_request(context, 77777, NULL, &message));
	ROW("unknown did", OSIP_NOTFOUND, eXosip_insubscription_build_notify(context, 77777, 2, 0, &message));
	ROW("no message", OSIP_BADPARAMETER, eXosip_insubscription_send_request(context, 77777, NULL));
	ROW("unknown did", OSIP_NOTFOUND, eXosip_insubscription_remove(context, 77777));
	ROW("no event", OSIP_BADPARAMETER, eXosip_insubscription_automatic(context, none));
	eXosip_unlock(context);
	CHECK(message == NULL);
}

int main(void)
{
	int protocols[] = {IPPROTO_UDP, IPPROTO_TCP, OVER_TLS};

	for (size_t i = 0; i < 3; i++) {
		struct phones *phones;

		if (protocols[i] == OVER_TLS && without_tls())
			continue;
		phones = open_phones(protocols[i], AF_INET);
		presence(phones);
		automatic(phones, "dialog", 202);
		automatic(phones, "presence", 489);
		arguments(phones->caller);
		close_phones(phones);
	}
	return report();
}
