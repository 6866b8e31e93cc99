//! The queue of events between the worker and the application.

mod contents;

use std::os::fd::{AsFd, AsRawFd, RawFd};
use std::time::Instant;

use parking_lot::{Condvar, Mutex};

use crate::error::Error::Undefined;
use crate::error::Result;
use crate::net::{Signal, SignalDescriptor};
use crate::trace::trace;

use contents::Contents;
pub(super) use contents::Rank;

/// Events in the order in which they happened.
#[derive(Debug)]
pub(super) struct EventQueue<E> {
    state: Mutex<Contents<E>>,
    /// An event came, [`EventQueue::wake`] was called, or the queue was closed.
    changed: Condvar,
}

impl<E: Rank> EventQueue<E> {
    /// How many events wait.
    pub(super) fn len(&self) -> usize {
        self.state.lock().len()
    }

    /// An empty queue without limit.
    pub(super) fn new() -> Self {
        Self { state: Mutex::new(Contents::new()), changed: Condvar::new() }
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

#[cfg(test)]
mod tests;
