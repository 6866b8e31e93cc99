/**
 * @file
 * `osipparser2/headers/osip_contact.h`: Contact (RFC 3261 20.10).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_CONTACT_H_
#define _OSIP_CONTACT_H_

#include <osipparser2/headers/osip_from.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef osip_from_t osip_contact_t;

/** Allocates an empty header; the caller owns it. */
int osip_contact_init(osip_contact_t **header);

/** Frees a header and all that it owns. NULL is ignored. */
void osip_contact_free(osip_contact_t *header);

/** Copies a header deeply; the caller owns the copy. */
int osip_contact_clone(const osip_contact_t *header, osip_contact_t **dest);

/** Fills an empty Contact from its text. `*` becomes a display name without a URI. */
int osip_contact_parse(osip_contact_t *header, const char *hvalue);

/** Writes a Contact as text. The caller frees `dest` with `osip_free`. */
int osip_contact_to_str(const osip_contact_t *header, char **dest);

#define osip_contact_get_displayname(header) osip_from_get_displayname((osip_from_t *) (header))
#define osip_contact_set_displayname(header, value) osip_from_set_displayname((osip_from_t *) (header), (value))
#define osip_contact_get_url(header) osip_from_get_url((osip_from_t *) (header))
#define osip_contact_set_url(header, url) osip_from_set_url((osip_from_t *) (header), (url))
#define osip_contact_param_get(header, pos, dest) osip_from_param_get((osip_from_t *) (header), (pos), (dest))
#define osip_contact_param_add(header, name, value) osip_uri_param_add(OSIP_FROM_PARAMS(header), (name), (value))
#define osip_contact_param_get_byname(header, name, dest) \
  osip_uri_param_get_byname(OSIP_FROM_PARAMS(header), (name), (dest))

#ifdef __cplusplus
}
#endif

#endif
