/* Random sequences of what a program does with dialogs, and messages that lack this or that: the same results and records on both libraries. */
#include "dialog.h"

static unsigned seed;

static unsigned random_below(unsigned limit)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % limit;
}

#define ONE_OF(table) ((table)[random_below(COUNT(table))])

/* A request or a response; any of its headers may be missing or unusual. */
static osip_message_t *random_message(int is_request)
{
	static const char *const starts[] = {"INVITE sip:bob@h;line=abc SIP/2.0", "BYE sip:bob@h SIP/2.0", "NOTIFY sip:bob@h;line SIP/2.0", "SIP/2.0 200 OK", "SIP/2.0 180 Ringing",
		"SIP/2.0 404 No", "SIP/2.0 101 Dialog", "SIP/2.0 299 Odd"};
	static const char *const parties[] = {"<sip:alice@a.example>;tag=1", "<sip:alice@a.example>;tag=2", "<sip:alice@a.example>", "\"Al\" <sip:alice@a.example;x=y>;tag=1;p", "sip:bob@b.example;tag=2",
		"<sip:bob@b.example>", "<sip:bob@b.example>;tag=T", "<sip:bob@B.example:5070>;tag=1", "Bob <sip:bob@b.example>;tag=1", "<sip:alice@a.example>;TAG=2", "<sips:bob@b.example>"};
	static const char *const call_ids[] = {"Call-ID: c@h\r\n", "Call-ID: c@h\r\n", "Call-ID: c\r\n", "Call-ID: C@h\r\n", "Call-ID: c@i\r\n", "Call-ID: d@h@x\r\n", ""};
	static const char *const numbers[] = {"20 INVITE", "20 INVITE", "21 BYE", "0 INVITE", "007 INVITE", "2147483647 INVITE"};
	static const char *const contacts[] = {"", "Contact: <sip:bob@192.0.2.1:5070>\r\n", "Contact: Bob <sip:x@192.0.2.2;a=b>;expires=3\r\nContact: <sip:second>\r\n", "Contact: <sips:b@h>, <sip:c@h>\r\n"};
	static const char *const routes[] = {"", "", "Record-Route: <sip:p1;lr>\r\nRecord-Route: <sip:p2;lr>, \"P\" <sip:p3>;q\r\n", "Record-Route: <sip:p4;lr>\r\n", "Route: <sip:never;lr>\r\n"};
	char text[3000];
	osip_message_t *message;

	snprintf(text, sizeof text, "%s\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: %s\r\nTo: %s\r\n%sCSeq: %s\r\n%s%sContent-Length: 0\r\n\r\n",
		starts[is_request ? random_below(3) : 3 + random_below(COUNT(starts) - 3)], ONE_OF(parties), ONE_OF(parties), ONE_OF(call_ids), ONE_OF(numbers), ONE_OF(contacts), ONE_OF(routes));
	osip_message_init(&message);
	if (osip_message_parse(message, text, strlen(text)) != 0)
		printf("no message: %s\n", text);
	/* Some headers are taken out by hand, where the original looks before it uses them. */
	if (random_below(20) == 0)
		osip_from_free(message->from), message->from = NULL;
	else if (random_below(20) == 0)
		osip_to_free(message->to), message->to = NULL;
	else if (random_below(20) == 0)
		osip_cseq_free(message->cseq), message->cseq = NULL;
	return message;
}

static osip_dialog_t *random_dialog(void)
{
	osip_dialog_t *dialog = NULL;
	osip_message_t *request = random_message(1), *response = random_message(0);
	int code;

	switch (random_below(3)) {
	case 0:
		code = osip_dialog_init_as_uac(&dialog, response);
		show_dialog("as_uac", code, code == 0 ? dialog : NULL);
		break;
	case 1:
		code = osip_dialog_init_as_uas(&dialog, request, response);
		show_dialog("as_uas", code, code == 0 ? dialog : NULL);
		break;
	default:
		code = osip_dialog_init_as_uac_with_remote_request(&dialog, request, (int)random_below(50));
		show_dialog("by request", code, code == 0 ? dialog : NULL);
	}
	osip_message_free(request);
	osip_message_free(response);
	return code == 0 ? dialog : NULL;
}

static void use(osip_dialog_t *dialog)
{
	osip_message_t *request = random_message(1), *response = random_message(0);

	if (request->from != NULL && request->to != NULL) {
		show_name_addr("from", request->from);
		show_name_addr("to", request->to);
	}
	printf(" uas %d", osip_dialog_match_as_uas(dialog, request));
	printf(" uac %d", osip_dialog_match_as_uac(dialog, response));
	switch (random_below(6)) {
	case 0:
		printf(" route_uas %d", osip_dialog_update_route_set_as_uas(dialog, request));
		break;
	case 1:
		printf(" route_uac %d", osip_dialog_update_route_set_as_uac(dialog, response));
		break;
	case 2:
		/* Ours adds the tag to remote_uri. */
		if (dialog->remote_tag != NULL)
			printf(" tag %d", osip_dialog_update_tag_as_uac(dialog, response));
		break;
	case 3:
		printf(" cseq %d", osip_dialog_update_osip_cseq_as_uas(dialog, request));
		break;
	case 4:
		osip_dialog_set_state(dialog, (state_t)(DIALOG_EARLY + random_below(3)));
		break;
	default:
		dialog->local_cseq++;
	}
	show_dialog("", 0, dialog);
	osip_message_free(request);
	osip_message_free(response);
}

/* random_dialogs [FIRST LAST]: the numbers of the sequences. */
int main(int argc, char **argv)
{
	int number = argc > 2 ? atoi(argv[1]) : 1, last = argc > 2 ? atoi(argv[2]) : getenv("PATIENCE") != NULL ? 50 : 2000;

	start_layer();
	for (; number <= last; number++) {
		osip_dialog_t *dialog;
		int steps;

		printf("==== %d\n", number);
		seed = (unsigned)number;
		dialog = random_dialog();
		for (steps = 0; dialog != NULL && steps < 6; steps++)
			use(dialog);
		osip_dialog_free(dialog);
	}
	osip_release(layer);
	return 0;
}
