/* URIs: parse, fields, parameters, clone, print, escapes. */
#include "show.h"

static const char *const uris[] = {
	"sip:alice@example.test", "sip:alice:secret@example.test:5070", "sips:bob@example.test;transport=tls;lr",
	"sip:example.test", "sip:example.test:5060;maddr=239.255.255.1;ttl=15", "sip:+1-212-555-1212:1234@gateway.test;user=phone",
	"sip:%61lice@example.test;transport=TCP", "sip:alice@[2001:db8::10]", "sip:alice@[2001:db8::10]:5070;lr",
	"sip:alice@example.test?subject=project%20x&priority=urgent", "sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com",
	"sip:alice;day=tuesday@atlanta.com", "tel:+358-555-1234567", "tel:+358-555-1234567;postd=pp22", "http://example.test/a?b=c",
	"mailto:alice@example.test", "urn:service:sos", "SIP:alice@example.test", "sip:a@b;x=", "sip:a@b;x;y=1;z", "sip:a@b;x=\"q\"",
	"", "sip:", "sip", "sip:@b", ":a@b", "sip:a@", "alice", "sip:a@b:", "sip:a:@b", "sip:a@b;", "sip:a@b?", "sip:a@b?x",
	"sip:a@b;lr?h=v", "sip:a@b ", "sip:a@b;p=%3b", "sip:a@b;a=1;a=2", "sip:a?b@c", "sips:a@b:5061?x=y&x=z",
};

static void parse(const char *text)
{
	osip_uri_t *uri = NULL, *copy = NULL;
	osip_uri_param_t *param = NULL;
	char *printed = NULL;
	int code;

	osip_uri_init(&uri);
	code = osip_uri_parse(uri, text);
	printf("%s -> %d\n", text, code);
	if (code == 0) {
		show_uri(uri);
		printf("  get %s %s %s %s %s\n", or_null(osip_uri_get_scheme(uri)), or_null(osip_uri_get_username(uri)),
		       or_null(osip_uri_get_password(uri)), or_null(osip_uri_get_host(uri)), or_null(osip_uri_get_port(uri)));
		code = osip_uri_uparam_get_byname(uri, "transport", &param);
		printf("  transport %d %s\n", code, code == 0 ? or_null(param->gvalue) : "");
		code = osip_uri_clone(uri, &copy);
		printf("  clone %d\n", code);
		show_uri(copy);
		osip_uri_free(copy);
		code = osip_uri_to_str_canonical(uri, &printed);
		show_text("canonical", code, printed);
	}
	osip_uri_free(uri);
}

static void edit(void)
{
	osip_uri_t *uri = NULL;

	osip_uri_init(&uri);
	osip_uri_set_scheme(uri, osip_strdup("sip"));
	osip_uri_set_username(uri, osip_strdup("al ice"));
	osip_uri_set_password(uri, osip_strdup("p:w"));
	osip_uri_set_host(uri, osip_strdup("host.test"));
	osip_uri_set_port(uri, osip_strdup("5062"));
	osip_uri_uparam_add(uri, osip_strdup("lr"), NULL);
	osip_uri_uparam_add(uri, osip_strdup("x y"), osip_strdup("1;2"));
	osip_uri_uheader_add(uri, osip_strdup("Subject"), osip_strdup("a b&c"));
	osip_uri_set_transport_udp(uri);
	osip_uri_set_ttl(uri, osip_strdup("15"));
	show_uri(uri);
	osip_free(uri->username);
	uri->username = osip_strdup("carol");
	osip_uri_param_freelist(&uri->url_params);
	show_uri(uri);
	osip_uri_free(uri);
}

static void escapes(void)
{
	static const char *const texts[] = {"", "plain", "a b", "a%b", "\"<>", "100%", ";/?:@&=+$,", "-_.!~*'()", "\xc3\xa9", "a\tb"};
	static const char *const escaped[] = {"", "a%20b", "%41%42", "%25", "a%20", "%e9", "a%2Fb%2fc"};
	char *text, plain[32];
	int i;

	for (i = 0; i < COUNT(texts); i++) {
		strcpy(plain, texts[i]);
		text = __osip_uri_escape_userinfo(texts[i]);
		printf("userinfo %s -> %s\n", texts[i], or_null(text));
		osip_free(text);
		text = __osip_uri_escape_password(texts[i]);
		printf("password %s -> %s\n", texts[i], or_null(text));
		osip_free(text);
		text = __osip_uri_escape_uri_param(plain);
		printf("parameter %s -> %s\n", texts[i], or_null(text));
		osip_free(text);
		text = __osip_uri_escape_header_param(plain);
		printf("header %s -> %s\n", texts[i], or_null(text));
		osip_free(text);
	}
	for (i = 0; i < COUNT(escaped); i++) {
		text = osip_strdup(escaped[i]);
		__osip_uri_unescape(text);
		printf("unescape %s -> %s\n", escaped[i], text);
		osip_free(text);
	}
}

int main(void)
{
	int i;

	start();
	for (i = 0; i < COUNT(uris); i++)
		parse(uris[i]);
	edit();
	escapes();
	osip_uri_free(NULL);
	return 0;
}
