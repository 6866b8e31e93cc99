//! The user agent core: registrations, transactions, credentials and timers. No I/O, no clock, no unsafe code.
//!
//! After each [`Ua::handle_input`], and after each call that changes something, drain [`Ua::poll_output`].

#![forbid(unsafe_code)]

mod credentials;
mod event;
mod io;

pub use credentials::{CredentialStore, Login};
pub use event::{Event, EventKind};
pub use io::{
    Attempt, Channel, Input, Lookup, NextHop, Now, Output, Path, Random, Resolution, Target,
    Transmission, Transport,
};
