//! The four machines as tables of state x event: what is not in its table changes nothing.

use super::Action::{Report as Inform, SendAck, SendRequest, SendResponse};
use super::Event::{Ack, Expired, Request, Response, TransportError};
use super::State::{
    Accepted, Calling, Completed, Confirmed, Initial, Proceeding, Terminated, Trying,
};
use super::Timer::{A, B, D, E, F, G, H, I, J, K, L, M};
use super::{
    Action, Actions, Event, Report, State, T1, T4, TIMEOUT, Timer, Timers, ict, ist, nict, nist,
};
use std::time::Duration;

const STATES: [State; 8] =
    [Initial, Calling, Trying, Proceeding, Completed, Confirmed, Accepted, Terminated];
const EVENTS: [Event; 19] = [
    Request,
    Ack,
    Response(100),
    Response(183),
    Response(200),
    Response(486),
    TransportError,
    Expired(A),
    Expired(B),
    Expired(D),
    Expired(E),
    Expired(F),
    Expired(G),
    Expired(H),
    Expired(I),
    Expired(J),
    Expired(K),
    Expired(L),
    Expired(M),
];

/// Writes down what a machine does to its timers.
#[derive(Default)]
struct Recorder {
    calls: Vec<(Timer, Option<Duration>)>,
    length: Duration,
}

impl Timers for Recorder {
    fn start(&mut self, timer: Timer, length: Duration) {
        self.calls.push((timer, Some(length)));
        self.length = length;
    }

    fn stop(&mut self, timer: Timer) {
        self.calls.push((timer, None));
    }

    fn length(&self, _: Timer) -> Duration {
        self.length
    }
}

type Step = fn(State, Event, bool, &mut Recorder) -> (State, Actions);
/// What one step does: the next state, the actions, the timers that start (their lengths over an unreliable and a
/// reliable transport; `None`: it does not start there), the timers that stop.
type Cell<'a> = (State, &'a [Action], &'a [(Timer, Duration, Option<Duration>)], &'a [Timer]);

/// Runs each event in each state; `cell` is the table.
fn check<'a>(step: Step, last_length: Duration, cell: impl Fn(State, Event) -> Option<Cell<'a>>) {
    for (state, event, reliable) in STATES
        .iter()
        .flat_map(|state| EVENTS.iter().map(move |event| (*state, *event)))
        .flat_map(|(state, event)| [(state, event, false), (state, event, true)])
    {
        let mut timers = Recorder { length: last_length, ..Recorder::default() };
        let (next, actions) = step(state, event, reliable, &mut timers);
        let actions: Vec<Action> = actions.collect();
        let (expected, expected_actions, starts, stops) =
            cell(state, event).unwrap_or((state, &[], &[], &[]));
        let stops = stops.iter().map(|timer| (*timer, None));
        let starts = starts.iter().filter_map(|(timer, unreliable, over_reliable)| {
            let length = if reliable { *over_reliable } else { Some(*unreliable) };
            length.map(|length| (*timer, Some(length)))
        });
        let expected_timers: Vec<_> = stops.chain(starts).collect();
        let context = format!("{state:?} {event:?} reliable {reliable}");
        assert_eq!(next, expected, "{context}");
        assert_eq!(actions, expected_actions, "{context}");
        assert_eq!(timers.calls, expected_timers, "{context}");
    }
}

const ZERO: Option<Duration> = Some(Duration::ZERO);
const LONG: Option<Duration> = Some(TIMEOUT);
const SECOND: Duration = Duration::from_secs(1);
const TWO: Duration = Duration::from_secs(2);
const FOUR: Duration = Duration::from_secs(4);

#[test]
fn invite_client() {
    check(ict::step, SECOND, |state, event| {
        Some(match (state, event) {
            (Initial, Request) => {
                (Calling, &[SendRequest], &[(A, T1, None), (B, TIMEOUT, LONG)], &[])
            }
            (Calling, Expired(A)) => (Calling, &[SendRequest], &[(A, TWO, Some(TWO))], &[]),
            (Calling, Expired(B)) => (Terminated, &[Inform(Report::Timeout)], &[], &[]),
            (Calling | Proceeding, Response(100 | 183)) => {
                (Proceeding, &[Inform(Report::Provisional)], &[], &[A, B])
            }
            (Calling | Proceeding, Response(200)) => {
                (Accepted, &[Inform(Report::Final)], &[(M, TIMEOUT, LONG)], &[A, B])
            }
            (Calling | Proceeding, Response(486)) => {
                (Completed, &[SendAck, Inform(Report::Final)], &[(D, TIMEOUT, ZERO)], &[A, B])
            }
            (Completed, Response(486)) => {
                (Completed, &[Inform(Report::FinalAgain), SendAck], &[], &[])
            }
            (Accepted, Response(200)) => (Accepted, &[Inform(Report::FinalAgain)], &[], &[]),
            (Completed, Expired(D)) | (Accepted, Expired(M)) => (Terminated, &[], &[], &[]),
            (Calling | Proceeding | Completed, TransportError) => {
                (Terminated, &[Inform(Report::TransportError)], &[], &[])
            }
            _ => return None,
        })
    });
}

