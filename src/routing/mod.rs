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
//!   for probes, and for what passes a full window.
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
//! or cannot be sent, turns to another address with a closed breaker. All requests to an address share one connection;
//! accounts that have never succeeded there share another, once it was closed under their requests.
//!
//! # Files
//!
//! ```text
//! decision.rs   THE decision: a request is sent now, later, or to another server
//! dispatch.rs   the queue of a next hop: a request enters it, and leaves it when the decision permits
//! requests.rs   one request after it: window, server, path, answer, end
//! failures.rs   what silence, an unreachable server and 503 mean
//! accounts.rs   a registration: its next hop, its server, the servers that it avoids
//! listeners.rs  the local addresses, and the next hop of a request
//! next_hop.rs   a next hop: its server addresses, one window, one token bucket, one queue
//! queue.rs      the requests that wait there, by priority
//! window.rs     how many requests may wait for answers at a time
//! bucket.rs     how many automatic requests a second it gets while it recovers
//! server.rs     a server address: its path, and what uses it
//! breaker.rs    its circuit breaker: Closed, Open, HalfOpen; trials.rs what is sent nevertheless
//! backoff.rs    the delays after failures
//! lookup.rs     names that are resolved
//! paths.rs      paths that open and close
//! keepalive.rs  keepalives, stun.rs their datagrams
//! ```

#![forbid(unsafe_code)]

mod accounts;
mod backoff;
mod breaker;
mod bucket;
mod decision;
mod dispatch;
mod failures;
mod keepalive;
mod listeners;
mod lookup;
mod next_hop;
mod paths;
mod queue;
mod requests;
mod server;
mod stun;
mod trials;
mod window;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::transaction::TransactionId;
use crate::transport::table::Table;
use crate::transport::timers::Timers;
use crate::transport::{Attempt, Channel, Lookup, NextHop, Path, ServerAddress};
use accounts::Account;
use next_hop::NextHops;
use queue::QueueKey;
use server::Servers;

pub(crate) use backoff::Backoff;
pub(crate) use decision::Route;
pub use listeners::Listener;
pub(crate) use listeners::{Listeners, is_secure};
pub(crate) use next_hop::NextHopId;
pub(crate) use paths::Closed;
pub(crate) use queue::Binding;
pub(crate) use server::ServerId;

/// A connection without users is closed after so long.
const IDLE: Duration = Duration::from_secs(600);

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
pub(crate) struct Limits {
    /// The largest window.
    pub(crate) window: usize,
    /// The rate of the token bucket: requests a second.
    pub(crate) return_rate: u32,
    /// The longest delay before a server that does not answer is tried again.
    pub(crate) probe_ceiling: Duration,
    /// The longest delay before a server that has an alternative is tried again.
    pub(crate) retry_ceiling: Duration,
}

/// What the router wants done.
#[derive(Debug)]
pub(crate) enum Action {
    Resolve { lookup: Lookup, next_hop: NextHop },
    Open { attempt: Attempt, address: ServerAddress },
    Keepalive { path: Path, bytes: Arc<[u8]> },
    Close { channel: Channel },
}

/// A deadline of the router.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Deadline {
    /// The next flight of what the application has sent may leave.
    Flight(NextHopId),
    /// A path is to be kept open.
    Keepalive(ServerId),
    /// A connection has no users.
    Idle(ServerId),
}

/// Decides for every request when it is sent, and to which server address.
#[derive(Debug, Default)]
pub(crate) struct Router {
    next_hops: NextHops,
    servers: Servers,
    accounts: Table<i32, Account>,
    /// The entries of registrations in the queues of their next hops, while their next REGISTERs wait there.
    waiting: Table<i32, QueueKey>,
    deadlines: Timers<Deadline>,
    /// When automatic requests that wait may be sent.
    turns: Timers<NextHopId>,
    actions: VecDeque<Action>,
}

