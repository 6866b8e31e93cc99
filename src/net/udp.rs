//! UDP sockets: datagrams in batches, and the ICMP errors that they provoke.

use core::array;
use std::collections::VecDeque;
use std::io::{self, IoSlice, IoSliceMut};
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::sync::Arc;

use nix::cmsg_space;
use nix::errno::Errno;
use nix::libc::{sock_extended_err, sockaddr_in6};
use nix::sys::socket::{
    AddressFamily, ControlMessage, ControlMessageOwned, MsgFlags, MultiHeaders, SockFlag, SockType,
    SockaddrIn, SockaddrIn6, SockaddrLike, SockaddrStorage, bind, getsockname, getsockopt,
    recvmmsg, recvmsg, sendmmsg, sendto, setsockopt, socket, sockopt,
};

/// How many datagrams one system call moves at most.
pub(super) const BATCH: usize = 64;
/// The largest datagram there is.
const DATAGRAM: usize = 65_535;
/// How many datagrams wait for room in the socket; what is beyond is lost, as it would be in a network.
const WAITING: usize = 16_384;
/// What the kernel is asked to hold for us; it may grant less.
const KERNEL_BUFFER: usize = 4 << 20;

/// Opens a UDP socket. Unlike the original's it is never shared: a port in use is an error.
pub(crate) fn bind_udp(local: SocketAddr, dscp: u8) -> io::Result<UdpSocket> {
    let family = if local.is_ipv4() { AddressFamily::Inet } else { AddressFamily::Inet6 };
    let descriptor = socket(family, SockType::Datagram, SockFlag::SOCK_CLOEXEC, None)?;
    if local.is_ipv6() {
        setsockopt(&descriptor, sockopt::Ipv6V6Only, &true)?;
    }
    set_options(descriptor.as_fd(), local.is_ipv4());
    set_dscp(descriptor.as_fd(), local.is_ipv4(), dscp);
    bind(descriptor.as_raw_fd(), &SockaddrStorage::from(local))?;
    Ok(UdpSocket::from(descriptor))
}

/// Makes a socket of the application fit, and gives the address that it is bound to. Fails if it is no UDP socket.
pub(crate) fn prepare_udp(descriptor: BorrowedFd<'_>) -> io::Result<SocketAddr> {
    let kind = getsockopt(&descriptor, sockopt::SockType)?;
    let name = getsockname::<SockaddrStorage>(descriptor.as_raw_fd())?;
    let local = socket_address(name)
        .filter(|_| kind == SockType::Datagram)
        .ok_or(io::ErrorKind::InvalidInput)?;
    set_options(descriptor, local.is_ipv4());
    Ok(local)
}

/// Asks for ICMP errors and for large buffers. A socket without either works too.
fn set_options(descriptor: BorrowedFd<'_>, is_ipv4: bool) {
    let _ = if is_ipv4 {
        setsockopt(&descriptor, sockopt::Ipv4RecvErr, &true)
    } else {
        setsockopt(&descriptor, sockopt::Ipv6RecvErr, &true)
    };
    let _ = setsockopt(&descriptor, sockopt::RcvBuf, &KERNEL_BUFFER);
    let _ = setsockopt(&descriptor, sockopt::SndBuf, &KERNEL_BUFFER);
}

/// Marks what leaves by a socket with a differentiated services code point (RFC 2474). A system may refuse.
pub(crate) fn set_dscp(descriptor: BorrowedFd<'_>, is_ipv4: bool, dscp: u8) {
    let class = i32::from(dscp & 0x3f) << 2;
    let _ = if is_ipv4 {
        setsockopt(&descriptor, sockopt::Ipv4Tos, &class)
    } else {
        setsockopt(&descriptor, sockopt::Ipv6TClass, &class)
    };
}

/// Room for one batch of incoming datagrams. Pages are taken only as they are written.
pub(super) struct Buffers {
    v4: MultiHeaders<SockaddrIn>,
    v6: MultiHeaders<SockaddrIn6>,
    bytes: Vec<u8>,
}

impl Buffers {
    pub(super) fn new() -> Self {
        Self {
            v4: MultiHeaders::preallocate(BATCH, None),
            v6: MultiHeaders::preallocate(BATCH, None),
            bytes: vec![0; BATCH * DATAGRAM],
        }
    }
}

