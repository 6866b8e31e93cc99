//! Publications: event state that a server keeps for us, and its refreshes. RFC 3903.

mod table;

use std::time::{Duration, Instant};

use super::build::ensure_placeholder;
use super::build::{self, RequestArguments};
use super::random::Rng;
use super::registration::arguments::breaks_line;
use super::retry::{Change, Decision};
use super::usage::{Exchange, Outcome, Pid, Usage};
use super::{Alarm, DefaultAction, Now, ScheduledTask, Ua};
use crate::error::{Error, Result};
use crate::mem::CBox;
use crate::sip::facts::seconds;
use crate::sip::text::{MessageText, TextEditor, via};
use crate::sip::{Body, ContentType, Message, Wire};
use crate::trace::trace;
use crate::transaction::TransactionId;
use crate::transport::FailureCause;
use table::{LastRequest, Publication};

pub(super) use table::Publications;

/// After so long a PUBLISH that did not succeed is sent again.
const RETRY: Duration = Duration::from_secs(121);
/// After so long a removal that did not succeed is given up.
const REMOVAL: Duration = Duration::from_secs(75);

/// What a PUBLISH is built from. Texts are those of the application.
#[derive(Clone, Copy)]
pub struct PublishArguments<'a> {
    /// The address whose state is published.
    pub to: &'a [u8],
    /// The publisher: the URI in From.
    pub from: &'a [u8],
    /// The proxy.
    pub route: Option<&'a [u8]>,
    /// The event package.
    pub event: &'a [u8],
    /// The value of Expires.
    pub expires: &'a [u8],
    /// The body and its type.
    pub content: Option<(&'a [u8], &'a [u8])>,
}

impl Ua {
    /// Builds a PUBLISH, with placeholders for our own address. Nothing is sent yet.
    pub fn build_publish(&mut self, arguments: &PublishArguments<'_>) -> Result<CBox<Message>> {
        let PublishArguments { to, from, route, event, expires, content } = *arguments;
        if event.is_empty() {
            return Err(Error::BadParameter);
        }
        if breaks_line(event) || breaks_line(expires) {
            return Err(Error::Syntax);
        }
        let has_contact = self.options.instance().is_some();
        let (to, from) = (Some(to), Some(from));
        let arguments = RequestArguments { method: b"PUBLISH", to, from, route, has_contact };
        let mut message =
            build::request(&arguments, &self.listeners, &self.options, &mut self.rng)?;
        message.add_header(b"Expires", if expires.is_empty() { b"3600" } else { expires });
        message.add_header(b"Event", event);
        if let Some((media_type, body)) = content {
            // The original ignores a type that it cannot parse.
            message.content_type = ContentType::from_text(media_type).ok().map(CBox::new);
            message.bodies.push(Body::new(body));
        }
        Ok(message)
    }

    /// Sends a PUBLISH. The publication is that of the same `key`, whatever its case, or a new one. Returns the number of
    /// the transaction.
    pub fn publish(&mut self, now: Now, message: Option<CBox<Message>>, key: &[u8]) -> Result<i32> {
        let message = message.ok_or(Error::BadParameter)?;
        if message.cseq.is_none() {
            return Err(Error::Syntax);
        }
        let text = self.writer.write(&message)?;
        let mut request = TextEditor::of(&text);
        let (mut cseq, method) = request.cseq().ok_or(Error::Syntax)?;
        let method = method.to_vec();
        let period = request.values(b"Expires").next().ok_or(Error::Syntax)?;
        let period = seconds(period).unwrap_or(0);
        let key = key.to_ascii_lowercase().into_boxed_slice();
        let known = self.publications.by_key.get(&key).copied();
        if let Some(publication) = known.and_then(|pid| self.publications.get_mut(pid)) {
            cseq = publication.cseq.checked_add(1).ok_or(Error::Syntax)?;
            request.set(b"CSeq", &[cseq.to_string().as_bytes(), b" ", &method].concat());
            if let Some(etag) = &publication.etag
                && request.values(b"SIP-If-Match").next().is_none()
            {
                request.set(b"SIP-If-Match", etag);
            }
        }
        let pid = known.unwrap_or_else(|| self.publications.next_pid());
        let id = self.send(now.instant, Usage::Publication(pid), &mut request)?;
        let content = (!request.body().is_empty()).then(|| self.writer.join(&request));
        let preloaded_route =
            self.clients.get(id).and_then(|client| client.preloaded_route.clone());
        let content = content.map(|text| LastRequest { text, preloaded_route });
        if known.is_none() {
            let publication = Publication::new(now.instant, key);
            self.publications.insert(now.instant, pid, publication);
        }
        if let Some(publication) = self.publications.get_mut(pid) {
            publication.content = content.or(publication.content.take());
            publication.period = period;
        }
        self.enter_publish(now.instant, pid, id, cseq);
        drop(request);
        self.keep_tree(id, message, text);
        Ok(id.tid())
    }

