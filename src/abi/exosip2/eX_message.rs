//! `eXosip2/eX_message.h`: requests outside of dialogs, such as MESSAGE (RFC 3428). Codes, ownership and the lock: see
//! `eXosip.h`.

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::error::{OK, Result};
use crate::mem::CBox;
use crate::sip::Message;

entry! {
    /// Builds a request outside of dialogs. `to` and `from` are addresses; `route` is the URI of a proxy with `lr`, such
    /// as "<sip:proxy.example.com;lr>", or NULL. For `REGISTER`, `route` is the URI of the registrar.
    ///
    /// -2 without a method or with an empty address, -5 for an address that is NULL or does not parse.
    fn eXosip_message_build_request(excontext: Option<&Context>, message: Out<'_, Option<CBox<Message>>>, method: Str<'_>, to: Str<'_>, from: Str<'_>, route: Str<'_>) -> c_int {
        build_request(excontext, message, method.bytes(), to, from, route)?
    }

    /// Sends a request outside of dialogs. One final `EXOSIP_MESSAGE_...` event follows: `EXOSIP_MESSAGE_REQUESTFAILURE`
    /// without a response where none came within 32 s or the server was not reached.
    ///
    /// Returns the number of the transaction (tid), greater than 0, which that event has. -2 for INVITE and ACK, -5 for a
    /// message that cannot be written, -10 where the transport of its target is not listened on.
    fn eXosip_message_send_request(excontext: Option<&Context>, message: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_message_request(now, message))?
    }

    /// Builds a response to the request of transaction `tid`. `status` is from 200 to 699, but not 300: -2 and -1
    /// otherwise. -6 once the transaction has ended.
    fn eXosip_message_build_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Out<'_, Option<CBox<Message>>>) -> c_int {
        build_answer(excontext, tid, status, answer)?
    }

    /// Sends a response to the request of transaction `tid`; with NULL, one that the library builds with `status` and
    /// nothing else. The status in `answer` counts; `status` only has to be from 101 to 699. What is not answered ends
    /// after 180 s.
    ///
    /// Returns 0. -3 after a final response, -6 once the transaction has ended.
    fn eXosip_message_send_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_message_answer(now, tid, status, answer))?;
        OK
    }
}

pub(super) fn build_request(
    excontext: Option<&Context>,
    message: Out<'_, Option<CBox<Message>>>,
    method: Result<&[u8]>,
    to: Str<'_>,
    from: Str<'_>,
    route: Str<'_>,
) -> Result<c_int> {
    message.give_or(None, || {
        let (context, method) = (excontext.ok_or(BadParameter)?, method?);
        let (to, from, route) = (to.optional(), from.optional(), route.optional());
        context.call(|core, _| core.build_message_request(method, to, from, route)).map(Some)
    })?;
    Ok(OK)
}

pub(super) fn build_answer(
    excontext: Option<&Context>,
    tid: c_int,
    status: c_int,
    answer: Out<'_, Option<CBox<Message>>>,
) -> Result<c_int> {
    answer.give_or(None, || {
        let context = excontext.ok_or(BadParameter)?;
        context.call(|core, _| core.build_message_answer(tid, status)).map(Some)
    })?;
    Ok(OK)
}
