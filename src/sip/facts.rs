//! [`Message`] -> what the protocol needs of it: numbers and bytes, checked once. RFC 3261 8 and 20.
//!
//! C may write anything into a field, and so may the network: what does not make sense is as good as absent.

use super::grammar::{number, split_before, trim};
use super::param::find_param;
use super::{Message, NameAddr};

impl Message {
    /// The method of a request, or of the request that a response answers.
    pub fn method(&self) -> Option<&[u8]> {
        match self.is_request() {
            true => self.sip_method.as_deref(),
            false => self.cseq.as_ref()?.method.as_deref(),
        }
    }

    /// The branch of the topmost Via.
    pub fn branch(&self) -> Option<&[u8]> {
        self.via_param(b"branch")
    }

    /// What the topmost Via says about where the request came from: the address seen, if it was not the one
    /// written there, and the port seen, if that was asked for (RFC 3581 4).
    pub fn source_seen(&self) -> (Option<&[u8]>, Option<u16>) {
        let port = self.via_param(b"rport").and_then(|port| number(port).ok());
        (self.via_param(b"received"), port.and_then(|port| u16::try_from(port).ok()))
    }

    /// Where a response goes, by its topmost Via: the host and the port (RFC 3261 18.2.2, RFC 3581 4).
    pub fn response_destination(&self) -> Option<(&[u8], u16)> {
        let via = self.vias.first()?;
        let (received, port) = self.source_seen();
        let host = self.via_param(b"maddr").or(received).or(via.host.as_deref())?;
        let written =
            || via.port.as_deref().and_then(|port| u16::try_from(number(port).ok()?).ok());
        Some((host, port.or_else(written).unwrap_or(5060)))
    }

    /// Where a request goes, by its first Route, if that is a loose router, or its Request-URI: the host and the port.
    /// By the original's rules, which follow `maddr` and the pair of `x-obr` and `x-obp` of a Request-URI.
    pub fn request_destination(&self) -> (Option<&[u8]>, u16) {
        let route = self.routes.first().and_then(|route| route.url.as_deref());
        if let Some(url) = route.filter(|url| find_param(&url.url_params, b"lr").is_some()) {
            return (url.host.as_deref(), port_of(url.port.as_deref()));
        }
        let Some(url) = &self.req_uri else { return (None, 5060) };
        let param = |name| find_param(&url.url_params, name)?.gvalue.as_deref();
        let outbound = param(b"x-obr").zip(param(b"x-obp"));
        match (param(b"maddr"), outbound) {
            (Some(address), _) => (Some(address), port_of(url.port.as_deref())),
            (None, Some((host, port))) => (Some(host), port_of(Some(port))),
            (None, None) => (url.host.as_deref(), port_of(url.port.as_deref())),
        }
    }

    fn via_param(&self, name: &[u8]) -> Option<&[u8]> {
        find_param(&self.vias.first()?.via_params, name)?.gvalue.as_deref()
    }
}

/// The port that a text says, or the default one.
fn port_of(text: Option<&[u8]>) -> u16 {
    let port = text.and_then(|text| number(text).ok()).and_then(|port| u16::try_from(port).ok());
    port.unwrap_or(5060)
}

impl NameAddr {
    /// The seconds for which a Contact is bound.
    pub fn expires(&self) -> Option<u32> {
        seconds(find_param(&self.gen_params, b"expires")?.gvalue.as_deref()?)
    }
}

/// The seconds in Retry-After, whatever comment and parameters follow.
pub fn retry_after(value: &[u8]) -> Option<u32> {
    let (value, _) = split_before(value, b';');
    let (value, _) = split_before(value, b'(');
    seconds(trim(value))
}

/// A number of seconds. One that is too large for us is as long as we can count (RFC 3261 20.19).
pub fn seconds(text: &[u8]) -> Option<u32> {
    match number(text) {
        Ok(seconds) => Some(seconds),
        Err(_) if !text.is_empty() && text.iter().all(u8::is_ascii_digit) => Some(u32::MAX),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> Message {
        Message::parse(text.replace('\n', "\r\n").as_bytes()).unwrap()
    }

    #[test]
    fn a_response_names_its_transaction() {
        let response = message(
            "SIP/2.0 200 OK\n\
             Via: SIP/2.0/UDP 192.0.2.1:5060;rport=5062;received=192.0.2.7;branch=z9hG4bK7\n\
             From: <sip:bob@example.com>;tag=1\nTo: <sip:bob@example.com>;tag=2\nCall-ID: a@b\n\
             CSeq: 0009 REGISTER\n\n",
        );
        assert_eq!(response.method(), Some(&b"REGISTER"[..]));
        assert_eq!(response.branch(), Some(&b"z9hG4bK7"[..]));
        assert_eq!(response.source_seen(), (Some(&b"192.0.2.7"[..]), Some(5062)));
    }

    #[test]
    fn numbers_never_wrap() {
        let request = message(
            "REGISTER sip:example.com SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1;rport=65537\n\
             Contact: <sip:a@b>;expires=4294967297\n\n",
        );
        assert_eq!(request.source_seen(), (None, None));
        assert_eq!(request.contacts.first().and_then(NameAddr::expires), Some(u32::MAX));
        assert_eq!((seconds(b"-1"), seconds(b"99999999999")), (None, Some(u32::MAX)));
    }

    #[test]
    fn what_follows_the_seconds_of_retry_after_does_not_matter() {
        for text in ["7", "7;duration=3600", "7 (busy)", "7 ( a ) ;b"] {
            assert_eq!(retry_after(text.as_bytes()), Some(7), "{text}");
        }
        assert_eq!((retry_after(b""), retry_after(b"(7)"), retry_after(b"x")), (None, None, None));
    }

    #[test]
    fn an_empty_message_says_nothing() {
        let message = Message::default();
        assert_eq!((message.method(), message.branch()), (None, None));
        assert_eq!(message.source_seen(), (None, None));
    }
}
