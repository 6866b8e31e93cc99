/**
 * @file
 * `osipparser2/osip_parser.h`: headers of a message by function, and the start of the parser. Codes and ownership: see
 * `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_PARSER_H_
#define _OSIP_PARSER_H_

#include <osipparser2/osip_message.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Parses one header and adds it to the end of `accept_encodings`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_accept_encoding(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `accept_encodings`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_accept_encoding(const osip_message_t *sip,
                                     int pos,
                                     osip_accept_encoding_t **dest);

/** Parses one header and adds it to the end of `accept_languages`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_accept_language(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `accept_languages`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_accept_language(const osip_message_t *sip,
                                     int pos,
                                     osip_accept_language_t **dest);

/** Parses one header and adds it to the end of `alert_infos`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_alert_info(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `alert_infos`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_alert_info(const osip_message_t *sip, int pos, osip_alert_info_t **dest);

/** Parses one header and adds it to the end of `allows`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_allow(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `allows`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_allow(const osip_message_t *sip, int pos, osip_allow_t **dest);

/** Parses one header and adds it to the end of `authentication_infos`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_authentication_info(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `authentication_infos`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_authentication_info(const osip_message_t *sip,
                                         int pos,
                                         osip_authentication_info_t **dest);

/** Parses one header and adds it to the end of `authorizations`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_authorization(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `authorizations`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_authorization(const osip_message_t *sip,
                                   int pos,
                                   osip_authorization_t **dest);

/** Parses one header and adds it to the end of `call_infos`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_call_info(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `call_infos`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_call_info(const osip_message_t *sip, int pos, osip_call_info_t **dest);

/** Parses one header and adds it to the end of `contacts`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_contact(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `contacts`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_contact(const osip_message_t *sip, int pos, osip_contact_t **dest);

/** Parses one header and adds it to the end of `content_encodings`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_content_encoding(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `content_encodings`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_content_encoding(const osip_message_t *sip,
                                      int pos,
                                      osip_content_encoding_t **dest);

/** Parses one header and adds it to the end of `error_infos`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_error_info(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `error_infos`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_error_info(const osip_message_t *sip, int pos, osip_error_info_t **dest);

/** Parses one header and adds it to the end of `proxy_authenticates`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_proxy_authenticate(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `proxy_authenticates`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_proxy_authenticate(const osip_message_t *sip,
                                        int pos,
                                        osip_proxy_authenticate_t **dest);

/** Parses one header and adds it to the end of `proxy_authentication_infos`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_proxy_authentication_info(osip_message_t *sip,
                                               const char *hvalue);

/** Lends in `dest` the header at place `pos` of `proxy_authentication_infos`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_proxy_authentication_info(const osip_message_t *sip,
                                               int pos,
                                               osip_proxy_authentication_info_t **dest);

/** Parses one header and adds it to the end of `proxy_authorizations`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_proxy_authorization(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `proxy_authorizations`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_proxy_authorization(const osip_message_t *sip,
                                         int pos,
                                         osip_proxy_authorization_t **dest);

/** Parses one header and adds it to the end of `record_routes`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_record_route(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `record_routes`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_record_route(const osip_message_t *sip,
                                  int pos,
                                  osip_record_route_t **dest);

/** Parses one header and adds it to the end of `routes`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_route(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `routes`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_route(const osip_message_t *sip, int pos, osip_route_t **dest);

/** Parses one header and adds it to the end of `vias`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_via(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `vias`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_via(const osip_message_t *sip, int pos, osip_via_t **dest);

/** Parses one header and adds it to the end of `www_authenticates`. Nothing is added if `hvalue` is NULL or empty. */
int osip_message_set_www_authenticate(osip_message_t *sip, const char *hvalue);

/** Lends in `dest` the header at place `pos` of `www_authenticates`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_www_authenticate(const osip_message_t *sip,
                                      int pos,
                                      osip_www_authenticate_t **dest);

/** Parses one Accept and adds it to the end of `accepts`. NULL and empty text are an Accept that names nothing. */
int osip_message_set_accept(osip_message_t *sip, const char *hvalue);

/**
 * Lends in `dest` the header at place `pos` of `accepts`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is
 * none.
 */
int osip_message_get_accept(const osip_message_t *sip, int pos, osip_accept_t **dest);

/** Parses and sets `call_id`, which must not be there yet. Nothing is set if `hvalue` is NULL or empty. */
int osip_message_set_call_id(osip_message_t *sip, const char *hvalue);

