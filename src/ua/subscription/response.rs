//! The results of SUBSCRIBE and REFER outside of calls, and the dialogs that they create. RFC 6665 4.1.2.

use std::time::Instant;

use super::outgoing::{TOLERANCE, USUAL_PERIOD};
use super::{SentRequest, event_of};
use crate::dialog::Dialog;
use crate::dialog::state::DialogState;
use crate::sip::Message;
use crate::sip::text::{MessageText, TextEditor};
use crate::transaction::T4;
use crate::ua::dialogs::{call_id_of, tag_of_party};
use crate::ua::event::{EventKind, Ids};
use crate::ua::retry::{Change, Decision};
use crate::ua::usage::{Did, Exchange, Outcome, Response, Sid};
use crate::ua::{ScheduledTask, Ua};

const KINDS: [EventKind; 5] = [
    EventKind::SubscriptionAnswered,
    EventKind::SubscriptionRedirected,
    EventKind::SubscriptionRequestFailure,
    EventKind::SubscriptionServerFailure,
    EventKind::SubscriptionGlobalFailure,
];

impl Ua {
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
            self.set_subscription_task(id, Some(now));
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
            self.subscriptions.learn_flow(did, &message, response.path, &self.options);
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
            self.subscriptions.learn_flow(did, &message, response.path, &self.options);
            return Some(did);
        }
        let has_tag = tag_of_party(message.to.as_ref()).is_some();
        if !has_tag && message.status_code < 200 {
            return None;
        }
        let dialog = Dialog::of_response(&message).ok()?;
        let did = self.next_object_id();
        self.subscriptions.open_dialog(sid, did, dialog);
        self.subscriptions.learn_flow(did, &message, response.path, &self.options);
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
        self.scheduled.clear(&mut dialog.due, ScheduledTask::Subscription(did));
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
