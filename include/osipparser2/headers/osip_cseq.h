/**
 * @file
 * `osipparser2/headers/osip_cseq.h`: CSeq (RFC 3261 20.16).
 * Codes and ownership: see `osip_message.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_CSEQ_H_
#define _OSIP_CSEQ_H_

#ifdef __cplusplus
extern "C" {
#endif

typedef struct osip_cseq osip_cseq_t;

#if !defined(EXOSIP_OPAQUE)
/** A CSeq header: the number of a request in its dialog, and its method. */
struct osip_cseq {
  /** The method. */
  char *method;
  /** The number, in decimal digits. */
  char *number;
};
#endif

/** Allocates an empty header; the caller owns it. */
int osip_cseq_init(osip_cseq_t **header);

/** Frees a header and all that it owns. NULL is ignored. */
void osip_cseq_free(osip_cseq_t *header);

/** Fills an empty header from its text. */
int osip_cseq_parse(osip_cseq_t *header, const char *hvalue);

/** Writes a header as text. The caller frees `dest` with `osip_free`. */
int osip_cseq_to_str(const osip_cseq_t *header, char **dest);

/** Copies a header deeply; the caller owns the copy. */
int osip_cseq_clone(const osip_cseq_t *header, osip_cseq_t **dest);

/** The `number`, still owned by the object; NULL if there is none. */
char *osip_cseq_get_number(osip_cseq_t *header);

/** Sets `number` and takes `value` over. The old one is the caller's to free, before. */
void osip_cseq_set_number(osip_cseq_t *header, char *value);

/** The `method`, still owned by the object; NULL if there is none. */
char *osip_cseq_get_method(osip_cseq_t *header);

/** Sets `method` and takes `value` over. The old one is the caller's to free, before. */
void osip_cseq_set_method(osip_cseq_t *header, char *value);

/**
 * OSIP_SUCCESS if both have the same number and method, INVITE and ACK counting as the same method;
 * OSIP_UNDEFINED_ERROR if not, OSIP_BADPARAMETER if a field is missing.
 */
int osip_cseq_match(osip_cseq_t *cseq1, osip_cseq_t *cseq2);

#ifdef __cplusplus
}
#endif

#endif
