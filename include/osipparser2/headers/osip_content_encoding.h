/**
 * @file
 * `osipparser2/headers/osip_content_encoding.h`: Content-Encoding (RFC 3261 20.12).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_CONTENT_ENCODING_H_
#define _OSIP_CONTENT_ENCODING_H_

#include <osipparser2/headers/osip_content_length.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef osip_content_length_t osip_content_encoding_t;

#define osip_content_encoding_init(header) osip_content_length_init((header))
#define osip_content_encoding_parse(header, hvalue) osip_content_length_parse((header), (hvalue))
#define osip_content_encoding_to_str osip_content_length_to_str
#define osip_content_encoding_free osip_content_length_free
#define osip_content_encoding_clone osip_content_length_clone

#ifdef __cplusplus
}
#endif

#endif
