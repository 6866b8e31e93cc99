//! Small questions to the fields of a message, and small changes.

use std::sync::Arc;

use crate::error::Result;
use crate::mem::{CBox, List, Text};
use crate::sip::grammar;
use crate::sip::param::find_param;
use crate::sip::{Header, Message, NameAddr, Param};

/// A message from the text that we keep of it.
pub(super) fn read(text: &[u8]) -> Result<CBox<Message>> {
    Message::parse_own(text).map(CBox::new)
}

/// Writes messages. Its room is kept: growing it for each would cost more than writing.
#[derive(Debug, Default)]
pub(super) struct Writer(Vec<u8>);

impl Writer {
    /// The text of a message.
    pub(super) fn write(&mut self, message: &Message) -> Result<Arc<[u8]>> {
        self.0.clear();
        message.write(&mut self.0)?;
        Ok(Arc::from(&*self.0))
    }
}

/// The body of a message as it goes out, boundaries between several included.
pub(super) fn body_of(message: &Message) -> Result<Vec<u8>> {
    if message.bodies.is_empty() {
        return Ok(Vec::new());
    }
    let mut text = Vec::with_capacity(1024);
    message.write(&mut text)?;
    let head = text.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap_or(text.len());
    Ok(text.split_off(text.len().min(head + 4)))
}

/// The text of a request of ours without its credentials: the next one has others.
pub(super) fn without_credentials(text: &Arc<[u8]>) -> Arc<[u8]> {
    let is_credentials = |line: &[u8]| {
        line.starts_with(b"Authorization: ") || line.starts_with(b"Proxy-Authorization: ")
    };
    if !lines(text).any(is_credentials) {
        return text.clone();
    }
    let mut kept = Vec::with_capacity(text.len());
    let mut length = 0;
    for line in lines(text) {
        length += line.len();
        if !is_credentials(line) {
            kept.extend_from_slice(line);
        }
    }
    kept.extend_from_slice(text.get(length..).unwrap_or_default());
    kept.into()
}

/// The value of a header of a request of ours; `name` is what its line begins with.
pub(super) fn header<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    lines(text).find_map(|line| line.strip_prefix(name)?.strip_suffix(b"\r\n"))
}

/// The Request-URI of a request of ours.
pub(super) fn request_uri(text: &[u8]) -> &[u8] {
    text.split(|byte| *byte == b' ').nth(1).unwrap_or_default()
}

/// The lines up to the empty one, with their ends. We fold none.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    core::iter::from_fn(move || {
        let end = grammar::find(rest, b'\n')? + 1;
        let (line, after) = rest.split_at_checked(end).filter(|(line, _)| *line != b"\r\n")?;
        rest = after;
        Some(line)
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_taken_out_line_by_line() {
        let text = "REGISTER sip:a SIP/2.0\r\nAuthorization: x\r\nA: Authorization: y\r\n\
                    Proxy-Authorization: z\r\nB: c\r\n\r\nAuthorization: body\r\n";
        let without = without_credentials(&Arc::from(text.as_bytes()));
        let expected = "REGISTER sip:a SIP/2.0\r\nA: Authorization: y\r\nB: c\r\n\r\n\
                        Authorization: body\r\n";
        assert_eq!(str::from_utf8(&without), Ok(expected));
    }
}
