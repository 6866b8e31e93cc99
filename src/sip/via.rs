//! One hop that a request has taken. RFC 3261 20.42.

use super::grammar::{
    find_unquoted, has, is_space, mandatory, optional, split_before, split_once, trim, trim_start,
};
use super::host::{host_and_port, write_host_and_port};
use super::param::{parse_params, write_params};
use super::{Param, Wire};
use crate::error::Error::{BadParameter, Syntax};
use crate::error::Result;
use crate::mem::{List, Text};

/// A Via header: one hop that a request has taken.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Via {
    /// The version of SIP, "2.0".
    pub version: Option<Text>,
    /// The transport: "UDP", "TCP", "TLS" and others.
    pub protocol: Option<Text>,
    /// The sent-by host: a host name, an IPv4 address, or an IPv6 address without brackets.
    pub host: Option<Text>,
    /// The port, in decimal digits.
    pub port: Option<Text>,
    /// A remark at the end, without its parentheses (RFC 2543).
    pub comment: Option<Text>,
    /// The parameters: branch, rport, received and others.
    pub via_params: List<Param>,
}

record_size!(Via: 56, 28);

impl Wire for Via {
    fn parse(&mut self, text: &[u8]) -> Result<()> {
        // The name of the protocol is not kept: it is always written as "SIP".
        let (_, rest) = split_once(text, b'/').ok_or(Syntax)?;
        let (version, rest) = split_once(rest, b'/').ok_or(Syntax)?;
        let rest = trim_start(rest);
        let end = rest.iter().position(|&byte| is_space(byte)).ok_or(Syntax)?;
        let (protocol, rest) = rest.split_at_checked(end).ok_or(Syntax)?;
        self.version = mandatory(trim(version))?;
        self.protocol = mandatory(protocol)?;

        let (rest, comment) = split_comment(rest)?;
        let (host, params) = split_before(rest, b';');
        let (host, port) = host_and_port(host)?;
        self.host = Some(Text::new(host));
        self.port = port.map(Text::new);
        self.comment = optional(comment);
        parse_via_params(params, &mut self.via_params)
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        let version = self.version.as_ref().ok_or(BadParameter)?;
        let protocol = self.protocol.as_ref().ok_or(BadParameter)?;
        let host = self.host.as_ref().ok_or(BadParameter)?;
        out.extend_from_slice(b"SIP/");
        out.extend_from_slice(version);
        out.push(b'/');
        out.extend_from_slice(protocol);
        out.push(b' ');
        write_host_and_port(host, self.port.as_ref(), out);
        write_params(&self.via_params, out);
        if let Some(comment) = &self.comment {
            out.extend_from_slice(b" (");
            out.extend_from_slice(comment);
            out.push(b')');
        }
        Ok(())
    }
}

impl Via {
    /// Whether both are the same in every field, parameters in the same order: the original's rule.
    pub fn matches(&self, other: &Self) -> Result<bool> {
        let is_whole =
            |via: &Self| via.version.is_some() && via.protocol.is_some() && via.host.is_some();
        (is_whole(self) && is_whole(other)).then(|| self == other).ok_or(BadParameter)
    }
}

/// `received=;` and `rport=;` are read without a value, as they are at the end of a Via.
fn parse_via_params(text: &[u8], into: &mut List<Param>) -> Result<()> {
    if !has_empty_value(text) {
        return parse_params(text, into);
    }
    let pieces = text.split(|byte| *byte == b';').map(|piece| {
        let name = piece.strip_suffix(b"=").unwrap_or(piece);
        let is_known = |known: &[u8]| trim(name).eq_ignore_ascii_case(known);
        if is_known(b"received") || is_known(b"rport") { name } else { piece }
    });
    parse_params(&pieces.collect::<Vec<_>>().join(&b';'), into)
}

/// Whether `text` has a `=;`.
fn has_empty_value(mut text: &[u8]) -> bool {
    while let Some((_, value)) = split_once(text, b'=') {
        if value.starts_with(b";") {
            return true;
        }
        text = value;
    }
    false
}

/// What stands before the comment, and the comment without its parentheses; blanks alone may follow it.
fn split_comment(text: &[u8]) -> Result<(&[u8], &[u8])> {
    // Comments are rare.
    if !has(text, b'(') {
        return Ok((text, b""));
    }
    let Some(start) = find_unquoted(text, |byte| byte == b'(') else { return Ok((text, b"")) };
    let (before, comment) = text.split_at_checked(start).ok_or(Syntax)?;
    let comment =
        trim(comment).strip_prefix(b"(").and_then(|rest| rest.strip_suffix(b")")).ok_or(Syntax)?;
    Ok((before, comment))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Via {
        Via::from_text(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_via_is_written_as_it_was_read_but_for_blanks() {
        for (text, expected) in [
            ("SIP/2.0/UDP h:5060;branch=z9;rport", "SIP/2.0/UDP h:5060;branch=z9;rport"),
            (" sip / 2.0 /\tTCP  [::1] : 5060 ; a = \"(;)\" ", "SIP/2.0/TCP [::1]:5060;a=\"(;)\""),
            (
                "SIP/2.0/UDP h ;ttl=16 (Acme (tm) server) ",
                "SIP/2.0/UDP h;ttl=16 (Acme (tm) server)",
            ),
            ("SIP/2.0/UDP h()", "SIP/2.0/UDP h"),
        ] {
            let mut out = Vec::new();
            read(text).write(&mut out).unwrap();
            assert_eq!(String::from_utf8_lossy(&out), expected);
            assert_eq!(read(expected), read(text));
        }
    }

    #[test]
    fn what_is_no_via_is_an_error() {
        for text in [
            "",
            "SIP/2.0/UDP",
            "SIP/2.0/UDP ",
            "SIP/2.0 h",
            "SIP//UDP h",
            "SIP/ /UDP h",
            "SIP/2.0/UDP ;x",
            "SIP/2.0/UDP h:99999",
            "SIP/2.0/UDP h x",
            "SIP/2.0/UDP h,SIP/2.0/UDP i",
            "SIP/2.0/UDP h;;x",
            "SIP/2.0/UDP h (a",
            "SIP/2.0/UDP h (a);x=y",
            "SIP/2.0/UDP ::1",
        ] {
            assert_eq!(Via::from_text(text.as_bytes()), Err(Syntax), "{text}");
        }
    }

    #[test]
    fn vias_match_when_every_field_is_the_same() {
        let via = read("SIP/2.0/UDP h;branch=1;x");
        assert_eq!(via.matches(&read("SIP/2.0/UDP h ; branch=1;x")), Ok(true));
        for other in [
            "SIP/2.0/TCP h;branch=1;x",
            "SIP/2.0/UDP h;x;branch=1",
            "SIP/2.0/UDP h:5060;branch=1;x",
        ] {
            assert_eq!(via.matches(&read(other)), Ok(false));
        }
        assert_eq!(via.matches(&Via::default()), Err(BadParameter));
    }
}
