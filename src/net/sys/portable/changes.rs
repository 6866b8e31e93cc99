//! A timer instead of news, and the difference between two clocks.

use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant, SystemTime};

use crate::net::sys::ChangeNews;

/// The moment of its creation on both clocks.
#[derive(Debug)]
pub(in crate::net) struct Changes {
    instant: Instant,
    date: SystemTime,
}

impl ChangeNews for Changes {
    const INTERVAL: Option<Duration> = Some(Duration::from_secs(10));

    fn new() -> Self {
        Self { instant: Instant::now(), date: SystemTime::now() }
    }

    fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        None
    }

    fn drain(&self) {}

    /// The monotonic clock stands while the machine sleeps. A date that is set forward looks the same; it costs a
    /// renewal of what is open.
    fn slept(&self) -> Duration {
        let elapsed = SystemTime::now().duration_since(self.date).unwrap_or_default();
        elapsed.saturating_sub(self.instant.elapsed())
    }
}
