//! Refreshes of outgoing subscriptions, and their end. RFC 6665 4.1.2.

use std::time::{Duration, Instant};

use super::outgoing::period_of;
use super::{SentRequest, State, Subscription};
use crate::error::{Error, Result};
use crate::sip::text::{TextEditor, via};
use crate::sip::{Message, NameAddr, Wire};
use crate::trace::trace;
use crate::ua::build::ensure_placeholder;
use crate::ua::event::{Event, EventKind, Ids};
use crate::ua::io::Output;
use crate::ua::usage::{Did, Sid, Usage};
use crate::ua::{Alarm, Now, ScheduledTask, Ua};

/// How long a subscription without a confirmed dialog is kept after its initial request.
const WITHOUT_DIALOG: Duration = Duration::from_secs(64);
/// How long after the last NOTIFY an implicit subscription (REFER) is kept at least.
const AFTER_NOTIFY: Duration = Duration::from_secs(64);
/// After so long a refresh that could not be sent is tried again.
const NOT_SENT: Duration = Duration::from_secs(5);
/// The delay before a SUBSCRIBE after `terminated;reason=probation` or `giveup` without `retry-after`.
const USUAL_RETRY_AFTER: u32 = 60;

impl Subscription {
    /// When it is forgotten by itself.
    fn release_time(&self, has_confirmed_dialog: bool) -> Option<Instant> {
        if self.ended.is_some() {
            return self.ended;
        }
        if self.initial.is_pending() || self.resubscribe.is_some() {
            return None;
        }
        if !has_confirmed_dialog {
            return Some(self.initial.began + WITHOUT_DIALOG);
        }
        let period = Duration::from_secs(self.period.max(1).into());
        let end = (self.initial.began + period).max(self.notified? + AFTER_NOTIFY);
        self.is_refer.then_some(end)
    }
}

impl Ua {
    /// Sets when a subscription is forgotten.
    pub(super) fn set_subscription_timer(&mut self, sid: Sid) {
        let Some(subscription) = self.subscriptions.all.get_mut(&sid) else { return };
        let dialogs = &self.subscriptions.dialogs;
        let is_confirmed = |did: &Did| {
            let state = dialogs.get(did).map(|it| it.dialog.state);
            state == Some(crate::dialog::state::DialogState::CONFIRMED)
        };
        let has_confirmed_dialog = subscription.dids.iter().any(is_confirmed);
        if subscription.is_refer && subscription.notified.is_none() {
            subscription.notified = Some(subscription.initial.began);
        }
        let alarm = Alarm::Subscription(sid);
        match subscription.release_time(has_confirmed_dialog) {
            Some(at) => self.timers.set(&mut subscription.slot, alarm, at),
            None => self.timers.clear(&mut subscription.slot, alarm),
        }
    }

    /// A subscription is over.
    pub(in crate::ua) fn handle_subscription_timeout(&mut self, now: Instant, sid: Sid) {
        let Some(subscription) = self.subscriptions.all.get_mut(&sid) else { return };
        subscription.slot = None;
        // A request is under way: it decides.
        let dids = subscription.dids.clone();
        let is_pending =
            dids.iter().any(|did| self.last_of_dialog(*did).is_some_and(SentRequest::is_pending));
        if !is_pending {
            trace!(Info1, "subscription {sid}: it is over");
            return self.remove_outgoing(sid);
        }
        if let Some(subscription) = self.subscriptions.all.get_mut(&sid) {
            let later = now + WITHOUT_DIALOG;
            self.timers.set(&mut subscription.slot, Alarm::Subscription(sid), later);
        }
    }

    /// Forgets the outgoing subscription of a sid or did. Nothing is sent.
    pub fn remove_subscription(&mut self, id: i32) -> Result<()> {
        if id <= 0 {
            return Err(Error::BadParameter);
        }
        let sid = self.subscriptions.dialogs.get(&id).map_or(id, |dialog| dialog.sid);
        if !self.subscriptions.all.contains_key(&sid) {
            return Err(Error::NotFound);
        }
        self.remove_outgoing(sid);
        Ok(())
    }

    /// Forgets an outgoing subscription and its dialogs.
    pub(super) fn remove_outgoing(&mut self, sid: Sid) {
        self.close_all_dialogs(sid);
        self.subscriptions.forget_key(sid);
        let Some(mut subscription) = self.subscriptions.all.remove(&sid) else { return };
        self.subscriptions.waiting_for_login.remove(&sid);
        self.scheduled.clear(&mut subscription.due, ScheduledTask::Subscription(sid));
        self.timers.clear(&mut subscription.slot, Alarm::Subscription(sid));
        if subscription.initial.is_pending() {
            self.abandon(subscription.initial.id);
        }
    }

