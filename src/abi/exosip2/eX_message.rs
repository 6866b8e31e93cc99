//! `eXosip2/eX_message.h`

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::error::{OK, Result};
use crate::mem::CBox;
use crate::sip::Message;

entry! {
    /// Builds a request outside of dialogs, which is the caller's to change and to give to
    /// `eXosip_message_send_request`, or to free. `to` and `from` are addresses, `route` the URI of a proxy or NULL. For
    /// `REGISTER`, `route` is the URI of the registrar.
    fn eXosip_message_build_request(excontext: Option<&Context>, message: Out<'_, Option<CBox<Message>>>, method: Str<'_>, to: Str<'_>, from: Str<'_>, route: Str<'_>) -> c_int {
        build_request(excontext, message, method.bytes(), to, from, route)?
    }

    /// Sends a request outside of dialogs. `message` is the library's from here on, whatever is returned. Returns the
    /// number of the transaction, which the events with its result have.
    fn eXosip_message_send_request(excontext: Option<&Context>, message: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_message_request(now, message))?
    }

    /// Builds a response to the request of transaction `tid`, which is the caller's to change and to give to
    /// `eXosip_message_send_answer`, or to free. `status` is from 200 to 699, but not 300.
    fn eXosip_message_build_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Out<'_, Option<CBox<Message>>>) -> c_int {
        build_answer(excontext, tid, status, answer)?
    }

    /// Sends a response to the request of transaction `tid`; with NULL, one that the library builds. `answer` is the
    /// library's from here on, whatever is returned; its own status counts. `OSIP_WRONG_STATE` after a final response,
    /// `OSIP_NOTFOUND` once the transaction has ended.
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
