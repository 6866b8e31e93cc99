//! A SIP, SIPS or other URI. RFC 3261 19.1.

use super::Param;
use crate::mem::{List, Text};

/// A SIP, SIPS or other URI.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Uri {
    /// `scheme`
    pub scheme: Option<Text>,
    /// `username`
    pub username: Option<Text>,
    /// `password`
    pub password: Option<Text>,
    /// `host`
    pub host: Option<Text>,
    /// `port`
    pub port: Option<Text>,
    /// `url_params`
    pub url_params: List<Param>,
    /// `url_headers`
    pub url_headers: List<Param>,
    /// `string`
    pub string: Option<Text>,
}

const _: () = assert!(size_of::<Uri>() == 80);
