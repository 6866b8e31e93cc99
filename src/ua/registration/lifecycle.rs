//! The lifecycle of one registration: the next step after a response, or after none. RFC 3261 10.2, RFC 5626 4.5.

use std::time::{Duration, Instant};

use crate::routing::Backoff;
use crate::ua::random::Rng;
use crate::ua::registration::{ContactRewrite, Registration};

/// How many times in a row a REGISTER is sent at once in answer to a challenge, 423 or 606.
const IMMEDIATE_RETRIES: u8 = 3;
/// The time from one automatic REGISTER to the next, answers to challenges aside.
const LEAST_INTERVAL: Duration = Duration::from_secs(1);
/// The longest registration that a server can impose by 423.
const LONGEST_MIN_EXPIRES: u32 = 30 * 24 * 3600;
/// The longest pause that a server can impose by Retry-After.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 3600);
/// The part of the time to a refresh that can be left to chance, in percent.
const LARGEST_JITTER: u32 = 50;
/// How long after it was sent an un-REGISTER without success is kept, as in the original.
pub(in crate::ua) const REMOVAL_LIMIT: Duration = Duration::from_secs(75);

/// When the next REGISTER is to be sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::ua) enum Next {
    /// Not by itself.
    Never,
    /// Now: it answers what came back.
    AtOnce,
    /// After a while.
    After(Duration),
}

impl Next {
    /// The same, but for so much less of a delay.
    pub(super) fn sooner_by(self, elapsed: Duration) -> Self {
        match self {
            Self::After(delay) => Self::After(delay.saturating_sub(elapsed)),
            Self::Never | Self::AtOnce => self,
        }
    }

    /// Not earlier than this, unless at once.
    pub(in crate::ua) fn at_least(self, floor: Duration) -> Self {
        match self {
            Self::After(delay) => Self::After(delay.max(floor)),
            other => other,
        }
    }
}

/// What a final response that is not a success says.
#[derive(Clone, Copy, Debug)]
pub(in crate::ua) struct Refusal {
    pub(in crate::ua) status: u16,
    /// Whether a challenge can be answered.
    pub(in crate::ua) is_answerable: bool,
    /// Min-Expires, in seconds.
    pub(in crate::ua) min_expires: Option<u32>,
    /// Retry-After.
    pub(in crate::ua) retry_after: Option<Duration>,
}

impl Registration {
    /// After a 423 the registrar's minimum counts, whatever the application asks for.
    pub(in crate::ua) fn at_least_minimum(&self, asked: u32) -> u32 {
        if self.retry.last_status == 423 && asked > 0 {
            asked.max(self.binding.requested_expires)
        } else {
            asked
        }
    }

    /// A REGISTER of the application begins, asking for `expires` seconds.
    pub(in crate::ua) fn begin_asked(&mut self, now: Instant, expires: u32) {
        self.binding.app_expires = expires;
        self.binding.requested_expires = expires;
        self.binding.granted_expires = expires;
        self.retry.immediate = 0;
        self.retry.burst = 0;
        self.retry.started = Some(now);
    }

    /// A REGISTER of our own begins.
    pub(in crate::ua) fn begin_due(&mut self, now: Instant, is_urgent: bool) {
        if is_urgent {
            self.take_retry();
            self.retry.burst = self.retry.burst.saturating_add(1);
        } else {
            self.retry.burst = 0;
            // After a pause the stored nonce is stale: one challenge may be answered.
            self.retry.immediate = self.retry.immediate.min(IMMEDIATE_RETRIES - 1);
        }
        self.retry.started = Some(now);
    }

    /// Whether it may be retried at once.
    pub(in crate::ua) fn has_retry(&self) -> bool {
        self.retry.immediate < IMMEDIATE_RETRIES
    }

    /// Counts one retry at once.
    pub(in crate::ua) fn take_retry(&mut self) {
        self.retry.immediate = self.retry.immediate.saturating_add(1);
    }

