/* What a REGISTER looks like on the wire, with the options that change it, and with the fields that C edits before sending. */
#include "support.h"

#include <ctype.h>

static struct peer *registrar;

/* Sends one REGISTER in `context`, after `edit` when there is one; the request as the registrar saw it, to be freed. */
static char *request_of(struct eXosip_t *context, const char *from, const char *contact, void (*edit)(osip_message_t *))
{
	osip_message_t *request = NULL;
	char *log, *start, *end;
	int rid;

	registrar = start_peer("registrar", "--algorithm", "none", NULL);
	eXosip_lock(context);
	rid = eXosip_register_build_initial_register(context, from, peer_uri(registrar, ""), contact, 3600, &request);
	if (CHECK(rid > 0)) {
		if (edit != NULL)
			edit(request);
		CHECK_INT(eXosip_register_send_register(context, rid, request), 0);
	}
	eXosip_unlock(context);
	CHECK_INT(settle(context, rid, 30), 200);
	log = peer_log(registrar);
	start = strstr(log, "REGISTER sip:");
	if (start == NULL)
		start = log;
	end = strstr(start, "\n@ ");
	if (end != NULL)
		*end = '\0';
	start = strdup(start);
	free(log);
	close_context(context);
	stop_peer(registrar);
	return start;
}

static int has(const char *request, const char *text)
{
	return strstr(request, text) != NULL;
}

/* Digits, whatever their number, become one 0, and the line one x, so that two runs compare. */
static void forget_numbers(char *text)
{
	char *write = text, *line;

	while ((line = strstr(text, ";line=")) != NULL) {
		memmove(line + 1, line + 6 + strspn(line + 6, "0123456789abcdef"), strlen(line + 6 + strspn(line + 6, "0123456789abcdef")) + 1);
	}
	for (; *text != '\0'; text++)
		if (!isdigit((unsigned char)*text))
			*write++ = *text;
		else if (write[-1] != '0')
			*write++ = '0';
	*write = '\0';
}

static void as_it_comes(void)
{
	char *request = request_of(open_context(IPPROTO_UDP, AF_INET), "sip:alice@example.test", NULL, NULL);

	forget_numbers(request);
	CHECK_TEXT(request, "REGISTER sip:0.0.0.0:0 SIP/0.0\n"
			    "Via: SIP/0.0/UDP 0.0.0.0:0;rport;branch=z0hG0bK0\n"
			    "From: <sip:alice@example.test>;tag=0\n"
			    "To: <sip:alice@example.test>\n"
			    "Call-ID: 0\n"
			    "CSeq: 0 REGISTER\n"
			    "Contact: <sip:alice@0.0.0.0:0;>\n"
			    "Max-Forwards: 0\n"
			    "User-Agent: eXosip/0.0.0\n"
			    "Expires: 0\n"
			    "Content-Length: 0\n");
	free(request);
}

static void with_options(void)
{
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	int on = 1, off = 0;
	char *request;

	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_USE_RPORT, &off), 0);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_REGISTER_WITH_DATE, &on), 0);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_SIP_INSTANCE, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), 0);
	CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_DEFAULT_CONTACT_DISPLAYNAME, "\"Alice\""), 0);
	eXosip_set_user_agent(context, "tester/1.0");
	request = request_of(context, "\"Alice in Wonderland\" <sip:alice@example.test>", NULL, NULL);
	CHECK(!has(request, ";rport"));
	CHECK(has(request, "\nDate: ") && has(request, " GMT\n"));
	CHECK(has(request, ";+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"\n"));
	CHECK(has(request, "\nContact: \"Alice\" <sip:alice@127.0.0.1:"));
	CHECK(has(request, "\nUser-Agent: tester/1.0\n"));
	CHECK(has(request, "\nFrom: \"Alice in Wonderland\" <sip:alice@example.test>;tag="));
	free(request);
}

static void masqueraded(void)
{
	struct eXosip_t *context = open_context(IPPROTO_UDP, AF_INET);
	char *request;

	eXosip_masquerade_contact(context, "192.0.2.99", 5099);
	request = request_of(context, "sip:alice@example.test", NULL, NULL);
	CHECK(has(request, "\nContact: <sip:alice@192.0.2.99:5099;line="));
	CHECK(has(request, "\nVia: SIP/2.0/UDP 127.0.0.1:5099;rport;"));
	free(request);
}

static void headers_of_the_uri(void)
{
	char *request = request_of(open_context(IPPROTO_UDP, AF_INET), "<sip:alice@example.test?X-Own=a%20b&Subject=s&Call-ID=no>",
				   "<sip:alice@192.0.2.1:5070>;expires=600", NULL);

	CHECK(has(request, "\nX-Own: a b\n") || has(request, "\nX-own: a b\n"));
	CHECK(has(request, "\nSubject: s\n"));
	CHECK(!has(request, "\nCall-ID: no\n"));
	CHECK(has(request, "\nFrom: <sip:alice@example.test>;tag="));
	CHECK(has(request, "\nContact: <sip:alice@192.0.2.1:5070>;expires=600\n"));
	free(request);
}

static void edit(osip_message_t *request)
{
	osip_generic_param_t *parameter = NULL;
	osip_header_t *header = NULL;
	osip_contact_t *contact = osip_list_get(&request->contacts, 0);

	osip_free(request->from->displayname);
	request->from->displayname = osip_strdup("\"Edited\"");
	osip_free(request->to->url->username);
	request->to->url->username = osip_strdup("carol");
	osip_free(request->call_id->number);
	request->call_id->number = osip_strdup("my-call-id");
	osip_uri_uparam_add(contact->url, osip_strdup("ob"), NULL);
	osip_generic_param_init(&parameter);
	osip_generic_param_set_name(parameter, osip_strdup("reg-id"));
	osip_generic_param_set_value(parameter, osip_strdup("1"));
	osip_list_add(&contact->gen_params, parameter, -1);
	osip_message_set_header(request, "X-Own", "added");
	osip_message_set_body(request, "body", 4);
	osip_message_set_content_type(request, "text/plain");
	osip_message_header_get_byname(request, "max-forwards", 0, &header);
	osip_free(header->hvalue);
	header->hvalue = osip_strdup("7");
}

static void edited(void)
{
	char *request = request_of(open_context(IPPROTO_UDP, AF_INET), "sip:alice@example.test", NULL, edit);

	CHECK(has(request, "\nFrom: \"Edited\" <sip:alice@example.test>;tag="));
	CHECK(has(request, "\nTo: <sip:carol@example.test>\n"));
	CHECK(has(request, "\nCall-ID: my-call-id\n"));
	CHECK(has(request, ";ob>;reg-id=1\n"));
	CHECK(has(request, "\nX-Own: added\n"));
	CHECK(has(request, "\nMax-Forwards: 7\n"));
	CHECK(has(request, "\nContent-Type: text/plain\n"));
	CHECK(has(request, "\nContent-Length:     4\n\nbody"));
	free(request);
}

int main(void)
{
	as_it_comes();
	with_options();
	masqueraded();
	headers_of_the_uri();
	edited();
	return report();
}
