/**
 * @file
 * `osip2/osip.h`: the transaction layer (RFC 3261 17).
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef _OSIP_H_
#define _OSIP_H_

#include <sys/time.h>

#include <osipparser2/osip_const.h>
#include <osip2/osip_time.h>
#include <osipparser2/osip_parser.h>
#include <osip2/osip_fifo.h>

#ifdef __cplusplus
extern "C" {
#endif

struct osip_dialog;

typedef struct osip_ict osip_ict_t;
typedef struct osip_nict osip_nict_t;
typedef struct osip_ist osip_ist_t;
typedef struct osip_nist osip_nist_t;
typedef struct osip_srv_entry osip_srv_entry_t;
typedef struct osip_srv_record osip_srv_record_t;
typedef struct osip_naptr osip_naptr_t;
typedef struct osip_transaction osip_transaction_t;
typedef struct ixt ixt_t;
typedef struct osip osip_t;
typedef struct osip_event osip_event_t;

/** Not asked yet. */
#define OSIP_SRV_STATE_UNKNOWN 0

/** The question failed and may be asked again. */
#define OSIP_SRV_STATE_RETRYLATER 2

/** The hosts are known. */
#define OSIP_SRV_STATE_COMPLETED 3

/** There is no such record. */
#define OSIP_SRV_STATE_NOTSUPPORTED 4

/** Not asked yet. */
#define OSIP_NAPTR_STATE_UNKNOWN 0

/** NAPTR was asked. */
#define OSIP_NAPTR_STATE_INPROGRESS 1

/** NAPTR was answered. */
#define OSIP_NAPTR_STATE_NAPTRDONE 2

/** SRV was asked. */
#define OSIP_NAPTR_STATE_SRVINPROGRESS 3

/** SRV was answered: the record is complete. */
#define OSIP_NAPTR_STATE_SRVDONE 4

/** A question failed and may be asked again. */
#define OSIP_NAPTR_STATE_RETRYLATER 5

/** The domain has neither NAPTR nor SRV records. */
#define OSIP_NAPTR_STATE_NOTSUPPORTED 6

/** The four state machines of RFC 3261 17. */
enum osip_fsm_type_t {
  /** INVITE client transaction. */
  ICT = 0,
  /** INVITE server transaction. */
  IST = 1,
  /** Other client transaction. */
  NICT = 2,
  /** Other server transaction. */
  NIST = 3
};

/** What happens to a transaction. */
enum type_t {
  /** Timer A fired. */
  TIMEOUT_A = 0,
  /** Timer B fired. */
  TIMEOUT_B = 1,
  /** Timer D fired. */
  TIMEOUT_D = 2,
  /** Timer E fired. */
  TIMEOUT_E = 3,
  /** Timer F fired. */
  TIMEOUT_F = 4,
  /** Timer K fired. */
  TIMEOUT_K = 5,
  /** Timer G fired. */
  TIMEOUT_G = 6,
  /** Timer H fired. */
  TIMEOUT_H = 7,
  /** Timer I fired. */
  TIMEOUT_I = 8,
  /** Timer J fired. */
  TIMEOUT_J = 9,
  /** An INVITE was received. */
  RCV_REQINVITE = 10,
  /** An ACK was received. */
  RCV_REQACK = 11,
  /** Another request was received. */
  RCV_REQUEST = 12,
  /** A provisional response was received. */
  RCV_STATUS_1XX = 13,
  /** A 2xx was received. */
  RCV_STATUS_2XX = 14,
  /** Another final response was received. */
  RCV_STATUS_3456XX = 15,
  /** An INVITE is to be sent. */
  SND_REQINVITE = 16,
  /** An ACK is to be sent. */
  SND_REQACK = 17,
  /** Another request is to be sent. */
  SND_REQUEST = 18,
  /** A provisional response is to be sent. */
  SND_STATUS_1XX = 19,
  /** A 2xx is to be sent. */
  SND_STATUS_2XX = 20,
  /** Another final response is to be sent. */
  SND_STATUS_3456XX = 21,
  /** The transaction is to end. Nothing is done. */
  KILL_TRANSACTION = 22,
  /** None of the others. */
  UNKNOWN_EVT = 23
};