    /// A PUBLISH was sent.
    fn enter_publish(&mut self, now: Instant, pid: Pid, id: TransactionId, cseq: u32) {
        let Some(publication) = self.publications.get_mut(pid) else { return };
        publication.transaction = Some(id);
        publication.cseq = cseq;
        publication.started = now;
        self.scheduled.clear(&mut publication.due, ScheduledTask::Publish(pid));
        let (removal, alarm) = (&mut publication.removal, Alarm::RemovePublication(pid));
        if publication.period == 0 {
            self.timers.set(removal, alarm, now + REMOVAL);
        } else {
            self.timers.clear(removal, alarm);
        }
    }

    /// The result of a PUBLISH.
    pub(super) fn handle_publish_outcome(
        &mut self,
        now: Instant,
        pid: Pid,
        exchange: &Exchange,
        outcome: Outcome<'_, '_>,
    ) {
        let Some(publication) = self.publications.get_mut(pid) else {
            return self.report_message(exchange, outcome);
        };
        if publication.transaction != Some(exchange.id) {
            // The application has sent another one since: only that one is retried.
            let exchange = Exchange { cause: FailureCause::Superseded, ..exchange.clone() };
            return self.report_message(&exchange, outcome);
        }
        match &outcome {
            Outcome::Provisional(_) => {}
            Outcome::Final(response) => self.finish_publish(now, pid, exchange, response.message),
            Outcome::Timeout { .. } | Outcome::TransportError => {
                if let Some(publication) = self.publications.set_result(pid, exchange) {
                    publication.has_succeeded = false;
                }
                self.schedule_publish_retry(pid);
            }
        }
        self.report_message(exchange, outcome);
    }

    fn finish_publish(
        &mut self,
        now: Instant,
        pid: Pid,
        exchange: &Exchange,
        response: &MessageText<'_>,
    ) {
        let Some(publication) = self.publications.set_result(pid, exchange) else { return };
        publication.has_succeeded = response.is_success();
        let request = TextEditor::of(&exchange.request);
        let retries = &mut publication.retries;
        let decision = retries.decide(&request, response, &self.credentials, &self.policy);
        publication.change = match decision {
            Decision::Retry(change) => Some(change),
            Decision::Done | Decision::Exhausted => None,
        };
        if response.is_success() {
            if publication.period == 0 {
                return self.forget_publication(pid);
            }
            publication.store_grant(response);
            let due = publication.started + publication.refresh_delay();
            return self.scheduled.set(&mut publication.due, ScheduledTask::Publish(pid), due);
        }
        if response.status() == 412 {
            // The server does not have the state any more: the next PUBLISH creates it anew.
            publication.etag = None;
        }
        if let Some(Change::Expires(least)) = publication.change {
            publication.period = least;
        }
        if publication.change.is_some() {
            self.scheduled.set(&mut publication.due, ScheduledTask::Publish(pid), now);
        } else {
            self.schedule_publish_retry(pid);
        }
    }

    /// A PUBLISH that failed is sent again later, unless it was to remove the publication.
    fn schedule_publish_retry(&mut self, pid: Pid) {
        let Some(publication) = self.publications.get_mut(pid) else { return };
        if publication.period > 0 {
            let due = publication.started + publication.refresh_delay().min(RETRY);
            self.scheduled.set(&mut publication.due, ScheduledTask::Publish(pid), due);
        }
    }

