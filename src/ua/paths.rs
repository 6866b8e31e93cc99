//! What names that are resolved and paths that open or close mean for transactions and registrations. RFC 3263, RFC 5626.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::failure::Cause;
use super::io::{Attempt, Channel, Lookup, Path, Resolution};
use super::{Now, Ua};
use crate::error::Error;
use crate::error::Result;
use crate::flow::{Closed, FlowId};
use crate::routing::NextHopId;
use crate::trace::trace;
use crate::transaction::{State, T1, TransactionId};
use crate::transport::FailureCause;

/// How long registrations wait, at least, before they register from a new network.
const SETTLING: Duration = Duration::from_secs(1);

impl Ua {
    /// A name was resolved, or not.
    pub(super) fn handle_resolved(
        &mut self,
        now: Instant,
        lookup: Lookup,
        answer: Result<Resolution>,
    ) {
        let failure = answer.as_ref().err().copied();
        let resolved = self.router.resolved(now, lookup, answer, &mut self.rng);
        let Some((next_hop, waiting)) = resolved else { return };
        for id in waiting {
            let Some(client) = self.clients.get(id) else { continue };
            match self.router.server_for(now, next_hop, client.owner) {
                Some(server) => self.assign(now, id, server, None),
                None => {
                    let host = self.router.host(next_hop);
                    let cause = match failure {
                        Some(Error::Timeout) => FailureCause::NameServerSilent(host),
                        _ => FailureCause::NameNotFound(host),
                    };
                    // Programs look for these words of the original.
                    trace!(Info2, "[getaddrinfo] dns ({}) {cause} failure", cause.number());
                    self.set_cause(id, cause);
                    self.fail(now, id, Cause::Unreachable);
                }
            }
        }
        self.progress(now, next_hop);
        self.router.release_next_hop(next_hop);
    }

    /// A path to a server is open.
    pub(super) fn handle_opened(
        &mut self,
        now: Instant,
        attempt: Attempt,
        path: Path,
        local: SocketAddr,
    ) {
        for id in self.router.flows.opened(now, attempt, path, local) {
            if self.servers.get(id).is_some() {
                self.send_on_new_path(now, id, path, local);
            } else {
                self.transmit(now, id, path, local);
            }
        }
    }

    /// No path to a server can be opened: the requests that wait for it turn to another one, or fail.
    pub(super) fn handle_open_failed(
        &mut self,
        now: Instant,
        attempt: Attempt,
        cause: &FailureCause,
    ) {
        let Some((server, waiting)) = self.router.flows.open_failed(attempt) else { return };
        self.mark_unreachable(now, server, &waiting);
        for id in waiting {
            self.set_cause(id, cause.clone());
            if !self.turn_to_another(now, id) {
                self.fail_one(now, id, Cause::Unreachable);
            }
        }
        self.router.flows.release(server);
    }

    fn mark_unreachable(&mut self, now: Instant, server: FlowId, waiting: &[TransactionId]) {
        let next_hop = waiting.iter().find_map(|id| Some(self.clients.get(*id)?.next_hop));
        self.router.unreachable(now, server, next_hop, &mut self.rng);
    }

    /// Sends a request to another server of its next hop, if one wants it. Nothing is reported.
    fn turn_to_another(&mut self, now: Instant, id: TransactionId) -> bool {
        let Some(client) = self.clients.get_mut(id) else { return false };
        let it = client.in_flight(id);
        let Some(other) = self.router.alternative(now, it) else { return false };
        (client.flow, client.path, client.resend) = (None, None, None);
        (client.state, client.interval) = (State::Initial, T1);
        self.router.detach(now, it);
        self.assign(now, id, other, None);
        self.set_client_timer(id);
        true
    }

    /// What was sent on a path did not get through.
    pub(super) fn handle_send_failed(&mut self, now: Instant, path: Path) {
        let Some(server) = self.router.flows.on_path(path) else { return };
        let pending = self.router.flows.pending(server);
        if !path.transport.is_reliable() {
            for id in &pending {
                self.set_cause(*id, FailureCause::ConnectionRefused(path.remote));
            }
        }
        if path.transport.is_reliable() {
            self.fail_pending(now, server, pending, None);
            return;
        }
        // A closed port: another server takes the requests; without one they go on until their timeout.
        let next_hops = pending.iter().filter_map(|id| Some(self.clients.get(*id)?.next_hop));
        if next_hops.into_iter().any(|id| self.router.has_alternatives(id)) {
            self.mark_unreachable(now, server, &pending);
            for id in pending {
                self.turn_to_another(now, id);
            }
        }
    }

