/**
 * @file
 * `osipparser2/headers/osip_authorization.h`: Authorization (RFC 3261 20.7, RFC 7616).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_AUTHORIZATION_H_
#define _OSIP_AUTHORIZATION_H_

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_authorization osip_authorization_t;

#if !defined(EXOSIP_OPAQUE)
/** The answer to a challenge: Authorization and Proxy-Authorization. */
struct osip_authorization {
  /** The scheme: "Digest", "Basic" and others. */
  char *auth_type;
  /** The user, in quotes. */
  char *username;
  /** Whose users and passwords are meant, in quotes. */
  char *realm;
  /** What the answer is computed from, so that none is good for ever, in quotes. */
  char *nonce;
  /** The Request-URI, in quotes. */
  char *uri;
  /** The proof that the user knows the password, 32 or 64 hexadecimal digits in quotes. */
  char *response;
  /** As `response`, of an older scheme. */
  char *digest;
  /** The hash: "MD5", "SHA-256".. (RFC 8760); MD5 if it is missing. */
  char *algorithm;
  /** The client's own part in what `response` is computed from, in quotes. */
  char *cnonce;
  /** What comes back from the client as it was sent, in quotes. */
  char *opaque;
  /** What `response` protects: "auth" or "auth-int", without quotes. */
  char *message_qop;
  /** How often the nonce was used, 8 hexadecimal digits. */
  char *nonce_count;
  /** Of NTLM and Kerberos, as is all up to `cnum`: the version of the scheme. */
  char *version;
  /** The server that a ticket is for, in quotes. */
  char *targetname;
  /** The tokens of the scheme, in quotes. */
  char *gssapi_data;
  /** A random number of the client, in quotes. */
  char *crand;
  /** The number of the request, in quotes. */
  char *cnum;
  /** Other parameters that answers depend on, as `name=value, name=value`; all of them if no field above is there. */
  char *auth_param;
};
#endif

/** Allocates an empty header; the caller owns it. */
int osip_authorization_init(osip_authorization_t **header);

/** Frees a header and all that it owns. NULL is ignored. */
void osip_authorization_free(osip_authorization_t *header);

/** Fills an empty header from its text. */
int osip_authorization_parse(osip_authorization_t *header, const char *hvalue);

/** Writes a header as text. The caller frees `dest` with `osip_free`. */
int osip_authorization_to_str(const osip_authorization_t *header, char **dest);

/** Copies a header deeply; the caller owns the copy. */
int osip_authorization_clone(const osip_authorization_t *header, osip_authorization_t **dest);

/** The `auth_type`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_auth_type(const osip_authorization_t *header);

/** Sets `auth_type` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_auth_type(osip_authorization_t *header, char *value);

/** The `username`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_username(osip_authorization_t *header);

/** Sets `username` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_username(osip_authorization_t *header, char *value);

/** The `realm`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_realm(osip_authorization_t *header);

/** Sets `realm` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_realm(osip_authorization_t *header, char *value);

/** The `nonce`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_nonce(osip_authorization_t *header);

/** Sets `nonce` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_nonce(osip_authorization_t *header, char *value);

/** The `uri`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_uri(osip_authorization_t *header);

/** Sets `uri` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_uri(osip_authorization_t *header, char *value);

/** The `response`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_response(osip_authorization_t *header);

/** Sets `response` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_response(osip_authorization_t *header, char *value);

/** The `digest`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_digest(osip_authorization_t *header);

/** Sets `digest` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_digest(osip_authorization_t *header, char *value);

/** The `algorithm`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_algorithm(osip_authorization_t *header);

/** Sets `algorithm` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_algorithm(osip_authorization_t *header, char *value);

/** The `cnonce`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_cnonce(osip_authorization_t *header);

/** Sets `cnonce` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_cnonce(osip_authorization_t *header, char *value);

/** The `opaque`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_opaque(osip_authorization_t *header);

/** Sets `opaque` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_opaque(osip_authorization_t *header, char *value);

/** The `message_qop`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_message_qop(osip_authorization_t *header);

/** Sets `message_qop` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_message_qop(osip_authorization_t *header, char *value);

/** The `nonce_count`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_nonce_count(osip_authorization_t *header);

/** Sets `nonce_count` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_nonce_count(osip_authorization_t *header, char *value);

/** The `version`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_version(osip_authorization_t *header);

/** Sets `version` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_version(osip_authorization_t *header, char *value);

/** The `targetname`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_targetname(osip_authorization_t *header);

/** Sets `targetname` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_targetname(osip_authorization_t *header, char *value);

/** The `gssapi_data`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_gssapi_data(osip_authorization_t *header);

/** Sets `gssapi_data` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_gssapi_data(osip_authorization_t *header, char *value);

/** The `crand`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_crand(osip_authorization_t *header);

/** Sets `crand` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_crand(osip_authorization_t *header, char *value);

/** The `cnum`, still owned by the object; NULL if there is none. */
char *osip_authorization_get_cnum(osip_authorization_t *header);

/** Sets `cnum` and takes `value` over. The old one is the caller's to free, before. */
void osip_authorization_set_cnum(osip_authorization_t *header, char *value);

#ifdef __cplusplus
}
#endif

#endif
