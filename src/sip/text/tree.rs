//! A message as a tree beside its text: where few lines of the text change, the tree is used again.

use std::sync::Arc;

use super::contact::ContactText;
use super::edit::TextEditor;
use super::lines::next_line;
use super::via::sent_by;
use crate::mem::{CBox, IterMut, Text};
use crate::sip::grammar::{find_any, is_token, trim};
use crate::sip::names::Name;
use crate::sip::{ContentLength, Header, Message, NameAddr, Via, Wire, body};

const VIA: &[u8] = b"Via: ";
const CONTACT: &[u8] = b"Contact: ";
const CONTENT_LENGTH: &[u8] = b"Content-Length: ";

/// A message as a tree, and the text that it belongs to.
#[derive(Debug)]
pub struct TextTree {
    message: CBox<Message>,
    /// None for a message that arrived.
    text: Option<Arc<[u8]>>,
    /// Whether it is what is read of that text, and not only what that was written from.
    is_read: bool,
}

impl TextTree {
    /// The tree of a message that arrived.
    pub fn received(message: CBox<Message>) -> Self {
        Self { message, text: None, is_read: true }
    }

    /// The tree of a message that was written as `text`.
    pub fn written(message: CBox<Message>, text: Arc<[u8]>) -> Self {
        Self { message, text: Some(text), is_read: false }
    }

    /// The tree of a message that was cut into `lines` when it had been written; those are `text` by now. `None` if more has
    /// changed than the addresses of its path in Via and Contact.
    pub fn edited(
        mut message: CBox<Message>,
        lines: &TextEditor<'_>,
        text: Arc<[u8]>,
    ) -> Option<Self> {
        let mut headers = Headers::of(&mut message);
        let mut lines = lines.only_rewritten()?;
        let is_known = lines.all(|(line, is_same)| headers.update(line, is_same).is_some());
        (is_known && headers.is_over()).then_some(())?;
        finish(&mut message)?;
        Some(Self { message, text: Some(text), is_read: true })
    }

    /// The tree of a message that arrived as `text`, or was sent as that.
    pub fn into_message(self, text: &[u8]) -> Option<CBox<Message>> {
        match self.text {
            None => Some(self.message),
            Some(known) if self.is_read && *known == *text => Some(self.message),
            Some(written) => into_sent(self.message, &written, text),
        }
    }
}

/// Makes `message`, which was written as `text`, that of `sent`, which is the same with the addresses of its path in Via and
/// Contact. `None` if more has changed than those lines.
///
/// What a program wrote into other fields stays as it is, even where reading the text would divide it in another manner.
fn into_sent(mut message: CBox<Message>, text: &[u8], sent: &[u8]) -> Option<CBox<Message>> {
    let (mut old, mut new) = (text, sent);
    let mut headers = Headers::of(&mut message);
    while let Some((line, rest)) = next_line(new) {
        // Nearly all lines are the same.
        let (before, after) = match old.strip_prefix(line) {
            Some(after) => (line, after),
            None => next_line(old)?,
        };
        let is_same = line == before;
        let has_name = |name: &[u8]| line.starts_with(name) && before.starts_with(name);
        (is_same || has_name(VIA) || has_name(CONTACT)).then_some(())?;
        headers.update(line, is_same)?;
        (old, new) = (after, rest);
    }
    if old != new || !headers.is_over() {
        return None;
    }
    finish(&mut message)?;
    Some(message)
}

/// Makes what is no address in a message what is read of its text. `None` if that is another then.
fn finish(message: &mut Message) -> Option<()> {
    is_one_body(message).then_some(())?;
    message.headers.iter_mut().try_for_each(tidy)?;
    message.forget_text();
    Some(())
}

/// Makes a header without a field of its own what it is when it is read. `None` if it is another then.
fn tidy(header: &mut Header) -> Option<()> {
    let name = header.hname.as_mut()?;
    if !is_token(name) || Name::of(name).is_some() {
        return None;
    }
    name.rewrite(|name| {
        if let Some(first) = name.first_mut() {
            first.make_ascii_uppercase();
        }
        name.len()
    });
    let value = header.hvalue.get_or_insert_with(|| Text::new(b""));
    let is_same = trim(value).len() == value.len() && find_any(value, *b"\r\n").is_none();
    is_same.then_some(())
}

