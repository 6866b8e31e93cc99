//! The tables of calls: by number, dialog, peer, INVITE and transaction.

use core::hash::BuildHasher;
use std::hash::RandomState;
use std::time::Instant;

use smallvec::SmallVec;

use super::invite::tag_of;
use super::transaction::CallTransaction;
use super::{Call, CallDialog};
use crate::dialog::StoredDialog;
use crate::sip::text::TextEditor;
use crate::transaction::TransactionId;
use crate::transport::table::{NumberSet, Table};
use crate::ua::usage::{Cid, Did};

/// All calls.
#[derive(Debug, Default)]
pub(in crate::ua) struct Calls {
    calls: Table<Cid, Box<Call>>,
    by_did: Table<Did, Cid>,
    /// Calls with an open dialog, by a sum of Call-ID and remote tag. The key of the sums is random: no peer can choose
    /// sums that collide.
    by_peer: Table<u64, SmallVec<[Cid; 1]>>,
    /// Calls whose INVITE this side sent, by a sum of Call-ID and From tag.
    by_invite: Table<u64, Cid>,
    by_transaction: Table<u64, Cid>,
    sums: RandomState,
    /// Calls that were challenged and have no login.
    waiting_for_login: NumberSet<Cid>,
    /// When the next 2xx of an unknown dialog may be answered.
    pub(super) next_stray: Option<Instant>,
    /// Calls that a stranger has begun and that are not over.
    pub(super) incoming: usize,
    /// Whether a dialog was opened, changed or closed since [`Self::take_change`].
    is_changed: bool,
}

impl Calls {
    pub(in crate::ua) fn len(&self) -> usize {
        self.calls.len()
    }

    /// Whether a call or a dialog has this number.
    pub(in crate::ua) fn has_number(&self, id: i32) -> bool {
        self.calls.contains_key(&id) || self.by_did.contains_key(&id)
    }

    /// The open dialogs, and whether this side sent the INVITE of each.
    pub(in crate::ua) fn open_dialogs(&self) -> impl Iterator<Item = (&StoredDialog, bool)> {
        self.calls.values().filter_map(|call| Some((&call.dialog.as_ref()?.dialog, call.is_caller)))
    }

    /// An open dialog has another state.
    pub(super) fn note_change(&mut self) {
        self.is_changed = true;
    }

    /// Whether the open dialogs have changed since the last call.
    pub(in crate::ua) fn take_change(&mut self) -> bool {
        core::mem::take(&mut self.is_changed)
    }

    pub(super) fn get(&self, cid: Cid) -> Option<&Call> {
        self.calls.get(&cid).map(|call| &**call)
    }

    pub(super) fn get_mut(&mut self, cid: Cid) -> Option<&mut Call> {
        self.calls.get_mut(&cid).map(|call| &mut **call)
    }

    /// The call of a dialog that is open.
    pub(super) fn of_did(&self, did: Did) -> Option<Cid> {
        self.by_did.get(&did).copied()
    }

    /// The call of a transaction, also after its end.
    pub(super) fn of_transaction(&self, id: TransactionId) -> Option<Cid> {
        self.by_transaction.get(&id.0).copied()
    }

    pub(super) fn sum(&self, call_id: &[u8], tag: &[u8]) -> u64 {
        self.sums.hash_one((call_id, tag))
    }

    /// Whether a call has an open dialog.
    pub(in crate::ua) fn has_dialogs(&self) -> bool {
        !self.by_peer.is_empty()
    }

