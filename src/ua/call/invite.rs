//! INVITE that this side sends: outside of dialogs and in them. RFC 3261 13.2, 14.1.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use super::transaction::Phase;
use super::{Call, CallDialog, CallReport, contact_flow, may_have_flow};
use crate::dialog::StoredDialog;
use crate::dialog::state::DialogState;
use crate::error::{Error, Result};
use crate::mem::CBox;
use crate::sip::text::{Contact, ContactText, MessageText, TextEditor, request_uri};
use crate::sip::{Message, NameAddr, Uri, Wire};
use crate::trace::trace;
use crate::transaction::TransactionId;
use crate::ua::build::{self, RequestArguments};
use crate::ua::event::EventKind;
use crate::ua::io::Path;
use crate::ua::options::Options;
use crate::ua::usage::{Cid, Exchange, Outcome, Response, Usage};
use crate::ua::{Now, Ua};

impl Ua {
    /// Builds the INVITE of a new call, with placeholders for our own address. Nothing is sent yet.
    pub fn build_initial_invite(
        &mut self,
        to: Option<&[u8]>,
        from: Option<&[u8]>,
        route: Option<&[u8]>,
        subject: Option<&[u8]>,
    ) -> Result<CBox<Message>> {
        let to = to.filter(|to| !to.is_empty()).ok_or(Error::BadParameter)?;
        let from = from.filter(|from| !from.is_empty());
        let subject = subject.filter(|subject| !subject.is_empty());
        if subject.is_some_and(build::breaks_line) {
            return Err(Error::Syntax);
        }
        let arguments =
            RequestArguments { method: b"INVITE", to: Some(to), from, route, has_contact: true };
        let mut message =
            build::request(&arguments, &self.listeners, &self.options, &mut self.rng)?;
        let has_subject = message.headers.iter().any(|header| header.is_named(b"Subject"));
        if let Some(subject) = subject.filter(|_| !has_subject) {
            message.add_header(b"Subject", subject);
        }
        for (name, value) in self.options.call_headers() {
            message.add_header(name, value);
        }
        Ok(message)
    }

    /// Sends the INVITE of a new call. Returns the number of the call.
    pub fn send_initial_invite(&mut self, now: Now, message: Option<CBox<Message>>) -> Result<Cid> {
        let message = message.ok_or(Error::BadParameter)?;
        if message.method() != Some(b"INVITE") {
            return Err(Error::BadParameter);
        }
        let text = self.writer.write(&message)?;
        let mut request = TextEditor::of(&text);
        let tag = tag_of(&request, b"From").unwrap_or_default();
        let sum = self.calls.sum(&request.call_id().ok_or(Error::BadParameter)?, &tag);
        let cid = self.next_object_id();
        let id = self.send(now.instant, Usage::Call(cid, None), &mut request)?;
        let initial = self.sent_transaction(now.instant, id, b"INVITE", false);
        let mut call = Call::new(true, sum, initial);
        call.user = message.from.as_ref().and_then(|from| from.url.as_ref()?.username.clone());
        trace!(Info1, "call {cid}: INVITE is sent, transaction {}", id.tid());
        self.calls.insert(cid, call);
        self.new_calls.add(now.instant);
        self.set_call_timer(cid);
        drop(request);
        self.keep_tree(id, message, text);
        Ok(cid)
    }

    /// The result of a request of a call.
    pub(in crate::ua) fn handle_call_outcome(
        &mut self,
        now: Instant,
        cid: Cid,
        exchange: &Exchange,
        outcome: &Outcome<'_, '_>,
    ) {
        let Some(transaction) =
            self.calls.get_mut(cid).and_then(|call| call.transaction_mut(exchange.id))
        else {
            return;
        };
        if !exchange.request.is_empty() {
            transaction.request = exchange.request.clone();
            transaction.preloaded_route = exchange.preloaded_route.clone();
        }
        transaction.is_reliable = exchange.path.is_some_and(|path| path.transport.is_reliable());
        if let Outcome::Provisional(response) | Outcome::Final(response) = outcome {
            let known = exchange.provisional.as_ref().filter(|it| ***it == *response.original);
            transaction.response = Some(known.map_or_else(|| response.original.into(), Arc::clone));
        }
        if transaction.is_invite() {
            self.handle_invite_outcome(now, cid, exchange, outcome);
        } else {
            self.handle_in_dialog_outcome(now, cid, exchange, outcome);
        }
        self.set_call_timer(cid);
    }

