//! One login: a user name of a server, and the password or its HA1. RFC 3261 22.1.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use zeroize::Zeroizing;

use super::nonce::Nonces;
use crate::digest::{self, Hash, Hex};

/// A user name that a server knows, and the password or its HA1.
#[derive(Debug)]
pub struct Login {
    /// Usually the same as the user part of From.
    userid: Arc<[u8]>,
    secret: Secret,
    serial: u64,
    /// The sequence number of the newest AKA challenge that was answered.
    sequence: AtomicU64,
    nonces: Nonces,
}

/// A password, or what is computed from it, behind a byte that says which: a hundred thousand logins pay for each byte.
#[derive(PartialEq)]
pub(super) struct Secret(Zeroizing<Box<[u8]>>);

const PASSWORD: u8 = b'p';
/// `H(userid:realm:password)` in hexadecimal digits; their number determines which hash it may be.
const HA1: u8 = b'h';

impl Secret {
    /// A password that is not empty takes precedence. `None` if both are missing or empty.
    pub(super) fn new(password: Option<&[u8]>, ha1: Option<&[u8]>) -> Option<Self> {
        let (kind, text) = match (password, ha1) {
            (Some(password @ [_, ..]), _) => (PASSWORD, password),
            (_, Some(ha1 @ [_, ..])) => (HA1, ha1),
            _ => return None,
        };
        // At once as long as it gets: what grows would leave copies behind.
        let mut secret = Vec::with_capacity(1 + text.len());
        secret.push(kind);
        secret.extend_from_slice(text);
        Some(Self(Zeroizing::new(secret.into_boxed_slice())))
    }

    fn of_kind(&self, wanted: u8) -> Option<&[u8]> {
        self.0.split_first().filter(|(kind, _)| **kind == wanted).map(|(_, text)| text)
    }

    fn password(&self) -> Option<&[u8]> {
        self.of_kind(PASSWORD)
    }

    fn ha1(&self) -> Option<&[u8]> {
        self.of_kind(HA1)
    }
}

impl core::fmt::Debug for Secret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Secret")
    }
}

impl Login {
    pub(super) fn new(userid: Arc<[u8]>, secret: Secret, serial: u64) -> Self {
        Self { userid, secret, serial, sequence: AtomicU64::new(0), nonces: Nonces::default() }
    }

    /// Whether a login of this `userid` and `secret` is the same.
    pub(super) fn is_unchanged(&self, userid: &[u8], secret: &Secret) -> bool {
        *self.userid == *userid && self.secret == *secret
    }

    /// The value of the `username` parameter, which is also hashed.
    pub fn userid(&self) -> &[u8] {
        &self.userid
    }

    /// Different for each login that was ever added to a store, unless it was added again unchanged.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// `H(userid:realm:password)`; `None` if only the HA1 of another hash is known.
    ///
    /// A known HA1 of 32 digits is one of MD5. One of 64 digits is used for either of the two longer hashes.
    pub fn ha1(&self, hash: Hash, realm: &[u8]) -> Option<Hex> {
        match self.secret.password() {
            Some(password) => Some(digest::ha1(hash, &self.userid, realm, password)),
            None => Hex::from_digits(self.secret.ha1()?).filter(|hex| hex.len() == hash.digits()),
        }
    }

    /// The password, unless only an HA1 is known.
    pub fn password(&self) -> Option<&[u8]> {
        self.secret.password()
    }

    /// The sequence number of the newest AKA challenge that was answered with this login; 0 for none.
    pub fn sequence(&self) -> u64 {
        self.sequence.load(Relaxed)
    }

    /// Stores the sequence number of an AKA challenge that is answered.
    pub fn raise_sequence(&self, sequence: u64) {
        self.sequence.fetch_max(sequence, Relaxed);
    }

    /// Whether credentials with `hash` can be computed from this login.
    pub fn knows(&self, hash: Hash) -> bool {
        self.secret.password().is_some() || self.ha1(hash, b"").is_some()
    }

    /// The nonces that sessions use with this login.
    pub(super) fn nonces(&self) -> &Nonces {
        &self.nonces
    }
}
