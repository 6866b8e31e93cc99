/**
 * @file
 * `eXosip2/eX_ext.h`: what the original does not have. Include it beside `eXosip.h`.
 *
 * Registrations can be looked at, and events can be read by programs that do not know the members of the record. For
 * languages that see functions only there is one for each macro that a program needs.
 *
 * The callback for messages of `eXosip_set_cbsip_message` is called with the context locked, in a thread of the library.
 * A runtime with one thread that waits for the lock meanwhile, as Node's or Python's does in `eXosip_lock`, never returns
 * from it: such programs read events instead.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef __EX_EXT_H__
#define __EX_EXT_H__

#include <eXosip2/eXosip.h>

#ifdef __cplusplus
extern "C" {
#endif

struct eXosip_t;

/** What `eXosip_register_get_number` returns. */
enum eXosip_register_number {
  /** In how many seconds the binding ends at the registrar; 0 if there is none. */
  EXOSIP_REGISTER_EXPIRES_IN = 0,
  /** For how many seconds it was granted, or else is requested; 0 while the binding is removed. */
  EXOSIP_REGISTER_GRANTED = 1,
  /** The status of the last response; 0 if the last REGISTER got none. */
  EXOSIP_REGISTER_STATUS = 2,
  /** In how many milliseconds the next REGISTER is due by itself; -1 if none is: one may be under way. */
  EXOSIP_REGISTER_NEXT_IN = 3,
  /** Why the last REGISTER failed: an `eXosip_cause`. */
  EXOSIP_REGISTER_CAUSE = 4
};

/** What `eXosip_register_get_text` returns. */
enum eXosip_register_text {
  /** The reason phrase of the last response. */
  EXOSIP_REGISTER_REASON = 0,
  /** How the last REGISTER went out: `UDP`, `TCP` or `TLS`. */
  EXOSIP_REGISTER_TRANSPORT = 1,
  /** The address and port that it went to. */
  EXOSIP_REGISTER_REMOTE = 2,
  /** The address and port that it came from. */
  EXOSIP_REGISTER_LOCAL = 3,
  /** The Service-Route (RFC 3608), as the value of a Route header. */
  EXOSIP_REGISTER_SERVICE_ROUTE = 4,
  /** The P-Associated-URI (RFC 7315), as the value of that header. */
  EXOSIP_REGISTER_ASSOCIATED_URIS = 5,
  /** The public GRUU (RFC 5627), without quotes. */
  EXOSIP_REGISTER_PUBLIC_GRUU = 6,
  /** The temporary GRUU, which does not show the address of record, without quotes. */
  EXOSIP_REGISTER_TEMPORARY_GRUU = 7,
  /** Why the last REGISTER failed, in words. */
  EXOSIP_REGISTER_CAUSE_TEXT = 8
};

/** Why a request failed. */
enum eXosip_cause {
  /** It did not fail, or has not been sent yet. */
  EXOSIP_CAUSE_NONE = 0,
  /** The final response was no success: see its status. */
  EXOSIP_CAUSE_REFUSED = 1,
  /** No final response arrived in time. */
  EXOSIP_CAUSE_TIMEOUT = 2,
  /** The name of the server has no address. */
  EXOSIP_CAUSE_NAME_NOT_FOUND = 3,
  /** No name server answered. */
  EXOSIP_CAUSE_NAME_SERVER_SILENT = 4,
  /** The server has closed its port. */
  EXOSIP_CAUSE_CONNECTION_REFUSED = 5,
  /** There is no route to the server. */
  EXOSIP_CAUSE_NO_ROUTE = 6,
  /** The server did not accept the connection in time. */
  EXOSIP_CAUSE_CONNECT_TIMEOUT = 7,
  /** The connection was lost. */
  EXOSIP_CAUSE_CONNECTION_LOST = 8,
  /** TLS failed; the text says why. */
  EXOSIP_CAUSE_TLS = 9,
  /** The context has no login for the realm. */
  EXOSIP_CAUSE_NO_LOGIN = 10,
  /** The login for the realm was refused. */
  EXOSIP_CAUSE_LOGIN_REFUSED = 11,
  /** The challenge cannot be answered. */
  EXOSIP_CAUSE_CHALLENGE_NOT_UNDERSTOOD = 12,
  /** The transport was not opened with `eXosip_listen_addr`. */
  EXOSIP_CAUSE_NO_LISTENER = 13,
  /** A newer PUBLISH of the same publication was sent before this one ended: only that one is retried. */
  EXOSIP_CAUSE_SUPERSEDED = 14,
  /** The request cannot be sent as it is. */
  EXOSIP_CAUSE_NOT_SENDABLE = 15,
  /** No ACK for our 2xx arrived: the call was ended. */
  EXOSIP_CAUSE_NO_ACK = 16,
  /** The session was not refreshed in time: the call was ended. */
  EXOSIP_CAUSE_SESSION_EXPIRED = 17
};

