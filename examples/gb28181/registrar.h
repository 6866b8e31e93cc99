/* The platform as the registrar of one device: digest with MD5, RFC 2617. */
#ifndef REGISTRAR_H
#define REGISTRAR_H

#include <time.h>

#include <osipparser2/osip_md5.h>

#include "party.h"

static struct {
	const char *device, *password;
	char nonce[33];
} registrar;

static void md5(char *hex, const char *a, const char *b, const char *c)
{
	osip_MD5_CTX sum;
	unsigned char digest[16];
	char text[512];
	int at;

	snprintf(text, sizeof text, "%s:%s%s%s", a, b, c[0] ? ":" : "", c);
	osip_MD5Init(&sum);
	osip_MD5Update(&sum, (unsigned char *)text, (unsigned int)strlen(text));
	osip_MD5Final(digest, &sum);
	for (at = 0; at < 16; at++)
		sprintf(hex + 2 * at, "%02x", digest[at]);
}

/* The text without its quotation marks, "" for NULL. */
static const char *unquoted(const char *text, char *to, size_t size)
{
	size_t length = text ? strlen(text) : 0;

	if (length >= 2 && text[0] == '"')
		snprintf(to, size, "%.*s", (int)length - 2, text + 1);
	else
		snprintf(to, size, "%s", text ? text : "");
	return to;
}

static int proves_password(osip_message_t *request)
{
	osip_authorization_t *credentials = NULL;
	char user[64], realm[64], nonce[64], uri[256], cnonce[128], qop[16], response[64], ha1[33], ha2[33], middle[256], wanted[33];

	if (osip_message_get_authorization(request, 0, &credentials) < 0)
		return 0;
	unquoted(osip_authorization_get_username(credentials), user, sizeof user);
	unquoted(osip_authorization_get_realm(credentials), realm, sizeof realm);
	unquoted(osip_authorization_get_nonce(credentials), nonce, sizeof nonce);
	unquoted(osip_authorization_get_uri(credentials), uri, sizeof uri);
	unquoted(osip_authorization_get_cnonce(credentials), cnonce, sizeof cnonce);
	unquoted(osip_authorization_get_message_qop(credentials), qop, sizeof qop);
	unquoted(osip_authorization_get_response(credentials), response, sizeof response);
	md5(ha1, user, realm, registrar.password);
	md5(ha2, "REGISTER", uri, "");
	if (qop[0])
		snprintf(middle, sizeof middle, "%s:%s:%s:%s", nonce, osip_authorization_get_nonce_count(credentials) ? osip_authorization_get_nonce_count(credentials) : "",
			 cnonce, qop);
	else
		snprintf(middle, sizeof middle, "%s", nonce);
	md5(wanted, ha1, middle, ha2);
	return strcmp(user, registrar.device) == 0 && strcmp(realm, DOMAIN) == 0 && strcmp(nonce, registrar.nonce) == 0 && strcmp(response, wanted) == 0;
}

static int expires_of(osip_message_t *request)
{
	osip_header_t *header = NULL;

	if (osip_message_get_expires(request, 0, &header) < 0 || osip_header_get_value(header) == NULL)
		return 3600;
	return atoi(osip_header_get_value(header));
}

/* Contact, Expires and Date of the 200. */
static int grant(osip_message_t *request, osip_message_t *answer)
{
	osip_contact_t *contact = NULL;
	char *text = NULL, value[64];
	time_t now = time(NULL);
	int code = OSIP_SYNTAXERROR;

	if (osip_message_get_contact(request, 0, &contact) < 0 || osip_contact_get_url(contact) == NULL)
		return code;
	code = osip_uri_to_str(osip_contact_get_url(contact), &text);
	if (code != OSIP_SUCCESS)
		return code;
	snprintf(party.peer, sizeof party.peer, "<%s>", text);
	osip_free(text);
	code = osip_message_set_contact(answer, party.peer);
	snprintf(value, sizeof value, "%d", expires_of(request));
	if (code == OSIP_SUCCESS)
		code = osip_message_set_expires(answer, value);
	strftime(value, sizeof value, "%Y-%m-%dT%H:%M:%S.000", gmtime(&now)); /* as GB28181 wants it */
	return code == OSIP_SUCCESS ? osip_message_set_date(answer, value) : code;
}

/* Answers a REGISTER: 401, or 200 to the right credentials. The seconds that it granted, -1 for none. */
static int answer_register(eXosip_event_t *event)
{
	osip_message_t *answer = NULL;
	char challenge[256];
	int granted = proves_password(event->request), status = granted ? 200 : 401, code;

	code = eXosip_message_build_answer(party.context, event->tid, status, &answer);
	if (code != OSIP_SUCCESS) {
		failed("REGISTER not answered", code);
		return -1;
	}
	snprintf(challenge, sizeof challenge, "Digest realm=\"" DOMAIN "\", nonce=\"%s\", algorithm=MD5, qop=\"auth\"", registrar.nonce);
	code = granted ? grant(event->request, answer) : osip_message_set_www_authenticate(answer, challenge);
	if (code != OSIP_SUCCESS) {
		osip_message_free(answer);
		eXosip_message_send_answer(party.context, event->tid, 400, NULL);
		failed("REGISTER refused", code);
		return -1;
	}
	code = eXosip_message_send_answer(party.context, event->tid, status, answer);
	if (code != OSIP_SUCCESS)
		failed("REGISTER not answered", code);
	return granted ? expires_of(event->request) : -1;
}

#endif
