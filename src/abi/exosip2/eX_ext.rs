//! `eXosip2/eX_ext.h`: what the original does not have. Include it beside `eXosip.h`.
//!
//! Registrations can be looked at, and events can be read by programs that do not know the members of the record. For
//! languages that see functions only there is one for each macro that a program needs.
//!
//! The callback for messages of `eXosip_set_cbsip_message` is called with the context locked, in a thread of the library.
//! A runtime with one thread that waits for the lock meanwhile, as Node's or Python's does in `eXosip_lock`, never returns
//! from it: such programs read events instead.

mod monitor;
mod states;

use core::ffi::{c_char, c_int, c_void};
use core::ptr::{NonNull, null};

use super::eXosip::{Event, Lent, Part};
use super::options;
use crate::abi::boundary::Str;
use crate::abi::room::Room;
use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::error::{OK, Result};
use crate::mem::{self, Text};
use crate::sip::Message;
use crate::ua::{Now, RegistrarInfo, RegistrationState, Ua};

pub use monitor::*;
pub use states::*;

c_enum! {
    /// Why a request failed.
    enum Cause {
        /// It did not fail, or has not been sent yet.
        EXOSIP_CAUSE_NONE = 0,
        /// The final response was no success: see its status.
        EXOSIP_CAUSE_REFUSED = 1,
        /// No final response arrived in time.
        EXOSIP_CAUSE_TIMEOUT = 2,
        /// The name of the server has no address.
        EXOSIP_CAUSE_NAME_NOT_FOUND = 3,
        /// No name server answered.
        EXOSIP_CAUSE_NAME_SERVER_SILENT = 4,
        /// The server has closed its port.
        EXOSIP_CAUSE_CONNECTION_REFUSED = 5,
        /// There is no route to the server.
        EXOSIP_CAUSE_NO_ROUTE = 6,
        /// The server did not accept the connection in time.
        EXOSIP_CAUSE_CONNECT_TIMEOUT = 7,
        /// The connection was lost.
        EXOSIP_CAUSE_CONNECTION_LOST = 8,
        /// TLS failed; the text says why.
        EXOSIP_CAUSE_TLS = 9,
        /// The context has no login for the realm.
        EXOSIP_CAUSE_NO_LOGIN = 10,
        /// The login for the realm was refused.
        EXOSIP_CAUSE_LOGIN_REFUSED = 11,
        /// The challenge cannot be answered.
        EXOSIP_CAUSE_CHALLENGE_NOT_UNDERSTOOD = 12,
        /// The transport was not opened with `eXosip_listen_addr`.
        EXOSIP_CAUSE_NO_LISTENER = 13,
        /// A newer PUBLISH of the same publication was sent before this one ended: only that one is retried.
        EXOSIP_CAUSE_SUPERSEDED = 14,
        /// The request cannot be sent as it is.
        EXOSIP_CAUSE_NOT_SENDABLE = 15,
        /// No ACK for our 2xx arrived: the call was ended.
        EXOSIP_CAUSE_NO_ACK = 16,
        /// The session was not refreshed in time: the call was ended.
        EXOSIP_CAUSE_SESSION_EXPIRED = 17,
    }
}

c_enum! {
    /// What `eXosip_register_get_number` returns.
    enum RegisterNumber {
        /// In how many seconds the binding ends at the registrar; 0 if there is none.
        EXOSIP_REGISTER_EXPIRES_IN = 0,
        /// For how many seconds it was granted, or else is requested; 0 while the binding is removed.
        EXOSIP_REGISTER_GRANTED = 1,
        /// The status of the last response; 0 if the last REGISTER got none.
        EXOSIP_REGISTER_STATUS = 2,
        /// In how many milliseconds the next REGISTER is due by itself; -1 if none is: one may be under way.
        EXOSIP_REGISTER_NEXT_IN = 3,
        /// Why the last REGISTER failed: an `eXosip_cause`.
        EXOSIP_REGISTER_CAUSE = 4,
    }
}

