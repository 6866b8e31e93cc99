//! The client transactions that run, found by number and by branch. RFC 3261 17.1.3.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::io::Path;
use super::table::Table;
use super::usage::{Exchange, Usage};
use crate::mem::Text;
use crate::routing::{InFlight, NextHopId, Owner, ServerId};
use crate::sip::text::MessageText;
use crate::transaction::TransactionId;
use crate::transaction::key::ClientKey;
use crate::transaction::{Actions, Event, State, Timer, Timers, nict};

/// A request that waits for its final response.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) key: ClientKey,
    pub(super) usage: Usage,
    /// Whose silence or success it is, for routing.
    pub(super) owner: Owner,
    pub(super) next_hop: NextHopId,
    pub(super) server: Option<ServerId>,
    /// The way it took.
    pub(super) path: Option<Path>,
    /// The Route that selected the next hop and was not written.
    pub(super) hidden_route: Option<Text>,
    /// The request: with placeholders until it goes out, then as it went out.
    pub(super) bytes: Arc<[u8]>,
    /// `Initial` while the request waits in the queue of its next hop.
    pub(super) state: State,
    pub(super) started: Instant,
    /// When to send again (timer E).
    pub(super) resend: Option<Instant>,
    /// The length of timer E.
    pub(super) interval: Duration,
    /// When to give up (timer F).
    pub(super) expiry: Option<Instant>,
    /// The earlier of the two.
    pub(super) slot: Option<Instant>,
    /// The last provisional response.
    pub(super) provisional: Option<Arc<[u8]>>,
}

impl Client {
    /// The deadline that comes first.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.resend.into_iter().chain(self.expiry).min()
    }

    /// The transaction as its usage sees it.
    pub(super) fn exchange(&self, id: TransactionId) -> Exchange {
        Exchange {
            id,
            usage: self.usage,
            request: self.bytes.clone(),
            hidden_route: self.hidden_route.clone(),
            next_hop: self.next_hop,
            server: self.server,
            path: self.path,
            provisional: self.provisional.clone(),
            backoff: None,
        }
    }

    /// The transaction as the router sees it.
    pub(super) fn in_flight(&self, id: TransactionId) -> InFlight {
        let (owner, next_hop, server) = (self.owner, self.next_hop, self.server);
        InFlight { id, owner, next_hop, server, sent: self.started }
    }

    /// One step of the transaction. A timer that it starts runs from `from` on.
    pub(super) fn step(&mut self, from: Instant, event: Event) -> Actions {
        let reliable = self.path.is_some_and(|path| path.transport.is_reliable());
        let mut timer = ResendTimer { from, at: &mut self.resend, length: &mut self.interval };
        let (state, actions) = nict::step(self.state, event, reliable, &mut timer);
        self.state = state;
        actions
    }
}

/// Timer E. Timer F runs since the request left the queue, and without timer K: a final response ends the transaction
/// here, and repetitions of it match none.
struct ResendTimer<'a> {
    from: Instant,
    at: &'a mut Option<Instant>,
    length: &'a mut Duration,
}

impl Timers for ResendTimer<'_> {
    fn start(&mut self, timer: Timer, length: Duration) {
        if timer == Timer::E {
            *self.length = length;
            *self.at = Some(self.from + length);
        }
    }

    fn stop(&mut self, timer: Timer) {
        if timer == Timer::E {
            *self.at = None;
        }
    }

    fn length(&self, _: Timer) -> Duration {
        *self.length
    }
}

/// All client transactions.
#[derive(Debug, Default)]
pub(super) struct Clients {
    clients: Table<u64, Client>,
    /// By our own branches; those that come from the wire are only looked for.
    by_branch: Table<Box<[u8]>, TransactionId>,
}

impl Clients {
    /// Whether a transaction has this branch: no two may.
    pub(super) fn has_branch(&self, branch: &[u8]) -> bool {
        self.by_branch.contains_key(branch)
    }

    /// Takes a transaction in.
    pub(super) fn insert(&mut self, id: TransactionId, client: Client) {
        self.by_branch.insert(client.key.branch().into(), id);
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
        self.by_branch.remove(client.key.branch());
        Some(client)
    }

    pub(super) fn len(&self) -> usize {
        self.clients.len()
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
        let id = *self.by_branch.get(branch)?;
        let client = self.get(id)?;
        let (cseq, method) = response.cseq()?;
        let call_id = response.call_id()?;
        let request_path = client.path?;
        // One with more Vias than ours is somebody else's (RFC 3261 8.1.3.3).
        let is_ours = response.vias().nth(1).is_none()
            && client.key.is_answered_by(branch, method, &call_id, cseq)
            && response.has_parties_of(&client.bytes);
        let is_from_there = !checks_source || is_same_path(request_path, path);
        (is_ours && is_from_there).then_some(id)
    }
}

/// A connection has one far end; a socket has many. Flow labels and scopes are the system's.
fn is_same_path(to: Path, from: Path) -> bool {
    let is_same_peer = to.remote.ip().to_canonical() == from.remote.ip().to_canonical()
        && to.remote.port() == from.remote.port();
    to.channel == from.channel && (to.transport.is_reliable() || is_same_peer)
}
