//! recvmmsg(2), sendmmsg(2) and the error queue of ip(7).

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
    ControlMessage, ControlMessageOwned, MsgFlags, MultiHeaders, SockaddrIn, SockaddrIn6,
    SockaddrLike, SockaddrStorage, recvmmsg, recvmsg, sendmmsg, setsockopt, sockopt,
};

use crate::net::address::socket_address;
use crate::net::sys::{BATCH, Batch, BatchBuffers, DATAGRAM, DatagramSocket};

/// Room for one batch. Most contexts receive from addresses of one family.
pub(in crate::net) struct Buffers {
    v4: Option<MultiHeaders<SockaddrIn>>,
    v6: Option<MultiHeaders<SockaddrIn6>>,
    bytes: Vec<u8>,
}

impl BatchBuffers for Buffers {
    fn new() -> Self {
        Self { v4: None, v6: None, bytes: vec![0; BATCH * DATAGRAM] }
    }
}

/// A socket with room for the headers of one outgoing batch.
pub(in crate::net) struct Datagrams {
    socket: UdpSocket,
    local: SocketAddr,
    outgoing: Outgoing,
}

/// Headers with addresses of one family: of a `SockaddrStorage` nix would read bytes that were never written.
enum Outgoing {
    V4(MultiHeaders<SockaddrIn>),
    V6(MultiHeaders<SockaddrIn6>),
}

impl DatagramSocket for Datagrams {
    fn new(socket: UdpSocket) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        let local = socket.local_addr()?;
        let outgoing = match local {
            SocketAddr::V4(_) => Outgoing::V4(MultiHeaders::preallocate(BATCH, None)),
            SocketAddr::V6(_) => Outgoing::V6(MultiHeaders::preallocate(BATCH, None)),
        };
        // A socket without the error queue works, too.
        let _ = match local {
            SocketAddr::V4(_) => setsockopt(&socket, sockopt::Ipv4RecvErr, &true),
            SocketAddr::V6(_) => setsockopt(&socket, sockopt::Ipv6RecvErr, &true),
        };
        Ok(Self { socket, local, outgoing })
    }

    fn local(&self) -> SocketAddr {
        self.local
    }

    /// Nothing here goes to the heap: large blocks in between make an allocator tidy up all small ones each time.
    fn receive<'a>(&self, buffers: &'a mut Buffers) -> Batch<'a> {
        let Buffers { v4, v6, bytes } = buffers;
        let mut lengths = [(None, 0); BATCH];
        let mut rooms = bytes.chunks_mut(DATAGRAM);
        let mut slices: [_; BATCH] =
            array::from_fn(|_| [IoSliceMut::new(rooms.next().unwrap_or_default())]);
        let count = match self.local {
            SocketAddr::V4(_) => {
                receive_many(&self.socket, v4, &mut slices, &mut lengths, |address| {
                    SocketAddr::V4(address.into())
                })
            }
            SocketAddr::V6(_) => {
                receive_many(&self.socket, v6, &mut slices, &mut lengths, |address| {
                    SocketAddr::V6(address.into())
                })
            }
        };
        Batch { lengths, count, bytes }
    }

    fn send(&mut self, waiting: &VecDeque<(SocketAddr, Arc<[u8]>)>) -> io::Result<usize> {
        if waiting.len() == 1
            && let Some((remote, bytes)) = waiting.front()
        {
            return self.send_one(*remote, bytes).map(|()| 1);
        }
        let Self { socket, outgoing, .. } = self;
        let sent = match outgoing {
            Outgoing::V4(headers) => send_many(socket, waiting, headers, |remote| match remote {
                SocketAddr::V4(v4) => Some(SockaddrIn::from(v4)),
                SocketAddr::V6(_) => None,
            }),
            Outgoing::V6(headers) => send_many(socket, waiting, headers, |remote| match remote {
                SocketAddr::V6(v6) => Some(SockaddrIn6::from(v6)),
                SocketAddr::V4(_) => None,
            }),
        };
        Ok(sent?)
    }

    fn send_one(&self, remote: SocketAddr, bytes: &[u8]) -> io::Result<()> {
        self.socket.send_to(bytes, remote).map(drop)
    }

    fn take_errors(&self, refused: &mut Vec<SocketAddr>) {
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
        // The last error of the queue is also kept as the socket's own: clear it.
        let _ = self.socket.take_error();
    }
}

impl AsFd for Datagrams {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

/// With addresses of one family, as for [`Outgoing`]. Returns how many have come.
fn receive_many<'b, S: SockaddrLike + Copy>(
    socket: &UdpSocket,
    headers: &'b mut Option<MultiHeaders<S>>,
    slices: &'b mut [[IoSliceMut<'b>; 1]],
    lengths: &mut [(Option<SocketAddr>, usize)],
    address: impl Fn(S) -> SocketAddr,
) -> usize {
    let (socket, flags) = (socket.as_raw_fd(), MsgFlags::MSG_DONTWAIT);
    let headers = headers.get_or_insert_with(|| MultiHeaders::preallocate(BATCH, None));
    let Ok(received) = recvmmsg(socket, headers, slices.iter_mut(), flags, None) else {
        return 0;
    };
    let filled = received.zip(lengths).map(|(datagram, place)| {
        *place = (datagram.address.map(&address), datagram.bytes);
    });
    filled.count()
}

/// Sends the first of `waiting` by one system call. Returns how many have left.
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

fn is_unreachable(message: &ControlMessageOwned) -> bool {
    let (ControlMessageOwned::Ipv4RecvErr(error, _) | ControlMessageOwned::Ipv6RecvErr(error, _)) =
        message
    else {
        return false;
    };
    let errno = i32::try_from(error.ee_errno).map_or(Errno::UnknownErrno, Errno::from_raw);
    matches!(errno, Errno::ECONNREFUSED | Errno::EHOSTUNREACH | Errno::ENETUNREACH | Errno::EACCES)
}
