//! What a request shows of us when its way is known: Via and Contact. RFC 3261 18.1.1, RFC 3581.

pub(in crate::ua) mod masquerade;

use std::net::SocketAddr;

use self::masquerade::{Place, domain_of};
use crate::routing::ServerId;
use crate::sip::text::TextEditor;
use crate::sip::text::via;
use crate::ua::Ua;
use crate::ua::io::{Path, Transport};
use crate::ua::registration::{ContactSource, Registration};
use crate::ua::usage::Usage;

impl Ua {
    /// Replaces placeholders, and what is no longer true of the path before.
    pub(in crate::ua) fn write_addresses(
        &mut self,
        request: &mut TextEditor<'_>,
        usage: Usage,
        server: Option<ServerId>,
        path: Path,
        local: SocketAddr,
    ) {
        let listener = self.listeners.of(path.transport);
        let via_port = self.masquerade.port().unwrap_or(local.port());
        let transport = self.listeners.several().then_some(path.transport);
        let sent_by = self.own_place.of(SocketAddr::new(local.ip(), via_port));
        let protocol = transport.map(Transport::via_protocol);
        via::set_sent_by(request, protocol, &sent_by.host, &sent_by.port);

        let listening = listener.map(|listener| listener.port).filter(|port| *port != 0);
        let is_ephemeral = !path.transport.is_reliable() || self.options.ephemeral_port;
        let port = if is_ephemeral { local.port() } else { listening.unwrap_or(local.port()) };
        let own = self.own_place.of(SocketAddr::new(local.ip(), port));
        let given = self
            .masquerade
            .host()
            .map(|host| Place::new(host, self.masquerade.port().unwrap_or(port)));
        let is_masqueraded = given.is_some();
        let mut is_shown = masquerade::fill_contacts(request, given.as_ref().unwrap_or(&own));
        let known = match server {
            Some(server) if path.transport.is_reliable() => self.router.learned(server),
            _ if self.accounts.is_empty() => None,
            _ => domain_of(request).and_then(|domain| self.accounts.get(&domain)),
        };
        let Usage::Registration(rid) = usage else { return };
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        if is_shown && is_masqueraded && registration.contact == ContactSource::Local {
            registration.contact = ContactSource::Masqueraded;
        } else if registration.has_moved(local) || (known.is_some() && registration.is_unsettled())
        {
            let seen = known.map(Place::from);
            masquerade::replace_contact(request, seen.as_ref().unwrap_or(&own));
            is_shown = true;
            // What was in vain there may help here.
            registration.vain_corrections = 0;
            registration.contact =
                if known.is_some() { ContactSource::Learned } else { ContactSource::Local };
        }
        if is_shown && transport.is_some() && registration.contact != ContactSource::Application {
            masquerade::set_transport(request, path.transport);
        }
    }
}

impl Registration {
    /// Whether its Contact shows an address of ours that is no longer in use.
    fn has_moved(&self, local: SocketAddr) -> bool {
        let follows = matches!(self.contact, ContactSource::Local | ContactSource::Learned);
        follows && self.local.is_some_and(|before| before != local)
    }

    /// Whether no binding exists yet after the first REGISTER: a known public address may be used at once.
    fn is_unsettled(&self) -> bool {
        let follows = self.auto_masquerade && self.contact == ContactSource::Local;
        follows && self.local.is_some() && !self.has_succeeded
    }
}
