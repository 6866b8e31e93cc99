//! Waiting for sockets and for other threads.

use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant};

pub(super) use super::sys::{Interest, Ready};
use super::sys::{Select, Selector, Signal, SignalDescriptor};

/// The token of the waker; sockets have others.
const WAKER: u64 = u64::MAX;

/// What one worker waits for.
#[derive(Debug)]
pub(crate) struct Poller {
    selector: Selector,
    waker: Arc<Waker>,
}

impl Poller {
    pub(crate) fn new() -> io::Result<Self> {
        let selector = Selector::new()?;
        let waker = Arc::new(Waker::new()?);
        selector.add(waker.signal.as_fd(), WAKER, Interest::Read)?;
        Ok(Self { selector, waker })
    }

    /// What other threads wake this poller with.
    pub(crate) fn waker(&self) -> Arc<Waker> {
        self.waker.clone()
    }

    /// Begins to watch `descriptor`.
    pub(super) fn add(
        &self,
        descriptor: impl AsFd,
        token: u64,
        interest: Interest,
    ) -> io::Result<()> {
        self.selector.add(descriptor.as_fd(), token, interest)
    }

    /// Ends to watch `descriptor`, before it is closed.
    pub(super) fn remove(&self, descriptor: impl AsFd) {
        self.selector.remove(descriptor.as_fd());
    }

    /// Watches `descriptor` for something else.
    pub(super) fn modify(
        &self,
        descriptor: impl AsFd,
        token: u64,
        interest: Interest,
    ) -> io::Result<()> {
        self.selector.modify(descriptor.as_fd(), token, interest)
    }

    /// Waits until a descriptor is ready, another thread wakes us, or the deadline has come. `deadline` is asked once
    /// we are known to sleep: it sees all work made before, and whatever makes work after that wakes us.
    pub(super) fn wait(
        &mut self,
        deadline: impl FnOnce() -> Option<Instant>,
        ready: &mut Vec<Ready>,
    ) {
        ready.clear();
        self.waker.sleeping.store(true, SeqCst);
        let timeout = deadline().map(|time| time.saturating_duration_since(Instant::now()));
        if self.selector.wait(timeout, ready).is_err() {
            // The descriptors cannot be wrong; do not spin should they be so all the same.
            std::thread::sleep(Duration::from_millis(10));
        }
        self.waker.sleeping.store(false, SeqCst);
        if let Some(at) = ready.iter().position(|ready| ready.token == WAKER) {
            ready.remove(at);
            self.waker.signal.clear();
        }
    }
}

/// Wakes a [`Poller`] from another thread, at the cost of a system call only when it sleeps.
#[derive(Debug)]
pub(crate) struct Waker {
    signal: Signal,
    sleeping: AtomicBool,
}

impl Waker {
    fn new() -> io::Result<Self> {
        Ok(Self { signal: Signal::new()?, sleeping: AtomicBool::new(false) })
    }

    /// Ends the present wait, or keeps the next from sleeping.
    pub(crate) fn wake(&self) {
        if self.sleeping.swap(false, SeqCst) {
            self.signal.set();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wake_up_ends_a_wait_without_deadline() {
        let mut poller = Poller::new().unwrap();
        let waker = poller.waker();
        let thread = std::thread::spawn(move || {
            while !waker.sleeping.load(SeqCst) {
                std::thread::yield_now();
            }
            waker.wake();
        });
        let mut ready = Vec::new();
        poller.wait(|| None, &mut ready);
        thread.join().unwrap();
        assert!(ready.is_empty());
    }

    #[test]
    fn a_deadline_that_has_passed_does_not_sleep() {
        let mut poller = Poller::new().unwrap();
        poller.wait(|| Some(Instant::now()), &mut Vec::new());
    }

    #[test]
    fn a_wait_ends_no_earlier_than_its_deadline() {
        let mut poller = Poller::new().unwrap();
        let deadline = Instant::now() + Duration::from_micros(2500);
        poller.wait(|| Some(deadline), &mut Vec::new());
        assert!(Instant::now() >= deadline);
    }
}
