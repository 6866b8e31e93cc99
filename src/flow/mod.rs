//! Flows: the sockets and connections that lead to server addresses. RFC 5626.
//!
//! All requests to an address share one flow. It is opened when it is needed, kept open while registrations are reached
//! by it (RFC 5626 4.4), and closed when it was not used for ten minutes. Which server a request is sent to, and when, is the
//! matter of [`routing`](crate::routing).
//!
//! ```text
//! paths.rs      a flow opens, is used, and closes
//! keepalive.rs  keepalives, stun.rs their datagrams
//! ```

#![forbid(unsafe_code)]

mod keepalive;
mod paths;
mod stun;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::transport::table::{NumberSet, Table};
use crate::transport::timers::Timers;
use crate::transport::{Attempt, Channel, Path, ServerAddress, Transport};
use keepalive::Keepalive;
use paths::PathState;

pub(crate) use paths::Closed;
#[cfg(test)]
pub(crate) use paths::IDLE;

/// The time between two keepalives, unless the application chooses another; as in the original.
const KEEPALIVE: Duration = Duration::from_secs(17);

/// Names one flow; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct FlowId(NonZeroU32);

impl fmt::Display for FlowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "flow {}", self.0)
    }
}

/// One flow, and what its user keeps for the server at its end.
#[derive(Debug)]
pub(crate) struct Flow<S> {
    pub(crate) address: ServerAddress,
    /// For a second connection to a server: its first.
    main: Option<FlowId>,
    path: PathState,
    server: S,
    /// The transactions that wait for answers from here.
    pending: NumberSet<u64>,
    /// The registrations whose last request was sent here.
    members: NumberSet<i32>,
    keepalive: Keepalive,
    /// Our address as the other end of a connection sees it.
    learned: Option<SocketAddr>,
    /// How many next hops, and second connections, keep it.
    keepers: usize,
    /// When a request was last sent here.
    used: Instant,
    /// When its connection is closed if it stays unused.
    idle: Option<Instant>,
    /// When the path was last opened.
    opened: Option<Instant>,
    /// How often in a row it broke soon after that.
    breaks: u8,
}

impl<S> Flow<S> {
    /// The path and its local address, when there is one.
    pub(crate) fn path(&self) -> Option<(Path, SocketAddr)> {
        match self.path {
            PathState::Open(path, local) => Some((path, local)),
            _ => None,
        }
    }

    fn is_unused(&self) -> bool {
        self.keepers == 0
            && self.members.is_empty()
            && self.pending.is_empty()
            && !matches!(self.path, PathState::Opening(..))
    }
}

/// What is to be done for flows.
#[derive(Debug)]
pub(crate) enum Action {
    Open { attempt: Attempt, address: ServerAddress },
    Keepalive { path: Path, bytes: Arc<[u8]> },
    Close { channel: Channel },
}

/// A deadline of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Deadline {
    /// It is to be kept open.
    Keepalive(FlowId),
    /// It has no users.
    Idle(FlowId),
}

/// All flows. `S` is what their user keeps for each server.
#[derive(Debug)]
pub(crate) struct Flows<S> {
    /// In blocks of their own: most contexts have one, and a table has room for four.
    flows: Table<NonZeroU32, Box<Flow<S>>>,
    by_address: HashMap<(Transport, SocketAddr, Option<Arc<str>>), FlowId>,
    /// The second connection to a server that has one.
    second: Table<NonZeroU32, FlowId>,
    by_attempt: Table<u64, FlowId>,
    by_channel: Table<u64, NumberSet<NonZeroU32>>,
    last_id: u32,
    last_attempt: u64,
    /// The time from one keepalive to the next that the application has chosen.
    interval: Option<Duration>,
    deadlines: Timers<Deadline>,
    actions: VecDeque<Action>,
}

impl<S> Default for Flows<S> {
    fn default() -> Self {
        Self {
            flows: Table::default(),
            by_address: HashMap::new(),
            second: Table::default(),
            by_attempt: Table::default(),
            by_channel: Table::default(),
            last_id: 0,
            last_attempt: 0,
            interval: Some(KEEPALIVE),
            deadlines: Timers::default(),
            actions: VecDeque::new(),
        }
    }
}