    /// The application has added another login: when to send with it. At once, but after many retries one second after
    /// the last.
    pub(in crate::ua) fn retry_with_new_login(&mut self, now: Instant) -> Instant {
        let is_throttled = self.retry.burst >= IMMEDIATE_RETRIES;
        let soonest =
            self.retry.started.filter(|_| is_throttled).map(|started| started + LEAST_INTERVAL);
        self.retry.immediate = 0;
        self.retry.burst = self.retry.burst.min(IMMEDIATE_RETRIES - 1);
        soonest.map_or(now, |soonest| soonest.max(now))
    }

    /// The registrar agreed. `granted` is what it said about our Contact, in seconds.
    ///
    /// A binding that is still listed after an un-REGISTER is refreshed, as in the original.
    pub(in crate::ua) fn succeed(
        &mut self,
        granted: Option<u32>,
        jitter: u32,
        rng: &mut Rng,
    ) -> Next {
        self.retry.immediate = 0;
        self.retry.failures = 0;
        self.binding.has_been_made = true;
        self.binding.granted_expires = granted.unwrap_or(self.binding.requested_expires);
        if self.binding.requested_expires == 0 {
            self.binding.requested_expires = self.binding.granted_expires;
        }
        match self.binding.granted_expires {
            0 => Next::Never,
            period => Next::After(refresh_delay(period, jitter, rng)),
        }
    }

    /// The registrar refused. An un-REGISTER is only ever retried at once.
    pub(in crate::ua) fn refuse(
        &mut self,
        refusal: Refusal,
        ceiling: Duration,
        rng: &mut Rng,
    ) -> Next {
        if self.asks_for_retry(refusal) && self.has_retry() {
            return Next::AtOnce;
        }
        self.retry.failures = self.retry.failures.saturating_add(1);
        if self.binding.granted_expires == 0 {
            return Next::Never;
        }
        let backoff = Backoff::retry(ceiling);
        Next::After(match refusal.retry_after {
            // A server that asks for a retry at once, again and again, gets growing delays.
            Some(pause) => {
                pause.clamp(LEAST_INTERVAL * u32::from(self.retry.failures).min(30), LONGEST_PAUSE)
            }
            None => backoff.delay(self.retry.failures, rng),
        })
    }

    fn asks_for_retry(&mut self, refusal: Refusal) -> bool {
        match refusal.status {
            401 | 407 => refusal.is_answerable,
            606 => true,
            423 => self.accept_min_expires(refusal.min_expires),
            _ => false,
        }
    }

    /// Min-Expires counts only if it is more than the requested time, and no more than a month.
    fn accept_min_expires(&mut self, minimum: Option<u32>) -> bool {
        let Some(minimum) = minimum else { return false };
        let is_sane = self.binding.requested_expires > 0
            && minimum > self.binding.requested_expires
            && minimum <= LONGEST_MIN_EXPIRES;
        if is_sane {
            self.binding.app_expires = minimum;
            self.binding.requested_expires = minimum;
            self.binding.granted_expires = minimum;
        }
        is_sane
    }

    /// No response came, or no server could be reached.
    pub(in crate::ua) fn fail(&mut self, backoff: Backoff, rng: &mut Rng) -> Next {
        self.retry.failures = self.retry.failures.saturating_add(1);
        if self.binding.granted_expires == 0 {
            Next::Never
        } else {
            Next::After(backoff.delay(self.retry.failures, rng))
        }
    }

    /// The registrar refused a REGISTER with two Contacts: it gets one at a time. False if that is not the case.
    pub(in crate::ua) fn give_up_move(&mut self, status: u16) -> bool {
        // Others speak about something else than the Contacts.
        let is_about_contacts =
            matches!(status, 400 | 403 | 406 | 416 | 488 | 500 | 501 | 513 | 606);
        match self.contact.rewrite {
            ContactRewrite::Move(address) if self.contact.is_rewriting && is_about_contacts => {
                self.contact.refuses_moves = true;
                self.contact.rewrite = ContactRewrite::Remove(address);
                true
            }
            _ => false,
        }
    }

