/**
 * `osipparser2/osip_uri.h`
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _URLS_H_
#define _URLS_H_

#include <osipparser2/osip_const.h>
#include <osipparser2/osip_list.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_uri_param osip_uri_param_t;
typedef struct osip_uri osip_uri_t;
typedef osip_uri_param_t osip_uri_header_t;

#if !defined(EXOSIP_OPAQUE)
/** A name, and its value if it has one: a parameter of a URI or of a header. */
struct osip_uri_param {
  /** `gname` */
  char *gname;
  /** `gvalue` */
  char *gvalue;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** A SIP, SIPS or other URI. */
struct osip_uri {
  /** `scheme` */
  char *scheme;
  /** `username` */
  char *username;
  /** `password` */
  char *password;
  /** `host` */
  char *host;
  /** `port` */
  char *port;
  /**
   * `url_params`
   * Elements: `osip_uri_param_t`.
   */
  osip_list_t url_params;
  /**
   * `url_headers`
   * Elements: `osip_uri_param_t`.
   */
  osip_list_t url_headers;
  /** `string` */
  char *string;
};
#endif

int osip_uri_param_init(osip_uri_param_t **url_param);

void osip_uri_param_free(osip_uri_param_t *url_param);

int osip_uri_param_set(osip_uri_param_t *url_param, char *name, char *value);

int osip_uri_param_clone(const osip_uri_param_t *url_param, osip_uri_param_t **dest);

void osip_uri_param_freelist(osip_list_t *url_params);

int osip_uri_param_add(osip_list_t *url_params, char *name, char *value);

int osip_uri_param_get_byname(osip_list_t *url_params, char *name, osip_uri_param_t **dest);

int osip_uri_init(osip_uri_t **url);

void osip_uri_free(osip_uri_t *url);

int osip_uri_parse(osip_uri_t *url, const char *buf);

int osip_uri_parse_headers(osip_uri_t *url, const char *buf);

int osip_uri_parse_params(osip_uri_t *url, const char *buf);

int osip_uri_to_str(const osip_uri_t *url, char **dest);

int osip_uri_clone(const osip_uri_t *url, osip_uri_t **dest);

int osip_uri_to_str_canonical(const osip_uri_t *url, char **dest);

void osip_uri_set_scheme(osip_uri_t *url, char *value);

char *osip_uri_get_scheme(osip_uri_t *url);

void osip_uri_set_host(osip_uri_t *url, char *value);

char *osip_uri_get_host(osip_uri_t *url);

void osip_uri_set_username(osip_uri_t *url, char *value);

char *osip_uri_get_username(osip_uri_t *url);

void osip_uri_set_password(osip_uri_t *url, char *value);

char *osip_uri_get_password(osip_uri_t *url);

void osip_uri_set_port(osip_uri_t *url, char *value);

char *osip_uri_get_port(osip_uri_t *url);

const char *next_separator(const char *ch, int separator_osip_to_find, int before_separator);

char *__osip_uri_escape_nonascii_and_nondef(const char *string, const char *def);

char *__osip_uri_escape_userinfo(const char *string);

char *__osip_uri_escape_password(const char *string);

char *__osip_uri_escape_uri_param(char *string);

char *__osip_uri_escape_header_param(char *string);

void __osip_uri_unescape(char *string);

/** The `url_params`, still owned by the object. Not in the original. */
osip_list_t *osip_uri_get_params(osip_uri_t *url);

/** The `url_headers`, still owned by the object. Not in the original. */
osip_list_t *osip_uri_get_headers(osip_uri_t *url);

/* Where the parameters and headers stand. */
#ifdef EXOSIP_OPAQUE
#define OSIP_URI_PARAMS(url) osip_uri_get_params(url)
#define OSIP_URI_HEADERS(url) osip_uri_get_headers(url)
#else
#define OSIP_URI_PARAMS(url) (&(url)->url_params)
#define OSIP_URI_HEADERS(url) (&(url)->url_headers)
#endif

/* Name and value that are given must come from `osip_malloc` or `osip_strdup`: the URI takes them over. */
#define osip_uri_header_init(url_header) osip_uri_param_init((url_header))
#define osip_uri_header_free(url_header) osip_uri_param_free((url_header))
#define osip_uri_header_set(url_header, name, value) osip_uri_param_set((url_header), (name), (value))
#define osip_uri_header_clone(url_header, dest) osip_uri_param_clone((url_header), (dest))
#define osip_uri_header_freelist(LIST) osip_uri_param_freelist((LIST))
#define osip_uri_header_add(url_headers, name, value) osip_uri_param_add((url_headers), (name), (value))
#define osip_uri_header_get_byname(url_headers, name, dest) osip_uri_param_get_byname((url_headers), (name), (dest))
#define osip_uri_set_transport_udp(url) osip_uri_uparam_add((url), osip_strdup("transport"), osip_strdup("udp"))
#define osip_uri_set_transport_tcp(url) osip_uri_uparam_add((url), osip_strdup("transport"), osip_strdup("tcp"))
#define osip_uri_set_transport_sctp(url) osip_uri_uparam_add((url), osip_strdup("transport"), osip_strdup("sctp"))
#define osip_uri_set_transport_tls(url) osip_uri_uparam_add((url), osip_strdup("transport"), osip_strdup("tls"))
#define osip_uri_set_transport(url, value) osip_uri_uparam_add((url), osip_strdup("transport"), (value))
#define osip_uri_set_user_phone(url) osip_uri_uparam_add((url), osip_strdup("user"), osip_strdup("phone"))
#define osip_uri_set_user_ip(url) osip_uri_uparam_add((url), osip_strdup("user"), osip_strdup("ip"))
#define osip_uri_set_method_invite(url) osip_uri_uparam_add((url), osip_strdup("method"), osip_strdup("INVITE"))
#define osip_uri_set_method_ack(url) osip_uri_uparam_add((url), osip_strdup("method"), osip_strdup("ACK"))
#define osip_uri_set_method_options(url) osip_uri_uparam_add((url), osip_strdup("method"), osip_strdup("OPTIONS"))
#define osip_uri_set_method_bye(url) osip_uri_uparam_add((url), osip_strdup("method"), osip_strdup("BYE"))
#define osip_uri_set_method_cancel(url) osip_uri_uparam_add((url), osip_strdup("method"), osip_strdup("CANCEL"))
#define osip_uri_set_method_register(url) osip_uri_uparam_add((url), osip_strdup("method"), osip_strdup("REGISTER"))
#define osip_uri_set_method(url, value) osip_uri_uparam_add((url), osip_strdup("method"), (value))
#define osip_uri_set_ttl(url, value) osip_uri_uparam_add((url), osip_strdup("ttl"), (value))
#define osip_uri_set_maddr(url, value) osip_uri_uparam_add((url), osip_strdup("maddr"), (value))
#define osip_uri_uparam_add(url, name, value) osip_uri_param_add(OSIP_URI_PARAMS(url), (name), (value))
#define osip_uri_uparam_get_byname(url, name, dest) osip_uri_param_get_byname(OSIP_URI_PARAMS(url), (name), (dest))
#define osip_uri_uheader_add(url, name, value) osip_uri_param_add(OSIP_URI_HEADERS(url), (name), (value))
#define osip_uri_uheader_get_byname(url, name, dest) osip_uri_param_get_byname(OSIP_URI_HEADERS(url), (name), (dest))

#ifdef __cplusplus
}
#endif

#endif
