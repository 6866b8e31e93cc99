//! `eXosip2/eX_setup.h`: contexts, options, transports, TLS, names. Codes, ownership and the lock: see `eXosip.h`.

mod records;

use core::ffi::{c_char, c_int, c_void};
use core::ptr::NonNull;
use std::os::fd::{BorrowedFd, FromRawFd, OwnedFd};
use std::sync::Arc;

use crate::abi::boundary::Str;
use crate::abi::osip2::osip::{Naptr, SrvRecord};
use crate::abi::room::Room;
use crate::context::{Context, Family, MessageCallback};
use crate::error::Error::{BadParameter, Undefined, UnknownHost};
use crate::error::{OK, Result};
use crate::mem::{CBox, Text};
use crate::sip::Message;
use crate::ua::Transport;

use super::{dnsutils, options};

pub use super::options::table::*;
pub use records::*;

/// Sees each message: 1 for one that came in, 0 for one that goes out.
pub type CbSipCallback = extern "C" fn(*mut Message, c_int);

/// For machines that sleep: 3 when requests of ours begin to wait for responses, 2 when none does, 1 when a
/// request has come in, 0 when it is dealt with. In the library's thread and with the context's lock held.
pub type CbSipWakeLock = extern "C" fn(c_int);

entry! {
    /// Allocates a context, for `eXosip_init`; NULL without memory. The caller frees it with `osip_free`, after
    /// `eXosip_quit`.
    fn eXosip_malloc() -> Option<CBox<Context>> {
        Some(CBox::new(Context::default()))
    }

    /// Initialises a context that `eXosip_malloc` made, and starts its thread. Returns 0; `OSIP_WRONG_STATE` if it is
    /// initialised already.
    fn eXosip_init(excontext: Option<&Context>) -> c_int {
        excontext.ok_or(BadParameter)?.init()?;
        OK
    }

    /// Ends the context's thread, wakes threads that wait for events, and frees what the context holds, but not its own memory.
    /// With `EXOSIP_OPT_QUIT_DEADLINE` it removes the bindings of all registrations before; a thread that waits for events meanwhile
    /// gets an event for each of them.
    /// Nothing happens if it is not initialised, or not any more.
    fn eXosip_quit(excontext: Option<&Context>) {
        excontext.ok_or(BadParameter)?.quit();
    }

    /// Takes the context's lock. `OSIP_WRONG_STATE` if the calling thread has it already.
    fn eXosip_lock(excontext: Option<&Context>) -> c_int {
        excontext.ok_or(BadParameter)?.lock()?;
        OK
    }

    /// Releases the context's lock. 0 also when no thread held it.
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

    /// Sets one option. What `value` points to depends on `opt`: see the constants. It is copied; some options write into
    /// it. Set options after `eXosip_init`, those of sockets and TLS before `eXosip_listen_addr`.
    ///
    /// Returns 0. -2 for an unknown option, and for NULL where a value is needed; -5 for a line break; for
    /// `EXOSIP_OPT_SET_TLS_CERTIFICATES_INFO` an `eXosip_tls_ctx_error`. `eXosip_get_error_text` of `eX_ext.h` has the
    /// reason in words.
    fn eXosip_set_option(excontext: Option<&Context>, opt: c_int, value: *const c_void) -> c_int {
        options::set(excontext.ok_or(BadParameter)?, opt, value)?
    }

    /// Listens on `addr`, a literal or a name; NULL stands for any address of `family` (`AF_INET` or `AF_INET6`).
    /// `transport` is `IPPROTO_UDP` or `IPPROTO_TCP`, the latter with TLS if `secure` is not 0. A negative `port` is the
    /// transport's usual one (5060, 5061), 0 any that is free. A context may listen once on each transport for each
    /// family; what it sends leaves by these, too. Over TLS peers can connect only if `server` in `eXosip_tls_ctx_t`
    /// has been set before.
    ///
    /// -1 for an address or a port that cannot be bound, such as a busy port, -2 for another transport and for
    /// DTLS, -3 for what is listened on already.
    fn eXosip_listen_addr(excontext: Option<&Context>, transport: c_int, addr: Str<'_>, port: c_int, family: c_int, secure: c_int) -> c_int {
        let context = excontext.ok_or(BadParameter)?;
        let transport = transport_of(transport, secure != 0).ok_or(BadParameter)?;
        let host = addr.optional().map(str::from_utf8).transpose().map_err(|_| Undefined)?;
        let family = match family {
            libc::AF_INET => Family::V4,
            libc::AF_INET6 => Family::V6,
            _ => Family::Other,
        };
        context.listen(transport, host, port, family)?;
        OK
    }

    /// Closes all connections and renews the registrations that used them.
    /// `OSIP_WRONG_STATE` if the context has only UDP, or nothing.
    fn eXosip_reset_transports(excontext: Option<&Context>) -> c_int {
        excontext.ok_or(BadParameter)?.reset_transports()?;
        OK
    }

    /// Listens with a socket that is bound already, and for TCP listens. It is the library's from then on; after a
    /// failure it is still the caller's. `port` is ignored: the socket is bound already.
    fn eXosip_set_socket(excontext: Option<&Context>, transport: c_int, socket: c_int, port: c_int) -> c_int {
        let _ = port;
        let context = excontext.ok_or(BadParameter)?;
        let transport = transport_of(transport, false).filter(|_| socket >= 0).ok_or(BadParameter)?;
        // SAFETY: borrowed for a look; should it be closed, the system says so.
        let borrowed = unsafe { BorrowedFd::borrow_raw(socket) };
        context.adopt(transport, borrowed, || {
            // SAFETY: the caller gives the descriptor up.
            unsafe { OwnedFd::from_raw_fd(socket) }
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
        let callback = cbsip_callback.map(|callback| -> MessageCallback {
            Arc::new(move |message, is_incoming| callback(message.lend().as_ptr(), is_incoming.into()))
        });
        excontext.ok_or(BadParameter)?.set_message_callback(callback)?;
        OK
    }

    /// Writes this address, an IP literal or a host, and this port into Contact instead of our own. NULL or an empty
    /// address ends that; a port that is not positive leaves the one set before.
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
        message.changed();
        OK
    }

    /// Writes the local address that most peers see into `address`, which has room for `size` bytes. -1 where no network is
    /// reached: then it is the loopback address.
    fn eXosip_guess_localip(excontext: Option<&Context>, family: c_int, address: *mut c_char, size: c_int) -> c_int {
        let context = excontext.ok_or(BadParameter)?;
        let mut room = Room::new(address, size)?;
        let (ip, is_reachable) = context.guess_local(is_ipv6(family)?)?;
        let text = ip.to_string();
        if text.len() >= room.size() {
            return Err(BadParameter);
        }
        room.put_text(text.as_bytes());
        if !is_reachable {
            return Err(Undefined);
        }
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

    /// Makes the next host of a service the current one. Returns how many others there are, -1 if there is none at all.
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
