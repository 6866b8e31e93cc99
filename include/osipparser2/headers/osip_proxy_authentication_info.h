/**
 * @file
 * `osipparser2/headers/osip_proxy_authentication_info.h`: Proxy-Authentication-Info (RFC 7615 4).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_PROXY_AUTHENTICATION_INFO_H_
#define _OSIP_PROXY_AUTHENTICATION_INFO_H_

#include <osipparser2/headers/osip_authentication_info.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef osip_authentication_info_t osip_proxy_authentication_info_t;

#define osip_proxy_authentication_info_init(header) osip_authentication_info_init((header))
#define osip_proxy_authentication_info_parse(header, hvalue) osip_authentication_info_parse((header), (hvalue))
#define osip_proxy_authentication_info_to_str(header, dest) osip_authentication_info_to_str((header), (dest))
#define osip_proxy_authentication_info_free osip_authentication_info_free
#define osip_proxy_authentication_info_clone osip_authentication_info_clone
#define osip_proxy_authentication_info_get_nextnonce(header) osip_authentication_info_get_nextnonce((header))
#define osip_proxy_authentication_info_set_nextnonce(header, value) \
  osip_authentication_info_set_nextnonce((header), (value))
#define osip_proxy_authentication_info_get_cnonce(header) osip_authentication_info_get_cnonce((header))
#define osip_proxy_authentication_info_set_cnonce(header, value) \
  osip_authentication_info_set_cnonce((header), (value))
#define osip_proxy_authentication_info_get_qop_options(header) osip_authentication_info_get_qop_options((header))
#define osip_proxy_authentication_info_set_qop_options(header, value) \
  osip_authentication_info_set_qop_options((header), (value))
#define osip_proxy_authentication_info_get_rspauth(header) osip_authentication_info_get_rspauth((header))
#define osip_proxy_authentication_info_set_rspauth(header, value) \
  osip_authentication_info_set_rspauth((header), (value))
#define osip_proxy_authentication_info_get_nonce_count(header) osip_authentication_info_get_nonce_count((header))
#define osip_proxy_authentication_info_set_nonce_count(header, value) \
  osip_authentication_info_set_nonce_count((header), (value))
#define osip_proxy_authentication_info_get_snum(header) osip_authentication_info_get_snum((header))
#define osip_proxy_authentication_info_set_snum(header, value) osip_authentication_info_set_snum((header), (value))
#define osip_proxy_authentication_info_get_srand(header) osip_authentication_info_get_srand((header))
#define osip_proxy_authentication_info_set_srand(header, value) osip_authentication_info_set_srand((header), (value))
#define osip_proxy_authentication_info_get_targetname(header) osip_authentication_info_get_targetname((header))
#define osip_proxy_authentication_info_set_targetname(header, value) \
  osip_authentication_info_set_targetname((header), (value))
#define osip_proxy_authentication_info_get_realm(header) osip_authentication_info_get_realm((header))
#define osip_proxy_authentication_info_set_realm(header, value) osip_authentication_info_set_realm((header), (value))
#define osip_proxy_authentication_info_get_opaque(header) osip_authentication_info_get_opaque((header))
#define osip_proxy_authentication_info_set_opaque(header, value) \
  osip_authentication_info_set_opaque((header), (value))

#ifdef __cplusplus
}
#endif

#endif
