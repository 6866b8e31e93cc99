//! Requests of calls that are sent again: with credentials, elsewhere, or with another session interval. RFC 3261 8.1.3.4,
//! 22; RFC 4028 7.4.

use std::time::{Duration, Instant};

use super::Call;
use super::invite::seconds_of;
use super::transaction::{CallTransaction, Phase};
use crate::auth::{Challenges, RequestFacts, Verdict};
use crate::error::{Error, Result};
use crate::sip::text::{Contact, MessageText, TextEditor, via};
use crate::sip::{NameAddr, Uri, Wire, grammar};
use crate::trace::trace;
use crate::transaction::TransactionId;
use crate::ua::io::Transport;
use crate::ua::usage::{Cid, Usage};
use crate::ua::{Now, Ua};

/// Retries in a row for one dialog, or for a call without one.
const MAX_RETRIES: u8 = 3;
/// A refusal that is older than this is not retried.
const LATEST: Duration = Duration::from_secs(120);

impl Ua {
    /// Stores the challenges of a 401 or 407. Any other final response accepts the credentials of its request.
    pub(super) fn store_call_challenge(
        &mut self,
        cid: Cid,
        id: TransactionId,
        response: &MessageText<'_>,
    ) {
        let Some(call) = self.calls.get_mut(cid) else { return };
        if !matches!(response.status(), 401 | 407) {
            call.authenticator.mark_accepted();
            return;
        }
        let user = call.user.as_deref();
        let challenges = Challenges::of(response);
        let verdict = call.authenticator.store(&challenges, user, &self.credentials, &self.policy);
        trace!(Info1, "call {cid}: transaction {} is challenged, {verdict:?}", id.tid());
        // A login that was refused is tried again a few times, as in the original.
        call.retry = (verdict != Verdict::Weaker).then_some(id);
        call.waits_for_login = verdict == Verdict::Unanswerable;
    }

    /// Decides whether `automatic_action` sends a refused request again.
    pub(super) fn plan_call_retry(
        &mut self,
        now: Instant,
        cid: Cid,
        id: TransactionId,
        response: &MessageText<'_>,
    ) {
        let delay = match response.status() {
            401 | 407 => {
                if self.calls.get(cid).is_some_and(|call| call.waits_for_login) {
                    self.calls.wait_for_login(cid);
                    return;
                }
                Some(Duration::ZERO)
            }
            300..=399 | 422 => Some(Duration::ZERO),
            491 if self.options.retry_491 => Some(self.glare_delay(cid)),
            _ => None,
        };
        let Some(call) = self.calls.get_mut(cid) else { return };
        let Some(delay) = delay else { return };
        if !matches!(response.status(), 401 | 407) {
            call.retry = Some(id);
        }
        if call.retry == Some(id) {
            self.set_call_task(cid, Some(now + delay));
        }
    }

    /// The side that owns the Call-ID waits longer (RFC 3261 14.1).
    fn glare_delay(&mut self, cid: Cid) -> Duration {
        let owns = self.calls.get(cid).is_some_and(|call| call.is_caller);
        let (low, high) = if owns { (2100, 4000) } else { (0, 2000) };
        self.rng.between(Duration::from_millis(low), Duration::from_millis(high))
    }

    /// A login was added: calls that were challenged without one try again.
    pub(in crate::ua) fn retry_calls_with_new_login(&mut self, now: Instant) {
        for cid in self.calls.waiting_for_login() {
            let Some(call) = self.calls.get_mut(cid) else { continue };
            let user = call.user.as_deref();
            let verdict =
                call.authenticator.retry_unanswered(user, &self.credentials, &self.policy);
            if verdict == Verdict::Answerable {
                call.waits_for_login = false;
                self.calls.end_wait_for_login(cid);
                self.set_call_task(cid, Some(now));
            }
        }
    }

