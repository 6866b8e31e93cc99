//! Where the headers of a plain request stand.

use super::{Kind, Seen, is_plain_uri, next_line, plain_headers};
use crate::sip::grammar::{find_any, has, is_token, split_once};
use crate::sip::param::params;

/// A part of a text, by its place in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    start: u32,
    length: u32,
}

impl Place {
    /// Where `part` stands in `text`; `None` if it is of another text.
    pub(in crate::sip) fn of(part: &[u8], text: &[u8]) -> Option<Self> {
        let start = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
        (start + part.len() <= text.len())
            .then_some(Self { start: start.try_into().ok()?, length: part.len().try_into().ok()? })
    }

    /// What stands there.
    pub fn part(self, text: &[u8]) -> &[u8] {
        text.get(self.start as usize..self.end()).unwrap_or_default()
    }

    fn end(self) -> usize {
        self.start as usize + self.length as usize
    }

    /// What stands before it and behind it.
    pub fn around(self, text: &[u8]) -> (&[u8], &[u8]) {
        (
            text.get(..self.start as usize).unwrap_or_default(),
            text.get(self.end()..).unwrap_or_default(),
        )
    }
}

/// The parts of a plain request that its transaction is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestPlaces {
    /// The method in the request line.
    pub method: Place,
    /// The Request-URI.
    pub uri: Place,
    /// The line of the topmost Via, without its end.
    pub via_line: Place,
    /// The value of the topmost Via.
    pub via: Place,
    /// The value of From.
    pub from: Place,
    /// The value of To.
    pub to: Place,
    /// The tag in From, if it has one.
    pub from_tag: Option<Place>,
    /// The tag in To, if it has one.
    pub to_tag: Option<Place>,
    /// The value of Call-ID.
    pub call_id: Place,
    /// The number in CSeq.
    pub cseq: u32,
    /// The value of the first Contact.
    pub contact: Option<Place>,
    /// Whether there is a Record-Route.
    pub has_record_route: bool,
    /// Whether there is an Allow.
    pub has_allow: bool,
}

impl RequestPlaces {
    /// Those of the request that `text` is, if that is as plain as such a response, and has what each request has. Its
    /// body may be of any type that is not multipart. A tag in From or To has a value without quotes. What stands in headers that are
    /// neither in [`Seen`] nor Contact or Record-Route does not matter: the parser refuses no request for it.
    pub fn of(text: &[u8]) -> Option<Self> {
        let (request_line, mut rest) = next_line(text)?;
        let (method, uri) = plain_method_and_uri(request_line)?;
        let seen = plain_headers(Kind::Request, &mut rest)?;
        let Seen { via, from, to, call_id, cseq, contact, .. } = seen;
        let (via_line, via) = via?;
        let place = |part| Place::of(part, text);
        let (from_tag, to_tag) = (plain_tag(from?)?, plain_tag(to?)?);
        Some(Self {
            method: place(method)?,
            uri: place(uri)?,
            via_line: place(via_line)?,
            via: place(via)?,
            from: place(from?)?,
            to: place(to?)?,
            from_tag: from_tag.and_then(place),
            to_tag: to_tag.and_then(place),
            call_id: place(call_id?)?,
            cseq: cseq?,
            contact: contact.and_then(place),
            has_record_route: seen.record_route,
            has_allow: seen.allow,
        })
    }
}

/// The method and the URI of `MESSAGE sip:bob@192.0.2.1:5060 SIP/2.0`.
fn plain_method_and_uri(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (method, rest) = split_once(line, b' ')?;
    let (uri, version) = split_once(rest, b' ')?;
    (is_token(method) && is_plain_uri(uri) && version == b"SIP/2.0").then_some((method, uri))
}

