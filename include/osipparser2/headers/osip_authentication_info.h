/**
 * `osipparser2/headers/osip_authentication_info.h`
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_AUTHENTICATION_INFO_H_
#define _OSIP_AUTHENTICATION_INFO_H_

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_authentication_info osip_authentication_info_t;

#if !defined(EXOSIP_OPAQUE)
/** What a server says after it took credentials: Authentication-Info. */
struct osip_authentication_info {
  /** `auth_type` */
  char *auth_type;
  /** `nextnonce` */
  char *nextnonce;
  /** `qop_options` */
  char *qop_options;
  /** `rspauth` */
  char *rspauth;
  /** `cnonce` */
  char *cnonce;
  /** `nonce_count` */
  char *nonce_count;
  /** `snum` */
  char *snum;
  /** `srand` */
  char *srand;
  /** `realm` */
  char *realm;
  /** `targetname` */
  char *targetname;
  /** `opaque` */
  char *opaque;
};
#endif

int osip_authentication_info_init(osip_authentication_info_t **header);

int osip_authentication_info_parse(osip_authentication_info_t *header, const char *hvalue);

int osip_authentication_info_to_str(const osip_authentication_info_t *header, char **dest);

void osip_authentication_info_free(osip_authentication_info_t *header);

int osip_authentication_info_clone(const osip_authentication_info_t *header, osip_authentication_info_t **dest);

char *osip_authentication_info_get_auth_type(osip_authentication_info_t *header);

void osip_authentication_info_set_auth_type(osip_authentication_info_t *header, char *value);

char *osip_authentication_info_get_nextnonce(osip_authentication_info_t *header);

void osip_authentication_info_set_nextnonce(osip_authentication_info_t *header, char *value);

char *osip_authentication_info_get_cnonce(osip_authentication_info_t *header);

void osip_authentication_info_set_cnonce(osip_authentication_info_t *header, char *value);

char *osip_authentication_info_get_qop_options(osip_authentication_info_t *header);

void osip_authentication_info_set_qop_options(osip_authentication_info_t *header, char *value);

char *osip_authentication_info_get_rspauth(osip_authentication_info_t *header);

void osip_authentication_info_set_rspauth(osip_authentication_info_t *header, char *value);

char *osip_authentication_info_get_nonce_count(osip_authentication_info_t *header);

void osip_authentication_info_set_nonce_count(osip_authentication_info_t *header, char *value);

char *osip_authentication_info_get_snum(osip_authentication_info_t *header);

void osip_authentication_info_set_snum(osip_authentication_info_t *header, char *value);

char *osip_authentication_info_get_srand(osip_authentication_info_t *header);

void osip_authentication_info_set_srand(osip_authentication_info_t *header, char *value);

char *osip_authentication_info_get_targetname(osip_authentication_info_t *header);

void osip_authentication_info_set_targetname(osip_authentication_info_t *header, char *value);

char *osip_authentication_info_get_realm(osip_authentication_info_t *header);

void osip_authentication_info_set_realm(osip_authentication_info_t *header, char *value);

char *osip_authentication_info_get_opaque(osip_authentication_info_t *header);

void osip_authentication_info_set_opaque(osip_authentication_info_t *header, char *value);

#ifdef __cplusplus
}
#endif

#endif
