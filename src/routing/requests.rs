//! One request after the decision: its place in the window, its server and flow, its answer and its end.

use std::net::SocketAddr;
use std::time::Instant;

use super::decision::Route;
use super::queue::QueueKey;
use super::{FlowId, InFlight, NextHopId, Owner, Router};
use crate::trace::trace;
use crate::transaction::TransactionId;
use crate::transport::{Path, ServerAddress};

impl Router {
    /// A request leaves. A REGISTER occupies a place in the window of its next hop.
    pub(crate) fn launch(&mut self, it: InFlight) {
        if let Owner::Registration(_) = it.owner
            && let Some(state) = self.next_hops.get_mut(it.next_hop)
        {
            state.window.enter(it.sent, it.id, self.limits.in_flight());
        }
    }

    /// A request goes to a server. Returns by which flow, and the path if there is one; otherwise
    /// [`Flows::opened`](crate::flow::Flows::opened) names the request when there is.
    pub(crate) fn assign(
        &mut self,
        now: Instant,
        request: TransactionId,
        owner: Owner,
        id: FlowId,
    ) -> (FlowId, Option<(Path, SocketAddr)>) {
        if let Some(breaker) = self.flows.server_mut(id) {
            breaker.sent(now, request, owner);
            let is_probe = if breaker.is_probe(request) { ", a probe" } else { "" };
            trace!(Info2, "{owner}: to {id}, {}{is_probe}", breaker.describe(now));
        }
        let id = if self.is_isolated(id, owner) { self.flows.second(now, id) } else { id };
        if let Some(flow) = self.flows.get(id) {
            let ServerAddress { transport, address, .. } = &flow.address;
            trace!(Info2, "transaction {}: to {id} at {address} over {transport}", request.tid());
        }
        (id, self.flows.enter(now, request, id))
    }

    /// Whether a route leads over a path that is open.
    pub(crate) fn is_open(&self, route: Route, owner: Owner) -> bool {
        match route {
            Route::Server(id) if !self.is_isolated(id, owner) => {
                self.flows.get(id).is_some_and(|flow| flow.path().is_some())
            }
            _ => false,
        }
    }

    /// A response arrived, with this status.
    pub(crate) fn answered(&mut self, now: Instant, it: InFlight, status: u16) {
        let breaker = it.flow.and_then(|id| self.flows.server_mut(id));
        let has_closed = breaker.is_some_and(|breaker| breaker.answered(now, it.sent, status));
        let Some(state) = self.next_hops.get_mut(it.next_hop) else { return };
        state.heard = Some(now);
        if let Owner::Registration(_) = it.owner {
            state.window.answered(now, it.sent, it.id, self.limits.in_flight());
        }
        state.is_recovering |= has_closed && state.queue.has_automatic();
        if has_closed && let Some(id) = it.flow {
            let is_paced = state.is_recovering;
            trace!(Info2, "{id}: answers again, breaker closed, others follow paced: {is_paced}");
        }
    }

    /// Places may be free: looks at the queue of automatic requests now, if there are any.
    pub(crate) fn wake(&mut self, now: Instant, id: NextHopId) {
        let Some(state) = self.next_hops.get(id) else { return };
        if state.window.has_room(self.limits.in_flight()) && state.queue.has_automatic() {
            self.set_turn(id, now);
        }
    }

    /// Frees the place of a request that nothing waits for any more.
    pub(crate) fn free_place(&mut self, it: InFlight) {
        if let Some(state) = self.next_hops.get_mut(it.next_hop) {
            state.window.leave(it.sent, it.id);
        }
    }

    /// A request is over, or leaves its server for another.
    pub(crate) fn detach(&mut self, now: Instant, it: InFlight) {
        let Some(id) = it.flow else { return };
        if let Some(breaker) = self.flows.server_mut(id) {
            breaker.give_back_probe(now, it.id);
        }
        self.flows.leave(it.id, id);
    }

    /// A transaction is over.
    pub(crate) fn finish(&mut self, it: InFlight) {
        if let Some(state) = self.next_hops.get_mut(it.next_hop) {
            state.window.leave(it.sent, it.id);
            state.queue.remove(QueueKey::of_request(it.sent, it.id));
        }
        self.detach(it.sent, it);
        match it.owner {
            Owner::Registration(_) => self.leave(it.next_hop),
            Owner::Request(_) => self.leave_spare(it.next_hop),
        }
    }
}
