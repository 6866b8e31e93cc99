//! Requests of calls that arrive. RFC 3261 9.2, 12.2.2, 13.3, 15.1.2; RFC 3311.
//!
//! The library either answers a request or reports it, never both; BYE alone is both, as in the original.

use std::time::Instant;

use super::transaction::{CallTransaction, Phase};
use super::{Call, CallDialog, contact_flow, may_have_flow};
use crate::dialog::{Dialog, StoredDialog};
use crate::error::{Error, Result};
use crate::mem::CBox;
use crate::sip::{Message, NameAddr, Param};
use crate::trace::trace;
use crate::ua::Ua;
use crate::ua::answer::Answer;
use crate::ua::dialogs::{call_id_of, tag_of_party};
use crate::ua::event::{Event, EventKind, Ids};
use crate::ua::io::{Output, Path};
use crate::ua::options::Options;
use crate::ua::received::{Form, Parties, Received};
use crate::ua::usage::{Cid, Usage};

const RETRY_AFTER: &[(&[u8], &[u8])] = &[(b"Retry-After", b"10")];

/// The dialog that a request belongs to.
pub(super) enum Match {
    /// That of this call.
    Call(Cid),
    /// That of this call, as far as can be said: the request has no To tag.
    WithoutTag(Cid),
    /// One with another local tag.
    Foreign,
    None,
}

impl Ua {
    /// Handles a request if it belongs to a call, or begins one. False if it does not.
    pub(in crate::ua) fn take_call_request(
        &mut self,
        now: Instant,
        path: Path,
        request: &Received<'_>,
    ) -> bool {
        let method = request.method();
        if method == b"CANCEL" {
            self.take_cancel(now, request);
            return true;
        }
        match self.match_request(request) {
            Match::Call(cid) => self.take_in_dialog(now, path, cid, request, method),
            Match::WithoutTag(cid) => self.take_without_tag(now, path, cid, request, method),
            Match::Foreign => self.respond_by_itself(now, request.id, &Answer::of(481)),
            Match::None if method == b"INVITE" && !request.is_in_dialog() => {
                self.take_new_invite(now, path, request);
            }
            Match::None if method == b"UPDATE" => {
                return self.take_early_update(now, path, request);
            }
            Match::None => return false,
        }
        true
    }

    pub(super) fn match_request(&self, request: &Received<'_>) -> Match {
        let parties = if self.calls.has_dialogs() { request.parties() } else { None };
        parties.map_or(Match::None, |parties| self.match_call(&parties))
    }

    pub(super) fn match_call(&self, parties: &Parties<'_>) -> Match {
        let Parties { call_id, from_tag, to_tag } = parties;
        let mut any = None;
        for cid in self.calls.of_peer(call_id, *from_tag) {
            let dialog = self.calls.get(cid).and_then(|call| call.dialog.as_ref());
            if dialog.is_some_and(|it| it.dialog.local_tag() == *to_tag) {
                return Match::Call(cid);
            }
            any = Some(cid);
        }
        match any {
            Some(cid) if to_tag.is_none() => Match::WithoutTag(cid),
            Some(_) => Match::Foreign,
            None => Match::None,
        }
    }

    /// A request of an old peer in a call, or an INVITE that begins another call with the same Call-ID and From tag.
    fn take_without_tag(
        &mut self,
        now: Instant,
        path: Path,
        cid: Cid,
        request: &Received<'_>,
        method: &[u8],
    ) {
        let known = self.remote_cseq(cid);
        match (method, request.cseq().cmp(&known)) {
            (b"INVITE", core::cmp::Ordering::Greater) => self.take_new_invite(now, path, request),
            // The same request came by two paths (RFC 3261 8.2.2.2).
            (b"INVITE", core::cmp::Ordering::Equal) => {
                self.respond_by_itself(now, request.id, &Answer::of(486));
            }
            (b"BYE", _) => {
                self.take_tag_of_dialog(cid, request.id);
                let reason = Some(&b"Missing tag in BYE"[..]);
                let answer = Answer { reason, ..Answer::of(481) };
                self.respond_by_itself(now, request.id, &answer);
            }
            _ => {
                self.take_tag_of_dialog(cid, request.id);
                self.take_in_dialog(now, path, cid, request, method);
            }
        }
    }

    fn remote_cseq(&self, cid: Cid) -> i64 {
        let dialog = self.calls.get(cid).and_then(|call| call.dialog.as_ref());
        dialog.map_or(0, |it| it.dialog.remote_cseq.into())
    }

