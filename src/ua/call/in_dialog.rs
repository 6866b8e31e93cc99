//! Requests that this side sends in the dialog of a call, and their results. RFC 3261 12.2.1.

use std::time::{Duration, Instant};

use super::transaction::{CallTransaction, Phase};
use super::{Call, CallReport};
use crate::auth::RequestFacts;
use crate::dialog::Dialog;
use crate::error::{Error, Result};
use crate::mem::CBox;
use crate::sip::text::{MessageText, TextEditor};
use crate::sip::{Credentials, Message, Wire};
use crate::transaction::TransactionId;
use crate::ua::build;
use crate::ua::draft::Draft;
use crate::ua::event::EventKind;
use crate::ua::usage::{Cid, Did, Exchange, Outcome, Usage};
use crate::ua::{Now, Ua};

/// How long REFER keeps a dialog open after BYE, if its NOTIFY says nothing else.
pub(super) const IMPLICIT_SUBSCRIPTION: Duration = Duration::from_secs(60);
/// The longest time that a NOTIFY can ask for.
const LONGEST_SUBSCRIPTION: u32 = 599;

impl Ua {
    /// Builds a request in the dialog of a call.
    pub fn build_call_request(
        &mut self,
        now: Now,
        did: Did,
        method: &[u8],
    ) -> Result<CBox<Message>> {
        if did <= 0 || method.is_empty() {
            return Err(Error::BadParameter);
        }
        let cid = self.call_of_did(did)?;
        if self.calls.get(cid).is_some_and(|call| call.is_busy(now.instant, method)) {
            return Err(Error::WrongState);
        }
        if !crate::sip::grammar::is_token(method) {
            return Err(Error::Syntax);
        }
        self.build_for_call(cid, method)
    }

    /// Builds a REFER in the dialog of a call.
    pub fn build_call_refer(
        &mut self,
        now: Now,
        did: Did,
        refer_to: &[u8],
    ) -> Result<CBox<Message>> {
        if build::breaks_line(refer_to) {
            return Err(Error::Syntax);
        }
        let mut request = self.build_call_request(now, did, b"REFER")?;
        if !refer_to.is_empty() {
            request.add_header(b"Refer-to", refer_to);
        }
        Ok(request)
    }

    /// Builds a NOTIFY in the dialog of a call; `status` is one of `eXosip_ss`.
    pub fn build_call_notify(&mut self, now: Now, did: Did, status: i32) -> Result<CBox<Message>> {
        let mut request = self.build_call_request(now, did, b"NOTIFY")?;
        let state: &[u8] = match status {
            2 => b"active;expires=180",
            3 => b"terminated;reason=noresource",
            _ => b"pending;expires=180",
        };
        request.add_header(b"Subscription-State", state);
        Ok(request)
    }

    /// The next request in the open dialog of a call, with credentials for all realms that have challenged the call.
    pub(super) fn build_for_call(&mut self, cid: Cid, method: &[u8]) -> Result<CBox<Message>> {
        let call = self.calls.get(cid).ok_or(Error::NotFound)?;
        let mut dialog = Dialog::from(&call.dialog.as_ref().ok_or(Error::NotFound)?.dialog);
        let mut request = self.build_in_dialog(&mut dialog, method)?;
        let call = self.calls.get_mut(cid).ok_or(Error::NotFound)?;
        if let Some(it) = &mut call.dialog {
            it.dialog.local_cseq = dialog.local_cseq;
        }
        if !matches!(method, b"ACK" | b"CANCEL") {
            self.add_call_credentials(cid, &mut request)?;
        }
        Ok(request)
    }

    pub(super) fn add_call_credentials(&mut self, cid: Cid, request: &mut Message) -> Result<()> {
        let Some(call) = self.calls.get_mut(cid) else { return Ok(()) };
        if call.authenticator.is_empty() {
            return Ok(());
        }
        let (method, mut uri) = (request.method().unwrap_or_default().to_vec(), Vec::new());
        request.req_uri.as_ref().ok_or(Error::Syntax)?.write(&mut uri)?;
        let facts =
            RequestFacts { method: &method, uri: &uri, user: call.user.as_deref(), body: b"" };
        let mut cnonce = [0; 8];
        self.rng.fill(&mut cnonce);
        let headers = call.authenticator.credentials(&facts, &self.credentials, cnonce);
        for value in &headers.authorizations {
            request.authorizations.push(Credentials::from_text(value)?);
        }
        for value in &headers.proxy_authorizations {
            request.proxy_authorizations.push(Credentials::from_text(value)?);
        }
        request.changed();
        Ok(())
    }

