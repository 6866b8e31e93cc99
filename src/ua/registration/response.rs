//! What a response means for its registration. RFC 3261 10.2.4, 10.3; RFC 3581.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::lifecycle::{Next, Refusal};
use super::outbound;
use super::registrar_info::RegistrarInfo;
use crate::auth::{Challenges, Proofs, RequestFacts, Unproven, Verdict};
use crate::routing::Owner;
use crate::sip::grammar::elements;
use crate::sip::text::{
    ContactText, ContactTexts, MessageText, TextEditor, TextWriter, header_values,
};
use crate::sip::{Challenge, Wire};
use crate::trace::trace;
use crate::transport::FailureCause;
use crate::ua::event::EventKind;
use crate::ua::identity::masquerade::{self, domain_of, has_contact, seen_address, shown_address};
use crate::ua::next_hop::Listeners;
use crate::ua::options::Options;
use crate::ua::registration::{ContactRewrite, ContactSource, Phase, Registration};
use crate::ua::usage::{Exchange, Outcome, Response};
use crate::ua::{Alarm, Ua};

const SERVER_PROOF: &[u8] = b"Authentication-Info";
const PROXY_PROOF: &[u8] = b"Proxy-Authentication-Info";

/// A REGISTER of more bytes is stored without its credentials.
const LONGEST_STORED: usize = 1024;
/// The longest grant in seconds, unless more was requested.
const LONGEST_GRANT: u32 = 30 * 24 * 3600;
/// The time from one correction of a Contact to the next, and how often it doubles: up to half a day.
const CORRECTION_GUARD: Duration = Duration::from_secs(60);
const MOST_DOUBLINGS: u8 = 9;
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
        registration.phase = Phase::Idle;
        registration.note(Some(response));
        let verdict = match response.status() {
            401 | 407 => {
                registration.store_request(&client.request, &mut self.writer);
                Ok(self.store_challenges(rid, response))
            }
            _ => self.confirm(rid, response, &client.request),
        };
        let is_success = response.is_success() && verdict.is_ok();
        if let Some(registration) = self.registrations.get_mut(&rid) {
            registration.retry.cause = cause(response, &client.request, &verdict);
        }
        let next = if is_success {
            self.succeed(now, rid, client, &answer)
        } else {
            let next = self.refuse(now, rid, client, verdict, response);
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
            next == Next::Never && (it.is_ending || (is_success && it.binding.granted_expires == 0))
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
        let authenticator = &mut registration.authenticator;
        authenticator.store(&challenges, user, &self.credentials, &self.policy)
    }

    /// The request is over: its credentials are removed. `Err`: a success lacks the required proof of the server.
    fn confirm(
        &mut self,
        rid: i32,
        response: &MessageText<'_>,
        request: &[u8],
    ) -> Result<Verdict, Unproven> {
        let Some(registration) = self.registrations.get_mut(&rid) else {
            return Ok(Verdict::Unanswerable);
        };
        let Registration { authenticator, user, .. } = &mut **registration;
        let mut draft = TextEditor::of(request);
        let has_proof = || {
            let has = |name| response.header(name).is_some();
            self.policy.require_rspauth || has(SERVER_PROOF) || has(PROXY_PROOF)
        };
        let checked = if authenticator.is_empty() || !has_proof() {
            authenticator.mark_accepted();
            Ok(())
        } else {
            let (proofs, request) =
                (proofs_of(response), RequestFacts::of(&draft, user.as_deref()));
            authenticator.confirm(&proofs, &request, &self.credentials, &self.policy)
        };
        // The next one has others.
        draft.remove_credentials();
        if registration.is_moving() {
            masquerade::end_move(&mut draft, response.is_success() && checked.is_ok());
        }
        self.writer.join_into(&draft, &mut registration.request);
        checked.map(|()| Verdict::Unanswerable)
    }

    fn succeed(
        &mut self,
        now: Instant,
        rid: i32,
        client: &Exchange,
        response: &Response<'_, '_>,
    ) -> Next {
        let Response { message: response, original, .. } = response;
        let Some(registration) = self.registrations.get_mut(&rid) else { return Next::Never };
        let mut moved = None;
        if registration.contact.is_rewriting {
            if let ContactRewrite::Move(seen) = registration.contact.rewrite {
                moved = Some(seen);
            }
            match registration.contact.rewrite {
                ContactRewrite::Remove(seen) => {
                    registration.contact.rewrite = ContactRewrite::Replace(seen);
                    return Next::AtOnce;
                }
                ContactRewrite::Move(_) | ContactRewrite::Replace(_) => {
                    registration.contact.rewrite = ContactRewrite::None;
                    if registration.contact.source != ContactSource::Application {
                        registration.contact.source = ContactSource::Learned;
                    }
                }
                ContactRewrite::None => {}
            }
        }
        let ours = own_bindings(registration, response, original);
        if let Some(seen) = moved.filter(|_| !ours.iter().any(|it| it.expires() != Some(0))) {
            // The registrar may have read the removal only.
            trace!(
                Info1,
                "registration {rid}: the new Contact is not listed, it is registered alone"
            );
            registration.contact.rewrite = ContactRewrite::Replace(seen);
            return Next::AtOnce;
        }
        registration.registrar_info = RegistrarInfo::of(rid, response, ours.first());
        let granted = granted(registration, response, &ours);
        let was_taken_back = registration.binding.requested_expires == 0;
        let next = registration.succeed(granted, self.options.refresh_jitter, &mut self.rng);
        if let (true, Some(server)) = (registration.binding.granted_expires > 0, client.server) {
            self.router.succeeded(rid, server);
        }
        let started = registration.retry.started.unwrap_or(now);
        // The registrar may have counted from the first transmission, whose response was lost.
        let next = next.sooner_by(now.saturating_duration_since(started));
        registration.binding.expires_at = (registration.binding.granted_expires > 0)
            .then(|| started + Duration::from_secs(registration.binding.granted_expires.into()));
        if registration.is_ending {
            // An un-REGISTER is not repeated, even if the binding is still listed.
            return if was_taken_back { Next::Never } else { registration.request_removal() };
        }
        if registration.binding.granted_expires > 0 {
            self.timers.clear(&mut registration.forget_at, Alarm::Forget(rid));
        }
        self.set_interval(client, response);
        if self.must_correct(now, rid, client, response) { Next::AtOnce } else { next }
    }

    /// Stores the keepalive interval that the server requests.
    fn set_interval(&mut self, client: &Exchange, response: &MessageText<'_>) {
        let Some(interval) = outbound::keepalive_interval(response) else { return };
        if let Some(server) = client.server {
            self.router.set_keepalive_interval(server, interval);
        }
    }

    /// Stores the address that the registrar sees. Returns whether Contact shows another one and is rewritten now.
    fn must_correct(
        &mut self,
        now: Instant,
        rid: i32,
        client: &Exchange,
        response: &MessageText<'_>,
    ) -> bool {
        let Some(path) = client.path else { return false };
        let Some(registration) = self.registrations.get_mut(&rid) else { return false };
        let follows = registration.contact.is_followed && self.options.auto_masquerade;
        let default_port = path.transport.default_port();
        let via =
            response.vias().next().filter(|_| follows && registration.binding.granted_expires > 0);
        let Some(seen) = via.and_then(|via| seen_address(via, default_port)) else { return false };
        let request = TextEditor::of(&registration.request);
        if shown_address(&request, default_port) == Some(seen) {
            registration.contact.vain_rewrites = 0;
            return false;
        }
        if !path.transport.is_reliable() {
            self.accounts.learn(domain_of(&request).as_deref().unwrap_or_default(), seen);
        } else if let Some(server) = client.server {
            self.router.learn(server, seen);
        }
        let is_guarded = registration
            .contact
            .rewritten
            .is_some_and(|last| now.saturating_duration_since(last) < registration.guard());
        if is_guarded || !has_contact(&request) {
            return false;
        }
        trace!(Info1, "registration {rid}: the registrar sees {seen}, Contact is rewritten");
        registration.contact.rewrite = match registration.contact.refuses_moves {
            true => ContactRewrite::Remove(seen),
            false => ContactRewrite::Move(seen),
        };
        registration.contact.rewritten = Some(now);
        registration.contact.vain_rewrites = registration.contact.vain_rewrites.saturating_add(1);
        true
    }

    fn refuse(
        &mut self,
        now: Instant,
        rid: i32,
        client: &Exchange,
        verdict: Result<Verdict, Unproven>,
        response: &MessageText<'_>,
    ) -> Next {
        let status = response.status();
        let refusal = Refusal {
            status,
            is_answerable: verdict == Ok(Verdict::Answerable),
            min_expires: response.min_expires(),
            retry_after: response.retry_after().map(|seconds| Duration::from_secs(seconds.into())),
        };
        let Some(registration) = self.registrations.get_mut(&rid) else { return Next::Never };
        if registration.has_retry()
            && registration.changes_for(response, &self.options, &self.listeners)
        {
            return Next::AtOnce;
        }
        if registration.give_up_move(status) && registration.has_retry() {
            trace!(
                Info1,
                "registration {rid}: two Contacts are refused, the old one is removed first"
            );
            return Next::AtOnce;
        }
        registration.retry.can_answer =
            matches!(verdict, Ok(Verdict::Answerable | Verdict::Refused));
        let next = registration.refuse(refusal, self.options.retry_ceiling, &mut self.rng);
        match next {
            Next::After(_) if registration.is_ending => match registration.binding.expires_at {
                Some(until) if until > now => registration.request_removal(),
                _ => Next::Never,
            },
            Next::After(delay) => {
                registration.give_up_removal();
                registration.abandon_redirect();
                if status == 503 { self.avoid(now, rid, client, refusal, delay) } else { next }
            }
            Next::AtOnce | Next::Never => next,
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
        let (server, next_hop) = (client.server, client.next_hop);
        let owner = Owner::Registration(rid);
        let (until, is_requested) = (now + delay, refusal.retry_after.is_some());
        if self.router.refused(now, next_hop, server, owner, until, is_requested) {
            return Next::After(self.rng.between(SWITCH, 2 * SWITCH));
        }
        Next::After(delay)
    }
}

