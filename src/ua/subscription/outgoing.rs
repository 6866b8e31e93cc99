//! SUBSCRIBE and REFER outside of calls: built and sent. RFC 6665 4.1, RFC 3515 2.4.

use std::time::{Duration, Instant};

use super::{SentRequest, State, Subscription, Subscriptions, check_line, check_request};
use crate::error::{Error, Result};
use crate::mem::CBox;
use crate::sip::Message;
use crate::sip::facts::seconds;
use crate::sip::text::TextEditor;
use crate::trace::trace;
use crate::transaction::TransactionId;
use crate::ua::build::{self, RequestArguments};
use crate::ua::call::contact_flow;
use crate::ua::dialogs::tag_of_party;
use crate::ua::io::Path;
use crate::ua::retry::Retries;
use crate::ua::usage::{Did, Sid, Usage};
use crate::ua::{Now, Options, ScheduledTask, Ua};

/// How long a subscription lasts that asks for no time, and at most before its refresh, in seconds.
pub(super) const USUAL_PERIOD: u32 = 3600;
/// A response shortens the period if it is shorter by more than this, in seconds.
pub(super) const TOLERANCE: u32 = 15;

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
            build::request(&arguments, &self.listeners, &self.options, &mut self.rng)?;
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
        drop(request);
        self.keep_tree(id, message, text);
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
        let message = check_request(message)?;
        let text = self.writer.write(&message)?;
        let mut request = TextEditor::of(&text);
        let period = period_of(&request);
        let id = self.send_in_subscription(now.instant, sid, did, &mut request)?;
        if let Some(subscription) = self.subscriptions.all.get_mut(&sid) {
            subscription.period = period;
            subscription.ended = None;
            subscription.retries.allow_one();
        }
        self.set_subscription_timer(sid);
        drop(request);
        self.keep_tree(id, message, text);
        Ok(())
    }

    /// Sends a request in a dialog of a subscription.
    pub(super) fn send_in_subscription(
        &mut self,
        now: Instant,
        sid: Sid,
        did: Did,
        request: &mut TextEditor<'_>,
    ) -> Result<TransactionId> {
        let text = self.writer.join(request);
        let usage = Usage::Subscription(sid, Some(did));
        let flow = self.subscriptions.dialogs.get(&did).and_then(|dialog| dialog.flow);
        let id = match flow {
            Some(flow) => self.send_towards(now, usage, request, flow)?,
            None => self.send(now, usage, request)?,
        };
        trace!(Info1, "subscription {sid}: sent in dialog {did} as transaction {}", id.tid());
        if let Some(dialog) = self.subscriptions.dialogs.get_mut(&did) {
            dialog.last = Some(SentRequest::new(now, id, text));
            self.scheduled.clear(&mut dialog.due, ScheduledTask::Subscription(did));
        }
        self.subscriptions.waiting_for_login.remove(&did);
        Ok(id)
    }
}

impl Subscriptions {
    /// A message of the peer in a dialog of an outgoing subscription may say where requests in it go.
    pub(super) fn learn_flow(
        &mut self,
        did: Did,
        message: &Message,
        source: Path,
        options: &Options,
    ) {
        if let Some(dialog) = self.dialogs.get_mut(&did) {
            let flow = contact_flow(message, source, options);
            dialog.flow = flow.or(dialog.flow.filter(|_| message.contacts.is_empty()));
        }
    }
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
