//! The circuit breaker of a server address: whether automatic requests may be sent there.
//!
//! ```text
//!            two distinct accounts silent for 8 s, no connection, or Retry-After
//!    Closed ---------------------------------------------------------------------> Open { until }
//!      ^                                                                            |      ^
//!      |  any answer (other than 503 during Retry-After)            `until` passed, |      | the probe is
//!      +----------------------------------------------------------+  one probe goes |      | not answered
//!                                                                 |                 v      |
//!                                                                 +---------------- HalfOpen
//! ```

use std::time::{Duration, Instant};

use super::Owner;
use crate::transaction::T1;
use crate::transaction::TransactionId;
use crate::transport::table::NumberSet;

/// A server that two accounts have waited for so long is taken for dead.
const SUSPICION: Duration = Duration::from_secs(8);
/// The requests that made it open are retransmitted for so long: they are the first probes.
const FIRST_OPEN: Duration = Duration::from_secs(24);
/// The most requests a second that an open breaker lets through, of bindings that would end otherwise.
const TRIALS: u32 = 10;
/// The time between the first two trials during Retry-After; it doubles with each that is refused again.
const REFUSED_TRIAL: Duration = T1;
/// The longest time between two trials during Retry-After.
const LONGEST_REFUSED_TRIAL: Duration = Duration::from_secs(60);
/// In the last chance of each binding at least so many trials are made: most accounts may be refused, and some not.
const TRIALS_PER_CHANCE: u32 = 6;

/// The circuit breaker of one server address.
#[derive(Debug, Default)]
pub(crate) struct CircuitBreaker {
    state: State,
    /// The accounts that have succeeded here and were not ignored since: their silence counts.
    witnesses: NumberSet<i32>,
    /// When the last response arrived.
    heard: Option<Instant>,
    /// What has been sent since then without an answer.
    silence: Option<Silence>,
    /// When the last trial went.
    last_trial: Option<Instant>,
    /// The time between two trials, where the server has asked for a pause.
    refused: Duration,
    /// When the last pause began.
    paused: Option<Instant>,
    /// A request sent during a pause succeeded: until that would have ended, 503 means one account only.
    refuted: Option<Instant>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum State {
    /// Requests may be sent.
    #[default]
    Closed,
    /// Nothing is sent until then; `is_requested` if the server has asked for that.
    Open { failures: u8, until: Instant, is_requested: bool },
    /// This one request finds out whether the server answers again.
    HalfOpen { failures: u8, probe: TransactionId },
}

/// A witness has waited for an answer since the last response.
#[derive(Clone, Copy, Debug)]
struct Silence {
    first: Owner,
    /// When a second, distinct witness joined.
    confirmed: Option<Instant>,
}

/// Whether an automatic request may be sent to a server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Permission {
    /// Yes; as a probe if the breaker is half-open then.
    Granted,
    /// No; until then, or until the probe is over.
    Denied(Option<Instant>),
}

impl CircuitBreaker {
    /// The state at this time.
    pub(crate) fn state(&self, now: Instant) -> State {
        match (self.state, self.silence) {
            (State::Closed, Some(Silence { confirmed: Some(at), .. })) if at + SUSPICION <= now => {
                let until = at + SUSPICION + FIRST_OPEN;
                State::Open { failures: 0, until, is_requested: false }
            }
            (state, _) => state,
        }
    }

    /// The state in words, for the trace.
    pub(crate) fn describe(&self, now: Instant) -> String {
        match self.state(now) {
            State::Closed => "breaker closed".to_owned(),
            State::Open { until, .. } => {
                let delay = until.saturating_duration_since(now).as_secs_f32();
                format!("breaker open for {delay:.1} s")
            }
            State::HalfOpen { probe, .. } => format!("breaker half-open, probe {}", probe.tid()),
        }
    }

    pub(crate) fn is_closed(&self, now: Instant) -> bool {
        self.state(now) == State::Closed
    }

    /// Whether an automatic request may be sent now.
    pub(crate) fn permission(&self, now: Instant) -> Permission {
        match self.state(now) {
            State::Closed => Permission::Granted,
            State::Open { until, .. } if until <= now => Permission::Granted,
            State::Open { until, .. } => Permission::Denied(Some(until)),
            State::HalfOpen { .. } => Permission::Denied(None),
        }
    }

    /// Whether the server has asked for a pause that has not ended.
    pub(crate) fn is_pausing(&self) -> bool {
        matches!(self.state, State::Open { is_requested: true, .. })
    }

    /// Takes leave for one request that goes although the breaker is open; `margin` is how long it may wait in all. `Err`
    /// is the earliest time to try again.
    pub(crate) fn take_trial(
        &mut self,
        now: Instant,
        rate: u32,
        margin: Duration,
    ) -> Result<(), Instant> {
        let shortest = Duration::from_secs(1) / TRIALS.min(rate.max(1));
        let interval = shortest.max(self.refused.min(margin / TRIALS_PER_CHANCE));
        let next = self.last_trial.map(|last| last + interval);
        if let Some(later) = next.filter(|next| *next > now) {
            return Err(later);
        }
        self.last_trial = Some(now);
        Ok(())
    }

