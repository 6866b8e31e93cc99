/* Two contexts of one process that call each other, over one transport. */
#ifndef TWO_PHONES_H
#define TWO_PHONES_H

#include <time.h>

#include "support.h"

/* As a protocol: TLS. */
#define OVER_TLS (-1)

#define SDP "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"

struct phones {
	struct eXosip_t *caller, *callee;
	char to[128], from[128], transport[32];
};

/* The port that a context listens on. */
static inline int port_of(int protocol, int family)
{
	int kind = protocol == IPPROTO_UDP ? SOCK_DGRAM : SOCK_STREAM;
	int descriptor = socket(family, kind, 0), port = 0;
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} address = {.any.sa_family = family};
	socklen_t length = sizeof address;

	if (family == AF_INET)
		address.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	else
		address.v6.sin6_addr = in6addr_loopback;
	if (bind(descriptor, &address.any, family == AF_INET ? sizeof address.v4 : sizeof address.v6) == 0
	    && getsockname(descriptor, &address.any, &length) == 0)
		port = ntohs(family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
	fclose(fdopen(descriptor, "r"));
	return port;
}

/* Over TLS `authority` is the file of the certificates that are trusted; without, nothing is verified. */
static inline struct eXosip_t *open_phone(int protocol, int family, int *port, const char *authority)
{
	struct eXosip_t *context = eXosip_malloc();
	const char *folder = getenv("CERTIFICATES");
	int secure = protocol == OVER_TLS;
	eXosip_tls_ctx_t settings;

	CHECK_INT(eXosip_init(context), 0);
	if (secure) {
		memset(&settings, 0, sizeof settings);
		if (authority != NULL)
			snprintf(settings.root_ca_cert, sizeof settings.root_ca_cert, "%s/%s", folder ? folder : ".", authority);
		snprintf(settings.server.cert, sizeof settings.server.cert, "%s/good.pem", folder ? folder : ".");
		snprintf(settings.server.priv_key, sizeof settings.server.priv_key, "%s/good.pem", folder ? folder : ".");
		CHECK_INT(eXosip_set_option(context, EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO, &settings), 0);
		protocol = IPPROTO_TCP;
	}
	*port = port_of(protocol, family);
	CHECK_INT(eXosip_listen_addr(context, protocol, family == AF_INET ? "127.0.0.1" : "::1", *port, family, secure), 0);
	return context;
}

static inline struct phones *open_phones(int protocol, int family)
{
	static struct phones phones;
	const char *host = family == AF_INET ? "127.0.0.1" : "[::1]";
	int caller = 0, callee = 0;

	phones.caller = open_phone(protocol, family, &caller, "ca.pem");
	phones.callee = open_phone(protocol, family, &callee, NULL);
	snprintf(phones.transport, sizeof phones.transport, "%s",
		 protocol == IPPROTO_UDP ? "" : protocol == OVER_TLS ? ";transport=tls" : ";transport=tcp");
	snprintf(phones.to, sizeof phones.to, "<sip:bob@%s:%d%s>", protocol == OVER_TLS ? "localhost" : host, callee, phones.transport);
	snprintf(phones.from, sizeof phones.from, "<sip:alice@%s:%d>", host, caller);
	return &phones;
}

static inline void close_phones(struct phones *phones)
{
	eXosip_quit(phones->caller);
	eXosip_quit(phones->callee);
	osip_free(phones->caller);
	osip_free(phones->callee);
}

/* The next event of this kind, for which others are passed over; to be freed. Ends the program if none comes. */
static inline eXosip_event_t *await(struct eXosip_t *context, eXosip_event_type_t kind)
{
	double end = seconds_now() + 30;

	while (seconds_now() < end) {
		eXosip_event_t *event = next_event(context, 1);

		if (event != NULL && event->type == kind)
			return event;
		eXosip_event_free(event);
	}
	printf("no event %d came\n", kind), fflush(stdout);
	exit(1);
}

static inline void skip(struct eXosip_t *context, eXosip_event_type_t kind)
{
	eXosip_event_free(await(context, kind));
}

/* Sends an INVITE with a session description; its cid. */
static inline int call(struct phones *phones)
{
	osip_message_t *invite = NULL;
	int cid;

	eXosip_lock(phones->caller);
	CHECK_INT(eXosip_call_build_initial_invite(phones->caller, &invite, phones->to, phones->from, NULL, "a call"), 0);
	osip_message_set_body(invite, SDP, strlen(SDP));
	osip_message_set_content_type(invite, "application/sdp");
	cid = eXosip_call_send_initial_invite(phones->caller, invite);
	CHECK(cid > 0);
	eXosip_unlock(phones->caller);
	return cid;
}

static inline int answer(struct eXosip_t *context, int tid, int status)
{
	osip_message_t *answer = NULL;
	int code;

	eXosip_lock(context);
	code = eXosip_call_build_answer(context, tid, status, &answer);
	if (code == 0 && status == 200) {
		osip_message_set_body(answer, SDP, strlen(SDP));
		osip_message_set_content_type(answer, "application/sdp");
	}
	if (code == 0)
		code = eXosip_call_send_answer(context, tid, status, answer);
	eXosip_unlock(context);
	return code;
}

static inline void acknowledge(struct eXosip_t *context, int tid)
{
	osip_message_t *ack = NULL;

	eXosip_lock(context);
	CHECK_INT(eXosip_call_build_ack(context, tid, &ack), 0);
	CHECK_INT(eXosip_call_send_ack(context, tid, ack), 0);
	eXosip_unlock(context);
}

static inline int hang_up(struct eXosip_t *context, int cid, int did)
{
	int code;

	eXosip_lock(context);
	code = eXosip_call_terminate(context, cid, did);
	eXosip_unlock(context);
	return code;
}

#endif
