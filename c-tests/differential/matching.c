/* Which events make transactions, which messages belong to which, where they go. */
#include "layer.h"

/* A message of five parts, any of which may differ. */
static osip_event_t *made(const char *start_line, const char *via, const char *from_tag, const char *to_tag, const char *call_id, const char *cseq)
{
	char text[2000];
	osip_event_t *event;

	snprintf(text, sizeof text, "%s\r\nVia: %s\r\nFrom: <sip:a@b>%s\r\nTo: <sip:c@d>%s\r\nCall-ID: %s\r\nCSeq: %s\r\nContent-Length: 0\r\n\r\n", start_line, via,
		from_tag, to_tag, call_id, cseq);
	event = osip_parse(text, strlen(text));
	if (event == NULL)
		printf("no message: %s\n", text);
	return event;
}

static void tries(const char *title, osip_event_t *first, osip_event_t *second)
{
	osip_transaction_t *it = osip_create_transaction(layer, first), *found;
	int code;

	/* The original compares To tags only with a request that was executed. */
	osip_transaction_execute(it, first);
	found = __osip_find_transaction(layer, second, 0);
	code = osip_find_transaction_and_add_event(layer, second);

	printf("%s: %d, found %d, tid %d, queued %d\n", title, code, found != NULL && found == it, code == 0 ? second->transactionid - it->transactionid : second->transactionid,
		it ? osip_fifo_size(it->transactionff) : -1);
	if (code != 0)
		osip_event_free(second);
	osip_transaction_free(it);
}

#define COOKIE "SIP/2.0/UDP h.example;branch=z9hG4bKx"
#define OLD "SIP/2.0/UDP h.example;branch=1"
#define NO_BRANCH "SIP/2.0/UDP h.example"
#define MESSAGE_LINE "MESSAGE sip:c@d SIP/2.0"
#define INVITE_LINE "INVITE sip:c@d SIP/2.0"

