//! What a server says after it took credentials: Authentication-Info. RFC 3261 20.6.

use crate::mem::Text;

/// What a server says after it took credentials: Authentication-Info.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuthenticationInfo {
    /// `auth_type`
    pub auth_type: Option<Text>,
    /// `nextnonce`
    pub nextnonce: Option<Text>,
    /// `qop_options`
    pub qop_options: Option<Text>,
    /// `rspauth`
    pub rspauth: Option<Text>,
    /// `cnonce`
    pub cnonce: Option<Text>,
    /// `nonce_count`
    pub nonce_count: Option<Text>,
    /// `snum`
    pub snum: Option<Text>,
    /// `srand`
    pub srand: Option<Text>,
    /// `realm`
    pub realm: Option<Text>,
    /// `targetname`
    pub targetname: Option<Text>,
    /// `opaque`
    pub opaque: Option<Text>,
}

const _: () = assert!(size_of::<AuthenticationInfo>() == 88);
