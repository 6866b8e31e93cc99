/* A program that holds one of the mutexes of an osip_t, as while it walks a list: which functions return, and which wait for it. */
#define _GNU_SOURCE
#include "layer.h"

#include <dlfcn.h>
#include <pthread.h>
#include <unistd.h>

pid_t waitpid(pid_t child, int *status, int options); /* its header has a wait() of its own */

static const void *held;

/* Ours for the whole process: the wait for what the only thread holds would have no end. */
int pthread_mutex_lock(pthread_mutex_t *mutex)
{
	static int (*lock)(pthread_mutex_t *);

	if (held != NULL && mutex == held) {
		printf(" waits");
		fflush(stdout);
		_exit(0);
	}
	if (lock == NULL)
		lock = (int (*)(pthread_mutex_t *))dlsym(RTLD_NEXT, "pthread_mutex_lock");
	return lock(mutex);
}

static osip_transaction_t *all[4], *removed[4];
static osip_event_t *first[4], *given[4];
static osip_dialog_t *dialog;
static osip_message_t *invite, *ok, *ack;

static const char *const methods[] = {"INVITE", "INVITE", "MESSAGE", "MESSAGE"};

/* A transaction of each kind in its list, with an event that waits, and one of each that has left it. */
static void prepare(void)
{
	int kind;

	for (kind = 0; kind < 4; kind++) {
		osip_event_t *event;

		all[kind] = begin(request(methods[kind], VIA_UDP, kind % 2 == 0));
		execute();
		event = request(methods[kind], "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKother", kind % 2 == 0);
		removed[kind] = begin(event);
		osip_remove_transaction(layer, removed[kind]);
		first[kind] = request(methods[kind], "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKfirst", kind % 2 == 0);
		given[kind] = response(404, methods[kind], VIA_UDP, kind % 2);
		given[kind]->transactionid = all[kind]->transactionid;
	}
	invite = message_of(request_line("INVITE"), VIA_UDP, "INVITE", "");
	ok = message_of(status_line(200), VIA_UDP, "INVITE", "");
	ack = message_of(request_line("ACK"), VIA_UDP, "ACK", "");
	osip_to_set_tag(ok->to, osip_strdup("t"));
	osip_dialog_init_as_uas(&dialog, invite, ok);
	osip_start_200ok_retransmissions(layer, dialog, ok, 3);
	pass(600);
}

static int kind_now;

static void create(void) { osip_create_transaction(layer, first[kind_now]); }
static void init(void) { osip_transaction_t *it; osip_transaction_init(&it, kind_now, layer, first[kind_now]->sip); }
static void free_one(void) { osip_transaction_free(all[kind_now]); }
static void free_removed(void) { osip_transaction_free(removed[kind_now]); }
static void free2_removed(void) { osip_transaction_free2(removed[kind_now]); }
static void remove_one(void) { osip_remove_transaction(layer, all[kind_now]); }
static void remove_again(void) { osip_remove_transaction(layer, removed[kind_now]); }
static void add_event(void) { osip_transaction_add_event(all[kind_now], given[kind_now]); }
static void execute_one(void) { osip_transaction_execute(all[kind_now], given[kind_now]); }
static void find_in_list(void)
{
	osip_list_t *lists[] = {&layer->osip_ict_transactions, &layer->osip_ist_transactions, &layer->osip_nict_transactions, &layer->osip_nist_transactions};

	printf(" %d", osip_transaction_find(lists[kind_now], given[kind_now]) == all[kind_now]);
}
static void find_only(void) { printf(" %d", __osip_find_transaction(layer, given[kind_now], 0) == all[kind_now]); }
static void find_and_add(void) { printf(" %d", osip_find_transaction_and_add_event(layer, given[kind_now])); }
static void execute_all(void)
{
	int (*const functions[])(osip_t *) = {osip_ict_execute, osip_ist_execute, osip_nict_execute, osip_nist_execute};

	functions[kind_now](layer);
}
static void run_timers(void)
{
	void (*const functions[])(osip_t *) = {osip_timers_ict_execute, osip_timers_ist_execute, osip_timers_nict_execute, osip_timers_nist_execute};

	functions[kind_now](layer);
}
static void unlink_and_free(void)
{
	osip_list_t *lists[] = {&layer->osip_ict_transactions, &layer->osip_ist_transactions, &layer->osip_nict_transactions, &layer->osip_nist_transactions};
	osip_list_iterator_t walk;

	osip_list_get_first(lists[kind_now], &walk);
	osip_list_iterator_remove(&walk);
	osip_transaction_free2(all[kind_now]);
	printf(" size %d", osip_list_size(lists[kind_now]));
}
static void timeout(void) { struct timeval left; osip_timers_gettimeout(layer, &left); }
static void resend(void) { osip_retransmissions_execute(layer); }
static void start_ok(void) { osip_start_200ok_retransmissions(layer, dialog, ok, 3); }
static void start_ack(void) { osip_start_ack_retransmissions(layer, dialog, ack, (char *)"192.0.2.1", 5060, 3); }
static void stop_ok(void) { osip_stop_200ok_retransmissions(layer, ack); }
static void stop_dialog(void) { osip_stop_retransmissions_from_dialog(layer, dialog); }
static void callbacks(void) { osip_set_message_callback(layer, 3, NULL); osip_set_cb_send_message(layer, NULL); }
static void destination(void) { char *host; int port; osip_transaction_get_destination(all[kind_now], &host, &port); }

