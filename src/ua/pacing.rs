//! Who is sent when: registrations that are due, and those that wait for their next hop. RFC 5626 4.5.

use std::time::{Duration, Instant};

use super::failure::Cause;
use super::hop::{Choice, HopId};
use super::outgoing::Turn;
use super::registration::Purpose;
use super::registration::Registration;
use super::registration::lifecycle::{Next, retry_backoff};
use super::table::NumberSet;
use super::{Errand, Now, Ua};

/// So many places in a line are not worth tidying.
const FEW: usize = 32;
/// When to look again at a next hop whose target somebody else is trying.
const RECHECK: Duration = Duration::from_secs(1);

impl Ua {
    /// When a registration sends by itself.
    pub(super) fn schedule(&mut self, now: Instant, rid: i32, next: Next) {
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        registration.is_urgent = next == Next::AtOnce;
        let at = match next {
            Next::Never => None,
            Next::AtOnce => Some(registration.soonest(now)),
            Next::After(delay) => Some((now + delay).max(registration.earliest(now))),
        };
        match at {
            Some(at) => self.agenda.set(&mut registration.due, Errand::Register(rid), at),
            None => self.agenda.clear(&mut registration.due, Errand::Register(rid)),
        }
    }

    /// A registration is due: it sends, or waits in line at its next hop.
    pub(super) fn handle_due(&mut self, now: Now, rid: i32) {
        let at = now.instant;
        let limit = self.options.window;
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        registration.due = None;
        if registration.transaction.is_some() || registration.is_waiting {
            return;
        }
        let Some(hop) = registration.hop else { return };
        let Some(state) = self.hops.get_mut(hop) else { return };
        // Whoever answers a challenge had his place in the window before.
        let has_room = state.waiting.is_empty() && state.window.has_room(limit);
        let is_free = !state.is_returning() && (has_room || registration.is_urgent);
        match is_free.then(|| state.choose(at, rid, &self.flows)) {
            None | Some(Choice::Wait(_)) => self.wait_in_line(at, rid, hop),
            Some(choice) => self.send_due(now, rid, choice),
        }
    }

    /// Whoever answers a challenge goes first: he is nearly through.
    fn wait_in_line(&mut self, now: Instant, rid: i32, hop: HopId) {
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        let Some(state) = self.hops.get_mut(hop) else { return };
        registration.is_waiting = true;
        if registration.is_urgent {
            state.waiting.push_front(rid);
        } else {
            state.waiting.push_back(rid);
        }
        if state.slot.is_none() {
            self.agenda.set(&mut state.slot, Errand::Release(hop), now);
        }
        if state.waiting.len() > 2 * state.users.max(FEW) {
            self.tidy_line(hop);
        }
    }

    /// Whoever left the line from its middle, as the application sent for him or removed him, takes no more room in it.
    fn tidy_line(&mut self, hop: HopId) {
        let Some(state) = self.hops.get_mut(hop) else { return };
        let mut seen = NumberSet::default();
        state.waiting.retain(|rid| {
            let registration = self.registrations.get(rid);
            registration.is_some_and(|it| it.waits_at(hop)) && seen.insert(*rid)
        });
    }

    fn send_due(&mut self, now: Now, rid: i32, choice: Choice) {
        if self.send_next(now, rid, Purpose::Due, Turn::Due(choice)).is_err() {
            // Nothing can be made of what the application last sent. Time may help: a listener may come.
            let ceiling = self.options.retry_ceiling;
            if let Some(registration) = self.registrations.get_mut(&rid) {
                registration.give_up_detour();
                let next = registration.fail(retry_backoff(ceiling), &mut self.dice);
                self.schedule(now.instant, rid, next);
            }
        }
    }

    /// Lets go who waits at a next hop, as far as its health, its window and its pace allow.
    pub(super) fn release_waiting(&mut self, now: Now, hop: HopId) {
        let at = now.instant;
        if let Some(state) = self.hops.get_mut(hop) {
            state.slot = None;
            if state.paused.is_some_and(|until| until <= at) {
                state.paused = None;
                state.returns();
            }
        }
        while let Some((rid, choice)) = self.next_in_line(at, hop) {
            self.send_due(now, rid, choice);
        }
    }

