//! Deadlines, in order.

use std::collections::BTreeSet;
use std::time::Instant;

/// Deadlines, at most one for each key. The owner of a key keeps its deadline in a slot of its own.
#[derive(Debug)]
pub(crate) struct Timers<K>(BTreeSet<(Instant, K)>);

impl<K> Default for Timers<K> {
    fn default() -> Self {
        Self(BTreeSet::new())
    }
}

impl<K: Ord + Copy> Timers<K> {
    /// Moves the deadline of `key`, which stood in `slot`, to `at`.
    pub(crate) fn set(&mut self, slot: &mut Option<Instant>, key: K, at: Instant) {
        if *slot != Some(at) {
            self.clear(slot, key);
            *slot = Some(at);
            self.0.insert((at, key));
        }
    }

    /// Takes the deadline of `key` away.
    pub(crate) fn clear(&mut self, slot: &mut Option<Instant>, key: K) {
        if let Some(at) = slot.take() {
            self.0.remove(&(at, key));
        }
    }

    /// The next deadline.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.0.first().map(|(at, _)| *at)
    }

    /// Takes out the first key whose deadline has come. Its owner clears the slot.
    pub(crate) fn pop_due(&mut self, now: Instant) -> Option<K> {
        self.next().filter(|at| *at <= now)?;
        self.0.pop_first().map(|(_, key)| key)
    }

    /// How many deadlines there are.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn deadlines_come_in_order_and_only_when_due() {
        let start = Instant::now();
        let mut timers = Timers::default();
        let mut slots = [None; 3];
        for (key, slot) in slots.iter_mut().enumerate() {
            timers.set(slot, key, start + Duration::from_secs(3 - key as u64));
        }
        assert_eq!(timers.pop_due(start), None);
        assert_eq!(timers.next(), Some(start + Duration::from_secs(1)));
        assert_eq!(timers.pop_due(start + Duration::from_secs(2)), Some(2));
        assert_eq!(timers.pop_due(start + Duration::from_secs(2)), Some(1));
        assert_eq!(timers.pop_due(start + Duration::from_secs(2)), None);
    }

    #[test]
    fn a_key_has_one_deadline() {
        let start = Instant::now();
        let mut timers = Timers::default();
        let mut slot = None;
        timers.set(&mut slot, 7, start);
        timers.set(&mut slot, 7, start + Duration::from_secs(1));
        assert_eq!(timers.len(), 1);
        timers.clear(&mut slot, 7);
        assert_eq!((timers.len(), slot), (0, None));
    }
}
