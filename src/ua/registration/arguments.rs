//! What an application registers with: checked, and read as the parts of a REGISTER. RFC 3261 10.2.

use std::net::Ipv4Addr;

use crate::error::{Error, Result};
use crate::mem::List;
use crate::routing::Listeners;
use crate::sip::param::remove_param;
use crate::sip::{Message, NameAddr, Param, Uri, Wire, grammar};
use crate::ua::io::Transport;

/// The shortest registration that can be requested, in seconds.
const SHORTEST: i32 = 30;

/// What a first REGISTER is built from.
pub(in crate::ua) struct Arguments<'a> {
    pub(in crate::ua) from: &'a [u8],
    pub(in crate::ua) registrar: &'a [u8],
    pub(in crate::ua) contact: Option<&'a [u8]>,
    pub(in crate::ua) q: Option<&'a [u8]>,
    pub(in crate::ua) expires: u32,
}

/// What the application asks for, in seconds: 0, or at least half a minute.
pub(in crate::ua) fn initial_expires(asked: i32) -> u32 {
    if asked <= 0 { 0 } else { asked.max(SHORTEST).cast_unsigned() }
}

/// The same for a later REGISTER, where a negative number is a short one.
pub(in crate::ua) fn later_expires(asked: i32) -> u32 {
    if asked == 0 { 0 } else { asked.max(SHORTEST).cast_unsigned() }
}

/// The address of record, the registrar and the transport of a first REGISTER.
pub(super) struct Parties {
    pub(super) to: NameAddr,
    pub(super) registrar: Uri,
    pub(super) transport: Transport,
}

impl Parties {
    pub(super) fn of(arguments: &Arguments<'_>, listeners: &Listeners) -> Result<Self> {
        let Arguments { from, registrar, contact, q, .. } = arguments;
        if [Some(*from), Some(*registrar), *contact, *q].into_iter().flatten().any(breaks_line) {
            return Err(Error::Syntax);
        }
        let to = address_of_record(from)?;
        let registrar = registrar_uri(registrar)?;
        let transport = listeners.choose(&registrar)?;
        Ok(Self { to, registrar, transport })
    }
}

/// The Contacts that an application wrote: all of a list, or `*`.
pub(super) fn contacts(text: &[u8]) -> Result<List<NameAddr>> {
    let contacts: Result<Vec<_>> = grammar::elements(text)
        .map(|text| {
            let mut contact = NameAddr::default();
            contact.parse_contact(text).map(|()| contact)
        })
        .collect();
    let contacts = contacts?;
    let has_address = |contact: &NameAddr| {
        let host = contact.url.as_ref().and_then(|url| url.host.as_ref());
        host.is_some_and(|host| !host.is_empty())
    };
    let is_star = contacts.len() == 1 && contacts.iter().all(NameAddr::is_star);
    if !is_star && !contacts.iter().all(has_address) {
        return Err(Error::Syntax);
    }
    Ok(contacts.into_iter().collect())
}

/// The address of record. A tag has no place in it.
fn address_of_record(text: &[u8]) -> Result<NameAddr> {
    let mut aor = NameAddr::from_text(text)?;
    remove_param(&mut aor.gen_params, b"tag");
    let url = aor.url.as_ref().ok_or(Error::Syntax)?;
    let is_sip = is_sip(url);
    let is_tel = url.scheme.as_ref().is_some_and(|scheme| scheme.eq_ignore_case(b"tel"));
    let has_host = url.host.as_ref().is_some_and(|host| !host.is_empty());
    if is_tel || (is_sip && has_host) { Ok(aor) } else { Err(Error::Syntax) }
}

pub(in crate::ua) fn is_sip(uri: &Uri) -> bool {
    let is_scheme = |name| uri.scheme.as_ref().is_some_and(|scheme| scheme.eq_ignore_case(name));
    is_scheme(b"sip") || is_scheme(b"sips")
}

/// The registrar: a SIP URI, in brackets or not, or just a host with what may follow it.
fn registrar_uri(text: &[u8]) -> Result<Uri> {
    let text = grammar::trim(text);
    let text = text
        .strip_prefix(b"<")
        .and_then(|text| text.strip_suffix(b">"))
        .map_or(text, grammar::trim);
    let mut uri = if is_bare_host(text) {
        Uri::from_text(&[b"sip:", text].concat())?
    } else {
        Uri::from_text(text)?
    };
    let host = uri.host.as_deref().unwrap_or_default();
    let has_port = uri.port.as_deref().is_none_or(is_port);
    // A web address is none.
    if !is_sip(&uri) || host.is_empty() || host.contains(&b'/') || !has_port {
        return Err(Error::Syntax);
    }
    remove_param(&mut uri.url_params, b"method");
    Ok(uri)
}

