//! A flow opens, is used, and closes. RFC 5626 4.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::{Action, Deadline, Flow, FlowId, Flows, key};
use crate::transaction::TransactionId;
use crate::transport::{Attempt, Channel, Path, ServerAddress};

/// A connection without users is closed after so long.
pub(crate) const IDLE: Duration = Duration::from_secs(600);
/// A path that broke within so long of its opening has not lasted.
const STEADY: Duration = Duration::from_secs(10);

/// The path to a server address.
#[derive(Debug)]
pub(super) enum PathState {
    /// There is none.
    Closed,
    /// It was asked for; these transactions wait for it.
    Opening(Vec<TransactionId>),
    /// There is one, from this local address.
    Open(Path, SocketAddr),
}

/// A path is gone, or no longer leads to where it did.
#[derive(Debug)]
pub(crate) struct Closed {
    pub(crate) flow: FlowId,
    /// The transactions that waited for answers, in the order in which they were sent.
    pub(crate) pending: Vec<TransactionId>,
    /// The registrations that were reached by it.
    pub(crate) members: Vec<i32>,
    /// How often in a row it broke soon after it was opened.
    pub(crate) breaks: u8,
}

impl<S> Flow<S> {
    fn broke(&mut self, now: Instant) {
        let is_early = self.opened.is_some_and(|at| now.saturating_duration_since(at) < STEADY);
        self.breaks = if is_early { self.breaks.saturating_add(1) } else { 0 };
        self.path = PathState::Closed;
        self.learned = None;
        self.keepalive.start_again();
    }

    /// The transactions that wait for answers, in the order in which they were sent.
    fn pending(&self) -> Vec<TransactionId> {
        let mut pending: Vec<_> = self.pending.iter().copied().map(TransactionId).collect();
        pending.sort_unstable();
        pending
    }
}

impl<S: Default> Flows<S> {
    /// The path for a response to an address without next hop, and its local end. If there is none, it is opened, and
    /// [`Flows::opened`] names the transaction then.
    pub(crate) fn response_path(
        &mut self,
        now: Instant,
        response: TransactionId,
        address: &ServerAddress,
    ) -> Option<(Path, SocketAddr)> {
        let id = self.at_address(now, address);
        self.path_or_wait(id, response)
    }
}

impl<S> Flows<S> {
    /// A request is sent on a flow, until [`Flows::leave`]. Returns the path if there is one; otherwise [`Flows::opened`] names
    /// the request when there is.
    pub(crate) fn enter(
        &mut self,
        now: Instant,
        request: TransactionId,
        id: FlowId,
    ) -> Option<(Path, SocketAddr)> {
        let flow = self.flows.get_mut(&id.0)?;
        flow.pending.insert(request.0);
        flow.used = now;
        if flow.idle.is_some() {
            self.deadlines.clear(&mut flow.idle, Deadline::Idle(id));
        }
        self.path_or_wait(id, request)
    }

    /// A request is over, or leaves its flow for another.
    pub(crate) fn leave(&mut self, request: TransactionId, id: FlowId) {
        if let Some(flow) = self.get_mut(id) {
            flow.pending.remove(&request.0);
        }
        self.release(id);
    }

    fn path_or_wait(&mut self, id: FlowId, request: TransactionId) -> Option<(Path, SocketAddr)> {
        let flow = self.flows.get_mut(&id.0)?;
        match &mut flow.path {
            PathState::Open(path, local) => return Some((*path, *local)),
            PathState::Opening(waiting) => waiting.push(request),
            PathState::Closed => {
                self.last_attempt += 1;
                let (attempt, address) = (Attempt(self.last_attempt), flow.address.clone());
                flow.path = PathState::Opening(vec![request]);
                self.by_attempt.insert(attempt.0, id);
                self.actions.push_back(Action::Open { attempt, address });
            }
        }
        None
    }

    /// A path is open. Returns which transactions waited for it.
    pub(crate) fn opened(
        &mut self,
        now: Instant,
        attempt: Attempt,
        path: Path,
        local: SocketAddr,
    ) -> Vec<TransactionId> {
        let Some((id, waiting)) = self.end_attempt(attempt, PathState::Open(path, local)) else {
            return Vec::new();
        };
        self.by_channel.entry(path.channel.0).or_default().insert(id.0);
        if let Some(flow) = self.get_mut(id) {
            flow.opened = Some(now);
        }
        self.release(id);
        waiting
    }

    /// No path can be opened. Returns the flow and which transactions waited for it.
    pub(crate) fn open_failed(&mut self, attempt: Attempt) -> Option<(FlowId, Vec<TransactionId>)> {
        self.end_attempt(attempt, PathState::Closed)
    }

    fn end_attempt(
        &mut self,
        attempt: Attempt,
        path: PathState,
    ) -> Option<(FlowId, Vec<TransactionId>)> {
        let id = self.by_attempt.remove(&attempt.0)?;
        match core::mem::replace(&mut self.get_mut(id)?.path, path) {
            PathState::Opening(waiting) => Some((id, waiting)),
            _ => None,
        }
    }

