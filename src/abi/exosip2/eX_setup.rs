//! `eXosip2/eX_setup.h`

use core::ffi::{c_char, c_float, c_int, c_ulong, c_void};
use core::ptr::NonNull;
use std::net::UdpSocket;
use std::os::fd::{BorrowedFd, FromRawFd, OwnedFd};

use crate::abi::boundary::Str;
use crate::abi::osip2::osip::{Naptr, SrvRecord};
use crate::abi::room::Room;
use crate::context::Context;
use crate::error::Error::{BadParameter, Undefined, UnknownHost};
use crate::error::{OK, Result};
use crate::mem::{CBox, Text};
use crate::sip::{Challenge, Message};
use crate::ua::Transport;

use super::{dnsutils, options};

/// The number that options count from.
pub const EXOSIP_OPT_BASE_OPTION: c_int = 0;
/// `int *`: milliseconds between keepalives, on every transport; 0 for none.
pub const EXOSIP_OPT_UDP_KEEP_ALIVE: c_int = 1;
/// `int *`: 1 puts the address that the registrar sees into Contact.
pub const EXOSIP_OPT_AUTO_MASQUERADE_CONTACT: c_int = 2;
/// Older name of `EXOSIP_OPT_AUTO_MASQUERADE_CONTACT`.
pub const EXOSIP_OPT_UDP_LEARN_PORT: c_int = 2;
/// `int *`: 1 adds `rport` to Via (RFC 3581), 0 leaves it out.
pub const EXOSIP_OPT_USE_RPORT: c_int = 7;
/// `const char *`: IPv4 address towards which the local address is looked up; NULL for the usual one.
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
/// `int *`: 1 remembers the address that a REGISTER went to.
pub const EXOSIP_OPT_ENABLE_DNS_CACHE: c_int = 18;
/// `int *`: 0 leaves answering BYE to the application.
pub const EXOSIP_OPT_ENABLE_AUTOANSWERBYE: c_int = 19;
/// `int *`: addresses asked for. 0 is IPv4, 1 is IPv6, 2 is both.
pub const EXOSIP_OPT_ENABLE_IPV6: c_int = 20;
/// `int *`: 1 opens connections from the port that we listen on.
pub const EXOSIP_OPT_ENABLE_REUSE_TCP_PORT: c_int = 21;
/// `int *`: 1 puts the local port of the connection into Contact, 0 the port that we listen on.
pub const EXOSIP_OPT_ENABLE_USE_EPHEMERAL_PORT: c_int = 22;
/// `CbSipWakeLock`: the function itself, not its address.
pub const EXOSIP_OPT_SET_CALLBACK_WAKELOCK: c_int = 23;
/// `int *`: 1 adds `ob` to Contact within dialogs (RFC 5626).
pub const EXOSIP_OPT_ENABLE_OUTBOUND: c_int = 24;
/// `const char *`: local address that requests are sent from.
pub const EXOSIP_OPT_SET_OC_LOCAL_ADDRESS: c_int = 25;
/// `int[2]`: lowest and highest local port that requests are sent from.
pub const EXOSIP_OPT_SET_OC_PORT_RANGE: c_int = 26;
/// `int *`: 1 takes a route that leads to the target itself out of requests.
pub const EXOSIP_OPT_REMOVE_PREROUTESET: c_int = 27;
/// `const char *`: value of `+sip.instance` in Contact (RFC 5626 4.1).
pub const EXOSIP_OPT_SET_SIP_INSTANCE: c_int = 28;
/// `int *`: messages read in one turn.
pub const EXOSIP_OPT_SET_MAX_MESSAGE_TO_READ: c_int = 29;
/// `long *`: microseconds to wait for more messages in one turn.
pub const EXOSIP_OPT_SET_MAX_READ_TIMEOUT: c_int = 30;
/// `const char *`: display name in Contact, as it is to be written.
pub const EXOSIP_OPT_SET_DEFAULT_CONTACT_DISPLAYNAME: c_int = 31;
/// `int *`: 1 runs session timers even if the peer does not know them (RFC 4028).
pub const EXOSIP_OPT_SET_SESSIONTIMERS_FORCE: c_int = 32;
/// `int *`: 1 sends requests within a dialog over the connection that it began on.
pub const EXOSIP_OPT_FORCE_CONNECTIONREUSE: c_int = 33;
/// `const char *`: parameters added to Contact within dialogs.
pub const EXOSIP_OPT_SET_CONTACT_DIALOG_EXTRA_PARAMS: c_int = 34;
/// `int *`: 0 accepts any certificate; otherwise it is verified. Bit 1 (2) accepts wildcard names, bit 2 (4) leaves the system's certificates out.
pub const EXOSIP_OPT_SET_TLS_VERIFY_CERTIFICATE: c_int = 500;
/// `const eXosip_tls_ctx_t *`: files and passwords for TLS; copied.
pub const EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO: c_int = 501;
/// Not supported any more.
pub const EXOSIP_OPT_SET_TLS_CLIENT_CERTIFICATE_NAME: c_int = 502;
/// Not supported any more.
pub const EXOSIP_OPT_SET_TLS_SERVER_CERTIFICATE_NAME: c_int = 503;
/// Not supported.
pub const EXOSIP_OPT_KEEP_ALIVE_OPTIONS_METHOD: c_int = 1000;
/// Not supported any more.
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
/// `int *`: 1 takes a success only from a server that proves to know the password (`rspauth`).
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

