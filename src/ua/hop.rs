//! What all accounts of one next hop share: its addresses, and who may send when. RFC 3263 4, RFC 5626 4.5.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use super::flow::{FlowId, Flows, Gate};
use super::io::{Lookup, NextHop};
use super::table::Table;
use super::window::Window;
use crate::transaction::TransactionId;

/// How much of its rate a pace may catch up at once, when nobody came to use it.
const CATCH_UP: Duration = Duration::from_millis(100);
/// The time between two requests to a target that may be dead.
const SUSPECT_INTERVAL: Duration = Duration::from_secs(1);

/// Names one next hop; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct HopId(u32);

/// One next hop.
#[derive(Debug)]
pub(super) struct Hop {
    pub(super) key: NextHop,
    pub(super) names: Names,
    /// Its targets, the preferred one first.
    pub(super) targets: Vec<FlowId>,
    /// How many may wait for an answer.
    pub(super) window: Window,
    /// The requests of the application that the window does not let out yet.
    pub(super) queued: VecDeque<TransactionId>,
    /// The registrations that wait until it answers again, or until their turn comes.
    pub(super) waiting: VecDeque<i32>,
    /// When the next of them may be let go.
    pub(super) slot: Option<Instant>,
    /// Nobody goes by himself before this time: the registrar said so.
    pub(super) paused: Option<Instant>,
    /// How often in a row its addresses could not be found.
    pub(super) lookup_failures: u8,
    /// Whether those who waited return one by one.
    is_returning: bool,
    pace: Pace,
    next_suspect: Option<Instant>,
    /// How many registrations and transactions refer to it.
    pub(super) users: usize,
}

/// What is known about the addresses of a next hop.
#[derive(Debug)]
pub(super) enum Names {
    /// Nothing yet.
    Unknown,
    /// They were asked for; these transactions wait for them.
    Asked(Lookup, Vec<TransactionId>),
    /// They are known until then.
    Known(Instant),
    /// They could not be found; they are asked for again at this time.
    Failed(Instant),
}

/// What an automatic request of one registration may do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Choice {
    /// Find out the addresses.
    Resolve,
    /// Go to this target.
    Go(FlowId),
    /// Go to this target and find out for all others whether it is back.
    Probe(FlowId),
    /// Wait, until that time if there is one, otherwise until something happens.
    Wait(Option<Instant>),
}

impl Hop {
    fn new(key: NextHop) -> Self {
        Self {
            key,
            names: Names::Unknown,
            targets: Vec::new(),
            window: Window::default(),
            queued: VecDeque::new(),
            waiting: VecDeque::new(),
            slot: None,
            paused: None,
            lookup_failures: 0,
            is_returning: false,
            pace: Pace::default(),
            next_suspect: None,
            users: 0,
        }
    }

    /// What registration `rid` may do by itself.
    pub(super) fn choose(&mut self, now: Instant, rid: i32, flows: &Flows) -> Choice {
        if let Some(until) = self.paused.filter(|until| *until > now) {
            return Choice::Wait(Some(until));
        }
        match self.names {
            Names::Failed(until) if until > now => return Choice::Wait(Some(until)),
            Names::Known(expires) if expires > now => {}
            // One finds out for all.
            Names::Asked(..) if self.lookup_failures > 0 => return Choice::Wait(None),
            _ => return Choice::Resolve,
        }
        let mut wait = None;
        let mut doubtful = None;
        for &id in &self.targets {
            match flows.get(id).map(|flow| flow.gate(now, rid)) {
                Some(Gate::Open) => return Choice::Go(id),
                Some(Gate::Probe) => return Choice::Probe(id),
                Some(Gate::Suspect) if self.next_suspect.is_none_or(|next| next <= now) => {
                    self.next_suspect = Some(now + SUSPECT_INTERVAL);
                    return Choice::Go(id);
                }
                Some(Gate::Suspect) => wait = earlier(wait, self.next_suspect),
                Some(Gate::Doubt(_)) => doubtful = doubtful.or(Some(id)),
                Some(Gate::Shut(until)) => wait = earlier(wait, until),
                None => {}
            }
        }
        doubtful.map_or(Choice::Wait(wait), Choice::Probe)
    }

