/**
 * @file
 * `osipparser2/headers/osip_www_authenticate.h`: WWW-Authenticate (RFC 3261 20.44, RFC 7616).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_WWW_AUTHENTICATE_H_
#define _OSIP_WWW_AUTHENTICATE_H_

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_www_authenticate osip_www_authenticate_t;

#if !defined(EXOSIP_OPAQUE)
/** A challenge: WWW-Authenticate and Proxy-Authenticate. */
struct osip_www_authenticate {
  /** The scheme: "Digest", "Basic" and others. */
  char *auth_type;
  /** Whose users and passwords are meant, in quotes. */
  char *realm;
  /** The URIs that the login is good for, in quotes. */
  char *domain;
  /** What the answer is computed from, so that none is good for ever, in quotes. */
  char *nonce;
  /** What comes back from the client as it was sent, in quotes. */
  char *opaque;
  /** "true" if the nonce was too old and the password may be right. */
  char *stale;
  /** The hash: "MD5", "SHA-256".. (RFC 8760); MD5 if it is missing. */
  char *algorithm;
  /** What the answer may protect: "auth", "auth-int", in quotes. */
  char *qop_options;
  /** Of NTLM and Kerberos, as is all up to `gssapi_data`: the version of the scheme. */
  char *version;
  /** The server that a ticket is for, in quotes. */
  char *targetname;
  /** The tokens of the scheme, in quotes. */
  char *gssapi_data;
  /** Other parameters that answers depend on, as `name=value, name=value`; all of them if no field above is there. */
  char *auth_param;
};
#endif

/** Allocates an empty header; the caller owns it. */
int osip_www_authenticate_init(osip_www_authenticate_t **header);

/** Frees a header and all that it owns. NULL is ignored. */
void osip_www_authenticate_free(osip_www_authenticate_t *header);

/** Fills an empty header from its text. */
int osip_www_authenticate_parse(osip_www_authenticate_t *header, const char *hvalue);

/** Writes a header as text. The caller frees `dest` with `osip_free`. */
int osip_www_authenticate_to_str(const osip_www_authenticate_t *header, char **dest);

/** Copies a header deeply; the caller owns the copy. */
int osip_www_authenticate_clone(const osip_www_authenticate_t *header, osip_www_authenticate_t **dest);

/** The `auth_type`, still owned by the object; NULL if there is none. */
char *osip_www_authenticate_get_auth_type(osip_www_authenticate_t *header);

/** Sets `auth_type` and takes `value` over. The old one is the caller's to free, before. */
void osip_www_authenticate_set_auth_type(osip_www_authenticate_t *header, char *value);

/** The `realm`, still owned by the object; NULL if there is none. */
char *osip_www_authenticate_get_realm(osip_www_authenticate_t *header);

/** Sets `realm` and takes `value` over. The old one is the caller's to free, before. */
void osip_www_authenticate_set_realm(osip_www_authenticate_t *header, char *value);

/** The `domain`, still owned by the object; NULL if there is none. */
char *osip_www_authenticate_get_domain(osip_www_authenticate_t *header);

/** Sets `domain` and takes `value` over. The old one is the caller's to free, before. */
void osip_www_authenticate_set_domain(osip_www_authenticate_t *header, char *value);

/** The `nonce`, still owned by the object; NULL if there is none. */
char *osip_www_authenticate_get_nonce(osip_www_authenticate_t *header);

/** Sets `nonce` and takes `value` over. The old one is the caller's to free, before. */
void osip_www_authenticate_set_nonce(osip_www_authenticate_t *header, char *value);

/** The `opaque`, still owned by the object; NULL if there is none. */
char *osip_www_authenticate_get_opaque(osip_www_authenticate_t *header);

/** Sets `opaque` and takes `value` over. The old one is the caller's to free, before. */
void osip_www_authenticate_set_opaque(osip_www_authenticate_t *header, char *value);

/** The `stale`, still owned by the object; NULL if there is none. */
char *osip_www_authenticate_get_stale(osip_www_authenticate_t *header);

/** Sets `stale` and takes `value` over. The old one is the caller's to free, before. */
void osip_www_authenticate_set_stale(osip_www_authenticate_t *header, char *value);

/** The `algorithm`, still owned by the object; NULL if there is none. */
char *osip_www_authenticate_get_algorithm(osip_www_authenticate_t *header);

/** Sets `algorithm` and takes `value` over. The old one is the caller's to free, before. */
void osip_www_authenticate_set_algorithm(osip_www_authenticate_t *header, char *value);

/** The `qop_options`, still owned by the object; NULL if there is none. */
char *osip_www_authenticate_get_qop_options(osip_www_authenticate_t *header);

/** Sets `qop_options` and takes `value` over. The old one is the caller's to free, before. */
void osip_www_authenticate_set_qop_options(osip_www_authenticate_t *header, char *value);

/** The `version`, still owned by the object; NULL if there is none. */
char *osip_www_authenticate_get_version(osip_www_authenticate_t *header);

/** Sets `version` and takes `value` over. The old one is the caller's to free, before. */
void osip_www_authenticate_set_version(osip_www_authenticate_t *header, char *value);

/** The `targetname`, still owned by the object; NULL if there is none. */
char *osip_www_authenticate_get_targetname(osip_www_authenticate_t *header);

/** Sets `targetname` and takes `value` over. The old one is the caller's to free, before. */
void osip_www_authenticate_set_targetname(osip_www_authenticate_t *header, char *value);

/** The `gssapi_data`, still owned by the object; NULL if there is none. */
char *osip_www_authenticate_get_gssapi_data(osip_www_authenticate_t *header);

/** Sets `gssapi_data` and takes `value` over. The old one is the caller's to free, before. */
void osip_www_authenticate_set_gssapi_data(osip_www_authenticate_t *header, char *value);

#define osip_www_authenticate_set_stale_true(header) osip_www_authenticate_set_stale((header), osip_strdup("true"))
#define osip_www_authenticate_set_stale_false(header) osip_www_authenticate_set_stale((header), osip_strdup("false"))
#define osip_www_authenticate_set_algorithm_MD5(header) \
  osip_www_authenticate_set_algorithm((header), osip_strdup("MD5"))

#ifdef __cplusplus
}
#endif

#endif
