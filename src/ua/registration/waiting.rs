//! A first REGISTER that waits in the queue of its next hop: a hundred thousand may wait, so each is packed and has no transaction
//! of its own until its turn comes, or it is given up.

use super::Phase;
use crate::routing::Owner;
use crate::sip::text::{StoredText, TextEditor};
use crate::ua::Ua;
use crate::ua::client::Client;
use crate::ua::draft::Draft;
use crate::ua::usage::Usage;

impl Ua {
    /// A REGISTER has been queued. If it is what its registration keeps anyway, it waits there. Returns whether it does.
    pub(in crate::ua) fn park(&mut self, rid: i32, request: &Draft<'_, '_>) -> bool {
        let Draft::Lines(lines) = request else { return false };
        let Some(registration) = self.registrations.get_mut(&rid) else { return false };
        let Some(kept) = registration.request.whole() else { return false };
        let text = self.writer.text(lines);
        if **kept != *text {
            return false;
        }
        self.waiting_packer.store(text, &mut registration.request);
        self.clients.parked += 1;
        true
    }

    /// The turn of a request has come, or it is given up: see [`Ua::unpark`].
    pub(in crate::ua) fn unpark_owner(&mut self, owner: Owner) {
        if let Owner::Registration(rid) = owner {
            self.unpark(rid);
        }
    }

    /// Makes the transaction of a REGISTER that waited without one.
    pub(in crate::ua) fn unpark(&mut self, rid: i32) {
        let Some(registration) = self.registrations.get_mut(&rid) else { return };
        let Phase::InFlight { transaction: id, .. } = registration.phase else { return };
        if self.clients.get(id).is_some() {
            return;
        }
        let text = registration.request.text(&mut self.writer);
        registration.request = StoredText::Whole(text.clone());
        let key = Draft::Lines(&mut TextEditor::of(&text)).key();
        let (next_hop, queued) = (self.router.next_hop_of(rid), registration.retry.started);
        if let (Some(key), Some(next_hop), Some(queued)) = (key, next_hop, queued) {
            let client = Client::new(queued, id, key, Usage::Registration(rid), next_hop);
            self.clients.insert(id, Client { bytes: text, ..client });
            self.clients.parked = self.clients.parked.saturating_sub(1);
        }
    }
}
