//! A display name, a URI and parameters: From, To, Contact, Route and Record-Route. RFC 3261 20.10.

use super::grammar::{
    is_space, is_token, optional, quoted_length, split_before, split_once, trim, trim_end,
    trim_start,
};
use super::header_lines::parse_boxed;
use super::param::{find_param, parse_params, write_params};
use super::{Param, Uri, Wire};
use crate::error::Error::{BadParameter, Syntax};
use crate::error::Result;
use crate::mem::{CBox, List, Text};

/// A From, To, Contact, Route or Record-Route header: a display name, a URI and parameters.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NameAddr {
    /// The display name, with its quotes if it has some; NULL if there is none. A Contact that is "*" alone has it
    /// here, and no URI.
    pub displayname: Option<Text>,
    /// The URI.
    pub url: Option<CBox<Uri>>,
    /// The parameters of the header, such as the tag.
    pub gen_params: List<Param>,
}

record_size!(NameAddr: 32, 16);

impl Wire for NameAddr {
    /// An empty text is a header without fields, as in the original.
    fn parse(&mut self, text: &[u8]) -> Result<()> {
        let text = trim(text);
        if text.is_empty() {
            return Ok(());
        }
        let (uri, params) = match split_name(text)? {
            Some((name, rest)) => {
                self.displayname = optional(name);
                let (uri, rest) = split_once(rest, b'>').ok_or(Syntax)?;
                // The original passes over whatever stands before the first semicolon.
                (uri, split_before(rest, b';').1)
            }
            // Without brackets parameters are the header's, not the URI's (RFC 3261 20).
            None => {
                let (uri, params) = split_before(text, b';');
                (trim_end(uri), params)
            }
        };
        self.url = Some(parse_boxed(uri, Uri::parse)?);
        parse_params(params, &mut self.gen_params)
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        let url = self.url.as_ref().ok_or(BadParameter)?;
        if let Some(name) = &self.displayname {
            out.extend_from_slice(name);
            out.push(b' ');
        }
        out.push(b'<');
        url.write(out)?;
        out.push(b'>');
        write_params(&self.gen_params, out);
        Ok(())
    }
}

impl NameAddr {
    /// Whether a Contact is `*`.
    pub fn is_star(&self) -> bool {
        self.url.is_none() && self.displayname.as_deref() == Some(b"*")
    }

    /// As `parse`, but for a Contact, which may be `*`. Parameters of `*` mean nothing and are dropped.
    pub fn parse_contact(&mut self, text: &[u8]) -> Result<()> {
        match trim(text).strip_prefix(b"*").map(trim_start) {
            Some([] | [b';', ..]) => {
                self.displayname = Some(Text::from("*"));
                Ok(())
            }
            _ => self.parse(text),
        }
    }

    /// The address that `text` is, or what can be read of it.
    pub fn from_lenient_text(text: &[u8]) -> Option<Self> {
        Self::from_text(text).ok().or_else(|| Self::from_broken(text))
    }

    /// What can be read of an address that `parse` refuses: the scheme, the user and the parameters. The host is empty.
    pub(super) fn from_broken(text: &[u8]) -> Option<Self> {
        let (uri, params) = match split_once(text, b'<') {
            Some((_, rest)) => {
                split_once(rest, b'>').map(|(uri, rest)| (uri, split_before(rest, b';').1))?
            }
            None => split_before(text, b';'),
        };
        let mut address = Self { url: Some(CBox::new(Uri::from_broken(uri))), ..Self::default() };
        // Those before a broken one are kept.
        let _ = parse_params(params, &mut address.gen_params);
        Some(address)
    }

    /// As `write`, but for a Contact, which may be `*`.
    pub fn write_contact(&self, out: &mut Vec<u8>) -> Result<()> {
        match &self.displayname {
            Some(name) if name.starts_with(b"*") && self.url.is_none() => {
                out.push(b'*');
                Ok(())
            }
            _ => self.write(out),
        }
    }

    /// The tag parameter.
    pub fn tag(&self) -> Option<&Param> {
        find_param(&self.gen_params, b"tag")
    }

    /// Whether both have the same tag, or none. A tag without a value is equal to nothing.
    pub fn has_tag_of(&self, other: &Self) -> bool {
        match (self.tag(), other.tag()) {
            (None, None) => true,
            (Some(tag), Some(other)) => tag.gvalue.is_some() && tag.gvalue == other.gvalue,
            _ => false,
        }
    }

    /// Whether both name the same party, by the original's rule: the same host, and where both have them the same
    /// user and the same tag; or the same text behind another scheme.
    pub fn is_same_party(&self, other: &Self) -> Result<bool> {
        let url = self.url.as_ref().ok_or(BadParameter)?;
        let other_url = other.url.as_ref().ok_or(BadParameter)?;
        if url.host.is_none() && other_url.host.is_none() {
            return Ok(url.string.is_some() && url.string == other_url.string);
        }
        Ok(url.host == other_url.host
            && agree(url.username.as_ref(), other_url.username.as_ref())
            && agree(self.compared_tag(), other.compared_tag()))
    }

    /// The tag that the original compares: by its name in small letters.
    fn compared_tag(&self) -> Option<&Text> {
        let is_tag = |param: &&Param| param.gname.as_deref() == Some(b"tag");
        self.gen_params.iter().find(is_tag)?.gvalue.as_ref()
    }
}

