//! The queue of events between the worker and the application.

use std::collections::VecDeque;
use std::os::fd::{AsFd, AsRawFd, RawFd};
use std::time::Instant;

use parking_lot::{Condvar, Mutex};

use crate::error::Error::Undefined;
use crate::error::Result;
use crate::net::{Signal, SignalDescriptor};
use crate::trace::trace;
use crate::ua::{Event, EventKind};

/// How many bytes of events that give way wait at most, whatever the limit of the program.
const YIELDING_ROOM: usize = 16 << 20;
/// So many events that wait keep the trees of their messages. The messages of others are made from text when they are taken.
const WITH_TREES: usize = 32;

/// Which events are dropped first.
pub(super) trait Rank {
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

/// Events in the order in which they happened.
#[derive(Debug)]
pub(super) struct EventQueue<E> {
    state: Mutex<State<E>>,
    /// An event came, [`EventQueue::wake`] was called, or the queue was closed.
    changed: Condvar,
}

#[derive(Debug)]
struct State<E> {
    /// The events that stay, and those that give way; each with its number in the order of all.
    firm: VecDeque<(u64, E)>,
    yielding: VecDeque<(u64, E)>,
    /// The bytes of those that give way.
    yielding_size: usize,
    last: u64,
    limit: usize,
    dropped: u64,
    /// Something was dropped since the queue was last empty.
    is_overrun: bool,
    waiters: usize,
    /// How many times an event was requested.
    asked: u64,
    is_woken: bool,
    is_closed: bool,
    /// Readable while there is an event or a wake-up to take, and at the end; made for those who ask for it.
    signal: Option<Signal>,
    is_signalled: bool,
}

impl<E: Rank> EventQueue<E> {
    /// How many events wait.
    pub(super) fn len(&self) -> usize {
        self.state.lock().len()
    }

