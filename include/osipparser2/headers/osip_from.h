/**
 * @file
 * `osipparser2/headers/osip_from.h`: From (RFC 3261 20.20).
 * Codes and ownership: see `osip_message.h`.
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
/** A From, To, Contact, Route or Record-Route header: a display name, a URI and parameters. */
struct osip_from {
  /**
   * The display name, with its quotes if it has some; NULL if there is none. A Contact that is "*" alone has it
   * here, and no URI.
   */
  char *displayname;
  /** The URI. */
  osip_uri_t *url;
  /**
   * The parameters of the header, such as the tag.
   * Elements: `osip_uri_param_t`.
   */
  osip_list_t gen_params;
};
#endif

/** Allocates an empty header; the caller owns it. */
int osip_from_init(osip_from_t **header);

/** Frees a header and all that it owns. NULL is ignored. */
void osip_from_free(osip_from_t *header);

/** Fills an empty header from its text. */
int osip_from_parse(osip_from_t *header, const char *hvalue);

/** Writes a header as text. The caller frees `dest` with `osip_free`. */
int osip_from_to_str(const osip_from_t *header, char **dest);

/** Copies a header deeply; the caller owns the copy. */
int osip_from_clone(const osip_from_t *header, osip_from_t **dest);

/** The `displayname`, still owned by the object; NULL if there is none. */
char *osip_from_get_displayname(osip_from_t *header);

/** Sets `displayname` and takes `value` over. The old one is the caller's to free, before. */
void osip_from_set_displayname(osip_from_t *header, char *value);

/** The `url`, still owned by the object; NULL if there is none. */
osip_uri_t *osip_from_get_url(osip_from_t *header);

/** Sets `url` and takes `url` over. The old one is the caller's to free, before. */
void osip_from_set_url(osip_from_t *header, osip_uri_t *url);

/**
 * Finds the parameter at place `pos`, the first is 0. It stays owned by the header. Returns `pos`, or
 * OSIP_UNDEFINED_ERROR and NULL if there is none.
 */
int osip_from_param_get(osip_from_t *header, int pos, osip_uri_param_t **dest);

/**
 * OSIP_SUCCESS if both name the same party: the same host, and where both have them the same user and the same
 * tag; or the same text behind another scheme than "sip". OSIP_UNDEFINED_ERROR if not.
 */
int osip_from_compare(osip_from_t *header1, osip_from_t *header2);

/** OSIP_SUCCESS if both have the same tag or none, OSIP_UNDEFINED_ERROR if not. */
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
