//! NOTIFY and other requests to a subscriber, and their results. RFC 6665 4.2.2.

use std::time::Instant;

use super::{LATEST_RETRY, SentRequest, State, check_request, event_of};
use crate::error::{Error, Result};
use crate::mem::CBox;
use crate::sip::text::TextEditor;
use crate::sip::{Message, grammar};
use crate::trace::trace;
use crate::transaction::{T4, TransactionId};
use crate::ua::event::{EventKind, Ids};
use crate::ua::retry::{Change, Decision};
use crate::ua::usage::{Did, Exchange, Outcome, Response, Usage};
use crate::ua::{Now, ScheduledTask, Ua};

const KINDS: [EventKind; 5] = [
    EventKind::NotificationAnswered,
    EventKind::NotificationRedirected,
    EventKind::NotificationRequestFailure,
    EventKind::NotificationServerFailure,
    EventKind::NotificationGlobalFailure,
];

impl Ua {
    fn check_notifier(&self, did: Did) -> Result<()> {
        if did <= 0 {
            return Err(Error::BadParameter);
        }
        let notifier = self.subscriptions.notifiers.get(&did).ok_or(Error::NotFound)?;
        if notifier.is_notifying() { Err(Error::WrongState) } else { Ok(()) }
    }

    /// Builds a NOTIFY with a state and reason as `eXosip_ss` and `eXosip_ss_reason` number them. The application adds Event.
    pub fn build_notify(
        &mut self,
        now: Now,
        did: Did,
        state: i32,
        reason: i32,
    ) -> Result<CBox<Message>> {
        let mut notify = self.build_insubscription_request(did, b"NOTIFY")?;
        let notifier = self.subscriptions.notifiers.get(&did).ok_or(Error::NotFound)?;
        let left = notifier.left(now.instant);
        let value = match state {
            State::TERMINATED => {
                let names = State::REASONS;
                let name = usize::try_from(reason).ok().and_then(|reason| names.get(reason));
                [b"terminated;reason=", name.copied().unwrap_or(b"noresource")].concat()
            }
            State::ACTIVE => format!("active;expires={left}").into_bytes(),
            _ => format!("pending;expires={left}").into_bytes(),
        };
        notify.add_header(b"Subscription-State", &value);
        Ok(notify)
    }

    /// Builds a request to a subscriber.
    pub fn build_insubscription_request(
        &mut self,
        did: Did,
        method: &[u8],
    ) -> Result<CBox<Message>> {
        if method.is_empty() {
            return Err(Error::BadParameter);
        }
        self.check_notifier(did)?;
        if !grammar::is_token(method) {
            return Err(Error::Syntax);
        }
        let notifier = self.subscriptions.notifiers.get(&did).ok_or(Error::NotFound)?;
        let mut dialog = notifier.dialog.clone();
        let message = self.build_in_dialog(&mut dialog, method)?;
        if let Some(notifier) = self.subscriptions.notifiers.get_mut(&did) {
            notifier.dialog.local_cseq = dialog.local_cseq;
        }
        self.add_credentials(message, |all| Some(&mut all.notifiers.get_mut(&did)?.retries))
    }

    /// Sends a request to a subscriber.
    pub fn send_insubscription_request(
        &mut self,
        now: Now,
        did: Did,
        message: Option<CBox<Message>>,
    ) -> Result<()> {
        let message = check_request(message)?;
        self.check_notifier(did)?;
        let text = self.writer.write(&message)?;
        let id = self.send_to_subscriber(now.instant, did, &mut TextEditor::of(&text))?;
        if let Some(notifier) = self.subscriptions.notifiers.get_mut(&did) {
            notifier.retries.allow_one();
        }
        self.keep_tree(id, message, text);
        Ok(())
    }

    fn send_to_subscriber(
        &mut self,
        now: Instant,
        did: Did,
        request: &mut TextEditor<'_>,
    ) -> Result<TransactionId> {
        let notifier = self.subscriptions.notifiers.get(&did).ok_or(Error::NotFound)?;
        let (nid, flow) = (notifier.nid, notifier.flow);
        let is_notify = request.method() == b"NOTIFY";
        let state = request.values(b"Subscription-State").next().map(<[u8]>::to_vec);
        let text = self.writer.join(request);
        let usage = Usage::Notifier(nid, did);
        let id = match flow {
            Some(flow) => self.send_towards(now, usage, request, flow)?,
            None => self.send(now, usage, request)?,
        };
        trace!(Info1, "subscription {nid} of a peer: sent as transaction {}", id.tid());
        self.subscriptions.waiting_for_login.remove(&did);
        let Some(notifier) = self.subscriptions.notifiers.get_mut(&did) else { return Ok(id) };
        let sent = Some(SentRequest::new(now, id, text));
        if is_notify {
            let state = state.unwrap_or_default();
            // A subscriber that has ended the subscription is not made active again by a late NOTIFY.
            if !notifier.is_unsubscribed {
                notifier.state.update(&state);
            }
            notifier.is_terminating =
                state.get(..10).is_some_and(|word| word.eq_ignore_ascii_case(b"terminated"));
            notifier.sent = sent;
        } else {
            notifier.other = sent;
        }
        self.set_notifier_timer(did);
        Ok(id)
    }

