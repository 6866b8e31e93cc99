//! A message as text. From one transmission of a request to the next few of its lines change: the others are never
//! read.

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::error::Result;
use crate::sip::{CallId, NameAddr, Wire, grammar};

/// So many header lines need no room on the heap.
const USUAL: usize = 20;

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

/// A message cut into lines, as [`Message::write`](crate::sip::Message::write) orders them.
#[derive(Debug)]
pub struct TextEditor<'a> {
    start_line: Cow<'a, [u8]>,
    /// The header lines, each with its end, and with what is folded into it.
    headers: SmallVec<[Cow<'a, [u8]>; USUAL]>,
    /// The empty line and the body.
    rest: &'a [u8],
}

impl<'a> TextEditor<'a> {
    /// The request that `text` is.
    pub fn of(text: &'a [u8]) -> Self {
        let (start_line, mut rest) = next_line(text).unwrap_or((text, &[]));
        let mut headers = SmallVec::new();
        while let Some((line, after)) = next_line(rest) {
            headers.push(Cow::Borrowed(line));
            rest = after;
        }
        Self { start_line: Cow::Borrowed(start_line), headers, rest }
    }

    /// Appends its text to `out`.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.start_line);
        self.headers.iter().for_each(|line| out.extend_from_slice(line));
        out.extend_from_slice(self.rest);
    }

    /// The method in the start line.
    pub fn method(&self) -> &[u8] {
        self.word(0)
    }

    /// The Request-URI in the start line.
    pub fn request_uri(&self) -> &[u8] {
        self.word(1)
    }

    fn word(&self, index: usize) -> &[u8] {
        self.start_line.split(|byte| *byte == b' ').nth(index).unwrap_or_default()
    }

    /// Replaces the Request-URI.
    pub fn set_request_uri(&mut self, uri: &[u8]) {
        self.start_line = [self.method(), b" ", uri, b" SIP/2.0\r\n"].concat().into();
    }

    /// The number in CSeq, and the method.
    pub fn cseq(&self) -> Option<(u32, &[u8])> {
        let (number, method) = grammar::split_once(self.values(b"CSeq").next()?, b' ')?;
        let number = grammar::number(number).ok()?;
        (number < 1 << 31 && grammar::is_token(method)).then_some((number, method))
    }

    /// The Call-ID as it is compared: C may have written blanks into it.
    pub fn call_id(&self) -> Option<Cow<'_, [u8]>> {
        let text = self.values(b"Call-ID").next()?;
        if !text.is_empty() && grammar::find_any(text, *b" \t\r@").is_none() {
            return Some(text.into());
        }
        let mut written = Vec::with_capacity(text.len());
        CallId::from_text(text).ok()?.write(&mut written).ok()?;
        Some(written.into())
    }

    /// What follows the empty line.
    pub fn body(&self) -> &[u8] {
        self.rest.strip_prefix(b"\r\n").unwrap_or_default()
    }

    /// The values of the headers of that name.
    pub fn values(&self, name: &[u8]) -> impl Iterator<Item = &[u8]> {
        self.headers.iter().filter_map(move |line| value(line, name))
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
        if let Some(line) = self.headers.iter_mut().find(|line| value(line, name).is_some()) {
            edit_line(line, name, change);
        }
    }

    /// Replaces each value of that name for which `change` returns another. Returns whether one was replaced.
    pub fn replace(&mut self, name: &[u8], change: impl Fn(&[u8]) -> Option<Vec<u8>>) -> bool {
        let mut is_replaced = false;
        for old in &mut self.headers {
            if let Some(text) = value(old, name).and_then(&change) {
                *old = line(name, &text);
                is_replaced = true;
            }
        }
        is_replaced
    }

    /// Changes all headers of that name that can be read.
    pub fn edit_all<T: Wire>(&mut self, name: &[u8], mut change: impl FnMut(&mut T)) {
        self.headers.iter_mut().for_each(|line| edit_line(line, name, &mut change));
    }

    /// Changes the first header of that name, or adds it at the end.
    pub fn set(&mut self, name: &[u8], text: &[u8]) {
        let line = line(name, text);
        match self.headers.iter_mut().find(|line| value(line, name).is_some()) {
            Some(old) => *old = line,
            // The last one is Content-Length.
            None => self.headers.insert(self.headers.len().saturating_sub(1), line),
        }
    }

    /// Removes the body, and the headers about it.
    pub fn remove_body(&mut self) {
        let is_about_body =
            |name: &[u8]| name.get(..8).is_some_and(|it| it.eq_ignore_ascii_case(b"Content-"));
        self.headers.retain(|line| !is_about_body(line));
        self.headers.push(line(b"Content-Length", b"0"));
        self.rest = b"\r\n";
    }

    /// Adds a header at the end.
    pub fn add(&mut self, name: &[u8], text: &[u8]) {
        // The last one is Content-Length.
        self.headers.insert(self.headers.len().saturating_sub(1), line(name, text));
    }

    /// Adds a Route before all others.
    pub fn insert_route(&mut self, text: &[u8]) {
        self.insert(&[b"Via", b"Record-Route"], b"Route", text);
    }

    /// Adds credentials behind all others.
    pub fn add_credentials(&mut self, name: &[u8], text: &[u8]) {
        self.insert(&FIRST_HEADERS, name, text);
    }

    /// Removes all credentials.
    pub fn remove_credentials(&mut self) {
        let has_name = |line: &[u8], name| value(line, name).is_some();
        self.headers.retain(|line| {
            !has_name(line, b"Authorization") && !has_name(line, b"Proxy-Authorization")
        });
    }

    /// Adds a Contact before all others.
    pub fn insert_contact(&mut self, text: &[u8]) {
        self.insert(FIRST_HEADERS.get(..7).unwrap_or_default(), b"Contact", text);
    }

    /// Removes the header of that name with this index among them.
    pub fn remove_at(&mut self, name: &[u8], index: usize) {
        let mut next = 0;
        self.headers.retain(|line| {
            let is_named = value(line, name).is_some();
            next += usize::from(is_named);
            !is_named || next != index + 1
        });
    }

    /// Adds a header behind those that stand before it in every request.
    fn insert(&mut self, before: &[&[u8]], name: &[u8], text: &[u8]) {
        let is_before =
            |line: &Cow<'_, [u8]>| before.iter().any(|name| value(line, name).is_some());
        let at = self.headers.iter().take_while(|line| is_before(line)).count();
        self.headers.insert(at, line(name, text));
    }

    /// Removes the headers of that name for whose values `is_unwanted` holds.
    pub fn remove(&mut self, name: &[u8], is_unwanted: impl Fn(&[u8]) -> bool) {
        self.headers.retain(|line| !value(line, name).is_some_and(&is_unwanted));
    }
}