    fn close_all_dialogs(&mut self, sid: Sid) {
        let Some(subscription) = self.subscriptions.all.get_mut(&sid) else { return };
        for did in core::mem::take(&mut subscription.dids) {
            self.close_subscription_dialog(did);
        }
    }

    /// Sets when `automatic_action` has something to do for a subscription (sid) or one of its dialogs (did).
    pub(super) fn set_subscription_task(&mut self, id: i32, at: Option<Instant>) {
        let subscriptions = &mut self.subscriptions;
        let due = match subscriptions.dialogs.get_mut(&id) {
            Some(dialog) => &mut dialog.due,
            None => match subscriptions.all.get_mut(&id) {
                Some(subscription) => &mut subscription.due,
                None => return,
            },
        };
        match at {
            Some(at) => self.scheduled.set(due, ScheduledTask::Subscription(id), at),
            None => self.scheduled.clear(due, ScheduledTask::Subscription(id)),
        }
    }

    /// Schedules the next SUBSCRIBE in dialog `did`; after a success outside of dialogs, in all that had none of their own.
    pub(super) fn schedule_refreshes(&mut self, sid: Sid, did: Option<Did>) {
        let Some(subscription) = self.subscriptions.all.get(&sid) else { return };
        let delay = subscription.refresh_delay();
        let is_over = subscription.period == 0 || subscription.is_refer;
        for other in subscription.dids.clone() {
            let is_wanted = match did {
                Some(did) => did == other,
                None => self.subscriptions.dialogs.get(&other).is_some_and(|it| it.last.is_none()),
            };
            let last = self.last_of_dialog(other).filter(|last| last.is_success());
            let at = last.map(|last| last.began + delay).filter(|_| !is_over);
            if is_wanted {
                self.set_subscription_task(other, at);
            }
        }
    }

    /// What `automatic_action` does for a subscription that is due: a retry, a refresh, or a new SUBSCRIBE.
    pub(in crate::ua) fn handle_subscription_task(&mut self, now: Now, id: i32) {
        let at = now.instant;
        let result = if let Some(dialog) = self.subscriptions.dialogs.get_mut(&id) {
            dialog.due = None;
            let change = dialog.last.as_mut().and_then(|last| last.change.take());
            match change {
                Some(change) => self.retry_subscription(at, id, change),
                None => self.refresh_subscription(at, id),
            }
        } else if let Some(subscription) = self.subscriptions.all.get_mut(&id) {
            subscription.due = None;
            match subscription.initial.change.take() {
                Some(change) => self.retry_subscription(at, id, change),
                None => self.subscribe_again(at, id),
            }
        } else {
            return;
        };
        if let Err(error) = result {
            trace!(Warning, "subscription {id}: not sent: {error:?}");
            let is_waiting =
                self.subscriptions.all.get(&id).is_some_and(|it| it.resubscribe.is_some());
            if is_waiting || self.subscriptions.dialogs.contains_key(&id) {
                self.set_subscription_task(id, Some(at + NOT_SENT));
            }
        }
    }

    /// Sends the request outside of dialogs again.
    pub(super) fn send_initial_again(
        &mut self,
        now: Instant,
        sid: Sid,
        request: &mut TextEditor<'_>,
    ) -> Result<()> {
        let text = self.writer.join(request);
        let period = period_of(request);
        let id = self.send(now, Usage::Subscription(sid, None), request)?;
        trace!(Info1, "subscription {sid}: sent again as transaction {}", id.tid());
        self.subscriptions.waiting_for_login.remove(&sid);
        if let Some(subscription) = self.subscriptions.all.get_mut(&sid) {
            subscription.initial = SentRequest::new(now, id, text);
            subscription.period = period;
            subscription.resubscribe = None;
            self.scheduled.clear(&mut subscription.due, ScheduledTask::Subscription(sid));
        }
        self.set_subscription_timer(sid);
        Ok(())
    }

