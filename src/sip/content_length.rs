//! A header that is one value: Content-Length, Allow, Content-Encoding, MIME-Version. RFC 3261 20.14.

use crate::mem::Text;

/// A header that is one value: Content-Length, Allow, Content-Encoding, MIME-Version.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContentLength {
    /// `value`
    pub value: Option<Text>,
}

const _: () = assert!(size_of::<ContentLength>() == 8);
