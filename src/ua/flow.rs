//! The flow to one target: the way there, whether it answers, and who is registered over it. RFC 5626 3.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::io::{Attempt, Channel, Path, Target, Transport};
use super::keepalive::Keepalive;
use super::table::{NumberSet, Table};
use crate::transaction::TransactionId;

/// How long it takes, at least, to turn to another target.
pub(super) const SWITCH: Duration = Duration::from_secs(1);
/// After so long without any answer a target is under suspicion.
const SUSPICION: Duration = Duration::from_secs(8);
/// A way that broke after less has not lasted.
const STEADY: Duration = Duration::from_secs(10);

/// Names one flow; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct FlowId(u32);

/// The flow to one target. Everybody who goes there shares it.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) target: Target,
    pub(super) link: Link,
    pub(super) health: Health,
    /// When the first request went out that nothing has been heard since.
    silent_since: Option<Instant>,
    heard: Option<Instant>,
    /// The transactions that wait for answers from here.
    pub(super) pending: NumberSet<u64>,
    /// The registrations whose last request went this way.
    pub(super) members: NumberSet<i32>,
    pub(super) keepalive: Keepalive,
    /// What the far side of a connection sees as our address.
    pub(super) learned: Option<SocketAddr>,
    /// How many next hops have this target.
    pub(super) hops: usize,
    /// When the way was last found.
    opened: Option<Instant>,
    /// How often in a row it broke soon after that.
    pub(super) breaks: u8,
}

/// The way to a target.
#[derive(Debug)]
pub(super) enum Link {
    /// There is none.
    Closed,
    /// It was asked for; these transactions wait for it.
    Opening(Vec<TransactionId>),
    /// There is one.
    Open(Path, SocketAddr),
}

/// What is known of a target's health.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Health {
    /// It answers, or was never asked.
    Good,
    /// It answers others, but not this registration, which stays away until then.
    Avoided { by: i32, until: Instant },
    /// It failed so often in a row; it is asked again at this time.
    Grey { failures: u8, until: Instant, blamed: i32 },
    /// One transaction is finding out.
    Probed { failures: u8, by: TransactionId },
}

/// Whether an automatic request may go to a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Gate {
    /// Yes.
    Open,
    /// Yes, and its fate decides for all others.
    Probe,
    /// If there is no other way: a single silent account proves little, so until a second one is silent too, any
    /// other may find out at once.
    Doubt(Instant),
    /// It may be dead: one request a second.
    Suspect,
    /// No; ask again at this time, or when the probe is over.
    Shut(Option<Instant>),
}

impl Flow {
    fn new(target: Target) -> Self {
        Self {
            target,
            link: Link::Closed,
            health: Health::Good,
            silent_since: None,
            heard: None,
            pending: NumberSet::default(),
            members: NumberSet::default(),
            keepalive: Keepalive::default(),
            learned: None,
            hops: 0,
            opened: None,
            breaks: 0,
        }
    }

    /// Whether registration `rid` may go here by itself.
    pub(super) fn gate(&self, now: Instant, rid: i32) -> Gate {
        match self.health {
            Health::Avoided { by, until } if rid == by && now < until => Gate::Shut(Some(until)),
            Health::Good | Health::Avoided { .. } if self.is_suspect(now) => Gate::Suspect,
            Health::Good | Health::Avoided { .. } => Gate::Open,
            Health::Grey { failures, until, blamed } => {
                if now >= until {
                    Gate::Probe
                } else if failures == 1 && rid != blamed {
                    Gate::Doubt(until)
                } else {
                    Gate::Shut(Some(until))
                }
            }
            Health::Probed { .. } => Gate::Shut(None),
        }
    }

    /// Whether registration `rid` may go here now, were it only to find out.
    pub(super) fn lets_in(&self, now: Instant, rid: i32) -> bool {
        matches!(self.gate(now, rid), Gate::Open | Gate::Probe)
    }

    /// Whether it answers, for all we know.
    pub(super) fn is_good(&self) -> bool {
        matches!(self.health, Health::Good | Health::Avoided { .. })
    }

    /// Whether requests have been out for long and nothing came back.
    pub(super) fn is_suspect(&self, now: Instant) -> bool {
        self.silent_since.is_some_and(|since| now.saturating_duration_since(since) >= SUSPICION)
    }

