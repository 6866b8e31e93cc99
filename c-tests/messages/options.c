/* What options change in messages and publications. */
#include "support.h"

#include <unistd.h>

#define US "<sip:alice@example.test>"

static struct eXosip_t *server, *client;
static char to[96];

static void open_both(void)
{
	int off = 0, port;

	server = eXosip_malloc();
	CHECK_INT(eXosip_init(server), 0);
	eXosip_set_option(server, EXOSIP_OPT_AUTO_MASQUERADE_CONTACT, &off);
	port = eXosip_find_free_port(server, 20000 + getpid() % 20000, IPPROTO_UDP);
	CHECK_INT(eXosip_listen_addr(server, IPPROTO_UDP, "127.0.0.1", port, AF_INET, 0), 0);
	client = open_context(IPPROTO_UDP, AF_INET);
	snprintf(to, sizeof to, "<sip:bob@127.0.0.1:%d>", port);
}

static void close_both(void)
{
	close_context(client);
	close_context(server);
}

static void send_request(const char *method)
{
	osip_message_t *message = NULL;

	eXosip_lock(client);
	CHECK_INT(eXosip_message_build_request(client, &message, method, to, US, NULL), 0);
	CHECK(eXosip_message_send_request(client, message) > 0);
	eXosip_unlock(client);
}

static void answers_by_the_library(void)
{
	int on = 1;
	eXosip_event_t *event;
	osip_message_t *options = NULL;

	open_both();
	CHECK_INT(eXosip_set_option(server, EXOSIP_OPT_ANSWER_OPTIONS, &on), 0);
	CHECK_INT(eXosip_set_option(server, EXOSIP_OPT_ALLOWED_METHODS, "MESSAGE,OPTIONS"), 0);
	CHECK_INT(eXosip_set_option(server, EXOSIP_OPT_ALLOWED_METHODS, "MES SAGE"), -5);
	eXosip_lock(client);
	CHECK_INT(eXosip_options_build_request(client, &options, to, US, NULL), 0);
	CHECK(eXosip_options_send_request(client, options) > 0);
	eXosip_unlock(client);
	event = next_event(client, 30);
	if (CHECK(event != NULL && event->type == EXOSIP_MESSAGE_ANSWERED))
		CHECK_INT(osip_list_size(&event->response->allows), 2);
	eXosip_event_free(event);
	send_request("PUBLISH");
	event = next_event(client, 30);
	CHECK(event != NULL && event_status(event) == 405);
	eXosip_event_free(event);
	send_request("MESSAGE");
	event = next_event(server, 30);
	if (CHECK(event != NULL && event->type == EXOSIP_MESSAGE_NEW))
		CHECK_INT(eXosip_options_send_answer(server, event->tid, 200, NULL), 0);
	eXosip_event_free(event);
	eXosip_event_free(next_event(client, 30));
	close_both();
}

/* The oldest requests make room for new ones. */
static void bounded_memory(void)
{
	int limit = 2000, tid;
	eXosip_event_t *event;

	open_both();
	CHECK_INT(eXosip_set_option(server, EXOSIP_OPT_REQUEST_MEMORY, &limit), 0);
	send_request("MESSAGE");
	event = next_event(server, 30);
	tid = event != NULL ? event->tid : 0;
	eXosip_event_free(event);
	for (int i = 0; i < 5; i++) {
		send_request("MESSAGE");
		eXosip_event_free(next_event(server, 30));
	}
	CHECK_INT(eXosip_message_send_answer(server, tid, 200, NULL), -6);
	close_both();
}

/* A server that wants to know the password; `automatic` for the automatic action, otherwise the default action. */
static void challenge(int automatic)
{
	eXosip_event_t *event;
	osip_message_t *answer = NULL;

	open_both();
	CHECK_INT(eXosip_add_authentication_info(client, "alice", "alice", "secret", NULL, NULL), 0);
	CHECK_INT(eXosip_set_option(client, EXOSIP_OPT_ANSWER_CHALLENGES, &automatic), 0);
	send_request("MESSAGE");
	event = next_event(server, 30);
	if (CHECK(event != NULL)) {
		CHECK_INT(eXosip_message_build_answer(server, event->tid, 401, &answer), 0);
		osip_message_set_www_authenticate(answer, "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"");
		CHECK_INT(eXosip_message_send_answer(server, event->tid, 401, answer), 0);
	}
	eXosip_event_free(event);
	event = next_event(client, 30);
	if (CHECK(event != NULL && event_status(event) == 401) && !automatic)
		CHECK_INT(eXosip_default_action(client, event), 0);
	eXosip_event_free(event);
	/* The automatic action runs while the client waits. */
	eXosip_event_free(next_event(client, 0.3));
	event = next_event(server, 30);
	if (CHECK(event != NULL)) {
		CHECK_INT(osip_list_size(&event->request->authorizations), 1);
		CHECK_INT(eXosip_message_send_answer(server, event->tid, 200, NULL), 0);
	}
	eXosip_event_free(event);
	event = next_event(client, 30);
	CHECK(event != NULL && event->type == EXOSIP_MESSAGE_ANSWERED && event->tid == 2);
	eXosip_event_free(event);
	close_both();
}

static void parameters_of_contacts(void)
{
	int on = 1;
	osip_message_t *message = NULL;
	osip_contact_t *contact = NULL;
	char *text = NULL;

	open_both();
	CHECK_INT(eXosip_set_option(client, EXOSIP_OPT_SET_SIP_INSTANCE, "device"), 0);
	CHECK_INT(eXosip_set_option(client, EXOSIP_OPT_ENABLE_OUTBOUND, &on), 0);
	CHECK_INT(eXosip_set_option(client, EXOSIP_OPT_SET_CONTACT_DIALOG_EXTRA_PARAMS, "a=b;c"), 0);
	CHECK_INT(eXosip_build_publish(client, &message, to, US, NULL, "presence", NULL, NULL, NULL), 0);
	osip_message_get_contact(message, 0, &contact);
	CHECK(contact != NULL && osip_contact_to_str(contact, &text) == 0);
	CHECK_TEXT(text, "<sip:alice@999.999.999.999:99999;ob>;+sip.instance=\"<device>\";a=b;c");
	osip_free(text);
	osip_message_free(message);
	close_both();
}

int main(void)
{
	answers_by_the_library();
	bounded_memory();
	challenge(0);
	challenge(1);
	parameters_of_contacts();
	return report();
}
