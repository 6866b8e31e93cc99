//! The queue of a next hop: a request enters it, and leaves it when [`Router::decide`] permits.

use std::time::{Duration, Instant};

use super::decision::{Decision, Route};
use super::next_hop::NextHopState;
use super::queue::{Binding, Priority, QueueKey, Ticket, Waiting};
use super::{NextHopId, Owner, Router};
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

    /// When to look at a request that waits at the latest: it is given up, or its last chance begins.
    fn latest_look(&self, it: &Waiting) -> Option<Instant> {
        match it.ticket {
            Ticket::Request(_) => Some(self.patience_ends(it)),
            Ticket::Registration(_) => it.binding.map(|binding| binding.last_chance),
        }
    }
}

impl Router {
    /// A REGISTER of the application is to be sent. Returns where it goes now; `None`: it is queued.
    pub(crate) fn submit(
        &mut self,
        now: Instant,
        id: NextHopId,
        request: TransactionId,
        owner: Owner,
    ) -> Option<Route> {
        let (priority, ticket) = (Priority::Explicit, Ticket::Request(request));
        self.route_or_queue(
            now,
            id,
            Waiting { priority, ticket, owner, queued: now, binding: None },
        )
    }

    /// The next REGISTER of a registration is due. Returns where it goes now; `None`: it is queued.
    pub(crate) fn submit_due(
        &mut self,
        now: Instant,
        rid: i32,
        is_answer: bool,
        binding: Option<Binding>,
    ) -> Option<Route> {
        let id = self.next_hop_of(rid)?;
        let (ticket, owner) = (Ticket::Registration(rid), Owner::Registration(rid));
        if is_answer {
            return Some(self.route_answer(now, id, owner));
        }
        let binding = binding.filter(|binding| now < binding.ends);
        let priority = match binding {
            Some(binding) if binding.has_failed => Priority::Again,
            Some(_) => Priority::Renewal,
            None if self.accounts.get(&rid)?.witness_of.is_some() => Priority::Retry,
            None => Priority::Attempt,
        };
        self.route_or_queue(now, id, Waiting { priority, ticket, owner, queued: now, binding })
    }

    fn route_or_queue(&mut self, now: Instant, id: NextHopId, it: Waiting) -> Option<Route> {
        let state = self.next_hops.get(id)?;
        // Others of its priority were there before.
        let is_first = state.queue.first(it.priority).is_none();
        let decision = if is_first { self.decide(now, id, &it) } else { Decision::Wait(None) };
        if let Decision::Send(route) = decision {
            return Some(route);
        }
        let state = self.next_hops.get_mut(id)?;
        let key = state.queue.push(it);
        let latest = state.latest_look(&it).map(|at| at.max(now));
        if let Ticket::Registration(rid) = it.ticket {
            self.waiting.insert(rid, key);
        }
        let until = match decision {
            Decision::Pace(_) => Some(now),
            Decision::Wait(until) if is_first => Some(until.unwrap_or(now + RECHECK)),
            Decision::Wait(_) | Decision::Send(_) => None,
        };
        if let Some(at) = until.into_iter().chain(latest).min() {
            self.look_again(id, it.priority, at);
        }
        None
    }

    /// Looks at the queue of a next hop at this time, or earlier.
    fn look_again(&mut self, id: NextHopId, priority: Priority, at: Instant) {
        let Some(state) = self.next_hops.get_mut(id) else { return };
        let (timers, slot) = match priority {
            Priority::Explicit => (&mut self.flights, &mut state.flight),
            _ => (&mut self.turns, &mut state.turn),
        };
        if slot.is_none_or(|before| at < before) {
            timers.set(slot, id, at);
        }
    }

    /// Looks at the automatic requests of a next hop at this time, or earlier.
    pub(super) fn set_turn(&mut self, id: NextHopId, at: Instant) {
        self.look_again(id, Priority::Renewal, at);
    }

    /// Takes the next request of the application out of the queue, if it may be sent. Otherwise sets the time to look again.
    pub(crate) fn dequeue_explicit(
        &mut self,
        now: Instant,
        id: NextHopId,
    ) -> Option<(TransactionId, Owner, Route)> {
        match self.dequeue(now, id, &[Priority::Explicit])? {
            (Waiting { ticket: Ticket::Request(request), owner, .. }, route) => {
                Some((request, owner, route))
            }
            _ => None,
        }
    }

    /// Takes the next registration out of the queue, if it may be sent. Otherwise sets the time to look again.
    pub(crate) fn dequeue_automatic(
        &mut self,
        now: Instant,
        id: NextHopId,
    ) -> Option<(i32, Route)> {
        self.demote_ended(now, id);
        match self.dequeue(now, id, &Priority::AUTOMATIC) {
            Some((Waiting { ticket: Ticket::Registration(rid), .. }, route)) => {
                self.waiting.remove(&rid);
                self.waiting.release_room();
                Some((rid, route))
            }
            _ => {
                self.end_recovery(id);
                None
            }
        }
    }

    fn dequeue(
        &mut self,
        now: Instant,
        id: NextHopId,
        priorities: &[Priority],
    ) -> Option<(Waiting, Route)> {
        for priority in priorities {
            let state = self.next_hops.get(id)?;
            let Some((key, it)) = state.queue.first(*priority) else { continue };
            let later = match self.decide(now, id, &it) {
                Decision::Send(route) => Ok(route),
                Decision::Pace(route) => {
                    let bucket = &mut self.next_hops.get_mut(id)?.bucket;
                    bucket.take(now, self.limits.rate()).map(|()| route).map_err(Some)
                }
                Decision::Wait(until) => Err(until),
            };
            let state = self.next_hops.get_mut(id)?;
            match later {
                Ok(route) => {
                    state.queue.remove(key);
                    return Some((it, route));
                }
                Err(until) => {
                    let at = until.unwrap_or(now + RECHECK).max(now + Duration::from_millis(1));
                    let latest = state.latest_look(&it).filter(|at| *at > now);
                    let at = latest.map_or(at, |latest| latest.min(at));
                    self.look_again(id, *priority, at);
                }
            }
        }
        None
    }

    /// The oldest request of the application that has waited too long, if the next hop was silent all the time; none where it may
    /// have waited for the rate that the application has chosen.
    pub(crate) fn overdue(&self, now: Instant, id: NextHopId) -> Option<(TransactionId, Owner)> {
        if self.limits.has_rate() {
            return None;
        }
        let state = self.next_hops.get(id)?;
        let (_, oldest) = state.queue.first(Priority::Explicit)?;
        match oldest.ticket {
            Ticket::Request(request) if state.patience_ends(&oldest) <= now => {
                Some((request, oldest.owner))
            }
            _ => None,
        }
    }

    /// Where the queue is empty, what comes later is not paced.
    fn end_recovery(&mut self, id: NextHopId) {
        if let Some(state) = self.next_hops.get_mut(id).filter(|it| !it.queue.has_automatic())
            && core::mem::take(&mut state.is_recovering)
        {
            trace!(Info2, "{id}: nothing waits any more, the token bucket no longer counts");
        }
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
