//! What server transactions do: they are made, send and repeat responses, and end. RFC 3261 17.2, 18.2; RFC 6026.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use super::answer::{Answer, response, response_tree};
use super::identity::masquerade;
use super::io::{Output, Path, ServerAddress};
use super::server::ServerTransaction;
use super::usage::Usage;
use super::{Alarm, Ua};
use crate::error::{Error, Result};
use crate::mem::CBox;
use crate::sip::Message;
use crate::sip::text::MessageText;
use crate::trace::trace;
use crate::transaction::{Action, Actions, Event, Report, State, TIMEOUT, Timer, TransactionId};

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
        let tag = self.rng.number() >> 1;
        let mut transaction = ServerTransaction::new(now, path, key, is_invite, text, tag);
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

    /// Sends a response. Returns it as it is on the wire. `NotFound` if the transaction has ended, `WrongState` after the
    /// final response.
    pub(super) fn respond(
        &mut self,
        now: Instant,
        id: TransactionId,
        text: Arc<[u8]>,
    ) -> Result<Arc<[u8]>> {
        let status = MessageText::status_of(&text).ok_or(Error::BadParameter)?;
        let transaction = self.servers.get(id).ok_or(Error::NotFound)?;
        if transaction.is_answered() {
            return Err(Error::WrongState);
        }
        // The original never sends this one.
        if status == 101 {
            return Ok(text);
        }
        let local = transaction.local.as_deref().filter(|_| !transaction.is_path_closed).copied();
        let text = self.with_contact(transaction.path, local, text);
        self.servers.set_texts(id, |transaction| {
            transaction.response = Some(text.clone());
            if status >= 200 && !transaction.is_invite {
                transaction.request = None;
            }
        });
        let Some(transaction) = self.servers.get_mut(id) else { return Ok(text) };
        let actions = transaction.step(now, Event::Response(status));
        if actions.into_iter().any(|action| action == Action::SendResponse) {
            self.send_response(now, id);
        }
        self.set_server_timer(now, id);
        Ok(text)
    }

    /// Sends the last response again.
    pub(super) fn repeat_response(&mut self, now: Instant, id: TransactionId) {
        let Some(transaction) = self.servers.get(id) else { return };
        if transaction.is_path_closed {
            return self.send_response(now, id);
        }
        if let Some(bytes) = transaction.response.clone() {
            let path = transaction.path;
            self.output(Output::Resend { transaction: id, path, bytes });
        }
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
        if let Some((path, local)) = self.router.flows.response_path(now, id, &server) {
            self.send_on_new_path(now, id, path, local);
        }
    }

    /// The connection that a response needs is open.
    pub(super) fn send_on_new_path(
        &mut self,
        now: Instant,
        id: TransactionId,
        path: Path,
        local: SocketAddr,
    ) {
        let Some(transaction) = self.servers.get_mut(id) else { return };
        let before = core::mem::replace(&mut transaction.path, path);
        transaction.is_path_closed = false;
        let text = transaction.response.clone();
        self.servers.move_to(id, before, path);
        if let Some(text) = text {
            let bytes = self.with_contact(path, Some(local), text);
            self.keep_response(id, bytes.clone());
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
        if !masquerade::has_placeholder(&text) {
            return text;
        }
        let own = self.response_contact(&text, path, local);
        let mut is_filled = false;
        let filled = self.writer.share(|out| {
            is_filled = masquerade::write_with_contacts(&text, &own, out);
        });
        if is_filled { filled } else { text }
    }

    /// Answers a request by the library itself.
    pub(super) fn respond_by_itself(
        &mut self,
        now: Instant,
        id: TransactionId,
        answer: &Answer<'_>,
    ) {
        let _ = self.sent_by_itself(now, id, answer);
    }

    /// The same. Returns the response.
    pub(super) fn sent_by_itself(
        &mut self,
        now: Instant,
        id: TransactionId,
        answer: &Answer<'_>,
    ) -> Option<Arc<[u8]>> {
        let text = self.build_response(id, answer).ok()?;
        trace!(Info1, "transaction {}: the library answers {}", id.tid(), answer.status);
        // It was not answered before.
        self.respond(now, id, text).ok()
    }

    /// The text of a response to the request of a transaction.
    pub(super) fn build_response(
        &mut self,
        id: TransactionId,
        answer: &Answer<'_>,
    ) -> Result<Arc<[u8]>> {
        let Self { servers, writer, options, .. } = self;
        let transaction = servers.get(id).ok_or(Error::NotFound)?;
        let request = transaction.text().ok_or(Error::NotFound)?;
        Ok(writer.share(|out| response(request, transaction.tag, answer, options, out)))
    }

    /// The same for the application, as a tree.
    pub(super) fn build_response_tree(
        &mut self,
        id: TransactionId,
        answer: &Answer<'_>,
    ) -> Result<CBox<Message>> {
        let transaction = self.servers.get(id).ok_or(Error::NotFound)?;
        let request = transaction.text().ok_or(Error::NotFound)?;
        match response_tree(request, transaction.tag, answer, &self.options) {
            Some(tree) => Ok(tree),
            None => Message::parse_own_boxed(&self.build_response(id, answer)?),
        }
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
                }
                // The call may have ended before, and then there is nothing that answers.
                if self.servers.get(id).is_some_and(|it| it.is_answered()) {
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
