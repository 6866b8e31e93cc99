/**
 * @file
 * `osipparser2/headers/osip_proxy_authenticate.h`: Proxy-Authenticate (RFC 3261 20.27).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_PROXY_AUHTHENTICATE_H_
#define _OSIP_PROXY_AUHTHENTICATE_H_

#include <osipparser2/headers/osip_www_authenticate.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef osip_www_authenticate_t osip_proxy_authenticate_t;

#define osip_proxy_authenticate_init(header) osip_www_authenticate_init((header))
#define osip_proxy_authenticate_parse(header, hvalue) osip_www_authenticate_parse((header), (hvalue))
#define osip_proxy_authenticate_to_str(header, dest) osip_www_authenticate_to_str((header), (dest))
#define osip_proxy_authenticate_free osip_www_authenticate_free
#define osip_proxy_authenticate_clone osip_www_authenticate_clone
#define osip_proxy_authenticate_get_auth_type(header) osip_www_authenticate_get_auth_type((header))
#define osip_proxy_authenticate_set_auth_type(header, value) osip_www_authenticate_set_auth_type((header), (value))
#define osip_proxy_authenticate_get_realm(header) osip_www_authenticate_get_realm((header))
#define osip_proxy_authenticate_set_realm(header, value) osip_www_authenticate_set_realm((header), (value))
#define osip_proxy_authenticate_get_domain(header) osip_www_authenticate_get_domain((header))
#define osip_proxy_authenticate_set_domain(header, value) osip_www_authenticate_set_domain((header), (value))
#define osip_proxy_authenticate_get_nonce(header) osip_www_authenticate_get_nonce((header))
#define osip_proxy_authenticate_set_nonce(header, value) osip_www_authenticate_set_nonce((header), (value))
#define osip_proxy_authenticate_get_opaque(header) osip_www_authenticate_get_opaque((header))
#define osip_proxy_authenticate_set_opaque(header, value) osip_www_authenticate_set_opaque((header), (value))
#define osip_proxy_authenticate_get_stale(header) osip_www_authenticate_get_stale((header))
#define osip_proxy_authenticate_set_stale(header, value) osip_www_authenticate_set_stale((header), (value))
#define osip_proxy_authenticate_set_stale_true(header) osip_www_authenticate_set_stale((header), osip_strdup("true"))
#define osip_proxy_authenticate_set_stale_false(header) \
  osip_www_authenticate_set_stale((header), osip_strdup("false"))
#define osip_proxy_authenticate_get_algorithm(header) osip_www_authenticate_get_algorithm((header))
#define osip_proxy_authenticate_set_algorithm(header, value) osip_www_authenticate_set_algorithm((header), (value))
#define osip_proxy_authenticate_set_algorithm_MD5(header) \
  osip_www_authenticate_set_algorithm((header), osip_strdup("MD5"))
#define osip_proxy_authenticate_get_qop_options(header) osip_www_authenticate_get_qop_options((header))
#define osip_proxy_authenticate_set_qop_options(header, value) \
  osip_www_authenticate_set_qop_options((header), (value))
#define osip_proxy_authenticate_get_version(header) osip_www_authenticate_get_version((header))
#define osip_proxy_authenticate_set_version(header, value) osip_www_authenticate_set_version((header), (value))
#define osip_proxy_authenticate_get_targetname(header) osip_www_authenticate_get_targetname((header))
#define osip_proxy_authenticate_set_targetname(header, value) osip_www_authenticate_set_targetname((header), (value))
#define osip_proxy_authenticate_get_gssapi_data(header) osip_www_authenticate_get_gssapi_data((header))
#define osip_proxy_authenticate_set_gssapi_data(header, value) \
  osip_www_authenticate_set_gssapi_data((header), (value))

#ifdef __cplusplus
}
#endif

#endif
