//! A SIP, SIPS or other URI. RFC 3261 19.1.

use std::borrow::Cow;

use super::escape::{self, escape, unescaped};
use super::grammar::{
    Alphabet, find_any, has, is_space, split_before, split_before_any, split_once, trim, trim_start,
};
use super::host::{host_and_port, write_host_and_port};
use super::param::add_params;
use super::{Param, Wire};
use crate::error::Error::{BadParameter, Syntax};
use crate::error::Result;
use crate::mem::{List, Text};

/// A SIP, SIPS or other URI. User, password, parameters and headers are held without percent escapes.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Uri {
    /// The scheme as it was written: "sip", "sips", "tel".. NULL is written as "sip".
    pub scheme: Option<Text>,
    /// The user.
    pub username: Option<Text>,
    /// The password; not written without a user.
    pub password: Option<Text>,
    /// A host name, an IPv4 address, or an IPv6 address without brackets.
    pub host: Option<Text>,
    /// The port, in decimal digits.
    pub port: Option<Text>,
    /// The parameters behind the host, `;transport=tcp`.
    pub url_params: List<Param>,
    /// The headers at the end, `?Subject=hello`.
    pub url_headers: List<Param>,
    /// All that follows the scheme if that is neither "sip" nor "sips". Written instead of the fields above.
    pub string: Option<Text>,
}

record_size!(Uri: 80, 40);

impl Wire for Uri {
    fn parse(&mut self, text: &[u8]) -> Result<()> {
        // Most are written so.
        if let Some(rest) = text.strip_prefix(b"sip:") {
            self.scheme = Some(Text::from("sip"));
            self.string = None;
            return self.parse_sip(rest);
        }
        let (scheme, rest) = split_once(text, b':').ok_or(Syntax)?;
        if !is_scheme(scheme) {
            return Err(Syntax);
        }
        self.scheme = Some(Text::new(scheme));
        if scheme.eq_ignore_ascii_case(b"sip") || scheme.eq_ignore_ascii_case(b"sips") {
            self.string = None;
            return self.parse_sip(rest);
        }
        if !is_opaque(rest) {
            return Err(Syntax);
        }
        self.string = Some(Text::new(rest));
        Ok(())
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        match (&self.scheme, &self.string) {
            (Some(scheme), Some(string)) => {
                out.extend_from_slice(scheme);
                out.push(b':');
                out.extend_from_slice(string);
                Ok(())
            }
            (None, Some(_)) => Err(BadParameter),
            (_, None) => self.write_sip(out),
        }
    }
}

impl Uri {
    /// What can be read of a URI that `parse` refuses: its scheme and its user. The host is empty.
    pub(super) fn from_broken(text: &[u8]) -> Self {
        let (scheme, rest) = split_once(trim(text), b':').unwrap_or((b"sip", text));
        let is_secure = scheme.eq_ignore_ascii_case(b"sips");
        let user = split_once(rest, b'@').map(|(user, _)| split_before(user, b':').0);
        let user = user.filter(|user| !user.is_empty());
        Self {
            scheme: Some(Text::from(if is_secure { "sips" } else { "sip" })),
            username: user.map(unescaped),
            host: Some(Text::new(b"")),
            ..Self::default()
        }
    }

    /// Reads what follows the scheme of a SIP URI. What is wrong in its parameters or headers ends them silently.
    fn parse_sip(&mut self, text: &[u8]) -> Result<()> {
        let rest = match split_once(text, b'@') {
            Some((b"", rest)) => rest,
            Some((user, rest)) => {
                self.parse_user(user)?;
                rest
            }
            None => text,
        };
        let (host, rest) = split_before_any(rest, *b";?");
        let (params, headers) =
            if rest.is_empty() { (rest, rest) } else { split_before(rest, b'?') };
        // Parameters stand before the headers. The original lets this pass only where there are some.
        if params.is_empty() && has(headers, b';') {
            return Err(Syntax);
        }
        match host_and_port(host) {
            Ok((host, port)) => {
                self.host = Some(Text::new(host));
                self.port = port.map(Text::new);
            }
            Err(_) => self.parse_host_with_user(host)?,
        }
        let _ = self.parse_params(params);
        let _ = self.parse_headers(headers);
        Ok(())
    }