/// Why a response is no success, if it is none.
fn cause(
    response: &MessageText<'_>,
    request: &[u8],
    verdict: &Result<Verdict, Unproven>,
) -> FailureCause {
    let credentials =
        if response.status() == 401 { &b"Authorization"[..] } else { b"Proxy-Authorization" };
    let had_login = TextEditor::of(request).values(credentials).next().is_some();
    let challenge = [&b"WWW-Authenticate"[..], b"Proxy-Authenticate"]
        .into_iter()
        .find_map(|name| response.header(name));
    let realm = challenge.and_then(realm_of);
    match (response.status(), verdict) {
        (200..=299, Ok(_)) => FailureCause::None,
        (401 | 407, Ok(Verdict::Refused | Verdict::Answerable)) if had_login => {
            FailureCause::LoginRefused(realm.unwrap_or_default().into())
        }
        (401 | 407, Ok(Verdict::Refused | Verdict::Answerable)) => {
            FailureCause::Refused(response.status())
        }
        (401 | 407, _) => match realm {
            Some(realm) => FailureCause::NoLogin(realm.into()),
            None => FailureCause::ChallengeNotUnderstood,
        },
        (status, _) => FailureCause::Refused(status),
    }
}

/// The realm of a Digest challenge with an algorithm that is known.
fn realm_of(challenge: &[u8]) -> Option<String> {
    let challenge = Challenge::from_text(challenge).ok()?;
    let is_digest = challenge.auth_type.as_ref().is_some_and(|it| it.eq_ignore_case(b"Digest"));
    let algorithm = challenge.algorithm.as_ref().map(|it| it.to_ascii_uppercase());
    let algorithm = algorithm.as_deref().unwrap_or(b"MD5").trim_ascii();
    let algorithm = algorithm.strip_prefix(b"\"").unwrap_or(algorithm);
    let is_known = [&b"MD5"[..], b"SHA-", b"AKA"].iter().any(|known| algorithm.starts_with(known));
    let realm = challenge.realm.as_ref().filter(|_| is_digest && is_known)?;
    let realm = String::from_utf8_lossy(realm).into_owned();
    Some(realm.trim_matches('"').chars().take(128).collect())
}

