/**
 * @file
 * `eXosip2/eX_subscribe.h`
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
  /** Nobody decided about it. */
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

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_subscription_build_initial_subscribe(struct eXosip_t *excontext,
                                                osip_message_t **subscribe,
                                                const char *to,
                                                const char *from,
                                                const char *route,
                                                const char *event,
                                                int expires);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_subscription_build_initial_refer(struct eXosip_t *excontext,
                                            osip_message_t **refer,
                                            const char *to,
                                            const char *from,
                                            const char *route,
                                            const char *refer_to);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_subscription_send_initial_request(struct eXosip_t *excontext, osip_message_t *subscribe);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_subscription_build_refresh_request(struct eXosip_t *excontext, int did, osip_message_t **sub);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_subscription_send_refresh_request(struct eXosip_t *excontext, int did, osip_message_t *sub);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_subscription_remove(struct eXosip_t *excontext, int did);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_insubscription_build_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t **answer);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_insubscription_send_answer(struct eXosip_t *excontext, int tid, int status, osip_message_t *answer);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_insubscription_build_request(struct eXosip_t *excontext,
                                        int did,
                                        const char *method,
                                        osip_message_t **request);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_insubscription_build_notify(struct eXosip_t *excontext,
                                       int did,
                                       int subscription_status,
                                       int subscription_reason,
                                       osip_message_t **request);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_insubscription_send_request(struct eXosip_t *excontext, int did, osip_message_t *request);

/** Not written yet: answers OSIP_UNDEFINED_ERROR, or NULL. */
int eXosip_insubscription_remove(struct eXosip_t *excontext, int did);

#ifdef __cplusplus
}
#endif

#endif
