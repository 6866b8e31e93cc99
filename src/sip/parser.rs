//! Bytes -> [`Message`]: start line, header lines, body. RFC 3261 7 and 18.3.
//!
//! Every byte is looked at a fixed number of times, whatever the datagram holds. Lists are filled from the front
//! and turned round at the end, so that no header costs a walk over those before it.

use super::grammar::{has, number, optional, split_once, trim_end, trim_start};
use super::header_lines::{Origin, parse_boxed};
use super::lines::{Lines, trim_line_breaks};
use super::{Body, ContentLength, Message, Uri, Wire, body};
use crate::error::Error::Syntax;
use crate::error::Result;
use crate::mem::{CBox, Text};

impl Message {
    /// Reads a datagram, or a whole message off a stream. What follows the body is left alone.
    pub fn parse(text: &[u8]) -> Result<Self> {
        Self::parse_from(Origin::Network, text)
    }

    /// Reads text that [`write`](Self::write) has made: a header without a field of its own comes back as it was,
    /// its name in the same case, a list in one piece.
    pub fn parse_own(text: &[u8]) -> Result<Self> {
        Self::parse_from(Origin::Own, text)
    }

    /// Reads one header as [`parse_own`](Self::parse_own) does. [`finish_own`](Self::finish_own) follows all of them.
    pub(super) fn parse_own_header(&mut self, name: &[u8], value: &[u8]) -> Result<()> {
        self.parse_header(Origin::Own, name, value)
    }

    /// All headers of a message without a body have been read.
    pub(super) fn finish_own(&mut self) {
        self.turn_lists();
        self.changed();
    }

    /// As [`parse`](Self::parse), in a box of its own, which costs no copy.
    pub fn parse_boxed(text: &[u8]) -> Result<CBox<Self>> {
        parse_boxed(text, |message: &mut Self, text| message.read(Origin::Network, text))
    }

    /// As [`parse_own`](Self::parse_own), in a box of its own.
    pub fn parse_own_boxed(text: &[u8]) -> Result<CBox<Self>> {
        parse_boxed(text, |message: &mut Self, text| message.read(Origin::Own, text))
    }

    fn parse_from(origin: Origin, text: &[u8]) -> Result<Self> {
        let mut message = Self::default();
        message.read(origin, text)?;
        Ok(message)
    }

    fn read(&mut self, origin: Origin, text: &[u8]) -> Result<()> {
        let mut lines = Lines::new(text);
        let mut line = lines.next_line()?;
        // Empty lines may come first (RFC 3261 7.5). The original passes over any line that is one word.
        while !has(line, b' ') {
            line = lines.next_line()?;
        }
        self.parse_start_line(line)?;
        self.parse_rest(origin, lines)
    }

    /// Reads a fragment (RFC 3420): the start line may be missing, as may everything else.
    pub fn parse_fragment(text: &[u8]) -> Result<Self> {
        let text = trim_line_breaks(text);
        let mut message = Self::default();
        let mut lines = Lines::new(text);
        let start_line = lines.next_line().and_then(|line| message.parse_start_line(line));
        if start_line.is_err() {
            message = Self::default();
            lines = Lines::new(text);
        }
        message.parse_rest(Origin::Network, lines)?;
        Ok(message)
    }

    fn parse_start_line(&mut self, line: &[u8]) -> Result<()> {
        // The version is not case-sensitive (RFC 3261 7.1).
        match line.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"SIP/")) {
            true => self.parse_status_line(line),
            false => self.parse_request_line(line),
        }
    }

    /// `INVITE sip:bob@example.com SIP/2.0`
    fn parse_request_line(&mut self, line: &[u8]) -> Result<()> {
        let (method, rest) = split_once(line, b' ').ok_or(Syntax)?;
        // The original allows a second space here, but not behind the URI.
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let (uri, version) = split_once(rest, b' ').ok_or(Syntax)?;
        // Cameras leave a blank behind the version.
        let version = trim_end(version);
        if method.is_empty() || !is_version(version) {
            return Err(Syntax);
        }
        self.req_uri = Some(parse_boxed(uri, Uri::parse)?);
        self.sip_method = optional(method);
        self.sip_version = optional(version);
        Ok(())
    }

    /// `SIP/2.0 200 OK`; the reason may be empty or missing.
    fn parse_status_line(&mut self, line: &[u8]) -> Result<()> {
        let (version, rest) = split_once(line, b' ').ok_or(Syntax)?;
        let rest = trim_start(rest);
        let (code, reason) = split_once(rest, b' ').unwrap_or((rest, b""));
        let code = number(code)?;
        if version.len() < "SIP/2.0".len() || !(100..=699).contains(&code) {
            return Err(Syntax);
        }
        self.status_code = i32::try_from(code).unwrap_or_default();
        // Programs compare it.
        self.sip_version = Some(Text::changed(version, |version| {
            version.make_ascii_uppercase();
            version.len()
        }));
        self.reason_phrase = Some(Text::new(reason));
        Ok(())
    }

    /// Headers and body.
    fn parse_rest(&mut self, origin: Origin, mut lines: Lines<'_>) -> Result<()> {
        // A response is used as far as it can be read: what it answers has been done, or not, all the same.
        let is_response = origin == Origin::Network && self.status_code != 0;
        let origin = if is_response { Origin::Response } else { origin };
        while let Some((name, value)) = lines.next_header()? {
            match name {
                [] if is_response => {}
                [] => return Err(Syntax),
                name => self.parse_header(origin, name, value)?,
            }
        }
        self.turn_lists();
        self.parse_body(lines.rest())?;
        self.changed();
        Ok(())
    }

    /// What follows the headers, as far as Content-Length says. Without Content-Type it is not looked at.
    fn parse_body(&mut self, rest: &[u8]) -> Result<()> {
        let declared = self.content_length.as_ref().and_then(|header| header.value.as_ref());
        let length = match declared {
            Some(value) => usize::try_from(number(value)?).map_err(|_| Syntax)?,
            None => {
                let length = if self.content_type.is_some() { rest.len() } else { 0 };
                let value = Some(Text::from(length.to_string().as_str()));
                self.content_length = Some(CBox::new(ContentLength { value }));
                length
            }
        };
        let Some(content_type) = &self.content_type else { return Ok(()) };
        if length == 0 {
            return Ok(());
        }
        let Some(boundary) = body::boundary(content_type)? else {
            self.bodies.push(Body::new(rest.get(..length).ok_or(Syntax)?));
            return Ok(());
        };
        // As in the original a multipart body ends at its closing delimiter, whatever Content-Length says.
        let mut parts = body::parts(rest, boundary);
        while let Some(part) = parts.next() {
            let part = Body::part(part?)?;
            if parts.would_end_at(part.bytes()) {
                return Err(Syntax);
            }
            self.bodies.push_front(part);
        }
        self.bodies.reverse();
        if self.bodies.is_empty() { Err(Syntax) } else { Ok(()) }
    }
}

