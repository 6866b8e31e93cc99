//! epoll(7) and eventfd(2).

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::eventfd::{EfdFlags, EventFd};

use crate::net::sys::{Interest, Ready, Select, SignalDescriptor};

/// How many ready descriptors one wait reports at most.
const EVENTS: usize = 64;

/// An epoll instance, and room for what it reports.
#[derive(Debug)]
pub(in crate::net) struct Selector {
    epoll: Epoll,
    events: Vec<EpollEvent>,
}

impl Select for Selector {
    fn new() -> io::Result<Self> {
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        Ok(Self { epoll, events: vec![EpollEvent::empty(); EVENTS] })
    }

    fn add(&self, descriptor: BorrowedFd<'_>, token: u64, interest: Interest) -> io::Result<()> {
        Ok(self.epoll.add(descriptor, EpollEvent::new(flags(interest), token))?)
    }

    fn modify(&self, descriptor: BorrowedFd<'_>, token: u64, interest: Interest) -> io::Result<()> {
        Ok(self.epoll.modify(descriptor, &mut EpollEvent::new(flags(interest), token))?)
    }

    /// By itself the watch would go on as long as a child process has a copy of the descriptor.
    fn remove(&self, descriptor: BorrowedFd<'_>) {
        let _ = self.epoll.delete(descriptor);
    }

    fn wait(&mut self, timeout: Option<Duration>, ready: &mut Vec<Ready>) -> io::Result<()> {
        let Self { epoll, events } = self;
        let count = match epoll.wait(events, milliseconds(timeout)) {
            Err(Errno::EINTR) => 0,
            count => count?,
        };
        ready.extend(events.iter().take(count).map(|event| {
            let flags = event.events();
            let failed = flags.intersects(EpollFlags::EPOLLERR | EpollFlags::EPOLLHUP);
            Ready {
                token: event.data(),
                readable: failed || flags.contains(EpollFlags::EPOLLIN),
                writable: failed || flags.contains(EpollFlags::EPOLLOUT),
                failed,
            }
        }));
        Ok(())
    }
}

fn flags(interest: Interest) -> EpollFlags {
    match interest {
        Interest::Read => EpollFlags::EPOLLIN,
        Interest::Write => EpollFlags::EPOLLOUT,
        Interest::ReadWrite => EpollFlags::EPOLLIN | EpollFlags::EPOLLOUT,
        Interest::Nothing => EpollFlags::empty(),
    }
}

/// Rounded up: too early a wake-up would find nothing to do.
fn milliseconds(timeout: Option<Duration>) -> EpollTimeout {
    let Some(timeout) = timeout else { return EpollTimeout::NONE };
    let milliseconds = timeout.as_micros().div_ceil(1000);
    i32::try_from(milliseconds).ok().and_then(|ms| ms.try_into().ok()).unwrap_or(EpollTimeout::MAX)
}

/// An eventfd.
#[derive(Debug)]
pub(crate) struct Signal(EventFd);

impl SignalDescriptor for Signal {
    fn new() -> io::Result<Self> {
        Ok(Self(EventFd::from_flags(EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK)?))
    }

    fn set(&self) {
        // Fails only when the counter is full: then it is readable.
        let _ = self.0.write(1);
    }

    fn clear(&self) {
        // Fails only when it is not readable.
        let _ = self.0.read();
    }
}

impl AsFd for Signal {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
