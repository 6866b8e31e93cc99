/**
 * `osipparser2/osip_body.h`
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
  /** `body` */
  char *body;
  /** `length` */
  size_t length;
  /** `headers` */
  osip_list_t *headers;
  /** `content_type` */
  osip_content_type_t *content_type;
};
#endif

int osip_body_init(osip_body_t **body);

void osip_body_free(osip_body_t *body);

int osip_body_parse(osip_body_t *body, const char *buf, size_t length);

int osip_body_clone(const osip_body_t *body, osip_body_t **dest);

int osip_body_parse_mime(osip_body_t *body, const char *buf, size_t length);

int osip_body_to_str(const osip_body_t *body, char **dest, size_t *length);

int osip_body_set_contenttype(osip_body_t *body, const char *hvalue);

int osip_body_set_header(osip_body_t *body, const char *hname, const char *hvalue);

#ifdef __cplusplus
}
#endif

#endif
