//! SUBSCRIBE and REFER that arrive, their responses, and the end of an incoming subscription. RFC 6665 4.2.

use std::time::{Duration, Instant};

use super::shared::Watch;
use super::{RETRY_AFTER, SentRequest, State};
use crate::dialog::Dialog;
use crate::dialog::state::DialogState;
use crate::error::{Error, Result};
use crate::mem::CBox;
use crate::sip::Message;
use crate::sip::facts::seconds;
use crate::trace::trace;
use crate::transaction::TransactionId;
use crate::ua::answer::Answer;
use crate::ua::call::contact_flow;
use crate::ua::event::{Event, EventKind, Ids};
use crate::ua::io::{Output, Path};
use crate::ua::received::Received;
use crate::ua::retry::Retries;
use crate::ua::usage::{Did, Nid, Usage};
use crate::ua::{Alarm, Now, ScheduledTask, Ua};

/// How long a subscription lasts whose SUBSCRIBE says no time, in seconds; one by REFER.
const USUAL_PERIOD: u32 = 600;
const USUAL_REFER_PERIOD: u32 = 120;
/// After so long the library answers a SUBSCRIBE itself: the subscriber has given it up (timer F). So long, too, an ended
/// subscription waits for its last NOTIFY.
const PATIENCE: Duration = Duration::from_secs(32);

/// One incoming subscription and its dialog.
#[derive(Debug)]
pub(super) struct Notifier {
    pub(super) nid: Nid,
    pub(super) dialog: Dialog,
    /// Where requests go instead of the remote target.
    pub(super) flow: Option<Path>,
    /// The number in CSeq of the last request of the subscriber.
    heard: i64,
    /// The last SUBSCRIBE or REFER: its transaction, when it arrived, and whether it was answered.
    request: (TransactionId, Instant, bool),
    /// When it expires.
    expires: Instant,
    /// Whether the subscriber has ended it.
    pub(super) is_unsubscribed: bool,
    pub(super) state: State,
    /// The newest NOTIFY.
    pub(super) sent: Option<SentRequest>,
    /// Whether the newest NOTIFY says `terminated`.
    pub(super) is_terminating: bool,
    /// The newest request of another method.
    pub(super) other: Option<SentRequest>,
    pub(super) retries: Retries,
    /// What the library notifies it of by itself.
    pub(super) watch: Option<Watch>,
    /// When it ends because a NOTIFY was refused, or because it was ended.
    pub(super) doomed: Option<Instant>,
    pub(super) due: Option<Instant>,
    slot: Option<Instant>,
}

impl Notifier {
    /// Seconds until it expires.
    pub(super) fn left(&self, now: Instant) -> u64 {
        (self.expires.saturating_duration_since(now) + Duration::from_millis(500)).as_secs()
    }

    pub(super) fn is_notifying(&self) -> bool {
        self.sent.as_ref().is_some_and(SentRequest::is_pending)
    }

    pub(super) fn sent_mut(&mut self, id: TransactionId) -> Option<&mut SentRequest> {
        self.sent.iter_mut().chain(&mut self.other).find(|sent| sent.id == id)
    }

    /// Whether a change of the state is of interest to the subscriber.
    pub(super) fn is_notifiable(&self) -> bool {
        !self.is_early() && !self.is_unsubscribed && !self.is_terminating
    }

    fn is_early(&self) -> bool {
        self.dialog.state == DialogState::EARLY
    }

    /// When it ends by itself.
    fn end(&self) -> Instant {
        let (_, arrived, _) = self.request;
        let end = if self.is_unsubscribed { arrived + PATIENCE } else { self.expires };
        self.doomed.map_or(end, |doomed| doomed.min(end))
    }

    fn deadline(&self) -> Option<Instant> {
        match self.request {
            (_, arrived, false) => Some(arrived + PATIENCE),
            // The end of the NOTIFY decides.
            _ if self.is_notifying() => None,
            _ => Some(self.end()),
        }
    }
}

/// How long a SUBSCRIBE or REFER asks for.
fn period_of(request: &Received<'_>) -> Duration {
    let usual = match request.method() {
        // As in the original, a REFER in the dialog that says no time ends the subscription.
        b"REFER" if request.is_in_dialog() => 0,
        b"REFER" => USUAL_REFER_PERIOD,
        _ => USUAL_PERIOD,
    };
    let value = request.header(b"Expires").unwrap_or_default().trim_ascii();
    let is_negative = value.strip_prefix(b"-").is_some_and(|digits| seconds(digits).is_some());
    let period = match seconds(value) {
        Some(period) => period,
        None if is_negative && value != b"-1" => 0,
        None => usual,
    };
    Duration::from_secs(period.into())
}

