//! The messages of a call that carry session descriptions. RFC 3264.

use std::sync::Arc;

use super::transaction::CallTransaction;
use crate::ua::Ua;
use crate::ua::usage::Did;

/// The party that sent a session description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// That of this side.
    Local,
    /// That of the peer.
    Remote,
}

impl Ua {
    /// The message with the last description of a dialog.
    pub fn description_of_dialog(&self, did: Did, side: Party) -> Option<Arc<[u8]>> {
        let call = self.calls.get(self.calls.of_did(did)?)?;
        call.newest(CallTransaction::is_invite)?.description(side)
    }

    /// The message with our description of the INVITE before the last one of a dialog.
    pub fn previous_local_description(&self, did: Did) -> Option<Arc<[u8]>> {
        let call = self.calls.get(self.calls.of_did(did)?)?;
        let last = call.newest(CallTransaction::is_invite)?.id;
        call.newest(|it| it.is_invite() && it.id != last)?.description(Party::Local)
    }

    /// The message with the description of transaction `tid` of a call.
    pub fn description_of_transaction(&self, tid: i32, side: Party) -> Option<Arc<[u8]>> {
        let (cid, id) = self.call_of_tid(tid).ok()?;
        self.calls.get(cid)?.transaction(id)?.description(side)
    }
}

impl CallTransaction {
    /// The message with a description: the request or the last response, whichever that side sent; an ACK for a request
    /// without one.
    fn description(&self, side: Party) -> Option<Arc<[u8]>> {
        if self.is_incoming == (side == Party::Local) {
            return self.response.clone();
        }
        let has_body = |text: &Arc<[u8]>| !crate::sip::text::body(text).is_empty();
        self.ack.clone().filter(|_| !has_body(&self.request)).or_else(|| Some(self.request.clone()))
    }
}
