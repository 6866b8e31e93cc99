//! The first REGISTER, made as text where the application has chosen nothing special. RFC 3261 10.2.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::SystemTime;

use super::arguments::{Arguments, Parties};
use super::build::{Identifiers, first_text, initial_register, user_of};
use crate::error::Result;
use crate::mem::CBox;
use crate::routing::{Listeners, is_secure};
use crate::sip::plain::PlainUri;
use crate::sip::text::TextWriter;
use crate::sip::{Message, Wire};
use crate::ua::io::Transport;
use crate::ua::options::Options;
use crate::ua::registration::ContactId;

/// What a first REGISTER is made from.
#[derive(Clone, Copy)]
pub(super) struct First<'a> {
    pub(super) arguments: &'a Arguments<'a>,
    pub(super) line: ContactId,
    pub(super) listeners: &'a Listeners,
    pub(super) options: &'a Options,
    pub(super) date: SystemTime,
    pub(super) identifiers: &'a Identifiers,
}

/// The texts in a first REGISTER that come from its arguments, in pieces.
pub(super) struct Texts<'a> {
    pub(super) registrar: &'a [u8],
    pub(super) to: [&'a [u8]; 3],
    /// Our Contact up to its host.
    pub(super) contact: [&'a [u8]; 3],
    pub(super) transport: Transport,
}

/// The text of a first REGISTER, and the user part of From.
type WithUser = (Arc<[u8]>, Option<Vec<u8>>);

impl First<'_> {
    /// The text, which is that of [`First::tree`].
    pub(super) fn text(&self, writer: &mut TextWriter) -> Result<WithUser> {
        if let Some(plain) = self.plain() {
            return Ok((first_text(self, &plain.texts(), writer)?, Some(plain.user.to_vec())));
        }
        let Parties { to, registrar, transport } = Parties::of(self.arguments, self.listeners)?;
        let url = to.url.as_deref().filter(|url| self.is_usual() && url.url_headers.is_empty());
        let Some(url) = url else {
            let message = self.tree()?;
            return Ok((writer.write(&message)?, user_of(&message).map(Cow::into_owned)));
        };
        let [mut registrar_text, mut to_text, mut user] = [const { Vec::new() }; 3];
        registrar.write(&mut registrar_text)?;
        to.write(&mut to_text)?;
        url.write_user(&mut user);
        let scheme: &[u8] = if is_secure(url) { b"sips:" } else { b"sip:" };
        let (to, contact) = ([&to_text[..], b"", b""], [scheme, &user, b""]);
        let texts = Texts { registrar: &registrar_text, to, contact, transport };
        Ok((first_text(self, &texts, writer)?, url.user().map(Cow::into_owned)))
    }

    /// The message, and its text.
    pub(super) fn message(&self, writer: &mut TextWriter) -> Result<(CBox<Message>, Arc<[u8]>)> {
        let message = self.tree()?;
        let text = match self.plain() {
            // To write it as it was given takes less.
            Some(plain) => first_text(self, &plain.texts(), writer),
            None => writer.write(&message),
        };
        text.map(|text| (message, text))
    }

    /// The message, whatever the application has chosen.
    fn tree(&self) -> Result<CBox<Message>> {
        let Self { arguments, line, listeners, options, date, identifiers } = *self;
        initial_register(arguments, line, listeners, options, identifiers, date)
    }

    /// Whether the application has chosen nothing that adds to the message or changes it.
    fn is_usual(&self) -> bool {
        let Arguments { contact, q, .. } = self.arguments;
        contact.is_none() && q.is_none() && !self.options.changes_first_register()
    }

    /// The arguments, where they are so plain that a tree of them would be written as they are.
    fn plain(&self) -> Option<Plain<'_>> {
        let Arguments { from, registrar, .. } = self.arguments;
        if !self.is_usual() {
            return None;
        }
        let bare = from.strip_prefix(b"<").and_then(|it| it.strip_suffix(b">")).unwrap_or(from);
        let (aor, registrar) = (PlainUri::of(bare)?, PlainUri::of(registrar)?);
        let fits = registrar.user.is_none() && registrar.port != Some(0);
        let (user, transport) = (aor.user?, self.listeners.first()?);
        fits.then_some(Plain { aor: aor.text, user, registrar: registrar.text, transport })
    }
}