    /// The calls whose open dialog has this Call-ID and remote tag.
    pub(in crate::ua) fn of_peer<'c>(
        &'c self,
        call_id: &'c [u8],
        tag: Option<&'c [u8]>,
    ) -> impl Iterator<Item = Cid> + 'c {
        let sum = self.sum(call_id, tag.unwrap_or_default());
        let cids = self.by_peer.get(&sum).into_iter().flatten().copied();
        cids.filter(move |cid| {
            let dialog = self.get(*cid).and_then(|call| call.dialog.as_ref());
            dialog.is_some_and(|it| {
                it.dialog.call_id() == Some(call_id) && it.dialog.remote_tag() == tag
            })
        })
    }

    /// The call whose INVITE this side sent with this Call-ID and From tag.
    pub(super) fn of_invite(&self, call_id: &[u8], tag: &[u8]) -> Option<Cid> {
        let cid = *self.by_invite.get(&self.sum(call_id, tag))?;
        let initial = self.get(cid)?.newest(|it| it.is_invite() && !it.is_in_dialog)?;
        let initial = TextEditor::of(&initial.request);
        let is_same = *initial.call_id()? == *call_id
            && *tag_of(&initial, b"From").unwrap_or_default() == *tag;
        is_same.then_some(cid)
    }

    pub(super) fn insert(&mut self, cid: Cid, call: Call) {
        for it in &call.transactions {
            self.by_transaction.insert(it.id.0, cid);
        }
        if call.is_caller {
            // A fork does not take the place of the call whose INVITE it answers.
            self.by_invite.entry(call.invite_sum).or_insert(cid);
        } else {
            self.incoming += 1;
        }
        self.calls.insert(cid, Box::new(call));
    }

    /// Adds a request to a call, which forgets older ones that have ended.
    pub(super) fn add_transaction(&mut self, cid: Cid, transaction: CallTransaction) {
        let Some(call) = self.calls.get_mut(&cid) else { return };
        for id in call.forget_old(transaction.began) {
            self.by_transaction.remove(&id.0);
        }
        self.by_transaction.insert(transaction.id.0, cid);
        // Most calls have one more: room for four would be a large block, for which an allocator tidies up all small ones.
        call.transactions.reserve_exact(1);
        call.transactions.push(transaction);
    }

    /// Opens the dialog of a call. Its former one is replaced.
    pub(super) fn open_dialog(&mut self, cid: Cid, dialog: CallDialog) {
        let _ = self.close_dialog(cid);
        let Some(call) = self.calls.get_mut(&cid) else { return };
        self.by_did.insert(dialog.did, cid);
        call.has_closed_dialog = false;
        call.dialog = Some(dialog);
        self.is_changed = true;
        self.index_peer(cid);
    }

    pub(super) fn peer_sum(&self, cid: Cid) -> Option<u64> {
        let dialog = &self.get(cid)?.dialog.as_ref()?.dialog;
        let tag = dialog.remote_tag().unwrap_or_default();
        Some(self.sum(dialog.call_id().unwrap_or_default(), tag))
    }

    pub(super) fn index_peer(&mut self, cid: Cid) {
        if let Some(sum) = self.peer_sum(cid) {
            self.by_peer.entry(sum).or_default().push(cid);
        }
    }

    /// Changes the dialog of a call; its remote tag may change.
    pub(super) fn change_dialog(&mut self, cid: Cid, change: impl FnOnce(&mut CallDialog)) {
        self.forget_peer(cid);
        if let Some(dialog) = self.get_mut(cid).and_then(|call| call.dialog.as_mut()) {
            change(dialog);
            self.is_changed = true;
        }
        self.index_peer(cid);
    }

    pub(super) fn forget_peer(&mut self, cid: Cid) {
        let Some(sum) = self.peer_sum(cid) else { return };
        if let Some(cids) = self.by_peer.get_mut(&sum) {
            cids.retain(|other| *other != cid);
            if cids.is_empty() {
                self.by_peer.remove(&sum);
            }
        }
    }

    pub(super) fn wait_for_login(&mut self, cid: Cid) {
        self.waiting_for_login.insert(cid);
    }

    pub(super) fn end_wait_for_login(&mut self, cid: Cid) {
        self.waiting_for_login.remove(&cid);
    }

    pub(super) fn waiting_for_login(&self) -> Vec<Cid> {
        self.waiting_for_login.iter().copied().collect()
    }

    /// Closes the dialog of a call: its number means nothing from now on.
    pub(super) fn close_dialog(&mut self, cid: Cid) -> Option<CallDialog> {
        self.forget_peer(cid);
        let call = self.calls.get_mut(&cid)?;
        let dialog = call.dialog.take()?;
        call.has_closed_dialog = true;
        self.by_did.remove(&dialog.did);
        self.is_changed = true;
        Some(dialog)
    }

    pub(super) fn remove(&mut self, cid: Cid) -> Option<Box<Call>> {
        let _ = self.close_dialog(cid);
        let call = self.calls.remove(&cid)?;
        self.waiting_for_login.remove(&cid);
        for it in &call.transactions {
            self.by_transaction.remove(&it.id.0);
        }
        if call.is_caller {
            if self.by_invite.get(&call.invite_sum) == Some(&cid) {
                self.by_invite.remove(&call.invite_sum);
            }
        } else {
            self.incoming -= 1;
        }
        Some(call)
    }
}
