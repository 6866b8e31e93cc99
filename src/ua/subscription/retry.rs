//! Requests of subscriptions that are sent again: because of their responses, by the default action, with a new login.
//! RFC 3261 22.2, RFC 6665 4.1.2.2.

use std::sync::Arc;
use std::time::Instant;

use super::{LATEST_RETRY, Notifier, SentRequest};
use crate::error::{Error, Result};
use crate::sip::text::TextEditor;
use crate::trace::trace;
use crate::transaction::TransactionId;
use crate::ua::event::Ids;
use crate::ua::retry::Change;
use crate::ua::usage::Did;
use crate::ua::{Now, Ua};

impl Ua {
    /// Sends the newest request of a subscription (sid) or of its dialog (did) again.
    pub(super) fn retry_subscription(
        &mut self,
        now: Instant,
        id: i32,
        change: Change,
    ) -> Result<()> {
        let did = self.subscriptions.dialogs.get(&id).map(|dialog| dialog.sid);
        let (sid, did) = did.map_or((id, None), |sid| (sid, Some(id)));
        let last = match did {
            Some(did) => self.last_of_dialog(did),
            None => self.subscriptions.all.get(&sid).map(|it| &it.initial),
        };
        let last = last.cloned().ok_or(Error::NotFound)?;
        if now.saturating_duration_since(last.began) > LATEST_RETRY {
            trace!(Info1, "subscription {sid}: the challenge is too old");
            return Ok(());
        }
        let mut request = last.editor();
        let subscription = self.subscriptions.all.get_mut(&sid).ok_or(Error::NotFound)?;
        let retries = &mut subscription.retries;
        retries.prepare(&mut request, change, &self.credentials, &mut self.rng)?;
        if let Some(did) = did {
            self.set_next_cseq(did, &mut request)?;
            return self.send_in_subscription(now, sid, did, &mut request).map(drop);
        }
        self.send_initial_again(now, sid, &mut request)
    }

    fn set_next_cseq(&mut self, did: Did, request: &mut TextEditor<'_>) -> Result<()> {
        let dialog = self.subscriptions.dialogs.get_mut(&did).ok_or(Error::NotFound)?;
        let next = dialog.dialog.local_cseq.checked_add(1).ok_or(Error::Syntax)?;
        dialog.dialog.local_cseq = next;
        let method = request.method().to_vec();
        request.set(b"CSeq", &[next.to_string().as_bytes(), b" ", &method].concat());
        Ok(())
    }

    /// Answers a challenge to a request of a subscription now, as the application wants.
    pub(in crate::ua) fn answer_subscription_challenge(
        &mut self,
        now: Now,
        ids: Ids,
    ) -> Result<()> {
        let id = self.transaction_ids.of_tid(ids.tid).ok_or(Error::NotFound)?;
        let Ids { sid, did, .. } = ids;
        if let Some(notifier) = self.subscriptions.notifiers.get_mut(&did) {
            let sent = notifier.sent_mut(id).ok_or(Error::NotFound)?;
            let text = check_challenge(sent)?;
            let retries = &mut notifier.retries;
            let mut is_answerable = sent_has_change(notifier.sent.as_ref(), id);
            is_answerable |=
                notifier.other.as_ref().is_some_and(|it| it.id == id && it.change.is_some());
            if !retries.has_retry(Change::Credentials) {
                return Err(Error::RetryLimit);
            }
            let request = TextEditor::of(&text);
            if !is_answerable && !retries.has_late_login(&request, &self.credentials, &self.policy)
            {
                return Err(Error::NotFound);
            }
            return self.retry_notifier(now.instant, did, id, Change::Credentials);
        }
        let subscription = self.subscriptions.all.get_mut(&sid).ok_or(Error::NotFound)?;
        let (object, sent) = match self.subscriptions.dialogs.get_mut(&did) {
            Some(dialog) if subscription.initial.id != id => (did, dialog.last.as_mut()),
            _ => (sid, Some(&mut subscription.initial)),
        };
        let sent = sent.filter(|sent| sent.id == id).ok_or(Error::NotFound)?;
        let text = check_challenge(sent)?;
        let retries = &mut subscription.retries;
        if !retries.has_retry(Change::Credentials) {
            return Err(Error::RetryLimit);
        }
        let request = TextEditor::of(&text);
        if sent.change.take().is_none()
            && !retries.has_late_login(&request, &self.credentials, &self.policy)
        {
            return Err(Error::NotFound);
        }
        self.set_subscription_task(object, None);
        self.retry_subscription(now.instant, object, Change::Credentials)
    }

    /// A login was added: subscriptions that were challenged without one try again.
    pub(in crate::ua) fn retry_subscriptions_with_new_login(&mut self, now: Instant) {
        let waiting: Vec<i32> = self.subscriptions.waiting_for_login.iter().copied().collect();
        for id in waiting {
            if self.use_new_login(id) {
                self.subscriptions.waiting_for_login.remove(&id);
                if self.subscriptions.notifiers.contains_key(&id) {
                    self.set_notifier_task(id, now);
                } else {
                    self.set_subscription_task(id, Some(now));
                }
            }
        }
    }

    fn use_new_login(&mut self, id: i32) -> bool {
        let all = &mut self.subscriptions;
        let (sent, retries) = if let Some(notifier) = all.notifiers.get_mut(&id) {
            let Notifier { sent, other, retries, .. } = &mut **notifier;
            (newest_challenged(sent.as_mut(), other.as_mut()), Some(retries))
        } else if let Some(dialog) = all.dialogs.get_mut(&id) {
            let retries = all.all.get_mut(&dialog.sid).map(|it| &mut it.retries);
            (dialog.last.as_mut(), retries)
        } else if let Some(subscription) = all.all.get_mut(&id) {
            (Some(&mut subscription.initial), Some(&mut subscription.retries))
        } else {
            return false;
        };
        let Some((sent, retries)) = sent.zip(retries) else { return false };
        let text = sent.text.clone();
        let request = TextEditor::of(&text);
        let is_helped = retries.has_retry(Change::Credentials)
            && matches!(sent.status, Some(401 | 407))
            && retries.has_late_login(&request, &self.credentials, &self.policy);
        if is_helped {
            sent.change = Some(Change::Credentials);
        }
        is_helped
    }
}

fn newest_challenged<'s>(
    one: Option<&'s mut SentRequest>,
    other: Option<&'s mut SentRequest>,
) -> Option<&'s mut SentRequest> {
    let sent = one.into_iter().chain(other);
    sent.filter(|it| matches!(it.status, Some(401 | 407))).max_by_key(|it| it.id)
}

fn sent_has_change(sent: Option<&SentRequest>, id: TransactionId) -> bool {
    sent.is_some_and(|it| it.id == id && it.change.is_some())
}

/// The text of a request that was challenged.
fn check_challenge(sent: &SentRequest) -> Result<Arc<[u8]>> {
    match sent.status {
        Some(401 | 407) => Ok(sent.text.clone()),
        _ => Err(Error::WrongState),
    }
}
