//! Signs that the network around us has changed: the kernel's news of addresses and routes, and jumps of the clock.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, MsgFlags, NetlinkAddr, SockFlag, SockProtocol, SockType, bind, recv, socket,
};
use nix::time::{ClockId, clock_gettime};

/// Links, addresses and routes of both families (rtnetlink(7)).
const GROUPS: u32 = 0x1 | 0x10 | 0x40 | 0x100 | 0x400;
/// How long the news must have ended before we look: changes come in showers.
const CALM: Duration = Duration::from_millis(500);
/// How long a shower is waited for: on some machines it never ends.
const LONGEST: Duration = Duration::from_secs(5);
/// How often the clocks are compared even when nothing else happens.
const CHECK: Duration = Duration::from_secs(30);
/// How far the clocks may drift apart before the machine must have slept.
const NAP: Duration = Duration::from_secs(2);

/// Notices changes.
#[derive(Debug)]
pub(super) struct Watch {
    socket: Option<OwnedFd>,
    /// When to look what has changed, and when at the latest.
    calm: Option<(Instant, Instant)>,
    /// Time slept since the machine started, and when that was last read.
    slept: Duration,
    checked: Instant,
}

impl Watch {
    /// A system without this kind of socket tells no news; then only the clock is watched.
    pub(super) fn new() -> Self {
        Self { socket: news().ok(), calm: None, slept: slept(), checked: Instant::now() }
    }

    /// The descriptor that is readable when there is news.
    pub(super) fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        self.socket.as_ref().map(AsFd::as_fd)
    }

    /// There is news. What it says does not matter: the routes that we use are looked at.
    pub(super) fn handle_ready(&mut self, now: Instant) {
        let Some(socket) = &self.socket else { return };
        let mut room = [0; 4096];
        // Too much news at once is an error, and news all the same.
        let mut read = || recv(socket.as_raw_fd(), &mut room, MsgFlags::MSG_DONTWAIT);
        // The rest of a very long shower is read in the next turn.
        (0..256).take_while(|_| read() != Err(Errno::EAGAIN)).count();
        let latest = self.calm.map_or(now + LONGEST, |(_, latest)| latest);
        self.calm = Some((latest.min(now + CALM), latest));
    }

    /// When [`Watch::handle_timeout`] is to be called.
    pub(super) fn next_timeout(&self) -> Option<Instant> {
        self.calm.map(|(calm, _)| calm).into_iter().chain([self.checked + CHECK]).min()
    }

    /// What there is to do now.
    pub(super) fn handle_timeout(&mut self, now: Instant) -> Change {
        if now.saturating_duration_since(self.checked) >= Duration::from_secs(1) {
            self.checked = now;
            if self.has_slept(slept()) {
                self.calm = None;
                return Change::Slept;
            }
        }
        match self.calm {
            Some((calm, _)) if calm <= now => {
                self.calm = None;
                Change::Perhaps
            }
            _ => Change::None,
        }
    }

    /// Whether the time slept has grown since it was last read.
    fn has_slept(&mut self, slept: Duration) -> bool {
        let before = core::mem::replace(&mut self.slept, slept);
        slept.saturating_sub(before) > NAP
    }
}

/// What became known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing.
    None,
    /// Addresses or routes are others, perhaps those that we use.
    Perhaps,
    /// The machine was asleep: nobody knows what became of anything.
    Slept,
}

fn news() -> io::Result<OwnedFd> {
    let flags = SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK;
    let descriptor =
        socket(AddressFamily::Netlink, SockType::Raw, flags, SockProtocol::NetlinkRoute)?;
    bind(descriptor.as_raw_fd(), &NetlinkAddr::new(0, GROUPS))?;
    Ok(descriptor)
}

/// One clock counts the time that the machine sleeps, the other does not.
fn slept() -> Duration {
    let read = |clock| clock_gettime(clock).map(Duration::from).unwrap_or_default();
    let running = read(ClockId::CLOCK_MONOTONIC);
    read(ClockId::CLOCK_BOOTTIME).saturating_sub(running)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shower_of_news_is_looked_at_once() {
        let mut watch = Watch::new();
        let start = Instant::now();
        watch.handle_ready(start);
        watch.handle_ready(start + CALM / 2);
        assert_eq!(watch.handle_timeout(start + CALM), Change::None);
        assert_eq!(watch.handle_timeout(start + CALM * 2), Change::Perhaps);
        assert_eq!(watch.handle_timeout(start + CALM * 3), Change::None);
    }

    #[test]
    fn a_shower_without_end_is_looked_at_all_the_same() {
        let mut watch = Watch::new();
        let start = Instant::now();
        let step = CALM / 5;
        let looks = (0..300).filter(|&news| {
            let now = start + step * news;
            watch.handle_ready(now);
            watch.handle_timeout(now) == Change::Perhaps
        });
        assert!((3..10).contains(&looks.count()));
    }

    #[test]
    fn a_jump_of_the_clock_means_that_the_machine_slept() {
        let mut watch = Watch::new();
        let minute = Duration::from_secs(60);
        assert!(watch.has_slept(watch.slept + minute));
        assert!(!watch.has_slept(watch.slept + Duration::from_millis(100)));
    }
}
