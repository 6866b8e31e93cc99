//! SUBSCRIBE and REFER outside of calls: built, sent, and their results. RFC 6665 4.1, RFC 3515 2.4.

use std::time::{Duration, Instant};

use super::{SentRequest, State, Subscription, check_line, check_request, event_of};
use crate::dialog::Dialog;
use crate::dialog::state::DialogState;
use crate::error::{Error, Result};
use crate::mem::CBox;
use crate::sip::Message;
use crate::sip::facts::seconds;
use crate::sip::text::{MessageText, TextEditor};
use crate::trace::trace;
use crate::transaction::T4;
use crate::ua::build::{self, RequestArguments};
use crate::ua::dialogs::{call_id_of, tag_of_party};
use crate::ua::event::{EventKind, Ids};
use crate::ua::retry::{Change, Decision, Retries};
use crate::ua::usage::{Did, Exchange, Outcome, Response, Sid, Usage};
use crate::ua::{Errand, Now, Ua};

/// How long a subscription lasts that asks for no time, and at most before its refresh, in seconds.
const USUAL_PERIOD: u32 = 3600;
/// A response shortens the period if it is shorter by more than this, in seconds.
const TOLERANCE: u32 = 15;

const KINDS: [EventKind; 5] = [
    EventKind::SubscriptionAnswered,
    EventKind::SubscriptionRedirected,
    EventKind::SubscriptionRequestFailure,
    EventKind::SubscriptionServerFailure,
    EventKind::SubscriptionGlobalFailure,
];

/// The period that a request asks for.
pub(super) fn period_of(request: &TextEditor<'_>) -> u32 {
    match request.values(b"Expires").next().and_then(seconds) {
        Some(period) if period < USUAL_PERIOD - TOLERANCE => period,
        _ => USUAL_PERIOD,
    }
}

impl Ua {
    /// Builds a SUBSCRIBE that begins a subscription, with placeholders for our own address. Nothing is sent yet.
    pub fn build_subscribe(
        &mut self,
        to: Option<&[u8]>,
        from: Option<&[u8]>,
        route: Option<&[u8]>,
        event: &[u8],
        expires: i32,
    ) -> Result<CBox<Message>> {
        let expires = expires.to_string();
        let headers: [(&[u8], &[u8]); 2] = [(b"Expires", expires.as_bytes()), (b"Event", event)];
        self.build_initial(b"SUBSCRIBE", [to, from, route], &headers)
    }

    /// Builds a REFER outside of calls.
    pub fn build_refer(
        &mut self,
        to: Option<&[u8]>,
        from: Option<&[u8]>,
        route: Option<&[u8]>,
        refer_to: &[u8],
    ) -> Result<CBox<Message>> {
        self.build_initial(b"REFER", [to, from, route], &[(b"Refer-to", refer_to)])
    }

    fn build_initial(
        &mut self,
        method: &[u8],
        [to, from, route]: [Option<&[u8]>; 3],
        headers: &[(&[u8], &[u8])],
    ) -> Result<CBox<Message>> {
        if to.is_none() || from.is_none() || headers.iter().any(|(_, value)| value.is_empty()) {
            return Err(Error::BadParameter);
        }
        headers.iter().try_for_each(|(_, value)| check_line(value))?;
        let arguments = RequestArguments { method, to, from, route, has_contact: true };
        let mut message =
            build::request(&arguments, &self.listeners, &self.options, &mut self.dice)?;
        for (name, value) in headers {
            message.add_header(name, value);
        }
        Ok(message)
    }

    /// Sends a SUBSCRIBE or REFER that begins a subscription. Returns the number of the subscription.
    pub fn send_subscription(&mut self, now: Now, message: Option<CBox<Message>>) -> Result<Sid> {
        let message = check_request(message)?;
        let text = self.writer.write(&message)?;
        let mut request = TextEditor::of(&text);
        let key = (
            request.call_id().ok_or(Error::Syntax)?.as_ref().into(),
            tag_of_party(message.from.as_ref()).ok_or(Error::Syntax)?.into(),
        );
        let period = period_of(&request);
        let sid = self.next_object_id();
        let id = self.send(now.instant, Usage::Subscription(sid, None), &mut request)?;
        trace!(Info1, "subscription {sid}: sent as transaction {}", id.tid());
        let subscription = Subscription {
            key,
            is_refer: message.method() == Some(b"REFER"),
            initial: SentRequest::new(now.instant, id, text.clone()),
            dids: smallvec::SmallVec::new(),
            period,
            state: State::default(),
            retries: Retries::default(),
            notified: None,
            ended: None,
            resubscribe: None,
            due: None,
            slot: None,
        };
        self.subscriptions.insert(now.instant, sid, subscription);
        Ok(sid)
    }

