//! The answer to a challenge: Authorization and Proxy-Authorization. RFC 3261 20.7.

use crate::mem::Text;

/// The answer to a challenge: Authorization and Proxy-Authorization.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Credentials {
    /// `auth_type`
    pub auth_type: Option<Text>,
    /// `username`
    pub username: Option<Text>,
    /// `realm`
    pub realm: Option<Text>,
    /// `nonce`
    pub nonce: Option<Text>,
    /// `uri`
    pub uri: Option<Text>,
    /// `response`
    pub response: Option<Text>,
    /// `digest`
    pub digest: Option<Text>,
    /// `algorithm`
    pub algorithm: Option<Text>,
    /// `cnonce`
    pub cnonce: Option<Text>,
    /// `opaque`
    pub opaque: Option<Text>,
    /// `message_qop`
    pub message_qop: Option<Text>,
    /// `nonce_count`
    pub nonce_count: Option<Text>,
    /// `version`
    pub version: Option<Text>,
    /// `targetname`
    pub targetname: Option<Text>,
    /// `gssapi_data`
    pub gssapi_data: Option<Text>,
    /// `crand`
    pub crand: Option<Text>,
    /// `cnum`
    pub cnum: Option<Text>,
    /// `auth_param`
    pub auth_param: Option<Text>,
}

const _: () = assert!(size_of::<Credentials>() == 144);
