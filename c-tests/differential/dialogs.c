/* Dialogs: what makes them, what belongs to them, what updates them. */
#include "dialog.h"

#define THE_FROM "From: \"Al\" <sip:alice@a.example>;tag=ft\r\n"
#define THE_TO "To: <sip:bob@b.example>;tag=tt\r\n"
#define THE_CALL_ID "Call-ID: cid@host\r\n"
#define THE_CSEQ "CSeq: 20 INVITE\r\n"
#define THE_CONTACT "Contact: <sip:bob@192.0.2.1:5070>\r\n"
#define THE_ROUTES "Record-Route: <sip:p1.example;lr>\r\nRecord-Route: <sip:p2.example;lr>\r\nRecord-Route: <sip:p3.example>\r\n"
#define OK_LINE "SIP/2.0 200 OK\r\n"
#define REQUEST_LINE "INVITE sip:bob@h;line=abc SIP/2.0\r\n"

static osip_message_t *parsed(const char *start_line, const char *headers)
{
	char text[3000];
	osip_message_t *message;

	snprintf(text, sizeof text, "%sVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n%sContent-Length: 0\r\n\r\n", start_line, headers);
	osip_message_init(&message);
	if (osip_message_parse(message, text, strlen(text)) != 0)
		printf("no message: %s\n", text);
	return message;
}

static void as_uac(void)
{
	static const struct {
		const char *title, *start_line, *headers;
	} all[] = {
		{"200", OK_LINE, THE_FROM THE_TO THE_CALL_ID THE_CSEQ THE_CONTACT THE_ROUTES}, {"180", "SIP/2.0 180 R\r\n", THE_FROM THE_TO THE_CALL_ID THE_CSEQ THE_CONTACT}, {"299", "SIP/2.0 299 R\r\n", THE_FROM THE_TO THE_CALL_ID THE_CSEQ},
		{"100 without To tag", "SIP/2.0 100 T\r\n", THE_FROM "To: <sip:bob@b.example>\r\n" THE_CALL_ID THE_CSEQ}, {"486", "SIP/2.0 486 B\r\n", THE_FROM THE_TO THE_CALL_ID THE_CSEQ THE_CONTACT},
		{"no From tag", OK_LINE, "From: <sip:alice@a>\r\n" THE_TO THE_CALL_ID THE_CSEQ}, {"empty From tag", OK_LINE, "From: <sip:alice@a>;tag\r\n" THE_TO THE_CALL_ID THE_CSEQ},
		{"empty To tag", OK_LINE, THE_FROM "To: <sip:bob@b>;tag\r\n" THE_CALL_ID THE_CSEQ}, {"two Contacts", OK_LINE, THE_FROM THE_TO THE_CALL_ID THE_CSEQ THE_CONTACT "Contact: <sip:two@t.example>\r\n"},
		{"no From", OK_LINE, THE_TO THE_CALL_ID THE_CSEQ}, {"no To", OK_LINE, THE_FROM THE_CALL_ID THE_CSEQ}, {"no Call-ID", OK_LINE, THE_FROM THE_TO THE_CSEQ}, {"no CSeq", OK_LINE, THE_FROM THE_TO THE_CALL_ID},
		{"only Call-ID", OK_LINE, THE_CALL_ID}, {"only CSeq", OK_LINE, THE_CSEQ}, {"neither CSeq nor From tag", OK_LINE, "From: <sip:alice@a>\r\n" THE_TO THE_CALL_ID}, {"only From and To", OK_LINE, THE_FROM THE_TO},
		{"nothing", OK_LINE, ""},
		{"Call-ID without host", OK_LINE, THE_FROM THE_TO "Call-ID: 123\r\n" THE_CSEQ}, {"SUBSCRIBE", "SIP/2.0 202 A\r\n", THE_FROM THE_TO THE_CALL_ID "CSeq: 5 SUBSCRIBE\r\n"},
		{"a request", REQUEST_LINE, THE_FROM THE_TO THE_CALL_ID THE_CSEQ THE_CONTACT}, {"tel", OK_LINE, "From: <tel:+49>;tag=1\r\nTo: <tel:+30>;tag=2\r\n" THE_CALL_ID THE_CSEQ "Contact: <tel:+31>\r\n"},
	};
	int at;

	for (at = 0; at < COUNT(all); at++) {
		osip_message_t *message = parsed(all[at].start_line, all[at].headers);
		osip_dialog_t *dialog = NULL;
		int code = osip_dialog_init_as_uac(&dialog, message);

		printf("uac ");
		show_dialog(all[at].title, code, dialog);
		osip_dialog_free(dialog);
		dialog = NULL;
		osip_message_free(message);
		message = parsed(REQUEST_LINE, all[at].headers);
		code = osip_dialog_init_as_uac_with_remote_request(&dialog, message, 33);
		printf("remote request ");
		show_dialog(all[at].title, code, dialog);
		osip_dialog_free(dialog);
		osip_message_free(message);
	}
}

