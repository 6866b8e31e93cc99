//! The non-INVITE client transaction. RFC 3261 17.1.2.

use std::time::Duration;

use super::{Action, Actions, Input, Report, State, T1, T2, T4, Timer, actions};

/// A non-INVITE client transaction.
#[derive(Clone, Debug)]
pub struct Nict {
    state: State,
    reliable: bool,
    /// The time from the last transmission to the next.
    interval: Duration,
}

impl Nict {
    /// Begins a transaction over a transport that is reliable or is not.
    pub fn start(reliable: bool) -> (Self, Actions) {
        let resend = (!reliable).then_some(Action::Start(Timer::E, T1));
        let machine = Self { state: State::Trying, reliable, interval: T1 };
        let give_up = Some(Action::Start(Timer::F, 64 * T1));
        (machine, actions([Some(Action::Send), resend, give_up]))
    }

    /// Where the transaction stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// What `input` leads to. What comes too late, or twice, leads to nothing.
    pub fn handle(&mut self, input: Input) -> Actions {
        use State::{Completed, Proceeding, Trying};

        match (self.state, input) {
            (Trying | Proceeding, Input::Response(..=199)) => {
                self.state = Proceeding;
                self.report(Report::Provisional)
            }
            (Trying | Proceeding, Input::Response(_)) => self.complete(),
            (Trying, Input::Expired(Timer::E)) => self.resend((2 * self.interval).min(T2)),
            (Proceeding, Input::Expired(Timer::E)) => self.resend(T2),
            (Trying | Proceeding, Input::Expired(Timer::F)) => self.end(Report::Timeout),
            (Trying | Proceeding, Input::TransportError) => self.end(Report::TransportError),
            (Completed, Input::Expired(Timer::K)) => {
                self.state = State::Terminated;
                actions([None; 3])
            }
            _ => actions([None; 3]),
        }
    }

    fn complete(&mut self) -> Actions {
        self.state = State::Completed;
        let absorb = if self.reliable { Duration::ZERO } else { T4 };
        let linger = Action::Start(Timer::K, absorb);
        actions([Some(Action::Report(Report::Final)), Some(linger), None])
    }

    fn resend(&mut self, interval: Duration) -> Actions {
        self.interval = interval;
        actions([Some(Action::Send), Some(Action::Start(Timer::E, interval)), None])
    }

    fn end(&mut self, report: Report) -> Actions {
        self.state = State::Terminated;
        self.report(report)
    }

    fn report(&self, report: Report) -> Actions {
        actions([Some(Action::Report(report)), None, None])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(actions: Actions) -> Vec<Action> {
        actions.collect()
    }

    fn next_interval(machine: &mut Nict) -> u128 {
        match list(machine.handle(Input::Expired(Timer::E))).as_slice() {
            [Action::Send, Action::Start(Timer::E, interval)] => interval.as_millis(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn timer_e_doubles_up_to_t2() {
        let (mut machine, _) = Nict::start(false);
        let intervals: Vec<_> = (0..5).map(|_| next_interval(&mut machine)).collect();
        assert_eq!(intervals, [1000, 2000, 4000, 4000, 4000]);
    }

    #[test]
    fn after_a_provisional_response_timer_e_is_t2() {
        let (mut machine, _) = Nict::start(false);
        let _ = machine.handle(Input::Response(100));
        assert_eq!(machine.state(), State::Proceeding);
        assert_eq!(next_interval(&mut machine), 4000);
    }

    #[test]
    fn a_reliable_transport_sends_once() {
        let (_, first) = Nict::start(true);
        assert_eq!(list(first), [Action::Send, Action::Start(Timer::F, 64 * T1)]);
    }

    #[test]
    fn a_repeated_final_response_is_absorbed() {
        let (mut machine, _) = Nict::start(false);
        let first = list(machine.handle(Input::Response(401)));
        assert_eq!(first.first(), Some(&Action::Report(Report::Final)));
        assert_eq!(list(machine.handle(Input::Response(401))), []);
        let _ = machine.handle(Input::Expired(Timer::K));
        assert_eq!(machine.state(), State::Terminated);
    }

    #[test]
    fn timer_f_ends_it() {
        let (mut machine, _) = Nict::start(false);
        let end = list(machine.handle(Input::Expired(Timer::F)));
        assert_eq!(end, [Action::Report(Report::Timeout)]);
        assert_eq!(list(machine.handle(Input::Response(200))), []);
    }

    #[test]
    fn a_transport_error_ends_it() {
        let (mut machine, _) = Nict::start(true);
        let end = list(machine.handle(Input::TransportError));
        assert_eq!(end, [Action::Report(Report::TransportError)]);
    }
}
