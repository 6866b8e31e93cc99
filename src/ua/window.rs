//! How many requests one next hop may have to answer at a time. It grows with the answers and shrinks with the losses,
//! as TCP's congestion window does: RFC 5681 3.1, RFC 7661.

use std::time::{Duration, Instant};

/// Few enough for the receive buffer of any registrar: to begin with, and after losses.
const LEAST: usize = 64;
/// After so long a window that is not used is halved: what it was is no longer proven.
const DISUSE: Duration = Duration::from_secs(1);

/// The window of one next hop. The application's limit (`Options::window`) is a parameter: it may change at any time.
#[derive(Debug)]
pub(super) struct Window {
    size: usize,
    /// Up to here an answer makes it larger by one; beyond, a whole window of answers does.
    threshold: usize,
    /// Answers since it last grew beyond the threshold.
    answers: usize,
    /// How many requests wait for an answer.
    in_flight: usize,
    /// When it last was used, or halved because it was not.
    used: Option<Instant>,
    /// When losses last made it smaller.
    shrunk: Option<Instant>,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            size: LEAST,
            threshold: usize::MAX,
            answers: 0,
            in_flight: 0,
            used: None,
            shrunk: None,
        }
    }
}

impl Window {
    /// Whether one more may go.
    pub(super) fn has_room(&self, limit: usize) -> bool {
        self.in_flight < self.size.min(limit)
    }

    /// A request went out.
    pub(super) fn enter(&mut self) {
        self.in_flight += 1;
    }

    /// A request is over.
    pub(super) fn leave(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// An answer came. A window that is not used proves nothing.
    pub(super) fn grow(&mut self, now: Instant, limit: usize) {
        if self.in_flight < self.size / 2 {
            self.decay(now);
            return;
        }
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

    /// A request that was sent at `sent` has to be sent again. Those lost together count once.
    pub(super) fn shrink(&mut self, now: Instant, sent: Instant) {
        if self.shrunk.is_none_or(|shrunk| shrunk <= sent) {
            self.size = (self.size / 2).max(LEAST);
            self.threshold = self.size;
            self.answers = 0;
            self.shrunk = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(window: &mut Window, limit: usize) -> usize {
        (0..).take_while(|_| window.has_room(limit) && (window.enter(), true).1).count()
    }

    /// Every request is answered, and others take its place.
    fn round_trip(window: &mut Window, now: Instant, limit: usize) -> usize {
        for _ in 0..window.in_flight {
            window.leave();
            window.grow(now, limit);
            fill(window, limit);
        }
        window.in_flight
    }

    #[test]
    fn it_doubles_with_each_round_trip_up_to_the_limit() {
        let (mut window, now) = (Window::default(), Instant::now());
        assert_eq!(fill(&mut window, 1000), 64);
        let sizes: Vec<_> = (0..6).map(|_| round_trip(&mut window, now, 1000)).collect();
        assert_eq!(sizes, [128, 256, 512, 1000, 1000, 1000]);
        assert_eq!(fill(&mut Window::default(), 10), 10);
    }

    #[test]
    fn losses_halve_it_once_and_then_it_grows_by_one_a_round_trip() {
        let (mut window, now) = (Window::default(), Instant::now());
        fill(&mut window, 1000);
        assert_eq!([0; 2].map(|_| round_trip(&mut window, now, 1000)), [128, 256]);
        let sent = now;
        let later = sent + Duration::from_millis(500);
        (0..9).for_each(|_| window.shrink(later, sent));
        (0..128).for_each(|_| window.leave());
        assert_eq!((window.in_flight, window.has_room(1000)), (128, false));
        assert_eq!([0; 2].map(|_| round_trip(&mut window, now, 1000)), [129, 130]);
        window.shrink(later + Duration::from_secs(1), later);
        window.shrink(later + Duration::from_secs(9), later + Duration::from_secs(8));
        assert_eq!(window.size, 64);
    }

    #[test]
    fn a_trickle_does_not_widen_it_but_makes_it_as_small_as_at_first() {
        let (mut window, now) = (Window::default(), Instant::now());
        let trickle = |window: &mut Window, seconds| {
            window.enter();
            window.leave();
            window.grow(now + Duration::from_secs(seconds), 1000);
            window.size
        };
        assert_eq!([0; 1000].map(|_| trickle(&mut window, 0)), [64; 1000]);
        fill(&mut window, 1000);
        (0..3).for_each(|_| assert!(round_trip(&mut window, now, 1000) > 64));
        (0..512).for_each(|_| window.leave());
        assert_eq!(
            [0, 2, 4, 6, 8].map(|seconds| trickle(&mut window, seconds)),
            [512, 256, 128, 64, 64]
        );
    }
}
