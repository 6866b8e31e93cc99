//! Requests that arrive: which usage takes them, and what the library answers by itself. RFC 3261 8.2, 9.2, 12.2.2.
//!
//! The library either answers a request or reports it, never both.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use super::Ua;
use super::answer::Answer;
use super::event::{Event, EventKind, Ids};
use super::identity::masquerade::host_text;
use super::io::{Output, Path};
use super::received::{Parties, Received};
use super::usage::Usage;
use crate::mem::CBox;
use crate::sip::Message;
use crate::sip::grammar::{self, number};
use crate::sip::param::find_param;
use crate::sip::text::{Copied, CopiedHeaders, TextTree, via};
use crate::transaction::TransactionId;

/// The methods of which the library reports requests, or answers them.
const ALL_METHODS: &[u8] =
    b"ACK, BYE, CANCEL, INFO, INVITE, MESSAGE, NOTIFY, OPTIONS, PRACK, REFER, SUBSCRIBE, UPDATE";
/// The extensions of received requests that the library understands.
const SUPPORTED: &[u8] = b"timer, replaces, norefersub";

impl Ua {
    /// A request arrived.
    pub(super) fn handle_request(
        &mut self,
        now: Instant,
        (path, local): (Path, Option<SocketAddr>),
        mut message: CBox<Message>,
        text: Cow<'_, [u8]>,
    ) {
        if !is_complete(&message) {
            return;
        }
        let source = path.remote;
        let path = response_path(path, &message);
        let method = message.method().unwrap_or_default();
        let key = self.servers.key(&message, method);
        if let Some(id) = self.servers.find(key)
            && self.absorb(now, id, path, method)
        {
            return;
        }
        // An ACK has no transaction of its own. One for a 2xx belongs to a dialog.
        if method == b"ACK" {
            if let Some(parties) = Parties::of_tree(&message) {
                self.take_call_ack(&parties, &text.into());
            }
            return;
        }
        let Some((text, is_same)) = self.with_source(source, &mut message, &text) else { return };
        let is_invite = message.method() == Some(b"INVITE");
        let id = self.insert_server(now, path, key, is_invite, text.clone());
        let port = message.vias.first().and_then(|via| port_of(via.port.as_deref()?));
        self.note_ends(id, local, port);
        let request = Received::tree(id, text, &message);
        if !self.take_request(now, path, &request) {
            let (text, _) = request.into_parts();
            self.report_request(id, text, is_same.then_some(message));
        }
    }

    /// A request that belongs to a transaction, which absorbs it. False for the ACK of a 2xx, which is for a dialog.
    pub(super) fn absorb(
        &mut self,
        now: Instant,
        id: TransactionId,
        path: Path,
        method: &[u8],
    ) -> bool {
        match method {
            b"ACK" if self.servers.get(id).is_some_and(|it| it.is_accepted()) => return false,
            b"ACK" => self.acknowledge_server(now, id),
            _ => self.repeat_server(now, id, path),
        }
        true
    }

    /// Notes our own end of the path of a new transaction, and the port of the sent-by of its request.
    pub(super) fn note_ends(
        &mut self,
        id: TransactionId,
        local: Option<SocketAddr>,
        port: Option<u16>,
    ) {
        if let Some(transaction) = self.servers.get_mut(id) {
            transaction.local = local.map(Box::new);
            transaction.port = port.unwrap_or(transaction.port);
        }
    }

    /// Hands a request to the first usage that it belongs to. False if it belongs to none, and is the application's.
    pub(super) fn take_request(
        &mut self,
        now: Instant,
        path: Path,
        request: &Received<'_>,
    ) -> bool {
        if self.take_call_request(now, path, request)
            || self.take_subscription_dialog_request(now, path, request)
        {
            return true;
        }
        match request.method() {
            b"INVITE" => {
                self.respond_by_itself(now, request.id, &Answer::of(100));
                self.respond_by_itself(now, request.id, &Answer::of(481));
            }
            b"BYE" | b"INFO" => self.respond_by_itself(now, request.id, &Answer::of(481)),
            b"SUBSCRIBE" | b"REFER" if !has_refer_sub_false(request) => {
                return self.take_subscription_request(now, path, request);
            }
            method => return self.take_message(now, request.id, method),
        }
        true
    }

    /// A SUBSCRIBE, or a REFER that creates a subscription, outside of known dialogs.
    fn take_subscription_request(
        &mut self,
        now: Instant,
        path: Path,
        request: &Received<'_>,
    ) -> bool {
        if request.is_in_dialog() {
            self.respond_by_itself(now, request.id, &Answer::of(481));
        } else if request.message().contacts.is_empty() {
            self.respond_by_itself(now, request.id, &Answer::of(400));
        } else if self.options.allows(request.method()) {
            self.take_new_subscription(now, path, request);
        } else {
            return self.take_message(now, request.id, request.method());
        }
        true
    }