int main(void)
{
	static const struct {
		const char *name;
		void (*call)(void);
		int kinds;
	} functions[] = {{"create", create, 4}, {"init", init, 4}, {"free", free_one, 4}, {"free of one that was removed", free_removed, 4}, {"free2", free2_removed, 4},
		{"remove", remove_one, 4}, {"remove again", remove_again, 4}, {"add_event", add_event, 4}, {"execute", execute_one, 4}, {"transaction_find", find_in_list, 4},
		{"__osip_find", find_only, 4}, {"find_and_add", find_and_add, 4}, {"execute all", execute_all, 4}, {"timers", run_timers, 4}, {"out of the list and free2", unlink_and_free, 4},
		{"gettimeout", timeout, 1}, {"retransmissions", resend, 1}, {"start 200", start_ok, 1}, {"start ACK", start_ack, 1}, {"stop 200", stop_ok, 1},
		{"stop dialog", stop_dialog, 1}, {"callbacks", callbacks, 1}, {"destination", destination, 4}};
	int function, mutex, type;

	start_layer();
	sends_are_shown = 0;
	for (type = 0; type < 60; type++)
		osip_set_message_callback(layer, type, NULL);
	for (type = 0; type < 4; type++)
		osip_set_kill_transaction_callback(layer, type, NULL);
	prepare();
	for (function = 0; function < COUNT(functions); function++)
		for (kind_now = 0; kind_now < functions[function].kinds; kind_now++) {
			printf("%s %d:", functions[function].name, kind_now);
			for (mutex = 0; mutex < 6; mutex++) {
				const void *mutexes[] = {layer->ict_fastmutex, layer->ist_fastmutex, layer->nict_fastmutex, layer->nist_fastmutex, layer->ixt_fastmutex, layer->id_mutex};
				pid_t child;

				fflush(stdout);
				child = fork();
				if (child == 0) {
					held = mutexes[mutex];
					functions[function].call();
					printf(" returns");
					fflush(stdout);
					_exit(0);
				}
				waitpid(child, &type, 0);
				if (type != 0)
					printf(" status %d", type);
			}
			printf("\n");
		}
	for (kind_now = 0; kind_now < 4; kind_now++) {
		osip_transaction_free(all[kind_now]);
		osip_transaction_free(removed[kind_now]);
		osip_event_free(first[kind_now]);
		osip_event_free(given[kind_now]);
	}
	osip_stop_retransmissions_from_dialog(layer, dialog);
	osip_dialog_free(dialog);
	osip_message_free(invite);
	osip_message_free(ok);
	osip_message_free(ack);
	osip_release(layer);
	return 0;
}
