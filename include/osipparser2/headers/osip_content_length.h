/**
 * @file
 * `osipparser2/headers/osip_content_length.h`: Content-Length (RFC 3261 20.14).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_CONTENT_LENGTH_H_
#define _OSIP_CONTENT_LENGTH_H_

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_content_length osip_content_length_t;

#if !defined(EXOSIP_OPAQUE)
/** A header that is one value: Content-Length, Allow, Content-Encoding, MIME-Version. */
struct osip_content_length {
  /** The value; for Content-Length the number of bytes, in decimal digits. */
  char *value;
};
#endif

/** Allocates an empty header; the caller owns it. */
int osip_content_length_init(osip_content_length_t **header);

/** Frees a header and all that it owns. NULL is ignored. */
void osip_content_length_free(osip_content_length_t *header);

/** Fills an empty header from its text. */
int osip_content_length_parse(osip_content_length_t *header, const char *hvalue);

/** Writes a header as text. The caller frees `dest` with `osip_free`. */
int osip_content_length_to_str(const osip_content_length_t *header, char **dest);

/** Copies a header deeply; the caller owns the copy. */
int osip_content_length_clone(const osip_content_length_t *header, osip_content_length_t **dest);

#ifdef __cplusplus
}
#endif

#endif
