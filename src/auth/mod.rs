//! Digest authentication of a client: challenges, logins and credentials. RFC 3261 22, RFC 7616, RFC 8760.
//!
//! ```text
//! types.rs          arguments and results
//! quoted.rs         texts between quotes
//! nonce.rs          nonces and their counters, which all sessions of one login share
//! ha2.rs            the part of a response that the requests of many accounts share
//! login.rs          a user name, and the password or its HA1
//! credentials.rs    the logins of a context
//! candidate.rs      a challenge that one of them can answer; the strongest of each realm
//! known.rs          the last challenge of one realm, and the credentials that answer it
//! authenticator.rs  all challenges that one session has met
//! waiting.rs        sessions that wait for a login
//! ```
//!
//! ```text
//! before a request   authenticator.credentials(request)   -> its Authorization and Proxy-Authorization headers
//! after a 401, 407   authenticator.store(challenges)      -> whether the same request with new credentials may succeed
//! after any other    authenticator.confirm(proofs)        -> whether the server, too, knows the password
//! ```

#![forbid(unsafe_code)]

mod authenticator;
mod candidate;
mod credentials;
mod ha2;
mod known;
mod login;
mod nonce;
mod quoted;
mod types;
mod waiting;

#[cfg(test)]
mod tests;

pub use authenticator::Authenticator;
pub use credentials::CredentialStore;
pub use login::Login;
pub use types::{Challenges, CredentialHeaders, Policy, Proofs, RequestFacts, Unproven, Verdict};
pub use waiting::WaitingSessions;
