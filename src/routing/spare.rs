//! The next hop that is kept for the next request: in a call they follow each other, and most are over before the next is sent. Without it each
//! would have its next hop resolved and its path opened anew.

use std::time::{Duration, Instant};

use super::next_hop::ResolutionState;
use super::window::Window;
use super::{NextHopId, Router};

/// How long it is kept after its last response.
const KEPT: Duration = Duration::from_secs(1);

impl Router {
    /// A transaction other than REGISTER does not use a next hop any more. One over UDP is kept if nothing else uses it.
    pub(super) fn leave_spare(&mut self, id: NextHopId) {
        let is_kept = |id: NextHopId| {
            let state = self.next_hops.get(id)?;
            Some(state.users == 1 && state.heard.is_some() && self.is_datagrams_only(id))
        };
        if is_kept(id) != Some(true) {
            return self.leave(id);
        }
        if let Some(state) = self.next_hops.get_mut(id) {
            state.users = 0;
        }
        if let Some(before) = self.spare.replace(id).filter(|before| *before != id) {
            self.release_next_hop(before);
        }
    }

    /// Connections are closed by their own rules.
    fn is_datagrams_only(&self, id: NextHopId) -> bool {
        let servers = self.next_hops.get(id).map(|state| &*state.servers).unwrap_or_default();
        let flow = |server| self.flows.get(server);
        servers.iter().all(|it| flow(*it).is_some_and(|it| !it.address.transport.is_reliable()))
    }

    /// Forgets the spare next hop if it was not heard of for a while, or is not as a new one would be once its name is resolved.
    pub(super) fn drop_stale_spare(&mut self, now: Instant) {
        if let Some(id) = self.spare
            && !self.is_as_new(now, id)
        {
            self.spare = None;
            self.release_next_hop(id);
        }
    }

    /// Whether a next hop has one server, of which nothing bad is known.
    fn is_as_new(&self, now: Instant, id: NextHopId) -> bool {
        let Some(state) = self.next_hops.get(id) else { return false };
        let [server] = &*state.servers else { return false };
        let breaker = self.flows.server(*server);
        state.heard.is_some_and(|at| at + KEPT > now)
            && matches!(state.resolution, ResolutionState::Known(expires) if expires > now)
            && state.lookup_failures == 0
            && !state.is_recovering
            && state.queue.len() == 0
            && state.window.size() == Window::default().size()
            && breaker.is_some_and(|it| it.is_closed(now) && !it.has_witnesses())
    }
}
