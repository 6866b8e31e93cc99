/* Random sequences of what a program does with transactions: the same callbacks, states and timers on both libraries. */
#include "layer.h"

static unsigned seed;

static unsigned random_below(unsigned limit)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % limit;
}

static const char *random_via(void)
{
	static char via[100];

	snprintf(via, sizeof via, "SIP/2.0/%s 192.0.2.9:5062;branch=z9hG4bKr%u", random_below(3) ? "UDP" : "TCP", random_below(4));
	return via;
}

static const char *random_method(void)
{
	static const char *const methods[] = {"INVITE", "ACK", "MESSAGE", "BYE"};

	return methods[random_below(COUNT(methods))];
}

static osip_event_t *random_event(int is_outgoing)
{
	static const int statuses[] = {100, 183, 200, 302, 404, 503, 603};
	const char *method = random_method();

	if (random_below(2))
		return request(method, random_via(), is_outgoing);
	return response(statuses[random_below(COUNT(statuses))], method, random_via(), is_outgoing);
}

static osip_transaction_t *all[60];
static int count;

static osip_transaction_t *random_one(void)
{
	return count > 0 ? all[random_below((unsigned)count)] : NULL;
}

/* Whether callbacks act as well, and how many may still do so in this step. */
static int callbacks_act, deeds;

/* What a callback does beside saying that it was called. */
static void act(void)
{
	osip_transaction_t *chosen = random_one();

	if (!callbacks_act || deeds == 0 || chosen == NULL)
		return;
	deeds--;
	switch (random_below(8)) {
	case 0:
		printf("   removes %d: %d\n", chosen->transactionid, osip_remove_transaction(layer, chosen));
		break;
	case 1:
		printf("   feeds %d\n", chosen->transactionid);
		osip_transaction_add_event(chosen, random_event((int)random_below(2)));
		break;
	case 2:
		if (count < COUNT(all) && (all[count] = begin(random_event((int)random_below(2)))) != NULL)
			printf("   makes %d\n", all[count++]->transactionid);
		break;
	case 3:
		osip_fifo_insert(chosen->transactionff, bare_event((int)random_below(10), chosen));
		break;
	case 4:
		pass(700);
		timers();
		break;
	}
}

static void acting(int type, osip_transaction_t *transaction, osip_message_t *message)
{
	on_message(type, transaction, message);
	act();
}

static void acting_at_the_end(int type, osip_transaction_t *transaction)
{
	on_kill(type, transaction);
	act();
}

/* What a program writes by itself. */
static void write_to(osip_transaction_t *it)
{
	osip_list_t *lists[] = {&layer->osip_ict_transactions, &layer->osip_ist_transactions, &layer->osip_nict_transactions, &layer->osip_nist_transactions};
	osip_list_t *list = lists[random_below(COUNT(lists))];

	switch (random_below(6)) {
	case 0:
		it->out_socket = random_below(2) ? -999 : 5;
		break;
	case 1:
		if (it->ict_context != NULL)
			it->ict_context->timer_a_start.tv_sec -= 3, it->ict_context->timer_a_length = (int)random_below(5000);
		break;
	case 2:
		if (it->nict_context != NULL)
			it->nict_context->timer_e_start.tv_sec = random_below(2) ? -1 : 0, it->nict_context->timer_f_start.tv_sec -= 10;
		break;
	case 3:
		if (it->ist_context != NULL)
			it->ist_context->timer_g_length = 100, it->ist_context->timer_h_start.tv_sec = random_below(2) ? -1 : 0;
		break;
	case 4:
		printf("unlinks %d\n", osip_list_remove(list, (int)random_below(5)));
		break;
	default:
		list = lists[it->ctx_type];
		if (osip_remove_transaction(layer, it) == 0)
			osip_list_add(list, it, random_below(2) ? 0 : -1);
	}
}

static void sequence(int steps)
{
	int at;

	for (count = 0; steps > 0; steps--) {
		osip_transaction_t *chosen = random_one();

		send_result = random_below(8) ? 0 : (int)random_below(3) - 1;
		deeds = 3;
		switch (random_below(callbacks_act ? 12 : 10)) {
		case 0:
		case 1:
			if (count < 40 && (all[count] = begin(random_event((int)random_below(2)))) != NULL)
				count++;
			break;
		case 2:
			if (chosen != NULL)
				queue(chosen, random_event((int)random_below(2)));
			break;
		case 3:
			receive(random_event(0));
			break;
		case 4:
			if (chosen != NULL) {
				osip_event_t *event = random_event(1);

				event->transactionid = chosen->transactionid;
				receive(event);
			}
			break;
		case 5:
			if (chosen != NULL)
				queue(chosen, bare_event((int)random_below(10), chosen));
			break;
		case 6:
			if (chosen != NULL && random_below(3) == 0)
				printf("remove %d\n", osip_remove_transaction(layer, chosen));
			break;
		case 7:
			if (chosen != NULL && random_below(3) == 0) {
				osip_transaction_free(chosen);
				for (at = 0; all[at] != chosen; at++)
					;
				all[at] = all[--count];
			}
			break;
		case 8:
			wait((int)random_below(12) * 500, 500);
			break;
		case 10:
		case 11:
			if (chosen != NULL)
				write_to(chosen);
			break;
		default:
			execute();
		}
	}
	execute();
	for (at = 0; at < count; at++) {
		show_transaction("end", all[at]);
		osip_transaction_free(all[at]);
	}
}

/* random [FIRST LAST]: the numbers of the sequences. */
int main(int argc, char **argv)
{
	int number = argc > 2 ? atoi(argv[1]) : 1, last = argc > 2 ? atoi(argv[2]) : getenv("PATIENCE") != NULL ? 20 : 400, at;

	start_layer();
	for (at = 0; at < 60; at++)
		osip_set_message_callback(layer, at, acting);
	for (at = 0; at < 4; at++)
		osip_set_kill_transaction_callback(layer, at, acting_at_the_end);
	for (; number <= last; number++) {
		struct timeval left;

		printf("==== %d\n", number);
		seed = (unsigned)number;
		callbacks_act = number % 2 == 0;
		sequence(60);
		osip_timers_gettimeout(layer, &left);
		printf("timeout %ld\n", (long)left.tv_sec);
	}
	osip_release(layer);
	return 0;
}
