//! The next hops: the server addresses of each, its window, its token bucket and its queue. RFC 3263 4.

use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroU32;
use std::time::Instant;

use super::FlowId;
use super::bucket::TokenBucket;
use super::queue::Queue;
use super::window::Window;
use crate::transaction::TransactionId;
use crate::transport::table::Table;
use crate::transport::{Lookup, NextHop};

/// Names one next hop; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NextHopId(NonZeroU32);

impl fmt::Display for NextHopId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "next hop {}", self.0)
    }
}

/// One next hop.
#[derive(Debug)]
pub(crate) struct NextHopState {
    pub(crate) key: NextHop,
    pub(crate) resolution: ResolutionState,
    /// How often in a row its name could not be resolved.
    pub(crate) lookup_failures: u8,
    /// Its server addresses, by the flows to them, the preferred one first.
    pub(crate) servers: Vec<FlowId>,
    pub(crate) window: Window,
    pub(crate) queue: Queue,
    /// When a response last arrived.
    pub(crate) heard: Option<Instant>,
    /// Whether automatic requests go through the token bucket, until the queue is empty: it answers after a failure.
    pub(crate) is_recovering: bool,
    pub(crate) bucket: TokenBucket,
    /// What is sent again needs a token of this one, too, where the application has chosen a rate.
    pub(crate) resends: TokenBucket,
    /// When the queue is looked at for what the application has sent.
    pub(crate) flight: Option<Instant>,
    /// When the queue is looked at for automatic requests.
    pub(crate) turn: Option<Instant>,
    /// How many registrations and transactions refer to it.
    pub(crate) users: usize,
}

/// Whether the server addresses of a next hop are known.
#[derive(Debug)]
pub(crate) enum ResolutionState {
    Unknown,
    /// They were asked for; these transactions wait for them.
    Asked(Lookup, Vec<TransactionId>),
    /// They are known until then.
    Known(Instant),
    /// They could not be found; they are asked for again at this time.
    Failed(Instant),
}

impl NextHopState {
    fn new(key: NextHop) -> Self {
        Self {
            key,
            resolution: ResolutionState::Unknown,
            lookup_failures: 0,
            servers: Vec::new(),
            window: Window::default(),
            queue: Queue::default(),
            heard: None,
            is_recovering: false,
            bucket: TokenBucket::default(),
            resends: TokenBucket::default(),
            flight: None,
            turn: None,
            users: 0,
        }
    }

    /// Whether its name has to be resolved before anything is sent.
    pub(crate) fn needs_resolution(&self, now: Instant) -> bool {
        !matches!(self.resolution, ResolutionState::Known(expires) if expires > now)
    }

    /// The network has changed: its addresses may be others now.
    pub(crate) fn forget_addresses(&mut self) {
        self.lookup_failures = 0;
        if !matches!(self.resolution, ResolutionState::Asked(..)) {
            self.resolution = ResolutionState::Unknown;
        }
    }
}

/// All next hops.
#[derive(Debug, Default)]
pub(crate) struct NextHops {
    /// In blocks of their own: most contexts have one, and a table has room for four.
    states: Table<NonZeroU32, Box<NextHopState>>,
    by_key: HashMap<NextHop, NextHopId>,
    /// That of the last request: the next request usually has the same.
    last: Option<(NextHop, NextHopId)>,
    by_lookup: Table<u64, NextHopId>,
    last_id: u32,
    last_lookup: u64,
}

impl NextHops {
    /// How many requests and registrations wait in the queues, and how many REGISTERs the windows permit in all.
    pub(crate) fn queued_and_permitted(&self) -> (usize, usize) {
        let states = self.states.values().filter(|state| state.users > 0);
        states.fold((0, 0), |(queued, permitted), state| {
            (queued + state.queue.len(), permitted + state.window.size())
        })
    }

    /// The next hop of that name, made if there was none.
    pub(crate) fn named(&mut self, key: NextHop) -> NextHopId {
        if let Some((last, id)) = &self.last
            && *last == key
        {
            return *id;
        }
        let id = match self.by_key.get(&key) {
            Some(id) => *id,
            None => self.insert(key.clone()),
        };
        self.last = Some((key, id));
        id
    }

    fn insert(&mut self, key: NextHop) -> NextHopId {
        let number = NonZeroU32::new(self.last_id.wrapping_add(1)).unwrap_or(NonZeroU32::MIN);
        self.last_id = number.get();
        let id = NextHopId(number);
        self.by_key.insert(key.clone(), id);
        self.states.insert(id.0, Box::new(NextHopState::new(key)));
        id
    }

    pub(crate) fn get(&self, id: NextHopId) -> Option<&NextHopState> {
        self.states.get(&id.0).map(|state| &**state)
    }

    pub(crate) fn get_mut(&mut self, id: NextHopId) -> Option<&mut NextHopState> {
        self.states.get_mut(&id.0).map(|state| &mut **state)
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.states.is_empty() && self.by_key.is_empty() && self.by_lookup.is_empty()
    }

    /// All of them.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (NextHopId, &mut NextHopState)> {
        self.states.iter_mut().map(|(id, state)| (NextHopId(*id), &mut **state))
    }

    /// `transaction` needs the server addresses. Returns the lookup if one is to be made now.
    pub(crate) fn wait_for_addresses(
        &mut self,
        id: NextHopId,
        transaction: TransactionId,
    ) -> Option<Lookup> {
        let state = self.states.get_mut(&id.0)?;
        if let ResolutionState::Asked(_, waiting) = &mut state.resolution {
            waiting.push(transaction);
            return None;
        }
        self.last_lookup += 1;
        let lookup = Lookup(self.last_lookup);
        state.resolution = ResolutionState::Asked(lookup, vec![transaction]);
        self.by_lookup.insert(lookup.0, id);
        Some(lookup)
    }

    /// A lookup has ended. Returns the next hop and which transactions waited for it; the caller stores the result.
    pub(crate) fn end_lookup(&mut self, lookup: Lookup) -> Option<(NextHopId, Vec<TransactionId>)> {
        let id = self.by_lookup.remove(&lookup.0)?;
        let state = self.states.get_mut(&id.0)?;
        match core::mem::replace(&mut state.resolution, ResolutionState::Unknown) {
            ResolutionState::Asked(asked, waiting) if asked == lookup => Some((id, waiting)),
            other => {
                state.resolution = other;
                None
            }
        }
    }

    /// Removes a next hop that is not used. One whose addresses were asked for stays until the answer comes.
    pub(crate) fn remove_unused(&mut self, id: NextHopId) -> Option<NextHopState> {
        let state = self.states.get(&id.0)?;
        if state.users > 0 || matches!(state.resolution, ResolutionState::Asked(..)) {
            return None;
        }
        let state = self.states.remove(&id.0)?;
        self.by_key.remove(&state.key);
        self.last = None;
        Some(*state)
    }
}
