//! A message body, or one part of a multipart body. RFC 3261 7.4, RFC 2046 5.1.

use super::grammar::{find, split_before, trim, trim_end, unquoted};
use super::lines::Lines;
use super::{ContentType, Header, Param, Wire};
use crate::error::Error::{BadParameter, Syntax, Undefined};
use crate::error::Result;
use crate::mem::{CBox, Counted, List, Text};

/// A message body, or one part of a multipart body.
#[repr(C)]
#[derive(Debug, Default)]
pub struct Body {
    /// The bytes, and a NUL behind them.
    body: Option<Text>,
    /// How many bytes there are.
    length: usize,
    /// The headers of a part, without Content-Type.
    pub headers: Option<CBox<List<Header>>>,
    /// The type of a part.
    pub content_type: Option<CBox<ContentType>>,
}

record_size!(Body: 32, 16);

impl Body {
    /// A body of these bytes, without headers.
    pub fn new(bytes: &[u8]) -> Self {
        let mut body = Self::empty();
        body.fill(bytes);
        body
    }

    /// A body without bytes; its list of headers is there, as C expects.
    pub fn empty() -> Self {
        Self { headers: Some(CBox::new(List::default())), ..Self::default() }
    }

    /// Reads a part of a multipart body: at least one header, an empty line, at least one byte.
    pub fn part(text: &[u8]) -> Result<Self> {
        let mut body = Self::default();
        let mut headers = List::default();
        let mut lines = Lines::new(text);
        while let Some((name, value)) = lines.next_header()? {
            if name.is_empty() || value.is_empty() {
                return Err(Syntax);
            } else if name.eq_ignore_ascii_case(b"content-type") {
                let content_type = ContentType::from_text(value)?;
                content_type.r#type.as_ref().ok_or(Syntax)?;
                body.content_type = Some(CBox::new(content_type));
            } else {
                headers.push_front(Header::new(name, trim(value)));
            }
        }
        if (headers.is_empty() && body.content_type.is_none()) || lines.rest().is_empty() {
            return Err(Syntax);
        }
        headers.reverse();
        body.headers = Some(CBox::new(headers));
        body.fill(lines.rest());
        Ok(body)
    }

    /// The bytes of the body.
    pub fn bytes(&self) -> &[u8] {
        Counted::bytes(self)
    }

    /// Makes these the bytes of the body.
    pub fn fill(&mut self, bytes: &[u8]) {
        drop(self.replace(bytes));
    }

    /// As [`Body::fill`], but returns the former bytes.
    pub fn replace(&mut self, bytes: &[u8]) -> Option<Text> {
        let old = self.body.replace(Text::new(bytes));
        self.length = bytes.len();
        old
    }

    /// Writes headers, empty line and bytes. Fails where there are no bytes.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        let bytes = self.bytes();
        if bytes.is_empty() {
            return Err(BadParameter);
        }
        let start = out.len();
        if let Some(content_type) = &self.content_type {
            out.extend_from_slice(b"content-type: ");
            content_type.write(out)?;
            out.extend_from_slice(b"\r\n");
        }
        for header in self.headers.iter().flat_map(|headers| headers.iter()) {
            header.write(out)?;
            out.extend_from_slice(b"\r\n");
        }
        if out.len() > start {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(bytes);
        Ok(())
    }

    pub(crate) fn text(&self) -> Option<(&Text, usize)> {
        self.body.as_ref().map(|text| (text, self.length))
    }
}

impl Clone for Body {
    fn clone(&self) -> Self {
        let mut copy = Self {
            headers: self.headers.clone(),
            content_type: self.content_type.clone(),
            ..Self::default()
        };
        if self.body.is_some() {
            copy.fill(self.bytes());
        }
        copy
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
            && self.headers == other.headers
            && self.content_type == other.content_type
    }
}

/// The boundary of a multipart type; `None` for any other type, an error if a multipart type has none.
pub(super) fn boundary(content_type: &ContentType) -> Result<Option<&[u8]>> {
    if !content_type.r#type.as_ref().is_some_and(|name| name.eq_ignore_case(b"multipart")) {
        return Ok(None);
    }
    let mut params = content_type.gen_params.iter();
    let is_boundary =
        |param: &&Param| param.gname.as_ref().is_some_and(|name| name.eq_ignore_case(b"boundary"));
    // The original answers -1 here.
    let value = params.find(is_boundary).ok_or(Undefined)?.gvalue.as_deref().ok_or(Syntax)?;
    let boundary = unquoted(value).unwrap_or(value);
    if boundary.is_empty() { Err(Syntax) } else { Ok(Some(boundary)) }
}

