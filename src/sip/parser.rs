//! Bytes -> [`Message`]: start line, header lines, body. RFC 3261 7 and 18.3.
//!
//! Every byte is looked at a fixed number of times, whatever the datagram holds. Lists are filled from the front
//! and turned round at the end, so that no header costs a walk over those before it.

use super::grammar::{elements, has, number, optional, split_once, trim, trim_start};
use super::lines::{Lines, trim_line_breaks};
use super::names::{self, Name};
use super::{Body, ContentLength, Header, Message, NameAddr, Uri, Via, Wire, body};
use crate::error::Error::Syntax;
use crate::error::Result;
use crate::mem::{CBox, List, Text};

/// Who wrote a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Network,
    Own,
}

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

    fn parse_from(origin: Origin, text: &[u8]) -> Result<Self> {
        let mut message = Self::default();
        let mut lines = Lines::new(text);
        let mut line = lines.next_line()?;
        // Empty lines may come first (RFC 3261 7.5). The original passes over any line that is one word.
        while !has(line, b' ') {
            line = lines.next_line()?;
        }
        message.parse_start_line(line)?;
        message.parse_rest(origin, lines)?;
        Ok(message)
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

    /// Adds what one header line says. Nothing is added if it is wrong.
    ///
    /// As in the original, a wrong value of a header that no transaction needs is as good as no header.
    pub fn add_header_line(&mut self, name: &[u8], value: &[u8]) -> Result<()> {
        let mut added = Self::default();
        added.parse_header(Origin::Network, name, value)?;
        added.turn_lists();
        self.append(added)
    }

    fn parse_start_line(&mut self, line: &[u8]) -> Result<()> {
        match line.starts_with(b"SIP/") {
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
        self.sip_version = optional(version);
        self.reason_phrase = Some(Text::new(reason));
        Ok(())
    }

    /// Headers and body.
    fn parse_rest(&mut self, origin: Origin, mut lines: Lines<'_>) -> Result<()> {
        while let Some((name, value)) = lines.next_header()? {
            self.parse_header(origin, name, value)?;
        }
        self.turn_lists();
        self.parse_body(lines.rest())?;
        self.changed();
        Ok(())
    }

    /// One header, from what stands on both sides of the colon. Lists are filled from the front here.
    fn parse_header(&mut self, origin: Origin, name: &[u8], text: &[u8]) -> Result<()> {
        let value = trim(text);
        let mut room = [0; _];
        let lower = names::lower_case(name, &mut room);
        match Name::of(lower) {
            Some(name) => self.parse_known_header(name, value),
            None if origin == Origin::Own => {
                self.headers.push_front(Header::new(name, value));
                Ok(())
            }
            None if names::is_list(lower) && !value.is_empty() => {
                let values = elements(value).filter(|value| !value.is_empty());
                values.for_each(|value| self.headers.push_front(received_header(name, value)));
                Ok(())
            }
            None => {
                self.headers.push_front(received_header(name, text));
                Ok(())
            }
        }
    }

    fn parse_known_header(&mut self, name: Name, value: &[u8]) -> Result<()> {
        match name {
            Name::Via => required(&mut self.vias, value, Via::parse, Via::write),
            Name::Contact => required(
                &mut self.contacts,
                value,
                NameAddr::parse_contact,
                NameAddr::write_contact,
            ),
            Name::From => single(&mut self.from, value),
            Name::To => single(&mut self.to, value),
            Name::CallId => single(&mut self.call_id, value),
            Name::CSeq => single(&mut self.cseq, value),
            Name::ContentLength => single(&mut self.content_length, value),
            Name::ContentType => single(&mut self.content_type, value),
            Name::MimeVersion => {
                // The original forgives a second one.
                let _ = single(&mut self.mime_version, value);
                Ok(())
            }
            Name::Accept if value.is_empty() => {
                // It means that no body at all is accepted (RFC 3261 20.1).
                self.accepts.push_front(Default::default());
                Ok(())
            }
            Name::Accept => list(&mut self.accepts, value),
            Name::AcceptEncoding => list(&mut self.accept_encodings, value),
            Name::AcceptLanguage => list(&mut self.accept_languages, value),
            Name::AlertInfo => list(&mut self.alert_infos, value),
            Name::Allow => list(&mut self.allows, value),
            Name::CallInfo => list(&mut self.call_infos, value),
            Name::ContentEncoding => list(&mut self.content_encodings, value),
            Name::ErrorInfo => list(&mut self.error_infos, value),
            Name::RecordRoute => list(&mut self.record_routes, value),
            Name::Route => list(&mut self.routes, value),
            Name::AuthenticationInfo => whole(&mut self.authentication_infos, value),
            Name::Authorization => whole(&mut self.authorizations, value),
            Name::ProxyAuthenticate => whole(&mut self.proxy_authenticates, value),
            Name::ProxyAuthenticationInfo => whole(&mut self.proxy_authentication_infos, value),
            Name::ProxyAuthorization => whole(&mut self.proxy_authorizations, value),
            Name::WwwAuthenticate => whole(&mut self.www_authenticates, value),
        }
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
        for part in body::parts(rest, boundary) {
            self.bodies.push_front(Body::part(part?)?);
        }
        self.bodies.reverse();
        if self.bodies.is_empty() { Err(Syntax) } else { Ok(()) }
    }
}

/// A header or URI, in a box of its own.
fn parse_boxed<T: Default>(
    value: &[u8],
    parse: impl Fn(&mut T, &[u8]) -> Result<()>,
) -> Result<CBox<T>> {
    let mut header = CBox::new(T::default());
    parse(&mut header, value)?;
    Ok(header)
}

/// A header that may stand in a message once.
fn single<T: Wire>(field: &mut Option<CBox<T>>, value: &[u8]) -> Result<()> {
    if value.is_empty() {
        return Ok(());
    }
    if field.is_some() {
        return Err(Syntax);
    }
    *field = Some(parse_boxed(value, T::parse)?);
    Ok(())
}

/// A comma separated header without which the message is worth nothing.
fn required<T: Default>(
    list: &mut List<T>,
    value: &[u8],
    parse: impl Fn(&mut T, &[u8]) -> Result<()>,
    write: impl Fn(&T, &mut Vec<u8>) -> Result<()>,
) -> Result<()> {
    let values = elements(value);
    let has_commas = values.has_commas();
    for value in values.filter(|value| !value.is_empty()) {
        let header = parse_boxed(value, &parse)?;
        if has_commas && !is_one_element(value, |out| write(&header, out)) {
            return Err(Syntax);
        }
        list.push_box_front(header);
    }
    Ok(())
}

/// A comma separated header: wrong elements are left out.
fn list<T: Wire>(list: &mut List<T>, value: &[u8]) -> Result<()> {
    for value in elements(value).filter(|value| !value.is_empty()) {
        if let Ok(header) = parse_boxed(value, T::parse)
            && is_one_element(value, |out| header.write(out))
        {
            list.push_box_front(header);
        }
    }
    Ok(())
}

/// Whether what was read of an element of a list is one when it is written, too. Where a quote stands in a URI, or in
/// what is passed over, that is not so: what it hid would be an element of its own.
fn is_one_element(element: &[u8], write: impl FnOnce(&mut Vec<u8>) -> Result<()>) -> bool {
    if !has(element, b',') {
        return true;
    }
    let mut text = Vec::with_capacity(element.len());
    write(&mut text).is_err() || elements(&text).count() == 1
}

/// A header in which commas separate parameters: left out if it is wrong.
fn whole<T: Wire>(list: &mut List<T>, value: &[u8]) -> Result<()> {
    if let Ok(header) = parse_boxed(value, T::parse) {
        list.push_box_front(header);
    }
    Ok(())
}

/// A header without a field of its own. Its name is kept in lower case; its value is absent where nothing at all
/// follows the colon.
fn received_header(name: &[u8], text: &[u8]) -> Header {
    let mut hname = Text::new(name);
    hname.rewrite(|name| {
        name.make_ascii_lowercase();
        name.len()
    });
    let hvalue = (!text.is_empty()).then(|| Text::new(trim(text)));
    Header { hname: Some(hname), hvalue }
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
    fn own_text_is_read_back_as_it_was_written() {
        let text = "REGISTER sip:a SIP/2.0\r\nX-Foo: a, b\r\nSupported: path, 100rel\r\nContent-Length: 0\r\n\r\n";
        let mut written = Vec::new();
        Message::parse_own(text.as_bytes()).unwrap().write(&mut written).unwrap();
        assert_eq!(str::from_utf8(&written), Ok(text));
    }

    #[test]
    fn an_element_of_a_list_is_one_when_it_is_written() {
        let read = |contact: &str| {
            let head = "OPTIONS sip:h SIP/2.0\r\nContact: ";
            Message::parse(format!("{head}{contact}\r\n\r\n").as_bytes()).map(|m| m.contacts.len())
        };
        assert_eq!(read("<sip:a@b>;x=\"1,2\", \"c, d\" <sip:e,f@g>"), Ok(2));
        for contact in
            ["<sip:a;\"b>;x=1, \"c\" <sip:d>", "sip:a\"b@c;x=1,2\"", "<sip:a>\"b;c=1,2\""]
        {
            assert_eq!(read(contact), Err(Syntax), "{contact}");
        }
        let text = "OPTIONS sip:h SIP/2.0\r\nVia: S\"/2.0/UDP h;x=1,2\"\r\n\r\n";
        assert_eq!(Message::parse(text.as_bytes()), Err(Syntax));
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
            "A sip:a@b SIP/2.0 ",
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
    fn single_headers_stand_once_and_lists_in_their_order() {
        let message = parse(
            "A sip:a@b SIP/2.0\r\nAllow: A,,B\r\nk: x\r\nALLOW: C\r\nFoo: y, z\r\nk: w, v\r\n",
        )
        .unwrap();
        let allows: Vec<_> =
            message.allows.iter().flat_map(|allow| allow.value.as_deref()).collect();
        assert_eq!(allows, [b"A", b"B", b"C"]);
        let values: Vec<_> =
            message.headers.iter().flat_map(|header| header.hvalue.as_deref()).collect();
        assert_eq!(values, [&b"x"[..], b"y, z", b"w", b"v"]);
        assert!(parse("A sip:a@b SIP/2.0\r\nTo: <sip:a@b>\r\nt: <sip:a@b>\r\n\r\n").is_err());
    }

    #[test]
    fn wrong_values_count_only_where_they_matter() {
        let with = |line: &str| parse(&format!("A sip:a@b SIP/2.0\r\n{line}\r\n\r\n"));
        for line in [
            "Via: x",
            "From: <x",
            "To: \"",
            "Call-ID: @",
            "CSeq: x",
            "Contact: x",
            "Content-Type: x",
        ] {
            assert!(with(line).is_err(), "{line}");
        }
        for line in
            ["Route: x", "Accept: x", "Authorization: x", "WWW-Authenticate: x", "Alert-Info: x"]
        {
            assert_eq!(with(line).unwrap(), with("Content-Length: 0").unwrap(), "{line}");
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
