//! The end of a call by this side: CANCEL, refusal or BYE. RFC 3261 9.1, 15.1.1.

use std::time::Instant;

use super::transaction::{CallTransaction, Phase};
use super::{Call, CallReport};
use crate::error::{Error, Result};
use crate::sip::grammar;
use crate::sip::text::TextEditor;
use crate::trace::trace;
use crate::transaction::TransactionId;
use crate::transport::FailureCause;
use crate::ua::answer::Answer;
use crate::ua::build;
use crate::ua::dialogs::TextRequest;
use crate::ua::draft::Draft;
use crate::ua::event::EventKind;
use crate::ua::usage::{Cid, Did, Usage};
use crate::ua::{Now, Ua};

/// How `terminate` ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terminated {
    /// By refusing it, or by BYE.
    Ended,
    /// By CANCEL: the call is over when its INVITE is answered.
    Cancelled,
}

impl Ua {
    /// Ends a call; `did` counts if it is greater than 0. `header` is one more header of the request that does it.
    pub fn terminate_call(
        &mut self,
        now: Now,
        cid: Cid,
        did: Did,
        header: Option<(&[u8], &[u8])>,
    ) -> Result<Terminated> {
        let at = now.instant;
        if let Some((name, value)) = header
            && (!grammar::is_token(name) || build::breaks_line(value))
        {
            return Err(Error::Syntax);
        }
        let (cid, has_dialog) = match (cid, did) {
            (_, 1..) => (self.calls.of_did(did).ok_or(Error::NotFound)?, true),
            (1.., _) => (cid, false),
            _ => return Err(Error::BadParameter),
        };
        let call = self.calls.get(cid).ok_or(Error::NotFound)?;
        let is_confirmed = has_dialog && call.dialog.as_ref().is_some_and(|it| it.is_confirmed());
        if is_confirmed {
            // As in the original, one that has sent no INVITE declines that of the peer before BYE.
            let open = call.received_invite().filter(|it| !it.is_answered());
            if let Some(id) = open.map(|it| it.id).filter(|_| call.sent_invite().is_none()) {
                self.decline(at, cid, id, header);
            }
            return self.hang_up(at, cid, header);
        }
        let invite = call.sent_invite().filter(|it| !it.is_answered());
        match invite.map(|it| (it.id, it.phase)) {
            Some((id, Phase::Provisional(_))) => {
                if call.is_cancelled() {
                    return Err(Error::WrongState);
                }
                self.cancel(at, cid, id, header)?;
                return Ok(Terminated::Cancelled);
            }
            Some(_) if self.options.cancel_early => {
                let (name, value) = header.unwrap_or_default();
                if let Some(call) = self.calls.get_mut(cid) {
                    call.cancel_wanted = Some(Box::new((name.to_vec(), value.to_vec())));
                }
                return Ok(Terminated::Ended);
            }
            _ => {}
        }
        if !has_dialog {
            return Err(Error::WrongState);
        }
        let open = call.received_invite().filter(|it| !it.is_answered());
        let open = open.map(|it| (it.id, it.is_in_dialog)).filter(|_| !call.is_caller);
        if let Some((id, is_in_dialog)) = open {
            self.decline(at, cid, id, header);
            if !is_in_dialog {
                return Ok(Terminated::Ended);
            }
        }
        self.hang_up(at, cid, header)
    }

    fn decline(
        &mut self,
        now: Instant,
        cid: Cid,
        id: TransactionId,
        header: Option<(&[u8], &[u8])>,
    ) {
        let headers: Vec<_> = header.into_iter().collect();
        let answer = Answer { headers: &headers, ..Answer::of(603) };
        let response = self.sent_by_itself(now, id, &answer);
        let Some(it) = self.calls.get_mut(cid).and_then(|call| call.transaction_mut(id)) else {
            return;
        };
        it.response = response;
        it.answer(now, 603);
        if !it.is_in_dialog {
            let _ = self.calls.close_dialog(cid);
            self.report_transaction(EventKind::CallClosed, cid, id);
        }
        self.set_call_timer(cid);
    }

    fn hang_up(
        &mut self,
        now: Instant,
        cid: Cid,
        header: Option<(&[u8], &[u8])>,
    ) -> Result<Terminated> {
        self.send_bye(now, cid, header)?;
        self.end_dialog(now, cid);
        Ok(Terminated::Ended)
    }

