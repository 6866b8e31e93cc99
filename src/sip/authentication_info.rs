//! What a server says after it took credentials: Authentication-Info. RFC 3261 20.6.

use super::Wire;
use super::auth_params::{self, AuthParams, Form, auth_params};
use super::grammar::{trim, trim_start};
use crate::error::{Error, Result};
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

auth_params! {
    AuthenticationInfo 10:
    qop_options "qop" Token,
    nextnonce "nextnonce" Quoted,
    rspauth "rspauth" Quoted,
    cnonce "cnonce" Quoted,
    nonce_count "nc" Token,
    snum "snum" Quoted,
    srand "srand" Quoted,
    targetname "targetname" Quoted,
    realm "realm" Quoted,
    opaque "opaque" Quoted,
}

impl Wire for AuthenticationInfo {
    /// The scheme, which RFC 3261 does not have here, may be missing.
    fn parse(&mut self, text: &[u8]) -> Result<()> {
        let text = trim(text);
        let params = match auth_params::split_scheme(text) {
            Ok((scheme, params)) if !is_param(scheme, params) => {
                self.auth_type = Some(Text::new(scheme));
                params
            }
            _ => text,
        };
        auth_params::parse(self, params)?;
        if self.is_empty() { Err(Error::Syntax) } else { Ok(()) }
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        if let Some(scheme) = &self.auth_type {
            out.extend_from_slice(scheme);
            out.push(b' ');
        } else if self.is_empty() {
            return Err(Error::BadParameter);
        }
        auth_params::write(self, None, "", out);
        Ok(())
    }
}

impl AuthenticationInfo {
    fn is_empty(&self) -> bool {
        self.params().iter().all(|(_, value)| value.is_none())
    }
}

/// Whether the first word is, or belongs to, a parameter and not a scheme.
fn is_param(word: &[u8], rest: &[u8]) -> bool {
    word.iter().any(|byte| matches!(byte, b'=' | b',')) || trim_start(rest).starts_with(b"=")
}
