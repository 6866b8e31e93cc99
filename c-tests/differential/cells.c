/* Each event in each state: what is sent, which callbacks come in which order, the state afterwards. */
#include "layer.h"

static const char *const event_names[] = {"TIMEOUT_A", "TIMEOUT_B", "TIMEOUT_D", "TIMEOUT_E", "TIMEOUT_F", "TIMEOUT_K", "TIMEOUT_G", "TIMEOUT_H",
	"TIMEOUT_I", "TIMEOUT_J", "RCV_REQINVITE", "RCV_REQACK", "RCV_REQUEST", "RCV_STATUS_1XX", "RCV_STATUS_2XX", "RCV_STATUS_3456XX",
	"SND_REQINVITE", "SND_REQACK", "SND_REQUEST", "SND_STATUS_1XX", "SND_STATUS_2XX", "SND_STATUS_3456XX", "KILL_TRANSACTION",
	"UNKNOWN_EVT"};

static osip_event_t *event_of_type(int type, const char *method, const osip_transaction_t *it)
{
	static const char *const requests[] = {"INVITE", "ACK", "MESSAGE"};
	static const int statuses[] = {183, 200, 404};

	if (type < RCV_REQINVITE || type > SND_STATUS_3456XX)
		return bare_event(type, it);
	type -= RCV_REQINVITE;
	if (type % 6 < 3)
		return request(requests[type % 6], VIA_UDP, type / 6);
	return response(statuses[type % 6 - 3], method, VIA_UDP, type / 6);
}

/* A transaction in the given state, reached by events. */
static osip_transaction_t *transaction_in(int state)
{
	static const int first_states[] = {ICT_PRE_CALLING, IST_PRE_PROCEEDING, NICT_PRE_TRYING, NIST_PRE_TRYING};
	static const char *const methods[] = {"INVITE", "INVITE", "MESSAGE", "MESSAGE"};
	int kind = state / 5, steps = state - first_states[kind], is_client = kind == ICT || kind == NICT;
	const char *method = methods[kind];
	osip_event_t *event = request(method, VIA_UDP, is_client);
	osip_transaction_t *it = osip_create_transaction(layer, event);

	if (steps == 0) {
		osip_event_free(event);
		return it;
	}
	queue(it, event);
	if (kind == IST && steps == 3)
		queue(it, response(404, method, VIA_UDP, 1));
	if (kind == IST && steps >= 2)
		queue(it, response(steps == 4 ? 200 : 404, method, VIA_UDP, 1));
	else if (kind != IST && steps >= 2)
		queue(it, response(steps == 2 ? 183 : kind == ICT && steps == 4 ? 200 : 404, method, VIA_UDP, !is_client));
	if (kind == IST && steps == 3)
		queue(it, request("ACK", VIA_UDP, 0));
	if (kind == NICT && steps == 4)
		queue(it, bare_event(TIMEOUT_K, it));
	if (kind == NIST && steps == 4)
		queue(it, bare_event(TIMEOUT_J, it));
	execute();
	return it;
}

int main(void)
{
	int state, type;

	start_layer();
	removes_when_killed = 0;
	for (state = ICT_PRE_CALLING; state <= NIST_TERMINATED; state++) {
		const char *method = state < NICT_PRE_TRYING ? "INVITE" : "MESSAGE";

		for (type = TIMEOUT_A; type <= UNKNOWN_EVT; type++) {
			osip_transaction_t *it;

			printf("==== %s %s\n", state_names[state], event_names[type]);
			it = transaction_in(state);
			if ((int)it->state != state)
				printf("not in that state but in %s\n", state_of(it));
			printf("--\n");
			add(it, event_of_type(type, method, it));
			show_transaction("after", it);
			osip_transaction_free(it);
		}
	}
	osip_release(layer);
	return 0;
}
