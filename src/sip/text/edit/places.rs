//! Headers that have a form or a place of their own: CSeq and Call-ID, Route, Contact and credentials, and those about the body.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::{Line, TextEditor};
use crate::sip::text::decimal::decimal;
use crate::sip::text::lines::is_credentials;
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
        self.insert(&[b"Via", b"Record-Route"], b"Route", text);
    }

    /// Adds a Contact before all others.
    pub fn insert_contact(&mut self, text: &[u8]) {
        self.insert(FIRST_HEADERS.get(..7).unwrap_or_default(), b"Contact", text);
    }

    /// Adds credentials behind all others.
    pub fn add_credentials(&mut self, name: &[u8], text: &[u8]) {
        self.insert(&FIRST_HEADERS, name, text);
    }

    /// Removes all credentials.
    pub fn remove_credentials(&mut self) {
        self.retain(|line| !is_credentials(line));
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
