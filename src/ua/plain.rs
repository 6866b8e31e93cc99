//! Requests that arrive and need no tree: those outside of dialogs that are [plain](crate::sip::plain). RFC 3261 8.2, 17.2.3.

use std::borrow::Cow;
use std::time::Instant;

use super::Ua;
use super::identity::masquerade::host_text;
use super::incoming::{path_back, port_of};
use super::io::Path;
use super::server::MAGIC_COOKIE;
use crate::mem::CBox;
use crate::sip::Message;
use crate::sip::plain::RequestPlaces;
use crate::sip::text::{ContactText, ViaText, call_id};

impl Ua {
    /// A plain request arrived, of a method that belongs to no dialog.
    pub(super) fn handle_plain_request(
        &mut self,
        now: Instant,
        path: Path,
        text: Cow<'_, [u8]>,
        places: &RequestPlaces,
    ) {
        if self.take_plain_request(now, path, &text, places).is_none()
            && let Ok(message) = Message::parse(&text)
        {
            self.handle_request(now, (path, None), CBox::new(message), text);
        }
    }

    /// Does with the text what [`Ua::handle_request`] does with a tree. `None`, and nothing is done, if that takes a tree: a request of a
    /// dialog all the same, or of RFC 2543.
    fn take_plain_request(
        &mut self,
        now: Instant,
        path: Path,
        text: &[u8],
        places: &RequestPlaces,
    ) -> Option<()> {
        let (topmost, method) = (ViaText::of(places.via.part(text))?, places.method.part(text));
        let (host, sent_port) = topmost.sent_by();
        let branch = topmost.param(b"branch")?.filter(|it| it.starts_with(MAGIC_COOKIE))?;
        if self.belongs_to_dialog(text, places)? {
            return None;
        }
        let source = path.remote;
        let path = path_back(path, topmost.param(b"rport").is_some(), sent_port);
        let key = self.servers.key_of(branch, Some(host), sent_port, method);
        if let Some(id) = self.servers.find(key) {
            self.repeat_server(now, id, path);
            return Some(());
        }
        let port = sent_port.and_then(port_of);
        let address = host_text(source.ip());
        let kept = self.writer.share(|out| {
            let (before, behind) = places.via_line.around(text);
            out.extend_from_slice(before);
            out.extend_from_slice(b"Via: ");
            topmost.write_with_source(&address, source.port(), out);
            out.extend_from_slice(behind);
        });
        let id = self.insert_server(now, path, key, false, kept.clone());
        if let Some((transaction, port)) = self.servers.get_mut(id).zip(port) {
            transaction.port = port;
        }
        if !self.take_message(now, id, method) {
            self.report_request(id, kept, None);
        }
        Some(())
    }

    /// Whether the request is one of an old peer in a call.
    fn belongs_to_dialog(&self, text: &[u8], places: &RequestPlaces) -> Option<bool> {
        if !self.calls.has_dialogs() {
            return Some(false);
        }
        let from_tag = ContactText::of(places.from.part(text))?.param(b"tag");
        let call_id = call_id(places.call_id.part(text))?;
        Some(self.calls.of_peer(&call_id, from_tag).next().is_some())
    }
}
