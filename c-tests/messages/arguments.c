/* Bad arguments of messages, options and publications: the codes of the original, nothing lost, and nothing freed twice. */
#include "support.h"

#define US "<sip:alice@example.test>"
#define THEM "<sip:bob@127.0.0.1:9>"

static struct eXosip_t *context;

static int build(const char *method, const char *to, const char *from, const char *route)
{
	osip_message_t *message = (osip_message_t *)&message;
	int code = eXosip_message_build_request(context, &message, method, to, from, route);

	CHECK((code == 0) == (message != NULL));
	osip_message_free(message);
	return code;
}

static int publish(const char *to, const char *from, const char *route, const char *event, const char *expires, const char *type,
		   const char *body)
{
	osip_message_t *message = (osip_message_t *)&message;
	int code = eXosip_build_publish(context, &message, to, from, route, event, expires, type, body);

	CHECK((code == 0) == (message != NULL));
	osip_message_free(message);
	return code;
}

/* A request without one of its headers. */
static osip_message_t *without(const char *what)
{
	osip_message_t *message = NULL;

	CHECK_INT(eXosip_build_publish(context, &message, THEM, US, NULL, "presence", "60", NULL, NULL), 0);
	if (strcmp(what, "Call-ID") == 0) {
		osip_call_id_free(message->call_id);
		message->call_id = NULL;
	} else if (strcmp(what, "CSeq") == 0) {
		osip_cseq_free(message->cseq);
		message->cseq = NULL;
	} else if (strcmp(what, "method") == 0) {
		osip_free(message->sip_method);
		message->sip_method = osip_strdup("INVITE");
	} else if (strcmp(what, "Expires") == 0) {
		osip_header_t *header = NULL;
		int place = osip_message_header_get_byname(message, "expires", 0, &header);

		osip_list_remove(&message->headers, place);
		osip_header_free(header);
	}
	return message;
}

static void requests(void)
{
	osip_message_t *message;

	ROW("method NULL", -2, build(NULL, THEM, US, NULL));
	ROW("method empty", -2, build("", THEM, US, NULL));
	ROW("to empty", -2, build("MESSAGE", "", US, NULL));
	ROW("to NULL", -5, build("MESSAGE", NULL, US, NULL));
	ROW("to garbage", -5, build("MESSAGE", "garbage", US, NULL));
	ROW("to without host", -5, build("MESSAGE", "<sip:>", US, NULL));
	ROW("from empty", -2, build("MESSAGE", THEM, "", NULL));
	ROW("from NULL", -5, build("MESSAGE", THEM, NULL, NULL));
	ROW("from garbage", -5, build("MESSAGE", THEM, "garbage", NULL));
	ROW("route empty", 0, build("MESSAGE", THEM, US, ""));
	ROW("route garbage", -5, build("MESSAGE", THEM, US, "garbage"));
	ROW("odd method", 0, build("A B", THEM, US, NULL));
	ROW("REGISTER without route", -2, build("REGISTER", THEM, US, NULL));
	ROW("no place", -2, eXosip_message_build_request(context, NULL, "MESSAGE", THEM, US, NULL));
	ROW("no context", -2, eXosip_message_build_request(NULL, &message, "MESSAGE", THEM, US, NULL));
	ROW("options to empty", -2, eXosip_options_build_request(context, &message, "", US, NULL));
	ROW("options no place", -2, eXosip_options_build_request(context, NULL, THEM, US, NULL));
	ROW("send NULL", -2, eXosip_message_send_request(context, NULL));
	ROW("send without context", -2, eXosip_message_send_request(NULL, without("nothing")));
	ROW("send without Call-ID", -2, eXosip_message_send_request(context, without("Call-ID")));
	CHECK(eXosip_message_send_request(context, without("CSeq")) < 0);
	ROW("send an INVITE", -2, eXosip_message_send_request(context, without("method")));
}

