/* Two programs send messages to each other, over each transport: bodies byte for byte, answers, publications. */
#include "support.h"

#include <unistd.h>

/* Longer than the 8,000 bytes that the original reads of a datagram. */
#define LONG_BODY 60000

static char long_body[LONG_BODY];

/* A context that listens on a free port of 127.0.0.1, which is stored. */
static struct eXosip_t *listen_on(int protocol, int secure, int *port)
{
	struct eXosip_t *context = eXosip_malloc();
	int off = 0;

	CHECK_INT(eXosip_init(context), 0);
	eXosip_set_option(context, EXOSIP_OPT_AUTO_MASQUERADE_CONTACT, &off);
	if (secure) {
		static eXosip_tls_ctx_t tls;
		const char *folder = getenv("CERTIFICATES");

		folder = folder ? folder : "target/c-tests/certificates";
		snprintf(tls.root_ca_cert, sizeof tls.root_ca_cert, "%s/ca.pem", folder);
		snprintf(tls.server.cert, sizeof tls.server.cert, "%s/good.pem", folder);
		snprintf(tls.server.priv_key, sizeof tls.server.priv_key, "%s/good.pem", folder);
		CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &tls), 0);
	}
	*port = eXosip_find_free_port(context, 20000 + getpid() % 20000, protocol);
	CHECK_INT(eXosip_listen_addr(context, protocol, "127.0.0.1", *port, AF_INET, secure), 0);
	return context;
}

static int send_message(struct eXosip_t *context, const char *to, const char *body, size_t length)
{
	osip_message_t *message = NULL;
	int tid;

	eXosip_lock(context);
	CHECK_INT(eXosip_message_build_request(context, &message, "MESSAGE", to, "<sip:alice@example.test>", NULL), 0);
	CHECK_INT(osip_message_set_content_type(message, "Application/MANSCDP+xml"), 0);
	CHECK_INT(osip_message_set_body(message, body, length), 0);
	tid = eXosip_message_send_request(context, message);
	eXosip_unlock(context);
	CHECK(tid > 0);
	return tid;
}

/* The next event of `context`, which has to be of this type. */
static eXosip_event_t *expect(struct eXosip_t *context, int type)
{
	eXosip_event_t *event = next_event(context, 30);

	if (CHECK(event != NULL))
		CHECK_INT(event->type, type);
	return event;
}

static void check_body(const osip_message_t *message, const char *wanted, size_t length)
{
	osip_body_t *body = NULL;

	CHECK(osip_message_get_body(message, 0, &body) == 0 && body != NULL);
	if (body != NULL) {
		CHECK_INT(body->length, length);
		CHECK(body->length == length && memcmp(body->body, wanted, length) == 0);
	}
}

/* One message arrives, and is answered with `status`: by the library for 0, otherwise with an answer of the program. */
static void exchange(struct eXosip_t *sender, struct eXosip_t *receiver, const char *to, const char *body, size_t length, int is_built)
{
	int tid = send_message(sender, to, body, length);
	eXosip_event_t *event = expect(receiver, EXOSIP_MESSAGE_NEW);
	osip_message_t *answer = NULL;

	if (event == NULL)
		return;
	CHECK_TEXT(event->textinfo, "New request outside call received!");
	CHECK(event->tid > 0 && event->rid == 0 && event->response == NULL && event->ack == NULL);
	check_body(event->request, body, length);
	eXosip_lock(receiver);
	if (is_built) {
		CHECK_INT(eXosip_message_build_answer(receiver, event->tid, 200, &answer), 0);
		CHECK_INT(osip_message_set_header(answer, "X-Answer", "yes"), 0);
		CHECK_INT(eXosip_message_send_answer(receiver, event->tid, 200, answer), 0);
	} else {
		CHECK_INT(eXosip_message_send_answer(receiver, event->tid, 404, NULL), 0);
	}
	CHECK(eXosip_message_send_answer(receiver, event->tid, 200, NULL) < 0);
	eXosip_unlock(receiver);
	eXosip_event_free(event);
	event = expect(sender, is_built ? EXOSIP_MESSAGE_ANSWERED : EXOSIP_MESSAGE_REQUESTFAILURE);
	if (event == NULL)
		return;
	CHECK_INT(event->tid, tid);
	CHECK_INT(event_status(event), is_built ? 200 : 404);
	CHECK_TEXT(event->textinfo, is_built ? "2xx received for request outside call!" : "4xx received for request outside call!");
	if (is_built) {
		osip_header_t *header = NULL;

		osip_message_header_get_byname(event->response, "x-answer", 0, &header);
		CHECK(header != NULL);
	}
	check_body(event->request, body, length);
	eXosip_event_free(event);
}

