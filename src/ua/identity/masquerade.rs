//! The addresses that Via and Contact show: placeholders, our own, given ones and learned ones. RFC 3581.

use core::cell::Cell;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use smallvec::SmallVec;

use crate::error::{Error, Result};
use crate::mem::Text;
use crate::sip::host::write_host_and_port;
use crate::sip::param::{find_param, remove_param, set_param};
use crate::sip::text::{Contact, ContactText, TextEditor, decimal, replace_values, via};
use crate::sip::{NameAddr, Wire, grammar};
use crate::ua::io::Transport;

/// Stands for our host in a message until its path is known. Programs compare it.
pub(in crate::ua) const PLACEHOLDER_HOST: &str = "999.999.999.999";
/// The same for our port.
pub(in crate::ua) const PLACEHOLDER_PORT: &str = "99999";

/// The longest address that an application may give.
const LONGEST_HOST: usize = 255;
/// How many domains an application may give addresses for.
const MOST_ACCOUNTS: usize = 1000;

/// The address that an application wants in Contact (`eXosip_masquerade_contact`).
#[derive(Debug, Default)]
pub(in crate::ua) struct Masquerade {
    host: Option<Text>,
    port: Option<u16>,
}

impl Masquerade {
    /// An empty host switches it off; no port keeps the one given before. An impossible host changes nothing.
    pub(in crate::ua) fn set(&mut self, host: &[u8], port: Option<u16>) {
        if host.is_empty() {
            *self = Self::default();
        } else if is_host(host) {
            self.host = Some(Text::new(host));
            self.port = port.or(self.port);
        }
    }

    /// The host, when it is on.
    pub(in crate::ua) fn host(&self) -> Option<&[u8]> {
        self.host.as_deref()
    }

    /// The port, when it is on and has one.
    pub(in crate::ua) fn port(&self) -> Option<u16> {
        self.port
    }
}

fn is_host(text: &[u8]) -> bool {
    let is_allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b".-:[]_".contains(byte);
    text.len() <= LONGEST_HOST && text.iter().all(is_allowed)
}

/// The addresses that the registrars of some domains see us at: given by the application, or learned.
#[derive(Debug, Default)]
pub(in crate::ua) struct Accounts(HashMap<Box<[u8]>, Account>);

#[derive(Debug)]
struct Account {
    address: SocketAddr,
    is_learned: bool,
}

impl Accounts {
    /// Sets the address for a domain. False if it was set already.
    pub(in crate::ua) fn set(&mut self, domain: &[u8], address: SocketAddr) -> Result<bool> {
        let domain = domain.to_ascii_lowercase().into_boxed_slice();
        if self.0.len() >= MOST_ACCOUNTS && !self.0.contains_key(&domain) {
            return Err(Error::Undefined);
        }
        let account = Account { address, is_learned: false };
        Ok(self.0.insert(domain, account).is_none_or(|before| before.address != address))
    }

    /// Forgets the address for a domain.
    pub(in crate::ua) fn remove(&mut self, domain: &[u8]) -> Result<()> {
        self.0.remove(&domain.to_ascii_lowercase()[..]).map(drop).ok_or(Error::BadParameter)
    }

    /// Whether none is known.
    pub(in crate::ua) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The address for a domain.
    pub(in crate::ua) fn get(&self, domain: &[u8]) -> Option<SocketAddr> {
        self.0.get(&domain.to_ascii_lowercase()[..]).map(|account| account.address)
    }

    /// Stores the address that a registrar of the domain sees.
    pub(in crate::ua) fn learn(&mut self, domain: &[u8], address: SocketAddr) {
        let domain = domain.to_ascii_lowercase().into_boxed_slice();
        if self.0.len() < MOST_ACCOUNTS || self.0.contains_key(&domain) {
            self.0.insert(domain, Account { address, is_learned: true });
        }
    }

    /// Forgets learned addresses: the network has changed.
    pub(in crate::ua) fn forget_learned(&mut self) {
        self.0.retain(|_, account| !account.is_learned);
    }
}

