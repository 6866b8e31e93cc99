//! ACK for 2xx, and 2xx that belong to no transaction. RFC 3261 13.2.2.4.

use std::sync::Arc;
use std::time::{Duration, Instant};

use smallvec::SmallVec;

use super::invite::tag_of;
use super::transaction::CallTransaction;
use super::{Call, Calls, SentAck};
use crate::dialog::Dialog;
use crate::error::{Error, Result};
use crate::mem::{CBox, Text};
use crate::sip::text::{Contact, MessageText, TextEditor, header_values};
use crate::sip::{Credentials, Message};
use crate::trace::trace;
use crate::transaction::TransactionId;
use crate::ua::dialogs::TextRequest;
use crate::ua::draft::Draft;
use crate::ua::identity::masquerade::{self, SentBy};
use crate::ua::io::{Output, Path};
use crate::ua::usage::{Cid, Usage};
use crate::ua::{Now, Ua};

/// How far the CSeq of the BYE that ends an unwanted branch is from that of its INVITE, as in the original.
const UNWANTED_STEP: u32 = 5;
/// The time for one 2xx of an unknown dialog, and for how much of it they may come at once.
const STRAY_INTERVAL: Duration = Duration::from_millis(50);
const STRAY_BURST: Duration = Duration::from_secs(1);

impl Ua {
    /// Builds the ACK for the response to INVITE `tid`, or to the last INVITE of dialog `tid`.
    pub fn build_ack(&mut self, tid: i32) -> Result<CBox<Message>> {
        if tid <= 0 {
            return Err(Error::BadParameter);
        }
        let (cid, id) = self.acknowledged_invite(tid)?;
        self.build_ack_for(cid, id)
    }

    /// The INVITE that an ACK is for: a transaction of ours, or the last INVITE of a dialog.
    fn acknowledged_invite(&self, tid: i32) -> Result<(Cid, TransactionId)> {
        let found = self.call_of_tid(tid).ok().filter(|(cid, id)| {
            let it = self.calls.get(*cid).and_then(|call| call.transaction(*id));
            it.is_some_and(|it| !it.is_incoming)
        });
        if let Some((cid, id)) = found {
            let it = self.calls.get(cid).and_then(|call| call.transaction(id));
            return match it {
                Some(it) if it.is_invite() => Ok((cid, id)),
                _ => Err(Error::BadParameter),
            };
        }
        let cid = self.calls.of_did(tid).ok_or(Error::NotFound)?;
        let invite = self.calls.get(cid).and_then(Call::sent_invite).ok_or(Error::NotFound)?;
        Ok((cid, invite.id))
    }

    fn build_ack_for(&mut self, cid: Cid, id: TransactionId) -> Result<CBox<Message>> {
        let call = self.calls.get(cid).ok_or(Error::NotFound)?;
        let invite = call.transaction(id).ok_or(Error::NotFound)?;
        match invite.status() {
            0 => return Err(Error::NotFound),
            100 => return Err(Error::Syntax),
            _ => {}
        }
        let mut dialog = match &call.dialog {
            Some(it) => Dialog::from(&it.dialog),
            None => dialog_of(invite)?,
        };
        let request = invite.request.clone();
        let mut ack = self.build_in_dialog(&mut dialog, b"ACK")?;
        complete_ack(&mut ack, &request);
        Ok(ack)
    }

    /// Sends an ACK; without one, that which [`Ua::build_ack`] builds.
    pub fn send_ack(&mut self, now: Now, tid: i32, ack: Option<CBox<Message>>) -> Result<()> {
        if tid <= 0 {
            return Err(Error::BadParameter);
        }
        let (cid, id) = self.acknowledged_invite(tid)?;
        if ack.is_none()
            && let Some(sent) = self.send_own_ack(now.instant, cid, id)
        {
            return sent;
        }
        let ack = match ack {
            Some(ack) => ack,
            None => self.build_ack_for(cid, id)?,
        };
        let text = self.writer.write(&ack)?;
        let mut request = TextEditor::of(&text);
        if self.has_contact_of_invite(cid, id, &request) {
            masquerade::replace_contact(&mut request, &SentBy::placeholder());
        }
        let flow = self.flow_of_call(cid);
        self.send_once(now.instant, Usage::Call(cid, None), &mut request, flow)
    }