/**
 * Sees each message: `data` is what was given with the function, `incoming` is 1 for a received message and 0 for a
 * sent one, `transport` is `UDP`, `TCP` or `TLS`, `local` and `remote` are addresses with ports. The `length` bytes of
 * `message` end with a NUL that does not count. All texts live for the call only.
 */
typedef void (*eXosip_message_trace_t)(void *data,
                                       int incoming,
                                       const char *transport,
                                       const char *local,
                                       const char *remote,
                                       const char *message,
                                       int length);

/**
 * How often something happened in a context, and how many things wait. Set `size` to `sizeof(struct eXosip_counters)`
 * before the call: a later library may have more members, and fills those only for which there is room.
 */
struct eXosip_counters {
  /** The size of this record, set by the caller. */
  unsigned int size;
  /** Requests that were sent, each time that one was. */
  unsigned int requests_sent;
  /** How many of those were repetitions. */
  unsigned int requests_resent;
  /** Requests that were received. */
  unsigned int requests_received;
  /** Responses that were sent. */
  unsigned int responses_sent;
  /** Responses that were received. */
  unsigned int responses_received;
  /** REGISTERs that got a 2xx. */
  unsigned int registrations_succeeded;
  /** REGISTERs that failed with a response. */
  unsigned int registrations_refused;
  /** REGISTERs that failed without a response. */
  unsigned int registrations_unanswered;
  /** Lookups of names that began. */
  unsigned int lookups;
  /** Lookups that found no address. */
  unsigned int lookups_failed;
  /** Connections that were opened or accepted. */
  unsigned int connections_opened;
  /** Connections that could not be opened. */
  unsigned int connections_failed;
  /** Open connections that ended. */
  unsigned int connections_lost;
  /** Registrations that exist. */
  unsigned int registrations;
  /** Requests of the context that wait for a response or to be sent. */
  unsigned int transactions;
  /** Events that wait for the application. */
  unsigned int events_waiting;
  /** Requests that wait to be sent: for room in a window, for the rate limit, or for a server that failed. */
  unsigned int requests_queued;
  /** How many REGISTERs may be unanswered at a time: the windows of all next hops together. */
  unsigned int window;
};

typedef enum eXosip_register_number eXosip_register_number_t;

typedef enum eXosip_register_text eXosip_register_text_t;

typedef enum eXosip_cause eXosip_cause_t;

/**
 * Sets a function that sees each message as it is sent or received, over TLS in clear, in the library's thread and
 * without any lock held. It must not change anything. NULL removes it.
 */
int eXosip_set_message_trace(struct eXosip_t *excontext, eXosip_message_trace_t callback, void *data);

/**
 * Why the last `eXosip_listen_addr`, `eXosip_listen_socket` or `eXosip_set_option` of this context failed, or the last
 * call that returned `OSIP_NO_NETWORK`, in words.
 * The text stays the context's, until the next of them fails. NULL if none has failed.
 */
char *eXosip_get_error_text(struct eXosip_t *excontext);

/** Fills `counters`, as far as its `size` says. Returns 0. */
int eXosip_get_counters(struct eXosip_t *excontext, struct eXosip_counters *counters);

/** The counters in one line, for the caller to free with `osip_free`. */
char *eXosip_get_counters_text(struct eXosip_t *excontext);

/**
 * Sets the document of an event package, such as `presence`: `eXosip_insubscription_automatic` accepts SUBSCRIBEs for it,
 * and each of these subscribers gets a NOTIFY with the document, now and when it is set again, at most once a second.
 * `document` NULL ends their subscriptions with `noresource`. Returns 0; -2 for a package that is no token or a missing
 * type, -5 for a type that does not parse, -6 if NULL is set where nothing was, -4 for the 33rd package.
 */
