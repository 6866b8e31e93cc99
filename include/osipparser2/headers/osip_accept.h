/**
 * @file
 * `osipparser2/headers/osip_accept.h`: Accept (RFC 3261 20.1).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_ACCEPT_H_
#define _OSIP_ACCEPT_H_

#include <osipparser2/headers/osip_content_type.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef osip_content_type_t osip_accept_t;

/** Writes an Accept as text; one that accepts nothing is a blank. The caller frees `dest` with `osip_free`. */
int osip_accept_to_str(const osip_accept_t *header, char **dest);

#define accept_init(header) osip_content_type_init((header))
#define osip_accept_free osip_content_type_free
#define osip_accept_parse(header, hvalue) osip_content_type_parse((header), (hvalue))
#define osip_accept_clone osip_content_type_clone
#define osip_accept_param_add(header, name, value) \
  osip_uri_param_add(OSIP_CONTENT_TYPE_PARAMS(header), (name), (value))
#define osip_accept_param_get_byname(header, name, dest) \
  osip_uri_param_get_byname(OSIP_CONTENT_TYPE_PARAMS(header), (name), (dest))

#ifdef __cplusplus
}
#endif

#endif
