//! Requests that arrive and need no tree: those that are [plain](crate::sip::plain). RFC 3261 8.2, 17.2.3.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::time::Instant;

use super::Ua;
use super::identity::masquerade::host_text;
use super::incoming::{path_back, port_of};
use super::io::Path;
use super::received::{Parties, Received};
use super::server::MAGIC_COOKIE;
use crate::mem::CBox;
use crate::sip::Message;
use crate::sip::plain::RequestPlaces;
use crate::sip::text::ViaText;

impl Ua {
    /// A plain request arrived.
    pub(super) fn handle_plain_request(
        &mut self,
        now: Instant,
        (path, local): (Path, Option<SocketAddr>),
        text: Cow<'_, [u8]>,
        places: &RequestPlaces,
    ) {
        if self.take_plain_request(now, (path, local), &text, places).is_none()
            && let Ok(message) = Message::parse(&text)
        {
            self.handle_request(now, (path, local), CBox::new(message), text);
        }
    }

    /// Does with the text what [`Ua::handle_request`] does with a tree. `None`, and nothing is done, if that takes a tree: a request
    /// of RFC 2543.
    fn take_plain_request(
        &mut self,
        now: Instant,
        (path, local): (Path, Option<SocketAddr>),
        text: &[u8],
        places: &RequestPlaces,
    ) -> Option<()> {
        let (topmost, method) = (ViaText::of(places.via.part(text))?, places.method.part(text));
        let (host, sent_port) = topmost.sent_by();
        let branch = topmost.param(b"branch")?.filter(|it| it.starts_with(MAGIC_COOKIE))?;
        let source = path.remote;
        let path = path_back(path, topmost.param(b"rport").is_some(), sent_port);
        let key = self.servers.key_of(branch, Some(host), sent_port, method);
        if let Some(id) = self.servers.find(key)
            && self.absorb(now, id, path, method)
        {
            return Some(());
        }
        // An ACK has no transaction of its own. One for a 2xx belongs to a dialog.
        if method == b"ACK" {
            self.take_call_ack(&Parties::of_plain(text, places)?, &text.into());
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
        let id = self.insert_server(now, path, key, method == b"INVITE", kept.clone());
        self.note_ends(id, local, port);
        let request = Received::plain(id, kept, text, places);
        if !self.take_request(now, path, &request) {
            let (kept, tree) = request.into_parts();
            self.report_request(id, kept, tree);
        }
        Some(())
    }
}
