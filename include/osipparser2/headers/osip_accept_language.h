/**
 * @file
 * `osipparser2/headers/osip_accept_language.h`: Accept-Language (RFC 3261 20.3).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_ACCEPT_LANGUAGE_H_
#define _OSIP_ACCEPT_LANGUAGE_H_

#include <osipparser2/headers/osip_accept_encoding.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef osip_accept_encoding_t osip_accept_language_t;

#define osip_accept_language_init(header) osip_accept_encoding_init((header))
#define osip_accept_language_parse(header, hvalue) osip_accept_encoding_parse((header), (hvalue))
#define osip_accept_language_to_str osip_accept_encoding_to_str
#define osip_accept_language_free osip_accept_encoding_free
#define osip_accept_language_clone osip_accept_encoding_clone
#define osip_accept_language_get_element(header) osip_accept_encoding_get_element((header))
#define osip_accept_language_set_element(header, value) osip_accept_encoding_set_element((header), (value))
#define osip_accept_language_param_add(header, name, value) \
  osip_uri_param_add(OSIP_ACCEPT_ENCODING_PARAMS(header), (name), (value))
#define osip_accept_language_param_get_byname(header, name, dest) \
  osip_uri_param_get_byname(OSIP_ACCEPT_ENCODING_PARAMS(header), (name), (dest))

#ifdef __cplusplus
}
#endif

#endif
