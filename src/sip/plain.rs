//! Messages in the form in which most are written: those can be read where they stand, without a tree.

mod request;
mod uri;

pub use request::{Place, RequestPlaces};
pub use uri::PlainUri;

use super::grammar::{
    Alphabet, find, find_line_end, find_unquoted, has, is_token, number, split_before, split_once,
    trim,
};
use super::names::{self, Name};

/// Whether `text` is a response that [`Message::parse`](super::Message::parse) takes, and so plain that each of its
/// lines says what [`Message::write`](super::Message::write) would write of it.
///
/// So it is where names are whole, no line is folded, a line holds one element of a list, addresses stand in angle
/// brackets, nothing is escaped, and there is no body but a session description of the length that is announced. Others say as much, but it takes the parser to read them.
pub fn is_plain_response(text: &[u8]) -> bool {
    let Some((status_line, mut rest)) = next_line(text) else { return false };
    is_plain_status_line(status_line) && plain_headers(Kind::Response, &mut rest).is_some()
}

/// Reads the headers of `text`, all of which have to be plain, and the empty line behind them. What is left has to be a body of the length
/// that is announced.
fn plain_headers<'a>(kind: Kind, text: &mut &'a [u8]) -> Option<Seen<'a>> {
    let mut seen = Seen::default();
    while let Some((line, after)) = next_line(text) {
        *text = after;
        if line.is_empty() {
            let announced = seen.content_length.unwrap_or(0);
            let is_whole = after.len() as u64 == u64::from(announced);
            return Some(seen).filter(|seen| is_whole && seen.content_type == (announced > 0));
        }
        if !is_plain_header(kind, line, &mut seen) {
            return None;
        }
    }
    None
}

/// What follows the empty line behind the headers; `None` if there is no empty line.
pub fn after_headers(text: &[u8]) -> Option<&[u8]> {
    let mut rest = super::lines::trim_line_breaks(text);
    loop {
        let (_, after) = super::lines::first_line(rest)?;
        if let Some(body) = super::lines::after_line_break(after) {
            return Some(body);
        }
        rest = after;
    }
}

/// What a message is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Request,
    Response,
}

/// The headers that stand once, and the topmost Via.
#[derive(Default)]
struct Seen<'a> {
    /// Its line and its value.
    via: Option<(&'a [u8], &'a [u8])>,
    from: Option<&'a [u8]>,
    to: Option<&'a [u8]>,
    call_id: Option<&'a [u8]>,
    /// Its number.
    cseq: Option<u32>,
    /// The value of the first one.
    contact: Option<&'a [u8]>,
    record_route: bool,
    allow: bool,
    content_type: bool,
    content_length: Option<u32>,
}

/// The next line without its end.
fn next_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (line, rest) = text.split_at_checked(find_line_end(text)?)?;
    Some((line, rest.strip_prefix(b"\r\n")?))
}

/// `SIP/2.0 200 OK`
fn is_plain_status_line(line: &[u8]) -> bool {
    line.strip_prefix(b"SIP/2.0 ").and_then(|rest| rest.split_at_checked(3)).is_some_and(
        |(code, reason)| {
            number(code).is_ok_and(|code| (100..700).contains(&code))
                && matches!(reason, [b' ', first, ..] if *first > b' ')
        },
    )
}

fn is_plain_header<'a>(kind: Kind, line: &'a [u8], seen: &mut Seen<'a>) -> bool {
    let Some((name, value)) = split_once(line, b':') else { return false };
    let value = trim(value);
    let known = Name::of(name);
    // A single letter is a compact name. Those that are known are tokens.
    if name.len() < 2 || (known.is_none() && !is_token(name)) {
        return false;
    }
    let is_first = |seen: &mut Option<&'a [u8]>| seen.replace(value).is_none();
    let is_once = |seen: &mut bool| !core::mem::replace(seen, true);
    match known {
        Some(Name::Via) => {
            seen.via = seen.via.or(Some((line, value)));
            is_plain_via(value)
        }
        Some(Name::Contact) => {
            seen.contact = seen.contact.or(Some(value));
            is_plain_address(value)
        }
        Some(Name::From) => is_first(&mut seen.from) && is_plain_address(value),
        Some(Name::To) => is_first(&mut seen.to) && is_plain_address(value),
        Some(Name::CallId) => is_first(&mut seen.call_id) && is_plain_call_id(value),
        Some(Name::CSeq) => {
            let number = plain_cseq(value);
            number.is_some() && core::mem::replace(&mut seen.cseq, number).is_none()
        }
        Some(Name::ContentLength) if seen.content_length.is_none() => {
            seen.content_length = number(value).ok();
            seen.content_length.is_some()
        }
        Some(Name::ContentLength) => false,
        Some(Name::ContentType) => {
            is_once(&mut seen.content_type) && is_plain_content_type(kind, value)
        }
        // Responses repeat it line by line.
        Some(Name::RecordRoute) if kind == Kind::Request => {
            seen.record_route = true;
            is_plain_address(value)
        }
        // What cannot be read of these is left out, there as here.
        Some(name) => {
            seen.allow |= name == Name::Allow;
            true
        }
        // A request is never written again.
        None if kind == Kind::Request => true,
        None if value.is_empty() => false,
        None => !has(value, b',') || !names::is_list(name),
    }
}