/// Whether two texts are equal, unless one is missing.
fn agree(one: Option<&Text>, other: Option<&Text>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one == other)
}

/// The display name and what follows the opening bracket; `None` where a URI stands without brackets.
fn split_name(text: &[u8]) -> Result<Option<(&[u8], &[u8])>> {
    if let Some(rest) = text.strip_prefix(b"<") {
        return Ok(Some((b"", rest)));
    }
    if text.starts_with(b"\"") {
        let (name, rest) =
            quoted_length(text).and_then(|end| text.split_at_checked(end)).ok_or(Syntax)?;
        let rest = trim_start(rest).strip_prefix(b"<").ok_or(Syntax)?;
        return Ok(Some((name, rest)));
    }
    // Names in UTF-8 are often written without quotes.
    let is_word = |word: &[u8]| {
        word.split(|byte| !byte.is_ascii()).all(|part| part.is_empty() || is_token(part))
    };
    let is_name = |name: &[u8]| name.split(|&b| is_space(b)).all(is_word);
    Ok(split_once(text, b'<')
        .filter(|(name, _)| is_name(name))
        .map(|(name, rest)| (trim_end(name), rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> NameAddr {
        NameAddr::from_text(text.as_bytes()).unwrap()
    }

    fn written(header: &NameAddr) -> String {
        let mut out = Vec::new();
        header.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn names_brackets_and_parameters_are_told_apart() {
        for (text, expected) in [
            ("sip:a@b", "<sip:a@b>"),
            ("sip:a@b ; tag = 1 ;x", "<sip:a@b>;tag=1;x"),
            ("<sip:a@b;lr>\t; tag=1", "<sip:a@b;lr>;tag=1"),
            ("  Bob  Smith<sip:a@b>", "Bob  Smith <sip:a@b>"),
            ("\"B\\\" <;,\"<sip:a@b>", "\"B\\\" <;,\" <sip:a@b>"),
            ("sip:a@b;x=\"<;>\"", "<sip:a@b>;x=\"<;>\""),
            ("tel:+123;tag=1", "<tel:+123>;tag=1"),
            ("<tel:+123;x=y>;tag=1", "<tel:+123;x=y>;tag=1"),
            ("<sip:a@b> ignored;tag=1", "<sip:a@b>;tag=1"),
        ] {
            assert_eq!(written(&read(text)), expected, "{text}");
            assert_eq!(read(expected), read(text), "{text}");
        }
    }

    #[test]
    fn unbalanced_quotes_and_brackets_are_errors() {
        for text in [
            "\"B <sip:a@b>",
            "B\" <sip:a@b>",
            "<sip:a@b",
            "sip:a@b>",
            "\"B\"",
            "\"B\" x <sip:a@b>",
            "<>",
            "< sip:a@b>",
            "<sip:a@b>;;",
            "*",
            "a,b <sip:a@b>",
            "\"\\\"",
        ] {
            assert_eq!(NameAddr::from_text(text.as_bytes()), Err(Syntax), "{text}");
        }
    }

    #[test]
    fn only_a_contact_may_be_a_star() {
        for text in ["*", " * ", "*;expires=0"] {
            let mut contact = NameAddr::default();
            contact.parse_contact(text.as_bytes()).unwrap();
            assert_eq!(contact.displayname, Some(Text::from("*")));
            let mut out = Vec::new();
            contact.write_contact(&mut out).unwrap();
            assert_eq!(out, b"*");
            assert_eq!(contact.write(&mut out), Err(BadParameter));
        }
        let mut named = NameAddr::default();
        named.parse_contact(b"*x <sip:a@b>").unwrap();
        assert_eq!(written(&named), "*x <sip:a@b>");
    }

    #[test]
    fn tags_match_exactly_or_are_both_missing() {
        for (one, other, expected) in [
            ("<sip:a@b>", "<sip:c@d>", true),
            ("<sip:a@b>;tag=1", "<sip:a@b>;TAG=1", true),
            ("<sip:a@b>;tag=a", "<sip:a@b>;tag=A", false),
            ("<sip:a@b>;tag=1", "<sip:a@b>", false),
            ("<sip:a@b>;tag", "<sip:a@b>;tag", false),
        ] {
            assert_eq!(read(one).has_tag_of(&read(other)), expected, "{one} {other}");
        }
    }

    #[test]
    fn a_party_is_its_host_its_user_and_its_tag() {
        for (one, other, expected) in [
            ("<sip:a@b>;tag=1", "x <sips:a:p@b:5;lr>", true),
            ("<sip:a@b>", "<sip:b>", true),
            ("<sip:a@b>", "<sip:a@B>", false),
            ("<sip:a@b>", "<sip:A@b>", false),
            ("<sip:a@b>;tag=1", "<sip:a@b>;tag=2", false),
            ("<sip:a@b>;tag=1", "<sip:a@b>;tag", true),
            ("<sip:a@b>;tag=1", "<sip:a@b>;TAG=2", true),
            ("<sip:a@b>;TAG=2;tag=1", "<sip:a@b>;tag=2", false),
            ("<tel:1>;tag=1", "<tel:1>;tag=2", true),
            ("<tel:1>", "<tel:2>", false),
            ("<tel:1>", "<sip:a@b>", false),
        ] {
            assert_eq!(read(one).is_same_party(&read(other)), Ok(expected), "{one} {other}");
        }
        assert_eq!(NameAddr::default().is_same_party(&read("sip:a@b")), Err(BadParameter));
    }
}
