//! Addresses that are found, ways that open and close, and what keeps them alive. RFC 3263, RFC 5626.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::backoff::Backoff;
use super::failure::Cause;
use super::flow::{FlowId, Gate};
use super::hop::{HopId, Names};
use super::io::{Attempt, Channel, Lookup, Output, Path, Resolution};
use super::keepalive::{PING, Request, Step};
use super::registration::lifecycle::FIRST_RECONNECTION;
use super::{Alarm, Errand, Now, Ua, keepalive};
use crate::error::Result;
use crate::transaction::TransactionId;

/// The shortest time that addresses are used.
const LEAST_VALIDITY: Duration = Duration::from_secs(1);
/// How long everybody waits, at least, before he comes back on another way.
const SETTLING: Duration = Duration::from_secs(1);
/// How long old addresses are used again when the new ones cannot be found.
const STALE_VALIDITY: Duration = Duration::from_secs(30);

impl Ua {
    /// A name was resolved, or not.
    pub(super) fn handle_resolved(
        &mut self,
        now: Instant,
        lookup: Lookup,
        answer: Result<Resolution>,
    ) {
        let Some((hop, waiting)) = self.hops.answered(lookup) else { return };
        let targets = match answer {
            Ok(answer) if !answer.targets.is_empty() => Some((answer.targets, answer.expires)),
            _ => None,
        };
        let found: Option<(Vec<FlowId>, Instant)> = targets.map(|(targets, expires)| {
            let flows = targets.iter().map(|target| self.flows.to(target)).collect();
            (flows, expires.max(now + LEAST_VALIDITY))
        });
        if let Some((flows, _)) = &found {
            for flow in flows {
                if let Some(flow) = self.flows.get_mut(*flow) {
                    flow.hops += 1;
                }
            }
        }
        let Some(state) = self.hops.get_mut(hop) else { return };
        let mut dropped = Vec::new();
        match found {
            Some((flows, expires)) => {
                dropped = core::mem::replace(&mut state.targets, flows);
                state.names = Names::Known(expires);
                state.lookup_failures = 0;
            }
            None if !state.targets.is_empty() => {
                state.names = Names::Known(now + STALE_VALIDITY);
            }
            None => {
                state.lookup_failures = state.lookup_failures.saturating_add(1);
                let ceiling = self.options.probe_ceiling;
                let backoff = Backoff { first: FIRST_RECONNECTION, ceiling };
                let delay = backoff.delay(state.lookup_failures, &mut self.dice);
                state.names = Names::Failed(now + delay);
            }
        }
        let is_known = matches!(state.names, Names::Known(_));
        for id in waiting {
            if is_known {
                self.take_best(now, id);
            } else {
                self.fail(now, id, Cause::Unreachable, true);
            }
        }
        self.drop_targets(dropped);
        self.progress(now, hop);
        if let Some(state) = self.hops.remove_unused(hop) {
            self.drop_targets(state.targets);
        }
    }

    fn take_best(&mut self, now: Instant, id: TransactionId) {
        let Some(client) = self.clients.get(id) else { return };
        let sender = client.sender.0;
        let hop = self.hops.get(client.hop);
        match hop.and_then(|hop| hop.best(now, sender, &self.flows)) {
            Some(flow) => self.take(now, id, flow, None),
            None => self.fail(now, id, Cause::Unreachable, false),
        }
    }

    /// Targets that a next hop no longer has.
    pub(super) fn drop_targets(&mut self, targets: Vec<FlowId>) {
        for flow in targets {
            if let Some(state) = self.flows.get_mut(flow) {
                state.hops = state.hops.saturating_sub(1);
            }
            self.release_flow(Some(flow));
        }
    }

    /// One user of a next hop more.
    pub(super) fn join_hop(&mut self, hop: HopId) {
        if let Some(hop) = self.hops.get_mut(hop) {
            hop.users += 1;
        }
    }

    /// One user of a next hop less; the last one takes it along.
    pub(super) fn leave_hop(&mut self, hop: Option<HopId>) {
        let Some(hop) = hop else { return };
        if let Some(mut state) = self.hops.leave(hop) {
            self.agenda.clear(&mut state.slot, Errand::Release(hop));
            self.drop_targets(state.targets);
        }
    }

