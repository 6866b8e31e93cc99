/**
 * @file
 * `osipparser2/headers/osip_header.h`: headers of any name, by name and value.
 * Codes and ownership: see `osip_message.h`.
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
  /** The name, in lower case if it was received. */
  char *hname;
  /** The value, on one line. */
  char *hvalue;
};
#endif

/** Allocates an empty header; the caller owns it. */
int osip_header_init(osip_header_t **header);

/** Frees a header and all that it owns. NULL is ignored. */
void osip_header_free(osip_header_t *header);

/** Writes a header as `Name: value`. The caller frees `dest` with osip_free(). */
int osip_header_to_str(const osip_header_t *header, char **dest);

/** The name, still owned by the header. */
char *osip_header_get_name(const osip_header_t *header);

/** Sets the name and takes `pname` over. The old one is the caller's to free, before. */
void osip_header_set_name(osip_header_t *header, char *pname);

/** The value, still owned by the header; NULL if there is none. */
char *osip_header_get_value(const osip_header_t *header);

/** Sets the value and takes `pvalue` over. The old one is the caller's to free, before. */
void osip_header_set_value(osip_header_t *header, char *pvalue);

/** Copies a header deeply; the caller owns the copy. */
int osip_header_clone(const osip_header_t *header, osip_header_t **dest);

#ifdef __cplusplus
}
#endif

#endif
