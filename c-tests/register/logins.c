/* Logins as programs hand them over: when the 401 is seen, before or after the automatic action, with the realm of the challenge as it stands
   there; two providers; and a user with an @ in it. The event loop is that of GB28181 tutorials. */
#include "support.h"
#include <unistd.h>

#define DEVICE "34020000001320000001"
#define DOMAIN "3402000000"

enum order { LOGIN_FIRST, ACTION_FIRST, DEFAULT_ACTION };
enum realm { NO_REALM, PLAIN, AS_CHALLENGED };

static void add_login(struct eXosip_t *context, const eXosip_event_t *event, enum realm form)
{
	osip_www_authenticate_t *challenge = NULL;
	const char *realm = NULL;

	osip_message_get_www_authenticate(event->response, 0, &challenge);
	CHECK(challenge != NULL);
	if (form == PLAIN)
		realm = DOMAIN;
	else if (form == AS_CHALLENGED && challenge != NULL)
		realm = osip_www_authenticate_get_realm(challenge);
	CHECK_INT(eXosip_add_authentication_info(context, DEVICE, DEVICE, "12345678", NULL, realm), 0);
}

static void when_the_401_is_seen(enum order order, enum realm form)
{
	struct peer *registrar = start_peer("registrar", "--realm", DOMAIN, "--password", "12345678", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int turn, failures = 0, successes = 0, turns_after_login = 0;
	eXosip_event_t *event;

	CHECK(send_first(context, "sip:" DEVICE "@" DOMAIN, peer_uri(registrar, ""), 3600) > 0);
	for (turn = 0; turn < 100 && successes == 0; turn++) {
		event = eXosip_event_wait(context, 0, 50);
		eXosip_lock(context);
		if (order == ACTION_FIRST)
			eXosip_automatic_action(context);
		if (event != NULL && event->type == EXOSIP_REGISTRATION_FAILURE && event_status(event) == 401) {
			if (failures++ == 0)
				add_login(context, event, form);
			if (order == DEFAULT_ACTION)
				CHECK_INT(eXosip_default_action(context, event), 0);
		}
		if (order == LOGIN_FIRST)
			eXosip_automatic_action(context);
		eXosip_unlock(context);
		if (event != NULL && event->type == EXOSIP_REGISTRATION_SUCCESS)
			successes++;
		turns_after_login += failures > 0;
		eXosip_event_free(event);
	}
	CHECK_INT(failures, 1);
	CHECK_INT(successes, 1);
	/* The turn in which the login came, the one that answers, those in which the answer travels. */
	CHECK(turns_after_login <= 5);
	CHECK_INT(peer_saw(registrar, "REGISTER sip:"), 2);
	close_context(context);
	stop_peer(registrar);
}

/* The names of the logins are not those in From; each realm names one of them. */
static void two_providers(void)
{
	struct peer *one = start_peer("registrar", "--realm", "one.example", "--password", "p1", NULL);
	struct peer *two = start_peer("registrar", "--realm", "two.example", "--password", "p2", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int first, second;

	CHECK_INT(eXosip_add_authentication_info(context, "auth1", "auth1", "p1", NULL, "one.example"), 0);
	CHECK_INT(eXosip_add_authentication_info(context, "auth2", "auth2", "p2", NULL, "\"two.example\""), 0);
	first = send_first(context, "sip:1001@one.example", peer_uri(one, ""), 3600);
	CHECK_INT(settle(context, first, 10), 200);
	second = send_first(context, "sip:1002@two.example", peer_uri(two, ""), 3600);
	CHECK_INT(settle(context, second, 10), 200);
	CHECK_INT(peer_saw(one, "username=\"auth2\""), 0);
	CHECK_INT(peer_saw(two, "username=\"auth1\""), 0);
	CHECK_INT(eXosip_remove_authentication_info(context, "auth1", "\"one.example\""), 0);
	CHECK_INT(eXosip_remove_authentication_info(context, "auth2", "two.example"), 0);
	close_context(context);
	stop_peer(one);
	stop_peer(two);
}

static void a_user_with_an_at_sign(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int rid;

	CHECK_INT(eXosip_add_authentication_info(context, "user@isp.example", "user", "secret", NULL, NULL), 0);
	CHECK_INT(eXosip_add_authentication_info(context, "other", "other", "other", NULL, NULL), 0);
	rid = send_first(context, "sip:user@isp.example@host.example", peer_uri(registrar, ""), 3600);
	CHECK(rid > 0);
	CHECK_INT(settle(context, rid, 10), 200);
	/* In both requests, and in both responses, where To has a tag. */
	CHECK_INT(peer_saw(registrar, "\nFrom: <sip:user@isp.example@host.example>;tag="), 4);
	CHECK_INT(peer_saw(registrar, "\nTo: <sip:user@isp.example@host.example>\n"), 2);
	close_context(context);
	stop_peer(registrar);
}

/* Programs correct a password after the failure, and add it again and again meanwhile. */
static void a_corrected_password(void)
{
	struct peer *registrar = start_peer("registrar", "--password", "secret", NULL);
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_event_t *event;
	double corrected;
	int rid, i, sent;

	CHECK_INT(eXosip_add_authentication_info(context, "alice", "alice", "wrong", NULL, NULL), 0);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	while ((event = next_event(context, 0.5)) != NULL)
		eXosip_event_free(event);
	sent = peer_saw(registrar, "REGISTER sip:");
	CHECK(sent >= 2 && sent <= 4);
	for (i = 0; i < 20; i++) {
		eXosip_lock(context);
		CHECK_INT(eXosip_add_authentication_info(context, "alice", "alice", "wrong", NULL, NULL), 0);
		eXosip_automatic_action(context);
		eXosip_unlock(context);
		usleep(10000);
	}
	CHECK_INT(peer_saw(registrar, "REGISTER sip:"), sent);
	CHECK_INT(eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL), 0);
	corrected = seconds_now();
	CHECK_INT(settle(context, rid, 10), 200);
	CHECK(seconds_now() - corrected < 2);
	close_context(context);
	stop_peer(registrar);
}

int main(void)
{
	enum order order;
	enum realm form;

	for (order = LOGIN_FIRST; order <= DEFAULT_ACTION; order++)
		for (form = NO_REALM; form <= AS_CHALLENGED; form++)
			when_the_401_is_seen(order, form);
	two_providers();
	a_user_with_an_at_sign();
	a_corrected_password();
	return report();
}
