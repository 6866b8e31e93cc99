/**
 * @file
 * `eXosip2/eX_publish.h`
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef __EX_PUBLISH_H__
#define __EX_PUBLISH_H__

#include <time.h>

#include <osipparser2/osip_parser.h>

#ifdef __cplusplus
extern "C" {
#endif

struct eXosip_t;

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_build_publish(struct eXosip_t *excontext,
                         osip_message_t **message,
                         const char *to,
                         const char *from,
                         const char *route,
                         const char *event,
                         const char *expires,
                         const char *ctype,
                         const char *body);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_publish(struct eXosip_t *excontext, osip_message_t *message, const char *to);

#ifdef __cplusplus
}
#endif

#endif
