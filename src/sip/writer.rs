//! [`Message`] -> bytes: the original's order of headers. RFC 3261 7.

use super::text::decimal;
use super::{Body, ContentType, Header, Message, NameAddr, Wire, body};
use crate::error::Error::BadParameter;
use crate::error::Result;
use crate::mem::{CBox, List};

/// Room for the digits of Content-Length.
const ROOM: usize = 5;

impl Message {
    /// Appends the whole message to `out`. Fails where what a message needs is missing.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        self.write_start_line(out)?;
        self.write_headers(out)?;
        if self.bodies.is_empty() {
            out.extend_from_slice(b"Content-Length: 0\r\n\r\n");
            return Ok(());
        }
        self.write_bodies(out)
    }

    /// Appends a fragment (RFC 3420): the start line may be missing.
    pub fn write_fragment(&self, out: &mut Vec<u8>) -> Result<()> {
        let start = out.len();
        if self.write_start_line(out).is_err() {
            out.truncate(start);
        }
        self.write_headers(out)?;
        if self.bodies.is_empty() {
            out.extend_from_slice(b"\r\n");
            return Ok(());
        }
        self.write_bodies(out)
    }

    fn write_start_line(&self, out: &mut Vec<u8>) -> Result<()> {
        let version = self.sip_version.as_deref().unwrap_or(b"SIP/2.0");
        match (&self.sip_method, &self.req_uri, self.status_code) {
            (Some(method), Some(uri), _) => {
                out.extend_from_slice(method);
                out.push(b' ');
                uri.write(out)?;
                out.push(b' ');
                out.extend_from_slice(version);
            }
            (None, _, status @ 100..=699) => {
                let reason = self.reason_phrase.as_deref().ok_or(BadParameter)?;
                out.extend_from_slice(version);
                out.push(b' ');
                let status = status.unsigned_abs().into();
                out.extend_from_slice(decimal(status, &mut [0; _]));
                out.push(b' ');
                out.extend_from_slice(reason);
            }
            _ => return Err(BadParameter),
        }
        out.extend_from_slice(b"\r\n");
        Ok(())
    }

    /// All headers but Content-Length.
    fn write_headers(&self, out: &mut Vec<u8>) -> Result<()> {
        each(b"Via: ", &self.vias, Wire::write, out)?;
        each(b"Record-Route: ", &self.record_routes, Wire::write, out)?;
        each(b"Route: ", &self.routes, Wire::write, out)?;
        one(b"From: ", &self.from, out)?;
        one(b"To: ", &self.to, out)?;
        one(b"Call-ID: ", &self.call_id, out)?;
        one(b"CSeq: ", &self.cseq, out)?;
        each(b"Contact: ", &self.contacts, NameAddr::write_contact, out)?;
        each(b"Authorization: ", &self.authorizations, Wire::write, out)?;
        each(b"WWW-Authenticate: ", &self.www_authenticates, Wire::write, out)?;
        each(b"Proxy-Authenticate: ", &self.proxy_authenticates, Wire::write, out)?;
        each(b"Proxy-Authorization: ", &self.proxy_authorizations, Wire::write, out)?;
        each(b"Call-Info: ", &self.call_infos, Wire::write, out)?;
        one(b"Content-Type: ", &self.content_type, out)?;
        one(b"Mime-Version: ", &self.mime_version, out)?;
        each(b"Allow: ", &self.allows, Wire::write, out)?;
        each(b"Content-Encoding: ", &self.content_encodings, Wire::write, out)?;
        each(b"Alert-Info: ", &self.alert_infos, Wire::write, out)?;
        each(b"Error-Info: ", &self.error_infos, Wire::write, out)?;
        each(b"Accept: ", &self.accepts, ContentType::write_accept, out)?;
        each(b"Accept-Encoding: ", &self.accept_encodings, Wire::write, out)?;
        each(b"Accept-Language: ", &self.accept_languages, Wire::write, out)?;
        each(b"Authentication-Info: ", &self.authentication_infos, Wire::write, out)?;
        each(b"Proxy-Authentication-Info: ", &self.proxy_authentication_infos, Wire::write, out)?;
        each(b"", &self.headers, Header::write, out)
    }

    /// Content-Length, the empty line and the bodies.
    fn write_bodies(&self, out: &mut Vec<u8>) -> Result<()> {
        out.extend_from_slice(b"Content-Length: ");
        let number = out.len();
        // The original leaves room for five digits.
        out.extend_from_slice(b"     \r\n\r\n");
        let start = out.len();
        match self.content_type.as_ref().and_then(|kind| body::boundary(kind).ok().flatten()) {
            Some(boundary) => write_parts(boundary, &self.bodies, out)?,
            None => self.bodies.iter().try_for_each(|body| body.write(out))?,
        }
        let (length, mut digits) = (out.len() - start, [0; _]);
        let length = decimal(length as u64, &mut digits);
        match out.get_mut(number..number + ROOM) {
            Some(place) if length.len() <= ROOM => {
                place.split_at_mut(ROOM - length.len()).1.copy_from_slice(length);
            }
            _ => drop(out.splice(number..number + ROOM, length.iter().copied())),
        }
        Ok(())
    }
}

