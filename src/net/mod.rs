//! Sockets, names and randomness: everything that touches the operating system.

#![forbid(unsafe_code)]

mod poller;
pub mod random;
pub mod resolver;
mod udp;

pub use poller::Waker;
