//! Headers that have a form or a place of their own: CSeq and Call-ID, Route, Contact and credentials, and those about the body.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::{Line, TextEditor};
use crate::sip::text::decimal::decimal;
use crate::sip::text::lines::{is_credentials, value};
use crate::sip::text::received::{call_id, cseq};

/// What [`Message::write`](crate::sip::Message::write) writes first.
const FIRST_HEADERS: [&[u8]; 10] = [
    b"Via",
    b"Record-Route",
    b"Route",
    b"From",
    b"To",
    b"Call-ID",
    b"CSeq",
    b"Contact",
    b"Authorization",
    b"Proxy-Authorization",
];
/// So many of them stand before Route, before Contact, and before more credentials.
const BEFORE_ROUTE: usize = 2;
const BEFORE_CONTACT: usize = 7;

/// The place of a header line among those that are written first.
fn rank(line: &[u8]) -> Option<usize> {
    let near = match line.first()?.to_ascii_lowercase() {
        b'v' => 0..1,
        b'r' => 1..3,
        b'f' => 3..4,
        b't' => 4..5,
        b'c' => 5..8,
        b'a' => 8..9,
        b'p' => 9..10,
        _ => return None,
    };
    let names = FIRST_HEADERS.get(near.clone())?;
    near.zip(names).find_map(|(rank, name)| value(line, name).map(|_| rank))
}

impl TextEditor<'_> {
    /// The number in CSeq, and the method.
    pub fn cseq(&self) -> Option<(u32, &[u8])> {
        cseq(self.values(b"CSeq").next()?)
    }

    /// The Call-ID as it is compared: C may have written blanks into it.
    pub fn call_id(&self) -> Option<Cow<'_, [u8]>> {
        call_id(self.values(b"Call-ID").next()?)
    }

    /// Changes the number in CSeq; the method is that of the request.
    pub fn set_cseq(&mut self, number: u32) {
        let (mut digits, method) = ([0; _], SmallVec::<[u8; 16]>::from_slice(self.method()));
        let digits = decimal(number.into(), &mut digits);
        let line = self.write_line(b"CSeq", |out| {
            out.extend_from_slice(digits);
            out.push(b' ');
            out.extend_from_slice(&method);
            Ok(())
        });
        if let Some((index, line)) = self.position(b"CSeq").zip(line) {
            self.replace_at(index, line);
        }
    }

    /// Removes the body, and the headers about it.
    pub fn remove_body(&mut self) {
        let is_about_body =
            |name: &[u8]| name.get(..8).is_some_and(|it| it.eq_ignore_ascii_case(b"Content-"));
        self.retain(|line| !is_about_body(line));
        let line = self.line(b"Content-Length", b"0");
        self.headers.push(line);
        self.rest = b"\r\n";
    }

    /// Adds a Route before all others.
    pub fn insert_route(&mut self, text: &[u8]) {
        self.insert(BEFORE_ROUTE, b"Route", text);
    }

    /// Adds a Contact before all others.
    pub fn insert_contact(&mut self, text: &[u8]) {
        self.insert(BEFORE_CONTACT, b"Contact", text);
    }

    /// Adds credentials behind all others.
    pub fn add_credentials(&mut self, name: &[u8], text: &[u8]) {
        self.insert(FIRST_HEADERS.len(), name, text);
    }

    /// Adds a header behind the first so many of those that are written first.
    fn insert(&mut self, before: usize, name: &[u8], text: &[u8]) {
        let is_before = |line: &&[u8]| rank(line).is_some_and(|rank| rank < before);
        let at = self.lines().take_while(is_before).count();
        let line = self.line(name, text);
        self.headers.insert(at, line);
    }

    /// Removes all credentials.
    pub fn remove_credentials(&mut self) {
        if [&b"Authorization"[..], b"Proxy-Authorization"]
            .iter()
            .any(|it| self.letters.may_have(it))
        {
            self.retain(|line| !is_credentials(line));
        }
    }
}

impl<'a> TextEditor<'a> {
    /// The header lines that are as they were cut.
    pub(in crate::sip::text) fn cut_lines(&self) -> impl Iterator<Item = &'a [u8]> {
        self.headers.iter().filter_map(|line| match line {
            Line::Original(line) => Some(*line),
            Line::Written { .. } => None,
        })
    }

    /// The header lines, and whether each is as it was cut; `None` if more has changed than lines that are there still.
    pub(in crate::sip::text) fn only_rewritten(
        &self,
    ) -> Option<impl Iterator<Item = (&[u8], bool)>> {
        let is_same = |line: &Line<'_>| matches!(line, Line::Original(_));
        let lines = self.headers.iter().map(move |line| (line.text(&self.written), is_same(line)));
        let is_as_long = self.headers.len() == self.cut;
        (is_as_long && matches!(self.start_line, Cow::Borrowed(_))).then_some(lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_has_its_rank_in_whatever_case() {
        for (expected, name) in FIRST_HEADERS.iter().enumerate() {
            for name in [name.to_ascii_lowercase(), name.to_ascii_uppercase()] {
                assert_eq!(rank(&[&name, &b": a"[..]].concat()), Some(expected));
                assert_eq!(rank(&name), None);
                assert_eq!(rank(&[&name, &b"-x: a"[..]].concat()), None);
            }
        }
        for line in ["", ":", "Expires: 1", "v: a", " Via: a", "Content-Length: 0"] {
            assert_eq!(rank(line.as_bytes()), None, "{line}");
        }
    }
}
