/* Answers with broken parts are used as far as they can be read; those that do not repeat the request are dropped. */
#define _GNU_SOURCE
#include "hearing.h"

#include <eXosip2/eX_ext.h>

static int rid;

/* The URI of the Contact in what was heard. */
static const char *own_contact(void)
{
	static char uri[256];
	const char *contact = heard_value("Contact"), *start = strchr(contact, '<');

	snprintf(uri, sizeof uri, "%.*s", start ? (int)strcspn(start + 1, ">") : 0, start ? start + 1 : "");
	return uri;
}

static int granted(void)
{
	int seconds;

	eXosip_lock(context);
	seconds = eXosip_register_get_number(context, rid, EXOSIP_REGISTER_GRANTED);
	eXosip_unlock(context);
	return seconds;
}

/* Renews the registration; 1 when the peer has heard it. */
static int renew(void)
{
	return CHECK_INT(send_next(context, rid, 3600), 0) && CHECK(hear(30));
}

/* Header lines of a 200 in which our own Contact stands for `%s`, and the seconds that it grants. */
static void grants(const char *format, int seconds)
{
	char headers[2048];

	if (!renew())
		return;
	snprintf(headers, sizeof headers, format, own_contact());
	send_from(peer, response("200 OK", headers));
	CHECK_INT(settle(context, rid, 30), 200);
	if (!CHECK_INT(granted(), seconds))
		printf("with %s", headers);
}

/* The binding of another device that cannot be read harms neither ours nor the answer. */
static void broken_elements(void)
{
	static const char *const broken[] = {
		"<sip:alice@192.0.2.77:65536>;expires=3000",
		"<sip:alice@2001:db8::1:5060>;expires=3000",
		"<sip:alice@a,b>;expires=3000",
		": <sip:alice@192.0.2.77>;expires=3000",
		"<sip:alice@192.0.2.77>;expires=3000<sip:alice@192.0.2.78>",
		"<sip:alice@192.0.2.77;expires=3000",
		"\"Alice <sip:alice@192.0.2.77>;expires=3000",
		"",
	};
	char format[1024];
	size_t i;

	for (i = 0; i < sizeof broken / sizeof *broken; i++) {
		snprintf(format, sizeof format, "Contact: %s\r\nContact: <%%s>;expires=%d\r\n", broken[i], 1200 + (int)i);
		grants(format, 1200 + (int)i);
		snprintf(format, sizeof format, "Contact: <%%s>;expires=%d,%s\r\n", 1300 + (int)i, broken[i]);
		grants(format, 1300 + (int)i);
	}
	grants("Contact: <sip:bob@192.0.2.3>;expires=3000, <sip:x@:>, <%s>;expires=1400\r\n", 1400);
}

static void broken_headers(void)
{
	grants("This line has no colon\r\nContact: <%s>;expires=1500\r\n", 1500);
	grants("X-Unknown: \"<>;;,,\r\nContact: <%s>;expires=1501\r\n", 1501);
	grants("Authentication-Info: ,=,\r\nAllow: \r\nAccept: /\r\nContact: <%s>;expires=1502\r\n", 1502);
	grants("Contact: <%s>;expires=\"1503\"\r\n", 1503);
	grants("m: <%s>;expires=1504\r\n", 1504);
	grants("CONTACT:\r\n <%s>\r\n ;expires=1505\r\n", 1505);
}

/* The text with `old` in it replaced; to be freed. */
static char *replaced(const char *text, const char *old, const char *new)
{
	const char *place = strstr(text, old);
	char *result = NULL;

	if (CHECK(place != NULL) && asprintf(&result, "%.*s%s%s", (int)(place - text), text, new, place + strlen(old)) < 0)
		exit(2);
	return result ? result : strdup("");
}

/* A failure whose From has no host reaches the registration with its status. */
static void a_from_without_host(void)
{
	char *text;

	if (!renew())
		return;
	text = replaced(response("404 Not Found", ""), "From: <sip:alice@example.test>", "From: <sip:alice@>");
	send_from(peer, text);
	free(text);
	CHECK_INT(settle(context, rid, 30), 404);
}

