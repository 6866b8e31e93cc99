/**
 * @file
 * `osipparser2/headers/osip_record_route.h`: Record-Route (RFC 3261 20.30).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_RECORD_ROUTE_H_
#define _OSIP_RECORD_ROUTE_H_

#include <osipparser2/headers/osip_from.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef osip_from_t osip_record_route_t;

/** Allocates an empty header; the caller owns it. */
int osip_record_route_init(osip_record_route_t **header);

/** Frees a header and all that it owns. NULL is ignored. */
void osip_record_route_free(osip_record_route_t *header);

/** Fills an empty header from its text. */
int osip_record_route_parse(osip_record_route_t *header, const char *hvalue);

/** Writes a header as text. The caller frees `dest` with `osip_free`. */
int osip_record_route_to_str(const osip_record_route_t *header, char **dest);

#define osip_record_route_clone osip_from_clone
#define osip_record_route_set_url(header, url) osip_from_set_url((osip_from_t *) (header), (url))
#define osip_record_route_get_url(header) osip_from_get_url((osip_from_t *) (header))
#define osip_record_route_param_get(header, pos, dest) osip_from_param_get((osip_from_t *) (header), (pos), (dest))
#define osip_record_route_param_add(header, name, value) osip_uri_param_add(OSIP_FROM_PARAMS(header), (name), (value))
#define osip_record_route_param_get_byname(header, name, dest) \
  osip_uri_param_get_byname(OSIP_FROM_PARAMS(header), (name), (dest))

#ifdef __cplusplus
}
#endif

#endif