static void as_uas(void)
{
	static const struct {
		const char *title, *invite, *start_line, *response;
	} all[] = {
		{"200", THE_FROM THE_TO THE_CALL_ID THE_CSEQ THE_CONTACT THE_ROUTES, OK_LINE, THE_FROM THE_TO THE_CALL_ID THE_CSEQ THE_ROUTES}, {"101", THE_FROM THE_TO THE_CALL_ID THE_CSEQ THE_CONTACT, "SIP/2.0 101 D\r\n", THE_FROM THE_TO THE_CALL_ID THE_CSEQ},
		{"200 without Record-Route", THE_FROM THE_TO THE_CALL_ID THE_CSEQ THE_CONTACT THE_ROUTES, OK_LINE, THE_FROM THE_TO THE_CALL_ID THE_CSEQ}, {"other Record-Route", THE_FROM THE_TO THE_CALL_ID THE_CSEQ THE_ROUTES, OK_LINE, THE_FROM THE_TO THE_CALL_ID THE_CSEQ "Record-Route: <sip:q.example>\r\n"},
		{"no To tag", THE_FROM THE_CALL_ID THE_CSEQ, OK_LINE, THE_FROM "To: <sip:bob@b>\r\n" THE_CALL_ID THE_CSEQ}, {"no From tag", THE_FROM THE_TO THE_CALL_ID THE_CSEQ THE_CONTACT, OK_LINE, "From: <sip:alice@a>\r\n" THE_TO THE_CALL_ID THE_CSEQ},
		{"404", THE_FROM THE_TO THE_CALL_ID THE_CSEQ THE_CONTACT, "SIP/2.0 404 N\r\n", THE_FROM THE_TO THE_CALL_ID THE_CSEQ}, {"Contact in the response", THE_FROM THE_TO THE_CALL_ID THE_CSEQ, OK_LINE, THE_FROM THE_TO THE_CALL_ID THE_CSEQ THE_CONTACT},
		{"no CSeq", THE_FROM THE_TO THE_CALL_ID THE_CSEQ, OK_LINE, THE_FROM THE_TO THE_CALL_ID}, {"no From", THE_FROM THE_TO THE_CALL_ID THE_CSEQ, OK_LINE, THE_TO THE_CALL_ID THE_CSEQ}, {"no To", THE_FROM THE_TO THE_CALL_ID THE_CSEQ, OK_LINE, THE_FROM THE_CALL_ID THE_CSEQ},
		{"no Call-ID", THE_FROM THE_TO THE_CALL_ID THE_CSEQ, OK_LINE, THE_FROM THE_TO THE_CSEQ}, {"nothing", THE_FROM THE_TO THE_CALL_ID THE_CSEQ, OK_LINE, ""}, {"an empty INVITE", "", OK_LINE, THE_FROM THE_TO THE_CALL_ID THE_CSEQ}, {"no CSeq, no To tag", THE_FROM, OK_LINE, THE_FROM "To: <sip:bob@b>\r\n" THE_CALL_ID},
	};
	int at;

	for (at = 0; at < COUNT(all); at++) {
		osip_message_t *invite = parsed(REQUEST_LINE, all[at].invite), *response = parsed(all[at].start_line, all[at].response);
		osip_dialog_t *dialog = NULL;
		int code = osip_dialog_init_as_uas(&dialog, invite, response);

		printf("uas ");
		show_dialog(all[at].title, code, dialog);
		osip_message_free(invite);
		osip_message_free(response);
		osip_dialog_free(dialog);
	}
}

