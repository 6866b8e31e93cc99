/**
 * `osipparser2/headers/osip_cseq.h`
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
/** The number of a request in its dialog, and its method. */
struct osip_cseq {
  /** `method` */
  char *method;
  /** `number` */
  char *number;
};
#endif

int osip_cseq_init(osip_cseq_t **header);

void osip_cseq_free(osip_cseq_t *header);

int osip_cseq_parse(osip_cseq_t *header, const char *hvalue);

int osip_cseq_to_str(const osip_cseq_t *header, char **dest);

int osip_cseq_clone(const osip_cseq_t *header, osip_cseq_t **dest);

void osip_cseq_set_number(osip_cseq_t *header, char *value);

char *osip_cseq_get_number(osip_cseq_t *header);

void osip_cseq_set_method(osip_cseq_t *header, char *value);

char *osip_cseq_get_method(osip_cseq_t *header);

int osip_cseq_match(osip_cseq_t *cseq1, osip_cseq_t *cseq2);

#ifdef __cplusplus
}
#endif

#endif
