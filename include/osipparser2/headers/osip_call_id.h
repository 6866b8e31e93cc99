/**
 * @file
 * `osipparser2/headers/osip_call_id.h`: Call-ID (RFC 3261 20.8).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_CALL_ID_H_
#define _OSIP_CALL_ID_H_

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_call_id osip_call_id_t;

#if !defined(EXOSIP_OPAQUE)
/** A Call-ID header: the identifier of a call or of a row of registrations. */
struct osip_call_id {
  /** What stands before the "@", or all of it. */
  char *number;
  /** What stands behind the "@"; NULL if there is none. */
  char *host;
};
#endif

/** Allocates an empty header; the caller owns it. */
int osip_call_id_init(osip_call_id_t **header);

/** Frees a header and all that it owns. NULL is ignored. */
void osip_call_id_free(osip_call_id_t *header);

/** Fills an empty header from its text. */
int osip_call_id_parse(osip_call_id_t *header, const char *hvalue);

/** Writes a header as text. The caller frees `dest` with `osip_free`. */
int osip_call_id_to_str(const osip_call_id_t *header, char **dest);

/** Copies a header deeply; the caller owns the copy. */
int osip_call_id_clone(const osip_call_id_t *header, osip_call_id_t **dest);

/** The `number`, still owned by the object; NULL if there is none. */
char *osip_call_id_get_number(osip_call_id_t *header);

/** Sets `number` and takes `value` over. The old one is the caller's to free, before. */
void osip_call_id_set_number(osip_call_id_t *header, char *value);

/** The `host`, still owned by the object; NULL if there is none. */
char *osip_call_id_get_host(osip_call_id_t *header);

/** Sets `host` and takes `value` over. The old one is the caller's to free, before. */
void osip_call_id_set_host(osip_call_id_t *header, char *value);

/**
 * OSIP_SUCCESS if both are the same, case included; OSIP_UNDEFINED_ERROR if not, OSIP_BADPARAMETER if one has no
 * number.
 */
int osip_call_id_match(osip_call_id_t *callid1, osip_call_id_t *callid2);

#ifdef __cplusplus
}
#endif

#endif