/// A host and a port as text.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ua) struct SentBy {
    pub(in crate::ua) host: Text,
    pub(in crate::ua) port: Text,
}

impl SentBy {
    pub(in crate::ua) fn new(host: &[u8], port: u16) -> Self {
        Self { host: Text::new(host), port: Text::from(port.to_string().as_str()) }
    }

    pub(in crate::ua) fn placeholder() -> Self {
        Self { host: Text::from(PLACEHOLDER_HOST), port: Text::from(PLACEHOLDER_PORT) }
    }
}

impl From<SocketAddr> for SentBy {
    fn from(address: SocketAddr) -> Self {
        Self::new(&host_text(address.ip()), address.port())
    }
}

/// The last local address as text: nearly all requests show the same.
#[derive(Debug, Default)]
pub(in crate::ua) struct SentByCache(Option<(SocketAddr, Arc<SentBy>)>);

impl SentByCache {
    /// `address` as text.
    pub(in crate::ua) fn of(&mut self, address: SocketAddr) -> Arc<SentBy> {
        if let Some((known, sent_by)) = &self.0
            && *known == address
        {
            return sent_by.clone();
        }
        let sent_by = Arc::new(SentBy::from(address));
        self.0 = Some((address, sent_by.clone()));
        sent_by
    }
}

/// An address as the fields of a message have it: without brackets, IPv4 in IPv6 as IPv4.
pub(in crate::ua) fn host_text(ip: IpAddr) -> HostText {
    let IpAddr::V4(ip) = ip.to_canonical() else {
        return HostText::from_vec(ip.to_string().into());
    };
    let (mut text, mut digits) = (HostText::new(), [0; _]);
    for byte in ip.octets() {
        text.extend_from_slice(decimal(byte.into(), &mut digits));
        text.push(b'.');
    }
    text.pop();
    text
}

/// An address as text.
type HostText = SmallVec<[u8; 16]>;

/// Whether a text has a placeholder anywhere.
pub(in crate::ua) fn has_placeholder(text: &[u8]) -> bool {
    find_word(text, PLACEHOLDER_HOST.as_bytes()).is_some()
}

/// Replaces the placeholders in Contacts by `sent_by`. Returns whether there was one.
pub(in crate::ua) fn fill_contacts(request: &mut TextEditor<'_>, sent_by: &SentBy) -> bool {
    let is_filled = Cell::new(false);
    request.replace(b"Contact", |text| filled(text, sent_by, &is_filled));
    is_filled.get()
}

/// Writes a message as [`fill_contacts`] changes it. Returns whether there was a placeholder.
pub(in crate::ua) fn write_with_contacts(
    message: &[u8],
    sent_by: &SentBy,
    out: &mut Vec<u8>,
) -> bool {
    let is_filled = Cell::new(false);
    replace_values(message, b"Contact", |text| filled(text, sent_by, &is_filled), out);
    is_filled.get()
}

/// A Contact with `sent_by` in place of placeholders, none if it has none. Notes whether there was one for the host.
fn filled(text: &[u8], sent_by: &SentBy, has_host: &Cell<bool>) -> Option<Vec<u8>> {
    let with_host = replaced(text, PLACEHOLDER_HOST.as_bytes(), |out| {
        write_host_and_port(&sent_by.host, None, out);
    });
    has_host.set(has_host.get() || with_host.is_some());
    let with_port = replaced(with_host.as_deref().unwrap_or(text), b":99999", |out| {
        out.push(b':');
        out.extend_from_slice(&sent_by.port);
    });
    with_port.or(with_host)
}

/// `text`, and in place of the first `old` in it that is a whole word what `write_new` appends; none if there is none.
fn replaced(text: &[u8], old: &[u8], write_new: impl FnOnce(&mut Vec<u8>)) -> Option<Vec<u8>> {
    let (before, rest) = text.split_at_checked(find_word(text, old)?)?;
    let mut all = Vec::with_capacity(text.len() + 32);
    all.extend_from_slice(before);
    write_new(&mut all);
    all.extend_from_slice(rest.get(old.len()..)?);
    Some(all)
}

