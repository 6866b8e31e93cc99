/* Runs the recipes on docs/registration.md: registration ADDRESS, where a registrar answers on port 5060 for each name of the page. */
#include <setjmp.h>
#include <unistd.h>

#include "recipes.h"

const char *edges[] = {NULL, "<sip:edge1.example.com;lr>", "<sip:edge2.example.com;lr>"};
int rids[3];

static const char *address;
static jmp_buf end_of_loop;

static void open_context(int has_login)
{
	context = listening(NULL, 0, address);
	if (has_login)
		eXosip_add_authentication_info(context, user, user, password, NULL, NULL);
	code = rid = -1;
}

/* Whether so many registrations succeed; challenges on the way are answered. */
static int succeed(int count)
{
	int turns;

	for (turns = 0; turns < 600 && count > 0; turns++) {
		event = eXosip_event_wait(context, 0, 100);
		eXosip_lock(context);
		eXosip_automatic_action(context);
		eXosip_unlock(context);
		count -= event != NULL && event->type == EXOSIP_REGISTRATION_SUCCESS;
		eXosip_event_free(event);
	}
	return count == 0;
}

/* The request that a recipe has built is sent. */
static int send_built(void)
{
	int result;

	eXosip_lock(context);
	result = eXosip_register_send_register(context, rid, request);
	eXosip_unlock(context);
	return result == OSIP_SUCCESS;
}

/* A recipe that builds a REGISTER, after one that registers if it needs that. */
static void build(const char *heading, int is_initial)
{
	open_context(1);
	if (!is_initial)
		rid = eXosip_register_build_initial_register(context, "sip:alice@example.com", "sip:example.com", NULL, 3600, &request);
	run(heading);
	verdict(rid > 0 && send_built() && succeed(1), heading);
	close_context(context);
}

/* Both loops of the page end here, when they have handed a success over. */
void handle(eXosip_event_t *it)
{
	if (it->type == EXOSIP_REGISTRATION_SUCCESS)
		longjmp(end_of_loop, 1);
}

static void loop(const char *heading)
{
	open_context(1);
	rid = eXosip_register_build_initial_register(context, "sip:alice@example.com", "sip:example.com", NULL, 3600, &request);
	send_built();
	alarm(60);
	if (setjmp(end_of_loop) == 0)
		run(heading);
	alarm(0);
	verdict(1, heading);
	close_context(context);
}

static void register_alice(void)
{
	open_context(0);
	run("Register");
	verdict(code == OSIP_SUCCESS && rid > 0 && succeed(1), "Register");
}

static void late_login(void)
{
	open_context(0);
	rid = eXosip_register_build_initial_register(context, "sip:alice@example.com", "sip:example.com", NULL, 3600, &request);
	send_built();
	event = eXosip_event_wait(context, 60, 0);
	if (event != NULL)
		run("Logins that come late");
	eXosip_event_free(event);
	verdict(succeed(1), "Logins that come late");
	close_context(context);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	address = argv[1];
	setvbuf(stdout, NULL, _IOLBF, 0);
	run("Begin and end");
	verdict(code == 0, "Begin and end");
	register_alice();
	run("What the registrar says");
	run("Several accounts, logins and realms");
	run("Refresh, unregister, remove");
	verdict(code == OSIP_SUCCESS && succeed(1), "Refresh, unregister, remove");
	close_context(context);
	loop("The loop");
	loop("select, poll and epoll");
	build("A preference among contacts", 1);
	build("Remove all bindings of a user, those of other devices too", 1);
	build("Through an outbound proxy", 0);
	late_login();
	open_context(1);
	run("Several flows (RFC 5626)");
	verdict(succeed(2), "Several flows (RFC 5626)");
	close_context(context);
	return failures != 0;
}
