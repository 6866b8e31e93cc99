//! Header lines -> the fields of [`Message`]. RFC 3261 7.3 and 20.

use super::grammar::{elements, has, number, trim};
use super::names::{self, Name};
use super::{Header, Message, NameAddr, Via, Wire};
use crate::error::Error::Syntax;
use crate::error::Result;
use crate::mem::{CBox, List, Text};

/// Where a text comes from: that decides how much of it has to be right.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The network: a request, or one header.
    Network,
    /// The network: a response. Elements of lists and headers that matter to no transaction are skipped if they are wrong.
    Response,
    /// [`Message::write`].
    Own,
}

impl Message {
    /// Adds what one header line says. Nothing is added if it is wrong.
    ///
    /// As in the original, a wrong value of a header that no transaction needs is as good as no header.
    pub fn add_header_line(&mut self, name: &[u8], value: &[u8]) -> Result<()> {
        let mut added = Self::default();
        added.parse_header(Origin::Network, name, value)?;
        added.turn_lists();
        self.append(added)
    }

    /// One header, from what stands on both sides of the colon. Lists are filled from the front here.
    pub(super) fn parse_header(&mut self, origin: Origin, name: &[u8], text: &[u8]) -> Result<()> {
        // A blank follows most colons.
        let value = trim(text.strip_prefix(b" ").unwrap_or(text));
        match Name::of(name) {
            Some(name) if origin == Origin::Response => self.parse_response_header(name, value),
            Some(name) => self.parse_known_header(name, value),
            None if origin == Origin::Own => {
                self.headers.push_front(Header::new(name, value));
                Ok(())
            }
            None if names::is_list(name) && !value.is_empty() => {
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

    /// As `parse_known_header`, but what is wrong is skipped where the rest can be used. Needed are the topmost Via,
    /// From, To, Call-ID and CSeq, and a Content-Length that is a number.
    fn parse_response_header(&mut self, name: Name, value: &[u8]) -> Result<()> {
        match name {
            Name::Via if self.vias.is_empty() => {
                required(&mut self.vias, value, Via::parse, Via::write)
            }
            Name::Via => list(&mut self.vias, value, Via::parse, Via::write),
            Name::Contact => {
                list(&mut self.contacts, value, NameAddr::parse_contact, NameAddr::write_contact)
            }
            Name::From => party(&mut self.from, value),
            Name::To => party(&mut self.to, value),
            Name::ContentType => {
                let _ = single(&mut self.content_type, value);
                Ok(())
            }
            name => self.parse_known_header(name, value),
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
            Name::ContentLength => self.parse_content_length(value),
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
            Name::Accept => list(&mut self.accepts, value, Wire::parse, Wire::write),
            Name::AcceptEncoding => {
                list(&mut self.accept_encodings, value, Wire::parse, Wire::write)
            }
            Name::AcceptLanguage => {
                list(&mut self.accept_languages, value, Wire::parse, Wire::write)
            }
            Name::AlertInfo => list(&mut self.alert_infos, value, Wire::parse, Wire::write),
            Name::Allow => list(&mut self.allows, value, Wire::parse, Wire::write),
            Name::CallInfo => list(&mut self.call_infos, value, Wire::parse, Wire::write),
            Name::ContentEncoding => {
                list(&mut self.content_encodings, value, Wire::parse, Wire::write)
            }
            Name::ErrorInfo => list(&mut self.error_infos, value, Wire::parse, Wire::write),
            Name::RecordRoute => list(&mut self.record_routes, value, Wire::parse, Wire::write),
            Name::Route => list(&mut self.routes, value, Wire::parse, Wire::write),
            Name::AuthenticationInfo => whole(&mut self.authentication_infos, value),
            Name::Authorization => whole(&mut self.authorizations, value),
            Name::ProxyAuthenticate => whole(&mut self.proxy_authenticates, value),
            Name::ProxyAuthenticationInfo => whole(&mut self.proxy_authentication_infos, value),
            Name::ProxyAuthorization => whole(&mut self.proxy_authorizations, value),
            Name::WwwAuthenticate => whole(&mut self.www_authenticates, value),
        }
    }
}

impl Message {
    /// Some servers write it twice. Two that differ leave the end of the message open.
    fn parse_content_length(&mut self, value: &[u8]) -> Result<()> {
        let first = self.content_length.as_ref().and_then(|header| header.value.as_deref());
        match first {
            Some(first) if number(first)? == number(value)? => Ok(()),
            _ => single(&mut self.content_length, value),
        }
    }
}

/// A header or URI, in a box of its own.
pub(super) fn parse_boxed<T: Default>(
    value: &[u8],
    parse: impl Fn(&mut T, &[u8]) -> Result<()>,
) -> Result<CBox<T>> {
    let mut header = CBox::<T>::default();
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

/// From or To of a response. Of an address that is wrong the user and the tag are kept: those are compared.
fn party(field: &mut Option<CBox<NameAddr>>, value: &[u8]) -> Result<()> {
    let is_first = field.is_none();
    single(field, value).or_else(|error| {
        let address = NameAddr::from_broken(value).filter(|_| is_first).ok_or(error)?;
        *field = Some(CBox::new(address));
        Ok(())
    })
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
fn list<T: Default>(
    list: &mut List<T>,
    value: &[u8],
    parse: impl Fn(&mut T, &[u8]) -> Result<()>,
    write: impl Fn(&T, &mut Vec<u8>) -> Result<()>,
) -> Result<()> {
    let values = elements(value);
    let has_commas = values.has_commas();
    for value in values.filter(|value| !value.is_empty()) {
        if let Ok(header) = parse_boxed(value, &parse)
            && (!has_commas || is_one_element(value, |out| write(&header, out)))
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
    let hname = Text::changed(name, |name| {
        name.make_ascii_lowercase();
        name.len()
    });
    let hvalue = (!text.is_empty()).then(|| Text::new(trim(text)));
    Header { hname: Some(hname), hvalue }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Message> {
        Message::parse(text.as_bytes())
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
}
