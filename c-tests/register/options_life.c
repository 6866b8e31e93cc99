/* What options change in the life of a registration: refreshes, leaving, pace, redirections, challenges. */
#include "hearing.h"

#include <pthread.h>
#include <stdatomic.h>

#include <eXosip2/eX_ext.h>

static void a_refresh_without_being_asked(void)
{
	open_listening();
	set(EXOSIP_OPT_AUTONOMOUS, 1);
	is_automatic = 0;
	begin();
	reply_seen("200 OK", "", "", ";expires=2");
	CHECK(hear(30) && has("\r\nCSeq: 2 REGISTER\r\n"));
	is_automatic = 1;
	end();
}

static atomic_int removals;

static void *count_removals(void *unused)
{
	eXosip_event_t *event;

	while ((event = eXosip_event_wait(context, 60, 0)) != NULL) {
		removals += event->type == EXOSIP_REGISTRATION_SUCCESS;
		eXosip_event_free(event);
	}
	return unused;
}

static void *quit(void *unused)
{
	eXosip_quit(context);
	return unused;
}

static void leaving(void)
{
	pthread_t quitting, counting;
	double patience = seconds_now() + 60;
	int i, rid;

	open_listening();
	set(EXOSIP_OPT_QUIT_DEADLINE, 60000);
	for (i = 0; i < 3; i++) {
		rid = begin();
		reply("200 OK", "");
		CHECK_INT(settle(context, rid, 30), 200);
	}
	is_automatic = 0;
	pthread_create(&counting, NULL, count_removals, NULL);
	pthread_create(&quitting, NULL, quit, NULL);
	for (i = 0; i < 3; i++) {
		CHECK(hear(30) && has("\r\nExpires: 0\r\n"));
		reply_seen("200 OK", "", "", ";expires=0");
		/* A thread that waits then gets the other events, however slow. */
		while (removals == 0 && seconds_now() < patience)
			usleep(1000);
	}
	pthread_join(quitting, NULL);
	pthread_join(counting, NULL);
	CHECK_INT(removals, 3);
	is_automatic = 1;
	osip_free(context);
}

static void events_that_nobody_takes(void)
{
	int i, dropped = 0;

	open_listening();
	is_automatic = 0;
	set(EXOSIP_OPT_EVENT_QUEUE_LIMIT, 1);
	for (i = 0; i < 3; i++) {
		begin();
		reply("200 OK", "");
	}
	for (i = 0; dropped < 2 && i < 3000; i++, usleep(10000))
		CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_GET_DROPPED_EVENTS, &dropped), 0);
	CHECK_INT(dropped, 2);
	is_automatic = 1;
	end();
}

static void one_at_a_time(void)
{
	open_listening();
	set(EXOSIP_OPT_REGISTER_WINDOW, 1);
	begin();
	CHECK(send_first(context, "sip:bob@example.test", peer_address("127.0.0.1"), 60) > 0);
	CHECK(!hear(0.3));
	end();
}

static void redirections(int follow)
{
	char contact[128];

	open_listening();
	set(EXOSIP_OPT_FOLLOW_REDIRECTS, follow);
	begin();
	snprintf(contact, sizeof contact, "Contact: <%s>\r\n", peer_address("localhost"));
	reply_seen("302 Moved", contact, "", NULL);
	if (follow)
		CHECK(hear(30));
	else
		CHECK(!hear(0.3));
	end();
}

#define CHALLENGE(algorithm, nonce) \
	"WWW-Authenticate: Digest realm=\"r\", nonce=\"" nonce "\", qop=\"auth\", algorithm=" algorithm "\r\n"

static void a_weaker_challenge(int obey)
{
	int rid;

	open_listening();
	set(EXOSIP_OPT_DIGEST_OBEY_WEAKER, obey);
	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	rid = begin();
	reply("401 Unauthorized", CHALLENGE("SHA-256", "n1"));
	CHECK(hear(30) && has("algorithm=SHA-256"));
	reply("200 OK", "");
	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(send_next(context, rid, 60), 0);
	CHECK(hear(30));
	reply("401 Unauthorized", CHALLENGE("MD5", "n2"));
	if (obey)
		CHECK(hear(30) && has("algorithm=MD5"));
	else
		CHECK(!hear(0.3));
	end();
}

static void a_server_that_proves_nothing(int require)
{
	eXosip_event_t *event;

	open_listening();
	set(EXOSIP_OPT_DIGEST_REQUIRE_RSPAUTH, require);
	eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	begin();
	reply("401 Unauthorized", CHALLENGE("SHA-256", "n1"));
	CHECK(hear(30));
	reply("200 OK", "");
	event = next_event(context, 30);
	CHECK(event != NULL && event_status(event) == 200);
	if (event != NULL)
		CHECK_INT(event->type, require ? EXOSIP_REGISTRATION_FAILURE : EXOSIP_REGISTRATION_SUCCESS);
	eXosip_event_free(event);
	end();
}

/* The challenge and the keys of the first test set of 3GPP TS 35.208. */
static void a_sim(int option, const char *key)
{
	open_listening();
	if (option != 0)
		set_text(option, key);
	eXosip_add_authentication_info(context, "alice", "alice", "465b5ce8b199b49faa5f0a2ee238a6bc", NULL, NULL);
	begin();
	reply("401 Unauthorized", CHALLENGE("AKAv1-MD5", "I1U8vpY3qJ0hiuZNrke/NVXzKLQ1d7m5Sp/6w1Tfr7M="));
	if (option != 0)
		CHECK(hear(30) && has("algorithm=AKAv1-MD5"));
	else
		CHECK(!hear(0.3));
	end();
}

static void the_moment_of_a_refresh(void)
{
	int rid;

	open_listening();
	set(EXOSIP_OPT_REFRESH_JITTER, 0);
	rid = begin();
	reply("200 OK", "");
	CHECK_INT(settle(context, rid, 30), 200);
	CHECK(eXosip_register_get_number(context, rid, EXOSIP_REGISTER_NEXT_IN) > 3200 * 1000);
	end();
}

int main(void)
{
	open_peer();
	a_refresh_without_being_asked();
	leaving();
	events_that_nobody_takes();
	one_at_a_time();
	redirections(0);
	redirections(1);
	a_weaker_challenge(0);
	a_weaker_challenge(1);
	a_server_that_proves_nothing(0);
	a_server_that_proves_nothing(1);
	a_sim(0, NULL);
	a_sim(EXOSIP_OPT_AKA_OP, "cdc202d5123e20f62b6d676ac72cb318");
	a_sim(EXOSIP_OPT_AKA_OPC, "cd63cb71954a9f4e48a5994e37a02baf");
	the_moment_of_a_refresh();
	return report();
}
