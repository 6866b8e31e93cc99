/**
 * `osipparser2/headers/osip_via.h`
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
/** One hop that a request has taken. */
struct osip_via {
  /** `version` */
  char *version;
  /** `protocol` */
  char *protocol;
  /** `host` */
  char *host;
  /** `port` */
  char *port;
  /** `comment` */
  char *comment;
  /**
   * `via_params`
   * Elements: `osip_uri_param_t`.
   */
  osip_list_t via_params;
};
#endif

int osip_via_init(osip_via_t **header);

void osip_via_free(osip_via_t *header);

int osip_via_parse(osip_via_t *header, const char *hvalue);

int osip_via_to_str(const osip_via_t *header, char **dest);

int osip_via_clone(const osip_via_t *header, osip_via_t **dest);

void via_set_version(osip_via_t *header, char *value);

char *via_get_version(osip_via_t *header);

void via_set_protocol(osip_via_t *header, char *value);

char *via_get_protocol(osip_via_t *header);

void via_set_host(osip_via_t *header, char *value);

char *via_get_host(osip_via_t *header);

void via_set_port(osip_via_t *header, char *value);

char *via_get_port(osip_via_t *header);

void via_set_comment(osip_via_t *header, char *value);

char *via_get_comment(osip_via_t *header);

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