int eXosip_insubscription_set_state(struct eXosip_t *excontext,
                                    const char *package,
                                    const char *content_type,
                                    const char *document);

/**
 * A presence document, `application/pidf+xml` (RFC 3863), for the caller to free with `osip_free`: `entity`, such as
 * `sip:alice@example.com`, can be reached or not; `note` is a text for people, or NULL. Both are escaped. NULL without
 * `entity`.
 */
char *eXosip_build_presence(const char *entity, int is_open, const char *note);

/**
 * A summary of voice messages, `application/simple-message-summary` (RFC 3842), for the caller to free with `osip_free`:
 * how many new and old messages there are, and how many of each are urgent. `account` is the URI of the mailbox, or NULL.
 * NULL for a number below 0, and for an account that is not one line.
 */
char *eXosip_build_message_summary(const char *account,
                                   int new_messages,
                                   int old_messages,
                                   int urgent_new,
                                   int urgent_old);

/**
 * A number that says how registration `rid` stands; what it means stands with the names in
 * `eXosip_register_number`. `OSIP_NOTFOUND` if there is no such registration; a number itself is never less than -1.
 */
int eXosip_register_get_number(struct eXosip_t *excontext, int rid, eXosip_register_number_t what);

/**
 * A text that says how registration `rid` stands, for the caller to free with `osip_free`. NULL if there is no such
 * registration, or no such text.
 */
char *eXosip_register_get_text(struct eXosip_t *excontext, int rid, eXosip_register_text_t what);

/**
 * Carries out the Replaces header (RFC 3891) of INVITE `tid`, which has no final response yet: the call that it names
 * is ended by BYE or CANCEL as soon as a 2xx to this INVITE is sent. Returns the cid of that call, or 0 if the INVITE
 * has no Replaces. An INVITE that names no call is refused at once and reported as `EXOSIP_CALL_CLOSED`: with 481 and
 * `OSIP_NOTFOUND`; with 486 and `OSIP_WRONG_STATE` where it wants an early dialog only and the call is answered; with
 * 400 and `OSIP_SYNTAXERROR` where the header cannot be read. `OSIP_BADPARAMETER` if `tid` is not such an INVITE.
 */
int eXosip_call_replace(struct eXosip_t *excontext, int tid);

/**
 * The text of `eXosip_register_get_text`, written into `buffer` with its terminator, for callers that do not free.
 * Returns its length; the text is whole if that is less than `size`, else cut. 0 if there is no such text,
 * `OSIP_NOTFOUND` if there is no such registration.
 */
int eXosip_register_copy_text(struct eXosip_t *excontext, int rid, eXosip_register_text_t what, char *buffer, int size);

/**
 * Makes a registration and sends its first REGISTER, as `eXosip_register_build_initial_register` builds it: for programs
 * that change nothing in it. Returns the number of the registration (rid); on failure its code, and there is no
 * registration. `from` is the address of record, `proxy` the URI of the registrar, `expires` in seconds; `contact` NULL
 * leaves that header to the library.
 */
int eXosip_register_send_initial(struct eXosip_t *excontext,
                                 const char *from,
                                 const char *proxy,
                                 const char *contact,
                                 int expires);

/** `eXosip_set_option` for the options whose value is an `int *`. */
int eXosip_set_option_int(struct eXosip_t *excontext, int opt, int value);

/** Frees what the library gave the caller to free with `osip_free`, which is a macro. */
void eXosip_free(void *place);

/**
 * Puts the Service-Route of registration `rid` into `request`, behind the Routes that it has: for each request of
 * this user that opens a dialog or stands alone, but not for REGISTER (RFC 3608 6.1). Nothing changes if the
 * registrar gave none.
 */
int eXosip_register_set_service_route(struct eXosip_t *excontext, int rid, osip_message_t *request);

/** The type of an event: an `eXosip_event_type`. */
int eXosip_event_get_type(const eXosip_event_t *je);

/** The type of an event in words; it stays the event's. */
const char *eXosip_event_get_textinfo(const eXosip_event_t *je);

/** The registration that an event is about; 0 for none. */
int eXosip_event_get_rid(const eXosip_event_t *je);

/** The transaction that an event is about, for answers; 0 for none. */
int eXosip_event_get_tid(const eXosip_event_t *je);

/** The status code of the response of an event; 0 if there is no response. */
int eXosip_event_get_status(const eXosip_event_t *je);

