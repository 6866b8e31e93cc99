//! The addresses in Via and Contact of a request, written when its path is known. RFC 3261 18.1.1, RFC 3581.

pub(in crate::ua) mod masquerade;

use std::net::SocketAddr;
use std::sync::Arc;

use self::masquerade::{SentBy, domain_in, domain_of};
use crate::flow::FlowId;
use crate::sip::text::{MessageText, TextEditor, header_values, via};
use crate::ua::Ua;
use crate::ua::dialogs::DialogRequest;
use crate::ua::io::{Path, Transport};
use crate::ua::registration::{ContactSource, Registration};
use crate::ua::usage::{Exchange, Usage};

const PLACEHOLDER: &[u8] = masquerade::PLACEHOLDER_HOST.as_bytes();

impl Ua {
    /// Writes the addresses for this path: replaces placeholders, and addresses of an earlier path.
    pub(in crate::ua) fn write_addresses(
        &mut self,
        request: &mut TextEditor<'_>,
        usage: Usage,
        flow: Option<FlowId>,
        path: Path,
        local: SocketAddr,
    ) {
        let via_port = self.masquerade.port().unwrap_or(local.port());
        let transport = self.listeners.several().then_some(path.transport);
        let sent_by = self.own_sent_by.of(SocketAddr::new(local.ip(), via_port));
        let protocol = transport.map(Transport::via_protocol);
        // A sent-by of the application stays, as in the original.
        let is_open = |via: &[u8]| via::has_host(via, PLACEHOLDER);
        let is_registration = matches!(usage, Usage::Registration(_));
        if is_registration || request.values(b"Via").next().is_some_and(is_open) {
            via::set_sent_by(request, protocol, &sent_by.host, &sent_by.port);
        }

        let known = self.seen_address(|| request.values(b"From").next(), flow, path);
        let Usage::Registration(rid) = usage else {
            let shown = self.shown_address(known, path, local);
            masquerade::fill_contacts(request, &shown);
            return;
        };
        let port = self.contact_port(path, local);
        let own = self.own_sent_by.of(SocketAddr::new(local.ip(), port));
        let given = self.masqueraded(port);
        let is_masqueraded = given.is_some();
        let mut is_shown = masquerade::fill_contacts(request, given.as_ref().unwrap_or(&own));
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        if is_shown && is_masqueraded && registration.contact.source == ContactSource::Local {
            registration.contact.source = ContactSource::Masqueraded;
        } else if registration.has_moved(local) || (known.is_some() && registration.is_unsettled())
        {
            let seen = known.map(SentBy::from);
            masquerade::replace_contact(request, seen.as_ref().unwrap_or(&own));
            is_shown = true;
            // Another network: rewrites may succeed here.
            registration.contact.vain_rewrites = 0;
            registration.contact.source =
                if known.is_some() { ContactSource::Learned } else { ContactSource::Local };
        }
        if is_shown
            && transport.is_some()
            && registration.contact.source != ContactSource::Application
        {
            masquerade::set_transport(request, path.transport);
        }
    }
}

impl Ua {
    /// The text of a request in a dialog, with our own addresses as [`Ua::write_addresses`] writes them.
    pub(in crate::ua) fn write_with_addresses(
        &mut self,
        request: &DialogRequest<'_>,
        flow: Option<FlowId>,
        path: Path,
        local: SocketAddr,
    ) -> Arc<[u8]> {
        let via_port = self.masquerade.port().unwrap_or(local.port());
        let sent_by = self.own_sent_by.of(SocketAddr::new(local.ip(), via_port));
        let is_several = self.listeners.several();
        let transport = if is_several { path.transport } else { request.transport };
        let known = self.seen_address(|| Some(request.local), flow, path);
        let shown = self.shown_address(known, path, local);
        let mut writer = core::mem::take(&mut self.writer);
        let addresses = (&*sent_by, &*shown);
        let text = writer.share(|out| self.write_in_dialog(request, transport, addresses, out));
        self.writer = writer;
        text
    }

    /// The port that a Contact shows.
    fn contact_port(&self, path: Path, local: SocketAddr) -> u16 {
        let listener = self.listeners.towards(path.transport, path.remote.is_ipv4());
        let listening = listener.map(|listener| listener.port).filter(|port| *port != 0);
        let is_ephemeral = !path.transport.is_reliable() || self.options.ephemeral_port;
        if is_ephemeral { local.port() } else { listening.unwrap_or(local.port()) }
    }

    /// The address that the application chose to show.
    fn masqueraded(&self, port: u16) -> Option<SentBy> {
        let host = self.masquerade.host()?;
        Some(SentBy::new(host, self.masquerade.port().unwrap_or(port)))
    }

