//! A message as text. From one transmission of a request to the next few of its lines change: the others are never
//! read.

mod places;

use std::borrow::Cow;

use smallvec::SmallVec;

use super::decimal::decimal;
use super::lines::{Lines, value};
use crate::error::Result;
use crate::sip::Wire;
use crate::sip::grammar::{split_before, split_once};

/// So many header lines need no room on the heap.
const USUAL: usize = 20;
/// Room for the lines that are written anew in most requests.
const USUAL_WRITTEN: usize = 768;

/// A message cut into lines, as [`Message::write`](crate::sip::Message::write) orders them.
#[derive(Debug)]
pub struct TextEditor<'a> {
    start_line: Cow<'a, [u8]>,
    /// The header lines, each with its end, and with what is folded into it.
    headers: SmallVec<[Line<'a>; USUAL]>,
    /// The letters that header lines begin with: most names that are looked for begin with another.
    letters: Letters,
    /// The lines that were written anew, one behind the other.
    written: Vec<u8>,
    /// The empty line and the body.
    rest: &'a [u8],
    /// How many header lines there were at first.
    cut: usize,
}

/// One header line.
#[derive(Clone, Copy, Debug)]
enum Line<'a> {
    Original(&'a [u8]),
    /// Its place among those that were written anew.
    Written {
        start: u32,
        length: u32,
    },
}

/// The first letters of names, in whatever case: one bit each.
#[derive(Clone, Copy, Debug, Default)]
struct Letters(u32);

impl Letters {
    /// Adds a line or a name.
    #[inline]
    fn add(&mut self, line: &[u8]) {
        self.0 |= Self::bit(line);
    }

    /// Whether a name may be one of those that were added.
    #[inline]
    fn may_have(self, name: &[u8]) -> bool {
        self.0 & Self::bit(name) != 0
    }

    /// What is no letter shares the bit of one.
    fn bit(text: &[u8]) -> u32 {
        1 << (text.first().copied().unwrap_or_default() & 31)
    }
}

impl Line<'_> {
    fn text<'l>(&'l self, written: &'l [u8]) -> &'l [u8] {
        match *self {
            Self::Original(text) => text,
            Self::Written { start, length } => {
                let rest = written.get(start as usize..).unwrap_or_default();
                rest.get(..length as usize).unwrap_or_default()
            }
        }
    }
}

impl<'a> TextEditor<'a> {
    /// The request that `text` is.
    pub fn of(text: &'a [u8]) -> Self {
        let (mut lines, mut headers) = (Lines::of(text), SmallVec::new());
        let mut letters = Letters::default();
        let start_line = lines.next();
        for line in lines.by_ref() {
            letters.add(line);
            headers.push(Line::Original(line));
        }
        let rest = if start_line.is_some() { lines.rest() } else { &[] };
        let (start_line, cut) = (Cow::Borrowed(start_line.unwrap_or(text)), headers.len());
        Self { start_line, headers, letters, written: Vec::new(), rest, cut }
    }