impl Ua {
    /// A SUBSCRIBE or REFER creates a subscription.
    pub(in crate::ua) fn take_new_subscription(
        &mut self,
        now: Instant,
        path: Path,
        request: &Received<'_>,
    ) {
        if self.subscriptions.notifiers.len() >= self.options.subscription_limit {
            trace!(Warning, "a subscription is refused: there are too many");
            return self.respond_by_itself(now, request.id, &Answer::of(503));
        }
        let Ok(dialog) = self.early_dialog(request) else {
            return self.respond_by_itself(now, request.id, &Answer::of(400));
        };
        let period = period_of(request);
        let nid = self.next_object_id();
        let notifier = Notifier {
            nid,
            dialog,
            flow: contact_flow(request.message(), path, &self.options),
            heard: request.cseq(),
            request: (request.id, now, false),
            expires: now + period,
            is_unsubscribed: period.is_zero(),
            state: State::default(),
            sent: None,
            is_terminating: false,
            other: None,
            retries: Retries::default(),
            watch: None,
            doomed: None,
            due: None,
            slot: None,
        };
        let did = self.next_object_id();
        trace!(Info1, "subscription {nid} of a peer, dialog {did}");
        self.subscriptions.insert_notifier(now, did, notifier);
        self.report_subscribe(did, request);
        self.set_notifier_timer(did);
    }

    fn report_subscribe(&mut self, did: Did, request: &Received<'_>) {
        let Some(notifier) = self.subscriptions.notifiers.get(&did) else { return };
        let (nid, state) = (notifier.nid, notifier.state);
        self.servers.set_usage(request.id, Usage::Notifier(nid, did));
        let ids = Ids { tid: request.id.tid(), did, nid, ..Ids::default() };
        let texts = (request.text.clone(), None);
        self.report_subscription(EventKind::InSubscriptionNew, ids, state, texts);
    }

    /// A request of the subscriber in the dialog.
    pub(super) fn take_from_subscriber(
        &mut self,
        now: Instant,
        path: Path,
        did: Did,
        request: &Received<'_>,
    ) {
        let method = request.method();
        if !matches!(method, b"SUBSCRIBE" | b"REFER") {
            return self.respond_by_itself(now, request.id, &Answer::of(501));
        }
        let Some(notifier) = self.subscriptions.notifiers.get_mut(&did) else { return };
        let is_unanswered = !notifier.request.2;
        if request.cseq() <= notifier.heard || is_unanswered {
            let reason = is_unanswered.then_some(&b"Retry Later"[..]);
            let answer = Answer { reason, headers: RETRY_AFTER, ..Answer::of(500) };
            return self.respond_by_itself(now, request.id, &answer);
        }
        let period = period_of(request);
        notifier.heard = request.cseq();
        notifier.request = (request.id, now, false);
        notifier.expires = now + period;
        notifier.is_unsubscribed = period.is_zero();
        if notifier.is_unsubscribed {
            notifier.state = State { state: State::TERMINATED, reason: State::TIMEOUT };
        }
        notifier.dialog.refresh_target(request.message());
        let flow = contact_flow(request.message(), path, &self.options);
        notifier.flow = flow.or(notifier.flow.filter(|_| request.message().contacts.is_empty()));
        self.report_subscribe(did, request);
        self.set_notifier_timer(did);
    }

    /// The transaction and dialog of a SUBSCRIBE or REFER that arrived.
    fn subscribe_of_tid(&self, tid: i32) -> Result<(TransactionId, Did)> {
        if tid <= 0 {
            return Err(Error::BadParameter);
        }
        let id = self.transaction_ids.of_tid(tid).ok_or(Error::NotFound)?;
        match self.servers.get(id).map(|server| (server.usage, server.is_answered())) {
            Some((Usage::Notifier(_, did), false)) => Ok((id, did)),
            Some((Usage::Notifier(..), true)) => Err(Error::WrongState),
            _ => Err(Error::NotFound),
        }
    }

    /// Builds a response to SUBSCRIBE or REFER `tid`.
    pub fn build_subscription_answer(
        &mut self,
        now: Now,
        tid: i32,
        status: i32,
    ) -> Result<CBox<Message>> {
        if tid > 0 && !(101..=699).contains(&status) {
            return Err(Error::BadParameter);
        }
        let (id, did) = self.subscribe_of_tid(tid)?;
        self.build_notifier_answer(now.instant, id, did, status)
    }

