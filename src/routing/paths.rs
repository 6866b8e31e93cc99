//! Names that are resolved, paths that open, close and are kept alive, and what that says of servers. RFC 3263, RFC 5626.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::keepalive::{self, PING, Request, Step};
use super::next_hop::{NextHopId, ResolutionState};
use super::server::ServerId;
use super::{
    Action, Backoff, Deadline, FIRST_AVOIDANCE, FIRST_RECONNECTION, FIRST_RETRY, InFlight, Limits,
    Owner, Router,
};
use crate::error::Result;
use crate::trace::trace;
use crate::transaction::TransactionId;
use crate::transport::random::Rng;
use crate::transport::{Attempt, Channel, Lookup, Path, Resolution, ServerAddress};

/// The shortest time that addresses are used.
const LEAST_VALIDITY: Duration = Duration::from_secs(1);
/// How long old addresses are used again when new ones cannot be found.
const STALE_VALIDITY: Duration = Duration::from_secs(30);
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
    /// A transaction needs the addresses of its next hop.
    pub(crate) fn resolve(&mut self, id: NextHopId, request: TransactionId) {
        let Some(lookup) = self.next_hops.wait_for_addresses(id, request) else { return };
        if let Some(state) = self.next_hops.get(id) {
            let next_hop = state.key.clone();
            self.actions.push_back(Action::Resolve { lookup, next_hop });
        }
    }

    /// A lookup has ended. Returns the next hop and which transactions waited for it: [`Router::server_for`] says where
    /// each of them goes.
    pub(crate) fn resolved(
        &mut self,
        now: Instant,
        lookup: Lookup,
        answer: Result<Resolution>,
        limits: &Limits,
        rng: &mut Rng,
    ) -> Option<(NextHopId, Vec<TransactionId>)> {
        let (id, waiting) = self.next_hops.end_lookup(lookup)?;
        let found = answer.ok().filter(|answer| !answer.targets.is_empty()).map(|answer| {
            let servers: Vec<_> =
                answer.targets.iter().map(|it| self.servers.at_address(now, it)).collect();
            (servers, answer.expires.max(now + LEAST_VALIDITY))
        });
        for server in found.iter().flat_map(|(servers, _)| servers) {
            if let Some(server) = self.servers.get_mut(*server) {
                server.next_hops += 1;
            }
        }
        let state = self.next_hops.get_mut(id)?;
        let mut dropped = Vec::new();
        match found {
            Some((servers, expires)) => {
                dropped = core::mem::replace(&mut state.servers, servers);
                state.resolution = ResolutionState::Known(expires);
                state.is_recovering |= state.lookup_failures > 0 && state.queue.has_automatic();
                state.lookup_failures = 0;
            }
            None if !state.servers.is_empty() => {
                state.resolution = ResolutionState::Known(now + STALE_VALIDITY);
            }
            None => {
                state.lookup_failures = state.lookup_failures.saturating_add(1);
                let backoff = Backoff { first: FIRST_RECONNECTION, ceiling: limits.probe_ceiling };
                let delay = backoff.delay(state.lookup_failures, rng);
                state.resolution = ResolutionState::Failed(now + delay);
                let delay = delay.as_secs_f32();
                trace!(Info2, "{id}: {} is not found, tried in {delay:.1} s", state.key.host);
            }
        }
        self.drop_servers(&dropped);
        Some((id, waiting))
    }

    /// The name of a next hop.
    pub(crate) fn host(&self, id: NextHopId) -> Arc<str> {
        self.next_hops.get(id).map(|state| Arc::clone(&state.key.host)).unwrap_or_default()
    }

    /// Nothing waits for the addresses of a next hop any more: it may be unused.
    pub(crate) fn end_resolution(&mut self, id: NextHopId) {
        self.release_next_hop(id);
    }

    /// The server for a transaction whose next hop has been resolved.
    pub(crate) fn server_for(&self, now: Instant, id: NextHopId, owner: Owner) -> Option<ServerId> {
        let state = self.next_hops.get(id)?;
        matches!(state.resolution, ResolutionState::Known(_))
            .then(|| self.best_server(now, state, owner))
            .flatten()
    }

    /// The path for a response to an address without next hop, and its local end. If there is none, it is opened, and [`Router::opened`]
    /// names the transaction then.
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

    /// A server cannot be reached: that needs no second account.
    pub(crate) fn unreachable(
        &mut self,
        now: Instant,
        id: ServerId,
        has_others: bool,
        limits: &Limits,
        rng: &mut Rng,
    ) {
        let backoff = if has_others {
            Backoff { first: FIRST_AVOIDANCE, ceiling: limits.retry_ceiling }
        } else {
            Backoff { first: FIRST_RECONNECTION, ceiling: limits.probe_ceiling }
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
        self.permitted(now, it.next_hop, it.owner, it.server).ok()
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
        let backoff = Backoff { first: FIRST_RETRY, ceiling };
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

    /// An account prefers other servers until then.
    pub(crate) fn avoid(&mut self, now: Instant, owner: Owner, id: ServerId, until: Instant) {
        let id = self.servers.main(id);
        let Owner::Registration(rid) = owner else { return };
        let Some(account) = self.accounts.get_mut(&rid) else { return };
        account.avoided.retain(|(server, until)| *server != id && *until > now);
        account.avoided.push((id, until));
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
            let backoff = Backoff { first: FIRST_AVOIDANCE, ceiling: limits.retry_ceiling };
            self.avoid(now, it.owner, id, now + backoff.delay(1, rng));
        }
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
        self.permitted(now, next_hop, owner, server).is_ok()
    }

    /// Until when no server wants an automatic request of this account, if that is so.
    pub(crate) fn suspended(&self, now: Instant, id: NextHopId, owner: Owner) -> Option<Instant> {
        match self.next_hops.get(id)?.resolution {
            ResolutionState::Failed(until) if until > now => return Some(until),
            ResolutionState::Known(_) => {}
            _ => return None,
        }
        self.permitted(now, id, owner, None).err().map(|until| until.unwrap_or(now))
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
        if is_silent && breaker.take_trial(now, rate, Duration::MAX).is_err() {
            return false;
        }
        !(is_paced || is_open) || state.bucket.take(now, rate).is_ok()
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

    fn lost(&self, server: ServerId, limits: &Limits, rng: &mut Rng) -> Closed {
        let state = self.servers.get(server);
        let members = state.into_iter().flat_map(|it| &it.members).copied().collect();
        let backoff = Backoff { first: FIRST_RECONNECTION, ceiling: limits.probe_ceiling };
        let delay = match state.map_or(0, |it| it.breaks) {
            0 | 1 => SETTLING,
            breaks => backoff.delay(breaks - 1, rng),
        };
        Closed { server, pending: self.pending(server), members, delay }
    }

    /// What had to be done for a server whose path is gone has been done.
    pub(crate) fn end_closed(&mut self, id: ServerId) {
        self.release_server(id);
    }

    /// A server has closed the connection under these requests: the first one of an account that has not succeeded there
    /// is why. That account gets a connection apart. Returns it, if the server serves others.
    pub(crate) fn isolate_culprit(
        &mut self,
        id: ServerId,
        pending: &[(TransactionId, Owner)],
    ) -> Option<Owner> {
        let breaker = self.servers.breaker(id)?;
        let has_witnesses = breaker.has_witnesses();
        let is_suspect = |owner: &Owner| !has_witnesses || !breaker.is_witness(*owner);
        let owner = pending.iter().map(|(_, owner)| *owner).find(is_suspect)?;
        if let Owner::Registration(rid) = owner
            && let Some(account) = self.accounts.get_mut(&rid)
        {
            account.is_isolated = true;
            trace!(Info2, "{owner}: {id} closed the connection, it gets a connection apart");
        }
        has_witnesses.then_some(owner)
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

    /// The time between two keepalives is another now; it counts from now.
    pub(crate) fn restart_keepalives(
        &mut self,
        now: Instant,
        interval: Option<Duration>,
        rng: &mut Rng,
    ) {
        for (id, server) in self.servers.iter_mut() {
            self.deadlines.clear(&mut server.keepalive.slot, Deadline::Keepalive(id));
            if let Some(interval) = server.keepalive.chosen(interval)
                && !server.members.is_empty()
            {
                let at = now + keepalive::jittered(interval, rng);
                self.deadlines.set(&mut server.keepalive.slot, Deadline::Keepalive(id), at);
            }
        }
    }

    /// The first keepalive on a path comes after one interval.
    pub(crate) fn start_keepalive(
        &mut self,
        now: Instant,
        id: ServerId,
        interval: Option<Duration>,
        rng: &mut Rng,
    ) {
        if self.servers.get(id).is_some_and(|server| server.keepalive.slot.is_none()) {
            self.postpone_keepalive(now, id, interval, rng);
        }
    }

    /// The next keepalive comes after one interval.
    fn postpone_keepalive(
        &mut self,
        now: Instant,
        id: ServerId,
        interval: Option<Duration>,
        rng: &mut Rng,
    ) {
        if let Some(server) = self.servers.get_mut(id)
            && let Some(interval) = server.keepalive.chosen(interval)
        {
            let at = now + keepalive::jittered(interval, rng);
            self.deadlines.set(&mut server.keepalive.slot, Deadline::Keepalive(id), at);
        }
    }

    /// It is time for a keepalive. Returns the path and its server, if the path no longer works.
    pub(crate) fn keep_alive(
        &mut self,
        now: Instant,
        id: ServerId,
        interval: Option<Duration>,
        rng: &mut Rng,
    ) -> Option<Path> {
        let server = self.servers.get_mut(id)?;
        server.keepalive.slot = None;
        let chosen = server.keepalive.chosen(interval)?;
        let (path, _) = server.path()?;
        if server.members.is_empty() {
            return None;
        }
        match server.keepalive.fire(path.transport.is_reliable(), chosen, rng) {
            Step::Send(request, next) => {
                self.deadlines.set(&mut server.keepalive.slot, Deadline::Keepalive(id), now + next);
                let bytes: Arc<[u8]> = match request {
                    Request::Stun(bytes) => Arc::from(&bytes[..]),
                    Request::Ping => Arc::from(PING),
                };
                self.actions.push_back(Action::Keepalive { path, bytes });
                return None;
            }
            Step::Lost if path.transport.is_reliable() => {
                self.actions.push_back(Action::Close { channel: path.channel });
            }
            Step::Lost => self.start_keepalive(now, id, interval, rng),
        }
        Some(path)
    }

    /// What has to be done where a UDP path no longer leads to us: its registrations register again.
    pub(crate) fn lost_mapping(&self, id: ServerId, limits: &Limits, rng: &mut Rng) -> Closed {
        Closed { pending: Vec::new(), ..self.lost(id, limits, rng) }
    }

    /// A STUN message arrived. Returns the server whose path shows another address of ours than before, if it says so.
    pub(crate) fn stun_answer(
        &mut self,
        now: Instant,
        path: Path,
        bytes: &[u8],
        interval: Option<Duration>,
        rng: &mut Rng,
    ) -> Option<ServerId> {
        let id = self.servers.on_path(path)?;
        let has_moved = self.servers.get_mut(id)?.keepalive.stun_answer(bytes)?;
        self.postpone_keepalive(now, id, interval, rng);
        has_moved.then_some(id)
    }

    /// An empty line arrived on a connection.
    pub(crate) fn pong(
        &mut self,
        now: Instant,
        channel: Channel,
        interval: Option<Duration>,
        rng: &mut Rng,
    ) {
        if let Some(id) = self.servers.on_connection(channel)
            && self.servers.get_mut(id).is_some_and(|server| server.keepalive.pong())
        {
            self.postpone_keepalive(now, id, interval, rng);
        }
    }
}
