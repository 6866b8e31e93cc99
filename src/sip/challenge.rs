//! A challenge: WWW-Authenticate and Proxy-Authenticate. RFC 3261 20.44.

use crate::mem::Text;

/// A challenge: WWW-Authenticate and Proxy-Authenticate.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Challenge {
    /// `auth_type`
    pub auth_type: Option<Text>,
    /// `realm`
    pub realm: Option<Text>,
    /// `domain`
    pub domain: Option<Text>,
    /// `nonce`
    pub nonce: Option<Text>,
    /// `opaque`
    pub opaque: Option<Text>,
    /// `stale`
    pub stale: Option<Text>,
    /// `algorithm`
    pub algorithm: Option<Text>,
    /// `qop_options`
    pub qop_options: Option<Text>,
    /// `version`
    pub version: Option<Text>,
    /// `targetname`
    pub targetname: Option<Text>,
    /// `gssapi_data`
    pub gssapi_data: Option<Text>,
    /// `auth_param`
    pub auth_param: Option<Text>,
}

const _: () = assert!(size_of::<Challenge>() == 96);
