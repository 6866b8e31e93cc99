//! The identifier of a call or of a row of registrations. RFC 3261 20.8.

use crate::mem::Text;

/// The identifier of a call or of a row of registrations.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallId {
    /// `number`
    pub number: Option<Text>,
    /// `host`
    pub host: Option<Text>,
}

const _: () = assert!(size_of::<CallId>() == 16);