static void answers(void)
{
	osip_message_t *answer;

	ROW("build tid 0", -2, eXosip_message_build_answer(context, 0, 200, &answer));
	ROW("build tid -1", -2, eXosip_message_build_answer(context, -1, 200, &answer));
	ROW("build status 199", -2, eXosip_message_build_answer(context, 1, 199, &answer));
	ROW("build status 700", -2, eXosip_message_build_answer(context, 1, 700, &answer));
	ROW("build unknown", -6, eXosip_message_build_answer(context, 99, 200, &answer));
	ROW("build 300 unknown", -6, eXosip_message_build_answer(context, 99, 300, &answer));
	ROW("build no place", -2, eXosip_options_build_answer(context, 99, 200, NULL));
	ROW("build no context", -2, eXosip_options_build_answer(NULL, 99, 200, &answer));
	ROW("send tid 0", -2, eXosip_message_send_answer(context, 0, 200, without("nothing")));
	ROW("send status 100", -2, eXosip_message_send_answer(context, 1, 100, without("nothing")));
	ROW("send status 700", -2, eXosip_message_send_answer(context, 1, 700, without("nothing")));
	ROW("send 180 NULL", -2, eXosip_message_send_answer(context, 1, 180, NULL));
	ROW("send unknown", -6, eXosip_message_send_answer(context, 99, 200, without("nothing")));
	ROW("send unknown NULL", -6, eXosip_options_send_answer(context, 99, 200, NULL));
	ROW("send no context", -2, eXosip_options_send_answer(NULL, 99, 200, without("nothing")));
}

static void publications(void)
{
	osip_message_t *message;

	ROW("to NULL", -2, publish(NULL, US, NULL, "presence", NULL, NULL, NULL));
	ROW("to empty", -2, publish("", US, NULL, "presence", NULL, NULL, NULL));
	ROW("to garbage", -5, publish("garbage", US, NULL, "presence", NULL, NULL, NULL));
	ROW("from NULL", -2, publish(THEM, NULL, NULL, "presence", NULL, NULL, NULL));
	ROW("from empty", -2, publish(THEM, "", NULL, "presence", NULL, NULL, NULL));
	ROW("from garbage", -5, publish(THEM, "garbage", NULL, "presence", NULL, NULL, NULL));
	ROW("route garbage", -5, publish(THEM, US, "garbage", "presence", NULL, NULL, NULL));
	ROW("event NULL", -2, publish(THEM, US, NULL, NULL, NULL, NULL, NULL));
	ROW("event empty", -2, publish(THEM, US, NULL, "", NULL, NULL, NULL));
	ROW("type alone", -2, publish(THEM, US, NULL, "presence", NULL, "a/b", NULL));
	ROW("body alone", -2, publish(THEM, US, NULL, "presence", NULL, "", "x"));
	ROW("both empty", 0, publish(THEM, US, NULL, "presence", "", "", ""));
	ROW("odd type", 0, publish(THEM, US, NULL, "presence", "soon", "no type", "x"));
	ROW("no place", -2, eXosip_build_publish(context, NULL, THEM, US, NULL, "presence", NULL, NULL, NULL));
	ROW("no context", -2, eXosip_build_publish(NULL, &message, THEM, US, NULL, "presence", NULL, NULL, NULL));
	ROW("publish NULL", -2, eXosip_publish(context, NULL, THEM));
	ROW("publish to NULL", -2, eXosip_publish(context, without("nothing"), NULL));
	ROW("publish without context", -2, eXosip_publish(NULL, without("nothing"), THEM));
	ROW("publish without CSeq", -5, eXosip_publish(context, without("CSeq"), THEM));
	ROW("publish without Expires", -5, eXosip_publish(context, without("Expires"), THEM));
}

int main(void)
{
	context = eXosip_malloc();
	CHECK_INT(eXosip_init(context), 0);
	ROW("no transport", -10, build("MESSAGE", THEM, US, NULL));
	close_context(context);
	context = open_context(IPPROTO_UDP, AF_INET);
	eXosip_lock(context);
	requests();
	answers();
	publications();
	eXosip_unlock(context);
	close_context(context);
	return report();
}
