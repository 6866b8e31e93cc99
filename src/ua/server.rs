//! Server transactions: requests that arrived, their responses, and repetitions. RFC 3261 17.2, 18.2; RFC 6026.
//!
//! A usage gets a [`TransactionId`] with each new request, and answers it by [`Ua::respond`](super::Ua::respond) or
//! [`Ua::respond_by_itself`](super::Ua::respond_by_itself). The transaction repeats the response by itself.

use core::hash::BuildHasher;
use std::collections::VecDeque;
use std::hash::RandomState;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::io::{Channel, Path};
use super::usage::Usage;
use crate::sip::{Message, NameAddr, Wire};
use crate::transaction::{Actions, Event, State, Timer, Timers, TransactionId};
use crate::transaction::{ist, nist};
use crate::transport::table::{NumberSet, Table};

/// After so long without a final response a transaction ends.
const UNANSWERED: Duration = Duration::from_secs(180);
/// With this begins a branch that identifies its transaction (RFC 3261 8.1.1.7).
pub(super) const MAGIC_COOKIE: &[u8] = b"z9hG4bK";
/// What a transaction costs beside its texts, about: for [`Options::request_memory`](super::Options).
const OVERHEAD: usize = 256;

/// A request that arrived, until no repetition of it is expected any more.
#[derive(Debug)]
pub(super) struct ServerTransaction {
    /// What answers it.
    pub(super) usage: Usage,
    /// The path that the request arrived on, or its last repetition. For UDP with the port that responses are sent to.
    pub(super) path: Path,
    /// Whether that connection has ended: a response needs a new one.
    pub(super) is_path_closed: bool,
    /// The port of the sent-by, which a new connection leads to.
    pub(super) port: u16,
    /// Our own end of the path, where a response may need it for its Contact.
    pub(super) local: Option<Box<SocketAddr>>,
    /// The tag that responses add to To.
    pub(super) tag: u64,
    pub(super) is_invite: bool,
    pub(super) state: State,
    key: u64,
    /// The request, until the final response is sent.
    pub(super) request: Option<Arc<[u8]>>,
    /// The last response.
    pub(super) response: Option<Arc<[u8]>>,
    /// When the transaction ends, and the timer that ends it: none before the final response.
    pub(super) end: (Instant, Option<Timer>),
    /// Timer G, and its length.
    resend: Option<Box<(Instant, Duration)>>,
    /// The earlier of the two.
    pub(super) slot: Option<Instant>,
}

impl ServerTransaction {
    pub(super) fn new(
        now: Instant,
        path: Path,
        key: u64,
        is_invite: bool,
        request: Arc<[u8]>,
        tag: u64,
    ) -> Self {
        Self {
            usage: Usage::Message,
            path,
            is_path_closed: false,
            port: path.transport.default_port(),
            local: None,
            tag,
            is_invite,
            state: State::Initial,
            key,
            request: Some(request),
            response: None,
            end: (now + UNANSWERED, None),
            resend: None,
            slot: None,
        }
    }

    /// Whether the final response was sent.
    pub(super) fn is_answered(&self) -> bool {
        matches!(self.state, State::Completed | State::Confirmed | State::Accepted)
    }

    /// Whether a 2xx to INVITE was sent: an ACK with the same branch is for the dialog.
    pub(super) fn is_accepted(&self) -> bool {
        self.state == State::Accepted
    }

    /// The last response.
    pub(super) fn response(&self) -> Option<&Arc<[u8]>> {
        self.response.as_ref()
    }

    /// The request, or once that is no longer kept its final response: both have Via, From, To, Call-ID and CSeq.
    pub(super) fn text(&self) -> Option<&Arc<[u8]>> {
        self.request.as_ref().or(self.response.as_ref())
    }

    fn size(&self) -> usize {
        let texts = self.request.iter().chain(&self.response);
        texts.map(|text| text.len()).sum::<usize>() + OVERHEAD
    }

    pub(super) fn deadline(&self) -> Instant {
        self.resend.as_ref().map_or(self.end.0, |resend| resend.0.min(self.end.0))
    }

    pub(super) fn step(&mut self, now: Instant, event: Event) -> Actions {
        let Self { path, is_invite, end, resend, .. } = self;
        let mut timers = ServerTimers { now, end, resend };
        let step = if *is_invite { ist::step } else { nist::step };
        let (state, actions) = step(self.state, event, path.transport.is_reliable(), &mut timers);
        self.state = state;
        actions
    }
}

/// The timers of one server transaction: G, and the one that ends it.
struct ServerTimers<'t> {
    now: Instant,
    end: &'t mut (Instant, Option<Timer>),
    resend: &'t mut Option<Box<(Instant, Duration)>>,
}

impl Timers for ServerTimers<'_> {
    fn start(&mut self, timer: Timer, length: Duration) {
        match timer {
            Timer::G => *self.resend = Some(Box::new((self.now + length, length))),
            _ => *self.end = (self.now + length, Some(timer)),
        }
    }

    fn stop(&mut self, timer: Timer) {
        // Any other timer is only stopped to start the next one that ends the transaction.
        if timer == Timer::G {
            *self.resend = None;
        }
    }

    fn length(&self, _: Timer) -> Duration {
        self.resend.as_ref().map_or(Duration::ZERO, |resend| resend.1)
    }
}

/// All server transactions.
#[derive(Debug, Default)]
pub(super) struct Servers {
    /// Boxed: empty places of the table take little.
    transactions: Table<u64, Box<ServerTransaction>>,
    /// By a sum of what identifies the transaction. Its key is random: no peer can choose sums that collide.
    by_key: Table<u64, TransactionId>,
    sums: RandomState,
    /// In the order of arrival; some may have ended.
    order: VecDeque<TransactionId>,
    bytes: usize,
    /// Those whose request arrived on a connection.
    by_channel: Table<u64, NumberSet<u64>>,
}

