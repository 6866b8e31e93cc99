//! A first REGISTER that waits in the queue of its next hop: a hundred thousand may wait, so each is packed and has no transaction
//! of its own until its turn comes, or it is given up.

use std::time::Instant;

use super::Phase;
use crate::routing::{Owner, Route};
use crate::sip::text::{StoredText, TextEditor};
use crate::transaction::TransactionId;
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

    /// The turn of a request has come.
    pub(in crate::ua) fn launch_waiting(
        &mut self,
        now: Instant,
        id: TransactionId,
        owner: Owner,
        route: Route,
    ) {
        let was_parked = self.unpark(owner, |ua, request| {
            let is_open = ua.router.is_open(route, owner);
            ua.launch(now, id, route, is_open.then_some(request));
        });
        if !was_parked {
            self.launch(now, id, route, None);
        }
    }

    /// Makes the transaction of a REGISTER that waited without one, and passes its lines to `then`. Returns whether it did.
    pub(in crate::ua) fn unpark(
        &mut self,
        owner: Owner,
        then: impl FnOnce(&mut Self, &mut Draft<'_, '_>),
    ) -> bool {
        let Owner::Registration(rid) = owner else { return false };
        let Some(registration) = self.registrations.get_mut(&rid) else { return false };
        let Phase::InFlight { transaction: id, .. } = registration.phase else { return false };
        if self.clients.get(id).is_some() {
            return false;
        }
        let text = registration.request.text(&mut self.writer);
        registration.request = StoredText::Whole(text.clone());
        let mut lines = TextEditor::of(&text);
        let request = &mut Draft::Lines(&mut lines);
        let (next_hop, queued) = (self.router.next_hop_of(rid), registration.retry.started);
        let (Some(key), Some(next_hop), Some(queued)) = (request.key(), next_hop, queued) else {
            return false;
        };
        let client = Client::new(queued, id, key, Usage::Registration(rid), next_hop);
        self.clients.insert(id, Client { bytes: text.clone(), ..client });
        self.clients.parked = self.clients.parked.saturating_sub(1);
        then(self, request);
        true
    }
}
