//! The differences that are meant. Each function names the one that explains what it is given.

use std::net::Ipv6Addr;

use eXosip2::mem::Text;
use eXosip2::sip::{CSeq, ContentLength, NameAddr, Uri, Via, Wire};

use super::Seen;

pub(super) fn uri(text: &str, ours: &Seen<Uri>, original: &Seen<Uri>) -> Option<&'static str> {
    uri_in(text, ours.fields(), original.fields())
}

/// Whether a URI somewhere in `text` explains the difference.
fn uri_in(text: &str, ours: Option<&Uri>, original: Option<&Uri>) -> Option<&'static str> {
    match (ours, original) {
        (None, Some(uri)) => match &uri.string {
            None if !is_sip(uri) => Some("\"sipx\" is not \"sip\""),
            _ if is_hollow(&uri.host) => Some("a host is not empty"),
            Some(string) => {
                is_odd(string, "<>").then_some("no control or bracket in other schemes")
            }
            None => host(text, &uri.host, &uri.port),
        },
        (Some(uri), None) => {
            let scheme = uri.scheme.as_ref()?;
            let is_new = scheme.len() == 1 || !scheme.iter().all(u8::is_ascii_alphabetic);
            let has_long_port = uri.port.as_ref().is_some_and(|port| port.len() > 8);
            None.or(has_long_port.then_some("zeros before a port"))
                .or(is_new.then_some("every scheme of RFC 3986"))
                .or(uri
                    .string
                    .as_ref()
                    .is_some_and(|s| s.len() == 1)
                    .then_some("one byte behind a scheme"))
                .or(uri.string.is_some().then_some("\"sipx\" is not \"sip\""))
        }
        (Some(ours), Some(original)) => {
            let trimmed = original.string.as_ref().is_some_and(|string| string.ends_with(b" "));
            None.or(trimmed.then_some("blanks behind a URI are dropped"))
                .or((ours.string.is_some() && original.string.is_none())
                    .then_some("\"sipx\" is not \"sip\""))
                .or(has_odd_escape(text)
                    .then_some("escapes of NUL and of blanks, and broken ones, are kept"))
                .or(text.contains("=&").then_some("a URI header may be empty"))
        }
        (None, None) => None,
    }
}

pub(super) fn name_addr(
    text: &str,
    ours: &Seen<NameAddr>,
    original: &Seen<NameAddr>,
) -> Option<&'static str> {
    let url = |seen: &'_ Seen<NameAddr>| seen.fields().and_then(|header| header.url.clone());
    let (our_url, original_url) = (url(ours), url(original));
    if text.starts_with(' ') && ours.value.is_some() && original.value.is_some() {
        return Some("a display name behind a blank keeps its last letter");
    }
    if text.contains(";>") {
        return Some("a semicolon before the bracket");
    }
    if text.trim_start().starts_with('*') {
        return Some("a star is a Contact only if it stands alone");
    }
    if let (Some(url), None) = (&our_url, &original_url) {
        let mut printed = Vec::new();
        url.write(&mut printed).unwrap();
        if printed.len() < 6 {
            return Some("short URIs in brackets");
        }
    }
    uri_in(text, our_url.as_deref(), original_url.as_deref())
}

pub(super) fn via(text: &str, ours: &Seen<Via>, original: &Seen<Via>) -> Option<&'static str> {
    if text.contains('(') {
        return Some("comments");
    }
    let via = original.fields()?;
    match ours.fields() {
        None if is_hollow(&via.version) => Some("a version is not empty"),
        None if is_hollow(&via.host) => Some("a host is not empty"),
        None => host(text, &via.host, &via.port),
        Some(_) => None,
    }
}

pub(super) fn cseq(text: &str, ours: &Seen<CSeq>, original: &Seen<CSeq>) -> Option<&'static str> {
    if text.trim() != text {
        return Some("blanks around it are dropped");
    }
    let cseq = original.fields().filter(|_| ours.code != 0)?;
    let number: Result<u32, _> = String::from_utf8_lossy(cseq.number.as_ref()?).parse();
    None.or((!number.is_ok_and(|number| number < 1 << 31) || text.starts_with('+'))
        .then_some("numbers are checked"))
        .or(is_odd(cseq.method.as_ref()?, "\"<>()@:;,=/?&[]\\{}").then_some("methods are tokens"))
}

/// Headers without a URI.
pub(super) fn simple<T: PartialEq>(
    text: &str,
    ours: &Seen<T>,
    original: &Seen<T>,
) -> Option<&'static str> {
    let is_same = ours.fields().is_some() && ours.fields() == original.fields();
    let element = text.split(';').next().unwrap();
    let has_blank_part = element.split(['@', '/']).any(|part| part.trim().is_empty());
    None.or(has_blank_part.then_some("blank is empty"))
        .or(is_same.then_some("parameters without a value are printed"))
}

pub(super) fn content_length(
    text: &str,
    ours: &Seen<ContentLength>,
    original: &Seen<ContentLength>,
) -> Option<&'static str> {
    simple(text, ours, original).or((text.trim() != text).then_some("blanks around it are dropped"))
}

/// Whether a host or port that the original takes is refused by us for a reason.
fn host(text: &str, host: &Option<Text>, port: &Option<Text>) -> Option<&'static str> {
    let is_port = |port: &Text| {
        let port = String::from_utf8_lossy(port);
        port.parse::<u16>().is_ok() && !port.starts_with('+')
    };
    let host = String::from_utf8_lossy(host.as_ref()?).into_owned();
    let is_reference =
        text.contains(['[', ']']) || (host.contains(':') && host.parse::<Ipv6Addr>().is_err());
    None.or((!port.as_ref().is_none_or(is_port)).then_some("ports are checked"))
        .or(is_reference.then_some("IPv6 references are checked"))
        .or(is_odd(host.as_bytes(), "\"<>()@,:")
            .then_some("nothing in a host that ends it elsewhere"))
}

/// Whether `text` has a control character, a blank, or one of `marks`.
fn is_odd(text: &[u8], marks: &str) -> bool {
    text.iter().any(|&byte| byte <= b' ' || byte >= 0x7f || marks.as_bytes().contains(&byte))
}

/// What in the parameters of any header may explain a difference.
pub(super) fn in_params(text: &str) -> Option<&'static str> {
    let mut params = text.split([';', '?', '>']).skip(1);
    params.find_map(|param| {
        let (name, value) = param.split_once('=').unwrap_or((param, ""));
        let is_blank = |text: &str| !text.is_empty() && text.trim().is_empty();
        None.or((is_blank(name) || is_blank(value)).then_some("blank parameters are nothing")).or(
            value
                .trim_start()
                .starts_with(',')
                .then_some("values that begin with a comma are kept"),
        )
    })
}

fn is_sip(uri: &Uri) -> bool {
    uri.scheme
        .as_ref()
        .is_some_and(|scheme| scheme.eq_ignore_case(b"sip") || scheme.eq_ignore_case(b"sips"))
}

fn is_hollow(text: &Option<Text>) -> bool {
    text.as_ref().is_some_and(|text| text.is_empty())
}

/// Whether `text` has a percent sign without two digits, or one that stands for a NUL or a blank.
fn has_odd_escape(text: &str) -> bool {
    text.split('%').skip(1).any(|after| {
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        byte.is_none_or(|byte| byte <= b' ') || after.starts_with('+') || after.starts_with("25")
    })
}
