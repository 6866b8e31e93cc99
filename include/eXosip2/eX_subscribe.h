/**
 * @file
 * `eXosip2/eX_subscribe.h`: subscriptions (RFC 6665) and REFER outside of calls (RFC 3515). A subscription of ours has a number (sid),
 * one of a peer another (nid), its dialog one (did). Codes, ownership and the lock: see `eXosip.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef __EX_SUBSCRIBE_H__
#define __EX_SUBSCRIBE_H__

#include <time.h>

#include <osipparser2/osip_parser.h>

#ifdef __cplusplus
extern "C" {
#endif

struct eXosip_t;

/** State of a subscription (RFC 6665 4.1.2). */
enum eXosip_ss {
  /** None, or one of no standard. */
  EXOSIP_SUBCRSTATE_UNKNOWN = 0,
  /** Not decided yet. */
  EXOSIP_SUBCRSTATE_PENDING = 1,
  /** Accepted. */
  EXOSIP_SUBCRSTATE_ACTIVE = 2,
  /** Over. */
  EXOSIP_SUBCRSTATE_TERMINATED = 3
};

/** Why a subscription ended (RFC 6665 4.1.3). */
enum eXosip_ss_reason {
  /** Subscribe again at once. */
  DEACTIVATED = 0,
  /** Subscribe again later. */
  PROBATION = 1,
  /** Not allowed. */
  REJECTED = 2,
  /** It was not refreshed. */
  TIMEOUT = 3,
  /** No decision was made about it. */
  GIVEUP = 4,
  /** What it is about no longer exists. */
  NORESOURCE = 5
};

/** Presence of a person. Not used by the library. */
enum eXosip_ss_status {
  /** Not known. */
  EXOSIP_NOTIFY_UNKNOWN = 0,
  /** Not decided yet. */
  EXOSIP_NOTIFY_PENDING = 1,
  /** Online. */
  EXOSIP_NOTIFY_ONLINE = 2,
  /** Busy. */
  EXOSIP_NOTIFY_BUSY = 3,
  /** Back soon. */
  EXOSIP_NOTIFY_BERIGHTBACK = 4,
  /** Away. */
  EXOSIP_NOTIFY_AWAY = 5,
  /** On the phone. */
  EXOSIP_NOTIFY_ONTHEPHONE = 6,
  /** At lunch. */
  EXOSIP_NOTIFY_OUTTOLUNCH = 7,
  /** Offline. */
  EXOSIP_NOTIFY_CLOSED = 8
};

/**
 * Builds the SUBSCRIBE of a new subscription. `to` and `from` are addresses, `route` is the URI of a proxy or NULL,
 * `event` the package, such as "presence"; `expires` is in seconds. -2 where one of the three is missing, -5 for
 * what does not parse.
 */
int eXosip_subscription_build_initial_subscribe(struct eXosip_t *excontext,
                                                osip_message_t **subscribe,
                                                const char *to,
                                                const char *from,
                                                const char *route,
                                                const char *event,
                                                int expires);

/**
 * Builds a REFER outside of calls. `to` and `from` are addresses, `route` is the URI of a proxy or NULL; `refer_to`
 * is the value of Refer-To. -2 where `to` or `from` is missing, -5 for what does not parse.
 */
int eXosip_subscription_build_initial_refer(struct eXosip_t *excontext,
                                            osip_message_t **refer,
                                            const char *to,
                                            const char *from,
                                            const char *route,
                                            const char *refer_to);

/**
 * Sends the SUBSCRIBE or REFER of a new subscription. `eXosip_automatic_action` refreshes it in time and answers
 * challenges. Returns the number of the subscription (sid), greater than 0.
 */
int eXosip_subscription_send_initial_request(struct eXosip_t *excontext, osip_message_t *subscribe);

/**
 * Builds the next SUBSCRIBE or REFER in dialog `did`. The caller adds Expires, Event and Accept. -3 while the last
 * one waits for its response, -6 once the subscription is over.
 */
int eXosip_subscription_build_refresh_request(struct eXosip_t *excontext, int did, osip_message_t **sub);

/**
 * Sends a SUBSCRIBE or REFER in dialog `did`. One with `Expires: 0` ends the subscription. Returns 0. -3 and -6 as
 * of `eXosip_subscription_build_refresh_request`.
 */
int eXosip_subscription_send_refresh_request(struct eXosip_t *excontext, int did, osip_message_t *sub);

/**
 * Forgets the subscription with this sid or did. Nothing is sent: later NOTIFYs are reported as
 * `EXOSIP_MESSAGE_NEW`. -6 if there is none.
 */
int eXosip_subscription_remove(struct eXosip_t *excontext, int did);

/** Builds a response to SUBSCRIBE or REFER `tid`. `status` is from 101 to 699. -6 for a number that is unknown. */
int eXosip_insubscription_build_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t **answer);

/**
 * Sends a response to SUBSCRIBE or REFER `tid`. The status in `answer` counts. NULL sends the default response: -2
 * if `status` is a 2xx. What is not answered gets 480 after 32 s. -3 after a final response, -6 for a number that is
 * unknown.
 */
int eXosip_insubscription_send_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t *answer);

/**
 * Builds a request to the subscriber of dialog `did`. -3 while a NOTIFY waits for its response, -6 once the
 * subscription is over.
 */
int eXosip_insubscription_build_request(struct eXosip_t *excontext,
                                        int did,
                                        const char *method,
                                        osip_message_t **request);

/**
 * Builds a NOTIFY in dialog `did`. `subscription_status` is one of `eXosip_ss`, `subscription_reason` one of
 * `eXosip_ss_reason`, which counts for terminated only. The caller adds Event and the body. Codes as of
 * `eXosip_insubscription_build_request`.
 */
int eXosip_insubscription_build_notify(struct eXosip_t *excontext,
                                       int did,
                                       int subscription_status,
                                       int subscription_reason,
                                       osip_message_t **request);

/**
 * Sends a request to the subscriber of dialog `did`. Its result is an `EXOSIP_NOTIFICATION_...` event. A NOTIFY with
 * the state `terminated` ends the subscription once it is answered. Returns 0. Codes as of
 * `eXosip_insubscription_build_request`.
 */
int eXosip_insubscription_send_request(struct eXosip_t *excontext, int did, osip_message_t *request);

/** Forgets the incoming subscription of dialog `did`. Nothing is sent. -6 if there is none. */
int eXosip_insubscription_remove(struct eXosip_t *excontext, int did);

#ifdef __cplusplus
}
#endif

#endif
