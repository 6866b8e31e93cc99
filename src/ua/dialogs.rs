//! What calls and subscriptions share: requests in a dialog, and the dialog that a message belongs to. RFC 3261 12.2.

use core::hash::BuildHasher;
use std::hash::RandomState;

use super::Ua;
use super::build;
use super::identity::masquerade::SentBy;
use super::io::Transport;
use super::random::RandomText;
use super::table::Table;
use super::usage::Did;
use crate::dialog::{Dialog, StoredDialog};
use crate::error::{Error, Result};
use crate::mem::{CBox, Text};
use crate::routing::is_secure;
use crate::sip::host::write_host_and_port;
use crate::sip::param::find_param;
use crate::sip::text::decimal;
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
        let branch = self.rng.branch();
        let via = build::own_via(transport, &self.listeners, &self.options, &branch);
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
    /// What stands before and behind the host and port in its Contact, if it has one.
    pub(super) contact: Option<(&'a [u8], &'a [u8])>,
    /// The headers between Contact and Max-Forwards.
    pub(super) headers: &'a [(&'a [u8], &'a [u8])],
}

/// All of such a request but our own addresses.
pub(super) struct DialogRequest<'a> {
    pub(super) dialog: &'a StoredDialog,
    pub(super) request: &'a TextRequest<'a>,
    /// The Request-URI.
    pub(super) target: &'a [u8],
    /// From, To and Call-ID.
    pub(super) local: &'a [u8],
    remote: &'a [u8],
    pub(super) call_id: &'a [u8],
    pub(super) transport: Transport,
    has_rport: bool,
    pub(super) branch: RandomText,
}

impl Ua {
    /// Begins a request in a dialog: as [`Ua::build_in_dialog`] builds it, at a third of the cost. `None` where it
    /// takes trees: as without a remote target, and behind a strict router.
    pub(super) fn begin_in_dialog<'a>(
        &mut self,
        dialog: &'a StoredDialog,
        request: &'a TextRequest<'a>,
    ) -> Option<DialogRequest<'a>> {
        // Without a tag in To its Route may be hidden.
        if self.options.hide_first_route && dialog.remote_tag().is_none() {
            return None;
        }
        let target = dialog.target_uri()?;
        let transport = match dialog.routes().next() {
            Some(route) => self.listeners.choose(&*loose_router(route)?).ok(),
            None => self.listeners.choose_for(target),
        };
        let listener = self.listeners.of(transport?)?;
        Some(DialogRequest {
            dialog,
            request,
            target,
            local: dialog.local()?,
            remote: dialog.remote()?,
            call_id: dialog.call_id()?,
            transport: listener.transport,
            has_rport: self.options.rport && listener.ipv4,
            branch: self.rng.branch(),
        })
    }

    /// Writes such a request, with `via` as sent-by, and `contact` in Contact.
    pub(super) fn write_in_dialog(
        &self,
        it: &DialogRequest<'_>,
        transport: Transport,
        (via, contact): (&SentBy, &SentBy),
        text: &mut Vec<u8>,
    ) {
        let request = it.request;
        let mut digits = [0; _];
        let number = decimal(request.number.into(), &mut digits);
        append(text, &[request.method, b" ", it.target, b" SIP/2.0\r\n"]);
        append(text, &[b"Via: SIP/2.0/", transport.via_protocol().as_bytes(), b" "]);
        write_host_and_port(&via.host, Some(&via.port), text);
        let rport: &[u8] = if it.has_rport { b";rport" } else { b"" };
        append(text, &[rport, b";branch=", &it.branch, b"\r\n"]);
        it.dialog.routes().for_each(|route| append(text, &[b"Route: ", route, b"\r\n"]));
        append(text, &[b"From: ", it.local, b"\r\nTo: ", it.remote]);
        append(text, &[b"\r\nCall-ID: ", it.call_id]);
        append(text, &[b"\r\nCSeq: ", number, b" ", request.method, b"\r\n"]);
        if let Some((before, behind)) = request.contact {
            append(text, &[b"Contact: ", before]);
            write_host_and_port(&contact.host, Some(&contact.port), text);
            append(text, &[behind, b"\r\n"]);
        }
        let mut put = |parts: &[&[u8]]| {
            append(text, parts);
            text.extend_from_slice(b"\r\n");
        };
        request.headers.iter().for_each(|(name, value)| put(&[name, b": ", value]));
        put(&[b"Max-Forwards: 70"]);
        put(&[b"User-Agent: ", self.options.user_agent()]);
        put(&[b"Content-Length: 0\r\n"]);
    }
}

fn append(text: &mut Vec<u8>, parts: &[&[u8]]) {
    parts.iter().for_each(|part| text.extend_from_slice(part));
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
