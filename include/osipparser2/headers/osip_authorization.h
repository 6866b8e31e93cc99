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

int osip_authorization_init(osip_authorization_t **header);

int osip_authorization_parse(osip_authorization_t *header, const char *hvalue);

int osip_authorization_to_str(const osip_authorization_t *header, char **dest);

void osip_authorization_free(osip_authorization_t *header);

int osip_authorization_clone(const osip_authorization_t *header, osip_authorization_t **dest);

char *osip_authorization_get_auth_type(const osip_authorization_t *header);

void osip_authorization_set_auth_type(osip_authorization_t *header, char *value);

char *osip_authorization_get_username(osip_authorization_t *header);

void osip_authorization_set_username(osip_authorization_t *header, char *value);

char *osip_authorization_get_realm(osip_authorization_t *header);

void osip_authorization_set_realm(osip_authorization_t *header, char *value);

char *osip_authorization_get_nonce(osip_authorization_t *header);

void osip_authorization_set_nonce(osip_authorization_t *header, char *value);

char *osip_authorization_get_uri(osip_authorization_t *header);

void osip_authorization_set_uri(osip_authorization_t *header, char *value);

char *osip_authorization_get_response(osip_authorization_t *header);

void osip_authorization_set_response(osip_authorization_t *header, char *value);

char *osip_authorization_get_digest(osip_authorization_t *header);

void osip_authorization_set_digest(osip_authorization_t *header, char *value);

char *osip_authorization_get_algorithm(osip_authorization_t *header);

void osip_authorization_set_algorithm(osip_authorization_t *header, char *value);

char *osip_authorization_get_cnonce(osip_authorization_t *header);

void osip_authorization_set_cnonce(osip_authorization_t *header, char *value);

char *osip_authorization_get_opaque(osip_authorization_t *header);

void osip_authorization_set_opaque(osip_authorization_t *header, char *value);

char *osip_authorization_get_message_qop(osip_authorization_t *header);

void osip_authorization_set_message_qop(osip_authorization_t *header, char *value);

char *osip_authorization_get_nonce_count(osip_authorization_t *header);

void osip_authorization_set_nonce_count(osip_authorization_t *header, char *value);

char *osip_authorization_get_version(osip_authorization_t *header);

void osip_authorization_set_version(osip_authorization_t *header, char *value);

char *osip_authorization_get_targetname(osip_authorization_t *header);

void osip_authorization_set_targetname(osip_authorization_t *header, char *value);

char *osip_authorization_get_gssapi_data(osip_authorization_t *header);

void osip_authorization_set_gssapi_data(osip_authorization_t *header, char *value);

char *osip_authorization_get_crand(osip_authorization_t *header);

void osip_authorization_set_crand(osip_authorization_t *header, char *value);

char *osip_authorization_get_cnum(osip_authorization_t *header);

void osip_authorization_set_cnum(osip_authorization_t *header, char *value);

#ifdef __cplusplus
}
#endif

#endif
