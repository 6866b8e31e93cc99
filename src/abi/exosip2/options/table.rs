//! All options: number, type of the value, effect, and what sets it. The constants of `eX_setup.h`, the values of
//! `eX_ext.h` and the tables of docs/options.md are made from here by `make headers`.

use core::ffi::{c_int, c_long};

use super::setters::*;
use crate::digest::Operator;
use crate::error::Error::{BadParameter, Undefined};
use crate::error::OK;
use crate::ua::Options;

/// The number that options count from.
pub const EXOSIP_OPT_BASE_OPTION: c_int = 0;

/// Declares the options, and `setter`, which finds one by its number.
macro_rules! options {
    ($($(#[doc = $text:literal])* $name:ident = $number:literal, $setter:expr;)*) => {
        $($(#[doc = $text])* pub const $name: c_int = $number;)*

        /// What sets the option with this number.
        pub(super) fn setter(number: c_int) -> Option<Setter> {
            Some(match number {
                $($name => $setter,)*
                _ => return None,
            })
        }
    };
}

options! {
    /// `int *`: milliseconds between two keepalives, on every transport; 17000 by default, 0 or less sends none.
    EXOSIP_OPT_UDP_KEEP_ALIVE = 1, context(set_keepalive);
    /// `int *`: 1, the default, corrects Contact to the address that the registrar sees; 0 leaves it as it is.
    EXOSIP_OPT_AUTO_MASQUERADE_CONTACT = 2, number(|options, value| options.auto_masquerade = value > 0);
    /// `int *`: 1, the default, writes `rport` into Via (RFC 3581); 0 leaves it out.
    EXOSIP_OPT_USE_RPORT = 7, flag(|options| &mut options.rport);
    /// `const char *`: `eXosip_guess_localip` returns the local address of the route to this address.
    EXOSIP_OPT_SET_IPV4_FOR_GATEWAY = 8,
        text(|context, text| context.with_settings(|all| all.ipv4_gateway = address(text)));
    /// `struct eXosip_dns_cache *`: the address of a host, as in a hosts file; with an empty address it is looked up
    /// and written there.
    EXOSIP_OPT_ADD_DNS_CACHE = 9, record(add_host);
    /// `const struct eXosip_dns_cache *`: removes the address that option 9 has set for this host.
    EXOSIP_OPT_DELETE_DNS_CACHE = 10,
        record(remove_host);
    /// `const char *`: as 8, for IPv6.
    EXOSIP_OPT_SET_IPV6_FOR_GATEWAY = 12,
        text(|context, text| context.with_settings(|all| all.ipv6_gateway = address(text)));
    /// `const struct eXosip_account_info *`: the address at which registrars of a domain see this program; an empty
    /// address removes it. Returns 1 if there was one for that domain.
    EXOSIP_OPT_ADD_ACCOUNT_INFO = 13, record(set_account);
    /// `int *`: 0 or less looks up addresses only; any other value, as by default, NAPTR and SRV records too (RFC
    /// 3263).
    EXOSIP_OPT_DNS_CAPABILITIES = 14, context(|context, value| context.set_names(|names| names.services = value > 0));
    /// `int *`: the DSCP of packets, 26 by default; for sockets that are opened from then on.
    EXOSIP_OPT_SET_DSCP = 15, context(|context, value| context.set_streams(|all| all.dscp = (value & 0x3f) as u8));
    /// `int *`: 1 writes Date into REGISTERs.
    EXOSIP_OPT_REGISTER_WITH_DATE = 16, number(|options, value| options.date = value > 0);
    /// `const char *`: the value of User-Agent; NULL for the default one.
    EXOSIP_OPT_SET_HEADER_USER_AGENT = 17, core_text(set_user_agent);
    /// `int *`: no effect: addresses are known for as long as their DNS records say.
    EXOSIP_OPT_ENABLE_DNS_CACHE = 18, no_effect();
    /// `int *`: 1, the default, answers BYE with 200; 0 leaves the answer to the program.
    EXOSIP_OPT_ENABLE_AUTOANSWERBYE = 19, flag(|options| &mut options.auto_answer_bye);
    /// `int *`: 0, the default, looks up addresses of the families that are listened on, 1 of IPv6 only, 2 of both.
    EXOSIP_OPT_ENABLE_IPV6 = 20, context(|context, value| context.set_names(|names| names.ipv6 = value));
    /// `int *`: no effect: connections leave from ports of their own, so that they can be opened again at once.
    EXOSIP_OPT_ENABLE_REUSE_TCP_PORT = 21, no_effect();
    /// `int *`: 1, the default, shows the port of the connection in Contact; 0 the listening port.
    EXOSIP_OPT_ENABLE_USE_EPHEMERAL_PORT = 22, flag(|options| &mut options.ephemeral_port);
    /// The function: is called with 3 when requests of this context begin to wait for responses, 2 when none waits any
    /// more, 1 when a request has arrived, 0 when it has been processed.
    EXOSIP_OPT_SET_CALLBACK_WAKELOCK = 23,
        record(set_wake_lock);
    /// `int *`: 1 writes `ob` into Contacts of requests and responses that create dialogs; flows of registrations
    /// have `EXOSIP_OPT_REG_ID`.
    EXOSIP_OPT_ENABLE_OUTBOUND = 24, number(|options, value| options.outbound = value == 1);
    /// `const char *`: UDP requests leave from a second socket on this address. Before `eXosip_listen_addr`.
    EXOSIP_OPT_SET_OC_LOCAL_ADDRESS = 25,
        text(|context, text| context.with_settings(|all| all.outgoing_address = address(text)));
    /// `int[2]`: the first and the last port for the socket of option 25.
    EXOSIP_OPT_SET_OC_PORT_RANGE = 26, record(set_outgoing_ports);
    /// `int *`: 1, the default, sends a request to its first Route and leaves that Route out of the message; 0 writes
    /// it, too.
    EXOSIP_OPT_REMOVE_PREROUTESET = 27, flag(|options| &mut options.hide_first_route);
    /// `const char *`: `+sip.instance` in Contact; a UUID becomes a URN.
    EXOSIP_OPT_SET_SIP_INSTANCE = 28, core_text(|options, text| options.set_instance(cut(text)));
    /// `int *`: no effect: all messages that have arrived are read, some of each socket in turn.
    EXOSIP_OPT_SET_MAX_MESSAGE_TO_READ = 29, no_effect();
    /// `long *`: no effect: the thread sleeps until there is something to do.
    EXOSIP_OPT_SET_MAX_READ_TIMEOUT = 30, record(|_, value| value.record::<c_long>().map(|_| OK));
    /// `const char *`: the display name in Contact, quotes included.
    EXOSIP_OPT_SET_DEFAULT_CONTACT_DISPLAYNAME = 31,
        core_text(|options, text| options.set_contact_display_name(cut(text)));
    /// `int *`: 1 refreshes sessions also where the peer does not support session timers.
    EXOSIP_OPT_SET_SESSIONTIMERS_FORCE = 32, number(|options, value| options.force_session_timer = value > 0);
    /// `int *`: 1 sends requests in a dialog to the source of the peer's last message instead of its Contact.
    EXOSIP_OPT_FORCE_CONNECTIONREUSE = 33, flag(|options| &mut options.reuse_connections);
    /// `const char *`: parameters of Contact in dialogs, such as `a=b;c`.
    EXOSIP_OPT_SET_CONTACT_DIALOG_EXTRA_PARAMS = 34, core_text(|options, text| options.set_contact_params(cut(text)));
    /// `int *`: 0 accepts any certificate, which is the default unless option 501 names a CA. Any other value verifies
    /// it; it is a sum in which 2 allows wildcards and 4 leaves out the CAs of the system.
    EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE = 500,
        context(|context, value| context.set_streams(|all| all.tls.verification = Some(value)));
    /// `const eXosip_tls_ctx_t *`: CA, certificate, key and its password, pinned key, ciphers; copied. The files are
    /// read at once: returns an `eXosip_tls_ctx_error` if one cannot be used.
    EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO = 501, record(set_tls);
    /// `const char *`: no effect: obsolete, -1.
    EXOSIP_OPT_SET_TLS_CLIENT_CERTIFICATE_NAME = 502, refused(Undefined);
    /// `const char *`: no effect: obsolete, -1.
    EXOSIP_OPT_SET_TLS_SERVER_CERTIFICATE_NAME = 503, refused(Undefined);
    /// `int *`: no effect: not in usual builds of the original, -2.
    EXOSIP_OPT_KEEP_ALIVE_OPTIONS_METHOD = 1000, context(|_, _| Err(BadParameter));
    /// `void *`: no effect: obsolete, -1.
    EXOSIP_OPT_SET_TSC_SERVER = 1001, refused(Undefined);
    /// `struct eXosip_stats *`: is filled in.
    EXOSIP_OPT_GET_STATISTICS = 2000, record(fill_statistics);
    /// `int *`: 1 lets the library's own thread do what `eXosip_automatic_action` does: refresh, retry, answer
    /// challenges. The call may be left out.
    EXOSIP_OPT_AUTONOMOUS = 3000, flag(|options| &mut options.autonomous);
    /// `int *`: milliseconds that `eXosip_quit` may take to remove the bindings of all registrations; 0, the default,
    /// removes none.
    EXOSIP_OPT_QUIT_DEADLINE = 3001, context(set_quit_deadline);
    /// `int *`: how many events may wait for the program; 0, the default, for no limit. Events beyond it are dropped,
    /// those of requests from others first, so that a flood of requests hides no event of a registration. Also without
    /// a limit, requests from others take 16 MiB at most.
    EXOSIP_OPT_EVENT_QUEUE_LIMIT = 3002, context(set_event_limit);
    /// `int *`: is set to the number of events that were dropped. The trace has a warning each time the limit is
    /// reached.
    EXOSIP_OPT_GET_DROPPED_EVENTS = 3003, record(get_dropped_events);
    /// `int *`: how many REGISTERs may wait for a response of one next hop, at most; 256 by default, about as many
    /// responses as the receive buffer of a socket usually holds. The window begins with 64, grows with responses and
    /// shrinks with losses.
    EXOSIP_OPT_REGISTER_WINDOW = 3004, limit(|limits, value| limits.window = value.max(1) as usize);
    /// `int *`: REGISTERs a second to a next hop that answers again after a failure; 500 by default.
    EXOSIP_OPT_RETURN_RATE = 3005, limit(|limits, value| limits.return_rate = value.max(1));
    /// `int *`: the most seconds before a next hop that does not answer is tried again; 120 by default.
    EXOSIP_OPT_PROBE_CEILING = 3006, limit(|limits, value| limits.probe_ceiling = seconds(value.max(1)));
    /// `int *`: the most seconds before a refused registration is tried again; 1800 by default.
    EXOSIP_OPT_RETRY_CEILING = 3007, limit(|limits, value| limits.retry_ceiling = seconds(value.max(1)));
    /// `int *`: 1 follows 300, 301 and 302 responses to REGISTER, and 305 while option 27 is 1.
    EXOSIP_OPT_FOLLOW_REDIRECTS = 3008, flag(|options| &mut options.follow_redirects);
    /// `int *`: the longest body that is accepted over TCP and TLS, in bytes; 1048576 by default.
    EXOSIP_OPT_BODY_LIMIT = 3009, context(set_body_limit);
    /// `int *`: 1 refuses each TLS connection whose certificate cannot be verified, whatever else is set.
    EXOSIP_OPT_TLS_VERIFY_ALWAYS = 3010,
        context(|context, value| context.set_streams(|all| all.tls.verify_always = value != 0));
    /// `const char *`: a file to which the secrets of TLS connections are appended, for a network analyser; NULL for
    /// none.
    EXOSIP_OPT_TLS_KEY_LOG = 3011, text(set_key_log);
    /// `int *`: 1 answers a server that offers a weaker digest algorithm than it did before.
    EXOSIP_OPT_DIGEST_OBEY_WEAKER = 3012, policy(|policy, value| policy.obey_weaker = value);
    /// `int *`: 1 accepts a success response to a request with credentials only if it proves that the server knows the
    /// password (`rspauth`).
    EXOSIP_OPT_DIGEST_REQUIRE_RSPAUTH = 3013, policy(|policy, value| policy.require_rspauth = value);
    /// `const char *`: answers AKA challenges as the SIMs of an operator do: its OP, 32 hexadecimal digits. NULL for
    /// none.
    EXOSIP_OPT_AKA_OP = 3014, text(|context, text| set_operator(context, text, Operator::Op));
    /// `const char *`: as `EXOSIP_OPT_AKA_OP`, with the OPc of one SIM.
    EXOSIP_OPT_AKA_OPC = 3015, text(|context, text| set_operator(context, text, Operator::Opc));
    /// `int *`: 1 says in first REGISTERs that proxies may add Path (RFC 3327).
    EXOSIP_OPT_PATH = 3016, flag(|options| &mut options.path);
    /// `int *`: the `reg-id` of registrations that are built from then on (RFC 5626); needs
    /// `EXOSIP_OPT_SET_SIP_INSTANCE`. 0 for none.
    EXOSIP_OPT_REG_ID = 3017, count(|options, value| options.reg_id = value);
    /// `int *`: 1 asks the next hop, in Via, for the interval of keepalives (RFC 6223).
    EXOSIP_OPT_KEEP = 3018, flag(|options| &mut options.keep);
    /// `const char *`: parameters for the URI in Contact, such as those of push notification (RFC 8599); NULL for
    /// none.
    EXOSIP_OPT_CONTACT_URI_PARAMS = 3019, core_text(Options::set_contact_uri_params);
    /// `int *`: how much earlier than necessary a refresh may be sent, at random, in percent of the time until then: 0
    /// to 50; 10 by default.
    EXOSIP_OPT_REFRESH_JITTER = 3020, count(|options, value| options.refresh_jitter = value);
    /// `const char *`: addresses of name servers, with or without a port, separated by blanks; NULL for those of the
    /// system.
    EXOSIP_OPT_DNS_SERVERS = 3021, text(set_name_servers);
    /// `int *`: the least seconds before the library tries a failed registration again, such as the 60 of GB/T 28181;
    /// 0, the default, for no limit.
    EXOSIP_OPT_RETRY_FLOOR = 3022, count(|options, value| options.retry_floor = seconds(value));
    /// `int *`: 1 drops responses that do not come from the address, or over the connection, that their request went
    /// to.
    EXOSIP_OPT_CHECK_RESPONSE_SOURCE = 3023, flag(|options| &mut options.check_response_source);
    /// `const char *`: a pcapng file that messages are written to, TLS in clear; NULL for none.
    EXOSIP_OPT_CAPTURE_FILE = 3024, text(|context, text| context.set_capture(utf8(text)?));
    /// `int *`: 1 writes credentials into that file as they are, not masked.
    EXOSIP_OPT_CAPTURE_CREDENTIALS = 3025, context(|context, value| context.set_capture_credentials(value != 0));
    /// `int *`: REGISTERs a second to one next hop at the most, those that the program sends and answers to challenges included;
    /// 0, the default, for no such limit. For registrars that ban addresses by their rate.
    EXOSIP_OPT_REGISTER_RATE = 3026, limit(|limits, value| limits.register_rate = value);
    /// `int *`: 1 answers OPTIONS outside of calls with 200, Allow, Accept and Supported, without an event.
    EXOSIP_OPT_ANSWER_OPTIONS = 3030, flag(|options| &mut options.answer_options);
    /// `const char *`: the methods that the program accepts outside of calls, separated by commas; others get 405
    /// without an event. NULL for all.
    EXOSIP_OPT_ALLOWED_METHODS = 3031, core_text(Options::set_allowed_methods);
    /// `int *`: 1 lets `eXosip_automatic_action` answer 401 and 407 to requests outside of calls; the third challenge
    /// in a row is left to the program.
    EXOSIP_OPT_ANSWER_CHALLENGES = 3032, flag(|options| &mut options.answer_challenges);
    /// `int *`: how many bytes of received requests, and of the responses to them, are kept; 268435456 by default.
    /// Beyond that the oldest request is removed: it can no longer be answered, and a repetition of it is reported
    /// again.
    EXOSIP_OPT_REQUEST_MEMORY = 3033, count(|options, value| options.request_memory = value as usize);
    /// `int *`: how many subscriptions of peers may exist, 10000 by default; the next SUBSCRIBE gets 503.
    EXOSIP_OPT_SUBSCRIPTION_LIMIT = 3040, count(|options, value| options.subscription_limit = value as usize);
    /// `int *`: 1 reports with `EXOSIP_NOTIFICATION_NOANSWER` that an incoming subscription has expired, and with
    /// `EXOSIP_SUBSCRIPTION_NOANSWER` that an outgoing one is no longer refreshed.
    EXOSIP_OPT_REPORT_EXPIRED = 3041, flag(|options| &mut options.report_expired);
    /// `int *`: 1 lets `eXosip_automatic_action` subscribe again after `terminated` with the reason deactivated,
    /// probation, timeout or giveup, at the time that `retry-after` asks for (RFC 6665 4.1.3). The sid stays, the did
    /// is new.
    EXOSIP_OPT_RESUBSCRIBE = 3042, flag(|options| &mut options.resubscribe);
    /// `int *`: 1 refreshes a subscription in time for the `expires` of its last NOTIFY.
    EXOSIP_OPT_OBEY_NOTIFY_EXPIRES = 3043, flag(|options| &mut options.obey_notify_expires);
    /// `int *`: 1 notifies subscribers that `eXosip_insubscription_automatic` has accepted for the package `dialog` of each
    /// change of the calls (RFC 4235), at most once a second.
    EXOSIP_OPT_NOTIFY_DIALOGS = 3044, flag(|options| &mut options.notify_dialogs);
    /// `int *`: how many calls of peers may be open, 10000 by default; the next INVITE gets 503.
    EXOSIP_OPT_CALL_LIMIT = 3050, count(|options, value| options.call_limit = value as usize);
    /// `int *`: 1 ends a call with BYE when its session is not refreshed in time (RFC 4028 10).
    EXOSIP_OPT_END_EXPIRED_SESSIONS = 3051, flag(|options| &mut options.end_expired_sessions);
    /// `int *`: 1 lets `eXosip_automatic_action` send an INVITE or UPDATE again that got 491.
    EXOSIP_OPT_RETRY_491 = 3052, flag(|options| &mut options.retry_491);
    /// `int *`: 1 lets the library send PRACK, repeat reliable provisional responses, and answer PRACK (RFC 3262).
    EXOSIP_OPT_RELIABLE_PROVISIONAL = 3053, flag(|options| &mut options.reliable_provisional);
    /// `int *`: 1 lets `eXosip_call_terminate` come before any response to INVITE: CANCEL is sent with the first.
    EXOSIP_OPT_CANCEL_EARLY = 3054, flag(|options| &mut options.cancel_early);
    /// `int *`: 1 writes Allow and Supported into INVITE and the 2xx to it.
    EXOSIP_OPT_CALL_FEATURES = 3055, flag(|options| &mut options.call_features);
    /// `int *`: 1 reports each 2xx of another callee to one INVITE as a call of its own, 16 at most; 0 acknowledges and ends it.
    EXOSIP_OPT_REPORT_FORKS = 3056, flag(|options| &mut options.report_forks);
    /// `int *`: 1 leaves `request`, `response` and `ack` of events that are taken from then on NULL until the program
    /// asks for them by `eXosip_event_get_request`, `eXosip_event_get_response` or `eXosip_event_get_ack`; status,
    /// reason, headers and cause are read by functions without them.
    EXOSIP_OPT_LEAN_EVENTS = 3060, context(|context, value| context.set_lean_events(value != 0));
}

/// `int *`: older name of `EXOSIP_OPT_AUTO_MASQUERADE_CONTACT`.
pub const EXOSIP_OPT_UDP_LEARN_PORT: c_int = 2;