    /// As in the original, a second `@` is part of the host field, so that it is written as it was read.
    #[cold]
    fn parse_host_with_user(&mut self, text: &[u8]) -> Result<()> {
        let (more_user, host) = split_last_at(text);
        let is_blank = host.first().is_some_and(|byte| is_space(*byte));
        let (host, port) = host_and_port(host)?;
        if !is_user(more_user) || self.username.is_none() || is_blank {
            return Err(Syntax);
        }
        self.host = Some(Text::new(&[more_user, host].concat()));
        self.port = port.map(Text::new);
        Ok(())
    }

    fn parse_user(&mut self, text: &[u8]) -> Result<()> {
        if find_any(text, *b":%").is_none() {
            self.username = Some(Text::new(text));
            return Ok(());
        }
        let (user, password) = match split_once(text, b':') {
            Some((user, password)) => (user, Some(password)),
            None => (text, None),
        };
        if user.is_empty() || password.is_some_and(<[u8]>::is_empty) {
            return Err(Syntax);
        }
        self.username = Some(unescaped(user));
        self.password = password.map(unescaped);
        Ok(())
    }

    /// Adds the parameters of `;name=value;name...`, up to the first that is none.
    pub fn parse_params(&mut self, text: &[u8]) -> Result<()> {
        let text = text.strip_prefix(b";").ok_or(Syntax)?;
        // What is blank between two semicolons is nothing, but it has to be there.
        let pieces =
            pieces(text, b';').filter(|piece| piece.is_empty() || !trim_start(piece).is_empty());
        add_params(
            &mut self.url_params,
            pieces.map(|piece| match split_once(piece, b'=') {
                Some((name, value)) => Ok(param(filled(name)?, Some(filled(value)?))),
                None => Ok(param(filled(piece)?, None)),
            }),
        )
    }

    /// Adds the headers of `?name=value&name=value...`, up to the first that is none.
    pub fn parse_headers(&mut self, text: &[u8]) -> Result<()> {
        let text = text.strip_prefix(b"?").ok_or(Syntax)?;
        add_params(
            &mut self.url_headers,
            pieces(text, b'&').map(|piece| {
                let (name, value) = split_once(piece, b'=').ok_or(Syntax)?;
                Ok(param(trim(name), Some(trim(value))))
            }),
        )
    }

    /// The host that the URI names: `host` in `sip:user@isp.example@host`, whose last `@` divides.
    pub fn domain(&self) -> Option<&[u8]> {
        self.host.as_deref().map(|host| split_last_at(host).1)
    }

    /// The user that the URI names: `user@isp.example` in `sip:user@isp.example@host`.
    pub fn user(&self) -> Option<Cow<'_, [u8]>> {
        let user = self.username.as_deref()?;
        let (more, _) = split_last_at(self.host.as_deref().unwrap_or_default());
        match more.strip_suffix(b"@") {
            Some(more) => Some([user, b"@", more].concat().into()),
            None => Some(user.into()),
        }
    }

    fn write_sip(&self, out: &mut Vec<u8>) -> Result<()> {
        let host = self.host.as_ref().ok_or(BadParameter)?;
        out.extend_from_slice(self.scheme.as_deref().unwrap_or(b"sip"));
        out.push(b':');
        if let Some(user) = &self.username {
            escape(user, &escape::USER, out);
            if let Some(password) = &self.password {
                out.push(b':');
                escape(password, &escape::PASSWORD, out);
            }
            out.push(b'@');
        }
        let (more_user, host) = split_last_at(host);
        out.extend_from_slice(more_user);
        write_host_and_port(host, self.port.as_ref(), out);
        for param in &self.url_params {
            write_pair(b';', param, &escape::PARAM, out);
        }
        let mut separator = b'?';
        for header in &self.url_headers {
            write_pair(separator, header, &escape::HEADER, out);
            separator = b'&';
        }
        Ok(())
    }

    /// Appends the user without the password, as it stands in the URI, and the `@` behind it; nothing if there is none.
    pub fn write_user(&self, out: &mut Vec<u8>) {
        if let Some(user) = &self.username {
            escape(user, &escape::USER, out);
            out.push(b'@');
        }
    }

    /// Appends the URI with all escapes undone, to be shown or compared; it may not parse again.
    pub fn write_canonical(&self, out: &mut Vec<u8>) -> Result<()> {
        let start = out.len();
        self.write(out)?;
        let length = out.get_mut(start..).map_or(0, escape::unescape);
        out.truncate(start + length);
        Ok(())
    }
}

