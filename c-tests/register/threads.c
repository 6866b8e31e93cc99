/* Several threads on one context, several contexts at once, and leaving in the middle of it all. */
#include "support.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CONTEXTS = 3 };

static struct peer *registrar;
static char over_udp[64], over_tcp[64];
static atomic_int stop;

/* Builds, sends, refreshes and removes registrations of its own, as fast as it can. */
static void *churn(void *context)
{
	int i;

	for (i = 0; i < 20; i++) {
		int rid = send_first(context, "sip:alice@example.test", i % 4 == 0 ? over_tcp : over_udp, 60);

		if (i % 3 == 0)
			send_next(context, rid, 0);
		eXosip_lock(context);
		eXosip_automatic_action(context);
		if (i % 2 == 0)
			eXosip_register_remove(context, rid);
		eXosip_unlock(context);
		eXosip_add_authentication_info(context, "alice", "alice", "secret", NULL, NULL);
	}
	return NULL;
}

/* Changes what can be changed, and asks what can be asked. */
static void *fiddle(void *context)
{
	struct eXosip_dns_cache host = {.host = "known.test", .ip = "127.0.0.1"};
	struct eXosip_stats statistics;
	int number = 20000;
	char text[64];

	while (!stop) {
		eXosip_set_option(context, EXOSIP_OPT_UDP_KEEP_ALIVE, &number);
		eXosip_set_option(context, EXOSIP_OPT_SET_DSCP, &number);
		eXosip_set_option(context, EXOSIP_OPT_ADD_DNS_CACHE, &host);
		eXosip_set_option(context, EXOSIP_OPT_DELETE_DNS_CACHE, &host);
		eXosip_set_option(context, EXOSIP_OPT_GET_STATISTICS, &statistics);
		eXosip_set_user_agent(context, "fiddler");
		eXosip_masquerade_contact(context, "", 0);
		eXosip_guess_localip(context, AF_INET, text, sizeof text);
		eXosip_generate_random(text, sizeof text);
		eXosip_wakeup_event(context);
		eXosip_execute(context);
		eXosip_reset_transports(context);
		eXosip_clear_authentication_info(context);
		usleep(1000);
	}
	return NULL;
}

static void *take_events(void *context)
{
	while (!stop)
		eXosip_event_free(eXosip_event_wait(context, 0, 50));
	return NULL;
}

static void see(osip_message_t *message, int received)
{
	(void)message, (void)received;
}

static void many_threads(void)
{
	void *(*const jobs[])(void *) = {take_events, fiddle, churn, churn};
	enum { JOBS = sizeof jobs / sizeof *jobs };
	struct eXosip_t *contexts[CONTEXTS];
	pthread_t workers[CONTEXTS][JOBS];
	int i, j, last;

	for (i = 0; i < CONTEXTS; i++) {
		contexts[i] = open_context(IPPROTO_UDP, AF_INET);
		CHECK_INT(eXosip_listen_addr(contexts[i], IPPROTO_TCP, "127.0.0.1", 0, AF_INET, 0), 0);
		CHECK_INT(eXosip_set_cbsip_message(contexts[i], see), 0);
		for (j = 0; j < JOBS; j++)
			pthread_create(&workers[i][j], NULL, jobs[j], contexts[i]);
	}
	for (i = 0; i < CONTEXTS; i++)
		for (j = 2; j < JOBS; j++)
			pthread_join(workers[i][j], NULL);
	stop = 1;
	for (i = 0; i < CONTEXTS; i++) {
		pthread_join(workers[i][0], NULL);
		pthread_join(workers[i][1], NULL);
		last = send_first(contexts[i], "sip:last@example.test", over_udp, 60);
		CHECK_INT(settle(contexts[i], last, 30), 200);
		close_context(contexts[i]);
	}
}

static void *wait_for_ever(void *context)
{
	return eXosip_event_wait(context, -1, 0);
}

static void quit_wakes_a_waiting_thread(void)
{
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	void *event = context;
	pthread_t waiter;

	pthread_create(&waiter, NULL, wait_for_ever, context);
	usleep(200000);
	eXosip_quit(context);
	pthread_join(waiter, &event);
	CHECK(event == NULL);
	osip_free(context);
}

static void quit_while_everything_is_pending(void)
{
	char silent[64];
	int i;

	snprintf(silent, sizeof silent, "sip:127.0.0.1:%d", silent_port());
	for (i = 0; i < 10; i++) {
		struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
		osip_message_t *unsent = NULL;
		double start;

		send_first(context, "sip:alice@example.test", silent, 60);
		send_first(context, "sip:bob@example.test", peer_uri(registrar, ""), 60);
		send_first(context, "sip:carol@no-such-name.invalid", "sip:no-such-name.invalid", 60);
		eXosip_lock(context);
		eXosip_register_build_initial_register(context, "sip:dave@example.test", silent, NULL, 60, &unsent);
		osip_message_free(unsent);
		eXosip_unlock(context);
		usleep(i * 3000);
		start = seconds_now();
		close_context(context);
		CHECK(seconds_now() - start < 20);
	}
}

/* A child that forked without exec can leave without disturbing its parent. */
static void quit_in_a_child(void)
{
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int status = -1, rid;
	pid_t child = fork();

	if (child == 0) {
		alarm(100);
		close_context(context);
		/* Not by exit: what the thread of the parent had on its stack looks lost to valgrind here, and is the parent's. */
		kill(getpid(), SIGKILL);
	}
	CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 60);
	CHECK_INT(settle(context, rid, 30), 200);
	close_context(context);
}

int main(void)
{
	registrar = start_peer("registrar", "--algorithm", "none", NULL);
	strcpy(over_udp, peer_uri(registrar, ""));
	strcpy(over_tcp, peer_uri(registrar, ";transport=tcp"));
	many_threads();
	quit_wakes_a_waiting_thread();
	quit_while_everything_is_pending();
	quit_in_a_child();
	stop_peer(registrar);
	return report();
}
