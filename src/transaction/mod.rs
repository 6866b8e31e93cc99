//! The transaction state machines of RFC 3261 17.
//!
//! They see no message, no socket and no clock: inputs are facts, outputs are actions.

#![forbid(unsafe_code)]

mod id;
pub mod key;
pub mod nict;

use std::time::Duration;

pub use id::{TransactionId, TransactionIds};

/// The estimated round-trip time (RFC 3261 17.1.1.1).
pub const T1: Duration = Duration::from_millis(500);
/// The longest time between two transmissions of one request (RFC 3261 17.1.2.2).
pub const T2: Duration = Duration::from_secs(4);
/// The longest time that a message stays in the network (RFC 3261 17.1.2.2).
pub const T4: Duration = Duration::from_secs(5);

/// Where a transaction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The request is out, nothing came back.
    Trying,
    /// A provisional response came back.
    Proceeding,
    /// A final response came back; repetitions of it are absorbed.
    Completed,
    /// The end.
    Terminated,
}

/// A timer, by its letter in RFC 3261 17.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// When to send the request again.
    E,
    /// When to give up.
    F,
    /// When repeated responses no longer come.
    K,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A response with this status arrived.
    Response(u16),
    /// A timer that was started has come to its end.
    Expired(Timer),
    /// The transport could not carry the request.
    TransportError,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Send the request, or send it again.
    Send,
    /// Start a timer; one of the same letter that runs is replaced.
    Start(Timer, Duration),
    /// Tell the user of the transaction.
    Report(Report),
}

/// What the user of a transaction is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// A provisional response.
    Provisional,
    /// The final response.
    Final,
    /// No final response came in time.
    Timeout,
    /// The request could not be sent.
    TransportError,
}

/// What is to be done, in order: at most three things.
pub type Actions = core::iter::Flatten<core::array::IntoIter<Option<Action>, 3>>;

fn actions(list: [Option<Action>; 3]) -> Actions {
    list.into_iter().flatten()
}