impl Servers {
    pub(super) fn get(&self, id: TransactionId) -> Option<&ServerTransaction> {
        self.transactions.get(&id.0).map(Box::as_ref)
    }

    pub(super) fn get_mut(&mut self, id: TransactionId) -> Option<&mut ServerTransaction> {
        self.transactions.get_mut(&id.0).map(Box::as_mut)
    }

    pub(super) fn len(&self) -> usize {
        self.transactions.len()
    }

    pub(super) fn find(&self, key: u64) -> Option<TransactionId> {
        self.by_key.get(&key).copied()
    }

    /// The key of the transaction that a request belongs to as it arrived (RFC 3261 17.2.3). With `method` INVITE it is
    /// that of the INVITE which an ACK or a CANCEL is for.
    pub(super) fn key(&self, request: &Message, method: &[u8]) -> u64 {
        let method = if method == b"ACK" { b"INVITE" } else { method };
        let via = request.vias.first();
        let branch = request.branch().unwrap_or_default();
        if branch.starts_with(MAGIC_COOKIE) {
            let host = via.and_then(|via| via.host.as_deref());
            let port = via.and_then(|via| via.port.as_deref());
            return self.key_of(branch, host, port, method);
        }
        // RFC 2543: the branch alone does not identify the request. The ACK repeats the tag of the response.
        let tag = |address: Option<&NameAddr>| {
            address.and_then(|it| it.tag()).and_then(|tag| tag.gvalue.clone())
        };
        let (from, to) = (tag(request.from.as_deref()), tag(request.to.as_deref()));
        let to = to.filter(|_| method != b"INVITE");
        let (call_id, via) = (written(request.call_id.as_deref()), written(via));
        let number = request.cseq.as_ref().and_then(|cseq| cseq.number.as_deref());
        self.sums.hash_one((call_id, via, number, from.as_deref(), to.as_deref(), method))
    }

    /// The key of a request whose branch begins with the magic cookie, by the sent-by of its topmost Via.
    pub(super) fn key_of(
        &self,
        branch: &[u8],
        host: Option<&[u8]>,
        port: Option<&[u8]>,
        method: &[u8],
    ) -> u64 {
        let method = if method == b"ACK" { b"INVITE" } else { method };
        self.sums.hash_one((branch, host, port.unwrap_or(b"5060"), method))
    }

    /// A connection has ended.
    pub(super) fn closed(&mut self, channel: Channel) {
        for id in self.by_channel.remove(&channel.0).unwrap_or_default() {
            if let Some(transaction) = self.transactions.get_mut(&id) {
                transaction.is_path_closed = true;
            }
        }
    }

    pub(super) fn move_to(&mut self, id: TransactionId, before: Path, after: Path) {
        if before != after {
            self.detach(id, before);
            self.attach(id, after);
        }
    }

    fn attach(&mut self, id: TransactionId, path: Path) {
        if path.transport.is_reliable() {
            self.by_channel.entry(path.channel.0).or_default().insert(id.0);
        }
    }

    fn detach(&mut self, id: TransactionId, path: Path) {
        if let Some(users) = self.by_channel.get_mut(&path.channel.0) {
            users.remove(&id.0);
            if users.is_empty() {
                self.by_channel.remove(&path.channel.0);
            }
        }
    }

    pub(super) fn insert(&mut self, id: TransactionId, transaction: ServerTransaction) {
        self.attach(id, transaction.path);
        self.bytes += transaction.size();
        self.by_key.insert(transaction.key, id);
        self.order.push_back(id);
        self.transactions.insert(id.0, Box::new(transaction));
    }

    /// Sets the usage that answers a transaction.
    pub(super) fn set_usage(&mut self, id: TransactionId, usage: Usage) {
        if let Some(transaction) = self.get_mut(id) {
            transaction.usage = usage;
        }
    }

    pub(super) fn remove(&mut self, id: TransactionId) -> Option<Box<ServerTransaction>> {
        let transaction = self.transactions.remove(&id.0)?;
        self.detach(id, transaction.path);
        self.bytes -= transaction.size();
        if self.by_key.get(&transaction.key) == Some(&id) {
            self.by_key.remove(&transaction.key);
        }
        while self.order.front().is_some_and(|id| !self.transactions.contains_key(&id.0)) {
            self.order.pop_front();
        }
        Some(transaction)
    }

    /// The oldest transaction that belongs to no object of the application, if all take more than `limit` bytes.
    pub(super) fn excess(&self, limit: usize) -> Option<TransactionId> {
        let is_free =
            |id: &&TransactionId| self.get(**id).is_some_and(|it| it.usage == Usage::Message);
        (self.bytes > limit).then(|| self.order.iter().find(is_free).copied()).flatten()
    }

    /// Changes the texts of a transaction.
    pub(super) fn set_texts(
        &mut self,
        id: TransactionId,
        change: impl FnOnce(&mut ServerTransaction),
    ) {
        let Some(transaction) = self.transactions.get_mut(&id.0) else { return };
        self.bytes -= transaction.size();
        change(transaction);
        self.bytes += transaction.size();
    }
}

fn written<T: Wire>(header: Option<&T>) -> Vec<u8> {
    let mut text = Vec::new();
    if let Some(header) = header {
        // What cannot be written compares as what was written of it.
        let _ = header.write(&mut text);
    }
    text
}
