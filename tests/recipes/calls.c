/* Runs the recipes on docs/calls-and-messages.md: calls ADDRESS. The program of the page is alice; bob, at ADDRESS, is all peers of the page. */
#include "recipes.h"

static struct eXosip_t *alice, *bob;

void handle(eXosip_event_t *it)
{
	(void)it;
}

/* The next event of this type; others are passed over. `context` and `event` are those of the piece that comes next. */
static int await(struct eXosip_t *who, eXosip_event_type_t type)
{
	int turns;

	for (turns = 0; turns < 600; turns++) {
		eXosip_event_free(event);
		event = eXosip_event_wait(who, 0, 100);
		eXosip_lock(who);
		eXosip_automatic_action(who);
		eXosip_unlock(who);
		if (event != NULL && event->type == type) {
			context = who;
			return 1;
		}
	}
	printf("no event of type %d\n", type);
	return 0;
}

/* As `await`, and runs a piece about the event. */
static int answered(struct eXosip_t *who, eXosip_event_type_t type, const char *heading, int number)
{
	if (!await(who, type))
		return 0;
	run_one(heading, number);
	return 1;
}

static void messages(void)
{
	context = alice;
	run("Send a MESSAGE");
	verdict(tid > 0 && answered(bob, EXOSIP_MESSAGE_NEW, "Answer a request", 0) && await(alice, EXOSIP_MESSAGE_ANSWERED) && event->tid == tid,
		"Send a MESSAGE, Answer a request");
	tid = 0;
	run("Publish a state");
	/* Bob takes MESSAGE only: 405. */
	verdict(tid > 0 && answered(bob, EXOSIP_MESSAGE_NEW, "Answer a request", 0) && await(alice, EXOSIP_MESSAGE_REQUESTFAILURE) &&
		event->response->status_code == 405, "Publish a state");
}

/* Runs a piece that sends a request in the call of alice. */
static int sends(const char *heading)
{
	context = alice;
	code = -1;
	eXosip_lock(alice);
	run_one(heading, 0);
	eXosip_unlock(alice);
	return code == OSIP_SUCCESS;
}

static void hold(void)
{
	const char *heading = "Hold and resume";

	verdict(sends(heading) && answered(bob, EXOSIP_CALL_REINVITE, heading, 1) && answered(alice, EXOSIP_CALL_ANSWERED, "Call", 1) &&
		await(bob, EXOSIP_CALL_ACK), heading);
}

static void transfer(void)
{
	const char *heading = "Transfer";

	verdict(sends(heading) && answered(bob, EXOSIP_CALL_MESSAGE_NEW, heading, 1) && answered(alice, EXOSIP_CALL_MESSAGE_NEW, heading, 1) &&
		strcmp(event->request->sip_method, "NOTIFY") == 0, heading);
}

static void call(void)
{
	context = alice;
	run("Call");
	verdict(cid > 0 && answered(bob, EXOSIP_CALL_INVITE, "Be called", 0) && answered(alice, EXOSIP_CALL_ANSWERED, "Call", 1), "Call, Be called");
	verdict(await(bob, EXOSIP_CALL_ACK), "the call is acknowledged");
	hold();
	transfer();
	verdict(sends("Within a call") && await(bob, EXOSIP_CALL_MESSAGE_NEW) && strcmp(event->request->sip_method, "INFO") == 0, "Within a call");
	context = alice;
	run_one("Call", 2);
	verdict(code == OSIP_SUCCESS && await(bob, EXOSIP_CALL_CLOSED), "the call is ended");
}

static void subscription(void)
{
	context = alice;
	run_one("Subscriptions", 0);
	verdict(sid > 0 && answered(bob, EXOSIP_IN_SUBSCRIPTION_NEW, "Subscriptions", 2) && await(alice, EXOSIP_SUBSCRIPTION_NOTIFY) &&
		event->ss_status == EXOSIP_SUBCRSTATE_ACTIVE, "Subscriptions, Being subscribed to");
	did = event->did;
	code = -1;
	eXosip_lock(alice);
	run_one("Subscriptions", 1);
	eXosip_unlock(alice);
	verdict(code == OSIP_SUCCESS && await(bob, EXOSIP_IN_SUBSCRIPTION_NEW) && event->ss_status == EXOSIP_SUBCRSTATE_TERMINATED, "the subscription is ended");
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	bob = listening(argv[1], 5060, argv[1]);
	alice = listening(NULL, 0, argv[1]);
	messages();
	call();
	subscription();
	eXosip_event_free(event);
	close_context(alice);
	close_context(bob);
	return failures != 0;
}
