//! Writes messages as text, in room that is kept.

use std::sync::Arc;

use super::edit::TextEditor;
use super::lines::{is_credentials, next_line};
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

    /// The text of a request, to keep: that which is kept already, where both are the same.
    pub fn join_or_share(&mut self, draft: &TextEditor<'_>, kept: Option<&Arc<[u8]>>) -> Arc<[u8]> {
        let text = self.text(draft);
        match kept.filter(|kept| ***kept == *text) {
            Some(kept) => kept.clone(),
            None => text.into(),
        }
    }

    /// Puts the text of a request in the place of another. Where both have the same length, so do their places: a heap
    /// that most blocks stay in stays whole.
    pub fn join_into(&mut self, draft: &TextEditor<'_>, place: &mut Arc<[u8]>) {
        self.text(draft);
        self.put_into(place);
    }

    /// The same with the text of a request that changes in nothing but that it loses its credentials.
    pub fn store_without_credentials(&mut self, request: &[u8], place: &mut Arc<[u8]>) {
        self.0.clear();
        let (mut kept, mut rest) = (request, request);
        while let Some((line, after)) = next_line(rest) {
            if is_credentials(line) {
                let before = kept.len() - rest.len();
                self.0.extend_from_slice(kept.get(..before).unwrap_or_default());
                kept = after;
            }
            rest = after;
        }
        self.0.extend_from_slice(kept);
        self.put_into(place);
    }

    fn put_into(&self, place: &mut Arc<[u8]>) {
        match Arc::get_mut(place) {
            Some(room) if room.len() == self.0.len() => room.copy_from_slice(&self.0),
            _ => *place = self.0.as_slice().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_left_out_as_an_editor_removes_them() {
        let start = "REGISTER sip:a SIP/2.0\r\n";
        let (own, proxy) = ("authorization: Digest x\r\n", "Proxy-Authorization: y,\r\n\tz\r\n");
        let (other, folded) = ("Accept: a/b\r\n", "X: 1\r\n Authorization: no\r\n");
        let end = "Authorization-Info: 1\r\nContent-Length: 2\r\n\r\nAuthorization: body\r\n";
        let mut writer = TextWriter::default();
        for lines in [
            [own, proxy, other, folded],
            [own, other, proxy, folded],
            [other, folded, own, proxy],
            [other, folded, other, other],
        ] {
            let text = [start, &lines.concat(), end].concat();
            let mut editor = TextEditor::of(text.as_bytes());
            editor.remove_credentials();
            let expected = writer.join(&editor);
            let mut place: Arc<[u8]> = Arc::from(&b"before"[..]);
            writer.store_without_credentials(text.as_bytes(), &mut place);
            assert_eq!(place, expected, "{text}");
        }
    }

    #[test]
    fn a_text_that_is_kept_already_is_shared() {
        let (kept, mut writer) =
            (Arc::<[u8]>::from(&b"A b SIP/2.0\r\nC: d\r\n\r\n"[..]), TextWriter::default());
        let shared = writer.join_or_share(&TextEditor::of(&kept), Some(&kept));
        assert!(Arc::ptr_eq(&shared, &kept));
        let mut changed = TextEditor::of(&kept);
        changed.set(b"C", b"e");
        assert!(!Arc::ptr_eq(&writer.join_or_share(&changed, Some(&kept)), &kept));
    }
}
