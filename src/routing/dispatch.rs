//! The queue of a next hop: a request enters it, and leaves it when [`Router::decide`] permits.

use std::time::{Duration, Instant};

use super::decision::{Decision, Route};
use super::next_hop::NextHopState;
use super::queue::{Binding, Priority, QueueKey, Ticket, Waiting};
use super::{Deadline, Limits, NextHopId, Owner, Router};
use crate::trace::trace;
use crate::transaction::{T1, TransactionId};
use crate::transport::table::SpareRoom;

/// A probe, or a lookup, is under way: when to look again at the latest.
const RECHECK: Duration = Duration::from_secs(1);
/// A request that waits is given up after so long without any response (timer F).
const PATIENCE: Duration = T1.saturating_mul(64);

impl NextHopState {
    /// When a request that waits is given up, if nothing is heard until then.
    fn patience_ends(&self, it: &Waiting) -> Instant {
        it.queued.max(self.heard.unwrap_or(it.queued)) + PATIENCE
    }
}

impl Router {
    /// A REGISTER of the application is to be sent. Returns where it goes now; `None`: it is
    /// queued.
    pub(crate) fn submit(
        &mut self,
        now: Instant,
        id: NextHopId,
        request: TransactionId,
        owner: Owner,
        limits: &Limits,
    ) -> Option<Route> {
        let ticket = Ticket::Request(request);
        let priority = Priority::Explicit;
        let it = Waiting { priority, ticket, owner, queued: now, binding: None };
        let route = self.route_or_queue(now, id, it, limits);
        if route.is_none() {
            self.set_flight(now, id, limits);
        }
        route
    }

    /// The next REGISTER of a registration is due. Returns where it goes now; `None`: it is queued.
    pub(crate) fn submit_due(
        &mut self,
        now: Instant,
        rid: i32,
        is_answer: bool,
        binding: Option<Binding>,
        limits: &Limits,
    ) -> Option<Route> {
        let id = self.next_hop_of(rid)?;
        let (ticket, owner) = (Ticket::Registration(rid), Owner::Registration(rid));
        if is_answer {
            // Its account has waited before: now others wait for it.
            let state = self.next_hops.get_mut(id)?;
            if state.is_recovering {
                state.bucket.spend(now, limits.return_rate);
            }
            return Some(self.route_at_once(now, id, owner));
        }
        let account = self.accounts.get(&rid)?;
        let priority = match binding {
            Some(binding) if now < binding.ends && binding.has_failed => Priority::Again,
            Some(binding) if now < binding.ends => Priority::Renewal,
            _ if account.witness_of.is_some() => Priority::Retry,
            _ => Priority::Attempt,
        };
        let binding = binding.filter(|_| matches!(priority, Priority::Renewal | Priority::Again));
        self.route_or_queue(
            now,
            id,
            Waiting { priority, ticket, owner, queued: now, binding },
            limits,
        )
    }

    fn route_or_queue(
        &mut self,
        now: Instant,
        id: NextHopId,
        it: Waiting,
        limits: &Limits,
    ) -> Option<Route> {
        let state = self.next_hops.get(id)?;
        // Others of its priority were there before.
        let is_first = state.queue.first(it.priority).is_none();
        let decision =
            if is_first { self.decide(now, id, &it, limits) } else { Decision::Wait(None) };
        if let Decision::Send(route) = decision {
            return Some(route);
        }
        let key = self.next_hops.get_mut(id)?.queue.push(it);
        match it.ticket {
            Ticket::Request(_) => {}
            Ticket::Registration(rid) => {
                self.waiting.insert(rid, key);
                let chance = it.binding.map(|binding| binding.last_chance.max(now));
                let until = match decision {
                    Decision::Pace(_) => Some(now),
                    Decision::Wait(until) if is_first => Some(until.unwrap_or(now + RECHECK)),
                    Decision::Wait(_) | Decision::Send(_) => None,
                };
                if let Some(at) = until.into_iter().chain(chance).min() {
                    self.set_turn(id, at);
                }
            }
        }
        None
    }

    /// Looks at the queue of a next hop at this time, or earlier.
    pub(super) fn set_turn(&mut self, id: NextHopId, at: Instant) {
        if let Some(state) = self.next_hops.get_mut(id)
            && state.turn.is_none_or(|turn| at < turn)
        {
            self.turns.set(&mut state.turn, id, at);
        }
    }

    /// Sets the time for the next flight of what the application has sent, or for giving up the oldest of it.
    fn set_flight(&mut self, now: Instant, id: NextHopId, limits: &Limits) {
        let Some(state) = self.next_hops.get_mut(id) else { return };
        match state.queue.first(Priority::Explicit) {
            Some((_, oldest)) => {
                let flight = state.window.next_flight(limits.window).unwrap_or(now + RECHECK);
                let at = flight.min(state.patience_ends(&oldest));
                self.deadlines.set(&mut state.flight, Deadline::Flight(id), at);
            }
            None => self.deadlines.clear(&mut state.flight, Deadline::Flight(id)),
        }
    }

