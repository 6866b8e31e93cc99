//! `eXosip2/eX_options.h`

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::context::Context;
use crate::mem::CBox;
use crate::sip::Message;

entry_stub! {
    fn eXosip_options_build_request(excontext: Option<&Context>, options: Out<'_, Option<CBox<Message>>>, to: Str<'_>, from: Str<'_>, route: Str<'_>) -> c_int;
    fn eXosip_options_send_request(excontext: Option<&Context>, options: Option<CBox<Message>>) -> c_int;
    fn eXosip_options_build_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_options_send_answer(excontext: Option<&Context>, tid: c_int, status: c_int, answer: Option<CBox<Message>>) -> c_int;
}