/// Whether `text` is a name or an address, and perhaps a port and parameters: no URI.
fn is_bare_host(text: &[u8]) -> bool {
    let (address, _) = grammar::split_before(text, b';');
    if address.starts_with(b"[") {
        return true;
    }
    let (host, port) = grammar::split_before(address, b':');
    let is_name = !host.is_empty()
        && host
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    // A scheme before a number is a URI.
    let is_scheme = [&b"sip"[..], b"sips", b"tel"].iter().any(|it| host.eq_ignore_ascii_case(it));
    is_name
        && !is_scheme
        && (!is_numeric(host) || is_ipv4(host))
        && (port.is_empty() || port.strip_prefix(b":").is_some_and(is_port))
}

/// Whether a host is meant as an address: its last part is a number (RFC 1123 2.1).
fn is_numeric(host: &[u8]) -> bool {
    let host = host.strip_suffix(b".").unwrap_or(host);
    let last = host.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    !last.is_empty() && last.iter().all(u8::is_ascii_digit)
}

fn is_ipv4(host: &[u8]) -> bool {
    str::from_utf8(host).is_ok_and(|host| host.parse::<Ipv4Addr>().is_ok())
}

fn is_port(text: &[u8]) -> bool {
    grammar::number(text).is_ok_and(|port| (1..=65_535).contains(&port))
}

/// The headers in the URI of the address of record; they become headers of the message.
pub(in crate::ua) fn take_headers(aor: &mut NameAddr) -> List<Param> {
    match &mut aor.url {
        Some(url) => core::mem::take(&mut url.url_headers),
        None => List::default(),
    }
}

/// Those that would change what the message is are left out (RFC 3261 19.1.5).
pub(in crate::ua) fn add_from_uri(message: &mut Message, header: &Param) -> Result<()> {
    const DANGEROUS: [&[u8]; 14] = [
        b"from",
        b"f",
        b"to",
        b"t",
        b"call-id",
        b"i",
        b"cseq",
        b"via",
        b"v",
        b"contact",
        b"m",
        b"content-length",
        b"l",
        b"body",
    ];
    let (Some(name), value) = (&header.gname, header.gvalue.as_deref().unwrap_or_default()) else {
        return Ok(());
    };
    if breaks_line(name) || breaks_line(value) {
        return Err(Error::Syntax);
    }
    if DANGEROUS.iter().any(|dangerous| name.eq_ignore_case(dangerous)) {
        return Ok(());
    }
    let known = message.headers.len();
    // As in the original, one that does not parse is left out.
    let _ = message.add_header_line(name, value);
    // Unlike in a message that arrives, a name stays as it is written.
    for header in message.headers.iter_mut().skip(known) {
        header.hname = Some(name.clone());
    }
    Ok(())
}

/// Whether `text` would begin a new line in a message.
pub(in crate::ua) fn breaks_line(text: &[u8]) -> bool {
    grammar::find_any(text, *b"\r\n").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registrar_is_a_uri_or_a_host() {
        let read = |text: &str| {
            let mut out = Vec::new();
            registrar_uri(text.as_bytes())
                .and_then(|uri| uri.write(&mut out))
                .map(|()| String::from_utf8(out).unwrap())
        };
        for (text, uri) in [
            ("sip.example.com", "sip:sip.example.com"),
            ("a-b.c:5070", "sip:a-b.c:5070"),
            ("192.0.2.1", "sip:192.0.2.1"),
            ("192.0.2.1:5070", "sip:192.0.2.1:5070"),
            ("localhost", "sip:localhost"),
            ("localhost:5070", "sip:localhost:5070"),
            ("pbx", "sip:pbx"),
            ("[::1]", "sip:[::1]"),
            ("[::1]:5070", "sip:[::1]:5070"),
            ("sip.example.com;transport=tcp", "sip:sip.example.com;transport=tcp"),
            ("<sip:192.0.2.1>", "sip:192.0.2.1"),
            (" \t<sips:pbx:5071;a=b> ", "sips:pbx:5071;a=b"),
            (" sip:pbx ", "sip:pbx"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(uri), "{text}");
        }
        for text in [
            "1.2.3.4.5",
            "256.1.1.1",
            "sip://host",
            "sip:",
            "tel:123",
            "a.b:0",
            "a.b:99999999999",
            "a.b:",
            "<a.b",
            "a b",
            "<>",
            " ",
            "http://pbx",
            "[::1",
            "[]",
            "sip:<sip:a>",
            "1234",
        ] {
            assert_eq!(read(text), Err(Error::Syntax), "{text}");
        }
    }

    #[test]
    fn what_is_asked_for_is_nothing_or_half_a_minute() {
        assert_eq!([-1, 0, 1, 29, 30, 3600].map(initial_expires), [0, 0, 30, 30, 30, 3600]);
        assert_eq!([-5, 0, 1, 29, 30, 3600].map(later_expires), [30, 0, 30, 30, 30, 3600]);
    }
}
