//! The paths to servers, which open and close. RFC 5626 4.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::server::ServerId;
use super::{Action, Backoff, Limits, Owner, Router};
use crate::trace::trace;
use crate::transaction::TransactionId;
use crate::transport::random::Rng;
use crate::transport::{Attempt, Channel, Path, ServerAddress};

/// How long registrations wait, at least, before they register over a new path.
const SETTLING: Duration = Duration::from_secs(1);

/// A path is gone, or no longer leads to where it did.
#[derive(Debug)]
pub(crate) struct Closed {
    pub(crate) server: ServerId,
    /// The transactions that waited for answers, in the order in which they were sent.
    pub(crate) pending: Vec<TransactionId>,
    /// The registrations that were reached by it.
    pub(crate) members: Vec<i32>,
    /// When the first of them may register again.
    pub(crate) delay: Duration,
}

impl Router {
    /// The path for a response to an address without next hop, and its local end. If there is none, it is opened, and
    /// [`Router::opened`] names the transaction then.
    pub(crate) fn response_path(
        &mut self,
        now: Instant,
        response: TransactionId,
        address: &ServerAddress,
    ) -> Option<(Path, SocketAddr)> {
        let id = self.servers.at_address(now, address);
        if let Some(open) = self.servers.get(id).and_then(|server| server.path()) {
            return Some(open);
        }
        if let Some(attempt) = self.servers.wait_for_path(id, response) {
            self.actions.push_back(Action::Open { attempt, address: address.clone() });
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
        let Some((id, waiting)) = self.servers.opened(now, attempt, path, local) else {
            return Vec::new();
        };
        self.release_server(id);
        waiting
    }

    /// No path can be opened. Returns the server and which transactions waited for it: each turns to another server, or
    /// fails.
    pub(crate) fn open_failed(
        &mut self,
        attempt: Attempt,
    ) -> Option<(ServerId, Vec<TransactionId>)> {
        self.servers.open_failed(attempt)
    }

    /// The server whose path a datagram, or an error, belongs to.
    pub(crate) fn server_on(&self, path: Path) -> Option<ServerId> {
        self.servers.on_path(path)
    }

    /// The transactions that wait for answers from a server, in the order in which they were sent.
    pub(crate) fn pending(&self, id: ServerId) -> Vec<TransactionId> {
        let pending = self.servers.get(id).map(|server| &server.pending);
        let mut pending: Vec<_> =
            pending.into_iter().flatten().copied().map(TransactionId).collect();
        pending.sort_unstable();
        pending
    }

    /// A socket is gone. Returns what has to be done for each server that was reached by it.
    pub(crate) fn closed(
        &mut self,
        now: Instant,
        channel: Channel,
        limits: &Limits,
        rng: &mut Rng,
    ) -> Vec<Closed> {
        let servers = self.servers.closed(now, channel);
        servers.into_iter().map(|id| self.lost(id, limits, rng)).collect()
    }

    pub(super) fn lost(&self, server: ServerId, limits: &Limits, rng: &mut Rng) -> Closed {
        let state = self.servers.get(server);
        let members = state.into_iter().flat_map(|it| &it.members).copied().collect();
        let backoff = Backoff::reconnection(limits.probe_ceiling);
        let delay = match state.map_or(0, |it| it.breaks) {
            0 | 1 => SETTLING,
            breaks => backoff.delay(breaks - 1, rng),
        };
        Closed { server, pending: self.pending(server), members, delay }
    }

    /// A server has closed the connection under requests of these owners. Accounts that have not succeeded there may be why:
    /// they share a connection apart from those that have.
    pub(crate) fn isolate_suspects(&mut self, id: ServerId, owners: impl Iterator<Item = Owner>) {
        let Some(breaker) = self.servers.breaker(id) else { return };
        let has_witnesses = breaker.has_witnesses();
        for owner in owners.filter(|owner| !has_witnesses || !breaker.is_witness(*owner)) {
            if let Owner::Registration(rid) = owner
                && let Some(account) = self.accounts.get_mut(&rid)
            {
                account.is_isolated = true;
                trace!(Info2, "{owner}: {id} closed the connection, it gets a connection apart");
            }
        }
    }

    /// The network has changed: what was known of it is forgotten. Returns the sockets in use.
    pub(crate) fn forget_network(&mut self) -> Vec<Channel> {
        for (_, state) in self.next_hops.iter_mut() {
            state.forget_network();
        }
        let channels = self.servers.channels();
        for channel in channels.iter().copied() {
            if self.servers.on_connection(channel).is_some() {
                self.actions.push_back(Action::Close { channel });
            }
        }
        channels
    }

    /// Closes all breakers; what waits goes through the token buckets from `at` on.
    pub(crate) fn close_breakers(&mut self, at: Instant) {
        for (_, server) in self.servers.iter_mut() {
            server.breaker.close();
            server.breaks = 0;
        }
        for account in self.accounts.values_mut() {
            account.avoided.clear();
        }
        for (id, state) in self.next_hops.iter_mut() {
            if state.queue.has_automatic() {
                state.is_recovering = true;
                self.turns.set(&mut state.turn, id, at);
            }
        }
    }
}