    /// What `automatic_action` does for a call that is due: the retry of a request, or the refresh of its session.
    pub(in crate::ua) fn handle_call_task(&mut self, now: Now, cid: Cid) {
        let at = now.instant;
        let Some(call) = self.calls.get_mut(cid) else { return };
        call.scheduled_task = None;
        if let Some(id) = call.retry.take() {
            let is_newest = call.retried().is_some_and(|it| it.id == id);
            if is_newest && let Err(error) = self.retry_call(at, cid, id) {
                trace!(Info1, "call {cid}: transaction {} is not retried: {error:?}", id.tid());
            }
        } else {
            self.refresh_session(at, cid);
        }
        self.plan_refresh(cid);
    }

    /// Answers a challenge to request `tid` of a call now, as the application wants, unless that has been done.
    pub fn answer_call_challenge(&mut self, now: Now, cid: Cid, tid: i32) -> Result<()> {
        let id = self.transaction_ids.of_tid(tid).ok_or(Error::NotFound)?;
        let call = self.calls.get_mut(cid).ok_or(Error::NotFound)?;
        let it = call.transaction(id).ok_or(Error::NotFound)?;
        if !matches!(it.phase, Phase::Final(401 | 407)) {
            return Err(Error::WrongState);
        }
        if it.is_retried {
            return Ok(());
        }
        if call.waits_for_login {
            let user = call.user.as_deref();
            let verdict =
                call.authenticator.retry_unanswered(user, &self.credentials, &self.policy);
            if verdict != Verdict::Answerable {
                return Err(Error::NotFound);
            }
            call.waits_for_login = false;
            self.calls.end_wait_for_login(cid);
        }
        if let Some(call) = self.calls.get_mut(cid) {
            call.retry = None;
        }
        self.retry_call(now.instant, cid, id)
    }

    /// Follows the redirection of request `tid` of a call now, as the application wants, unless that has been done.
    pub fn follow_call_redirection(&mut self, now: Now, cid: Cid, tid: i32) -> Result<()> {
        let id = self.transaction_ids.of_tid(tid).ok_or(Error::NotFound)?;
        let call = self.calls.get_mut(cid).ok_or(Error::NotFound)?;
        let it = call.transaction(id).ok_or(Error::NotFound)?;
        if !it.is_invite() {
            return Err(Error::Undefined);
        }
        if !matches!(it.phase, Phase::Final(300..=399)) {
            return Err(Error::WrongState);
        }
        if it.is_retried {
            return Ok(());
        }
        call.retry = None;
        self.retry_call(now.instant, cid, id)
    }

    /// Sends the refused request `id` once more.
    fn retry_call(&mut self, now: Instant, cid: Cid, id: TransactionId) -> Result<()> {
        let call = self.calls.get_mut(cid).ok_or(Error::NotFound)?;
        let it = call.transaction(id).ok_or(Error::NotFound)?;
        if now.saturating_duration_since(it.began) > LATEST {
            return Err(Error::NotFound);
        }
        let (status, is_in_dialog, method) = (it.status(), it.is_in_dialog, it.method.clone());
        let (request, response) = (it.request.clone(), it.response.clone());
        let preloaded_route = it.preloaded_route.clone();
        let retries = match &mut call.dialog {
            Some(dialog) => &mut dialog.retries,
            None => &mut call.retries,
        };
        if *retries >= MAX_RETRIES + 2 * u8::from((300..400).contains(&status)) {
            return Err(Error::RetryLimit);
        }
        *retries += 1;
        let mut editor = TextEditor::of(&request);
        if let Some(route) = &preloaded_route {
            editor.insert_route(route);
        }
        let response = response.ok_or(Error::NotFound)?;
        let response = MessageText::of(&response).ok_or(Error::NotFound)?;
        match status {
            300..=399 => self.redirect(&mut editor, &response)?,
            422 => raise_interval(&mut editor, &response)?,
            _ => {}
        }
        let (number, _) = editor.cseq().ok_or(Error::Syntax)?;
        let call = self.calls.get_mut(cid).ok_or(Error::NotFound)?;
        let number = match call.dialog.as_mut().filter(|_| is_in_dialog) {
            Some(dialog) => {
                dialog.dialog.local_cseq = dialog.dialog.local_cseq.saturating_add(1);
                u32::try_from(dialog.dialog.local_cseq).unwrap_or(number + 1)
            }
            None => number + 1,
        };
        editor.set(b"CSeq", &[number.to_string().as_bytes(), b" ", &method].concat());
        via::set_branch(&mut editor, &self.rng.branch());
        editor.remove_credentials();
        let facts = RequestFacts::of(&editor, call.user.as_deref());
        let mut cnonce = [0; 8];
        self.rng.fill(&mut cnonce);
        let headers = call.authenticator.credentials(&facts, &self.credentials, cnonce);
        headers.write_into(&mut editor);
        self.send_again(now, cid, &method, is_in_dialog, &mut editor)?;
        if let Some(it) = self.calls.get_mut(cid).and_then(|call| call.transaction_mut(id)) {
            it.is_retried = true;
        }
        Ok(())
    }

