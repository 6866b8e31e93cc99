//! Requests outside of dialogs that were challenged: the default action sends them again. RFC 3261 22.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Change, Decision, Retries};
use crate::auth::Verdict;
use crate::error::{Error, Result};
use crate::mem::Text;
use crate::sip::text::TextEditor;
use crate::transport::table::Table;
use crate::ua::registration::DefaultAction;
use crate::ua::usage::{Exchange, Response, Usage};
use crate::ua::{Now, ScheduledTask, Ua};

/// As the original does, the third challenge in a row of such a request is not answered.
const MAX_CHALLENGES: u8 = 2;
/// How long a challenged request can be sent again.
const LIFETIME: Duration = Duration::from_secs(20);
/// So many challenged requests are stored, and so many bytes of them.
const MAX_STORED: usize = 1024;
const MAX_BYTES: usize = 4 << 20;

/// Requests outside of dialogs that have been challenged.
#[derive(Debug, Default)]
pub(in crate::ua) struct MessageRetries {
    /// Those that have been answered, by the number of their transaction.
    challenged: Table<i32, Challenged>,
    /// Their numbers in the order of their ends.
    order: VecDeque<(Instant, i32)>,
    bytes: usize,
    /// The retries of those that have been sent again and not been answered.
    sent: Table<i32, Box<Retries>>,
}

#[derive(Debug)]
struct Challenged {
    request: Arc<[u8]>,
    preloaded_route: Option<Text>,
    retries: Box<Retries>,
}

impl MessageRetries {
    fn insert(&mut self, now: Instant, tid: i32, challenged: Challenged) {
        self.bytes += challenged.request.len();
        self.order.push_back((now, tid));
        self.challenged.insert(tid, challenged);
        while let Some(&(ended, oldest)) = self.order.front() {
            let is_over = now.saturating_duration_since(ended) > LIFETIME;
            let is_full = self.order.len() > MAX_STORED || self.bytes > MAX_BYTES;
            if !is_over && !is_full {
                break;
            }
            self.order.pop_front();
            self.remove(oldest);
        }
    }

    fn remove(&mut self, tid: i32) -> Option<Challenged> {
        let challenged = self.challenged.remove(&tid)?;
        self.bytes -= challenged.request.len();
        Some(challenged)
    }
}

impl Ua {
    /// A request outside of dialogs ended. If it was challenged, it can be sent again for a while.
    pub(in crate::ua) fn end_message(
        &mut self,
        now: Instant,
        exchange: &Exchange,
        response: Option<Response<'_, '_>>,
    ) {
        let tid = exchange.id.tid();
        let retries = self.message_retries.sent.remove(&tid);
        let Some(Response { message, .. }) = response else { return };
        if !matches!(message.status(), 401 | 407) {
            return;
        }
        let mut retries = retries.unwrap_or_else(|| Box::new(Retries::new(MAX_CHALLENGES)));
        let request = exchange.request.clone();
        let decision =
            retries.decide(&TextEditor::of(&request), message, &self.credentials, &self.policy);
        if self.options.answer_challenges && matches!(decision, Decision::Retry(_)) {
            self.scheduled.set(&mut None, ScheduledTask::RetryMessage(tid), now);
        }
        let preloaded_route = exchange.preloaded_route.clone();
        let challenged = Challenged { request, preloaded_route, retries };
        self.message_retries.insert(now, tid, challenged);
    }

    /// Sends a challenged request outside of dialogs again, with credentials.
    pub(in crate::ua) fn retry_message(&mut self, now: Now, tid: i32) -> Result<DefaultAction> {
        let challenged = self.message_retries.challenged.get_mut(&tid).ok_or(Error::Undefined)?;
        let retries = &mut challenged.retries;
        if !retries.has_retry(Change::Credentials) {
            return Err(Error::RetryLimit);
        }
        let request = challenged.request.clone();
        let mut request = TextEditor::of(&request);
        let user = super::user_of(&request);
        let late = retries.authenticator.retry_unanswered(
            user.as_deref(),
            &self.credentials,
            &self.policy,
        );
        if late == Verdict::Unanswerable && retries.authenticator.is_empty() {
            return Err(Error::NotFound);
        }
        retries.prepare(&mut request, Change::Credentials, &self.credentials, &mut self.rng)?;
        if let Some(route) = &challenged.preloaded_route {
            request.insert_route(route);
        }
        let id = self.send(now.instant, Usage::Message, &mut request)?;
        if let Some(challenged) = self.message_retries.remove(tid) {
            self.message_retries.sent.insert(id.tid(), challenged.retries);
        }
        Ok(DefaultAction::Retried)
    }
}
