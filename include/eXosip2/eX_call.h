/**
 * @file
 * `eXosip2/eX_call.h`: calls (RFC 3261 13 to 15). A call has a number (cid), its dialog one (did), each request in it one
 * (tid). Codes, ownership and the lock: see `eXosip.h`.
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

/**
 * Attaches a pointer to a call, by its cid or the did of its dialog. The events of the call have it as
 * `external_reference`, up to the last one. It is never followed. -6 for another number.
 */
int eXosip_call_set_reference(struct eXosip_t *excontext, int id, void *reference);

/** The pointer that was attached to call `cid`; NULL if there is none. */
void *eXosip_call_get_reference(struct eXosip_t *excontext, int cid);

/**
 * Builds the INVITE of a new call. `to` and `from` are addresses; `route` is the URI of a proxy with `lr`, or NULL;
 * `subject` is the value of Subject, or NULL.
 *
 * -2 without `to`, -5 for an address that does not parse, -10 without a listener.
 */
int eXosip_call_build_initial_invite(struct eXosip_t *excontext,
                                     osip_message_t **invite,
                                     const char *to,
                                     const char *from,
                                     const char *route,
                                     const char *subject);

/**
 * Sends the INVITE of a new call. Returns the number of the call (cid), greater than 0. -2 for a message that is no
 * INVITE. The end of the call is `EXOSIP_CALL_RELEASED`, whatever came before.
 */
int eXosip_call_send_initial_invite(struct eXosip_t *excontext, osip_message_t *invite);

/**
 * Builds a request in dialog `did`, with credentials for the realms that have challenged the call. -3 while another
 * request of this method, of either side, waits for its final response; -6 once the dialog is closed.
 */
int eXosip_call_build_request(struct eXosip_t *excontext, int did, const char *method, osip_message_t **request);

/**
 * Builds the ACK for the response to INVITE `tid`, or to the last INVITE of dialog `tid`. -2 if it is no INVITE, -5
 * if its only response is a 100, -6 if there is none, or no such number.
 */
int eXosip_call_build_ack(struct eXosip_t *excontext, int tid, osip_message_t **ack);

/**
 * Sends the ACK for the 2xx to INVITE `tid`; with NULL, one that the library builds. The library sends it again for
 * each repetition of the 2xx. Without an ACK the peer ends the call after 32 s. -6 if there is no such INVITE.
 */
int eXosip_call_send_ack(struct eXosip_t *excontext, int tid, osip_message_t *ack);

/**
 * Builds a REFER in dialog `did` (RFC 3515). `refer_to` is the value of Refer-To; NULL or an empty text for none.
 * Codes as of `eXosip_call_build_request`, -5 for a line break.
 */
int eXosip_call_build_refer(struct eXosip_t *excontext, int did, const char *refer_to, osip_message_t **request);

/** Builds an INFO (RFC 6086) in dialog `did`. Codes as of `eXosip_call_build_request`. */
int eXosip_call_build_info(struct eXosip_t *excontext, int did, osip_message_t **request);

/** Builds an OPTIONS in dialog `did`. Codes as of `eXosip_call_build_request`. */
int eXosip_call_build_options(struct eXosip_t *excontext, int did, osip_message_t **request);

/** Builds an UPDATE (RFC 3311) in dialog `did`. Codes as of `eXosip_call_build_request`. */
int eXosip_call_build_update(struct eXosip_t *excontext, int did, osip_message_t **request);

/**
 * Builds a NOTIFY in dialog `did`, with Subscription-State (RFC 3515). `subscription_status` is one of `eXosip_ss`;
 * others count as pending. The caller adds Event and the body. Codes as of `eXosip_call_build_request`.
 */
int eXosip_call_build_notify(struct eXosip_t *excontext, int did, int subscription_status, osip_message_t **request);

/**
 * Sends a request in dialog `did`. Returns 0; its number (tid) stands in the event with its result, which is an
 * `EXOSIP_CALL_MESSAGE_...`, for INVITE those of a call. -2 without a method, -3 and -6 as of
 * `eXosip_call_build_request`.
 */
int eXosip_call_send_request(struct eXosip_t *excontext, int did, osip_message_t *request);

/**
 * Builds a response to request `tid` of a call. For an INVITE, `tid` may be that of any INVITE of the call: the last
 * counts. `status` is from 101 to 699: -2 otherwise. -3 after a final response, -6 for a number that is unknown.
 */
int eXosip_call_build_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t **answer);

/**
 * Sends a response to request `tid` of a call. The status in `answer` counts. NULL sends the default response to an
 * INVITE: -2 if `status` is a 2xx, and for other methods. A 2xx to INVITE is repeated by the library until its ACK
 * arrives; without one the call ends after 32 s. -3 after a final response, -6 for a number that is unknown.
 */
int eXosip_call_send_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t *answer);

/**
 * Ends a call as its state requires: by CANCEL, by a refusal (603) or by BYE. `did` counts if it is greater than 0;
 * with `cid` alone only an INVITE that rings is ended.
 *
 * Returns 1 after CANCEL, else 0. -3 before any response to INVITE (see `EXOSIP_OPT_CANCEL_EARLY`), after CANCEL,
 * and by `cid` alone for an answered call; -6 for numbers that are unknown.
 */
int eXosip_call_terminate(struct eXosip_t *excontext, int cid, int did);

/** As `eXosip_call_terminate`, with the header Reason (RFC 3326); NULL for none. */
int eXosip_call_terminate_with_reason(struct eXosip_t *excontext, int cid, int did, const char *reason);

/** As `eXosip_call_terminate`, with one more header; NULL for none. -5 for a name that is no token, or a line break. */
int eXosip_call_terminate_with_header(struct eXosip_t *excontext,
                                      int cid,
                                      int did,
                                      const char *header_name,
                                      const char *header_value);

/**
 * Builds the PRACK for a reliable provisional response to INVITE `tid` (RFC 3262). -2 if it is no INVITE, -3 once
 * the INVITE has a final response or that response was acknowledged already, `OSIP_WRONG_FORMAT` (-52) if the
 * response has no RSeq, -6 for a number that is unknown.
 */
int eXosip_call_build_prack(struct eXosip_t *excontext, int tid, osip_message_t *response1xx, osip_message_t **prack);

/**
 * Sends the PRACK for a response to INVITE `tid`. Its result is an `EXOSIP_CALL_MESSAGE_...` event. -3 once the
 * INVITE has a final response, -6 for a number that is unknown.
 */
int eXosip_call_send_prack(struct eXosip_t *excontext, int tid, osip_message_t *prack);

/**
 * Writes the value of Refer-To with which another party can replace the call of dialog `did` (RFC 3891): at most
 * `refer_to_len` bytes, the last one 0. -6 once the dialog is closed.
 */
int eXosip_call_get_referto(struct eXosip_t *excontext, int did, char *refer_to, size_t refer_to_len);

/**
 * The call (cid) whose dialog the value of a Replaces header names (RFC 3891 3). -5 without both tags; -6 for no
 * dialog (answer 481); -3 for a confirmed one with `early-only` (answer 486); -2 for an early one that a peer began
 * (answer 481).
 */
int eXosip_call_find_by_replaces(struct eXosip_t *excontext, char *replaces);

#ifdef __cplusplus
}
#endif

#endif
