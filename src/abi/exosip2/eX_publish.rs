//! `eXosip2/eX_publish.h`

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::context::Context;
use crate::mem::CBox;
use crate::sip::Message;

entry_stub! {
    fn eXosip_build_publish(excontext: Option<&Context>, message: Out<'_, Option<CBox<Message>>>, to: Str<'_>, from: Str<'_>, route: Str<'_>, event: Str<'_>, expires: Str<'_>, ctype: Str<'_>, body: Str<'_>) -> c_int;
    fn eXosip_publish(excontext: Option<&Context>, message: Option<CBox<Message>>, to: Str<'_>) -> c_int;
}
