//! What calls and subscriptions share: requests in a dialog, and the dialog that a message belongs to. RFC 3261 12.2.

use core::hash::BuildHasher;
use std::collections::HashMap;
use std::hash::RandomState;

use super::Ua;
use super::build;
use super::next_hop::is_secure;
use super::usage::Did;
use crate::dialog::Dialog;
use crate::error::{Error, Result};
use crate::mem::{CBox, Text};
use crate::sip::{ContentType, Message, NameAddr, Wire};

/// Dialogs by a sum of Call-ID, remote tag and local tag. The key of the sums is random: no peer can choose sums that
/// collide.
#[derive(Debug, Default)]
pub(super) struct DialogIndex {
    dids: HashMap<u64, Did>,
    sums: RandomState,
}

impl DialogIndex {
    fn sum(&self, call_id: &[u8], remote_tag: &[u8], local_tag: &[u8]) -> u64 {
        self.sums.hash_one((call_id, remote_tag, local_tag))
    }

    fn sum_of(&self, dialog: &Dialog) -> u64 {
        let Dialog { call_id, remote_tag, local_tag, .. } = dialog;
        let text = |text: &Option<Text>| text.as_deref().unwrap_or_default().to_vec();
        self.sum(&text(call_id), &text(remote_tag), &text(local_tag))
    }

    pub(super) fn insert(&mut self, dialog: &Dialog, did: Did) {
        self.dids.insert(self.sum_of(dialog), did);
    }

    pub(super) fn remove(&mut self, dialog: &Dialog, did: Did) {
        let sum = self.sum_of(dialog);
        if self.dids.get(&sum) == Some(&did) {
            self.dids.remove(&sum);
        }
    }

    /// The dialog of a message.
    pub(super) fn find(&self, call_id: &[u8], remote_tag: &[u8], local_tag: &[u8]) -> Option<Did> {
        self.dids.get(&self.sum(call_id, remote_tag, local_tag)).copied()
    }
}

impl Ua {
    /// The next request in a dialog, with placeholders for our own address.
    pub(super) fn build_in_dialog(
        &mut self,
        dialog: &mut Dialog,
        method: &[u8],
    ) -> Result<CBox<Message>> {
        if self.listeners.is_empty() {
            return Err(Error::NoNetwork);
        }
        let mut request = CBox::new(dialog.next_request(method)?);
        let uri = request.req_uri.as_deref().ok_or(Error::Syntax)?;
        let first = request.routes.first().and_then(|route| route.url.as_deref());
        let transport = self.listeners.choose(first.unwrap_or(uri))?;
        if !matches!(method, b"BYE" | b"CANCEL") {
            let word = transport.is_reliable().then(|| transport.via_protocol());
            let own = dialog.local_uri.as_deref().ok_or(Error::Syntax)?;
            let contact = build::contact(own, is_secure(uri), word, &self.options);
            contact.into_iter().for_each(|contact| request.contacts.push(contact));
        }
        let via = build::own_via(transport, &self.listeners, &self.options, &mut self.rng);
        request.vias.push(via);
        if method == b"OPTIONS" {
            request.accepts.push(ContentType::from_text(b"application/sdp")?);
        }
        request.add_header(b"Max-Forwards", b"70");
        request.add_header(b"User-Agent", self.options.user_agent());
        Ok(request)
    }
}

/// The text of Call-ID.
pub(super) fn call_id_of(message: &Message) -> Option<Text> {
    let mut text = Vec::new();
    message.call_id.as_ref()?.write(&mut text).ok()?;
    Some(Text::new(&text))
}

/// The tag of From or To.
pub(super) fn tag_of_party(address: Option<&CBox<NameAddr>>) -> Option<&[u8]> {
    address?.tag()?.gvalue.as_deref()
}
