//! A media type with parameters: Content-Type and Accept. RFC 3261 20.15.

use super::Param;
use crate::mem::{List, Text};

/// A media type with parameters: Content-Type and Accept.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContentType {
    /// `type`
    pub r#type: Option<Text>,
    /// `subtype`
    pub subtype: Option<Text>,
    /// `gen_params`
    pub gen_params: List<Param>,
}

const _: () = assert!(size_of::<ContentType>() == 32);