/// Where the first `word` stands in `text` that is a whole one.
fn find_word(text: &[u8], word: &[u8]) -> Option<usize> {
    let (first, mut at) = (*word.first()?, 0);
    loop {
        at += grammar::find(text.get(at..)?, first)?;
        // A UUID may begin like a port.
        let is_end = |rest: &[u8]| !rest.first().is_some_and(u8::is_ascii_alphanumeric);
        if text.get(at..)?.strip_prefix(word).is_some_and(is_end) {
            return Some(at);
        }
        at += 1;
    }
}

/// Registers our Contact at `sent_by`.
pub(in crate::ua) fn replace_contact(request: &mut TextEditor<'_>, sent_by: &SentBy) {
    let contact = request.values(b"Contact").next();
    if let Some(moved) = contact.and_then(|contact| moved(contact, sent_by)) {
        return request.set(b"Contact", &moved);
    }
    request.edit(b"Contact", |Contact(contact)| {
        let Some(url) = &mut contact.url else { return };
        url.host = Some(sent_by.host.clone());
        url.port = Some(sent_by.port.clone());
        remove_param(&mut contact.gen_params, b"expires");
    });
}

/// What stands before and behind the host and port of a Contact, where [`replace_contact`] takes no tree, and
/// [`fill_contacts`] changes nothing else.
pub(in crate::ua) fn around_place(contact: &[u8]) -> Option<(&[u8], &[u8])> {
    let is_part = |text: &[u8]| text.windows(5).any(|part| part == PLACEHOLDER_PORT.as_bytes());
    ContactText::around_place(contact).filter(|(before, _)| !is_part(before))
}

/// A Contact at `sent_by`, where that takes no tree.
fn moved(contact: &[u8], sent_by: &SentBy) -> Option<Vec<u8>> {
    let (before, behind) = ContactText::around_place(contact)?;
    let mut text = Vec::with_capacity(contact.len() + 32);
    text.extend_from_slice(before);
    write_host_and_port(&sent_by.host, Some(&sent_by.port), &mut text);
    text.extend_from_slice(behind);
    Some(text)
}

/// Registers our Contact at `sent_by`, and removes its binding at the address before, in one request. The new one stands
/// first: registrars that read no further still register it.
pub(in crate::ua) fn move_contact(request: &mut TextEditor<'_>, sent_by: &SentBy) {
    let Some(Contact(contact)) = request.read(b"Contact") else { return };
    if contact.url.is_none() {
        return;
    }
    // A flow (RFC 5626) is known by its number: the new binding replaces the old one.
    if find_param(&contact.gen_params, b"reg-id").is_some() {
        return replace_contact(request, sent_by);
    }
    let Some(old) = request.values(b"Contact").next().map(<[u8]>::to_vec) else { return };
    expire_contact(request);
    request.insert_contact(&old);
    replace_contact(request, sent_by);
}

/// Removes one of the two Contacts that [`move_contact`] wrote: the old one if `is_moved`, otherwise the new one.
pub(in crate::ua) fn end_move(request: &mut TextEditor<'_>, is_moved: bool) {
    let old = request.values(b"Contact").nth(1).and_then(ContactText::of);
    if old.is_none_or(|old| old.expires() != Some(0)) {
        return;
    }
    request.remove_at(b"Contact", usize::from(is_moved));
    if !is_moved {
        request.edit(b"Contact", |Contact(contact)| {
            remove_param(&mut contact.gen_params, b"expires");
        });
    }
}

/// Says in our Contact how its address is reached.
pub(in crate::ua) fn set_transport(request: &mut TextEditor<'_>, transport: Transport) {
    request.edit(b"Contact", |Contact(contact)| {
        let Some(url) = &mut contact.url else { return };
        if transport.is_reliable() {
            set_param(&mut url.url_params, b"transport", transport.via_protocol().as_bytes());
        } else {
            remove_param(&mut url.url_params, b"transport");
        }
    });
}

