//! A media type with parameters: Content-Type and Accept. RFC 3261 20.15.

use super::grammar::{mandatory, split_before, split_once, trim};
use super::param::{parse_params, write_params_after};
use super::{Param, Wire};
use crate::error::Error::{BadParameter, Syntax};
use crate::error::Result;
use crate::mem::{List, Text};

/// A Content-Type or Accept header: a media type with parameters.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContentType {
    /// The type: "application" in "application/sdp".
    pub r#type: Option<Text>,
    /// The subtype: "sdp" in "application/sdp".
    pub subtype: Option<Text>,
    /// The parameters, such as charset and boundary.
    pub gen_params: List<Param>,
}

record_size!(ContentType: 32, 16);

impl Wire for ContentType {
    /// An empty text is a header without fields: an Accept that takes nothing.
    fn parse(&mut self, text: &[u8]) -> Result<()> {
        if trim(text).is_empty() {
            return Ok(());
        }
        let (media, params) = split_before(text, b';');
        let (r#type, subtype) = split_once(media, b'/').ok_or(Syntax)?;
        self.r#type = mandatory(trim(r#type))?;
        self.subtype = mandatory(trim(subtype))?;
        parse_params(params, &mut self.gen_params)
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        out.extend_from_slice(self.r#type.as_ref().ok_or(BadParameter)?);
        out.push(b'/');
        out.extend_from_slice(self.subtype.as_ref().ok_or(BadParameter)?);
        write_params_after(b"; ", &self.gen_params, out);
        Ok(())
    }
}

impl ContentType {
    /// As `write`, but for Accept, which may be empty.
    pub fn write_accept(&self, out: &mut Vec<u8>) -> Result<()> {
        if self.r#type.is_none() && self.subtype.is_none() {
            out.push(b' ');
            return Ok(());
        }
        self.write(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ContentType {
        ContentType::from_text(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_media_type_is_written_with_a_blank_before_each_parameter() {
        for (text, expected) in [
            ("application/sdp", "application/sdp"),
            (" text / plain ;charset=utf-8;x", "text/plain; charset=utf-8; x"),
            ("multipart/mixed;boundary=\"a;/b\"", "multipart/mixed; boundary=\"a;/b\""),
        ] {
            let mut out = Vec::new();
            read(text).write(&mut out).unwrap();
            assert_eq!(String::from_utf8_lossy(&out), expected);
            assert_eq!(read(expected), read(text));
        }
    }

    #[test]
    fn half_a_media_type_is_an_error() {
        for text in ["text", "text/", "/plain", "/", "text;a=b/c", "text/plain;;", ";x"] {
            assert_eq!(ContentType::from_text(text.as_bytes()), Err(Syntax), "{text}");
        }
    }

    #[test]
    fn only_accept_may_be_empty() {
        let mut out = Vec::new();
        assert_eq!(read("").write_accept(&mut out), Ok(()));
        assert_eq!(out, b" ");
        assert_eq!(read(" ").write(&mut out), Err(BadParameter));
    }
}
