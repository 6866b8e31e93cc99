//! The server addresses: the path to each, its circuit breaker, and which registrations use it. RFC 5626 3.

use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::breaker::CircuitBreaker;
use super::keepalive::Keepalive;
use crate::transaction::TransactionId;
use crate::transport::table::{NumberSet, Table};
use crate::transport::{Attempt, Channel, Path, ServerAddress, Transport};

/// A path that broke within so long of its opening has not lasted.
const STEADY: Duration = Duration::from_secs(10);

/// Names one server address; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ServerId(u32);

impl fmt::Display for ServerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "server {}", self.0)
    }
}

/// One server address. All requests that go there share its path; but accounts on whose requests the server has closed the
/// connection share another, which is a server of its own without a breaker.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: ServerAddress,
    /// For the connection apart: the server whose breaker counts.
    pub(crate) main: Option<ServerId>,
    pub(crate) path: PathState,
    pub(super) breaker: CircuitBreaker,
    /// The transactions that wait for answers from here.
    pub(crate) pending: NumberSet<u64>,
    /// The registrations whose last request was sent here.
    pub(crate) members: NumberSet<i32>,
    pub(crate) keepalive: Keepalive,
    /// Our address as the other end of a connection sees it.
    pub(crate) learned: Option<SocketAddr>,
    /// How many next hops have this address.
    pub(crate) next_hops: usize,
    /// When a request was last sent here.
    pub(crate) used: Instant,
    /// When its connection is closed if it stays unused.
    pub(crate) idle: Option<Instant>,
    /// When the path was last opened.
    opened: Option<Instant>,
    /// How often in a row it broke soon after that.
    pub(crate) breaks: u8,
}

/// The path to a server address.
#[derive(Debug)]
pub(crate) enum PathState {
    /// There is none.
    Closed,
    /// It was asked for; these transactions wait for it.
    Opening(Vec<TransactionId>),
    /// There is one, from this local address.
    Open(Path, SocketAddr),
}

impl Server {
    fn new(now: Instant, address: ServerAddress) -> Self {
        Self {
            address,
            main: None,
            path: PathState::Closed,
            breaker: CircuitBreaker::default(),
            pending: NumberSet::default(),
            members: NumberSet::default(),
            keepalive: Keepalive::default(),
            learned: None,
            next_hops: 0,
            used: now,
            idle: None,
            opened: None,
            breaks: 0,
        }
    }

    /// The path is gone.
    fn broke(&mut self, now: Instant) {
        let is_early = self.opened.is_some_and(|at| now.saturating_duration_since(at) < STEADY);
        self.breaks = if is_early { self.breaks.saturating_add(1) } else { 0 };
        self.path = PathState::Closed;
        self.learned = None;
        self.keepalive.start_again();
    }

    /// The path and its local address, when there is one.
    pub(crate) fn path(&self) -> Option<(Path, SocketAddr)> {
        match self.path {
            PathState::Open(path, local) => Some((path, local)),
            _ => None,
        }
    }

    /// Whether no next hop, registration or transaction needs it.
    pub(crate) fn is_unused(&self) -> bool {
        self.next_hops == 0
            && self.members.is_empty()
            && self.pending.is_empty()
            && !matches!(self.path, PathState::Opening(..))
    }
}

/// All server addresses.
#[derive(Debug, Default)]
pub(crate) struct Servers {
    servers: Table<u32, Server>,
    by_address: HashMap<(Transport, SocketAddr, Option<Arc<str>>), ServerId>,
    /// The connection apart of each server that has one.
    apart: Table<u32, ServerId>,
    by_attempt: Table<u64, ServerId>,
    by_channel: Table<u64, NumberSet<u32>>,
    last_id: u32,
    last_attempt: u64,
}

impl Servers {
    /// The server of that address, made if there was none.
    pub(crate) fn at_address(&mut self, now: Instant, address: &ServerAddress) -> ServerId {
        let key = key(address);
        if let Some(id) = self.by_address.get(&key) {
            return *id;
        }
        let id = self.insert(Server::new(now, address.clone()));
        self.by_address.insert(key, id);
        id
    }

    fn insert(&mut self, server: Server) -> ServerId {
        self.last_id = self.last_id.wrapping_add(1);
        self.servers.insert(self.last_id, server);
        ServerId(self.last_id)
    }

    /// The connection apart to a server, made if there was none.
    pub(crate) fn apart(&mut self, now: Instant, id: ServerId) -> ServerId {
        if let Some(apart) = self.apart.get(&id.0) {
            return *apart;
        }
        let Some(main) = self.servers.get_mut(&id.0) else { return id };
        // It keeps the server, as a next hop does.
        main.next_hops += 1;
        let address = main.address.clone();
        let apart = self.insert(Server { main: Some(id), ..Server::new(now, address) });
        self.apart.insert(id.0, apart);
        apart
    }

    /// The server that a connection apart leads to, or the server itself.
    pub(crate) fn main(&self, id: ServerId) -> ServerId {
        self.get(id).and_then(|server| server.main).unwrap_or(id)
    }