    /// A request went out that ought to be answered.
    pub(super) fn asked(&mut self, now: Instant) {
        self.silent_since.get_or_insert(now);
    }

    /// An answer came. Gives whether the target was thought to be ill.
    pub(super) fn answered(&mut self, now: Instant) -> bool {
        let was_ill = !self.is_good() || self.is_suspect(now);
        self.silent_since = None;
        self.heard = Some(now);
        if !self.is_good() {
            self.health = Health::Good;
        }
        was_ill
    }

    /// Whether anything was heard since `start`.
    pub(super) fn was_heard_since(&self, start: Instant) -> bool {
        self.heard.is_some_and(|heard| heard >= start)
    }

    /// `transaction` finds out for all others whether the target is back.
    pub(super) fn probe(&mut self, transaction: TransactionId) {
        if let Health::Grey { failures, .. } = self.health {
            self.health = Health::Probed { failures, by: transaction };
        }
    }

    /// `transaction`, which began at `start`, is over. If it found out nothing, another may.
    pub(super) fn give_back_probe(&mut self, transaction: TransactionId, start: Instant) {
        if let Health::Probed { failures, by } = self.health
            && by == transaction
        {
            self.health = Health::Grey { failures, until: start, blamed: 0 };
        }
    }

    /// How many failures there will be if `transaction` fails now; `None` if its failure says nothing new.
    pub(super) fn failures_with(&self, transaction: TransactionId) -> Option<u8> {
        match self.health {
            Health::Good | Health::Avoided { .. } => Some(1),
            Health::Probed { failures, by } if by == transaction => {
                Some(failures.saturating_add(1))
            }
            Health::Grey { .. } | Health::Probed { .. } => None,
        }
    }

    /// The target did not answer, or could not be reached.
    pub(super) fn failed(&mut self, failures: u8, until: Instant, blamed: i32) {
        self.silent_since = None;
        self.health = Health::Grey { failures, until, blamed };
    }

    /// It does not answer registration `by`, and that may say nothing about others.
    pub(super) fn avoid(&mut self, until: Instant, by: i32) {
        self.health = Health::Avoided { by, until };
    }

    /// The way is gone.
    fn broke(&mut self, now: Instant) {
        let is_early = self.opened.is_some_and(|at| now.saturating_duration_since(at) < STEADY);
        self.breaks = if is_early { self.breaks.saturating_add(1) } else { 0 };
        self.link = Link::Closed;
        self.learned = None;
        self.keepalive.start_again();
    }

    /// The path, when there is one.
    pub(super) fn path(&self) -> Option<(Path, SocketAddr)> {
        match self.link {
            Link::Open(path, local) => Some((path, local)),
            _ => None,
        }
    }

    fn is_unused(&self) -> bool {
        self.hops == 0 && self.members.is_empty() && self.pending.is_empty()
    }
}

/// All flows.
#[derive(Debug, Default)]
pub(super) struct Flows {
    flows: Table<u32, Flow>,
    by_target: HashMap<(Transport, SocketAddr, Option<Arc<str>>), FlowId>,
    by_attempt: Table<u64, FlowId>,
    by_channel: Table<u64, NumberSet<u32>>,
    last_id: u32,
    last_attempt: u64,
}

impl Flows {
    /// The flow to a target, made if there was none.
    pub(super) fn to(&mut self, target: &Target) -> FlowId {
        let key = key(target);
        if let Some(id) = self.by_target.get(&key) {
            return *id;
        }
        self.last_id = self.last_id.wrapping_add(1);
        let id = FlowId(self.last_id);
        self.by_target.insert(key, id);
        self.flows.insert(id.0, Flow::new(target.clone()));
        id
    }

    pub(super) fn get(&self, id: FlowId) -> Option<&Flow> {
        self.flows.get(&id.0)
    }

    pub(super) fn get_mut(&mut self, id: FlowId) -> Option<&mut Flow> {
        self.flows.get_mut(&id.0)
    }

    /// The open flow that `path` belongs to.
    pub(super) fn at(&self, path: Path) -> Option<FlowId> {
        let id = if path.transport.is_reliable() {
            FlowId(*self.by_channel.get(&path.channel.0)?.iter().next()?)
        } else {
            *self.by_target.get(&(path.transport, path.remote, None))?
        };
        let (open, _) = self.get(id)?.path()?;
        (open.channel == path.channel).then_some(id)
    }