    /// Whether the silence of this account says something about the server: it has succeeded here, or none has.
    pub(crate) fn is_witness(&self, owner: Owner) -> bool {
        match owner {
            _ if self.witnesses.is_empty() => true,
            Owner::Registration(rid) => self.witnesses.contains(&rid),
            Owner::Request(_) => false,
        }
    }

    /// Whether an account has succeeded here.
    pub(crate) fn has_witnesses(&self) -> bool {
        !self.witnesses.is_empty()
    }

    /// Whether this request finds out whether the server answers again.
    pub(crate) fn is_probe(&self, request: TransactionId) -> bool {
        matches!(self.state, State::HalfOpen { probe, .. } if probe == request)
    }

    /// A registration has succeeded here.
    pub(crate) fn add_witness(&mut self, rid: i32) {
        self.witnesses.insert(rid);
    }

    /// A registration is gone, has succeeded elsewhere, or was ignored while the server answered others.
    pub(crate) fn remove_witness(&mut self, rid: i32) {
        self.witnesses.remove(&rid);
    }

    /// A request was sent. The first one after the breaker was open finds out for all.
    pub(crate) fn sent(&mut self, now: Instant, request: TransactionId, owner: Owner) {
        if let State::Open { failures, until, .. } = self.state(now)
            && until <= now
        {
            self.state = State::HalfOpen { failures, probe: request };
        }
        if !self.is_witness(owner) {
            return;
        }
        match &mut self.silence {
            None => self.silence = Some(Silence { first: owner, confirmed: None }),
            Some(Silence { first, confirmed }) if *first != owner => {
                confirmed.get_or_insert(now);
            }
            Some(_) => {}
        }
    }

    /// A response arrived to what was sent at `sent`. Returns whether that closed the breaker.
    pub(crate) fn answered(&mut self, now: Instant, sent: Instant, status: u16) -> bool {
        let pause = match self.state {
            State::Open { until, is_requested: true, .. } => Some(until),
            _ => None,
        };
        let was_open = !self.is_closed(now);
        self.heard = Some(now);
        self.silence = None;
        if pause.is_some() && status == 503 {
            return false;
        }
        if (200..300).contains(&status) && self.paused.is_some_and(|paused| paused < sent) {
            self.refuted = pause.max(self.refuted);
        }
        self.close();
        was_open
    }

    /// Whether anything was heard since `start`.
    pub(crate) fn was_heard_since(&self, start: Instant) -> bool {
        self.heard.is_some_and(|heard| heard >= start)
    }

    /// The server asks for a pause (Retry-After). A refused trial makes further ones rarer.
    pub(crate) fn pause(&mut self, now: Instant, until: Instant) {
        if self.refuted.is_some_and(|refuted| now < refuted) {
            return;
        }
        if !self.is_pausing() {
            self.paused = Some(now);
        }
        let until = match self.state {
            State::Open { until: before, is_requested: true, .. } => before.max(until),
            _ => until,
        };
        self.refused = (2 * self.refused).clamp(REFUSED_TRIAL, LONGEST_REFUSED_TRIAL);
        self.state = State::Open { failures: 1, until, is_requested: true };
    }

    /// No answer to `request`. If that was the probe, the breaker opens again, for as long as `delay` says after so many
    /// failures in a row; that of an account that never succeeded here is none.
    pub(crate) fn unanswered(
        &mut self,
        now: Instant,
        request: TransactionId,
        owner: Owner,
        delay: impl FnOnce(u8) -> Duration,
    ) {
        if let State::HalfOpen { failures, probe } = self.state
            && probe == request
        {
            let failures = failures.saturating_add(u8::from(self.is_witness(owner)));
            self.open(now, failures.max(1), delay);
        }
    }

    /// There is no connection to the server.
    pub(crate) fn unreachable(&mut self, now: Instant, delay: impl FnOnce(u8) -> Duration) {
        match self.state(now) {
            State::Open { until, .. } if until > now => {}
            State::Open { failures, .. } | State::HalfOpen { failures, .. } => {
                self.open(now, failures.saturating_add(1), delay);
            }
            State::Closed => self.open(now, 1, delay),
        }
    }

    fn open(&mut self, now: Instant, failures: u8, delay: impl FnOnce(u8) -> Duration) {
        self.silence = None;
        self.state = State::Open { failures, until: now + delay(failures), is_requested: false };
    }

    /// `request` is over. If it was a probe that found out nothing, another one may go.
    pub(crate) fn give_back_probe(&mut self, now: Instant, request: TransactionId) {
        if let State::HalfOpen { failures, probe } = self.state
            && probe == request
        {
            self.state = State::Open { failures, until: now, is_requested: false };
        }
    }

