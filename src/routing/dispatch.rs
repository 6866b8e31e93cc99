//! The decision about each request: it is sent now, it waits, or it goes to another server.

use std::time::{Duration, Instant};

use super::breaker::Permission;
use super::next_hop::{NextHopState, ResolutionState};
use super::queue::{Binding, Priority, QueueKey, Ticket, Waiting};
use super::server::ServerId;
use super::{Deadline, Limits, NextHopId, Owner, Router};
use crate::trace::trace;
use crate::transaction::T1;
use crate::transaction::TransactionId;

/// A probe, or a lookup, is under way: when to look again at the latest.
const RECHECK: Duration = Duration::from_secs(1);
/// A request that waits is given up after so long without any response (timer F).
const PATIENCE: Duration = T1.saturating_mul(64);

/// Where a request is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Route {
    /// To this server.
    Server(ServerId),
    /// To a server whose address has to be found first.
    Resolve,
}

/// What is decided about one request.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Decision {
    Send(Route),
    /// It is sent as soon as the token bucket allows.
    Pace(Route),
    /// It waits: until then, or until something happens.
    Wait(Option<Instant>),
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
    fn decide(&mut self, now: Instant, id: NextHopId, it: &Waiting, limits: &Limits) -> Decision {
        use Priority::{Continuation, Explicit};

        let Some(state) = self.next_hops.get_mut(id) else { return Decision::Wait(None) };
        if state.window.expire(now, limits.window) {
            trace!(Info2, "{id}: silent, the window is {} now", state.window.size());
        }
        let has_room = state.window.has_room(limits.window);
        let next_flight = state.window.next_flight(limits.window);
        let is_paced = state.is_recovering;

        // What the application sends waits for the window only; an answer to a challenge had its place there before.
        match it.priority {
            Continuation if is_paced => return Decision::Pace(self.best_route(now, id, it)),
            Explicit if !has_room => return it.wait(now, id, next_flight, "the window is full"),
            Continuation | Explicit => return Decision::Send(self.best_route(now, id, it)),
            _ => {}
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

        // The first server whose breaker is closed, or that needs a probe; rather one that this account does not avoid.
        let permitted = match self.permitted(now, id, it.owner, None) {
            Ok(server) => server,
            // No server wants automatic requests: only a binding's last chance is sent, a few a second.
            Err(until) if !is_last_chance => {
                return it.wait(now, id, until, "no circuit breaker is closed");
            }
            Err(_) => match self.trial(now, id, it, limits) {
                Ok(server) => server,
                Err(later) => return it.wait(now, id, later, "other bindings end first"),
            },
        };
        let route = Route::Server(permitted);
        let is_probe = self.servers.breaker(permitted).is_some_and(|it| !it.is_closed(now));
        if is_paced || !has_room || is_probe {
            Decision::Pace(route)
        } else {
            Decision::Send(route)
        }
    }

    /// The first server that an automatic request may be sent to, other than `except`. `Err` is when there is one again.
    pub(super) fn permitted(
        &self,
        now: Instant,
        id: NextHopId,
        owner: Owner,
        except: Option<ServerId>,
    ) -> Result<ServerId, Option<Instant>> {
        let except = except.map(|server| self.servers.main(server));
        let (mut avoided, mut wait) = (None, None);
        let servers = self.next_hops.get(id).map(|state| &state.servers[..]).unwrap_or_default();
        for server in servers.iter().copied().filter(|server| Some(*server) != except) {
            match self.servers.breaker(server).map(|breaker| breaker.permission(now)) {
                Some(Permission::Granted) if self.avoids(now, owner, server).is_none() => {
                    return Ok(server);
                }
                Some(Permission::Granted) => avoided = avoided.or(Some(server)),
                Some(Permission::Denied(until)) => wait = wait.into_iter().chain(until).min(),
                None => {}
            }
        }
        avoided.filter(|_| except.is_none()).ok_or(wait)
    }

    /// Takes one of the few trials that an open breaker allows, at the server that has the binding.
    fn trial(
        &mut self,
        now: Instant,
        id: NextHopId,
        it: &Waiting,
        limits: &Limits,
    ) -> Result<ServerId, Option<Instant>> {
        let margin = it.binding.map_or(Duration::MAX, |it| it.ends - it.last_chance);
        let first = || self.next_hops.get(id)?.servers.first().copied();
        let server = self.server_of_owner(id, it.owner).or_else(first).ok_or(None)?;
        let breaker = self.servers.breaker_mut(server).ok_or(None)?;
        breaker.take_trial(now, limits.return_rate, margin).map_err(Some)?;
        Ok(server)
    }

    /// Where an account was last sent, if the next hop still has that server.
    fn server_of_owner(&self, id: NextHopId, owner: Owner) -> Option<ServerId> {
        let Owner::Registration(rid) = owner else { return None };
        let server = self.servers.main(self.accounts.get(&rid)?.server?);
        self.next_hops.get(id)?.servers.contains(&server).then_some(server)
    }

    /// Where a request goes that no breaker holds back: an answer to the server that has challenged, others to the
    /// healthiest server.
    fn best_route(&self, now: Instant, id: NextHopId, it: &Waiting) -> Route {
        let Some(state) = self.next_hops.get(id) else { return Route::Resolve };
        if state.needs_resolution(now) {
            return Route::Resolve;
        }
        let challenger = (it.priority == Priority::Continuation)
            .then(|| self.server_of_owner(id, it.owner))
            .flatten();
        let server = challenger.or_else(|| self.best_server(now, state, it.owner));
        server.map_or(Route::Resolve, Route::Server)
    }

    pub(super) fn best_server(
        &self,
        now: Instant,
        state: &NextHopState,
        owner: Owner,
    ) -> Option<ServerId> {
        let rank = |id: &&ServerId| {
            let permission = self.servers.breaker(**id).map(|breaker| breaker.permission(now));
            let avoided = self.avoids(now, owner, **id);
            match permission {
                Some(Permission::Granted) if avoided.is_none() => (0, None),
                Some(Permission::Granted) => (1, avoided),
                Some(Permission::Denied(until)) => (2, until),
                None => (3, None),
            }
        };
        state.servers.iter().min_by_key(rank).copied()
    }

    /// Until when an account prefers other servers.
    fn avoids(&self, now: Instant, owner: Owner, server: ServerId) -> Option<Instant> {
        let Owner::Registration(rid) = owner else { return None };
        let avoided = &self.accounts.get(&rid)?.avoided;
        let (_, until) = avoided.iter().find(|(id, until)| *id == server && *until > now)?;
        Some(*until)
    }

    /// A request of the application, or an answer to a challenge, is to be sent. Returns where it goes now; `None`: it is
    /// queued.
    pub(crate) fn submit(
        &mut self,
        now: Instant,
        id: NextHopId,
        request: TransactionId,
        owner: Owner,
        limits: &Limits,
    ) -> Option<Route> {
        let ticket = Ticket::Request(request);
        let priority = Priority::Explicit;
        let it = Waiting { priority, ticket, owner, queued: now, binding: None };
        let route = self.route_or_queue(now, id, it, limits);
        if route.is_none() {
            self.set_flight(now, id, limits);
        }
        route
    }

    /// Where a request goes that waits for nothing: the application answers a challenge with it, or it is not a REGISTER.
    pub(crate) fn route_at_once(&self, now: Instant, id: NextHopId, owner: Owner) -> Route {
        let ticket = Ticket::Request(TransactionId(0));
        let priority = Priority::Continuation;
        self.best_route(now, id, &Waiting { priority, ticket, owner, queued: now, binding: None })
    }

    /// The next REGISTER of a registration is due. Returns where it goes now; `None`: it is queued.
    pub(crate) fn submit_due(
        &mut self,
        now: Instant,
        rid: i32,
        is_continuation: bool,
        binding: Option<Binding>,
        limits: &Limits,
    ) -> Option<Route> {
        let id = self.next_hop_of(rid)?;
        let account = self.accounts.get(&rid)?;
        let priority = match binding {
            _ if is_continuation => Priority::Continuation,
            Some(binding) if now < binding.ends => Priority::Renewal,
            _ if account.witness_of.is_some() => Priority::Retry,
            _ => Priority::Attempt,
        };
        let binding = binding.filter(|_| priority == Priority::Renewal);
        let (ticket, owner) = (Ticket::Registration(rid), Owner::Registration(rid));
        self.route_or_queue(
            now,
            id,
            Waiting { priority, ticket, owner, queued: now, binding },
            limits,
        )
    }

    fn route_or_queue(
        &mut self,
        now: Instant,
        id: NextHopId,
        it: Waiting,
        limits: &Limits,
    ) -> Option<Route> {
        let state = self.next_hops.get(id)?;
        // Others of its priority were there before.
        let is_first = state.queue.first(it.priority).is_none();
        let decision =
            if is_first { self.decide(now, id, &it, limits) } else { Decision::Wait(None) };
        if let Decision::Send(route) = decision {
            return Some(route);
        }
        let key = self.next_hops.get_mut(id)?.queue.push(it);
        match it.ticket {
            Ticket::Request(request) => drop(self.queued.insert(request.0, (id, key))),
            Ticket::Registration(rid) => {
                self.accounts.entry(rid).or_default().queue_key = Some(key);
                let chance = it.binding.map(|binding| binding.last_chance.max(now));
                let until = match decision {
                    Decision::Pace(_) => Some(now),
                    Decision::Wait(until) if is_first => Some(until.unwrap_or(now + RECHECK)),
                    Decision::Wait(_) | Decision::Send(_) => None,
                };
                if let Some(at) = until.into_iter().chain(chance).min() {
                    self.set_turn(id, at);
                }
            }
        }
        None
    }

    /// Looks at the queue of a next hop at this time, or earlier.
    pub(super) fn set_turn(&mut self, id: NextHopId, at: Instant) {
        if let Some(state) = self.next_hops.get_mut(id)
            && state.turn.is_none_or(|turn| at < turn)
        {
            self.turns.set(&mut state.turn, id, at);
        }
    }

    /// Sets the time for the next flight of what the application has sent, or for giving up the oldest of it.
    fn set_flight(&mut self, now: Instant, id: NextHopId, limits: &Limits) {
        let Some(state) = self.next_hops.get_mut(id) else { return };
        match state.queue.first(Priority::Explicit) {
            Some((_, oldest)) => {
                let end = oldest.queued.max(state.heard.unwrap_or(oldest.queued)) + PATIENCE;
                let at = state.window.next_flight(limits.window).unwrap_or(now + RECHECK).min(end);
                self.deadlines.set(&mut state.flight, Deadline::Flight(id), at);
            }
            None => self.deadlines.clear(&mut state.flight, Deadline::Flight(id)),
        }
    }

    /// Takes the next request of the application out of the queue, if it may be sent.
    pub(crate) fn dequeue_explicit(
        &mut self,
        now: Instant,
        id: NextHopId,
        limits: &Limits,
    ) -> Option<(TransactionId, Route)> {
        let (key, it) = self.next_hops.get(id)?.queue.first(Priority::Explicit)?;
        let (Decision::Send(route), Ticket::Request(request)) =
            (self.decide(now, id, &it, limits), it.ticket)
        else {
            self.set_flight(now, id, limits);
            return None;
        };
        self.next_hops.get_mut(id)?.queue.remove(key);
        self.queued.remove(&request.0);
        self.set_flight(now, id, limits);
        Some((request, route))
    }

    /// The oldest request of the application that has waited too long, if the next hop was silent all the time.
    pub(crate) fn overdue(&self, now: Instant, id: NextHopId) -> Option<TransactionId> {
        let state = self.next_hops.get(id)?;
        let (_, oldest) = state.queue.first(Priority::Explicit)?;
        let since = oldest.queued.max(state.heard.unwrap_or(oldest.queued));
        match oldest.ticket {
            Ticket::Request(request) if since + PATIENCE <= now => Some(request),
            _ => None,
        }
    }

    /// Takes the next registration out of the queue, if it may be sent. Otherwise sets the time to look again.
    pub(crate) fn dequeue_automatic(
        &mut self,
        now: Instant,
        id: NextHopId,
        limits: &Limits,
    ) -> Option<(i32, Route)> {
        self.demote_ended(now, id);
        let mut wait: Option<Instant> = None;
        for priority in Priority::AUTOMATIC {
            let state = self.next_hops.get(id)?;
            let Some((key, it)) = state.queue.first(priority) else { continue };
            let later = match self.decide(now, id, &it, limits) {
                Decision::Send(route) => return self.take_out(id, key).zip(Some(route)),
                Decision::Pace(route) => {
                    let bucket = &mut self.next_hops.get_mut(id)?.bucket;
                    match bucket.take(now, limits.return_rate) {
                        Ok(()) => return self.take_out(id, key).zip(Some(route)),
                        Err(later) => Some(later),
                    }
                }
                Decision::Wait(until) => until,
            };
            let chance = it.binding.map(|it| it.last_chance).filter(|chance| *chance > now);
            let later = later.unwrap_or(now + RECHECK).max(now + Duration::from_millis(1));
            wait = wait.into_iter().chain(chance).chain([later]).min();
        }
        match wait {
            Some(at) => self.set_turn(id, at),
            None => self.end_recovery(id),
        }
        None
    }

    /// The queue is empty: what comes later is not paced.
    fn end_recovery(&mut self, id: NextHopId) {
        if let Some(state) = self.next_hops.get_mut(id)
            && core::mem::take(&mut state.is_recovering)
        {
            trace!(Info2, "{id}: nothing waits any more, the token bucket no longer counts");
        }
    }

    fn take_out(&mut self, id: NextHopId, key: QueueKey) -> Option<i32> {
        let it = self.next_hops.get_mut(id)?.queue.remove(key)?;
        let Ticket::Registration(rid) = it.ticket else { return None };
        if let Some(account) = self.accounts.get_mut(&rid) {
            account.queue_key = None;
        }
        Some(rid)
    }

    /// Renewals whose bindings have ended are retries from now on.
    fn demote_ended(&mut self, now: Instant, id: NextHopId) {
        while let Some(state) = self.next_hops.get_mut(id)
            && let Some((key, it)) = state.queue.first(Priority::Renewal)
            && it.binding.is_none_or(|binding| binding.ends <= now)
        {
            state.queue.remove(key);
            let key = state.queue.push(Waiting { priority: Priority::Retry, binding: None, ..it });
            if let Ticket::Registration(rid) = it.ticket
                && let Some(account) = self.accounts.get_mut(&rid)
            {
                account.queue_key = Some(key);
            }
        }
    }

    /// Whether the next REGISTER of a registration waits at its next hop; until when, at the least, if that is known.
    pub(crate) fn waits(&self, rid: i32) -> Option<Option<Instant>> {
        let account = self.accounts.get(&rid)?;
        account.queue_key?;
        Some(account.next_hop.and_then(|id| self.next_hops.get(id)?.turn))
    }

    /// A registration no longer waits.
    pub(crate) fn leave_queue(&mut self, rid: i32) {
        if let Some(account) = self.accounts.get_mut(&rid)
            && let (Some(key), Some(id)) = (account.queue_key.take(), account.next_hop)
            && let Some(state) = self.next_hops.get_mut(id)
        {
            state.queue.remove(key);
        }
    }
}