/** The state of a transaction or a dialog. */
enum _state_t {
  /** INVITE client: nothing sent yet. */
  ICT_PRE_CALLING = 0,
  /** INVITE client: the INVITE is sent. */
  ICT_CALLING = 1,
  /** INVITE client: a provisional response was sent or received. */
  ICT_PROCEEDING = 2,
  /** INVITE client: a final response was sent or received. */
  ICT_COMPLETED = 3,
  /** INVITE client: over. */
  ICT_TERMINATED = 4,
  /** INVITE server: nothing received yet. */
  IST_PRE_PROCEEDING = 5,
  /** INVITE server: a provisional response was sent or received. */
  IST_PROCEEDING = 6,
  /** INVITE server: a final response was sent or received. */
  IST_COMPLETED = 7,
  /** INVITE server: the ACK was received. */
  IST_CONFIRMED = 8,
  /** INVITE server: over. */
  IST_TERMINATED = 9,
  /** Other client: no request sent or received yet. */
  NICT_PRE_TRYING = 10,
  /** Other client: the request was sent or received. */
  NICT_TRYING = 11,
  /** Other client: a provisional response was sent or received. */
  NICT_PROCEEDING = 12,
  /** Other client: a final response was sent or received. */
  NICT_COMPLETED = 13,
  /** Other client: over. */
  NICT_TERMINATED = 14,
  /** Other server: no request sent or received yet. */
  NIST_PRE_TRYING = 15,
  /** Other server: the request was sent or received. */
  NIST_TRYING = 16,
  /** Other server: a provisional response was sent or received. */
  NIST_PROCEEDING = 17,
  /** Other server: a final response was sent or received. */
  NIST_COMPLETED = 18,
  /** Other server: over. */
  NIST_TERMINATED = 19,
  /** Dialog: only provisional responses so far. */
  DIALOG_EARLY = 20,
  /** Dialog: established. */
  DIALOG_CONFIRMED = 21,
  /** Dialog: over. */
  DIALOG_CLOSE = 22
};

/** What `osip_set_message_callback` is about. */
enum osip_message_callback_type {
  /** INVITE client: the INVITE was sent. */
  OSIP_ICT_INVITE_SENT = 0,
  /** INVITE client: the INVITE was sent again. */
  OSIP_ICT_INVITE_SENT_AGAIN = 1,
  /** INVITE client: the ACK was sent. */
  OSIP_ICT_ACK_SENT = 2,
  /** INVITE client: the ACK was sent again. */
  OSIP_ICT_ACK_SENT_AGAIN = 3,
  /** INVITE client: a 1xx was received. */
  OSIP_ICT_STATUS_1XX_RECEIVED = 4,
  /** INVITE client: a 2xx was received. */
  OSIP_ICT_STATUS_2XX_RECEIVED = 5,
  /** INVITE client: a 2xx was received again. */
  OSIP_ICT_STATUS_2XX_RECEIVED_AGAIN = 6,
  /** INVITE client: a 3xx was received. */
  OSIP_ICT_STATUS_3XX_RECEIVED = 7,
  /** INVITE client: a 4xx was received. */
  OSIP_ICT_STATUS_4XX_RECEIVED = 8,
  /** INVITE client: a 5xx was received. */
  OSIP_ICT_STATUS_5XX_RECEIVED = 9,
  /** INVITE client: a 6xx was received. */
  OSIP_ICT_STATUS_6XX_RECEIVED = 10,
  /** INVITE client: a final response was received again. */
  OSIP_ICT_STATUS_3456XX_RECEIVED_AGAIN = 11,
  /** INVITE server: the INVITE was received. */
  OSIP_IST_INVITE_RECEIVED = 12,
  /** INVITE server: the INVITE was received again. */
  OSIP_IST_INVITE_RECEIVED_AGAIN = 13,
  /** INVITE server: the ACK was received. */
  OSIP_IST_ACK_RECEIVED = 14,
  /** INVITE server: the ACK was received again. */
  OSIP_IST_ACK_RECEIVED_AGAIN = 15,
  /** INVITE server: a 1xx was sent. */
  OSIP_IST_STATUS_1XX_SENT = 16,
  /** INVITE server: a 2xx was sent. */
  OSIP_IST_STATUS_2XX_SENT = 17,
  /** INVITE server: a 2xx was sent again. */
  OSIP_IST_STATUS_2XX_SENT_AGAIN = 18,
  /** INVITE server: a 3xx was sent. */
  OSIP_IST_STATUS_3XX_SENT = 19,
  /** INVITE server: a 4xx was sent. */
  OSIP_IST_STATUS_4XX_SENT = 20,
  /** INVITE server: a 5xx was sent. */
  OSIP_IST_STATUS_5XX_SENT = 21,
  /** INVITE server: a 6xx was sent. */
  OSIP_IST_STATUS_6XX_SENT = 22,
  /** INVITE server: a final response was sent again. */
  OSIP_IST_STATUS_3456XX_SENT_AGAIN = 23,
  /** Other client: a REGISTER was sent. */
  OSIP_NICT_REGISTER_SENT = 24,
  /** Other client: a BYE was sent. */
  OSIP_NICT_BYE_SENT = 25,
  /** Other client: an OPTIONS was sent. */
  OSIP_NICT_OPTIONS_SENT = 26,
  /** Other client: an INFO was sent. */
  OSIP_NICT_INFO_SENT = 27,
  /** Other client: a CANCEL was sent. */
  OSIP_NICT_CANCEL_SENT = 28,
  /** Other client: a NOTIFY was sent. */
  OSIP_NICT_NOTIFY_SENT = 29,
  /** Other client: a SUBSCRIBE was sent. */
  OSIP_NICT_SUBSCRIBE_SENT = 30,
  /** Other client: a request of another method was sent. */
  OSIP_NICT_UNKNOWN_REQUEST_SENT = 31,
  /** Other client: the request was sent again. */
  OSIP_NICT_REQUEST_SENT_AGAIN = 32,
  /** Other client: a 1xx was received. */
  OSIP_NICT_STATUS_1XX_RECEIVED = 33,
  /** Other client: a 2xx was received. */
  OSIP_NICT_STATUS_2XX_RECEIVED = 34,
  /** Other client: a 2xx was received again. */
  OSIP_NICT_STATUS_2XX_RECEIVED_AGAIN = 35,
  /** Other client: a 3xx was received. */
  OSIP_NICT_STATUS_3XX_RECEIVED = 36,
  /** Other client: a 4xx was received. */
  OSIP_NICT_STATUS_4XX_RECEIVED = 37,
  /** Other client: a 5xx was received. */
  OSIP_NICT_STATUS_5XX_RECEIVED = 38,
  /** Other client: a 6xx was received. */
  OSIP_NICT_STATUS_6XX_RECEIVED = 39,
  /** Other client: a final response was received again. */
  OSIP_NICT_STATUS_3456XX_RECEIVED_AGAIN = 40,
  /** Other server: a REGISTER was received. */
  OSIP_NIST_REGISTER_RECEIVED = 41,
  /** Other server: a BYE was received. */
  OSIP_NIST_BYE_RECEIVED = 42,
  /** Other server: an OPTIONS was received. */
  OSIP_NIST_OPTIONS_RECEIVED = 43,
  /** Other server: an INFO was received. */
  OSIP_NIST_INFO_RECEIVED = 44,
  /** Other server: a CANCEL was received. */
  OSIP_NIST_CANCEL_RECEIVED = 45,
  /** Other server: a NOTIFY was received. */
  OSIP_NIST_NOTIFY_RECEIVED = 46,
  /** Other server: a SUBSCRIBE was received. */
  OSIP_NIST_SUBSCRIBE_RECEIVED = 47,
  /** Other server: a request of another method was received. */
  OSIP_NIST_UNKNOWN_REQUEST_RECEIVED = 48,
  /** Other server: the request was received again. */
  OSIP_NIST_REQUEST_RECEIVED_AGAIN = 49,
  /** Other server: a 1xx was sent. */
  OSIP_NIST_STATUS_1XX_SENT = 50,
  /** Other server: a 2xx was sent. */
  OSIP_NIST_STATUS_2XX_SENT = 51,
  /** Other server: a 2xx was sent again. */
  OSIP_NIST_STATUS_2XX_SENT_AGAIN = 52,
  /** Other server: a 3xx was sent. */
  OSIP_NIST_STATUS_3XX_SENT = 53,
  /** Other server: a 4xx was sent. */
  OSIP_NIST_STATUS_4XX_SENT = 54,
  /** Other server: a 5xx was sent. */
  OSIP_NIST_STATUS_5XX_SENT = 55,
  /** Other server: a 6xx was sent. */
  OSIP_NIST_STATUS_6XX_SENT = 56,
  /** Other server: a final response was sent again. */
  OSIP_NIST_STATUS_3456XX_SENT_AGAIN = 57,
  /** INVITE client: no final response was received in time. */
  OSIP_ICT_STATUS_TIMEOUT = 58,
  /** Other client: no final response was received in time. */
  OSIP_NICT_STATUS_TIMEOUT = 59,
  /** How many there are. */
  OSIP_MESSAGE_CALLBACK_COUNT = 60
};

