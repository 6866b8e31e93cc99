//! The numbers of options, and of which type their values are.

use core::ffi::c_int;

/// The number that options count from.
pub const EXOSIP_OPT_BASE_OPTION: c_int = 0;
/// `int *`: milliseconds between keepalives, on every transport; 0 or less for none.
pub const EXOSIP_OPT_UDP_KEEP_ALIVE: c_int = 1;
/// `int *`: 1 puts the address that the registrar sees into Contact.
pub const EXOSIP_OPT_AUTO_MASQUERADE_CONTACT: c_int = 2;
/// Older name of `EXOSIP_OPT_AUTO_MASQUERADE_CONTACT`.
pub const EXOSIP_OPT_UDP_LEARN_PORT: c_int = 2;
/// `int *`: 1 adds `rport` to Via (RFC 3581), 0 leaves it out.
pub const EXOSIP_OPT_USE_RPORT: c_int = 7;
/// `const char *`: `eXosip_guess_localip` gives our end of the route to this IPv4 address; NULL for none.
pub const EXOSIP_OPT_SET_IPV4_FOR_GATEWAY: c_int = 8;
/// `struct eXosip_dns_cache *`: adds an address. With an empty `ip` the address is looked up and written there.
pub const EXOSIP_OPT_ADD_DNS_CACHE: c_int = 9;
/// `const struct eXosip_dns_cache *`: removes the address of `host`.
pub const EXOSIP_OPT_DELETE_DNS_CACHE: c_int = 10;
/// `const char *`: as `EXOSIP_OPT_SET_IPV4_FOR_GATEWAY`, for IPv6.
pub const EXOSIP_OPT_SET_IPV6_FOR_GATEWAY: c_int = 12;
/// `const struct eXosip_account_info *`: our public address as one proxy sees it.
pub const EXOSIP_OPT_ADD_ACCOUNT_INFO: c_int = 13;
/// `int *`: 0 asks for addresses only, otherwise for NAPTR and SRV records too.
pub const EXOSIP_OPT_DNS_CAPABILITIES: c_int = 14;
/// `int *`: DSCP of what is sent, for sockets opened from now on.
pub const EXOSIP_OPT_SET_DSCP: c_int = 15;
/// `int *`: 1 adds a Date header to REGISTER.
pub const EXOSIP_OPT_REGISTER_WITH_DATE: c_int = 16;
/// `const char *`: text of User-Agent; NULL for the usual one.
pub const EXOSIP_OPT_SET_HEADER_USER_AGENT: c_int = 17;
/// `int *`: no effect. Addresses are known for as long as their DNS records say.
pub const EXOSIP_OPT_ENABLE_DNS_CACHE: c_int = 18;
/// `int *`: no effect yet, for calls. 0 leaves answering BYE to the application.
pub const EXOSIP_OPT_ENABLE_AUTOANSWERBYE: c_int = 19;
/// `int *`: addresses that are looked up. 0 of the families that are listened on, 1 of IPv6, 2 of both.
pub const EXOSIP_OPT_ENABLE_IPV6: c_int = 20;
/// `int *`: no effect. Connections leave from ports of their own.
pub const EXOSIP_OPT_ENABLE_REUSE_TCP_PORT: c_int = 21;
/// `int *`: 1 puts the local port of the connection into Contact, 0 the port that we listen on.
pub const EXOSIP_OPT_ENABLE_USE_EPHEMERAL_PORT: c_int = 22;
/// `CbSipWakeLock`: the function itself, not its address.
pub const EXOSIP_OPT_SET_CALLBACK_WAKELOCK: c_int = 23;
/// `int *`: 1 adds `ob` to Contact within dialogs (RFC 5626).
pub const EXOSIP_OPT_ENABLE_OUTBOUND: c_int = 24;
/// `const char *`: UDP requests leave from a second socket on this address. Set it before listening.
pub const EXOSIP_OPT_SET_OC_LOCAL_ADDRESS: c_int = 25;
/// `int[2]`: lowest and highest port of that socket.
pub const EXOSIP_OPT_SET_OC_PORT_RANGE: c_int = 26;
/// `int *`: 1, the default, sends a request by its first Route without writing that; 0 writes it.
pub const EXOSIP_OPT_REMOVE_PREROUTESET: c_int = 27;
/// `const char *`: value of `+sip.instance` in Contact (RFC 5626 4.1).
pub const EXOSIP_OPT_SET_SIP_INSTANCE: c_int = 28;
/// `int *`: no effect. As many messages are read as have come.
pub const EXOSIP_OPT_SET_MAX_MESSAGE_TO_READ: c_int = 29;
/// `long *`: no effect. The thread sleeps until there is something to do.
pub const EXOSIP_OPT_SET_MAX_READ_TIMEOUT: c_int = 30;
/// `const char *`: display name in Contact as it is to be written, quotes included.
pub const EXOSIP_OPT_SET_DEFAULT_CONTACT_DISPLAYNAME: c_int = 31;
/// `int *`: no effect yet, for calls. 1 runs session timers even if the peer does not know them (RFC 4028).
pub const EXOSIP_OPT_SET_SESSIONTIMERS_FORCE: c_int = 32;
/// `int *`: no effect yet, for calls. 1 sends requests within a dialog over the connection that it began on.
pub const EXOSIP_OPT_FORCE_CONNECTIONREUSE: c_int = 33;
/// `const char *`: parameters added to Contact within dialogs, as in `a=b;c`; NULL for none.
pub const EXOSIP_OPT_SET_CONTACT_DIALOG_EXTRA_PARAMS: c_int = 34;
/// `int *`: 0 accepts any certificate; otherwise it is verified. Bit 1 (2) accepts wildcard names, bit 2 (4) leaves the system's certificates out.
pub const EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE: c_int = 500;
/// `const eXosip_tls_ctx_t *`: files and passwords for TLS; copied.
pub const EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO: c_int = 501;
/// Obsolete: `OSIP_UNDEFINED_ERROR`.
pub const EXOSIP_OPT_SET_TLS_CLIENT_CERTIFICATE_NAME: c_int = 502;
/// Obsolete: `OSIP_UNDEFINED_ERROR`.
pub const EXOSIP_OPT_SET_TLS_SERVER_CERTIFICATE_NAME: c_int = 503;
/// Not supported: `OSIP_BADPARAMETER`.
pub const EXOSIP_OPT_KEEP_ALIVE_OPTIONS_METHOD: c_int = 1000;
/// Obsolete: `OSIP_UNDEFINED_ERROR`.
pub const EXOSIP_OPT_SET_TSC_SERVER: c_int = 1001;
/// `struct eXosip_stats *`: filled in.
pub const EXOSIP_OPT_GET_STATISTICS: c_int = 2000;
/// `int *`: 1 lets the library's own thread refresh and retry registrations, without `eXosip_automatic_action`.
pub const EXOSIP_OPT_AUTONOMOUS: c_int = 3000;
/// `int *`: milliseconds in which `eXosip_quit` takes all registrations back; 0, the default, takes none back.
pub const EXOSIP_OPT_QUIT_DEADLINE: c_int = 3001;
/// `int *`: how many events wait at most for the program; 0, the default, for no limit. What is beyond is dropped.
pub const EXOSIP_OPT_EVENT_QUEUE_LIMIT: c_int = 3002;
/// `int *`: set to the number of events that were dropped.
pub const EXOSIP_OPT_GET_DROPPED_EVENTS: c_int = 3003;
/// `int *`: how many REGISTERs one next hop may have to answer at a time.
pub const EXOSIP_OPT_REGISTER_WINDOW: c_int = 3004;
/// `int *`: how many REGISTERs a second a next hop gets when it answers again after a failure.
pub const EXOSIP_OPT_RETURN_RATE: c_int = 3005;
/// `int *`: the most seconds before a next hop that does not answer is tried again.
pub const EXOSIP_OPT_PROBE_CEILING: c_int = 3006;
/// `int *`: the most seconds before a refused registration is tried again.
pub const EXOSIP_OPT_RETRY_CEILING: c_int = 3007;
/// `int *`: 1 follows 3xx responses.
pub const EXOSIP_OPT_FOLLOW_REDIRECTS: c_int = 3008;
/// `int *`: the longest body that is accepted over a connection, in bytes.
pub const EXOSIP_OPT_BODY_LIMIT: c_int = 3009;
/// `int *`: 1 refuses each TLS connection whose peer does not prove to be who it should be, whatever else is set.
pub const EXOSIP_OPT_TLS_VERIFY_ALWAYS: c_int = 3010;
/// `const char *`: a file that the secrets of TLS connections are added to, for a network analyser; NULL for none.
pub const EXOSIP_OPT_TLS_KEY_LOG: c_int = 3011;
/// `int *`: 1 answers a server that asks for a weaker digest algorithm than it once did.
pub const EXOSIP_OPT_DIGEST_OBEY_WEAKER: c_int = 3012;
/// `int *`: 1 takes the success of a request with credentials only from a server that proves to know the password (`rspauth`).
pub const EXOSIP_OPT_DIGEST_REQUIRE_RSPAUTH: c_int = 3013;
/// `const char *`: answers AKA challenges as the SIMs of an operator do; 32 hexadecimal digits, its OP. NULL for none.
pub const EXOSIP_OPT_AKA_OP: c_int = 3014;
/// `const char *`: as `EXOSIP_OPT_AKA_OP`, with the OPc of one SIM.
pub const EXOSIP_OPT_AKA_OPC: c_int = 3015;
/// `int *`: 1 says in first REGISTERs that proxies may add Path (RFC 3327).
pub const EXOSIP_OPT_PATH: c_int = 3016;
/// `int *`: the number of the flow that the next registrations are for (RFC 5626); needs an instance. 0 for none.
pub const EXOSIP_OPT_REG_ID: c_int = 3017;
/// `int *`: 1 asks the next hop in Via how often it wants to hear from us (RFC 6223).
pub const EXOSIP_OPT_KEEP: c_int = 3018;
/// `const char *`: parameters for the URI in Contact, such as those of push notification (RFC 8599); NULL for none.
pub const EXOSIP_OPT_CONTACT_URI_PARAMS: c_int = 3019;
/// `int *`: how much earlier than needed a refresh may come, at random, in percent of the time until then. 0 to 50; 10.
pub const EXOSIP_OPT_REFRESH_JITTER: c_int = 3020;
/// `const char *`: the name servers to ask, addresses with or without a port, between blanks; NULL for those of the system.
pub const EXOSIP_OPT_DNS_SERVERS: c_int = 3021;
/// `int *`: the least seconds before a registration that failed is tried again by itself; 0, the default, for no limit.
pub const EXOSIP_OPT_RETRY_FLOOR: c_int = 3022;
/// `const char *`: a pcapng file that messages are written to, over TLS in clear; NULL for none.
pub const EXOSIP_OPT_CAPTURE_FILE: c_int = 3024;
/// `int *`: 1 writes credentials into that file as they are, not masked.
pub const EXOSIP_OPT_CAPTURE_CREDENTIALS: c_int = 3025;
/// `int *`: 1 drops responses that do not come from the address, or over the connection, that their request went to.
pub const EXOSIP_OPT_CHECK_RESPONSE_SOURCE: c_int = 3023;
/// `int *`: 1 answers OPTIONS outside of calls with 200, Allow, Accept and Supported, without an event.
pub const EXOSIP_OPT_ANSWER_OPTIONS: c_int = 3030;
/// `const char *`: the methods that the program takes outside of calls, between commas; others get 405. NULL for all.
pub const EXOSIP_OPT_ALLOWED_METHODS: c_int = 3031;
/// `int *`: 1 lets `eXosip_automatic_action` answer 401 and 407 to requests outside of calls, three in a row at most.
pub const EXOSIP_OPT_ANSWER_CHALLENGES: c_int = 3032;
/// `int *`: how many bytes of received requests and of responses to them are kept at most; then the oldest go first.
pub const EXOSIP_OPT_REQUEST_MEMORY: c_int = 3033;
/// `int *`: how many subscriptions of peers may exist, 10000; the next SUBSCRIBE gets 503. Not in the original.
pub const EXOSIP_OPT_SUBSCRIPTION_LIMIT: c_int = 3040;
/// `int *`: 1 reports with `EXOSIP_NOTIFICATION_NOANSWER` that an incoming subscription has expired, and with
/// `EXOSIP_SUBSCRIPTION_NOANSWER` that an outgoing one is no longer refreshed. Not in the original.
pub const EXOSIP_OPT_REPORT_EXPIRED: c_int = 3041;
/// `int *`: 1 lets `eXosip_automatic_action` subscribe again after `terminated` with the reason deactivated, probation,
/// timeout or giveup (RFC 6665 4.1.3). Not in the original.
pub const EXOSIP_OPT_RESUBSCRIBE: c_int = 3042;
/// `int *`: 1 refreshes a subscription in time for the `expires` of its last NOTIFY. Not in the original.
pub const EXOSIP_OPT_OBEY_NOTIFY_EXPIRES: c_int = 3043;
/// `int *`: how many calls of peers may be open, 10000; the next INVITE gets 503. Not in the original.
pub const EXOSIP_OPT_CALL_LIMIT: c_int = 3050;
/// `int *`: 1 ends a call with BYE when its session is not refreshed in time (RFC 4028 10). Not in the original.
pub const EXOSIP_OPT_END_EXPIRED_SESSIONS: c_int = 3051;
/// `int *`: 1 lets `eXosip_automatic_action` send an INVITE or UPDATE again that got 491. Not in the original.
pub const EXOSIP_OPT_RETRY_491: c_int = 3052;
/// `int *`: 1 lets the library send PRACK, repeat reliable provisional responses, and answer PRACK (RFC 3262). Not in the
/// original.
pub const EXOSIP_OPT_RELIABLE_PROVISIONAL: c_int = 3053;
/// `int *`: 1 lets `eXosip_call_terminate` come before any response to INVITE: CANCEL is sent with the first. Not in the
/// original.
pub const EXOSIP_OPT_CANCEL_EARLY: c_int = 3054;
/// `int *`: 1 writes Allow and Supported into INVITE. Not in the original.
pub const EXOSIP_OPT_CALL_FEATURES: c_int = 3055;
