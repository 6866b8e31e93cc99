//! TCP sockets: to connect in the background, to listen, to send without a signal, to notice a dead peer.

use std::io::{self, IoSlice, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::os::fd::BorrowedFd;

use socket2::{Domain, Protocol, SockRef, Socket, Type};

use super::udp::set_dscp;

/// As the original: sent data unacknowledged for so long means that the peer is gone.
#[cfg(any(target_os = "linux", target_os = "android"))]
const USER_TIMEOUT: core::time::Duration = core::time::Duration::from_secs(9);

/// How many connections may wait to be accepted.
const BACKLOG: i32 = 128;

/// Apple's systems have an option of the socket instead, which socket2 sets.
#[cfg(target_vendor = "apple")]
const NO_SIGNAL: i32 = 0;
#[cfg(not(target_vendor = "apple"))]
const NO_SIGNAL: i32 = libc::MSG_NOSIGNAL;

/// A socket that connects in the background. `local` is the host to come from, where it matters.
pub(super) fn start_connecting(
    remote: SocketAddr,
    local: Option<IpAddr>,
    dscp: u8,
) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::for_address(remote), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    set_dscp(SockRef::from(&socket), remote.is_ipv4(), dscp);
    if let Some(local) = local.filter(|local| local.is_ipv4() == remote.is_ipv4()) {
        // Not fatal: the application may have named an address that is not here.
        let _ = socket.bind(&SocketAddr::new(local, 0).into());
    }
    match socket.connect(&remote.into()) {
        Err(error) if !is_in_progress(&error) => Err(error),
        _ => Ok(socket.into()),
    }
}

fn is_in_progress(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::EINPROGRESS | libc::EINTR))
}

/// A socket that accepts connections of the family of `local`.
pub(crate) fn bind_listener(local: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(local), Type::STREAM, Some(Protocol::TCP))?;
    if local.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    // A port whose last connections are still closing may be listened on again.
    socket.set_reuse_address(true)?;
    socket.bind(&local.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// The address that a socket of the application listens on. Fails if it does not.
pub(crate) fn prepare_listener(descriptor: BorrowedFd<'_>) -> io::Result<SocketAddr> {
    let socket = SockRef::from(&descriptor);
    let is_stream = socket.r#type()? == Type::STREAM;
    #[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
    let is_stream = is_stream && socket.is_listener()?;
    let local = socket.local_addr()?.as_socket().filter(|_| is_stream);
    local.ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

/// Small messages leave at once, and a dead peer is noticed. A system may refuse.
pub(super) fn prepare(socket: &TcpStream) {
    let socket = SockRef::from(socket);
    let _ = socket.set_tcp_nodelay(true);
    let _ = socket.set_keepalive(true);
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = socket.set_tcp_user_timeout(Some(USER_TIMEOUT));
    #[cfg(target_vendor = "apple")]
    let _ = socket.set_nosigpipe(true);
}

/// Sends as much as there is room for. A closed connection must not raise SIGPIPE in the process of a program.
pub(super) fn send(socket: &TcpStream, slices: &[IoSlice<'_>]) -> io::Result<usize> {
    SockRef::from(socket).send_vectored_with_flags(slices, NO_SIGNAL | libc::MSG_DONTWAIT)
}

/// Writes without ever raising SIGPIPE.
pub(super) struct NoSignal<'a>(pub(super) &'a TcpStream);

impl Write for NoSignal<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        send(self.0, &[IoSlice::new(bytes)])
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
