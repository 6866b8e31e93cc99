//! A registration as routing sees it: its next hop, its flow, and the servers that it avoids.

use std::time::Instant;

use smallvec::SmallVec;

use super::breaker::CircuitBreaker;
use super::{FlowId, InFlight, NextHopId, Owner, Router};
use crate::trace::trace;
use crate::transport::ServerAddress;

/// The servers that did not serve an account, and until when it prefers others. Nearly all accounts have none.
#[derive(Debug, Default)]
pub(super) struct Avoided(Option<Box<AvoidedServers>>);

type AvoidedServers = SmallVec<[(FlowId, Instant); 1]>;

impl Avoided {
    fn add(&mut self, now: Instant, id: FlowId, until: Instant) {
        let servers = self.0.get_or_insert_default();
        servers.retain(|(server, until)| *server != id && *until > now);
        servers.push((id, until));
    }

    /// Until when the server is one of them.
    fn until(&self, now: Instant, id: FlowId) -> Option<Instant> {
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
    pub(super) flow: Option<FlowId>,
    /// Where it last succeeded.
    pub(super) witness_of: Option<FlowId>,
    /// The servers that did not serve it, and until when it prefers others.
    pub(super) avoided: Avoided,
    /// Whether a server has closed the connection under its last request: it uses the second connection.
    is_isolated: bool,
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

    /// A registration is reached by this flow from now on.
    pub(crate) fn set_flow(&mut self, rid: i32, id: FlowId) {
        let before = self.accounts.entry(rid).or_default().flow.replace(id);
        if before != Some(id) {
            self.flows.move_member(rid, before, Some(id));
        }
    }

    /// Where the last request of a registration was sent.
    pub(crate) fn server_of(&self, rid: i32) -> Option<&ServerAddress> {
        self.flows.get(self.accounts.get(&rid)?.flow?).map(|flow| &flow.address)
    }

    /// A registration has succeeded at a server: from now on its silence says something about it.
    pub(crate) fn succeeded(&mut self, rid: i32, id: FlowId) {
        let id = self.flows.main(id);
        let Some(account) = self.accounts.get_mut(&rid) else { return };
        account.avoided.clear();
        account.is_isolated = false;
        let before = account.witness_of.replace(id);
        if before == Some(id) {
            return;
        }
        if let Some(breaker) = before.and_then(|before| self.flows.server_mut(before)) {
            breaker.remove_witness(rid);
        }
        if let Some(breaker) = self.flows.server_mut(id) {
            breaker.add_witness(rid);
        }
    }

    /// An account prefers other servers until then.
    pub(super) fn avoid(&mut self, now: Instant, owner: Owner, id: FlowId, until: Instant) {
        let Owner::Registration(rid) = owner else { return };
        let id = self.flows.main(id);
        let Some(account) = self.accounts.get_mut(&rid) else { return };
        account.avoided.add(now, id, until);
        let delay = until.saturating_duration_since(now).as_secs_f32();
        trace!(Info2, "{owner}: prefers others to {id} for {delay:.1} s");
    }

    /// Until when an account prefers other servers.
    pub(super) fn avoids(&self, now: Instant, owner: Owner, server: FlowId) -> Option<Instant> {
        let Owner::Registration(rid) = owner else { return None };
        self.accounts.get(&rid)?.avoided.until(now, server)
    }

    /// A server has closed the connection under requests of these owners. Accounts that have not succeeded there may be why:
    /// they share a second connection from now on.
    pub(crate) fn isolate_suspects(&mut self, id: FlowId, owners: impl Iterator<Item = Owner>) {
        let Some(breaker) = self.flows.server(id) else { return };
        let has_witnesses = breaker.has_witnesses();
        for owner in owners.filter(|owner| !has_witnesses || !breaker.is_witness(*owner)) {
            if let Owner::Registration(rid) = owner
                && let Some(account) = self.accounts.get_mut(&rid)
            {
                account.is_isolated = true;
                trace!(Info2, "{owner}: {id} was closed, it uses a second connection");
            }
        }
    }

    /// Whether a server that serves others has closed the connection under this request, and may have done so because of it.
    pub(super) fn is_suspected(&self, it: InFlight) -> bool {
        it.flow.is_some_and(|id| {
            self.is_isolated(id, it.owner)
                && self.flows.server(id).is_some_and(CircuitBreaker::has_witnesses)
        })
    }

    /// Whether the server has closed a connection on this account's last request.
    pub(super) fn is_isolated(&self, id: FlowId, owner: Owner) -> bool {
        let Owner::Registration(rid) = owner else { return false };
        self.accounts.get(&rid).is_some_and(|account| account.is_isolated)
            && self.flows.get(id).is_some_and(|flow| flow.address.transport.is_reliable())
    }

    /// Forgets a registration.
    pub(crate) fn forget(&mut self, rid: i32) {
        self.leave_queue(rid);
        let Some(account) = self.accounts.remove(&rid) else { return };
        for id in [account.witness_of, account.flow].into_iter().flatten() {
            if let Some(breaker) = self.flows.server_mut(id) {
                breaker.remove_witness(rid);
            }
        }
        account.next_hop.into_iter().for_each(|id| self.leave(id));
        self.flows.move_member(rid, account.flow, None);
    }
}
