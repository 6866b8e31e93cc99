//! The identifier of a call or of a row of registrations. RFC 3261 20.8.

use super::Wire;
use super::grammar::{mandatory, split_once, trim};
use crate::error::Error::BadParameter;
use crate::error::Result;
use crate::mem::Text;

/// A Call-ID header: the identifier of a call or of a row of registrations.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallId {
    /// What stands before the "@", or all of it.
    pub number: Option<Text>,
    /// What stands behind the "@"; NULL if there is none.
    pub host: Option<Text>,
}

record_size!(CallId: 16, 8);

impl Wire for CallId {
    fn parse(&mut self, text: &[u8]) -> Result<()> {
        let (number, host) = match split_once(text, b'@') {
            Some((number, host)) => (number, Some(host)),
            None => (text, None),
        };
        self.number = mandatory(trim(number))?;
        self.host = host.map(|host| Text::new(trim(host)));
        Ok(())
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        out.extend_from_slice(self.number.as_ref().ok_or(BadParameter)?);
        if let Some(host) = &self.host {
            out.push(b'@');
            out.extend_from_slice(host);
        }
        Ok(())
    }
}

impl CallId {
    /// Whether both are the same, case included (RFC 3261 20.8).
    pub fn matches(&self, other: &Self) -> Result<bool> {
        (self.number.is_some() && other.number.is_some()).then(|| self == other).ok_or(BadParameter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> CallId {
        CallId::from_text(text.as_bytes()).unwrap()
    }

    #[test]
    fn the_first_at_sign_divides() {
        for (text, expected) in [("a", "a"), (" a @ b ", "a@b"), ("a@", "a@"), ("a@b@c", "a@b@c")] {
            let mut out = Vec::new();
            read(text).write(&mut out).unwrap();
            assert_eq!(String::from_utf8_lossy(&out), expected);
            assert_eq!(read(expected), read(text));
        }
        for text in ["", " ", "@b", " @b"] {
            assert!(CallId::from_text(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn call_ids_match_byte_by_byte() {
        assert_eq!(read("a@b").matches(&read("a@b")), Ok(true));
        for other in ["A@b", "a@B", "a", "a@"] {
            assert_eq!(read("a@b").matches(&read(other)), Ok(false));
        }
        assert_eq!(read("a").matches(&CallId::default()), Err(BadParameter));
    }
}
