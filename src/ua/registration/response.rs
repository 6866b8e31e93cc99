//! What a response means for its registration. RFC 3261 10.2.4, 10.3; RFC 3581.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::bindings::{granted, own_bindings};
use super::cause::cause;
use super::lifecycle::{Next, Refusal};
use super::outbound;
use super::registrar_info::RegistrarInfo;
use crate::auth::{Challenges, Proofs, RequestFacts, Unproven, Verdict};
use crate::routing::Listeners;
use crate::sip::text::{MessageText, StoredText, TextEditor, TextWriter};
use crate::trace::trace;
use crate::ua::Ua;
use crate::ua::event::EventKind;
use crate::ua::identity::masquerade;
use crate::ua::options::Options;
use crate::ua::registration::{ContactRewrite, ContactSource, Registration};
use crate::ua::retry::Change;
use crate::ua::usage::{Exchange, Outcome, Response};

const SERVER_PROOF: &[u8] = b"Authentication-Info";
const PROXY_PROOF: &[u8] = b"Proxy-Authentication-Info";

/// A REGISTER of more bytes is stored without its credentials.
const LONGEST_STORED: usize = 1024;
/// How long it takes, at least, to turn to another server.
const SWITCH: Duration = Duration::from_secs(1);

impl Ua {
    pub(in crate::ua) fn handle_register_outcome(
        &mut self,
        now: Instant,
        rid: i32,
        exchange: &Exchange,
        outcome: Outcome<'_, '_>,
    ) {
        match outcome {
            Outcome::Provisional(_) => {}
            Outcome::Final(response) => self.finish_register(now, rid, exchange, response),
            Outcome::Timeout => self.fail_register(now, rid, exchange, false),
            Outcome::TransportError => {
                let exchange = Exchange { provisional: None, ..exchange.clone() };
                self.fail_register(now, rid, &exchange, true);
            }
        }
    }

    fn finish_register(
        &mut self,
        now: Instant,
        rid: i32,
        client: &Exchange,
        response: Response<'_, '_>,
    ) {
        let answer = response;
        let Response { message: response, original, .. } = response;
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        let step = registration.end_transaction();
        registration.note(Some(response));
        let verdict = match response.status() {
            401 | 407 => {
                registration.store_request(&client.request, step, &mut self.writer);
                Ok(self.store_challenges(rid, response))
            }
            _ => self.confirm(rid, response, &client.request, step),
        };
        let is_success = response.is_success() && verdict.is_ok();
        if let Some(registration) = self.registrations.get_mut(&rid) {
            registration.set_cause(cause(response, &client.request, &verdict));
        }
        let next = if is_success {
            self.succeed(now, rid, client, &answer, step)
        } else {
            let next = self.refuse(now, rid, client, verdict, response, step);
            next.at_least(self.options.retry_floor)
        };
        let kind = if is_success {
            EventKind::RegistrationSuccess
        } else {
            EventKind::RegistrationFailure
        };
        if let Some(registration) = self.registrations.get(&rid) {
            let (status, expires) = (response.status(), registration.binding.granted_expires);
            match is_success {
                true => trace!(Info1, "registration {rid}: {status}, registered for {expires} s"),
                false => trace!(Info1, "registration {rid}: refused with {status}"),
            }
        }
        self.schedule(now, rid, next);
        self.await_login(rid, response.status(), next);
        self.report_register(rid, kind, client, Some(original.into()));
        let is_over = |it: &Registration| {
            next == Next::Never
                && (self.is_leaving || (is_success && it.binding.granted_expires == 0))
        };
        if self.registrations.get(&rid).is_some_and(|it| is_over(it)) {
            self.forget(rid);
        }
    }

    /// Stores the challenges of a 401 or 407.
    fn store_challenges(&mut self, rid: i32, response: &MessageText<'_>) -> Verdict {
        let Some(registration) = self.registrations.get_mut(&rid) else {
            return Verdict::Unanswerable;
        };
        let challenges = Challenges::of(response);
        let user = registration.user.as_deref();
        let authenticator = &mut registration.retries.authenticator;
        authenticator.store(&challenges, user, &self.credentials, &self.policy)
    }