    /// Sends the next SUBSCRIBE in a dialog, with Expires, Accept, Event and body of the last one.
    fn refresh_subscription(&mut self, now: Instant, did: Did) -> Result<()> {
        let sid = self.subscription_of_did(did)?;
        let last = self.last_of_dialog(did).filter(|last| !last.is_pending());
        let Some(last) = last else { return Ok(()) };
        let last = Message::parse_own(&last.text)?;
        let initial = self.subscriptions.all.get(&sid).ok_or(Error::NotFound)?;
        let initial = initial.initial.text.clone();
        let initial = TextEditor::of(&initial);
        let of_initial = |name: &[u8]| initial.values(name).next().map(<[u8]>::to_vec);
        let own = |name: &[u8]| {
            let header = last.headers.iter().find(|it| it.is_named(name))?;
            header.hvalue.as_deref().map(<[u8]>::to_vec)
        };
        let values =
            [&b"Expires"[..], b"Event"].map(|name| (name, own(name).or_else(|| of_initial(name))));
        let mut message = self.build_next(did)?;
        for (name, value) in values {
            if let Some(value) = value {
                message.add_header(name, &value);
            }
        }
        message.accepts = last.accepts.clone();
        message.content_type = last.content_type.clone();
        message.bodies = last.bodies.clone();
        message.changed();
        let text = self.writer.write(&message)?;
        let mut request = TextEditor::of(&text);
        let period = period_of(&request);
        let subscription = self.subscriptions.all.get_mut(&sid).ok_or(Error::NotFound)?;
        subscription.period = period;
        subscription.retries.allow_one();
        subscription.retries.authenticate(&mut request, &self.credentials, &mut self.rng);
        self.send_in_subscription(now, sid, did, &mut request).map(drop)
    }

    /// A subscription was terminated for a reason that permits another SUBSCRIBE (RFC 6665 4.1.3). False if it is over.
    pub(super) fn plan_resubscription(&mut self, now: Instant, sid: Sid, header: &[u8]) -> bool {
        let Some(subscription) = self.subscriptions.all.get(&sid) else { return false };
        let is_wanted = self.options.resubscribe && !subscription.is_refer;
        if !is_wanted || subscription.period == 0 || subscription.ended.is_some() {
            return false;
        }
        let asked = super::param(header, b"retry-after").and_then(crate::sip::facts::seconds);
        let reason = super::param(header, b"reason").unwrap_or_default().to_ascii_lowercase();
        let delay = match &*reason {
            b"deactivated" | b"timeout" => asked.unwrap_or(1),
            b"probation" | b"giveup" => asked.unwrap_or(USUAL_RETRY_AFTER),
            _ => return false,
        };
        let at = now + Duration::from_secs(delay.max(1).into());
        self.close_all_dialogs(sid);
        if let Some(subscription) = self.subscriptions.all.get_mut(&sid) {
            subscription.resubscribe = Some(at);
        }
        self.set_subscription_task(sid, Some(at));
        self.set_subscription_timer(sid);
        true
    }

    /// Sends the initial SUBSCRIBE anew, with another Call-ID and From tag.
    fn subscribe_again(&mut self, now: Instant, sid: Sid) -> Result<()> {
        let subscription = self.subscriptions.all.get(&sid).ok_or(Error::NotFound)?;
        if subscription.resubscribe.is_none() {
            return Ok(());
        }
        let last = subscription.initial.clone();
        let mut request = last.editor();
        let (call_id, tag) = (self.rng.decimal(), self.rng.decimal());
        let mut from: NameAddr = request.read(b"From").ok_or(Error::Syntax)?;
        from.gen_params.retain(|param| !param.is_named(b"tag"));
        from.gen_params.push(crate::sip::Param::new(b"tag", Some(&tag)));
        let mut text = Vec::new();
        from.write(&mut text)?;
        request.set(b"From", &text);
        request.set(b"Call-ID", &call_id);
        request.set(b"CSeq", &[b"20 ", request.method().to_vec().as_slice()].concat());
        ensure_placeholder(&mut request);
        via::set_branch(&mut request, &self.rng.branch());
        request.remove_credentials();
        let subscription = self.subscriptions.all.get_mut(&sid).ok_or(Error::NotFound)?;
        subscription.state = State::default();
        subscription.retries.allow_one();
        subscription.retries.authenticate(&mut request, &self.credentials, &mut self.rng);
        self.subscriptions.set_key(sid, (call_id.as_ref().into(), tag.as_ref().into()));
        self.send_initial_again(now, sid, &mut request)
    }

    /// A refresh was refused for good: by option, an event reports that there will be no other.
    pub(super) fn report_given_up(&mut self, sid: Sid, did: Did) {
        if self.options.report_expired {
            let ids = Ids { did, sid, ..Ids::default() };
            let kind = EventKind::SubscriptionNoAnswer;
            self.output(Output::Event(Event::new(kind, ids)));
        }
    }
}
