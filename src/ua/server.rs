//! Server transactions: requests that arrived, their responses, and repetitions. RFC 3261 17.2, 18.2; RFC 6026.
//!
//! A usage gets a [`TransactionId`] with each new request, and answers it by [`Ua::respond`] or
//! [`Ua::respond_by_itself`]. The transaction repeats the response by itself.

use core::hash::BuildHasher;
use std::collections::{HashMap, VecDeque};
use std::hash::RandomState;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::build::{Answer, response};
use super::identity::masquerade;
use super::io::{Channel, Output, Path, ServerAddress};
use super::usage::Usage;
use super::{Alarm, Ua};
use crate::error::{Error, Result};
use crate::sip::text::{MessageText, TextEditor};
use crate::sip::{Message, NameAddr, Wire};
use crate::trace::trace;
use crate::transaction::{
    Action, Actions, Event, Report, State, TIMEOUT, Timer, Timers, TransactionId,
};
use crate::transaction::{ist, nist};
use crate::transport::table::{NumberSet, Table};

/// After so long without a final response a transaction ends.
const UNANSWERED: Duration = Duration::from_secs(180);
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
    is_path_closed: bool,
    /// The port of the sent-by, which a new connection leads to.
    pub(super) port: u16,
    /// Our own end of the path, where a response may need it for its Contact.
    pub(super) local: Option<SocketAddr>,
    /// The tag that responses add to To.
    pub(super) tag: u64,
    is_invite: bool,
    state: State,
    key: u64,
    /// The request, until the final response is sent.
    request: Option<Arc<[u8]>>,
    /// The last response.
    response: Option<Arc<[u8]>>,
    /// When the transaction ends, and the timer that ends it: none before the final response.
    end: (Instant, Option<Timer>),
    /// Timer G, and its length.
    resend: Option<(Instant, Duration)>,
    /// The earlier of the two.
    slot: Option<Instant>,
}

impl ServerTransaction {
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

    fn deadline(&self) -> Instant {
        self.resend.map_or(self.end.0, |(resend, _)| resend.min(self.end.0))
    }

    fn step(&mut self, now: Instant, event: Event) -> Actions {
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
    resend: &'t mut Option<(Instant, Duration)>,
}

impl Timers for ServerTimers<'_> {
    fn start(&mut self, timer: Timer, length: Duration) {
        match timer {
            Timer::G => *self.resend = Some((self.now + length, length)),
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
        self.resend.map_or(Duration::ZERO, |(_, length)| length)
    }
}

/// All server transactions.
#[derive(Debug, Default)]
pub(super) struct Servers {
    transactions: Table<u64, ServerTransaction>,
    /// By a sum of what identifies the transaction. Its key is random: no peer can choose sums that collide.
    by_key: HashMap<u64, TransactionId>,
    sums: RandomState,
    /// In the order of arrival; some may have ended.
    order: VecDeque<TransactionId>,
    bytes: usize,
    /// Those whose request arrived on a connection.
    by_channel: Table<u64, NumberSet<u64>>,
}

impl Servers {
    pub(super) fn get(&self, id: TransactionId) -> Option<&ServerTransaction> {
        self.transactions.get(&id.0)
    }