/// A Contact: beside what other headers of its kind may be, it may be `*`.
#[derive(Clone, Debug, Default)]
pub struct Contact(pub NameAddr);

impl Wire for Contact {
    fn parse(&mut self, text: &[u8]) -> Result<()> {
        self.0.parse_contact(text)
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        self.0.write_contact(out)
    }
}

/// The values of the headers of that name in `text`, which is read as far as needed.
pub fn header_values<'a>(text: &'a [u8], name: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = next_line(text).map(|(_, rest)| rest);
    let lines = core::iter::from_fn(move || {
        let (line, after) = next_line(rest?)?;
        rest = Some(after);
        Some(line)
    });
    lines.filter_map(move |line| value(line, name))
}

/// The next line, with its end and the lines that are folded into it; none at the end of the headers.
fn next_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut end = grammar::find(text, b'\n')? + 1;
    while let Some(folded @ [b' ' | b'\t', ..]) = text.get(end..) {
        end += grammar::find(folded, b'\n').map_or(folded.len(), |length| length + 1);
    }
    text.split_at_checked(end).filter(|(line, _)| !matches!(line, [b'\r', b'\n']))
}

/// The value in a header line, if it has that name.
fn value<'l>(line: &'l [u8], name: &[u8]) -> Option<&'l [u8]> {
    let (start, rest) = line.split_at_checked(name.len())?;
    let value = rest.strip_prefix(b":").filter(|_| start.eq_ignore_ascii_case(name))?;
    Some(grammar::trim(value))
}