/// Removes the binding of our Contact, and no other.
pub(in crate::ua) fn expire_contact(request: &mut TextEditor<'_>) {
    request.edit(b"Contact", |Contact(contact)| {
        if !contact.is_star() {
            set_param(&mut contact.gen_params, b"expires", b"0");
        }
    });
}

/// The host part of From.
pub(in crate::ua) fn domain_of(request: &TextEditor<'_>) -> Option<Text> {
    domain_in(request.values(b"From").next()?)
}

/// The host part of an address.
pub(in crate::ua) fn domain_in(address: &[u8]) -> Option<Text> {
    NameAddr::from_text(address).ok()?.url?.domain().map(Text::new)
}

/// What the sender of a response saw as the address of the request; only if it is an address and a port.
pub(in crate::ua) fn seen_address(via: &[u8], default_port: u16) -> Option<SocketAddr> {
    let (host, port) = via::sent_by(via)?;
    let port = match via::param(via, b"rport") {
        // `rport` came back without a value: the server does not support it.
        Some(rport) => Some(rport?),
        None => port,
    };
    let port = port.map_or(Some(default_port), port_number)?;
    let host = via::param(via, b"received").flatten().unwrap_or(host);
    address(host).filter(|ip| is_reachable(*ip)).map(|ip| SocketAddr::new(ip, port))
}

/// Whether requests can be sent to an address: a server may see nothing, and say so.
fn is_reachable(ip: IpAddr) -> bool {
    let is_broadcast = ip == IpAddr::V4(Ipv4Addr::BROADCAST);
    !ip.is_unspecified() && !ip.is_multicast() && !is_broadcast
}

/// The address that the sender of a request wrote into its Via.
pub(in crate::ua) fn sent_by(via: &[u8], default_port: u16) -> Option<SocketAddr> {
    let (host, port) = via::sent_by(via)?;
    Some(SocketAddr::new(address(host)?, port.map_or(Some(default_port), port_number)?))
}

/// The address that a Contact shows, if it is one.
pub(in crate::ua) fn shown_address(contact: &[u8], default_port: u16) -> Option<SocketAddr> {
    let (host, port) = ContactText::of(contact)?.place()?;
    Some(SocketAddr::new(address(host)?, port.map_or(Some(default_port), port_number)?))
}

/// Whether there is a Contact that could show another address.
pub(in crate::ua) fn has_contact(request: &TextEditor<'_>) -> bool {
    request.read(b"Contact").is_some_and(|Contact(contact)| contact.url.is_some())
}

fn port_number(text: &[u8]) -> Option<u16> {
    grammar::number(text).ok().and_then(|port| u16::try_from(port).ok()).filter(|port| *port != 0)
}

