//! Keeping one flow open and noticing its death. RFC 5626 3.5 and 4.4, RFC 5389.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::stun::{self, TransactionId};
use super::{Action, Deadline, FlowId, Flows};
use crate::transport::random::Rng;
use crate::transport::{Channel, Path};

/// What is sent on a connection: two empty lines.
const PING: &[u8] = b"\r\n\r\n";

/// How long an answer may take: on a connection, and over UDP where three requests share it.
const PATIENCE: Duration = Duration::from_secs(9);
const REQUESTS: u32 = 3;

/// The keepalives of one flow.
#[derive(Debug, Default)]
pub(super) struct Keepalive {
    /// When something is to be done.
    pub(super) slot: Option<Instant>,
    /// The time from one to the next, where the far side chose it.
    pub(super) interval: Option<Duration>,
    /// Whether something was sent that may still be answered.
    is_asked: bool,
    /// Whether the far side has ever answered: only then silence means something.
    is_answered: bool,
    /// The last STUN request.
    request: Option<TransactionId>,
    /// How many requests are out without an answer, where answers are expected.
    unanswered: u32,
    /// The address that the far side sees.
    mapped: Option<SocketAddr>,
}

/// What a moment, or an answer, asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// Send this, and look again after that time.
    Send(Request, Duration),
    /// Nothing answers any more.
    Lost,
}

/// One keepalive.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Request {
    /// A STUN binding request.
    Stun([u8; 20]),
    /// [`PING`].
    Ping,
}

impl Keepalive {
    /// The deadline has come. `interval` is the time from one keepalive to the next.
    fn fire(&mut self, reliable: bool, interval: Duration, rng: &mut Rng) -> Step {
        let patience = if reliable { 1 } else { REQUESTS };
        if self.unanswered >= patience {
            self.start_again();
            return Step::Lost;
        }
        let request = if reliable { Request::Ping } else { Request::Stun(self.stun(rng)) };
        self.is_asked = true;
        if !self.is_answered {
            return Step::Send(request, jittered(interval, rng));
        }
        self.unanswered += 1;
        Step::Send(request, PATIENCE / patience)
    }

    /// The path is another one: what the last one answered, and showed of us, says nothing about it.
    pub(super) fn start_again(&mut self) {
        *self = Self { slot: self.slot, interval: self.interval, ..Self::default() };
    }

    /// The interval of the application, or the shorter one that the far side wants.
    fn chosen(&self, own: Option<Duration>) -> Option<Duration> {
        own.map(|own| self.interval.map_or(own, |interval| interval.min(own)))
    }

    /// An answer came. Returns whether one was waited for. What comes unasked, as empty lines behind messages do, is none.
    fn pong(&mut self) -> bool {
        self.is_answered |= core::mem::take(&mut self.is_asked);
        core::mem::take(&mut self.unanswered) > 0
    }

    /// A STUN message arrived. `None` unless it answers the last request; then whether our address has changed.
    fn stun_answer(&mut self, bytes: &[u8]) -> Option<bool> {
        let (id, mapped) = stun::response(bytes)?;
        if self.request != Some(id) {
            return None;
        }
        self.request = None;
        self.pong();
        Some(self.mapped.replace(mapped).is_some_and(|before| before != mapped))
    }

    /// A retransmission has the id of the request before it.
    fn stun(&mut self, rng: &mut Rng) -> [u8; 20] {
        let id = match self.request {
            Some(id) if self.unanswered > 0 => id,
            _ => {
                let mut id = TransactionId::default();
                rng.fill(&mut id);
                id
            }
        };
        self.request = Some(id);
        stun::request(id)
    }
}

/// Between 80 and 100 per cent of the interval (RFC 5626 4.4.1): not all flows at once.
fn jittered(interval: Duration, rng: &mut Rng) -> Duration {
    rng.between(interval * 4 / 5, interval).max(Duration::from_millis(100))
}

impl<S> Flows<S> {
    /// Sets the time from one keepalive to the next; `None` for none. It counts from now.
    pub(crate) fn set_keepalive(
        &mut self,
        now: Instant,
        interval: Option<Duration>,
        rng: &mut Rng,
    ) {
        self.interval = interval;
        for (id, flow) in &mut self.flows {
            let id = FlowId(*id);
            self.deadlines.clear(&mut flow.keepalive.slot, Deadline::Keepalive(id));
            if let Some(interval) = flow.keepalive.chosen(interval)
                && !flow.members.is_empty()
            {
                let at = now + jittered(interval, rng);
                self.deadlines.set(&mut flow.keepalive.slot, Deadline::Keepalive(id), at);
            }
        }
    }

    /// The interval that the server asks for (RFC 6223).
    pub(crate) fn set_server_interval(&mut self, id: FlowId, interval: Duration) {
        if let Some(flow) = self.get_mut(id) {
            flow.keepalive.interval = Some(interval);
        }
    }

    /// The first keepalive on a path comes after one interval.
    pub(crate) fn start_keepalive(&mut self, now: Instant, id: FlowId, rng: &mut Rng) {
        if self.get(id).is_some_and(|flow| flow.keepalive.slot.is_none()) {
            self.postpone_keepalive(now, id, rng);
        }
    }

    /// The next keepalive comes after one interval.
    fn postpone_keepalive(&mut self, now: Instant, id: FlowId, rng: &mut Rng) {
        if let Some(flow) = self.flows.get_mut(&id.0)
            && let Some(interval) = flow.keepalive.chosen(self.interval)
        {
            let at = now + jittered(interval, rng);
            self.deadlines.set(&mut flow.keepalive.slot, Deadline::Keepalive(id), at);
        }
    }

    /// It is time for a keepalive. Returns the path, if it no longer works.
    pub(crate) fn keep_alive(&mut self, now: Instant, id: FlowId, rng: &mut Rng) -> Option<Path> {
        let flow = self.flows.get_mut(&id.0)?;
        flow.keepalive.slot = None;
        let chosen = flow.keepalive.chosen(self.interval)?;
        let (path, _) = flow.path()?;
        if flow.members.is_empty() {
            return None;
        }
        match flow.keepalive.fire(path.transport.is_reliable(), chosen, rng) {
            Step::Send(request, next) => {
                self.deadlines.set(&mut flow.keepalive.slot, Deadline::Keepalive(id), now + next);
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
            Step::Lost => self.start_keepalive(now, id, rng),
        }
        Some(path)
    }

    /// A STUN message arrived. Returns the flow whose path shows another address of ours than before, if it says so.
    pub(crate) fn stun_answer(
        &mut self,
        now: Instant,
        path: Path,
        bytes: &[u8],
        rng: &mut Rng,
    ) -> Option<FlowId> {
        let id = self.on_path(path)?;
        let has_moved = self.get_mut(id)?.keepalive.stun_answer(bytes)?;
        self.postpone_keepalive(now, id, rng);
        has_moved.then_some(id)
    }

    /// An empty line arrived on a connection.
    pub(crate) fn pong(&mut self, now: Instant, channel: Channel, rng: &mut Rng) {
        if let Some(id) = self.on_connection(channel)
            && self.get_mut(id).is_some_and(|flow| flow.keepalive.pong())
        {
            self.postpone_keepalive(now, id, rng);
        }
    }
}
