/* What device and platform have in common: their context, and requests with a document in them. */
#ifndef PARTY_H
#define PARTY_H

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <eXosip2/eXosip.h>

#include "../ladder.h"
#include "manscdp.h"

#define DOMAIN "3402000000"
#define MANSCDP "Application/MANSCDP+xml"

static struct {
	struct eXosip_t *context;
	char from[128]; /* <sip:ID@domain> */
	char peer[256]; /* <sip:ID@address:port>, of the platform or of the device */
	int failures;
} party;

static int failed(const char *what, int code)
{
	fprintf(stderr, "%s: %s: %s\n", ladder.self, what, osip_strerror(code));
	party.failures++;
	return code;
}

static int set_body(osip_message_t *message, const char *type, const char *text, size_t length)
{
	int code = osip_message_set_content_type(message, type);

	return code == OSIP_SUCCESS ? osip_message_set_body(message, text, length) : code;
}

/* Sends a MESSAGE to the peer. Its transaction, or an error. */
static int send_message(const struct document *document)
{
	osip_message_t *request = NULL;
	int code;

	code = eXosip_message_build_request(party.context, &request, "MESSAGE", party.peer, party.from, NULL);
	if (code != OSIP_SUCCESS)
		return failed("MESSAGE not built", code);
	code = set_body(request, MANSCDP, document->text, document->length);
	if (code != OSIP_SUCCESS) {
		osip_message_free(request);
		return failed("MESSAGE without body", code);
	}
	code = eXosip_message_send_request(party.context, request);
	return code > 0 ? code : failed("MESSAGE not sent", code);
}

/* Opens the context, which shows its messages; port 0: any. */
static int open_party(const char *self, const char *peer, const char *id, int is_tcp, int port)
{
	ladder.self = self;
	ladder.peer = peer;
	snprintf(party.from, sizeof party.from, "<sip:%s@" DOMAIN ">", id);
	party.context = eXosip_malloc();
	if (party.context == NULL || eXosip_init(party.context) != OSIP_SUCCESS)
		return OSIP_NOMEM;
	eXosip_set_cbsip_message(party.context, ladder_show);
	return eXosip_listen_addr(party.context, is_tcp ? IPPROTO_TCP : IPPROTO_UDP, NULL, port, AF_INET, 0);
}

static void close_party(void)
{
	eXosip_quit(party.context);
	osip_free(party.context);
}

#endif
