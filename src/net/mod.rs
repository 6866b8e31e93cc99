//! Sockets, names and randomness: everything that touches the operating system.

#![forbid(unsafe_code)]

mod poller;
pub mod random;
mod udp;

pub use poller::Waker;
