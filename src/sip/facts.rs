//! [`Message`] -> what the protocol needs of it: numbers and bytes, checked once. RFC 3261 8 and 20.
//!
//! C may write anything into a field, and so may the network: what does not make sense is as good as absent.

use super::grammar::{number, split_before, trim};
use super::param::find_param;
use super::{Message, NameAddr};

impl Message {
    /// The status code of a response, 100 to 699.
    pub fn status(&self) -> Option<u16> {
        u16::try_from(self.status_code).ok().filter(|status| (100..700).contains(status))
    }

    /// The method of a request, or of the request that a response answers.
    pub fn method(&self) -> Option<&[u8]> {
        match self.is_request() {
            true => self.sip_method.as_deref(),
            false => self.cseq.as_ref()?.method.as_deref(),
        }
    }

    /// The number in CSeq.
    pub fn cseq_number(&self) -> Option<u32> {
        number(self.cseq.as_ref()?.number.as_deref()?).ok()
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

    /// The value of the first header of that name, among those without a field of their own.
    pub fn header_value(&self, name: &[u8]) -> Option<&[u8]> {
        self.headers.iter().find(|header| header.is_named(name))?.hvalue.as_deref()
    }

    /// The seconds in Expires.
    pub fn expires(&self) -> Option<u32> {
        seconds(self.header_value(b"expires")?)
    }

    /// The seconds in Min-Expires.
    pub fn min_expires(&self) -> Option<u32> {
        seconds(self.header_value(b"min-expires")?)
    }

    /// The seconds in Retry-After, whatever comment and parameters follow.
    pub fn retry_after(&self) -> Option<u32> {
        let (value, _) = split_before(self.header_value(b"retry-after")?, b';');
        let (value, _) = split_before(value, b'(');
        seconds(trim(value))
    }

    fn via_param(&self, name: &[u8]) -> Option<&[u8]> {
        find_param(&self.vias.first()?.via_params, name)?.gvalue.as_deref()
    }
}

impl NameAddr {
    /// The seconds for which a Contact is bound.
    pub fn expires(&self) -> Option<u32> {
        seconds(find_param(&self.gen_params, b"expires")?.gvalue.as_deref()?)
    }
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
    fn a_response_says_what_it_answers() {
        let response = message(
            "SIP/2.0 423 Interval Too Brief\n\
             Via: SIP/2.0/UDP 192.0.2.1:5060;rport=5062;received=192.0.2.7;branch=z9hG4bK7\n\
             From: <sip:bob@example.com>;tag=1\nTo: <sip:bob@example.com>;tag=2\nCall-ID: a@b\n\
             CSeq: 0009 REGISTER\nMin-Expires: 60\nRetry-After: 18000 (busy) ;duration=3600\n\n",
        );
        assert_eq!(response.status(), Some(423));
        assert_eq!(response.method(), Some(&b"REGISTER"[..]));
        assert_eq!(response.cseq_number(), Some(9));
        assert_eq!(response.branch(), Some(&b"z9hG4bK7"[..]));
        assert_eq!(response.source_seen(), (Some(&b"192.0.2.7"[..]), Some(5062)));
        assert_eq!(response.min_expires(), Some(60));
        assert_eq!(response.retry_after(), Some(18000));
        assert_eq!(response.expires(), None);
    }

    #[test]
    fn numbers_never_wrap() {
        let request = message(
            "REGISTER sip:example.com SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1;rport=65537\n\
             Contact: <sip:a@b>;expires=4294967297\nExpires: -1\nRetry-After: 99999999999\n\n",
        );
        assert_eq!(request.source_seen(), (None, None));
        assert_eq!(request.contacts.first().and_then(NameAddr::expires), Some(u32::MAX));
        assert_eq!(request.expires(), None);
        assert_eq!(request.retry_after(), Some(u32::MAX));
    }

    #[test]
    fn an_empty_message_says_nothing() {
        let message = Message::default();
        assert_eq!((message.status(), message.method(), message.cseq_number()), (None, None, None));
        assert_eq!((message.branch(), message.source_seen()), (None, (None, None)));
    }
}
