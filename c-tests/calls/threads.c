/* One thread calls, others take the events: many calls at once, each challenged, asked by INFO, ended and released. */
#include "two_phones.h"

#include <pthread.h>
#include <stdatomic.h>

enum { CALLS = 200, ROOM = 1 << 16 };

static struct phones *phones;
static atomic_int released, informed, is_over;
/* How many calls or dialogs had each number. */
static atomic_char uses[ROOM];

static void count_id(int id)
{
	if (CHECK(id > 0 && id < ROOM))
		CHECK_INT(atomic_fetch_add(&uses[id], 1), 0);
}

static void answer_with_challenge(int tid)
{
	osip_message_t *answer = NULL;

	eXosip_lock(phones->callee);
	if (eXosip_call_build_answer(phones->callee, tid, 407, &answer) == 0) {
		osip_message_set_proxy_authenticate(answer, "Digest realm=\"many\", nonce=\"n\", qop=\"auth\", algorithm=MD5");
		CHECK_INT(eXosip_call_send_answer(phones->callee, tid, 407, answer), 0);
	}
	eXosip_unlock(phones->callee);
}

static void *callee(void *unused)
{
	while (!is_over) {
		eXosip_event_t *event = next_event(phones->callee, 0.1);
		osip_proxy_authorization_t *credentials = NULL;

		if (event == NULL)
			continue;
		if (event->request != NULL)
			osip_message_get_proxy_authorization(event->request, 0, &credentials);
		if (event->type == EXOSIP_CALL_INVITE) {
			count_id(event->cid);
			count_id(event->did);
			if (credentials == NULL)
				answer_with_challenge(event->tid);
			else
				answer(phones->callee, event->tid, 200);
		} else if (event->type == EXOSIP_CALL_MESSAGE_NEW && MSG_IS_INFO(event->request)) {
			informed += CHECK(credentials != NULL);
			answer(phones->callee, event->tid, 200);
		}
		eXosip_event_free(event);
	}
	return unused;
}

static void *caller(void *unused)
{
	double end = seconds_now() + 300;

	while (released < CALLS && seconds_now() < end) {
		eXosip_event_t *event = next_event(phones->caller, 0.1);
		osip_message_t *info = NULL;

		if (event == NULL)
			continue;
		if (event->type == EXOSIP_CALL_ANSWERED) {
			count_id(event->did);
			acknowledge(phones->caller, event->tid);
			eXosip_lock(phones->caller);
			if (CHECK_INT(eXosip_call_build_info(phones->caller, event->did, &info), 0))
				CHECK_INT(eXosip_call_send_request(phones->caller, event->did, info), 0);
			eXosip_unlock(phones->caller);
		} else if (event->type == EXOSIP_CALL_MESSAGE_ANSWERED && MSG_IS_INFO(event->request))
			CHECK_INT(hang_up(phones->caller, event->cid, event->did), 0);
		released += event->type == EXOSIP_CALL_RELEASED;
		eXosip_event_free(event);
	}
	return unused;
}

int main(void)
{
	pthread_t threads[2];
	int i;

	phones = open_phones(IPPROTO_TCP, AF_INET);
	CHECK_INT(eXosip_add_authentication_info(phones->caller, "alice", "alice", "secret", NULL, "many"), 0);
	pthread_create(&threads[0], NULL, callee, NULL);
	pthread_create(&threads[1], NULL, caller, NULL);
	for (i = 0; i < CALLS; i++)
		count_id(call(phones));
	pthread_join(threads[1], NULL);
	is_over = 1;
	pthread_join(threads[0], NULL);
	CHECK_INT(released, CALLS);
	CHECK_INT(informed, CALLS);
	close_phones(phones);
	return report();
}
