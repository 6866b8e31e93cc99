//! `eXosip2/eX_message.h`

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::context::Context;
use crate::mem::CBox;
use crate::sip::Message;

entry_stub! {
    fn eXosip_message_build_request(excontext: Option<&Context>, message: Out<'_, Option<CBox<Message>>>, method: Str<'_>, to: Str<'_>, from: Str<'_>, route: Str<'_>) -> c_int;
    fn eXosip_message_send_request(excontext: Option<&Context>, message: Option<CBox<Message>>) -> c_int;
    fn eXosip_message_build_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_message_send_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Option<CBox<Message>>) -> c_int;
}