/** The reason phrase of that response; it stays the event's. NULL if there is none. */
const char *eXosip_event_get_reason(const eXosip_event_t *je);

/**
 * The value of a header of the message that arrived, as it arrived, in one line; it stays the event's. `index` counts
 * the headers of that name, from 0; a list in one header is one value. Case does not matter, and a compact name
 * stands for the full one. That message is the request in events about requests of peers
 * (`EXOSIP_CALL_INVITE`, `EXOSIP_CALL_REINVITE`, `EXOSIP_CALL_CANCELLED`, `EXOSIP_CALL_MESSAGE_NEW`,
 * `EXOSIP_CALL_CLOSED`, `EXOSIP_MESSAGE_NEW`, `EXOSIP_SUBSCRIPTION_NOTIFY`, `EXOSIP_IN_SUBSCRIPTION_NEW`), the ACK in
 * `EXOSIP_CALL_ACK`, and the response in all others. NULL if there is no such header or no such message, for a
 * negative index, and for a record that the program made or copied itself. An event is used by one thread at a time.
 */
const char *eXosip_event_get_header(const eXosip_event_t *je, const char *name, int index);

/** Why an event is a failure: an `eXosip_cause`; 0 if it is none. */
int eXosip_event_get_cause(const eXosip_event_t *je);

/** The same in words; it stays the event's. NULL if it is no failure. */
const char *eXosip_event_get_cause_text(const eXosip_event_t *je);

/**
 * The request of an event, NULL if there is none; it stays the event's. With `EXOSIP_OPT_LEAN_EVENTS` it is made by the
 * first call, and is the `request` of the event from then on.
 */
osip_message_t *eXosip_event_get_request(const eXosip_event_t *je);

/** The response of an event, NULL if there is none; it stays the event's. It is made as the request is. */
osip_message_t *eXosip_event_get_response(const eXosip_event_t *je);

/** The ACK of an event, NULL if there is none; it stays the event's. It is made as the request is. */
osip_message_t *eXosip_event_get_ack(const eXosip_event_t *je);