/// Sees each message: 1 for one that came in, 0 for one that goes out.
pub type CbSipCallback = extern "C" fn(*mut Message, c_int);

/// Told when transactions begin (1, 3) and end (0, 2), for machines that sleep.
pub type CbSipWakeLock = extern "C" fn(c_int);

/// Value of `EXOSIP_OPT_ADD_DNS_CACHE` and `EXOSIP_OPT_DELETE_DNS_CACHE`.
#[repr(C)]
pub struct DnsCacheEntry {
    /// Name of a host.
    pub host: [c_char; 1024],
    /// Its address as text. Empty: it is looked up and written here.
    pub ip: [c_char; 256],
}

const _: () = assert!(size_of::<DnsCacheEntry>() == 1280);

/// Value of `EXOSIP_OPT_ADD_ACCOUNT_INFO`: the public address that one proxy sees.
#[repr(C)]
pub struct AccountInfo {
    /// Host of the proxy.
    pub proxy: [c_char; 1024],
    /// Our public address as text; empty removes the entry.
    pub nat_ip: [c_char; 256],
    /// Our public port.
    pub nat_port: c_int,
}

const _: () = assert!(size_of::<AccountInfo>() == 1284);

/// A challenge that is remembered for one call.
#[repr(C)]
pub struct HttpAuth {
    /// Call-ID.
    pub pszCallId: [c_char; 64],
    /// The challenge.
    pub wa: Option<CBox<Challenge>>,
    /// Client nonce.
    pub pszCNonce: [c_char; 64],
    /// How often the nonce was used.
    pub iNonceCount: c_int,
    /// 401 or 407.
    pub answer_code: c_int,
}

const _: () = assert!(size_of::<HttpAuth>() == 144);

/// Value of `EXOSIP_OPT_GET_STATISTICS`: what the context holds now, and how much of it came in an hour.
#[repr(C)]
pub struct Statistics {
    /// Transactions that exist now.
    pub allocated_transactions: c_int,
    /// Transactions made in the last hour.
    pub average_transactions: c_float,
    /// Registrations that exist now.
    pub allocated_registrations: c_int,
    /// Registrations made in the last hour.
    pub average_registrations: c_float,
    /// Calls that exist now.
    pub allocated_calls: c_int,
    /// Calls made in the last hour.
    pub average_calls: c_float,
    /// Publications that exist now.
    pub allocated_publications: c_int,
    /// Publications made in the last hour.
    pub average_publications: c_float,
    /// Outgoing subscriptions that exist now.
    pub allocated_subscriptions: c_int,
    /// Outgoing subscriptions made in the last hour.
    pub average_subscriptions: c_float,
    /// Incoming subscriptions that exist now.
    pub allocated_insubscriptions: c_int,
    /// Incoming subscriptions made in the last hour.
    pub average_insubscriptions: c_float,
    /// Zero.
    pub reserved1: [c_int; 20],
}