/// Whether the bodies are read as they were written: one that has a type, in one part, or none.
fn is_one_body(message: &Message) -> bool {
    let Some(body) = message.bodies.first() else { return true };
    let is_whole = message.content_type.as_ref().is_some_and(|it| body::boundary(it) == Ok(None));
    let has_headers = body.headers.as_ref().is_none_or(|headers| !headers.is_empty());
    is_whole
        && !has_headers
        && body.content_type.is_none()
        && message.bodies.iter().nth(1).is_none()
}

/// The headers of a tree that the lines of its text are compared with.
struct Headers<'t> {
    vias: IterMut<'t, CBox<Via>>,
    contacts: IterMut<'t, CBox<NameAddr>>,
    content_length: &'t mut Option<CBox<ContentLength>>,
    /// Room for the text of one header.
    room: Vec<u8>,
}

impl<'t> Headers<'t> {
    fn of(message: &'t mut Message) -> Self {
        let Message { vias, contacts, content_length, .. } = message;
        let (vias, contacts) = (vias.iter_mut(), contacts.iter_mut());
        Self { vias, contacts, content_length, room: Vec::new() }
    }

    /// Makes the header of a line what the line says, if that is not the same as what was written; `None` if it is not known
    /// which header that is.
    fn update(&mut self, line: &[u8], is_same: bool) -> Option<()> {
        let Self { vias, contacts, content_length, room } = self;
        if let Some(value) = line.strip_prefix(VIA) {
            let via = vias.next()?;
            if is_same { Some(()) } else { change(via, value, set_sent_by, room) }
        } else if let Some(value) = line.strip_prefix(CONTACT) {
            let contact = contacts.next()?;
            if is_same { Some(()) } else { change(contact, value, set_host, room) }
        } else {
            if let Some(length) = line.strip_prefix(CONTENT_LENGTH) {
                set_length(content_length, trim(length));
            }
            is_same.then_some(())
        }
    }

    /// Whether there was a line for each header: then none of the lines stood in the value of another header.
    fn is_over(&mut self) -> bool {
        self.vias.next().is_none() && self.contacts.next().is_none()
    }
}

/// Makes a header that of the line with this value. `None` if that is not one header.
fn change<T: Wire>(
    header: &mut T,
    value: &[u8],
    set_address: impl Fn(&mut T, &[u8]) -> Option<()>,
    room: &mut Vec<u8>,
) -> Option<()> {
    let value = value.strip_suffix(b"\r\n")?;
    let is_one = find_any(value, *b",\r\n").is_none() && !trim(value).is_empty();
    is_one.then_some(())?;
    room.clear();
    room.reserve(value.len());
    // Seldom does more change than the address, and that costs less than to read all of it.
    let is_changed =
        set_address(header, value).is_some() && header.write(room).is_ok() && **room == *value;
    if !is_changed {
        *header = T::from_text(value).ok()?;
    }
    Some(())
}

/// Makes the address of a Via that of the text.
fn set_sent_by(via: &mut Via, text: &[u8]) -> Option<()> {
    let (host, port) = sent_by(text)?;
    set(&mut via.host, Some(host));
    set(&mut via.port, port);
    Some(())
}

/// Makes the address of a Contact that of the text.
fn set_host(contact: &mut NameAddr, text: &[u8]) -> Option<()> {
    let (host, port) = ContactText::of(text)?.place()?;
    let uri = contact.url.as_mut()?;
    set(&mut uri.host, Some(host));
    set(&mut uri.port, port);
    Some(())
}

/// What is written is the length of the bodies, whatever the header says.
fn set_length(header: &mut Option<CBox<ContentLength>>, value: &[u8]) {
    set(&mut header.get_or_insert_default().value, Some(value));
}

fn set(field: &mut Option<Text>, value: Option<&[u8]>) {
    if field.as_deref() != value {
        *field = value.map(Text::new);
    }
}