/// What one read brought.
pub(super) struct Datagrams<'a> {
    lengths: [(Option<SocketAddr>, usize); BATCH],
    count: usize,
    bytes: &'a [u8],
}

impl<'a> Datagrams<'a> {
    /// Who sent them and what, in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (SocketAddr, &'a [u8])> {
        let filled = self.lengths.iter().take(self.count).zip(self.bytes.chunks(DATAGRAM));
        filled.filter_map(|((remote, length), room)| Some(((*remote)?, room.get(..*length)?)))
    }

    /// Whether they were all that one read can bring: there may be more.
    pub(super) fn is_full(&self) -> bool {
        self.count >= BATCH
    }
}

/// One socket, and what waits to leave by it.
pub(super) struct Udp {
    socket: UdpSocket,
    local: SocketAddr,
    waiting: VecDeque<(SocketAddr, Arc<[u8]>)>,
    outgoing: Outgoing,
}

/// Room for the headers of one outgoing batch. With addresses of one family: of a `SockaddrStorage` nix would read
/// what nobody has written.
enum Outgoing {
    V4(MultiHeaders<SockaddrIn>),
    V6(MultiHeaders<SockaddrIn6>),
}

impl Udp {
    pub(super) fn new(socket: UdpSocket) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        let local = socket.local_addr()?;
        let outgoing = match local {
            SocketAddr::V4(_) => Outgoing::V4(MultiHeaders::preallocate(BATCH, None)),
            SocketAddr::V6(_) => Outgoing::V6(MultiHeaders::preallocate(BATCH, None)),
        };
        Ok(Self { socket, local, waiting: VecDeque::new(), outgoing })
    }

    /// The address that it is bound to; the host may be the unspecified one.
    pub(super) fn local(&self) -> SocketAddr {
        self.local
    }

    /// Takes the next datagrams, in their order. Fewer than [`Buffers`] has room for means that no more are there.
    ///
    /// Nothing here goes to the heap: large blocks in between make an allocator tidy up all small ones each time.
    pub(super) fn receive<'a>(&self, buffers: &'a mut Buffers) -> Datagrams<'a> {
        let Buffers { v4, v6, bytes } = buffers;
        let mut lengths = [(None, 0); BATCH];
        let mut rooms = bytes.chunks_mut(DATAGRAM);
        let mut slices: [_; BATCH] =
            array::from_fn(|_| [IoSliceMut::new(rooms.next().unwrap_or_default())]);
        let count = match self.local {
            SocketAddr::V4(_) => self.receive_many(v4, &mut slices, &mut lengths, |address| {
                SocketAddr::V4(address.into())
            }),
            SocketAddr::V6(_) => self.receive_many(v6, &mut slices, &mut lengths, |address| {
                SocketAddr::V6(address.into())
            }),
        };
        Datagrams { lengths, count, bytes }
    }

    /// With addresses of one family, as for [`Outgoing`]. Gives how many have come.
    fn receive_many<'b, S: SockaddrLike + Copy>(
        &self,
        headers: &'b mut MultiHeaders<S>,
        slices: &'b mut [[IoSliceMut<'b>; 1]],
        lengths: &mut [(Option<SocketAddr>, usize)],
        address: impl Fn(S) -> SocketAddr,
    ) -> usize {
        let (socket, flags) = (self.socket.as_raw_fd(), MsgFlags::MSG_DONTWAIT);
        let Ok(received) = recvmmsg(socket, headers, slices.iter_mut(), flags, None) else {
            return 0;
        };
        let filled = received.zip(lengths).map(|(datagram, place)| {
            *place = (datagram.address.map(&address), datagram.bytes);
        });
        filled.count()
    }

    /// Lets a datagram wait for the next [`Udp::flush`].
    pub(super) fn queue(&mut self, remote: SocketAddr, bytes: Arc<[u8]>) {
        if self.waiting.len() < WAITING {
            self.waiting.push_back((remote, bytes));
        }
    }

    /// Whether datagrams wait for room in the socket.
    pub(super) fn is_blocked(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Sends what waits, as far as there is room, and adds to `refused` whom nothing can be sent to.
    pub(super) fn flush(&mut self, refused: &mut Vec<SocketAddr>) {
        while !self.waiting.is_empty() {
            match self.send_batch() {
                Ok(sent) => drop(self.waiting.drain(..sent.min(self.waiting.len()))),
                Err(Errno::EINTR) => {}
                Err(Errno::EAGAIN) => return,
                // The socket tells of an ICMP error, perhaps from an earlier datagram, or cannot send this one.
                Err(_) => {
                    self.take_errors(refused);
                    let Some((remote, bytes)) = self.waiting.pop_front() else { return };
                    match self.socket.send_to(&bytes, remote) {
                        Ok(_) => {}
                        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                            self.waiting.push_front((remote, bytes));
                            return;
                        }
                        // A queue below is full: the datagram is lost, as it may be anywhere on its way.
                        Err(error) if is_congestion(&error) => {}
                        Err(_) => refused.push(remote),
                    }
                }
            }
        }
    }

    /// Sends the next datagrams by one system call. Gives how many have left.
    fn send_batch(&mut self) -> nix::Result<usize> {
        let flags = MsgFlags::MSG_DONTWAIT | MsgFlags::MSG_NOSIGNAL;
        if self.waiting.len() == 1
            && let Some((remote, bytes)) = self.waiting.front()
        {
            return sendto(self.socket.as_raw_fd(), bytes, &SockaddrStorage::from(*remote), flags)
                .map(|_| 1);
        }
        let Self { socket, waiting, outgoing, .. } = self;
        match outgoing {
            Outgoing::V4(headers) => send_many(socket, waiting, headers, |remote| match remote {
                SocketAddr::V4(v4) => Some(SockaddrIn::from(v4)),
                SocketAddr::V6(_) => None,
            }),
            Outgoing::V6(headers) => send_many(socket, waiting, headers, |remote| match remote {
                SocketAddr::V6(v6) => Some(SockaddrIn6::from(v6)),
                SocketAddr::V4(_) => None,
            }),
        }
    }

    /// Reads the error queue: `refused` gets the addresses that ICMP called unreachable.
    pub(super) fn take_errors(&self, refused: &mut Vec<SocketAddr>) {
        for _ in 0..BATCH {
            let mut nothing = [0; 0];
            let mut slices = [IoSliceMut::new(&mut nothing)];
            let mut control = cmsg_space!(sock_extended_err, sockaddr_in6);
            let flags = MsgFlags::MSG_ERRQUEUE | MsgFlags::MSG_DONTWAIT;
            let read = recvmsg::<SockaddrStorage>(
                self.socket.as_raw_fd(),
                &mut slices,
                Some(&mut control),
                flags,
            );
            let Ok(message) = read else { break };
            let is_fatal =
                message.cmsgs().is_ok_and(|mut list| list.any(|one| is_unreachable(&one)));
            if let (true, Some(remote)) = (is_fatal, message.address.and_then(socket_address)) {
                refused.push(remote);
            }
        }
        // What the queue told is also kept as the socket's own error: clear it.
        let _ = self.socket.take_error();
    }
}

