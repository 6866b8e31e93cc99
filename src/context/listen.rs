//! The transports of a context.

use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::os::fd::{BorrowedFd, OwnedFd};
use std::sync::Arc;

use crate::error::Error::{BadParameter, Undefined, WrongState};
use crate::error::{Error, Result};
use crate::net::{self, StreamSettings, TlsSettings, address};
use crate::trace::trace;
use crate::ua::{Listener, Transport};

use super::worker::Command;
use super::{Context, Inner, Settings};

/// The family of addresses that an application asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
    /// Another number; it counts as IPv4, but Via does not ask for `rport`.
    Other,
}

impl Context {
    /// Listens on `host`, or on any address of `family`, and starts the thread. Once for each transport and family:
    /// then `WrongState`. The reason of a failure is kept for [`Context::error_text`].
    pub fn listen(
        &self,
        transport: Transport,
        host: Option<&str>,
        port: i32,
        family: Family,
    ) -> Result<()> {
        let inner = self.inner()?;
        let port = address::listen_port(port, transport)?;
        let local =
            address::listen_address(host, family == Family::V6, port).inspect_err(|_| {
                let host = host.unwrap_or_default();
                inner.explain(format_args!("cannot listen on {host}: the name has no address"));
            })?;
        if inner.is_listening(transport, local.is_ipv4()) {
            inner.explain(format_args!("the context listens for {transport} already"));
            return Err(WrongState);
        }
        let local = match transport {
            Transport::Udp => inner.listen_udp(local)?,
            Transport::Tcp | Transport::Tls => inner.listen_stream(transport, local),
        };
        inner.begin(transport, local, family)
    }

    /// Listens with a socket of the application: one that is bound, and for TCP listens already. `take` makes it ours,
    /// and is called only if all else is well.
    pub fn adopt(
        &self,
        transport: Transport,
        socket: BorrowedFd<'_>,
        take: impl FnOnce() -> OwnedFd,
    ) -> Result<()> {
        let inner = self.inner()?;
        let is_stream = transport.is_reliable();
        let prepare = if is_stream { net::prepare_listener } else { net::prepare_udp };
        let local = prepare(socket).map_err(|error| {
            if inner.is_listening(transport, true) || inner.is_listening(transport, false) {
                return WrongState;
            }
            inner.explain(format_args!("the socket is of no use for {transport}: {error}"));
            BadParameter
        })?;
        if inner.is_listening(transport, local.is_ipv4()) {
            return Err(WrongState);
        }
        let socket = take();
        inner.command(if is_stream {
            Command::AddListener(socket.into(), false)
        } else {
            Command::AddUdp(socket.into())
        });
        let family = if local.is_ipv4() { Family::V4 } else { Family::V6 };
        inner.begin(transport, local, family)
    }

    /// Changes what connections are like that are opened from now on.
    pub fn set_streams<T>(&self, change: impl FnOnce(&mut Settings) -> T) -> Result<T> {
        let inner = self.inner()?;
        let answer = change(&mut inner.settings.lock());
        inner.announce_streams();
        Ok(answer)
    }

    /// Closes all connections and has their registrations renewed; `WrongState` if no transport has any.
    pub fn reset_transports(&self) -> Result<()> {
        let inner = self.inner().map_err(|_| WrongState)?;
        let has_connections =
            inner.listening.lock().iter().any(|(transport, _)| transport.is_reliable());
        if !has_connections {
            return Err(WrongState);
        }
        inner.command(Command::Reset);
        Ok(())
    }
}

impl Inner {
    fn is_listening(&self, transport: Transport, is_ipv4: bool) -> bool {
        let mut listening = self.listening.lock().clone().into_iter();
        listening.any(|(other, local)| (other, local.is_ipv4()) == (transport, is_ipv4))
    }

    fn listen_udp(&self, local: SocketAddr) -> Result<SocketAddr> {
        let dscp = self.settings.lock().dscp;
        let socket =
            net::bind_udp(local, dscp).map_err(|error| self.explain_bind(local, &error))?;
        let local = socket.local_addr().map_err(|_| Undefined)?;
        let outgoing = self.bind_outgoing(dscp)?;
        // Requests leave by the last one.
        for socket in [Some(socket), outgoing].into_iter().flatten() {
            self.command(Command::AddUdp(socket));
        }
        Ok(local)
    }

    /// Opens the socket that requests leave by, where the application wants another one for them.
    fn bind_outgoing(&self, dscp: u8) -> Result<Option<UdpSocket>> {
        let (address, (first, last)) = {
            let settings = self.settings.lock();
            (settings.outgoing_address, settings.outgoing_ports)
        };
        let Some(ip) = address else { return Ok(None) };
        let socket = (first..=last.max(first))
            .find_map(|port| net::bind_udp(SocketAddr::new(ip, port), dscp).ok());
        if socket.is_none() {
            self.explain(format_args!("no port from {first} to {last} can be bound on {ip}"));
        }
        socket.ok_or(Undefined).map(Some)
    }

    fn explain_bind(&self, local: SocketAddr, error: &io::Error) -> Error {
        use io::ErrorKind::{AddrInUse, AddrNotAvailable, PermissionDenied};

        let reason = match error.kind() {
            AddrInUse => "the port is in use",
            AddrNotAvailable => "it is no address of this machine",
            PermissionDenied => "the system does not permit it",
            _ => "the system refuses",
        };
        self.explain(format_args!("cannot listen on {local}: {reason} ({error})"));
        Undefined
    }

    /// Accepts connections where that is possible. The original never does, so a busy port is no failure.
    fn listen_stream(&self, transport: Transport, local: SocketAddr) -> SocketAddr {
        let is_secure = transport == Transport::Tls;
        // Without a certificate no peer could connect.
        if is_secure && self.settings.lock().tls.server.certificate.is_empty() {
            return local;
        }
        let listener = match net::bind_listener(local) {
            Ok(listener) => listener,
            Err(error) => {
                trace!(Warning, "no connections are accepted on {local}: {error}");
                return local;
            }
        };
        let bound = listener.local_addr().unwrap_or(local);
        self.command(Command::AddListener(listener, is_secure));
        bound
    }

    /// Passes changed settings of connections to the worker.
    fn announce_streams(&self) {
        self.command(Command::SetStreams);
    }

    /// What connections are like that are opened from now on, the hosts that they come from, and what TLS asks of peers
    /// and shows to them.
    pub(super) fn streams(&self) -> (StreamSettings, Vec<(Transport, IpAddr)>, TlsSettings) {
        let (dscp, body_limit, tls) = {
            let settings = self.settings.lock();
            (settings.dscp, settings.body_limit, settings.tls.clone())
        };
        let listening = self.listening.lock();
        let locals = listening.iter().map(|(transport, local)| (*transport, local.ip()));
        let locals =
            locals.filter(|(transport, ip)| transport.is_reliable() && !ip.is_unspecified());
        (StreamSettings { dscp, body_limit }, locals.collect(), tls)
    }

    /// Adds a transport to the core and the resolver, and starts the thread.
    fn begin(
        self: &Arc<Self>,
        transport: Transport,
        local: SocketAddr,
        family: Family,
    ) -> Result<()> {
        self.start()?;
        self.listening.lock().push((transport, local));
        self.announce_names();
        self.announce_streams();
        let listener = Listener { transport, port: local.port(), ipv4: family == Family::V4 };
        self.core.lock().add_listener(listener);
        Ok(())
    }
}