#[test]
fn non_invite_client() {
    check(nict::step, SECOND, |state, event| {
        Some(match (state, event) {
            (Initial, Request) => {
                (Trying, &[SendRequest], &[(E, T1, None), (F, TIMEOUT, LONG)], &[])
            }
            (Trying, Expired(E)) => (Trying, &[SendRequest], &[(E, TWO, Some(TWO))], &[]),
            (Proceeding, Expired(E)) => (Proceeding, &[SendRequest], &[(E, FOUR, Some(FOUR))], &[]),
            (Trying | Proceeding, Expired(F)) => (Terminated, &[Inform(Report::Timeout)], &[], &[]),
            (Trying | Proceeding, Response(100 | 183)) => {
                (Proceeding, &[Inform(Report::Provisional)], &[(E, FOUR, None)], &[])
            }
            (Trying | Proceeding, Response(_)) => {
                (Completed, &[Inform(Report::Final)], &[(K, T4, ZERO)], &[E, F])
            }
            (Completed, Expired(K)) => (Terminated, &[], &[], &[]),
            (Trying | Proceeding, TransportError) => {
                (Terminated, &[Inform(Report::TransportError)], &[], &[])
            }
            _ => return None,
        })
    });
}

#[test]
fn invite_server() {
    const AGAIN: &[Action] = &[Inform(Report::RequestAgain), SendResponse];
    check(ist::step, SECOND, |state, event| {
        Some(match (state, event) {
            (Initial, Request) => (Proceeding, &[Inform(Report::Request)], &[], &[]),
            (Proceeding | Completed, Request) => (state, AGAIN, &[], &[]),
            (Proceeding, Response(100 | 183)) => (Proceeding, &[SendResponse], &[], &[]),
            (Proceeding, Response(200)) => (Accepted, &[SendResponse], &[(L, TIMEOUT, LONG)], &[]),
            (Proceeding, Response(486)) => {
                (Completed, &[SendResponse], &[(G, T1, None), (H, TIMEOUT, LONG)], &[])
            }
            (Completed, Expired(G)) => (Completed, &[SendResponse], &[(G, TWO, Some(TWO))], &[]),
            (Completed, Expired(H)) => (Terminated, &[Inform(Report::Timeout)], &[], &[]),
            (Completed, Ack) => (Confirmed, &[Inform(Report::Ack)], &[(I, T4, ZERO)], &[G, H]),
            (Confirmed, Ack) => (Confirmed, &[Inform(Report::AckAgain)], &[], &[]),
            (Accepted, Response(200)) => (Accepted, &[SendResponse], &[], &[]),
            (Accepted, Ack) => (Accepted, &[Inform(Report::Ack)], &[], &[]),
            (Confirmed, Expired(I)) | (Accepted, Expired(L)) => (Terminated, &[], &[], &[]),
            (Proceeding | Completed | Accepted, TransportError) => {
                (state, &[Inform(Report::TransportError)], &[], &[])
            }
            _ => return None,
        })
    });
}

#[test]
fn non_invite_server() {
    const AGAIN: &[Action] = &[Inform(Report::RequestAgain), SendResponse];
    check(nist::step, SECOND, |state, event| {
        Some(match (state, event) {
            (Initial, Request) => (Trying, &[Inform(Report::Request)], &[], &[]),
            (Proceeding | Completed, Request) => (state, AGAIN, &[], &[]),
            (Trying | Proceeding, Response(100 | 183)) => (Proceeding, &[SendResponse], &[], &[]),
            (Trying | Proceeding, Response(_)) => {
                (Completed, &[SendResponse], &[(J, TIMEOUT, ZERO)], &[])
            }
            (Completed, Expired(J)) => (Terminated, &[], &[], &[]),
            (Trying | Proceeding | Completed, TransportError) => {
                (state, &[Inform(Report::TransportError)], &[], &[])
            }
            _ => return None,
        })
    });
}

/// The lengths that `timer` runs through when it expires again and again in `state`.
fn lengths(step: Step, state: State, timer: Timer) -> Vec<u128> {
    let mut timers = Recorder { length: T1, ..Recorder::default() };
    let expire = |_| {
        let _ = step(state, Expired(timer), false, &mut timers);
        timers.length.as_millis()
    };
    (0..6).map(expire).collect()
}

#[test]
fn resend_timers_double_up_to_t2_but_timer_a_without_limit() {
    let bounded = [1000, 2000, 4000, 4000, 4000, 4000];
    assert_eq!(lengths(ict::step, Calling, A), [1000, 2000, 4000, 8000, 16000, 32000]);
    assert_eq!(lengths(nict::step, Trying, E), bounded);
    assert_eq!(lengths(nict::step, Proceeding, E), [4000; 6]);
    assert_eq!(lengths(ist::step, Completed, G), bounded);
}
