//! THE decision about each request: it is sent now, it waits, or it goes to another server. The table at the head of
//! [`routing`](super) says the same in short.

use std::time::Instant;

use super::breaker::State;
use super::next_hop::ResolutionState;
use super::queue::{Priority, Waiting};
use super::{FlowId, NextHopId, Owner, Router};
use crate::trace::trace;

/// Where a request is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Route {
    /// To the server at the end of this flow.
    Server(FlowId),
    /// To a server whose address has to be found first.
    Resolve,
}

/// What is decided about one request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Decision {
    Send(Route),
    /// It is sent as soon as the token bucket allows.
    Pace(Route),
    /// It waits: until then, or until something happens.
    Wait(Option<Instant>),
}

/// How suitable a server is for a request of one account, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// It takes automatic requests.
    Preferred,
    /// It does, but has not served this account: until then the account prefers others.
    Avoided(Instant),
    /// Its circuit breaker is open until then, or half-open.
    Denied(Option<Instant>),
}

impl Rank {
    fn until(self) -> Option<Instant> {
        match self {
            Self::Preferred => None,
            Self::Avoided(until) => Some(until),
            Self::Denied(until) => until,
        }
    }
}

impl Waiting {
    /// It waits, for this reason.
    fn wait(&self, now: Instant, id: NextHopId, until: Option<Instant>, reason: &str) -> Decision {
        trace!(
            Info3,
            "{}: {:?} waits {} s at {id}: {reason}",
            self.owner,
            self.priority,
            until.map_or(0.0, |until| until.saturating_duration_since(now).as_secs_f32())
        );
        Decision::Wait(until)
    }
}

impl Router {
    /// THE decision: why a request is sent now, later, or to another server than the first.
    pub(super) fn decide(&mut self, now: Instant, id: NextHopId, it: &Waiting) -> Decision {
        let limit = self.limits.in_flight();
        let Some(state) = self.next_hops.get_mut(id) else { return Decision::Wait(None) };
        if state.window.expire(now, limit) {
            trace!(Info2, "{id}: silent, the window is {} now", state.window.size());
        }
        let has_room = state.window.has_room(limit);
        let next_flight = state.window.next_flight(limit);
        let is_paced = state.is_recovering || self.limits.has_rate();

        // What the application sends waits for the window only, and for the rate that it has chosen.
        if it.priority == Priority::Explicit {
            let route = has_room.then(|| self.best_route(now, id, it.owner));
            return match route {
                Some(route) if self.limits.has_rate() => Decision::Pace(route),
                Some(route) => Decision::Send(route),
                None => it.wait(now, id, next_flight, "the window is full"),
            };
        }

        // One automatic request resolves the name for all.
        match state.resolution {
            ResolutionState::Failed(until) if until > now => {
                return it.wait(now, id, Some(until), "the name was not found");
            }
            ResolutionState::Asked(..) if state.lookup_failures > 0 => {
                return it.wait(now, id, None, "the name is looked up");
            }
            _ if state.needs_resolution(now) => return Decision::Send(Route::Resolve),
            _ => {}
        }

        // A full window makes it wait, unless its binding would end.
        let is_last_chance = it.is_last_chance(now);
        if !has_room && !is_last_chance {
            return it.wait(now, id, next_flight, "the window is full");
        }

        // The best server, if it takes automatic requests; else only a binding's last chance is sent, a few a second.
        let server = match self.choose(now, id, it.owner, None) {
            Some((server, Rank::Preferred | Rank::Avoided(_))) => server,
            refused if !is_last_chance => {
                let until = refused.and_then(|(_, rank)| rank.until());
                return it.wait(now, id, until, "no circuit breaker is closed");
            }
            _ => match self.trial(now, id, it) {
                Ok(server) => server,
                Err(later) => return it.wait(now, id, later, "other bindings end first"),
            },
        };
        let is_probe = self.flows.server(server).is_some_and(|it| !it.is_closed(now));
        let is_paced = is_paced || !has_room || is_probe;
        let route = Route::Server(server);
        if is_paced { Decision::Pace(route) } else { Decision::Send(route) }
    }

    /// Where a REGISTER goes that answers a challenge. Its account has waited before: now others wait for it.
    pub(crate) fn route_answer(&mut self, now: Instant, id: NextHopId, owner: Owner) -> Route {
        if let Some(state) = self.next_hops.get_mut(id)
            && (state.is_recovering || self.limits.has_rate())
        {
            state.bucket.spend(now, self.limits.rate());
        }
        self.route_at_once(now, id, owner)
    }

    /// Where a request goes that waits for nothing: it answers a challenge, to the server that sent it, or is no REGISTER.
    pub(crate) fn route_at_once(&self, now: Instant, id: NextHopId, owner: Owner) -> Route {
        match (self.best_route(now, id, owner), self.server_of_owner(id, owner)) {
            (Route::Server(_), Some(challenger)) => Route::Server(challenger),
            (route, _) => route,
        }
    }

    /// Where a request goes that no breaker holds back: to the healthiest server.
    fn best_route(&self, now: Instant, id: NextHopId, owner: Owner) -> Route {
        let is_known = self.next_hops.get(id).is_some_and(|state| !state.needs_resolution(now));
        let best = is_known.then(|| self.choose(now, id, owner, None)).flatten();
        best.map_or(Route::Resolve, |(server, _)| Route::Server(server))
    }

    /// The best server of a next hop for an account, other than `except`: the first of those that rank equal.
    pub(super) fn choose(
        &self,
        now: Instant,
        id: NextHopId,
        owner: Owner,
        except: Option<FlowId>,
    ) -> Option<(FlowId, Rank)> {
        let except = except.map(|server| self.flows.main(server));
        let servers = self.next_hops.get(id)?.servers.iter().copied();
        servers
            .filter(|server| Some(*server) != except)
            .map(|server| (server, self.rank(now, owner, server)))
            .min_by_key(|(_, rank)| *rank)
    }

    fn rank(&self, now: Instant, owner: Owner, server: FlowId) -> Rank {
        match self.flows.server(server).map(|breaker| breaker.state(now)) {
            Some(State::Open { until, .. }) if until > now => Rank::Denied(Some(until)),
            Some(State::HalfOpen { .. }) => Rank::Denied(None),
            _ => self.avoids(now, owner, server).map_or(Rank::Preferred, Rank::Avoided),
        }
    }

    /// Takes one of the few trials that an open breaker allows, at the server that has the binding. `Err` is the earliest time
    /// to try again.
    fn trial(
        &mut self,
        now: Instant,
        id: NextHopId,
        it: &Waiting,
    ) -> Result<FlowId, Option<Instant>> {
        let first = || self.next_hops.get(id)?.servers.first().copied();
        let server = self.server_of_owner(id, it.owner).or_else(first).ok_or(None)?;
        let breaker = self.flows.server_mut(server).ok_or(None)?;
        breaker.take_trial(now, self.limits.rate(), it.binding).map_err(Some)?;
        Ok(server)
    }

    /// Where an account was last sent, if the next hop still has that server.
    fn server_of_owner(&self, id: NextHopId, owner: Owner) -> Option<FlowId> {
        let Owner::Registration(rid) = owner else { return None };
        let server = self.flows.main(self.accounts.get(&rid)?.flow?);
        self.next_hops.get(id)?.servers.contains(&server).then_some(server)
    }
}
