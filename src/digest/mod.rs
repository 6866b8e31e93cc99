//! Digest authentication: proof that both sides know a password. RFC 7616, RFC 8760, RFC 3261 22.4.
//!
//! Sums only: nothing here knows a message, a store of passwords or a random source.

#![forbid(unsafe_code)]

pub mod aka;
mod algorithm;
mod hash;
mod milenage;
mod response;

pub use algorithm::{Algorithm, Qop};
pub use hash::{Hash, Hex};
pub use milenage::Operator;
pub use response::{Exchange, ha1, nonce_count_text, same};
