//! Writes messages as text, in room that is kept.

use std::sync::Arc;

use super::edit::TextEditor;
use crate::error::Result;
use crate::sip::Message;

/// Writes messages. Its room is kept: growing it for each would cost more than writing.
#[derive(Debug, Default)]
pub struct TextWriter(Vec<u8>);

impl TextWriter {
    /// The text of a message.
    pub fn write(&mut self, message: &Message) -> Result<Arc<[u8]>> {
        self.write_by(|out| message.write(out))
    }

    /// The text that `write` appends.
    pub fn write_by(
        &mut self,
        write: impl FnOnce(&mut Vec<u8>) -> Result<()>,
    ) -> Result<Arc<[u8]>> {
        self.0.clear();
        write(&mut self.0)?;
        Ok(Arc::from(&*self.0))
    }

    /// The text of a request.
    pub fn text(&mut self, draft: &TextEditor<'_>) -> &[u8] {
        self.0.clear();
        draft.write(&mut self.0);
        &self.0
    }

    /// The text of a request, to keep.
    pub fn join(&mut self, draft: &TextEditor<'_>) -> Arc<[u8]> {
        self.text(draft).into()
    }

    /// Puts the text of a request in the place of another. Where both have the same length, so do their places: a heap
    /// that most blocks stay in stays whole.
    pub fn join_into(&mut self, draft: &TextEditor<'_>, place: &mut Arc<[u8]>) {
        let text = self.text(draft);
        match Arc::get_mut(place) {
            Some(room) if room.len() == text.len() => room.copy_from_slice(text),
            _ => *place = text.into(),
        }
    }
}
