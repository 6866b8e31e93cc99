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

static void sequence(int steps)
{
	static osip_transaction_t *all[40];
	int count = 0, at;

	for (; steps > 0; steps--) {
		osip_transaction_t *chosen = count > 0 ? all[random_below((unsigned)count)] : NULL;

		send_result = random_below(8) ? 0 : (int)random_below(3) - 1;
		switch (random_below(10)) {
		case 0:
		case 1:
			if (count < COUNT(all) && (all[count] = begin(random_event((int)random_below(2)))) != NULL)
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

int main(void)
{
	int number, numbers = getenv("PATIENCE") != NULL ? 20 : 400;

	start_layer();
	for (number = 1; number <= numbers; number++) {
		struct timeval left;

		printf("==== %d\n", number);
		seed = (unsigned)number;
		sequence(60);
		osip_timers_gettimeout(layer, &left);
		printf("timeout %ld\n", (long)left.tv_sec);
	}
	osip_release(layer);
	return 0;
}
