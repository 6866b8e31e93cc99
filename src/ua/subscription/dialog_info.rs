//! SUBSCRIBEs that the library answers, and the document of the package `dialog`: the state of all calls. RFC 4235.

use super::documents::escape;
use crate::dialog::StoredDialog;
use crate::dialog::state::DialogState;
use crate::error::{Error, Result};
use crate::sip::text::ContactText;
use crate::sip::{Message, NameAddr, Wire};
use crate::ua::event::Ids;
use crate::ua::{Now, Ua};

pub(super) const MEDIA_TYPE: &[u8] = b"application/dialog-info+xml";

impl Ua {
    /// Answers a SUBSCRIBE that was reported by an event: 202 and a NOTIFY for the package `dialog` and those with a
    /// document of the application, 489 for another one, 400 without Event. `is_new`: the event is [`EventKind::InSubscriptionNew`](crate::ua::EventKind::InSubscriptionNew).
    pub fn answer_automatically(
        &mut self,
        now: Now,
        is_new: bool,
        ids: Ids,
        request: &Message,
    ) -> Result<()> {
        let Ids { tid, did, nid, .. } = ids;
        if did <= 0 || nid <= 0 {
            return Err(Error::BadParameter);
        }
        if !self.subscriptions.notifiers.contains_key(&did) {
            return Err(Error::NotFound);
        }
        let event = request.headers.iter().find(|it| it.is_named(b"Event") || it.is_named(b"o"));
        let event = event.and_then(|event| event.hvalue.as_deref());
        let is_shared = event.is_some_and(|event| self.has_shared_state(event));
        let status = match event {
            None => 400,
            Some(_) if !is_shared => 489,
            Some(_) if !is_new => return Ok(()),
            Some(_) => 202,
        };
        // What cannot be answered was answered before.
        let answered = if status == 202 {
            self.build_subscription_answer(now, tid, status)
                .and_then(|answer| self.send_subscription_answer(now, tid, status, Some(answer)))
        } else {
            self.send_subscription_answer(now, tid, status, None)
        };
        if let (202, Ok(()), Some(event)) = (status, answered, event) {
            // Without a path to the subscriber there is no NOTIFY.
            let _ = self.notify_state(now, did, event);
        }
        Ok(())
    }

    /// The open dialogs of all calls.
    pub(super) fn dialog_info(&self, from: Option<&NameAddr>, version: u32) -> Vec<u8> {
        let mut xml = Vec::new();
        xml.extend_from_slice(
            b"<?xml version=\"1.0\"?>\r\n\
              <dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\"\r\n\tversion=\"",
        );
        xml.extend_from_slice(version.to_string().as_bytes());
        xml.extend_from_slice(b"\" state=\"full\"\r\n\tentity=\"");
        escape(&mut xml, &uri_of(from));
        xml.extend_from_slice(b"\">\r\n");
        for (dialog, is_caller) in self.calls.open_dialogs() {
            write_dialog(&mut xml, dialog, is_caller);
        }
        xml.extend_from_slice(b"</dialog-info>\r\n");
        xml
    }
}

fn write_dialog(xml: &mut Vec<u8>, dialog: &StoredDialog, is_caller: bool) {
    let call_id = dialog.call_id().unwrap_or_default();
    let is_confirmed = dialog.state == DialogState::CONFIRMED;
    let parts: [(&[u8], &[u8]); 6] = [
        (b"\t<dialog id=\"", call_id),
        (b"\" call-id=\"", call_id),
        (b"\"\r\n\t\tlocal-tag=\"", dialog.local_tag().unwrap_or_default()),
        (b"\" remote-tag=\"", dialog.remote_tag().unwrap_or_default()),
        (b"\"\r\n\t\tdirection=\"", if is_caller { b"initiator" } else { b"recipient" }),
        (b"\">\r\n\t\t<state>", if is_confirmed { b"confirmed" } else { b"early" }),
    ];
    for (label, value) in parts {
        xml.extend_from_slice(label);
        escape(xml, value);
    }
    xml.extend_from_slice(b"</state>\r\n\t\t<remote>\r\n\t\t\t<identity>");
    let remote = dialog.remote().and_then(ContactText::of);
    escape(xml, remote.map(|remote| remote.uri()).unwrap_or_default());
    xml.extend_from_slice(b"</identity>\r\n\t\t</remote>\r\n\t</dialog>\r\n");
}

fn uri_of(party: Option<&NameAddr>) -> Vec<u8> {
    let mut text = Vec::new();
    if let Some(uri) = party.and_then(|party| party.url.as_ref()) {
        // What cannot be written is left out.
        let _ = uri.write(&mut text);
    }
    text
}