/// Sends the first datagrams that wait by one system call. Gives how many have left.
fn send_many<S: SockaddrLike + Copy>(
    socket: &UdpSocket,
    waiting: &VecDeque<(SocketAddr, Arc<[u8]>)>,
    headers: &mut MultiHeaders<S>,
    address: impl Fn(SocketAddr) -> Option<S>,
) -> nix::Result<usize> {
    let flags = MsgFlags::MSG_DONTWAIT | MsgFlags::MSG_NOSIGNAL;
    let mut addresses = [None; BATCH];
    let mut slices = [[IoSlice::new(&[])]; BATCH];
    let places = addresses.iter_mut().zip(&mut slices);
    for ((remote, bytes), (to, slice)) in waiting.iter().zip(places) {
        *to = address(*remote);
        *slice = [IoSlice::new(bytes)];
    }
    let slices = slices.get(..waiting.len()).unwrap_or(&slices);
    let none: [ControlMessage<'_>; 0] = [];
    let sent = sendmmsg(socket.as_raw_fd(), headers, slices, addresses, none, flags)?;
    Ok(sent.count())
}

impl AsFd for Udp {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

fn is_unreachable(message: &ControlMessageOwned) -> bool {
    let (ControlMessageOwned::Ipv4RecvErr(error, _) | ControlMessageOwned::Ipv6RecvErr(error, _)) =
        message
    else {
        return false;
    };
    let errno = i32::try_from(error.ee_errno).map_or(Errno::UnknownErrno, Errno::from_raw);
    matches!(errno, Errno::ECONNREFUSED | Errno::EHOSTUNREACH | Errno::ENETUNREACH | Errno::EACCES)
}

fn is_congestion(error: &io::Error) -> bool {
    let errno = error.raw_os_error().map(Errno::from_raw);
    matches!(errno, Some(Errno::ENOBUFS | Errno::ENOMEM))
}

/// The same address in the form of the standard library.
pub(super) fn socket_address(address: SockaddrStorage) -> Option<SocketAddr> {
    if let Some(address) = address.as_sockaddr_in() {
        return Some(SocketAddr::V4((*address).into()));
    }
    address.as_sockaddr_in6().map(|&address| SocketAddr::V6(address.into()))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    const LOOPBACK: &str = "127.0.0.1:0";

    fn socket() -> Udp {
        Udp::new(bind_udp(LOOPBACK.parse().unwrap(), 26).unwrap()).unwrap()
    }

    fn await_datagrams(socket: &Udp, wanted: usize) -> Vec<(SocketAddr, Vec<u8>)> {
        let end = Instant::now() + Duration::from_secs(60);
        let (mut buffers, mut all) = (Buffers::new(), Vec::new());
        while all.len() < wanted && Instant::now() < end {
            all.extend(
                socket.receive(&mut buffers).iter().map(|(from, bytes)| (from, bytes.to_vec())),
            );
        }
        all
    }

    #[test]
    fn more_datagrams_than_a_batch_arrive_in_order() {
        let (mut here, there) = (socket(), socket());
        for number in 0..150_u8 {
            here.queue(there.local(), Arc::from([number]));
        }
        let mut refused = Vec::new();
        here.flush(&mut refused);
        assert!(refused.is_empty() && !here.is_blocked());
        let got = await_datagrams(&there, 150);
        assert!(got.iter().all(|(from, _)| *from == here.local()));
        assert_eq!(
            got.iter().map(|(_, bytes)| bytes[0]).collect::<Vec<_>>(),
            (0..150).collect::<Vec<_>>()
        );
    }

    #[test]
    fn so_many_wait_at_most() {
        let (mut here, there) = (socket(), socket());
        (0..2 * WAITING).for_each(|_| here.queue(there.local(), Arc::from(*b"x")));
        assert_eq!(here.waiting.len(), WAITING);
    }

    #[test]
    fn the_largest_datagram_arrives_whole() {
        let (mut here, there) = (socket(), socket());
        here.queue(there.local(), vec![7; 65_507].into());
        here.flush(&mut Vec::new());
        assert_eq!(await_datagrams(&there, 1)[0].1.len(), 65_507);
    }

    #[test]
    fn a_closed_port_is_reported_and_does_not_harm_other_peers() {
        let (mut here, alive) = (socket(), socket());
        let closed = "127.0.0.1:1".parse().unwrap();
        let mut refused = Vec::new();
        for _ in 0..3 {
            here.queue(closed, Arc::from(*b"x"));
            here.queue(alive.local(), Arc::from(*b"y"));
            here.flush(&mut refused);
        }
        let end = Instant::now() + Duration::from_secs(60);
        while refused.is_empty() && Instant::now() < end {
            here.take_errors(&mut refused);
        }
        assert!(
            !refused.is_empty() && refused.iter().all(|remote| *remote == closed),
            "{refused:?}"
        );
        assert_eq!(await_datagrams(&alive, 3).len(), 3);
    }

    #[test]
    fn a_port_in_use_is_an_error() {
        let first = socket();
        assert!(bind_udp(first.local(), 0).is_err());
    }

    #[test]
    fn an_unsendable_datagram_is_refused_at_once() {
        let (mut here, there) = (socket(), socket());
        here.queue(there.local(), vec![0; 65_600].into());
        let mut refused = Vec::new();
        here.flush(&mut refused);
        assert_eq!(refused, [there.local()]);
    }
}