    /// An empty queue without limit.
    pub(super) fn new() -> Self {
        let state = State {
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
        };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Adds events. What is beyond the limit is dropped, counted, and traced once until the queue is empty again.
    pub(super) fn push(&self, events: impl IntoIterator<Item = E>) {
        let mut state = self.state.lock();
        let was_overrun = state.is_overrun;
        events.into_iter().for_each(|event| state.add(event));
        state.signal();
        if state.waiters > 0 && !state.is_empty() {
            self.changed.notify_one();
        }
        let (is_overrun, waiting) = (state.is_overrun, state.len());
        drop(state);
        // What takes the trace may call us.
        if is_overrun && !was_overrun {
            trace!(Warning, "{waiting} events wait for the program: others are dropped");
        }
    }

    /// The next event, if there is one.
    pub(super) fn take(&self) -> Option<E> {
        let mut state = self.state.lock();
        state.asked += 1;
        let event = state.pop();
        state.is_woken = false;
        state.signal();
        event
    }

    /// The next event. Waits for one until `deadline`, or until [`EventQueue::wake`] is called.
    pub(super) fn wait(&self, deadline: Option<Instant>) -> Option<E> {
        self.wait_for(deadline, true)
    }

    /// The next event, however long it takes, [`EventQueue::wake`] or not; none once the queue is closed.
    pub(super) fn wait_for_event(&self) -> Option<E> {
        self.wait_for(None, false)
    }

    fn wait_for(&self, deadline: Option<Instant>, heeds_wake: bool) -> Option<E> {
        let mut state = self.state.lock();
        state.asked += 1;
        state.waiters += 1;
        while state.is_empty() && !(heeds_wake && state.is_woken) && !state.is_closed {
            let is_late = match deadline {
                Some(deadline) => self.changed.wait_until(&mut state, deadline).timed_out(),
                None => {
                    self.changed.wait(&mut state);
                    false
                }
            };
            if is_late {
                break;
            }
        }
        state.waiters -= 1;
        state.is_woken &= !heeds_wake;
        let event = if state.is_closed { None } else { state.pop() };
        state.signal();
        // Several may have come at once, and only one waiting thread was woken.
        if state.waiters > 0 && !state.is_empty() {
            self.changed.notify_one();
        }
        event
    }

    /// Makes one wait return early.
    pub(super) fn wake(&self) {
        let mut state = self.state.lock();
        state.is_woken = true;
        state.signal();
        // Not all of them heed it.
        self.changed.notify_all();
    }

    /// How many times an event was requested; a wait in progress is not counted yet.
    pub(super) fn asked(&self) -> u64 {
        let state = self.state.lock();
        state.asked - state.waiters as u64
    }

    /// Whether events wait that were there when an event was last requested.
    pub(super) fn is_behind(&self, asked: u64) -> bool {
        let state = self.state.lock();
        state.asked > asked && !state.is_empty()
    }

    /// Whether a thread waits for an event.
    #[cfg(test)]
    pub(super) fn has_waiters(&self) -> bool {
        self.state.lock().waiters > 0
    }

    /// Frees the events and ends all waits, now and later.
    pub(super) fn close(&self) {
        let mut state = self.state.lock();
        state.is_closed = true;
        state.signal();
        let events = (core::mem::take(&mut state.firm), core::mem::take(&mut state.yielding));
        self.changed.notify_all();
        drop(state);
        drop(events);
    }

    /// A descriptor that is readable while there is something to take, and once the queue is closed. It stays the
    /// queue's.
    pub(super) fn descriptor(&self) -> Result<RawFd> {
        let mut state = self.state.lock();
        if state.signal.is_none() {
            state.signal = Some(Signal::new().map_err(|_| Undefined)?);
            state.signal();
        }
        state.signal.as_ref().map(|signal| signal.as_fd().as_raw_fd()).ok_or(Undefined)
    }

    /// Keeps at most `limit` events from now on.
    pub(super) fn set_limit(&self, limit: usize) {
        self.state.lock().limit = limit;
    }

    /// How many events were dropped.
    pub(super) fn dropped(&self) -> u64 {
        self.state.lock().dropped
    }
}

impl<E: Rank> State<E> {
    fn len(&self) -> usize {
        self.firm.len() + self.yielding.len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds an event, or drops one: the newest of those that give way.
    fn add(&mut self, mut event: E) {
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

    fn pop(&mut self) -> Option<E> {
        let is_firm = match (self.firm.front(), self.yielding.front()) {
            (Some((firm, _)), Some((yielding, _))) => firm < yielding,
            (firm, _) => firm.is_some(),
        };
        let queue = if is_firm { &mut self.firm } else { &mut self.yielding };
        let (_, event) = queue.pop_front()?;
        self.release(&event);
        self.is_overrun &= !self.is_empty();
        Some(event)
    }

    /// Subtracts the size of an event that leaves the queue.
    fn release(&mut self, event: &E) {
        self.yielding_size -= event.yielding_size().unwrap_or(0);
    }

    /// Makes the descriptor say what is.
    fn signal(&mut self) {
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

#[cfg(test)]
mod tests {
    use std::os::fd::BorrowedFd;
    use std::sync::Arc;
    use std::thread;
    use std::time::Duration;

    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

    use super::*;
    use crate::ua::Ids;

    /// Those from 100 on give way, and take a quarter of the room.
    impl Rank for u8 {
        fn yielding_size(&self) -> Option<usize> {
            (*self >= 100).then_some(YIELDING_ROOM / 4)
        }

        fn slim(&mut self) {}
    }

    fn is_readable(queue: &EventQueue<u8>) -> bool {
        queue.descriptor().unwrap();
        let state = queue.state.lock();
        let signal = state.signal.as_ref().unwrap();
        let descriptor: BorrowedFd<'_> = signal.as_fd();
        poll(&mut [PollFd::new(descriptor, PollFlags::POLLIN)], PollTimeout::ZERO).unwrap() == 1
    }

    fn soon() -> Option<Instant> {
        Some(Instant::now() + Duration::from_millis(5))
    }

    #[test]
    fn events_come_out_as_they_went_in() {
        let queue = EventQueue::new();
        queue.push([1, 2]);
        queue.push([3]);
        assert_eq!(
            [queue.take(), queue.wait(soon()), queue.wait(None)],
            [Some(1), Some(2), Some(3)]
        );
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn the_descriptor_is_readable_exactly_while_something_can_be_taken() {
        let queue = EventQueue::new();
        assert!(!is_readable(&queue));
        queue.push([1, 2]);
        assert!(is_readable(&queue));
        queue.take();
        assert!(is_readable(&queue));
        queue.take();
        assert!(!is_readable(&queue));
    }

    #[test]
    fn a_descriptor_made_late_tells_of_what_is_there() {
        let queue = EventQueue::new();
        queue.push([1]);
        assert!(is_readable(&queue));
    }

    #[test]
    fn a_wake_up_ends_one_wait() {
        let queue = EventQueue::<u8>::new();
        queue.wake();
        assert!(is_readable(&queue));
        assert_eq!(queue.wait(None), None);
        assert!(!is_readable(&queue));
        let before = Instant::now();
        assert_eq!(queue.wait(soon()), None);
        assert!(before.elapsed() >= Duration::from_millis(4));
    }

    #[test]
    fn behind_an_event_that_had_waited_a_wait_lasts_its_time() {
        let queue = EventQueue::new();
        queue.push([1]);
        assert_eq!(queue.wait(soon()), Some(1));
        let before = Instant::now();
        assert_eq!(queue.wait(soon()), None);
        assert!(before.elapsed() >= Duration::from_millis(4));
    }

    #[test]
    fn events_beyond_the_limit_are_counted() {
        let queue = EventQueue::new();
        queue.set_limit(2);
        queue.push([1, 2, 3, 4]);
        assert_eq!((queue.take(), queue.take(), queue.take()), (Some(1), Some(2), None));
        assert_eq!(queue.dropped(), 2);
    }

    #[test]
    fn droppable_events_are_dropped_first_and_the_order_stays() {
        let queue = EventQueue::new();
        queue.set_limit(4);
        queue.push([100, 1, 101, 102, 103, 2, 3, 104, 4, 5]);
        let taken: Vec<_> = std::iter::from_fn(|| queue.take()).collect();
        assert_eq!((taken, queue.dropped()), (vec![1, 2, 3, 4], 6));
        queue.push([100, 1, 101, 2, 3]);
        let taken: Vec<_> = std::iter::from_fn(|| queue.take()).collect();
        assert_eq!((taken, queue.dropped()), (vec![100, 1, 2, 3], 7));
    }

    #[test]
    fn requests_of_others_give_way_with_all_their_bytes() {
        let event = |kind| {
            let request = Some(Arc::from([0; 1000]));
            Event { request, ..Event::new(kind, Ids::default()) }
        };
        assert!(event(EventKind::MessageNew).yielding_size().unwrap() > 1000);
        assert_eq!(event(EventKind::RegistrationFailure).yielding_size(), None);
    }

    #[test]
    fn droppable_events_are_bounded_in_bytes() {
        let queue = EventQueue::new();
        queue.push([1, 100, 101, 102, 103, 104, 2]);
        queue.push([105; 9]);
        assert_eq!((queue.take(), queue.take()), (Some(1), Some(100)));
        queue.push([106, 107, 3]);
        let taken: Vec<_> = std::iter::from_fn(|| queue.take()).collect();
        assert_eq!((taken, queue.dropped()), (vec![101, 102, 103, 2, 106, 3], 11));
        queue.push([108; 5]);
        assert_eq!(queue.dropped(), 12);
    }

    #[test]
    fn a_burst_is_over_when_the_queue_is_empty() {
        let queue = EventQueue::new();
        queue.set_limit(2);
        queue.push([1, 2, 3]);
        queue.take();
        assert!(queue.state.lock().is_overrun);
        queue.take();
        assert!(!queue.state.lock().is_overrun);
    }

    #[test]
    fn several_waiters_share_what_comes_at_once() {
        let queue = Arc::new(EventQueue::<u8>::new());
        let start = Instant::now();
        let patience = Duration::from_secs(60);
        let waiters: Vec<_> = (0..3)
            .map(|_| {
                let queue = queue.clone();
                thread::spawn(move || queue.wait(Some(start + patience)))
            })
            .collect();
        while queue.state.lock().waiters < 3 {
            thread::yield_now();
        }
        queue.push([1, 2, 3]);
        assert!(waiters.into_iter().all(|waiter| waiter.join().unwrap().is_some()));
        assert!(start.elapsed() < patience, "some had to wait although there were events");
    }

    #[test]
    fn a_wait_for_events_alone_consumes_no_wake_up_of_another_thread() {
        let queue = Arc::new(EventQueue::<u8>::new());
        let spawn = |body: fn(&EventQueue<u8>) -> Option<u8>| {
            let waiting = queue.state.lock().waiters;
            let copy = queue.clone();
            let thread = thread::spawn(move || body(&copy));
            while queue.state.lock().waiters == waiting {
                thread::yield_now();
            }
            thread
        };
        let stays = spawn(EventQueue::wait_for_event);
        let goes = spawn(|queue| queue.wait(Some(Instant::now() + Duration::from_secs(60))));
        let start = Instant::now();
        queue.wake();
        assert_eq!(goes.join().unwrap(), None);
        assert!(start.elapsed() < Duration::from_secs(30));
        queue.close();
        assert_eq!(stays.join().unwrap(), None);
    }

    #[test]
    fn the_descriptor_becomes_readable_when_the_queue_closes() {
        let queue = EventQueue::<u8>::new();
        assert!(!is_readable(&queue));
        queue.close();
        assert!(is_readable(&queue));
        assert_eq!(queue.wait(None), None);
        assert!(is_readable(&queue));
    }

    #[test]
    fn closing_ends_every_wait() {
        let queue = Arc::new(EventQueue::<u8>::new());
        let waiters: Vec<_> = (0..2)
            .map(|which| {
                let queue = queue.clone();
                thread::spawn(
                    move || if which == 0 { queue.wait(None) } else { queue.wait_for_event() },
                )
            })
            .collect();
        thread::sleep(Duration::from_millis(20));
        queue.close();
        assert!(waiters.into_iter().all(|waiter| waiter.join().unwrap().is_none()));
        assert_eq!(queue.wait(None), None);
    }

    #[derive(Debug, PartialEq)]
    struct WithTree(bool);

    impl Rank for WithTree {
        fn yielding_size(&self) -> Option<usize> {
            None
        }

        fn slim(&mut self) {
            self.0 = false;
        }
    }

    #[test]
    fn only_the_first_events_that_wait_keep_their_trees() {
        let queue = EventQueue::new();
        queue.push((0..WITH_TREES + 5).map(|_| WithTree(true)));
        assert_eq!(queue.take(), Some(WithTree(true)));
        queue.push([WithTree(true)]);
        let kept = (0..WITH_TREES + 5).filter(|_| queue.take() == Some(WithTree(true))).count();
        assert_eq!(kept, WITH_TREES - 1);
    }
}
