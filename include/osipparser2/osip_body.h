/**
 * @file
 * `osipparser2/osip_body.h`: bodies and the parts of multipart bodies (RFC 3261 7.4, RFC 2046).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_BODY_H_
#define _OSIP_BODY_H_

#include <stddef.h>

#include <osipparser2/headers/osip_content_type.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_body osip_body_t;

#if !defined(EXOSIP_OPAQUE)
/** A message body, or one part of a multipart body. */
struct osip_body {
  /** The bytes, and a NUL behind them. */
  char *body;
  /** How many bytes there are. */
  size_t length;
  /** The headers of a part, without Content-Type. */
  osip_list_t *headers;
  /** The type of a part. */
  osip_content_type_t *content_type;
};
#endif

/** Allocates an empty body; the caller owns it. */
int osip_body_init(osip_body_t **body);

/** Frees a body and all that it owns. NULL is ignored. */
void osip_body_free(osip_body_t *body);

/** Makes `length` bytes at `buf` the content of `body`. The old content is the caller's to free, before. */
int osip_body_parse(osip_body_t *body, const char *buf, size_t length);

/** Copies a body deeply; the caller owns the copy. */
int osip_body_clone(const osip_body_t *body, osip_body_t **dest);

/**
 * Fills `body` from one part of a multipart body: headers, an empty line, content. What it held before is
 * freed. After an error it is as it was.
 */
int osip_body_parse_mime(osip_body_t *body, const char *buf, size_t length);

/**
 * Writes a body with its headers. The caller frees `dest` with osip_free(). There may be NULs in it, so
 * `length` is not to be NULL.
 */
int osip_body_to_str(const osip_body_t *body, char **dest, size_t *length);

/** Sets the Content-Type of a part. The old one is the caller's to free, before. */
int osip_body_set_contenttype(osip_body_t *body, const char *hvalue);

/** Adds a header to a part. */
int osip_body_set_header(osip_body_t *body, const char *hname, const char *hvalue);

#ifdef __cplusplus
}
#endif

#endif
