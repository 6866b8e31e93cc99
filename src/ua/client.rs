//! The client transactions that run, found by number and by branch. RFC 3261 17.1.3.

use std::hash::Hasher as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Alarm;
use super::io::Path;
use super::table::{NumberHasher, SpareRoom, Table};
use super::usage::{Exchange, Usage};
use crate::flow::FlowId;
use crate::mem::Text;
use crate::routing::{InFlight, NextHopId, Owner};
use crate::sip::text::MessageText;
use crate::transaction::TransactionId;
use crate::transaction::key::ClientKey;
use crate::transaction::{Actions, Event, State, T1, TIMEOUT, Timer, Timers, ict, nict};
use crate::transport::FailureCause;
use crate::transport::timers;

/// A request that waits for its final response.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) key: ClientKey,
    pub(super) usage: Usage,
    pub(super) kind: RequestKind,
    /// Whose silence or success it is, for routing.
    pub(super) owner: Owner,
    pub(super) next_hop: NextHopId,
    pub(super) flow: Option<FlowId>,
    /// The path that the request was sent on.
    pub(super) path: Option<Path>,
    /// The Route that selected the next hop and was not written.
    pub(super) preloaded_route: Option<Text>,
    /// The request: with placeholders until it is sent, then as it was sent.
    pub(super) bytes: Arc<[u8]>,
    /// `Initial` while the request waits in the queue of its next hop.
    pub(super) state: State,
    pub(super) started: Instant,
    /// When to send again (timer A or E).
    pub(super) resend: Option<Instant>,
    /// The length of that timer.
    pub(super) interval: Duration,
    /// When to give up (timer B or F).
    pub(super) expiry: Option<Instant>,
    /// Whether the call that it belonged to is gone: a provisional response does not stop timer B any more.
    pub(super) is_orphan: bool,
    /// The earlier of the two.
    pub(super) slot: Option<Instant>,
    /// The last provisional response.
    pub(super) provisional: Option<Arc<[u8]>>,
    /// The last transport failure.
    pub(super) cause: Option<Box<FailureCause>>,
}

/// How a request is sent and answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RequestKind {
    /// RFC 3261 17.1.2.
    NonInvite,
    /// RFC 3261 17.1.1.
    Invite,
    /// It is sent once, and no response is expected: an ACK for a 2xx.
    Once,
}

impl Client {
    /// A request that is not yet sent.
    pub(super) fn new(
        now: Instant,
        id: TransactionId,
        key: ClientKey,
        usage: Usage,
        next_hop: NextHopId,
    ) -> Self {
        let owner = match usage {
            Usage::Registration(rid) => Owner::Registration(rid),
            _ => Owner::Request(id),
        };
        Self {
            key,
            usage,
            kind: RequestKind::NonInvite,
            owner,
            next_hop,
            flow: None,
            path: None,
            preloaded_route: None,
            bytes: Arc::default(),
            state: State::Initial,
            started: now,
            resend: None,
            interval: T1,
            expiry: None,
            is_orphan: false,
            slot: None,
            provisional: None,
            cause: None,
        }
    }

    /// The deadline that comes first.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.resend.into_iter().chain(self.expiry).min()
    }

    /// The transaction as its usage sees it.
    pub(super) fn exchange(&self, id: TransactionId) -> Exchange {
        Exchange {
            cause: FailureCause::None,
            id,
            usage: self.usage,
            request: self.bytes.clone(),
            preloaded_route: self.preloaded_route.clone(),
            in_flight: self.in_flight(id),
            path: self.path,
            provisional: self.provisional.clone(),
            backoff: None,
            ack: None,
        }
    }

    /// The timer that sends the request again.
    pub(super) fn resend_timer(&self) -> Timer {
        if self.kind == RequestKind::Invite { Timer::A } else { Timer::E }
    }

    /// The transaction as the router sees it.
    pub(super) fn in_flight(&self, id: TransactionId) -> InFlight {
        let (owner, next_hop, flow) = (self.owner, self.next_hop, self.flow);
        InFlight { id, owner, next_hop, flow, sent: self.started }
    }

    /// One step of the transaction. A timer that it starts runs from `from` on.
    pub(super) fn step(&mut self, from: Instant, event: Event) -> Actions {
        let reliable = self.path.is_some_and(|path| path.transport.is_reliable());
        let Self { resend, interval, expiry, is_orphan, .. } = self;
        let mut timers = RequestTimers { from, resend, interval, expiry, is_orphan: *is_orphan };
        let step = if self.kind == RequestKind::Invite { ict::step } else { nict::step };
        let (state, actions) = step(self.state, event, reliable, &mut timers);
        self.state = state;
        actions
    }
}

/// Timers A or E, and the end of B. Timers B and F run since the request left the queue. Timers D, K and M are not needed: a
/// final response ends the transaction here.
struct RequestTimers<'a> {
    from: Instant,
    resend: &'a mut Option<Instant>,
    interval: &'a mut Duration,
    expiry: &'a mut Option<Instant>,
    is_orphan: bool,
}

impl Timers for RequestTimers<'_> {
    fn start(&mut self, timer: Timer, length: Duration) {
        if matches!(timer, Timer::A | Timer::E) {
            *self.interval = length;
            *self.resend = Some(self.from + length);
        }
    }

    fn stop(&mut self, timer: Timer) {
        match timer {
            Timer::A | Timer::E => *self.resend = None,
            Timer::B if !self.is_orphan => *self.expiry = None,
            _ => {}
        }
    }

    fn length(&self, _: Timer) -> Duration {
        *self.interval
    }
}

