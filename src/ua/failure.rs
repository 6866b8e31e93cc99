//! Requests that nobody answers: sent again, given up, held against their target. RFC 3261 17.1.2, RFC 3263 4.3.

use std::time::{Duration, Instant};

use super::backoff::Backoff;
use super::event::EventKind;
use super::hop::{Choice, HopId};
use super::io::Output;
use super::registration::lifecycle::{FIRST_RECONNECTION, retry_backoff};
use super::usage::{Exchange, Outcome};
use super::{Alarm, Ua};
use crate::sip::text::MessageText;
use crate::transaction::{Event, T1, Timer, TransactionId};

/// After so long without an answer the next target is tried, where there is one.
const FAILOVER: Duration = Duration::from_secs(10);

/// For how long, at most, a target is left alone at first where there is another one: longer than it takes to turn there.
const FIRST_AVOIDANCE: Duration = Duration::from_secs(8);

/// Why a request failed without a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// Nobody answered.
    Silence,
    /// Nobody could be reached.
    Unreachable,
}

impl Ua {
    pub(super) fn set_client_timer(&mut self, id: TransactionId) {
        let Some(client) = self.clients.get_mut(id) else { return };
        match client.deadline() {
            Some(at) => self.timers.set(&mut client.slot, Alarm::Client(id), at),
            None => self.timers.clear(&mut client.slot, Alarm::Client(id)),
        }
    }

    /// Timer E or timer F.
    pub(super) fn handle_client_timeout(&mut self, now: Instant, id: TransactionId) {
        let Some(client) = self.clients.get_mut(id) else { return };
        client.slot = None;
        if client.expiry.is_some_and(|expiry| expiry <= now) {
            let blamed = self.blame(now, id, Cause::Silence);
            self.fail_one(now, id, Cause::Silence, blamed);
            return;
        }
        let Some(due) = client.resend.take() else { return };
        let started = client.started;
        // From when it was due, so that delays do not add up; but never twice at once.
        let from = if now.saturating_duration_since(due) > T1 { now } else { due };
        let _ = client.step(from, Event::Expired(Timer::E));
        if now.saturating_duration_since(started) >= FAILOVER && self.can_fail_over(now, id) {
            let blamed = self.blame(now, id, Cause::Silence);
            self.fail_one(now, id, Cause::Silence, blamed);
            return;
        }
        self.resend(now, id);
        self.set_client_timer(id);
    }

    /// Sends a request again, unless its target may be dead and has had enough already.
    fn resend(&mut self, now: Instant, id: TransactionId) {
        let Some(client) = self.clients.get(id) else { return };
        let Some(path) = client.path else { return };
        let bytes = client.bytes.clone();
        let is_doubtful = client
            .flow
            .and_then(|flow| self.flows.get(flow))
            .is_some_and(|flow| flow.is_suspect(now) || !flow.is_good());
        let rate = self.options.return_rate;
        let Some(hop) = self.hops.get_mut(client.hop) else { return };
        if !client.pacing.has_window() {
            self.output(Output::Resend { transaction: id, path, bytes });
            return;
        }
        hop.window.shrink(now, client.started);
        let is_paced = is_doubtful || hop.is_returning();
        let may_send = !is_paced || hop.take_turn(now, rate).is_ok();
        if may_send {
            self.output(Output::Resend { transaction: id, path, bytes });
        }
    }

    /// Whether nothing was heard from the target since, and there is another one.
    fn can_fail_over(&self, now: Instant, id: TransactionId) -> bool {
        let other = || {
            let client = self.clients.get(id)?;
            let own = client.flow?;
            // Only a registration sends its request once more.
            if !client.pacing.has_window() {
                return None;
            }
            if client.provisional.is_some() || self.flows.get(own)?.was_heard_since(client.started)
            {
                return None;
            }
            let sender = client.sender.0;
            let mut others = self.hops.get(client.hop)?.targets.iter().filter(|flow| **flow != own);
            others.find(|id| self.flows.get(**id).is_some_and(|flow| flow.lets_in(now, sender)))
        };
        other().is_some()
    }

