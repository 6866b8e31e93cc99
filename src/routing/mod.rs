//! Routing: which server address a request is sent to, and when. RFC 3263 4, RFC 5626 4.
//!
//! # When a request leaves
//!
//! As soon as all that it waits for permits:
//!
//! | request                                     | window | bucket | breaker | name | at the latest                  |
//! |---------------------------------------------|--------|--------|---------|------|--------------------------------|
//! | all but REGISTER; ACK, CANCEL, responses    |        |        |         |      | at once                        |
//! | REGISTER in answer to a challenge           |        |        |         |      | at once; others wait for it    |
//! | REGISTER of the application `Explicit`      | waits  |        |         |      | fails after 32 s of silence    |
//! | renewal of a binding: `Renewal`, `Again`    | waits  | waits  | waits   | waits | last chance: bucket or trials |
//! | after a failure: `Retry`, then `Attempt`    | waits  | waits  | waits   | waits |                               |
//!
//! * **Window** of the next hop: so many requests may wait for answers. An answer frees the place of its request and of
//!   those sent a round-trip before it; where all are silent, another flight leaves after 0.5, 1, 2, 4 s.
//! * **Token bucket** of the next hop: `Limits::return_rate` a second. It counts while the next hop recovers from a failure,
//!   for probes, and for what passes a full window; for all REGISTERs where the application sets `Limits::register_rate`.
//! * **Circuit breaker** of a server address: closed, or the request is its one probe. It opens by silence towards two
//!   accounts that have succeeded there (for 32 s towards the only one), by a failed connection, and by Retry-After. Any
//!   answer closes it.
//! * **Name**: one request looks it up for all; after a failure the next lookup comes with growing delays.
//!
//! Requests of one kind leave in the order in which they came, renewals in the order in which their bindings end, and the
//! kinds in the order of the table. The last chance of a binding begins 30 s, or a tenth of its time, before its end: then
//! its renewal waits for the token bucket only, and at an open breaker for a trial: one of ten a second, or of 24 in each
//! last chance where the server asks for a pause. An account that has failed since its binding was made (`Again`) has
//! trials of its own, six in each last chance: one when that begins, and one in the middle, if it is refused before.
//!
//! # Where it is sent
//!
//! To the first address of its next hop (RFC 3263) that has a closed breaker and did not fail this account before; else to
//! the best of the others. An answer to a challenge goes to the server that sent the challenge. A REGISTER that is silent for 10 s,
//! or cannot be sent, turns to another address with a closed breaker. All requests to an address share one [`flow`](crate::flow);
//! accounts that have never succeeded there share a second one, once the connection was closed under their requests.
//!
//! # Files
//!
//! ```text
//! decision.rs   THE decision: a request is sent now, later, or to another server
//! dispatch.rs   the queue of a next hop: a request enters it, and leaves it when the decision permits
//! requests.rs   one request after it: window, server, flow, answer, end
//! failures.rs   what silence, an unreachable server and 503 mean
//! accounts.rs   a registration: its next hop, its server, the servers that it avoids
//! listeners.rs  the local addresses, and the next hop of a request
//! next_hop.rs   a next hop: its server addresses, one window, one token bucket, one queue
//! queue.rs      the requests that wait there, by priority
//! window.rs     how many requests may wait for answers at a time
//! bucket.rs     how many automatic requests a second it gets while it recovers
//! breaker.rs    the circuit breaker of a server address: Closed, Open, HalfOpen; trials.rs what is sent nevertheless
//! backoff.rs    the delays after failures
//! lookup.rs     names that are resolved
//! spare.rs      the next hop that is kept for the next request
//! ```

#![forbid(unsafe_code)]

mod accounts;
mod backoff;
mod breaker;
mod bucket;
mod decision;
mod dispatch;
mod explicit;
mod failures;
mod listeners;
mod lookup;
mod next_hop;
mod queue;
mod requests;
mod spare;
mod trials;
mod window;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fmt;
use std::time::{Duration, Instant};

use crate::flow::{FlowId, Flows};
use crate::transaction::TransactionId;
use crate::transport::table::Table;
use crate::transport::timers::Timers;
use crate::transport::{Lookup, NextHop};
use accounts::Account;
use breaker::CircuitBreaker;
use next_hop::NextHops;
use queue::QueueKey;

pub(crate) use backoff::Backoff;
pub(crate) use decision::Route;
pub use listeners::Listener;
pub(crate) use listeners::{Listeners, is_secure};
pub(crate) use next_hop::NextHopId;
pub(crate) use queue::Binding;

/// On whose behalf a request is sent: a registration, or the request itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Registration(i32),
    Request(TransactionId),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registration(rid) => write!(f, "registration {rid}"),
            Self::Request(id) => write!(f, "transaction {}", id.tid()),
        }
    }
}

/// What the application has chosen.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many REGISTERs one next hop may have to answer at a time, at the most: it begins with fewer, and losses make
    /// it fewer again.
    pub window: usize,
    /// How many REGISTERs a second one next hop gets when it answers again after a failure.
    pub return_rate: u32,
    /// How many REGISTERs a second one next hop gets at the most, those of the application too; 0 for no such limit.
    pub register_rate: u32,
    /// The longest delay before a next hop that does not answer is tried again.
    pub probe_ceiling: Duration,
    /// The longest delay before a refused registration, or a server that has an alternative, is tried again.
    pub retry_ceiling: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            window: 256,
            return_rate: 500,
            register_rate: 0,
            probe_ceiling: Duration::from_secs(120),
            retry_ceiling: Duration::from_secs(1800),
        }
    }
}

