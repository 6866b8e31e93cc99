//! rtnetlink(7), and the clock that counts the time asleep.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, MsgFlags, NetlinkAddr, SockFlag, SockProtocol, SockType, bind, recv, socket,
};
use nix::time::{ClockId, clock_gettime};

use crate::net::sys::ChangeNews;

/// Links, addresses and routes of both families.
const GROUPS: u32 = 0x1 | 0x10 | 0x40 | 0x100 | 0x400;

/// A netlink socket. A system without this kind of socket sends no news; then only the clock is read.
#[derive(Debug)]
pub(in crate::net) struct Changes(Option<OwnedFd>);

impl ChangeNews for Changes {
    const INTERVAL: Option<Duration> = None;

    fn new() -> Self {
        Self(open().ok())
    }

    fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        self.0.as_ref().map(AsFd::as_fd)
    }

    fn drain(&self) {
        let Some(socket) = &self.0 else { return };
        // What it says does not matter: the rest of a message is dropped.
        let mut room = [0; 16];
        // Too much news at once is an error, and news all the same.
        let mut read = || recv(socket.as_raw_fd(), &mut room, MsgFlags::MSG_DONTWAIT);
        // The rest of a very long burst is read in the next turn.
        (0..256).take_while(|_| read() != Err(Errno::EAGAIN)).count();
    }

    /// One clock counts the time that the machine sleeps, the other does not.
    fn slept(&self) -> Duration {
        let read = |clock| clock_gettime(clock).map(Duration::from).unwrap_or_default();
        let running = read(ClockId::CLOCK_MONOTONIC);
        read(ClockId::CLOCK_BOOTTIME).saturating_sub(running)
    }
}

fn open() -> io::Result<OwnedFd> {
    let flags = SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK;
    let descriptor =
        socket(AddressFamily::Netlink, SockType::Raw, flags, SockProtocol::NetlinkRoute)?;
    bind(descriptor.as_raw_fd(), &NetlinkAddr::new(0, GROUPS))?;
    Ok(descriptor)
}