/// `SIP/` in any case, digits and dots.
fn is_version(text: &[u8]) -> bool {
    text.split_at_checked(4).is_some_and(|(sip, version)| {
        sip.eq_ignore_ascii_case(b"SIP/")
            && version.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_would_be_written_as_two_is_an_error() {
        let read = |bytes: &str| {
            let head = "OPTIONS sip:h SIP/2.0\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n";
            Message::parse(format!("{head}--b\r\nA: c\r\n\r{bytes}\r\n--b--\r\n").as_bytes()).err()
        };
        assert_eq!(read("\nx"), None);
        assert_eq!(read("--bx"), None);
        for bytes in ["--b", "--b\nx", "--b \r\nx", "--b--x"] {
            assert_eq!(read(bytes), Some(Syntax), "{bytes:?}");
        }
    }

    #[test]
    fn own_text_is_read_back_as_it_was_written() {
        let text = "REGISTER sip:a SIP/2.0\r\nX-Foo: a, b\r\nSupported: path, 100rel\r\nContent-Length: 0\r\n\r\n";
        let mut written = Vec::new();
        Message::parse_own(text.as_bytes()).unwrap().write(&mut written).unwrap();
        assert_eq!(str::from_utf8(&written), Ok(text));
    }

    fn parse(text: &str) -> Result<Message> {
        Message::parse(text.as_bytes())
    }

    #[test]
    fn start_lines_are_read_strictly() {
        let request = parse("\r\n\r\nA-b sip:a@b SIP/2.0\r\n\r\n").unwrap();
        assert_eq!(request.sip_method.as_deref(), Some(&b"A-b"[..]));
        let response = parse("SIP/2.0 404 Not here, sorry\r\n\r\n").unwrap();
        assert_eq!(response.status_code, 404);
        assert_eq!(response.reason_phrase.as_deref(), Some(&b"Not here, sorry"[..]));
        assert_eq!(parse("SIP/2.0 200\r\n\r\n").unwrap().reason_phrase.as_deref(), Some(&b""[..]));
        for line in [
            "A sip:a@b  SIP/2.0",
            "A <sip:a@b> SIP/2.0",
            "A sip:a b SIP/2.0",
            "A sip:a@b",
            " A sip:a@b SIP/2.0",
            "SIP/2.0 99 x",
            "SIP/2.0 700 x",
            "SIP/2.0 4294967496 x",
            "SIP/2.0 -200 x",
            "SIP/2.0 2x0 x",
            "SIP/2.0",
            "",
        ] {
            assert!(parse(&format!("{line}\r\n\r\n")).is_err(), "{line}");
        }
    }

    #[test]
    fn a_body_is_as_long_as_content_length_says() {
        let with =
            |length: &str| parse(&format!("A sip:a@b SIP/2.0\r\nc: a/b\r\n{length}\r\nhello"));
        let body = |length| {
            with(length).map(|message| message.bodies.first().map(|body| body.bytes().to_vec()))
        };
        assert_eq!(body(""), Ok(Some(b"hello".to_vec())));
        assert_eq!(body("Content-Length: 2\r\n"), Ok(Some(b"he".to_vec())));
        assert_eq!(body("l: 0\r\n"), Ok(None));
        for length in ["6", "-1", "4294967301", "5x", "+5", "99999999999999999999"] {
            assert!(with(&format!("Content-Length: {length}\r\n")).is_err(), "{length}");
        }
    }
}
