/**
 * @file
 * `eXosip2/eXosip.h`: the user agent. It includes the headers of messages and session descriptions.
 *
 * What holds for all functions of these headers, where they say nothing else:
 *
 * Functions that return `int` return `OSIP_SUCCESS` (0) or the number of what was made, and an error code below 0
 * otherwise: `OSIP_BADPARAMETER` (-2) for NULL or an empty text where a value is needed, for numbers that can name nothing
 * and for contexts that are not initialised; `OSIP_WRONG_STATE` (-3) where it is too early or too late; `OSIP_NOMEM`
 * (-4); `OSIP_SYNTAXERROR` (-5) for a text that does not parse or has a line break; `OSIP_NOTFOUND` (-6) for a number
 * that names nothing any more; `OSIP_NO_NETWORK` (-10) where the transport that a URI asks for is not listened on. After an
 * error nothing has changed, and the place for a message holds NULL. Functions that return a pointer return NULL then.
 * `osip_strerror` has the text of a code.
 *
 * A message that a `build` function made is the caller's, to be changed and to be given to the `send` function, or to be
 * freed with `osip_message_free`. A message that is given to a `send` function is the library's from then on, also after an
 * error. Texts are copied. Addresses (`from`, `to`) are a URI or a name-addr (RFC 3261 20.10).
 *
 * Any thread may call. `eXosip_lock` keeps what belongs together, such as build, change and send; events are waited for
 * without the lock.
 *
 * With `EXOSIP_OPAQUE` defined, the objects of osip are incomplete types, and programs use them through functions
 * alone; macros are as before. What a program allocates itself, or only reads, stays open: lists, iterators and
 * queues, MD5 sums, the records of DNS and of options, and `eXosip_event_t`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef __EXOSIP_H__
#define __EXOSIP_H__

#include <time.h>

#include <eXosip2/eX_setup.h>
#include <eXosip2/eX_register.h>
#include <eXosip2/eX_call.h>
#include <eXosip2/eX_options.h>
#include <eXosip2/eX_subscribe.h>
#include <eXosip2/eX_message.h>
#include <eXosip2/eX_publish.h>
#include <osipparser2/osip_parser.h>
#include <osipparser2/sdp_message.h>

#ifdef __cplusplus
extern "C" {
#endif

struct eXosip_t;

typedef struct eXosip_event eXosip_event_t;

/** What an event is about. */
enum eXosip_event_type {
  /** Registration: a REGISTER got a 2xx; one for 0 seconds, too. */
  EXOSIP_REGISTRATION_SUCCESS = 0,
  /**
   * Registration: a REGISTER was refused, or got no final response: `response` is NULL then, or a 1xx. The first
   * 401 or 407 is a challenge, which `eXosip_automatic_action` answers.
   */
  EXOSIP_REGISTRATION_FAILURE = 1,
  /** Call: a new INVITE arrived, to be answered with `eXosip_call_send_answer`. */
  EXOSIP_CALL_INVITE = 2,
  /** Call: an INVITE arrived within the call, to be answered in the same manner. */
  EXOSIP_CALL_REINVITE = 3,
  /** Call: an INVITE got no final response in time, or none can arrive: `eXosip_event_get_cause` says why. */
  EXOSIP_CALL_NOANSWER = 4,
  /** Call: a provisional response arrived. */
  EXOSIP_CALL_PROCEEDING = 5,
  /** Call: a 180 arrived, or another provisional response with a To tag. */
  EXOSIP_CALL_RINGING = 6,
  /** Call: a 2xx arrived, to be acknowledged with `eXosip_call_send_ack`. */
  EXOSIP_CALL_ANSWERED = 7,
  /** Call: a 3xx arrived. */
  EXOSIP_CALL_REDIRECTED = 8,
  /** Call: a 4xx arrived. */
  EXOSIP_CALL_REQUESTFAILURE = 9,
  /** Call: a 5xx arrived. */
  EXOSIP_CALL_SERVERFAILURE = 10,
  /** Call: a 6xx arrived. */
  EXOSIP_CALL_GLOBALFAILURE = 11,
  /** Call: the ACK for a 2xx of the program arrived. */
  EXOSIP_CALL_ACK = 12,
  /** Call: the caller has cancelled the INVITE (RFC 3261 9). */
  EXOSIP_CALL_CANCELLED = 13,
  /** Request within a call: one arrived, to be answered with `eXosip_call_send_answer`. */
  EXOSIP_CALL_MESSAGE_NEW = 14,
  /** Request within a call: a provisional response arrived. */
  EXOSIP_CALL_MESSAGE_PROCEEDING = 15,
  /** Request within a call: a 2xx arrived. */
  EXOSIP_CALL_MESSAGE_ANSWERED = 16,
  /** Request within a call: a 3xx arrived. */
  EXOSIP_CALL_MESSAGE_REDIRECTED = 17,
  /** Request within a call: a 4xx arrived, or no final response; `response` is NULL then, or a 1xx. */
  EXOSIP_CALL_MESSAGE_REQUESTFAILURE = 18,
  /** Request within a call: a 5xx arrived. */
  EXOSIP_CALL_MESSAGE_SERVERFAILURE = 19,
  /** Request within a call: a 6xx arrived. */
  EXOSIP_CALL_MESSAGE_GLOBALFAILURE = 20,
  /** Call: the peer sent BYE, or the library has ended the call: then there is a cause. */
  EXOSIP_CALL_CLOSED = 21,
  /** Call: the last event of a call. Its numbers are no longer valid. */
  EXOSIP_CALL_RELEASED = 22,
  /** Request outside of calls: one arrived, to be answered with `eXosip_message_send_answer`. */
  EXOSIP_MESSAGE_NEW = 23,
  /** Request outside of calls: a provisional response arrived. */
  EXOSIP_MESSAGE_PROCEEDING = 24,
  /** Request outside of calls: a 2xx arrived. */
  EXOSIP_MESSAGE_ANSWERED = 25,
  /** Request outside of calls: a 3xx arrived. */
  EXOSIP_MESSAGE_REDIRECTED = 26,
  /** Request outside of calls: a 4xx arrived, or no final response; `response` is NULL then, or a 1xx. */
  EXOSIP_MESSAGE_REQUESTFAILURE = 27,
  /** Request outside of calls: a 5xx arrived. */
  EXOSIP_MESSAGE_SERVERFAILURE = 28,
  /** Request outside of calls: a 6xx arrived. */
  EXOSIP_MESSAGE_GLOBALFAILURE = 29,
  /** Subscription: no response. */
  EXOSIP_SUBSCRIPTION_NOANSWER = 30,
  /** Subscription: a provisional response arrived. */
  EXOSIP_SUBSCRIPTION_PROCEEDING = 31,
  /** Subscription: a 2xx arrived. */
  EXOSIP_SUBSCRIPTION_ANSWERED = 32,
  /** Subscription: a 3xx arrived. */
  EXOSIP_SUBSCRIPTION_REDIRECTED = 33,
  /** Subscription: a 4xx arrived. */
  EXOSIP_SUBSCRIPTION_REQUESTFAILURE = 34,
  /** Subscription: a 5xx arrived. */
  EXOSIP_SUBSCRIPTION_SERVERFAILURE = 35,
  /** Subscription: a 6xx arrived. */
  EXOSIP_SUBSCRIPTION_GLOBALFAILURE = 36,
  /** Subscription: a NOTIFY arrived. */
  EXOSIP_SUBSCRIPTION_NOTIFY = 37,
  /** Incoming subscription: a SUBSCRIBE or REFER arrived, to be answered with `eXosip_insubscription_send_answer`. */
  EXOSIP_IN_SUBSCRIPTION_NEW = 38,
  /** Notification: no response. */
  EXOSIP_NOTIFICATION_NOANSWER = 39,
  /** Notification: a provisional response arrived. */
  EXOSIP_NOTIFICATION_PROCEEDING = 40,
  /** Notification: a 2xx arrived. */
  EXOSIP_NOTIFICATION_ANSWERED = 41,
  /** Notification: a 3xx arrived. */
  EXOSIP_NOTIFICATION_REDIRECTED = 42,
  /** Notification: a 4xx arrived. */
  EXOSIP_NOTIFICATION_REQUESTFAILURE = 43,
  /** Notification: a 5xx arrived. */
  EXOSIP_NOTIFICATION_SERVERFAILURE = 44,
  /** Notification: a 6xx arrived. */
  EXOSIP_NOTIFICATION_GLOBALFAILURE = 45,
  /** How many there are. */
  EXOSIP_EVENT_COUNT = 46
};