impl Registration {
    /// Whether the REGISTER under way moves the Contact.
    fn is_moving(&self) -> bool {
        self.contact.is_rewriting && matches!(self.contact.rewrite, ContactRewrite::Move(_))
    }

    /// Keeps a REGISTER that was not accepted, for the next to be made of it.
    pub(in crate::ua) fn store_request(&mut self, request: &Arc<[u8]>, writer: &mut TextWriter) {
        // The next request has other credentials: those that servers made long are not stored.
        let is_long = request.len() > LONGEST_STORED;
        if !self.is_moving() && !is_long {
            self.request = request.clone();
            return;
        }
        let mut text = TextEditor::of(request);
        if is_long {
            text.remove_credentials();
        }
        if self.is_moving() {
            masquerade::end_move(&mut text, false);
        }
        self.request = writer.join(&text);
    }

    /// The time from one rewrite to the next: it grows as long as rewrites do not help.
    fn guard(&self) -> Duration {
        let doublings = self.contact.vain_rewrites.saturating_sub(1).min(MOST_DOUBLINGS);
        CORRECTION_GUARD * (1 << doublings)
    }

    /// Whether a refusal is met by another request: one that goes elsewhere, or asks for less.
    fn changes_for(
        &mut self,
        response: &MessageText<'_>,
        options: &Options,
        ours: &Listeners,
    ) -> bool {
        match response.status() {
            300..=302 => options.follow_redirects && self.follow(response, ours),
            // The proxy becomes a preloaded Route, which is not written.
            305 => {
                options.follow_redirects && options.hide_first_route && self.follow(response, ours)
            }
            outbound::FIRST_HOP_LACKS_OUTBOUND if !self.is_without_flow => {
                self.is_without_flow = outbound::has_number(&TextEditor::of(&self.request));
                self.is_without_flow
            }
            _ => false,
        }
    }
}

