/**
 * @file
 * `osipparser2/headers/osip_allow.h`: Allow (RFC 3261 20.5).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_ALLOW_H_
#define _OSIP_ALLOW_H_

#include <osipparser2/headers/osip_content_length.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef osip_content_length_t osip_allow_t;

#define osip_allow_init(header) osip_content_length_init((header))
#define osip_allow_parse(header, hvalue) osip_content_length_parse((header), (hvalue))
#define osip_allow_to_str osip_content_length_to_str
#define osip_allow_free osip_content_length_free
#define osip_allow_clone osip_content_length_clone

#ifdef __cplusplus
}
#endif

#endif
