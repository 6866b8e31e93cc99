//! Reliable provisional responses: PRACK. RFC 3262.

use std::time::{Duration, Instant};

use super::invite::seconds_of;
use super::transaction::Phase;
use crate::dialog::Dialog;
use crate::error::{Error, Result};
use crate::mem::CBox;
use crate::sip::text::{MessageText, TextEditor};
use crate::sip::{Message, grammar};
use crate::trace::trace;
use crate::transaction::{T1, TIMEOUT, TransactionId};
use crate::ua::answer::Answer;
use crate::ua::event::EventKind;
use crate::ua::io::Path;
use crate::ua::received::Received;
use crate::ua::usage::{Cid, Response};
use crate::ua::{Now, Ua};

/// A reliable provisional response of ours that waits for its PRACK.
#[derive(Debug)]
pub(super) struct Unacknowledged {
    invite: TransactionId,
    number: u32,
    pub(super) resend: Instant,
    interval: Duration,
    expiry: Instant,
}

impl Ua {
    /// Builds the PRACK for a reliable provisional response to INVITE `tid`.
    pub fn build_prack(&mut self, tid: i32, response: Option<&Message>) -> Result<CBox<Message>> {
        let response = response.ok_or(Error::BadParameter)?;
        let (cid, _) = self.provisional_invite(tid)?;
        let number = header_number(response, b"RSeq").ok_or(Error::WrongFormat)?;
        self.build_prack_for(cid, response, number)
    }

    /// The INVITE of ours that PRACK is for.
    fn provisional_invite(&self, tid: i32) -> Result<(Cid, TransactionId)> {
        if tid < 0 {
            return Err(Error::BadParameter);
        }
        let (cid, id) = self.call_of_tid(tid)?;
        let call = self.calls.get(cid).ok_or(Error::NotFound)?;
        let it = call.transaction(id).ok_or(Error::NotFound)?;
        if !it.is_invite() || it.is_incoming {
            return Err(Error::BadParameter);
        }
        if call.dialog.is_none() {
            return Err(Error::NotFound);
        }
        match it.phase {
            Phase::Provisional(_) => Ok((cid, id)),
            _ => Err(Error::WrongState),
        }
    }

