/**
 * @file
 * `osipparser2/osip_uri.h`: URIs and their parameters (RFC 3261 19.1, RFC 3986).
 * Codes and ownership: see `osip_message.h`.
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
/** A parameter of a URI or of a header, or a header in a URI: a name, and a value if it has one. */
struct osip_uri_param {
  /** The name. */
  char *gname;
  /** The value, with its quotes if it is a quoted string; NULL if there is none. */
  char *gvalue;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** A SIP, SIPS or other URI. User, password, parameters and headers are held without percent escapes. */
struct osip_uri {
  /** The scheme as it was written: "sip", "sips", "tel".. NULL is written as "sip". */
  char *scheme;
  /** The user. */
  char *username;
  /** The password; not written without a user. */
  char *password;
  /** A host name, an IPv4 address, or an IPv6 address without brackets. */
  char *host;
  /** The port, in decimal digits. */
  char *port;
  /**
   * The parameters behind the host, `;transport=tcp`.
   * Elements: `osip_uri_param_t`.
   */
  osip_list_t url_params;
  /**
   * The headers at the end, `?Subject=hello`.
   * Elements: `osip_uri_param_t`.
   */
  osip_list_t url_headers;
  /** All that follows the scheme if that is neither "sip" nor "sips". Written instead of the fields above. */
  char *string;
};
#endif

/** Allocates an empty parameter; the caller owns it. */
int osip_uri_param_init(osip_uri_param_t **url_param);

/** Frees a parameter with its name and value. NULL is ignored. */
void osip_uri_param_free(osip_uri_param_t *url_param);

/**
 * Sets name and value, takes both over and cuts the blanks around them. The old ones are the caller's to free,
 * before.
 */
int osip_uri_param_set(osip_uri_param_t *url_param, char *name, char *value);

/** Copies a parameter; the caller owns the copy. One without a name is not copied. */
int osip_uri_param_clone(const osip_uri_param_t *url_param, osip_uri_param_t **dest);

/** Empties a list of parameters and frees them. */
void osip_uri_param_freelist(osip_list_t *url_params);

/**
 * Adds a parameter to the end of a list and takes `name` and `value` over; `value` may be NULL. On an error
 * both stay the caller's.
 */
int osip_uri_param_add(osip_list_t *url_params, char *name, char *value);

/**
 * Finds the first parameter with the name `name`, whatever its case. It stays owned by the list. Returns
 * OSIP_UNDEFINED_ERROR and NULL if there is none.
 */
int osip_uri_param_get_byname(osip_list_t *url_params, char *name, osip_uri_param_t **dest);

/** Allocates an empty URI; the caller owns it. */
int osip_uri_init(osip_uri_t **url);

/** Frees a URI and all that it owns. NULL is ignored. */
void osip_uri_free(osip_uri_t *url);

/** Fills an empty URI from its text. An empty text is OSIP_BADPARAMETER. */
int osip_uri_parse(osip_uri_t *url, const char *buf);

/** Adds the headers in `buf`, `?name=value&name=value`, to a URI, up to the first that is none. */
int osip_uri_parse_headers(osip_uri_t *url, const char *buf);

/** Adds the parameters in `buf`, `;name=value;name`, to a URI, up to the first that is none. */
int osip_uri_parse_params(osip_uri_t *url, const char *buf);

/** Writes a URI as text, with escapes where they are needed. The caller frees `dest` with `osip_free`. */
int osip_uri_to_str(const osip_uri_t *url, char **dest);

/** Copies a URI deeply; the caller owns the copy. */
int osip_uri_clone(const osip_uri_t *url, osip_uri_t **dest);

/**
 * Writes a URI as text without any escapes, to be shown; it may not parse again. The caller frees `dest` with
 * `osip_free`.
 */
int osip_uri_to_str_canonical(const osip_uri_t *url, char **dest);

/** The `scheme`, still owned by the object; NULL if there is none. */
char *osip_uri_get_scheme(osip_uri_t *url);

/** Sets `scheme` and takes `value` over. The old one is the caller's to free, before. */
void osip_uri_set_scheme(osip_uri_t *url, char *value);

/** The `username`, still owned by the object; NULL if there is none. */
char *osip_uri_get_username(osip_uri_t *url);

/** Sets `username` and takes `value` over. The old one is the caller's to free, before. */
void osip_uri_set_username(osip_uri_t *url, char *value);

/** The `password`, still owned by the object; NULL if there is none. */
char *osip_uri_get_password(osip_uri_t *url);

/** Sets `password` and takes `value` over. The old one is the caller's to free, before. */
void osip_uri_set_password(osip_uri_t *url, char *value);

/** The `host`, still owned by the object; NULL if there is none. */
char *osip_uri_get_host(osip_uri_t *url);

/** Sets `host` and takes `value` over. The old one is the caller's to free, before. */
void osip_uri_set_host(osip_uri_t *url, char *value);

/** The `port`, still owned by the object; NULL if there is none. */
char *osip_uri_get_port(osip_uri_t *url);

/** Sets `port` and takes `value` over. The old one is the caller's to free, before. */
void osip_uri_set_port(osip_uri_t *url, char *value);

/**
 * Where `separator_osip_to_find` first stands in `ch`, if no `before_separator` (0 for none) stands before it;
 * else NULL.
 */
const char *next_separator(const char *ch, int separator_osip_to_find, int before_separator);

/** A copy of `string` in which all but letters, digits and the bytes of `def` are escaped. The caller frees it. */
char *__osip_uri_escape_nonascii_and_nondef(const char *string, const char *def);

/** A copy of `string` as the user part of a URI shows it. The caller frees it. */
char *__osip_uri_escape_userinfo(const char *string);

/** A copy of `string` as a URI shows it as password. The caller frees it. */
char *__osip_uri_escape_password(const char *string);

/** A copy of `string` as a URI shows it in a parameter. The caller frees it. */
char *__osip_uri_escape_uri_param(char *string);

/** A copy of `string` as a URI shows it in a header. The caller frees it. */
char *__osip_uri_escape_header_param(char *string);

/** Undoes the escapes in `string`, in place. That of a NUL byte stays. */
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
