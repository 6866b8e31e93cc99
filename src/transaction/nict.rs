//! The non-INVITE client transaction (NICT). RFC 3261 17.1.2.

use super::Action::SendRequest;
use super::Event::{Expired, Request, Response, TransportError};
use super::State::{Completed, Initial, Proceeding, Terminated, Trying};
use super::Timer::{E, F, K};
use super::{
    Actions, Event, Report, State, T1, T2, T4, TIMEOUT, Timers, absorb, nothing, one, report,
};

/// One step of the non-INVITE client transaction.
pub fn step(
    state: State,
    event: Event,
    reliable: bool,
    timers: &mut impl Timers,
) -> (State, Actions) {
    match (state, event) {
        (Initial, Request) => {
            if !reliable {
                timers.start(E, T1);
            }
            timers.start(F, TIMEOUT);
            (Trying, one(SendRequest))
        }
        (Trying | Proceeding, Response(..=199)) => {
            // As in the original: RFC 3261 lets the interval that has begun run out first.
            if !reliable {
                timers.start(E, T2);
            }
            (Proceeding, report(Report::Provisional))
        }
        (Trying | Proceeding, Response(_)) => {
            timers.stop(E);
            timers.stop(F);
            timers.start(K, absorb(reliable, T4));
            (Completed, report(Report::Final))
        }
        (Trying, Expired(E)) => {
            timers.start(E, timers.length(E).saturating_mul(2).min(T2));
            (Trying, one(SendRequest))
        }
        (Proceeding, Expired(E)) => {
            timers.start(E, T2);
            (Proceeding, one(SendRequest))
        }
        (Trying | Proceeding, Expired(F)) => (Terminated, report(Report::Timeout)),
        (Trying | Proceeding, TransportError) => (Terminated, report(Report::TransportError)),
        (Completed, Expired(K)) => (Terminated, nothing()),
        _ => (state, nothing()), // a late or repeated event
    }
}
