/**
 * @file
 * `osipparser2/headers/osip_via.h`: Via (RFC 3261 20.42).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_VIA_H_
#define _OSIP_VIA_H_

#include <osipparser2/osip_list.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_via osip_via_t;

#if !defined(EXOSIP_OPAQUE)
/** A Via header: one hop that a request has taken. */
struct osip_via {
  /** The version of SIP, "2.0". */
  char *version;
  /** The transport: "UDP", "TCP", "TLS" and others. */
  char *protocol;
  /** The sent-by host: a host name, an IPv4 address, or an IPv6 address without brackets. */
  char *host;
  /** The port, in decimal digits. */
  char *port;
  /** A remark at the end, without its parentheses (RFC 2543). */
  char *comment;
  /**
   * The parameters: branch, rport, received and others.
   * Elements: `osip_uri_param_t`.
   */
  osip_list_t via_params;
};
#endif

/** Allocates an empty header; the caller owns it. */
int osip_via_init(osip_via_t **header);

/** Frees a header and all that it owns. NULL is ignored. */
void osip_via_free(osip_via_t *header);

/** Fills an empty header from its text. */
int osip_via_parse(osip_via_t *header, const char *hvalue);

/** Writes a header as text. The caller frees `dest` with `osip_free`. */
int osip_via_to_str(const osip_via_t *header, char **dest);

/** Copies a header deeply; the caller owns the copy. */
int osip_via_clone(const osip_via_t *header, osip_via_t **dest);

/** The `version`, still owned by the object; NULL if there is none. */
char *via_get_version(osip_via_t *header);

/** Sets `version` and takes `value` over. The old one is the caller's to free, before. */
void via_set_version(osip_via_t *header, char *value);

/** The `protocol`, still owned by the object; NULL if there is none. */
char *via_get_protocol(osip_via_t *header);

/** Sets `protocol` and takes `value` over. The old one is the caller's to free, before. */
void via_set_protocol(osip_via_t *header, char *value);

/** The `host`, still owned by the object; NULL if there is none. */
char *via_get_host(osip_via_t *header);

/** Sets `host` and takes `value` over. The old one is the caller's to free, before. */
void via_set_host(osip_via_t *header, char *value);

/** The `port`, still owned by the object; NULL if there is none. */
char *via_get_port(osip_via_t *header);

/** Sets `port` and takes `value` over. The old one is the caller's to free, before. */
void via_set_port(osip_via_t *header, char *value);

/** The `comment`, still owned by the object; NULL if there is none. */
char *via_get_comment(osip_via_t *header);

/** Sets `comment` and takes `value` over. The old one is the caller's to free, before. */
void via_set_comment(osip_via_t *header, char *value);

/**
 * OSIP_SUCCESS if both are the same in every field and parameter, OSIP_UNDEFINED_ERROR if not,
 * OSIP_BADPARAMETER if one has no version, protocol or host.
 */
int osip_via_match(osip_via_t *via1, osip_via_t *via2);

/** The `via_params`, still owned by the object. Not in the original. */
osip_list_t *osip_via_get_params(osip_via_t *header);

/** The `version`, still owned by the object; NULL if there is none. */
char *osip_via_get_version(osip_via_t *header);

/** Sets `version` and takes `value` over. The old one is the caller's to free, before. */
void osip_via_set_version(osip_via_t *header, char *value);

/** The `protocol`, still owned by the object; NULL if there is none. */
char *osip_via_get_protocol(osip_via_t *header);

/** Sets `protocol` and takes `value` over. The old one is the caller's to free, before. */
void osip_via_set_protocol(osip_via_t *header, char *value);

/** The `host`, still owned by the object; NULL if there is none. */
char *osip_via_get_host(osip_via_t *header);

/** Sets `host` and takes `value` over. The old one is the caller's to free, before. */
void osip_via_set_host(osip_via_t *header, char *value);

/** The `port`, still owned by the object; NULL if there is none. */
char *osip_via_get_port(osip_via_t *header);

/** Sets `port` and takes `value` over. The old one is the caller's to free, before. */
void osip_via_set_port(osip_via_t *header, char *value);

/** The `comment`, still owned by the object; NULL if there is none. */
char *osip_via_get_comment(osip_via_t *header);

/** Sets `comment` and takes `value` over. The old one is the caller's to free, before. */
void osip_via_set_comment(osip_via_t *header, char *value);

/* Where the parameters stand. */
#ifdef EXOSIP_OPAQUE
#define OSIP_VIA_PARAMS(header) osip_via_get_params(header)
#else
#define OSIP_VIA_PARAMS(header) (&(header)->via_params)
#endif

#define osip_via_set_hidden(header) osip_via_param_add((header), osip_strdup("hidden"), NULL)
#define osip_via_set_ttl(header, value) osip_via_param_add((header), osip_strdup("ttl"), (value))
#define osip_via_set_maddr(header, value) osip_via_param_add((header), osip_strdup("maddr"), (value))
#define osip_via_set_received(header, value) osip_via_param_add((header), osip_strdup("received"), (value))
#define osip_via_set_branch(header, value) osip_via_param_add((header), osip_strdup("branch"), (value))
#define osip_via_param_add(header, name, value) osip_uri_param_add(OSIP_VIA_PARAMS(header), (name), (value))
#define osip_via_param_get_byname(header, name, dest) \
  osip_uri_param_get_byname(OSIP_VIA_PARAMS(header), (name), (dest))

#ifdef __cplusplus
}
#endif

#endif