/// `application/sdp`, of a request `text/plain;charset=utf-8`, too
fn is_plain_content_type(kind: Kind, value: &[u8]) -> bool {
    if kind == Kind::Response {
        return value == b"application/sdp";
    }
    let (media, params) = split_before(value, b';');
    let is_single = |name: &[u8]| is_token(name) && !name.eq_ignore_ascii_case(b"multipart");
    split_once(media, b'/').is_some_and(|(name, subtype)| is_single(name) && is_token(subtype))
        && are_plain_params(params)
}

/// `SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport=5060`
fn is_plain_via(value: &[u8]) -> bool {
    let Some(rest) = value.strip_prefix(b"SIP/2.0/") else { return false };
    let Some((protocol, rest)) = split_once(rest, b' ') else { return false };
    let (host, params) = split_before(rest, b';');
    is_token(protocol) && is_plain_host(host) && are_plain_params(params)
}

/// `"Bob" <sip:bob@example.com:5060;transport=tcp>;tag=1`
pub(crate) fn is_plain_address(value: &[u8]) -> bool {
    let value = match value.strip_prefix(b"\"") {
        Some(rest) => match split_once(rest, b'"') {
            Some((name, rest)) if NAME.has_all(name) => rest.strip_prefix(b" ").unwrap_or(rest),
            _ => return false,
        },
        None => value,
    };
    let Some((uri, params)) = value.strip_prefix(b"<").and_then(|rest| split_once(rest, b'>'))
    else {
        return false;
    };
    is_plain_uri(uri) && are_plain_params(params)
}

/// `sip:bob@example.com:5060;transport=tcp`
pub(crate) fn is_plain_uri(uri: &[u8]) -> bool {
    let Some(rest) = uri.strip_prefix(b"sip:").or_else(|| uri.strip_prefix(b"sips:")) else {
        return false;
    };
    let rest = match split_once(rest, b'@') {
        Some((user, rest)) if !user.is_empty() && USER.has_all(user) => rest,
        Some(_) => return false,
        None => rest,
    };
    let (host, params) = split_before(rest, b';');
    is_plain_host(host) && are_plain_params(params)
}

/// `example.com`, `192.0.2.1:5060`
fn is_plain_host(text: &[u8]) -> bool {
    let (host, port) = split_before(text, b':');
    let is_port = |port: &[u8]| number(port).is_ok_and(|port| port <= u32::from(u16::MAX));
    !host.is_empty()
        && HOST.has_all(host)
        && (port.is_empty() || port.strip_prefix(b":").is_some_and(is_port))
}

/// `;rport;branch=z9hG4bK1;q="a;b"`
fn are_plain_params(text: &[u8]) -> bool {
    let Some(mut rest) = text.strip_prefix(b";") else { return text.is_empty() };
    // Few values are quoted.
    let has_quotes = has(rest, b'"');
    loop {
        let end = match has_quotes {
            true => find_unquoted(rest, |byte| byte == b';'),
            false => find(rest, b';'),
        };
        let end = end.unwrap_or(rest.len());
        let Some((param, after)) = rest.split_at_checked(end) else { return false };
        let is_plain = match split_once(param, b'=') {
            Some((name, value)) => is_token(name) && is_plain_value(value),
            None => is_token(param),
        };
        match after.strip_prefix(b";") {
            _ if !is_plain => return false,
            Some(after) => rest = after,
            None => return true,
        }
    }
}

fn is_plain_value(value: &[u8]) -> bool {
    match value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")) {
        Some(inner) => QUOTED.has_all(inner),
        None => !value.is_empty() && VALUE.has_all(value),
    }
}

fn is_plain_call_id(value: &[u8]) -> bool {
    !value.is_empty() && !value.starts_with(b"@") && CALL_ID.has_all(value)
}