    /// Sends a request in the dialog of a call.
    pub fn send_call_request(
        &mut self,
        now: Now,
        did: Did,
        request: Option<CBox<Message>>,
    ) -> Result<()> {
        let request = request.ok_or(Error::BadParameter)?;
        if did <= 0 {
            return Err(Error::BadParameter);
        }
        let method = request.sip_method.clone().filter(|it| !it.is_empty());
        let method = method.ok_or(Error::BadParameter)?;
        let cid = self.call_of_did(did)?;
        if self.calls.get(cid).is_some_and(|call| call.is_busy(now.instant, &method)) {
            return Err(Error::WrongState);
        }
        let text = self.writer.write(&request)?;
        if *method == *b"ACK" {
            let usage = Usage::Call(cid, Some(did));
            let flow = self.flow_of_call(cid);
            return self.send_once(now.instant, usage, &mut TextEditor::of(&text), flow);
        }
        let id = self.send_for_call(now.instant, cid, &mut TextEditor::of(&text))?;
        self.keep_tree(id, request, text);
        Ok(())
    }

    /// Sends a request in the dialog of a call, whatever else is under way.
    pub(super) fn send_for_call(
        &mut self,
        now: Instant,
        cid: Cid,
        request: &mut TextEditor<'_>,
    ) -> Result<TransactionId> {
        let method = request.method().to_vec();
        self.send_draft_for_call(now, cid, &method, &mut Draft::Lines(request))
    }

    /// The same, of a request with this method.
    pub(super) fn send_draft_for_call(
        &mut self,
        now: Instant,
        cid: Cid,
        method: &[u8],
        request: &mut Draft<'_, '_>,
    ) -> Result<TransactionId> {
        let dialog = self.calls.get(cid).and_then(|call| call.dialog.as_ref());
        let (did, flow) = dialog.map(|it| (it.did, it.flow)).ok_or(Error::NotFound)?;
        let usage = Usage::Call(cid, Some(did));
        let id = self.send_draft(now, usage, request, flow, false)?;
        let transaction = self.sent_transaction(now, id, method, true);
        self.calls.add_transaction(cid, transaction);
        self.set_call_timer(cid);
        Ok(id)
    }

    /// A request of a call that was just sent, as it is on the wire, or will be.
    pub(super) fn sent_transaction(
        &self,
        now: Instant,
        id: TransactionId,
        method: &[u8],
        is_in_dialog: bool,
    ) -> CallTransaction {
        let client = self.clients.get(id);
        let text = client.map(|client| client.bytes.clone()).unwrap_or_default();
        let mut transaction = CallTransaction::new(id, method, false, is_in_dialog, text, now);
        transaction.preloaded_route = client.and_then(|client| client.preloaded_route.clone());
        transaction
    }

    /// The result of a request other than INVITE: in the dialog, or CANCEL.
    pub(super) fn handle_in_dialog_outcome(
        &mut self,
        now: Instant,
        cid: Cid,
        exchange: &Exchange,
        outcome: &Outcome<'_, '_>,
    ) {
        let id = exchange.id;
        let Some(call) = self.calls.get_mut(cid) else { return };
        let Some(it) = call.transaction_mut(id) else { return };
        let method = it.method.clone();
        let kind = match outcome {
            Outcome::Provisional(response) => {
                it.phase = Phase::Provisional(response.message.status());
                if *method != *b"OPTIONS" {
                    return;
                }
                EventKind::CallMessageProceeding
            }
            Outcome::Final(response) => {
                it.end(now, Phase::Final(response.message.status()));
                request_event(response.message.status())
            }
            Outcome::Timeout { .. } | Outcome::TransportError => {
                it.end(now, Phase::Failed);
                it.response = None;
                EventKind::CallMessageRequestFailure
            }
        };
        if let Outcome::Final(response) = outcome {
            self.use_in_dialog_response(now, cid, id, &method, response.message, response.original);
        }
        let status = match outcome {
            Outcome::Final(response) => Some(response.message.status()),
            _ => None,
        };
        if let Some(it) = self.calls.get(cid).and_then(|call| call.transaction(id)) {
            let mut report = CallReport::of(it);
            if matches!(outcome, Outcome::Timeout { .. } | Outcome::TransportError) {
                report.cause = exchange.cause.clone();
            }
            self.report_call(kind, cid, report);
        }
        if !matches!(outcome, Outcome::Provisional(_)) {
            self.fail_refresh(now, cid, id, status);
        }
        if let Outcome::Final(response) = outcome {
            self.plan_call_retry(now, cid, id, response.message);
        }
        self.close_unkept_dialog(now, cid);
    }