    /// The outgoing subscription of a dialog.
    pub(super) fn subscription_of_did(&self, did: Did) -> Result<Sid> {
        if did <= 0 {
            return Err(Error::BadParameter);
        }
        Ok(self.subscriptions.dialogs.get(&did).ok_or(Error::NotFound)?.sid)
    }

    /// The newest SUBSCRIBE or REFER of a dialog.
    pub(super) fn last_of_dialog(&self, did: Did) -> Option<&SentRequest> {
        let dialog = self.subscriptions.dialogs.get(&did)?;
        let initial = || Some(&self.subscriptions.all.get(&dialog.sid)?.initial);
        dialog.last.as_ref().or_else(initial)
    }

    fn check_idle(&self, did: Did) -> Result<()> {
        let is_pending = self.last_of_dialog(did).is_some_and(SentRequest::is_pending);
        if is_pending { Err(Error::WrongState) } else { Ok(()) }
    }

    /// Builds the next SUBSCRIBE or REFER in a dialog. The application adds Expires and Event.
    pub fn build_subscription_refresh(&mut self, did: Did) -> Result<CBox<Message>> {
        let sid = self.subscription_of_did(did)?;
        self.check_idle(did)?;
        let message = self.build_next(did)?;
        self.add_credentials(message, |all| Some(&mut all.all.get_mut(&sid)?.retries))
    }

    /// The next request in a dialog of a subscription, without credentials.
    pub(super) fn build_next(&mut self, did: Did) -> Result<CBox<Message>> {
        let last = self.last_of_dialog(did).ok_or(Error::NotFound)?;
        let last = Message::parse_own(&last.text)?;
        let method = last.method().ok_or(Error::Syntax)?;
        let dialog = self.subscriptions.dialogs.get(&did).ok_or(Error::NotFound)?;
        let mut dialog = dialog.dialog.clone();
        let mut message = self.build_in_dialog(&mut dialog, method)?;
        for supported in last.headers.iter().filter(|it| it.is_named(b"Supported")) {
            message.add_header(b"Supported", supported.hvalue.as_deref().unwrap_or_default());
        }
        message.call_infos = last.call_infos.clone();
        message.changed();
        if let Some(it) = self.subscriptions.dialogs.get_mut(&did) {
            it.dialog.local_cseq = dialog.local_cseq;
        }
        Ok(message)
    }

    /// Sends a SUBSCRIBE or REFER in a dialog.
    pub fn send_subscription_refresh(
        &mut self,
        now: Now,
        did: Did,
        message: Option<CBox<Message>>,
    ) -> Result<()> {
        let sid = self.subscription_of_did(did)?;
        self.check_idle(did)?;
        let text = self.writer.write(&*check_request(message)?)?;
        let mut request = TextEditor::of(&text);
        let period = period_of(&request);
        self.send_in_subscription(now.instant, sid, did, &mut request)?;
        if let Some(subscription) = self.subscriptions.all.get_mut(&sid) {
            subscription.period = period;
            subscription.retries.allow_one();
        }
        Ok(())
    }

    /// Sends a request in a dialog of a subscription.
    pub(super) fn send_in_subscription(
        &mut self,
        now: Instant,
        sid: Sid,
        did: Did,
        request: &mut TextEditor<'_>,
    ) -> Result<()> {
        let text = self.writer.join(request);
        let id = self.send(now, Usage::Subscription(sid, Some(did)), request)?;
        trace!(Info1, "subscription {sid}: sent in dialog {did} as transaction {}", id.tid());
        if let Some(dialog) = self.subscriptions.dialogs.get_mut(&did) {
            dialog.last = Some(SentRequest::new(now, id, text));
            self.agenda.clear(&mut dialog.due, Errand::Subscription(did));
        }
        self.subscriptions.waiting_for_login.remove(&did);
        Ok(())
    }

