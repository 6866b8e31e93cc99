//! A Contact, and one as text: of a success, a binding that the registrar keeps. RFC 3261 10.2.1.

use smallvec::SmallVec;

use crate::error::Result;
use crate::sip::escape::unescape;
use crate::sip::facts::seconds;
use crate::sip::grammar::{number, quoted_length, split_before, split_once, trim, unquoted};
use crate::sip::host::host_and_port;
use crate::sip::param::find_in;
use crate::sip::plain::{Place, is_plain_address};
use crate::sip::{NameAddr, Wire};

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

/// Nearly all lists have one.
pub type ContactTexts<'a> = SmallVec<[ContactText<'a>; 2]>;

/// A binding.
#[derive(Clone, Copy, Debug)]
pub struct ContactText<'a> {
    uri: &'a [u8],
    params: &'a [u8],
}

impl<'a> ContactText<'a> {
    /// The binding in the value of a Contact, unless that is `*`.
    pub fn of(contact: &'a [u8]) -> Option<Self> {
        let rest = match contact {
            [b'"', ..] => contact.get(quoted_length(contact)?..)?,
            _ => contact,
        };
        let (_, rest) = split_once(rest, b'<')?;
        let (uri, params) = split_once(rest, b'>')?;
        Some(Self { uri, params })
    }

    /// The address whose URI this is.
    pub fn of_uri(uri: &'a [u8]) -> Self {
        Self { uri, params: b"" }
    }

    /// Whether a plain address is written as it stands: a blank follows its display name.
    pub fn is_as_written(address: &[u8]) -> bool {
        !address.starts_with(b"\"") || address.windows(2).any(|it| it == b" <")
    }

    /// What stands before and behind the host and port of a Contact without an expiry that is read and written the same.
    pub fn around_place(contact: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
        let it = Self::of(contact).filter(|_| is_plain_address(contact))?;
        let (place, _) = split_before(it.behind_user(), b';');
        let place = Place::of(place, contact)?;
        (Self::is_as_written(contact) && it.param(b"expires").is_none())
            .then(|| place.around(contact))
    }

    /// The URI.
    pub fn uri(&self) -> &'a [u8] {
        self.uri
    }

    /// The seconds for which it is kept.
    pub fn expires(&self) -> Option<u32> {
        let text = self.param(b"expires")?;
        // Quotes around it are an error of the registrar that costs nothing.
        seconds(unquoted(text).map_or(text, trim))
    }

    /// What we wrote into our Contact to know it again.
    pub fn line(&self) -> Option<&'a [u8]> {
        let (_, params) = split_before(self.behind_user(), b';');
        value(params, b"line")
    }

    /// The host and the port.
    pub fn place(&self) -> Option<(&'a [u8], Option<&'a [u8]>)> {
        let (host, _) = split_before(self.behind_user(), b';');
        // The last `@` divides.
        host_and_port(host.rsplit(|byte| *byte == b'@').next()?).ok()
    }

    /// The user, escaped as it stands; empty if there is none.
    pub fn user(&self) -> &'a [u8] {
        let (user, _) = split_once(self.uri, b'@').unwrap_or_default();
        split_once(user, b':').map_or(user, |(_, user)| split_before(user, b':').0)
    }

    /// Whether both have the same user, or none.
    pub fn has_user_of(&self, other: &ContactText<'_>) -> bool {
        let plain = |text: &[u8]| {
            let mut text = text.to_vec();
            let length = unescape(&mut text);
            text.truncate(length);
            text
        };
        let (one, other) = (self.user(), other.user());
        one == other || plain(one) == plain(other)
    }

    /// The URI from its host to its parameters.
    fn behind_user(&self) -> &'a [u8] {
        let (_, rest) =
            split_once(self.uri, b'@').or(split_once(self.uri, b':')).unwrap_or_default();
        split_before(rest, b'?').0
    }

    /// The value of a parameter of the binding, not of its URI.
    pub fn param(&self, name: &[u8]) -> Option<&'a [u8]> {
        value(self.params, name)
    }

    /// Whether it has the host and the port of `other`. A port that is left out is the usual one of its transport.
    pub fn has_address_of(&self, other: &ContactText<'_>) -> bool {
        let address = |contact: &ContactText<'_>| {
            let (host, port) = contact.place()?;
            let port = match port {
                Some(port) => number(port).ok()?,
                None => contact.default_port(),
            };
            Some((host.to_ascii_lowercase(), port))
        };
        address(self).is_some_and(|own| address(other) == Some(own))
    }

    fn default_port(&self) -> u32 {
        let (_, params) = split_before(self.behind_user(), b';');
        let is_tls = value(params, b"transport").is_some_and(|it| it.eq_ignore_ascii_case(b"tls"));
        let is_secure = self.uri.get(..5).is_some_and(|it| it.eq_ignore_ascii_case(b"sips:"));
        if is_tls || is_secure { 5061 } else { 5060 }
    }
}

fn value<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    find_in(text, name)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_binding_is_read_from_its_contact() {
        let text = b"\"a <b>\" <sip:a;line=no@192.0.2.1:5062;Line=0f;x?line=no>;q=0.5;EXPIRES=60;+g=\"a;b\"";
        let binding = ContactText::of(text).unwrap();
        assert_eq!((binding.line(), binding.expires()), (Some(&b"0f"[..]), Some(60)));
        assert_eq!((binding.param(b"+G"), binding.param(b"line")), (Some(&b"\"a;b\""[..]), None));
        assert_eq!(binding.place(), Some((&b"192.0.2.1"[..], Some(&b"5062"[..]))));
        let has_address =
            |text: &str| binding.has_address_of(&ContactText::of(text.as_bytes()).unwrap());
        assert!(has_address("<sips:b@192.0.2.1:5062;y>") && !has_address("<sip:192.0.2.1>"));
        assert!(!has_address("<tel:1>"));
    }

    #[test]
    fn missing_port_is_the_usual_one() {
        let is_same = |one: &'static str, other: &'static str| {
            let [one, other] = [one, other].map(|it| ContactText::of(it.as_bytes()).unwrap());
            one.has_address_of(&other) && other.has_address_of(&one)
        };
        assert!(is_same("<sip:a@H>", "<sip:b@h:5060;x>"));
        assert!(is_same("<sips:a@h>", "<sip:b@h:5061>"));
        assert!(is_same("<sip:h;transport=TLS>", "<sip:b@h:5061>"));
        assert!(!is_same("<sip:a@h>", "<sip:a@h:5061>"));
    }

    #[test]
    fn users_are_compared_unescaped() {
        let has_user = |one: &'static str, other: &'static str| {
            let [one, other] = [one, other].map(|it| ContactText::of(it.as_bytes()).unwrap());
            one.has_user_of(&other)
        };
        assert!(has_user("<sip:%61@b>", "<sip:a:pw@c>") && has_user("<sip:b>", "<sips:c>"));
        assert!(!has_user("<sip:a@b>", "<sip:b>") && !has_user("<sip:a@b>", "<sip:A@b>"));
    }

    #[test]
    fn what_has_no_uri_is_no_binding() {
        for text in ["*", "", "<sip:a", "\"<sip:a>"] {
            assert!(ContactText::of(text.as_bytes()).is_none(), "{text}");
        }
        let bare = ContactText::of(b"<sip:h>").unwrap();
        assert_eq!((bare.line(), bare.expires()), (None, None));
        assert_eq!(bare.place(), Some((&b"h"[..], None)));
    }
}
