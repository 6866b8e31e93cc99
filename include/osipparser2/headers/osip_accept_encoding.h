/**
 * `osipparser2/headers/osip_accept_encoding.h`
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_ACCEPT_ENCONDING_H_
#define _OSIP_ACCEPT_ENCONDING_H_

#include <osipparser2/osip_list.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_accept_encoding osip_accept_encoding_t;

#if !defined(EXOSIP_OPAQUE)
/** A token with parameters: Accept-Encoding and Accept-Language. */
struct osip_accept_encoding {
  /** `element` */
  char *element;
  /**
   * `gen_params`
   * Elements: `osip_uri_param_t`.
   */
  osip_list_t gen_params;
};
#endif

int osip_accept_encoding_init(osip_accept_encoding_t **header);

int osip_accept_encoding_parse(osip_accept_encoding_t *header, const char *hvalue);

int osip_accept_encoding_to_str(const osip_accept_encoding_t *header, char **dest);

void osip_accept_encoding_free(osip_accept_encoding_t *header);

int osip_accept_encoding_clone(const osip_accept_encoding_t *header, osip_accept_encoding_t **dest);

void osip_accept_encoding_set_element(osip_accept_encoding_t *header, char *value);

char *osip_accept_encoding_get_element(const osip_accept_encoding_t *header);

/** The `gen_params`, still owned by the object. Not in the original. */
osip_list_t *osip_accept_encoding_get_params(osip_accept_encoding_t *header);

/* Where the parameters stand. */
#ifdef EXOSIP_OPAQUE
#define OSIP_ACCEPT_ENCODING_PARAMS(header) osip_accept_encoding_get_params(header)
#else
#define OSIP_ACCEPT_ENCODING_PARAMS(header) (&(header)->gen_params)
#endif

#define osip_accept_encoding_param_add(header, name, value) \
  osip_uri_param_add(OSIP_ACCEPT_ENCODING_PARAMS(header), (name), (value))
#define osip_accept_encoding_param_get_byname(header, name, dest) \
  osip_uri_param_get_byname(OSIP_ACCEPT_ENCODING_PARAMS(header), (name), (dest))

#ifdef __cplusplus
}
#endif

#endif
