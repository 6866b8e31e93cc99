/**
 * `eXosip2/eX_message.h`
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef __EX_MESSAGE_H__
#define __EX_MESSAGE_H__

#include <time.h>

#include <osipparser2/osip_parser.h>

#ifdef __cplusplus
extern "C" {
#endif

struct eXosip_t;

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_message_build_request(struct eXosip_t *excontext,
                                 osip_message_t **message,
                                 const char *method,
                                 const char *to,
                                 const char *from,
                                 const char *route);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_message_send_request(struct eXosip_t *excontext, osip_message_t *message);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_message_build_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t **answer);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_message_send_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t *answer);

#ifdef __cplusplus
}
#endif

#endif