static void requests(void)
{
	static const struct {
		const char *title, *via, *from_tag, *to_tag, *call_id, *cseq;
	} second[] = {
		{"same", NULL, ";tag=1", "", "x@y", "7 MESSAGE"},
		{"other Call-ID, From, CSeq number", NULL, ";tag=2", "", "z@y", "8 MESSAGE"},
		{"other Call-ID", NULL, ";tag=1", "", "x@z", "7 MESSAGE"},
		{"other Call-ID number", NULL, ";tag=1", "", "z@y", "7 MESSAGE"},
		{"Call-ID without host", NULL, ";tag=1", "", "x", "7 MESSAGE"},
		{"other From tag", NULL, ";tag=2", "", "x@y", "7 MESSAGE"},
		{"no From tag", NULL, "", "", "x@y", "7 MESSAGE"},
		{"empty From tag", NULL, ";tag", "", "x@y", "7 MESSAGE"},
		{"new To tag", NULL, ";tag=1", ";tag=3", "x@y", "7 MESSAGE"},
		{"other CSeq", NULL, ";tag=1", "", "x@y", "8 MESSAGE"},
		{"CSeq with a zero", NULL, ";tag=1", "", "x@y", "07 MESSAGE"},
		{"other method in CSeq", NULL, ";tag=1", "", "x@y", "7 INFO"},
		{"other host", "SIP/2.0/UDP i.example;branch=z9hG4bKx", ";tag=1", "", "x@y", "7 MESSAGE"},
		{"host in capitals", "SIP/2.0/UDP H.example;branch=z9hG4bKx", ";tag=1", "", "x@y", "7 MESSAGE"},
		{"port 5060", "SIP/2.0/UDP h.example:5060;branch=z9hG4bKx", ";tag=1", "", "x@y", "7 MESSAGE"},
		{"port 5061", "SIP/2.0/UDP h.example:5061;branch=z9hG4bKx", ";tag=1", "", "x@y", "7 MESSAGE"},
		{"branch in capitals", "SIP/2.0/UDP h.example;branch=z9hG4bKX", ";tag=1", "", "x@y", "7 MESSAGE"},
		{"other transport", "SIP/2.0/TCP h.example;branch=z9hG4bKx", ";tag=1", "", "x@y", "7 MESSAGE"},
		{"more parameters", "SIP/2.0/UDP h.example;branch=z9hG4bKx;rport", ";tag=1", "", "x@y", "7 MESSAGE"},
		{"old branch", OLD, ";tag=1", "", "x@y", "7 MESSAGE"},
		{"other old branch", "SIP/2.0/UDP h.example;branch=2", ";tag=1", "", "x@y", "7 MESSAGE"},
		{"no branch", NO_BRANCH, ";tag=1", "", "x@y", "7 MESSAGE"},
		{"no branch, 5060", "SIP/2.0/UDP h.example:5060", ";tag=1", "", "x@y", "7 MESSAGE"},
		{"branch without value", "SIP/2.0/UDP h.example;branch", ";tag=1", "", "x@y", "7 MESSAGE"},
		{"cookie alone", "SIP/2.0/UDP h.example;branch=z9hG4bK", ";tag=1", "", "x@y", "7 MESSAGE"},
		{"cookie in small letters", "SIP/2.0/UDP h.example;branch=z9hg4bkx", ";tag=1", "", "x@y", "7 MESSAGE"},
	};
	static const char *const firsts[] = {COOKIE, OLD, NO_BRANCH, "SIP/2.0/UDP h.example;branch", "SIP/2.0/UDP h.example:5060", "SIP/2.0/UDP h.example:5060;branch=z9hG4bKx",
		"SIP/2.0/UDP h.example;branch=Z9HG4BKX"};
	int first, at;

	for (first = 0; first < COUNT(firsts); first++) {
		printf("==== a request against %s\n", firsts[first]);
		for (at = 0; at < COUNT(second); at++)
			tries(second[at].title, made(MESSAGE_LINE, firsts[first], ";tag=1", "", "x@y", "7 MESSAGE"),
				made(MESSAGE_LINE, second[at].via ? second[at].via : firsts[first], second[at].from_tag, second[at].to_tag, second[at].call_id, second[at].cseq));
		tries("neither has a From tag", made(MESSAGE_LINE, firsts[first], "", "", "x@y", "7 MESSAGE"), made(MESSAGE_LINE, firsts[first], "", "", "x@y", "7 MESSAGE"));
		tries("ACK", made(INVITE_LINE, firsts[first], ";tag=1", "", "x@y", "7 INVITE"), made("ACK sip:c@d SIP/2.0", firsts[first], ";tag=1", "", "x@y", "7 ACK"));
		tries("ACK, To tag", made(INVITE_LINE, firsts[first], ";tag=1", "", "x@y", "7 INVITE"), made("ACK sip:c@d SIP/2.0", firsts[first], ";tag=1", ";tag=2", "x@y", "7 ACK"));
		tries("ACK, other branch", made(INVITE_LINE, firsts[first], ";tag=1", "", "x@y", "7 INVITE"), made("ACK sip:c@d SIP/2.0", "SIP/2.0/UDP h.example;branch=z9hG4bKy", ";tag=1", ";tag=2", "x@y", "7 ACK"));
		tries("CANCEL", made(INVITE_LINE, firsts[first], ";tag=1", "", "x@y", "7 INVITE"), made("CANCEL sip:c@d SIP/2.0", firsts[first], ";tag=1", "", "x@y", "7 CANCEL"));
		tries("response", made(INVITE_LINE, firsts[first], ";tag=1", "", "x@y", "7 INVITE"), made("SIP/2.0 200 OK", firsts[first], ";tag=1", "", "x@y", "7 INVITE"));
	}
}

static osip_event_t *outgoing(osip_event_t *event)
{
	osip_event_t *other = osip_new_outgoing_sipmessage(event->sip);

	event->sip = NULL;
	osip_event_free(event);
	return other;
}