const _: () = assert!(size_of::<Statistics>() == 128);

/// One side of TLS: certificate and key.
#[repr(C)]
pub struct TlsCredentials {
    /// File of the private key, PEM.
    pub priv_key: [c_char; 1024],
    /// Password of the private key.
    pub priv_key_pw: [c_char; 1024],
    /// File of the certificate chain, PEM.
    pub cert: [c_char; 1024],
    /// Hash of the only public key that is accepted, or a file that holds the key.
    pub public_key_pinned: [c_char; 1024],
}

const _: () = assert!(size_of::<TlsCredentials>() == 4096);

/// Value of `EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO`.
#[repr(C)]
pub struct TlsContext {
    /// Not used.
    pub random_file: [c_char; 1024],
    /// Not used.
    pub dh_param: [c_char; 1024],
    /// File or directory of the certificates that are trusted, PEM.
    pub root_ca_cert: [c_char; 1024],
    /// Ciphers in the notation of OpenSSL; empty for the usual ones.
    pub cipher_list: [c_char; 2048],
    /// Options in the numbers of OpenSSL; 0 for the usual ones.
    pub tls_flags: c_ulong,
    /// As `tls_flags`, for DTLS.
    pub dtls_flags: c_ulong,
    /// For connections that we open.
    pub client: TlsCredentials,
    /// For connections that we accept.
    pub server: TlsCredentials,
}

const _: () = assert!(size_of::<TlsContext>() == 13328);

c_enum! {
    /// What was wrong with `eXosip_tls_ctx_t`.
    enum TlsError {
        /// Nothing.
        TLS_OK = 0,
        /// No random numbers.
        TLS_ERR_NO_RAND = -1,
        /// No Diffie-Hellman parameters.
        TLS_ERR_NO_DH_PARAM = -2,
        /// The password of the key is missing or wrong.
        TLS_ERR_NO_PW = -3,
        /// No trusted certificates.
        TLS_ERR_NO_ROOT_CA = -4,
        /// Certificate without key, or key without certificate.
        TLS_ERR_MISSING_AUTH_PART = -5,
    }
}