    /// A registration is no longer reached over a flow.
    pub(super) fn leave_flow(&mut self, rid: i32, flow: Option<FlowId>) {
        if let Some(state) = flow.and_then(|flow| self.flows.get_mut(flow)) {
            state.members.remove(&rid);
        }
        self.release_flow(flow);
    }

    /// Drops a flow if nobody needs it any more.
    pub(super) fn release_flow(&mut self, flow: Option<FlowId>) {
        let Some(id) = flow else { return };
        let Some(mut flow) = self.flows.remove_unused(id) else { return };
        self.timers.clear(&mut flow.keepalive.slot, Alarm::Keepalive(id));
        if let Some((path, _)) = flow.path()
            && path.transport.is_reliable()
        {
            self.output(Output::Close { channel: path.channel });
        }
    }

    /// There is a way to a target.
    pub(super) fn handle_opened(
        &mut self,
        now: Instant,
        attempt: Attempt,
        path: Path,
        local: SocketAddr,
    ) {
        let Some((flow, waiting)) = self.flows.opened(now, attempt, path, local) else { return };
        for id in waiting {
            self.transmit(now, id, path, local);
        }
        self.release_flow(Some(flow));
    }

    /// There is no way to a target: those who wait for it try the next one.
    pub(super) fn handle_open_failed(&mut self, now: Instant, attempt: Attempt) {
        let Some((flow, waiting)) = self.flows.open_failed(attempt) else { return };
        for id in &waiting {
            if self.blame(now, *id, Cause::Unreachable) {
                break;
            }
        }
        for id in waiting {
            self.try_next_target(now, id, flow);
        }
        self.release_flow(Some(flow));
    }

    fn try_next_target(&mut self, now: Instant, id: TransactionId, failed: FlowId) {
        let Some(client) = self.clients.get_mut(id) else { return };
        client.flow = None;
        let (hop, sender) = (client.hop, client.sender.0);
        if let Some(flow) = self.flows.get_mut(failed) {
            flow.pending.remove(&id.0);
        }
        let targets = self.hops.get(hop).map(|hop| &hop.targets[..]).unwrap_or_default();
        let next = targets.iter().copied().find(|flow| {
            let gate = self.flows.get(*flow).map(|flow| flow.gate(now, sender));
            *flow != failed && matches!(gate, Some(Gate::Open | Gate::Probe))
        });
        match next {
            Some(flow) => self.take(now, id, flow, None),
            None => self.fail_one(now, id, Cause::Unreachable, true),
        }
    }

    /// What was sent on a path did not get through.
    pub(super) fn handle_send_failed(&mut self, now: Instant, path: Path) {
        if let Some(flow) = self.flows.at(path) {
            self.fail_pending(now, flow);
        }
    }

    /// A connection, or a socket, is gone: everybody on it finds a new one, each at a time of his own.
    pub(super) fn handle_closed(&mut self, now: Instant, channel: Channel) {
        for flow in self.flows.closed(now, channel) {
            self.fail_pending(now, flow);
            self.renew_members(now, flow);
            self.release_flow(Some(flow));
        }
    }

    /// All transactions that wait for answers over a flow have failed.
    fn fail_pending(&mut self, now: Instant, flow: FlowId) {
        let Some(state) = self.flows.get(flow) else { return };
        let mut pending: Vec<_> = state.pending.iter().copied().map(TransactionId).collect();
        pending.sort_unstable_by_key(|id| id.0);
        for id in &pending {
            if self.blame(now, *id, Cause::Unreachable) {
                break;
            }
        }
        for id in pending {
            self.fail_one(now, id, Cause::Unreachable, true);
        }
    }

    /// Everybody who is registered over a flow registers once more; whoever was refused comes when he would have come.
    fn renew_members(&mut self, now: Instant, flow: FlowId) {
        let Some(flow) = self.flows.get(flow) else { return };
        let is_well = |rid: &i32| self.registrations.get(rid).is_some_and(|it| it.failures == 0);
        let members = flow.members.iter().copied().filter(is_well).collect();
        let backoff = Backoff { first: FIRST_RECONNECTION, ceiling: self.options.probe_ceiling };
        let delay = match flow.breaks {
            0 | 1 => SETTLING,
            breaks => backoff.delay(breaks - 1, &mut self.dice),
        };
        self.renew_soon(now, delay, members);
    }

