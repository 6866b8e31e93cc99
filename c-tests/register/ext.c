/* eX_ext.h: how a registration stands, its Service-Route, and events read by functions alone. */
#include "support.h"

#include <eXosip2/eX_ext.h>

static struct eXosip_t *context;

static int number(int rid, eXosip_register_number_t what)
{
	return eXosip_register_get_number(context, rid, what);
}

/* Checks one text; NULL stands for none. */
#define TEXT(rid, what, wanted) check_own_text(eXosip_register_get_text(context, rid, what), wanted, #what, __LINE__)
static void check_own_text(char *got, const char *wanted, const char *what, int line)
{
	if (wanted == NULL)
		check(got == NULL, what, __FILE__, line);
	else
		check_text(got, wanted, what, __FILE__, line);
	osip_free(got);
}

static void check_event(eXosip_event_t *event, int rid, int type, int status, const char *reason)
{
	if (!CHECK(event != NULL))
		return;
	CHECK_INT(eXosip_event_get_type(event), type);
	CHECK_TEXT(eXosip_event_get_textinfo(event), event->textinfo);
	CHECK_INT(eXosip_event_get_rid(event), rid);
	CHECK_INT(eXosip_event_get_tid(event), 0);
	CHECK_INT(eXosip_event_get_status(event), status);
	CHECK_TEXT(eXosip_event_get_reason(event), reason);
	CHECK(eXosip_event_get_request(event) == event->request && event->request != NULL);
	CHECK(eXosip_event_get_response(event) == event->response);
	eXosip_event_free(event);
}

/* The routes of a request that goes by the Service-Route, behind one that it had before. */
static void check_service_route(int rid)
{
	static const char *const wanted[] = {"<sip:own.example;lr>", "<sip:p1.example;lr>", "<sip:p2.example;lr>"};
	osip_message_t *request = NULL;
	size_t i;

	osip_message_init(&request);
	osip_message_set_route(request, wanted[0]);
	CHECK_INT(eXosip_register_set_service_route(context, rid, request), 0);
	CHECK_INT(osip_list_size(&request->routes), 3);
	for (i = 0; i < 3; i++) {
		char *route = NULL;

		osip_route_to_str(osip_list_get(&request->routes, (int)i), &route);
		CHECK_TEXT(route, wanted[i]);
		osip_free(route);
	}
	ROW("no request", -2, eXosip_register_set_service_route(context, rid, NULL));
	ROW("unknown rid", -6, eXosip_register_set_service_route(context, 2000000000, request));
	ROW("ctx NULL", -2, eXosip_register_set_service_route(NULL, rid, request));
	CHECK_INT(osip_list_size(&request->routes), 3);
	osip_message_free(request);
}

/* Texts in a buffer of the caller, whole or cut. */
static void check_copies(int rid)
{
	char buffer[8] = "unclean";

	CHECK_INT(eXosip_register_copy_text(context, rid, EXOSIP_REGISTER_TRANSPORT, buffer, sizeof buffer), 3);
	CHECK_TEXT(buffer, "UDP");
	CHECK_INT(eXosip_register_copy_text(context, rid, EXOSIP_REGISTER_SERVICE_ROUTE, buffer, sizeof buffer), 40);
	CHECK_TEXT(buffer, "<sip:p1");
	CHECK_INT(eXosip_register_copy_text(context, rid, EXOSIP_REGISTER_PUBLIC_GRUU, buffer, sizeof buffer), 0);
	CHECK_TEXT(buffer, "");
	ROW("no buffer", -2, eXosip_register_copy_text(context, rid, EXOSIP_REGISTER_TRANSPORT, NULL, 8));
	ROW("no room", -2, eXosip_register_copy_text(context, rid, EXOSIP_REGISTER_TRANSPORT, buffer, 0));
	ROW("unknown rid", -6, eXosip_register_copy_text(context, 2000000000, EXOSIP_REGISTER_TRANSPORT, buffer, 8));
	ROW("ctx NULL", -2, eXosip_register_copy_text(NULL, rid, EXOSIP_REGISTER_TRANSPORT, buffer, 8));
}

/* What is a macro in C, as functions and values that other languages see. */
static void functions_for_macros(void)
{
	eXosip_option_t option = EXOSIP_OPTION_USE_RPORT;

	CHECK_INT(option, EXOSIP_OPT_USE_RPORT);
	CHECK_INT(EXOSIP_OPTION_GET_STATISTICS, EXOSIP_OPT_GET_STATISTICS);
	CHECK_INT(eXosip_set_option_int(context, option, 1), 0);
	ROW("its value is a text", -2, eXosip_set_option_int(context, EXOSIP_OPTION_SET_HEADER_USER_AGENT, 1));
	ROW("no such option", -2, eXosip_set_option_int(context, 77, 1));
	ROW("ctx NULL", -2, eXosip_set_option_int(NULL, option, 1));
	eXosip_free(osip_strdup("text"));
	eXosip_free(NULL);
}

