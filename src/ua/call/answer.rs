//! Responses of the application to requests of a call, and the repetition of a 2xx until its ACK. RFC 3261 13.3.1.

use std::sync::Arc;
use std::time::Instant;

use super::in_dialog::{IMPLICIT_SUBSCRIPTION, refuses_subscription};
use super::transaction::{CallTransaction, Phase};
use super::{Accepted, Call, CallReport};
use crate::dialog::state::DialogState;
use crate::error::{Error, Result};
use crate::mem::CBox;
use crate::sip::Message;
use crate::sip::text::TextEditor;
use crate::transaction::{T1, T2, TIMEOUT, TransactionId};
use crate::transport::FailureCause;
use crate::ua::answer::Answer;
use crate::ua::event::EventKind;
use crate::ua::usage::Cid;
use crate::ua::{Now, Ua};

impl Ua {
    /// Builds a response to request `tid` of a call; for any INVITE of the call, that to its last one.
    pub fn build_call_answer(&mut self, tid: i32, status: i32) -> Result<CBox<Message>> {
        let status = answer_status(tid, status)?;
        let (id, text) = self.call_answer_text(tid, status)?;
        let mut answer = CBox::new(Message::parse_own(&text)?);
        let is_invite = self.servers.get(id).is_some_and(|server| server.is_invite);
        if self.options.call_features && is_invite && (200..300).contains(&status) {
            for (name, value) in self.options.call_headers() {
                answer.add_header(name, value);
            }
        }
        Ok(answer)
    }

    /// The request of a call that an answer is for, and the text of that answer.
    fn call_answer_text(&mut self, tid: i32, status: u16) -> Result<(TransactionId, Arc<[u8]>)> {
        let (_, id) = self.answered_request(tid)?;
        let creates_dialog = (101..300).contains(&status);
        let answer = Answer {
            creates_dialog: creates_dialog && !self.is_bye(id),
            copies_routes: creates_dialog,
            ..Answer::of(status)
        };
        Ok((id, self.build_response(id, &answer)?))
    }

    fn is_bye(&self, id: TransactionId) -> bool {
        let text = self.servers.get(id).and_then(|server| server.text());
        text.is_some_and(|text| text.starts_with(b"BYE "))
    }

    /// The request of a call that an answer is for.
    fn answered_request(&self, tid: i32) -> Result<(Cid, TransactionId)> {
        let (cid, id) = self.call_of_tid(tid)?;
        let call = self.calls.get(cid).ok_or(Error::NotFound)?;
        let it = call.transaction(id).ok_or(Error::NotFound)?;
        let it = if it.is_invite() { call.received_invite().ok_or(Error::NotFound)? } else { it };
        if !it.is_incoming {
            return Err(Error::NotFound);
        }
        if it.is_answered() {
            return Err(Error::WrongState);
        }
        if call.dialog.is_none() {
            return Err(Error::NotFound);
        }
        Ok((cid, it.id))
    }

    /// Sends a response to request `tid` of a call; without one, the default response with that status.
    pub fn send_call_answer(
        &mut self,
        now: Now,
        tid: i32,
        status: i32,
        answer: Option<CBox<Message>>,
    ) -> Result<()> {
        let wanted = answer_status(tid, status)?;
        let (cid, id) = self.call_of_tid(tid)?;
        let it = self.calls.get(cid).and_then(|call| call.transaction(id));
        let it = it.ok_or(Error::NotFound)?;
        let is_invite = it.is_invite();
        if answer.is_none() && (!is_invite || (200..300).contains(&wanted)) {
            return Err(Error::BadParameter);
        }
        if !it.is_incoming || self.calls.get(cid).is_some_and(|call| call.dialog.is_none()) {
            return Err(if it.is_answered() { Error::WrongState } else { Error::NotFound });
        }
        if it.is_answered() {
            return Err(Error::WrongState);
        }
        let (status, text) = match answer {
            Some(mut answer) => {
                let status = u16::try_from(answer.status_code).map_err(|_| Error::BadParameter)?;
                let request = it_request(self.calls.get(cid), id)?;
                self.add_session_timer(now.instant, cid, &request, status, &mut answer);
                (status, self.writer.write(&answer)?)
            }
            // No 2xx: there is nothing to add.
            None => (wanted, self.call_answer_text(tid, wanted)?.1),
        };
        let response = self.respond(now.instant, id, text)?;
        self.note_answer(now.instant, cid, id, status, response);
        if is_invite && (200..300).contains(&status) {
            self.end_replaced_call(now, cid);
        }
        self.close_unkept_dialog(now.instant, cid);
        self.set_call_timer(cid);
        Ok(())
    }