    /// Nothing that was known of the server counts any more; its witnesses stay.
    pub(crate) fn close(&mut self) {
        self.state = State::Closed;
        self.silence = None;
        self.last_trial = None;
        self.refused = Duration::ZERO;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn delay(failures: u8) -> Duration {
        60 * SECOND * u32::from(failures)
    }

    fn with_witnesses(count: i32) -> CircuitBreaker {
        let mut breaker = CircuitBreaker::default();
        (1..=count).for_each(|rid| breaker.add_witness(rid));
        breaker
    }

    fn send(breaker: &mut CircuitBreaker, now: Instant, rid: i32) {
        breaker.sent(now, TransactionId(rid as u64), Owner::Registration(rid));
    }

    #[test]
    fn two_distinct_silent_witnesses_open_it() {
        let start = Instant::now();
        for (first, second, opens) in [(1, 2, true), (1, 1, false), (1, 9, false), (8, 9, false)] {
            let mut breaker = with_witnesses(3);
            send(&mut breaker, start, first);
            send(&mut breaker, start + SECOND, second);
            assert!(breaker.is_closed(start + 8 * SECOND));
            assert_eq!(!breaker.is_closed(start + 9 * SECOND), opens, "{first} {second}");
        }
    }

    #[test]
    fn any_account_is_a_witness_where_none_has_succeeded() {
        let (start, mut breaker) = (Instant::now(), CircuitBreaker::default());
        send(&mut breaker, start, 1);
        breaker.sent(start, TransactionId(7), Owner::Request(TransactionId(7)));
        assert!(!breaker.is_closed(start + 9 * SECOND));
        let mut breaker = with_witnesses(1);
        breaker.sent(start, TransactionId(7), Owner::Request(TransactionId(7)));
        breaker.sent(start, TransactionId(8), Owner::Request(TransactionId(8)));
        assert!(breaker.is_closed(start + 99 * SECOND));
    }

    #[test]
    fn one_probe_finds_out_for_all() {
        let (start, mut breaker) = (Instant::now(), with_witnesses(3));
        send(&mut breaker, start, 1);
        send(&mut breaker, start, 2);
        let first = start + SUSPICION + FIRST_OPEN;
        assert_eq!(breaker.permission(first - SECOND), Permission::Denied(Some(first)));
        assert_eq!(breaker.permission(first), Permission::Granted);
        send(&mut breaker, first, 3);
        assert_eq!(breaker.permission(first), Permission::Denied(None));
        // What another request comes to changes nothing.
        breaker.unanswered(first, TransactionId(1), Owner::Registration(1), delay);
        breaker.give_back_probe(first, TransactionId(1));
        assert_eq!(breaker.permission(first), Permission::Denied(None));
        breaker.unanswered(first + SECOND, TransactionId(3), Owner::Registration(3), delay);
        let second = first + 61 * SECOND;
        assert_eq!(breaker.permission(first + SECOND), Permission::Denied(Some(second)));
        send(&mut breaker, second, 3);
        breaker.give_back_probe(second, TransactionId(3));
        assert_eq!(breaker.permission(second), Permission::Granted);
        send(&mut breaker, second, 1);
        assert!(breaker.answered(second + SECOND, second + SECOND, 500));
        assert!(
            breaker.is_closed(second + SECOND)
                && !breaker.answered(second + SECOND, second + SECOND, 200)
        );
    }

    #[test]
    fn a_pause_ends_with_any_answer_other_than_503() {
        let (start, mut breaker) = (Instant::now(), with_witnesses(1));
        breaker.pause(start, start + 100 * SECOND);
        assert!(!breaker.answered(start, start, 503) && !breaker.is_closed(start));
        breaker.pause(start, start + 50 * SECOND);
        let denied = Permission::Denied(Some(start + 100 * SECOND));
        assert_eq!(breaker.permission(start), denied);
        assert!(breaker.answered(start, start, 404) && breaker.is_closed(start));
    }

    #[test]
    fn trials_are_few_and_fewer_where_each_is_refused() {
        let (start, mut breaker) = (Instant::now(), with_witnesses(1));
        let trials = |breaker: &mut CircuitBreaker, is_refused: bool| {
            let mut count = 0;
            for tenth in 0..300 {
                let now = start + SECOND * tenth / 10;
                if breaker.take_trial(now, 500, 30 * SECOND).is_ok() {
                    count += 1;
                    if is_refused {
                        breaker.pause(now, now + 900 * SECOND);
                    }
                }
            }
            count
        };
        assert_eq!(trials(&mut breaker, false), 300);
        breaker.close();
        breaker.pause(start, start + 900 * SECOND);
        assert!((8..=10).contains(&trials(&mut breaker, true)));
        // A success during the pause shows that it means some accounts only.
        let later = start + 60 * SECOND;
        assert!(breaker.answered(later, later, 200));
        breaker.pause(later, later + 900 * SECOND);
        assert!(breaker.is_closed(later));
        breaker.pause(later + 900 * SECOND, later + 1800 * SECOND);
        assert!(!breaker.is_closed(later + 900 * SECOND));
    }
}