    /// Appends its text to `out`.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.start_line);
        self.lines().for_each(|line| out.extend_from_slice(line));
        out.extend_from_slice(self.rest);
    }

    fn lines(&self) -> impl Iterator<Item = &[u8]> {
        self.headers.iter().map(|line| line.text(&self.written))
    }

    /// The lines, unless none of them can have that name.
    fn lines_of(&self, name: &[u8]) -> impl Iterator<Item = &[u8]> {
        let headers = if self.letters.may_have(name) { &self.headers[..] } else { &[] };
        headers.iter().map(|line| line.text(&self.written))
    }

    /// Writes a line anew.
    fn line(&mut self, name: &[u8], text: &[u8]) -> Line<'a> {
        self.write_line(name, |out| {
            out.extend_from_slice(text);
            Ok(())
        })
        .unwrap_or(Line::Original(&[]))
    }

    /// Writes a line anew, whose value `write` appends; `None` if that fails.
    fn write_line(
        &mut self,
        name: &[u8],
        write: impl FnOnce(&mut Vec<u8>) -> Result<()>,
    ) -> Option<Line<'a>> {
        let out = &mut self.written;
        if out.capacity() == 0 {
            out.reserve(USUAL_WRITTEN);
        }
        self.letters.add(name);
        let start = out.len();
        out.extend_from_slice(name);
        out.extend_from_slice(b": ");
        let is_written = write(out).is_ok();
        out.extend_from_slice(b"\r\n");
        let length = u32::try_from(out.len() - start).ok().zip(u32::try_from(start).ok());
        match length.filter(|_| is_written) {
            Some((length, start)) => Some(Line::Written { start, length }),
            None => {
                out.truncate(start);
                None
            }
        }
    }

    /// Where the first header of that name stands.
    fn position(&self, name: &[u8]) -> Option<usize> {
        self.lines_of(name).position(|line| value(line, name).is_some())
    }

    fn replace_at(&mut self, index: usize, line: Line<'a>) {
        if let Some(place) = self.headers.get_mut(index) {
            *place = line;
        }
    }

    /// Keeps the lines that `is_kept` wants.
    fn retain(&mut self, mut is_kept: impl FnMut(&[u8]) -> bool) {
        let Self { headers, written, .. } = self;
        headers.retain(|line| is_kept(line.text(written)));
    }

    /// Changes the header at `index`, if it has that name and can be read.
    fn edit_at<T: Wire>(&mut self, index: usize, name: &[u8], change: impl FnOnce(&mut T)) {
        let line = self.headers.get(index).map(|line| line.text(&self.written));
        let header = line.and_then(|line| value(line, name)).map(T::from_text);
        let Some(Ok(mut header)) = header else { return };
        change(&mut header);
        if let Some(line) = self.write_line(name, |out| header.write(out)) {
            self.replace_at(index, line);
        }
    }

    /// The method in the start line.
    pub fn method(&self) -> &[u8] {
        split_before(&self.start_line, b' ').0
    }

    /// The Request-URI in the start line.
    pub fn request_uri(&self) -> &[u8] {
        let (_, rest) = split_once(&self.start_line, b' ').unwrap_or_default();
        split_before(rest, b' ').0
    }

    /// Replaces the Request-URI.
    pub fn set_request_uri(&mut self, uri: &[u8]) {
        self.start_line = [self.method(), b" ", uri, b" SIP/2.0\r\n"].concat().into();
    }

    /// What follows the empty line.
    pub fn body(&self) -> &[u8] {
        self.rest.strip_prefix(b"\r\n").unwrap_or_default()
    }

    /// The values of the headers of that name.
    pub fn values(&self, name: &[u8]) -> impl Iterator<Item = &[u8]> {
        self.lines_of(name).filter_map(move |line| value(line, name))
    }

    /// What the first header of that name says, if it can be read.
    pub fn read<T: Wire>(&self, name: &[u8]) -> Option<T> {
        self.values(name).next().and_then(|value| T::from_text(value).ok())
    }

    /// What the headers of that name say that can be read.
    pub fn read_all<T: Wire>(&self, name: &[u8]) -> Vec<T> {
        self.values(name).filter_map(|value| T::from_text(value).ok()).collect()
    }

    /// Changes the first header of that name, if it can be read.
    pub fn edit<T: Wire>(&mut self, name: &[u8], change: impl FnOnce(&mut T)) {
        if let Some(index) = self.position(name) {
            self.edit_at(index, name, change);
        }
    }

    /// Replaces each value of that name for which `change` returns another. Returns whether one was replaced.
    pub fn replace(&mut self, name: &[u8], change: impl Fn(&[u8]) -> Option<Vec<u8>>) -> bool {
        let mut is_replaced = false;
        for index in 0..self.headers.len() {
            let line = self.headers.get(index).map(|line| line.text(&self.written));
            if let Some(text) = line.and_then(|line| value(line, name)).and_then(&change) {
                let line = self.line(name, &text);
                self.replace_at(index, line);
                is_replaced = true;
            }
        }
        is_replaced
    }

    /// Replaces the first value of that name by what `write` appends, which gets it; nothing changes if that fails.
    pub fn rewrite(&mut self, name: &[u8], write: impl FnOnce(&[u8], &mut Vec<u8>) -> Result<()>) {
        let Some(index) = self.position(name) else { return };
        let line = match self.headers.get(index) {
            Some(Line::Original(line)) => Cow::Borrowed(*line),
            line => line.map_or(&b""[..], |line| line.text(&self.written)).to_vec().into(),
        };
        let Some(value) = value(&line, name) else { return };
        if let Some(line) = self.write_line(name, |out| write(value, out)) {
            self.replace_at(index, line);
        }
    }

    /// Changes all headers of that name that can be read.
    pub fn edit_all<T: Wire>(&mut self, name: &[u8], mut change: impl FnMut(&mut T)) {
        (0..self.headers.len()).for_each(|index| self.edit_at(index, name, &mut change));
    }

    /// Changes the first header of that name, or adds it at the end.
    pub fn set(&mut self, name: &[u8], text: &[u8]) {
        let line = self.line(name, text);
        match self.position(name) {
            Some(index) => self.replace_at(index, line),
            None => self.insert_last(line),
        }
    }

    /// Changes the first header of that name to a number, or adds it at the end.
    pub fn set_number(&mut self, name: &[u8], number: u32) {
        let mut digits = [0; _];
        self.set(name, decimal(number.into(), &mut digits));
    }

    /// Adds a line before the last one, which is Content-Length.
    fn insert_last(&mut self, line: Line<'a>) {
        self.headers.insert(self.headers.len().saturating_sub(1), line);
    }

    /// Adds a header at the end.
    pub fn add(&mut self, name: &[u8], text: &[u8]) {
        let line = self.line(name, text);
        self.insert_last(line);
    }

    /// Removes the header of that name with this index among them.
    pub fn remove_at(&mut self, name: &[u8], index: usize) {
        let mut next = 0;
        self.retain(|line| {
            let is_named = value(line, name).is_some();
            next += usize::from(is_named);
            !is_named || next != index + 1
        });
    }

    /// Removes the headers of that name for whose values `is_unwanted` holds.
    pub fn remove(&mut self, name: &[u8], is_unwanted: impl Fn(&[u8]) -> bool) {
        self.retain(|line| !value(line, name).is_some_and(&is_unwanted));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::CSeq;
    use crate::sip::text::Contact;

    const TEXT: &str = "REGISTER sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nCSeq: 7 REGISTER\r\nContact: <sip:a@b>\r\n\
                        Contact: *\r\nX-Odd:1\r\n Contact: folded\r\nContent-Length: 5\r\n\r\nCSeq: body";

    fn written(editor: &TextEditor<'_>) -> String {
        let mut text = Vec::new();
        editor.write(&mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn what_is_not_changed_stays_as_it_was() {
        for text in [TEXT, "REGISTER sip:a SIP/2.0\r\n\r\n", "no line end", "a\nb: c\n d\n\n", ""] {
            assert_eq!(written(&TextEditor::of(text.as_bytes())), text);
        }
    }

    #[test]
    fn headers_are_found_whatever_their_names_begin_with() {
        for name in ["Via", "via", "z", "1-x", "-", "~a", "\u{e4}"] {
            let text = format!("A b SIP/2.0\r\nFrom: a\r\n{name}: 1\r\nLast: b\r\n\r\n");
            let mut editor = TextEditor::of(text.as_bytes());
            assert_eq!(editor.values(name.as_bytes()).next(), Some(&b"1"[..]), "{name}");
            editor.remove(name.as_bytes(), |_| true);
            assert_eq!(editor.values(name.as_bytes()).next(), None, "{name}");
            editor.add(name.to_uppercase().as_bytes(), b"2");
            let expected = name.is_ascii().then_some(&b"2"[..]);
            assert_eq!(editor.values(name.as_bytes()).next(), expected, "{name}");
        }
        assert_eq!(TextEditor::of(b"A b SIP/2.0\r\n: x\r\n\r\n").values(b"").next(), None);
    }

    #[test]
    fn headers_are_found_by_their_names_only() {
        let editor = TextEditor::of(TEXT.as_bytes());
        assert_eq!((editor.method(), editor.request_uri()), (&b"REGISTER"[..], &b"sip:a"[..]));
        assert_eq!(editor.body(), b"CSeq: body");
        assert_eq!(editor.values(b"contact").collect::<Vec<_>>(), [&b"<sip:a@b>"[..], b"*"]);
        assert_eq!(editor.values(b"Cont").next(), None);
        assert_eq!(editor.values(b"X-Odd").next(), Some(&b"1\r\n Contact: folded"[..]));
        assert_eq!(editor.read_all::<Contact>(b"Contact").len(), 2);
        assert!(editor.read::<CSeq>(b"Via").is_none());
    }

    #[test]
    fn numbers_are_written_in_decimal() {
        let mut editor = TextEditor::of(TEXT.as_bytes());
        for (number, text) in
            [(0, "0"), (9, "9"), (10, "10"), (3600, "3600"), (u32::MAX, "4294967295")]
        {
            editor.set_number(b"Expires", number);
            assert_eq!(editor.values(b"Expires").next(), Some(text.as_bytes()));
        }
        editor.set_cseq(2_147_483_647);
        assert_eq!(editor.cseq(), Some((2_147_483_647, &b"REGISTER"[..])));
    }

    #[test]
    fn headers_are_changed_added_and_taken_away() {
        let mut editor = TextEditor::of(TEXT.as_bytes());
        editor.set_request_uri(b"sip:c");
        editor.edit(b"CSeq", |cseq: &mut CSeq| cseq.number = Some("8".into()));
        // It cannot be read.
        editor.edit(b"X-Odd", |_: &mut CSeq| unreachable!());
        editor.remove(b"Contact", |value| value == b"*");
        editor.remove(b"x-odd", |_| true);
        editor.set_number(b"Expires", 60);
        editor.set(b"VIA", b"v");
        editor.insert_route(b"<sip:r>");
        editor.insert_route(b"<sip:q>");
        editor.add_credentials(b"Authorization", b"a");
        editor.add_credentials(b"Authorization", b"b");
        editor.add_credentials(b"Proxy-Authorization", b"c");
        editor.remove_credentials();
        editor.add_credentials(b"Proxy-Authorization", b"d");
        assert_eq!(
            written(&editor),
            "REGISTER sip:c SIP/2.0\r\nVIA: v\r\nRoute: <sip:q>\r\nRoute: <sip:r>\r\nCSeq: 8 REGISTER\r\n\
             Contact: <sip:a@b>\r\nProxy-Authorization: d\r\nExpires: 60\r\nContent-Length: 5\r\n\r\nCSeq: body"
        );
    }
}