    /// A request that belongs to nothing else: the application answers it, unless it leaves that to the library.
    pub(super) fn take_message(&mut self, now: Instant, id: TransactionId, method: &[u8]) -> bool {
        if method == b"OPTIONS" && self.options.answer_options {
            let allow = self.options.allowed_methods().to_vec();
            let allow: &[u8] = if allow.is_empty() { ALL_METHODS } else { &allow };
            let headers: [(&[u8], &[u8]); 3] =
                [(b"Allow", allow), (b"Accept", b"application/sdp"), (b"Supported", SUPPORTED)];
            let answer = Answer { headers: &headers, ..Answer::of(200) };
            self.respond_by_itself(now, id, &answer);
            return true;
        }
        if !self.options.allows(method) {
            let allow = self.options.allowed_methods().to_vec();
            let headers: [(&[u8], &[u8]); 1] = [(b"Allow", &allow)];
            let answer = Answer { headers: &headers, ..Answer::of(405) };
            self.respond_by_itself(now, id, &answer);
            return true;
        }
        false
    }

    /// Reports a request that is the application's. `tree` is the same as `text`.
    pub(super) fn report_request(
        &mut self,
        id: TransactionId,
        text: Arc<[u8]>,
        tree: Option<CBox<Message>>,
    ) {
        let ids = Ids { tid: id.tid(), ..Ids::default() };
        let event = Event::new(EventKind::MessageNew, ids);
        let tree = tree.map(TextTree::received);
        self.output(Output::Event(Event { request: Some(text), tree, ..event }));
    }

    /// A transaction has ended without a final response.
    pub(super) fn handle_unanswered(&mut self, _id: TransactionId, usage: Usage) {
        match usage {
            // As in the original, no response is sent: the application was free to answer late.
            Usage::Message | Usage::Publication(_) | Usage::Registration(_) => {}
            Usage::Call(..) | Usage::Subscription(..) | Usage::Notifier(..) => {}
        }
    }

    /// The text of a request whose topmost Via notes where it came from (RFC 3261 18.2.1, RFC 3581 4), and whether
    /// `message` is the same as that text.
    fn with_source(
        &mut self,
        source: SocketAddr,
        message: &mut Message,
        text: &[u8],
    ) -> Option<(Arc<[u8]>, bool)> {
        let address = host_text(source.ip());
        let headers = CopiedHeaders::of(text);
        // Nearly all requests are changed in one line; where that line cannot be found, all of it is written anew.
        if is_plain(&headers, message) {
            message.note_source(&address, source.port().into()).ok()?;
            let with_source =
                |out: &mut Vec<u8>| via::write_source(text, &headers, &address, source.port(), out);
            return Some((self.writer.share(with_source), true));
        }
        message.note_source(&address, source.port().into()).ok()?;
        Some((self.writer.write(message).ok()?, false))
    }
}

/// Whether a request has what each request has. Others are dropped, as in the original.
fn is_complete(message: &Message) -> bool {
    message.method().is_some_and(|method| !method.is_empty())
        && message.req_uri.is_some()
        && !message.vias.is_empty()
        && message.from.is_some()
        && message.to.is_some()
        && message.call_id.is_some()
        && message.cseq.is_some()
}

/// Whether the headers that a response copies can be read line by line.
fn is_plain(headers: &CopiedHeaders<'_>, message: &Message) -> bool {
    const ONCE: [Copied; 4] = [Copied::From, Copied::To, Copied::CallId, Copied::CSeq];
    let count = |header| headers.values(header).count();
    ONCE.into_iter().all(|header| count(header) == 1)
        && count(Copied::Via) == message.vias.len()
        && count(Copied::RecordRoute) == message.record_routes.len()
        && !grammar::has(headers.first(Copied::Via), b'(')
}

/// The path of responses to a request (RFC 3261 18.2.2, RFC 3581 4): over UDP the port is that of the sent-by unless the
/// sender asked for `rport`. Unlike the original, a `maddr` leads nowhere else: a stranger could choose the victim.
fn response_path(path: Path, message: &Message) -> Path {
    let Some(via) = message.vias.first() else { return path };
    path_back(path, find_param(&via.via_params, b"rport").is_some(), via.port.as_deref())
}

/// The same where it is known whether the topmost Via has `rport`, and the port of its sent-by.
pub(super) fn path_back(path: Path, has_rport: bool, port: Option<&[u8]>) -> Path {
    if path.transport.is_reliable() || has_rport {
        return path;
    }
    let written = port.and_then(port_of);
    let port = written.unwrap_or(path.transport.default_port());
    Path { remote: SocketAddr::new(path.remote.ip(), port), ..path }
}

pub(super) fn port_of(text: &[u8]) -> Option<u16> {
    u16::try_from(number(text).ok()?).ok().filter(|port| *port != 0)
}

/// Whether a REFER is not to create a subscription (RFC 4488).
fn has_refer_sub_false(request: &Received<'_>) -> bool {
    let value = request.header(b"Refer-Sub").unwrap_or_default();
    request.method() == b"REFER"
        && value.get(..5).is_some_and(|value| value.eq_ignore_ascii_case(b"false"))
}
