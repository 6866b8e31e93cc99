//! A Via as text: `SIP/2.0/UDP host:port;branch=...`. RFC 3261 8.1.1.7.

use smallvec::SmallVec;

use super::copied::{Copied, CopiedHeaders};
use super::decimal::decimal;
use super::edit::TextEditor;
use super::lines::next_line;
use crate::error::Error;
use crate::mem::Text;
use crate::sip::grammar::{find_unquoted, has, split_before, split_once};
use crate::sip::host::{host_and_port, write_host_and_port};
use crate::sip::param::{Pair, find_in, params};
use crate::sip::plain::Place;

/// The branch of the topmost Via.
pub fn branch<'a>(message: &'a TextEditor<'_>) -> Option<&'a [u8]> {
    param(message.values(b"Via").next()?, b"branch")?
}

/// The parameter of that name, and its value if it has one.
pub fn param<'a>(via: &'a [u8], name: &[u8]) -> Option<Option<&'a [u8]>> {
    let (_, rest) = split_before(uncommented(via), b';');
    find_in(rest, name)
}

/// A Via without the comment at its end, which hardly any has.
fn uncommented(via: &[u8]) -> &[u8] {
    let comment = if has(via, b'(') { find_unquoted(via, |byte| byte == b'(') } else { None };
    comment.and_then(|start| via.get(..start)).unwrap_or(via)
}

/// The host and the port that the sender wrote.
pub fn sent_by(via: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let (_, sent_by) = split_once(split_before(uncommented(via), b';').0, b' ')?;
    host_and_port(sent_by).ok()
}

/// Whether a Via in a response says nothing of another source than the address that its sender wrote into it, as `sent`: in
/// short forms only, where reading both addresses would take longer.
pub fn shows_no_other_source(answered: &[u8], sent: &[u8]) -> bool {
    let (head, rest) = split_before(answered, b';');
    let is_same_head = sent.strip_prefix(head).is_some_and(|rest| matches!(rest, [] | [b';', ..]));
    is_same_head
        && !has(answered, b'(')
        && params(rest).all(|param| match param {
            Ok((name, _)) if name.eq_ignore_ascii_case(b"received") => false,
            Ok((name, Some(port))) if name.eq_ignore_ascii_case(b"rport") => {
                head.strip_suffix(port).is_some_and(|rest| rest.ends_with(b":"))
            }
            param => param.is_ok(),
        })
}

/// Whether the sender wrote `host` into a Via.
pub fn has_host(via: &[u8], host: &[u8]) -> bool {
    let (head, _) = split_before(via, b';');
    // Nearly all of ours have the placeholders here.
    let before = head.strip_suffix(b":99999").and_then(|head| head.strip_suffix(host));
    match before.and_then(|before| before.strip_suffix(b" ")) {
        Some(protocol) if !has(protocol, b' ') && !has(protocol, b'(') => true,
        _ => sent_by(via).is_some_and(|(other, _)| other == host),
    }
}

/// Sets the branch of the topmost Via.
pub fn set_branch(request: &mut TextEditor<'_>, branch: &[u8]) {
    let Some(via) = request.values(b"Via").next() else { return };
    let (sent_by, rest) = split_before(via, b';');
    let mut text = Vec::with_capacity(via.len() + 32);
    text.extend_from_slice(sent_by);
    let mut is_set = false;
    for (name, value) in params(rest).map_while(Result::ok) {
        let is_branch = name.eq_ignore_ascii_case(b"branch");
        is_set |= is_branch;
        add_param(&mut text, name, if is_branch { Some(branch) } else { value });
    }
    if !is_set {
        add_param(&mut text, b"branch", Some(branch));
    }
    request.set(b"Via", &text);
}

/// Writes a request whose topmost Via, which has no comment, says where it came from.
pub fn write_source(
    request: &[u8],
    headers: &CopiedHeaders<'_>,
    address: &[u8],
    port: u16,
    out: &mut Vec<u8>,
) {
    let via = headers.first(Copied::Via);
    let Some((before, behind)) = around_line(via, request) else {
        return out.extend_from_slice(request);
    };
    let (head, rest) = split_before(via, b';');
    let sent_by = sent_by(via).unwrap_or_default();
    let params = params(rest).map_while(Result::ok).collect();
    out.extend_from_slice(before);
    out.extend_from_slice(b"Via: ");
    ViaText { head, sent_by, params }.write_with_source(address, port, out);
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(behind);
}

/// What stands before and behind the line with this value in `text`.
fn around_line<'a>(value: &[u8], text: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let (before, _) = Place::of(value, text)?.around(text);
    let last_line_feed = |text: &[u8]| text.iter().rposition(|byte| *byte == b'\n');
    let mut start = last_line_feed(before)?;
    // The value may begin in a line that is folded into it.
    while let Some(b' ' | b'\t') = text.get(start + 1) {
        start = last_line_feed(text.get(..start)?)?;
    }
    let (before, line) = text.split_at_checked(start + 1)?;
    Some((before, next_line(line)?.1))
}

/// A Via without a comment, cut into its parts.
#[derive(Debug)]
pub struct ViaText<'a> {
    head: &'a [u8],
    sent_by: (&'a [u8], Option<&'a [u8]>),
    params: SmallVec<[Pair<'a>; 6]>,
}

impl<'a> ViaText<'a> {
    /// The Via with this value.
    pub fn of(via: &'a [u8]) -> Option<Self> {
        let (head, rest) = split_before(via, b';');
        let (_, sent_by) = split_once(head, b' ')?;
        let sent_by = host_and_port(sent_by).ok()?;
        Some(Self { head, sent_by, params: params(rest).map_while(Result::ok).collect() })
    }