    pub(super) fn get_mut(&mut self, id: TransactionId) -> Option<&mut ServerTransaction> {
        self.transactions.get_mut(&id.0)
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
        if branch.starts_with(b"z9hG4bK") {
            let host = via.and_then(|via| via.host.as_deref());
            let port = via.and_then(|via| via.port.as_deref()).unwrap_or(b"5060");
            return self.sums.hash_one((branch, host, port, method));
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

    /// A connection has ended.
    pub(super) fn closed(&mut self, channel: Channel) {
        for id in self.by_channel.remove(&channel.0).unwrap_or_default() {
            if let Some(transaction) = self.transactions.get_mut(&id) {
                transaction.is_path_closed = true;
            }
        }
    }

    fn move_to(&mut self, id: TransactionId, before: Path, after: Path) {
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

    fn insert(&mut self, id: TransactionId, transaction: ServerTransaction) {
        self.attach(id, transaction.path);
        self.bytes += transaction.size();
        self.by_key.insert(transaction.key, id);
        self.order.push_back(id);
        self.transactions.insert(id.0, transaction);
    }

    /// Gives a transaction to the usage that answers it.
    pub(super) fn set_usage(&mut self, id: TransactionId, usage: Usage) {
        if let Some(transaction) = self.get_mut(id) {
            transaction.usage = usage;
        }
    }

    fn remove(&mut self, id: TransactionId) -> Option<ServerTransaction> {
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
    fn excess(&self, limit: usize) -> Option<TransactionId> {
        let is_free =
            |id: &&TransactionId| self.get(**id).is_some_and(|it| it.usage == Usage::Message);
        (self.bytes > limit).then(|| self.order.iter().find(is_free).copied()).flatten()
    }

    /// Changes the texts of a transaction.
    fn set_texts(&mut self, id: TransactionId, change: impl FnOnce(&mut ServerTransaction)) {
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

impl Ua {
    /// Makes a transaction for a request that belongs to none.
    pub(super) fn insert_server(
        &mut self,
        now: Instant,
        path: Path,
        key: u64,
        is_invite: bool,
        text: Arc<[u8]>,
    ) -> TransactionId {
        let id = self.transaction_ids.next_id();
        let mut transaction = ServerTransaction {
            usage: Usage::Message,
            path,
            is_path_closed: false,
            port: path.transport.default_port(),
            local: None,
            tag: self.dice.number() >> 1,
            is_invite,
            state: State::Initial,
            key,
            request: Some(text),
            response: None,
            end: (now + UNANSWERED, None),
            resend: None,
            slot: None,
        };
        let _ = transaction.step(now, Event::Request);
        self.servers.insert(id, transaction);
        self.new_transactions.add(now);
        self.set_server_timer(now, id);
        // Requests of strangers must not take all memory.
        while let Some(oldest) = self.servers.excess(self.options.request_memory)
            && oldest != id
        {
            trace!(Warning, "transaction {} ends early: too many requests arrive", oldest.tid());
            self.finish_server(oldest);
        }
        id
    }

    /// A repetition of a request, which its transaction answers again. The newest path is used from now on.
    pub(super) fn repeat_server(&mut self, now: Instant, id: TransactionId, path: Path) {
        let Some(transaction) = self.servers.get_mut(id) else { return };
        let before = core::mem::replace(&mut transaction.path, path);
        transaction.is_path_closed = false;
        let actions = transaction.step(now, Event::Request);
        self.servers.move_to(id, before, path);
        self.act(id, actions);
    }

    /// An ACK for a final response other than 2xx.
    pub(super) fn acknowledge_server(&mut self, now: Instant, id: TransactionId) {
        let Some(transaction) = self.servers.get_mut(id) else { return };
        let usage = transaction.usage;
        let actions = transaction.step(now, Event::Ack);
        self.act(id, actions);
        self.set_server_timer(now, id);
        if let Usage::Call(cid, _) = usage {
            self.note_refusal_acknowledged(now, cid, id);
        }
    }

    /// Sends a response. `NotFound` if the transaction has ended, `WrongState` after the final response.
    pub(super) fn respond(
        &mut self,
        now: Instant,
        id: TransactionId,
        text: Arc<[u8]>,
    ) -> Result<()> {
        let status = MessageText::of(&text).ok_or(Error::BadParameter)?.status();
        let transaction = self.servers.get(id).ok_or(Error::NotFound)?;
        if transaction.is_answered() {
            return Err(Error::WrongState);
        }
        // The original never sends this one.
        if status == 101 {
            return Ok(());
        }
        let text = self.with_contact(transaction.path, transaction.local, text);
        self.servers.set_texts(id, |transaction| {
            transaction.response = Some(text);
            if status >= 200 && !transaction.is_invite {
                transaction.request = None;
            }
        });
        let Some(transaction) = self.servers.get_mut(id) else { return Ok(()) };
        let actions = transaction.step(now, Event::Response(status));
        if actions.into_iter().any(|action| action == Action::SendResponse) {
            self.send_response(now, id);
        }
        self.set_server_timer(now, id);
        Ok(())
    }

    /// Sends the last response for the first time: on the connection of the request, or on a new one (RFC 3261 18.2.2).
    fn send_response(&mut self, now: Instant, id: TransactionId) {
        let Some(transaction) = self.servers.get(id) else { return };
        let Some(bytes) = transaction.response.clone() else { return };
        let path = transaction.path;
        if !transaction.is_path_closed {
            return self.output(Output::Send { transaction: Some(id), path, bytes });
        }
        let address = SocketAddr::new(path.remote.ip(), transaction.port);
        let name = address.ip().to_string().into();
        let server = ServerAddress { transport: path.transport, address, name };
        trace!(Info1, "transaction {}: the response needs a connection to {address}", id.tid());
        if let Some(path) = self.router.response_path(now, id, &server) {
            self.send_on_new_path(now, id, path);
        }
    }

    /// The connection that a response needs is open.
    pub(super) fn send_on_new_path(&mut self, now: Instant, id: TransactionId, path: Path) {
        let Some(transaction) = self.servers.get_mut(id) else { return };
        let before = core::mem::replace(&mut transaction.path, path);
        transaction.is_path_closed = false;
        let bytes = transaction.response.clone();
        self.servers.move_to(id, before, path);
        if let Some(bytes) = bytes {
            self.output(Output::Send { transaction: Some(id), path, bytes });
        }
        // It was only waiting for that.
        self.set_server_timer(now, id);
    }

    /// The text of a response, whose Contact shows our own address instead of placeholders.
    fn with_contact(
        &mut self,
        path: Path,
        local: Option<SocketAddr>,
        text: Arc<[u8]>,
    ) -> Arc<[u8]> {
        let Some(local) = local else { return text };
        let mut editor = TextEditor::of(&text);
        let own = self.response_contact(&editor, path, local);
        let is_filled = masquerade::fill_contacts(&mut editor, &own);
        if is_filled { self.writer.join(&editor) } else { text.clone() }
    }

    /// Answers a request by the library itself.
    pub(super) fn respond_by_itself(
        &mut self,
        now: Instant,
        id: TransactionId,
        answer: &Answer<'_>,
    ) {
        let Ok(text) = self.build_response(id, answer) else { return };
        trace!(Info1, "transaction {}: the library answers {}", id.tid(), answer.status);
        // It was not answered before.
        let _ = self.respond(now, id, text.into());
    }

    /// The text of a response to the request of a transaction.
    pub(super) fn build_response(&self, id: TransactionId, answer: &Answer<'_>) -> Result<Vec<u8>> {
        let transaction = self.servers.get(id).ok_or(Error::NotFound)?;
        let text = transaction.text().ok_or(Error::NotFound)?;
        Ok(response(&TextEditor::of(text), transaction.tag, answer, &self.options))
    }

    /// A callback has changed a response.
    pub(super) fn keep_response(&mut self, id: TransactionId, bytes: Arc<[u8]>) {
        self.servers.set_texts(id, |transaction| transaction.response = Some(bytes));
    }

    fn act(&mut self, id: TransactionId, actions: Actions) {
        for action in actions {
            let Some(transaction) = self.servers.get(id) else { return };
            match (action, &transaction.response) {
                (Action::SendResponse, Some(bytes)) => {
                    let (path, bytes) = (transaction.path, bytes.clone());
                    self.output(Output::Resend { transaction: id, path, bytes });
                }
                // No ACK arrived: a usage that has to know ends by its own timers.
                (Action::Report(Report::Timeout), _) => {
                    trace!(Info1, "transaction {}: no ACK arrived", id.tid());
                }
                _ => {}
            }
        }
    }

    pub(super) fn handle_server_timeout(&mut self, now: Instant, id: TransactionId) {
        let Some(transaction) = self.servers.get_mut(id) else { return };
        transaction.slot = None;
        let (end, timer) = transaction.end;
        if end > now {
            let actions = transaction.step(now, Event::Expired(Timer::G));
            self.act(id, actions);
        } else {
            if let Some(timer) = timer {
                let actions = transaction.step(now, Event::Expired(timer));
                self.act(id, actions);
            } else {
                trace!(Info1, "transaction {}: the program did not answer", id.tid());
                if let Usage::Call(cid, _) = transaction.usage {
                    self.answer_forgotten(now, cid, id);
                    return self.set_server_timer(now, id);
                }
            }
            self.finish_server(id);
        }
        self.set_server_timer(now, id);
    }

    /// Sets the next deadline of a transaction. One that has ended already is removed.
    fn set_server_timer(&mut self, now: Instant, id: TransactionId) {
        let Some(transaction) = self.servers.get_mut(id) else { return };
        let (deadline, state) = (transaction.deadline(), transaction.state);
        // On a reliable transport no repetition is expected: timer J is zero.
        let is_over = matches!(transaction.end, (_, Some(Timer::I | Timer::J)))
            && transaction.path.transport.is_reliable()
            && !transaction.is_path_closed;
        // A new connection may take a while.
        let deadline =
            if transaction.is_path_closed { deadline.max(now + TIMEOUT) } else { deadline };
        if state == State::Terminated || is_over {
            self.finish_server(id);
        } else {
            self.timers.set(&mut transaction.slot, Alarm::Server(id), deadline);
        }
    }

    /// Removes a transaction.
    pub(super) fn finish_server(&mut self, id: TransactionId) {
        let Some(mut transaction) = self.servers.remove(id) else { return };
        self.timers.clear(&mut transaction.slot, Alarm::Server(id));
        if transaction.end.1.is_none() {
            self.handle_unanswered(id, transaction.usage);
        }
    }
}
