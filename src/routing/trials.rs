//! The few requests that are sent to a server although its circuit breaker is open: bindings that would end otherwise,
//! and retransmissions.

use std::time::{Duration, Instant};

use super::queue::Binding;

/// The most trials a second.
const RATE: u32 = 10;
/// At a server that has asked for a pause (Retry-After) so many trials are made in the last chance of a binding: most
/// accounts may be refused, and some not. The first that is served ends the pause.
const PER_CHANCE: u32 = 24;
/// So many more are made by accounts that have failed already.
const PER_CHANCE_AGAIN: u32 = 6;

/// The trials at one server: when the last one was made, by accounts that have not failed and by those that have, which
/// take no trial from the others.
#[derive(Debug, Default)]
pub(crate) struct Trials {
    first: Option<Instant>,
    again: Option<Instant>,
}

impl Trials {
    /// Takes one trial, for a retransmission or the binding that it may save. `Err` is the earliest time to try again.
    pub(crate) fn take(
        &mut self,
        now: Instant,
        rate: u32,
        binding: Option<Binding>,
        is_pausing: bool,
    ) -> Result<(), Instant> {
        let shortest = Duration::from_secs(1) / RATE.min(rate.max(1));
        let (last, interval) = match binding {
            Some(it) if it.has_failed => (&mut self.again, it.margin() / PER_CHANCE_AGAIN),
            Some(it) if is_pausing => (&mut self.first, it.margin() / PER_CHANCE),
            _ => (&mut self.first, shortest),
        };
        let next = last.map(|last| last + interval.max(shortest));
        if let Some(later) = next.filter(|next| *next > now) {
            return Err(later);
        }
        *last = Some(now);
        Ok(())
    }
}
