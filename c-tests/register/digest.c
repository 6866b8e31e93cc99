/* Challenges of every kind that a registrar makes, answered; and what happens when the password is wrong. */
#include "support.h"

/* Registers, refreshes and leaves; the log of the registrar, to be freed. */
static char *round_trip(struct peer *registrar, const char *passwd, const char *ha1)
{
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int rid;
	char *log;

	CHECK_INT(eXosip_add_authentication_info(context, "alice", "login", passwd, ha1, NULL), 0);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(send_next(context, rid, 1800), 0);
	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(send_next(context, rid, 0), 0);
	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(peer_saw(registrar, "alice is bound to: \n"), 1);
	log = peer_log(registrar);
	close_context(context);
	stop_peer(registrar);
	return log;
}

static int times(const char *log, const char *text)
{
	int count = 0;

	for (; (log = strstr(log, text)) != NULL; log++)
		count++;
	return count;
}

/* A round trip in which the registrar makes this many challenges: every REGISTER but the first carries `header` with `expected` in it. */
static void answered(struct peer *registrar, const char *passwd, const char *ha1, const char *header, const char *expected, int challenges)
{
	char *log = round_trip(registrar, passwd, ha1);

	CHECK_INT(times(log, "REGISTER sip:"), 3 + challenges);
	CHECK_INT(times(log, header), 2 + challenges);
	CHECK_INT(times(log, expected), 2 + challenges);
	CHECK_INT(times(log, "username=\"login\""), 2 + challenges);
	free(log);
}

static void a_wrong_password(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_event_t *event, *last = NULL;
	int failures = 0;

	eXosip_add_authentication_info(context, "alice", "alice", "guess", NULL, NULL);
	send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	while ((event = next_event(context, failures < 2 ? 30 : 1)) != NULL) {
		CHECK_INT(event->type, EXOSIP_REGISTRATION_FAILURE);
		CHECK_INT(event_status(event), 401);
		failures++;
		eXosip_event_free(last);
		last = event;
	}
	/* The first attempt and at most three that follow at once. */
	CHECK(failures >= 2 && failures <= 4);
	CHECK(peer_saw(registrar, "REGISTER sip:") <= 4);
	eXosip_event_free(last);
	close_context(context);
	stop_peer(registrar);
}

/* Without the automatic action an application answers challenges itself, until the third is refused as well. */
static void by_default_action(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_event_t *event;
	int i, code = 0;

	eXosip_add_authentication_info(context, "alice", "alice", "guess", NULL, NULL);
	send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	for (i = 0; i < 10 && code == 0; i++) {
		event = eXosip_event_wait(context, 5, 0);
		if (event == NULL)
			continue;
		CHECK_INT(event_status(event), 401);
		eXosip_lock(context);
		code = eXosip_default_action(context, event);
		eXosip_unlock(context);
		eXosip_event_free(event);
	}
	CHECK_INT(code, OSIP_RETRY_LIMIT);
	CHECK_INT(peer_saw(registrar, "REGISTER sip:"), 4);
	close_context(context);
	stop_peer(registrar);
}

static void credentials_taken_away(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int rid;

	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, "example.test");
	CHECK_INT(eXosip_remove_authentication_info(context, "alice", NULL), OSIP_NOTFOUND);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(eXosip_remove_authentication_info(context, "ALICE", "Example.Test"), 0);
	CHECK_INT(send_next(context, rid, 1800), 0);
	eXosip_event_free(next_event(context, 30));
	CHECK_INT(peer_saw(registrar, "\nAuthorization: "), 1);
	close_context(context);
	stop_peer(registrar);
}

int main(void)
{
	/* MD5("login:example.test:secret") */
	static const char ha1[] = "4e1f6819fe42ef7853df3d4bbc9eeac1";

	answered(start_peer("registrar", "--password", "secret", NULL), "secret", NULL, "\nAuthorization: ", "algorithm=MD5, cnonce=", 1);
	answered(start_peer("registrar", "--password", "secret", NULL), NULL, ha1, "\nAuthorization: ", "algorithm=MD5, cnonce=", 1);
	answered(start_peer("registrar", "--password", "secret", "--407", NULL), "secret", NULL, "\nProxy-Authorization: ",
		 "qop=auth, nc=0000000", 1);
	answered(start_peer("registrar", "--password", "secret", "--algorithm", "sha256", NULL), "secret", NULL, "\nAuthorization: ",
		 "algorithm=SHA-256, cnonce=", 1);
	answered(start_peer("registrar", "--password", "secret", "--algorithm", "both", NULL), "secret", NULL, "\nAuthorization: ",
		 "algorithm=SHA-256, cnonce=", 1);
	answered(start_peer("registrar", "--password", "secret", "--qop", "none", NULL), "secret", NULL, "\nAuthorization: ", "uri=\"sip:", 1);
	/* Each nonce serves once: every REGISTER but the first is tried with a stale one. */
	answered(start_peer("registrar", "--password", "secret", "--stale", "1", NULL), "secret", NULL, "\nAuthorization: ", "nc=0000000", 3);
	a_wrong_password();
	by_default_action();
	credentials_taken_away();
	return report();
}
