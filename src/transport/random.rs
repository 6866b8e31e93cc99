//! Random numbers in the forms that SIP wants.

#[cfg(test)]
#[path = "../../tests/common/random.rs"]
pub(crate) mod fixed;

use std::io::Write;
use std::time::Duration;

use super::Random;
use crate::mem::Text;

/// The random source of a core.
pub(crate) struct Rng(Box<dyn Random>);

impl Rng {
    pub(crate) fn new(source: Box<dyn Random>) -> Self {
        Self(source)
    }

    /// Fills `bytes`.
    pub(crate) fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    /// Any number.
    pub(crate) fn number(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_ne_bytes(bytes)
    }

    /// The text of a tag or a Call-ID: a number of 63 bits.
    pub(crate) fn decimal(&mut self) -> Text {
        let mut room = [0; 20];
        let mut rest = &mut room[..];
        // There is room for it.
        let _ = write!(rest, "{}", self.number() >> 1);
        let left = rest.len();
        Text::new(room.get(..room.len() - left).unwrap_or_default())
    }

    /// The text of a branch: a number of 128 random bits, for it alone keeps others than the server from answering.
    pub(crate) fn branch(&mut self) -> Text {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        let mut room = [0; 46];
        let mut rest = &mut room[..];
        // There is room for it.
        let _ = write!(rest, "z9hG4bK{}", u128::from_ne_bytes(bytes));
        let left = rest.len();
        Text::new(room.get(..room.len() - left).unwrap_or_default())
    }

    /// A time from `low` to `high`.
    pub(crate) fn between(&mut self, low: Duration, high: Duration) -> Duration {
        let span = high.saturating_sub(low);
        // 24 bits are fine enough, and exact in an f64.
        let part = (self.number() >> 40) as f64 / f64::from(1 << 24);
        low + span.mul_f64(part)
    }
}

#[cfg(test)]
mod tests {
    use super::fixed::Constant;
    use super::*;

    #[test]
    fn a_time_between_two_others_stays_there() {
        let (low, high) = (Duration::from_secs(3), Duration::from_secs(5));
        assert_eq!(Rng::new(Box::new(Constant(0))).between(low, high), low);
        let late = Rng::new(Box::new(Constant(0xff))).between(low, high);
        assert!(late > Duration::from_millis(4990) && late <= high);
    }

    #[test]
    fn a_span_that_ends_before_it_begins_is_its_beginning() {
        let low = Duration::from_secs(3);
        assert_eq!(Rng::new(Box::new(Constant(0xff))).between(low, Duration::ZERO), low);
    }
}