c_enum! {
    /// What `eXosip_register_get_text` returns.
    enum RegisterText {
        /// The reason phrase of the last response.
        EXOSIP_REGISTER_REASON = 0,
        /// How the last REGISTER went out: `UDP`, `TCP` or `TLS`.
        EXOSIP_REGISTER_TRANSPORT = 1,
        /// The address and port that it went to.
        EXOSIP_REGISTER_REMOTE = 2,
        /// The address and port that it came from.
        EXOSIP_REGISTER_LOCAL = 3,
        /// The Service-Route (RFC 3608), as the value of a Route header.
        EXOSIP_REGISTER_SERVICE_ROUTE = 4,
        /// The P-Associated-URI (RFC 7315), as the value of that header.
        EXOSIP_REGISTER_ASSOCIATED_URIS = 5,
        /// The public GRUU (RFC 5627), without quotes.
        EXOSIP_REGISTER_PUBLIC_GRUU = 6,
        /// The temporary GRUU, which does not show the address of record, without quotes.
        EXOSIP_REGISTER_TEMPORARY_GRUU = 7,
        /// Why the last REGISTER failed, in words.
        EXOSIP_REGISTER_CAUSE_TEXT = 8,
    }
}

entry! {
    /// A number that says how registration `rid` stands; what it means stands with the names in
    /// `eXosip_register_number`. `OSIP_NOTFOUND` if there is no such registration; a number itself is never less than -1.
    fn eXosip_register_get_number(excontext: Option<&Context>, rid: c_int, what: RegisterNumber) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| number(core.registration(rid)?, now, what))?
    }

    /// A text that says how registration `rid` stands, for the caller to free with `osip_free`. NULL if there is no such
    /// registration, or no such text.
    fn eXosip_register_get_text(excontext: Option<&Context>, rid: c_int, what: RegisterText) -> Option<Text> {
        excontext.ok_or(BadParameter)?.call(|core, _| register_text(core, rid, what))?
    }

    /// Carries out the Replaces header (RFC 3891) of INVITE `tid`, which has no final response yet: the call that it names
    /// is ended by BYE or CANCEL as soon as a 2xx to this INVITE is sent. Returns the cid of that call, or 0 if the INVITE
    /// has no Replaces. An INVITE that names no call is refused at once and reported as `EXOSIP_CALL_CLOSED`: with 481 and
    /// `OSIP_NOTFOUND`; with 486 and `OSIP_WRONG_STATE` where it wants an early dialog only and the call is answered; with
    /// 400 and `OSIP_SYNTAXERROR` where the header cannot be read. `OSIP_BADPARAMETER` if `tid` is not such an INVITE.
    fn eXosip_call_replace(excontext: Option<&Context>, tid: c_int) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.replace_call(now, tid))?
    }

    /// The text of `eXosip_register_get_text`, written into `buffer` with its terminator, for callers that do not free.
    /// Returns its length; the text is whole if that is less than `size`, else cut. 0 if there is no such text,
    /// `OSIP_NOTFOUND` if there is no such registration.
    fn eXosip_register_copy_text(excontext: Option<&Context>, rid: c_int, what: RegisterText, buffer: *mut c_char, size: c_int) -> c_int {
        let mut room = Room::new(buffer, size)?;
        let text = excontext.ok_or(BadParameter)?.call(|core, _| register_text(core, rid, what))?;
        let text = text.as_ref().map_or(&b""[..], Text::as_bytes);
        room.put_text(text);
        c_int::try_from(text.len()).unwrap_or(c_int::MAX)
    }

    /// Makes a registration and sends its first REGISTER, as `eXosip_register_build_initial_register` builds it: for programs
    /// that change nothing in it. Returns the number of the registration (rid); on failure its code, and there is no
    /// registration. `from` is the address of record, `proxy` the URI of the registrar, `expires` in seconds; `contact` NULL
    /// leaves that header to the library.
    fn eXosip_register_send_initial(excontext: Option<&Context>, from: Str<'_>, proxy: Str<'_>, contact: Str<'_>, expires: c_int) -> c_int {
        let (from, proxy, contact) = (from.bytes()?, proxy.bytes()?, contact.optional());
        excontext.ok_or(BadParameter)?.call(|core, now| {
            core.send_initial_register(now, from, proxy, contact, expires)
        })?
    }

    /// `eXosip_set_option` for the options whose value is an `int *`.
    fn eXosip_set_option_int(excontext: Option<&Context>, opt: c_int, value: c_int) -> c_int {
        options::set_int(excontext.ok_or(BadParameter)?, opt, value)?
    }

    /// Frees what the library gave the caller to free with `osip_free`, which is a macro.
    fn eXosip_free(place: *mut c_void) {
        if let Some(place) = NonNull::new(place) {
            // SAFETY: the caller owns a block of the library, and gives it up.
            unsafe { mem::free(place) }
        }
    }

    /// Puts the Service-Route of registration `rid` into `request`, behind the Routes that it has: for each request of
    /// this user that opens a dialog or stands alone, but not for REGISTER (RFC 3608 6.1). Nothing changes if the
    /// registrar gave none.
    fn eXosip_register_set_service_route(excontext: Option<&Context>, rid: c_int, request: Option<&mut Message>) -> c_int {
        let request = request.ok_or(BadParameter)?;
        excontext.ok_or(BadParameter)?.call(|core, _| {
            if let Some(info) = core.registrar_info(rid)? {
                info.route(request)?;
            }
            Ok(())
        })?;
        OK
    }

    /// The type of an event: an `eXosip_event_type`.
    fn eXosip_event_get_type(je: Option<&Event>) -> c_int {
        je.ok_or(BadParameter)?.r#type.0
    }

    /// The type of an event in words; it stays the event's.
    fn eXosip_event_get_textinfo(je: Option<&Event>) -> *const c_char {
        je.ok_or(BadParameter)?.textinfo.as_ptr()
    }

    /// The registration that an event is about; 0 for none.
    fn eXosip_event_get_rid(je: Option<&Event>) -> c_int {
        je.ok_or(BadParameter)?.rid
    }

    /// The transaction that an event is about, for answers; 0 for none.
    fn eXosip_event_get_tid(je: Option<&Event>) -> c_int {
        je.ok_or(BadParameter)?.tid
    }

    /// The status code of the response of an event; 0 if there is no response.
    fn eXosip_event_get_status(je: *const Event) -> c_int {
        Lent::new(je)?.status()
    }

    /// The reason phrase of that response; it stays the event's. NULL if there is none.
    fn eXosip_event_get_reason(je: *const Event) -> *const c_char {
        Lent::new(je)?.reason()
    }

    /// The value of a header of the message that arrived, as it arrived, in one line; it stays the event's. `index` counts
    /// the headers of that name, from 0; a list in one header is one value. Case does not matter, and a compact name
    /// stands for the full one. That message is the request in events about requests of peers
    /// (`EXOSIP_CALL_INVITE`, `EXOSIP_CALL_REINVITE`, `EXOSIP_CALL_CANCELLED`, `EXOSIP_CALL_MESSAGE_NEW`,
    /// `EXOSIP_CALL_CLOSED`, `EXOSIP_MESSAGE_NEW`, `EXOSIP_SUBSCRIPTION_NOTIFY`, `EXOSIP_IN_SUBSCRIPTION_NEW`), the ACK in
    /// `EXOSIP_CALL_ACK`, and the response in all others. NULL if there is no such header or no such message, for a
    /// negative index, and for a record that the program made or copied itself. An event is used by one thread at a time.
    fn eXosip_event_get_header(je: *const Event, name: Str<'_>, index: c_int) -> *const c_char {
        let index = usize::try_from(index).map_err(|_| BadParameter)?;
        Lent::new(je)?.header(name.bytes()?, index)
    }

    /// Why an event is a failure: an `eXosip_cause`; 0 if it is none.
    fn eXosip_event_get_cause(je: Option<&Event>) -> c_int {
        je.ok_or(BadParameter)?.cause_number()
    }

    /// The same in words; it stays the event's. NULL if it is no failure.
    fn eXosip_event_get_cause_text(je: Option<&Event>) -> *const c_char {
        je.ok_or(BadParameter)?.cause_text().map_or(null(), <[c_char]>::as_ptr)
    }

    /// The request of an event, NULL if there is none; it stays the event's. With `EXOSIP_OPT_LEAN_EVENTS` it is made by the
    /// first call, and is the `request` of the event from then on.
    fn eXosip_event_get_request(je: *const Event) -> Option<NonNull<Message>> {
        Lent::new(je)?.message(Part::Request)
    }

    /// The response of an event, NULL if there is none; it stays the event's. It is made as the request is.
    fn eXosip_event_get_response(je: *const Event) -> Option<NonNull<Message>> {
        Lent::new(je)?.message(Part::Response)
    }

    /// The ACK of an event, NULL if there is none; it stays the event's. It is made as the request is.
    fn eXosip_event_get_ack(je: *const Event) -> Option<NonNull<Message>> {
        Lent::new(je)?.message(Part::Ack)
    }
}

