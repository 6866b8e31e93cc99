//! The token bucket of a next hop: how many automatic requests a second it gets while it recovers.

use std::time::{Duration, Instant};

/// How much of its rate an unused bucket saves up.
const BURST: Duration = Duration::from_millis(100);

/// A token bucket. The rate is a parameter: the application may change it at any time.
#[derive(Debug, Default)]
pub(crate) struct TokenBucket {
    /// When the next token is there.
    next: Option<Instant>,
}

impl TokenBucket {
    /// Takes one token. `Err` is the earliest time to try again.
    pub(crate) fn take(&mut self, now: Instant, rate: u32) -> Result<(), Instant> {
        if let Some(later) = self.next.filter(|next| *next > now) {
            return Err(later);
        }
        self.spend(now, rate);
        Ok(())
    }

    /// Spends a token, or owes it.
    pub(crate) fn spend(&mut self, now: Instant, rate: u32) {
        // The burst counts against the rate, so that no second ever sees more than `rate`.
        let interval = (Duration::from_secs(1) + BURST) / rate.max(1);
        let full = now.checked_sub(BURST).unwrap_or(now);
        self.next = Some(self.next.unwrap_or(now).max(full) + interval);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_second_sees_more_than_the_rate() {
        let start = Instant::now();
        let mut bucket = TokenBucket::default();
        let mut passed = Vec::new();
        // A request every 20 ms, with a gap in between.
        for step in (0..40).chain(100..200) {
            let now = start + Duration::from_millis(20 * step);
            while bucket.take(now, 100).is_ok() {
                passed.push(now);
            }
        }
        for (at, first) in passed.iter().enumerate() {
            let second = |later: &&Instant| **later - *first < Duration::from_secs(1);
            assert!(passed[at..].iter().take_while(second).count() <= 100);
        }
        assert!(passed.len() > 200, "{}", passed.len());
    }
}