    /// The request is over: its credentials are removed. `Err`: a success lacks the required proof of the server.
    fn confirm(
        &mut self,
        rid: i32,
        response: &MessageText<'_>,
        request: &[u8],
        step: ContactRewrite,
    ) -> Result<Verdict, Unproven> {
        let Some(registration) = self.registrations.get_mut(&rid) else {
            return Ok(Verdict::Unanswerable);
        };
        let Registration { retries, user, .. } = &mut **registration;
        let authenticator = &mut retries.authenticator;
        let has_proof = || {
            let has = |name| response.header(name).is_some();
            self.policy.require_rspauth || has(SERVER_PROOF) || has(PROXY_PROOF)
        };
        let checked = if authenticator.is_empty() || !has_proof() {
            authenticator.mark_accepted();
            Ok(())
        } else {
            let editor = TextEditor::of(request);
            let (proofs, request) =
                (proofs_of(response), RequestFacts::of(&editor, user.as_deref()));
            authenticator.confirm(&proofs, &request, &self.credentials, &self.policy)
        };
        // The next one has other credentials.
        if step.is_move() {
            let mut editor = TextEditor::of(request);
            editor.remove_credentials();
            masquerade::end_move(&mut editor, response.is_success() && checked.is_ok());
            self.packer.store(self.writer.text(&editor), &mut registration.request);
        } else {
            let text = self.writer.text_to_renew(request);
            self.packer.store(text, &mut registration.request);
        }
        checked.map(|()| Verdict::Unanswerable)
    }

    fn succeed(
        &mut self,
        now: Instant,
        rid: i32,
        client: &Exchange,
        response: &Response<'_, '_>,
        step: ContactRewrite,
    ) -> Next {
        let Response { message: response, original, .. } = response;
        let Some(registration) = self.registrations.get_mut(&rid) else { return Next::Never };
        match step {
            ContactRewrite::Remove(seen) => {
                registration.set_rewrite(ContactRewrite::Replace(seen));
                return Next::AtOnce(Change::Contact);
            }
            ContactRewrite::Move(_) | ContactRewrite::Replace(_) => {
                registration.set_rewrite(ContactRewrite::None);
                if registration.contact.source != ContactSource::Application {
                    registration.contact.source = ContactSource::Learned;
                }
            }
            ContactRewrite::None => {}
        }
        let request = || registration.request.text(&mut self.writer);
        let ours = own_bindings(registration, request, response, original);
        if let ContactRewrite::Move(seen) = step
            && !ours.iter().any(|it| it.expires() != Some(0))
        {
            // The registrar may have read the removal only.
            trace!(
                Info1,
                "registration {rid}: the new Contact is not listed, it is registered alone"
            );
            registration.set_rewrite(ContactRewrite::Replace(seen));
            return Next::AtOnce(Change::Contact);
        }
        registration.registrar_info = RegistrarInfo::of(rid, response, ours.first());
        let granted = granted(registration, response, &ours);
        let was_taken_back = registration.binding.requested_expires == 0;
        let next = registration.succeed(granted, self.options.refresh_jitter, &mut self.rng);
        if let (true, Some(server)) =
            (registration.binding.granted_expires > 0, client.in_flight.flow)
        {
            self.router.succeeded(rid, server);
        }
        let started = registration.retry.started.unwrap_or(now);
        // The registrar may have counted from the first transmission, whose response was lost.
        let next = next.sooner_by(now.saturating_duration_since(started));
        registration.binding.expires_at = (registration.binding.granted_expires > 0)
            .then(|| started + Duration::from_secs(registration.binding.granted_expires.into()));
        if self.is_leaving {
            // An un-REGISTER is not repeated, even if the binding is still listed.
            return if was_taken_back { Next::Never } else { registration.request_removal() };
        }
        if registration.binding.granted_expires > 0 {
            registration.forget_at(None, rid, &mut self.timers);
        }
        self.set_interval(client, response);
        match self.must_correct(now, rid, client, response) {
            true => Next::AtOnce(Change::Contact),
            false => next,
        }
    }

    /// Stores the keepalive interval that the server requests.
    fn set_interval(&mut self, client: &Exchange, response: &MessageText<'_>) {
        let Some(interval) = outbound::keepalive_interval(response) else { return };
        if let Some(flow) = client.in_flight.flow {
            self.router.flows.set_server_interval(flow, interval);
        }
    }