    /// Where a request of the application goes, whatever is known about the targets' health.
    pub(super) fn choose_asked(&self, now: Instant, rid: i32, flows: &Flows) -> Choice {
        match self.best(now, rid, flows) {
            Some(flow) if !self.needs_names(now) => Choice::Go(flow),
            _ => Choice::Resolve,
        }
    }

    /// The target of those that is in the best health.
    pub(super) fn best(&self, now: Instant, rid: i32, flows: &Flows) -> Option<FlowId> {
        let rank = |id: &&FlowId| match flows.get(**id).map(|flow| flow.gate(now, rid)) {
            Some(Gate::Open | Gate::Probe) => (0, None),
            Some(Gate::Suspect) => (1, None),
            Some(Gate::Doubt(until)) => (2, Some(until)),
            Some(Gate::Shut(until)) => (3, until),
            None => (4, None),
        };
        self.targets.iter().min_by_key(rank).copied()
    }

    /// Whether nobody can be reached there, as far as is known.
    pub(super) fn is_dead(&self, now: Instant, flows: &Flows) -> bool {
        let is_ill = |id: &FlowId| flows.get(*id).is_some_and(|flow| !flow.is_good());
        match self.names {
            Names::Failed(until) => until > now,
            Names::Known(_) => self.targets.iter().all(is_ill),
            Names::Unknown | Names::Asked(..) => false,
        }
    }

    /// Whether the addresses have to be asked for before anything is sent.
    fn needs_names(&self, now: Instant) -> bool {
        !matches!(self.names, Names::Known(expires) if expires > now)
    }

    /// The registrar wants nobody to come by himself before this time.
    pub(super) fn pause(&mut self, until: Instant) {
        self.paused = self.paused.max(Some(until));
    }

    /// It answers again: those who waited return one by one.
    pub(super) fn returns(&mut self) {
        self.is_returning = !self.waiting.is_empty();
    }

    /// Whatever is known of its addresses may be wrong now.
    pub(super) fn forget_network(&mut self) {
        self.paused = None;
        self.lookup_failures = 0;
        if !matches!(self.names, Names::Asked(..)) {
            self.names = Names::Unknown;
        }
    }

    /// Whether those who waited return one by one.
    pub(super) fn is_returning(&self) -> bool {
        self.is_returning
    }

    /// Takes leave for one request. Gives when to come again if it is not yet time.
    pub(super) fn take_turn(&mut self, now: Instant, rate: u32) -> Result<(), Instant> {
        self.pace.take(now, rate)
    }
}

/// Lets so many through in a second.
#[derive(Debug, Default)]
struct Pace {
    next: Option<Instant>,
}

impl Pace {
    fn take(&mut self, now: Instant, rate: u32) -> Result<(), Instant> {
        // What may be caught up counts against the rate, so that no second ever sees more than `rate`.
        let interval = (Duration::from_secs(1) + CATCH_UP) / rate.max(1);
        let next = self.next.unwrap_or(now);
        if next > now {
            return Err(next);
        }
        self.next = Some(next.max(now.checked_sub(CATCH_UP).unwrap_or(now)) + interval);
        Ok(())
    }
}

/// The earlier of two times of which one is known.
fn earlier(one: Option<Instant>, other: Option<Instant>) -> Option<Instant> {
    one.into_iter().chain(other).min()
}

/// All next hops.
#[derive(Debug, Default)]
pub(super) struct Hops {
    hops: Table<u32, Hop>,
    by_key: HashMap<NextHop, HopId>,
    /// That of the last request: the next one usually goes there, too.
    last: Option<(NextHop, HopId)>,
    by_lookup: Table<u64, HopId>,
    last_id: u32,
    last_lookup: u64,
}

