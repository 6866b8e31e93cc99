//! What silence, an unreachable server and 503 mean for a server address, and for the account that met them.

use std::time::Instant;

use super::decision::Rank;
use super::next_hop::{NextHopId, ResolutionState};
use super::server::ServerId;
use super::{Backoff, InFlight, Limits, Owner, Router};
use crate::trace::trace;
use crate::transport::random::Rng;

impl Router {
    /// A server cannot be reached: that needs no second account.
    pub(crate) fn unreachable(
        &mut self,
        now: Instant,
        id: ServerId,
        has_others: bool,
        limits: &Limits,
        rng: &mut Rng,
    ) {
        // What the connection apart meets says nothing about the server while its own connection is open.
        let main = self.servers.main(id);
        if main != id && self.servers.get(main).is_some_and(|it| it.path().is_some()) {
            return;
        }
        let backoff = if has_others {
            Backoff::avoidance(limits.retry_ceiling)
        } else {
            Backoff::reconnection(limits.probe_ceiling)
        };
        if let Some(breaker) = self.servers.breaker_mut(id) {
            breaker.unreachable(now, |failures| backoff.delay(failures, rng));
            trace!(Info2, "{id}: not reached, {}", breaker.describe(now));
        }
    }

    /// Whether a next hop has more than one server address.
    pub(crate) fn has_alternatives(&self, id: NextHopId) -> bool {
        self.next_hops.get(id).is_some_and(|state| state.servers.len() > 1)
    }

    /// Another server that a request may turn to.
    pub(crate) fn alternative(&self, now: Instant, it: InFlight) -> Option<ServerId> {
        let (server, rank) = self.choose(now, it.next_hop, it.owner, it.server)?;
        (rank == Rank::Preferred).then_some(server)
    }

    /// Whether a request may turn to another server, as nothing was heard from its own since it was sent.
    pub(crate) fn can_turn(&self, now: Instant, it: InFlight) -> bool {
        let is_silent =
            |id| self.servers.breaker(id).is_some_and(|breaker| !breaker.was_heard_since(it.sent));
        // Only a registration is sent once more by itself.
        matches!(it.owner, Owner::Registration(_))
            && it.server.is_some_and(is_silent)
            && self.alternative(now, it).is_some()
    }

    /// A request was not answered in time. Returns whether its server answered others meanwhile.
    pub(crate) fn unanswered(
        &mut self,
        now: Instant,
        it: InFlight,
        limits: &Limits,
        rng: &mut Rng,
    ) -> bool {
        let several = self.has_alternatives(it.next_hop);
        let Some((id, breaker)) =
            it.server.and_then(|id| Some((id, self.servers.breaker_mut(id)?)))
        else {
            return false;
        };
        let ceiling = if several { limits.retry_ceiling } else { limits.probe_ceiling };
        let backoff = Backoff::retry(ceiling);
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
        if several {
            self.avoid(now, it.owner, id, now + backoff.delay(1, rng));
        }
        is_alive
    }

    /// A server says 503. Returns whether the account may turn to another one.
    pub(crate) fn refused(
        &mut self,
        now: Instant,
        next_hop: NextHopId,
        server: Option<ServerId>,
        owner: Owner,
        until: Instant,
        is_requested: bool,
    ) -> bool {
        let Some(id) = server else { return false };
        // Retry-After means all accounts, where it was said to one that is served otherwise.
        if is_requested
            && let Some(breaker) = self.servers.breaker_mut(id)
            && breaker.is_witness(owner)
        {
            breaker.pause(now, until);
            trace!(Info2, "{id}: asks for a pause, {}", breaker.describe(now));
        }
        if !self.has_alternatives(next_hop) {
            return false;
        }
        self.avoid(now, owner, id, until);
        let other = self.choose(now, next_hop, owner, server);
        other.is_some_and(|(_, rank)| rank == Rank::Preferred)
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

    /// Whether a request may be retransmitted: a server with an open breaker gets few.
    pub(crate) fn may_resend(&mut self, now: Instant, it: InFlight, limits: &Limits) -> bool {
        if let Owner::Request(_) = it.owner {
            return true;
        }
        let Some(state) = self.next_hops.get_mut(it.next_hop) else { return false };
        if state.window.shrink(now, it.sent) {
            trace!(Info2, "{}: losses, the window is {} now", it.next_hop, state.window.size());
        }
        let (is_paced, rate) = (state.is_recovering, limits.return_rate);
        let Some(breaker) = it.server.and_then(|id| self.servers.breaker_mut(id)) else {
            return false;
        };
        let is_open = !breaker.is_closed(now);
        // A server that asks for a pause is alive: what was sent to it is sent again as to any other.
        let is_silent = is_open && !breaker.is_pausing() && !breaker.is_probe(it.id);
        if is_silent && breaker.take_trial(now, rate, None).is_err() {
            return false;
        }
        !(is_paced || is_open) || state.bucket.take(now, rate).is_ok()
    }
}
