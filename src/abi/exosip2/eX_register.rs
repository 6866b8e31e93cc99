//! `eXosip2/eX_register.h`: registrations (RFC 3261 10.2). Codes, ownership and the lock: see `eXosip.h`.

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::error::{OK, Result};
use crate::mem::CBox;
use crate::sip::Message;

entry! {
    /// Makes a registration and builds its first REGISTER. `from` is the address of record, `proxy` the registrar: a SIP
    /// URI, or a host with or without a port. `contact` is the value of Contact, "*" for all bindings of the user; NULL
    /// leaves that header to the library, which writes the address that the registrar can reach. `expires` is in seconds:
    /// 0 or less removes the binding, 1 to 29 counts as 30.
    ///
    /// Returns the number of the registration (rid), greater than 0. -2 without a registrar, -5 for a text that does not
    /// parse, -10 without a listener.
    fn eXosip_register_build_initial_register(excontext: Option<&Context>, from: Str<'_>, proxy: Str<'_>, contact: Str<'_>, expires: c_int, reg: Out<'_, Option<CBox<Message>>>) -> c_int {
        build_initial(excontext, from, proxy, contact, expires, None, reg)?
    }

    /// As `eXosip_register_build_initial_register`, with a `q` parameter in Contact (RFC 3261 20.10), such as "0.5"; NULL
    /// for none. It is cut after 15 characters.
    fn eXosip_register_build_initial_register_withqvalue(excontext: Option<&Context>, from: Str<'_>, proxy: Str<'_>, contact: Str<'_>, expires: c_int, qvalue: Str<'_>, reg: Out<'_, Option<CBox<Message>>>) -> c_int {
        build_initial(excontext, from, proxy, contact, expires, qvalue.optional(), reg)?
    }

    /// Builds the next REGISTER of registration `rid`: a refresh, or with `expires` 0 the removal of its binding.
    /// `expires` is in seconds, at least 30, and at least what the registrar has asked for with 423.
    ///
    /// -3 while a REGISTER of this registration is under way: wait for its event. -6 if there is no such registration.
    fn eXosip_register_build_register(excontext: Option<&Context>, rid: c_int, expires: c_int, reg: Out<'_, Option<CBox<Message>>>) -> c_int {
        let context = excontext.ok_or(BadParameter)?;
        reg.give_or(None, || context.call(|core, now| core.build_register(now, rid, expires)).map(Some))?;
        OK
    }

    /// Sends the REGISTER built for registration `rid`; with NULL, one that the library builds for the time that was last
    /// asked for. It leaves at once, whatever delays the retries of the library have. One `EXOSIP_REGISTRATION_SUCCESS`
    /// or `EXOSIP_REGISTRATION_FAILURE` follows for each REGISTER, those that the library repeats with credentials
    /// included.
    ///
    /// Returns 0. -3 while a REGISTER of this registration is under way, -5 for a message that cannot be written, -6 if
    /// there is no such registration, -10 where the transport of its URI is not listened on.
    fn eXosip_register_send_register(excontext: Option<&Context>, rid: c_int, reg: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_register(now, rid, reg))?;
        OK
    }

    /// Removes registration `rid` from the context. Nothing is sent: the binding stays at the registrar until it expires. A REGISTER under
    /// way ends without an event. -6 if there is no such registration.
    fn eXosip_register_remove(excontext: Option<&Context>, rid: c_int) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, _| core.remove_register(rid))?;
        OK
    }
}

fn build_initial(
    excontext: Option<&Context>,
    from: Str<'_>,
    proxy: Str<'_>,
    contact: Str<'_>,
    expires: c_int,
    qvalue: Option<&[u8]>,
    reg: Out<'_, Option<CBox<Message>>>,
) -> Result<c_int> {
    let context = excontext.ok_or(BadParameter)?;
    let mut rid = 0;
    reg.give_or(None, || {
        let (from, proxy, contact) = (from.bytes()?, proxy.bytes()?, contact.optional());
        let (number, message) = context.call(|core, now| {
            core.build_initial_register(now, from, proxy, contact, expires, qvalue)
        })?;
        rid = number;
        Ok(Some(message))
    })?;
    Ok(rid)
}
