//! The answer to a challenge: Authorization and Proxy-Authorization. RFC 3261 20.7.

use super::Wire;
use super::auth_params::{self, AuthParams, Form, auth_params};
use crate::error::{Error, Result};
use crate::mem::Text;

/// The answer to a challenge: Authorization and Proxy-Authorization.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Credentials {
    /// The scheme: "Digest", "Basic" and others.
    pub auth_type: Option<Text>,
    /// The user, in quotes.
    pub username: Option<Text>,
    /// Whose users and passwords are meant, in quotes.
    pub realm: Option<Text>,
    /// What the answer is computed from, so that none is good for ever, in quotes.
    pub nonce: Option<Text>,
    /// The Request-URI, in quotes.
    pub uri: Option<Text>,
    /// The proof that the user knows the password, 32 or 64 hexadecimal digits in quotes.
    pub response: Option<Text>,
    /// As `response`, of an older scheme.
    pub digest: Option<Text>,
    /// The hash: "MD5", "SHA-256".. (RFC 8760); MD5 if it is missing.
    pub algorithm: Option<Text>,
    /// The client's own part in what `response` is computed from, in quotes.
    pub cnonce: Option<Text>,
    /// What comes back from the client as it was sent, in quotes.
    pub opaque: Option<Text>,
    /// What `response` protects: "auth" or "auth-int", without quotes.
    pub message_qop: Option<Text>,
    /// How often the nonce was used, 8 hexadecimal digits.
    pub nonce_count: Option<Text>,
    /// Of NTLM and Kerberos, as is all up to `cnum`: the version of the scheme.
    pub version: Option<Text>,
    /// The server that a ticket is for, in quotes.
    pub targetname: Option<Text>,
    /// The tokens of the scheme, in quotes.
    pub gssapi_data: Option<Text>,
    /// A random number of the client, in quotes.
    pub crand: Option<Text>,
    /// The number of the request, in quotes.
    pub cnum: Option<Text>,
    /// Other parameters that answers depend on, as `name=value, name=value`; all of them if no field above is there.
    pub auth_param: Option<Text>,
}

record_size!(Credentials: 144, 72);

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
