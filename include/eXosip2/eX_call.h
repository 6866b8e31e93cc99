/**
 * @file
 * `eXosip2/eX_call.h`
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef __EX_CALL_H__
#define __EX_CALL_H__

#include <time.h>

#include <osipparser2/osip_parser.h>
#include <osipparser2/sdp_message.h>

#ifdef __cplusplus
extern "C" {
#endif

struct eXosip_t;

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_set_reference(struct eXosip_t *excontext, int id, void *reference);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
void *eXosip_call_get_reference(struct eXosip_t *excontext, int cid);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_build_initial_invite(struct eXosip_t *excontext,
                                     osip_message_t **invite,
                                     const char *to,
                                     const char *from,
                                     const char *route,
                                     const char *subject);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_send_initial_invite(struct eXosip_t *excontext, osip_message_t *invite);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_build_request(struct eXosip_t *excontext, int did, const char *method, osip_message_t **request);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_build_ack(struct eXosip_t *excontext, int tid, osip_message_t **ack);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_send_ack(struct eXosip_t *excontext, int tid, osip_message_t *ack);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_build_refer(struct eXosip_t *excontext, int did, const char *refer_to, osip_message_t **request);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_build_info(struct eXosip_t *excontext, int did, osip_message_t **request);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_build_options(struct eXosip_t *excontext, int did, osip_message_t **request);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_build_update(struct eXosip_t *excontext, int did, osip_message_t **request);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_build_notify(struct eXosip_t *excontext, int did, int subscription_status, osip_message_t **request);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_send_request(struct eXosip_t *excontext, int did, osip_message_t *request);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_build_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t **answer);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_send_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t *answer);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_terminate(struct eXosip_t *excontext, int cid, int did);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_terminate_with_reason(struct eXosip_t *excontext, int cid, int did, const char *reason);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_terminate_with_header(struct eXosip_t *excontext,
                                      int cid,
                                      int did,
                                      const char *header_name,
                                      const char *header_value);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_build_prack(struct eXosip_t *excontext, int tid, osip_message_t *response1xx, osip_message_t **prack);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_send_prack(struct eXosip_t *excontext, int tid, osip_message_t *prack);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_get_referto(struct eXosip_t *excontext, int did, char *refer_to, size_t refer_to_len);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_call_find_by_replaces(struct eXosip_t *excontext, char *replaces);

#ifdef __cplusplus
}
#endif

#endif
