//! The user agent core: registrations, transactions, credentials and timers. No I/O, no clock, no unsafe code.
//!
//! After each [`Ua::handle_input`], and after each call that changes something, drain [`Ua::poll_output`].

#![forbid(unsafe_code)]

pub mod authentication;
pub mod credentials;
mod event;
mod io;
mod offer;
mod realm;

pub use event::{Event, EventKind};
pub use io::{
    Attempt, Channel, Input, Lookup, NextHop, Now, Output, Path, Random, Resolution, Target,
    Transmission, Transport,
};
