//! The few requests that are sent to a server although its circuit breaker is open: bindings that would end otherwise,
//! and retransmissions.

use std::time::{Duration, Instant};

use crate::transaction::T1;

/// The most trials a second.
const RATE: u32 = 10;
/// The longest time between two trials at a server that has asked for a pause (Retry-After).
const LONGEST: Duration = Duration::from_secs(60);
/// In the last chance of each binding at least so many trials are made: most accounts may be refused, and some not.
const PER_CHANCE: u32 = 6;

/// The trials at one server.
#[derive(Debug, Default)]
pub(crate) struct Trials {
    last: Option<Instant>,
    /// The time between two of them, where they are refused.
    interval: Duration,
}

impl Trials {
    /// Takes one trial; `margin` is the time from the last chance of the binding to its end. `Err` is the earliest time to
    /// try again.
    pub(crate) fn take(
        &mut self,
        now: Instant,
        rate: u32,
        margin: Duration,
    ) -> Result<(), Instant> {
        let shortest = Duration::from_secs(1) / RATE.min(rate.max(1));
        let interval = shortest.max(self.interval.min(margin / PER_CHANCE));
        let next = self.last.map(|last| last + interval);
        if let Some(later) = next.filter(|next| *next > now) {
            return Err(later);
        }
        self.last = Some(now);
        Ok(())
    }

    /// The server asks for a pause (again): each time the next trial comes later.
    pub(crate) fn refused(&mut self) {
        self.interval = (2 * self.interval).clamp(T1, LONGEST);
    }
}
