/**
 * `osipparser2/headers/osip_from.h`
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_FROM_H_
#define _OSIP_FROM_H_

#include <osipparser2/osip_list.h>
#include <osipparser2/osip_uri.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_from osip_from_t;

#if !defined(EXOSIP_OPAQUE)
/** A display name, a URI and parameters: From, To, Contact, Route and Record-Route. */
struct osip_from {
  /** `displayname` */
  char *displayname;
  /** `url` */
  osip_uri_t *url;
  /**
   * `gen_params`
   * Elements: `osip_uri_param_t`.
   */
  osip_list_t gen_params;
};
#endif

int osip_from_init(osip_from_t **header);

void osip_from_free(osip_from_t *header);

int osip_from_parse(osip_from_t *header, const char *hvalue);

int osip_from_to_str(const osip_from_t *header, char **dest);

int osip_from_clone(const osip_from_t *header, osip_from_t **dest);

void osip_from_set_displayname(osip_from_t *header, char *value);

char *osip_from_get_displayname(osip_from_t *header);

void osip_from_set_url(osip_from_t *header, osip_uri_t *url);

osip_uri_t *osip_from_get_url(osip_from_t *header);

int osip_from_param_get(osip_from_t *header, int pos, osip_uri_param_t **dest);

int osip_from_compare(osip_from_t *header1, osip_from_t *header2);

int osip_from_tag_match(osip_from_t *from1, osip_from_t *from2);

/** The `gen_params`, still owned by the object. Not in the original. */
osip_list_t *osip_from_get_params(osip_from_t *header);

/* Where the parameters stand. */
#ifdef EXOSIP_OPAQUE
#define OSIP_FROM_PARAMS(header) osip_from_get_params(header)
#else
#define OSIP_FROM_PARAMS(header) (&(header)->gen_params)
#endif

#define osip_from_param_add(header, name, value) osip_uri_param_add(OSIP_FROM_PARAMS(header), (name), (value))
#define osip_from_param_get_byname(header, name, dest) \
  osip_uri_param_get_byname(OSIP_FROM_PARAMS(header), (name), (dest))
#define osip_from_get_tag(header, dest) osip_uri_param_get_byname(OSIP_FROM_PARAMS(header), (char *) "tag", (dest))
#define osip_from_set_tag(header, value) osip_from_param_add((header), osip_strdup("tag"), (value))

#ifdef __cplusplus
}
#endif

#endif
