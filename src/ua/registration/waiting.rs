//! The text of a REGISTER that waits for its next hop, or for a connection: a hundred thousand may wait.

use std::sync::Arc;

use crate::routing::Owner;
use crate::sip::text::{StoredText, TextEditor};
use crate::transaction::TransactionId;
use crate::ua::Ua;

impl Ua {
    /// The text of a REGISTER that is to wait. It is empty for one that its registration keeps already: that one waits there, packed,
    /// until [`Ua::end_waiting`].
    pub(in crate::ua) fn wait_as_text(&mut self, rid: i32, request: &TextEditor<'_>) -> Arc<[u8]> {
        let text = self.writer.text(request);
        let kept = self.registrations.get_mut(&rid).map(|registration| &mut registration.request);
        match kept.filter(|kept| kept.whole().is_some_and(|kept| **kept == *text)) {
            Some(kept) => {
                self.waiting_packer.store(text, kept);
                Arc::default()
            }
            None => text.into(),
        }
    }

    /// A request that waited is to be sent, or has failed: it becomes a text again.
    pub(in crate::ua) fn end_waiting(&mut self, id: TransactionId) {
        let Some(client) = self.clients.get_mut(id) else { return };
        if let Owner::Registration(rid) = client.owner
            && client.bytes.is_empty()
            && let Some(registration) = self.registrations.get_mut(&rid)
        {
            client.bytes = registration.request.text(&mut self.writer);
            registration.request = StoredText::Whole(client.bytes.clone());
        }
    }
}
