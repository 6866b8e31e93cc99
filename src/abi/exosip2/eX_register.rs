//! `eXosip2/eX_register.h`

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::context::Context;
use crate::mem::CBox;
use crate::sip::Message;

entry_stub! {
    fn eXosip_register_build_initial_register(excontext: Option<&Context>, from: Str<'_>, proxy: Str<'_>, contact: Str<'_>, expires: c_int, reg: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_register_build_initial_register_withqvalue(excontext: Option<&Context>, from: Str<'_>, proxy: Str<'_>, contact: Str<'_>, expires: c_int, qvalue: Str<'_>, reg: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_register_build_register(excontext: Option<&Context>, rid: c_int, expires: c_int, reg: Out<'_, Option<CBox<Message>>>) -> c_int;
    fn eXosip_register_send_register(excontext: Option<&Context>, rid: c_int, reg: Option<CBox<Message>>) -> c_int;
    fn eXosip_register_remove(excontext: Option<&Context>, rid: c_int) -> c_int;
}
