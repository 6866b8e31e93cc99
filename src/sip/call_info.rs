//! A URI or token with parameters: Call-Info, Alert-Info, Error-Info, Content-Disposition. RFC 3261 20.9.

use super::Param;
use crate::mem::{List, Text};

/// A URI or token with parameters: Call-Info, Alert-Info, Error-Info, Content-Disposition.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallInfo {
    /// `element`
    pub element: Option<Text>,
    /// `gen_params`
    pub gen_params: List<Param>,
}

const _: () = assert!(size_of::<CallInfo>() == 24);
