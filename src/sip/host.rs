//! Host and port, as URIs and Via have them. RFC 3261 25.1.

use std::net::Ipv6Addr;

use super::grammar::{Alphabet, has, number, split_before, split_once, trim, trim_end, trim_start};
use crate::error::Error::Syntax;
use crate::error::Result;
use crate::mem::Text;

/// Host and port of `example.com:5060` or `[2001:db8::1]:5060`, an IPv6 address without its brackets.
///
/// White space around both is dropped. The port is a number that fits in 16 bits.
pub fn host_and_port(text: &[u8]) -> Result<(&[u8], Option<&[u8]>)> {
    let text = trim(text);
    let (host, rest) = match text.strip_prefix(b"[") {
        Some(reference) => {
            let (address, rest) = split_once(reference, b']').ok_or(Syntax)?;
            is_ipv6(address).then_some((address, trim_start(rest))).ok_or(Syntax)?
        }
        None => {
            let (host, rest) = split_before(text, b':');
            let host = trim_end(host);
            is_host_name(host).then_some((host, rest)).ok_or(Syntax)?
        }
    };
    match rest {
        [] => Ok((host, None)),
        // What stands in a request of ours until its path is known.
        b":99999" if host == b"999.999.999.999" => Ok((host, Some(b"99999"))),
        [b':', port @ ..] => Ok((host, Some(checked_port(trim(port))?))),
        _ => Err(Syntax),
    }
}

/// Writes `host` or `host:port`, an IPv6 address in brackets.
pub fn write_host_and_port(host: &[u8], port: Option<&Text>, out: &mut Vec<u8>) {
    if has(host, b':') && !host.starts_with(b"[") {
        out.push(b'[');
        out.extend_from_slice(host);
        out.push(b']');
    } else {
        out.extend_from_slice(host);
    }
    if let Some(port) = port {
        out.push(b':');
        out.extend_from_slice(port);
    }
}

fn checked_port(port: &[u8]) -> Result<&[u8]> {
    (number(port)? <= u32::from(u16::MAX)).then_some(port).ok_or(Syntax)
}

/// An IPv6 address; one of a link may name its zone, as in `fe80::1%eth0`.
fn is_ipv6(text: &[u8]) -> bool {
    let (address, zone) = split_before(text, b'%');
    let is_zone = |zone: &[u8]| zone.len() > 1 && NAME.has_all(zone);
    (zone.is_empty() || is_zone(zone))
        && str::from_utf8(address).is_ok_and(|address| address.parse::<Ipv6Addr>().is_ok())
}

/// A name, or an IPv4 address. Names that DNS would not take are let through, but nothing that could be mistaken
/// for another part of the header.
fn is_host_name(text: &[u8]) -> bool {
    !text.is_empty() && NAME.has_all(text)
}

/// Every mark but `"`, `<`, `>`, `[`, `]`, `@`, `,` and `:`.
static NAME: Alphabet = Alphabet::new(b"-._~!#$%&'()*+/;=?\\^`{|}").or_other();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_and_port_come_without_brackets_and_blanks() {
        for (text, host, port) in [
            ("example.com", "example.com", None),
            (" h : 5060 ", "h", Some("5060")),
            ("[2001:db8::1]", "2001:db8::1", None),
            ("[::ffff:192.0.2.1] :0", "::ffff:192.0.2.1", Some("0")),
            ("[fe80::1%eth0]:65535", "fe80::1%eth0", Some("65535")),
        ] {
            let expected = (host.as_bytes(), port.map(str::as_bytes));
            assert_eq!(host_and_port(text.as_bytes()), Ok(expected), "{text}");
        }
    }

    #[test]
    fn hosts_that_are_none_are_errors() {
        for text in [
            "",
            ":5060",
            "[]",
            "[::1",
            "[::1]x",
            "[1.2.3.4]",
            "[::1%]",
            "[zz]",
            "[[::1]]",
            "::1",
            "::1:5060",
            "a b",
            "a,b",
            "<a>",
            "a@b",
            "a\r\nb",
            "\"a\"",
        ] {
            assert_eq!(host_and_port(text.as_bytes()), Err(Syntax), "{text}");
        }
    }

    #[test]
    fn the_placeholder_of_our_own_address_is_read() {
        let expected = (&b"999.999.999.999"[..], Some(&b"99999"[..]));
        assert_eq!(host_and_port(b"999.999.999.999:99999"), Ok(expected));
    }

    #[test]
    fn ports_never_wrap() {
        for text in ["h:", "h:65536", "h:-1", "h:5060x", "h:4294967297", "h:50:60", "[::1]:"] {
            assert_eq!(host_and_port(text.as_bytes()), Err(Syntax), "{text}");
        }
    }

    #[test]
    fn only_ipv6_addresses_are_written_in_brackets() {
        for (host, written) in [("h", "h:5"), ("::1", "[::1]:5"), ("[::1]", "[::1]:5")] {
            let mut out = Vec::new();
            write_host_and_port(host.as_bytes(), Some(&Text::from("5")), &mut out);
            assert_eq!(out, written.as_bytes());
        }
    }
}