/** The options of `eX_setup.h` as values, for languages that see no macros. */
enum eXosip_option {
  EXOSIP_OPTION_UDP_KEEP_ALIVE = 1,
  EXOSIP_OPTION_AUTO_MASQUERADE_CONTACT = 2,
  EXOSIP_OPTION_USE_RPORT = 7,
  EXOSIP_OPTION_SET_IPV4_FOR_GATEWAY = 8,
  EXOSIP_OPTION_ADD_DNS_CACHE = 9,
  EXOSIP_OPTION_DELETE_DNS_CACHE = 10,
  EXOSIP_OPTION_SET_IPV6_FOR_GATEWAY = 12,
  EXOSIP_OPTION_ADD_ACCOUNT_INFO = 13,
  EXOSIP_OPTION_DNS_CAPABILITIES = 14,
  EXOSIP_OPTION_SET_DSCP = 15,
  EXOSIP_OPTION_REGISTER_WITH_DATE = 16,
  EXOSIP_OPTION_SET_HEADER_USER_AGENT = 17,
  EXOSIP_OPTION_ENABLE_DNS_CACHE = 18,
  EXOSIP_OPTION_ENABLE_AUTOANSWERBYE = 19,
  EXOSIP_OPTION_ENABLE_IPV6 = 20,
  EXOSIP_OPTION_ENABLE_REUSE_TCP_PORT = 21,
  EXOSIP_OPTION_ENABLE_USE_EPHEMERAL_PORT = 22,
  EXOSIP_OPTION_SET_CALLBACK_WAKELOCK = 23,
  EXOSIP_OPTION_ENABLE_OUTBOUND = 24,
  EXOSIP_OPTION_SET_OC_LOCAL_ADDRESS = 25,
  EXOSIP_OPTION_SET_OC_PORT_RANGE = 26,
  EXOSIP_OPTION_REMOVE_PREROUTESET = 27,
  EXOSIP_OPTION_SET_SIP_INSTANCE = 28,
  EXOSIP_OPTION_SET_MAX_MESSAGE_TO_READ = 29,
  EXOSIP_OPTION_SET_MAX_READ_TIMEOUT = 30,
  EXOSIP_OPTION_SET_DEFAULT_CONTACT_DISPLAYNAME = 31,
  EXOSIP_OPTION_SET_SESSIONTIMERS_FORCE = 32,
  EXOSIP_OPTION_FORCE_CONNECTIONREUSE = 33,
  EXOSIP_OPTION_SET_CONTACT_DIALOG_EXTRA_PARAMS = 34,
  EXOSIP_OPTION_SET_TLS_VERIFY_CERTIFICATE = 500,
  EXOSIP_OPTION_SET_TLS_CERTIFICATES_INFO = 501,
  EXOSIP_OPTION_SET_TLS_CLIENT_CERTIFICATE_NAME = 502,
  EXOSIP_OPTION_SET_TLS_SERVER_CERTIFICATE_NAME = 503,
  EXOSIP_OPTION_KEEP_ALIVE_OPTIONS_METHOD = 1000,
  EXOSIP_OPTION_SET_TSC_SERVER = 1001,
  EXOSIP_OPTION_GET_STATISTICS = 2000,
  EXOSIP_OPTION_AUTONOMOUS = 3000,
  EXOSIP_OPTION_QUIT_DEADLINE = 3001,
  EXOSIP_OPTION_EVENT_QUEUE_LIMIT = 3002,
  EXOSIP_OPTION_GET_DROPPED_EVENTS = 3003,
  EXOSIP_OPTION_REGISTER_WINDOW = 3004,
  EXOSIP_OPTION_RETURN_RATE = 3005,
  EXOSIP_OPTION_PROBE_CEILING = 3006,
  EXOSIP_OPTION_RETRY_CEILING = 3007,
  EXOSIP_OPTION_FOLLOW_REDIRECTS = 3008,
  EXOSIP_OPTION_BODY_LIMIT = 3009,
  EXOSIP_OPTION_TLS_VERIFY_ALWAYS = 3010,
  EXOSIP_OPTION_TLS_KEY_LOG = 3011,
  EXOSIP_OPTION_DIGEST_OBEY_WEAKER = 3012,
  EXOSIP_OPTION_DIGEST_REQUIRE_RSPAUTH = 3013,
  EXOSIP_OPTION_AKA_OP = 3014,
  EXOSIP_OPTION_AKA_OPC = 3015,
  EXOSIP_OPTION_PATH = 3016,
  EXOSIP_OPTION_REG_ID = 3017,
  EXOSIP_OPTION_KEEP = 3018,
  EXOSIP_OPTION_CONTACT_URI_PARAMS = 3019,
  EXOSIP_OPTION_REFRESH_JITTER = 3020,
  EXOSIP_OPTION_DNS_SERVERS = 3021,
  EXOSIP_OPTION_RETRY_FLOOR = 3022,
  EXOSIP_OPTION_CHECK_RESPONSE_SOURCE = 3023,
  EXOSIP_OPTION_CAPTURE_FILE = 3024,
  EXOSIP_OPTION_CAPTURE_CREDENTIALS = 3025,
  EXOSIP_OPTION_REGISTER_RATE = 3026,
  EXOSIP_OPTION_ANSWER_OPTIONS = 3030,
  EXOSIP_OPTION_ALLOWED_METHODS = 3031,
  EXOSIP_OPTION_ANSWER_CHALLENGES = 3032,
  EXOSIP_OPTION_REQUEST_MEMORY = 3033,
  EXOSIP_OPTION_SUBSCRIPTION_LIMIT = 3040,
  EXOSIP_OPTION_REPORT_EXPIRED = 3041,
  EXOSIP_OPTION_RESUBSCRIBE = 3042,
  EXOSIP_OPTION_OBEY_NOTIFY_EXPIRES = 3043,
  EXOSIP_OPTION_NOTIFY_DIALOGS = 3044,
  EXOSIP_OPTION_CALL_LIMIT = 3050,
  EXOSIP_OPTION_END_EXPIRED_SESSIONS = 3051,
  EXOSIP_OPTION_RETRY_491 = 3052,
  EXOSIP_OPTION_RELIABLE_PROVISIONAL = 3053,
  EXOSIP_OPTION_CANCEL_EARLY = 3054,
  EXOSIP_OPTION_CALL_FEATURES = 3055,
  EXOSIP_OPTION_REPORT_FORKS = 3056,
  EXOSIP_OPTION_LEAN_EVENTS = 3060,
  EXOSIP_OPTION_UDP_LEARN_PORT = 2
};

typedef enum eXosip_option eXosip_option_t;

#ifdef __cplusplus
}
#endif

#endif
