/* Runs the recipes on docs/registration.md: registration ADDRESS, where a registrar answers on port 5060 for each name of the page. */
#include <setjmp.h>
#include <sys/socket.h>
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
	run("Logins");
}

/* The event of one REGISTER that was answered is handed to the piece with this number below the heading. */
static int show_success(const char *heading, int number)
{
	int turns;

	for (turns = 0; turns < 600; turns++) {
		int is_success;

		event = eXosip_event_wait(context, 0, 100);
		eXosip_lock(context);
		eXosip_automatic_action(context);
		eXosip_unlock(context);
		is_success = event != NULL && event->type == EXOSIP_REGISTRATION_SUCCESS;
		if (is_success)
			run_one(heading, number);
		eXosip_event_free(event);
		if (is_success)
			return 1;
	}
	return 0;
}

static int is_gone(void)
{
	return eXosip_register_get_number(context, rid, EXOSIP_REGISTER_STATUS) == OSIP_NOTFOUND;
}

/* Refreshes, unregisters, and registers again to forget that. */
static void refresh_and_unregister(void)
{
	register_alice();
	run("What the registrar says");
	run("Refresh");
	verdict(code == OSIP_SUCCESS && succeed(1), "Refresh");
	run("Unregister");
	verdict(code == OSIP_SUCCESS && succeed(1) && is_gone(), "Unregister");
	close_context(context);
	register_alice();
	run_one("Unregister", 1);
	verdict(code == OSIP_SUCCESS && is_gone(), "Unregister: only here");
	run("Register");
	verdict(succeed(1), "Register once more");
	run_one("Unregister", 2);
	close_context(context);
}

/* The bindings are listed, and the listing changes none. */
static void list_bindings(void)
{
	const char *heading = "List the bindings of a user";

	register_alice();
	run(heading);
	verdict(rid > 0 && send_built() && show_success(heading, 1) && is_gone(), heading);
	close_context(context);
}

static void service_route(void)
{
	char *route;

	register_alice();
	route = eXosip_register_get_text(context, rid, EXOSIP_REGISTER_SERVICE_ROUTE);
	verdict(route != NULL && strcmp(route, "<sip:edge.example.com;lr>, <sip:home.example.com;lr>") == 0, "the Service-Route");
	osip_free(route);
	run("Service-Route");
	event = eXosip_event_wait(context, 60, 0);
	verdict(code == OSIP_SUCCESS && tid > 0 && event != NULL && event->tid == tid && event->response != NULL, "Service-Route");
	eXosip_event_free(event);
	close_context(context);
}

static void behind_nat(void)
{
	open_context(1);
	run("Behind NAT");
	run_one("Behind NAT", 1);
	rid = eXosip_register_build_initial_register(context, "sip:alice@example.com", "sip:example.com", NULL, 3600, &request);
	verdict(rid > 0 && send_built() && succeed(1), "Behind NAT");
	close_context(context);
}

/* Where the machine has IPv6. */
static void over_ipv6(void)
{
	int probe = socket(AF_INET6, SOCK_DGRAM, 0);
	struct sockaddr_in6 any = {.sin6_family = AF_INET6};

	if (probe >= 0 && bind(probe, (struct sockaddr *) &any, sizeof any) == 0) {
		open_context(0);
		run("Over IPv6");
		verdict(code == OSIP_SUCCESS, "Over IPv6");
		close_context(context);
	}
	if (probe >= 0)
		close(probe);
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
	refresh_and_unregister();
	loop("The loop");
	loop("select, poll and epoll");
	build("Priority among contacts (q value)", 1);
	list_bindings();
	build("Remove all bindings of a user", 1);
	build("Outbound proxy", 0);
	open_context(0);
	run("Several registrations");
	verdict(succeed(3), "Several registrations");
	close_context(context);
	late_login();
	service_route();
	behind_nat();
	over_ipv6();
	open_context(1);
	run("Several flows (RFC 5626)");
	verdict(succeed(2), "Several flows (RFC 5626)");
	close_context(context);
	return failures != 0;
}
