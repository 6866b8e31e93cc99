/**
 * @file
 * `eXosip2/eX_options.h`: OPTIONS outside of dialogs (RFC 3261 11). Codes, ownership and the lock: see `eXosip.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef __EX_OPTIONS_H__
#define __EX_OPTIONS_H__

#include <time.h>

#include <osipparser2/osip_parser.h>

#ifdef __cplusplus
extern "C" {
#endif

struct eXosip_t;

/** As `eXosip_message_build_request` with the method `OPTIONS`; Accept says `application/sdp`. */
int eXosip_options_build_request(struct eXosip_t *excontext,
                                 osip_message_t **options,
                                 const char *to,
                                 const char *from,
                                 const char *route);

/** As `eXosip_message_send_request`. */
int eXosip_options_send_request(struct eXosip_t *excontext, osip_message_t *options);

/** As `eXosip_message_build_answer`. */
int eXosip_options_build_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t **answer);

/** As `eXosip_message_send_answer`. */
int eXosip_options_send_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t *answer);

#ifdef __cplusplus
}
#endif

#endif
