//! A token with parameters: Accept-Encoding and Accept-Language. RFC 3261 20.2.

use super::grammar::{mandatory, split_before, trim};
use super::param::{parse_params, write_params};
use super::{Param, Wire};
use crate::error::Error::BadParameter;
use crate::error::Result;
use crate::mem::{List, Text};

/// An Accept-Encoding or Accept-Language header: a token with parameters.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AcceptEncoding {
    /// The encoding or the language.
    pub element: Option<Text>,
    /// The parameters, such as the weight "q".
    pub gen_params: List<Param>,
}

record_size!(AcceptEncoding: 24, 12);

impl Wire for AcceptEncoding {
    fn parse(&mut self, text: &[u8]) -> Result<()> {
        let (element, params) = split_before(text, b';');
        self.element = mandatory(trim(element))?;
        parse_params(params, &mut self.gen_params)
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        out.extend_from_slice(self.element.as_ref().ok_or(BadParameter)?);
        write_params(&self.gen_params, out);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_element_ends_at_the_first_semicolon() {
        let read = AcceptEncoding::from_text(b" gzip ; q = 1.0 ").unwrap();
        let mut out = Vec::new();
        read.write(&mut out).unwrap();
        assert_eq!(out, b"gzip;q=1.0");
        for text in ["", " ", ";q=1", "gzip;;"] {
            assert!(AcceptEncoding::from_text(text.as_bytes()).is_err(), "{text}");
        }
    }
}
