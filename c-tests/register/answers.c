/* What each kind of answer leads to, and what the network loses. */
#include "support.h"

/* The status of the first event after a registrar that follows `script`. */
static eXosip_event_t *first_event(const char *script, struct peer **registrar, struct eXosip_t **context)
{
	*registrar = start_peer("registrar", "--algorithm", "none", "--first", script, NULL);
	*context = open_context(IPPROTO_UDP, AF_INET);
	CHECK(send_first(*context, "sip:alice@example.test", peer_uri(*registrar, ""), 3600) > 0);
	return next_event(*context, 30);
}

static void one_failure(const char *script, int status)
{
	struct peer *registrar;
	struct eXosip_t *context;
	eXosip_event_t *event = first_event(script, &registrar, &context);

	if (CHECK(event != NULL)) {
		CHECK_INT(event->type, EXOSIP_REGISTRATION_FAILURE);
		CHECK_INT(event_status(event), status);
		eXosip_lock(context);
		CHECK_INT(eXosip_default_action(context, event), status >= 300 && status < 400 ? -1 : 1);
		eXosip_unlock(context);
	}
	eXosip_event_free(event);
	/* No second attempt follows at once. */
	CHECK(next_event(context, 0.5) == NULL);
	CHECK_INT(peer_saw(registrar, "REGISTER sip:"), 1);
	close_context(context);
	stop_peer(registrar);
}

static void one_success(const char *script, int status, int transmissions)
{
	struct peer *registrar;
	struct eXosip_t *context;
	eXosip_event_t *event = first_event(script, &registrar, &context);

	if (CHECK(event != NULL)) {
		CHECK_INT(event->type, EXOSIP_REGISTRATION_SUCCESS);
		CHECK_INT(event_status(event), status);
	}
	eXosip_event_free(event);
	CHECK(next_event(context, 0.5) == NULL);
	CHECK_INT(peer_saw(registrar, "REGISTER sip:"), transmissions);
	close_context(context);
	stop_peer(registrar);
}

static void an_interval_too_brief(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", "--min-expires", "600", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 60);
	eXosip_event_t *event = next_event(context, 30);

	CHECK(event != NULL && event->type == EXOSIP_REGISTRATION_FAILURE && event_status(event) == 423);
	eXosip_event_free(event);
	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(peer_saw(registrar, "\nExpires: 600\n"), 1);
	CHECK_INT(peer_saw(registrar, ";expires=600\n"), 1);
	close_context(context);
	stop_peer(registrar);
}

static void a_pause_that_the_registrar_asks_for(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", "--first", "503/Retry-After: 2", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	double start = seconds_now();
	int rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	eXosip_event_t *event = next_event(context, 30);

	CHECK(event != NULL && event_status(event) == 503);
	eXosip_event_free(event);
	CHECK_INT(settle(context, rid, 60), 200);
	CHECK(seconds_now() - start > 1.9);
	CHECK_INT(peer_saw(registrar, "REGISTER sip:"), 2);
	close_context(context);
	stop_peer(registrar);
}

int main(void)
{
	one_failure("302", 302);
	one_failure("403", 403);
	one_failure("404", 404);
	one_failure("500", 500);
	one_failure("600", 600);
	one_success("200", 200, 1);
	one_success("202", 202, 1);
	one_success("drop|drop|200", 200, 3);
	one_success("100", 200, 2);
	an_interval_too_brief();
	a_pause_that_the_registrar_asks_for();
	return report();
}
