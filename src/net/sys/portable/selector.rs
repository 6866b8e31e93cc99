//! poll(2) and a pair of connected sockets.
//!
//! The crate `polling` would be faster with many descriptors, but its registration is `unsafe`: a descriptor must be
//! removed before it is closed. Here each watch holds a duplicate, so that this cannot go wrong.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::net::sys::{Interest, Ready, Select, SignalDescriptor};

/// The watched descriptors, by their numbers.
#[derive(Debug)]
pub(in crate::net) struct Selector(RefCell<BTreeMap<RawFd, Watched>>);

#[derive(Debug)]
struct Watched {
    duplicate: OwnedFd,
    token: u64,
    interest: Interest,
}

impl Select for Selector {
    fn new() -> io::Result<Self> {
        Ok(Self(RefCell::default()))
    }

    fn add(&self, descriptor: BorrowedFd<'_>, token: u64, interest: Interest) -> io::Result<()> {
        let duplicate = descriptor.try_clone_to_owned()?;
        let watched = Watched { duplicate, token, interest };
        self.0.borrow_mut().insert(descriptor.as_raw_fd(), watched);
        Ok(())
    }

    fn modify(&self, descriptor: BorrowedFd<'_>, token: u64, interest: Interest) -> io::Result<()> {
        let mut all = self.0.borrow_mut();
        let watched = all.get_mut(&descriptor.as_raw_fd()).ok_or(io::ErrorKind::NotFound)?;
        (watched.token, watched.interest) = (token, interest);
        Ok(())
    }

    fn remove(&self, descriptor: BorrowedFd<'_>) {
        self.0.borrow_mut().remove(&descriptor.as_raw_fd());
    }

    fn wait(&mut self, timeout: Option<Duration>, ready: &mut Vec<Ready>) -> io::Result<()> {
        let all = self.0.borrow();
        let watched = || all.values().filter(|watched| watched.interest != Interest::Nothing);
        let mut descriptors: Vec<_> = watched()
            .map(|watched| PollFd::new(watched.duplicate.as_fd(), flags(watched.interest)))
            .collect();
        match poll(&mut descriptors, milliseconds(timeout)) {
            Err(Errno::EINTR) => return Ok(()),
            count => count?,
        };
        ready.extend(watched().zip(&descriptors).filter_map(|(watched, descriptor)| {
            let flags = descriptor.revents().filter(|flags| !flags.is_empty())?;
            let failed = flags.intersects(PollFlags::POLLERR | PollFlags::POLLHUP);
            Some(Ready {
                token: watched.token,
                readable: failed || flags.contains(PollFlags::POLLIN),
                writable: failed || flags.contains(PollFlags::POLLOUT),
                failed,
            })
        }));
        Ok(())
    }
}

fn flags(interest: Interest) -> PollFlags {
    match interest {
        Interest::Read => PollFlags::POLLIN,
        Interest::Write => PollFlags::POLLOUT,
        Interest::ReadWrite => PollFlags::POLLIN | PollFlags::POLLOUT,
        Interest::Nothing => PollFlags::empty(),
    }
}

/// Rounded up: too early a wake-up would find nothing to do.
fn milliseconds(timeout: Option<Duration>) -> PollTimeout {
    let Some(timeout) = timeout else { return PollTimeout::NONE };
    let milliseconds = timeout.as_micros().div_ceil(1000);
    i32::try_from(milliseconds).ok().and_then(|ms| ms.try_into().ok()).unwrap_or(PollTimeout::MAX)
}

/// Two connected sockets: what is written into one makes the other readable.
#[derive(Debug)]
pub(crate) struct Signal {
    readable: UnixStream,
    writable: UnixStream,
}

impl SignalDescriptor for Signal {
    fn new() -> io::Result<Self> {
        let (readable, writable) = UnixStream::pair()?;
        readable.set_nonblocking(true)?;
        writable.set_nonblocking(true)?;
        Ok(Self { readable, writable })
    }

    fn set(&self) {
        // Fails only when there is no more room: then it is readable.
        let _ = (&self.writable).write(&[1]);
    }

    fn clear(&self) {
        let mut room = [0; 64];
        while let Ok(count @ 1..) = (&self.readable).read(&mut room)
            && count == room.len()
        {}
    }
}

impl AsFd for Signal {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.readable.as_fd()
    }
}