fn address(text: &[u8]) -> Option<IpAddr> {
    let text = text.strip_prefix(b"[").and_then(|text| text.strip_suffix(b"]")).unwrap_or(text);
    let ip: IpAddr = str::from_utf8(text).ok()?.parse().ok()?;
    Some(ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::Wire;

    #[test]
    fn the_address_that_a_server_saw_is_read() {
        let seen = |params: &str| {
            seen_address(format!("SIP/2.0/UDP 10.0.0.1:5070{params}").as_bytes(), 5060)
        };
        let both = ";branch=1;received=192.0.2.7;rport=4000";
        assert_eq!(seen(both), Some("192.0.2.7:4000".parse().unwrap()));
        assert_eq!(seen(""), Some("10.0.0.1:5070".parse().unwrap()));
        assert_eq!(seen(";rport"), None);
        assert_eq!(seen(";rport=0"), None);
        assert_eq!(seen(";rport=65536"), None);
        assert_eq!(seen(";received=evil.example"), None);
        for nowhere in ["0.0.0.0", "224.0.0.1", "255.255.255.255", "[::]", "::", "ff02::1"] {
            assert_eq!(seen(&format!(";received={nowhere};rport=4000")), None, "{nowhere}");
        }
        assert_eq!(seen(";received=[2001:db8::1]"), Some("[2001:db8::1]:5070".parse().unwrap()));
        assert_eq!(seen_address(b"SIP/2.0/UDP 10.0.0.1", 5060), "10.0.0.1:5060".parse().ok());
        assert_eq!(seen_address(b"SIP/2.0/UDP", 5060), None);
    }

    #[test]
    fn a_masquerade_keeps_its_port_until_it_is_switched_off() {
        let mut masquerade = Masquerade::default();
        masquerade.set(b"203.0.113.9", Some(6060));
        masquerade.set(b"203.0.113.10", None);
        assert_eq!(
            (masquerade.host(), masquerade.port()),
            (Some(&b"203.0.113.10"[..]), Some(6060))
        );
        masquerade.set(b"a\r\nb", Some(1));
        masquerade.set(&[b'a'; 1000], Some(1));
        assert_eq!(
            (masquerade.host(), masquerade.port()),
            (Some(&b"203.0.113.10"[..]), Some(6060))
        );
        masquerade.set(b"", Some(7));
        assert_eq!((masquerade.host(), masquerade.port()), (None, None));
    }

    #[test]
    fn only_an_address_is_taken_for_a_placeholder() {
        let written = |contact: &str| {
            let text = format!("REGISTER sip:a SIP/2.0\r\nContact: {contact}\r\n\r\n");
            let mut request = TextEditor::of(text.as_bytes());
            fill_contacts(&mut request, &SentBy::new(b"10.0.0.2", 5070));
            let text = request.values(b"Contact").next().unwrap().to_vec();
            String::from_utf8(text).unwrap()
        };
        let instance = "+sip.instance=\"<urn:uuid:99999fae-7dec-11d0-a765-00a0c91e6bf6>\"";
        for address in ["999.999.999.999:99999", "10.0.0.2:5070", "10.0.0.2:99999"] {
            let filled = written(&format!("<sip:u@{address};line=1>;{instance}"));
            assert_eq!(filled, format!("<sip:u@10.0.0.2:5070;line=1>;{instance}"));
        }
        assert_eq!(written("sip:u@h:99999"), "sip:u@h:5070");
    }

    #[test]
    fn a_contact_is_moved_as_text_to_what_its_tree_would_say() {
        let address = SentBy::new(b"2001:db8::1", 5070);
        let by_tree = |contact: &str| {
            let mut contact = Contact::from_text(contact.as_bytes()).unwrap();
            let url = contact.0.url.as_mut().unwrap();
            (url.host, url.port) = (Some(address.host.clone()), Some(address.port.clone()));
            let mut text = Vec::new();
            contact.write(&mut text).unwrap();
            text
        };
        for contact in [
            "<sip:a@h>",
            "<sips:a.b+1@192.0.2.1:5060;transport=tls;ob>;+sip.instance=\"<urn:uuid:1-2>\";q=0.5",
            "\"A b\" <sip:h:1;line=0a>;x",
        ] {
            assert_eq!(moved(contact.as_bytes(), &address), Some(by_tree(contact)), "{contact}");
        }
        for contact in ["<sip:a%41@h>", "\"A\"<sip:a@h>", "<sip:a@h>;Expires=5", "sip:a@h", "*"] {
            assert_eq!(moved(contact.as_bytes(), &address), None, "{contact}");
        }
    }

    #[test]
    fn an_account_is_found_by_its_whole_domain() {
        let mut accounts = Accounts::default();
        let address = "192.0.2.7:4000".parse().unwrap();
        assert_eq!(accounts.set(b"Example.com", address), Ok(true));
        assert_eq!(accounts.set(b"example.com", address), Ok(false));
        assert_eq!(accounts.get(b"EXAMPLE.com"), Some(address));
        assert_eq!(accounts.get(b"sip.example.com"), None);
        accounts.learn(b"b.example", address);
        accounts.forget_learned();
        assert_eq!(
            (accounts.get(b"b.example"), accounts.get(b"example.com")),
            (None, Some(address))
        );
        assert_eq!(accounts.remove(b"example.com"), Ok(()));
        assert_eq!(accounts.remove(b"example.com"), Err(Error::BadParameter));
    }
}
