//! The server addresses of a next hop: asked for, found, or not. RFC 3263 4.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::next_hop::{NextHopId, ResolutionState};
use super::{Backoff, FlowId, Owner, Router};
use crate::error::Result;
use crate::trace::trace;
use crate::transaction::TransactionId;
use crate::transport::random::Rng;
use crate::transport::{Lookup, Resolution};

/// The shortest time that addresses are used.
const LEAST_VALIDITY: Duration = Duration::from_secs(1);
/// How long old addresses are used again when new ones cannot be found.
const STALE_VALIDITY: Duration = Duration::from_secs(30);

impl Router {
    /// A transaction needs the addresses of its next hop.
    pub(crate) fn resolve(&mut self, id: NextHopId, request: TransactionId) {
        let Some(lookup) = self.next_hops.wait_for_addresses(id, request) else { return };
        if let Some(state) = self.next_hops.get(id) {
            self.lookups.push_back((lookup, state.key.clone()));
        }
    }

    /// A lookup has ended. Returns the next hop and which transactions waited for it: [`Router::server_for`] says where
    /// each of them goes.
    pub(crate) fn resolved(
        &mut self,
        now: Instant,
        lookup: Lookup,
        answer: Result<Resolution>,
        rng: &mut Rng,
    ) -> Option<(NextHopId, Vec<TransactionId>)> {
        let (id, waiting) = self.next_hops.end_lookup(lookup)?;
        let found = answer.ok().filter(|answer| !answer.targets.is_empty()).map(|answer| {
            let servers: Vec<_> =
                answer.targets.iter().map(|it| self.flows.at_address(now, it)).collect();
            (servers, answer.expires.max(now + LEAST_VALIDITY))
        });
        found.iter().flat_map(|(servers, _)| servers).for_each(|server| self.flows.keep(*server));
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
                let backoff = Backoff::reconnection(self.limits.probe_ceiling);
                let delay = backoff.delay(state.lookup_failures, rng);
                state.resolution = ResolutionState::Failed(now + delay);
                let delay = delay.as_secs_f32();
                trace!(Info2, "{id}: {} is not found, tried in {delay:.1} s", state.key.host);
            }
        }
        dropped.into_iter().for_each(|server| self.flows.drop_keeper(server));
        Some((id, waiting))
    }

    /// The name of a next hop.
    pub(crate) fn host(&self, id: NextHopId) -> Arc<str> {
        self.next_hops.get(id).map(|state| Arc::clone(&state.key.host)).unwrap_or_default()
    }

    /// The server for a transaction whose next hop has been resolved.
    pub(crate) fn server_for(&self, now: Instant, id: NextHopId, owner: Owner) -> Option<FlowId> {
        let state = self.next_hops.get(id)?;
        matches!(state.resolution, ResolutionState::Known(_))
            .then(|| Some(self.choose(now, id, owner, None)?.0))
            .flatten()
    }
}