/// The tag of a plain address; `Some(None)` if there is none, `None` if it has no value or quotes.
fn plain_tag(address: &[u8]) -> Option<Option<&[u8]>> {
    // Parameters follow the only `>`: a display name that is plain has none.
    let (_, text) = split_once(address, b'>')?;
    // Most have no other parameter.
    let only = text.strip_prefix(b";tag=").filter(|tag| find_any(tag, *b";\"").is_none());
    if text.is_empty() || only.is_some() {
        return Some(only);
    }
    let mut params = params(text).map_while(Result::ok);
    match params.find(|(name, _)| name.eq_ignore_ascii_case(b"tag")) {
        None => Some(None),
        Some((_, value)) => value.filter(|value| !has(value, b'"')).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_request_is_plain() {
        const HEAD: &str = "MESSAGE sip:a@192.0.2.1:5060;x=y SIP/2.0\r\nVia: SIP/2.0/UDP h;rport;branch=z9\r\n\
            From: <sip:a@b>;tag=1\r\nTo: <sip:b>\r\nCall-ID: 7\r\nCSeq: 1 MESSAGE\r\nMax-Forwards: 70\r\n";
        let with = |head: &str, lines: &str| {
            RequestPlaces::of(format!("{head}{lines}\r\n\r\nhello").as_bytes()).is_some()
        };
        let length = "Content-Length: 5";
        for kind in ["Application/MANSCDP+xml", "text/plain;charset=utf-8"] {
            assert!(with(HEAD, &format!("Content-Type: {kind}\r\n{length}")), "{kind}");
        }
        for kind in ["multipart/mixed;boundary=a", "text", "text/", "text / plain", "text/plain;"] {
            assert!(!with(HEAD, &format!("Content-Type: {kind}\r\n{length}")), "{kind}");
        }
        let rest = format!("Content-Type: a/b\r\n{length}");
        for line in [
            "Contact: <sip:a>",
            "Allow: A, B",
            "Supported: a, b",
            "Authorization: what ever",
            "Subject:",
            "Record-Route: <sip:r;lr>",
        ] {
            assert!(with(HEAD, &format!("{rest}\r\n{line}")), "{line}");
        }
        for line in ["Record-Route: <sip:r>, <sip:s>", "k: a", "Subject : a"] {
            assert!(!with(HEAD, &format!("{rest}\r\n{line}")), "{line}");
        }
        for tag in [";tag", ";tag=\"1\"", ";x;TAG"] {
            assert!(!with(&HEAD.replace(";tag=1", tag), &rest), "{tag}");
        }
        for name in ["Via", "From", "To", "Call-ID", "CSeq"] {
            assert!(!with(&HEAD.replace(&format!("\n{name}:"), "\nOther:"), &rest), "{name}");
        }
        for line in [
            "MESSAGE sip:a@b SIP/2.1",
            "MESSAGE  sip:a@b SIP/2.0",
            "MESSAGE tel:1 SIP/2.0",
            "M sip:%41@b SIP/2.0",
        ] {
            assert!(
                !with(&HEAD.replace("MESSAGE sip:a@192.0.2.1:5060;x=y SIP/2.0", line), &rest),
                "{line}"
            );
        }
    }

    #[test]
    fn the_headers_of_a_request_are_found_where_they_stand() {
        let text = b"MESSAGE sip:a@b SIP/2.0\r\nFROM:<sip:a@b>;tag=1 \r\nvia:   SIP/2.0/UDP h\r\nVia: SIP/2.0/UDP i\r\n\
            To: <sip:b>\r\nCall-ID: 7\r\nCSeq: 1 MESSAGE\r\n\r\n";
        let places = RequestPlaces::of(text).unwrap();
        let part = |place: Place| str::from_utf8(place.part(text)).unwrap();
        assert_eq!((part(places.method), part(places.via)), ("MESSAGE", "SIP/2.0/UDP h"));
        assert_eq!((part(places.from), part(places.to)), ("<sip:a@b>;tag=1", "<sip:b>"));
        assert_eq!((part(places.call_id), part(places.via_line)), ("7", "via:   SIP/2.0/UDP h"));
        let (before, behind) = places.via_line.around(text);
        assert!(before.ends_with(b";tag=1 \r\n") && behind.starts_with(b"\r\nVia: SIP/2.0/UDP i"));
    }

    #[test]
    fn a_place_is_of_its_own_text() {
        let (text, other) = (*b"abc", *b"xbcd");
        let place = Place::of(&text[1..], &text).unwrap();
        assert_eq!((place.part(&text), place.around(&other)), (&b"bc"[..], (&b"x"[..], &b"d"[..])));
        assert_eq!((place.part(b"ab"), place.part(b"")), (&b""[..], &b""[..]));
        assert!(
            Place::of(&text, &text[1..]).is_none() && Place::of(&text[..], &text[..2]).is_none()
        );
    }
}
