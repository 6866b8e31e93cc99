//! Requests outside of dialogs that belong to nothing else, MESSAGE and OPTIONS above all. RFC 3261 8, RFC 3428.

use std::time::Instant;

use super::answer::Answer;
use super::build::{self, RequestArguments};
use super::event::{Event, EventKind, Ids};
use super::usage::{Exchange, Outcome, Usage};
use super::{Now, Ua};
use crate::error::{Error, Result};
use crate::mem::CBox;
use crate::sip::Message;
use crate::sip::text::TextEditor;
use crate::transaction::TransactionId;
use crate::transport::FailureCause;

impl Ua {
    /// Builds a request outside of dialogs, with placeholders for our own address. Nothing is sent yet.
    ///
    /// For a REGISTER, `route` is the Request-URI and `from` the address of record.
    pub fn build_message_request(
        &mut self,
        method: &[u8],
        to: Option<&[u8]>,
        from: Option<&[u8]>,
        route: Option<&[u8]>,
    ) -> Result<CBox<Message>> {
        let is_register = method == b"REGISTER";
        let (to, route) =
            if is_register { (from, Some(route.ok_or(Error::BadParameter)?)) } else { (to, route) };
        let arguments = RequestArguments { method, to, from, route, has_contact: false };
        let mut message =
            build::request(&arguments, &self.listeners, &self.options, &mut self.rng)?;
        if is_register {
            build::make_register(&mut message)?;
        }
        Ok(message)
    }

    /// Sends a request outside of dialogs. Returns the number of its transaction.
    pub fn send_message_request(
        &mut self,
        now: Now,
        message: Option<CBox<Message>>,
    ) -> Result<i32> {
        let message = message.ok_or(Error::BadParameter)?;
        // These have functions of their own. The original accepts them here and never sends them.
        if matches!(message.method(), Some(b"INVITE" | b"ACK")) {
            return Err(Error::BadParameter);
        }
        let mut room = core::mem::take(&mut self.draft);
        let id = self.send_written(now, message, &mut room);
        self.draft = room;
        id.map(TransactionId::tid)
    }

    /// Writes a request into `room` and sends it.
    fn send_written(
        &mut self,
        now: Now,
        message: CBox<Message>,
        room: &mut Vec<u8>,
    ) -> Result<TransactionId> {
        room.clear();
        message.write(room)?;
        let mut request = TextEditor::of(room);
        let id = self.send(now.instant, Usage::Message, &mut request)?;
        self.keep_edited_tree(id, message, &request);
        Ok(id)
    }

    /// Builds a response to a request that was reported as [`EventKind::MessageNew`].
    pub fn build_message_answer(&mut self, tid: i32, status: i32) -> Result<CBox<Message>> {
        if tid <= 0 || !(200..=699).contains(&status) {
            return Err(Error::BadParameter);
        }
        let id = self.message_transaction(tid)?;
        self.build_response_tree(id, &answer_of(status)?)
    }

    /// Sends a response to a request that was reported as [`EventKind::MessageNew`]; without one, a response with
    /// `status` and nothing else.
    pub fn send_message_answer(
        &mut self,
        now: Now,
        tid: i32,
        status: i32,
        answer: Option<CBox<Message>>,
    ) -> Result<()> {
        let is_bare_provisional = answer.is_none() && status < 200;
        if tid <= 0 || !(101..=699).contains(&status) || is_bare_provisional {
            return Err(Error::BadParameter);
        }
        let id = self.message_transaction(tid)?;
        if self.servers.get(id).is_some_and(|transaction| transaction.is_answered()) {
            return Err(Error::WrongState);
        }
        let text = match answer {
            Some(answer) => {
                let text = self.writer.write(&answer);
                self.spent = Some(answer);
                text?
            }
            None => self.build_response(id, &answer_of(status)?)?,
        };
        self.respond(now.instant, id, text).map(drop)
    }

    /// The server transaction of a request that belongs to no call or subscription.
    fn message_transaction(&self, tid: i32) -> Result<TransactionId> {
        let id = self.transaction_ids.of_tid(tid).ok_or(Error::NotFound)?;
        let transaction = self.servers.get(id).ok_or(Error::NotFound)?;
        if transaction.usage == Usage::Message { Ok(id) } else { Err(Error::NotFound) }
    }

    /// The result of a request outside of dialogs.
    pub(super) fn handle_message_outcome(
        &mut self,
        now: Instant,
        exchange: &Exchange,
        outcome: Outcome<'_, '_>,
    ) {
        match outcome {
            Outcome::Provisional(_) => {}
            Outcome::Final(response) => self.end_message(now, exchange, Some(response)),
            Outcome::Timeout { .. } | Outcome::TransportError => {
                self.end_message(now, exchange, None);
            }
        }
        self.report_message(exchange, outcome);
    }

    /// Reports the result of a request outside of dialogs.
    pub(super) fn report_message(&mut self, exchange: &Exchange, outcome: Outcome<'_, '_>) {
        let (status, response) = match outcome {
            Outcome::Provisional(response) if is_options(exchange) => {
                (response.message.status(), Some(response.original.into()))
            }
            Outcome::Provisional(_) => return,
            Outcome::Final(response) => (response.message.status(), Some(response.original.into())),
            // The original reports nothing after a provisional response.
            Outcome::Timeout { .. } => (408, exchange.provisional.clone()),
            Outcome::TransportError => (503, None),
        };
        let is_answered = matches!(outcome, Outcome::Final(_) | Outcome::Provisional(_));
        let kind =
            if is_answered { message_event(status) } else { EventKind::MessageRequestFailure };
        let ids = Ids { tid: exchange.id.tid(), ..Ids::default() };
        let request = Some(exchange.request.clone());
        let cause = match outcome {
            Outcome::Final(_) if status < 300 => FailureCause::None,
            Outcome::Final(_) if exchange.cause == FailureCause::None => {
                FailureCause::Refused(status)
            }
            _ => exchange.cause.clone(),
        };
        self.report(exchange.id, Event { request, response, cause, ..Event::new(kind, ids) });
    }
}

/// The response with this status to a request outside of dialogs.
fn answer_of(status: i32) -> Result<Answer<'static>> {
    // The original builds none with this status.
    if status == 300 {
        return Err(Error::Undefined);
    }
    let status = u16::try_from(status).map_err(|_| Error::BadParameter)?;
    let repeats_refer_sub = (200..300).contains(&status);
    Ok(Answer { repeats_refer_sub, ..Answer::of(status) })
}

/// The event for a response with this status to a request outside of dialogs.
fn message_event(status: u16) -> EventKind {
    match status {
        ..=199 => EventKind::MessageProceeding,
        200..=299 => EventKind::MessageAnswered,
        300..=399 => EventKind::MessageRedirected,
        400..=499 => EventKind::MessageRequestFailure,
        500..=599 => EventKind::MessageServerFailure,
        _ => EventKind::MessageGlobalFailure,
    }
}

fn is_options(exchange: &Exchange) -> bool {
    exchange.request.starts_with(b"OPTIONS ")
}
