/* Each header family: parse, fields, clone, print. */
#include "show.h"

/* Parses `text`, shows the fields, then prints a clone of it. */
#define FAMILY(name, type, show_fields)                                                                                           \
	static void try_##name(const char *text)                                                                                   \
	{                                                                                                                          \
		type *header = NULL, *copy = NULL;                                                                                 \
		char *printed = NULL;                                                                                              \
		int code;                                                                                                          \
                                                                                                                                   \
		osip_##name##_init(&header);                                                                                       \
		code = osip_##name##_parse(header, text);                                                                          \
		printf(#name " {%s} -> %d\n", text, code);                                                                         \
		if (code == 0) {                                                                                                   \
			show_fields(header);                                                                                       \
			printf("  clone %d\n", osip_##name##_clone(header, &copy));                                                \
			code = osip_##name##_to_str(copy, &printed);                                                               \
			show_text("to_str", code, printed);                                                                        \
			osip_##name##_free(copy);                                                                                  \
		}                                                                                                                  \
		osip_##name##_free(header);                                                                                        \
	}

static void show_name_addr(const osip_from_t *from)
{
	printf("  displayname=%s\n", or_null(from->displayname));
	show_uri(from->url);
	show_params("params", &from->gen_params);
}

static void show_via(const osip_via_t *via)
{
	printf("  version=%s protocol=%s host=%s port=%s comment=%s\n", or_null(via->version), or_null(via->protocol), or_null(via->host),
	       or_null(via->port), or_null(via->comment));
	show_params("params", &via->via_params);
}

static void show_cseq(const osip_cseq_t *cseq)
{
	printf("  number=%s method=%s\n", or_null(cseq->number), or_null(cseq->method));
}

static void show_call_id(const osip_call_id_t *id)
{
	printf("  number=%s host=%s\n", or_null(id->number), or_null(id->host));
}

static void show_content_type(const osip_content_type_t *type)
{
	printf("  type=%s subtype=%s\n", or_null(type->type), or_null(type->subtype));
	show_params("params", &type->gen_params);
}

static void show_content_length(const osip_content_length_t *length)
{
	printf("  value=%s\n", or_null(length->value));
}

static void show_authorization(const osip_authorization_t *a)
{
	printf("  auth_type=%s username=%s realm=%s nonce=%s uri=%s response=%s digest=%s\n", or_null(a->auth_type), or_null(a->username),
	       or_null(a->realm), or_null(a->nonce), or_null(a->uri), or_null(a->response), or_null(a->digest));
	printf("  algorithm=%s cnonce=%s opaque=%s qop=%s nc=%s\n", or_null(a->algorithm), or_null(a->cnonce), or_null(a->opaque),
	       or_null(a->message_qop), or_null(a->nonce_count));
}

static void show_www_authenticate(const osip_www_authenticate_t *w)
{
	printf("  auth_type=%s realm=%s domain=%s nonce=%s opaque=%s stale=%s algorithm=%s qop=%s\n", or_null(w->auth_type),
	       or_null(w->realm), or_null(w->domain), or_null(w->nonce), or_null(w->opaque), or_null(w->stale), or_null(w->algorithm),
	       or_null(w->qop_options));
}

static void show_authentication_info(const osip_authentication_info_t *i)
{
	printf("  nextnonce=%s qop=%s rspauth=%s cnonce=%s nc=%s\n", or_null(i->nextnonce), or_null(i->qop_options), or_null(i->rspauth),
	       or_null(i->cnonce), or_null(i->nonce_count));
}

static void show_call_info(const osip_call_info_t *info)
{
	printf("  element=%s\n", or_null(info->element));
	show_params("params", &info->gen_params);
}

FAMILY(from, osip_from_t, show_name_addr)
FAMILY(to, osip_to_t, show_name_addr)
FAMILY(contact, osip_contact_t, show_name_addr)
FAMILY(route, osip_route_t, show_name_addr)
FAMILY(record_route, osip_record_route_t, show_name_addr)
FAMILY(via, osip_via_t, show_via)
FAMILY(cseq, osip_cseq_t, show_cseq)
FAMILY(call_id, osip_call_id_t, show_call_id)
FAMILY(content_type, osip_content_type_t, show_content_type)
FAMILY(content_length, osip_content_length_t, show_content_length)
FAMILY(authorization, osip_authorization_t, show_authorization)
FAMILY(www_authenticate, osip_www_authenticate_t, show_www_authenticate)
FAMILY(authentication_info, osip_authentication_info_t, show_authentication_info)
FAMILY(call_info, osip_call_info_t, show_call_info)

static const char *const name_addrs[] = {
	"<sip:alice@example.test>", "sip:alice@example.test", "sip:alice@example.test;tag=1", "<sip:alice@example.test;lr>;tag=1",
	"\"Alice\" <sip:alice@example.test>;tag=a48s", "Alice <sip:alice@example.test>", "\"A \\\"quoted\\\" name\" <sip:a@b>",
	"\"a, b; c <d>\" <sip:a@b>;q=0.5;expires=60", "<sip:a@b>;x;y=\"1;2\";z=3", "", "<sip:a@b", "<>", "\"open <sip:a@b>",
	"   <sip:a@b>  ;  tag = 5 ", "<sip:a@b>;tag=", "<sip:a@b>tag", "*",
};

static const char *const vias[] = {
	"SIP/2.0/UDP pc33.example.test;branch=z9hG4bK776asdhds", "SIP/2.0/TCP 192.0.2.1:5060;rport;branch=z9hG4bK1;received=192.0.2.9",
	"SIP / 2.0 / UDP first.example.test: 4000;ttl=16 ;maddr=224.2.0.1 ;branch=z9hG4bKa7c6a8dlze.1",
	"SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3", "SIP/2.0/TLS [2001:db8::9:1]:5061;branch=b (a comment)", "SIP/2.0/UDP", "SIP/2.0",
	"", "SIP/2.0/UDP host;;", "SIP/2.0/UDP host;x", "/2.0/UDP host", "SIP/2.0/UDP host;branch=",
};

static const char *const cseqs[] = {"1 REGISTER", "0 INVITE", "4711 ACK", "REGISTER", "1", ""};
static const char *const call_ids[] = {"1234", "a84b4c76e66710@pc33.example.test", "@", "a@", "@b", "", "a@b@c", "  x@y  "};
static const char *const content_types[] = {"application/sdp", "text/plain; charset=utf-8", "multipart/mixed;boundary=\"a b\"",
					    "text", "text/", "/plain", "", "TEXT/HTML ; charset=ISO-8859-4"};
static const char *const content_lengths[] = {"0", "142", "0010"};

static const char *const credentials[] = {
	"Digest username=\"bob\", realm=\"biloxi.test\", nonce=\"dcd98b\", uri=\"sip:bob@biloxi.test\", qop=auth, nc=00000001, "
	"cnonce=\"0a4f113b\", response=\"6629fae49393a05397450978507c4ef1\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
	"Digest username=\"Alice\", realm=\"atlanta.test\", nonce=\"84a4cc6f\", response=\"7587245234b3434cc3412213e5f113a5\"",
	"Digest realm=\"x\"", "Digest", "Basic abc", "", "Digest username=\"a\\\"b\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"0\"",
	"digest   username = \"a\" ,realm=\"r\",nonce=\"n\",uri=\"u\",response=\"0\",algorithm=MD5",
};

static const char *const challenges[] = {
	"Digest realm=\"atlanta.test\", domain=\"sip:ss1.example.test\", qop=\"auth,auth-int\", nonce=\"f84f1cec41e6cbe5aea9c8e88d359\", "
	"opaque=\"\", stale=FALSE, algorithm=MD5",
	"Digest realm=\"x\", nonce=\"n\"", "Digest realm=\"x\"", "Digest nonce=\"n\"", "Digest", "",
	"Digest realm=\"a, b\", nonce=\"n\", algorithm=SHA-256, qop=\"auth\", stale=true", "Basic realm=\"x\"",
	"Digest realm=\"x\",nonce=\"n\",unknown=\"v\",qop=\"auth\"",
};

static const char *const infos[] = {
	"nextnonce=\"47364c23432d2e131a5fb210812c\"", "qop=auth, rspauth=\"6629\", cnonce=\"0a4f\", nc=00000001, nextnonce=\"1\"", "",
};

static const char *const call_infos[] = {"<http://www.example.test/alice/photo.jpg> ;purpose=icon", "<http://x>", "x", "", "<http://x"};

#define TRY(name, table)                          \
	for (i = 0; i < COUNT(table); i++) \
		try_##name((table)[i]);

static void null_arguments(void)
{
	osip_from_free(NULL);
	osip_via_free(NULL);
	osip_cseq_free(NULL);
	osip_call_id_free(NULL);
	osip_content_type_free(NULL);
	osip_authorization_free(NULL);
	osip_www_authenticate_free(NULL);
	osip_authentication_info_free(NULL);
	osip_call_info_free(NULL);
}

int main(void)
{
	int i;

	start();
	TRY(from, name_addrs)
	TRY(to, name_addrs)
	TRY(contact, name_addrs)
	TRY(route, name_addrs)
	TRY(record_route, name_addrs)
	TRY(via, vias)
	TRY(cseq, cseqs)
	TRY(call_id, call_ids)
	TRY(content_type, content_types)
	TRY(content_length, content_lengths)
	TRY(authorization, credentials)
	TRY(www_authenticate, challenges)
	TRY(authentication_info, infos)
	TRY(call_info, call_infos)
	null_arguments();
	return 0;
}
