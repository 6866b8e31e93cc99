/**
 * @file
 * `osipparser2/headers/osip_call_info.h`: Call-Info (RFC 3261 20.9).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_CALL_INFO_H_
#define _OSIP_CALL_INFO_H_

#include <osipparser2/osip_list.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_call_info osip_call_info_t;

#if !defined(EXOSIP_OPAQUE)
/**
 * A Call-Info, Alert-Info or Error-Info header: a URI in brackets; a Content-Disposition header: a token.
 * Parameters may follow.
 */
struct osip_call_info {
  /** The URI with its brackets, or the token. */
  char *element;
  /**
   * The parameters, such as "purpose" or "handling".
   * Elements: `osip_uri_param_t`.
   */
  osip_list_t gen_params;
};
#endif

/** Allocates an empty header; the caller owns it. */
int osip_call_info_init(osip_call_info_t **header);

/** Frees a header and all that it owns. NULL is ignored. */
void osip_call_info_free(osip_call_info_t *header);

/** Fills an empty header from its text. */
int osip_call_info_parse(osip_call_info_t *header, const char *hvalue);

/** Writes a header as text. The caller frees `dest` with `osip_free`. */
int osip_call_info_to_str(const osip_call_info_t *header, char **dest);

/** Copies a header deeply; the caller owns the copy. */
int osip_call_info_clone(const osip_call_info_t *header, osip_call_info_t **dest);

/**
 * The URI with its brackets, or the token of a Content-Disposition; still owned by the object, NULL if there is
 * none.
 */
char *osip_call_info_get_uri(osip_call_info_t *header);

/** Sets what `osip_call_info_get_uri` returns, and takes ownership of `uri`. The caller frees the former one before. */
void osip_call_info_set_uri(osip_call_info_t *header, char *uri);

#ifdef __cplusplus
}
#endif

#endif
