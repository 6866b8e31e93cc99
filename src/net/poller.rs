//! Waiting for sockets and for other threads: one epoll instance and the eventfd that wakes it.

use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::eventfd::{EfdFlags, EventFd};

/// How many ready descriptors one wait reports at most.
const EVENTS: usize = 256;

/// The token of the waker; sockets have others.
const WAKER: u64 = u64::MAX;

/// One descriptor that is ready.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ready {
    /// What it was registered under.
    pub(super) token: u64,
    /// There is something to read, an error or the end among them.
    pub(super) readable: bool,
    /// There is room to write, or a connection attempt is over.
    pub(super) writable: bool,
    /// The error queue has something, or the peer is gone.
    pub(super) failed: bool,
}

/// What a registered descriptor is watched for; errors always are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interest {
    /// Something to read.
    Read,
    /// Room to write.
    Write,
    /// Both.
    ReadWrite,
    /// Nothing, for a while.
    Nothing,
}

impl Interest {
    fn flags(self) -> EpollFlags {
        match self {
            Self::Read => EpollFlags::EPOLLIN,
            Self::Write => EpollFlags::EPOLLOUT,
            Self::ReadWrite => EpollFlags::EPOLLIN | EpollFlags::EPOLLOUT,
            Self::Nothing => EpollFlags::empty(),
        }
    }
}

/// The epoll instance of one worker.
#[derive(Debug)]
pub(crate) struct Poller {
    epoll: Epoll,
    waker: Arc<Waker>,
}

impl Poller {
    pub(crate) fn new() -> io::Result<Self> {
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        let waker = Arc::new(Waker::new()?);
        epoll.add(&waker.signal, EpollEvent::new(EpollFlags::EPOLLIN, WAKER))?;
        Ok(Self { epoll, waker })
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
        Ok(self.epoll.add(descriptor, EpollEvent::new(interest.flags(), token))?)
    }

    /// Ends that, before `descriptor` is closed: by itself it would go on as long as a child process has a copy.
    pub(super) fn remove(&self, descriptor: impl AsFd) {
        // Fails only when it is not watched.
        let _ = self.epoll.delete(descriptor);
    }

    /// Watches `descriptor` for something else.
    pub(super) fn modify(
        &self,
        descriptor: impl AsFd,
        token: u64,
        interest: Interest,
    ) -> io::Result<()> {
        Ok(self.epoll.modify(descriptor, &mut EpollEvent::new(interest.flags(), token))?)
    }

    /// Waits until a descriptor is ready, somebody wakes us, or the deadline has come. `deadline` is asked once we
    /// are known to sleep: it sees all work made before, and whoever makes work after that wakes us.
    pub(super) fn wait(&self, deadline: impl FnOnce() -> Option<Instant>, ready: &mut Vec<Ready>) {
        ready.clear();
        self.waker.sleeping.store(true, SeqCst);
        let timeout = timeout(deadline());
        let mut events = [EpollEvent::empty(); EVENTS];
        let count = match self.epoll.wait(&mut events, timeout) {
            Ok(count) => count,
            Err(Errno::EINTR) => 0,
            // The descriptor cannot be wrong; do not spin should it be so all the same.
            Err(_) => {
                std::thread::sleep(Duration::from_millis(10));
                0
            }
        };
        self.waker.sleeping.store(false, SeqCst);
        for event in events.iter().take(count) {
            if event.data() == WAKER {
                // Fails only when it is empty already.
                let _ = self.waker.signal.read();
                continue;
            }
            let flags = event.events();
            let failed = flags.intersects(EpollFlags::EPOLLERR | EpollFlags::EPOLLHUP);
            ready.push(Ready {
                token: event.data(),
                readable: failed || flags.contains(EpollFlags::EPOLLIN),
                writable: failed || flags.contains(EpollFlags::EPOLLOUT),
                failed,
            });
        }
    }
}

/// The time to `deadline`, rounded up: a timer is never asked for before it is due.
fn timeout(deadline: Option<Instant>) -> EpollTimeout {
    let Some(deadline) = deadline else { return EpollTimeout::NONE };
    let wait = deadline.saturating_duration_since(Instant::now());
    let milliseconds = wait.as_micros().div_ceil(1000);
    i32::try_from(milliseconds).ok().and_then(|ms| ms.try_into().ok()).unwrap_or(EpollTimeout::MAX)
}

/// Wakes a [`Poller`] from another thread, at the cost of a system call only when it sleeps.
#[derive(Debug)]
pub(crate) struct Waker {
    signal: EventFd,
    sleeping: AtomicBool,
}

impl Waker {
    fn new() -> io::Result<Self> {
        let signal = EventFd::from_flags(EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK)?;
        Ok(Self { signal, sleeping: AtomicBool::new(false) })
    }

    /// Ends the present wait, or keeps the next from sleeping.
    pub(crate) fn wake(&self) {
        if self.sleeping.swap(false, SeqCst) {
            // Fails only when the counter is full: then the poller is awake anyway.
            let _ = self.signal.write(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wake_up_ends_a_wait_without_deadline() {
        let poller = Poller::new().unwrap();
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
        let poller = Poller::new().unwrap();
        poller.wait(|| Some(Instant::now()), &mut Vec::new());
    }

    #[test]
    fn a_wait_ends_no_earlier_than_its_deadline() {
        let poller = Poller::new().unwrap();
        let deadline = Instant::now() + Duration::from_micros(2500);
        poller.wait(|| Some(deadline), &mut Vec::new());
        assert!(Instant::now() >= deadline);
    }
}
