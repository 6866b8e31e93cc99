//! Small questions to the fields of a message, and small changes.

use std::sync::Arc;

use super::draft::Draft;
use crate::error::Result;
use crate::mem::{List, Text};
use crate::sip::param::find_param;
use crate::sip::{Header, Message, NameAddr, Param};

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

    /// The text of a request.
    pub(super) fn text(&mut self, draft: &Draft<'_>) -> &[u8] {
        self.0.clear();
        draft.write(&mut self.0);
        &self.0
    }

    /// The text of a request, to keep.
    pub(super) fn join(&mut self, draft: &Draft<'_>) -> Arc<[u8]> {
        self.text(draft).into()
    }

    /// Puts the text of a request in the place of another. Where both have the same length, so do their places: a heap
    /// that most blocks stay in stays whole.
    pub(super) fn join_into(&mut self, draft: &Draft<'_>, place: &mut Arc<[u8]>) {
        let text = self.text(draft);
        match Arc::get_mut(place) {
            Some(room) if room.len() == text.len() => room.copy_from_slice(text),
            _ => *place = text.into(),
        }
    }
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