    /// The flow on a connection.
    pub(super) fn on_connection(&self, channel: Channel) -> Option<FlowId> {
        let id = FlowId(*self.by_channel.get(&channel.0)?.iter().next()?);
        self.get(id)?.target.transport.is_reliable().then_some(id)
    }

    /// `transaction` needs the way to a target that has none. Gives the attempt if one is to be made now.
    pub(super) fn wait_for(&mut self, id: FlowId, transaction: TransactionId) -> Option<Attempt> {
        let flow = self.flows.get_mut(&id.0)?;
        if let Link::Opening(waiting) = &mut flow.link {
            waiting.push(transaction);
            return None;
        }
        self.last_attempt += 1;
        let attempt = Attempt(self.last_attempt);
        flow.link = Link::Opening(vec![transaction]);
        self.by_attempt.insert(attempt.0, id);
        Some(attempt)
    }

    /// A way was found. Gives the flow and who waited for it.
    pub(super) fn opened(
        &mut self,
        now: Instant,
        attempt: Attempt,
        path: Path,
        local: SocketAddr,
    ) -> Option<(FlowId, Vec<TransactionId>)> {
        let (id, waiting) = self.settle(attempt, Link::Open(path, local))?;
        self.by_channel.entry(path.channel.0).or_default().insert(id.0);
        if let Some(flow) = self.flows.get_mut(&id.0) {
            flow.opened = Some(now);
        }
        Some((id, waiting))
    }

    /// No way was found. Gives the flow and who waited for it.
    pub(super) fn open_failed(&mut self, attempt: Attempt) -> Option<(FlowId, Vec<TransactionId>)> {
        self.settle(attempt, Link::Closed)
    }

    fn settle(&mut self, attempt: Attempt, link: Link) -> Option<(FlowId, Vec<TransactionId>)> {
        let id = self.by_attempt.remove(&attempt.0)?;
        let flow = self.flows.get_mut(&id.0)?;
        match core::mem::replace(&mut flow.link, link) {
            Link::Opening(waiting) => Some((id, waiting)),
            _ => None,
        }
    }

    /// A socket is gone. Gives the flows that used it.
    pub(super) fn closed(&mut self, now: Instant, channel: Channel) -> Vec<FlowId> {
        let ids = self.by_channel.remove(&channel.0).unwrap_or_default();
        ids.into_iter()
            .map(FlowId)
            .inspect(|id| {
                if let Some(flow) = self.flows.get_mut(&id.0) {
                    flow.broke(now);
                }
            })
            .collect()
    }

    /// Every socket that a flow uses.
    pub(super) fn channels(&self) -> Vec<Channel> {
        self.by_channel.keys().copied().map(Channel).collect()
    }

    /// All flows.
    pub(super) fn ids(&self) -> Vec<FlowId> {
        self.flows.keys().copied().map(FlowId).collect()
    }

    /// All targets deserve another chance.
    pub(super) fn forget_health(&mut self) {
        for flow in self.flows.values_mut() {
            flow.health = Health::Good;
            flow.silent_since = None;
            flow.breaks = 0;
        }
    }

    /// Takes out a flow that nobody needs any more.
    pub(super) fn remove_unused(&mut self, id: FlowId) -> Option<Flow> {
        let flow = self.get(id)?;
        if !flow.is_unused() || matches!(flow.link, Link::Opening(..)) {
            return None;
        }
        let flow = self.flows.remove(&id.0)?;
        self.by_target.remove(&key(&flow.target));
        if let Some((path, _)) = flow.path()
            && let Some(users) = self.by_channel.get_mut(&path.channel.0)
        {
            users.remove(&id.0);
            if users.is_empty() {
                self.by_channel.remove(&path.channel.0);
            }
        }
        Some(flow)
    }
}

/// Only under TLS the name matters: it is what the certificate must bear.
fn key(target: &Target) -> (Transport, SocketAddr, Option<Arc<str>>) {
    let name = (target.transport == Transport::Tls).then(|| target.name.clone());
    (target.transport, target.address, name)
}