    /// The result of a SUBSCRIBE or REFER.
    pub(in crate::ua) fn handle_subscription_outcome(
        &mut self,
        now: Instant,
        (sid, did): (Sid, Option<Did>),
        exchange: &Exchange,
        outcome: Outcome<'_, '_>,
    ) {
        if !self.subscriptions.all.contains_key(&sid) {
            return;
        }
        match outcome {
            Outcome::Provisional(response) => self.handle_progress(sid, did, exchange, &response),
            Outcome::Final(response) => self.handle_final(now, sid, did, exchange, &response),
            Outcome::Timeout => {
                let response = exchange.provisional.clone();
                let kind = EventKind::SubscriptionRequestFailure;
                self.report_result(kind, sid, did.unwrap_or(0), exchange, response);
                self.remove_outgoing(sid);
            }
            Outcome::TransportError => {
                self.remove_outgoing(sid);
                self.report_message(exchange, Outcome::TransportError);
            }
        }
    }

    fn report_result(
        &mut self,
        kind: EventKind,
        sid: Sid,
        did: Did,
        exchange: &Exchange,
        response: Option<std::sync::Arc<[u8]>>,
    ) {
        let Some(subscription) = self.subscriptions.all.get(&sid) else { return };
        let ids = Ids { tid: exchange.id.tid(), did, sid, ..Ids::default() };
        let texts = (exchange.request.clone(), response);
        self.report_subscription(kind, ids, subscription.state, texts);
    }

    fn handle_progress(
        &mut self,
        sid: Sid,
        did: Option<Did>,
        exchange: &Exchange,
        response: &Response<'_, '_>,
    ) {
        let status = response.message.status();
        if status == 100 && exchange.request.starts_with(b"REFER ") {
            return;
        }
        let did = did.or_else(|| self.join_dialog(sid, response).filter(|_| status > 100));
        let kind = EventKind::SubscriptionProceeding;
        self.report_result(kind, sid, did.unwrap_or(0), exchange, Some(response.original.into()));
    }

    fn handle_final(
        &mut self,
        now: Instant,
        sid: Sid,
        did: Option<Did>,
        exchange: &Exchange,
        response: &Response<'_, '_>,
    ) {
        let (status, is_success) = (response.message.status(), response.message.is_success());
        let change = self.end_sent(sid, did, exchange, response.message);
        let shown = match did {
            Some(did) => {
                self.update_dialog(did, response);
                Some(did)
            }
            None if !is_success => self.dialog_of_response(response),
            None if refuses_subscription(exchange, response.message) => None,
            None => self.join_dialog(sid, response),
        };
        if is_success {
            self.shorten_period(sid, response.message);
        }
        let (kind, original) = (event_of(status, KINDS), Some(response.original.into()));
        self.report_result(kind, sid, shown.unwrap_or(0), exchange, original);
        if did.is_none() && !is_success {
            self.close_early(sid);
        }
        let is_end = TextEditor::of(&exchange.request).values(b"Expires").next() == Some(b"0");
        let Some(subscription) = self.subscriptions.all.get_mut(&sid) else { return };
        if is_end && !subscription.is_refer && !matches!(status, 401 | 407) {
            subscription.ended = Some(now + T4);
        }
        let id = did.unwrap_or(sid);
        if change.is_some() {
            self.set_subscription_errand(id, Some(now));
        } else if matches!(status, 401 | 407) {
            self.subscriptions.waiting_for_login.insert(id);
        }
        if is_success {
            self.schedule_refreshes(sid, did);
        } else if change.is_none() && did.is_some() && !matches!(status, 401 | 407) {
            self.report_given_up(sid, id);
        }
        self.set_subscription_timer(sid);
    }

    /// The newest request has its final response.
    fn end_sent(
        &mut self,
        sid: Sid,
        did: Option<Did>,
        exchange: &Exchange,
        response: &MessageText<'_>,
    ) -> Option<Change> {
        let subscription = self.subscriptions.all.get_mut(&sid)?;
        let request = TextEditor::of(&exchange.request);
        let retries = &mut subscription.retries;
        let decision = retries.decide(&request, response, &self.credentials, &self.policy);
        let change = match decision {
            Decision::Retry(change) => Some(change),
            Decision::Done | Decision::Exhausted => None,
        };
        if let Some(Change::Expires(least)) = change {
            subscription.period = least.min(USUAL_PERIOD);
        }
        let sent = match did {
            Some(did) => self.subscriptions.dialogs.get_mut(&did)?.last.as_mut()?,
            None => &mut subscription.initial,
        };
        sent.end(exchange, response.status(), change);
        change
    }