/** The `call_id`, still owned by the message; NULL if there is none. */
osip_call_id_t *osip_message_get_call_id(const osip_message_t *sip);

/** Parses and sets `content_length`, which must not be there yet. Nothing is set if `hvalue` is NULL or empty. */
int osip_message_set_content_length(osip_message_t *sip, const char *hvalue);

/** The `content_length`, still owned by the message; NULL if there is none. */
osip_content_length_t *osip_message_get_content_length(const osip_message_t *sip);

/** Parses and sets `content_type`, which must not be there yet. Nothing is set if `hvalue` is NULL or empty. */
int osip_message_set_content_type(osip_message_t *sip, const char *hvalue);

/** The `content_type`, still owned by the message; NULL if there is none. */
osip_content_type_t *osip_message_get_content_type(const osip_message_t *sip);

/** Parses and sets `cseq`, which must not be there yet. Nothing is set if `hvalue` is NULL or empty. */
int osip_message_set_cseq(osip_message_t *sip, const char *hvalue);

/** The `cseq`, still owned by the message; NULL if there is none. */
osip_cseq_t *osip_message_get_cseq(const osip_message_t *sip);

/** Parses and sets `from`, which must not be there yet. Nothing is set if `hvalue` is NULL or empty. */
int osip_message_set_from(osip_message_t *sip, const char *hvalue);

/** The `from`, still owned by the message; NULL if there is none. */
osip_from_t *osip_message_get_from(const osip_message_t *sip);

/** Parses and sets `mime_version`, which must not be there yet. Nothing is set if `hvalue` is NULL or empty. */
int osip_message_set_mime_version(osip_message_t *sip, const char *hvalue);

/** The `mime_version`, still owned by the message; NULL if there is none. */
osip_mime_version_t *osip_message_get_mime_version(const osip_message_t *sip);

/** Parses and sets `to`, which must not be there yet. Nothing is set if `hvalue` is NULL or empty. */
int osip_message_set_to(osip_message_t *sip, const char *hvalue);

/** The `to`, still owned by the message; NULL if there is none. */
osip_to_t *osip_message_get_to(const osip_message_t *sip);

/** Does nothing: the parser needs no preparation. Returns 0. */
int parser_init(void);

/**
 * Declares that headers named `hname` are comma separated lists. Messages parsed from now on have one header
 * for each element.
 */
int parser_add_comma_separated_header(const char *hname);

/**
 * Adds the source of a received request to its first Via: `rport` if it was asked for, `received`
 * if the address differs from the host (RFC 3581 4). A response is left as it is.
 */
int osip_message_fix_last_via_header(osip_message_t *request, const char *ip_addr, int port);

/** 1 while the text that osip_message_to_str() keeps is up to date, 2 when it is not, 3 if there is none. */
int osip_message_get__property(const osip_message_t *sip);

/** Makes osip_message_to_str() write the message anew: to be called after a field was changed by hand. */
int osip_message_force_update(osip_message_t *sip);

/** The usual reason phrase of a status code; NULL if there is none. It is not to be freed. */
const char *osip_message_get_reason(int status_code);

/** Parses one Via and puts it before all others. */
int osip_message_append_via(osip_message_t *sip, const char *hvalue);

/**
 * Adds a header of any name, parsed as a received one: known names fill their field, lists are split at
 * their commas. Nothing is added if the value does not parse.
 */
int osip_message_set_multiple_header(osip_message_t *sip, char *hname, char *hvalue);

/**
 * Adds a header to the end of the list `headers`, whatever its name; name and value are copied, and `hvalue` may
 * be NULL. -2 without a name, -5 for a line break. Headers that have a field of their own, such as Via or Contact,
 * have functions of their own.
 */
int osip_message_set_header(osip_message_t *sip, const char *hname, const char *hvalue);

/** Adds a header to the end of the unparsed ones, and frees the first of the same name that was there. */
int osip_message_replace_header(osip_message_t *sip, const char *hname, const char *hvalue);

/** Adds a header before all unparsed ones. */
int osip_message_set_topheader(osip_message_t *sip, const char *hname, const char *hvalue);

/**
 * Lends in `dest` the first unparsed header of this name, in any case, from place `pos` on. Returns its
 * place, or OSIP_UNDEFINED_ERROR if there is none.
 */
int osip_message_header_get_byname(const osip_message_t *sip, const char *hname, int pos, osip_header_t **dest);

/** Lends in `dest` the unparsed header at place `pos`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_header(const osip_message_t *sip, int pos, osip_header_t **dest);

/**
 * Adds a copy of the `length` bytes at `buf` as a body; -2 for none. Content-Length is written by
 * osip_message_to_str(); Content-Type is the caller's to set.
 */
