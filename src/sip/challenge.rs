//! A challenge: WWW-Authenticate and Proxy-Authenticate. RFC 3261 20.44.

use super::Wire;
use super::auth_params::{self, AuthParams, Form, auth_params};
use crate::error::{Error, Result};
use crate::mem::Text;

/// A challenge: WWW-Authenticate and Proxy-Authenticate.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Challenge {
    /// The scheme: "Digest", "Basic" and others.
    pub auth_type: Option<Text>,
    /// Whose users and passwords are meant, in quotes.
    pub realm: Option<Text>,
    /// The URIs that the login is good for, in quotes.
    pub domain: Option<Text>,
    /// What the answer is computed from, so that none is good for ever, in quotes.
    pub nonce: Option<Text>,
    /// What comes back from the client as it was sent, in quotes.
    pub opaque: Option<Text>,
    /// "true" if the nonce was too old and the password may be right.
    pub stale: Option<Text>,
    /// The hash: "MD5", "SHA-256".. (RFC 8760); MD5 if it is missing.
    pub algorithm: Option<Text>,
    /// What the answer may protect: "auth", "auth-int", in quotes.
    pub qop_options: Option<Text>,
    /// Of NTLM and Kerberos, as is all up to `gssapi_data`: the version of the scheme.
    pub version: Option<Text>,
    /// The server that a ticket is for, in quotes.
    pub targetname: Option<Text>,
    /// The tokens of the scheme, in quotes.
    pub gssapi_data: Option<Text>,
    /// Other parameters that answers depend on, as `name=value, name=value`; all of them if no field above is there.
    pub auth_param: Option<Text>,
}

record_size!(Challenge: 96, 48);

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