static void a_success(void)
{
	struct peer *registrar = start_peer("registrar", "--algorithm", "none", "--first",
					    "200/Expires: 600/Service-Route: <sip:p1.example;lr>, <sip:p2.example;lr>"
					    "/P-Associated-URI: <tel:+123>", NULL);
	int rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 3600);
	char remote[32];

	check_event(next_event(context, 30), rid, EXOSIP_REGISTRATION_SUCCESS, 200, "OK");
	CHECK(number(rid, EXOSIP_REGISTER_EXPIRES_IN) > 500 && number(rid, EXOSIP_REGISTER_EXPIRES_IN) <= 600);
	CHECK_INT(number(rid, EXOSIP_REGISTER_GRANTED), 600);
	CHECK_INT(number(rid, EXOSIP_REGISTER_STATUS), 200);
	CHECK(number(rid, EXOSIP_REGISTER_NEXT_IN) > 400 * 1000 && number(rid, EXOSIP_REGISTER_NEXT_IN) < 600 * 1000);
	snprintf(remote, sizeof remote, "127.0.0.1:%d", registrar->port);
	TEXT(rid, EXOSIP_REGISTER_REASON, "OK");
	TEXT(rid, EXOSIP_REGISTER_TRANSPORT, "UDP");
	TEXT(rid, EXOSIP_REGISTER_REMOTE, remote);
	TEXT(rid, EXOSIP_REGISTER_SERVICE_ROUTE, "<sip:p1.example;lr>, <sip:p2.example;lr>");
	TEXT(rid, EXOSIP_REGISTER_ASSOCIATED_URIS, "<tel:+123>");
	TEXT(rid, EXOSIP_REGISTER_PUBLIC_GRUU, NULL);
	TEXT(rid, EXOSIP_REGISTER_TEMPORARY_GRUU, NULL);
	check_copies(rid);
	check_service_route(rid);
	eXosip_register_remove(context, rid);
	stop_peer(registrar);
}

static void a_refusal(void)
{
	struct peer *registrar = start_peer("registrar", "--first", "410", NULL);
	int rid = send_first(context, "sip:alice@example.test", peer_uri(registrar, ""), 60);

	check_event(next_event(context, 30), rid, EXOSIP_REGISTRATION_FAILURE, 410, "As Asked");
	CHECK_INT(number(rid, EXOSIP_REGISTER_STATUS), 410);
	TEXT(rid, EXOSIP_REGISTER_REASON, "As Asked");
	CHECK_INT(number(rid, EXOSIP_REGISTER_EXPIRES_IN), 0);
	CHECK(number(rid, EXOSIP_REGISTER_NEXT_IN) > 0);
	eXosip_register_remove(context, rid);
	stop_peer(registrar);
}

static void bad_input(void)
{
	char silent[64];
	int rid;

	snprintf(silent, sizeof silent, "sip:127.0.0.1:%d", silent_port());
	rid = send_first(context, "sip:alice@example.test", silent, 60);
	ROW("no response yet", 0, number(rid, EXOSIP_REGISTER_STATUS));
	ROW("nothing granted yet", 0, number(rid, EXOSIP_REGISTER_EXPIRES_IN));
	ROW("what was asked for", 60, number(rid, EXOSIP_REGISTER_GRANTED));
	ROW("on its way", -1, number(rid, EXOSIP_REGISTER_NEXT_IN));
	ROW("what is not known", -2, number(rid, (eXosip_register_number_t)99));
	ROW("rid 0", -2, number(0, EXOSIP_REGISTER_STATUS));
	ROW("rid unknown", -6, number(2000000000, EXOSIP_REGISTER_STATUS));
	ROW("ctx NULL", -2, eXosip_register_get_number(NULL, rid, EXOSIP_REGISTER_STATUS));
	TEXT(rid, EXOSIP_REGISTER_REASON, NULL);
	TEXT(rid, EXOSIP_REGISTER_SERVICE_ROUTE, NULL);
	TEXT(rid, (eXosip_register_text_t)99, NULL);
	TEXT(0, EXOSIP_REGISTER_REASON, NULL);
	CHECK(eXosip_register_get_text(NULL, rid, EXOSIP_REGISTER_REASON) == NULL);
	ROW("no event: type", -2, eXosip_event_get_type(NULL));
	ROW("no event: rid", -2, eXosip_event_get_rid(NULL));
	ROW("no event: tid", -2, eXosip_event_get_tid(NULL));
	ROW("no event: status", -2, eXosip_event_get_status(NULL));
	CHECK(eXosip_event_get_textinfo(NULL) == NULL && eXosip_event_get_reason(NULL) == NULL);
	CHECK(eXosip_event_get_request(NULL) == NULL && eXosip_event_get_response(NULL) == NULL);
}

int main(void)
{
	context = open_context(IPPROTO_UDP, AF_INET);
	functions_for_macros();
	a_success();
	a_refusal();
	bad_input();
	close_context(context);
	return report();
}
