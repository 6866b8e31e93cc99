/* Whole messages: parse, every getter, the lists walked as C programs walk them, clone, print, print again. */
#include "show.h"

static const char register_request[] =
	"REGISTER sip:registrar.example.test SIP/2.0\r\n"
	"Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1\r\n"
	"Route: <sip:proxy.example.test;lr>\r\n"
	"From: \"Alice\" <sip:alice@example.test>;tag=1\r\n"
	"To: <sip:alice@example.test>\r\n"
	"Call-ID: 4711@192.0.2.1\r\n"
	"CSeq: 1 REGISTER\r\n"
	"Contact: <sip:alice@192.0.2.1:5060;line=0123>;q=0.5, <sip:alice@192.0.2.2>\r\n"
	"Authorization: Digest username=\"alice\", realm=\"r\", nonce=\"n\", uri=\"sip:registrar.example.test\", response=\"0\"\r\n"
	"Max-Forwards: 70\r\n"
	"User-Agent: something/1.0\r\n"
	"Supported: path\r\n"
	"Expires: 3600\r\n"
	"Content-Length: 0\r\n\r\n";

static const char folded_and_compact[] =
	"INVITE sip:bob@example.test SIP/2.0\r\n"
	"v: SIP/2.0/TCP one.example.test;branch=z9hG4bK1,\r\n SIP/2.0/UDP two.example.test;branch=z9hG4bK2\r\n"
	"f: <sip:alice@example.test>;tag=1\r\n"
	"t: \"Bob\"\r\n\t<sip:bob@example.test>\r\n"
	"i: 1\r\n"
	"CSeq: 9 INVITE\r\n"
	"m: <sip:alice@one.example.test>\r\n"
	"s: a subject\r\n over two lines\r\n"
	"k: 100rel, timer\r\n"
	"Accept: application/sdp;level=1, text/html\r\n"
	"Accept-Encoding: gzip\r\n"
	"Accept-Language: da, en-gb;q=0.8\r\n"
	"Alert-Info: <http://www.example.test/sounds/moo.wav>\r\n"
	"Allow: INVITE, ACK, OPTIONS\r\n"
	"Call-Info: <http://x.test/p.jpg> ;purpose=icon\r\n"
	"e: gzip\r\n"
	"Content-Disposition: session\r\n"
	"Error-Info: <sip:n@x.test>\r\n"
	"MIME-Version: 1.0\r\n"
	"Record-Route: <sip:p1.example.test;lr>, <sip:p2.example.test;lr>\r\n"
	"X-Own: value: with; everything, in it\r\n"
	"x-empty:\r\n"
	"c: application/sdp\r\n"
	"l: 5\r\n\r\n"
	"v=0\r\n";

static const char challenge[] =
	"SIP/2.0 401 Unauthorized\r\n"
	"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;received=192.0.2.1;rport=5060\r\n"
	"From: <sip:alice@example.test>;tag=1\r\n"
	"To: <sip:alice@example.test>;tag=2\r\n"
	"Call-ID: 1\r\n"
	"CSeq: 1 REGISTER\r\n"
	"WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\", qop=\"auth\", algorithm=SHA-256\r\n"
	"WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\", qop=\"auth\", algorithm=MD5\r\n"
	"Proxy-Authenticate: Digest realm=\"p\", nonce=\"n2\"\r\n"
	"Authentication-Info: nextnonce=\"n3\"\r\n"
	"Retry-After: 5\r\n"
	"Content-Length: 0\r\n\r\n";

static const char multipart[] =
	"MESSAGE sip:bob@example.test SIP/2.0\r\n"
	"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
	"From: <sip:alice@example.test>;tag=1\r\n"
	"To: <sip:bob@example.test>\r\n"
	"Call-ID: 1\r\n"
	"CSeq: 1 MESSAGE\r\n"
	"MIME-Version: 1.0\r\n"
	"Content-Type: multipart/mixed;boundary=unique\r\n"
	"Content-Length: 124\r\n\r\n"
	"--unique\r\nContent-Type: text/plain\r\n\r\nfirst\r\n"
	"--unique\r\nContent-Type: text/html\r\nContent-ID: <2>\r\n\r\n<p>second</p>\r\n"
	"--unique--\r\n";

static const char *const broken[] = {
	"", "\r\n\r\n", "REGISTER\r\n\r\n", "REGISTER sip:a\r\n\r\n", "SIP/2.0 abc OK\r\n\r\n",
	"REGISTER sip:a SIP/2.0\r\nVia\r\n\r\n", "REGISTER sip:a SIP/2.0\r\nCSeq: REGISTER\r\n\r\n",
	"REGISTER sip:a SIP/2.0\r\nFrom: <sip:a\r\n\r\n", "REGISTER sip:a SIP/2.0",
	"REGISTER  sip:a SIP/2.0\r\n\r\n", "GET http://example.test/ HTTP/1.0\r\n\r\n",
	/* Without the empty line, or with bare line feeds: neither library minds. */
	"REGISTER sip:a SIP/2.0\r\nTo: <sip:a@b>\r\n", "OPTIONS sip:a SIP/2.0\nTo: <sip:a@b>\n\n",
};