fn number(state: RegistrationState<'_>, now: Now, what: RegisterNumber) -> Result<c_int> {
    let number = match what {
        EXOSIP_REGISTER_EXPIRES_IN => {
            let left = state.bound_until.map(|end| end.saturating_duration_since(now.instant));
            left.unwrap_or_default().as_secs().into()
        }
        EXOSIP_REGISTER_GRANTED => state.granted.into(),
        EXOSIP_REGISTER_STATUS => return Ok(state.last_status),
        EXOSIP_REGISTER_CAUSE => return Ok(state.cause.number()),
        EXOSIP_REGISTER_NEXT_IN => {
            let Some(next) = state.next_attempt else { return Ok(-1) };
            next.saturating_duration_since(now.instant).as_millis()
        }
        _ => return Err(BadParameter),
    };
    Ok(c_int::try_from(number).unwrap_or(c_int::MAX))
}

fn register_text(core: &Ua, rid: c_int, what: RegisterText) -> Result<Option<Text>> {
    let state = core.registration(rid)?;
    Ok(text(state, what).or_else(|| granted_text(core.registrar_info(rid).ok()??, what)))
}

fn text(state: RegistrationState<'_>, what: RegisterText) -> Option<Text> {
    let address = |address| Some(Text::from(format!("{}", address?).as_str()));
    match what {
        EXOSIP_REGISTER_REASON => state.last_reason.map(Text::new),
        EXOSIP_REGISTER_CAUSE_TEXT if state.cause.number() != 0 => {
            Some(Text::from(state.cause.to_string().as_str()))
        }
        EXOSIP_REGISTER_TRANSPORT => state.transport.map(|it| Text::from(it.via_protocol())),
        EXOSIP_REGISTER_REMOTE => address(state.remote),
        EXOSIP_REGISTER_LOCAL => address(state.local),
        _ => None,
    }
}

fn granted_text(info: &RegistrarInfo, what: RegisterText) -> Option<Text> {
    let list = |texts: &[Text]| {
        let texts: Vec<_> = texts.iter().map(Text::as_bytes).collect();
        (!texts.is_empty()).then(|| Text::new(&texts.join(&b", "[..])))
    };
    match what {
        EXOSIP_REGISTER_SERVICE_ROUTE => list(&info.service_route),
        EXOSIP_REGISTER_ASSOCIATED_URIS => list(&info.associated_uris),
        EXOSIP_REGISTER_PUBLIC_GRUU => info.public_gruu.clone(),
        EXOSIP_REGISTER_TEMPORARY_GRUU => info.temporary_gruu.clone(),
        _ => None,
    }
}