typedef enum eXosip_event_type eXosip_event_type_t;

/** An event. The program frees it with `eXosip_event_free`; its messages belong to it. */
struct eXosip_event {
  /** Its type. */
  eXosip_event_type_t type;
  /** The type in words. Outside of calls the cause follows if there was no response. */
  char textinfo[256];
  /** What `eXosip_call_set_reference` set. */
  void *external_reference;
  /** The request that it is about, or NULL. */
  osip_message_t *request;
  /** The response that it is about, or NULL. */
  osip_message_t *response;
  /** The ACK of an INVITE, or NULL. */
  osip_message_t *ack;
  /** Number of the transaction, for answers. */
  int tid;
  /** Number of the dialog. */
  int did;
  /** Number of the registration. */
  int rid;
  /** Number of the call. */
  int cid;
  /** Number of the outgoing subscription. */
  int sid;
  /** Number of the incoming subscription. */
  int nid;
  /** State of the subscription: an `eXosip_ss`. */
  int ss_status;
  /** Why the subscription ended: an `eXosip_ss_reason`. */
  int ss_reason;
};

/**
 * Adds a login for digest authentication (RFC 3261 22, RFC 7616). `username` is the user part of From, `userid`
 * the name to log in by; `passwd` proves it, or else `ha1`, the hash of name, realm and password in 32 hexadecimal
 * digits (MD5) or 64 (SHA-256). `realm` is that of the challenge, whole, with or without quotes; NULL or empty
 * stands for any. Replaces the login of the same `username` and `realm`. Challenges that wait for a login are
 * answered by the next `eXosip_automatic_action`. -2 without `username`, `userid` or a proof.
 */
