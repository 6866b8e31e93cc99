/* The description of a telephone's sound: PCMU and PCMA are known, and nothing but sound. Offers and answers as RFC 3264 wants them. */
#ifndef SOUND_H
#define SOUND_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <eXosip2/eXosip.h>

#define SOUND_PORT 40000

static struct {
	const char *name;
	char address[64];
	const char *direction;
	int version; /* of our description */
} sound = {.direction = "sendrecv"};

static size_t describe_session(char *to, size_t size)
{
	return snprintf(to, size, "v=0\r\no=%s 1 %d IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n", sound.name, ++sound.version, sound.address, sound.address);
}

static void write_offer(char *to, size_t size)
{
	size_t length = describe_session(to, size);

	snprintf(to + length, size - length, "m=audio %d RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=%s\r\n", SOUND_PORT, sound.direction);
}

/* What the peer does with a medium: its own attribute counts, then that of the session (-1). */
static const char *direction_of(sdp_message_t *sdp, int media)
{
	static const char *const words[] = {"sendrecv", "sendonly", "recvonly", "inactive"};
	const char *field;
	int at, word;

	for (at = 0; (field = sdp_message_a_att_field_get(sdp, media, at)) != NULL; at++)
		for (word = 0; word < 4; word++)
			if (strcmp(field, words[word]) == 0)
				return words[word];
	return media >= 0 ? direction_of(sdp, -1) : "sendrecv";
}

/* What we do then: send what the peer receives, and receive what it sends unless we hold the call. */
static const char *mirrored(sdp_message_t *sdp, int media)
{
	const char *peer = direction_of(sdp, media);
	int sends = strcmp(peer, "sendrecv") == 0 || strcmp(peer, "recvonly") == 0;
	int receives = (strcmp(peer, "sendrecv") == 0 || strcmp(peer, "sendonly") == 0) && strcmp(sound.direction, "sendonly") != 0;

	return sends ? (receives ? "sendrecv" : "sendonly") : receives ? "recvonly" : "inactive";
}

/* The first format of a medium that we know, or NULL. */
static const char *known_payload(sdp_message_t *sdp, int media)
{
	const char *payload;
	int at;

	for (at = 0; (payload = sdp_message_m_payload_get(sdp, media, at)) != NULL; at++)
		if (strcmp(payload, "0") == 0 || strcmp(payload, "8") == 0)
			return payload;
	return NULL;
}

/* One line m= for each of the offer, with port 0 for those that we refuse. 0 if all are refused. */
static int write_answer(sdp_message_t *offer, char *to, size_t size)
{
	size_t length = describe_session(to, size);
	const char *kind, *protocol, *payload, *first;
	int media, accepted = 0;

	for (media = 0; (kind = sdp_message_m_media_get(offer, media)) != NULL && length < size; media++) {
		protocol = sdp_message_m_proto_get(offer, media);
		payload = known_payload(offer, media);
		first = sdp_message_m_payload_get(offer, media, 0);
		if (!accepted && payload && strcmp(kind, "audio") == 0 && strcmp(protocol, "RTP/AVP") == 0 && atoi(sdp_message_m_port_get(offer, media)) > 0) {
			length += snprintf(to + length, size - length, "m=audio %d RTP/AVP %s\r\na=rtpmap:%s %s/8000\r\na=%s\r\n", SOUND_PORT, payload,
					   payload, payload[0] == '0' ? "PCMU" : "PCMA", mirrored(offer, media));
			accepted = 1;
		} else
			length += snprintf(to + length, size - length, "m=%s 0 %s %s\r\n", kind, protocol, first ? first : "0");
	}
	return accepted && length < size;
}

static void set_description(osip_message_t *message, const char *text)
{
	osip_message_set_content_type(message, "application/sdp");
	osip_message_set_body(message, text, strlen(text));
}

#endif
