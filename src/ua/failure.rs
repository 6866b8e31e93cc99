//! Requests without a final response: sent again, turned to another server, given up. RFC 3261 17.1.2, RFC 3263 4.3.

use std::time::{Duration, Instant};

use super::event::EventKind;
use super::io::Output;
use super::registration::lifecycle::Next;
use super::usage::{Exchange, Outcome};
use super::{Alarm, Ua};
use crate::routing::{Backoff, Owner};
use crate::sip::text::MessageText;
use crate::trace::trace;
use crate::transaction::{Event, T1, TransactionId};
use crate::transport::FailureCause;

/// After so long without an answer the next server address is tried, where there is one.
const FAILOVER: Duration = Duration::from_secs(10);

/// Why a request failed without a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// No answer came in time.
    Silence,
    /// No server could be reached, or the path was lost.
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
            self.fail_one(now, id, Cause::Silence);
            return;
        }
        let Some(due) = client.resend.take() else { return };
        // From when it was due, so that delays do not add up; but never twice at once.
        let from = if now.saturating_duration_since(due) > T1 { now } else { due };
        let timer = client.resend_timer();
        let _ = client.step(from, Event::Expired(timer));
        let (it, is_silent) = (client.in_flight(id), client.provisional.is_none());
        let has_waited = is_silent && now.saturating_duration_since(it.sent) >= FAILOVER;
        if has_waited && self.router.can_turn(now, it) {
            self.fail_one(now, id, Cause::Silence);
            return;
        }
        self.resend(now, id);
        self.set_client_timer(id);
    }

    /// A request that waits for its final response is not sent again by itself any more.
    pub(super) fn stop_resending(&mut self, id: TransactionId) {
        if let Some(client) = self.clients.get_mut(id) {
            client.resend = None;
        }
        self.set_client_timer(id);
    }

    /// Sends a request again, unless its server may be dead and gets enough already.
    fn resend(&mut self, now: Instant, id: TransactionId) {
        let Some(client) = self.clients.get(id) else { return };
        let Some(path) = client.path else { return };
        if self.router.may_resend(now, client.in_flight(id)) {
            let bytes = client.bytes.clone();
            self.output(Output::Resend { transaction: id, path, bytes });
        }
    }

    /// Remembers why a transaction is about to fail.
    pub(super) fn set_cause(&mut self, id: TransactionId, cause: FailureCause) {
        if let Some(client) = self.clients.get_mut(id) {
            client.cause = Some(Box::new(cause));
        }
    }

    /// A request has failed, and others may be sent instead.
    pub(super) fn fail_one(&mut self, now: Instant, id: TransactionId, cause: Cause) {
        let next_hop = self.clients.get(id).map(|client| client.next_hop);
        self.fail(now, id, cause);
        if let Some(next_hop) = next_hop {
            self.progress(now, next_hop);
        }
    }

    /// A request has failed without a final response.
    pub(super) fn fail(&mut self, now: Instant, id: TransactionId, cause: Cause) {
        let Some(client) = self.clients.get(id) else { return };
        let it = client.in_flight(id);
        let backoff = Some(match cause {
            Cause::Silence => self.router.unanswered(now, it, &mut self.rng),
            Cause::Unreachable => self.router.lost(now, it, &mut self.rng),
        });
        let Some(client) = self.finish(id) else { return };
        let known = client.cause.as_deref().cloned();
        let reason = match (cause, known) {
            (_, Some(known)) => known,
            (Cause::Silence, None) => FailureCause::Timeout,
            (Cause::Unreachable, None) => client
                .path
                .map_or(FailureCause::Timeout, |path| FailureCause::ConnectionLost(path.remote)),
        };
        let outcome = match cause {
            Cause::Silence => Outcome::Timeout,
            Cause::Unreachable => Outcome::TransportError,
        };
        self.hand_over(now, &Exchange { backoff, cause: reason, ..client.exchange(id) }, outcome);
    }

    /// A REGISTER has failed without a final response.
    pub(super) fn fail_register(
        &mut self,
        now: Instant,
        rid: i32,
        exchange: &Exchange,
        is_unreachable: bool,
    ) {
        let next_hop = exchange.in_flight.next_hop;
        let suspended = self.router.suspended(now, next_hop, Owner::Registration(rid));
        let suspended = suspended.map(|until| until.saturating_duration_since(now));
        let ceiling = self.router.limits.retry_ceiling;
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        let step = registration.end_transaction();
        registration.store_request(&exchange.request, step, &mut self.writer);
        registration.set_cause(exchange.cause.clone());
        trace!(Info1, "registration {rid}: failed, {}", exchange.cause);
        registration.note(exchange.provisional.as_deref().and_then(MessageText::of).as_ref());
        registration.retries.authenticator.mark_nonces_old();
        let backoff = exchange.backoff.unwrap_or(Backoff::retry(ceiling));
        let mut next = registration.fail(backoff, &mut self.rng);
        if let Next::After(delay) = &mut next {
            *delay = match suspended {
                // One account probes for all whether the server can be reached.
                Some(suspended) if is_unreachable => suspended,
                suspended => (*delay).max(suspended.unwrap_or_default()),
            };
            *delay = (*delay).max(self.options.retry_floor);
            *delay = registration.within_binding(now, *delay);
        }
        registration.give_up_removal(step);
        registration.abandon_redirect();
        self.schedule(now, rid, next);
        self.report_register(
            rid,
            EventKind::RegistrationFailure,
            exchange,
            exchange.provisional.clone(),
        );
        if self.is_leaving {
            self.forget(rid);
        }
    }
}