static void matches(int remote_is_known)
{
	static const struct {
		const char *title, *headers;
	} all[] = {
		{"same", THE_FROM THE_TO THE_CALL_ID THE_CSEQ}, {"other To tag", THE_FROM "To: <sip:bob@b.example>;tag=xx\r\n" THE_CALL_ID THE_CSEQ}, {"no To tag", THE_FROM "To: <sip:bob@b.example>\r\n" THE_CALL_ID THE_CSEQ},
		{"other From tag", "From: <sip:alice@a.example>;tag=xx\r\n" THE_TO THE_CALL_ID THE_CSEQ}, {"no From tag", "From: <sip:alice@a.example>\r\n" THE_TO THE_CALL_ID THE_CSEQ},
		{"From tag in capitals", "From: <sip:alice@a.example>;tag=FT\r\n" THE_TO THE_CALL_ID THE_CSEQ},
		{"other From URI", "From: <sip:carol@a.example>;tag=ft\r\n" THE_TO THE_CALL_ID THE_CSEQ}, {"other From URI, no tag", "From: <sip:carol@a.example>\r\n" THE_TO THE_CALL_ID THE_CSEQ},
		{"other From host", "From: <sip:alice@x.example>;tag=ft\r\n" THE_TO THE_CALL_ID THE_CSEQ}, {"other To URI", THE_FROM "To: <sip:carol@b.example>;tag=tt\r\n" THE_CALL_ID THE_CSEQ},
		{"other To URI, no tag", THE_FROM "To: <sip:carol@b.example>\r\n" THE_CALL_ID THE_CSEQ}, {"display name, parameters", "From: \"X\" <sip:alice@a.example>;x=y;tag=ft\r\n" THE_TO THE_CALL_ID THE_CSEQ},
		{"other Call-ID", THE_FROM THE_TO "Call-ID: other@host\r\n" THE_CSEQ}, {"Call-ID number only", THE_FROM THE_TO "Call-ID: cid\r\n" THE_CSEQ}, {"Call-ID host in capitals", THE_FROM THE_TO "Call-ID: cid@HOST\r\n" THE_CSEQ},
		{"Call-ID in capitals", THE_FROM THE_TO "Call-ID: CID@host\r\n" THE_CSEQ}, {"no Call-ID", THE_FROM THE_TO THE_CSEQ}, {"no From", THE_TO THE_CALL_ID THE_CSEQ}, {"no To", THE_FROM THE_CALL_ID THE_CSEQ}, {"other Call-ID, no From tag", "From: <sip:alice@a>\r\n" THE_TO "Call-ID: x\r\n" THE_CSEQ},
	};
	osip_message_t *invite = parsed(REQUEST_LINE, THE_FROM THE_TO THE_CALL_ID THE_CSEQ THE_CONTACT), *response = parsed(OK_LINE, THE_FROM THE_TO THE_CALL_ID THE_CSEQ);
	osip_dialog_t *callee = NULL, *caller = NULL;
	int at;

	osip_dialog_init_as_uas(&callee, invite, response);
	osip_dialog_init_as_uac(&caller, response);
	printf("==== remote tag %s\n", remote_is_known ? "known" : "unknown");
	if (!remote_is_known) {
		/* By hand, as a program may. */
		osip_free(callee->remote_tag);
		callee->remote_tag = NULL;
		osip_free(caller->remote_tag);
		caller->remote_tag = NULL;
	}
	for (at = 0; at < COUNT(all); at++) {
		osip_message_t *message = parsed(OK_LINE, all[at].headers);

		printf("%s: uas %d", all[at].title, osip_dialog_match_as_uas(callee, message));
		printf(" uac %d\n", osip_dialog_match_as_uac(caller, message));
		osip_message_free(message);
	}
	printf("NULL: %d %d %d %d\n", osip_dialog_match_as_uas(callee, NULL), osip_dialog_match_as_uas(NULL, invite), osip_dialog_match_as_uac(caller, NULL), osip_dialog_match_as_uac(NULL, invite));
	osip_message_free(invite);
	osip_message_free(response);
	osip_dialog_free(callee);
	osip_dialog_free(caller);
}

static void apply(const char *title, int (*function)(osip_dialog_t *, osip_message_t *), osip_dialog_t *dialog, const char *start_line, const char *headers)
{
	osip_message_t *message = parsed(start_line, headers);
	int code = function(dialog, message);

	osip_message_free(message);
	show_dialog(title, code, dialog);
}

