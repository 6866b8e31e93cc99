//! Nonces, and how often they have been used. RFC 7616 3.4.

use core::cell::Cell;
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
#[derive(Default)]
pub(super) struct Nonces(Cell<Held>);

/// Most logins have one nonce, which needs no block.
#[derive(Debug, Default)]
enum Held {
    #[default]
    None,
    One(Weak<Nonce>),
    Several(Box<SmallVec<[Weak<Nonce>; MAX_NONCES]>>),
}

impl Held {
    fn nonces(&self) -> &[Weak<Nonce>] {
        match self {
            Self::None => &[],
            Self::One(nonce) => core::slice::from_ref(nonce),
            Self::Several(nonces) => nonces,
        }
    }

    /// Adds a nonce, and forgets those that no session uses any more, or the oldest.
    fn push(&mut self, nonce: Weak<Nonce>) {
        let mut live: SmallVec<[Weak<Nonce>; MAX_NONCES]> =
            self.nonces().iter().filter(|nonce| nonce.strong_count() > 0).cloned().collect();
        if live.len() >= MAX_NONCES {
            live.remove(0);
        }
        *self = match live.is_empty() {
            true => Self::One(nonce),
            false => {
                live.push(nonce);
                Self::Several(Box::new(live))
            }
        };
    }
}

impl Nonces {
    /// The nonce of that realm and value; a new one unless a session uses it already.
    pub(super) fn share(&self, source: ChallengeSource, realm: &[u8], value: &[u8]) -> Arc<Nonce> {
        let held = self.0.take();
        let is_same = |nonce: &Arc<Nonce>| {
            nonce.source == source && nonce.realm() == realm && nonce.value() == value
        };
        let known = held.nonces().iter().filter_map(Weak::upgrade).find(is_same);
        self.0.set(held);
        known.unwrap_or_else(|| {
            let nonce = Arc::new(Nonce::new(source, realm, value));
            let mut held = self.0.take();
            held.push(Arc::downgrade(&nonce));
            self.0.set(held);
            nonce
        })
    }
}

impl core::fmt::Debug for Nonces {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Nonces")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_share_the_nonces_of_the_last_challenges_that_are_in_use() {
        let nonces = Nonces::default();
        let share = |value: &str| nonces.share(ChallengeSource::Server, b"r", value.as_bytes());
        let first = share("0");
        assert!(Arc::ptr_eq(&first, &share("0")));
        let held = nonces.0.take();
        assert!(matches!(held, Held::One(_)));
        nonces.0.set(held);
        let others: Vec<_> = (1..MAX_NONCES).map(|number| share(&number.to_string())).collect();
        assert!(Arc::ptr_eq(&first, &share("0")) && Arc::ptr_eq(&others[1], &share("2")));
        // One more than are known at a time.
        let last = share("4");
        assert!(!Arc::ptr_eq(&first, &share("0")));
        drop((first, others, last));
        let only = share("5");
        assert!(Arc::ptr_eq(&only, &share("5")));
        assert_eq!(nonces.0.take().nonces().len(), 1);
    }
}