/** What `osip_set_kill_transaction_callback` is about. */
enum osip_kill_callback_type {
  /** INVITE client transaction ended. */
  OSIP_ICT_KILL_TRANSACTION = 0,
  /** INVITE server transaction ended. */
  OSIP_IST_KILL_TRANSACTION = 1,
  /** Other client transaction ended. */
  OSIP_NICT_KILL_TRANSACTION = 2,
  /** Other server transaction ended. */
  OSIP_NIST_KILL_TRANSACTION = 3,
  /** How many there are. */
  OSIP_KILL_CALLBACK_COUNT = 4
};

/** What `osip_set_transport_error_callback` is about. */
enum osip_transport_error_callback_type {
  /** INVITE client transaction could not send. */
  OSIP_ICT_TRANSPORT_ERROR = 0,
  /** INVITE server transaction could not send. */
  OSIP_IST_TRANSPORT_ERROR = 1,
  /** Other client transaction could not send. */
  OSIP_NICT_TRANSPORT_ERROR = 2,
  /** Other server transaction could not send. */
  OSIP_NIST_TRANSPORT_ERROR = 3,
  /** How many there are. */
  OSIP_TRANSPORT_ERROR_CALLBACK_COUNT = 4
};

/** Called for a message: the number of the callback, the transaction, the message. */
typedef void (*osip_message_cb_t)(int, osip_transaction_t*, osip_message_t*);

