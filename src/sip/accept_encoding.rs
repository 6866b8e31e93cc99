//! A token with parameters: Accept-Encoding and Accept-Language. RFC 3261 20.2.

use super::Param;
use crate::mem::{List, Text};

/// A token with parameters: Accept-Encoding and Accept-Language.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AcceptEncoding {
    /// `element`
    pub element: Option<Text>,
    /// `gen_params`
    pub gen_params: List<Param>,
}

const _: () = assert!(size_of::<AcceptEncoding>() == 24);