/// One request that has left the queue, as the router has to know it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InFlight {
    pub(crate) id: TransactionId,
    pub(crate) owner: Owner,
    pub(crate) next_hop: NextHopId,
    pub(crate) server: Option<ServerId>,
    /// When it left the queue.
    pub(crate) sent: Instant,
}

impl Router {
    /// What is to be done next, if anything.
    pub(crate) fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    pub(crate) fn has_actions(&self) -> bool {
        !self.actions.is_empty()
    }

    /// The earliest deadline.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.next()
    }

    /// When the next automatic request that waits may be sent.
    pub(crate) fn next_turn(&self) -> Option<Instant> {
        self.turns.next()
    }

    /// Takes out a deadline that has passed.
    pub(crate) fn pop_deadline(&mut self, now: Instant) -> Option<Deadline> {
        let deadline = self.deadlines.pop_due(now)?;
        if let Deadline::Flight(id) = deadline
            && let Some(state) = self.next_hops.get_mut(id)
        {
            state.flight = None;
        }
        Some(deadline)
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
    pub(crate) fn next_hop(&mut self, key: NextHop) -> NextHopId {
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
        self.deadlines.clear(&mut state.flight, Deadline::Flight(id));
        self.turns.clear(&mut state.turn, id);
        self.drop_servers(&state.servers);
    }

    /// A next hop no longer has these addresses.
    fn drop_servers(&mut self, servers: &[ServerId]) {
        for id in servers {
            if let Some(server) = self.servers.get_mut(*id) {
                server.next_hops = server.next_hops.saturating_sub(1);
            }
            self.release_server(*id);
        }
    }

    /// Forgets a server that is not used. A connection stays open for a while: the next registration uses it.
    pub(crate) fn release_server(&mut self, id: ServerId) {
        let Some(server) = self.servers.get_mut(id).filter(|server| server.is_unused()) else {
            return;
        };
        self.deadlines.clear(&mut server.keepalive.slot, Deadline::Keepalive(id));
        match server.path() {
            Some((path, _)) if path.transport.is_reliable() => {
                let at = server.used + IDLE;
                self.deadlines.set(&mut server.idle, Deadline::Idle(id), at);
            }
            _ => self.remove_server(id),
        }
    }

    fn remove_server(&mut self, id: ServerId) {
        let Some(server) = self.servers.remove(id) else { return };
        if let Some((path, _)) = server.path().filter(|(path, _)| path.transport.is_reliable()) {
            self.actions.push_back(Action::Close { channel: path.channel });
        }
        if let Some(main) = server.main {
            self.drop_servers(&[main]);
        }
    }

    /// A connection was not used for long.
    pub(crate) fn close_idle(&mut self, id: ServerId) {
        let Some(server) = self.servers.get_mut(id) else { return };
        server.idle = None;
        if server.is_unused() {
            self.remove_server(id);
        }
    }

    /// Our address as the other end of a server's connection sees it.
    pub(crate) fn learned(&self, id: ServerId) -> Option<SocketAddr> {
        self.servers.get(id)?.learned
    }

    /// The other end of a connection sees us at this address.
    pub(crate) fn learn(&mut self, id: ServerId, seen: SocketAddr) {
        if let Some(server) = self.servers.get_mut(id) {
            server.learned = Some(seen);
        }
    }

    /// The far side wants a keepalive as often as this (RFC 6223).
    pub(crate) fn set_keepalive_interval(&mut self, id: ServerId, interval: Duration) {
        if let Some(server) = self.servers.get_mut(id) {
            server.keepalive.interval = Some(interval);
        }
    }

    /// How many requests and registrations wait for their turn, and how many REGISTERs may be unanswered at a time.
    pub(crate) fn queued_and_permitted(&self) -> (usize, usize) {
        self.next_hops.queued_and_permitted()
    }

    /// Whether nothing is kept.
    #[cfg(test)]
    fn is_empty(&self) -> bool {
        self.accounts.is_empty()
            && self.waiting.is_empty()
            && self.deadlines.next().is_none()
            && self.next_hops.is_empty()
            && self.servers.is_empty()
    }
}