/* None of these is an answer to our request; the right one comes behind them on the same socket. */
static void forged_answers(void)
{
	char line[1200], tag[256], *good, *bad;
	const char *from;
	eXosip_event_t *event;
	size_t i;

	if (!renew())
		return;
	good = strdup(response("403 Forged", ""));
	from = strstr(heard_value("From"), ";tag=");
	snprintf(tag, sizeof tag, "%s", from ? from : ";tag=");
	{
		const char *const headers[] = {"Via", "From", "To", "Call-ID", "CSeq"};
		const char *const changes[][2] = {
			{"Content-Length: 0\r\n\r\n", "Content-Length: 0\r\n"},
			{tag, ";tag=1"},
			{tag, ""},
			{"To: <sip:alice@", "To: <sip:bob@"},
			{"SIP/2.0 403", "SIP/1.0 403"},
			{"SIP/2.0 403", "SIP/2.1 403"},
			{"SIP/2.0 403", "HTTP/1.1 403"},
			{"SIP/2.0 403 Forged", "SIP/2.0 4030 Forged"},
			{"Content-Length: 0", "Content-Length: 9"},
			{"Content-Length: 0", "Content-Length: 4294967296"},
			{"branch=z9hG4bK", "branch=z9hG4bKx"},
			{"Via: ", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nVia: "},
			{"Call-ID: ", "Call-ID: x"},
			{" REGISTER\r\n", " OPTIONS\r\n"},
			{"CSeq: ", "CSeq: 1"},
		};
		for (i = 0; i < sizeof headers / sizeof *headers; i++) {
			snprintf(line, sizeof line, "%s: %s", headers[i], heard_value(headers[i]));
			bad = replaced(good, line, "X-Nothing: x");
			send_from(peer, bad);
			free(bad);
		}
		for (i = 0; i < sizeof changes / sizeof *changes; i++) {
			bad = replaced(good, changes[i][0], changes[i][1]);
			send_from(peer, bad);
			free(bad);
		}
	}
	free(good);
	reply("200 OK", "X-Right: yes\r\n");
	event = next_event(context, 30);
	if (CHECK(event != NULL && event->type == EXOSIP_REGISTRATION_SUCCESS)) {
		osip_header_t *header = NULL;

		CHECK(osip_message_header_get_byname(event->response, "x-right", 0, &header) >= 0);
	}
	eXosip_event_free(event);
	CHECK(next_event(context, 0.2) == NULL);
}

/* What the registrar has made of our Contact: it is ours by user or address, or if it is the only one. */
static void our_binding(void)
{
	grants("Contact: <%s>;expires=1600\r\n", 1600);
	grants("Contact: <sip:alice@198.51.100.9:1>;expires=1601\r\n", 1601);
	grants("Contact: <sip:gateway@10.0.0.1:5070;ob>;q=0.3;expires=1602\r\n", 1602);
	grants("Contact: sip:whatever.example.test;expires=1603\r\n", 1603);
	grants("Contact: <sip:bob@192.0.2.3>;expires=100, <sip:alice@203.0.113.4:9;transport=udp>;expires=1604\r\n", 1604);
	/* Neither of two strangers is ours: what was asked for counts, or a shorter Expires. */
	grants("Contact: <sip:bob@192.0.2.3>;expires=100\r\nContact: <sip:carol@192.0.2.4>;expires=200\r\n", 3600);
	grants("Contact: <sip:bob@192.0.2.3>;expires=100\r\nContact: <sip:carol@192.0.2.4>;expires=200\r\nExpires: 1605\r\n", 1605);
	/* Another device of the same user, with a line of its own, is not ours. */
	grants("Contact: <sip:alice@192.0.2.5:5060;line=0123456789abcde>;expires=100, <%s>;expires=1606\r\n", 1606);
}

/* Port 5060, and no port, are the same. */
static void the_default_port(void)
{
	open_quiet();
	eXosip_masquerade_contact(context, "192.0.2.7", 5060);
	start_listening();
	rid = begin();
	CHECK(has("@192.0.2.7:5060;line="));
	send_from(peer, response("200 OK", "Contact: <sip:alice@192.0.2.8>;expires=100, <sip:alice@192.0.2.7>;expires=1700\r\n"));
	CHECK_INT(settle(context, rid, 30), 200);
	CHECK_INT(granted(), 1700);
	end();
}

int main(void)
{
	open_peer();
	open_listening();
	rid = begin();
	reply("200 OK", "");
	CHECK_INT(settle(context, rid, 30), 200);
	broken_elements();
	broken_headers();
	our_binding();
	forged_answers();
	a_from_without_host();
	end();
	the_default_port();
	close(peer);
	return report();
}