    /// Our addresses or routes have changed, or the machine slept: whatever was known of the network is forgotten,
    /// and everybody registers once more.
    pub(super) fn handle_network_change(&mut self, now: Instant) {
        self.accounts.forget_learned();
        for (_, hop) in self.hops.iter_mut() {
            hop.forget_network();
        }
        for channel in self.flows.channels() {
            if self.flows.on_connection(channel).is_some() {
                self.output(Output::Close { channel });
            }
            for flow in self.flows.closed(now, channel) {
                self.fail_pending(now, flow);
                self.release_flow(Some(flow));
            }
        }
        self.flows.forget_health();
        let everybody = self.registrations.iter().filter(|(_, it)| it.is_sent);
        let everybody = everybody.map(|(rid, _)| *rid).collect();
        self.renew_soon(now, SETTLING, everybody);
        self.release_soon(now + SETTLING);
    }

    /// Chooses the time from one keepalive to the next (option 1); `None` for none. It counts from now.
    pub fn set_keepalive(&mut self, now: Now, interval: Option<Duration>) {
        self.options.keepalive = interval;
        for id in self.flows.ids() {
            let Some(flow) = self.flows.get_mut(id) else { continue };
            self.timers.clear(&mut flow.keepalive.slot, Alarm::Keepalive(id));
            if !flow.members.is_empty() {
                self.start_keepalive(now.instant, id);
            }
        }
    }

    /// The first keepalive of a flow comes after one interval.
    pub(super) fn start_keepalive(&mut self, now: Instant, id: FlowId) {
        let Some(flow) = self.flows.get_mut(id) else { return };
        let Some(interval) = flow.keepalive.chosen(self.options.keepalive) else { return };
        if flow.keepalive.slot.is_none() {
            let at = now + keepalive::jittered(interval, &mut self.dice);
            self.timers.set(&mut flow.keepalive.slot, Alarm::Keepalive(id), at);
        }
    }

    pub(super) fn handle_keepalive_timeout(&mut self, now: Instant, id: FlowId) {
        let Some(flow) = self.flows.get_mut(id) else { return };
        flow.keepalive.slot = None;
        let interval = flow.keepalive.chosen(self.options.keepalive);
        let (Some(interval), Some((path, _))) = (interval, flow.path()) else {
            return;
        };
        if flow.members.is_empty() {
            return;
        }
        match flow.keepalive.fire(path.transport.is_reliable(), interval, &mut self.dice) {
            Step::Send(request, next) => {
                self.timers.set(&mut flow.keepalive.slot, Alarm::Keepalive(id), now + next);
                let bytes: Arc<[u8]> = match request {
                    Request::Stun(bytes) => Arc::from(&bytes[..]),
                    Request::Ping => Arc::from(PING),
                };
                self.output(Output::Keepalive { path, bytes });
            }
            Step::Lost if path.transport.is_reliable() => {
                self.output(Output::Close { channel: path.channel });
                self.handle_closed(now, path.channel);
            }
            Step::Lost => {
                self.start_keepalive(now, id);
                self.renew_members(now, id);
            }
        }
    }

    /// A STUN message: only the answer to our last request on that very path counts.
    pub(super) fn handle_stun(&mut self, now: Instant, path: Path, bytes: &[u8]) {
        let Some(id) = self.flows.at(path) else { return };
        let Some(flow) = self.flows.get_mut(id) else { return };
        let Some(has_moved) = flow.keepalive.stun_answer(bytes) else { return };
        self.postpone_keepalive(now, id);
        if has_moved {
            self.renew_members(now, id);
        }
    }

    /// An empty line on a connection.
    pub(super) fn handle_pong(&mut self, now: Instant, channel: Channel) {
        let Some(id) = self.flows.on_connection(channel) else { return };
        let Some(flow) = self.flows.get_mut(id) else { return };
        if flow.keepalive.pong() {
            self.postpone_keepalive(now, id);
        }
    }

    /// The last keepalive was answered: the next comes after one interval.
    fn postpone_keepalive(&mut self, now: Instant, id: FlowId) {
        let Some(flow) = self.flows.get_mut(id) else { return };
        let Some(interval) = flow.keepalive.chosen(self.options.keepalive) else { return };
        let at = now + keepalive::jittered(interval, &mut self.dice);
        self.timers.set(&mut flow.keepalive.slot, Alarm::Keepalive(id), at);
    }
}
