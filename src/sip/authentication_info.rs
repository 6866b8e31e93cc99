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
    /// The scheme, which only servers of NTLM and Kerberos name here.
    pub auth_type: Option<Text>,
    /// The nonce for the next request, in quotes.
    pub nextnonce: Option<Text>,
    /// What `rspauth` protects: "auth" or "auth-int", without quotes.
    pub qop_options: Option<Text>,
    /// The proof that the server knows the password too, in quotes.
    pub rspauth: Option<Text>,
    /// The client's nonce that was answered, in quotes.
    pub cnonce: Option<Text>,
    /// The client's count that was answered, 8 hexadecimal digits.
    pub nonce_count: Option<Text>,
    /// Of NTLM and Kerberos, as is all that follows: the number of the response, in quotes.
    pub snum: Option<Text>,
    /// A random number of the server, in quotes.
    pub srand: Option<Text>,
    /// Whose users are meant, in quotes.
    pub realm: Option<Text>,
    /// The server that a ticket is for, in quotes.
    pub targetname: Option<Text>,
    /// What names the security association, in quotes.
    pub opaque: Option<Text>,
}

record_size!(AuthenticationInfo: 88, 44);

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
