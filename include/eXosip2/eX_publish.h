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

/**
 * Builds a PUBLISH, which is the caller's to change and to give to `eXosip_publish`, or to free. `to`, `from` and
 * `event` are needed; `expires` NULL stands for 3600; `ctype` and `body` are given both or not at all.
 */
int eXosip_build_publish(struct eXosip_t *excontext,
                         osip_message_t **message,
                         const char *to,
                         const char *from,
                         const char *route,
                         const char *event,
                         const char *expires,
                         const char *ctype,
                         const char *body);

/**
 * Sends a PUBLISH. `to` names the publication: its entity tag and its CSeq go on from the last PUBLISH with the same
 * text, whatever the case. `message` is the library's from here on, whatever is returned. Returns the number of the
 * transaction. `eXosip_automatic_action` refreshes the publication; one with `Expires: 0` removes it.
 */
int eXosip_publish(struct eXosip_t *excontext, osip_message_t *message, const char *to);

#ifdef __cplusplus
}
#endif

#endif