static void responses(void)
{
	static const struct {
		const char *title, *via, *cseq;
	} second[] = {
		{"same", COOKIE, "7 MESSAGE"},
		{"other CSeq number", COOKIE, "8 MESSAGE"},
		{"other sent-by", "SIP/2.0/TCP i.example:9;branch=z9hG4bKx", "7 MESSAGE"},
		{"branch in capitals", "SIP/2.0/UDP h.example;branch=z9hG4bKX", "7 MESSAGE"},
		{"other method", COOKIE, "7 INFO"},
		{"method in small letters", COOKIE, "7 message"},
		{"no branch", NO_BRANCH, "7 MESSAGE"},
		{"INVITE", COOKIE, "7 INVITE"},
		{"ours second", "SIP/2.0/UDP p;branch=z9hG4bKp\r\nVia: " COOKIE, "7 MESSAGE"},
		{"ours first", COOKIE "\r\nVia: SIP/2.0/UDP p;branch=z9hG4bKp", "7 MESSAGE"},
	};
	int at;

	printf("==== responses\n");
	for (at = 0; at < COUNT(second); at++)
		tries(second[at].title, outgoing(made(MESSAGE_LINE, COOKIE, ";tag=1", "", "x@y", "7 MESSAGE")), made("SIP/2.0 200 OK", second[at].via, ";tag=1", ";tag=5", "x@y", second[at].cseq));
	tries("INVITE", outgoing(made(INVITE_LINE, COOKIE, ";tag=1", "", "x@y", "7 INVITE")), made("SIP/2.0 200 OK", COOKIE, ";tag=1", ";tag=5", "x@y", "7 INVITE"));
	tries("INVITE, CSeq ACK", outgoing(made(INVITE_LINE, COOKIE, ";tag=1", "", "x@y", "7 INVITE")), made("SIP/2.0 200 OK", COOKIE, ";tag=1", ";tag=5", "x@y", "7 ACK"));
	tries("old branch", outgoing(made(MESSAGE_LINE, OLD, ";tag=1", "", "x@y", "7 MESSAGE")), made("SIP/2.0 200 OK", OLD, ";tag=1", ";tag=5", "x@y", "7 MESSAGE"));
	tries("no branch in either", outgoing(made(MESSAGE_LINE, NO_BRANCH, ";tag=1", "", "x@y", "7 MESSAGE")), made("SIP/2.0 200 OK", NO_BRANCH, ";tag=1", ";tag=5", "x@y", "7 MESSAGE"));
}

static void creation(void)
{
	static const struct {
		const char *start_line, *cseq;
	} all[] = {{INVITE_LINE, "7 INVITE"}, {"ACK sip:c@d SIP/2.0", "7 ACK"}, {MESSAGE_LINE, "7 MESSAGE"}, {"SIP/2.0 200 OK", "7 INVITE"}, {"invite sip:c@d SIP/2.0", "7 invite"},
		{MESSAGE_LINE, "7 INFO"}, {INVITE_LINE, "7 OPTIONS"}, {MESSAGE_LINE, "7 message"}};
	int at, is_outgoing;

	printf("==== creation\n");
	for (at = 0; at < COUNT(all); at++)
		for (is_outgoing = 0; is_outgoing < 2; is_outgoing++) {
			osip_event_t *event = made(all[at].start_line, COOKIE, ";tag=1", "", "x@y", all[at].cseq);
			osip_transaction_t *it;

			if (is_outgoing)
				event = outgoing(event);
			it = osip_create_transaction(layer, event);
			printf("%s %d: ", all[at].start_line, is_outgoing);
			if (it == NULL)
				printf("none, tid %d\n", event->transactionid);
			else
				printf("type %d state %s tid %d id %d queued %d\n", it->ctx_type, state_of(it), event->transactionid, it->transactionid, osip_fifo_size(it->transactionff));
			osip_event_free(event);
			osip_transaction_free(it);
		}
}

