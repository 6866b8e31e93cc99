//! Signs that the network around us has changed: news of addresses and routes, and jumps of the clock.

use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use super::sys::{ChangeNews, Changes};

/// How long the news must have ended before we look: changes come in showers.
const CALM: Duration = Duration::from_millis(500);
/// How long a shower is waited for: on some machines it never ends.
const LONGEST: Duration = Duration::from_secs(5);
/// How often the clocks are compared even when nothing else happens.
const CHECK: Duration = Duration::from_secs(30);
/// How far the clocks may drift apart before the machine must have slept.
const NAP: Duration = Duration::from_secs(2);

/// Notices changes.
#[derive(Debug)]
pub(super) struct Watch {
    news: Changes,
    /// When to look what has changed, and when at the latest.
    calm: Option<(Instant, Instant)>,
    /// Time slept since the machine started, and when that was last read.
    slept: Duration,
    checked: Instant,
    /// When routes were last compared for want of news.
    compared: Instant,
}

impl Watch {
    pub(super) fn new() -> Self {
        let (news, now) = (Changes::new(), Instant::now());
        Self { slept: news.slept(), news, calm: None, checked: now, compared: now }
    }

    /// The descriptor that is readable when there is news.
    pub(super) fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        self.news.descriptor()
    }

    /// There is news. What it says does not matter: the routes that we use are compared.
    pub(super) fn handle_ready(&mut self, now: Instant) {
        self.news.drain();
        let latest = self.calm.map_or(now + LONGEST, |(_, latest)| latest);
        self.calm = Some((latest.min(now + CALM), latest));
    }

    /// When [`Watch::handle_timeout`] is to be called.
    pub(super) fn next_timeout(&self) -> Option<Instant> {
        let compare = Changes::INTERVAL.map(|interval| self.compared + interval);
        let calm = self.calm.map(|(calm, _)| calm);
        [calm, compare, Some(self.checked + CHECK)].into_iter().flatten().min()
    }

    /// What there is to do now.
    pub(super) fn handle_timeout(&mut self, now: Instant) -> Change {
        if now.saturating_duration_since(self.checked) >= Duration::from_secs(1) {
            self.checked = now;
            if self.has_slept(self.news.slept()) {
                self.calm = None;
                return Change::Slept;
            }
        }
        match self.calm {
            Some((calm, _)) if calm <= now => {
                self.calm = None;
                Change::Perhaps
            }
            _ if Changes::INTERVAL.is_some_and(|interval| self.compared + interval <= now) => {
                self.compared = now;
                Change::Perhaps
            }
            _ => Change::None,
        }
    }

    /// Whether the time slept has grown since it was last read.
    fn has_slept(&mut self, slept: Duration) -> bool {
        let before = core::mem::replace(&mut self.slept, slept);
        slept.saturating_sub(before) > NAP
    }
}

/// What is known about the network now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing.
    None,
    /// Addresses or routes are others, perhaps those that we use.
    Perhaps,
    /// The machine was asleep: the state of all connections and bindings is unknown.
    Slept,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shower_of_news_is_looked_at_once() {
        let mut watch = Watch::new();
        let start = Instant::now();
        watch.handle_ready(start);
        watch.handle_ready(start + CALM / 2);
        assert_eq!(watch.handle_timeout(start + CALM), Change::None);
        assert_eq!(watch.handle_timeout(start + CALM * 2), Change::Perhaps);
        assert_eq!(watch.handle_timeout(start + CALM * 3), Change::None);
    }

    #[test]
    fn a_shower_without_end_is_looked_at_all_the_same() {
        let mut watch = Watch::new();
        let start = Instant::now();
        let step = CALM / 5;
        let looks = (0..300).filter(|&news| {
            let now = start + step * news;
            watch.handle_ready(now);
            watch.handle_timeout(now) == Change::Perhaps
        });
        assert!((3..10).contains(&looks.count()));
    }

    #[test]
    fn a_jump_of_the_clock_means_that_the_machine_slept() {
        let mut watch = Watch::new();
        let minute = Duration::from_secs(60);
        assert!(watch.has_slept(watch.slept + minute));
        assert!(!watch.has_slept(watch.slept + Duration::from_millis(100)));
    }
}