    /// A request in the dialog of a call.
    fn take_in_dialog(
        &mut self,
        now: Instant,
        path: Path,
        cid: Cid,
        request: &Received<'_>,
        method: &[u8],
    ) {
        let known = self.remote_cseq(cid);
        let is_invite = method == b"INVITE";
        if known > 0 && request.cseq() < known {
            let answer = Answer { headers: RETRY_AFTER, ..Answer::of(500) };
            return self.respond_by_itself(now, request.id, &answer);
        }
        if known > 0 && request.cseq() == known {
            trace!(Info1, "call {cid}: a second request with the same CSeq is dropped");
            return self.finish_server(request.id);
        }
        let Some(call) = self.calls.get_mut(cid) else { return };
        let Some(dialog) = &mut call.dialog else { return };
        dialog.dialog.remote_cseq = request.dialog_cseq().unwrap_or(dialog.dialog.remote_cseq);
        let (did, is_over) = (dialog.did, dialog.is_over);
        self.servers.set_usage(request.id, Usage::Call(cid, Some(did)));
        if is_over && !matches!(method, b"BYE" | b"NOTIFY") {
            if is_invite {
                self.respond_by_itself(now, request.id, &Answer::of(100));
            }
            return self.respond_by_itself(now, request.id, &Answer::of(481));
        }
        match method {
            b"INVITE" => self.take_reinvite(now, path, cid, request),
            b"BYE" if is_over => {
                let reason = Some(&b"Call Already Terminated"[..]);
                let answer = Answer { reason, headers: RETRY_AFTER, ..Answer::of(500) };
                self.respond_by_itself(now, request.id, &answer);
            }
            b"BYE" => self.take_bye(now, path, cid, request),
            b"PRACK" if self.take_own_prack(now, path, cid, request) => {}
            _ => self.take_other(now, path, cid, request, method),
        }
        self.set_call_timer(cid);
    }

    fn take_reinvite(&mut self, now: Instant, path: Path, cid: Cid, request: &Received<'_>) {
        self.respond_by_itself(now, request.id, &Answer::of(100));
        let Some(call) = self.calls.get(cid) else { return };
        if call.received_invite().is_some_and(|it| !it.is_answered()) {
            let reason = Some(&b"Retry Later"[..]);
            let answer = Answer { reason, headers: RETRY_AFTER, ..Answer::of(500) };
            return self.respond_by_itself(now, request.id, &answer);
        }
        if call.sent_invite().is_some_and(|it| !it.is_answered()) {
            return self.respond_by_itself(now, request.id, &Answer::of(491));
        }
        self.refresh_target(cid, path, request.message());
        self.add_received(now, path, cid, request, true);
        self.report_transaction(EventKind::CallReinvite, cid, request.id);
    }

