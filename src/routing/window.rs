//! The window of a next hop: how many requests may wait for its answers at a time. It grows with the answers and shrinks
//! with the losses, as TCP's congestion window does: RFC 5681 3.1, RFC 7661; losses are found as in RFC 8985, and a
//! silent window is opened again as in RFC 6298.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::transaction::TransactionId;
use crate::transaction::{T1, T2};

/// Few enough for the receive buffer of any registrar: to begin with, and after losses.
const LEAST: usize = 64;
/// A window that is not used for so long is halved: its size is no longer proven.
const DISUSE: Duration = Duration::from_secs(1);

/// The window of one next hop. The application's limit (`Limits::window`) is a parameter: it may change at any time.
#[derive(Debug)]
pub(crate) struct Window {
    size: usize,
    /// Up to this size an answer widens it by one; beyond, a whole window of answers does.
    threshold: usize,
    /// Answers since it last grew beyond the threshold.
    answers: usize,
    /// The requests that occupy a place, in the order in which they were sent.
    in_flight: BTreeSet<(Instant, TransactionId)>,
    /// When it last was used, or halved because it was not.
    used: Option<Instant>,
    /// When losses last made it smaller.
    shrunk: Option<Instant>,
    /// The time from the last request that was answered to its answer.
    round_trip: Duration,
    /// Since when it is full and nothing is answered.
    stalled: Option<Instant>,
    /// How many flights were given up since the last answer.
    timeouts: u32,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            size: LEAST,
            threshold: usize::MAX,
            answers: 0,
            in_flight: BTreeSet::new(),
            used: None,
            shrunk: None,
            round_trip: Duration::ZERO,
            stalled: None,
            timeouts: 0,
        }
    }
}

impl Window {
    /// Whether one more request may be sent.
    pub(crate) fn has_room(&self, limit: usize) -> bool {
        self.in_flight.len() < self.size.min(limit)
    }

    /// How many requests may wait for answers.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// A request is sent.
    pub(crate) fn enter(&mut self, now: Instant, request: TransactionId, limit: usize) {
        self.in_flight.insert((now, request));
        if !self.has_room(limit) {
            self.stalled.get_or_insert(now);
        }
    }

    /// The request that was sent at `sent` is over, or is known to have arrived.
    pub(crate) fn leave(&mut self, sent: Instant, request: TransactionId) {
        self.in_flight.remove(&(sent, request));
    }

    /// A response to the request that was sent at `sent` arrived.
    pub(crate) fn answered(
        &mut self,
        now: Instant,
        sent: Instant,
        request: TransactionId,
        limit: usize,
    ) {
        self.leave(sent, request);
        let is_used = self.in_flight.len() >= self.size / 2;
        self.round_trip = now.saturating_duration_since(sent);
        // What left a round-trip before a request that has been answered is lost or ignored: it frees its place.
        while self.in_flight.first().is_some_and(|(before, _)| *before + self.round_trip < sent) {
            self.in_flight.pop_first();
        }
        self.timeouts = 0;
        self.stalled = (!self.has_room(limit)).then_some(now);
        if is_used { self.grow(now, limit) } else { self.decay(now) }
    }

    fn grow(&mut self, now: Instant, limit: usize) {
        self.used = Some(now);
        if self.size >= limit {
            return;
        }
        self.answers += 1;
        if self.size < self.threshold || self.answers >= self.size {
            self.size += 1;
            self.answers = 0;
        }
    }

    fn decay(&mut self, now: Instant) {
        let used = *self.used.get_or_insert(now);
        if now.saturating_duration_since(used) >= DISUSE {
            self.size = (self.size / 2).max(LEAST);
            self.used = Some(now);
        }
    }

    /// A request that was sent at `sent` has to be sent again. Those lost together count once. Returns whether the window
    /// is smaller now.
    pub(crate) fn shrink(&mut self, now: Instant, sent: Instant) -> bool {
        let before = self.size;
        if self.shrunk.is_none_or(|shrunk| shrunk <= sent) {
            self.size = (self.size / 2).max(LEAST);
            self.threshold = self.size;
            self.answers = 0;
            self.shrunk = Some(now);
        }
        self.size < before
    }

    /// When the next flight may leave although nothing is answered: after 0.5, 1, 2, then every 4 seconds; a little later
    /// where round-trips are long.
    pub(crate) fn next_flight(&self, limit: usize) -> Option<Instant> {
        let first = T1.max(2 * self.round_trip.min(T1));
        let interval = (first * (1 << self.timeouts.min(3))).min(T2);
        self.stalled.filter(|_| !self.has_room(limit)).map(|since| since + interval)
    }

