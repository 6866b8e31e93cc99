/**
 * @file
 * `osipparser2/headers/osip_content_type.h`: Content-Type (RFC 3261 20.15).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_CONTENT_TYPE_H_
#define _OSIP_CONTENT_TYPE_H_

#include <osipparser2/osip_list.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_content_type osip_content_type_t;

#if !defined(EXOSIP_OPAQUE)
/** A Content-Type or Accept header: a media type with parameters. */
struct osip_content_type {
  /** The type: "application" in "application/sdp". */
  char *type;
  /** The subtype: "sdp" in "application/sdp". */
  char *subtype;
  /**
   * The parameters, such as charset and boundary.
   * Elements: `osip_uri_param_t`.
   */
  osip_list_t gen_params;
};
#endif

/** Allocates an empty header; the caller owns it. */
int osip_content_type_init(osip_content_type_t **header);

/** Frees a header and all that it owns. NULL is ignored. */
void osip_content_type_free(osip_content_type_t *header);

/** Writes a header as text. The caller frees `dest` with `osip_free`. */
int osip_content_type_to_str(const osip_content_type_t *header, char **dest);

/** Copies a header deeply; the caller owns the copy. */
int osip_content_type_clone(const osip_content_type_t *header, osip_content_type_t **dest);

/** Fills an empty Content-Type or Accept from its text. An empty text, or NULL, leaves it empty. */
int osip_content_type_parse(osip_content_type_t *header, const char *hvalue);

/** The `gen_params`, still owned by the object. Not in the original. */
osip_list_t *osip_content_type_get_params(osip_content_type_t *header);

/* Where the parameters stand. */
#ifdef EXOSIP_OPAQUE
#define OSIP_CONTENT_TYPE_PARAMS(header) osip_content_type_get_params(header)
#else
#define OSIP_CONTENT_TYPE_PARAMS(header) (&(header)->gen_params)
#endif

#define osip_content_type_param_add(header, name, value) \
  osip_uri_param_add(OSIP_CONTENT_TYPE_PARAMS(header), (name), (value))
#define osip_content_type_param_get_byname(header, name, dest) \
  osip_uri_param_get_byname(OSIP_CONTENT_TYPE_PARAMS(header), (name), (dest))

#ifdef __cplusplus
}
#endif

#endif
