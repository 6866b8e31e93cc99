//! Sockets, names and randomness: everything that touches the operating system.

#![forbid(unsafe_code)]

pub(crate) mod address;
mod capture;
mod framing;
mod inputs;
mod inquiry;
mod mask;
mod monitor;
mod names;
mod network;
mod poller;
mod query_sockets;
pub mod random;
mod stream;
mod streams;
mod sys;
mod tcp;
mod tls;
mod udp;
mod watch;

pub(crate) use capture::Capture;
pub(crate) use framing::BODY_LIMIT;
pub(crate) use inquiry::OwnInquiry;
pub use monitor::{Counters, MessageTrace, SeenMessage};
pub(crate) use monitor::{Monitor, count};
pub(crate) use names::{Known, server_address};
pub(crate) use network::Network;
pub(crate) use poller::{Poller, Waker};
pub(crate) use stream::StreamSettings;
pub(crate) use sys::{Signal, SignalDescriptor};
pub(crate) use tcp::{bind_listener, prepare_listener};
pub use tls::{Credentials, TlsFile, TlsSettings};
pub(crate) use tls::{check_ciphers, check_files, check_flags};
pub(crate) use udp::{bind_udp, prepare_udp};

#[cfg(test)]
mod tests;
