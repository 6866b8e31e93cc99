//! The INVITE server transaction (IST). RFC 3261 17.2.1, RFC 6026 7.1.

use super::Action::{Report as Inform, SendResponse};
use super::Event::{Ack, Expired, Request, Response, TransportError};
use super::State::{Accepted, Completed, Confirmed, Initial, Proceeding, Terminated};
use super::Timer::{G, H, I, L};
use super::{
    Actions, Event, Report, State, T1, T2, T4, TIMEOUT, Timers, absorb, nothing, one, report, two,
};

/// One step of the INVITE server transaction.
///
/// A 2xx leads to `Accepted`: the transaction user sends it again until its ACK is received (RFC 3261 13.3.1.4).
pub fn step(
    state: State,
    event: Event,
    reliable: bool,
    timers: &mut impl Timers,
) -> (State, Actions) {
    match (state, event) {
        (Initial, Request) => (Proceeding, report(Report::Request)),
        (Proceeding | Completed, Request) => {
            (state, two(Inform(Report::RequestAgain), SendResponse))
        }
        (Proceeding, Response(..=199)) => (Proceeding, one(SendResponse)),
        (Proceeding, Response(200..=299)) => {
            timers.start(L, TIMEOUT);
            (Accepted, one(SendResponse))
        }
        (Proceeding, Response(_)) => {
            if !reliable {
                timers.start(G, T1);
            }
            timers.start(H, TIMEOUT);
            (Completed, one(SendResponse))
        }
        (Completed, Expired(G)) => {
            timers.start(G, timers.length(G).saturating_mul(2).min(T2));
            (Completed, one(SendResponse))
        }
        (Completed, Expired(H)) => (Terminated, report(Report::Timeout)),
        (Completed, Ack) => {
            timers.stop(G);
            timers.stop(H);
            timers.start(I, absorb(reliable, T4));
            (Confirmed, report(Report::Ack))
        }
        (Confirmed, Ack) => (Confirmed, report(Report::AckAgain)),
        (Accepted, Response(200..=299)) => (Accepted, one(SendResponse)),
        (Accepted, Ack) => (Accepted, report(Report::Ack)),
        (Confirmed, Expired(I)) | (Accepted, Expired(L)) => (Terminated, nothing()),
        // What could not be sent now may be sent when the request is repeated (RFC 6026 8.4).
        (Proceeding | Completed | Accepted, TransportError) => {
            (state, report(Report::TransportError))
        }
        _ => (state, nothing()), // a late or repeated event
    }
}
