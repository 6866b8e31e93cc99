//! The non-INVITE server transaction (NIST). RFC 3261 17.2.2.

use super::Action::{Report as Inform, SendResponse};
use super::Event::{Expired, Request, Response, TransportError};
use super::State::{Completed, Initial, Proceeding, Terminated, Trying};
use super::Timer::J;
use super::{Actions, Event, Report, State, TIMEOUT, Timers, absorb, nothing, one, report, two};

/// One step of the non-INVITE server transaction.
pub fn step(
    state: State,
    event: Event,
    reliable: bool,
    timers: &mut impl Timers,
) -> (State, Actions) {
    match (state, event) {
        (Initial, Request) => (Trying, report(Report::Request)),
        (Proceeding | Completed, Request) => {
            (state, two(Inform(Report::RequestAgain), SendResponse))
        }
        (Trying | Proceeding, Response(..=199)) => (Proceeding, one(SendResponse)),
        (Trying | Proceeding, Response(_)) => {
            timers.start(J, absorb(reliable, TIMEOUT));
            (Completed, one(SendResponse))
        }
        (Completed, Expired(J)) => (Terminated, nothing()),
        // What could not be sent now may be sent when the request is repeated (RFC 6026 8.4).
        (Trying | Proceeding | Completed, TransportError) => {
            (state, report(Report::TransportError))
        }
        _ => (state, nothing()), // a late or repeated event
    }
}