static void outgoing_events(void)
{
	osip_event_t *first = made(INVITE_LINE, COOKIE, ";tag=1", "", "x@y", "7 INVITE");
	osip_transaction_t *it = osip_create_transaction(layer, first), *other;
	osip_event_t *answer = outgoing(made("SIP/2.0 404 No", COOKIE, ";tag=1", ";tag=2", "x@y", "7 INVITE"));
	osip_event_t *wrong = outgoing(made("SIP/2.0 404 No", COOKIE, ";tag=1", ";tag=2", "x@y", "7 MESSAGE"));
	osip_event_t *second = made(INVITE_LINE, "SIP/2.0/UDP h.example;branch=z9hG4bKy", ";tag=1", "", "x@y", "8 INVITE");
	osip_event_t *timer = bare_event(TIMEOUT_G, it);

	printf("==== events to be sent\n");
	other = osip_create_transaction(layer, second);
	printf("no id %d", osip_find_transaction_and_add_event(layer, answer));
	answer->transactionid = it->transactionid;
	wrong->transactionid = it->transactionid;
	printf(" in its list %d", osip_transaction_find(&layer->osip_ist_transactions, answer) == it);
	printf(" in another %d", osip_transaction_find(&layer->osip_nist_transactions, answer) != NULL);
	printf(" wrong method %d, timer %d, by id %d queued %d\n", osip_find_transaction_and_add_event(layer, wrong), osip_find_transaction_and_add_event(layer, timer),
		osip_find_transaction_and_add_event(layer, answer), osip_fifo_size(it->transactionff));
	printf("find first %d second %d\n", osip_transaction_find(&layer->osip_ist_transactions, first) == it, osip_transaction_find(&layer->osip_ist_transactions, second) == other);
	osip_remove_transaction(layer, it);
	printf("removed: find first %d second %d, again %d, bad type", osip_transaction_find(&layer->osip_ist_transactions, first) == it,
		osip_transaction_find(&layer->osip_ist_transactions, second) == other, osip_remove_transaction(layer, it));
	printf(" sizes %d\n", osip_list_size(&layer->osip_ist_transactions));
	osip_event_free(first);
	osip_event_free(second);
	osip_event_free(wrong);
	osip_event_free(timer);
	osip_transaction_free(it);
	osip_transaction_free(other);
}

static void destinations(void)
{
	static const struct {
		const char *uri, *more;
	} all[] = {{"sip:b@h.example", ""}, {"sip:b@h.example:5099", ""}, {"sips:b@h.example", ""}, {"sip:b@h.example:5099;maddr=192.0.2.77", ""}, {"sip:b@h.example;x-obr=192.0.2.78;x-obp=777", ""},
		{"sip:b@h.example;x-obr=192.0.2.78;x-obp=777;maddr=192.0.2.77", ""}, {"sip:b@h.example;x-obr=192.0.2.78", ""}, {"sip:b@h.example;x-obp=7", ""},
		{"sip:b@h.example", "Route: <sip:p.example;lr>\r\n"}, {"sip:b@h.example", "Route: <sip:p.example:5088;lr>\r\n"}, {"sip:b@h.example", "Route: <sip:p.example:5088>\r\n"},
		{"sip:b@h.example", "Route: <sip:p.example:5088;lr=on;maddr=192.0.2.7>\r\n"}, {"sip:b@h.example", "Route: <sip:p.example>\r\nRoute: <sip:q.example;lr>\r\n"}, {"tel:+4930", ""},
		{"sip:b@[2001:db8::1]:5062", ""}, {"sip:b@h.example:0", ""}, {"sip:b@h.example:65535", ""}, {"sip:h.example;MADDR=192.0.2.5", ""}};
	static const char *const methods[] = {"INVITE", "OPTIONS"};
	int at, kind;

	printf("==== destinations\n");
	for (at = 0; at < COUNT(all); at++)
		for (kind = 0; kind < COUNT(methods); kind++) {
			char line[300], *host = NULL;
			osip_event_t *event;
			osip_transaction_t *it;
			int port = -1;

			snprintf(line, sizeof line, "%s %s SIP/2.0", methods[kind], all[at].uri);
			event = event_of(message_of(line, VIA_UDP, methods[kind], all[at].more), 1);
			it = osip_create_transaction(layer, event);
			printf("%s %s", all[at].uri, *all[at].more ? "Route" : "");
			printf(" get %d", osip_transaction_get_destination(it, &host, &port));
			printf(" %s:%d\n", or_null(host), port);
			if (kind == 0)
				osip_ict_set_destination(it->ict_context, osip_strdup("192.0.2.200"), 9);
			else
				osip_nict_set_destination(it->nict_context, osip_strdup("192.0.2.201"), 8);
			queue(it, event);
			execute();
			osip_transaction_free(it);
		}
}

int main(void)
{
	int type;

	start_layer();
	sends_are_shown = 0;
	for (type = 0; type < 60; type++)
		osip_set_message_callback(layer, type, NULL);
	creation();
	requests();
	responses();
	outgoing_events();
	destinations();
	osip_release(layer);
	return 0;
}