    /// Sends what [`Ua::build_ack_for`] builds, where that takes no trees; its Contact shows where we are seen now.
    fn send_own_ack(&mut self, now: Instant, cid: Cid, id: TransactionId) -> Option<Result<()>> {
        let call = self.calls.get(cid)?;
        let invite = call.transaction(id).filter(|it| it.status() > 100)?;
        let (dialog, invite) = (call.dialog.as_ref()?.dialog.clone(), invite.request.clone());
        let invite = TextEditor::of(&invite);
        let (number, _) = invite.cseq()?;
        let contact = masquerade::around_place(invite.values(b"Contact").next()?)?;
        let mut headers = SmallVec::<[(&[u8], &[u8]); 4]>::new();
        for name in [&b"Authorization"[..], b"Proxy-Authorization"] {
            headers.extend(invite.values(name).map(|value| (name, value)));
        }
        let contact = Some(contact);
        let request = TextRequest { method: b"ACK", number, contact, headers: &headers };
        let request = self.begin_in_dialog(&dialog, &request)?;
        let (usage, flow) = (Usage::Call(cid, None), self.flow_of_call(cid));
        let draft = &mut Draft::InDialog(&request);
        Some(self.send_draft(now, usage, draft, flow, true).map(drop))
    }

    /// Where requests in the dialog of a call go instead of its remote target.
    pub(super) fn flow_of_call(&self, cid: Cid) -> Option<Path> {
        self.calls.get(cid)?.dialog.as_ref()?.flow
    }

    /// Whether the Contact of an ACK is that of its INVITE, for the application to see. What is sent shows where we are seen
    /// now.
    fn has_contact_of_invite(&self, cid: Cid, id: TransactionId, ack: &TextEditor<'_>) -> bool {
        let invite = self.calls.get(cid).and_then(|call| call.transaction(id));
        let contact = |invite: &CallTransaction| {
            header_values(&invite.request, b"Contact").next() == ack.values(b"Contact").next()
        };
        invite.is_some_and(contact)
    }

    /// Acknowledges the 2xx to an INVITE whose dialog was closed meanwhile.
    pub(super) fn acknowledge_late(&mut self, now: Instant, cid: Cid, id: TransactionId) {
        let Ok(ack) = self.build_ack_for(cid, id) else { return };
        let Ok(text) = self.writer.write(&ack) else { return };
        // Without a path it cannot be sent.
        let _ = self.send_once(now, Usage::Call(cid, None), &mut TextEditor::of(&text), None);
    }

    /// A request was sent as `bytes`, with this number if it is an ACK: that is sent again for each repetition of its 2xx.
    pub(in crate::ua) fn store_ack(
        &mut self,
        cid: Cid,
        path: Path,
        acknowledged: Option<u32>,
        has_body: bool,
        bytes: &Arc<[u8]>,
    ) {
        let Some(cseq) = acknowledged else { return };
        let Some(call) = self.calls.get_mut(cid) else { return };
        if let Some(id) = call.sent_invite().map(|it| it.id)
            && has_body
            && let Some(invite) = call.transaction_mut(id)
        {
            invite.ack = Some(bytes.clone());
        }
        if let Some(dialog) = &mut call.dialog {
            dialog.ack = Some(SentAck { cseq, path, bytes: bytes.clone() });
        }
    }

