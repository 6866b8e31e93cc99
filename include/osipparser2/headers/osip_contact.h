/**
 * `osipparser2/headers/osip_contact.h`
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

int osip_contact_init(osip_contact_t **header);

void osip_contact_free(osip_contact_t *header);

int osip_contact_parse(osip_contact_t *header, const char *hvalue);

int osip_contact_to_str(const osip_contact_t *header, char **dest);

int osip_contact_clone(const osip_contact_t *header, osip_contact_t **dest);

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