impl<S: Default> Flows<S> {
    /// The flow to that address, made if there was none.
    pub(crate) fn at_address(&mut self, now: Instant, address: &ServerAddress) -> FlowId {
        let key = key(address);
        if let Some(id) = self.by_address.get(&key) {
            return *id;
        }
        let id = self.insert(now, address.clone(), None);
        self.by_address.insert(key, id);
        id
    }

    /// The second connection to a server, made if there was none.
    pub(crate) fn second(&mut self, now: Instant, main: FlowId) -> FlowId {
        if let Some(second) = self.second.get(&main.0) {
            return *second;
        }
        let Some(address) = self.get(main).map(|flow| flow.address.clone()) else { return main };
        self.keep(main);
        let second = self.insert(now, address, Some(main));
        self.second.insert(main.0, second);
        second
    }

    fn insert(&mut self, now: Instant, address: ServerAddress, main: Option<FlowId>) -> FlowId {
        let flow = Flow {
            address,
            main,
            path: PathState::Closed,
            server: S::default(),
            pending: NumberSet::default(),
            members: NumberSet::default(),
            keepalive: Keepalive::default(),
            learned: None,
            keepers: 0,
            used: now,
            idle: None,
            opened: None,
            breaks: 0,
        };
        let id = NonZeroU32::new(self.last_id.wrapping_add(1)).unwrap_or(NonZeroU32::MIN);
        self.last_id = id.get();
        self.flows.insert(id, Box::new(flow));
        FlowId(id)
    }
}

impl<S> Flows<S> {
    pub(crate) fn get(&self, id: FlowId) -> Option<&Flow<S>> {
        self.flows.get(&id.0).map(|flow| &**flow)
    }

    fn get_mut(&mut self, id: FlowId) -> Option<&mut Flow<S>> {
        self.flows.get_mut(&id.0).map(|flow| &mut **flow)
    }

    /// The first connection to the server that a flow leads to.
    pub(crate) fn main(&self, id: FlowId) -> FlowId {
        self.get(id).and_then(|flow| flow.main).unwrap_or(id)
    }

    /// What is kept for the server that a flow leads to.
    pub(crate) fn server(&self, id: FlowId) -> Option<&S> {
        self.get(self.main(id)).map(|flow| &flow.server)
    }

    pub(crate) fn server_mut(&mut self, id: FlowId) -> Option<&mut S> {
        self.get_mut(self.main(id)).map(|flow| &mut flow.server)
    }

    /// What is kept for each server. From now on no flow counts as one that breaks soon.
    pub(crate) fn forget_breaks(&mut self) -> impl Iterator<Item = &mut S> {
        self.flows.values_mut().map(|flow| {
            flow.breaks = 0;
            &mut flow.server
        })
    }

    /// Our address as the other end of a connection sees it.
    pub(crate) fn learned(&self, id: FlowId) -> Option<SocketAddr> {
        self.get(id)?.learned
    }

    /// The other end of a connection sees us at this address.
    pub(crate) fn learn(&mut self, id: FlowId, seen: SocketAddr) {
        if let Some(flow) = self.get_mut(id) {
            flow.learned = Some(seen);
        }
    }

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

    /// Takes out a deadline that has passed.
    pub(crate) fn pop_deadline(&mut self, now: Instant) -> Option<Deadline> {
        self.deadlines.pop_due(now)
    }

    /// Whether nothing is kept.
    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        let maps = self.by_attempt.len() + self.by_channel.len() + self.second.len();
        self.flows.is_empty()
            && self.by_address.is_empty()
            && maps == 0
            && self.deadlines.next().is_none()
    }
}

/// Only under TLS the name matters: the certificate must bear it.
fn key(server: &ServerAddress) -> (Transport, SocketAddr, Option<Arc<str>>) {
    let name = (server.transport == Transport::Tls).then(|| server.name.clone());
    (server.transport, server.address, name)
}