entry! {
    /// Makes a context that is not initialised yet. Free it with `osip_free`, after `eXosip_quit`.
    fn eXosip_malloc() -> Option<CBox<Context>> {
        Some(CBox::new(Context::default()))
    }

    /// Makes a context usable. `OSIP_WRONG_STATE` if it is already.
    fn eXosip_init(excontext: Option<&Context>) -> c_int {
        excontext.ok_or(BadParameter)?.init()?;
        OK
    }

    /// Ends the context's thread, wakes who waits for events, and frees what the context holds, but not its own memory.
    /// Nothing happens if it is not initialised, or not any more.
    fn eXosip_quit(excontext: Option<&Context>) {
        excontext.ok_or(BadParameter)?.quit();
    }

    /// Takes the context's lock. `OSIP_WRONG_STATE` if the calling thread has it already.
    fn eXosip_lock(excontext: Option<&Context>) -> c_int {
        excontext.ok_or(BadParameter)?.lock()?;
        OK
    }

    /// Gives the context's lock up. 0 also when nobody had it.
    fn eXosip_unlock(excontext: Option<&Context>) -> c_int {
        excontext.ok_or(BadParameter)?.unlock()?;
        OK
    }

    /// Lets the engine have a turn. The library's own thread does that by itself.
    /// `OSIP_WRONG_STATE` as long as nothing is listened on.
    fn eXosip_execute(excontext: Option<&Context>) -> c_int {
        excontext.ok_or(BadParameter)?.execute()?;
        OK
    }

    /// Sets one option. What `value` points to depends on `opt`: see the constants.
    fn eXosip_set_option(excontext: Option<&Context>, opt: c_int, value: *const c_void) -> c_int {
        options::set(excontext.ok_or(BadParameter)?, opt, value)?
    }

    /// Listens on `addr`, a literal or a name; NULL stands for any address of `family`. `transport` is `IPPROTO_UDP` or
    /// `IPPROTO_TCP`, the latter with TLS if `secure` is not 0. A negative `port` is the transport's usual one, 0 any
    /// that is free. A context may listen once on each transport.
    fn eXosip_listen_addr(excontext: Option<&Context>, transport: c_int, addr: Str<'_>, port: c_int, family: c_int, secure: c_int) -> c_int {
        let context = excontext.ok_or(BadParameter)?;
        let transport = transport_of(transport, secure != 0).ok_or(BadParameter)?;
        let host = addr.optional().map(str::from_utf8).transpose().map_err(|_| Undefined)?;
        context.listen(transport, host, port, family)?;
        OK
    }

    /// Closes all connections and renews the registrations that used them.
    /// `OSIP_WRONG_STATE` if the context has only UDP, or nothing.
    fn eXosip_reset_transports(excontext: Option<&Context>) -> c_int {
        excontext.ok_or(BadParameter)?.reset_transports()?;
        OK
    }

    /// Listens with a UDP socket that is bound already. It is the library's from then on; after a failure it is still
    /// the caller's. `port` is not used: the socket knows.
    fn eXosip_set_socket(excontext: Option<&Context>, transport: c_int, socket: c_int, port: c_int) -> c_int {
        let _ = port;
        let context = excontext.ok_or(BadParameter)?;
        if transport_of(transport, false) != Some(Transport::Udp) || socket < 0 {
            return Err(BadParameter);
        }
        // SAFETY: borrowed for a look; should it be closed, the system says so.
        let borrowed = unsafe { BorrowedFd::borrow_raw(socket) };
        context.adopt_udp(borrowed, || {
            // SAFETY: the caller gives the descriptor up.
            UdpSocket::from(unsafe { OwnedFd::from_raw_fd(socket) })
        })?;
        OK
    }

    /// Sets the value of `User-Agent`. NULL or an empty text sends an empty one.
    fn eXosip_set_user_agent(excontext: Option<&Context>, user_agent: Str<'_>) {
        let text = user_agent.optional().unwrap_or_default();
        excontext.ok_or(BadParameter)?.call(|core, _| core.options_mut().set_user_agent(text))?;
    }

    /// The version of the library that this one replaces.
    fn eXosip_get_version() -> *const c_char {
        c"5.3.0".as_ptr()
    }

    /// Sets a function that sees each message that comes in or goes out, in the library's thread and with the context's
    /// lock held. NULL removes it.
    fn eXosip_set_cbsip_message(excontext: Option<&Context>, cbsip_callback: Option<CbSipCallback>) -> c_int {
        excontext.ok_or(BadParameter)?.set_message_callback(cbsip_callback)?;
        OK
    }

    /// Writes this address and port into Contact instead of our own. NULL or an empty address ends that; a port that
    /// is not positive leaves the one set before.
    fn eXosip_masquerade_contact(excontext: Option<&Context>, public_address: Str<'_>, port: c_int) {
        let address = public_address.optional().unwrap_or_default();
        let port = u16::try_from(port).ok().filter(|&port| port > 0);
        excontext.ok_or(BadParameter)?.call(|core, _| {
            core.masquerade(address, port);
            Ok(())
        })?;
    }

    /// An even port that is free together with the next one, from `free_port` on, or else any even one.
    /// `OSIP_UNKNOWN_HOST` for an unknown `transport`.
    fn eXosip_find_free_port(excontext: Option<&Context>, free_port: c_int, transport: c_int) -> c_int {
        let context = excontext.ok_or(BadParameter)?;
        let transport = transport_of(transport, false).ok_or(UnknownHost)?;
        let start = if free_port > 0 { Some(u16::try_from(free_port).map_err(|_| BadParameter)?) } else { None };
        context.find_free_port(start, transport)?.into()
    }

    /// Makes one `eXosip_event_wait` return early.
    fn eXosip_wakeup_event(excontext: Option<&Context>) {
        excontext.ok_or(BadParameter)?.wake_event()?;
    }

    /// Changes the protocol in the topmost Via, and nothing else. `OSIP_UNDEFINED_ERROR` without Via.
    fn eXosip_transport_set(msg: Option<&mut Message>, transport: Str<'_>) -> c_int {
        let message = msg.ok_or(BadParameter)?;
        let transport = transport.line()?;
        message.vias.first_mut().ok_or(Undefined)?.protocol = Some(Text::new(transport));
        OK
    }

    /// Writes the local address that most peers see into `address`, which has room for `size` bytes.
    fn eXosip_guess_localip(excontext: Option<&Context>, family: c_int, address: *mut c_char, size: c_int) -> c_int {
        let context = excontext.ok_or(BadParameter)?;
        let mut room = Room::new(address, size)?;
        let text = context.guess_local(is_ipv6(family)?)?.to_string();
        if text.len() >= room.size() {
            return Err(BadParameter);
        }
        room.put_text(text.as_bytes());
        OK
    }

    /// Begins to ask the DNS for the services of `domain` (RFC 3263), or gives what is known of it. `protocol` and
    /// `transport` are not used. The record of a `keep_in_cache` above 0 lives as long as the process, where there is
    /// room for it; below 0 only such a record is given. Others are the caller's, for `eXosip_dnsutils_release`.
    fn eXosip_dnsutils_naptr(excontext: Option<&Context>, domain: Str<'_>, protocol: Str<'_>, transport: Str<'_>, keep_in_cache: c_int) -> Option<NonNull<Naptr>> {
        let _ = (protocol, transport);
        Some(dnsutils::find(excontext, domain.bytes()?, keep_in_cache)?)
    }

    /// Frees a record of `eXosip_dnsutils_naptr`, unless it is kept. NULL is ignored.
    fn eXosip_dnsutils_release(naptr_record: Option<CBox<Naptr>>) {
        dnsutils::release(naptr_record.ok_or(BadParameter)?);
    }

    /// Takes what has come from the DNS into a record; with `force` it waits for all of it.
    fn eXosip_dnsutils_dns_process(output_record: Option<&mut Naptr>, force: c_int) -> c_int {
        dnsutils::process(output_record.ok_or(BadParameter)?, force != 0)?;
        OK
    }

    /// Makes the next host of a service the current one. Gives how many others there are, -1 if there is none at all.
    fn eXosip_dnsutils_rotate_srv(output_record: Option<&mut SrvRecord>) -> c_int {
        dnsutils::rotate(output_record.ok_or(Undefined)?)?
    }
}

fn transport_of(protocol: c_int, is_secure: bool) -> Option<Transport> {
    match (protocol, is_secure) {
        (libc::IPPROTO_UDP, false) => Some(Transport::Udp),
        (libc::IPPROTO_TCP, false) => Some(Transport::Tcp),
        (libc::IPPROTO_TCP, true) => Some(Transport::Tls),
        // DTLS among them: no crate for it is kept well enough.
        _ => None,
    }
}

fn is_ipv6(family: c_int) -> Result<bool> {
    match family {
        libc::AF_INET => Ok(false),
        libc::AF_INET6 => Ok(true),
        _ => Err(BadParameter),
    }
}
