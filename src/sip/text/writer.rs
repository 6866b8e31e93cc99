//! Writes messages as text, in room that is kept.

use core::ops::Range;
use std::sync::Arc;

use super::edit::TextEditor;
use super::lines::{Lines, is_credentials, value};
use crate::error::Result;
use crate::sip::Message;
use crate::sip::grammar::find_any;

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

    /// The text that `write` appends, to keep.
    pub fn share(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Arc<[u8]> {
        self.0.clear();
        write(&mut self.0);
        self.0.as_slice().into()
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

    /// The text of a request that changes in nothing but that it loses what the next one gets anew: its credentials, and
    /// the number in its branch.
    pub fn text_to_renew(&mut self, request: &[u8]) -> &[u8] {
        self.0.clear();
        let (mut kept, mut rest, mut has_via) = (request, request, false);
        let mut lines = Lines::of(request);
        while let Some(line) = lines.next() {
            let lost = match line {
                [b'V' | b'v', ..] if !has_via && value(line, b"Via").is_some() => {
                    has_via = true;
                    branch_number(line)
                }
                line => is_credentials(line).then_some(0..line.len()),
            };
            if let Some(lost) = lost {
                let before = kept.len() - rest.len() + lost.start;
                self.0.extend_from_slice(kept.get(..before).unwrap_or_default());
                kept = rest.get(lost.end..).unwrap_or_default();
            }
            rest = lines.rest();
        }
        self.0.extend_from_slice(kept);
        &self.0
    }
}

/// Where the number stands in a Via line that ends with a branch of ours.
fn branch_number(line: &[u8]) -> Option<Range<usize>> {
    let text = line.strip_suffix(b"\r\n")?;
    let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let number = text.len() - digits..text.len();
    let is_ours = text.get(..number.start)?.ends_with(b";branch=z9hG4bK")
        && find_any(text, *b"\"(").is_none();
    is_ours.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_the_topmost_branch_is_left_out() {
        let start = "REGISTER sip:a SIP/2.0\r\n";
        let (own, cut) = (
            "Via: SIP/2.0/UDP h;rport;branch=z9hG4bK12\r\n",
            "Via: SIP/2.0/UDP h;rport;branch=z9hG4bK\r\n",
        );
        let (other, quoted) = ("Via: a;branch=z9hG4bK1;x\r\n", "Via: a;x=\";branch=z9hG4bK1\r\n");
        let (credentials, end) = ("Authorization: Digest x\r\n", "V: 1\r\n\r\n");
        for (lines, expected) in [
            ([own, own, credentials], [cut, own].concat()),
            ([credentials, own, ""], cut.to_string()),
            ([other, own, ""], [other, own].concat()),
            ([quoted, "", ""], quoted.to_string()),
        ] {
            let text = [start, &lines.concat(), end].concat();
            let mut writer = TextWriter::default();
            let written = str::from_utf8(writer.text_to_renew(text.as_bytes()));
            assert_eq!(written, Ok(&*[start, &expected, end].concat()), "{text}");
        }
    }

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
            let written = writer.text_to_renew(text.as_bytes());
            assert_eq!(written, &*expected, "{text}");
        }
    }
}
