//! The headers of `include/eXosip2`.

mod dnsutils;
pub mod eX_call;
pub mod eX_ext;
pub mod eX_message;
pub mod eX_options;
pub mod eX_publish;
pub mod eX_register;
pub mod eX_setup;
pub mod eX_subscribe;
pub mod eXosip;
mod options;

use core::ffi::c_int;

use crate::abi::boundary::Out;
use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::error::{OK, Result};
use crate::mem::CBox;
use crate::sip::Message;
use crate::ua::{Now, Ua};

/// Builds a message and stores it in `place`, which is checked before.
fn give(
    excontext: Option<&Context>,
    place: Out<'_, Option<CBox<Message>>>,
    build: impl FnOnce(&mut Ua, Now) -> Result<CBox<Message>>,
) -> Result<c_int> {
    place.give_or(None, || excontext.ok_or(BadParameter)?.call(build).map(Some))?;
    Ok(OK)
}
