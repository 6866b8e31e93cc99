//! What differs from one operating system to another. Linux has implementations of its own; the others share a portable
//! one, which the feature `portable` chooses on Linux, too.

#[cfg(all(any(target_os = "linux", target_os = "android"), not(feature = "portable")))]
mod linux;
#[cfg(any(not(any(target_os = "linux", target_os = "android")), feature = "portable"))]
mod portable;

use std::collections::VecDeque;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;
use std::time::Duration;

#[cfg(all(any(target_os = "linux", target_os = "android"), not(feature = "portable")))]
pub(crate) use linux::Signal;
#[cfg(all(any(target_os = "linux", target_os = "android"), not(feature = "portable")))]
pub(super) use linux::{Buffers, Changes, Datagrams, Selector};
#[cfg(any(not(any(target_os = "linux", target_os = "android")), feature = "portable"))]
pub(crate) use portable::Signal;
#[cfg(any(not(any(target_os = "linux", target_os = "android")), feature = "portable"))]
pub(super) use portable::{Buffers, Changes, Datagrams, Selector};

/// How many datagrams one call of [`DatagramSocket`] moves at most. Room for four times as many would cost each context 30 kB.
pub(super) const BATCH: usize = 16;

/// The largest datagram there is.
const DATAGRAM: usize = 65_535;

/// One descriptor that is ready.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ready {
    /// The token that it was registered under.
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

/// Waits for many descriptors, level-triggered.
pub(super) trait Select: Sized {
    /// Watches no descriptor yet.
    fn new() -> io::Result<Self>;

    /// Begins to watch `descriptor`.
    fn add(&self, descriptor: BorrowedFd<'_>, token: u64, interest: Interest) -> io::Result<()>;

    /// Watches `descriptor` for something else.
    fn modify(&self, descriptor: BorrowedFd<'_>, token: u64, interest: Interest) -> io::Result<()>;

    /// Ends to watch `descriptor`, before it is closed. Nothing happens if it is not watched.
    fn remove(&self, descriptor: BorrowedFd<'_>);

    /// Waits until a descriptor is ready, a signal handler ran or `timeout` is over; `None` waits without limit.
    fn wait(&mut self, timeout: Option<Duration>, ready: &mut Vec<Ready>) -> io::Result<()>;
}

/// A descriptor that is readable from [`SignalDescriptor::set`] until [`SignalDescriptor::clear`].
pub(crate) trait SignalDescriptor: Sized + AsFd {
    /// Not readable yet.
    fn new() -> io::Result<Self>;

    /// Makes it readable. It never blocks.
    fn set(&self);

    /// Makes it unreadable. It never blocks.
    fn clear(&self);
}

/// Room for one batch of incoming datagrams.
pub(super) trait BatchBuffers {
    /// Pages are taken only as they are written.
    fn new() -> Self;
}

/// A UDP socket that moves several datagrams at once, and reads the ICMP errors that they provoked.
pub(super) trait DatagramSocket: Sized + AsFd {
    /// Makes the socket ready for the calls below.
    fn new(socket: UdpSocket) -> io::Result<Self>;

    /// The address that it is bound to; the host may be the unspecified one.
    fn local(&self) -> SocketAddr;

    /// Reads the next datagrams, in their order. Fewer than [`BATCH`] means that there are no more.
    fn receive<'a>(&self, buffers: &'a mut Buffers) -> Batch<'a>;

    /// Sends the first of `waiting`. Returns how many have left.
    fn send(&mut self, waiting: &VecDeque<(SocketAddr, Arc<[u8]>)>) -> io::Result<usize>;

    /// Sends one datagram.
    fn send_one(&self, remote: SocketAddr, bytes: &[u8]) -> io::Result<()>;

    /// Adds the addresses that ICMP called unreachable to `refused`, and clears the error of the socket.
    fn take_errors(&self, refused: &mut Vec<SocketAddr>);
}

/// News of the system about its addresses and routes, and about the time that it slept.
pub(super) trait ChangeNews: Sized {
    /// How often routes are to be compared where the system sends no news.
    const INTERVAL: Option<Duration>;

    /// Begins to listen for news.
    fn new() -> Self;

    /// The descriptor that is readable when there is news, if there is one.
    fn descriptor(&self) -> Option<BorrowedFd<'_>>;

    /// Reads and forgets the news.
    fn drain(&self);

    /// How long the machine has slept since some moment in the past.
    fn slept(&self) -> Duration;
}

/// The datagrams that one read brought.
pub(super) struct Batch<'a> {
    lengths: [(Option<SocketAddr>, usize); BATCH],
    count: usize,
    bytes: &'a [u8],
}

impl<'a> Batch<'a> {
    /// Senders and contents, in the order of arrival.
    pub(super) fn iter(&self) -> impl Iterator<Item = (SocketAddr, &'a [u8])> {
        let filled = self.lengths.iter().take(self.count).zip(self.bytes.chunks(DATAGRAM));
        filled.filter_map(|((remote, length), room)| Some(((*remote)?, room.get(..*length)?)))
    }

    /// Whether there may be more.
    pub(super) fn is_full(&self) -> bool {
        self.count >= BATCH
    }
}
