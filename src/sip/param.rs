//! A name, and its value if it has one: a parameter of a URI or of a header. RFC 3261 25.1.

use crate::mem::Text;

/// A name, and its value if it has one: a parameter of a URI or of a header.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Param {
    /// `gname`
    pub gname: Option<Text>,
    /// `gvalue`
    pub gvalue: Option<Text>,
}

const _: () = assert!(size_of::<Param>() == 16);
