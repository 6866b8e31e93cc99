//! What is kept of publications.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::mem::Text;
use crate::sip::text::{MessageText, TextEditor};
use crate::transaction::TransactionId;
use crate::transport::table::Table;
use crate::ua::retry::{Change, Retries};
use crate::ua::statistics::{Count, Rate};
use crate::ua::usage::{Exchange, Pid};

/// A publication is refreshed after so long at the latest.
const LONGEST_AGE: u32 = 900;
/// A response shortens the period if it is shorter by more than this, in seconds.
const TOLERANCE: u32 = 15;

/// One publication, by the key that the application gave it.
#[derive(Debug)]
pub(super) struct Publication {
    pub(super) key: Box<[u8]>,
    /// The newest PUBLISH.
    pub(super) last: LastRequest,
    /// The newest PUBLISH with a body.
    pub(super) content: Option<LastRequest>,
    /// The entity tag of the last success.
    pub(super) etag: Option<Text>,
    /// The number in CSeq of the newest PUBLISH.
    pub(super) cseq: u32,
    /// Seconds; 0 once it is being removed.
    pub(super) period: u32,
    pub(super) started: Instant,
    pub(super) transaction: Option<TransactionId>,
    /// The newest that has ended.
    pub(super) result: Option<TransactionId>,
    pub(super) retries: Retries,
    /// What the last response asks for.
    pub(super) change: Option<Change>,
    pub(super) has_succeeded: bool,
    pub(super) due: Option<Instant>,
    pub(super) removal: Option<Instant>,
}

/// What a PUBLISH is made from when the next one is sent.
#[derive(Clone, Debug, Default)]
pub(super) struct LastRequest {
    /// As it was sent.
    pub(super) text: Arc<[u8]>,
    /// The Route that selected the next hop and was not written.
    pub(super) preloaded_route: Option<Text>,
}

impl LastRequest {
    pub(super) fn of(exchange: &Exchange) -> Self {
        Self { text: exchange.request.clone(), preloaded_route: exchange.preloaded_route.clone() }
    }

    /// The text with all its Routes.
    pub(super) fn editor(&self) -> TextEditor<'_> {
        let mut request = TextEditor::of(&self.text);
        if let Some(route) = &self.preloaded_route {
            request.insert_route(route);
        }
        request
    }
}

/// All publications.
#[derive(Debug, Default)]
pub(in crate::ua) struct Publications {
    pub(super) all: Table<Pid, Box<Publication>>,
    pub(super) by_key: HashMap<Box<[u8]>, Pid>,
    /// By the newest PUBLISH that has ended.
    pub(super) by_result: Table<u64, Pid>,
    pub(super) last_pid: Pid,
    pub(super) created: Rate,
}

impl Publications {
    pub(super) fn get_mut(&mut self, pid: Pid) -> Option<&mut Publication> {
        self.all.get_mut(&pid).map(Box::as_mut)
    }

    pub(super) fn next_pid(&mut self) -> Pid {
        loop {
            self.last_pid = self.last_pid.checked_add(1).unwrap_or(1);
            if !self.all.contains_key(&self.last_pid) {
                return self.last_pid;
            }
        }
    }

    pub(super) fn insert(&mut self, now: Instant, pid: Pid, publication: Publication) {
        self.by_key.insert(publication.key.clone(), pid);
        self.all.insert(pid, Box::new(publication));
        self.created.add(now);
    }

    pub(super) fn remove(&mut self, pid: Pid) -> Option<Box<Publication>> {
        let publication = self.all.remove(&pid)?;
        self.by_key.remove(&publication.key);
        if let Some(id) = publication.result {
            self.by_result.remove(&id.0);
        }
        Some(publication)
    }

    /// The newest PUBLISH of a publication has ended.
    pub(super) fn set_result(&mut self, pid: Pid, exchange: &Exchange) -> Option<&mut Publication> {
        let publication = self.all.get_mut(&pid)?;
        publication.last = LastRequest::of(exchange);
        publication.transaction = None;
        if let Some(before) = publication.result.replace(exchange.id) {
            self.by_result.remove(&before.0);
        }
        self.by_result.insert(exchange.id.0, pid);
        Some(publication)
    }

    /// How many there are, and how many are made in an hour.
    pub(in crate::ua) fn count(&mut self, now: Instant) -> Count {
        Count { allocated: self.all.len(), hourly: self.created.hourly(now) }
    }
}

impl Publication {
    pub(super) fn new(now: Instant, key: Box<[u8]>) -> Self {
        Self {
            key,
            last: LastRequest::default(),
            content: None,
            etag: None,
            cseq: 0,
            period: 0,
            started: now,
            transaction: None,
            result: None,
            retries: Retries::default(),
            change: None,
            has_succeeded: false,
            due: None,
            removal: None,
        }
    }

    /// What the next PUBLISH is made from. Where the server does not have the state, it is sent whole.
    pub(super) fn base(&self) -> &LastRequest {
        let is_whole = !TextEditor::of(&self.last.text).body().is_empty();
        match &self.content {
            Some(content) if self.etag.is_none() && !is_whole => content,
            _ => &self.last,
        }
    }

    /// What a success says: the new entity tag, and a shorter period.
    pub(super) fn store_grant(&mut self, response: &MessageText<'_>) {
        if let Some(etag) = response.header(b"SIP-ETag") {
            self.etag = Some(Text::new(etag));
        }
        if let Some(granted) = response.expires().filter(|granted| *granted > 0)
            && granted.saturating_add(TOLERANCE) < self.period
        {
            self.period = granted;
        }
    }

    /// When the next PUBLISH is due after a success: before the period ends, and every 15 minutes.
    pub(super) fn refresh_delay(&self) -> Duration {
        let age = (self.period - self.period / 10).min(LONGEST_AGE);
        Duration::from_secs(u64::from(age) + 1)
    }
}
