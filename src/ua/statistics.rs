//! How many objects there are and how many came in the last hour.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The window that averages look at.
const HOUR: u64 = 3600;

/// What an application can ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Statistics {
    /// Transactions that run.
    pub transactions: Count,
    /// Calls that are not released.
    pub calls: Count,
    /// Registrations that exist.
    pub registrations: Count,
    /// Publications that exist.
    pub publications: Count,
    /// Outgoing subscriptions that exist.
    pub subscriptions: Count,
    /// Incoming subscriptions that exist.
    pub insubscriptions: Count,
    /// Requests and registrations that wait for their turn.
    pub queued: usize,
    /// How many REGISTERs may be unanswered at a time, at all next hops together.
    pub window: usize,
}

/// One kind of object.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    /// How many there are.
    pub allocated: usize,
    /// How many were made an hour, extrapolated from those of the last hour.
    pub hourly: f32,
}

/// Counts what is made, second by second, for an hour.
#[derive(Debug, Default)]
pub(super) struct Rate {
    epoch: Option<Instant>,
    /// Seconds since the epoch, and how many were made in each.
    seconds: VecDeque<(u64, u32)>,
    total: u64,
}

impl Rate {
    /// Counts one more.
    pub(super) fn add(&mut self, now: Instant) {
        let second = self.second(now);
        match self.seconds.back_mut() {
            Some((last, count)) if *last == second => *count = count.saturating_add(1),
            _ => {
                self.forget_before(second);
                self.seconds.push_back((second, 1));
            }
        }
        self.total += 1;
    }

    /// How many were made an hour: 0 until a whole second has gone by.
    pub(super) fn hourly(&mut self, now: Instant) -> f32 {
        let second = self.second(now);
        self.forget_before(second);
        match self.seconds.front() {
            Some((oldest, _)) if second > *oldest => {
                let hours = (second - oldest) as f64 / HOUR as f64 + 1e-6;
                (self.total as f64 / hours) as f32
            }
            _ => 0.0,
        }
    }

    fn second(&mut self, now: Instant) -> u64 {
        let epoch = *self.epoch.get_or_insert(now);
        now.saturating_duration_since(epoch).max(Duration::ZERO).as_secs()
    }

    fn forget_before(&mut self, second: u64) {
        while let Some((oldest, count)) = self.seconds.front().copied()
            && second.saturating_sub(oldest) > HOUR
        {
            self.total -= u64::from(count);
            self.seconds.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_of_two_seconds_is_extrapolated_to_an_hour() {
        let start = Instant::now();
        let mut rate = Rate::default();
        rate.add(start);
        assert_eq!(rate.hourly(start), 0.0);
        let hourly = rate.hourly(start + Duration::from_secs(2));
        assert!((hourly - 1796.77).abs() < 0.1, "{hourly}");
    }

    #[test]
    fn what_is_older_than_an_hour_is_forgotten() {
        let start = Instant::now();
        let mut rate = Rate::default();
        rate.add(start);
        rate.add(start + Duration::from_secs(2));
        assert!(rate.hourly(start + Duration::from_secs(3601)) < 1.01);
        assert_eq!(rate.hourly(start + Duration::from_secs(9000)), 0.0);
    }
}