int osip_message_set_body(osip_message_t *sip, const char *buf, size_t length);

/** Adds one part of a multipart body: headers, an empty line, content. */
int osip_message_set_body_mime(osip_message_t *sip, const char *buf, size_t length);

/** Lends in `dest` the body at place `pos`. Returns `pos`, or OSIP_UNDEFINED_ERROR if there is none. */
int osip_message_get_body(const osip_message_t *sip, int pos, osip_body_t **dest);

/* Nothing: kept for programs that write them. */
#define msg_logrequest(P, Q) do { } while (0);
#define msg_logresponse(P, Q) do { } while (0);

/* Headers without a type of their own. `set` adds one; `get` finds the first from position `pos` on. */
#define osip_message_set_date(sip, value) osip_message_set_header((osip_message_t *) (sip), "Date", (value))
#define osip_message_get_date(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "date", (pos), (osip_header_t **) (dest))
#define osip_message_set_encryption(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Encryption", (value))
#define osip_message_get_encryption(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "encryption", (pos), (osip_header_t **) (dest))
#define osip_message_set_organization(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Organization", (value))
#define osip_message_get_organization(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "organization", (pos), (osip_header_t **) (dest))
#define osip_message_set_require(sip, value) osip_message_set_header((osip_message_t *) (sip), "Require", (value))
#define osip_message_get_require(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "require", (pos), (osip_header_t **) (dest))
#define osip_message_set_supported(sip, value) osip_message_set_header((osip_message_t *) (sip), "Supported", (value))
#define osip_message_get_supported(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "supported", (pos), (osip_header_t **) (dest))
#define osip_message_set_timestamp(sip, value) osip_message_set_header((osip_message_t *) (sip), "Timestamp", (value))
#define osip_message_get_timestamp(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "timestamp", (pos), (osip_header_t **) (dest))
#define osip_message_set_user_agent(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "User-Agent", (value))
#define osip_message_get_user_agent(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "user-agent", (pos), (osip_header_t **) (dest))
#define osip_message_set_content_language(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Content-Language", (value))
#define osip_message_get_content_language(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "content-language", (pos), (osip_header_t **) (dest))
#define osip_message_set_expires(sip, value) osip_message_set_header((osip_message_t *) (sip), "Expires", (value))
#define osip_message_get_expires(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "expires", (pos), (osip_header_t **) (dest))
#define osip_message_set_in_reply_to(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "In-Reply-To", (value))
#define osip_message_get_in_reply_to(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "in-reply-to", (pos), (osip_header_t **) (dest))
#define osip_message_set_max_forwards(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Max-Forwards", (value))
#define osip_message_get_max_forwards(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "max-forwards", (pos), (osip_header_t **) (dest))
#define osip_message_set_priority(sip, value) osip_message_set_header((osip_message_t *) (sip), "Priority", (value))
#define osip_message_get_priority(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "priority", (pos), (osip_header_t **) (dest))
#define osip_message_set_proxy_require(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Proxy-Require", (value))
#define osip_message_get_proxy_require(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "proxy-require", (pos), (osip_header_t **) (dest))
#define osip_message_set_response_key(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Response-Key", (value))
#define osip_message_get_response_key(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "response-key", (pos), (osip_header_t **) (dest))
#define osip_message_set_subject(sip, value) osip_message_set_header((osip_message_t *) (sip), "Subject", (value))
#define osip_message_get_subject(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "subject", (pos), (osip_header_t **) (dest))
#define osip_message_set_retry_after(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Retry-After", (value))
#define osip_message_get_retry_after(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "retry-after", (pos), (osip_header_t **) (dest))
#define osip_message_set_server(sip, value) osip_message_set_header((osip_message_t *) (sip), "Server", (value))
#define osip_message_get_server(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "server", (pos), (osip_header_t **) (dest))
#define osip_message_set_unsupported(sip, value) \
  osip_message_set_header((osip_message_t *) (sip), "Unsupported", (value))
#define osip_message_get_unsupported(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "unsupported", (pos), (osip_header_t **) (dest))
#define osip_message_set_warning(sip, value) osip_message_set_header((osip_message_t *) (sip), "Warning", (value))
#define osip_message_get_warning(sip, pos, dest) \
  osip_message_header_get_byname((osip_message_t *) (sip), "warning", (pos), (osip_header_t **) (dest))

#ifdef __cplusplus
}
#endif

#endif
