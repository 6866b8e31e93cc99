//! Small questions to the fields of a message, and small changes.

use std::sync::Arc;

use crate::error::Result;
use crate::mem::{CBox, List, Text};
use crate::sip::param::find_param;
use crate::sip::{Header, Message, NameAddr, Param};

/// A message from the text that we keep of it.
pub(super) fn read(text: &[u8]) -> Result<CBox<Message>> {
    Message::parse_own(text).map(CBox::new)
}

/// The text of a message.
pub(super) fn write(message: &Message) -> Result<Arc<[u8]>> {
    let mut text = Vec::with_capacity(512);
    message.write(&mut text)?;
    Ok(text.into())
}

/// The user part of From.
pub(super) fn user_of(message: &Message) -> Option<&[u8]> {
    message.from.as_ref()?.url.as_ref()?.username.as_deref()
}

/// The host part of From.
pub(super) fn domain_of(message: &Message) -> Option<&[u8]> {
    message.from.as_ref()?.url.as_ref()?.host.as_deref()
}

/// The value of the parameter of that name.
pub(super) fn param_value<'a>(params: &'a List<Param>, name: &[u8]) -> Option<&'a [u8]> {
    find_param(params, name)?.gvalue.as_deref()
}

/// Changes the parameter of that name, or adds it.
pub(super) fn set_param(params: &mut List<Param>, name: &[u8], value: &[u8]) {
    match params.iter_mut().find(|param| param.is_named(name)) {
        Some(param) => param.gvalue = Some(Text::new(value)),
        None => params.push(Param::new(name, Some(value))),
    }
}

/// Takes all parameters of that name away.
pub(super) fn remove_param(params: &mut List<Param>, name: &[u8]) {
    if find_param(params, name).is_some() {
        params.retain(|param| !param.is_named(name));
    }
}

/// Puts a header at the end.
pub(super) fn add_header(message: &mut Message, name: &[u8], value: &[u8]) {
    message.headers.push(Header::new(name, value));
}

/// Changes the first header of that name, or adds it.
pub(super) fn set_header(message: &mut Message, name: &[u8], value: &[u8]) {
    match message.headers.iter_mut().find(|header| header.is_named(name)) {
        Some(header) => header.hvalue = Some(Text::new(value)),
        None => add_header(message, name, value),
    }
}

/// Whether a Contact is `*`.
pub(super) fn is_star(contact: &NameAddr) -> bool {
    contact.url.is_none() && contact.displayname.as_deref() == Some(b"*")
}