    /// The result of a request to a subscriber.
    pub(in crate::ua) fn handle_notifier_outcome(
        &mut self,
        now: Instant,
        did: Did,
        exchange: &Exchange,
        outcome: Outcome<'_, '_>,
    ) {
        let Some(notifier) = self.subscriptions.notifiers.get_mut(&did) else { return };
        let is_notify = exchange.request.starts_with(b"NOTIFY ");
        match outcome {
            Outcome::Provisional(_) => {}
            Outcome::Final(response) => self.handle_notify_response(now, did, exchange, &response),
            Outcome::TransportError if is_notify => {
                self.remove_notifier(did);
                self.report_message(exchange, Outcome::TransportError);
            }
            Outcome::Timeout | Outcome::TransportError => {
                if let Some(sent) = notifier.sent_mut(exchange.id) {
                    sent.end(exchange, 0, None);
                }
                let kind = EventKind::NotificationRequestFailure;
                self.report_notification(kind, did, exchange, exchange.provisional.clone());
                if is_notify {
                    self.remove_notifier(did);
                }
            }
        }
    }

    fn report_notification(
        &mut self,
        kind: EventKind,
        did: Did,
        exchange: &Exchange,
        response: Option<std::sync::Arc<[u8]>>,
    ) {
        let Some(notifier) = self.subscriptions.notifiers.get(&did) else { return };
        let (nid, state) = (notifier.nid, notifier.state);
        let ids = Ids { tid: exchange.id.tid(), did, nid, ..Ids::default() };
        self.report_subscription(kind, ids, state, (exchange.request.clone(), response));
    }

    fn handle_notify_response(
        &mut self,
        now: Instant,
        did: Did,
        exchange: &Exchange,
        response: &Response<'_, '_>,
    ) {
        let Some(notifier) = self.subscriptions.notifiers.get_mut(&did) else { return };
        let (status, is_success) = (response.message.status(), response.message.is_success());
        let request = TextEditor::of(&exchange.request);
        let decision =
            notifier.retries.decide(&request, response.message, &self.credentials, &self.policy);
        let change = match decision {
            Decision::Retry(change @ Change::Credentials) => Some(change),
            _ => None,
        };
        if let Some(sent) = notifier.sent_mut(exchange.id) {
            sent.end(exchange, status, change);
        }
        let is_notify = notifier.sent.as_ref().is_some_and(|sent| sent.id == exchange.id);
        let is_challenge = matches!(status, 401 | 407);
        let is_end = is_notify && is_success && notifier.is_terminating;
        if is_notify && is_success {
            notifier.doomed = notifier.is_unsubscribed.then_some(now + T4);
        } else if is_notify && !is_challenge {
            notifier.doomed = Some(now + T4);
        }
        let kind = event_of(status, KINDS);
        self.report_notification(kind, did, exchange, Some(response.original.into()));
        if is_end {
            return self.remove_notifier(did);
        }
        if change.is_some() {
            self.set_notifier_task(did, now);
        } else if is_challenge {
            self.subscriptions.waiting_for_login.insert(did);
        }
        self.set_notifier_timer(did);
    }

    pub(super) fn set_notifier_task(&mut self, did: Did, at: Instant) {
        if let Some(notifier) = self.subscriptions.notifiers.get_mut(&did) {
            self.scheduled.set(&mut notifier.due, ScheduledTask::Notifier(did), at);
        }
    }

    /// What `automatic_action` does for an incoming subscription: it sends challenged requests again.
    pub(in crate::ua) fn handle_notifier_task(&mut self, now: Now, did: Did) {
        let Some(notifier) = self.subscriptions.notifiers.get_mut(&did) else { return };
        notifier.due = None;
        let sent = notifier.sent.iter().chain(&notifier.other);
        let changes: Vec<_> = sent.filter_map(|sent| Some((sent.id, sent.change?))).collect();
        for (id, change) in changes {
            if let Err(error) = self.retry_notifier(now.instant, did, id, change) {
                trace!(Warning, "transaction {} is not sent again: {error:?}", id.tid());
            }
        }
    }

    /// Sends a request to a subscriber again.
    pub(super) fn retry_notifier(
        &mut self,
        now: Instant,
        did: Did,
        id: TransactionId,
        change: Change,
    ) -> Result<()> {
        let notifier = self.subscriptions.notifiers.get_mut(&did).ok_or(Error::NotFound)?;
        let sent = notifier.sent_mut(id).ok_or(Error::NotFound)?;
        sent.change = None;
        let sent = sent.clone();
        if now.saturating_duration_since(sent.began) > LATEST_RETRY {
            return Err(Error::NotFound);
        }
        let mut request = sent.editor();
        notifier.retries.prepare(&mut request, change, &self.credentials, &mut self.rng)?;
        let next = notifier.dialog.local_cseq.checked_add(1).ok_or(Error::Syntax)?;
        notifier.dialog.local_cseq = next;
        let method = request.method().to_vec();
        request.set(b"CSeq", &[next.to_string().as_bytes(), b" ", &method].concat());
        self.send_to_subscriber(now, did, &mut request).map(drop)
    }
}
