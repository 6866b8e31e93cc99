//! Random numbers in the forms that SIP wants.

#[cfg(test)]
#[path = "../../tests/common/random.rs"]
pub(crate) mod fixed;

use std::time::Duration;

use smallvec::SmallVec;

use super::Random;
use crate::sip::text::decimal;

/// The text of a random number, which needs no block of its own.
pub(crate) type RandomText = SmallVec<[u8; ROOM]>;

/// A branch is the longest: seven letters and 39 digits.
const ROOM: usize = 64;

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
    pub(crate) fn decimal(&mut self) -> RandomText {
        RandomText::from_slice(decimal(self.number() >> 1, &mut [0; _]))
    }

    /// The text of a branch: a number of 128 random bits, for it alone keeps others than the server from answering.
    pub(crate) fn branch(&mut self) -> RandomText {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        let mut text = RandomText::from_slice(b"z9hG4bK");
        push_decimal(u128::from_ne_bytes(bytes), &mut text);
        text
    }

    /// A time from `low` to `high`.
    pub(crate) fn between(&mut self, low: Duration, high: Duration) -> Duration {
        let span = high.saturating_sub(low);
        // 24 bits are fine enough, and exact in an f64.
        let part = (self.number() >> 40) as f64 / f64::from(1 << 24);
        low + span.mul_f64(part)
    }
}

/// Appends the digits of a number.
fn push_decimal(number: u128, text: &mut RandomText) {
    // The largest power of ten whose multiples leave a rest of 64 bits.
    const POWER: u128 = 10_u128.pow(19);
    let mut room = [b'0'; _];
    if let Ok(number) = u64::try_from(number) {
        return text.extend_from_slice(decimal(number, &mut room));
    }
    let quotient = number / POWER;
    let rest = (number - quotient * POWER) as u64;
    push_decimal(quotient, text);
    let digits = decimal(rest, &mut room).len();
    text.extend(core::iter::repeat_n(b'0', 19 - digits));
    text.extend_from_slice(room.get(room.len() - digits..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::fixed::Constant;
    use super::*;

    #[test]
    fn there_is_room_for_the_largest_numbers() {
        let mut rng = Rng::new(Box::new(Constant(0xff)));
        assert_eq!(*rng.branch(), *format!("z9hG4bK{}", u128::MAX).as_bytes());
        assert_eq!(*rng.decimal(), *i64::MAX.to_string().as_bytes());
        assert!(!rng.branch().spilled());
    }

    #[test]
    fn numbers_are_written_with_all_their_digits() {
        const POWER: u128 = 10_u128.pow(19);
        for number in [
            0,
            7,
            u128::from(u64::MAX),
            POWER - 1,
            POWER,
            POWER + 12,
            12 * POWER,
            POWER * POWER - 1,
            POWER * POWER,
            3 * POWER * POWER + 4 * POWER + 5,
            u128::MAX,
        ] {
            let mut text = RandomText::new();
            push_decimal(number, &mut text);
            assert_eq!(*text, *number.to_string().as_bytes());
        }
    }

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
