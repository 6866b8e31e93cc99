/**
 * `osipparser2/headers/osip_header.h`
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_HEADER_H_
#define _OSIP_HEADER_H_

#include <osipparser2/osip_uri.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_header osip_header_t;
typedef osip_uri_param_t osip_generic_param_t;

#if !defined(EXOSIP_OPAQUE)
/** A header that the parser has no type for: its name and its value. */
struct osip_header {
  /** `hname` */
  char *hname;
  /** `hvalue` */
  char *hvalue;
};
#endif

int osip_header_init(osip_header_t **header);

void osip_header_free(osip_header_t *header);

int osip_header_to_str(const osip_header_t *header, char **dest);

char *osip_header_get_name(const osip_header_t *header);

void osip_header_set_name(osip_header_t *header, char *pname);

char *osip_header_get_value(const osip_header_t *header);

void osip_header_set_value(osip_header_t *header, char *pvalue);

int osip_header_clone(const osip_header_t *header, osip_header_t **dest);

#ifdef __cplusplus
}
#endif

#endif