    /// A PUBLISH is due.
    pub(super) fn handle_publish_due(&mut self, now: Now, pid: Pid) {
        let Some(publication) = self.publications.get_mut(pid) else { return };
        publication.due = None;
        if publication.transaction.is_some() {
            return;
        }
        let change = publication.change.take();
        if let Err(error) = self.send_publish(now, pid, change) {
            trace!(Warning, "publication {pid}: not sent ({error:?}), tried again later");
            if let Some(publication) = self.publications.get_mut(pid) {
                publication.started = now.instant;
            }
            self.schedule_publish_retry(pid);
        }
    }

    /// Sends the next PUBLISH: as the last response asks for, or because it is due.
    fn send_publish(
        &mut self,
        now: Now,
        pid: Pid,
        change: Option<Change>,
    ) -> Result<TransactionId> {
        let publication = self.publications.get_mut(pid).ok_or(Error::NotFound)?;
        let base = publication.base().clone();
        let mut request = base.editor();
        let (store, rng) = (&self.credentials, &mut self.rng);
        let cseq = publication.cseq.checked_add(1).ok_or(Error::Syntax)?;
        match change {
            Some(change) => publication.retries.prepare(&mut request, change, store, rng)?,
            None => {
                publication.retries.allow_one();
                renew(&mut request, rng);
                // A refresh has no body.
                if publication.etag.is_some() && publication.has_succeeded {
                    request.remove_body();
                }
                publication.retries.authenticate(&mut request, store, rng);
            }
        }
        let method = request.method().to_vec();
        request.set(b"CSeq", &[cseq.to_string().as_bytes(), b" ", &method].concat());
        request.set(b"Expires", publication.period.to_string().as_bytes());
        match &publication.etag {
            Some(etag) => request.set(b"SIP-If-Match", etag),
            None => request.remove(b"SIP-If-Match", |_| true),
        }
        let id = self.send(now.instant, Usage::Publication(pid), &mut request)?;
        let why = if change.is_some() { "its response asks for it" } else { "it is due" };
        trace!(Info1, "publication {pid}: sent as transaction {}, {why}", id.tid());
        self.enter_publish(now.instant, pid, id, cseq);
        Ok(id)
    }

    /// Sends a challenged PUBLISH again with credentials: the default action. `None` if the transaction was no newest
    /// PUBLISH of a publication.
    pub(super) fn retry_publish(&mut self, now: Now, tid: i32) -> Option<Result<DefaultAction>> {
        let id = self.transaction_ids.of_tid(tid)?;
        let pid = *self.publications.by_result.get(&id.0)?;
        let publication = self.publications.get_mut(pid)?;
        if publication.transaction.is_some() {
            return Some(Err(Error::WrongState));
        }
        let retries = &mut publication.retries;
        if !retries.has_retry(Change::Credentials) {
            return Some(Err(Error::RetryLimit));
        }
        if publication.change != Some(Change::Credentials) {
            let request = TextEditor::of(&publication.last.text);
            if !retries.has_late_login(&request, &self.credentials, &self.policy) {
                return Some(Err(Error::NotFound));
            }
        }
        publication.change = None;
        let sent = self.send_publish(now, pid, Some(Change::Credentials));
        Some(sent.map(|_| DefaultAction::Retried))
    }

    /// Forgets a publication.
    pub(super) fn forget_publication(&mut self, pid: Pid) {
        let Some(mut publication) = self.publications.remove(pid) else { return };
        self.scheduled.clear(&mut publication.due, ScheduledTask::Publish(pid));
        self.timers.clear(&mut publication.removal, Alarm::RemovePublication(pid));
    }
}

/// Makes a request the next one, without credentials.
fn renew(request: &mut TextEditor<'_>, rng: &mut Rng) {
    ensure_placeholder(request);
    via::set_branch(request, &rng.branch());
    request.remove_credentials();
}
