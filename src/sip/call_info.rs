//! A URI or token with parameters: Call-Info, Alert-Info, Error-Info, Content-Disposition. RFC 3261 20.9.

use super::grammar::{find, mandatory, split_before, split_once, trim};
use super::param::{parse_params, write_params};
use super::{Param, Wire};
use crate::error::Error::{BadParameter, Syntax};
use crate::error::Result;
use crate::mem::{List, Text};

/// A Call-Info, Alert-Info or Error-Info header: a URI in brackets; a Content-Disposition header: a token.
/// Parameters may follow.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallInfo {
    /// The URI with its brackets, or the token.
    pub element: Option<Text>,
    /// The parameters, such as "purpose" or "handling".
    pub gen_params: List<Param>,
}

record_size!(CallInfo: 24, 12);

impl Wire for CallInfo {
    /// The element has to hold a URI in brackets, in which semicolons separate nothing.
    fn parse(&mut self, text: &[u8]) -> Result<()> {
        let open = find(text, b'<').ok_or(Syntax)?;
        let (_, rest) = text.split_at_checked(open).ok_or(Syntax)?;
        let (_, rest) = split_once(rest, b'>').ok_or(Syntax)?;
        let (_, params) = split_before(rest, b';');
        self.set(text, params)
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        out.extend_from_slice(self.element.as_ref().ok_or(BadParameter)?);
        write_params(&self.gen_params, out);
        Ok(())
    }
}

impl CallInfo {
    /// As `parse`, but for Content-Disposition: the element ends at the first semicolon.
    pub fn parse_disposition(&mut self, text: &[u8]) -> Result<()> {
        self.set(text, split_before(text, b';').1)
    }

    /// Takes the element from before the parameters, which are the end of `text`.
    fn set(&mut self, text: &[u8], params: &[u8]) -> Result<()> {
        let element = text.strip_suffix(params).ok_or(Syntax)?;
        self.element = mandatory(trim(element))?;
        parse_params(params, &mut self.gen_params)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(info: &CallInfo) -> String {
        let mut out = Vec::new();
        info.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn semicolons_in_brackets_belong_to_the_uri() {
        for (text, expected) in [
            ("<http://a/b;c> ; purpose = icon ", "<http://a/b;c>;purpose=icon"),
            (" x <a;y> z;b", "x <a;y> z;b"),
            ("<>", "<>"),
        ] {
            let read = CallInfo::from_text(text.as_bytes()).unwrap();
            assert_eq!(written(&read), expected);
            assert_eq!(CallInfo::from_text(expected.as_bytes()), Ok(read));
        }
        for text in ["", "x", "<a", "a>", "><", "<a>;;", "http://a/b"] {
            assert_eq!(CallInfo::from_text(text.as_bytes()), Err(Syntax), "{text}");
        }
    }

    #[test]
    fn a_disposition_is_a_token() {
        let mut read = CallInfo::default();
        read.parse_disposition(b" session ; handling = required ").unwrap();
        assert_eq!(written(&read), "session;handling=required");
        for text in ["", " ", ";x", "x;;"] {
            assert_eq!(
                CallInfo::default().parse_disposition(text.as_bytes()),
                Err(Syntax),
                "{text}"
            );
        }
    }
}