    /// A REGISTER that was to remove a wrong Contact came to nothing: the right one is registered all the same.
    pub(in crate::ua) fn give_up_removal(&mut self) {
        if let (true, ContactRewrite::Remove(address)) =
            (self.contact.is_rewriting, self.contact.rewrite)
        {
            self.contact.rewrite = ContactRewrite::Replace(address);
        }
    }

    /// The next REGISTER is an un-REGISTER.
    pub(in crate::ua) fn request_removal(&mut self) -> Next {
        self.binding.requested_expires = 0;
        self.binding.granted_expires = 0;
        Next::AtOnce
    }

    /// When a REGISTER that answers what came back may be sent: at once, unless that went on for too long.
    pub(in crate::ua) fn soonest(&self, now: Instant) -> Instant {
        if self.retry.burst < IMMEDIATE_RETRIES { now } else { self.earliest(now) }
    }

    /// When a REGISTER of our own may be sent at the earliest: on average one a second, challenges included.
    pub(in crate::ua) fn earliest(&self, now: Instant) -> Instant {
        let started = self.retry.started.unwrap_or(now);
        (started + LEAST_INTERVAL * u32::from(self.retry.burst.saturating_add(1))).max(now)
    }
}

/// When to refresh what was granted for `period` seconds.
///
/// At the latest when the original does it: at nine tenths of the period, or six seconds before its end if that is
/// earlier. But not before half of the period, and never within a second. `jitter` percent of it, usually ten, are
/// left to chance, so that registrations that began together are not refreshed together.
fn refresh_delay(period: u32, jitter: u32, rng: &mut Rng) -> Duration {
    let margin = (period - period / 10).min(period.saturating_sub(6));
    let latest =
        Duration::from_secs(u64::from(margin) + 1).max(Duration::from_secs(u64::from(period)) / 2);
    let earliest = latest - latest / 100 * jitter.min(LARGEST_JITTER);
    rng.between(earliest, latest).max(LEAST_INTERVAL)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ua::Random;
    use crate::ua::registration::{ContactId, ContactSource};

    struct Same(u8);

    impl Random for Same {
        fn fill(&mut self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    fn latest() -> Rng {
        Rng::new(Box::new(Same(0xff)))
    }

    fn earliest() -> Rng {
        Rng::new(Box::new(Same(0)))
    }

    fn registration(expires: u32) -> Registration {
        let line = ContactId::new(&mut earliest());
        Registration::new(Arc::from(&b""[..]), line, expires, ContactSource::Local)
    }

    fn refusal(status: u16) -> Refusal {
        Refusal { status, is_answerable: true, min_expires: None, retry_after: None }
    }

    const CEILING: Duration = Duration::from_secs(1800);

    #[test]
    fn a_refresh_comes_no_later_than_the_original_sends_it() {
        for (period, moment) in [(30, 25), (40, 35), (60, 55), (90, 82), (600, 541)] {
            let late = refresh_delay(period, 10, &mut latest()).as_secs_f64();
            let early = refresh_delay(period, 10, &mut earliest()).as_secs_f64();
            assert!(
                late <= f64::from(moment) && late > f64::from(moment) - 0.1,
                "{period}: {late}"
            );
            assert!((early - 0.9 * f64::from(moment)).abs() < 0.1, "{period}: {early}");
        }
    }

    #[test]
    fn the_part_that_is_left_to_chance_can_be_chosen() {
        let early = |jitter| refresh_delay(3600, jitter, &mut earliest()).as_secs();
        assert_eq!([0, 10, 50, 51, u32::MAX].map(early), [3241, 2916, 1620, 1620, 1620]);
        assert_eq!(refresh_delay(3600, 50, &mut latest()).as_secs(), 3240);
    }

    #[test]
    fn a_long_registration_is_not_refreshed_before_its_time() {
        assert!(refresh_delay(86_400, 10, &mut earliest()) > Duration::from_secs(69_000));
    }

    #[test]
    fn a_tiny_grant_is_refreshed_at_half_its_time_but_not_within_a_second() {
        for period in 1..7 {
            let delay = refresh_delay(period, 10, &mut earliest());
            assert!(delay >= LEAST_INTERVAL, "{period}");
            assert!(delay.as_secs_f64() >= 0.45 * f64::from(period), "{period}");
        }
    }

    #[test]
    fn a_challenge_is_answered_three_times_at_most() {
        let mut registration = registration(3600);
        for _ in 0..3 {
            assert_eq!(registration.refuse(refusal(401), CEILING, &mut latest()), Next::AtOnce);
            registration.take_retry();
        }
        let Next::After(delay) = registration.refuse(refusal(401), CEILING, &mut latest()) else {
            panic!("never again")
        };
        assert!(delay > Duration::from_secs(59) && delay <= Duration::from_secs(60));
    }

    #[test]
    fn refusals_are_met_with_growing_patience() {
        let mut registration = registration(60);
        let mut seconds = || match registration.refuse(refusal(403), CEILING, &mut latest()) {
            Next::After(delay) => delay.as_secs_f64().round(),
            other => panic!("{other:?}"),
        };
        let delays: Vec<_> = (0..7).map(|_| seconds()).collect();
        assert_eq!(delays, [60.0, 120.0, 240.0, 480.0, 960.0, 1800.0, 1800.0]);
    }

    #[test]
    fn retry_after_is_obeyed_within_bounds() {
        let mut registration = registration(60);
        let mut delay = |seconds| {
            let retry_after = Some(Duration::from_secs(seconds));
            let refusal = Refusal { retry_after, ..refusal(480) };
            match registration.refuse(refusal, CEILING, &mut latest()) {
                Next::After(delay) => delay.as_secs(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!((delay(0), delay(7), delay(u64::MAX)), (1, 7, 24 * 3600));
        assert_eq!((delay(0), delay(0), delay(7)), (4, 5, 7));
    }

    #[test]
    fn an_insane_min_expires_is_an_ordinary_refusal() {
        for minimum in
            [None, Some(0), Some(59), Some(60), Some(LONGEST_MIN_EXPIRES + 1), Some(u32::MAX)]
        {
            let mut registration = registration(60);
            let refusal = Refusal { min_expires: minimum, ..refusal(423) };
            let next = registration.refuse(refusal, CEILING, &mut latest());
            assert!(matches!(next, Next::After(_)), "{minimum:?}");
            assert_eq!(
                (registration.binding.requested_expires, registration.binding.granted_expires),
                (60, 60)
            );
        }
    }

    #[test]
    fn a_sane_min_expires_is_asked_for_at_once() {
        let mut registration = registration(60);
        let refusal = Refusal { min_expires: Some(61), ..refusal(423) };
        assert_eq!(registration.refuse(refusal, CEILING, &mut latest()), Next::AtOnce);
        assert_eq!(
            (registration.binding.requested_expires, registration.binding.granted_expires),
            (61, 61)
        );
    }

    #[test]
    fn a_removal_answers_challenges_and_is_not_retried() {
        let mut registration = registration(0);
        assert_eq!(registration.refuse(refusal(401), CEILING, &mut latest()), Next::AtOnce);
        assert_eq!(registration.refuse(refusal(403), CEILING, &mut latest()), Next::Never);
        let backoff = Backoff::retry(CEILING);
        assert_eq!(registration.fail(backoff, &mut latest()), Next::Never);
        assert_eq!(registration.succeed(None, 10, &mut latest()), Next::Never);
    }

    #[test]
    fn a_success_forgives_everything() {
        let mut registration = registration(60);
        for _ in 0..9 {
            registration.refuse(refusal(401), CEILING, &mut latest());
            registration.take_retry();
        }
        assert!(matches!(registration.succeed(None, 10, &mut latest()), Next::After(_)));
        assert_eq!(registration.refuse(refusal(401), CEILING, &mut latest()), Next::AtOnce);
    }
}
