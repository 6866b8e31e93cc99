//! UDP sockets: how they are made, and what waits to leave by them.

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;

use socket2::{Domain, Protocol, SockRef, Socket, Type};

use super::sys::{Batch, Buffers, DatagramSocket, Datagrams};

/// How many datagrams wait for room in the socket; what is beyond is lost, as it would be in a network.
const WAITING: usize = 16_384;
/// What the kernel is asked to hold for us; it may grant less.
const KERNEL_BUFFER: usize = 4 << 20;

/// Opens a UDP socket. Unlike the original's it is never shared: a port in use is an error.
pub(crate) fn bind_udp(local: SocketAddr, dscp: u8) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(local), Type::DGRAM, Some(Protocol::UDP))?;
    if local.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    enlarge_buffers(SockRef::from(&socket));
    set_dscp(SockRef::from(&socket), local.is_ipv4(), dscp);
    socket.bind(&local.into())?;
    Ok(socket.into())
}

/// Opens a UDP socket that is connected to `remote`, from any port.
pub(super) fn connect_udp(remote: SocketAddr) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(remote), Type::DGRAM, Some(Protocol::UDP))?;
    let any: SocketAddr = if remote.is_ipv4() {
        (Ipv4Addr::UNSPECIFIED, 0).into()
    } else {
        (Ipv6Addr::UNSPECIFIED, 0).into()
    };
    socket.bind(&any.into())?;
    socket.connect(&remote.into())?;
    Ok(socket.into())
}

/// Makes a socket of the application fit, and returns the address that it is bound to. Fails if it is no UDP socket.
pub(crate) fn prepare_udp(descriptor: BorrowedFd<'_>) -> io::Result<SocketAddr> {
    let socket = SockRef::from(&descriptor);
    let is_datagram = socket.r#type()? == Type::DGRAM;
    let local = socket.local_addr()?.as_socket().filter(|_| is_datagram);
    enlarge_buffers(socket);
    local.ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

/// A socket with the usual buffers works, too.
fn enlarge_buffers(socket: SockRef<'_>) {
    let _ = socket.set_recv_buffer_size(KERNEL_BUFFER);
    let _ = socket.set_send_buffer_size(KERNEL_BUFFER);
}

/// Marks what leaves by a socket with a differentiated services code point (RFC 2474). A system may refuse.
pub(super) fn set_dscp(socket: SockRef<'_>, is_ipv4: bool, dscp: u8) {
    let class = u32::from(dscp & 0x3f) << 2;
    if is_ipv4 {
        let _ = socket.set_tos_v4(class);
        return;
    }
    #[cfg(not(any(target_os = "openbsd", target_os = "solaris", target_os = "illumos")))]
    let _ = socket.set_tclass_v6(class);
}

/// One socket, and what waits to leave by it.
pub(super) struct Udp {
    socket: Datagrams,
    waiting: VecDeque<(SocketAddr, Arc<[u8]>)>,
}

impl Udp {
    pub(super) fn new(socket: UdpSocket) -> io::Result<Self> {
        Ok(Self { socket: Datagrams::new(socket)?, waiting: VecDeque::new() })
    }

    /// The address that it is bound to; the host may be the unspecified one.
    pub(super) fn local(&self) -> SocketAddr {
        self.socket.local()
    }

    /// Reads the next datagrams, in their order.
    pub(super) fn receive<'a>(&self, buffers: &'a mut Buffers) -> Batch<'a> {
        self.socket.receive(buffers)
    }

    /// Appends a datagram to those that the next [`Udp::flush`] sends.
    pub(super) fn queue(&mut self, remote: SocketAddr, bytes: Arc<[u8]>) {
        if self.waiting.len() < WAITING {
            self.waiting.push_back((remote, bytes));
        }
    }

    /// Whether datagrams wait for room in the socket.
    pub(super) fn is_blocked(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Sends what waits, as far as there is room, and adds the addresses that nothing can be sent to to `refused`.
    pub(super) fn flush(&mut self, refused: &mut Vec<SocketAddr>) {
        while !self.waiting.is_empty() {
            match self.socket.send(&self.waiting) {
                Ok(sent) => drop(self.waiting.drain(..sent.min(self.waiting.len()))),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // The socket reports an ICMP error, perhaps of an earlier datagram, or cannot send this one.
                Err(_) => {
                    self.take_errors(refused);
                    let Some((remote, bytes)) = self.waiting.pop_front() else { return };
                    match self.socket.send_one(remote, &bytes) {
                        Ok(()) => {}
                        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                            self.waiting.push_front((remote, bytes));
                            return;
                        }
                        // A queue below is full: the datagram is lost, as it may be anywhere in the network.
                        Err(error) if is_congestion(&error) => {}
                        Err(_) => refused.push(remote),
                    }
                }
            }
        }
    }

    /// Adds the addresses that ICMP called unreachable to `refused`.
    pub(super) fn take_errors(&self, refused: &mut Vec<SocketAddr>) {
        self.socket.take_errors(refused);
    }
}

impl AsFd for Udp {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

fn is_congestion(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::ENOBUFS | libc::ENOMEM))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::net::sys::BatchBuffers;

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
    #[cfg_attr(feature = "portable", ignore = "no error queue")]
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
