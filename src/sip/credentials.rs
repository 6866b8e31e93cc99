//! The answer to a challenge: Authorization and Proxy-Authorization. RFC 3261 20.7.

use super::Wire;
use super::auth_params::{self, AuthParams, Form, auth_params};
use crate::error::{Error, Result};
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

auth_params! {
    Credentials 16:
    username "username" Quoted,
    realm "realm" Quoted,
    nonce "nonce" Quoted,
    uri "uri" Quoted,
    response "response" Quoted,
    digest "digest" Quoted,
    algorithm "algorithm" Token,
    cnonce "cnonce" Quoted,
    opaque "opaque" Quoted,
    message_qop "qop" Token,
    nonce_count "nc" Token,
    version "version" Token,
    targetname "targetname" Quoted,
    gssapi_data "gssapi-data" Quoted,
    crand "crand" Quoted,
    cnum "cnum" Quoted,
}

impl Wire for Credentials {
    fn parse(&mut self, text: &[u8]) -> Result<()> {
        let (scheme, params) = auth_params::split_scheme(text)?;
        self.auth_type = Some(Text::new(scheme));
        self.auth_param = auth_params::parse(self, params)?;
        Ok(())
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<()> {
        let scheme = self.auth_type.as_ref().ok_or(Error::BadParameter)?;
        out.extend_from_slice(scheme);
        auth_params::write(self, self.auth_param.as_ref(), " ", out);
        Ok(())
    }
}
