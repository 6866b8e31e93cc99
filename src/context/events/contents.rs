//! What an event queue holds: the order of events, and which are dropped first.

use std::collections::VecDeque;

use crate::net::{Signal, SignalDescriptor};
use crate::transport::table::SpareRoom;
use crate::ua::{Event, EventKind};

/// How many bytes of events that give way wait at most, whatever the limit of the program.
pub(super) const YIELDING_ROOM: usize = 16 << 20;
/// So many events that wait keep the trees of their messages. The messages of others are made from text when they are taken.
pub(super) const WITH_TREES: usize = 32;

/// Which events are dropped first.
pub(in crate::context) trait Rank {
    /// How many bytes it takes, if it makes room for those that do not.
    fn yielding_size(&self) -> Option<usize>;
    /// Drops what can be made again.
    fn slim(&mut self);
}

impl Rank for Event {
    /// Strangers can send as much as they like: that must cost neither news of our own registrations nor all memory.
    fn yielding_size(&self) -> Option<usize> {
        let text = self.request.as_ref().map_or(0, |text| text.len());
        (self.kind == EventKind::MessageNew).then_some(size_of::<Self>() + text)
    }

    fn slim(&mut self) {
        self.tree = None;
    }
}

/// Events in two queues, and the waits for them.
#[derive(Debug)]
pub(super) struct Contents<E> {
    /// The events that stay, and those that give way; each with its number in the order of all.
    pub(super) firm: VecDeque<(u64, E)>,
    pub(super) yielding: VecDeque<(u64, E)>,
    /// The bytes of those that give way.
    yielding_size: usize,
    last: u64,
    pub(super) limit: usize,
    pub(super) dropped: u64,
    /// Something was dropped since the queue was last empty.
    pub(super) is_overrun: bool,
    pub(super) waiters: usize,
    /// How many times an event was requested.
    pub(super) asked: u64,
    pub(super) is_woken: bool,
    pub(super) is_closed: bool,
    /// Readable while there is an event or a wake-up to take, and at the end; made when the program first asks for a descriptor.
    pub(super) signal: Option<Signal>,
    is_signalled: bool,
}

impl<E: Rank> Contents<E> {
    /// An empty queue without limit.
    pub(super) fn new() -> Self {
        Self {
            firm: VecDeque::new(),
            yielding: VecDeque::new(),
            yielding_size: 0,
            last: 0,
            limit: usize::MAX,
            dropped: 0,
            is_overrun: false,
            waiters: 0,
            asked: 0,
            is_woken: false,
            is_closed: false,
            signal: None,
            is_signalled: false,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.firm.len() + self.yielding.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds an event, or drops one: the newest of those that give way.
    pub(super) fn add(&mut self, mut event: E) {
        if self.len() >= WITH_TREES {
            event.slim();
        }
        let size = event.yielding_size();
        let is_full = self.len() >= self.limit;
        if is_full || size.is_some_and(|size| self.yielding_size + size > YIELDING_ROOM) {
            self.dropped = self.dropped.saturating_add(1);
            self.is_overrun = true;
            let Some((_, newest)) = size.is_none().then(|| self.yielding.pop_back()).flatten()
            else {
                return;
            };
            self.release(&newest);
        }
        self.last += 1;
        self.yielding_size += size.unwrap_or(0);
        let queue = if size.is_some() { &mut self.yielding } else { &mut self.firm };
        queue.push_back((self.last, event));
    }

    pub(super) fn pop(&mut self) -> Option<E> {
        let is_firm = match (self.firm.front(), self.yielding.front()) {
            (Some((firm, _)), Some((yielding, _))) => firm < yielding,
            (firm, _) => firm.is_some(),
        };
        let queue = if is_firm { &mut self.firm } else { &mut self.yielding };
        let (_, event) = queue.pop_front()?;
        queue.release_room();
        self.release(&event);
        self.is_overrun &= !self.is_empty();
        Some(event)
    }

    /// Subtracts the size of an event that leaves the queue.
    fn release(&mut self, event: &E) {
        self.yielding_size -= event.yielding_size().unwrap_or(0);
    }

    /// Makes the descriptor say what is.
    pub(super) fn signal(&mut self) {
        let Some(signal) = &self.signal else { return };
        let wanted = !self.is_empty() || self.is_woken || self.is_closed;
        if wanted != self.is_signalled {
            // The counter is 0 or 1: neither can fail.
            if wanted {
                signal.set()
            } else {
                signal.clear()
            }
            self.is_signalled = wanted;
        }
    }
}