/// An INVITE that was refused: repetitions of the response get this ACK (timer D).
#[derive(Debug)]
struct Refused {
    branch: Box<[u8]>,
    path: Path,
    ack: Arc<[u8]>,
    slot: Option<Instant>,
}

/// All client transactions.
#[derive(Debug, Default)]
pub(super) struct Clients {
    clients: Table<u64, Client>,
    /// By the number of our own branches: see [`name`]. Those that come from the wire are only looked for.
    by_branch: Table<u64, TransactionId>,
    refused: Table<u64, Refused>,
    refused_by_branch: Table<Box<[u8]>, TransactionId>,
    /// How many first REGISTERs wait without a transaction of their own.
    pub(super) parked: usize,
}

impl Clients {
    /// Whether a transaction has this branch: no two may.
    pub(super) fn has_branch(&self, branch: &[u8], method: &[u8]) -> bool {
        self.by_branch.contains_key(&name(branch, method))
    }

    /// Takes a transaction in.
    pub(super) fn insert(&mut self, id: TransactionId, client: Client) {
        self.by_branch.insert(name(client.key.branch(), client.key.method()), id);
        self.clients.insert(id.0, client);
    }

    pub(super) fn get(&self, id: TransactionId) -> Option<&Client> {
        self.clients.get(&id.0)
    }

    pub(super) fn get_mut(&mut self, id: TransactionId) -> Option<&mut Client> {
        self.clients.get_mut(&id.0)
    }

    pub(super) fn remove(&mut self, id: TransactionId) -> Option<Client> {
        let client = self.clients.remove(&id.0)?;
        self.by_branch.remove(&name(client.key.branch(), client.key.method()));
        self.clients.release_room();
        self.by_branch.release_room();
        Some(client)
    }

    pub(super) fn len(&self) -> usize {
        self.clients.len() + self.parked
    }

    /// The transaction that a response from `path` belongs to: it repeats branch, Call-ID, CSeq, From tag and To user of
    /// the request. Where it comes from is looked at only if `checks_source`: registrars with several addresses and
    /// load balancers answer from elsewhere, others over a connection of their own (RFC 3261 18.2.2).
    pub(super) fn find(
        &self,
        response: &MessageText<'_>,
        path: Path,
        checks_source: bool,
    ) -> Option<TransactionId> {
        let branch = response.branch()?;
        let (cseq, method) = response.cseq()?;
        let id = *self.by_branch.get(&name(branch, method))?;
        let client = self.get(id)?;
        let call_id = response.call_id()?;
        let request_path = client.path?;
        // A response with more than one Via is not for us (RFC 3261 8.1.3.3).
        let is_ours = !response.has_more_vias()
            && client.key.is_answered_by(branch, method, &call_id, cseq)
            && response.has_parties_of(&client.bytes);
        let is_from_there = !checks_source || is_same_path(request_path, path);
        (is_ours && is_from_there).then_some(id)
    }
}

impl Clients {
    /// Stores the ACK for the final response to INVITE `id`, for repetitions of that response.
    pub(super) fn store_refused(
        &mut self,
        now: Instant,
        id: TransactionId,
        client: &Client,
        ack: Arc<[u8]>,
        timers: &mut timers::Timers<Alarm>,
    ) {
        // A reliable transport repeats nothing.
        let Some(path) = client.path.filter(|path| !path.transport.is_reliable()) else { return };
        let branch: Box<[u8]> = client.key.branch().into();
        let mut refused = Refused { branch: branch.clone(), path, ack, slot: None };
        timers.set(&mut refused.slot, Alarm::Refused(id), now + TIMEOUT);
        self.refused_by_branch.insert(branch, id);
        self.refused.insert(id.0, refused);
    }

    /// The ACK for a repeated final response to an INVITE.
    pub(super) fn ack_of_refused(&self, response: &MessageText<'_>) -> Option<(Path, Arc<[u8]>)> {
        let id = self.refused_by_branch.get(response.branch()?)?;
        let refused = self.refused.get(&id.0)?;
        Some((refused.path, refused.ack.clone()))
    }

    /// Timer D.
    pub(super) fn forget_refused(&mut self, id: TransactionId) {
        if let Some(refused) = self.refused.remove(&id.0) {
            self.refused_by_branch.remove(&refused.branch);
            self.refused.release_room();
            self.refused_by_branch.release_room();
        }
    }
}

/// The number that a transaction is found by: 64 bits of its branch, one of them inverted for a CANCEL, which has the branch of
/// its INVITE. A response is compared with the whole key then. A request whose number is in use is refused, as one whose branch is.
fn name(branch: &[u8], method: &[u8]) -> u64 {
    let mut hasher = NumberHasher::default();
    hasher.write(branch);
    hasher.finish() ^ u64::from(method == b"CANCEL")
}

/// A connection has one far end; a socket has many. Flow labels and scopes are the system's.
fn is_same_path(to: Path, from: Path) -> bool {
    let is_same_peer = to.remote.ip().to_canonical() == from.remote.ip().to_canonical()
        && to.remote.port() == from.remote.port();
    to.channel == from.channel && (to.transport.is_reliable() || is_same_peer)
}