int eXosip_add_authentication_info(struct eXosip_t *excontext,
                                   const char *username,
                                   const char *userid,
                                   const char *passwd,
                                   const char *ha1,
                                   const char *realm);

/** Removes the login of this `username` and `realm`; `OSIP_NOTFOUND` if there is none. */
int eXosip_remove_authentication_info(struct eXosip_t *excontext, const char *username, const char *realm);

/** Removes all logins and wipes them from memory. Returns 0. */
int eXosip_clear_authentication_info(struct eXosip_t *excontext);

/**
 * Reacts to a failure event at once: sends the request again with credentials after 401 or 407, or follows the
 * redirection of an INVITE. Returns 0 when a request was sent, 1 when nothing is to be done. -1 for another
 * redirection, -2 for an event without a response, -6 without a login for the realm, `OSIP_RETRY_LIMIT` (-60) when
 * it was tried too often.
 */
int eXosip_default_action(struct eXosip_t *excontext, eXosip_event_t *je);

/**
 * Refreshes registrations, subscriptions, publications and sessions that are due, answers challenges, retries what
 * failed. To be called at least once a second, with the lock held; with `EXOSIP_OPT_AUTONOMOUS` the library's thread
 * does the same and the call may be left out.
 */
void eXosip_automatic_action(struct eXosip_t *excontext);

/**
 * Answers a SUBSCRIBE of the `dialog` package with 202 and a NOTIFY that shows the calls; one of a package that has a
 * document of `eXosip_insubscription_set_state` with 202 and that document; one of another package with 489, one
 * without Event with 400. `OSIP_NOTFOUND` for a subscription that is unknown.
 */
int eXosip_insubscription_automatic(struct eXosip_t *excontext, eXosip_event_t *evt);

/** Writes a random number of 31 bits as decimal text, cut to `buf_size`. Nothing happens if that is 0. */
int eXosip_generate_random(char *buf, int buf_size);