fn line(name: &[u8], value: &[u8]) -> Cow<'static, [u8]> {
    [name, b": ", value, b"\r\n"].concat().into()
}

fn edit_line<T: Wire>(line: &mut Cow<'_, [u8]>, name: &[u8], change: impl FnOnce(&mut T)) {
    let Some(Ok(mut header)) = value(line, name).map(T::from_text) else { return };
    change(&mut header);
    let mut text = Vec::with_capacity(line.len());
    text.extend_from_slice(name);
    text.extend_from_slice(b": ");
    if header.write(&mut text).is_ok() {
        text.extend_from_slice(b"\r\n");
        *line = text.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::CSeq;

    const TEXT: &str = "REGISTER sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nCSeq: 7 REGISTER\r\nContact: <sip:a@b>\r\n\
                        Contact: *\r\nX-Odd:1\r\n Contact: folded\r\nContent-Length: 5\r\n\r\nCSeq: body";

    fn written(draft: &TextEditor<'_>) -> String {
        let mut text = Vec::new();
        draft.write(&mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn what_is_not_changed_stays_as_it_was() {
        for text in [TEXT, "REGISTER sip:a SIP/2.0\r\n\r\n", "no line end", "a\nb: c\n d\n\n", ""] {
            assert_eq!(written(&TextEditor::of(text.as_bytes())), text);
        }
    }

    #[test]
    fn headers_are_found_by_their_names_only() {
        let draft = TextEditor::of(TEXT.as_bytes());
        assert_eq!((draft.method(), draft.request_uri()), (&b"REGISTER"[..], &b"sip:a"[..]));
        assert_eq!(draft.body(), b"CSeq: body");
        assert_eq!(draft.values(b"contact").collect::<Vec<_>>(), [&b"<sip:a@b>"[..], b"*"]);
        assert_eq!(draft.values(b"Cont").next(), None);
        assert_eq!(draft.values(b"X-Odd").next(), Some(&b"1\r\n Contact: folded"[..]));
        assert_eq!(draft.read_all::<Contact>(b"Contact").len(), 2);
        assert!(draft.read::<CSeq>(b"Via").is_none());
    }

    #[test]
    fn headers_are_changed_added_and_taken_away() {
        let mut draft = TextEditor::of(TEXT.as_bytes());
        draft.set_request_uri(b"sip:c");
        draft.edit(b"CSeq", |cseq: &mut CSeq| cseq.number = Some("8".into()));
        // It cannot be read.
        draft.edit(b"X-Odd", |_: &mut CSeq| unreachable!());
        draft.remove(b"Contact", |value| value == b"*");
        draft.remove(b"x-odd", |_| true);
        draft.set(b"Expires", b"60");
        draft.set(b"VIA", b"v");
        draft.insert_route(b"<sip:r>");
        draft.insert_route(b"<sip:q>");
        draft.add_credentials(b"Authorization", b"a");
        draft.add_credentials(b"Authorization", b"b");
        draft.add_credentials(b"Proxy-Authorization", b"c");
        draft.remove_credentials();
        draft.add_credentials(b"Proxy-Authorization", b"d");
        assert_eq!(
            written(&draft),
            "REGISTER sip:c SIP/2.0\r\nVIA: v\r\nRoute: <sip:q>\r\nRoute: <sip:r>\r\nCSeq: 8 REGISTER\r\n\
             Contact: <sip:a@b>\r\nProxy-Authorization: d\r\nExpires: 60\r\nContent-Length: 5\r\n\r\nCSeq: body"
        );
    }
}
