/**
 * `osipparser2/headers/osip_authorization.h`
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
  /** `auth_type` */
  char *auth_type;
  /** `username` */
  char *username;
  /** `realm` */
  char *realm;
  /** `nonce` */
  char *nonce;
  /** `uri` */
  char *uri;
  /** `response` */
  char *response;
  /** `digest` */
  char *digest;
  /** `algorithm` */
  char *algorithm;
  /** `cnonce` */
  char *cnonce;
  /** `opaque` */
  char *opaque;
  /** `message_qop` */
  char *message_qop;
  /** `nonce_count` */
  char *nonce_count;
  /** `version` */
  char *version;
  /** `targetname` */
  char *targetname;
  /** `gssapi_data` */
  char *gssapi_data;
  /** `crand` */
  char *crand;
  /** `cnum` */
  char *cnum;
  /** `auth_param` */
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