/// The parts of a multipart body between their delimiters (RFC 2046 5.1).
fn write_parts(boundary: &[u8], parts: &List<Body>, out: &mut Vec<u8>) -> Result<()> {
    for part in parts {
        out.extend_from_slice(b"\r\n--");
        out.extend_from_slice(boundary);
        out.extend_from_slice(b"\r\n");
        part.write(out)?;
    }
    out.extend_from_slice(b"\r\n--");
    out.extend_from_slice(boundary);
    out.extend_from_slice(b"--\r\n");
    Ok(())
}

/// A header line for each element.
fn each<T>(
    name: &[u8],
    list: &List<T>,
    write: impl Fn(&T, &mut Vec<u8>) -> Result<()>,
    out: &mut Vec<u8>,
) -> Result<()> {
    list.iter().try_for_each(|header| line(name, |out| write(header, out), out))
}

/// A header line, if there is the header.
fn one<T: Wire>(name: &[u8], header: &Option<CBox<T>>, out: &mut Vec<u8>) -> Result<()> {
    header.iter().try_for_each(|header| line(name, |out| header.write(out), out))
}

fn line(
    name: &[u8],
    value: impl FnOnce(&mut Vec<u8>) -> Result<()>,
    out: &mut Vec<u8>,
) -> Result<()> {
    out.extend_from_slice(name);
    value(out)?;
    out.extend_from_slice(b"\r\n");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mem::Text;

    fn written(message: &Message) -> String {
        let mut out = Vec::new();
        message.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn known_headers_come_first_and_content_length_last() {
        let text = b"OPTIONS sip:a@b SIP/2.0\r\nfoo: x\r\nl: 5\r\nAllow: A\r\nc: a/b\r\nTo: <sip:a@b>\r\nBar: y\r\n\
            f: <sip:c@d>\r\nv: SIP/2.0/UDP h\r\n\r\nhello";
        assert_eq!(
            written(&Message::parse(text).unwrap()),
            "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:c@d>\r\nTo: <sip:a@b>\r\nContent-Type: a/b\r\n\
             Allow: A\r\nFoo: x\r\nBar: y\r\nContent-Length:     5\r\n\r\nhello"
        );
    }

    #[test]
    fn the_length_written_is_that_of_the_bodies() {
        let mut message =
            Message::parse(b"OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 7\r\n\r\n").unwrap();
        assert!(written(&message).ends_with("\r\nContent-Length: 0\r\n\r\n"));
        message.bodies.push(Body::new(&[b'x'; 123_456]));
        assert!(written(&message).contains("\r\nContent-Length: 123456\r\n\r\nxxx"));
    }

    #[test]
    fn a_message_without_its_start_line_is_a_fragment() {
        let mut message = Message::parse_fragment(b"Subject: x\r\n").unwrap();
        assert!(message.write(&mut Vec::new()).is_err());
        let mut out = Vec::new();
        message.write_fragment(&mut out).unwrap();
        assert_eq!(out, b"Subject: x\r\n\r\n");
        for status in [-1, 99, 700] {
            message.status_code = status;
            message.reason_phrase = Some(Text::from("x"));
            assert!(message.write(&mut Vec::new()).is_err(), "{status}");
        }
    }

    #[test]
    fn a_message_with_a_method_is_written_as_a_request() {
        let mut message = Message::parse(b"OPTIONS sip:a@b SIP/2.0\r\n\r\n").unwrap();
        for status in [99, 200] {
            message.status_code = status;
            assert!(written(&message).starts_with("OPTIONS sip:a@b SIP/2.0\r\n"), "{status}");
        }
    }

    #[test]
    fn a_header_without_its_mandatory_field_fails() {
        let mut message =
            Message::parse(b"OPTIONS sip:a@b SIP/2.0\r\nTo: <sip:a@b>\r\n\r\n").unwrap();
        if let Some(to) = &mut message.to {
            to.url = None;
        }
        assert_eq!(message.write(&mut Vec::new()), Err(BadParameter));
    }
}