    fn handle_invite_outcome(
        &mut self,
        now: Instant,
        cid: Cid,
        exchange: &Exchange,
        outcome: &Outcome<'_, '_>,
    ) {
        let id = exchange.id;
        match outcome {
            Outcome::Provisional(response) => {
                self.handle_invite_progress(now, cid, id, response);
            }
            Outcome::Final(response) if response.message.is_success() => {
                self.end_transaction(now, cid, id, Phase::Final(response.message.status()));
                self.handle_invite_success(now, cid, id, response);
            }
            Outcome::Final(response) => self.handle_invite_refusal(now, cid, exchange, response),
            Outcome::Timeout { .. } | Outcome::TransportError => {
                self.handle_invite_failure(now, cid, exchange);
            }
        }
    }

    /// The request `id` of a call has its final response, or will have none.
    pub(super) fn end_transaction(
        &mut self,
        now: Instant,
        cid: Cid,
        id: TransactionId,
        phase: Phase,
    ) {
        if let Some(it) = self.calls.get_mut(cid).and_then(|call| call.transaction_mut(id)) {
            it.end(now, phase);
        }
    }

    fn handle_invite_progress(
        &mut self,
        now: Instant,
        cid: Cid,
        id: TransactionId,
        response: &Response<'_, '_>,
    ) {
        let status = response.message.status();
        if let Some(it) = self.calls.get_mut(cid).and_then(|call| call.transaction_mut(id)) {
            it.phase = Phase::Provisional(status);
            if status > 100 {
                it.began = now;
            }
        }
        if status > 100 {
            self.update_call_dialog(cid, id, response);
            self.acknowledge_reliable(now, cid, id, response);
        }
        let kind = if status >= 180 { EventKind::CallRinging } else { EventKind::CallProceeding };
        self.report_transaction(kind, cid, id);
        self.send_wanted_cancel(now, cid);
    }

    fn handle_invite_success(
        &mut self,
        now: Instant,
        cid: Cid,
        id: TransactionId,
        response: &Response<'_, '_>,
    ) {
        let Some(call) = self.calls.get_mut(cid) else { return };
        // A BYE has crossed the 2xx to our INVITE in the dialog.
        let is_initial = call.transaction(id).is_some_and(|it| !it.is_in_dialog);
        if call.dialog.is_none() && !is_initial {
            self.report_transaction(EventKind::CallAnswered, cid, id);
            self.acknowledge_late(now, cid, id);
            return;
        }
        call.retries = 0;
        call.cancel_wanted = None;
        self.update_call_dialog(cid, id, response);
        if let Some(dialog) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_mut()) {
            dialog.retries = 0;
        }
        self.start_refresh_timer(now, cid, id, response.message);
        self.report_transaction(EventKind::CallAnswered, cid, id);
    }

    fn handle_invite_refusal(
        &mut self,
        now: Instant,
        cid: Cid,
        exchange: &Exchange,
        response: &Response<'_, '_>,
    ) {
        let (id, status) = (exchange.id, response.message.status());
        self.end_transaction(now, cid, id, Phase::Final(status));
        self.store_call_challenge(cid, id, response.message);
        let kind = match status {
            300..=399 => EventKind::CallRedirected,
            400..=499 => EventKind::CallRequestFailure,
            500..=599 => EventKind::CallServerFailure,
            _ => EventKind::CallGlobalFailure,
        };
        let Some(call) = self.calls.get_mut(cid) else { return };
        call.cancel_wanted = None;
        let Some(it) = call.transaction(id) else { return };
        let report = CallReport { ack: exchange.ack.clone(), ..CallReport::of(it) };
        self.report_call(kind, cid, report);
        self.close_early_dialog(cid);
        self.fail_refresh(now, cid, id, Some(status));
        self.plan_call_retry(now, cid, id, response.message);
    }

    /// No response arrived in time, or the INVITE could not be sent.
    fn handle_invite_failure(&mut self, now: Instant, cid: Cid, exchange: &Exchange) {
        let id = exchange.id;
        self.end_transaction(now, cid, id, Phase::Failed);
        let Some(it) = self.calls.get(cid).and_then(|call| call.transaction(id)) else { return };
        let cause = exchange.cause.clone();
        let report = CallReport { response: None, cause, ..CallReport::of(it) };
        self.report_call(EventKind::CallNoAnswer, cid, report);
        self.close_early_dialog(cid);
        self.fail_refresh(now, cid, id, None);
    }

    fn close_early_dialog(&mut self, cid: Cid) {
        let dialog = self.calls.get(cid).and_then(|call| call.dialog.as_ref());
        if dialog.is_some_and(|dialog| !dialog.is_confirmed()) {
            let _ = self.calls.close_dialog(cid);
        }
    }

    /// Reports a response to the request `id`.
    pub(super) fn report_transaction(&mut self, kind: EventKind, cid: Cid, id: TransactionId) {
        let Some(it) = self.calls.get(cid).and_then(|call| call.transaction(id)) else { return };
        let report = CallReport::of(it);
        self.report_call(kind, cid, report);
    }

    /// Opens or updates the dialog of a call by a response to INVITE. One with another To tag replaces an early dialog,
    /// which keeps its number.
    fn update_call_dialog(&mut self, cid: Cid, id: TransactionId, response: &Response<'_, '_>) {
        let Some(call) = self.calls.get(cid) else { return };
        let Some(request) = call.transaction(id).map(|it| it.request.clone()) else { return };
        let tag = tag_of(response.message.lines(), b"To");
        let known = call.dialog.as_ref().map(|it| it.dialog.remote_tag());
        let is_known = known
            .is_some_and(|known| known == tag.as_deref() || (known.is_some() && tag.is_none()));
        match known {
            _ if is_known => {
                if let Some(it) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_mut()) {
                    it.dialog.update_by_response(response.message);
                }
            }
            Some(None) => self.calls.change_dialog(cid, |it| {
                let parts = dialog_parts(response.message);
                // The tag is not known yet.
                let _ = it.dialog.change(|dialog| dialog.learn_remote_tag(&parts));
                it.dialog.update_by_response(response.message);
            }),
            _ => {
                let Some(mut dialog) = StoredDialog::of_response(response.message) else { return };
                dialog.set_default_target(request_uri(&request));
                if let Some(it) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_ref()) {
                    dialog.local_cseq = dialog.local_cseq.max(it.dialog.local_cseq);
                    self.calls.change_dialog(cid, |it| it.dialog = dialog);
                } else {
                    let did = self.next_object_id();
                    self.calls.open_dialog(cid, CallDialog::new(did, dialog));
                }
            }
        }
        let lines = response.message.lines();
        let path = response_flow(lines, response.path, &self.options);
        let has_contact = lines.values(b"Contact").next().is_some();
        if let Some(it) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_mut()) {
            it.flow = path.or(it.flow.filter(|_| !has_contact));
            it.allows_update |= allows_update(lines);
            if response.message.is_success() {
                it.dialog.state = DialogState::CONFIRMED;
            }
        }
    }
}