    fn build_notifier_answer(
        &mut self,
        now: Instant,
        id: TransactionId,
        did: Did,
        status: i32,
    ) -> Result<CBox<Message>> {
        let status = u16::try_from(status).map_err(|_| Error::BadParameter)?;
        let notifier = self.subscriptions.notifiers.get(&did).ok_or(Error::NotFound)?;
        let left = notifier.left(now).to_string();
        let headers: [(&[u8], &[u8]); 1] = [(b"Expires", left.as_bytes())];
        let is_success = (200..300).contains(&status);
        let answer = Answer {
            status,
            creates_dialog: (101..300).contains(&status),
            has_tag_always: true,
            headers: if is_success { &headers } else { &[] },
            ..Answer::default()
        };
        let text = self.build_response(id, &answer)?;
        Ok(CBox::new(Message::parse_own(&text)?))
    }

    /// Sends a response to SUBSCRIBE or REFER `tid`; without one, a response with `status` and nothing else.
    pub fn send_subscription_answer(
        &mut self,
        now: Now,
        tid: i32,
        status: i32,
        answer: Option<CBox<Message>>,
    ) -> Result<()> {
        if answer.is_none() && !matches!(status, 100..=199 | 300..=699) {
            return Err(Error::BadParameter);
        }
        let (id, did) = self.subscribe_of_tid(tid)?;
        let answer = match answer {
            Some(answer) => answer,
            None => self.build_notifier_answer(now.instant, id, did, status)?,
        };
        let status = answer.status_code;
        let text = self.writer.write(&answer)?;
        self.respond(now.instant, id, text)?;
        self.note_subscription_answer(did, status);
        Ok(())
    }

    fn note_subscription_answer(&mut self, did: Did, status: i32) {
        let Some(notifier) = self.subscriptions.notifiers.get_mut(&did) else { return };
        if status < 200 {
            return;
        }
        notifier.request.2 = true;
        if status < 300 {
            notifier.dialog.state = DialogState::CONFIRMED;
        } else if notifier.is_early() {
            return self.remove_notifier(did);
        }
        self.set_notifier_timer(did);
    }

    /// Sets when an incoming subscription ends, or its SUBSCRIBE is answered by the library.
    pub(super) fn set_notifier_timer(&mut self, did: Did) {
        let Some(notifier) = self.subscriptions.notifiers.get_mut(&did) else { return };
        match notifier.deadline() {
            Some(at) => self.timers.set(&mut notifier.slot, Alarm::Notifier(did), at),
            None => self.timers.clear(&mut notifier.slot, Alarm::Notifier(did)),
        }
    }

    /// A subscription of a peer is over, or its SUBSCRIBE was not answered.
    pub(in crate::ua) fn handle_notifier_timeout(&mut self, now: Instant, did: Did) {
        let Some(notifier) = self.subscriptions.notifiers.get_mut(&did) else { return };
        notifier.slot = None;
        let (id, _, is_answered) = notifier.request;
        if !is_answered {
            notifier.request.2 = true;
            self.respond_by_itself(now, id, &Answer::of(480));
            return self.note_subscription_answer(did, 480);
        }
        if notifier.is_notifying() || notifier.end() > now {
            return self.set_notifier_timer(did);
        }
        trace!(Info1, "subscription {} of a peer is over", notifier.nid);
        if notifier.expires <= now && !notifier.is_unsubscribed && self.options.report_expired {
            let nid = notifier.nid;
            let subscription = (State::TERMINATED, State::TIMEOUT);
            let event =
                Event::new(EventKind::NotificationNoAnswer, Ids { did, nid, ..Ids::default() });
            self.output(Output::Event(Event { subscription, ..event }));
        }
        self.remove_notifier(did);
    }

    /// Forgets the incoming subscription of a did. Nothing is sent.
    pub fn remove_insubscription(&mut self, did: Did) -> Result<()> {
        if did <= 0 {
            return Err(Error::BadParameter);
        }
        if !self.subscriptions.notifiers.contains_key(&did) {
            return Err(Error::NotFound);
        }
        self.remove_notifier(did);
        Ok(())
    }

    /// Forgets an incoming subscription.
    pub(super) fn remove_notifier(&mut self, did: Did) {
        let Some(mut notifier) = self.subscriptions.remove_notifier(did) else { return };
        self.timers.clear(&mut notifier.slot, Alarm::Notifier(did));
        self.scheduled.clear(&mut notifier.due, ScheduledTask::Notifier(did));
        let Notifier { sent, other, .. } = *notifier;
        for sent in sent.into_iter().chain(other).filter(SentRequest::is_pending) {
            self.abandon(sent.id);
        }
    }
}
