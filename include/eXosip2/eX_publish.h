/**
 * @file
 * `eXosip2/eX_publish.h`: event state (RFC 3903). Codes, ownership and the lock: see `eXosip.h`.
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
 * Builds a PUBLISH. `to` and `from` are addresses, `route` is the URI of a proxy or NULL, `event` the package, such
 * as "presence". `expires` is a number of seconds as text; NULL stands for "3600". `ctype` and `body` are the type
 * and the text of the state; both are given or none.
 *
 * -2 where `to`, `from` or `event` is missing, or one of `ctype` and `body`; -5 for an address that does not parse.
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
 * text, whatever the case. `eXosip_automatic_action` refreshes the publication with the newest tag; one with
 * `Expires: 0` removes it.
 *
 * Returns the number of the transaction (tid), which the `EXOSIP_MESSAGE_...` event with the result has.
 */
int eXosip_publish(struct eXosip_t *excontext, osip_message_t *message, const char *to);

#ifdef __cplusplus
}
#endif

#endif
