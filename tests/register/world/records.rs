//! What a test sees of a world: requests as they went out, and events.

use std::time::Duration;

use eXosip2::transport::FailureCause;
use eXosip2::ua::{EventKind, Ids, Path};

/// A request as it went out.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// Since the beginning.
    pub(crate) at: Duration,
    pub(crate) path: Path,
    pub(crate) text: String,
    pub(crate) is_again: bool,
}

impl Sent {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.text, name)
    }
}

/// The value of the first header of that name.
pub(crate) fn header<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// One event as an application sees it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) at: Duration,
    pub(crate) kind: EventKind,
    /// Whether its request was a tree already.
    pub(crate) has_tree: bool,
    pub(crate) rid: i32,
    pub(crate) ids: Ids,
    /// 0: no response.
    pub(crate) status: i32,
    /// State of the subscription, and reason of its end.
    pub(crate) subscription: (i32, i32),
    /// The messages as text; empty for none.
    pub(crate) request: String,
    pub(crate) response: String,
    pub(crate) ack: String,
    pub(crate) cause: FailureCause,
}

/// A receive buffer from which a registrar takes one request after the other.
pub(crate) struct Socket {
    room: u32,
    /// The time for one request.
    work: Duration,
    /// When all that is in the buffer will be done.
    free_at: Duration,
}

impl Socket {
    pub(crate) fn new(room: u32, work: Duration) -> Self {
        Self { room, work, free_at: Duration::ZERO }
    }

    /// How long a request that comes now waits for its answer; `None` if the buffer is full.
    pub(super) fn take(&mut self, now: Duration) -> Option<Duration> {
        let start = self.free_at.max(now);
        let is_full = start - now > self.work * self.room;
        (!is_full).then(|| {
            self.free_at = start + self.work;
            self.free_at - now
        })
    }
}
