/**
 * `osipparser2/headers/osip_call_info.h`
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_CALL_INFO_H_
#define _OSIP_CALL_INFO_H_

#include <osipparser2/osip_list.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_call_info osip_call_info_t;

#if !defined(EXOSIP_OPAQUE)
/** A URI or token with parameters: Call-Info, Alert-Info, Error-Info, Content-Disposition. */
struct osip_call_info {
  /** `element` */
  char *element;
  /**
   * `gen_params`
   * Elements: `osip_uri_param_t`.
   */
  osip_list_t gen_params;
};
#endif

int osip_call_info_init(osip_call_info_t **header);

void osip_call_info_free(osip_call_info_t *header);

int osip_call_info_parse(osip_call_info_t *header, const char *hvalue);

int osip_call_info_to_str(const osip_call_info_t *header, char **dest);

int osip_call_info_clone(const osip_call_info_t *header, osip_call_info_t **dest);

char *osip_call_info_get_uri(osip_call_info_t *header);

void osip_call_info_set_uri(osip_call_info_t *header, char *uri);

#ifdef __cplusplus
}
#endif

#endif
