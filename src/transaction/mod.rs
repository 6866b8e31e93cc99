//! The transaction state machines of RFC 3261 17, with RFC 6026 for 2xx responses to INVITE.
//!
//! Each machine is one step function. It sees facts, no message, socket or clock: it starts timers by the [`Timers`]
//! that it is given, and returns what is to be done as [`Actions`].

#![forbid(unsafe_code)]

pub mod ict;
mod id;
pub mod ist;
pub mod key;
pub mod nict;
pub mod nist;

#[cfg(test)]
mod tests;

use std::time::Duration;

pub use id::{TransactionId, TransactionIds};

/// The estimated round-trip time (RFC 3261 17.1.1.1).
pub const T1: Duration = Duration::from_millis(500);
/// The longest time between two transmissions of one request (RFC 3261 17.1.2.2).
pub const T2: Duration = Duration::from_secs(4);
/// The longest time that a message stays in the network (RFC 3261 17.1.2.2).
pub const T4: Duration = Duration::from_secs(5);
/// The time after which a transaction fails: timers B, F, H and J, and the length of D, L and M.
pub const TIMEOUT: Duration = Duration::from_secs(32);

/// The state of a transaction. No machine uses all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// No request was sent or received yet.
    Initial,
    /// INVITE client: the INVITE was sent, no response was received.
    Calling,
    /// Non-INVITE: the request was sent or received, there was no response yet.
    Trying,
    /// A provisional response was received or sent; INVITE server: the INVITE was received.
    Proceeding,
    /// A final response was received or sent; INVITE: another than 2xx.
    Completed,
    /// INVITE server: the ACK for a final response other than 2xx was received.
    Confirmed,
    /// INVITE: a 2xx was received or sent; repetitions of it belong to this transaction (RFC 6026).
    Accepted,
    /// The transaction has ended.
    Terminated,
}

/// A timer, by its letter in RFC 3261 17 and RFC 6026.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timer {
    /// INVITE client: the INVITE is sent again.
    A,
    /// INVITE client: no response was received in time.
    B,
    /// INVITE client: repeated final responses are no longer expected.
    D,
    /// Non-INVITE client: the request is sent again.
    E,
    /// Non-INVITE client: no final response was received in time.
    F,
    /// INVITE server: the final response is sent again.
    G,
    /// INVITE server: no ACK was received in time.
    H,
    /// INVITE server: repeated ACKs are no longer expected.
    I,
    /// Non-INVITE server: repeated requests are no longer expected.
    J,
    /// Non-INVITE client: repeated final responses are no longer expected.
    K,
    /// INVITE server: the 2xx is no longer sent again, repeated INVITEs are no longer expected.
    L,
    /// INVITE client: repeated and further 2xx responses are no longer expected.
    M,
}

/// The timers of one transaction. A machine starts and stops them; [`Event::Expired`] is their end.
pub trait Timers {
    /// Starts `timer`, which expires after `length`, at once if that is zero. If it runs, it starts anew.
    fn start(&mut self, timer: Timer, length: Duration);

    /// Stops `timer`, if it runs.
    fn stop(&mut self, timer: Timer);

    /// The length that `timer` was last started with.
    fn length(&self, timer: Timer) -> Duration;
}

/// An input of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Client: the transaction user hands over the request. Server: the request, or a repetition of it, was received.
    Request,
    /// INVITE server: an ACK was received.
    Ack,
    /// A response with this status: a client received it, the user of a server transaction hands it over.
    Response(u16),
    /// A timer that was started has expired.
    Expired(Timer),
    /// The transport could not send what the transaction sent.
    TransportError,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Client: send the request, for the first time or again.
    SendRequest,
    /// INVITE client: send the ACK for the final response.
    SendAck,
    /// Server: send the response that was handed over last; nothing if there was none.
    SendResponse,
    /// Inform the transaction user.
    Report(Report),
}

/// What the transaction user is informed of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// Server: the request.
    Request,
    /// Server: a repetition of the request, which the transaction answers by itself.
    RequestAgain,
    /// INVITE server: the ACK.
    Ack,
    /// INVITE server: a repetition of the ACK.
    AckAgain,
    /// Client: a provisional response.
    Provisional,
    /// Client: the final response.
    Final,
    /// INVITE client: a repetition of the final response, or the 2xx of another branch.
    FinalAgain,
    /// No final response, or no ACK, was received in time.
    Timeout,
    /// The transport could not send.
    TransportError,
}

/// What is to be done, in this order.
pub type Actions = core::iter::Flatten<core::array::IntoIter<Option<Action>, 2>>;

fn nothing() -> Actions {
    [None, None].into_iter().flatten()
}

fn one(action: Action) -> Actions {
    [Some(action), None].into_iter().flatten()
}

fn two(first: Action, second: Action) -> Actions {
    [Some(first), Some(second)].into_iter().flatten()
}

fn report(report: Report) -> Actions {
    one(Action::Report(report))
}

/// The length of a timer that absorbs repetitions: a reliable transport has none.
fn absorb(reliable: bool, length: Duration) -> Duration {
    if reliable { Duration::ZERO } else { length }
}
