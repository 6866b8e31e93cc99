//! The vocabulary of sending and receiving: transports, sockets and connections, next hops, server addresses, time and
//! chance. No socket, clock or random source lives here.

#![forbid(unsafe_code)]

mod cause;
pub(crate) mod random;
pub(crate) mod table;
pub(crate) mod timers;

use core::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

pub use cause::FailureCause;

/// The current time on both clocks, as an argument: the core reads no clock.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// For every interval and deadline.
    pub instant: Instant,
    /// For the Date header only.
    pub date: SystemTime,
}

/// A source of random bytes.
pub trait Random: Send {
    /// Fills `bytes` with random ones.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// How messages travel (RFC 3261 18).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Transport {
    /// Datagrams.
    Udp,
    /// A connection.
    Tcp,
    /// A connection under TLS.
    Tls,
}

impl Transport {
    /// The transport as Via names it.
    pub fn via_protocol(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
            Self::Tls => "TLS",
        }
    }

    /// Whether the transport itself retransmits lost data.
    pub fn is_reliable(self) -> bool {
        self != Self::Udp
    }

    /// The port that a URI without one means.
    pub fn default_port(self) -> u16 {
        match self {
            Self::Udp | Self::Tcp => 5060,
            Self::Tls => 5061,
        }
    }
}

/// One UDP socket or one connection. Numbers are never used again within a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Channel(pub u64);

/// How messages reach one peer: the socket or connection, and the remote address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    /// The transport protocol.
    pub transport: Transport,
    /// The socket or connection.
    pub channel: Channel,
    /// The address of the peer.
    pub remote: SocketAddr,
}

/// The destination of a request before its name is resolved (RFC 3263 4).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NextHop {
    /// A name, or an IP literal without brackets.
    pub host: Arc<str>,
    /// The port, if the URI names one; then no SRV record is asked.
    pub port: Option<u16>,
    /// The transport, if the URI or the only listener settles it; otherwise NAPTR may.
    pub transport: Option<Transport>,
    /// Whether only TLS will do (`sips`).
    pub secure: bool,
}

/// One address that the name of a [`NextHop`] resolves to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerAddress {
    /// The transport protocol.
    pub transport: Transport,
    /// IP address and port.
    pub address: SocketAddr,
    /// The name that a certificate must bear: the domain asked for, not the target of a record (RFC 5922).
    pub name: Arc<str>,
}

/// Identifies one request to resolve a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lookup(pub u64);

/// Identifies one request to open a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Attempt(pub u64);

/// The server addresses of a next hop.
#[derive(Clone, Debug)]
pub struct Resolution {
    /// The addresses in order of preference.
    pub targets: Vec<ServerAddress>,
    /// Until when they are valid.
    pub expires: Instant,
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.via_protocol())
    }
}
