/**
 * @file
 * `osipparser2/headers/osip_accept_encoding.h`: Accept-Encoding (RFC 3261 20.2).
 * Codes and ownership: see `osip_message.h`.
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
/** An Accept-Encoding or Accept-Language header: a token with parameters. */
struct osip_accept_encoding {
  /** The encoding or the language. */
  char *element;
  /**
   * The parameters, such as the weight "q".
   * Elements: `osip_uri_param_t`.
   */
  osip_list_t gen_params;
};
#endif

/** Allocates an empty header; the caller owns it. */
int osip_accept_encoding_init(osip_accept_encoding_t **header);

/** Frees a header and all that it owns. NULL is ignored. */
void osip_accept_encoding_free(osip_accept_encoding_t *header);

/** Fills an empty header from its text. */
int osip_accept_encoding_parse(osip_accept_encoding_t *header, const char *hvalue);

/** Writes a header as text. The caller frees `dest` with `osip_free`. */
int osip_accept_encoding_to_str(const osip_accept_encoding_t *header, char **dest);

/** Copies a header deeply; the caller owns the copy. */
int osip_accept_encoding_clone(const osip_accept_encoding_t *header, osip_accept_encoding_t **dest);

/** The `element`, still owned by the object; NULL if there is none. */
char *osip_accept_encoding_get_element(const osip_accept_encoding_t *header);

/** Sets `element` and takes `value` over. The old one is the caller's to free, before. */
void osip_accept_encoding_set_element(osip_accept_encoding_t *header, char *value);

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
