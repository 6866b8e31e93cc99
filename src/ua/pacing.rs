//! When registrations send by themselves: they are due, and what waits at next hops may be sent. RFC 5626 4.5.

use std::time::{Duration, Instant};

use super::outgoing::Turn;
use super::registration::lifecycle::Next;
use super::registration::{Phase, Purpose, Registration};
use super::{Now, Ua};
use crate::routing::{Backoff, Binding, NextHopId, Route};

/// A binding is renewed at the latest so long before its end, or a tenth of its time.
const LAST_CHANCE: Duration = Duration::from_secs(30);

impl Ua {
    /// Schedules the next REGISTER of a registration.
    pub(super) fn schedule(&mut self, now: Instant, rid: i32, next: Next) {
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        let (at, answer) = match next {
            Next::Never => (None, None),
            Next::AtOnce(change) => (Some(registration.soonest(now)), Some(change)),
            Next::After(delay) => (Some((now + delay).max(registration.earliest(now))), None),
        };
        self.set_due(rid, at, answer);
        if let Some(registration) = self.registrations.get(&rid) {
            registration.trace_next(now, rid);
        }
    }

    /// A registration is due: it sends, or waits at its next hop.
    pub(super) fn handle_due(&mut self, now: Now, rid: i32) {
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        if let Phase::Waiting { due, .. } = &mut registration.phase {
            *due = None;
        }
        if registration.transaction().is_some() || self.router.is_queued(rid) {
            return;
        }
        let (is_answer, binding) = (registration.answer().is_some(), registration.binding());
        let route = self.router.submit_due(now.instant, rid, is_answer, binding);
        if let Some(route) = route {
            self.send_due(now, rid, route);
        }
    }

    fn send_due(&mut self, now: Now, rid: i32, route: Route) {
        if self.send_next(now, rid, Purpose::Due, Turn::Due(route)).is_err() {
            // Nothing can be made of what the application last sent. Time may help: a listener may come.
            let backoff = Backoff::retry(self.router.limits.retry_ceiling);
            if let Some(registration) = self.registrations.get_mut(&rid) {
                registration.abandon_redirect();
                let next = registration.fail(backoff, &mut self.rng);
                self.schedule(now.instant, rid, next);
            }
        }
    }

    /// Sends what waits at a next hop by itself, as far as the router permits.
    pub(super) fn release_waiting(&mut self, now: Now, id: NextHopId) {
        while let Some((rid, route)) = self.router.dequeue_automatic(now.instant, id) {
            self.send_due(now, rid, route);
        }
    }

    /// Places may be free at a next hop: sends what the application has sent, and wakes what waits by itself.
    pub(super) fn progress(&mut self, now: Instant, id: NextHopId) {
        while let Some((request, owner, route)) = self.router.dequeue_explicit(now, id) {
            self.launch_waiting(now, request, owner, route);
        }
        self.router.wake(now, id);
    }

    /// Many registrations have to be renewed: each at a time of its own, no faster than the token bucket allows, the first
    /// of them after `delay`.
    pub(super) fn renew_soon(&mut self, now: Instant, delay: Duration, mut rids: Vec<i32>) {
        // In an order of their own: the delays are the same in each run with the same random numbers.
        rids.sort_unstable();
        let rate = f64::from(self.router.limits.return_rate.max(1));
        let spread = Duration::from_secs_f64((rids.len() as f64 / rate).clamp(1.0, 86_400.0));
        for rid in rids {
            let delay = self.rng.between(delay, delay + spread);
            let Some(registration) = self.registrations.get_mut(&rid) else { continue };
            let is_soon = registration.due().is_some_and(|due| due <= now + delay);
            let is_busy = registration.transaction().is_some() || self.router.is_queued(rid);
            if registration.binding.granted_expires > 0 && !is_busy && !is_soon {
                self.schedule(now, rid, Next::After(delay));
            }
        }
    }
}

impl Registration {
    /// The binding that its next REGISTER renews.
    pub(super) fn binding(&self) -> Option<Binding> {
        let ends = self.binding.expires_at.filter(|_| self.binding.requested_expires > 0)?;
        let margin = LAST_CHANCE.min(Duration::from_secs(self.binding.granted_expires.into()) / 10);
        let has_failed = self.retry.failures > 0;
        Some(Binding { last_chance: ends.checked_sub(margin)?, ends, has_failed })
    }

    /// A delay after a failure, after which a binding in force can still be renewed: what comes too late for that is tried
    /// once when the last chance of the binding begins, and once in the middle of it.
    pub(super) fn within_binding(&self, now: Instant, delay: Duration) -> Duration {
        let Some(binding) = self.binding() else { return delay };
        let (first, middle) = (binding.last_chance, binding.last_chance + binding.margin() / 2);
        match [first, middle].into_iter().find(|at| now < *at) {
            Some(at) if middle < now + delay => at - now,
            _ => delay,
        }
    }
}