/** Called when a transaction has ended: the number of the callback, the transaction. */
typedef void (*osip_kill_transaction_cb_t)(int, osip_transaction_t*);

/** Called when a message could not be sent: the number of the callback, the transaction, the error. */
typedef void (*osip_transport_error_cb_t)(int, osip_transaction_t*, int);

typedef enum _state_t state_t;

typedef enum osip_message_callback_type osip_message_callback_type_t;

typedef enum osip_kill_callback_type osip_kill_callback_type_t;

typedef enum osip_transport_error_callback_type osip_transport_error_callback_type_t;

#if !defined(EXOSIP_OPAQUE)
/** Timers and destination of an INVITE client transaction (RFC 3261 17.1.1). */
struct osip_ict {
  /** Milliseconds until the INVITE is sent again; -1 once it is stopped. */
  int timer_a_length;
  /** When timer A fires. */
  struct timeval timer_a_start;
  /** Milliseconds until the transaction fails without a final response. */
  int timer_b_length;
  /** When timer B fires. */
  struct timeval timer_b_start;
  /** Milliseconds for which late responses are absorbed. */
  int timer_d_length;
  /** When timer D fires. */
  struct timeval timer_d_start;
  /** Host to send to; owned. */
  char *destination;
  /** Port to send to. */
  int port;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** Timers and destination of a client transaction other than INVITE (RFC 3261 17.1.2). */
struct osip_nict {
  /** Milliseconds until the request is sent again; -1 once it is stopped. */
  int timer_e_length;
  /** When timer E fires. */
  struct timeval timer_e_start;
  /** Milliseconds until the transaction fails without a final response. */
  int timer_f_length;
  /** When timer F fires. */
  struct timeval timer_f_start;
  /** Milliseconds for which late responses are absorbed. */
  int timer_k_length;
  /** When timer K fires. */
  struct timeval timer_k_start;
  /** Host to send to; owned. */
  char *destination;
  /** Port to send to. */
  int port;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** Timers of an INVITE server transaction (RFC 3261 17.2.1). */
struct osip_ist {
  /** Milliseconds until the response is sent again; -1 once it is stopped. */
  int timer_g_length;
  /** When timer G fires. */
  struct timeval timer_g_start;
  /** Milliseconds for which an ACK is awaited. */
  int timer_h_length;
  /** When timer H fires. */
  struct timeval timer_h_start;
  /** Milliseconds for which late ACKs are absorbed. */
  int timer_i_length;
  /** When timer I fires. */
  struct timeval timer_i_start;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** Timer of a server transaction other than INVITE (RFC 3261 17.2.2). */
struct osip_nist {
  /** Milliseconds for which late requests are absorbed. */
  int timer_j_length;
  /** When timer J fires. */
  struct timeval timer_j_start;
};
#endif

/** One host of an SRV record (RFC 2782). */
struct osip_srv_entry {
  /** Name of the host. */
  char srv[512];
  /** Lower ones are tried first. */
  int priority;
  /** Share of the load among entries of one priority. */
  int weight;
  /** Scratch value for choosing among weights. */
  int rweight;
  /** Port of the service. */
  int port;
  /** Address of the host as text, once it is known. */
  char ipaddress[512];
  /** When the host last failed; zero if it did not. */
  struct timeval srv_is_broken;
};

/** One NAPTR line and the SRV entries behind it (RFC 3263 4.1). */
struct osip_srv_record {
  /** Name that the SRV query asks for. */
  char name[1024];
  /** One of the `OSIP_SRV_STATE_` numbers. */
  int srv_state;
  /** `flags` of the NAPTR line. */
  char flag[256];
  /** `services` of the NAPTR line, such as `SIP+D2U`. */
  char protocol[1024];
  /** `regexp` of the NAPTR line. */
  char regexp[1024];
  /** `replacement` of the NAPTR line. */
  char replacement[1024];
  /** `order` of the NAPTR line. */
  int order;
  /** `preference` of the NAPTR line. */
  int preference;
  /** Entry that is in use. */
  int index;
  /** The hosts; an empty `srv` ends the list. */
  osip_srv_entry_t srventry[10];
};

/** What DNS says about one domain (RFC 3263). */
struct osip_naptr {
  /** The domain. */
  char domain[512];
  /** Application unique string of an ENUM query. */
  char AUS[64];
  /** One of the `OSIP_NAPTR_STATE_` numbers. */
  int naptr_state;
  /** The resolver's own. */
  void *arg;
  /** Not 0 if the record outlives its transaction. */
  int keep_in_cache;
  /** SIP over UDP. */
  osip_srv_record_t sipudp_record;
  /** SIP over TCP. */
  osip_srv_record_t siptcp_record;
  /** SIP over TLS. */
  osip_srv_record_t siptls_record;
  /** SIP over DTLS. */
  osip_srv_record_t sipdtls_record;
  /** SIP over SCTP. */
  osip_srv_record_t sipsctp_record;
  /** ENUM. */
  osip_srv_record_t sipenum_record;
};

#if !defined(EXOSIP_OPAQUE)
/** One transaction (RFC 3261 17). */
struct osip_transaction {
  /** The application's own; not used by the library. */
  void *your_instance;
  /** Number of the transaction, unique within its `osip_t`. */
  int transactionid;
  /** Events that wait to be executed. */
  osip_fifo_t *transactionff;
  /** Copy of the topmost Via. */
  osip_via_t *topvia;
  /** Copy of From. */
  osip_from_t *from;
  /** Copy of To. */
  osip_to_t *to;
  /** Copy of Call-ID. */
  osip_call_id_t *callid;
  /** Copy of CSeq. */
  osip_cseq_t *cseq;
  /** The request. */
  osip_message_t *orig_request;
  /** The last response. */
  osip_message_t *last_response;
  /** The ACK for a final response other than 2xx. */
  osip_message_t *ack;
  /** Where the state machine stands. */
  state_t state;
  /** When it was created, in whole seconds of the monotonic clock. */
  time_t birth_time;
  /** When it ended; 0 before. */
  time_t completed_time;
  /** When it was created. */
  struct timeval created_time;
  /** When it ended. */
  struct timeval destroyed_time;
  /** Socket that messages come from. */
  int in_socket;
  /** Socket that messages go to. */
  int out_socket;
  /** The `osip_t` that it belongs to. */
  void *config;
  /** Which state machine runs. */
  enum osip_fsm_type_t ctx_type;
  /** Set for an INVITE client transaction. */
  osip_ict_t *ict_context;
  /** Set for an INVITE server transaction. */
  osip_ist_t *ist_context;
  /** Set for another client transaction. */
  osip_nict_t *nict_context;
  /** Set for another server transaction. */
  osip_nist_t *nist_context;
  /** SRV record in use. */
  osip_srv_record_t record;
  /** NAPTR record in use; owned by the application. */
  osip_naptr_t *naptr_record;
  /** The application's own. */
  void *reserved1;
  /** The application's own. */
  void *reserved2;
  /** The application's own. */
  void *reserved3;
  /** The application's own. */
  void *reserved4;
  /** The application's own. */
  void *reserved5;
  /** The application's own. */
  void *reserved6;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** A 2xx or an ACK for one that is sent again (RFC 3261 13.3.1.4). */
struct ixt {
  /** The dialog; owned by the application. */
  struct osip_dialog *dialog;
  /** The 2xx, until its ACK comes. */
  osip_message_t *msg2xx;
  /** The ACK, sent again for each late 2xx. */
  osip_message_t *ack;
  /** When it is sent next. */
  struct timeval start;
  /** Milliseconds between two sends. */
  int interval;
  /** Host to send to; owned. */
  char *dest;
  /** Port to send to. */
  int port;
  /** Socket to send from. */
  int sock;
  /** How often it is still sent. */
  int counter;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** The transaction layer: its transactions and its callbacks. */
struct osip {
  /** The application's own. */
  void *application_context;
  /** Guards `osip_ict_transactions`. */
  void *ict_fastmutex;
  /** Guards `osip_ist_transactions`. */
  void *ist_fastmutex;
  /** Guards `osip_nict_transactions`. */
  void *nict_fastmutex;
  /** Guards `osip_nist_transactions`. */
  void *nist_fastmutex;
  /** Guards `ixt_retransmissions`. */
  void *ixt_fastmutex;
  /** Guards `transactionid`. */
  void *id_mutex;
  /** Number of the next transaction. */
  int transactionid;
  /** INVITE client transactions. */
  osip_list_t osip_ict_transactions;
  /** INVITE server transactions. */
  osip_list_t osip_ist_transactions;
  /** Other client transactions. */
  osip_list_t osip_nict_transactions;
  /** Other server transactions. */
  osip_list_t osip_nist_transactions;
  /** 2xx and ACK that are sent again. */
  osip_list_t ixt_retransmissions;
  /** By `osip_message_callback_type_t`. */
  osip_message_cb_t msg_callbacks[60];
  /** By `osip_kill_callback_type_t`. */
  osip_kill_transaction_cb_t kill_callbacks[4];
  /** By `osip_transport_error_callback_type_t`. */
  osip_transport_error_cb_t tp_error_callbacks[4];
  /** Sends a message: transaction, message, host, port, socket. */
  int (*cb_send_message)(osip_transaction_t*, osip_message_t*, char*, int, int);
  /** Not used. */
  void *osip_ict_hastable;
  /** Not used. */
  void *osip_ist_hastable;
  /** Not used. */
  void *osip_nict_hastable;
  /** Not used. */
  void *osip_nist_hastable;
};
#endif

#if !defined(EXOSIP_OPAQUE)
/** Something that happens to a transaction. */
struct osip_event {
  /** What. */
  enum type_t type;
  /** Number of the transaction; 0 if it is not known yet. */
  int transactionid;
  /** The message of a `RCV_` or `SND_` event; owned. */
  osip_message_t *sip;
};
#endif

/** Creates a transaction layer; the caller frees it with `osip_release`. */
int osip_init(osip_t **osip);

/** Frees a transaction layer, but none of its transactions: those are the caller's. NULL is ignored. */
void osip_release(osip_t *osip);

/** Stores a pointer for the application. */
void osip_set_application_context(osip_t *osip, void *pointer);

/** The pointer that `osip_set_application_context` stored. */
void *osip_get_application_context(osip_t *osip);

/** Sets the callback for one kind of message, an `osip_message_callback_type_t`; NULL for none. */
int osip_set_message_callback(osip_t *osip, int type, osip_message_cb_t cb);

/** Sets the callback for the end of one kind of transaction, an `osip_kill_callback_type_t`; NULL for none. */
int osip_set_kill_transaction_callback(osip_t *osip, int type, osip_kill_transaction_cb_t cb);

/** Sets the callback for messages that cannot be sent, an `osip_transport_error_callback_type_t`; NULL for none. */
int osip_set_transport_error_callback(osip_t *osip, int type, osip_transport_error_cb_t cb);

/** Sets the function that sends messages. It returns 0 for sent, above 0 for not yet, below 0 for an error. */
void osip_set_cb_send_message(osip_t *cf, int (*cb)(osip_transaction_t*, osip_message_t*, char*, int, int));

/**
 * The event of a message that was received, from its text; the caller frees it with `osip_event_free`. NULL if the text is
 * no message.
 */
osip_event_t *osip_parse(const char *buf,
                         size_t length);

/**
 * The event of a message to be sent, which takes `sip` over; the caller frees it with `osip_event_free`. NULL for
 * a request without method or Request-URI: `sip` is still the caller's then.
 */
osip_event_t *osip_new_outgoing_sipmessage(osip_message_t *sip);

/** Frees an event and its message. NULL is ignored. */
void osip_event_free(osip_event_t *event);

/**
 * The destination of a response, by its topmost Via (RFC 3261 18.2.2, RFC 3581 4): in `address` the host, which the caller
 * frees with `osip_free`, in `portnum` the port. Without a Via NULL and 0.
 */
void osip_response_get_destination(osip_message_t *response,
                                   char **address,
                                   int *portnum);

/**
 * Makes a transaction for `request`, which is only read, and appends it to its list of `osip`. The caller queues the
 * event that holds the request, removes the transaction when it has ended, and frees it.
 */
int osip_transaction_init(osip_transaction_t **transaction,
                          enum osip_fsm_type_t ctx_type,
                          osip_t *osip,
                          osip_message_t *request);

/**
 * Makes a transaction for the request in an event, which stays the caller's until it is queued. NULL if the event
 * holds none that a transaction begins with.
 */
osip_transaction_t *osip_create_transaction(osip_t *osip, osip_event_t *evt);

/** Takes a transaction out of its list, and frees it with all that it holds. Returns 0. */
int osip_transaction_free(osip_transaction_t *transaction);

/** Frees a transaction that was taken out of its list, with all that it holds. Returns 0. */
int osip_transaction_free2(osip_transaction_t *transaction);

/** Queues an event, which is the transaction's from now on. Returns 0. */
int osip_transaction_add_event(osip_transaction_t *transaction, osip_event_t *evt);

/**
 * Takes a transaction out of its list of `osip`; the caller frees it later, but not in a callback about it. Returns
 * 0, or OSIP_UNDEFINED_ERROR if it is not there.
 */
int osip_remove_transaction(osip_t *osip, osip_transaction_t *ict);

/** The transaction in `transactions` that an event belongs to; NULL if there is none. The list is not locked. */
osip_transaction_t *osip_transaction_find(osip_list_t *transactions, osip_event_t *evt);

/** The transaction that an event belongs to; NULL if there is none. Unless `consume` is 0, the event is queued there. */
osip_transaction_t *__osip_find_transaction(osip_t *osip, osip_event_t *evt, int consume);

/**
 * Queues an event in the transaction that it belongs to. Returns 0, or OSIP_UNDEFINED_ERROR if there is none: the
 * event is still the caller's then.
 */
int osip_find_transaction_and_add_event(osip_t *osip, osip_event_t *evt);

/** Executes one event of a transaction, and frees it. Returns 1; 0 for `KILL_TRANSACTION`, which does nothing. */
int osip_transaction_execute(osip_transaction_t *transaction, osip_event_t *evt);

/** Executes the queued events of all INVITE client transactions. Returns 0. */
int osip_ict_execute(osip_t *osip);

/** Executes the queued events of all INVITE server transactions. Returns 0. */
int osip_ist_execute(osip_t *osip);

/** Executes the queued events of all other client transactions. Returns 0. */
int osip_nict_execute(osip_t *osip);

/** Executes the queued events of all other server transactions. Returns 0. */
int osip_nist_execute(osip_t *osip);

/**
 * Sets `lower_tv` to the time until the next timer is due: 0 if one is, or if an INVITE client transaction has
 * queued events; a year if no timer runs. Queued events of other transactions do not count: execute them first.
 */
void osip_timers_gettimeout(osip_t *osip, struct timeval *lower_tv);

/** Queues the events of timers of INVITE client transactions that are due. */
void osip_timers_ict_execute(osip_t *osip);

/** Queues the events of timers of INVITE server transactions that are due. */
void osip_timers_ist_execute(osip_t *osip);

/** Queues the events of timers of other client transactions that are due. */
void osip_timers_nict_execute(osip_t *osip);

/** Queues the events of timers of other server transactions that are due. */
void osip_timers_nist_execute(osip_t *osip);

/** Stores a pointer for the application: another name of `osip_transaction_set_reserved1`, as in the original. */
int osip_transaction_set_your_instance(osip_transaction_t *transaction, void *ptr);

/** The pointer that `osip_transaction_set_your_instance` stored; NULL if there is none. */
void *osip_transaction_get_your_instance(osip_transaction_t *transaction);

/** Stores a pointer for the application. */
int osip_transaction_set_reserved1(osip_transaction_t *transaction, void *ptr);

/** The pointer that `osip_transaction_set_reserved1` stored; NULL if there is none. */
void *osip_transaction_get_reserved1(osip_transaction_t *transaction);

/** Stores a second pointer for the application. */
int osip_transaction_set_reserved2(osip_transaction_t *transaction, void *ptr);

/** The pointer that `osip_transaction_set_reserved2` stored; NULL if there is none. */
void *osip_transaction_get_reserved2(osip_transaction_t *transaction);

/** Stores a third pointer for the application. */
int osip_transaction_set_reserved3(osip_transaction_t *transaction, void *ptr);

/** The pointer that `osip_transaction_set_reserved3` stored; NULL if there is none. */
void *osip_transaction_get_reserved3(osip_transaction_t *transaction);

/** Stores a fourth pointer for the application. */
int osip_transaction_set_reserved4(osip_transaction_t *transaction, void *ptr);

/** The pointer that `osip_transaction_set_reserved4` stored; NULL if there is none. */
void *osip_transaction_get_reserved4(osip_transaction_t *transaction);

/** Stores a fifth pointer for the application. */
int osip_transaction_set_reserved5(osip_transaction_t *transaction, void *ptr);

/** The pointer that `osip_transaction_set_reserved5` stored; NULL if there is none. */
void *osip_transaction_get_reserved5(osip_transaction_t *transaction);

/** Stores a sixth pointer for the application. */
int osip_transaction_set_reserved6(osip_transaction_t *transaction, void *ptr);

/** The pointer that `osip_transaction_set_reserved6` stored; NULL if there is none. */
void *osip_transaction_get_reserved6(osip_transaction_t *transaction);

/** Stores the socket that messages are received from. */
int osip_transaction_set_in_socket(osip_transaction_t *transaction, int sock);

/** Stores the socket that messages are sent to; it is passed to the send callback. */
int osip_transaction_set_out_socket(osip_transaction_t *transaction, int sock);

/** Copies an SRV record into the transaction. */
int osip_transaction_set_srv_record(osip_transaction_t *transaction, osip_srv_record_t *record);

/** Stores the NAPTR record in use. The caller still owns it. */
int osip_transaction_set_naptr_record(osip_transaction_t *transaction, osip_naptr_t *record);

/** Sets the destination of an INVITE; takes ownership of `destination` and frees the former one. */
int osip_ict_set_destination(osip_ict_t *ict, char *destination, int port);

/** Sets the destination of a request; takes ownership of `destination` and frees the former one. */
int osip_nict_set_destination(osip_nict_t *nict, char *destination, int port);

/**
 * The destination of a client transaction: in `ip` the host, still owned by the transaction, in `port` the
 * port. OSIP_UNDEFINED_ERROR, NULL and 0 for a server transaction.
 */
int osip_transaction_get_destination(osip_transaction_t *transaction, char **ip, int *port);

/** Sends again what is due, by the callback of `osip_set_cb_send_message`, with a NULL transaction. */
void osip_retransmissions_execute(osip_t *osip);

/**
 * Sends a 2xx to INVITE again until its ACK is received, at most ten times. `msg200ok` is copied; `dialog` must live
 * until the end.
 */
void osip_start_200ok_retransmissions(osip_t *osip, struct osip_dialog *dialog, osip_message_t *msg200ok, int sock);

/** Sends an ACK for a 2xx again, ten times. `ack` and `dest` are copied; `dialog` must live until the end. */
void osip_start_ack_retransmissions(osip_t *osip,
                                    struct osip_dialog *dialog,
                                    osip_message_t *ack,
                                    char *dest,
                                    int port,
                                    int sock);

/** Ends the repetitions of the 2xx that `ack` acknowledges, and returns its dialog; NULL if there is none. */
struct osip_dialog *osip_stop_200ok_retransmissions(osip_t *osip, osip_message_t *ack);

/** Ends all repetitions of a dialog. */
void osip_stop_retransmissions_from_dialog(osip_t *osip, struct osip_dialog *dialog);

/** What kind of event it is; `UNKNOWN_EVT` for NULL. Not in the original. */
enum type_t osip_event_get_type(const osip_event_t *event);

typedef enum type_t type_t;
typedef enum osip_fsm_type_t osip_fsm_type_t;

/* Milliseconds (RFC 3261 17.1.1.1). The library has its own; these are for programs. */
#ifndef DEFAULT_T1
#define DEFAULT_T1 500
#endif
#ifndef DEFAULT_T1_TCP_PROGRESS
#define DEFAULT_T1_TCP_PROGRESS 500
#endif
#ifndef DEFAULT_T2
#define DEFAULT_T2 4000
#endif
#ifndef DEFAULT_T4
#define DEFAULT_T4 5000
#endif

#ifdef EXOSIP_OPAQUE
#define OSIP_EVENT_TYPE(event) osip_event_get_type(event)
#else
#define OSIP_EVENT_TYPE(event) ((event)->type)
#endif

#define EVT_IS_RCV_INVITE(event) (OSIP_EVENT_TYPE(event) == RCV_REQINVITE)
#define EVT_IS_RCV_ACK(event) (OSIP_EVENT_TYPE(event) == RCV_REQACK)
#define EVT_IS_RCV_REQUEST(event) (OSIP_EVENT_TYPE(event) == RCV_REQUEST)
#define EVT_IS_RCV_STATUS_1XX(event) (OSIP_EVENT_TYPE(event) == RCV_STATUS_1XX)
#define EVT_IS_RCV_STATUS_2XX(event) (OSIP_EVENT_TYPE(event) == RCV_STATUS_2XX)
#define EVT_IS_RCV_STATUS_3456XX(event) (OSIP_EVENT_TYPE(event) == RCV_STATUS_3456XX)
#define EVT_IS_SND_INVITE(event) (OSIP_EVENT_TYPE(event) == SND_REQINVITE)
#define EVT_IS_SND_ACK(event) (OSIP_EVENT_TYPE(event) == SND_REQACK)
#define EVT_IS_SND_REQUEST(event) (OSIP_EVENT_TYPE(event) == SND_REQUEST)
#define EVT_IS_SND_STATUS_1XX(event) (OSIP_EVENT_TYPE(event) == SND_STATUS_1XX)
#define EVT_IS_SND_STATUS_2XX(event) (OSIP_EVENT_TYPE(event) == SND_STATUS_2XX)
#define EVT_IS_SND_STATUS_3456XX(event) (OSIP_EVENT_TYPE(event) == SND_STATUS_3456XX)
#define EVT_IS_INCOMINGMSG(event) \
  (OSIP_EVENT_TYPE(event) >= RCV_REQINVITE && OSIP_EVENT_TYPE(event) <= RCV_STATUS_3456XX)
#define EVT_IS_INCOMINGREQ(event) \
  (OSIP_EVENT_TYPE(event) == RCV_REQINVITE || \
   OSIP_EVENT_TYPE(event) == RCV_REQACK || \
   OSIP_EVENT_TYPE(event) == RCV_REQUEST)
#define EVT_IS_INCOMINGRESP(event) \
  (OSIP_EVENT_TYPE(event) == RCV_STATUS_1XX || \
   OSIP_EVENT_TYPE(event) == RCV_STATUS_2XX || \
   OSIP_EVENT_TYPE(event) == RCV_STATUS_3456XX)
#define EVT_IS_OUTGOINGMSG(event) \
  (OSIP_EVENT_TYPE(event) >= SND_REQINVITE && OSIP_EVENT_TYPE(event) <= SND_STATUS_3456XX)
#define EVT_IS_OUTGOINGREQ(event) \
  (OSIP_EVENT_TYPE(event) == SND_REQINVITE || \
   OSIP_EVENT_TYPE(event) == SND_REQACK || \
   OSIP_EVENT_TYPE(event) == SND_REQUEST)
#define EVT_IS_OUTGOINGRESP(event) \
  (OSIP_EVENT_TYPE(event) == SND_STATUS_1XX || \
   OSIP_EVENT_TYPE(event) == SND_STATUS_2XX || \
   OSIP_EVENT_TYPE(event) == SND_STATUS_3456XX)
#define EVT_IS_MSG(event) (OSIP_EVENT_TYPE(event) >= RCV_REQINVITE && OSIP_EVENT_TYPE(event) <= SND_STATUS_3456XX)
#define EVT_IS_KILL_TRANSACTION(event) (OSIP_EVENT_TYPE(event) == KILL_TRANSACTION)

#ifdef __cplusplus
}
#endif

#endif
