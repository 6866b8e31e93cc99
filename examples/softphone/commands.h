/* The commands of the telephone's command line, one after the other; each waits for its result. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "answers.h"

#define PATIENCE 20 /* seconds for one command */

/* Handles the next event, if one comes soon. */
static void poll_once(void);

/* Handles events until `*value` is not 0, and a little longer. */
static int wait_for(const int *value, double patience)
{
	double limit = seconds() + patience, rest;

	while (*value == 0 && phone.failed == 0 && seconds() < limit)
		poll_once();
	if (*value == 0)
		return OSIP_UNDEFINED_ERROR;
	for (rest = seconds() + 0.1; seconds() < rest;)
		poll_once();
	return phone.failed ? OSIP_UNDEFINED_ERROR : OSIP_SUCCESS;
}

static int hang_up(void)
{
	int code;

	if (phone.cid == 0 && phone.held_cid > 0) {
		phone.cid = phone.held_cid;
		phone.did = phone.held_did;
	}
	code = eXosip_call_terminate(phone.context, phone.cid, phone.did);
	phone.leaving = phone.cid;
	phone.ended = 0;
	phone.cid = phone.did = 0;
	return code < 0 ? complain("BYE not sent", code) : OSIP_SUCCESS;
}

static int begin_to_wait(const char *command, const int **result)
{
	static const struct {
		const char *command;
		const int *result;
	} waits[] = {{"wait-call", &phone.did}, {"wait-ring", &phone.ringing}, {"wait-message", &phone.heard}, {"wait-transfer", &phone.followed},
		     {"wait-end", &phone.ended}};
	size_t i;

	for (i = 0; i < sizeof waits / sizeof waits[0]; i++) {
		if (strcmp(command, waits[i].command) != 0)
			continue;
		*result = waits[i].result;
		phone.patient = *result == &phone.ringing;
		if (i < 3) {
			printf("ready\n");
			fflush(stdout);
		}
		return OSIP_SUCCESS;
	}
	return complain(command, OSIP_BADPARAMETER);
}

/* Begins a command that concerns a call, and names what it waits for. */
static int begin_in_call(const char *command, const char *argument, const int **result)
{
	if (strcmp(command, "answer") == 0) {
		*result = &phone.did;
		phone.cid = phone.ringing_cid;
		accept_invite(phone.ringing, phone.answer);
		return OSIP_SUCCESS;
	}
	if (strcmp(command, "refuse") == 0)
		return eXosip_call_send_answer(phone.context, phone.ringing, atoi(argument), NULL);
	if (strcmp(command, "hold") == 0 || strcmp(command, "resume") == 0) {
		*result = &phone.settled;
		return reinvite(command[0] == 'h' ? "sendonly" : "sendrecv");
	}
	if (strcmp(command, "transfer") == 0) {
		*result = &phone.transferred;
		return refer(argument);
	}
	if (strcmp(command, "attend") == 0) {
		*result = &phone.transferred;
		return attend();
	}
	if (strcmp(command, "hangup") == 0) {
		*result = &phone.ended;
		return hang_up();
	}
	return begin_to_wait(command, result);
}

/* Begins what a command says, and names what it waits for. */
static int begin(const char *command, const char **arguments, const int **result)
{
	*result = NULL;
	if (strcmp(command, "register") == 0) {
		*result = &phone.registered;
		eXosip_add_authentication_info(phone.context, phone.name, phone.name, arguments[1], NULL, NULL);
		return register_at(arguments[0], 3600);
	}
	if (strcmp(command, "unregister") == 0) {
		*result = &phone.registered;
		return register_at(NULL, 0);
	}
	if (strcmp(command, "via") == 0) {
		snprintf(phone.route, sizeof phone.route, "<%s;lr>", arguments[0]);
		return OSIP_SUCCESS;
	}
	if (strcmp(command, "expect") == 0) {
		phone.expected = atoi(arguments[0]);
		return OSIP_SUCCESS;
	}
	if (strcmp(command, "message") == 0) {
		*result = &phone.sent;
		phone.sent = 0;
		return send_message(arguments[0], arguments[1]);
	}
	if (strcmp(command, "subscribe") == 0) {
		*result = &phone.notified;
		phone.notified = 0;
		return subscribe(arguments[0], arguments[1]);
	}
	if (strcmp(command, "call") == 0 || strcmp(command, "ring") == 0) {
		*result = command[0] == 'c' ? &phone.did : &phone.alerted;
		phone.alerted = 0;
		return phone.cid = invite(arguments[0]);
	}
	if (strcmp(command, "consult") == 0) {
		*result = &phone.did;
		phone.held_cid = phone.cid;
		phone.held_did = phone.did;
		phone.did = 0;
		sound.direction = "sendrecv";
		return phone.cid = invite(arguments[0]);
	}
	return begin_in_call(command, arguments[0], result);
}

static int arguments_of(const char *command)
{
	static const char *const with_one[] = {"call", "consult", "expect", "refuse", "ring", "transfer", "via"};
	static const char *const with_two[] = {"message", "register", "subscribe"};
	size_t i;

	for (i = 0; i < sizeof with_one / sizeof with_one[0]; i++)
		if (strcmp(command, with_one[i]) == 0)
			return 1;
	for (i = 0; i < sizeof with_two / sizeof with_two[0]; i++)
		if (strcmp(command, with_two[i]) == 0)
			return 2;
	return 0;
}

/* A command that had to be refused was, with the status that `expect` has named. */
static int as_expected(const char *command, int code)
{
	int failed = phone.failed;

	if (failed != phone.expected)
		return code < 0 ? code : complain(command, OSIP_UNDEFINED_ERROR);
	phone.failed = phone.expected = 0;
	if (phone.did == 0)
		phone.cid = 0; /* no call came of it */
	return OSIP_SUCCESS;
}

static int run(int count, const char **commands)
{
	const int *result;
	int at, code;

	for (at = 0; at < count; at += 1 + arguments_of(commands[at])) {
		if (at + arguments_of(commands[at]) >= count)
			return complain(commands[at], OSIP_BADPARAMETER);
		eXosip_lock(phone.context);
		code = begin(commands[at], commands + at + 1, &result);
		eXosip_unlock(phone.context);
		if (code >= 0 && result)
			code = wait_for(result, strncmp(commands[at], "wait", 4) == 0 ? 3 * PATIENCE : PATIENCE);
		if (phone.expected && strcmp(commands[at], "expect") != 0)
			code = as_expected(commands[at], code);
		if (code < 0) {
			fprintf(stderr, "%s: %s failed (%d)\n", phone.name, commands[at], phone.failed);
			return code;
		}
	}
	return phone.transferred == 0 || phone.transferred == 200 ? OSIP_SUCCESS : OSIP_UNDEFINED_ERROR;
}

#endif