    pub(crate) fn breaker(&self, id: ServerId) -> Option<&CircuitBreaker> {
        self.get(self.main(id)).map(|server| &server.breaker)
    }

    pub(crate) fn breaker_mut(&mut self, id: ServerId) -> Option<&mut CircuitBreaker> {
        self.get_mut(self.main(id)).map(|server| &mut server.breaker)
    }

    pub(crate) fn get(&self, id: ServerId) -> Option<&Server> {
        self.servers.get(&id.0)
    }

    pub(crate) fn get_mut(&mut self, id: ServerId) -> Option<&mut Server> {
        self.servers.get_mut(&id.0)
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        let maps = self.by_attempt.len() + self.by_channel.len() + self.apart.len();
        self.servers.is_empty() && self.by_address.is_empty() && maps == 0
    }

    /// All of them.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (ServerId, &mut Server)> {
        self.servers.iter_mut().map(|(id, server)| (ServerId(*id), server))
    }

    /// The server whose open path `path` is.
    pub(crate) fn on_path(&self, path: Path) -> Option<ServerId> {
        let id = if path.transport.is_reliable() {
            ServerId(*self.by_channel.get(&path.channel.0)?.iter().next()?)
        } else {
            *self.by_address.get(&(path.transport, path.remote, None))?
        };
        let (open, _) = self.get(id)?.path()?;
        (open.channel == path.channel).then_some(id)
    }

    /// The server at the other end of a connection.
    pub(crate) fn on_connection(&self, channel: Channel) -> Option<ServerId> {
        let id = ServerId(*self.by_channel.get(&channel.0)?.iter().next()?);
        self.get(id)?.address.transport.is_reliable().then_some(id)
    }

    /// `transaction` needs the path to a server that has none. Returns the attempt if one is to be made now.
    pub(crate) fn wait_for_path(
        &mut self,
        id: ServerId,
        transaction: TransactionId,
    ) -> Option<Attempt> {
        let server = self.servers.get_mut(&id.0)?;
        if let PathState::Opening(waiting) = &mut server.path {
            waiting.push(transaction);
            return None;
        }
        self.last_attempt += 1;
        let attempt = Attempt(self.last_attempt);
        server.path = PathState::Opening(vec![transaction]);
        self.by_attempt.insert(attempt.0, id);
        Some(attempt)
    }

    /// A path was opened. Returns the server and which transactions waited for it.
    pub(crate) fn opened(
        &mut self,
        now: Instant,
        attempt: Attempt,
        path: Path,
        local: SocketAddr,
    ) -> Option<(ServerId, Vec<TransactionId>)> {
        let (id, waiting) = self.end_attempt(attempt, PathState::Open(path, local))?;
        self.by_channel.entry(path.channel.0).or_default().insert(id.0);
        if let Some(server) = self.servers.get_mut(&id.0) {
            server.opened = Some(now);
        }
        Some((id, waiting))
    }

    /// No path could be opened. Returns the server and which transactions waited for it.
    pub(crate) fn open_failed(
        &mut self,
        attempt: Attempt,
    ) -> Option<(ServerId, Vec<TransactionId>)> {
        self.end_attempt(attempt, PathState::Closed)
    }

    fn end_attempt(
        &mut self,
        attempt: Attempt,
        path: PathState,
    ) -> Option<(ServerId, Vec<TransactionId>)> {
        let id = self.by_attempt.remove(&attempt.0)?;
        let server = self.servers.get_mut(&id.0)?;
        match core::mem::replace(&mut server.path, path) {
            PathState::Opening(waiting) => Some((id, waiting)),
            _ => None,
        }
    }

    /// A socket is gone. Returns the servers whose path used it.
    pub(crate) fn closed(&mut self, now: Instant, channel: Channel) -> Vec<ServerId> {
        let ids = self.by_channel.remove(&channel.0).unwrap_or_default();
        ids.into_iter()
            .map(ServerId)
            .inspect(|id| {
                if let Some(server) = self.servers.get_mut(&id.0) {
                    server.broke(now);
                }
            })
            .collect()
    }

    /// Every socket that a path uses.
    pub(crate) fn channels(&self) -> Vec<Channel> {
        self.by_channel.keys().copied().map(Channel).collect()
    }

    /// Removes a server.
    pub(crate) fn remove(&mut self, id: ServerId) -> Option<Server> {
        let server = self.servers.remove(&id.0)?;
        match server.main {
            Some(main) => drop(self.apart.remove(&main.0)),
            None => drop(self.by_address.remove(&key(&server.address))),
        }
        if let Some((path, _)) = server.path()
            && let Some(users) = self.by_channel.get_mut(&path.channel.0)
        {
            users.remove(&id.0);
            if users.is_empty() {
                self.by_channel.remove(&path.channel.0);
            }
        }
        Some(server)
    }
}

/// Only under TLS the name matters: the certificate must bear it.
fn key(server: &ServerAddress) -> (Transport, SocketAddr, Option<Arc<str>>) {
    let name = (server.transport == Transport::Tls).then(|| server.name.clone());
    (server.transport, server.address, name)
}
