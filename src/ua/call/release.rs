//! The deadlines of a call, and its end.

use std::time::{Duration, Instant};

use super::transaction::{CallTransaction, Phase};
use super::{Call, CallReport};
use crate::trace::trace;
use crate::transaction::TransactionId;
use crate::ua::event::EventKind;
use crate::ua::usage::Cid;
use crate::ua::{Alarm, Ua};

/// How long an INVITE may ring, counted from its last provisional response.
const LONGEST_RINGING: Duration = Duration::from_secs(180);
/// A call without a dialog is released this much later than its last transaction ends.
const WITHOUT_DIALOG: Duration = Duration::from_secs(5);
/// A finished request in the dialog is forgotten this long after it was begun, once there is a newer one.
const REMEMBERED: Duration = Duration::from_secs(30);

impl Call {
    /// When something has to be done for the call without being asked.
    fn deadline(&self, ends_expired: bool) -> Option<Instant> {
        let dialog = self.dialog.as_ref();
        let accepted = dialog.and_then(|it| it.accepted.as_ref());
        let times = [
            accepted.map(|it| it.resend.min(it.expiry)),
            dialog.and_then(|it| it.reliable.as_ref()).map(|it| it.resend),
            dialog.filter(|it| it.is_over).and_then(|it| it.kept_until),
            dialog.and_then(|it| it.timer.as_ref()).filter(|_| ends_expired).map(|it| it.end()),
            self.ringing().map(|it| it.began + LONGEST_RINGING),
            self.release_time(),
        ];
        times.into_iter().flatten().min()
    }

    /// Our initial INVITE that has got nothing but provisional responses.
    fn ringing(&self) -> Option<&CallTransaction> {
        let invite = self.sent_invite()?;
        let is_ringing = matches!(invite.phase, Phase::Provisional(_)) && !invite.is_in_dialog;
        is_ringing.then_some(invite)
    }

    /// When the call is forgotten: it has no dialog, and repetitions of no message are expected any more.
    fn release_time(&self) -> Option<Instant> {
        if self.dialog.is_some() {
            return None;
        }
        let mut last = None;
        // One that was sent again with credentials, or elsewhere, was replaced.
        let initial = self.newest(|it| it.is_invite() && !it.is_in_dialog).map(|it| it.id);
        // Other requests in the dialog are overtaken by its end.
        let counts = |it: &&CallTransaction| match &*it.method {
            b"INVITE" => initial == Some(it.id),
            method => method == b"BYE" || method == b"REFER",
        };
        for it in self.transactions.iter().filter(counts) {
            if !it.is_answered() && (!it.is_incoming || it.is_invite()) {
                return None;
            }
            last = last.max(it.ends);
        }
        let never_had_dialog = self.is_caller && !self.has_closed_dialog;
        let initial = self.sent_invite().filter(|_| never_had_dialog);
        let was_refused = initial.is_some_and(|it| matches!(it.phase, Phase::Final(300..)));
        last.map(|last| if was_refused { last + WITHOUT_DIALOG } else { last })
    }

    /// Whether CANCEL was sent for the newest INVITE.
    pub(super) fn is_cancelled(&self) -> bool {
        let cancel = self.newest(|it| *it.method == *b"CANCEL").map(|it| it.id);
        cancel.zip(self.sent_invite()).is_some_and(|(cancel, invite)| cancel > invite.id)
    }

    /// Forgets finished requests in the dialog, except the newest of each side, BYE, and the INVITEs. Returns them.
    pub(super) fn forget_old(&mut self, now: Instant) -> Vec<TransactionId> {
        let mut forgotten = Vec::new();
        let newest = [false, true].map(|is_incoming| {
            self.newest(|it| it.is_in_dialog && it.is_incoming == is_incoming).map(|it| it.id)
        });
        let invites = [self.sent_invite(), self.received_invite()].map(|it| it.map(|it| it.id));
        self.transactions.retain(|it| {
            let is_needed = newest.contains(&Some(it.id))
                || invites.contains(&Some(it.id))
                || !it.is_in_dialog
                || *it.method == *b"BYE";
            let is_old = it.began + REMEMBERED <= now && it.is_finished(now);
            let stays = is_needed || !is_old;
            if !stays {
                forgotten.push(it.id);
            }
            stays
        });
        forgotten
    }
}

impl Ua {
    /// Sets the deadline of a call.
    pub(super) fn set_call_timer(&mut self, cid: Cid) {
        let ends_expired = self.options.end_expired_sessions;
        let Some(call) = self.calls.get_mut(cid) else { return };
        match call.deadline(ends_expired) {
            Some(at) => self.timers.set(&mut call.slot, Alarm::Call(cid), at),
            None => self.timers.clear(&mut call.slot, Alarm::Call(cid)),
        }
    }

    /// The deadline of a call has come.
    pub(in crate::ua) fn handle_call_timeout(&mut self, now: Instant, cid: Cid) {
        let ends_expired = self.options.end_expired_sessions;
        let Some(call) = self.calls.get_mut(cid) else { return };
        call.slot = None;
        if call.release_time().is_some_and(|at| at <= now) {
            return self.release_call(now, cid);
        }
        let ringing = call.ringing().filter(|it| it.began + LONGEST_RINGING <= now);
        if let Some(id) = ringing.map(|it| it.id) {
            return self.give_up_ringing(now, cid, id);
        }
        let timer = call.dialog.as_ref().and_then(|it| it.timer.as_ref()).filter(|_| ends_expired);
        if timer.is_some_and(|it| it.end() <= now) {
            self.end_expired(now, cid);
        }
        self.close_unkept_dialog(now, cid);
        self.repeat_accepted(now, cid);
        self.handle_unacknowledged(now, cid);
        self.set_call_timer(cid);
    }

    /// Reports that a call is over and forgets it.
    pub(super) fn release_call(&mut self, now: Instant, cid: Cid) {
        trace!(Info1, "call {cid}: released");
        self.report_call(EventKind::CallReleased, cid, CallReport::default());
        self.remove_call(now, cid);
    }
}