/** Writes the MD5 sum of the three texts with colons between them, cut to `buf_size`. Not random by itself. */
int eXosip_hexa_generate_random(char *buf, int buf_size, char *str1, char *str2, char *str3);

/** Fills `buf` with random bytes. `OSIP_UNDEFINED_ERROR` for a negative size. */
int eXosip_byte_generate_random(char *buf, int buf_size);

/**
 * Frees an event, its messages, and what functions such as `eXosip_event_get_header` read of it, which `osip_free`
 * would leave. NULL is ignored.
 */
void eXosip_event_free(eXosip_event_t *je);

/**
 * The next event, for the caller to free with `eXosip_event_free`. Waits for one as long as `tv_s` seconds and
 * `tv_ms` milliseconds together, or for ever if those are negative; 0 and 0 do not wait. NULL if none came, if
 * `eXosip_wakeup_event` was called, and when the context ends. To be called without the lock.
 */
eXosip_event_t *eXosip_event_wait(struct eXosip_t *excontext, int tv_s, int tv_ms);

/** The next event, however long it takes; the caller frees it. NULL when the context ends. */
eXosip_event_t *eXosip_event_get(struct eXosip_t *excontext);

/**
 * A descriptor for `select`, `poll` and `epoll` that is readable exactly while there is an event. It stays the
 * library's, until `eXosip_quit` closes it. Take all events each time: it is not written to and not read from.
 */
int eXosip_event_geteventsocket(struct eXosip_t *excontext);

/**
 * The last description that the peer sent in dialog `did`, for the caller to free with `sdp_message_free`; NULL if
 * there is none.
 */
sdp_message_t *eXosip_get_remote_sdp(struct eXosip_t *excontext, int did);

/**
 * The last description that was sent to the peer in dialog `did`, for the caller to free with `sdp_message_free`;
 * NULL if there is none.
 */
sdp_message_t *eXosip_get_local_sdp(struct eXosip_t *excontext, int did);

/** As `eXosip_get_local_sdp`, for the INVITE before the last one. */
sdp_message_t *eXosip_get_previous_local_sdp(struct eXosip_t *excontext, int did);

/**
 * The description that the peer sent in transaction `tid` of a call, for the caller to free with
 * `sdp_message_free`; NULL if there is none.
 */
sdp_message_t *eXosip_get_remote_sdp_from_tid(struct eXosip_t *excontext, int tid);

/**
 * The description that was sent to the peer in transaction `tid` of a call, for the caller to free with
 * `sdp_message_free`; NULL if there is none.
 */
sdp_message_t *eXosip_get_local_sdp_from_tid(struct eXosip_t *excontext, int tid);

/**
 * The description in the body of a message, or in the first `application/sdp` part of a multipart body, for the
 * caller to free with `sdp_message_free`; NULL if there is none or if it does not parse.
 */
sdp_message_t *eXosip_get_sdp_info(osip_message_t *message);

/**
 * The address for the first audio medium: its own, or that of the session. Still owned by `sdp`; NULL if there is
 * none.
 */
sdp_connection_t *eXosip_get_audio_connection(sdp_message_t *sdp);

/** The first audio medium, still owned by `sdp`; NULL if there is none. */
sdp_media_t *eXosip_get_audio_media(sdp_message_t *sdp);

/** As `eXosip_get_audio_connection`, for video. */
sdp_connection_t *eXosip_get_video_connection(sdp_message_t *sdp);

/** As `eXosip_get_audio_media`, for video. */
sdp_media_t *eXosip_get_video_media(sdp_message_t *sdp);

/** As `eXosip_get_audio_connection`, for the kind of medium that `media` names, whatever the case. */
sdp_connection_t *eXosip_get_connection(sdp_message_t *sdp, const char *media);

/** As `eXosip_get_audio_media`, for the kind of medium that `media` names, whatever the case. */
sdp_media_t *eXosip_get_media(sdp_message_t *sdp, const char *media);

#ifdef __cplusplus
}
#endif

#endif