    /// Sends BYE. The dialog stays as it is.
    pub(super) fn send_bye(
        &mut self,
        now: Instant,
        cid: Cid,
        header: Option<(&[u8], &[u8])>,
    ) -> Result<()> {
        let sent = if header.is_none() { self.send_plain_bye(now, cid) } else { None };
        let id = match sent {
            Some(sent) => sent?,
            None => {
                let mut bye = self.build_for_call(cid, b"BYE")?;
                if let Some((name, value)) = header {
                    bye.add_header(name, value);
                }
                let text = self.writer.write(&bye)?;
                self.send_for_call(now, cid, &mut TextEditor::of(&text))?
            }
        };
        trace!(Info1, "call {cid}: BYE is sent, transaction {}", id.tid());
        Ok(())
    }

    /// Sends the BYE of a call that was not challenged, where it takes no trees.
    fn send_plain_bye(&mut self, now: Instant, cid: Cid) -> Option<Result<TransactionId>> {
        let call = self.calls.get_mut(cid).filter(|call| call.authenticator.is_empty())?;
        let dialog = &mut call.dialog.as_mut()?.dialog;
        let cseq = dialog.local_cseq.checked_add(1)?;
        let number = u32::try_from(cseq).ok()?;
        let dialog = dialog.clone();
        let request = TextRequest { method: b"BYE", number, contact: None, headers: &[] };
        let request = self.begin_in_dialog(&dialog, &request)?;
        self.calls.get_mut(cid)?.dialog.as_mut()?.dialog.local_cseq = cseq;
        Some(self.send_draft_for_call(now, cid, b"BYE", &mut Draft::InDialog(&request)))
    }

    /// Sends CANCEL for the INVITE `id`, to the server that the INVITE was sent to.
    fn cancel(
        &mut self,
        now: Instant,
        cid: Cid,
        id: TransactionId,
        header: Option<(&[u8], &[u8])>,
    ) -> Result<()> {
        let text = self.cancel_text(id, header).ok_or(Error::WrongState)?;
        let cancel = self.send_beside(now, Usage::Call(cid, None), &text, id)?;
        trace!(Info1, "call {cid}: CANCEL is sent, transaction {}", cancel.tid());
        let text = text.into();
        let transaction = CallTransaction::new(cancel, b"CANCEL", false, false, text, now);
        self.calls.add_transaction(cid, transaction);
        self.set_call_timer(cid);
        Ok(())
    }

    /// The CANCEL of an INVITE that was sent.
    fn cancel_text(&self, id: TransactionId, header: Option<(&[u8], &[u8])>) -> Option<Vec<u8>> {
        let client = self.clients.get(id)?;
        let invite = TextEditor::of(&client.bytes);
        let mut text = [b"CANCEL ", invite.request_uri(), b" SIP/2.0\r\n"].concat();
        let mut put = |name: &[u8], value: &[u8]| {
            text.extend_from_slice(&[name, b": ", value, b"\r\n"].concat());
        };
        put(b"Via", invite.values(b"Via").next()?);
        invite.values(b"Route").for_each(|route| put(b"Route", route));
        put(b"From", invite.values(b"From").next()?);
        put(b"To", invite.values(b"To").next()?);
        put(b"Call-ID", invite.values(b"Call-ID").next()?);
        put(b"CSeq", format!("{} CANCEL", invite.cseq()?.0).as_bytes());
        put(b"Max-Forwards", b"70");
        put(b"User-Agent", self.options.user_agent());
        if let Some((name, value)) = header {
            put(name, value);
        }
        put(b"Content-Length", b"0");
        text.extend_from_slice(b"\r\n");
        Some(text)
    }

    /// Sends the CANCEL that was asked for before any response.
    pub(super) fn send_wanted_cancel(&mut self, now: Instant, cid: Cid) {
        let Some(call) = self.calls.get_mut(cid) else { return };
        let Some(header) = call.cancel_wanted.take() else { return };
        let Some(id) = call.sent_invite().map(|it| it.id) else { return };
        let (name, value) = *header;
        let header = (!name.is_empty()).then_some((&name[..], &value[..]));
        // The INVITE has its final response if this fails.
        let _ = self.cancel(now, cid, id, header);
    }

    /// Ends an INVITE of ours that has rung for too long.
    pub(super) fn give_up_ringing(&mut self, now: Instant, cid: Cid, id: TransactionId) {
        if let Some(text) = self.cancel_text(id, None) {
            // The call is gone before the CANCEL is answered.
            let _ = self.send_beside(now, Usage::Call(0, None), &text, id);
        }
        self.end_transaction(now, cid, id, Phase::Failed);
        let Some(it) = self.calls.get(cid).and_then(|call: &Call| call.transaction(id)) else {
            return;
        };
        let report = CallReport { cause: FailureCause::Timeout, ..CallReport::of(it) };
        self.report_call(EventKind::CallNoAnswer, cid, report);
        let _ = self.calls.close_dialog(cid);
        self.release_call(now, cid);
    }
}
