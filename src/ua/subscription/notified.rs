//! NOTIFY that arrives in an outgoing subscription. RFC 6665 4.1.2.4, 4.1.3.
//!
//! The library answers it: 200 and an event, or a refusal and none.

use std::time::{Duration, Instant};

use super::{RETRY_AFTER, State};
use crate::dialog::Dialog;
use crate::sip::facts::seconds;
use crate::sip::text::TextEditor;
use crate::trace::trace;
use crate::ua::Ua;
use crate::ua::answer::Answer;
use crate::ua::event::{EventKind, Ids};
use crate::ua::io::Path;
use crate::ua::received::{Parties, Received};
use crate::ua::usage::{Did, Sid};

/// How long after the initial request a NOTIFY can create a dialog.
const LATEST_FORK: Duration = Duration::from_secs(64);
/// So many dialogs one subscription can have.
const MAX_FORKS: usize = 32;

impl Ua {
    /// Handles a request if it belongs to the dialog of a subscription, or is a NOTIFY that creates one. False if not.
    pub(in crate::ua) fn take_subscription_dialog_request(
        &mut self,
        now: Instant,
        path: Path,
        request: &Received<'_>,
    ) -> bool {
        let parties = if request.is_in_dialog() { request.parties() } else { None };
        let Some(Parties { call_id, from_tag, to_tag: Some(local) }) = parties else {
            return false;
        };
        let remote = from_tag.unwrap_or_default();
        if let Some(did) = self.subscriptions.index.find(&call_id, remote, local) {
            if self.subscriptions.notifiers.contains_key(&did) {
                self.take_from_subscriber(now, path, did, request);
            } else {
                self.take_from_notifier(now, path, did, request);
            }
            return true;
        }
        match self.subscriptions.of_initial(&call_id, local) {
            Some(sid) if request.method() == b"NOTIFY" => {
                self.take_early_notify(now, path, sid, request);
                true
            }
            _ => false,
        }
    }

    /// A NOTIFY of a dialog that no response has created yet.
    fn take_early_notify(&mut self, now: Instant, path: Path, sid: Sid, request: &Received<'_>) {
        let Some(subscription) = self.subscriptions.all.get(&sid) else { return };
        let initial = &subscription.initial;
        let is_late = now.saturating_duration_since(initial.began) > LATEST_FORK;
        if is_late || subscription.dids.len() >= MAX_FORKS {
            let answer = Answer { headers: RETRY_AFTER, ..Answer::of(500) };
            return self.respond_by_itself(now, request.id, &answer);
        }
        if initial.is_refused() {
            return self.respond_by_itself(now, request.id, &Answer::of(481));
        }
        if request.header(b"Subscription-State").is_none() {
            return self.respond_by_itself(now, request.id, &Answer::of(400));
        }
        let number = TextEditor::of(&initial.text).cseq().map_or(0, |(number, _)| number);
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        let Ok(dialog) = Dialog::of_early_request(request.message(), number) else {
            return self.respond_by_itself(now, request.id, &Answer::of(400));
        };
        let did = self.next_object_id();
        trace!(Info1, "subscription {sid}: NOTIFY creates dialog {did}");
        self.subscriptions.open_dialog(sid, did, dialog);
        self.schedule_refreshes(sid, None);
        self.take_from_notifier(now, path, did, request);
    }

    fn take_from_notifier(&mut self, now: Instant, path: Path, did: Did, request: &Received<'_>) {
        let Some(dialog) = self.subscriptions.dialogs.get_mut(&did) else { return };
        let (sid, id) = (dialog.sid, request.id);
        if request.method() != b"NOTIFY" {
            return self.respond_by_itself(now, id, &Answer::of(501));
        }
        if request.cseq() < dialog.heard {
            let answer = Answer { headers: RETRY_AFTER, ..Answer::of(500) };
            return self.respond_by_itself(now, id, &answer);
        }
        let Some(header) = request.header(b"Subscription-State") else {
            return self.respond_by_itself(now, id, &Answer::of(400));
        };
        let is_repeated = request.cseq() == dialog.heard;
        if !is_repeated {
            dialog.heard = request.cseq();
            dialog.dialog.refresh_target(request.message());
            self.subscriptions.learn_flow(did, request.message(), path, &self.options);
        }
        self.respond_by_itself(now, id, &Answer { copies_routes: true, ..Answer::of(200) });
        if !is_repeated {
            self.use_notify(now, (sid, did), request, header);
        }
    }

    /// A NOTIFY has been answered: its state counts, and an event reports it.
    fn use_notify(
        &mut self,
        now: Instant,
        (sid, did): (Sid, Did),
        request: &Received<'_>,
        header: &[u8],
    ) {
        let Some(subscription) = self.subscriptions.all.get_mut(&sid) else { return };
        subscription.state.update(header);
        subscription.notified = Some(now);
        let state = subscription.state;
        let ids = Ids { tid: request.id.tid(), did, sid, ..Ids::default() };
        let texts = (request.text.clone(), None);
        self.report_subscription(EventKind::SubscriptionNotify, ids, state, texts);
        if state.state == State::TERMINATED {
            if !self.plan_resubscription(now, sid, header) {
                self.remove_outgoing(sid);
            }
            return;
        }
        if self.options.obey_notify_expires {
            self.use_notify_expires(now, sid, did, header);
        }
        self.set_subscription_timer(sid);
    }

    /// The next refresh is due in time for what a NOTIFY says is left.
    fn use_notify_expires(&mut self, now: Instant, sid: Sid, did: Did, header: &[u8]) {
        let left = super::param(header, b"expires").and_then(seconds).filter(|left| *left > 0);
        let Some(subscription) = self.subscriptions.all.get_mut(&sid) else { return };
        let (Some(left), false) = (left, subscription.is_refer || subscription.period == 0) else {
            return;
        };
        let asked = core::mem::replace(&mut subscription.period, left);
        let at = now + subscription.refresh_delay();
        subscription.period = asked;
        let is_idle = self.last_of_dialog(did).is_some_and(|last| last.is_success());
        if is_idle {
            self.set_subscription_task(did, Some(at));
        }
    }
}
