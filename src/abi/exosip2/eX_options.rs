//! `eXosip2/eX_options.h`: OPTIONS outside of dialogs (RFC 3261 11). Codes, ownership and the lock: see `eXosip.h`.

use core::ffi::c_int;

use super::eX_message::{build_answer, build_request};
use crate::abi::boundary::{Out, Str};
use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::error::OK;
use crate::mem::CBox;
use crate::sip::Message;

entry! {
    /// As `eXosip_message_build_request` with the method `OPTIONS`; Accept says `application/sdp`.
    fn eXosip_options_build_request(excontext: Option<&Context>, options: Out<'_, Option<CBox<Message>>>, to: Str<'_>, from: Str<'_>, route: Str<'_>) -> c_int {
        build_request(excontext, options, Ok(b"OPTIONS"), to, from, route)?
    }

    /// As `eXosip_message_send_request`.
    fn eXosip_options_send_request(excontext: Option<&Context>, options: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_message_request(now, options))?
    }

    /// As `eXosip_message_build_answer`.
    fn eXosip_options_build_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Out<'_, Option<CBox<Message>>>) -> c_int {
        build_answer(excontext, tid, status, answer)?
    }

    /// As `eXosip_message_send_answer`.
    fn eXosip_options_send_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Option<CBox<Message>>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, now| core.send_message_answer(now, tid, status, answer))?;
        OK
    }
}
