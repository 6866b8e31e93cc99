/* Writes a capture of one call, as tcpdump would have seen it: INVITE and 200 with descriptions, media, BYE; and a datagram of another program.
 * capture FILE */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *file;
static uint32_t seconds = 1700000000;

static void put32(uint32_t value)
{
	fwrite(&value, 4, 1, file);
}

/* The Internet checksum (RFC 1071) of an even number of bytes. */
static uint16_t checksum(const uint8_t *bytes, size_t length)
{
	uint32_t sum = 0;
	for (size_t at = 0; at < length; at += 2)
		sum += (uint32_t)bytes[at] << 8 | bytes[at + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

/* A UDP datagram over IPv4 and Ethernet, a second after the last. */
static void datagram(const char *from, uint16_t from_port, const char *to, uint16_t to_port, const void *data, size_t length)
{
	uint8_t frame[42] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45 };
	uint16_t words[] = { htons(28 + length), htons(from_port), htons(to_port), htons(8 + length) };
	uint32_t addresses[] = { inet_addr(from), inet_addr(to) };
	frame[22] = 64;
	frame[23] = 17;
	memcpy(frame + 16, &words[0], 2);
	memcpy(frame + 26, addresses, 8);
	memcpy(frame + 24, &(uint16_t){ checksum(frame + 14, 20) }, 2);
	memcpy(frame + 34, &words[1], 6);
	put32(seconds++);
	put32(0);
	put32(42 + length);
	put32(42 + length);
	fwrite(frame, 42, 1, file);
	fwrite(data, length, 1, file);
}

static const char *alice = "192.0.2.1", *bob = "192.0.2.2";

/* A SIP message with a session description, or without: then `port` is 0. */
static void message(int from_alice, const char *start_line, const char *cseq, int port)
{
	char sdp[300] = "", text[1500];
	const char *from = from_alice ? alice : bob, *to = from_alice ? bob : alice;
	if (port != 0)
		snprintf(sdp, sizeof sdp, "v=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %d RTP/AVP 0\r\n", from, from, port);
	int length = snprintf(text, sizeof text,
		"%s\r\nVia: SIP/2.0/UDP %s:5060;branch=z9hG4bK%s\r\nFrom: <sip:alice@example.com>;tag=1\r\n"
		"To: <sip:bob@example.com>;tag=2\r\nCall-ID: call-of-alice@192.0.2.1\r\nCSeq: %s\r\nContact: <sip:somebody@%s>\r\n"
		"%sContent-Length: %zu\r\n\r\n%s",
		start_line, alice, cseq, cseq, from, port ? "Content-Type: application/sdp\r\n" : "", strlen(sdp), sdp);
	datagram(from, 5060, to, 5060, text, (size_t)length);
}

int main(int count, char **arguments)
{
	if (count != 2 || (file = fopen(arguments[1], "wb")) == NULL)
		return 1;
	put32(0xa1b2c3d4);
	put32(2 | 4 << 16);
	put32(0);
	put32(0);
	put32(65535);
	put32(1);
	message(1, "INVITE sip:bob@example.com SIP/2.0", "1 INVITE", 40000);
	message(0, "SIP/2.0 200 OK", "1 INVITE", 50000);
	message(1, "ACK sip:bob@192.0.2.2 SIP/2.0", "1 ACK", 0);
	const uint8_t media[172] = { 0x80, 0, 0, 1 };
	for (int times = 0; times < 3; times++) {
		datagram(alice, 40000, bob, 50000, media, sizeof media);
		datagram(bob, 50000, alice, 40000, media, sizeof media);
	}
	datagram("192.0.2.3", 7000, bob, 7000, "of somebody else", 16);
	message(1, "BYE sip:bob@192.0.2.2 SIP/2.0", "2 BYE", 0);
	message(0, "SIP/2.0 200 OK", "2 BYE", 0);
	return fclose(file) != 0;
}
