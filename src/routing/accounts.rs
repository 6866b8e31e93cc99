//! A registration as routing sees it: its next hop, its server, and the servers that it avoids.

use std::time::Instant;

use smallvec::SmallVec;

use super::breaker::CircuitBreaker;
use super::server::ServerId;
use super::{Backoff, InFlight, Limits, NextHopId, Owner, Router};
use crate::trace::trace;
use crate::transport::ServerAddress;
use crate::transport::random::Rng;

/// The servers that did not serve an account, and until when it prefers others. Nearly all accounts have none.
#[derive(Debug, Default)]
pub(super) struct Avoided(Option<Box<AvoidedServers>>);

type AvoidedServers = SmallVec<[(ServerId, Instant); 1]>;

impl Avoided {
    fn add(&mut self, now: Instant, id: ServerId, until: Instant) {
        let servers = self.0.get_or_insert_default();
        servers.retain(|(server, until)| *server != id && *until > now);
        servers.push((id, until));
    }

    /// Until when the server is one of them.
    fn until(&self, now: Instant, id: ServerId) -> Option<Instant> {
        let (_, until) = self.0.as_ref()?.iter().find(|(it, until)| *it == id && *until > now)?;
        Some(*until)
    }

    pub(super) fn clear(&mut self) {
        self.0 = None;
    }
}

/// What is known of one registration.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub(super) next_hop: Option<NextHopId>,
    /// Where its last request was sent.
    pub(super) server: Option<ServerId>,
    /// Where it last succeeded.
    pub(super) witness_of: Option<ServerId>,
    /// The servers that did not serve it, and until when it prefers others.
    pub(super) avoided: Avoided,
    /// Whether a server has closed the connection under its last request: it gets a connection apart.
    pub(super) is_isolated: bool,
}

impl Router {
    /// The next REGISTER of a registration goes to this next hop.
    pub(crate) fn set_next_hop(&mut self, rid: i32, id: NextHopId) {
        self.leave_queue(rid);
        let before = self.accounts.entry(rid).or_default().next_hop.replace(id);
        if before != Some(id) {
            self.join(id);
            before.into_iter().for_each(|before| self.leave(before));
        }
    }

    /// The next hop of a registration.
    pub(crate) fn next_hop_of(&self, rid: i32) -> Option<NextHopId> {
        self.accounts.get(&rid)?.next_hop
    }

    /// A registration is reached by this server's path from now on.
    pub(crate) fn set_server(&mut self, rid: i32, id: ServerId) {
        let account = self.accounts.entry(rid).or_default();
        let before = account.server.replace(id);
        if before == Some(id) {
            return;
        }
        if let Some(server) = self.servers.get_mut(id) {
            server.members.insert(rid);
        }
        if let Some(before) = before {
            if let Some(server) = self.servers.get_mut(before) {
                server.members.remove(&rid);
            }
            self.release_server(before);
        }
    }

    /// Where the last request of a registration was sent.
    pub(crate) fn server_of(&self, rid: i32) -> Option<&ServerAddress> {
        let server = self.accounts.get(&rid)?.server?;
        self.servers.get(server).map(|server| &server.address)
    }

    /// A registration has succeeded at a server: from now on its silence says something about it.
    pub(crate) fn succeeded(&mut self, rid: i32, id: ServerId) {
        let id = self.servers.main(id);
        let Some(account) = self.accounts.get_mut(&rid) else { return };
        account.avoided.clear();
        account.is_isolated = false;
        let before = account.witness_of.replace(id);
        if before == Some(id) {
            return;
        }
        if let Some(breaker) = before.and_then(|before| self.servers.breaker_mut(before)) {
            breaker.remove_witness(rid);
        }
        if let Some(breaker) = self.servers.breaker_mut(id) {
            breaker.add_witness(rid);
        }
    }

    /// An account prefers other servers until then.
    pub(crate) fn avoid(&mut self, now: Instant, owner: Owner, id: ServerId, until: Instant) {
        let id = self.servers.main(id);
        let Owner::Registration(rid) = owner else { return };
        let Some(account) = self.accounts.get_mut(&rid) else { return };
        account.avoided.add(now, id, until);
        let delay = until.saturating_duration_since(now).as_secs_f32();
        trace!(Info2, "{owner}: prefers others to {id} for {delay:.1} s");
    }

    /// The path was lost under a request: its account prefers another server, if there is one.
    pub(crate) fn avoid_after_loss(
        &mut self,
        now: Instant,
        it: InFlight,
        limits: &Limits,
        rng: &mut Rng,
    ) {
        if let Some(id) = it.server.filter(|_| self.has_alternatives(it.next_hop)) {
            let backoff = Backoff::avoidance(limits.retry_ceiling);
            self.avoid(now, it.owner, id, now + backoff.delay(1, rng));
        }
    }

    /// Until when an account prefers other servers.
    pub(super) fn avoids(&self, now: Instant, owner: Owner, server: ServerId) -> Option<Instant> {
        let Owner::Registration(rid) = owner else { return None };
        self.accounts.get(&rid)?.avoided.until(now, server)
    }

    /// Whether a server that serves others has closed the connection under this request, and may have done so because of it.
    pub(crate) fn is_suspected(&self, it: InFlight) -> bool {
        let breaker = it.server.and_then(|id| self.servers.breaker(id));
        it.server.is_some_and(|id| self.is_isolated(id, it.owner))
            && breaker.is_some_and(CircuitBreaker::has_witnesses)
    }

    /// Whether the server has closed a connection on this account's last request.
    pub(super) fn is_isolated(&self, id: ServerId, owner: Owner) -> bool {
        let Owner::Registration(rid) = owner else { return false };
        self.accounts.get(&rid).is_some_and(|account| account.is_isolated)
            && self.servers.get(id).is_some_and(|server| server.address.transport.is_reliable())
    }

    /// Forgets a registration.
    pub(crate) fn forget(&mut self, rid: i32) {
        self.leave_queue(rid);
        let Some(account) = self.accounts.remove(&rid) else { return };
        for id in [account.witness_of, account.server].into_iter().flatten() {
            if let Some(breaker) = self.servers.breaker_mut(id) {
                breaker.remove_witness(rid);
            }
            if let Some(server) = self.servers.get_mut(id) {
                server.members.remove(&rid);
            }
        }
        account.next_hop.into_iter().for_each(|id| self.leave(id));
        account.server.into_iter().for_each(|id| self.release_server(id));
    }
}
