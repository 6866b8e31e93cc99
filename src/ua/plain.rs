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
use crate::sip::text::{ContactText, TextEditor, via};

impl Ua {
    /// A plain request arrived, of a method that belongs to no dialog.
    pub(super) fn handle_plain_request(&mut self, now: Instant, path: Path, text: Cow<'_, [u8]>) {
        if self.take_plain_request(now, path, &text).is_none()
            && let Ok(message) = Message::parse(&text)
        {
            self.handle_request(now, (path, None), CBox::new(message), text);
        }
    }

    /// Does with the text what [`Ua::handle_request`] does with a tree. `None`, and nothing is done, if that takes a tree: a request of a
    /// dialog all the same, or of RFC 2543.
    fn take_plain_request(&mut self, now: Instant, path: Path, text: &[u8]) -> Option<()> {
        let mut request = TextEditor::of(text);
        let topmost = request.values(b"Via").next()?;
        let (host, sent_port) = via::sent_by(topmost)?;
        let branch =
            via::param(topmost, b"branch")?.filter(|branch| branch.starts_with(MAGIC_COOKIE))?;
        if self.belongs_to_dialog(&request)? {
            return None;
        }
        let source = path.remote;
        let path = path_back(path, via::param(topmost, b"rport").is_some(), sent_port);
        let key = self.servers.key_of(branch, Some(host), sent_port, request.method());
        if let Some(id) = self.servers.find(key) {
            self.repeat_server(now, id, path);
            return Some(());
        }
        let port = sent_port.and_then(port_of);
        via::set_source(&mut request, host_text(source.ip()).as_bytes(), source.port());
        let kept = self.writer.join(&request);
        let id = self.insert_server(now, path, key, false, kept.clone());
        if let Some((transaction, port)) = self.servers.get_mut(id).zip(port) {
            transaction.port = port;
        }
        if !self.take_message(now, id, request.method()) {
            self.report_request(id, kept, None);
        }
        Some(())
    }

    /// Whether To has a tag, or the request is one of an old peer in a call.
    fn belongs_to_dialog(&self, request: &TextEditor<'_>) -> Option<bool> {
        let tag = |name| Some(ContactText::of(request.values(name).next()?)?.param(b"tag"));
        let (from, to) = (tag(b"From")?, tag(b"To")?);
        let call_id = request.call_id()?;
        Some(to.is_some() || self.calls.of_peer(&call_id, from).next().is_some())
    }
}
