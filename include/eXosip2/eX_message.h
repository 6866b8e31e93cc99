/**
 * @file
 * `eXosip2/eX_message.h`: requests outside of dialogs, such as MESSAGE (RFC 3428). Codes, ownership and the lock: see
 * `eXosip.h`.
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
 * Builds a request outside of dialogs. `to` and `from` are addresses; `route` is the URI of a proxy with `lr`, such
 * as "<sip:proxy.example.com;lr>", or NULL. For `REGISTER`, `route` is the URI of the registrar.
 *
 * -2 without a method or with an empty address, -5 for an address that is NULL or does not parse.
 */
int eXosip_message_build_request(struct eXosip_t *excontext,
                                 osip_message_t **message,
                                 const char *method,
                                 const char *to,
                                 const char *from,
                                 const char *route);

/**
 * Sends a request outside of dialogs. One final `EXOSIP_MESSAGE_...` event follows: `EXOSIP_MESSAGE_REQUESTFAILURE`
 * without a response where none came within 32 s or the server was not reached.
 *
 * Returns the number of the transaction (tid), greater than 0, which that event has. -2 for INVITE and ACK, -5 for a
 * message that cannot be written, -10 where the transport of its target is not listened on.
 */
int eXosip_message_send_request(struct eXosip_t *excontext, osip_message_t *message);

/**
 * Builds a response to the request of transaction `tid`. `status` is from 200 to 699, but not 300: -2 and -1
 * otherwise. -6 once the transaction has ended.
 */
int eXosip_message_build_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t **answer);

/**
 * Sends a response to the request of transaction `tid`; with NULL, one that the library builds with `status` and
 * nothing else. The status in `answer` counts; `status` only has to be from 101 to 699. What is not answered ends
 * after 180 s.
 *
 * Returns 0. -3 after a final response, -6 once the transaction has ended.
 */
int eXosip_message_send_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t *answer);

#ifdef __cplusplus
}
#endif

#endif
