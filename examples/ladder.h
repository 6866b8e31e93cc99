/* What the examples print of their messages: one line each, from which scripts/ladder.awk draws the conversation of all of them.
 *
 *   SECONDS  SENDER  RECEIVER  LABEL (tab) MEANING
 *
 * Each program prints what it sends. A peer that prints nothing itself is named with `ladder.silent`: what it sends is printed on arrival. */
#ifndef LADDER_H
#define LADDER_H

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <eXosip2/eXosip.h>

static struct {
	const char *self;   /* the name of this program */
	const char *peer;   /* that of its only peer; NULL: the user of the other address */
	const char *silent; /* the peer of REGISTER, if it prints nothing */
} ladder;

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static const char *ladder_other(osip_message_t *message)
{
	const char *from, *to;

	if (ladder.silent && osip_cseq_get_method(osip_message_get_cseq(message)) && strcmp(osip_cseq_get_method(osip_message_get_cseq(message)), "REGISTER") == 0)
		return ladder.silent;
	if (ladder.peer)
		return ladder.peer;
	from = osip_uri_get_username(osip_from_get_url(osip_message_get_from(message)));
	to = osip_uri_get_username(osip_to_get_url(osip_message_get_to(message)));
	if (from && strcmp(from, ladder.self) != 0)
		return from;
	return to ? to : "?";
}

/* The text between `before` and `after` in a body, or "". */
static const char *ladder_between(const char *body, const char *before, const char *after, char *to, size_t size)
{
	const char *start = strstr(body, before);

	to[0] = '\0';
	if (start) {
		start += strlen(before);
		snprintf(to, size, "%.*s", (int)strcspn(start, after), start);
	}
	return to;
}

static void ladder_body(osip_message_t *message, char *to, size_t size)
{
	osip_body_t *body = NULL;
	char a[64], b[64];

	if (osip_message_get_body(message, 0, &body) < 0 || body == NULL || body->body == NULL || body->length == 0)
		return;
	if (strstr(body->body, "<CmdType>"))
		snprintf(to, size, "%s %s, %d bytes", ladder_between(body->body, "<CmdType>", "<", a, sizeof a),
			 strstr(body->body, "<Query>") ? "query" : strstr(body->body, "<Response>") ? "response" : "notification", (int)body->length);
	else if (strncmp(body->body, "v=0", 3) == 0 && strstr(body->body, "\ny="))
		snprintf(to, size, "s=%s y=%s", ladder_between(body->body, "\ns=", "\r\n", a, sizeof a), ladder_between(body->body, "\ny=", "\r\n", b, sizeof b));
	else if (strncmp(body->body, "v=0", 3) == 0)
		snprintf(to, size, "SDP: %s", strstr(body->body, "a=sendonly") ? "sendonly" : strstr(body->body, "a=recvonly") ? "recvonly"
			 : strstr(body->body, "a=inactive") ? "inactive" : "sendrecv");
	else
		snprintf(to, size, "%.*s", (int)strcspn(body->body, "\r\n"), body->body);
}

/* For eXosip_set_cbsip_message. */
static void ladder_show(osip_message_t *message, int received)
{
	char label[128], meaning[160] = "";
	const char *other = ladder_other(message);
	int status = osip_message_get_status_code(message);
	osip_header_t *header = NULL;
	osip_authorization_t *credentials = NULL;

	if (received && (ladder.silent == NULL || other != ladder.silent))
		return;
	if (status)
		snprintf(label, sizeof label, "%d %s", status, osip_message_get_reason_phrase(message) ? osip_message_get_reason_phrase(message) : "");
	else
		snprintf(label, sizeof label, "%s", osip_message_get_method(message));
	ladder_body(message, meaning, sizeof meaning);
	if (osip_message_get_authorization(message, 0, &credentials) >= 0)
		snprintf(meaning, sizeof meaning, "with credentials");
	else if (osip_message_header_get_byname(message, "refer-to", 0, &header) >= 0 && osip_header_get_value(header))
		snprintf(meaning, sizeof meaning, "to %s", osip_header_get_value(header));
	printf("@ %.6f %s %s %s\t%s\n", seconds(), received ? other : ladder.self, received ? ladder.self : other, label, meaning);
	fflush(stdout);
}

#endif