/// The To of a response, for a dialog that does not know its tag yet.
fn dialog_parts(response: &MessageText<'_>) -> Message {
    let to = response.lines().read::<NameAddr>(b"To").map(CBox::new);
    Message { to, ..Message::default() }
}

/// As [`contact_flow`], of a response whose lines are as they are written.
fn response_flow(response: &TextEditor<'_>, source: Path, options: &Options) -> Option<Path> {
    let contact = response.values(b"Contact").next()?;
    if !may_have_flow(contact, source, options) {
        return None;
    }
    let message = Message {
        contacts: response.read::<Contact>(b"Contact").map(|Contact(it)| it).into_iter().collect(),
        record_routes: response.read_all::<NameAddr>(b"Record-Route").into_iter().collect(),
        ..Message::default()
    };
    contact_flow(&message, source, options)
}

/// The tag in From or To.
pub(super) fn tag_of<'m>(message: &'m TextEditor<'_>, name: &[u8]) -> Option<Cow<'m, [u8]>> {
    let value = message.values(name).next()?;
    // Nearly all have angle brackets: then it can be read where it stands.
    match ContactText::of(value) {
        Some(address) => Some(address.param(b"tag")?.into()),
        None => Some(NameAddr::from_text(value).ok()?.tag()?.gvalue.as_deref()?.to_vec().into()),
    }
}

/// Whether Allow has UPDATE.
pub(super) fn allows_update(message: &TextEditor<'_>) -> bool {
    let mut methods = message.values(b"Allow").flat_map(|value| value.split(|byte| *byte == b','));
    methods.any(|method| method.trim_ascii() == b"UPDATE")
}

/// The Request-URI of a request as a remote target: for peers whose messages have no Contact.
pub(super) fn request_target(request: &Arc<[u8]>) -> Option<CBox<NameAddr>> {
    let uri = Uri::from_text(request_uri(request)).ok()?;
    Some(CBox::new(NameAddr { url: Some(CBox::new(uri)), ..NameAddr::default() }))
}

/// The value of a header of a response that has the form `number;parameters`.
pub(super) fn seconds_of(message: &MessageText<'_>, name: &[u8]) -> Option<u32> {
    let value = message.header(name)?;
    let digits = value.split(|byte| !byte.is_ascii_digit()).next()?;
    crate::sip::grammar::number(digits).ok()
}
