//! A response that is made header by header: as text, or as the tree that is read of that text.

use smallvec::SmallVec;

use super::decimal::decimal;
use crate::mem::{CBox, Text};
use crate::sip::Message;
use crate::sip::grammar::find_any;

/// What a response is made of.
pub trait ResponseParts {
    /// The status code and the reason phrase, which come first.
    fn status(&mut self, status: u16, reason: &[u8]);

    /// A header; the pieces of its value follow each other. `name` is a token, and the value has no blanks at its ends.
    fn header(&mut self, name: &[u8], value: &[&[u8]]);

    /// A header with the value that `write` appends, unless that returns false.
    fn written_header(&mut self, name: &[u8], write: impl FnOnce(&mut Vec<u8>) -> bool);
}

/// The text of the response; the empty line behind the headers is the caller's.
impl ResponseParts for Vec<u8> {
    fn status(&mut self, status: u16, reason: &[u8]) {
        self.extend_from_slice(b"SIP/2.0 ");
        self.extend_from_slice(decimal(status.into(), &mut [0; _]));
        self.push(b' ');
        self.extend_from_slice(reason);
        self.extend_from_slice(b"\r\n");
    }

    #[inline]
    fn header(&mut self, name: &[u8], value: &[&[u8]]) {
        self.extend_from_slice(name);
        self.extend_from_slice(b": ");
        value.iter().for_each(|piece| self.extend_from_slice(piece));
        self.extend_from_slice(b"\r\n");
    }

    fn written_header(&mut self, name: &[u8], write: impl FnOnce(&mut Self) -> bool) {
        let start = self.len();
        self.extend_from_slice(name);
        self.extend_from_slice(b": ");
        match write(self) {
            true => self.extend_from_slice(b"\r\n"),
            false => self.truncate(start),
        }
    }
}

/// The tree that [`Message::parse_own`] makes of the text of the same parts.
#[derive(Debug)]
pub struct ResponseTree {
    message: CBox<Message>,
    /// Whether each part was read, and none has a line break, which may make two parts of it.
    is_whole: bool,
}

impl ResponseTree {
    /// The response; none if it takes its text to make it.
    pub fn finish(mut self) -> Option<CBox<Message>> {
        self.message.finish_own();
        // Only with these two there is no body.
        let Message { content_length, content_type, .. } = &*self.message;
        let is_plain = content_length.is_some() && content_type.is_none();
        (self.is_whole && is_plain).then_some(self.message)
    }

    fn add(&mut self, name: &[u8], value: &[u8]) {
        self.is_whole = self.is_whole
            && find_any(value, LINE_ENDS).is_none()
            && self.message.parse_own_header(name, value).is_ok();
    }
}

/// What ends a line for the parser.
const LINE_ENDS: [u8; 3] = [b'\r', b'\n', 0];

impl Default for ResponseTree {
    fn default() -> Self {
        Self { message: CBox::default(), is_whole: true }
    }
}

impl ResponseParts for ResponseTree {
    fn status(&mut self, status: u16, reason: &[u8]) {
        self.is_whole &= (100..700).contains(&status) && find_any(reason, LINE_ENDS).is_none();
        self.message.sip_version = Some(Text::from("SIP/2.0"));
        self.message.status_code = status.into();
        self.message.reason_phrase = Some(Text::new(reason));
    }

    fn header(&mut self, name: &[u8], value: &[&[u8]]) {
        match value {
            [value] => self.add(name, value),
            pieces => {
                let mut value = SmallVec::<[u8; 128]>::new();
                pieces.iter().for_each(|piece| value.extend_from_slice(piece));
                self.add(name, &value);
            }
        }
    }

    fn written_header(&mut self, name: &[u8], write: impl FnOnce(&mut Vec<u8>) -> bool) {
        let mut value = Vec::new();
        if write(&mut value) {
            self.add(name, &value);
        }
    }
}
