//! A header that the parser has no type for: its name and its value. RFC 3261 7.3.

use crate::error::{Error, Result};
use crate::mem::Text;

/// A header that the parser has no type for: its name and its value.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Header {
    /// The name, in lower case if it was received.
    pub hname: Option<Text>,
    /// The value, on one line.
    pub hvalue: Option<Text>,
}

record_size!(Header: 16, 8);

impl Header {
    /// A header of this name and value.
    pub fn new(name: &[u8], value: &[u8]) -> Self {
        Self { hname: Some(Text::new(name)), hvalue: Some(Text::new(value)) }
    }

    /// Whether this is its name, in whatever case.
    pub fn is_named(&self, name: &[u8]) -> bool {
        self.hname.as_ref().is_some_and(|own| own.eq_ignore_case(name))
    }

    /// Writes `Name: value`, the first letter in upper case. Fails without a name.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        let start = out.len();
        out.extend_from_slice(self.hname.as_deref().ok_or(Error::BadParameter)?);
        if let Some(first) = out.get_mut(start) {
            first.make_ascii_uppercase();
        }
        out.extend_from_slice(b": ");
        out.extend_from_slice(self.hvalue.as_deref().unwrap_or_default());
        Ok(())
    }
}
