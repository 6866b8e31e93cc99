/* Calls with bad arguments: the documented code, and nothing changes. */
#include "two_phones.h"

static struct eXosip_t *context;

static int build_invite(const char *to, const char *from, const char *route)
{
	osip_message_t *invite = NULL;
	int code = eXosip_call_build_initial_invite(context, &invite, to, from, route, NULL);

	CHECK((code == 0) == (invite != NULL));
	osip_message_free(invite);
	return code;
}

static void invites(void)
{
	osip_message_t *message = NULL;

	ROW("to NULL", -2, build_invite(NULL, "<sip:a@b>", NULL));
	ROW("to empty", -2, build_invite("", "<sip:a@b>", NULL));
	ROW("to garbage", -5, build_invite("garbage", "<sip:a@b>", NULL));
	ROW("to without host", -5, build_invite("<sip:>", "<sip:a@b>", NULL));
	ROW("from NULL", -5, build_invite("<sip:a@b>", NULL, NULL));
	ROW("from empty", -5, build_invite("<sip:a@b>", "", NULL));
	ROW("from garbage", -5, build_invite("<sip:a@b>", "garbage", NULL));
	ROW("route garbage", -5, build_invite("<sip:a@b>", "<sip:a@b>", "garbage"));
	ROW("bare to", 0, build_invite("sip:a@b", "<sip:a@b>", NULL));
	ROW("no context", -2, eXosip_call_build_initial_invite(NULL, &message, "<sip:a@b>", "<sip:a@b>", NULL, NULL));
	ROW("no place", -2, eXosip_call_build_initial_invite(context, NULL, "<sip:a@b>", "<sip:a@b>", NULL, NULL));
	ROW("send NULL", -2, eXosip_call_send_initial_invite(context, NULL));
	osip_message_init(&message);
	ROW("send an empty message", -2, eXosip_call_send_initial_invite(context, message));
	CHECK_INT(eXosip_message_build_request(context, &message, "OPTIONS", "<sip:a@b>", "<sip:a@b>", NULL), 0);
	ROW("send another method", -2, eXosip_call_send_initial_invite(context, message));
}

static void requests(void)
{
	osip_message_t *request = (osip_message_t *) -1;

	ROW("did -1", -2, eXosip_call_build_request(context, -1, "INFO", &request));
	CHECK(request == NULL);
	ROW("did 0", -2, eXosip_call_build_info(context, 0, &request));
	ROW("did unknown", -6, eXosip_call_build_options(context, 5, &request));
	ROW("update", -6, eXosip_call_build_update(context, 5, &request));
	ROW("refer", -6, eXosip_call_build_refer(context, 5, "sip:a@b", &request));
	ROW("notify", -6, eXosip_call_build_notify(context, 5, 1, &request));
	ROW("method NULL", -2, eXosip_call_build_request(context, 5, NULL, &request));
	ROW("method empty", -2, eXosip_call_build_request(context, 5, "", &request));
	ROW("no place", -2, eXosip_call_build_request(context, 5, "INFO", NULL));
	ROW("send NULL", -2, eXosip_call_send_request(context, 5, NULL));
	osip_message_init(&request);
	ROW("send without method", -2, eXosip_call_send_request(context, 5, request));
}

static void answers(void)
{
	osip_message_t *answer = NULL, *response = NULL;

	ROW("status 0", -2, eXosip_call_build_answer(context, 1, 0, &answer));
	ROW("status 100", -2, eXosip_call_build_answer(context, 1, 100, &answer));
	ROW("status 700", -2, eXosip_call_send_answer(context, 1, 700, NULL));
	ROW("tid -1", -2, eXosip_call_build_answer(context, -1, 200, &answer));
	ROW("tid 0", -6, eXosip_call_build_answer(context, 0, 200, &answer));
	ROW("tid unknown", -6, eXosip_call_send_answer(context, 77, 200, NULL));
	ROW("ack 0", -2, eXosip_call_build_ack(context, 0, &answer));
	ROW("ack unknown", -6, eXosip_call_build_ack(context, 77, &answer));
	ROW("send ack -1", -2, eXosip_call_send_ack(context, -1, NULL));
	ROW("send ack unknown", -6, eXosip_call_send_ack(context, 77, NULL));
	ROW("prack without response", -2, eXosip_call_build_prack(context, 77, NULL, &answer));
	osip_message_init(&response);
	ROW("prack tid -1", -2, eXosip_call_build_prack(context, -1, response, &answer));
	ROW("prack unknown", -6, eXosip_call_build_prack(context, 77, response, &answer));
	ROW("send prack NULL", -2, eXosip_call_send_prack(context, 77, NULL));
	ROW("send prack unknown", -6, eXosip_call_send_prack(context, 77, response));
}

static void ends(void)
{
	char text[32];

	ROW("terminate -1", -2, eXosip_call_terminate(context, -1, -1));
	ROW("terminate 0", -2, eXosip_call_terminate(context, 0, 0));
	ROW("terminate cid", -6, eXosip_call_terminate(context, 5, 0));
	ROW("terminate did", -6, eXosip_call_terminate(context, 5, 5));
	ROW("with reason", -6, eXosip_call_terminate_with_reason(context, 5, 0, "SIP"));
	ROW("with header", -6, eXosip_call_terminate_with_header(context, 5, 0, "Reason", "SIP"));
	ROW("with a line break", -5, eXosip_call_terminate_with_header(context, 5, 0, "Reason", "a\r\nB: c"));
	ROW("reference", -6, eXosip_call_set_reference(context, 5, text));
	CHECK(eXosip_call_get_reference(context, 5) == NULL);
	ROW("refer-to 0", -2, eXosip_call_get_referto(context, 0, text, sizeof text));
	ROW("refer-to unknown", -6, eXosip_call_get_referto(context, 5, text, sizeof text));
	ROW("replaces NULL", -5, eXosip_call_find_by_replaces(context, NULL));
	ROW("replaces empty", -5, eXosip_call_find_by_replaces(context, ""));
	ROW("replaces without tags", -5, eXosip_call_find_by_replaces(context, "abc"));
	ROW("replaces unknown", -6, eXosip_call_find_by_replaces(context, "abc;to-tag=1;from-tag=2"));
}

int main(void)
{
	int port;
	osip_message_t *invite = NULL;

	context = eXosip_malloc();
	CHECK_INT(eXosip_init(context), 0);
	ROW("nothing listens", -10, build_invite("<sip:a@b>", "<sip:a@b>", NULL));
	CHECK(invite == NULL);
	eXosip_quit(context);
	osip_free(context);
	context = open_phone(IPPROTO_UDP, AF_INET, &port, NULL);
	eXosip_lock(context);
	invites();
	requests();
	answers();
	ends();
	eXosip_unlock(context);
	eXosip_quit(context);
	osip_free(context);
	return report();
}