/// The parts of a multipart body: what stands between two delimiter lines.
pub(super) fn parts<'a>(body: &'a [u8], boundary: &'a [u8]) -> Parts<'a> {
    let mut parts = Parts { rest: body, boundary, closed: false };
    // What stands before the first delimiter is for other eyes.
    let _preamble = parts.text();
    parts
}

/// The iterator of [`parts`]; an error where the closing delimiter is missing.
pub(super) struct Parts<'a> {
    rest: &'a [u8],
    boundary: &'a [u8],
    closed: bool,
}

impl<'a> Iterator for Parts<'a> {
    type Item = Result<&'a [u8]>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.closed {
            return None;
        }
        let text = self.text().ok_or(Syntax);
        self.closed |= text.is_err();
        Some(text)
    }
}

impl<'a> Parts<'a> {
    /// Whether `bytes`, written as a part, would begin with a delimiter. They stood behind a lone CR if so.
    pub(super) fn would_end_at(&self, bytes: &[u8]) -> bool {
        let after = bytes.strip_prefix(b"--").and_then(|text| text.strip_prefix(self.boundary));
        after.is_some_and(|after| {
            after.starts_with(b"--") || trim_end(split_before(after, b'\n').0).is_empty()
        })
    }

    /// The text up to the next delimiter line, which is passed over; not the line break before that.
    fn text(&mut self) -> Option<&'a [u8]> {
        let text = self.rest;
        let mut at = 0;
        loop {
            let line = text.get(at..)?;
            if let Some(after) = self.after_delimiter(line) {
                self.rest = line.get(after..)?;
                return text.get(..at).map(without_line_break);
            }
            at += find(line, b'\n')? + 1;
        }
    }

    /// The length of the delimiter that `line` begins with, its line break included.
    fn after_delimiter(&mut self, line: &[u8]) -> Option<usize> {
        let after = line.strip_prefix(b"--")?.strip_prefix(self.boundary)?;
        if after.starts_with(b"--") {
            self.closed = true;
            return Some(line.len());
        }
        let end = find(after, b'\n')?;
        trim_end(after.get(..end)?).is_empty().then_some(line.len() - after.len() + end + 1)
    }
}

/// `text` without the line break at its end.
fn without_line_break(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.strip_suffix(b"\r").unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], boundary: &[u8]) -> Result<Vec<Vec<u8>>> {
        parts(text, boundary).map(|part| part.map(<[u8]>::to_vec)).collect()
    }

    #[test]
    fn a_part_is_headers_and_bytes() {
        let part = Body::part(b"A: b\nContent-Type: c/d\r\nE: f\r\n g\r\n\r\nh\0i\r\n").unwrap();
        assert_eq!(part.bytes(), b"h\0i\r\n");
        let mut out = Vec::new();
        part.write(&mut out).unwrap();
        assert_eq!(out, b"content-type: c/d\r\nA: b\r\nE: f   g\r\n\r\nh\0i\r\n");
        assert_eq!(Body::part(&out).unwrap(), part);
        assert_eq!(part.clone(), part);
    }

    #[test]
    fn a_part_without_headers_or_bytes_is_an_error() {
        for text in
            ["", "\r\nh", "A: b\r\n\r\n", "A: b", "A b\r\n\r\nh", "Content-Type: x\r\n\r\nh"]
        {
            assert_eq!(Body::part(text.as_bytes()), Err(Syntax), "{text:?}");
        }
    }

    #[test]
    fn parts_stand_between_delimiter_lines() {
        let text = b"before\r\n--x\r\na\r\n\r\n--x \t\r\n--xy\n--x--z\n--x\n\n--x--after";
        assert_eq!(read(text, b"x").unwrap(), [&b"a\r\n"[..], b"--xy"]);
        assert_eq!(read(b"--x\r\na\n--x--", b"x").unwrap(), [b"a"]);
        assert_eq!(read(b"--x--", b"x").unwrap(), [b""; 0]);
    }

    #[test]
    fn a_missing_closing_delimiter_is_an_error() {
        for text in ["", "--x", "--x\r\na", "--x\r\na\r\n--x\r\nb", "a--x--"] {
            assert_eq!(read(text.as_bytes(), b"x"), Err(Syntax), "{text:?}");
        }
    }

    #[test]
    fn only_multipart_types_have_a_boundary() {
        let of = |text: &str| {
            boundary(&ContentType::from_text(text.as_bytes()).unwrap())
                .map(|b| b.map(<[u8]>::to_vec))
        };
        assert_eq!(of("text/plain;boundary=x"), Ok(None));
        assert_eq!(of("Multipart/mixed;Boundary=\"a b\""), Ok(Some(b"a b".to_vec())));
        assert_eq!(of("multipart/mixed"), Err(Undefined));
        assert_eq!(of("multipart/mixed;boundary"), Err(Syntax));
        assert_eq!(of("multipart/mixed;boundary=\"\""), Err(Syntax));
    }
}