/// The number of `7 REGISTER`
fn plain_cseq(value: &[u8]) -> Option<u32> {
    let (digits, method) = split_once(value, b' ')?;
    number(digits).ok().filter(|number| *number < 1 << 31 && is_token(method))
}

static HOST: Alphabet = Alphabet::new(b"-.");
static USER: Alphabet = Alphabet::new(b"-_.!~*'()+");
/// What may stand in the value of a parameter. A parenthesis would begin a comment in a Via.
static VALUE: Alphabet = Alphabet::new(b"-_.!~*'+`:[]@/");
/// What may stand between the quotes of a display name, and of a value.
static NAME: Alphabet = Alphabet::new(b"-_.!~*'()+ @:").or_other();
static QUOTED: Alphabet = Alphabet::new(b"-_.!~*'()+ @:/<>;=?&$#[]");
static CALL_ID: Alphabet = Alphabet::new(b"-_.!~*'()+`:[]@/%=&$#?<>{}\\\";");

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;rport=5;received=::1;branch=z9\r\n\
        From: <sip:a@b.example>;tag=1\r\nTo: \"A b\" <sips:a@b:1;transport=tcp>;tag=\"2;3\"\r\n\
        Call-ID: 7@h\r\nCSeq: 0012 REGISTER\r\nContent-Length: 0\r\n";

    fn is_plain(line: &str) -> bool {
        is_plain_response(format!("{HEAD}{line}\r\n\r\n").as_bytes())
    }

    #[test]
    fn the_usual_response_is_plain() {
        for line in [
            "Contact: <sip:a@192.0.2.1:5062;line=0a>;expires=60;q=0.5;+sip.instance=\"<urn:uuid:1-2>\"",
            "WWW-Authenticate: Digest realm=\"a, b\", nonce=\"n\\\"\"",
            "Allow: INVITE, ACK",
            "Date: Sat, 13 Nov 2010 23:29:00 GMT",
            "Service-Route: <sip:a>",
        ] {
            assert!(is_plain(line), "{line}");
        }
    }

    #[test]
    fn a_session_description_of_the_length_that_is_announced_is_plain() {
        let with = |kind: &str, length: &str, body: &str| {
            let head = HEAD.replace("Content-Length: 0", &format!("Content-Length: {length}"));
            is_plain_response(format!("{head}{kind}\r\n\r\n{body}").as_bytes())
        };
        let sdp = "Content-Type: application/sdp";
        assert!(with(sdp, "5", "v=0\r\n") && with(sdp, "  5", "v=0\r\n"));
        assert!(!with(sdp, "4", "v=0\r\n") && !with(sdp, "6", "v=0\r\n") && !with(sdp, "0", ""));
        assert!(!with("Server: a", "5", "v=0\r\n") && !with("Content-Type: a/b", "3", "abc"));
        assert!(!with(&format!("{sdp}\r\n{sdp}"), "3", "abc") && !with(sdp, "x", "abc"));
    }

    #[test]
    fn what_needs_the_parser_is_not_plain() {
        for line in [
            "v: SIP/2.0/UDP h",
            "Via: SIP/2.0/UDP h, SIP/2.0/UDP i",
            "Via: SIP/2.0/UDP  h",
            "Via: SIP/2.0/UDP h:99999",
            "Via: SIP/2.0/UDP h;;x",
            "Via: SIP/2.0/UDP h;x=",
            "Via: SIP/2.0/UDP h (a)",
            "Contact: *",
            "Contact: sip:a@b",
            "Contact: <sip:a%41@b>",
            "Contact: <sip:a@b>, <sip:c@d>",
            "Contact: <sip:a@b> ;q=1",
            "Contact: <sip:a@b>;x=\"\\\"\"",
            "Contact: <sip:a@b>;x=\"y",
            "To: <sip:a@b>",
            "CSeq: 12 REGISTER",
            "Content-Length: 0",
            "Content-Type: a/b",
            "Service-Route: <sip:a>, <sip:b>",
            "Server: a\r\n b",
            "Server : a",
            "Server:",
            "Server",
            "Server: a\nExpires: 7",
            "Server: a\r\n\r\nbody",
        ] {
            assert!(!is_plain(line), "{line}");
        }
        for text in
            ["SIP/2.0 200\r\n\r\n", "SIP/2.0 99 a\r\n\r\n", "A sip:a@b SIP/2.0\r\n\r\n", HEAD, ""]
        {
            assert!(!is_plain_response(text.as_bytes()), "{text}");
        }
    }
}