impl Limits {
    /// The rate of the token bucket.
    fn rate(&self) -> u32 {
        if self.has_rate() { self.return_rate.min(self.register_rate) } else { self.return_rate }
    }

    /// How many REGISTERs may be unanswered at a time: answers to challenges leave at once.
    fn in_flight(&self) -> usize {
        if self.has_rate() { self.window.min(2 * self.register_rate as usize) } else { self.window }
    }

    /// Whether the token bucket counts for all REGISTERs, at any time.
    fn has_rate(&self) -> bool {
        self.register_rate > 0
    }
}

/// Decides for every request when it is sent, and to which server address.
#[derive(Debug, Default)]
pub(crate) struct Router {
    pub(crate) limits: Limits,
    /// The flows to servers, with the circuit breaker of each.
    pub(crate) flows: Flows<CircuitBreaker>,
    next_hops: NextHops,
    /// One that nothing uses any more: see [`spare`].
    spare: Option<NextHopId>,
    accounts: Table<i32, Account>,
    /// The entries of registrations in the queues of their next hops, while their next REGISTERs wait there.
    waiting: Table<i32, QueueKey>,
    /// When the next flight of what the application has sent may leave.
    flights: Timers<NextHopId>,
    /// When automatic requests that wait may be sent.
    turns: Timers<NextHopId>,
    /// Names that are to be resolved.
    lookups: VecDeque<(Lookup, NextHop)>,
}

/// One request that has left the queue, as the router has to know it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InFlight {
    pub(crate) id: TransactionId,
    pub(crate) owner: Owner,
    pub(crate) next_hop: NextHopId,
    pub(crate) flow: Option<FlowId>,
    /// When it left the queue.
    pub(crate) sent: Instant,
}

impl Router {
    /// A name that is to be resolved, if there is one.
    pub(crate) fn poll_lookup(&mut self) -> Option<(Lookup, NextHop)> {
        self.lookups.pop_front()
    }

    /// Whether there is something to be done for names or flows.
    pub(crate) fn has_actions(&self) -> bool {
        !self.lookups.is_empty() || self.flows.has_actions()
    }

    /// The earliest deadline.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.flights.next().into_iter().chain(self.flows.next_deadline()).min()
    }

    /// When the next automatic request that waits may be sent.
    pub(crate) fn next_turn(&self) -> Option<Instant> {
        self.turns.next()
    }

    /// Takes out a next hop for which the next flight may leave: see [`Router::dequeue_explicit`].
    pub(crate) fn pop_flight(&mut self, now: Instant) -> Option<NextHopId> {
        let id = self.flights.pop_due(now)?;
        if let Some(state) = self.next_hops.get_mut(id) {
            state.flight = None;
        }
        Some(id)
    }

    /// Takes out a next hop whose automatic requests may be sent: see [`Router::dequeue_automatic`].
    pub(crate) fn pop_turn(&mut self, now: Instant) -> Option<NextHopId> {
        let id = self.turns.pop_due(now)?;
        if let Some(state) = self.next_hops.get_mut(id) {
            state.turn = None;
        }
        Some(id)
    }

    /// The next hop of that name.
    pub(crate) fn next_hop(&mut self, now: Instant, key: NextHop) -> NextHopId {
        self.drop_stale_spare(now);
        self.next_hops.named(key)
    }

    /// What a next hop was made for.
    pub(crate) fn destination(&self, id: NextHopId) -> Option<NextHop> {
        Some(self.next_hops.get(id)?.key.clone())
    }

    /// A transaction uses a next hop from now on.
    pub(crate) fn join(&mut self, id: NextHopId) {
        if let Some(state) = self.next_hops.get_mut(id) {
            state.users += 1;
        }
    }

    fn leave(&mut self, id: NextHopId) {
        if let Some(state) = self.next_hops.get_mut(id) {
            state.users = state.users.saturating_sub(1);
        }
        self.release_next_hop(id);
    }

    /// Forgets a next hop that is not used.
    pub(crate) fn release_next_hop(&mut self, id: NextHopId) {
        let Some(mut state) = self.next_hops.remove_unused(id) else { return };
        self.flights.clear(&mut state.flight, id);
        self.turns.clear(&mut state.turn, id);
        state.servers.into_iter().for_each(|server| self.flows.drop_keeper(server));
    }

    /// How many requests and registrations wait for their turn, and how many REGISTERs may be unanswered at a time.
    pub(crate) fn queued_and_permitted(&self) -> (usize, usize) {
        self.next_hops.queued_and_permitted()
    }

    /// The network has changed: the addresses of names may be others now.
    pub(crate) fn forget_addresses(&mut self) {
        self.next_hops.iter_mut().for_each(|(_, state)| state.forget_addresses());
    }

    /// Closes all breakers; what waits goes through the token buckets from `at` on.
    pub(crate) fn close_breakers(&mut self, at: Instant) {
        self.flows.forget_breaks().for_each(CircuitBreaker::close);
        self.accounts.values_mut().for_each(|account| account.avoided.clear());
        for (id, state) in self.next_hops.iter_mut() {
            if state.queue.has_automatic() {
                state.is_recovering = true;
                self.turns.set(&mut state.turn, id, at);
            }
        }
    }

    /// Whether nothing is kept.
    #[cfg(test)]
    fn is_empty(&self) -> bool {
        self.accounts.is_empty()
            && self.waiting.is_empty()
            && self.next_deadline().is_none()
            && self.next_hops.is_empty()
            && self.flows.is_empty()
    }
}