    /// The host and the port that the sender wrote.
    pub fn sent_by(&self) -> (&'a [u8], Option<&'a [u8]>) {
        self.sent_by
    }

    /// The parameter of that name, and its value if it has one.
    pub fn param(&self, name: &[u8]) -> Option<Option<&'a [u8]>> {
        self.params.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// Writes it with the place that its request came from: the port where that was asked for, the address where it is not
    /// the one written there (RFC 3261 18.2.1, RFC 3581 4).
    pub fn write_with_source(&self, address: &[u8], port: u16, text: &mut Vec<u8>) {
        let mut digits = [0; _];
        let port = decimal(port.into(), &mut digits);
        text.extend_from_slice(self.head);
        for (name, value) in &self.params {
            let asks_for_port = value.is_none() && name.eq_ignore_ascii_case(b"rport");
            add_param(text, name, if asks_for_port { Some(port) } else { *value });
        }
        if self.sent_by.0 != address {
            add_param(text, b"received", Some(address));
        }
    }
}

fn add_param(text: &mut Vec<u8>, name: &[u8], value: Option<&[u8]>) {
    text.push(b';');
    text.extend_from_slice(name);
    if let Some(value) = value {
        text.push(b'=');
        text.extend_from_slice(value);
    }
}

/// Sets sent-by of the topmost Via, and the transport if it was not known before.
pub fn set_sent_by(
    request: &mut TextEditor<'_>,
    transport: Option<&str>,
    host: &[u8],
    port: &Text,
) {
    request.rewrite(b"Via", |via, text| {
        let (sent_by, params) = split_before(via, b';');
        let (protocol, _) = split_once(sent_by, b' ').ok_or(Error::Syntax)?;
        match transport {
            Some(transport) => {
                text.extend_from_slice(b"SIP/2.0/");
                text.extend_from_slice(transport.as_bytes());
            }
            None => text.extend_from_slice(protocol),
        }
        text.push(b' ');
        write_host_and_port(host, Some(port), text);
        text.extend_from_slice(params);
        Ok(())
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value<'a>(draft: &'a TextEditor<'_>) -> &'a str {
        str::from_utf8(draft.values(b"Via").next().unwrap()).unwrap()
    }

    #[test]
    fn a_via_gets_a_branch_and_an_address() {
        let text = b"A b SIP/2.0\r\nVia: SIP/2.0/UDP 999.999.999.999:99999;rport;Branch=1;x=\"a;b\"\r\nVia: v\r\n\r\n";
        let mut draft = TextEditor::of(text);
        assert_eq!(branch(&draft), Some(&b"1"[..]));
        set_branch(&mut draft, b"2");
        assert_eq!(branch(&draft), Some(&b"2"[..]));
        set_sent_by(&mut draft, None, b"192.0.2.1", &"5062".into());
        assert_eq!(value(&draft), "SIP/2.0/UDP 192.0.2.1:5062;rport;Branch=2;x=\"a;b\"");
        set_sent_by(&mut draft, Some("TLS"), b"::1", &"1".into());
        assert_eq!(value(&draft), "SIP/2.0/TLS [::1]:1;rport;Branch=2;x=\"a;b\"");
    }

    #[test]
    fn the_source_of_a_request_is_written_into_one_line() {
        for (line, expected) in [
            (
                "via:SIP/2.0/UDP h;RPORT;branch=1",
                "Via: SIP/2.0/UDP h;RPORT=7;branch=1;received=192.0.2.1",
            ),
            ("Via: SIP/2.0/UDP 192.0.2.1;x \r\n\t ", "Via: SIP/2.0/UDP 192.0.2.1;x"),
            ("Via:\r\n \r\n\tSIP/2.0/UDP h", "Via: SIP/2.0/UDP h;received=192.0.2.1"),
            (
                "VIA : a\r\nVia: SIP/2.0/UDP\r\n h",
                "VIA : a\r\nVia: SIP/2.0/UDP\r\n h;received=192.0.2.1",
            ),
        ] {
            let [text, expected] = [line, expected].map(|line| {
                format!("A b SIP/2.0\r\nTo: c\r\n{line}\r\nVia: i\r\n\r\nVia: body\r\n")
            });
            let mut out = Vec::new();
            let headers = CopiedHeaders::of(text.as_bytes());
            write_source(text.as_bytes(), &headers, b"192.0.2.1", 7, &mut out);
            assert_eq!(str::from_utf8(&out), Ok(&*expected));
        }
    }

    #[test]
    fn a_comment_is_no_part_of_a_parameter() {
        let via = b"SIP/2.0/UDP h:1;x=\"(\";branch=z (a;branch=y)";
        assert_eq!(param(via, b"branch"), Some(Some(&b"z"[..])));
        assert_eq!(sent_by(b"SIP/2.0/UDP h:1 (a)"), Some((&b"h"[..], Some(&b"1"[..]))));
    }

    #[test]
    fn what_is_no_via_stays_as_it_is() {
        for text in ["A b SIP/2.0\r\n\r\n", "A b SIP/2.0\r\nVia: x\r\n\r\n"] {
            let mut draft = TextEditor::of(text.as_bytes());
            assert_eq!(branch(&draft), None);
            set_sent_by(&mut draft, None, b"::1", &"1".into());
            let mut written = Vec::new();
            draft.write(&mut written);
            assert_eq!(str::from_utf8(&written), Ok(text));
        }
    }
}