/* A state that is published, modified and removed. */
static void publish(struct eXosip_t *sender, struct eXosip_t *receiver, const char *to)
{
	static const char *const tags[] = {NULL, "first", "second"};
	size_t step;

	for (step = 0; step < 3; step++) {
		osip_message_t *message = NULL, *answer = NULL;
		osip_header_t *header = NULL;
		eXosip_event_t *event;

		eXosip_lock(sender);
		CHECK_INT(eXosip_build_publish(sender, &message, to, "<sip:alice@example.test>", NULL, "presence", step == 2 ? "0" : "600",
					       step == 2 ? NULL : "application/pidf+xml", step == 2 ? NULL : "<presence/>"),
			  0);
		CHECK(eXosip_publish(sender, message, "sip:alice@example.test") > 0);
		eXosip_unlock(sender);
		event = expect(receiver, EXOSIP_MESSAGE_NEW);
		if (event == NULL)
			return;
		osip_message_header_get_byname(event->request, "sip-if-match", 0, &header);
		CHECK(tags[step] == NULL ? header == NULL : header != NULL && strcmp(header->hvalue, tags[step]) == 0);
		eXosip_lock(receiver);
		CHECK_INT(eXosip_message_build_answer(receiver, event->tid, 200, &answer), 0);
		osip_message_set_header(answer, "SIP-ETag", step == 0 ? "first" : "second");
		CHECK_INT(eXosip_message_send_answer(receiver, event->tid, 200, answer), 0);
		eXosip_unlock(receiver);
		eXosip_event_free(event);
		eXosip_event_free(expect(sender, EXOSIP_MESSAGE_ANSWERED));
	}
}

/* A message that is sent just before eXosip_quit leaves once. */
static void quit_at_once(int protocol, const char *parameters)
{
	int port, other;
	struct eXosip_t *receiver = listen_on(protocol, 0, &port), *sender = listen_on(protocol, 0, &other);
	eXosip_event_t *event;
	char to[96];

	snprintf(to, sizeof to, "<sip:bob@127.0.0.1:%d%s>", port, parameters);
	send_message(sender, to, "bye", 3);
	close_context(sender);
	event = expect(receiver, EXOSIP_MESSAGE_NEW);
	if (event != NULL)
		check_body(event->request, "bye", 3);
	eXosip_event_free(event);
	CHECK(next_event(receiver, 0.7) == NULL);
	close_context(receiver);
}

static void over(int protocol, int secure, const char *parameters)
{
	int port, other;
	struct eXosip_t *receiver = listen_on(protocol, secure, &port), *sender = listen_on(protocol, secure, &other);
	char to[96];

	snprintf(to, sizeof to, "<sip:bob@%s:%d%s>", secure ? "localhost" : "127.0.0.1", port, parameters);
	/* Chinese text as cameras send it, and a NUL. */
	exchange(sender, receiver, to, "\xd6\xd0\xb9\xfa\0", 5, 1);
	exchange(sender, receiver, to, "hello", 5, 0);
	exchange(sender, receiver, to, long_body, sizeof long_body, 1);
	publish(sender, receiver, to);
	close_context(sender);
	close_context(receiver);
}

int main(void)
{
	size_t i;

	for (i = 0; i < sizeof long_body; i++)
		long_body[i] = (char)(i * 7 + i / 256);
	over(IPPROTO_UDP, 0, "");
	over(IPPROTO_TCP, 0, ";transport=tcp");
	quit_at_once(IPPROTO_UDP, "");
	if (!without_tls())
		over(IPPROTO_TCP, 1, ";transport=tls");
	return report();
}