/// What stands before the last `@` of a host field, with that `@`, and the host.
fn split_last_at(host: &[u8]) -> (&[u8], &[u8]) {
    // Seldom is there any.
    if !has(host, b'@') {
        return (b"", host);
    }
    let end = host.iter().rposition(|byte| *byte == b'@').map_or(0, |at| at + 1);
    host.split_at_checked(end).unwrap_or((b"", host))
}

/// Whether `text`, which ends with `@`, can stand behind the first `@` of a URI: nothing that ends a host does.
fn is_user(text: &[u8]) -> bool {
    text.len() > 1
        && text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+=%@".contains(byte))
}

static SCHEME: Alphabet = Alphabet::new(b"+-.");

fn is_scheme(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_alphabetic) && SCHEME.has_all(text)
}

/// Whether `text` may follow another scheme: nothing that would end the URI or the line.
fn is_opaque(text: &[u8]) -> bool {
    !text.is_empty()
        && !text.iter().any(|byte| byte.is_ascii_control() || matches!(byte, b'<' | b'>'))
}

/// What stands between the separators, as [`slice::split`] finds it, but found eight bytes at a time: 1 % of parsing.
fn pieces(text: &[u8], separator: u8) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let text = rest?;
        let (piece, after) = split_before(text, separator);
        rest = after.get(1..);
        Some(piece)
    })
}

/// `text` without blanks around it, if anything is left.
fn filled(text: &[u8]) -> Result<&[u8]> {
    Some(trim(text)).filter(|text| !text.is_empty()).ok_or(Syntax)
}

fn param(name: &[u8], value: Option<&[u8]>) -> Param {
    Param { gname: Some(unescaped(name)), gvalue: value.map(unescaped) }
}

