//! One hop that a request has taken. RFC 3261 20.42.

use super::Param;
use crate::mem::{List, Text};

/// One hop that a request has taken.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Via {
    /// `version`
    pub version: Option<Text>,
    /// `protocol`
    pub protocol: Option<Text>,
    /// `host`
    pub host: Option<Text>,
    /// `port`
    pub port: Option<Text>,
    /// `comment`
    pub comment: Option<Text>,
    /// `via_params`
    pub via_params: List<Param>,
}

const _: () = assert!(size_of::<Via>() == 56);
