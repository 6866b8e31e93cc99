//! What silence, an unreachable server and 503 mean: for the server address, and for the account that met them.

use std::time::{Duration, Instant};

use super::decision::Rank;
use super::next_hop::ResolutionState;
use super::{Backoff, FlowId, InFlight, NextHopId, Owner, Router};
use crate::trace::trace;
use crate::transport::random::Rng;

/// How long registrations wait, at least, before they register over a new path.
const SETTLING: Duration = Duration::from_secs(1);

impl Router {
    /// Whether a next hop has more than one server address.
    pub(crate) fn has_alternatives(&self, id: NextHopId) -> bool {
        self.next_hops.get(id).is_some_and(|state| state.servers.len() > 1)
    }

    /// Another server that a request may turn to.
    pub(crate) fn alternative(&self, now: Instant, it: InFlight) -> Option<FlowId> {
        let (server, rank) = self.choose(now, it.next_hop, it.owner, it.flow)?;
        (rank == Rank::Preferred).then_some(server)
    }

    /// Whether a REGISTER may turn to another server, as nothing was heard from its own since it was sent.
    pub(crate) fn can_turn(&self, now: Instant, it: InFlight) -> bool {
        let breaker = it.flow.and_then(|id| self.flows.server(id));
        matches!(it.owner, Owner::Registration(_))
            && breaker.is_some_and(|breaker| !breaker.was_heard_since(it.sent))
            && self.alternative(now, it).is_some()
    }

    /// A request was not answered in time. Returns the delays after which its account tries again.
    pub(crate) fn unanswered(&mut self, now: Instant, it: InFlight, rng: &mut Rng) -> Backoff {
        let ceiling = self.ceiling(it.next_hop);
        let backoff = Backoff::retry(ceiling);
        let Some(id) = it.flow else { return backoff };
        let Some(breaker) = self.flows.server_mut(id) else { return backoff };
        let is_alive = breaker.was_heard_since(it.sent);
        match it.owner {
            // The server ignores this account: its silence no longer says anything about the server.
            Owner::Registration(rid) if is_alive => {
                breaker.remove_witness(rid);
                trace!(Info2, "{id}: ignores {} and answers others", it.owner);
                if let Some(account) = self.accounts.get_mut(&rid) {
                    account.witness_of = None;
                }
            }
            _ => {
                let delay = |failures| backoff.delay(failures, rng);
                breaker.unanswered(now, it.id, it.owner, delay);
                trace!(Info2, "{id}: no answer to {}, {}", it.owner, breaker.describe(now));
            }
        }
        if self.has_alternatives(it.next_hop) {
            self.avoid(now, it.owner, id, now + backoff.delay(1, rng));
            if self.alternative(now, it).is_some() {
                return Backoff::reconnection(ceiling);
            }
        }
        // A server that answers others ignores this account; a dead one may be back soon.
        Backoff::retry(if is_alive { self.limits.retry_ceiling } else { ceiling })
    }

    /// The path was lost under a request, or there was none. Returns the delays after which its account tries again: at
    /// another server, if there is one.
    pub(crate) fn lost(&mut self, now: Instant, it: InFlight, rng: &mut Rng) -> Backoff {
        if let Some(id) = it.flow.filter(|_| self.has_alternatives(it.next_hop)) {
            let backoff = Backoff::avoidance(self.limits.retry_ceiling);
            self.avoid(now, it.owner, id, now + backoff.delay(1, rng));
        }
        let is_suspected = self.is_suspected(it);
        let ceiling = self.ceiling(it.next_hop);
        Backoff::reconnection(if is_suspected { self.limits.retry_ceiling } else { ceiling })
    }

    /// A next hop without alternatives is tried more often.
    fn ceiling(&self, id: NextHopId) -> Duration {
        let Self { limits, .. } = self;
        if self.has_alternatives(id) { limits.retry_ceiling } else { limits.probe_ceiling }
    }