impl Hops {
    /// The next hop of that name, made if there was none.
    pub(super) fn to(&mut self, key: NextHop) -> HopId {
        if let Some((last, id)) = &self.last
            && *last == key
        {
            return *id;
        }
        let id = self.find_or_make(&key);
        self.last = Some((key, id));
        id
    }

    fn find_or_make(&mut self, key: &NextHop) -> HopId {
        if let Some(id) = self.by_key.get(key) {
            return *id;
        }
        self.last_id = self.last_id.wrapping_add(1);
        let id = HopId(self.last_id);
        self.by_key.insert(key.clone(), id);
        self.hops.insert(id.0, Hop::new(key.clone()));
        id
    }

    /// A request waits for the window of its next hop.
    pub(super) fn queue(&mut self, id: HopId, request: TransactionId) {
        if let Some(hop) = self.get_mut(id) {
            hop.queued.push_back(request);
        }
    }

    pub(super) fn get(&self, id: HopId) -> Option<&Hop> {
        self.hops.get(&id.0)
    }

    pub(super) fn get_mut(&mut self, id: HopId) -> Option<&mut Hop> {
        self.hops.get_mut(&id.0)
    }

    /// All of them.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (HopId, &mut Hop)> {
        self.hops.iter_mut().map(|(id, hop)| (HopId(*id), hop))
    }

    /// `transaction` needs the addresses. Gives the question if it is to be asked now.
    pub(super) fn wait_for(&mut self, id: HopId, transaction: TransactionId) -> Option<Lookup> {
        let hop = self.hops.get_mut(&id.0)?;
        if let Names::Asked(_, waiting) = &mut hop.names {
            waiting.push(transaction);
            return None;
        }
        self.last_lookup += 1;
        let lookup = Lookup(self.last_lookup);
        hop.names = Names::Asked(lookup, vec![transaction]);
        self.by_lookup.insert(lookup.0, id);
        Some(lookup)
    }

    /// An answer came. Gives the next hop and who waited for it; what is known is for the caller to set.
    pub(super) fn answered(&mut self, lookup: Lookup) -> Option<(HopId, Vec<TransactionId>)> {
        let id = self.by_lookup.remove(&lookup.0)?;
        let hop = self.hops.get_mut(&id.0)?;
        match core::mem::replace(&mut hop.names, Names::Unknown) {
            Names::Asked(asked, waiting) if asked == lookup => Some((id, waiting)),
            other => {
                hop.names = other;
                None
            }
        }
    }

    /// One user less. Gives a next hop that nobody needs any more.
    pub(super) fn leave(&mut self, id: HopId) -> Option<Hop> {
        let hop = self.hops.get_mut(&id.0)?;
        hop.users = hop.users.saturating_sub(1);
        self.remove_unused(id)
    }

    /// Takes a next hop out that nobody needs. One whose addresses were asked for stays until the answer comes.
    pub(super) fn remove_unused(&mut self, id: HopId) -> Option<Hop> {
        let hop = self.hops.get(&id.0)?;
        if hop.users > 0 || matches!(hop.names, Names::Asked(..)) {
            return None;
        }
        let hop = self.hops.remove(&id.0)?;
        self.by_key.remove(&hop.key);
        self.last = None;
        Some(hop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_second_sees_more_than_the_rate() {
        let start = Instant::now();
        let mut pace = Pace::default();
        let mut passed = Vec::new();
        // Somebody comes every 20 ms, but stays away for a while in between.
        for step in (0..40).chain(100..200) {
            let now = start + Duration::from_millis(20 * step);
            while pace.take(now, 100).is_ok() {
                passed.push(now);
            }
        }
        for (at, first) in passed.iter().enumerate() {
            let second = |later: &&Instant| **later - *first < Duration::from_secs(1);
            assert!(passed[at..].iter().take_while(second).count() <= 100);
        }
        assert!(passed.len() > 200, "{}", passed.len());
    }
}
