//! `eXosip2/eX_register.h`

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::error::{OK, Result};
use crate::mem::CBox;
use crate::sip::Message;

entry! {
    /// Makes a registration and its first REGISTER, which is the caller's to change and to give to
    /// `eXosip_register_send_register`, or to free. Returns the number of the registration. `from` is the address of record,
    /// `proxy` the URI of the registrar; `contact` NULL leaves that header to the library.
    fn eXosip_register_build_initial_register(excontext: Option<&Context>, from: Str<'_>, proxy: Str<'_>, contact: Str<'_>, expires: c_int, reg: Out<'_, Option<CBox<Message>>>) -> c_int {
        build_initial(excontext, from, proxy, contact, expires, None, reg)?
    }

    /// As `eXosip_register_build_initial_register`, with a `q` parameter in Contact.
    fn eXosip_register_build_initial_register_withqvalue(excontext: Option<&Context>, from: Str<'_>, proxy: Str<'_>, contact: Str<'_>, expires: c_int, qvalue: Str<'_>, reg: Out<'_, Option<CBox<Message>>>) -> c_int {
        build_initial(excontext, from, proxy, contact, expires, qvalue.optional(), reg)?
    }

    /// Makes the next REGISTER of registration `rid`: a refresh, or with `expires` 0 its end. It is the caller's.
    fn eXosip_register_build_register(excontext: Option<&Context>, rid: c_int, expires: c_int, reg: Out<'_, Option<CBox<Message>>>) -> c_int {
        let context = excontext.ok_or(BadParameter)?;
        reg.give_or(None, || context.call(|core, now| core.build_register(now, rid, expires)).map(Some))?;
        OK
    }

    /// Sends the REGISTER built for registration `rid`. `reg` is the library's from here on, whatever is returned. With
    /// NULL the library builds it.
    fn eXosip_register_send_register(excontext: Option<&Context>, rid: c_int, reg: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_register(now, rid, reg))?;
        OK
    }

    /// Forgets registration `rid`. Nothing is sent.
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
