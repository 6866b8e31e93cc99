//! BYE, CANCEL and ACK that arrive, and requests that the application forgets. RFC 3261 9.2, 13.3.1.4, 15.1.2.

use std::sync::Arc;
use std::time::Instant;

use super::incoming::Match;
use super::{Call, CallReport};
use crate::sip::text::body;
use crate::transaction::TransactionId;
use crate::transport::FailureCause;
use crate::ua::Ua;
use crate::ua::answer::Answer;
use crate::ua::event::EventKind;
use crate::ua::io::Path;
use crate::ua::received::{Parties, Received};
use crate::ua::usage::{Cid, Usage};

impl Ua {
    pub(super) fn take_bye(&mut self, now: Instant, path: Path, cid: Cid, request: &Received<'_>) {
        self.add_received(now, path, cid, request, true);
        let did = self.calls.get(cid).map(Call::did);
        let is_answered = self.options.auto_answer_bye;
        if is_answered {
            self.answer_bye(now, cid, request.id);
        }
        for kind in [EventKind::CallMessageNew, EventKind::CallClosed] {
            let Some(it) = self.calls.get(cid).and_then(|call| call.transaction(request.id)) else {
                return;
            };
            let report = CallReport { did, ..CallReport::of(it) };
            self.report_call(kind, cid, report);
        }
    }

    /// Answers a BYE with 200 and ends the dialog.
    pub(super) fn answer_bye(&mut self, now: Instant, cid: Cid, id: TransactionId) {
        let answer = Answer { copies_routes: true, ..Answer::of(200) };
        let response = self.sent_by_itself(now, id, &answer);
        if let Some(it) = self.calls.get_mut(cid).and_then(|call| call.transaction_mut(id)) {
            it.response = response;
            it.answer(now, 200);
        }
        self.end_dialog(now, cid);
    }

    /// BYE was sent or received: the dialog is closed, unless an implicit subscription keeps it open. An INVITE of the
    /// peer that is not answered is refused (RFC 3261 15.1.2); ours is no longer sent again.
    pub(super) fn end_dialog(&mut self, now: Instant, cid: Cid) {
        let Some(call) = self.calls.get_mut(cid) else { return };
        let open = call.received_invite().filter(|it| !it.is_answered()).map(|it| it.id);
        let sent = call.sent_invite().filter(|it| !it.is_answered() && it.is_in_dialog);
        let sent = sent.map(|it| it.id);
        if let Some(dialog) = &mut call.dialog {
            dialog.is_over = true;
            dialog.accepted = None;
            dialog.reliable = None;
            dialog.timer = None;
            if !dialog.is_kept(now) {
                let _ = self.calls.close_dialog(cid);
            }
        }
        if let Some(id) = open {
            self.refuse_invite(now, cid, id, 487);
        }
        if let Some(id) = sent {
            self.stop_resending(id);
        }
        self.set_call_timer(cid);
    }

    /// Refuses an INVITE by the library itself, without an event.
    pub(super) fn refuse_invite(&mut self, now: Instant, cid: Cid, id: TransactionId, status: u16) {
        let response = self.sent_by_itself(now, id, &Answer::of(status));
        if let Some(it) = self.calls.get_mut(cid).and_then(|call| call.transaction_mut(id)) {
            it.response = response;
            it.answer(now, status);
        }
    }

    pub(super) fn take_cancel(&mut self, now: Instant, request: &Received<'_>) {
        let found =
            self.servers.find(self.servers.key(request.message(), b"INVITE")).and_then(|invite| {
                let server = self.servers.get(invite)?;
                match server.usage {
                    Usage::Call(cid, _) if !server.is_answered() => Some((invite, cid, server.tag)),
                    _ => None,
                }
            });
        let Some((invite, cid, tag)) = found else {
            if let Match::Call(cid) | Match::WithoutTag(cid) = self.match_request(request) {
                self.take_tag_of_dialog(cid, request.id);
            }
            return self.respond_by_itself(now, request.id, &Answer::of(481));
        };
        let did = self.calls.get(cid).map(Call::did);
        if let Some(server) = self.servers.get_mut(request.id) {
            server.tag = tag;
        }
        self.take_tag_of_dialog(cid, request.id);
        self.respond_by_itself(now, request.id, &Answer::of(200));
        self.refuse_invite(now, cid, invite, 487);
        let report = CallReport {
            transaction: Some(request.id),
            did,
            request: Some(request.text.clone()),
            ..CallReport::default()
        };
        self.report_call(EventKind::CallCancelled, cid, report);
        let is_initial = self
            .calls
            .get(cid)
            .and_then(|call| call.transaction(invite))
            .is_some_and(|it| !it.is_in_dialog);
        if is_initial {
            let _ = self.calls.close_dialog(cid);
            self.report_transaction(EventKind::CallClosed, cid, invite);
        }
        self.set_call_timer(cid);
    }

    /// The answer to a request without a To tag has that of the dialog.
    pub(super) fn take_tag_of_dialog(&mut self, cid: Cid, id: TransactionId) {
        let dialog = self.calls.get(cid).and_then(|call| call.dialog.as_ref());
        let tag = dialog.and_then(|it| it.dialog.local_tag());
        let number = tag.and_then(|tag| str::from_utf8(tag).ok()?.parse().ok());
        if let (Some(number), Some(server)) = (number, self.servers.get_mut(id)) {
            server.tag = number;
        }
    }

    /// An ACK for a 2xx, or for nothing.
    pub(in crate::ua) fn take_call_ack(&mut self, parties: &Parties<'_>, text: &Arc<[u8]>) {
        let Match::Call(cid) = self.match_call(parties) else { return };
        let Some(call) = self.calls.get_mut(cid) else { return };
        let Some(dialog) = &mut call.dialog else { return };
        dialog.accepted = None;
        if let Some(id) = call.received_invite().map(|it| it.id)
            && !body(text).is_empty()
            && let Some(invite) = call.transaction_mut(id)
        {
            invite.ack = Some(text.clone());
        }
        let mut report = call.received_invite().map(CallReport::of).unwrap_or_default();
        report.ack = Some(text.clone());
        self.report_call(EventKind::CallAck, cid, report);
        self.set_call_timer(cid);
    }

    /// The ACK for a refused INVITE arrived.
    pub(in crate::ua) fn note_refusal_acknowledged(
        &mut self,
        now: Instant,
        cid: Cid,
        id: TransactionId,
    ) {
        if let Some(it) = self.calls.get_mut(cid).and_then(|call| call.transaction_mut(id)) {
            it.acknowledge(now);
        }
        self.set_call_timer(cid);
    }

    /// The application has not answered a request of a call in three minutes.
    pub(in crate::ua) fn answer_forgotten(&mut self, now: Instant, cid: Cid, id: TransactionId) {
        let Some(it) = self.calls.get(cid).and_then(|call| call.transaction(id)) else { return };
        let (is_initial, method) = (it.is_invite() && !it.is_in_dialog, it.method.clone());
        match &*method {
            b"INVITE" => self.refuse_invite(now, cid, id, 480),
            b"BYE" => self.answer_bye(now, cid, id),
            _ => self.respond_by_itself(now, id, &Answer::of(480)),
        }
        if is_initial {
            if let Some(it) = self.calls.get(cid).and_then(|call| call.transaction(id)) {
                let report = CallReport { cause: FailureCause::Timeout, ..CallReport::of(it) };
                self.report_call(EventKind::CallNoAnswer, cid, report);
            }
            let _ = self.calls.close_dialog(cid);
            self.release_call(now, cid);
        }
    }
}
