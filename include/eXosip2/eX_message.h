/**
 * @file
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

/**
 * Builds a request outside of dialogs, which is the caller's to change and to give to
 * `eXosip_message_send_request`, or to free. `to` and `from` are addresses, `route` the URI of a proxy or NULL. For
 * `REGISTER`, `route` is the URI of the registrar.
 */
int eXosip_message_build_request(struct eXosip_t *excontext,
                                 osip_message_t **message,
                                 const char *method,
                                 const char *to,
                                 const char *from,
                                 const char *route);

/**
 * Sends a request outside of dialogs. `message` is the library's from here on, whatever is returned. Returns the
 * number of the transaction, which the events with its result have.
 */
int eXosip_message_send_request(struct eXosip_t *excontext, osip_message_t *message);

/**
 * Builds a response to the request of transaction `tid`, which is the caller's to change and to give to
 * `eXosip_message_send_answer`, or to free. `status` is from 200 to 699, but not 300.
 */
int eXosip_message_build_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t **answer);

/**
 * Sends a response to the request of transaction `tid`; with NULL, one that the library builds. `answer` is the
 * library's from here on, whatever is returned; its own status counts. `OSIP_WRONG_STATE` after a final response,
 * `OSIP_NOTFOUND` once the transaction has ended.
 */
int eXosip_message_send_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t *answer);

#ifdef __cplusplus
}
#endif

#endif