/// An address of record and a registrar as they were given, without brackets.
struct Plain<'a> {
    aor: &'a [u8],
    user: &'a [u8],
    registrar: &'a [u8],
    transport: Transport,
}

impl Plain<'_> {
    fn texts(&self) -> Texts<'_> {
        let Self { aor, user, registrar, transport } = *self;
        Texts { registrar, to: [b"<", aor, b">"], contact: [b"sip:", user, b"@"], transport }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::random::fixed::Constant;
    use crate::ua::Listener;
    use crate::ua::random::Rng;

    const FROM: [&str; 17] = [
        "sip:alice@example.com",
        "<sip:alice@example.com>",
        "sip:a.b+1@192.0.2.1:05062",
        "sip:alice@Example.COM:0",
        "sip:alice@h:65536",
        "sip:alice:secret@example.com",
        "<sip:alice@example.com>;tag=1",
        "<sip:alice@example.com",
        " sip:alice@example.com",
        "<sips:alice@example.com:5071;x=y>",
        "\"A b\" <sip:al%20ice:secret@example.com>;tag=1;z=\"q\"",
        "sip:@example.com",
        "sip:example.com",
        "tel:+123",
        "<sip:alice@example.com?Route=%3Csip:a%3Blr%3E&Subject=x>",
        "sip:a\r\nb@c",
        "nothing",
    ];
    const REGISTRARS: [&str; 9] = [
        "sip:example.com",
        "sip:127.0.0.1:5072",
        "sip:127.0.0.1:0",
        "sip:bob@example.com",
        "<sip:example.com>",
        "SIP:example.com",
        "sip:example.com;transport=tcp",
        "sips:example.com",
        "example.com",
    ];

    /// Calls `check` with each of many first REGISTERs.
    fn for_each(mut check: impl FnMut(&First<'_>, &str)) {
        let mut special = Options::default();
        special.set_instance(b"me").unwrap();
        let (mut without_rport, mut named, mut blank) = <[Options; 3]>::default().into();
        without_rport.rport = false;
        named.set_user_agent(b"a, b").unwrap();
        blank.set_user_agent(b" a ").unwrap();
        for options in [Options::default(), special, without_rport, named, blank] {
            for transport in [Transport::Udp, Transport::Tcp, Transport::Tls] {
                let mut listeners = Listeners::default();
                listeners.add(Listener { transport, port: 0, ipv4: transport == Transport::Udp });
                for from in FROM {
                    for registrar in REGISTRARS {
                        let case = format!("{from} at {registrar} over {transport}");
                        let (from, registrar) = (from.as_bytes(), registrar.as_bytes());
                        let arguments =
                            Arguments { from, registrar, contact: None, q: None, expires: 3600 };
                        let line = ContactId::new(&mut rng());
                        let date = SystemTime::UNIX_EPOCH;
                        let (listeners, options, arguments) = (&listeners, &options, &arguments);
                        let identifiers = &Identifiers::new(&mut rng());
                        let first =
                            First { arguments, line, listeners, options, date, identifiers };
                        check(&first, &case);
                    }
                }
            }
        }
    }

    fn rng() -> Rng {
        Rng::new(Box::new(Constant(0x5a)))
    }

    #[test]
    fn a_first_register_is_the_same_with_and_without_a_message_in_between() {
        let mut writer = TextWriter::default();
        for_each(|first, case| {
            let text = first.text(&mut writer);
            let message = first
                .tree()
                .and_then(|it| Ok((writer.write(&it)?, user_of(&it).map(Cow::into_owned))));
            assert_eq!(text, message, "{case}");
        });
    }

    #[test]
    fn the_text_of_a_first_register_is_that_of_its_message() {
        let mut writer = TextWriter::default();
        for_each(|first, case| {
            let Ok((message, text)) = first.message(&mut writer) else {
                return assert!(first.tree().is_err(), "{case}");
            };
            assert_eq!(Ok(text), writer.write(&message), "{case}");
        });
    }

    #[test]
    fn only_usual_arguments_are_plain() {
        let mut plain = Vec::new();
        for_each(|first, case| plain.extend(first.plain().map(|_| case.to_owned())));
        // Four of the options, three transports, four addresses, two registrars.
        assert_eq!(plain.len(), 4 * 3 * 4 * 2, "{plain:?}");
    }
}
