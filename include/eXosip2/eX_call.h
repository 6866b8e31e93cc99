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

/** Attaches a pointer to a call, by its cid or the did of its dialog. The events of the call carry it. */
int eXosip_call_set_reference(struct eXosip_t *excontext, int id, void *reference);

/** The pointer that was attached to call `cid`; NULL if there is none. */
void *eXosip_call_get_reference(struct eXosip_t *excontext, int cid);

/**
 * Builds the INVITE of a new call, which is the caller's to change and to give to `eXosip_call_send_initial_invite`,
 * or to free. `to` and `from` are addresses; `route` is the URI of a proxy or NULL; `subject` may be NULL.
 */
int eXosip_call_build_initial_invite(struct eXosip_t *excontext,
                                     osip_message_t **invite,
                                     const char *to,
                                     const char *from,
                                     const char *route,
                                     const char *subject);

/**
 * Sends the INVITE of a new call. `invite` is the library's from here on, whatever is returned. Returns the number of
 * the call (cid).
 */
int eXosip_call_send_initial_invite(struct eXosip_t *excontext, osip_message_t *invite);

/**
 * Builds a request in dialog `did`, which is the caller's to change and to give to `eXosip_call_send_request`, or to
 * free. `OSIP_WRONG_STATE` while another request of this method waits for its end.
 */
int eXosip_call_build_request(struct eXosip_t *excontext, int did, const char *method, osip_message_t **request);

/**
 * Builds the ACK for the 2xx to INVITE `tid`, which is the caller's to change and to give to `eXosip_call_send_ack`,
 * or to free.
 */
int eXosip_call_build_ack(struct eXosip_t *excontext, int tid, osip_message_t **ack);

/**
 * Sends the ACK for the 2xx to INVITE `tid`; with NULL, one that the library builds. `ack` is the library's from here
 * on, whatever is returned. The library sends it again for each repetition of the 2xx.
 */
int eXosip_call_send_ack(struct eXosip_t *excontext, int tid, osip_message_t *ack);

/** Builds a REFER in dialog `did`. `refer_to` is the value of Refer-To. */
int eXosip_call_build_refer(struct eXosip_t *excontext, int did, const char *refer_to, osip_message_t **request);

/** Builds an INFO in dialog `did`. */
int eXosip_call_build_info(struct eXosip_t *excontext, int did, osip_message_t **request);

/** Builds an OPTIONS in dialog `did`. */
int eXosip_call_build_options(struct eXosip_t *excontext, int did, osip_message_t **request);

/** Builds an UPDATE in dialog `did`. */
int eXosip_call_build_update(struct eXosip_t *excontext, int did, osip_message_t **request);

/** Builds a NOTIFY in dialog `did`. `subscription_status` is one of `eXosip_ss`; the caller adds Event. */
int eXosip_call_build_notify(struct eXosip_t *excontext, int did, int subscription_status, osip_message_t **request);

/** Sends a request in dialog `did`. `request` is the library's from here on, whatever is returned. */
int eXosip_call_send_request(struct eXosip_t *excontext, int did, osip_message_t *request);

/**
 * Builds a response to request `tid` of a call, which is the caller's to change and to give to
 * `eXosip_call_send_answer`, or to free. For an INVITE, `tid` may be that of any INVITE of the call: the last counts.
 */
int eXosip_call_build_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t **answer);

/**
 * Sends a response to request `tid` of a call. `answer` is the library's from here on, whatever is returned; its own
 * status counts. NULL sends the default response to an INVITE, unless `status` is a 2xx.
 */
int eXosip_call_send_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t *answer);

/**
 * Ends a call: by CANCEL, a refusal or BYE, whatever its state asks for. `did` counts if it is greater than 0. Returns
 * 1 after CANCEL, else 0.
 */
int eXosip_call_terminate(struct eXosip_t *excontext, int cid, int did);

/** As `eXosip_call_terminate`, with the header Reason. */
int eXosip_call_terminate_with_reason(struct eXosip_t *excontext, int cid, int did, const char *reason);

/** As `eXosip_call_terminate`, with one more header; NULL for none. */
int eXosip_call_terminate_with_header(struct eXosip_t *excontext,
                                      int cid,
                                      int did,
                                      const char *header_name,
                                      const char *header_value);

/**
 * Builds the PRACK for a reliable provisional response to INVITE `tid`, which is the caller's to change and to give to
 * `eXosip_call_send_prack`, or to free. `OSIP_WRONG_FORMAT` if the response has no RSeq.
 */
int eXosip_call_build_prack(struct eXosip_t *excontext, int tid, osip_message_t *response1xx, osip_message_t **prack);

/** Sends a PRACK. `prack` is the library's from here on, whatever is returned. */
int eXosip_call_send_prack(struct eXosip_t *excontext, int tid, osip_message_t *prack);

/**
 * Writes the Refer-To with which another party can replace the call of dialog `did`; at most `refer_to_len` bytes, the
 * last one 0.
 */
int eXosip_call_get_referto(struct eXosip_t *excontext, int did, char *refer_to, size_t refer_to_len);

/** The call whose dialog the value of a Replaces header names (RFC 3891). */
int eXosip_call_find_by_replaces(struct eXosip_t *excontext, char *replaces);

#ifdef __cplusplus
}
#endif

#endif
