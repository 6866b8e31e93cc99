//! What a connection asks of the system: to begin in the background, to send without a signal, to notice a dead peer.

use std::io::{self, IoSlice, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};

use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, MsgFlags, SockFlag, SockType, SockaddrStorage, bind, connect, getsockname,
    getsockopt, sendmsg, setsockopt, socket, sockopt,
};

use super::udp::{set_dscp, socket_address};

/// As the original: sent data unacknowledged for so long means that the peer is gone.
const USER_TIMEOUT_MS: u32 = 9000;

/// A socket that connects in the background. `local` is the host to come from, where it matters.
pub(super) fn start_connecting(
    remote: SocketAddr,
    local: Option<IpAddr>,
    dscp: u8,
) -> io::Result<OwnedFd> {
    let family = if remote.is_ipv4() { AddressFamily::Inet } else { AddressFamily::Inet6 };
    let flags = SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK;
    let descriptor = socket(family, SockType::Stream, flags, None)?;
    set_dscp(descriptor.as_fd(), remote.is_ipv4(), dscp);
    if let Some(local) = local.filter(|local| local.is_ipv4() == remote.is_ipv4()) {
        // Not fatal: the application may have named an address that is not here.
        let _ = bind(descriptor.as_raw_fd(), &SockaddrStorage::from(SocketAddr::new(local, 0)));
    }
    match connect(descriptor.as_raw_fd(), &SockaddrStorage::from(remote)) {
        Ok(()) | Err(Errno::EINPROGRESS | Errno::EINTR) => Ok(descriptor),
        Err(error) => Err(error.into()),
    }
}

/// The address that a socket of the application listens on. Fails if it does not.
pub(crate) fn prepare_listener(descriptor: BorrowedFd<'_>) -> io::Result<SocketAddr> {
    let is_stream = getsockopt(&descriptor, sockopt::SockType)? == SockType::Stream;
    let listens = getsockopt(&descriptor, sockopt::AcceptConn)?;
    let name = getsockname::<SockaddrStorage>(descriptor.as_raw_fd())?;
    let local = socket_address(name).filter(|_| is_stream && listens);
    local.ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

/// Small messages leave at once, and a dead peer is noticed. A system may refuse.
pub(super) fn prepare(socket: &TcpStream) {
    let _ = socket.set_nodelay(true);
    let _ = setsockopt(socket, sockopt::KeepAlive, &true);
    let _ = setsockopt(socket, sockopt::TcpUserTimeout, &USER_TIMEOUT_MS);
}

/// Sends as much as there is room for. A closed connection must not raise SIGPIPE in somebody else's process.
pub(super) fn send(socket: &TcpStream, slices: &[IoSlice<'_>]) -> nix::Result<usize> {
    let flags = MsgFlags::MSG_NOSIGNAL | MsgFlags::MSG_DONTWAIT;
    sendmsg::<SockaddrStorage>(socket.as_raw_fd(), slices, &[], flags, None)
}

/// Writes without ever raising SIGPIPE.
pub(super) struct NoSignal<'a>(pub(super) &'a TcpStream);

impl Write for NoSignal<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(send(self.0, &[IoSlice::new(bytes)])?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
