//! What calls and subscriptions share: requests in a dialog, and the dialog that a message belongs to. RFC 3261 12.2.

use core::hash::BuildHasher;
use std::hash::RandomState;

use super::Ua;
use super::build;
use super::identity::masquerade::{PLACEHOLDER_HOST, PLACEHOLDER_PORT};
use super::table::Table;
use super::usage::Did;
use crate::dialog::{Dialog, StoredDialog};
use crate::error::{Error, Result};
use crate::mem::{CBox, Text};
use crate::routing::is_secure;
use crate::sip::param::find_param;
use crate::sip::{ContentType, Message, NameAddr, Uri, Wire};

/// Dialogs by a sum of Call-ID, remote tag and local tag. The key of the sums is random: no peer can choose sums that
/// collide.
#[derive(Debug, Default)]
pub(super) struct DialogIndex {
    dids: Table<u64, Did>,
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

/// A request in a dialog that the application does not see before it is sent.
pub(super) struct TextRequest<'a> {
    pub(super) method: &'a [u8],
    /// The number in CSeq.
    pub(super) number: u32,
    /// The headers between CSeq and Max-Forwards.
    pub(super) headers: &'a [(&'a [u8], &'a [u8])],
}

impl Ua {
    /// The text of a request in a dialog: as [`Ua::build_in_dialog`] builds it, at a third of the cost. `None` where it
    /// takes trees: without a remote target, and behind a strict router.
    pub(super) fn write_in_dialog(
        &mut self,
        dialog: &StoredDialog,
        request: &TextRequest<'_>,
    ) -> Option<Vec<u8>> {
        let target = dialog.target_uri()?;
        let transport = match dialog.routes().next() {
            Some(route) => self.listeners.choose(&*loose_router(route)?),
            None => self.listeners.choose(&Uri::from_text(target).ok()?),
        };
        let listener = self.listeners.of(transport.ok()?)?;
        let branch = self.rng.branch();
        let has_rport = self.options.rport && listener.ipv4;
        let rport: &[u8] = if has_rport { b";rport" } else { b"" };
        let protocol = listener.transport.via_protocol().as_bytes();
        let number = request.number.to_string();
        let mut text = Vec::with_capacity(768);
        let mut put = |parts: &[&[u8]]| {
            parts.iter().for_each(|part| text.extend_from_slice(part));
            text.extend_from_slice(b"\r\n");
        };
        put(&[request.method, b" ", target, b" SIP/2.0"]);
        let [host, port] = [PLACEHOLDER_HOST, PLACEHOLDER_PORT].map(str::as_bytes);
        put(&[b"Via: SIP/2.0/", protocol, b" ", host, b":", port, rport, b";branch=", &branch]);
        dialog.routes().for_each(|route| put(&[b"Route: ", route]));
        put(&[b"From: ", dialog.local()?]);
        put(&[b"To: ", dialog.remote()?]);
        put(&[b"Call-ID: ", dialog.call_id()?]);
        put(&[b"CSeq: ", number.as_bytes(), b" ", request.method]);
        request.headers.iter().for_each(|(name, value)| put(&[name, b": ", value]));
        put(&[b"Max-Forwards: 70"]);
        put(&[b"User-Agent: ", self.options.user_agent()]);
        put(&[b"Content-Length: 0\r\n"]);
        Some(text)
    }
}

/// The URI of a Route, if it has `lr`.
fn loose_router(route: &[u8]) -> Option<CBox<Uri>> {
    let url = NameAddr::from_text(route).ok()?.url?;
    find_param(&url.url_params, b"lr").is_some().then_some(url)
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