    /// A 2xx to an INVITE whose transaction has ended. That of a known dialog is acknowledged again; that of another
    /// branch, or of a call that is over, is acknowledged and ended.
    pub(in crate::ua) fn handle_late_success(&mut self, now: Instant, response: &MessageText<'_>) {
        let Some((cseq, b"INVITE")) = response.cseq() else { return };
        let (Some(call_id), Some(from)) = (response.call_id(), tag_of(response.lines(), b"From"))
        else {
            return;
        };
        let to = tag_of(response.lines(), b"To");
        let known = self.calls.of_peer(&call_id, to.as_deref()).find(|cid| {
            let dialog = self.calls.get(*cid).and_then(|call| call.dialog.as_ref());
            dialog.is_some_and(|it| it.dialog.local_tag() == Some(&*from))
        });
        if let Some(cid) = known {
            let dialog = self.calls.get(cid).and_then(|call| call.dialog.as_ref());
            if let Some(ack) = dialog.and_then(|it| it.ack.as_ref()).filter(|it| it.cseq == cseq) {
                let (path, bytes) = (ack.path, ack.bytes.clone());
                self.output(Output::Send { transaction: None, path, bytes });
            }
            return;
        }
        let cid = self.calls.of_invite(&call_id, &from);
        if let Some(cid) = cid.filter(|_| self.options.report_forks)
            && self.open_fork(now, cid, cseq, response)
        {
            return;
        }
        if self.calls.permits_stray(now) {
            trace!(Info1, "a 2xx of an unknown dialog is acknowledged and ended");
            self.end_unwanted(now, cid, cseq, response);
        }
    }

    fn end_unwanted(
        &mut self,
        now: Instant,
        cid: Option<Cid>,
        cseq: u32,
        response: &MessageText<'_>,
    ) {
        let mut text = Vec::new();
        response.lines().write(&mut text);
        let Ok(message) = Message::parse(&text) else { return };
        let Ok(mut dialog) = Dialog::of_response(&message) else { return };
        let invite = cid
            .and_then(|cid| self.calls.get(cid)?.sent_invite())
            .map_or_else(Arc::default, |invite| invite.request.clone());
        let Ok(mut ack) = self.build_in_dialog(&mut dialog, b"ACK") else { return };
        complete_ack(&mut ack, &invite);
        dialog.local_cseq = i32::try_from(cseq + UNWANTED_STEP - 1).unwrap_or_default();
        let Ok(bye) = self.build_in_dialog(&mut dialog, b"BYE") else { return };
        for request in [ack, bye] {
            let Ok(text) = self.writer.write(&request) else { return };
            // No usage: its result is not reported.
            let _ = self.send_once(now, Usage::Message, &mut TextEditor::of(&text), None);
        }
    }
}

impl Calls {
    /// Whether a 2xx of an unknown dialog is answered: a stranger must not make us send without end.
    fn permits_stray(&mut self, now: Instant) -> bool {
        let next = self.next_stray.map_or(now, |next| next.max(now));
        let is_permitted = next.saturating_duration_since(now) <= STRAY_BURST;
        if is_permitted {
            self.next_stray = Some(next + STRAY_INTERVAL);
        }
        is_permitted
    }
}

/// The dialog of an INVITE whose call has none any more.
fn dialog_of(invite: &CallTransaction) -> Result<Dialog> {
    let response = invite.response.as_ref().ok_or(Error::NotFound)?;
    Dialog::of_response(&Message::parse(response)?)
}

/// An ACK repeats CSeq number, Contact and credentials of its INVITE.
fn complete_ack(ack: &mut Message, invite: &Arc<[u8]>) {
    let invite = TextEditor::of(invite);
    if let (Some((number, _)), Some(cseq)) = (invite.cseq(), ack.cseq.as_mut()) {
        cseq.number = Some(Text::from(number.to_string().as_str()));
    }
    if let Some(Contact(contact)) = invite.read(b"Contact") {
        ack.contacts.clear();
        ack.contacts.push(contact);
    }
    for credentials in invite.read_all::<Credentials>(b"Authorization") {
        ack.authorizations.push(credentials);
    }
    for credentials in invite.read_all::<Credentials>(b"Proxy-Authorization") {
        ack.proxy_authorizations.push(credentials);
    }
    ack.changed();
}
