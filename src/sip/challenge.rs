//! A challenge: WWW-Authenticate and Proxy-Authenticate. RFC 3261 20.44.

use super::Wire;
use super::auth_params::{self, AuthParams, Form, auth_params};
use crate::error::{Error, Result};
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

auth_params! {
    Challenge 10:
    realm "realm" Quoted,
    domain "domain" Quoted,
    nonce "nonce" Quoted,
    opaque "opaque" Quoted,
    stale "stale" Token,
    algorithm "algorithm" Token,
    qop_options "qop" Quoted,
    version "version" Token,
    targetname "targetname" Quoted,
    gssapi_data "gssapi-data" Quoted,
}

impl Wire for Challenge {
    fn parse(&mut self, text: &[u8]) -> Result<()> {
        let (scheme, params) = auth_params::split_scheme(text)?;
        self.auth_type = Some(Text::new(scheme));
        self.auth_param = auth_params::parse(self, params)?;
        Ok(())
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        let scheme = self.auth_type.as_ref().ok_or(Error::BadParameter)?;
        out.extend_from_slice(scheme);
        // The original writes two blanks where there is no realm.
        let before = if self.realm.is_some() { " " } else { "  " };
        auth_params::write(self, self.auth_param.as_ref(), before, out);
        Ok(())
    }
}