    /// The next that may go. If nobody may, a time to look again is set, where that is known.
    fn next_in_line(&mut self, now: Instant, hop: HopId) -> Option<(i32, Choice)> {
        let limit = self.options.window;
        loop {
            let state = self.hops.get_mut(hop)?;
            let Some(&rid) = state.waiting.front() else {
                state.returns();
                return None;
            };
            // It may be gone, have been sent by the application, and wait elsewhere by now.
            let registration = self.registrations.get_mut(&rid).filter(|it| it.waits_at(hop));
            let Some(registration) = registration else {
                state.waiting.pop_front();
                continue;
            };
            if !registration.is_urgent && !state.window.has_room(limit) {
                return None;
            }
            let choice = state.choose(now, rid, &self.flows);
            let turn = match choice {
                Choice::Wait(until) => Err(until.unwrap_or(now + RECHECK)),
                _ if state.is_returning() => state.take_turn(now, self.options.return_rate),
                _ => Ok(()),
            };
            if let Err(later) = turn {
                let later = later.max(now + Duration::from_millis(1));
                self.agenda.set(&mut state.slot, Errand::Release(hop), later);
                return None;
            }
            state.waiting.pop_front();
            registration.is_waiting = false;
            return Some((rid, choice));
        }
    }

    /// An answer came from a next hop: it takes more at a time, and others may go.
    pub(super) fn advance(&mut self, now: Instant, hop: HopId) {
        if let Some(state) = self.hops.get_mut(hop) {
            state.window.grow(now, self.options.window);
        }
        self.progress(now, hop);
    }

    /// Something has changed at a next hop: others may go, or have to be told that they cannot.
    pub(super) fn progress(&mut self, now: Instant, hop: HopId) {
        let limit = self.options.window;
        loop {
            let Some(state) = self.hops.get_mut(hop) else { return };
            if state.queued.is_empty() || !state.window.has_room(limit) {
                break;
            }
            let Some(id) = state.queued.pop_front() else { break };
            if state.is_dead(now, &self.flows) {
                self.fail(now, id, Cause::Unreachable, true);
            } else {
                let Some(sender) = self.clients.get(id).map(|client| client.sender) else {
                    continue;
                };
                let choice = state.choose_asked(now, sender.0, &self.flows);
                self.launch(now, id, choice, None);
            }
        }
        let Some(state) = self.hops.get_mut(hop) else { return };
        if !state.waiting.is_empty() && state.window.has_room(limit) {
            self.agenda.set(&mut state.slot, Errand::Release(hop), now);
        }
    }

    /// What kept those who wait is no longer true: from `at` on they may go, one by one.
    pub(super) fn release_soon(&mut self, at: Instant) {
        for (hop, state) in self.hops.iter_mut() {
            state.returns();
            if state.is_returning() {
                self.agenda.set(&mut state.slot, Errand::Release(hop), at);
            }
        }
    }

    /// Many registrations have to be renewed: each at a time of its own, no faster than registrars like it.
    /// The first of them goes after `delay`.
    pub(super) fn renew_soon(&mut self, now: Instant, delay: Duration, rids: Vec<i32>) {
        let rate = f64::from(self.options.return_rate.max(1));
        let spread = Duration::from_secs_f64((rids.len() as f64 / rate).clamp(1.0, 86_400.0));
        for rid in rids {
            let delay = self.dice.between(delay, delay + spread);
            let Some(registration) = self.registrations.get_mut(&rid) else { continue };
            let is_soon = registration.due.is_some_and(|due| due <= now + delay);
            let is_busy = registration.transaction.is_some() || registration.is_waiting;
            if registration.period > 0 && !is_busy && !is_soon {
                self.schedule(now, rid, Next::After(delay));
            }
        }
    }
}

impl Registration {
    fn waits_at(&self, hop: HopId) -> bool {
        self.is_waiting && self.hop == Some(hop)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ua::io::NextHop;
    use crate::ua::random::Dice;
    use crate::ua::registration::{ContactSource, Line};
    use crate::ua::{Random, Ua};

    struct Zeros;

    impl Random for Zeros {
        fn fill(&mut self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn whoever_leaves_the_line_takes_no_room_in_it() {
        let (mut ua, now) = (Ua::new(Box::new(Zeros)), Instant::now());
        let hop =
            ua.hops.to(NextHop { host: "h".into(), port: None, transport: None, secure: false });
        for rid in 1..=100 {
            let line = Line::new(&mut Dice::new(Box::new(Zeros)));
            let mut registration =
                Registration::new(Arc::default(), line, 60, ContactSource::Local);
            registration.hop = Some(hop);
            ua.registrations.insert(rid, Box::new(registration));
            ua.join_hop(hop);
            ua.wait_in_line(now, rid, hop);
        }
        // The application sends for one of them, again and again.
        for _ in 0..10_000 {
            ua.registrations.get_mut(&50).unwrap().is_waiting = false;
            ua.wait_in_line(now, 50, hop);
        }
        let line = &mut ua.hops.get_mut(hop).unwrap().waiting;
        assert!(line.len() <= 200, "{}", line.len());
        let line = line.make_contiguous();
        line.sort_unstable();
        assert!((1..=100).all(|rid| line.binary_search(&rid).is_ok()));
    }
}