static void updates(void)
{
	osip_message_t *ringing = parsed("SIP/2.0 180 R\r\n", THE_FROM THE_TO THE_CALL_ID THE_CSEQ THE_CONTACT THE_ROUTES);
	osip_dialog_t *dialog = NULL;

	printf("==== updates\n");
	osip_dialog_init_as_uac(&dialog, ringing);
	osip_message_free(ringing);
	apply("183 with another route", osip_dialog_update_route_set_as_uac, dialog, "SIP/2.0 183 P\r\n", THE_FROM THE_TO THE_CALL_ID THE_CSEQ "Contact: <sip:new@n.example>\r\nRecord-Route: <sip:q1.example;lr>\r\n");
	apply("183 with neither", osip_dialog_update_route_set_as_uac, dialog, "SIP/2.0 183 P\r\n", THE_FROM THE_TO THE_CALL_ID THE_CSEQ);
	apply("404", osip_dialog_update_route_set_as_uac, dialog, "SIP/2.0 404 N\r\n", THE_FROM THE_TO THE_CALL_ID THE_CSEQ "Record-Route: <sip:r1.example;lr>\r\n");
	apply("200", osip_dialog_update_route_set_as_uac, dialog, OK_LINE, THE_FROM THE_TO THE_CALL_ID THE_CSEQ "Contact: <sip:two@n.example>\r\nRecord-Route: <sip:r1.example;lr>\r\nRecord-Route: <sip:r2.example;lr>\r\n");
	apply("200 again", osip_dialog_update_route_set_as_uac, dialog, OK_LINE, THE_FROM THE_TO THE_CALL_ID THE_CSEQ "Contact: <sip:three@n.example>\r\nRecord-Route: <sip:s.example;lr>\r\n");
	apply("tag known", osip_dialog_update_tag_as_uac, dialog, OK_LINE, THE_FROM THE_TO THE_CALL_ID THE_CSEQ);
	apply("no To", osip_dialog_update_tag_as_uac, dialog, OK_LINE, THE_FROM THE_CALL_ID THE_CSEQ);
	apply("target", osip_dialog_update_route_set_as_uas, dialog, REQUEST_LINE, THE_FROM THE_TO THE_CALL_ID THE_CSEQ "Contact: <sip:moved@n.example>\r\n");
	apply("no target", osip_dialog_update_route_set_as_uas, dialog, REQUEST_LINE, THE_FROM THE_TO THE_CALL_ID THE_CSEQ);
	apply("CSeq 30", osip_dialog_update_osip_cseq_as_uas, dialog, REQUEST_LINE, "CSeq: 30 BYE\r\n");
	apply("CSeq 5", osip_dialog_update_osip_cseq_as_uas, dialog, REQUEST_LINE, "CSeq: 5 BYE\r\n");
	apply("no CSeq", osip_dialog_update_osip_cseq_as_uas, dialog, REQUEST_LINE, THE_FROM);
	osip_dialog_set_state(dialog, DIALOG_CLOSE);
	osip_dialog_set_state(NULL, DIALOG_CLOSE);
	dialog->local_cseq++;
	apply("closed by hand", osip_dialog_update_route_set_as_uac, dialog, "SIP/2.0 183 P\r\n", THE_FROM THE_TO THE_CALL_ID THE_CSEQ "Record-Route: <sip:q1.example;lr>\r\n");
	printf("NULL %d %d %d %d\n", osip_dialog_update_route_set_as_uas(dialog, NULL), osip_dialog_update_route_set_as_uac(NULL, NULL), osip_dialog_update_osip_cseq_as_uas(NULL, NULL),
		osip_dialog_update_tag_as_uac(dialog, NULL));
	osip_dialog_free(dialog);
	osip_dialog_free(NULL);
}

/* Our requests repeat a tag that comes late in To; the original's do not. */
static void late_tag(void)
{
	osip_message_t *trying = parsed("SIP/2.0 100 T\r\n", THE_FROM "To: <sip:bob@b.example>\r\n" THE_CALL_ID THE_CSEQ), *ringing = parsed("SIP/2.0 180 R\r\n", THE_FROM THE_TO THE_CALL_ID THE_CSEQ);
	osip_dialog_t *dialog = NULL;
	int code;

	osip_dialog_init_as_uac(&dialog, trying);
	code = osip_dialog_update_tag_as_uac(dialog, trying);
	printf("no tag %d %s", code, or_null(dialog->remote_tag));
	code = osip_dialog_update_tag_as_uac(dialog, ringing);
	printf(" tag %d %s\n", code, or_null(dialog->remote_tag));
	osip_message_free(trying);
	osip_message_free(ringing);
	osip_dialog_free(dialog);
}

int main(void)
{
	start();
	as_uac();
	as_uas();
	matches(1);
	matches(0);
	updates();
	late_tag();
	return 0;
}