    fn update_dialog(&mut self, did: Did, response: &Response<'_, '_>) {
        if !response.message.is_success() {
            return;
        }
        if let Some(dialog) = self.subscriptions.dialogs.get_mut(&did)
            && let Ok(message) = Message::parse(response.original)
        {
            dialog.dialog.refresh_target(&message);
        }
    }

    fn dialog_of_response(&self, response: &Response<'_, '_>) -> Option<Did> {
        let message = Message::parse(response.original).ok()?;
        self.dialog_of(&message)
    }

    /// The dialog that a response belongs to.
    fn dialog_of(&self, response: &Message) -> Option<Did> {
        let call_id = call_id_of(response)?;
        let remote = tag_of_party(response.to.as_ref()).unwrap_or_default();
        let local = tag_of_party(response.from.as_ref()).unwrap_or_default();
        self.subscriptions.index.find(&call_id, remote, local)
    }

    /// The dialog that a response belongs to; it is created if there is none.
    fn join_dialog(&mut self, sid: Sid, response: &Response<'_, '_>) -> Option<Did> {
        let message = Message::parse(response.original).ok()?;
        if let Some(did) = self.dialog_of(&message) {
            self.subscriptions.dialogs.get_mut(&did)?.dialog.update_by_response(&message);
            return Some(did);
        }
        let has_tag = tag_of_party(message.to.as_ref()).is_some();
        if !has_tag && message.status_code < 200 {
            return None;
        }
        let dialog = Dialog::of_response(&message).ok()?;
        let did = self.next_object_id();
        self.subscriptions.open_dialog(sid, did, dialog);
        Some(did)
    }

    /// Closes the dialogs that no 2xx and no NOTIFY has confirmed.
    fn close_early(&mut self, sid: Sid) {
        let Some(subscription) = self.subscriptions.all.get_mut(&sid) else { return };
        let dids = core::mem::take(&mut subscription.dids);
        for did in dids {
            let dialog = self.subscriptions.dialogs.get(&did);
            if dialog.is_some_and(|it| it.dialog.state == DialogState::CONFIRMED) {
                if let Some(subscription) = self.subscriptions.all.get_mut(&sid) {
                    subscription.dids.push(did);
                }
            } else {
                self.close_subscription_dialog(did);
            }
        }
    }

    pub(super) fn close_subscription_dialog(&mut self, did: Did) {
        let Some(mut dialog) = self.subscriptions.dialogs.remove(&did) else { return };
        self.subscriptions.index.remove(&dialog.dialog, did);
        self.subscriptions.waiting_for_login.remove(&did);
        self.agenda.clear(&mut dialog.due, Errand::Subscription(did));
        if let Some(last) = dialog.last.filter(SentRequest::is_pending) {
            self.abandon(last.id);
        }
    }

    fn shorten_period(&mut self, sid: Sid, response: &MessageText<'_>) {
        let Some(subscription) = self.subscriptions.all.get_mut(&sid) else { return };
        match response.expires() {
            Some(0) => subscription.period = 0,
            Some(granted) if granted.saturating_add(TOLERANCE) < subscription.period => {
                subscription.period = granted;
            }
            _ => {}
        }
    }
}

/// Whether no subscription follows a REFER: its response says so (RFC 4488).
fn refuses_subscription(exchange: &Exchange, response: &MessageText<'_>) -> bool {
    let value = response.header(b"Refer-Sub").unwrap_or_default();
    exchange.request.starts_with(b"REFER ")
        && value.get(..5).is_some_and(|value| value.eq_ignore_ascii_case(b"false"))
}

impl Subscription {
    /// How long after a SUBSCRIBE the next one is due.
    pub(super) fn refresh_delay(&self) -> Duration {
        let period = self.period;
        let late = (period - period / 10).min(period.saturating_sub(6));
        let least = (Duration::from_secs(period.into()) / 2).max(Duration::from_secs(1));
        Duration::from_secs(late.into()).max(least)
    }
}
