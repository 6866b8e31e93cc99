//! A header that the parser has no type for: its name and its value. RFC 3261 7.3.

use crate::mem::Text;

/// A header that the parser has no type for: its name and its value.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Header {
    /// `hname`
    pub hname: Option<Text>,
    /// `hvalue`
    pub hvalue: Option<Text>,
}

const _: () = assert!(size_of::<Header>() == 16);