    /// Holds a failure against the target, if it says something about it. Gives whether it did.
    pub(super) fn blame(&mut self, now: Instant, id: TransactionId, cause: Cause) -> bool {
        let Some(client) = self.clients.get(id) else { return false };
        let Some(flow) = client.flow else { return false };
        let several = self.hops.get(client.hop).is_some_and(|hop| hop.targets.len() > 1);
        let ceiling = if several { self.options.retry_ceiling } else { self.options.probe_ceiling };
        let Some(state) = self.flows.get_mut(flow) else { return false };
        let is_silent = cause == Cause::Silence;
        // Who failed before may have better luck elsewhere, but nobody has to follow him.
        let is_own_fault = is_silent && state.is_good() && !client.pacing.counts_against_server();
        let is_excused =
            (is_silent && state.was_heard_since(client.started)) || (is_own_fault && !several);
        let Some(failures) = state.failures_with(id).filter(|_| !is_excused) else { return false };
        let backoff = match cause {
            Cause::Silence => retry_backoff(ceiling),
            Cause::Unreachable if several => Backoff { first: FIRST_AVOIDANCE, ceiling },
            Cause::Unreachable => Backoff { first: FIRST_RECONNECTION, ceiling },
        };
        let until = now + backoff.delay(failures.max(state.breaks), &mut self.dice);
        let sender = client.sender.0;
        if is_own_fault {
            state.avoid(until, sender);
        } else {
            state.failed(failures, until, sender);
        }
        true
    }

    /// A request has failed, and others may go instead.
    pub(super) fn fail_one(&mut self, now: Instant, id: TransactionId, cause: Cause, blamed: bool) {
        let hop = self.clients.get(id).map(|client| client.hop);
        self.fail(now, id, cause, blamed);
        if let Some(hop) = hop {
            self.progress(now, hop);
        }
    }

    /// A request has failed without a final response.
    pub(super) fn fail(&mut self, now: Instant, id: TransactionId, cause: Cause, blamed: bool) {
        let Some(client) = self.finish(id) else { return };
        let outcome = match cause {
            Cause::Silence => Outcome::Timeout { is_server_blamed: blamed },
            Cause::Unreachable => Outcome::TransportError,
        };
        self.hand_over(now, &client.exchange(id), outcome);
    }

    /// A REGISTER has failed without a final response.
    pub(super) fn fail_register(
        &mut self,
        now: Instant,
        rid: i32,
        exchange: &Exchange,
        is_plain_silence: bool,
    ) {
        let shut = self.shut_time(now, rid, exchange.hop);
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        registration.transaction = None;
        registration.store_request(&exchange.request, &mut self.writer);
        registration.note(exchange.provisional.as_deref().and_then(MessageText::of).as_ref());
        registration.authenticator.mark_nonces_old();
        let next = match shut {
            // Everybody waits for the same target: one will find out for all.
            Some(until) => registration.fail_with_others(until.saturating_duration_since(now)),
            None => {
                let ceiling = self.options.retry_ceiling;
                let backoff = if is_plain_silence {
                    retry_backoff(ceiling)
                } else {
                    Backoff { first: FIRST_RECONNECTION, ceiling }
                };
                registration.fail(backoff, &mut self.dice)
            }
        };
        registration.give_up_removal();
        registration.give_up_detour();
        self.schedule(now, rid, next);
        self.report_register(
            rid,
            EventKind::RegistrationFailure,
            exchange,
            exchange.provisional.clone(),
        );
        if self.registrations.get(&rid).is_some_and(|registration| registration.is_leaving) {
            self.forget(rid);
        }
    }

    /// Until when a registration may not go to its next hop by itself.
    fn shut_time(&mut self, now: Instant, rid: i32, hop: HopId) -> Option<Instant> {
        match self.hops.get_mut(hop)?.choose(now, rid, &self.flows) {
            Choice::Wait(until) => Some(until.unwrap_or(now)),
            _ => None,
        }
    }
}
