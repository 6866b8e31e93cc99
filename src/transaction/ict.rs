//! The INVITE client transaction (ICT). RFC 3261 17.1.1, RFC 6026 7.2.

use super::Action::{Report as Inform, SendAck, SendRequest};
use super::Event::{Expired, Request, Response, TransportError};
use super::State::{Accepted, Calling, Completed, Initial, Proceeding, Terminated};
use super::Timer::{A, B, D, M};
use super::{
    Actions, Event, Report, State, T1, TIMEOUT, Timers, absorb, nothing, one, report, two,
};

/// One step of the INVITE client transaction.
///
/// A 2xx leads to `Accepted`: its ACK is the transaction user's (RFC 3261 13.2.2.4).
pub fn step(
    state: State,
    event: Event,
    reliable: bool,
    timers: &mut impl Timers,
) -> (State, Actions) {
    match (state, event) {
        (Initial, Request) => {
            if !reliable {
                timers.start(A, T1);
            }
            timers.start(B, TIMEOUT);
            (Calling, one(SendRequest))
        }
        (Calling, Expired(A)) => {
            timers.start(A, timers.length(A).saturating_mul(2));
            (Calling, one(SendRequest))
        }
        (Calling, Expired(B)) => (Terminated, report(Report::Timeout)),
        (Calling | Proceeding, Response(..=199)) => {
            // An INVITE may ring for as long as its user lets it: timer B ends with the first response.
            stop_sending(timers);
            (Proceeding, report(Report::Provisional))
        }
        (Calling | Proceeding, Response(200..=299)) => {
            stop_sending(timers);
            timers.start(M, TIMEOUT);
            (Accepted, report(Report::Final))
        }
        (Calling | Proceeding, Response(_)) => {
            stop_sending(timers);
            timers.start(D, absorb(reliable, TIMEOUT));
            (Completed, two(SendAck, Inform(Report::Final)))
        }
        (Completed, Response(300..)) => (Completed, two(Inform(Report::FinalAgain), SendAck)),
        (Accepted, Response(200..=299)) => (Accepted, report(Report::FinalAgain)),
        (Completed, Expired(D)) | (Accepted, Expired(M)) => (Terminated, nothing()),
        (Calling | Proceeding | Completed, TransportError) => {
            (Terminated, report(Report::TransportError))
        }
        _ => (state, nothing()), // a late or repeated event
    }
}

fn stop_sending(timers: &mut impl Timers) {
    timers.stop(A);
    timers.stop(B);
}