    /// A server of this next hop cannot be reached: that needs no second account.
    pub(crate) fn unreachable(
        &mut self,
        now: Instant,
        id: FlowId,
        next_hop: Option<NextHopId>,
        rng: &mut Rng,
    ) {
        // What the second connection meets says nothing about the server while the first is open.
        let main = self.flows.main(id);
        if main != id && self.flows.get(main).is_some_and(|it| it.path().is_some()) {
            return;
        }
        let backoff = if next_hop.is_some_and(|next_hop| self.has_alternatives(next_hop)) {
            Backoff::avoidance(self.limits.retry_ceiling)
        } else {
            Backoff::reconnection(self.limits.probe_ceiling)
        };
        if let Some(breaker) = self.flows.server_mut(id) {
            breaker.unreachable(now, |failures| backoff.delay(failures, rng));
            trace!(Info2, "{id}: not reached, {}", breaker.describe(now));
        }
    }

    /// A server says 503. Returns whether the account may turn to another one.
    pub(crate) fn refused(
        &mut self,
        now: Instant,
        it: InFlight,
        until: Instant,
        is_requested: bool,
    ) -> bool {
        let Some(id) = it.flow else { return false };
        // Retry-After means all accounts, where it was said to one that is served otherwise.
        if is_requested
            && let Some(breaker) = self.flows.server_mut(id)
            && breaker.is_witness(it.owner)
        {
            breaker.pause(now, until);
            trace!(Info2, "{id}: asks for a pause, {}", breaker.describe(now));
        }
        if !self.has_alternatives(it.next_hop) {
            return false;
        }
        self.avoid(now, it.owner, id, until);
        self.alternative(now, it).is_some()
    }

    /// Until when no server wants an automatic request of this account, if that is so.
    pub(crate) fn suspended(&self, now: Instant, id: NextHopId, owner: Owner) -> Option<Instant> {
        match self.next_hops.get(id)?.resolution {
            ResolutionState::Failed(until) if until > now => return Some(until),
            ResolutionState::Known(_) => {}
            _ => return None,
        }
        match self.choose(now, id, owner, None) {
            Some((_, Rank::Preferred | Rank::Avoided(_))) => None,
            Some((_, Rank::Denied(until))) => Some(until.unwrap_or(now)),
            None => Some(now),
        }
    }

    /// A path broke, so often in a row soon after it was opened: when its registrations may register over the next.
    pub(crate) fn settling(&self, breaks: u8, rng: &mut Rng) -> Duration {
        match breaks {
            0 | 1 => SETTLING,
            breaks => Backoff::reconnection(self.limits.probe_ceiling).delay(breaks - 1, rng),
        }
    }

    /// Whether a request may be retransmitted: a server with an open breaker gets few.
    pub(crate) fn may_resend(&mut self, now: Instant, it: InFlight) -> bool {
        if let Owner::Request(_) = it.owner {
            return true;
        }
        let Some(state) = self.next_hops.get_mut(it.next_hop) else { return false };
        if state.window.shrink(now, it.sent) {
            trace!(Info2, "{}: losses, the window is {} now", it.next_hop, state.window.size());
        }
        let (rate, has_rate) = (self.limits.rate(), self.limits.has_rate());
        let Some(breaker) = it.flow.and_then(|id| self.flows.server_mut(id)) else {
            return false;
        };
        let is_open = !breaker.is_closed(now);
        // A server that asks for a pause is alive: what was sent to it is sent again as to any other.
        let is_silent = is_open && !breaker.is_pausing() && !breaker.is_probe(it.id);
        if is_silent && breaker.take_trial(now, rate, None).is_err() {
            return false;
        }
        // What is ignored leaves half of the rate to what waits.
        if has_rate && state.resends.take(now, (rate / 2).max(1)).is_err() {
            return false;
        }
        !(state.is_recovering || is_open || has_rate) || state.bucket.take(now, rate).is_ok()
    }
}
