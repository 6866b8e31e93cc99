/**
 * @file
 * `osipparser2/headers/osip_to.h`: To (RFC 3261 20.39).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_TO_H_
#define _OSIP_TO_H_

#include <osipparser2/headers/osip_from.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef osip_from_t osip_to_t;

/** Allocates an empty header; the caller owns it. */
int osip_to_init(osip_to_t **header);

/** Frees a header and all that it owns. NULL is ignored. */
void osip_to_free(osip_to_t *header);

/** Fills an empty header from its text. */
int osip_to_parse(osip_to_t *header, const char *hvalue);

/** Writes a header as text. The caller frees `dest` with `osip_free`. */
int osip_to_to_str(const osip_to_t *header, char **dest);

/** Copies a header deeply; the caller owns the copy. */
int osip_to_clone(const osip_to_t *header, osip_to_t **dest);

/** OSIP_SUCCESS if both have the same tag or none, OSIP_UNDEFINED_ERROR if not. */
int osip_to_tag_match(osip_to_t *to1, osip_to_t *to2);

#define osip_to_set_displayname(header, value) osip_from_set_displayname((osip_from_t *) (header), (value))
#define osip_to_get_displayname(header) osip_from_get_displayname((osip_from_t *) (header))
#define osip_to_set_url(header, url) osip_from_set_url((osip_from_t *) (header), (url))
#define osip_to_get_url(header) osip_from_get_url((osip_from_t *) (header))
#define osip_to_param_get(header, pos, dest) osip_from_param_get((osip_from_t *) (header), (pos), (dest))
#define osip_to_param_get_byname(header, name, dest) \
  osip_uri_param_get_byname(OSIP_FROM_PARAMS(header), (name), (dest))
#define osip_to_param_add(header, name, value) osip_uri_param_add(OSIP_FROM_PARAMS(header), (name), (value))
#define osip_to_set_tag(header, value) osip_to_param_add((header), osip_strdup("tag"), (value))
#define osip_to_get_tag(header, dest) osip_uri_param_get_byname(OSIP_FROM_PARAMS(header), (char *) "tag", (dest))
#define osip_to_compare(header1, header2) osip_from_compare((osip_from_t *) (header1), (osip_from_t *) (header2))

#ifdef __cplusplus
}
#endif

#endif
