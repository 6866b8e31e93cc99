//! The four kinds of transactions, their states and events in C's numbers, and the machine of each.

use super::{ICT, IST, NICT, NIST};
use super::{
    Machine, OsipEventType, RCV_REQACK, RCV_REQINVITE, RCV_REQUEST, RCV_STATUS_1XX, RCV_STATUS_2XX,
    RCV_STATUS_3456XX, SND_REQINVITE, SND_REQUEST, SND_STATUS_1XX, SND_STATUS_2XX,
    SND_STATUS_3456XX, State, Transaction,
};
use crate::transaction::State::{
    Accepted, Calling, Completed, Confirmed, Initial, Proceeding, Terminated, Trying,
};
use crate::transaction::{Actions, Event, State as Step, Timer, Timers, ict, ist, nict, nist};

/// The kind of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Ict,
    Ist,
    Nict,
    Nist,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Ict, Self::Ist, Self::Nict, Self::Nist];

    /// The kind of a transaction. Any other number than those of the enumeration stands for the last.
    pub(super) fn of(transaction: &Transaction) -> Self {
        Self::of_number(transaction.ctx_type)
    }

    pub(super) fn of_number(number: Machine) -> Self {
        match number {
            ICT => Self::Ict,
            IST => Self::Ist,
            NICT => Self::Nict,
            _ => Self::Nist,
        }
    }

    /// C's number for it.
    pub(super) fn machine(self) -> Machine {
        match self {
            Self::Ict => ICT,
            Self::Ist => IST,
            Self::Nict => NICT,
            Self::Nist => NIST,
        }
    }

    /// The number of the kill callback and of the transport error callback.
    pub(super) fn number(self) -> usize {
        match self {
            Self::Ict => 0,
            Self::Ist => 1,
            Self::Nict => 2,
            Self::Nist => 3,
        }
    }

    pub(super) fn is_client(self) -> bool {
        matches!(self, Self::Ict | Self::Nict)
    }

    /// The first number of its states in C, and its states in C's order.
    fn states(self) -> (i32, [Step; 5]) {
        match self {
            Self::Ict => (0, [Initial, Calling, Proceeding, Completed, Terminated]),
            Self::Ist => (5, [Initial, Proceeding, Completed, Confirmed, Terminated]),
            Self::Nict => (10, [Initial, Trying, Proceeding, Completed, Terminated]),
            Self::Nist => (15, [Initial, Trying, Proceeding, Completed, Terminated]),
        }
    }

    /// The state that C's number stands for; none for a number of another kind.
    pub(super) fn state(self, number: State) -> Option<Step> {
        let (first, states) = self.states();
        let at = usize::try_from(number.0.checked_sub(first)?).ok()?;
        states.get(at).copied()
    }

    /// C's number for a state. C has none for `Accepted`: a 2xx ends its transactions.
    pub(super) fn state_number(self, state: Step) -> State {
        let (first, states) = self.states();
        let state = if state == Accepted { Terminated } else { state };
        let at = states.iter().position(|other| *other == state).unwrap_or(states.len() - 1);
        State(i32::try_from(at).map_or(first, |at| first + at))
    }

    /// One step of its machine.
    ///
    /// A client over a reliable transport starts the timers of resends as well: they end when the send callback returns
    /// 0, which says that the request was sent and does not wait for a connection.
    pub(super) fn step(
        self,
        state: Step,
        event: Event,
        timers: &mut impl Timers,
    ) -> (Step, Actions) {
        match self {
            Self::Ict => ict::step(state, event, false, timers),
            Self::Ist => ist::step(state, event, false, timers),
            Self::Nict => nict::step(state, event, false, timers),
            Self::Nist => nist::step(state, event, false, timers),
        }
    }

    /// What an event means to this kind of transaction; `None` for what it has no transition for.
    pub(super) fn event(self, event: OsipEventType) -> Option<Event> {
        match (self, event) {
            (Self::Ict, SND_REQINVITE)
            | (Self::Ist, RCV_REQINVITE)
            | (Self::Nict, SND_REQUEST)
            | (Self::Nist, RCV_REQUEST) => Some(Event::Request),
            (Self::Ist, RCV_REQACK) => Some(Event::Ack),
            (Self::Ict | Self::Nict, RCV_STATUS_1XX) => Some(Event::Response(100)),
            (Self::Ict | Self::Nict, RCV_STATUS_2XX) => Some(Event::Response(200)),
            (Self::Ict | Self::Nict, RCV_STATUS_3456XX) => Some(Event::Response(300)),
            (Self::Ist | Self::Nist, SND_STATUS_1XX) => Some(Event::Response(100)),
            (Self::Ist | Self::Nist, SND_STATUS_2XX) => Some(Event::Response(200)),
            (Self::Ist | Self::Nist, SND_STATUS_3456XX) => Some(Event::Response(300)),
            _ => timer_of(event).map(Event::Expired),
        }
    }
}

/// The timers that C has numbers for: timer and number of its event.
const TIMERS: [Timer; 10] = [
    Timer::A,
    Timer::B,
    Timer::D,
    Timer::E,
    Timer::F,
    Timer::K,
    Timer::G,
    Timer::H,
    Timer::I,
    Timer::J,
];

fn timer_of(event: OsipEventType) -> Option<Timer> {
    TIMERS.get(usize::try_from(event.0).ok()?).copied()
}

/// The event of a timer; `None` for the two that C does not have.
pub(super) fn timeout_of(timer: Timer) -> Option<OsipEventType> {
    let at = TIMERS.iter().position(|other| *other == timer)?;
    i32::try_from(at).ok().map(OsipEventType)
}

/// The states in which C's timers run, the timers in the order in which they are looked at.
pub(super) fn timers_in(kind: Kind, state: Step) -> &'static [Timer] {
    match (kind, state) {
        (Kind::Ict, Calling) => &[Timer::B, Timer::A],
        (Kind::Ict, Completed) => &[Timer::D],
        (Kind::Ist, Completed) => &[Timer::H, Timer::G],
        (Kind::Ist, Confirmed) => &[Timer::I],
        (Kind::Nict, Trying | Proceeding) => &[Timer::F, Timer::E],
        (Kind::Nict, Completed) => &[Timer::K],
        (Kind::Nist, Completed) => &[Timer::J],
        _ => &[],
    }
}