    fn build_prack_for(
        &mut self,
        cid: Cid,
        response: &Message,
        number: u32,
    ) -> Result<CBox<Message>> {
        let mut dialog = Dialog::of_response(response).map_err(|_| Error::WrongState)?;
        let tag = dialog.remote_tag.clone();
        let invite = response.cseq.as_ref().and_then(|cseq| cseq.number.clone());
        let own = self.calls.get(cid).and_then(|call| call.dialog.as_ref());
        let own = own.ok_or(Error::NotFound)?;
        if own.pracks.iter().any(|it| it.0 == number && it.1 == tag) {
            return Err(Error::WrongState);
        }
        dialog.local_cseq = own.dialog.local_cseq;
        if dialog.remote_contact_uri.is_none() {
            dialog.remote_contact_uri = Dialog::from(&own.dialog).remote_contact_uri;
        }
        let mut prack = self.build_in_dialog(&mut dialog, b"PRACK")?;
        let invite = invite.as_deref().unwrap_or_default();
        let value = [number.to_string().as_bytes(), b" ", invite, b" INVITE"].concat();
        prack.add_header(b"RAck", &value);
        if let Some(own) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_mut()) {
            own.dialog.local_cseq = dialog.local_cseq;
            own.pracks.push((number, tag));
        }
        self.add_call_credentials(cid, &mut prack)?;
        Ok(prack)
    }

    /// Sends a PRACK.
    pub fn send_prack(&mut self, now: Now, tid: i32, prack: Option<CBox<Message>>) -> Result<()> {
        let prack = prack.ok_or(Error::BadParameter)?;
        let (cid, _) = self.provisional_invite(tid)?;
        let text = self.writer.write(&prack)?;
        self.send_for_call(now.instant, cid, &mut TextEditor::of(&text)).map(drop)
    }

    /// Sends the PRACK for a reliable provisional response by the library itself, if the application wants that.
    pub(super) fn acknowledge_reliable(
        &mut self,
        now: Instant,
        cid: Cid,
        id: TransactionId,
        response: &Response<'_, '_>,
    ) {
        if !self.options.reliable_provisional || !requires_100rel(response.message) {
            return;
        }
        let Some(number) = seconds_of(response.message, b"RSeq") else { return };
        let Ok(message) = Message::parse(response.original) else { return };
        // One that was built for this response already is not built again.
        let Ok(prack) = self.build_prack_for(cid, &message, number) else { return };
        let Ok(text) = self.writer.write(&prack) else { return };
        if self.send_for_call(now, cid, &mut TextEditor::of(&text)).is_ok() {
            trace!(Info1, "call {cid}: PRACK is sent for transaction {}", id.tid());
        }
    }

    /// A provisional response of the application that is reliable is repeated until its PRACK arrives, if the
    /// application wants that.
    pub(super) fn repeat_reliable(&mut self, now: Instant, cid: Cid, id: TransactionId) {
        let response = self.servers.get(id).and_then(|server| server.response().cloned());
        let Some(response) = response.filter(|_| self.options.reliable_provisional) else { return };
        let Some(text) = MessageText::of(&response).filter(requires_100rel) else { return };
        let Some(number) = seconds_of(&text, b"RSeq") else { return };
        if let Some(dialog) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_mut()) {
            let (resend, expiry) = (now + T1, now + TIMEOUT);
            dialog.reliable =
                Some(Unacknowledged { invite: id, number, resend, interval: T1, expiry });
        }
    }

    /// Sends a reliable provisional response again; after half a minute, refuses the INVITE (RFC 3262 3).
    pub(super) fn handle_unacknowledged(&mut self, now: Instant, cid: Cid) {
        let Some(dialog) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_mut()) else {
            return;
        };
        let Some(it) = dialog.reliable.as_mut().filter(|it| it.resend <= now) else { return };
        let id = it.invite;
        it.interval *= 2;
        it.resend = now + it.interval;
        let is_over = it.expiry <= now;
        if is_over {
            dialog.reliable = None;
            let tid = id.tid();
            // It may be answered already.
            let _ = self.send_call_answer(
                Now { instant: now, date: std::time::SystemTime::UNIX_EPOCH },
                tid,
                504,
                None,
            );
            return;
        }
        self.repeat_response(now, id);
    }

    /// A PRACK for a response that the library repeats: answered by it. False if the application has to answer.
    pub(super) fn take_own_prack(
        &mut self,
        now: Instant,
        path: Path,
        cid: Cid,
        request: &Received<'_>,
    ) -> bool {
        if !self.options.reliable_provisional {
            return false;
        }
        let number = header_number(request.message(), b"RAck");
        let Some(dialog) = self.calls.get_mut(cid).and_then(|call| call.dialog.as_mut()) else {
            return false;
        };
        let is_expected = dialog.reliable.as_ref().is_some_and(|it| Some(it.number) == number);
        if is_expected {
            dialog.reliable = None;
        }
        if !is_expected {
            self.respond_by_itself(now, request.id, &Answer::of(481));
            return true;
        }
        // It is reported all the same, as BYE is: it may have a session description.
        self.add_received(now, path, cid, request, true);
        let answer = Answer { creates_dialog: true, copies_routes: true, ..Answer::of(200) };
        let response = self.sent_by_itself(now, request.id, &answer);
        if let Some(it) = self.calls.get_mut(cid).and_then(|call| call.transaction_mut(request.id))
        {
            it.response = response;
            it.answer(now, 200);
        }
        self.report_transaction(EventKind::CallMessageNew, cid, request.id);
        true
    }
}

fn requires_100rel(response: &MessageText<'_>) -> bool {
    let mut values = response.headers(b"Require").flat_map(|it| it.split(|byte| *byte == b','));
    values.any(|tag| tag.trim_ascii().eq_ignore_ascii_case(b"100rel"))
}

/// The number that a header begins with.
fn header_number(message: &Message, name: &[u8]) -> Option<u32> {
    let value = message.headers.iter().find(|header| header.is_named(name))?.hvalue.as_deref()?;
    let digits = value.trim_ascii_start().split(|byte| !byte.is_ascii_digit()).next()?;
    grammar::number(digits).ok()
}
