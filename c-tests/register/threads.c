/* Several threads on one context, several contexts at once, and leaving in the middle of it all. */
#include "support.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static struct peer *registrar;
static volatile int stop;

/* Builds, sends, refreshes and removes registrations of its own, as fast as it can. */
static void *churn(void *context)
{
	int i;

	for (i = 0; i < 20 && !stop; i++) {
		int rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 60);

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

static void *take_events(void *context)
{
	while (!stop)
		eXosip_event_free(eXosip_event_wait(context, 0, 50));
	return NULL;
}

static void many_threads(void)
{
	struct eXosip_t *contexts[3];
	pthread_t workers[3][3];
	int i, j, last;

	for (i = 0; i < 3; i++) {
		contexts[i] = open_context(IPPROTO_UDP, AF_INET);
		for (j = 0; j < 3; j++)
			pthread_create(&workers[i][j], NULL, j == 0 ? take_events : churn, contexts[i]);
	}
	for (i = 0; i < 3; i++)
		for (j = 1; j < 3; j++)
			pthread_join(workers[i][j], NULL);
	stop = 1;
	for (i = 0; i < 3; i++) {
		pthread_join(workers[i][0], NULL);
		last = send_first(contexts[i], "sip:last@example.test", peer_uri(registrar, ""), 60);
		CHECK_INT(settle(contexts[i], last, 20), 200);
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
		CHECK(seconds_now() - start < 5);
	}
}

/* A child that forked without exec can leave without disturbing its parent. */
static void quit_in_a_child(void)
{
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int status = -1, rid;
	pid_t child = fork();

	if (child == 0) {
		alarm(20);
		close_context(context);
		/* Not by exit: what the thread of the parent had on its stack looks lost to valgrind here, and is the parent's. */
		kill(getpid(), SIGKILL);
	}
	CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 60);
	CHECK_INT(settle(context, rid, 20), 200);
	close_context(context);
}

int main(void)
{
	registrar = start_peer("registrar", "--algorithm", "none", NULL);
	many_threads();
	quit_wakes_a_waiting_thread();
	quit_while_everything_is_pending();
	quit_in_a_child();
	stop_peer(registrar);
	return report();
}
