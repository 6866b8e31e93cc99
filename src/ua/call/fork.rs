//! Several callees answer one INVITE: each 2xx but the first becomes a call of its own, if the application wants that.
//! RFC 3261 13.2.2.4.

use std::sync::Arc;
use std::time::Instant;

use super::invite::{allows_update, request_target};
use super::transaction::{CallTransaction, Phase};
use super::{Call, CallDialog};
use crate::dialog::Dialog;
use crate::dialog::state::DialogState;
use crate::sip::Message;
use crate::sip::text::{MessageText, TextEditor};
use crate::trace::trace;
use crate::ua::Ua;
use crate::ua::event::EventKind;
use crate::ua::usage::Cid;

/// How many calls the answers to one INVITE become at most. Further ones are acknowledged and ended.
const MAX_FORKS: u8 = 16;

impl Ua {
    /// Makes a call of a 2xx with another To tag to the initial INVITE of call `cid`, and reports it. False if it is none.
    pub(super) fn open_fork(
        &mut self,
        now: Instant,
        cid: Cid,
        cseq: u32,
        response: &MessageText<'_>,
    ) -> bool {
        let Some(call) = self.calls.get_mut(cid).filter(|call| call.forks < MAX_FORKS) else {
            return false;
        };
        let is_answered = |it: &CallTransaction| {
            let is_initial = it.is_invite() && !it.is_incoming && !it.is_in_dialog;
            is_initial && TextEditor::of(&it.request).cseq().is_some_and(|(it, _)| it == cseq)
        };
        let Some(request) = call.newest(is_answered).map(|it| it.request.clone()) else {
            return false;
        };
        let mut text = Vec::new();
        response.lines().write(&mut text);
        let Ok(message) = Message::parse(&text) else { return false };
        let Ok(mut dialog) = Dialog::of_response(&message) else { return false };
        dialog.remote_contact_uri =
            dialog.remote_contact_uri.take().or_else(|| request_target(&request));
        dialog.state = DialogState::CONFIRMED;
        call.forks += 1;
        let (invite_sum, user) = (call.invite_sum, call.user.clone());
        let authenticator = call.authenticator.clone();
        let id = self.transaction_ids.next_id();
        let mut invite = CallTransaction::new(id, b"INVITE", false, false, request, now);
        invite.response = Some(Arc::from(text));
        invite.end(now, Phase::Final(response.status()));
        let fork = self.next_object_id();
        self.calls
            .insert(fork, Call { user, authenticator, ..Call::new(true, invite_sum, invite) });
        let did = self.next_object_id();
        let mut dialog = CallDialog::new(did, &dialog);
        dialog.allows_update = allows_update(response.lines());
        self.calls.open_dialog(fork, dialog);
        self.new_calls.add(now);
        trace!(Info1, "call {cid}: another answer to its INVITE is call {fork}, dialog {did}");
        self.start_refresh_timer(now, fork, id, response);
        self.report_transaction(EventKind::CallAnswered, fork, id);
        self.set_call_timer(fork);
        true
    }
}
