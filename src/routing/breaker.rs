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
use super::queue::Binding;
use super::trials::Trials;
use crate::transaction::TransactionId;
use crate::transport::table::NumberSet;

/// A server that two accounts have waited for so long is taken for dead.
const SUSPICION: Duration = Duration::from_secs(8);
/// The requests that made it open are retransmitted for so long: they are the first probes.
const FIRST_OPEN: Duration = Duration::from_secs(24);

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
    /// What is sent although it is open.
    trials: Trials,
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
    /// This one request probes whether the server answers again.
    HalfOpen { failures: u8, probe: TransactionId },
}

/// A witness has waited for an answer since the last response.
#[derive(Clone, Copy, Debug)]
struct Silence {
    first: Owner,
    /// When a second, distinct witness joined.
    confirmed: Option<Instant>,
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

    /// Whether the server has asked for a pause that has not ended.
    pub(crate) fn is_pausing(&self) -> bool {
        matches!(self.state, State::Open { is_requested: true, .. })
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

    /// Whether this request is the probe.
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

    /// A request was sent. The first one after the breaker was open is the probe for all.
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

    /// Takes one of the few trials that are made although it is open. `Err` is the earliest time to try again.
    pub(crate) fn take_trial(
        &mut self,
        now: Instant,
        rate: u32,
        binding: Option<Binding>,
    ) -> Result<(), Instant> {
        let is_pausing = self.is_pausing();
        self.trials.take(now, rate, binding, is_pausing)
    }

    /// The server asks for a pause (Retry-After).
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
        self.state = State::Open { failures: 1, until, is_requested: true };
    }

    /// No answer to `request`, nor to any other since it was sent. If that was the probe, the breaker opens again, for as
    /// long as `delay` says after so many failures in a row; that of an account that never succeeded here is none. It
    /// opens, too, if no second account can confirm the silence.
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
        } else if self.witnesses.len() == 1 && self.is_witness(owner) && self.is_closed(now) {
            self.open(now, 1, delay);
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
        self.trials = Trials::default();
    }
}

#[cfg(test)]
mod tests;
