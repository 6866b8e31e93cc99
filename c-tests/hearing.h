/* A registrar within the test: it hears what comes over UDP, and answers as the test says. */
#ifndef HEARING_H
#define HEARING_H

#include "support.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <unistd.h>

static struct eXosip_t *context;
static int is_automatic = 1;

static int peer, peer_port;
static char heard[65536];
static int heard_length, heard_tos;
static struct sockaddr_in heard_from;

static inline int set(int option, int value)
{
	return CHECK_INT(eXosip_set_option(context, option, &value), 0);
}

static inline int set_text(int option, const char *text)
{
	return CHECK_INT(eXosip_set_option(context, option, text), 0);
}

static inline int has(const char *text)
{
	return strstr(heard, text) != NULL;
}

/* A context that does nothing by itself but what the test is about. */
static inline void open_quiet(void)
{
	context = eXosip_malloc();
	CHECK_INT(eXosip_init(context), 0);
	set(EXOSIP_OPT_AUTO_MASQUERADE_CONTACT, 0);
	set(EXOSIP_OPT_UDP_KEEP_ALIVE, 0);
}

static inline void start_listening(void)
{
	CHECK_INT(eXosip_listen_addr(context, IPPROTO_UDP, "127.0.0.1", 0, AF_INET, 0), 0);
}

static inline void open_listening(void)
{
	open_quiet();
	start_listening();
}

/* What has come to the peer; 0 if that is nothing. */
static inline int receive(void)
{
	char control[64];
	struct iovec room = {heard, sizeof heard - 1};
	struct msghdr message = {&heard_from, sizeof heard_from, &room, 1, control, sizeof control, 0};
	struct cmsghdr *part;

	heard_length = (int)recvmsg(peer, &message, MSG_DONTWAIT);
	heard[heard_length > 0 ? heard_length : 0] = '\0';
	for (part = heard_length > 0 ? CMSG_FIRSTHDR(&message) : NULL; part != NULL; part = CMSG_NXTHDR(&message, part))
		if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_TOS)
			heard_tos = *CMSG_DATA(part);
	return heard_length > 0;
}

/* Whether what was heard came for the first time. */
static inline int is_new(void)
{
	static char known[65536];
	size_t length = strlen(known);
	const char *branch = strstr(heard, "branch=");

	if (branch == NULL)
		return 0;
	snprintf(known + length, sizeof known - length, "%.*s\n", (int)strcspn(branch, "\r"), branch);
	return strstr(known, known + length) == known + length;
}

/* Waits for the next REGISTER that is not one sent again; 0 if none comes. */
static inline int hear(double seconds)
{
	double end = seconds_now() + seconds;

	do {
		if (receive() && isalpha((unsigned char)*heard) && is_new())
			return 1;
		if (is_automatic) {
			eXosip_event_free(eXosip_event_wait(context, 0, 5));
			eXosip_automatic_action(context);
		} else {
			usleep(5000);
		}
	} while (seconds_now() < end);
	return 0;
}

/* The value of a header of what was heard, good until the fourth call after this one; "" if there is none. */
static inline const char *heard_value(const char *name)
{
	static char values[4][1024];
	static int turn;
	char *value = values[turn++ % 4];
	size_t length = strlen(name);
	const char *line = heard;

	*value = '\0';
	while ((line = strchr(line, '\n')) != NULL)
		if (strncmp(++line, name, length) == 0 && strncmp(line + length, ": ", 2) == 0) {
			line += length + 2;
			snprintf(value, sizeof values[0], "%.*s", (int)strcspn(line, "\r"), line);
			break;
		}
	return value;
}

/* A response to what was heard, with more header lines: a text of the test's own, good until the next call. */
static inline char *response(const char *status, const char *headers)
{
	static char text[65536];
	static const char *const copied[] = {"Via", "From", "To", "Call-ID", "CSeq"};
	size_t length = (size_t)snprintf(text, sizeof text, "SIP/2.0 %s\r\n", status), i;

	for (i = 0; i < sizeof copied / sizeof *copied; i++)
		length += (size_t)snprintf(text + length, sizeof text - length, "%s: %s%s\r\n", copied[i], heard_value(copied[i]),
					   i == 2 ? ";tag=peer" : "");
	snprintf(text + length, sizeof text - length, "%sContent-Length: 0\r\n\r\n", headers);
	return text;
}

/* Sends a text from a socket to where the last request came from. */
static inline void send_from(int from, const char *text)
{
	size_t length = strlen(text);

	CHECK(sendto(from, text, length, 0, (struct sockaddr *)&heard_from, sizeof heard_from) == (ssize_t)length);
}

/* Answers what was heard; `seen` is added to its Via, `parameters` to its Contact, which without them is left out. */
static inline void reply_seen(const char *status, const char *headers, const char *seen, const char *parameters)
{
	static const char *const copied[] = {"Via:", "From:", "To:", "Call-ID:", "CSeq:", "Contact:"};
	char text[8192], *copy = strdup(heard), *line, *rest = copy;
	size_t length = (size_t)snprintf(text, sizeof text, "SIP/2.0 %s\r\n", status), i;

	while ((line = strsep(&rest, "\n")) != NULL)
		for (i = 0; i < (parameters != NULL ? 6 : 5); i++)
			if (strncmp(line, copied[i], strlen(copied[i])) == 0) {
				line[strcspn(line, "\r")] = '\0';
				length += (size_t)snprintf(text + length, sizeof text - length, "%s%s\r\n", line,
							   i == 0 ? seen : i == 5 ? parameters : "");
			}
	length += (size_t)snprintf(text + length, sizeof text - length, "%sContent-Length: 0\r\n\r\n", headers);
	CHECK(sendto(peer, text, length, 0, (struct sockaddr *)&heard_from, sizeof heard_from) == (ssize_t)length);
	free(copy);
}

static inline void reply(const char *status, const char *headers)
{
	reply_seen(status, headers, "", ";expires=3600");
}

static inline const char *peer_address(const char *host)
{
	static char uri[128];

	snprintf(uri, sizeof uri, "sip:%s:%d", host, peer_port);
	return uri;
}

/* Registers with the peer, which hears it. */
static inline int begin(void)
{
	int rid = send_first(context, "sip:alice@example.test", peer_address("127.0.0.1"), 3600);

	CHECK(rid > 0 && hear(30));
	return rid;
}

static inline void end(void)
{
	close_context(context);
	while (receive())
		;
}

/* Opens the socket of the registrar. */
static inline void open_peer(void)
{
	static const int on = 1;
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;

	peer = socket(AF_INET, SOCK_DGRAM, 0);
	CHECK(bind(peer, (struct sockaddr *)&address, size) == 0 && getsockname(peer, (struct sockaddr *)&address, &size) == 0);
	CHECK(setsockopt(peer, IPPROTO_IP, IP_RECVTOS, &on, sizeof on) == 0);
	peer_port = ntohs(address.sin_port);
}

#endif