/// What a success grants our Contact, in seconds: its own `expires`, else the Expires header if that is less than
/// was asked for. Bindings of other devices do not count.
fn granted(
    registration: &Registration,
    response: &MessageText<'_>,
    ours: &[ContactText<'_>],
) -> Option<u32> {
    let contact = ours.iter().filter_map(ContactText::expires).max();
    let header =
        response.expires().filter(|seconds| *seconds < registration.binding.requested_expires);
    let longest = registration.binding.requested_expires.max(LONGEST_GRANT);
    contact.or(header).filter(|seconds| *seconds > 0).map(|seconds| seconds.min(longest))
}

/// Our bindings among those that a response lists: known by our `line`; else, as registrars drop and change what they
/// like, by address, or by user; else the only one there is.
fn own_bindings<'r>(
    registration: &Registration,
    response: &'r MessageText<'_>,
    original: &'r [u8],
) -> ContactTexts<'r> {
    let line = registration.contact_id.text();
    let has_our_line = |it: &ContactText<'r>| it.line() == Some(line.as_bytes());
    let request = TextEditor::of(&registration.request);
    let written: ContactTexts<'_> =
        request.values(b"Contact").filter_map(ContactText::of).collect();
    let all: ContactTexts<'r> = response.headers(b"Contact").filter_map(ContactText::of).collect();
    let select = |is_ours: &dyn Fn(&ContactText<'r>) -> bool| -> ContactTexts<'r> {
        all.iter().filter(|it| is_ours(it)).copied().collect()
    };
    let is_application = registration.contact.source == ContactSource::Application;
    if !is_application {
        let ours = select(&has_our_line);
        if !ours.is_empty() {
            return ours;
        }
        // The parser skips broken elements. One with our `line` is ours nevertheless.
        let broken = broken_bindings(original).find(has_our_line);
        if let Some(broken) = broken {
            return [broken].into_iter().collect();
        }
    }
    // Another device of ours, with a `line` of its own, may be at the same address.
    let may_be_ours = |it: &ContactText<'r>| it.line().is_none() || is_application;
    let has_address = |it: &ContactText<'r>| written.iter().any(|own| it.has_address_of(own));
    let has_user = |it: &ContactText<'r>| written.iter().any(|own| it.has_user_of(own));
    let exact = select(&|it| may_be_ours(it) && has_address(it) && has_user(it));
    // Who unregisters is not listed: what is left belongs to others.
    if !exact.is_empty() || written.len() != 1 || registration.binding.requested_expires == 0 {
        return exact;
    }
    let single = |ours: ContactTexts<'r>| Some(ours).filter(|ours| ours.len() == 1);
    single(select(&|it| may_be_ours(it) && has_address(it)))
        .or_else(|| single(select(&|it| may_be_ours(it) && has_user(it))))
        .or_else(|| single(all))
        .unwrap_or_default()
}

/// The Contacts of a message as it arrived, whether or not they can be read whole.
fn broken_bindings(text: &[u8]) -> impl Iterator<Item = ContactText<'_>> {
    let values = [&b"Contact"[..], b"m"].map(|name| header_values(text, name));
    values.into_iter().flatten().flat_map(elements).filter_map(ContactText::of)
}

fn proofs_of<'a>(response: &'a MessageText<'_>) -> Proofs<'a> {
    Proofs {
        of_server: response.read_all(SERVER_PROOF),
        of_proxy: response.read_all(PROXY_PROOF),
        is_success: response.is_success(),
        body: response.body(),
    }
}