    fn use_in_dialog_response(
        &mut self,
        now: Instant,
        cid: Cid,
        id: TransactionId,
        method: &[u8],
        response: &MessageText<'_>,
        original: &[u8],
    ) {
        self.store_call_challenge(cid, id, response);
        if !response.is_success() {
            return;
        }
        let request =
            self.calls.get(cid).and_then(|call| Some(call.transaction(id)?.request.clone()));
        let Some(request) = request else { return };
        if let Some(dialog) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_mut()) {
            dialog.retries = 0;
            let sent = TextEditor::of(&request);
            match method {
                b"UPDATE" => {
                    if let Ok(message) = Message::parse(original) {
                        dialog.dialog.refresh_target(&message);
                    }
                }
                b"REFER" if !refuses_subscription(&sent) => {
                    dialog.kept_until = Some(now + IMPLICIT_SUBSCRIPTION);
                }
                b"NOTIFY" => dialog.kept_until = kept_by_notify(now, &sent, None),
                _ => {}
            }
        }
        if method == b"UPDATE" {
            self.start_refresh_timer(now, cid, id, response);
        }
    }

    /// Closes a dialog after BYE that no implicit subscription keeps open any more.
    pub(super) fn close_unkept_dialog(&mut self, now: Instant, cid: Cid) {
        let dialog = self.calls.get(cid).and_then(|call| call.dialog.as_ref());
        if dialog.is_some_and(|it| it.is_over && !it.is_kept(now)) {
            let _ = self.calls.close_dialog(cid);
        }
    }
}

impl Call {
    /// What a NOTIFY that was answered says about the implicit subscription.
    pub(super) fn note_notify(&mut self, now: Instant, notify: &TextEditor<'_>) {
        if let Some(dialog) = &mut self.dialog {
            dialog.kept_until = kept_by_notify(now, notify, Some(IMPLICIT_SUBSCRIPTION));
        }
    }
}

/// Until when a NOTIFY keeps the dialog open; `usual` for one that is active and says no time.
fn kept_by_notify(
    now: Instant,
    notify: &TextEditor<'_>,
    usual: Option<Duration>,
) -> Option<Instant> {
    let value = notify.values(b"Subscription-State").next()?;
    let (state, params) = crate::sip::grammar::split_before(value, b';');
    let state = state.trim_ascii();
    if !state.eq_ignore_ascii_case(b"active") && !state.eq_ignore_ascii_case(b"pending") {
        return None;
    }
    let expires = params.split(|byte| *byte == b';').find_map(|param| {
        let (name, value) = crate::sip::grammar::split_once(param, b'=')?;
        let is_expires = name.trim_ascii().eq_ignore_ascii_case(b"expires");
        is_expires.then(|| crate::sip::grammar::number(value.trim_ascii()).ok()).flatten()
    });
    let time = match expires {
        Some(seconds @ ..=LONGEST_SUBSCRIPTION) => Some(Duration::from_secs(seconds.into())),
        Some(_) => Some(IMPLICIT_SUBSCRIPTION),
        None => usual,
    };
    time.map(|time| now + time)
}

/// Whether a REFER creates no subscription (RFC 4488).
pub(super) fn refuses_subscription(refer: &TextEditor<'_>) -> bool {
    let mut values = refer.values(b"Refer-Sub");
    values.any(|it| it.get(..5).is_some_and(|it| it.eq_ignore_ascii_case(b"false")))
}

/// The event for a final response to a request other than INVITE.
fn request_event(status: u16) -> EventKind {
    match status {
        ..=299 => EventKind::CallMessageAnswered,
        300..=399 => EventKind::CallMessageRedirected,
        400..=499 => EventKind::CallMessageRequestFailure,
        500..=599 => EventKind::CallMessageServerFailure,
        _ => EventKind::CallMessageGlobalFailure,
    }
}