    fn refresh_target(&mut self, cid: Cid, path: Path, message: &Message) {
        let flow = contact_flow(message, path, &self.options);
        if let Some(it) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_mut()) {
            it.dialog.refresh_target(message);
            it.flow = flow.or(it.flow.filter(|_| message.contacts.is_empty()));
        }
    }

    /// Adds a request that arrived to its call.
    pub(super) fn add_received(
        &mut self,
        now: Instant,
        path: Path,
        cid: Cid,
        request: &Received<'_>,
        is_in_dialog: bool,
    ) {
        let text = request.text.clone();
        let mut it =
            CallTransaction::new(request.id, request.method(), true, is_in_dialog, text, now);
        it.is_reliable = path.transport.is_reliable();
        it.response = self.servers.get(request.id).and_then(|server| server.response().cloned());
        self.calls.add_transaction(cid, it);
    }

    /// A request that the application answers.
    fn take_other(
        &mut self,
        now: Instant,
        path: Path,
        cid: Cid,
        request: &Received<'_>,
        method: &[u8],
    ) {
        if method == b"UPDATE" {
            self.refresh_target(cid, path, request.message());
        }
        self.add_received(now, path, cid, request, true);
        if method == b"REGISTER" {
            // It is reported as one outside of dialogs, as in the original.
            let ids = Ids { tid: request.id.tid(), ..Ids::default() };
            let event = Event::new(EventKind::MessageNew, ids);
            return self
                .output(Output::Event(Event { request: Some(request.text.clone()), ..event }));
        }
        self.report_transaction(EventKind::CallMessageNew, cid, request.id);
    }

    /// An INVITE outside of dialogs begins a call.
    fn take_new_invite(&mut self, now: Instant, path: Path, request: &Received<'_>) {
        self.respond_by_itself(now, request.id, &Answer::of(100));
        if self.calls.incoming >= self.options.call_limit {
            trace!(Warning, "INVITE refused: {} calls of peers are open", self.calls.incoming);
            return self.respond_by_itself(now, request.id, &Answer::of(503));
        }
        let Ok(dialog) = self.early_call_dialog(request) else {
            return self.respond_by_itself(now, request.id, &Answer::of(400));
        };
        let cid = self.next_object_id();
        let text = request.text.clone();
        let mut initial = CallTransaction::new(request.id, b"INVITE", true, false, text, now);
        initial.is_reliable = path.transport.is_reliable();
        initial.phase = Phase::Provisional(100);
        initial.response =
            self.servers.get(request.id).and_then(|server| server.response().cloned());
        let mut call = Call::new(false, 0, initial);
        call.user = request.user_of_to();
        self.calls.insert(cid, call);
        let did = self.next_object_id();
        let mut dialog = CallDialog::new(did, dialog);
        dialog.allows_update = request.allows_update();
        dialog.flow = request_flow(request, path, &self.options);
        self.calls.open_dialog(cid, dialog);
        self.servers.set_usage(request.id, Usage::Call(cid, Some(did)));
        self.new_calls.add(now);
        trace!(Info1, "call {cid}: INVITE arrived, dialog {did}, transaction {}", request.id.tid());
        self.report_transaction(EventKind::CallInvite, cid, request.id);
        self.set_call_timer(cid);
    }

    /// The dialog that an INVITE of a peer creates, before anything was answered.
    fn early_call_dialog(&self, request: &Received<'_>) -> Result<StoredDialog> {
        let tag = self.servers.get(request.id).ok_or(Error::NotFound)?.tag;
        let plain = match &request.form {
            Form::Plain { arrived, places, .. } => {
                StoredDialog::of_plain_request(arrived, places, tag)
            }
            Form::Tree(_) => None,
        };
        match plain {
            Some(dialog) => Ok(dialog),
            None => Ok((&self.early_dialog(request)?).into()),
        }
    }

    /// The dialog that an INVITE or SUBSCRIBE of a peer creates, before anything was answered.
    pub(in crate::ua) fn early_dialog(&self, request: &Received<'_>) -> Result<Dialog> {
        let message = request.message();
        let tag = self.servers.get(request.id).ok_or(Error::NotFound)?.tag;
        let mut to = message.to.clone().ok_or(Error::Syntax)?;
        if to.tag().is_none() {
            to.gen_params.push(Param::new(b"tag", Some(tag.to_string().as_bytes())));
        }
        // The response repeats the Record-Route, which becomes the route set.
        let response = Message {
            status_code: 180,
            to: Some(to),
            from: message.from.clone(),
            call_id: message.call_id.clone(),
            cseq: message.cseq.clone(),
            record_routes: message.record_routes.clone(),
            ..Message::default()
        };
        let mut dialog = Dialog::of_request(message, &response)?;
        // Our first request has number 2, as in the original.
        dialog.local_cseq = 1;
        if dialog.remote_contact_uri.is_none() {
            let url = message.from.as_ref().and_then(|from| from.url.clone());
            dialog.remote_contact_uri =
                url.map(|url| CBox::new(NameAddr { url: Some(url), ..NameAddr::default() }));
        }
        Ok(dialog)
    }

    /// An UPDATE in the early dialog of an INVITE of ours, from a peer that no response has come from yet.
    fn take_early_update(&mut self, now: Instant, path: Path, request: &Received<'_>) -> bool {
        let (Some(call_id), Some(to)) =
            (call_id_of(request.message()), tag_of_party(request.message().to.as_ref()))
        else {
            return false;
        };
        let Some(cid) = self.calls.of_invite(&call_id, to) else { return false };
        let early = self.calls.get(cid).and_then(|call| call.dialog.as_ref());
        let early = early.filter(|it| !it.is_confirmed()).map(|it| it.dialog.local_cseq);
        let rebuilt = early.and_then(|cseq| Dialog::of_early_request(request.message(), cseq).ok());
        let Some(mut dialog) = rebuilt else {
            self.respond_by_itself(now, request.id, &Answer::of(481));
            return true;
        };
        dialog.state = crate::dialog::state::DialogState::EARLY;
        dialog.remote_cseq = 0;
        self.calls.change_dialog(cid, |it| it.dialog = (&dialog).into());
        self.take_in_dialog(now, path, cid, request, b"UPDATE");
        true
    }
}

/// As [`contact_flow`], of a request that may be plain.
fn request_flow(request: &Received<'_>, path: Path, options: &Options) -> Option<Path> {
    match &request.form {
        Form::Plain { arrived, places, .. }
            if !may_have_flow(places.contact?.part(arrived), path, options) =>
        {
            None
        }
        _ => contact_flow(request.message(), path, options),
    }
}