    /// A registration is reached by a flow from now on, or by none.
    pub(crate) fn move_member(&mut self, rid: i32, from: Option<FlowId>, to: Option<FlowId>) {
        if let Some(flow) = to.and_then(|id| self.get_mut(id)) {
            flow.members.insert(rid);
        }
        if let Some(from) = from {
            if let Some(flow) = self.get_mut(from) {
                flow.members.remove(&rid);
            }
            self.release(from);
        }
    }

    /// The flow on which a datagram arrived, or which an error belongs to.
    pub(crate) fn on_path(&self, path: Path) -> Option<FlowId> {
        let id = if path.transport.is_reliable() {
            FlowId(*self.by_channel.get(&path.channel.0)?.iter().next()?)
        } else {
            *self.by_address.get(&(path.transport, path.remote, None))?
        };
        let (open, _) = self.get(id)?.path()?;
        (open.channel == path.channel).then_some(id)
    }

    /// The flow of a connection.
    pub(super) fn on_connection(&self, channel: Channel) -> Option<FlowId> {
        let id = FlowId(*self.by_channel.get(&channel.0)?.iter().next()?);
        self.get(id)?.address.transport.is_reliable().then_some(id)
    }

    /// The transactions that wait for answers on a flow, in the order in which they were sent.
    pub(crate) fn pending(&self, id: FlowId) -> Vec<TransactionId> {
        self.get(id).map(Flow::pending).unwrap_or_default()
    }

    /// A socket is gone. Returns what has to be done for each flow that used it.
    pub(crate) fn closed(&mut self, now: Instant, channel: Channel) -> Vec<Closed> {
        let ids = self.by_channel.remove(&channel.0).unwrap_or_default();
        ids.into_iter()
            .filter_map(|id| {
                self.flows.get_mut(&id)?.broke(now);
                self.lost(FlowId(id))
            })
            .collect()
    }

    fn lost(&self, id: FlowId) -> Option<Closed> {
        let flow = self.get(id)?;
        let members = flow.members.iter().copied().collect();
        Some(Closed { flow: id, pending: flow.pending(), members, breaks: flow.breaks })
    }

    /// What has to be done where a UDP path no longer leads to us: its registrations register again.
    pub(crate) fn lost_mapping(&self, id: FlowId) -> Option<Closed> {
        Some(Closed { pending: Vec::new(), ..self.lost(id)? })
    }

    /// The network has changed: closes all connections. Returns the sockets in use.
    pub(crate) fn close_all(&mut self) -> Vec<Channel> {
        let channels: Vec<_> = self.by_channel.keys().copied().map(Channel).collect();
        for channel in channels.iter().copied() {
            if self.on_connection(channel).is_some() {
                self.actions.push_back(Action::Close { channel });
            }
        }
        channels
    }

    /// Keeps a flow until [`Flows::drop_keeper`].
    pub(crate) fn keep(&mut self, id: FlowId) {
        if let Some(flow) = self.get_mut(id) {
            flow.keepers += 1;
        }
    }

    pub(crate) fn drop_keeper(&mut self, id: FlowId) {
        if let Some(flow) = self.get_mut(id) {
            flow.keepers = flow.keepers.saturating_sub(1);
        }
        self.release(id);
    }

    /// Forgets a flow that is not used. A connection stays open for a while: the next registration uses it.
    pub(crate) fn release(&mut self, id: FlowId) {
        let Some(flow) = self.flows.get_mut(&id.0).filter(|flow| flow.is_unused()) else { return };
        self.deadlines.clear(&mut flow.keepalive.slot, Deadline::Keepalive(id));
        match flow.path() {
            Some((path, _)) if path.transport.is_reliable() => {
                let at = flow.used + IDLE;
                self.deadlines.set(&mut flow.idle, Deadline::Idle(id), at);
            }
            _ => self.remove(id),
        }
    }

    /// A connection was not used for long.
    pub(crate) fn close_idle(&mut self, id: FlowId) {
        let Some(flow) = self.get_mut(id) else { return };
        flow.idle = None;
        if flow.is_unused() {
            self.remove(id);
        }
    }

    fn remove(&mut self, id: FlowId) {
        let Some(flow) = self.flows.remove(&id.0) else { return };
        if let Some((path, _)) = flow.path() {
            if let Some(users) = self.by_channel.get_mut(&path.channel.0) {
                users.remove(&id.0);
                if users.is_empty() {
                    self.by_channel.remove(&path.channel.0);
                }
            }
            if path.transport.is_reliable() {
                self.actions.push_back(Action::Close { channel: path.channel });
            }
        }
        match flow.main {
            Some(main) => {
                self.second.remove(&main.0);
                self.drop_keeper(main);
            }
            None => drop(self.by_address.remove(&key(&flow.address))),
        }
    }
}