    /// Frees the whole window if it is time for the next flight. Returns whether it is.
    pub(crate) fn expire(&mut self, now: Instant, limit: usize) -> bool {
        let is_due = self.next_flight(limit).is_some_and(|at| at <= now);
        if is_due {
            self.in_flight.clear();
            self.stalled = None;
            self.timeouts = self.timeouts.saturating_add(1);
            self.threshold = (self.size / 2).max(LEAST);
            self.size = LEAST;
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fills the window with requests of increasing numbers. Returns how many it takes.
    fn fill(window: &mut Window, now: Instant, next: &mut u64, limit: usize) -> usize {
        let before = window.in_flight.len();
        while window.has_room(limit) {
            *next += 1;
            window.enter(now, TransactionId(*next), limit);
        }
        window.in_flight.len() - before
    }

    /// Every request is answered, and others take its place.
    fn round_trip(window: &mut Window, now: Instant, next: &mut u64, limit: usize) -> usize {
        for (sent, id) in window.in_flight.clone() {
            window.answered(now, sent, id, limit);
            fill(window, now, next, limit);
        }
        window.in_flight.len()
    }

    #[test]
    fn it_doubles_with_each_round_trip_up_to_the_limit() {
        let (mut window, now, mut next) = (Window::default(), Instant::now(), 0);
        assert_eq!(fill(&mut window, now, &mut next, 1000), 64);
        let sizes: Vec<_> = (0..6).map(|_| round_trip(&mut window, now, &mut next, 1000)).collect();
        assert_eq!(sizes, [128, 256, 512, 1000, 1000, 1000]);
        assert_eq!(fill(&mut Window::default(), now, &mut next, 10), 10);
    }

    #[test]
    fn losses_halve_it_once_and_then_it_grows_by_one_a_round_trip() {
        let (mut window, now, mut next) = (Window::default(), Instant::now(), 0);
        fill(&mut window, now, &mut next, 1000);
        assert_eq!([0; 2].map(|_| round_trip(&mut window, now, &mut next, 1000)), [128, 256]);
        let later = now + Duration::from_millis(500);
        assert!(window.shrink(later, now));
        (0..9).for_each(|_| assert!(!window.shrink(later, now)));
        for (sent, id) in window.in_flight.clone().into_iter().take(128) {
            window.leave(sent, id);
        }
        assert_eq!((window.in_flight.len(), window.has_room(1000)), (128, false));
        assert_eq!([0; 2].map(|_| round_trip(&mut window, now, &mut next, 1000)), [129, 130]);
        window.shrink(later + Duration::from_secs(1), later);
        window.shrink(later + Duration::from_secs(9), later + Duration::from_secs(8));
        assert_eq!(window.size, 64);
    }

    #[test]
    fn a_trickle_does_not_widen_it_but_makes_it_as_small_as_at_first() {
        let (mut window, now, mut next) = (Window::default(), Instant::now(), 10_000);
        let trickle = |window: &mut Window, seconds| {
            let at = now + Duration::from_secs(seconds);
            window.enter(at, TransactionId(1), 1000);
            window.answered(at, at, TransactionId(1), 1000);
            window.size
        };
        assert_eq!([0; 1000].map(|_| trickle(&mut window, 0)), [64; 1000]);
        fill(&mut window, now, &mut next, 1000);
        (0..3).for_each(|_| assert!(round_trip(&mut window, now, &mut next, 1000) > 64));
        window.in_flight.clear();
        assert_eq!(
            [0, 2, 4, 6, 8].map(|seconds| trickle(&mut window, seconds)),
            [512, 256, 128, 64, 64]
        );
    }

    #[test]
    fn an_answer_frees_the_places_of_what_left_a_round_trip_before() {
        let (mut window, start, mut next) = (Window::default(), Instant::now(), 0);
        let at = |millis| start + Duration::from_millis(millis);
        fill(&mut window, at(0), &mut next, 64);
        // One ignored request is given up by another cause, and one that is answered takes its place.
        window.leave(at(0), TransactionId(1));
        window.enter(at(15), TransactionId(1000), 64);
        assert!(!window.has_room(64));
        window.answered(at(35), at(15), TransactionId(1000), 64);
        assert_eq!(window.in_flight.len(), 63, "sent 15 ms before, with a round-trip of 20 ms");
        window.enter(at(40), TransactionId(1001), 64);
        window.answered(at(60), at(40), TransactionId(1001), 64);
        assert_eq!(window.in_flight.len(), 0);
    }

    #[test]
    fn a_silent_window_sends_another_flight_after_growing_delays() {
        let (mut window, start, mut next) = (Window::default(), Instant::now(), 0);
        let mut now = start;
        let mut times = Vec::new();
        for _ in 0..7 {
            assert_eq!(fill(&mut window, now, &mut next, 1000), 64);
            window.expire(now, 1000);
            assert!(!window.has_room(1000));
            now = window.next_flight(1000).unwrap();
            times.push((now - start).as_millis());
            window.expire(now, 1000);
        }
        assert_eq!(times, [500, 1500, 3500, 7500, 11_500, 15_500, 19_500]);
        fill(&mut window, now, &mut next, 1000);
        let (sent, id) = *window.in_flight.first().unwrap();
        window.answered(now, sent, id, 1000);
        fill(&mut window, now, &mut next, 1000);
        assert_eq!(window.next_flight(1000), Some(now + T1));
    }
}
