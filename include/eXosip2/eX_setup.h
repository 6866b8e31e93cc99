/**
 * @file
 * `eXosip2/eX_setup.h`: contexts, options, transports, TLS, names. Codes, ownership and the lock: see `eXosip.h`.
 *
 * Made from the declarations in `src` by `make headers`: edit those.
 */

#ifndef __EX_SETUP_H__
#define __EX_SETUP_H__

#include <time.h>

#include <eXosip2/eXosip.h>
#include <osipparser2/osip_message.h>

#ifdef __cplusplus
extern "C" {
#endif

struct osip_srv_record;
struct osip_naptr;
struct eXosip_t;

typedef struct eXosip_tls_credentials_s eXosip_tls_credentials_t;
typedef struct eXosip_tls_ctx_s eXosip_tls_ctx_t;

/** The number that options count from. */
#define EXOSIP_OPT_BASE_OPTION 0

/** `int *`: milliseconds between two keepalives, on every transport; 17000 by default, 0 or less sends none. */
#define EXOSIP_OPT_UDP_KEEP_ALIVE 1

/** `int *`: 1, the default, corrects Contact to the address that the registrar sees; 0 leaves it as it is. */
#define EXOSIP_OPT_AUTO_MASQUERADE_CONTACT 2

/** `int *`: 1, the default, writes `rport` into Via (RFC 3581); 0 leaves it out. */
#define EXOSIP_OPT_USE_RPORT 7

/** `const char *`: `eXosip_guess_localip` returns the local address of the route to this address. */
#define EXOSIP_OPT_SET_IPV4_FOR_GATEWAY 8

/**
 * `struct eXosip_dns_cache *`: the address of a host, as in a hosts file; with an empty address it is looked up
 * and written there.
 */
#define EXOSIP_OPT_ADD_DNS_CACHE 9

/** `const struct eXosip_dns_cache *`: removes the address that option 9 has set for this host. */
#define EXOSIP_OPT_DELETE_DNS_CACHE 10

/** `const char *`: as 8, for IPv6. */
#define EXOSIP_OPT_SET_IPV6_FOR_GATEWAY 12

/**
 * `const struct eXosip_account_info *`: the address at which registrars of a domain see this program; an empty
 * address removes it. Returns 1 if there was one for that domain.
 */
#define EXOSIP_OPT_ADD_ACCOUNT_INFO 13

/**
 * `int *`: 0 or less looks up addresses only; any other value, as by default, NAPTR and SRV records too (RFC
 * 3263).
 */
#define EXOSIP_OPT_DNS_CAPABILITIES 14

/** `int *`: the DSCP of packets, 26 by default; for sockets that are opened from then on. */
#define EXOSIP_OPT_SET_DSCP 15

/** `int *`: 1 writes Date into REGISTERs. */
#define EXOSIP_OPT_REGISTER_WITH_DATE 16

/** `const char *`: the value of User-Agent; NULL for the default one. */
#define EXOSIP_OPT_SET_HEADER_USER_AGENT 17

/** `int *`: no effect: addresses are known for as long as their DNS records say. */
#define EXOSIP_OPT_ENABLE_DNS_CACHE 18

/** `int *`: 1, the default, answers BYE with 200; 0 leaves the answer to the program. */
#define EXOSIP_OPT_ENABLE_AUTOANSWERBYE 19

/** `int *`: 0, the default, looks up addresses of the families that are listened on, 1 of IPv6 only, 2 of both. */
#define EXOSIP_OPT_ENABLE_IPV6 20

/** `int *`: no effect: connections leave from ports of their own, so that they can be opened again at once. */
#define EXOSIP_OPT_ENABLE_REUSE_TCP_PORT 21

/** `int *`: 1, the default, shows the port of the connection in Contact; 0 the listening port. */
#define EXOSIP_OPT_ENABLE_USE_EPHEMERAL_PORT 22

/**
 * The function: is called with 3 when requests of this context begin to wait for responses, 2 when none waits any
 * more, 1 when a request has arrived, 0 when it has been processed.
 */
#define EXOSIP_OPT_SET_CALLBACK_WAKELOCK 23

/**
 * `int *`: 1 writes `ob` into Contacts of requests and responses that create dialogs; flows of registrations
 * have `EXOSIP_OPT_REG_ID`.
 */
#define EXOSIP_OPT_ENABLE_OUTBOUND 24

/** `const char *`: UDP requests leave from a second socket on this address. Before `eXosip_listen_addr`. */
#define EXOSIP_OPT_SET_OC_LOCAL_ADDRESS 25

/** `int[2]`: the first and the last port for the socket of option 25. */
#define EXOSIP_OPT_SET_OC_PORT_RANGE 26

/**
 * `int *`: 1, the default, sends a request to its first Route and leaves that Route out of the message; 0 writes
 * it, too.
 */
#define EXOSIP_OPT_REMOVE_PREROUTESET 27

/** `const char *`: `+sip.instance` in Contact; a UUID becomes a URN. */
#define EXOSIP_OPT_SET_SIP_INSTANCE 28

/** `int *`: no effect: all messages that have arrived are read, some of each socket in turn. */
#define EXOSIP_OPT_SET_MAX_MESSAGE_TO_READ 29

/** `long *`: no effect: the thread sleeps until there is something to do. */
#define EXOSIP_OPT_SET_MAX_READ_TIMEOUT 30

/** `const char *`: the display name in Contact, quotes included. */
#define EXOSIP_OPT_SET_DEFAULT_CONTACT_DISPLAYNAME 31

/** `int *`: 1 refreshes sessions also where the peer does not support session timers. */
#define EXOSIP_OPT_SET_SESSIONTIMERS_FORCE 32

/** `int *`: 1 sends requests in a dialog to the source of the peer's last message instead of its Contact. */
#define EXOSIP_OPT_FORCE_CONNECTIONREUSE 33

/** `const char *`: parameters of Contact in dialogs, such as `a=b;c`. */
#define EXOSIP_OPT_SET_CONTACT_DIALOG_EXTRA_PARAMS 34

/**
 * `int *`: 0 accepts any certificate, which is the default unless option 501 names a CA. Any other value verifies
 * it; it is a sum in which 2 allows wildcards and 4 leaves out the CAs of the system.
 */
#define EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE 500

/**
 * `const eXosip_tls_ctx_t *`: CA, certificate, key and its password, pinned key, ciphers; copied. The files are
 * read at once: returns an `eXosip_tls_ctx_error` if one cannot be used.
 */
#define EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO 501

/** `const char *`: no effect: obsolete, -1. */
#define EXOSIP_OPT_SET_TLS_CLIENT_CERTIFICATE_NAME 502

/** `const char *`: no effect: obsolete, -1. */
#define EXOSIP_OPT_SET_TLS_SERVER_CERTIFICATE_NAME 503

/** `int *`: no effect: not in usual builds of the original, -2. */
#define EXOSIP_OPT_KEEP_ALIVE_OPTIONS_METHOD 1000

/** `void *`: no effect: obsolete, -1. */
#define EXOSIP_OPT_SET_TSC_SERVER 1001

/** `struct eXosip_stats *`: is filled in. */
#define EXOSIP_OPT_GET_STATISTICS 2000

/**
 * `int *`: 1 lets the library's own thread do what `eXosip_automatic_action` does: refresh, retry, answer
 * challenges. The call may be left out.
 */
#define EXOSIP_OPT_AUTONOMOUS 3000

/**
 * `int *`: milliseconds that `eXosip_quit` may take to remove the bindings of all registrations; 0, the default,
 * removes none.
 */
#define EXOSIP_OPT_QUIT_DEADLINE 3001

/**
 * `int *`: how many events may wait for the program; 0, the default, for no limit. Events beyond it are dropped,
 * those of requests from others first, so that a flood of requests hides no event of a registration. Also without
 * a limit, requests from others take 16 MiB at most.
 */
#define EXOSIP_OPT_EVENT_QUEUE_LIMIT 3002

/**
 * `int *`: is set to the number of events that were dropped. The trace has a warning each time the limit is
 * reached.
 */
#define EXOSIP_OPT_GET_DROPPED_EVENTS 3003

/**
 * `int *`: how many REGISTERs may wait for a response of one next hop, at most; 256 by default, about as many
 * responses as the receive buffer of a socket usually holds. The window begins with 64, grows with responses and
 * shrinks with losses.
 */
#define EXOSIP_OPT_REGISTER_WINDOW 3004

/** `int *`: REGISTERs a second to a next hop that answers again after a failure; 500 by default. */
#define EXOSIP_OPT_RETURN_RATE 3005

/** `int *`: the most seconds before a next hop that does not answer is tried again; 120 by default. */
#define EXOSIP_OPT_PROBE_CEILING 3006

/** `int *`: the most seconds before a refused registration is tried again; 1800 by default. */
#define EXOSIP_OPT_RETRY_CEILING 3007

/** `int *`: 1 follows 300, 301 and 302 responses to REGISTER, and 305 while option 27 is 1. */
#define EXOSIP_OPT_FOLLOW_REDIRECTS 3008

/** `int *`: the longest body that is accepted over TCP and TLS, in bytes; 1048576 by default. */
#define EXOSIP_OPT_BODY_LIMIT 3009

/** `int *`: 1 refuses each TLS connection whose certificate cannot be verified, whatever else is set. */
#define EXOSIP_OPT_TLS_VERIFY_ALWAYS 3010

/**
 * `const char *`: a file to which the secrets of TLS connections are appended, for a network analyser; NULL for
 * none.
 */
#define EXOSIP_OPT_TLS_KEY_LOG 3011

/** `int *`: 1 answers a server that offers a weaker digest algorithm than it did before. */
#define EXOSIP_OPT_DIGEST_OBEY_WEAKER 3012

/**
 * `int *`: 1 accepts a success response to a request with credentials only if it proves that the server knows the
 * password (`rspauth`).
 */
#define EXOSIP_OPT_DIGEST_REQUIRE_RSPAUTH 3013

/**
 * `const char *`: answers AKA challenges as the SIMs of an operator do: its OP, 32 hexadecimal digits. NULL for
 * none.
 */
#define EXOSIP_OPT_AKA_OP 3014

/** `const char *`: as `EXOSIP_OPT_AKA_OP`, with the OPc of one SIM. */
#define EXOSIP_OPT_AKA_OPC 3015

/** `int *`: 1 says in first REGISTERs that proxies may add Path (RFC 3327). */
#define EXOSIP_OPT_PATH 3016

/**
 * `int *`: the `reg-id` of registrations that are built from then on (RFC 5626); needs
 * `EXOSIP_OPT_SET_SIP_INSTANCE`. 0 for none.
 */
#define EXOSIP_OPT_REG_ID 3017

/** `int *`: 1 asks the next hop, in Via, for the interval of keepalives (RFC 6223). */
#define EXOSIP_OPT_KEEP 3018

/**
 * `const char *`: parameters for the URI in Contact, such as those of push notification (RFC 8599); NULL for
 * none.
 */
#define EXOSIP_OPT_CONTACT_URI_PARAMS 3019

/**
 * `int *`: how much earlier than necessary a refresh may be sent, at random, in percent of the time until then: 0
 * to 50; 10 by default.
 */
#define EXOSIP_OPT_REFRESH_JITTER 3020

/**
 * `const char *`: addresses of name servers, with or without a port, separated by blanks; NULL for those of the
 * system.
 */
#define EXOSIP_OPT_DNS_SERVERS 3021

/**
 * `int *`: the least seconds before the library tries a failed registration again, such as the 60 of GB/T 28181;
 * 0, the default, for no limit.
 */
#define EXOSIP_OPT_RETRY_FLOOR 3022

/**
 * `int *`: 1 drops responses that do not come from the address, or over the connection, that their request went
 * to.
 */
#define EXOSIP_OPT_CHECK_RESPONSE_SOURCE 3023

/** `const char *`: a pcapng file that messages are written to, TLS in clear; NULL for none. */
#define EXOSIP_OPT_CAPTURE_FILE 3024

/** `int *`: 1 writes credentials into that file as they are, not masked. */
#define EXOSIP_OPT_CAPTURE_CREDENTIALS 3025

/**
 * `int *`: REGISTERs a second to one next hop at the most, those that the program sends and answers to challenges included;
 * 0, the default, for no such limit. For registrars that ban addresses by their rate.
 */
#define EXOSIP_OPT_REGISTER_RATE 3026

/** `int *`: 1 answers OPTIONS outside of calls with 200, Allow, Accept and Supported, without an event. */
#define EXOSIP_OPT_ANSWER_OPTIONS 3030

/**
 * `const char *`: the methods that the program accepts outside of calls, separated by commas; others get 405
 * without an event. NULL for all.
 */
#define EXOSIP_OPT_ALLOWED_METHODS 3031

/**
 * `int *`: 1 lets `eXosip_automatic_action` answer 401 and 407 to requests outside of calls; the third challenge
 * in a row is left to the program.
 */
#define EXOSIP_OPT_ANSWER_CHALLENGES 3032

/**
 * `int *`: how many bytes of received requests, and of the responses to them, are kept; 268435456 by default.
 * Beyond that the oldest request is removed: it can no longer be answered, and a repetition of it is reported
 * again.
 */
#define EXOSIP_OPT_REQUEST_MEMORY 3033

/** `int *`: how many subscriptions of peers may exist, 10000 by default; the next SUBSCRIBE gets 503. */
#define EXOSIP_OPT_SUBSCRIPTION_LIMIT 3040

/**
 * `int *`: 1 reports with `EXOSIP_NOTIFICATION_NOANSWER` that an incoming subscription has expired, and with
 * `EXOSIP_SUBSCRIPTION_NOANSWER` that an outgoing one is no longer refreshed.
 */
#define EXOSIP_OPT_REPORT_EXPIRED 3041

/**
 * `int *`: 1 lets `eXosip_automatic_action` subscribe again after `terminated` with the reason deactivated,
 * probation, timeout or giveup, at the time that `retry-after` asks for (RFC 6665 4.1.3). The sid stays, the did
 * is new.
 */
#define EXOSIP_OPT_RESUBSCRIBE 3042

/** `int *`: 1 refreshes a subscription in time for the `expires` of its last NOTIFY. */
#define EXOSIP_OPT_OBEY_NOTIFY_EXPIRES 3043

/**
 * `int *`: 1 notifies subscribers that `eXosip_insubscription_automatic` has accepted for the package `dialog` of each
 * change of the calls (RFC 4235), at most once a second.
 */
#define EXOSIP_OPT_NOTIFY_DIALOGS 3044

/** `int *`: how many calls of peers may be open, 10000 by default; the next INVITE gets 503. */
#define EXOSIP_OPT_CALL_LIMIT 3050

/** `int *`: 1 ends a call with BYE when its session is not refreshed in time (RFC 4028 10). */
#define EXOSIP_OPT_END_EXPIRED_SESSIONS 3051

/** `int *`: 1 lets `eXosip_automatic_action` send an INVITE or UPDATE again that got 491. */
#define EXOSIP_OPT_RETRY_491 3052

/** `int *`: 1 lets the library send PRACK, repeat reliable provisional responses, and answer PRACK (RFC 3262). */
#define EXOSIP_OPT_RELIABLE_PROVISIONAL 3053

/** `int *`: 1 lets `eXosip_call_terminate` come before any response to INVITE: CANCEL is sent with the first. */
#define EXOSIP_OPT_CANCEL_EARLY 3054

/** `int *`: 1 writes Allow and Supported into INVITE and the 2xx to it. */
#define EXOSIP_OPT_CALL_FEATURES 3055

/** `int *`: 1 reports each 2xx of another callee to one INVITE as a call of its own, 16 at most; 0 acknowledges and ends it. */
#define EXOSIP_OPT_REPORT_FORKS 3056

/**
 * `int *`: 1 leaves `request`, `response` and `ack` of events that are taken from then on NULL until the program
 * asks for them by `eXosip_event_get_request`, `eXosip_event_get_response` or `eXosip_event_get_ack`; status,
 * reason, headers and cause are read by functions without them.
 */
#define EXOSIP_OPT_LEAN_EVENTS 3060

/** `int *`: older name of `EXOSIP_OPT_AUTO_MASQUERADE_CONTACT`. */
#define EXOSIP_OPT_UDP_LEARN_PORT 2

/** What was wrong with `eXosip_tls_ctx_t`. */
enum eXosip_tls_ctx_error {
  /** Nothing. */
  TLS_OK = 0,
  /** No random numbers. */
  TLS_ERR_NO_RAND = -1,
  /** No Diffie-Hellman parameters. */
  TLS_ERR_NO_DH_PARAM = -2,
  /** The password of the key is missing or wrong. */
  TLS_ERR_NO_PW = -3,
  /** No trusted certificates. */
  TLS_ERR_NO_ROOT_CA = -4,
  /** Certificate without key, or key without certificate. */
  TLS_ERR_MISSING_AUTH_PART = -5
};

/** Sees each message: 1 for one that came in, 0 for one that goes out. */
typedef void (*CbSipCallback)(osip_message_t*, int);

/** Value of `EXOSIP_OPT_ADD_DNS_CACHE` and `EXOSIP_OPT_DELETE_DNS_CACHE`. */
struct eXosip_dns_cache {
  /** Name of a host. */
  char host[1024];
  /** Its address as text. Empty: it is looked up and written here. */
  char ip[256];
};

/** Value of `EXOSIP_OPT_ADD_ACCOUNT_INFO`: the public address that one proxy sees. */
struct eXosip_account_info {
  /** Host of the proxy. */
  char proxy[1024];
  /** Our public address as text; empty removes the entry. */
  char nat_ip[256];
  /** Our public port. */
  int nat_port;
};

/** A challenge that is remembered for one call. */
struct eXosip_http_auth {
  /** Call-ID. */
  char pszCallId[64];
  /** The challenge. */
  osip_www_authenticate_t *wa;
  /** Client nonce. */
  char pszCNonce[64];
  /** How often the nonce was used. */
  int iNonceCount;
  /** 401 or 407. */
  int answer_code;
};

/** Value of `EXOSIP_OPT_GET_STATISTICS`: what the context holds now, and how much of it came in an hour. */
struct eXosip_stats {
  /** Transactions that exist now. */
  int allocated_transactions;
  /** Transactions made in the last hour. */
  float average_transactions;
  /** Registrations that exist now. */
  int allocated_registrations;
  /** Registrations made in the last hour. */
  float average_registrations;
  /** Calls that exist now. */
  int allocated_calls;
  /** Calls made in the last hour. */
  float average_calls;
  /** Publications that exist now. */
  int allocated_publications;
  /** Publications made in the last hour. */
  float average_publications;
  /** Outgoing subscriptions that exist now. */
  int allocated_subscriptions;
  /** Outgoing subscriptions made in the last hour. */
  float average_subscriptions;
  /** Incoming subscriptions that exist now. */
  int allocated_insubscriptions;
  /** Incoming subscriptions made in the last hour. */
  float average_insubscriptions;
  /** Zero. */
  int reserved1[20];
};

/** One side of TLS: certificate and key. */
struct eXosip_tls_credentials_s {
  /** File of the private key, PEM. */
  char priv_key[1024];
  /** Password of the private key. */
  char priv_key_pw[1024];
  /** File of the certificate chain, PEM. */
  char cert[1024];
  /** Hash of the only public key that is accepted, or a file that holds the key. */
  char public_key_pinned[1024];
};

/** Value of `EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO`. */
struct eXosip_tls_ctx_s {
  /** Not used. */
  char random_file[1024];
  /** Not used. */
  char dh_param[1024];
  /** File or directory of the certificates that are trusted, PEM. */
  char root_ca_cert[1024];
  /** Ciphers in the notation of OpenSSL; empty for the usual ones. */
  char cipher_list[2048];
  /** Options in the numbers of OpenSSL; 0 for the usual ones. */
  unsigned long tls_flags;
  /** As `tls_flags`, for DTLS. */
  unsigned long dtls_flags;
  /** For connections that we open. */
  eXosip_tls_credentials_t client;
  /** For connections that we accept. */
  eXosip_tls_credentials_t server;
};

/**
 * For machines that sleep: 3 when requests of ours begin to wait for responses, 2 when none does, 1 when a
 * request has come in, 0 when it is dealt with. In the library's thread and with the context's lock held.
 */
typedef void (*CbSipWakeLock)(int);

/**
 * Allocates a context, for `eXosip_init`; NULL without memory. The caller frees it with `osip_free`, after
 * `eXosip_quit`.
 */
struct eXosip_t *eXosip_malloc(void);

/**
 * Initialises a context that `eXosip_malloc` made, and starts its thread. Returns 0; `OSIP_WRONG_STATE` if it is
 * initialised already.
 */
int eXosip_init(struct eXosip_t *excontext);

/**
 * Ends the context's thread, wakes threads that wait for events, and frees what the context holds, but not its own memory.
 * With `EXOSIP_OPT_QUIT_DEADLINE` it removes the bindings of all registrations before; a thread that waits for events meanwhile
 * gets an event for each of them.
 * Nothing happens if it is not initialised, or not any more.
 */
void eXosip_quit(struct eXosip_t *excontext);

/** Takes the context's lock. `OSIP_WRONG_STATE` if the calling thread has it already. */
int eXosip_lock(struct eXosip_t *excontext);

/** Releases the context's lock. 0 also when no thread held it. */
int eXosip_unlock(struct eXosip_t *excontext);

/**
 * Lets the engine have a turn. The library's own thread does that by itself.
 * `OSIP_WRONG_STATE` as long as nothing is listened on.
 */
int eXosip_execute(struct eXosip_t *excontext);

/**
 * Sets one option. What `value` points to depends on `opt`: see the constants. It is copied; some options write into
 * it. Set options after `eXosip_init`, those of sockets and TLS before `eXosip_listen_addr`.
 *
 * Returns 0. -2 for an unknown option, and for NULL where a value is needed; -5 for a line break; for
 * `EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO` an `eXosip_tls_ctx_error`. `eXosip_get_error_text` of `eX_ext.h` has the
 * reason in words.
 */
int eXosip_set_option(struct eXosip_t *excontext, int opt, const void *value);

/**
 * Listens on `addr`, a literal or a name; NULL stands for any address of `family` (`AF_INET` or `AF_INET6`).
 * `transport` is `IPPROTO_UDP` or `IPPROTO_TCP`, the latter with TLS if `secure` is not 0. A negative `port` is the
 * transport's usual one (5060, 5061), 0 any that is free. A context may listen once on each transport for each
 * family; what it sends leaves by these, too. Over TLS peers can connect only if `server` in `eXosip_tls_ctx_t`
 * has been set before.
 *
 * -1 for an address or a port that cannot be bound, such as a busy port, -2 for another transport and for
 * DTLS, -3 for what is listened on already.
 */
int eXosip_listen_addr(struct eXosip_t *excontext, int transport, const char *addr, int port, int family, int secure);

/**
 * Closes all connections and renews the registrations that used them.
 * `OSIP_WRONG_STATE` if the context has only UDP, or nothing.
 */
int eXosip_reset_transports(struct eXosip_t *excontext);

/**
 * Listens with a socket that is bound already, and for TCP listens. It is the library's from then on; after a
 * failure it is still the caller's. `port` is ignored: the socket is bound already.
 */
int eXosip_set_socket(struct eXosip_t *excontext, int transport, int socket, int port);

/** Sets the value of `User-Agent`. NULL or an empty text sends an empty one. */
void eXosip_set_user_agent(struct eXosip_t *excontext, const char *user_agent);

/** The version of the library that this one replaces. */
const char *eXosip_get_version(void);

/**
 * Sets a function that sees each message that comes in or goes out, in the library's thread and with the context's
 * lock held. NULL removes it.
 */
int eXosip_set_cbsip_message(struct eXosip_t *excontext, CbSipCallback cbsip_callback);

/**
 * Writes this address, an IP literal or a host, and this port into Contact instead of our own. NULL or an empty
 * address ends that; a port that is not positive leaves the one set before.
 */
void eXosip_masquerade_contact(struct eXosip_t *excontext, const char *public_address, int port);

/**
 * An even port that is free together with the next one, from `free_port` on, or else any even one.
 * `OSIP_UNKNOWN_HOST` for an unknown `transport`.
 */
int eXosip_find_free_port(struct eXosip_t *excontext, int free_port, int transport);

/** Makes one `eXosip_event_wait` return early. */
void eXosip_wakeup_event(struct eXosip_t *excontext);

/** Changes the protocol in the topmost Via, and nothing else. `OSIP_UNDEFINED_ERROR` without Via. */
int eXosip_transport_set(osip_message_t *msg, const char *transport);

/**
 * Writes the local address that most peers see into `address`, which has room for `size` bytes. -1 where no network is
 * reached: then it is the loopback address.
 */
int eXosip_guess_localip(struct eXosip_t *excontext, int family, char *address, int size);

/**
 * Begins to ask the DNS for the services of `domain` (RFC 3263), or gives what is known of it. `protocol` and
 * `transport` are not used. The record of a `keep_in_cache` above 0 lives as long as the process, where there is
 * room for it; below 0 only such a record is given. Others are the caller's, for `eXosip_dnsutils_release`.
 */
struct osip_naptr *eXosip_dnsutils_naptr(struct eXosip_t *excontext,
                                         const char *domain,
                                         const char *protocol,
                                         const char *transport,
                                         int keep_in_cache);

/** Frees a record of `eXosip_dnsutils_naptr`, unless it is kept. NULL is ignored. */
void eXosip_dnsutils_release(struct osip_naptr *naptr_record);

/** Takes what has come from the DNS into a record; with `force` it waits for all of it. */
int eXosip_dnsutils_dns_process(struct osip_naptr *output_record, int force);

/** Makes the next host of a service the current one. Returns how many others there are, -1 if there is none at all. */
int eXosip_dnsutils_rotate_srv(struct osip_srv_record *output_record);

typedef enum eXosip_tls_ctx_error eXosip_tls_ctx_error;

#ifdef __cplusplus
}
#endif

#endif