    /// A connection, or a socket, is gone: the registrations that were reached by it register again.
    pub(super) fn handle_closed(&mut self, now: Instant, channel: Channel, tls: Option<Arc<str>>) {
        self.servers.closed(channel);
        for closed in self.close_path(now, channel, tls.as_ref()) {
            self.renew_members(now, closed);
        }
    }

    /// All transactions that wait for answers on a channel fail.
    fn close_path(
        &mut self,
        now: Instant,
        channel: Channel,
        tls: Option<&Arc<str>>,
    ) -> Vec<Closed> {
        let mut all = self.router.flows.closed(now, channel);
        for closed in &mut all {
            let pending = core::mem::take(&mut closed.pending);
            self.fail_pending(now, closed.flow, pending, tls);
            self.router.flows.release(closed.flow);
        }
        all
    }

    /// The connection under these requests was lost.
    fn fail_pending(
        &mut self,
        now: Instant,
        server: FlowId,
        pending: Vec<TransactionId>,
        tls: Option<&Arc<str>>,
    ) {
        let owners = pending.iter().filter_map(|id| Some(self.clients.get(*id)?.owner));
        self.router.isolate_suspects(server, owners);
        for id in pending {
            if let Some(path) = self.clients.get(id).and_then(|client| client.path) {
                let lost = || FailureCause::ConnectionLost(path.remote);
                self.set_cause(id, tls.cloned().map_or_else(lost, FailureCause::Tls));
            }
            self.fail_one(now, id, Cause::Unreachable);
        }
    }

    /// The registrations on a path register once more; those that were refused do so when they would have.
    fn renew_members(&mut self, now: Instant, mut closed: Closed) {
        let is_well =
            |rid: &i32| self.registrations.get(rid).is_some_and(|it| it.retry.failures == 0);
        closed.members.retain(is_well);
        let delay = self.router.settling(closed.breaks, &mut self.rng);
        self.renew_soon(now, delay, closed.members);
    }

    /// Our addresses or routes have changed, or the machine slept: what was known of the network is forgotten, and all
    /// registrations register once more.
    pub(super) fn handle_network_change(&mut self, now: Instant) {
        self.accounts.forget_learned();
        self.router.forget_addresses();
        for channel in self.router.flows.close_all() {
            self.close_path(now, channel, None);
        }
        let all = self.registrations.iter().filter(|(_, it)| it.is_sent);
        let all = all.map(|(rid, _)| *rid).collect();
        self.renew_soon(now, SETTLING, all);
        self.router.close_breakers(now + SETTLING);
    }

    /// Sets the time from one keepalive to the next (option 1); `None` for none. It counts from now.
    pub fn set_keepalive(&mut self, now: Now, interval: Option<Duration>) {
        self.router.flows.set_keepalive(now.instant, interval, &mut self.rng);
    }

    /// It is time for a keepalive.
    pub(super) fn handle_keepalive_timeout(&mut self, now: Instant, flow: FlowId) {
        match self.router.flows.keep_alive(now, flow, &mut self.rng) {
            Some(path) if path.transport.is_reliable() => {
                self.handle_closed(now, path.channel, None)
            }
            Some(_) => self.handle_lost_mapping(now, flow),
            None => {}
        }
    }

    /// A STUN message: only the answer to our last request on that very path counts.
    pub(super) fn handle_stun(&mut self, now: Instant, path: Path, bytes: &[u8]) {
        if let Some(flow) = self.router.flows.stun_answer(now, path, bytes, &mut self.rng) {
            self.handle_lost_mapping(now, flow);
        }
    }

    /// A UDP path no longer leads to us: its registrations register again.
    fn handle_lost_mapping(&mut self, now: Instant, flow: FlowId) {
        if let Some(closed) = self.router.flows.lost_mapping(flow) {
            self.renew_members(now, closed);
        }
    }

    /// The next flight of what waits at a next hop leaves; what has waited for too long fails.
    pub(super) fn handle_flight(&mut self, now: Instant, next_hop: NextHopId) {
        while let Some((id, owner)) = self.router.overdue(now, next_hop) {
            self.unpark(owner, |_, _| ());
            self.fail(now, id, Cause::Silence);
        }
        self.progress(now, next_hop);
    }
}