    fn refuse(
        &mut self,
        now: Instant,
        rid: i32,
        client: &Exchange,
        verdict: Result<Verdict, Unproven>,
        response: &MessageText<'_>,
        step: ContactRewrite,
    ) -> Next {
        let status = response.status();
        let refusal = Refusal {
            status,
            is_answerable: verdict == Ok(Verdict::Answerable),
            min_expires: response.min_expires(),
            retry_after: response.retry_after().map(|seconds| Duration::from_secs(seconds.into())),
        };
        let Some(registration) = self.registrations.get_mut(&rid) else { return Next::Never };
        let change = match status {
            300..=399 => Some(Change::Target),
            outbound::FIRST_HOP_LACKS_OUTBOUND => Some(Change::FlowNumber),
            _ => None,
        };
        if let Some(change) = change.filter(|change| registration.retries.has_retry(*change)) {
            let request = registration.request.text(&mut self.writer);
            if registration.changes_for(response, &request, &self.options, &self.listeners) {
                return Next::AtOnce(change);
            }
        }
        if registration.give_up_move(step, status)
            && registration.retries.has_retry(Change::Contact)
        {
            trace!(
                Info1,
                "registration {rid}: two Contacts are refused, the old one is removed first"
            );
            return Next::AtOnce(Change::Contact);
        }
        registration.retry.can_answer =
            matches!(verdict, Ok(Verdict::Answerable | Verdict::Refused));
        let next = registration.refuse(refusal, self.router.limits.retry_ceiling, &mut self.rng);
        match next {
            Next::After(_) if self.is_leaving => match registration.binding.expires_at {
                Some(until) if until > now => registration.request_removal(),
                _ => Next::Never,
            },
            Next::After(delay) => {
                registration.give_up_removal(step);
                registration.abandon_redirect();
                if status == 503 { self.avoid(now, rid, client, refusal, delay) } else { next }
            }
            Next::AtOnce(_) | Next::Never => next,
        }
    }

    /// A 503 means that the server is overloaded: another one is tried, if there is one (RFC 3261 21.5.4).
    fn avoid(
        &mut self,
        now: Instant,
        rid: i32,
        client: &Exchange,
        refusal: Refusal,
        delay: Duration,
    ) -> Next {
        let (until, is_requested) = (now + delay, refusal.retry_after.is_some());
        if self.router.refused(now, client.in_flight, until, is_requested) {
            return Next::After(self.rng.between(SWITCH, 2 * SWITCH));
        }
        let Some(registration) = self.registrations.get(&rid) else { return Next::Never };
        Next::After(registration.within_binding(now, delay))
    }
}

impl Registration {
    /// Keeps a REGISTER that was not accepted, and carried out this step, for the next to be made of it.
    pub(in crate::ua) fn store_request(
        &mut self,
        request: &Arc<[u8]>,
        step: ContactRewrite,
        writer: &mut TextWriter,
    ) {
        // The next request has other credentials: those that servers made long are not stored.
        let is_long = request.len() > LONGEST_STORED;
        if !step.is_move() && !is_long {
            self.request = StoredText::Whole(request.clone());
            return;
        }
        let mut text = TextEditor::of(request);
        if is_long {
            text.remove_credentials();
        }
        if step.is_move() {
            masquerade::end_move(&mut text, false);
        }
        self.request = StoredText::Whole(writer.join(&text));
    }

    /// Whether a refusal is met by another request: one that goes elsewhere, or asks for less.
    fn changes_for(
        &mut self,
        response: &MessageText<'_>,
        request: &[u8],
        options: &Options,
        ours: &Listeners,
    ) -> bool {
        let request = TextEditor::of(request);
        match response.status() {
            300..=302 => options.follow_redirects && self.follow(response, &request, ours),
            // The proxy becomes a preloaded Route, which is not written.
            305 => {
                options.follow_redirects
                    && options.hide_first_route
                    && self.follow(response, &request, ours)
            }
            outbound::FIRST_HOP_LACKS_OUTBOUND if !self.is_without_flow => {
                self.is_without_flow = outbound::has_number(&request);
                self.is_without_flow
            }
            _ => false,
        }
    }
}

fn proofs_of<'a>(response: &'a MessageText<'_>) -> Proofs<'a> {
    Proofs {
        of_server: response.read_all(SERVER_PROOF),
        of_proxy: response.read_all(PROXY_PROOF),
        is_success: response.is_success(),
        body: response.body(),
    }
}
