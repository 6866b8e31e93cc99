//! Nonces, and how often they have been used. RFC 7616 3.4.

use core::cell::RefCell;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Weak};

use smallvec::SmallVec;

use super::types::ChallengeSource;

/// So many nonces of one login are known at a time: those of its last challenges.
const MAX_NONCES: usize = 4;

/// A nonce of one realm. All sessions that use it with the same login count its uses together.
#[derive(Debug)]
pub(super) struct Nonce {
    pub(super) source: ChallengeSource,
    uses: AtomicU32,
    /// Where the realm ends and the value begins.
    middle: u32,
    /// Realm and value, as they came, without their quotes: one block instead of two.
    text: Box<[u8]>,
}

impl Nonce {
    fn new(source: ChallengeSource, realm: &[u8], value: &[u8]) -> Self {
        // Neither is longer than a header line.
        let middle = u32::try_from(realm.len()).unwrap_or(u32::MAX);
        Self { source, uses: AtomicU32::new(0), middle, text: [realm, value].concat().into() }
    }

    /// The realm as it came, without its quotes.
    pub(super) fn realm(&self) -> &[u8] {
        self.text.get(..self.middle as usize).unwrap_or_default()
    }

    /// The value as it came, without its quotes.
    pub(super) fn value(&self) -> &[u8] {
        self.text.get(self.middle as usize..).unwrap_or_default()
    }

    /// The bytes that it occupies.
    pub(super) fn size(&self) -> usize {
        size_of::<Self>() + self.text.len()
    }

    /// Counts one more use. Returns the `nc` of that use.
    pub(super) fn count_use(&self) -> u32 {
        self.uses.fetch_add(1, Relaxed).saturating_add(1)
    }
}

/// The nonces that sessions use with one login, the newest last.
#[derive(Debug, Default)]
pub(super) struct Nonces(RefCell<SmallVec<[Weak<Nonce>; 1]>>);

impl Nonces {
    /// The nonce of that realm and value; a new one unless a session uses it already.
    pub(super) fn share(&self, source: ChallengeSource, realm: &[u8], value: &[u8]) -> Arc<Nonce> {
        let mut nonces = self.0.borrow_mut();
        let is_same = |nonce: &Arc<Nonce>| {
            nonce.source == source && nonce.realm() == realm && nonce.value() == value
        };
        if let Some(shared) = nonces.iter().filter_map(Weak::upgrade).find(is_same) {
            return shared;
        }
        let nonce = Arc::new(Nonce::new(source, realm, value));
        nonces.retain(|nonce| nonce.strong_count() > 0);
        if nonces.len() >= MAX_NONCES {
            nonces.remove(0);
        }
        nonces.push(Arc::downgrade(&nonce));
        nonce
    }
}