    /// Takes the next request of the application out of the queue, if it may be sent.
    pub(crate) fn dequeue_explicit(
        &mut self,
        now: Instant,
        id: NextHopId,
        limits: &Limits,
    ) -> Option<(TransactionId, Route)> {
        let (key, it) = self.next_hops.get(id)?.queue.first(Priority::Explicit)?;
        let (Decision::Send(route), Ticket::Request(request)) =
            (self.decide(now, id, &it, limits), it.ticket)
        else {
            self.set_flight(now, id, limits);
            return None;
        };
        self.next_hops.get_mut(id)?.queue.remove(key);
        self.set_flight(now, id, limits);
        Some((request, route))
    }

    /// The oldest request of the application that has waited too long, if the next hop was silent all the time.
    pub(crate) fn overdue(&self, now: Instant, id: NextHopId) -> Option<TransactionId> {
        let state = self.next_hops.get(id)?;
        let (_, oldest) = state.queue.first(Priority::Explicit)?;
        match oldest.ticket {
            Ticket::Request(request) if state.patience_ends(&oldest) <= now => Some(request),
            _ => None,
        }
    }

    /// Takes the next registration out of the queue, if it may be sent. Otherwise sets the time to look again.
    pub(crate) fn dequeue_automatic(
        &mut self,
        now: Instant,
        id: NextHopId,
        limits: &Limits,
    ) -> Option<(i32, Route)> {
        self.demote_ended(now, id);
        let mut wait: Option<Instant> = None;
        for priority in Priority::AUTOMATIC {
            let state = self.next_hops.get(id)?;
            let Some((key, it)) = state.queue.first(priority) else { continue };
            let later = match self.decide(now, id, &it, limits) {
                Decision::Send(route) => return self.take_out(id, key).zip(Some(route)),
                Decision::Pace(route) => {
                    let bucket = &mut self.next_hops.get_mut(id)?.bucket;
                    match bucket.take(now, limits.return_rate) {
                        Ok(()) => return self.take_out(id, key).zip(Some(route)),
                        Err(later) => Some(later),
                    }
                }
                Decision::Wait(until) => until,
            };
            let chance = it.binding.map(|it| it.last_chance).filter(|chance| *chance > now);
            let later = later.unwrap_or(now + RECHECK).max(now + Duration::from_millis(1));
            wait = wait.into_iter().chain(chance).chain([later]).min();
        }
        match wait {
            Some(at) => self.set_turn(id, at),
            None => self.end_recovery(id),
        }
        None
    }

    /// The queue is empty: what comes later is not paced.
    fn end_recovery(&mut self, id: NextHopId) {
        if let Some(state) = self.next_hops.get_mut(id)
            && core::mem::take(&mut state.is_recovering)
        {
            trace!(Info2, "{id}: nothing waits any more, the token bucket no longer counts");
        }
    }

    fn take_out(&mut self, id: NextHopId, key: QueueKey) -> Option<i32> {
        let it = self.next_hops.get_mut(id)?.queue.remove(key)?;
        let Ticket::Registration(rid) = it.ticket else { return None };
        self.waiting.remove(&rid);
        self.waiting.release_room();
        Some(rid)
    }

    /// Renewals whose bindings have ended are retries from now on.
    fn demote_ended(&mut self, now: Instant, id: NextHopId) {
        let has_ended =
            |(_, it): &(QueueKey, Waiting)| it.binding.is_none_or(|binding| binding.ends <= now);
        while let Some(state) = self.next_hops.get_mut(id)
            && let Some((key, it)) = [Priority::Renewal, Priority::Again]
                .into_iter()
                .filter_map(|priority| state.queue.first(priority))
                .find(has_ended)
        {
            state.queue.remove(key);
            let key = state.queue.push(Waiting { priority: Priority::Retry, binding: None, ..it });
            if let Ticket::Registration(rid) = it.ticket
                && let Some(place) = self.waiting.get_mut(&rid)
            {
                *place = key;
            }
        }
    }

    /// Whether the next REGISTER of a registration waits at its next hop.
    pub(crate) fn is_queued(&self, rid: i32) -> bool {
        self.waiting.contains_key(&rid)
    }

    /// When it may be sent at the earliest, if it waits.
    pub(crate) fn turn_of(&self, rid: i32) -> Option<Instant> {
        let id = self.next_hop_of(rid).filter(|_| self.is_queued(rid))?;
        self.next_hops.get(id)?.turn
    }

    /// A registration no longer waits.
    pub(crate) fn leave_queue(&mut self, rid: i32) {
        let Some(key) = self.waiting.remove(&rid) else { return };
        self.waiting.release_room();
        if let Some(id) = self.next_hop_of(rid)
            && let Some(state) = self.next_hops.get_mut(id)
        {
            state.queue.remove(key);
        }
    }
}