    /// A response was sent to a request of the peer.
    fn note_answer(
        &mut self,
        now: Instant,
        cid: Cid,
        id: TransactionId,
        status: u16,
        response: Arc<[u8]>,
    ) {
        let Some(call) = self.calls.get_mut(cid) else { return };
        let Some(it) = call.transaction_mut(id) else { return };
        it.response = Some(response);
        if status < 200 {
            it.phase = Phase::Provisional(status);
            self.repeat_reliable(now, cid, id);
            return;
        }
        it.answer(now, status);
        let (method, is_initial) = (it.method.clone(), !it.is_in_dialog);
        let request = it.request.clone();
        match (&*method, status) {
            (b"INVITE", ..=299) => self.note_accepted(now, cid, id),
            (b"INVITE", _) if is_initial => {
                let _ = self.calls.close_dialog(cid);
                self.report_transaction(EventKind::CallClosed, cid, id);
            }
            (b"BYE", ..=299) => self.end_dialog(now, cid),
            (b"NOTIFY", _) => call.note_notify(now, &TextEditor::of(&request)),
            (b"REFER", _) if !refuses_subscription(&TextEditor::of(&request)) => {
                if let Some(dialog) = &mut call.dialog {
                    dialog.kept_until = Some(now + IMPLICIT_SUBSCRIPTION);
                }
            }
            _ => {}
        }
    }

    fn note_accepted(&mut self, now: Instant, cid: Cid, id: TransactionId) {
        let Some(dialog) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_mut()) else {
            return;
        };
        dialog.dialog.state = DialogState::CONFIRMED;
        dialog.retries = 0;
        dialog.reliable = None;
        dialog.accepted = Some(Accepted {
            transaction: id,
            resend: now + T1,
            interval: T1,
            expiry: now + TIMEOUT,
        });
        self.calls.note_change();
    }

    /// Sends a 2xx again whose ACK has not arrived; after half a minute, ends the call instead.
    pub(super) fn repeat_accepted(&mut self, now: Instant, cid: Cid) {
        let Some(dialog) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_mut()) else {
            return;
        };
        let Some(accepted) = &mut dialog.accepted else { return };
        if accepted.expiry <= now {
            dialog.accepted = None;
            self.give_up_call(now, cid, None, FailureCause::NoAck);
            return;
        }
        if accepted.resend > now {
            return;
        }
        accepted.interval = (accepted.interval * 2).min(T2);
        accepted.resend = now + accepted.interval;
        let id = accepted.transaction;
        self.repeat_response(now, id);
    }

    /// Ends a call whose peer is gone: BYE is sent, with one more header, and the end is reported.
    pub(super) fn give_up_call(
        &mut self,
        now: Instant,
        cid: Cid,
        header: Option<(&[u8], &[u8])>,
        cause: FailureCause,
    ) {
        // Without a path it cannot be sent.
        let _ = self.send_bye(now, cid, header);
        self.end_dialog(now, cid);
        self.report_call(EventKind::CallClosed, cid, CallReport { cause, ..CallReport::default() });
    }
}

fn answer_status(tid: i32, status: i32) -> Result<u16> {
    if tid < 0 || !(101..=699).contains(&status) {
        return Err(Error::BadParameter);
    }
    u16::try_from(status).map_err(|_| Error::BadParameter)
}

fn it_request(call: Option<&Call>, id: TransactionId) -> Result<Arc<[u8]>> {
    let it: &CallTransaction = call.and_then(|call| call.transaction(id)).ok_or(Error::NotFound)?;
    Ok(it.request.clone())
}