#define SHOW_LIST(name, type, to_str)                                                                            \
	do {                                                                                                     \
		osip_list_iterator_t it;                                                                         \
		type *element = osip_list_get_first(&message->name, &it);                                        \
		for (; element != OSIP_SUCCESS; element = osip_list_get_next(&it)) {                             \
			char *text = NULL;                                                                       \
			int code = to_str(element, &text);                                                       \
			show_text(#name, code, text);                                                            \
		}                                                                                                \
	} while (0)

static void show_headers(const osip_message_t *message)
{
	int i;

	for (i = 0; i < osip_list_size(&message->headers); i++) {
		const osip_header_t *header = osip_list_get(&message->headers, i);

		printf("  header %s: %s\n", or_null(header->hname), or_null(header->hvalue));
	}
	for (i = 0; i < osip_list_size(&message->bodies); i++) {
		const osip_body_t *body = osip_list_get(&message->bodies, i);

		printf("  body %zu {%.*s}\n", body->length, (int)body->length, or_null(body->body));
	}
}

static void show_message(const osip_message_t *message)
{
	char *text = NULL;
	size_t length = 0;
	int code;

	printf("  %s %s status=%d reason=%s\n", or_null(message->sip_version), or_null(message->sip_method), message->status_code,
	       or_null(message->reason_phrase));
	show_uri(message->req_uri);
	SHOW_LIST(vias, osip_via_t, osip_via_to_str);
	SHOW_LIST(routes, osip_route_t, osip_route_to_str);
	SHOW_LIST(record_routes, osip_record_route_t, osip_record_route_to_str);
	SHOW_LIST(contacts, osip_contact_t, osip_contact_to_str);
	SHOW_LIST(authorizations, osip_authorization_t, osip_authorization_to_str);
	SHOW_LIST(www_authenticates, osip_www_authenticate_t, osip_www_authenticate_to_str);
	SHOW_LIST(proxy_authenticates, osip_www_authenticate_t, osip_proxy_authenticate_to_str);
	SHOW_LIST(authentication_infos, osip_authentication_info_t, osip_authentication_info_to_str);
	SHOW_LIST(accepts, osip_accept_t, osip_accept_to_str);
	SHOW_LIST(accept_encodings, osip_accept_encoding_t, osip_accept_encoding_to_str);
	SHOW_LIST(accept_languages, osip_accept_language_t, osip_accept_language_to_str);
	SHOW_LIST(alert_infos, osip_alert_info_t, osip_alert_info_to_str);
	SHOW_LIST(allows, osip_allow_t, osip_allow_to_str);
	SHOW_LIST(call_infos, osip_call_info_t, osip_call_info_to_str);
	SHOW_LIST(content_encodings, osip_content_encoding_t, osip_content_encoding_to_str);
	SHOW_LIST(error_infos, osip_error_info_t, osip_error_info_to_str);
	show_headers(message);
	code = osip_message_to_str((osip_message_t *)message, &text, &length);
	printf("  to_str %d %zu\n%s\n", code, length, or_null(text));
	osip_free(text);
}

static osip_message_t *parse(const char *text)
{
	osip_message_t *message = NULL;
	int code;

	osip_message_init(&message);
	code = osip_message_parse(message, text, strlen(text));
	printf("---- %.30s -> %d\n", text, code);
	if (code == 0)
		return message;
	osip_message_free(message);
	return NULL;
}

static void whole(const char *text)
{
	osip_message_t *message = parse(text), *copy = NULL;

	if (message == NULL)
		return;
	show_message(message);
	printf("clone %d\n", osip_message_clone(message, &copy));
	show_message(copy);
	osip_message_free(copy);
	printf("force update %d\n", osip_message_force_update(message));
	show_message(message);
	osip_message_free(message);
}

static void getters(void)
{
	osip_message_t *message = parse(folded_and_compact);
	osip_header_t *header = NULL;
	osip_contact_t *contact = NULL;
	osip_via_t *via = NULL;
	osip_uri_param_t *tag = NULL;
	int i;

	if (message == NULL)
		return;
	printf("method %s version %s uri host %s\n", osip_message_get_method(message), osip_message_get_version(message),
	       osip_uri_get_host(osip_message_get_uri(message)));
	printf("from tag %d ", osip_from_get_tag(osip_message_get_from(message), &tag));
	printf("%s\n", or_null(tag->gvalue));
	for (i = 0; i < 4; i++)
		printf("via %d contact %d supported %d\n", osip_message_get_via(message, i, &via), osip_message_get_contact(message, i, &contact),
		       osip_message_get_supported(message, i, &header));
	printf("by name %d", osip_message_header_get_byname(message, "X-OWN", 0, &header));
	printf(" %s\n", or_null(osip_header_get_value(header)));
	printf("by name from 1 %d\n", osip_message_header_get_byname(message, "x-own", 1, &header));
	printf("absent %d\n", osip_message_header_get_byname(message, "x-absent", 0, &header));
	printf("call-id %s cseq %s type %s\n", osip_call_id_get_number(osip_message_get_call_id(message)),
	       osip_cseq_get_number(osip_message_get_cseq(message)), osip_message_get_content_type(message)->subtype);
	osip_message_free(message);
}

static void reasons(void)
{
	int status;

	for (status = 99; status < 700; status++)
		printf("%d %s\n", status, or_null(osip_message_get_reason(status)));
}

int main(void)
{
	int i;

	start();
	whole(register_request);
	whole(folded_and_compact);
	whole(challenge);
	whole(multipart);
	for (i = 0; i < COUNT(broken); i++)
		whole(broken[i]);
	getters();
	reasons();
	return 0;
}