    fn send_again(
        &mut self,
        now: Instant,
        cid: Cid,
        method: &[u8],
        is_in_dialog: bool,
        request: &mut TextEditor<'_>,
    ) -> Result<()> {
        let did = self.calls.get(cid).and_then(|call| call.dialog.as_ref()).map(|it| it.did);
        let id = self.send(now, Usage::Call(cid, did), request)?;
        trace!(Info1, "call {cid}: sent again as transaction {}", id.tid());
        let transaction = self.sent_transaction(now, id, method, is_in_dialog);
        self.calls.add_transaction(cid, transaction);
        self.set_call_timer(cid);
        Ok(())
    }

    /// Addresses a request to a Contact of a 3xx: the first that its transport permits, else the first that can be used.
    fn redirect(&self, request: &mut TextEditor<'_>, response: &MessageText<'_>) -> Result<()> {
        let contacts: Vec<Contact> = response.read_all(b"Contact");
        let uris: Vec<&Uri> = contacts
            .iter()
            .filter_map(|contact| contact.0.url.as_deref())
            .filter(|uri| is_sip(uri) && uri.host.as_ref().is_some_and(|host| !host.is_empty()))
            .collect();
        let fits = |uri: &&&Uri| match self.listeners.required_by(uri) {
            Some(transport) => self.listeners.of(transport).is_some(),
            None => self.listeners.of(Transport::Udp).is_some(),
        };
        let uri = uris.iter().find(fits).or(uris.first()).ok_or(Error::Syntax)?;
        let before = Uri::from_text(request.request_uri())?;
        let has_maddr = uri.url_params.iter().any(|param| param.is_named(b"maddr"));
        let has_tag = request.read(b"To").is_some_and(|to: NameAddr| to.tag().is_some());
        if before.host == uri.host && has_maddr && !has_tag {
            let first = core::cell::Cell::new(true);
            request.remove(b"Route", |_| first.replace(false));
        }
        let mut target = (*uri).clone();
        target.url_headers.clear();
        let mut text = Vec::new();
        target.write(&mut text)?;
        request.set_request_uri(&text);
        for diversion in response.headers(b"Diversion") {
            request.add(b"Diversion", diversion);
        }
        Ok(())
    }
}

fn is_sip(uri: &Uri) -> bool {
    uri.scheme.as_ref().is_some_and(|it| it.eq_ignore_case(b"sip") || it.eq_ignore_case(b"sips"))
}

/// Asks for the session interval that a 422 wants at least.
fn raise_interval(request: &mut TextEditor<'_>, response: &MessageText<'_>) -> Result<()> {
    let wanted = seconds_of(response, b"Min-SE").ok_or(Error::Syntax)?;
    let before = request.values(b"Session-Expires").next().ok_or(Error::Syntax)?;
    let (_, params) = grammar::split_before(before, b';');
    let value = [wanted.to_string().as_bytes(), params].concat();
    request.set(b"Session-Expires", &value);
    request.set(b"Min-SE", wanted.to_string().as_bytes());
    Ok(())
}

impl Call {
    /// The request that `automatic_action` looks at: the newest of ours in the open dialog, or else the initial INVITE.
    fn retried(&self) -> Option<&CallTransaction> {
        let in_dialog = self.newest(|it| !it.is_incoming && it.is_in_dialog);
        let initial = || self.newest(|it| !it.is_incoming && it.is_invite() && !it.is_in_dialog);
        in_dialog.filter(|_| self.dialog.is_some()).or_else(initial)
    }
}
