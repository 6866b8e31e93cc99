//! How long to wait after failures. RFC 5626 4.5.

use std::time::Duration;

use crate::transport::random::Rng;

/// A delay that doubles with each failure up to a ceiling; half of it is left to chance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    /// The longest delay after the first failure.
    first: Duration,
    /// The longest delay of all.
    ceiling: Duration,
}

impl Backoff {
    /// For a server, or a name, that could not be reached.
    pub(crate) fn reconnection(ceiling: Duration) -> Self {
        Self { first: Duration::from_secs(2), ceiling }
    }

    /// For a server that could not be reached and has an alternative: longer than turning there takes.
    pub(crate) fn avoidance(ceiling: Duration) -> Self {
        Self { first: Duration::from_secs(8), ceiling }
    }

    /// After silence or a refusal (RFC 5626 4.5: twice the base time).
    pub(crate) fn retry(ceiling: Duration) -> Self {
        Self { first: Duration::from_secs(60), ceiling }
    }

    /// The delay after so many failures in a row. Never under a second.
    pub(crate) fn delay(self, failures: u8, rng: &mut Rng) -> Duration {
        let doublings = u32::from(failures.saturating_sub(1)).min(20);
        let longest = self.first.saturating_mul(1 << doublings).min(self.ceiling);
        rng.between(longest / 2, longest).max(Duration::from_secs(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::random::fixed::Constant;

    #[test]
    fn delays_double_up_to_the_ceiling() {
        let backoff = Backoff::retry(Duration::from_secs(1800));
        let mut rng = Rng::new(Box::new(Constant(0xff)));
        let delays: Vec<_> =
            (1..=7).map(|n| backoff.delay(n, &mut rng).as_secs_f64().round()).collect();
        assert_eq!(delays, [60.0, 120.0, 240.0, 480.0, 960.0, 1800.0, 1800.0]);
        assert!(backoff.delay(255, &mut rng) <= Duration::from_secs(1800));
        let mut rng = Rng::new(Box::new(Constant(0)));
        let delays: Vec<_> = (1..=7).map(|n| backoff.delay(n, &mut rng).as_secs()).collect();
        assert_eq!(delays, [30, 60, 120, 240, 480, 900, 900]);
    }
}