fn write_pair(separator: u8, param: &Param, plain: &Alphabet, out: &mut Vec<u8>) {
    let Some(name) = &param.gname else { return };
    out.push(separator);
    escape(name, plain, out);
    if let Some(value) = &param.gvalue {
        out.push(b'=');
        escape(value, plain, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(text: &str) -> Uri {
        Uri::from_text(text.as_bytes()).unwrap()
    }

    fn written(uri: &Uri) -> String {
        let mut out = Vec::new();
        uri.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_part_finds_its_field() {
        let read = uri("SIPS:al%20ice:p%3Aw@[::1]:5061;transport=tls;lr?Subject=a%26b&x=");
        assert_eq!(read.scheme.as_deref(), Some(&b"SIPS"[..]));
        assert_eq!(read.username.as_deref(), Some(&b"al ice"[..]));
        assert_eq!(read.password.as_deref(), Some(&b"p:w"[..]));
        assert_eq!(read.host.as_deref(), Some(&b"::1"[..]));
        assert_eq!(read.port.as_deref(), Some(&b"5061"[..]));
        let params: Vec<_> = read.url_params.iter().cloned().collect();
        assert_eq!(params, [Param::new(b"transport", Some(b"tls")), Param::new(b"lr", None)]);
        let headers: Vec<_> = read.url_headers.iter().cloned().collect();
        assert_eq!(headers, [Param::new(b"Subject", Some(b"a&b")), Param::new(b"x", Some(b""))]);
    }

    #[test]
    fn what_was_read_is_written_the_same() {
        for text in [
            "sip:example.com",
            "sips:al%20ice:p%3Aw@[::1]:5061;transport=tls;lr?Subject=a%26b&x=",
            "sip:user;par=u%40example.net@example.com",
            "sip:null-%00-null@example.com",
            "tel:+358-555-1234567;postd=pp22",
            "soap.beep://192.0.2.103:3002",
            "nobodyKnowsThisScheme:totallyopaquecontent",
            "x:y",
        ] {
            assert_eq!(written(&uri(text)), text);
            assert_eq!(uri(&written(&uri(text))), uri(text));
        }
    }

    #[test]
    fn a_second_at_sign_is_kept_as_it_was_read() {
        let read = uri("sip:user@isp.example@[::1]:5070;x=y");
        assert_eq!(read.username.as_deref(), Some(&b"user"[..]));
        assert_eq!(read.host.as_deref(), Some(&b"isp.example@::1"[..]));
        assert_eq!((read.domain(), read.port.as_deref()), (Some(&b"::1"[..]), Some(&b"5070"[..])));
        assert_eq!(read.user().as_deref(), Some(&b"user@isp.example"[..]));
        for text in ["sip:user@isp.example@[::1]:5070;x=y", "sip:a@b@c@d", "sip:a:pw@x@h?y=z"] {
            assert_eq!(written(&uri(text)), text);
        }
        for text in
            ["sip:a@b@", "sip:a@@c", "sip:@b@c", "sip:a@b:5@c", "sip:a@b,c@d", "sip:a@[::1]@c"]
        {
            assert_eq!(Uri::from_text(text.as_bytes()), Err(Syntax), "{text}");
        }
        assert_eq!(uri("sip:a%40b@h").user().as_deref(), Some(&b"a@b"[..]));
    }

    #[test]
    fn the_user_ends_at_the_first_at_sign() {
        assert_eq!(uri("sip:a;b?c@h").username.as_deref(), Some(&b"a;b?c"[..]));
        assert_eq!(uri("sip:u@h;p=a@b").url_params.first(), Some(&Param::new(b"p", Some(b"a@b"))));
        assert_eq!(uri("sip:@h"), uri("sip:h"));
    }

    #[test]
    fn of_a_uri_that_is_read_over_another_no_text_stays() {
        let mut read = uri("tel:1");
        read.parse(b"sip:a@b").unwrap();
        assert_eq!(written(&read), "sip:a@b");
    }

    #[test]
    fn broken_parameters_end_the_list_and_not_the_uri() {
        assert_eq!(written(&uri("sip:h;a;;b?x=y&z&w=1")), "sip:h;a?x=y");
        assert_eq!(written(&uri("sip:h; ;a = b;c=")), "sip:h;a=b");
        for text in ["", "a", ";", ";a=", ";=b", ";a;;b"] {
            assert_eq!(Uri::default().parse_params(text.as_bytes()), Err(Syntax), "{text}");
        }
        for text in ["", "a=b", "?", "?a", "?a=b&"] {
            assert_eq!(Uri::default().parse_headers(text.as_bytes()), Err(Syntax), "{text}");
        }
    }

    #[test]
    fn what_is_no_uri_is_an_error() {
        for text in [
            "",
            "sip",
            "sip:",
            ":h",
            "1a:b",
            " sip:h",
            "sip :h",
            "a_b:c",
            "sip:u@",
            "sip::p@h",
            "sip:u:@h",
            "tel:",
            "tel:1
2",
            "Bob:x <sip:a@b>",
            "sip:a,b",
            "sip:h:port",
            "sip:2001:db8::1",
            "sip:h?a=b;c",
        ] {
            assert_eq!(Uri::from_text(text.as_bytes()), Err(Syntax), "{text}");
        }
    }

    #[test]
    fn a_uri_built_by_hand_needs_a_host_or_a_scheme_with_its_text() {
        let write = |uri: &Uri| uri.write(&mut Vec::new());
        assert_eq!(write(&Uri::default()), Err(BadParameter));
        assert_eq!(
            write(&Uri { string: Some(Text::from("x")), ..Uri::default() }),
            Err(BadParameter)
        );
        let host_only = Uri { host: Some(Text::from("h")), ..Uri::default() };
        assert_eq!(written(&host_only), "sip:h");
    }

    #[test]
    fn the_canonical_text_has_no_escapes() {
        let mut out = b"x ".to_vec();
        uri("sip:a%20b@h;p=%3B").write_canonical(&mut out).unwrap();
        assert_eq!(out, b"x sip:a b@h;p=;");
    }
}
