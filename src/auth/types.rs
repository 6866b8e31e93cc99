//! What an authenticator is asked, and what it answers.

use smallvec::SmallVec;

use crate::digest::Operator;
use crate::sip::AuthenticationInfo;
use crate::sip::text::{MessageText, TextEditor};

/// What the application decides about authentication.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Answer a server that asks for a weaker algorithm than before. Off: such a challenge may be forged.
    pub obey_weaker: bool,
    /// Accept a success only from a server that proves (`rspauth`) that it knows the password.
    pub require_rspauth: bool,
    /// Answer AKA challenges as SIMs of this operator do; passwords are then their keys.
    pub aka: Option<Operator>,
}

/// The result of a 401 or 407. Of several realms, the last in this order counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// No challenge can be read, or there is no login for it: the request would fail again.
    Unanswerable,
    /// The server asked for a stronger algorithm before: this challenge gets no answer.
    Weaker,
    /// The next request carries credentials for it: send that now.
    Answerable,
    /// The server has just refused this login. The next request carries new credentials with it, probably in vain.
    Refused,
}

/// The challenges of a 401 or 407, as they came.
#[derive(Clone, Debug, Default)]
pub struct Challenges<'a> {
    /// The values of the WWW-Authenticate headers.
    pub of_server: SmallVec<[&'a [u8]; 2]>,
    /// The values of the Proxy-Authenticate headers.
    pub of_proxy: SmallVec<[&'a [u8]; 2]>,
}

impl<'a> Challenges<'a> {
    /// Those of a response.
    pub fn of(response: &'a MessageText<'_>) -> Self {
        Self {
            of_server: response.headers(b"WWW-Authenticate").collect(),
            of_proxy: response.headers(b"Proxy-Authenticate").collect(),
        }
    }
}

/// What a final response other than 401 and 407 says about the servers that sent it.
#[derive(Clone, Debug, Default)]
pub struct Proofs<'a> {
    /// In Authentication-Info headers.
    pub of_server: Vec<AuthenticationInfo>,
    /// In Proxy-Authentication-Info headers.
    pub of_proxy: Vec<AuthenticationInfo>,
    /// Whether it is a 2xx.
    pub is_success: bool,
    /// The body of the response.
    pub body: &'a [u8],
}

/// A success of a server that did not prove to know the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unproven;

/// What credentials are computed from.
#[derive(Clone, Copy, Debug)]
pub struct RequestFacts<'a> {
    /// The method.
    pub method: &'a [u8],
    /// The Request-URI as it is written in the request.
    pub uri: &'a [u8],
    /// The user part of From.
    pub user: Option<&'a [u8]>,
    /// The body.
    pub body: &'a [u8],
}

impl<'a> RequestFacts<'a> {
    /// Those of a request of `user`.
    pub fn of(request: &'a TextEditor<'_>, user: Option<&'a [u8]>) -> Self {
        Self { method: request.method(), uri: request.request_uri(), user, body: request.body() }
    }
}

/// The values of the headers that carry the credentials of one request.
#[derive(Debug, Default)]
pub struct CredentialHeaders {
    /// Authorization.
    pub authorizations: SmallVec<[Vec<u8>; 1]>,
    /// Proxy-Authorization.
    pub proxy_authorizations: SmallVec<[Vec<u8>; 1]>,
}

impl CredentialHeaders {
    /// Adds the headers to a request that has none of them.
    pub fn write_into(&self, request: &mut TextEditor<'_>) {
        for value in &self.authorizations {
            request.add_credentials(b"Authorization", value);
        }
        for value in &self.proxy_authorizations {
            request.add_credentials(b"Proxy-Authorization", value);
        }
    }
}

/// Which kind of server sent a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChallengeSource {
    /// WWW-Authenticate: the registrar or user agent server.
    Server,
    /// Proxy-Authenticate: a proxy before it.
    Proxy,
}
