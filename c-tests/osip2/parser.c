/* What the parser does otherwise than the original, on purpose: rows of docs/migration.md that no other test shows. parser_init is never
   called. */
#include "support.h"

#include <osipparser2/osip_headers.h>
#include <osipparser2/osip_message.h>
#include <osipparser2/osip_parser.h>

#define HEAD "OPTIONS sip:bob@b.example SIP/2.0\r\nVia: SIP/2.0/UDP h.example;branch=z9hG4bK1\r\nFrom: <sip:a@a.example>;tag=1\r\n" \
	"To: <sip:bob@b.example>\r\nCall-ID: x@y\r\nCSeq: 1 OPTIONS\r\n"

/* `text`, parsed; NULL if it is refused. */
static osip_message_t *parsed(const char *text)
{
	osip_message_t *message = NULL;

	osip_message_init(&message);
	if (osip_message_parse(message, text, strlen(text)) == 0)
		return message;
	osip_message_free(message);
	return NULL;
}

static void before_parser_init(void)
{
	osip_message_t *message = parsed(HEAD "Content-Length: 0\r\n\r\n");

	if (CHECK(message != NULL))
		CHECK_TEXT(message->sip_method, "OPTIONS");
	osip_message_free(message);
}

static void one_word_before_the_start_line(void)
{
	osip_message_t *message = parsed("word\r\n" HEAD "Content-Length: 0\r\n\r\n");

	if (CHECK(message != NULL))
		CHECK_TEXT(message->sip_method, "OPTIONS");
	osip_message_free(message);
}

static void tab_behind_digest(void)
{
	osip_www_authenticate_t *challenge = NULL;

	osip_www_authenticate_init(&challenge);
	CHECK_INT(osip_www_authenticate_parse(challenge, "Digest\trealm=\"r\", nonce=\"n\""), 0);
	CHECK_TEXT(osip_www_authenticate_get_realm(challenge), "\"r\"");
	osip_www_authenticate_free(challenge);
}

/* What is printed of a URI that was read; "" if it is refused. */
static const char *uri(const char *text)
{
	static char printed[200];
	osip_uri_t *uri = NULL;
	char *result = NULL;

	printed[0] = '\0';
	osip_uri_init(&uri);
	if (osip_uri_parse(uri, text) == 0 && osip_uri_to_str(uri, &result) == 0)
		snprintf(printed, sizeof printed, "%s", result);
	osip_free(result);
	osip_uri_free(uri);
	return printed;
}

static void uris(void)
{
	static const char *const texts[] = {"soap.beep://192.0.2.1:3002", "h323:x", "a+b-c:d", "a:b", "sip:bob@h?a=&b=c"};
	int at;

	for (at = 0; at < 5; at++)
		CHECK_TEXT(uri(texts[at]), texts[at]);
}

/* What is printed of an address that was read; "" if it is refused. */
static const char *address(const char *text)
{
	static char printed[200];
	osip_from_t *from = NULL;
	char *result = NULL;

	printed[0] = '\0';
	osip_from_init(&from);
	if (osip_from_parse(from, text) == 0 && osip_from_to_str(from, &result) == 0)
		snprintf(printed, sizeof printed, "%s", result);
	osip_free(result);
	osip_from_free(from);
	return printed;
}

static void addresses(void)
{
	CHECK_TEXT(address("<sip:a>"), "<sip:a>");
	CHECK_TEXT(address(" Bob <sip:a@b.example>"), "Bob <sip:a@b.example>");
	CHECK_TEXT(address("<sip:a@b.example;>;tag=1"), "<sip:a@b.example>;tag=1");
}

static void commas_in_brackets(void)
{
	osip_message_t *message = parsed(HEAD "Accept: a/b;c=<d,e>, f/g\r\nAllow: <A,B>, C\r\nContent-Length: 0\r\n\r\n");

	if (CHECK(message != NULL)) {
		CHECK_INT(osip_list_size(&message->accepts), 2);
		CHECK_INT(osip_list_size(&message->allows), 2);
	}
	osip_message_free(message);
}

static void authentication_info_is_one_header(void)
{
	osip_message_t *message = parsed(HEAD "Authentication-Info: nextnonce=\"n\", qop=auth, nc=00000001\r\nContent-Length: 0\r\n\r\n");

	if (CHECK(message != NULL))
		CHECK_INT(osip_list_size(&message->authentication_infos), 1);
	osip_message_free(message);
}

static void headers_of_a_body(void)
{
	osip_body_t *body = NULL;
	osip_header_t *header;

	osip_body_init(&body);
	CHECK_INT(osip_body_set_header(body, " X-Site ", "  7 "), 0);
	header = (osip_header_t *)osip_list_get(body->headers, 0);
	CHECK_TEXT(header->hname, "X-Site");
	CHECK_TEXT(header->hvalue, "7");
	osip_body_free(body);
}

static void whole_or_as_it_was(void)
{
	osip_message_t *message = parsed(HEAD "Allow: A\r\nContent-Length: 0\r\n\r\n");
	const char *broken = HEAD "Allow: B\r\nContact: <\r\nContent-Length: 0\r\n\r\n", *other = HEAD "Allow: C\r\nContent-Length: 0\r\n\r\n";

	if (!CHECK(message != NULL))
		return;
	CHECK_INT(osip_message_parse(message, broken, strlen(broken)), -5);
	CHECK_INT(osip_list_size(&message->allows), 1);
	CHECK_TEXT(((osip_allow_t *)osip_list_get(&message->allows, 0))->value, "A");
	CHECK_INT(osip_message_parse(message, other, strlen(other)), 0);
	CHECK_INT(osip_list_size(&message->allows), 1);
	CHECK_TEXT(((osip_allow_t *)osip_list_get(&message->allows, 0))->value, "C");
	CHECK_INT(osip_list_size(&message->vias), 1);
	osip_message_free(message);
}

int main(void)
{
	before_parser_init();
	one_word_before_the_start_line();
	tab_behind_digest();
	uris();
	addresses();
	commas_in_brackets();
	authentication_info_is_one_header();
	headers_of_a_body();
	whole_or_as_it_was();
	return report();
}
