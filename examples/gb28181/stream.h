/* The descriptions of a stream: SDP with the lines `y` (its SSRC) and `f` (its format) of GB28181. */
#ifndef STREAM_H
#define STREAM_H

#include "party.h"

/* The value of the SDP line `letter`= of a body, or "": `y` and `f` are lines of GB28181. */
static const char *sdp_line(const char *text, char letter, char *to, size_t size)
{
	const char line[] = {'\n', letter, '=', '\0'};
	const char *start = strstr(text, line);

	to[0] = '\0';
	if (start)
		snprintf(to, size, "%.*s", (int)strcspn(start + 3, "\r\n"), start + 3);
	return to;
}

/* The offer of the platform `id`: to receive what `device` plays. */
static inline void write_offer(char *to, size_t size, const char *id, const char *device, const char *name, const char *times, const char *ssrc)
{
	snprintf(to, size,
		 "v=0\r\no=%s 0 0 IN IP4 127.0.0.1\r\ns=%s\r\nu=%s:0\r\nc=IN IP4 127.0.0.1\r\nt=%s\r\nm=video 30000 RTP/AVP 96\r\n"
		 "a=recvonly\r\na=rtpmap:96 PS/90000\r\ny=%s\r\nf=v/2/5/25/1/4096a///\r\n", id, name, device, times, ssrc);
}

/* The answer of the device `id` to the offer of an INVITE: the same stream with its lines `y` and `f`, sent instead of received. */
static inline int write_answer(eXosip_event_t *event, const char *id, char *to, size_t size)
{
	osip_body_t *body = NULL;
	sdp_message_t *offer = eXosip_get_remote_sdp(party.context, event->did);
	char ssrc[32], format[64];
	const char *name, *medium, *protocol, *payload;
	int code = OSIP_SYNTAXERROR;

	if (offer == NULL)
		return code;
	name = sdp_message_s_name_get(offer);
	medium = sdp_message_m_media_get(offer, 0);
	protocol = sdp_message_m_proto_get(offer, 0);
	payload = sdp_message_m_payload_get(offer, 0, 0);
	if (name && medium && protocol && payload && strcmp(medium, "video") == 0 && osip_message_get_body(event->request, 0, &body) >= 0) {
		sdp_line(body->body, 'y', ssrc, sizeof ssrc);
		sdp_line(body->body, 'f', format, sizeof format);
		snprintf(to, size,
			 "v=0\r\no=%s 0 0 IN IP4 127.0.0.1\r\ns=%s\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 30010 %s %s\r\n"
			 "a=sendonly\r\na=rtpmap:%s PS/90000\r\ny=%s\r\n%s%s%s",
			 id, name, protocol, payload, payload, ssrc, format[0] ? "f=" : "", format, format[0] ? "\r\n" : "");
		code = OSIP_SUCCESS;
	}
	sdp_message_free(offer);
	return code;
}

/* Whether the answer to an INVITE describes the stream of that name and SSRC. */
static inline int describes(eXosip_event_t *event, const char *name, const char *ssrc)
{
	sdp_message_t *answer = eXosip_get_remote_sdp(party.context, event->did);
	const char *known = answer ? sdp_message_s_name_get(answer) : NULL;
	osip_body_t *body = NULL;
	char line[32] = "";
	int same;

	if (osip_message_get_body(event->response, 0, &body) >= 0)
		sdp_line(body->body, 'y', line, sizeof line);
	same = known && strcmp(known, name) == 0 && strcmp(line, ssrc) == 0;
	sdp_message_free(answer);
	return same;
}

#endif
