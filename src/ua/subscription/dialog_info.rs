//! The event package `dialog`, answered by the library: the state of all calls. RFC 4235.

use super::State;
use crate::dialog::StoredDialog;
use crate::dialog::state::DialogState;
use crate::error::{Error, Result};
use crate::mem::CBox;
use crate::sip::text::ContactText;
use crate::sip::{Body, ContentType, Message, NameAddr, Wire};
use crate::ua::event::Ids;
use crate::ua::usage::Did;
use crate::ua::{Now, Ua};

const MEDIA_TYPE: &[u8] = b"application/dialog-info+xml";

impl Ua {
    /// Answers a SUBSCRIBE that was reported by an event: 202 and a NOTIFY for the package `dialog`, 489 for another one, 400
    /// without Event. `is_new`: the event is [`EventKind::InSubscriptionNew`](crate::ua::EventKind::InSubscriptionNew).
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
        let is_dialog = event.is_some_and(|event| event.eq_ignore_ascii_case(b"dialog"));
        let status = match event {
            None => 400,
            Some(_) if !is_dialog => 489,
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
        if status == 202 && answered.is_ok() {
            // Without a path to the subscriber there is no NOTIFY.
            let _ = self.notify_dialogs(now, did);
        }
        Ok(())
    }

    fn notify_dialogs(&mut self, now: Now, did: Did) -> Result<()> {
        let notifier = self.subscriptions.notifiers.get(&did).ok_or(Error::NotFound)?;
        let state = if notifier.is_unsubscribed { State::TERMINATED } else { State::ACTIVE };
        let mut notify = self.build_notify(now, did, state, State::TIMEOUT)?;
        notify.add_header(b"Event", b"dialog");
        notify.content_type = Some(CBox::new(ContentType::from_text(MEDIA_TYPE)?));
        let body = self.dialog_info(notify.from.as_deref());
        notify.bodies.push(Body::new(&body));
        notify.changed();
        self.send_insubscription_request(now, did, Some(notify))
    }

    /// The open dialogs of all calls.
    fn dialog_info(&self, from: Option<&NameAddr>) -> Vec<u8> {
        let mut xml = Vec::new();
        xml.extend_from_slice(
            b"<?xml version=\"1.0\"?>\r\n\
              <dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\"\r\n\
              \tversion=\"2\" state=\"full\"\r\n\tentity=\"",
        );
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

/// Writes a text as XML: markup is escaped, and characters that XML forbids are left out.
fn escape(xml: &mut Vec<u8>, text: &[u8]) {
    for byte in String::from_utf8_lossy(text).bytes() {
        match byte {
            b'<' => xml.extend_from_slice(b"&lt;"),
            b'>' => xml.extend_from_slice(b"&gt;"),
            b'&' => xml.extend_from_slice(b"&amp;"),
            b'"' => xml.extend_from_slice(b"&quot;"),
            b'\'' => xml.extend_from_slice(b"&apos;"),
            0..=8 | 11 | 12 | 14..=31 => {}
            _ => xml.push(byte),
        }
    }
}
