/* Messages made by hand: setters, members and list nodes written by C, allocators of the program's own, bodies. */
#include "show.h"

static long allocations, releases;

static void *counting_malloc(size_t size)
{
	allocations++;
	return malloc(size);
}

static void *counting_realloc(void *memory, size_t size)
{
	allocations += memory == NULL;
	return realloc(memory, size);
}

static void counting_free(void *memory)
{
	releases += memory != NULL;
	free(memory);
}

static void print(const char *title, osip_message_t *message)
{
	char *text = NULL;
	size_t length = 0;
	int code;

	osip_message_force_update(message);
	code = osip_message_to_str(message, &text, &length);
	printf("---- %s %d %zu\n%s", title, code, length, or_null(text));
	osip_free(text);
}

static osip_message_t *request(void)
{
	osip_message_t *message = NULL;
	osip_uri_t *uri = NULL;

	osip_message_init(&message);
	osip_message_set_method(message, osip_strdup("REGISTER"));
	osip_message_set_version(message, osip_strdup("SIP/2.0"));
	osip_uri_init(&uri);
	osip_uri_parse(uri, "sip:registrar.test");
	osip_message_set_uri(message, uri);
	osip_message_set_status_code(message, 0);
	osip_message_set_reason_phrase(message, NULL);
	return message;
}

static void by_setters(void)
{
	osip_message_t *message = request();

	printf("%d", osip_message_set_via(message, "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1"));
	printf(" %d", osip_message_set_from(message, "<sip:alice@example.test>"));
	osip_from_set_tag(message->from, osip_strdup("17"));
	printf(" %d", osip_message_set_to(message, "<sip:alice@example.test>"));
	printf(" %d", osip_message_set_call_id(message, "1@host"));
	printf(" %d", osip_message_set_cseq(message, "1 REGISTER"));
	printf(" %d", osip_message_set_contact(message, "<sip:alice@192.0.2.1>;q=0.1"));
	printf(" %d", osip_message_set_route(message, "<sip:p;lr>"));
	printf(" %d", osip_message_set_record_route(message, "<sip:r;lr>"));
	printf(" %d", osip_message_set_max_forwards(message, "70"));
	printf(" %d", osip_message_set_expires(message, "3600"));
	printf(" %d", osip_message_set_supported(message, "100rel"));
	printf(" %d", osip_message_set_supported(message, "path"));
	printf(" %d", osip_message_set_user_agent(message, "me"));
	printf(" %d", osip_message_set_header(message, "X-Own", "1"));
	printf(" %d", osip_message_set_topheader(message, "X-First", "2"));
	printf(" %d", osip_message_replace_header(message, "X-Own", "3"));
	printf(" %d", osip_message_set_allow(message, "REGISTER"));
	printf(" %d", osip_message_set_accept(message, "application/sdp"));
	printf(" %d", osip_message_set_www_authenticate(message, "Digest realm=\"r\", nonce=\"n\""));
	printf(" %d", osip_message_set_authorization(message, "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:x\", response=\"0\""));
	printf(" %d", osip_message_set_content_type(message, "text/plain"));
	printf(" %d", osip_message_set_body(message, "hello", 5));
	printf(" %d\n", osip_message_set_content_length(message, "5"));
	print("setters", message);
	printf("%d %d %d %d\n", osip_message_set_via(message, NULL), osip_message_set_from(message, NULL),
	       osip_message_set_via(message, "rubbish"), osip_message_set_contact(message, "<sip:"));
	print("after errors", message);
	osip_message_free(message);
}

static void by_hand(void)
{
	osip_message_t *message = request();
	osip_generic_param_t *param = NULL;
	osip_header_t *header = NULL;
	osip_contact_t *contact = NULL;
	__node_t *node;

	osip_message_set_from(message, "<sip:alice@example.test>");
	osip_free(message->from->displayname);
	message->from->displayname = osip_strdup("\"Alice\"");
	osip_free(message->from->url->username);
	message->from->url->username = osip_strdup("bob");
	osip_generic_param_init(&param);
	osip_generic_param_set_name(param, osip_strdup("tag"));
	osip_generic_param_set_value(param, osip_strdup("by-hand"));
	osip_list_add(&message->from->gen_params, param, -1);

	osip_from_clone(message->from, &message->to);
	osip_call_id_init(&message->call_id);
	message->call_id->number = osip_strdup("4711");
	osip_cseq_init(&message->cseq);
	osip_cseq_set_number(message->cseq, osip_strdup("7"));
	osip_cseq_set_method(message->cseq, osip_strdup("REGISTER"));

	osip_contact_init(&contact);
	osip_contact_parse(contact, "<sip:bob@192.0.2.1>");
	osip_contact_param_add(contact, osip_strdup("expires"), osip_strdup("60"));
	osip_list_add(&message->contacts, contact, 0);

	osip_header_init(&header);
	header->hname = osip_strdup("X-Node");
	header->hvalue = osip_strdup("put into the list by hand");
	node = osip_malloc(sizeof *node);
	node->element = header;
	node->next = message->headers.node;
	message->headers.node = node;
	message->headers.nb_elt++;
	print("by hand", message);

	header = osip_list_get(&message->headers, 0);
	osip_free(header->hvalue);
	header->hvalue = osip_strdup("changed");
	osip_list_remove(&message->contacts, 0);
	osip_contact_free(contact);
	print("changed", message);
	osip_message_free(message);
}

static void response(void)
{
	osip_message_t *message = NULL;

	osip_message_init(&message);
	osip_message_set_version(message, osip_strdup("SIP/2.0"));
	osip_message_set_status_code(message, 404);
	osip_message_set_reason_phrase(message, osip_strdup(osip_message_get_reason(404)));
	osip_message_set_from(message, "<sip:a@b>;tag=1");
	print("response", message);
	osip_message_free(message);
}

static void bodies(void)
{
	osip_message_t *message = request();
	osip_body_t *body = NULL, *copy = NULL;
	static const char binary[] = {'a', '\0', 'b', '\r', '\n', 'c'};
	char *text = NULL;
	size_t length = 0;
	int code;

	osip_body_init(&body);
	printf("mime %d\n", osip_body_parse_mime(body, "Content-Type: text/plain\r\nX: y\r\n\r\nthe body", 42));
	printf("clone %d\n", osip_body_clone(body, &copy));
	code = osip_body_to_str(copy, &text, &length);
	printf("to_str %d %zu %.*s\n", code, length, (int)length, or_null(text));
	osip_free(text);
	osip_body_free(copy);
	osip_body_free(body);

	osip_body_init(&body);
	printf("binary %d", osip_body_parse(body, binary, sizeof binary));
	printf(" %zu %d\n", body->length, memcmp(body->body, binary, sizeof binary));
	osip_body_free(body);

	osip_message_set_body(message, binary, sizeof binary);
	osip_message_force_update(message);
	code = osip_message_to_str(message, &text, &length);
	printf("message with it %d %zu %d\n", code, length, memcmp(text + length - sizeof binary, binary, sizeof binary));
	osip_free(text);
	osip_message_free(message);
}

int main(void)
{
	osip_set_allocators(counting_malloc, counting_realloc, counting_free);
	start();
	allocations = releases = 0;
	by_setters();
	by_hand();
	response();
	bodies();
	printf("all freed: %s\n", allocations == releases ? "yes" : "no");
	return 0;
}