    /// The address that earlier responses said we are seen at: on a connection that of the connection, over UDP that of
    /// our domain, which stands in `address`.
    fn seen_address<'m>(
        &self,
        address: impl FnOnce() -> Option<&'m [u8]>,
        flow: Option<FlowId>,
        path: Path,
    ) -> Option<SocketAddr> {
        match flow {
            Some(flow) if path.transport.is_reliable() => self.router.flows.learned(flow),
            _ if self.accounts.is_empty() => None,
            _ => domain_in(address()?).and_then(|domain| self.accounts.get(&domain)),
        }
    }

    /// The address that a Contact outside of registrations shows.
    fn shown_address(
        &mut self,
        seen: Option<SocketAddr>,
        path: Path,
        local: SocketAddr,
    ) -> Arc<SentBy> {
        let port = self.contact_port(path, local);
        let seen = || seen.filter(|_| self.options.auto_masquerade).map(SentBy::from);
        match self.masqueraded(port).or_else(seen) {
            Some(shown) => Arc::new(shown),
            None => self.own_sent_by.of(SocketAddr::new(local.ip(), port)),
        }
    }

    /// The address that the Contact of a response shows.
    pub(in crate::ua) fn response_contact(
        &mut self,
        response: &[u8],
        path: Path,
        local: SocketAddr,
    ) -> Arc<SentBy> {
        let to = || header_values(response, b"To").next();
        // Over UDP the flow does not matter.
        let is_reliable = path.transport.is_reliable();
        let flow = if is_reliable { self.router.flows.on_path(path) } else { None };
        let seen = self.seen_address(to, flow, path);
        self.shown_address(seen, path, local)
    }

    /// Stores the address that a peer saw a request come from. Registrations do so by themselves.
    pub(in crate::ua) fn store_seen_address(
        &mut self,
        exchange: &Exchange,
        response: &MessageText<'_>,
    ) {
        let Some(path) = exchange.path.filter(|_| self.options.auto_masquerade) else { return };
        let port = path.transport.default_port();
        let (answered, sent) =
            (response.vias().next(), header_values(&exchange.request, b"Via").next());
        if answered
            .zip(sent)
            .is_some_and(|(answered, sent)| via::shows_no_other_source(answered, sent))
        {
            return;
        }
        let seen = answered.and_then(|via| masquerade::seen_address(via, port));
        let shown = sent.and_then(|via| masquerade::sent_by(via, port));
        let Some(seen) = seen.filter(|seen| Some(*seen) != shown) else { return };
        if !path.transport.is_reliable() {
            let domain = domain_of(&TextEditor::of(&exchange.request));
            self.accounts.learn(domain.as_deref().unwrap_or_default(), seen);
        } else if let Some(flow) = exchange.in_flight.flow {
            self.router.flows.learn(flow, seen);
        }
    }
}

impl Registration {
    /// Whether its Contact shows an address of ours that is no longer in use.
    fn has_moved(&self, local: SocketAddr) -> bool {
        let follows = matches!(self.contact.source, ContactSource::Local | ContactSource::Learned);
        follows && self.contact.local.as_ref().is_some_and(|before| **before != local)
    }

    /// Whether no binding exists yet after the first REGISTER: a known public address may be used at once.
    fn is_unsettled(&self) -> bool {
        let follows = self.contact.is_followed && self.contact.source == ContactSource::Local;
        follows && self.contact.local.is_some() && !self.binding.has_been_made
    }
}

#[cfg(test)]
mod tests {
    use super::masquerade::{seen_address, sent_by};
    use super::*;

    #[test]
    fn a_via_that_shows_no_other_source_has_none() {
        let heads = [
            "10.0.0.1:5070",
            "10.0.0.1",
            "[::1]:5060",
            "[::1]",
            "h:5060",
            "::1",
            "0.0.0.0:1",
            "h: 5060",
            "",
        ];
        let params = [
            "",
            ";branch=1",
            ";rport",
            ";rport=5070;branch=1",
            ";branch=1;rport=5060",
            ";RPORT=5061",
            ";rport=",
            ";rport=1]",
            ";x=1;received=10.0.0.2",
            ";received=10.0.0.1",
            ";;rport=7",
            ";x=\"(\";rport=7",
            " (;rport=7)",
        ];
        let via = |head: &str, params: &str| format!("SIP/2.0/UDP {head}{params}").into_bytes();
        let mut short_forms = 0;
        for sent in heads.iter().flat_map(|head| params.map(|params| via(head, params))) {
            for answered in heads.iter().flat_map(|head| params.map(|params| via(head, params))) {
                let other =
                    seen_address(&answered, 5060).filter(|it| Some(*it) != sent_by(&sent, 5060));
                if via::shows_no_other_source(&answered, &sent) {
                    short_forms += 1;
                    assert_eq!(other, None, "{answered:?} {sent:?}");
                }
            }
        }
        assert!(short_forms > 400, "{short_forms}");
    }
}
