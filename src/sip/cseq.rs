//! The number of a request in its dialog, and its method. RFC 3261 20.16.

use crate::mem::Text;

/// The number of a request in its dialog, and its method.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CSeq {
    /// `method`
    pub method: Option<Text>,
    /// `number`
    pub number: Option<Text>,
}

const _: () = assert!(size_of::<CSeq>() == 16);
