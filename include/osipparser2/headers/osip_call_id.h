/**
 * `osipparser2/headers/osip_call_id.h`
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_CALL_ID_H_
#define _OSIP_CALL_ID_H_

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_call_id osip_call_id_t;

#if !defined(EXOSIP_OPAQUE)
/** The identifier of a call or of a row of registrations. */
struct osip_call_id {
  /** `number` */
  char *number;
  /** `host` */
  char *host;
};
#endif

int osip_call_id_init(osip_call_id_t **header);

void osip_call_id_free(osip_call_id_t *header);

int osip_call_id_parse(osip_call_id_t *header, const char *hvalue);

int osip_call_id_to_str(const osip_call_id_t *header, char **dest);

int osip_call_id_clone(const osip_call_id_t *header, osip_call_id_t **dest);

void osip_call_id_set_number(osip_call_id_t *header, char *value);

char *osip_call_id_get_number(osip_call_id_t *header);

void osip_call_id_set_host(osip_call_id_t *header, char *value);

char *osip_call_id_get_host(osip_call_id_t *header);

int osip_call_id_match(osip_call_id_t *callid1, osip_call_id_t *callid2);

#ifdef __cplusplus
}
#endif

#endif
