//! The lifecycle of one registration: the next step after a response, or after none. RFC 3261 10.2, RFC 5626 4.5.

use std::time::{Duration, Instant};

use crate::routing::Backoff;
use crate::ua::random::Rng;
use crate::ua::registration::Registration;
use crate::ua::retry::{Change, acceptable};

/// So many REGISTERs in a row answer a response at once; further ones are sent as often as others.
const MOST_AT_ONCE: u8 = 3;
/// The time from one automatic REGISTER to the next, answers to challenges aside.
const LEAST_INTERVAL: Duration = Duration::from_secs(1);
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
    /// Now: it answers a response, changed like this.
    AtOnce(Change),
    /// After a while.
    After(Duration),
}

impl Next {
    /// The same, but for so much less of a delay.
    pub(super) fn sooner_by(self, elapsed: Duration) -> Self {
        match self {
            Self::After(delay) => Self::After(delay.saturating_sub(elapsed)),
            Self::Never | Self::AtOnce(_) => self,
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
        self.retries.reset();
        self.retry.burst = 0;
        self.retry.started = Some(now);
    }

    /// A REGISTER of our own begins.
    pub(in crate::ua) fn begin_due(&mut self, now: Instant, answer: Option<Change>) {
        if let Some(change) = answer {
            self.retries.count(change);
            self.retry.burst = self.retry.burst.saturating_add(1);
        } else {
            self.retry.burst = 0;
            // After a pause the stored nonce is stale: one challenge may be answered.
            self.retries.allow_one();
        }
        self.retry.started = Some(now);
    }

    /// The application has added another login: when to send with it. At once, but after many retries one second after
    /// the last.
    pub(in crate::ua) fn retry_with_new_login(&mut self, now: Instant) -> Instant {
        let is_throttled = self.retry.burst >= MOST_AT_ONCE;
        let soonest =
            self.retry.started.filter(|_| is_throttled).map(|started| started + LEAST_INTERVAL);
        self.retries.reset();
        self.retry.burst = self.retry.burst.min(MOST_AT_ONCE - 1);
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
        self.retries.reset();
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
        if let Some(change) = self.change_for(refusal)
            && self.retries.has_retry(change)
        {
            return Next::AtOnce(change);
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

    /// The change after which the REGISTER may succeed.
    fn change_for(&mut self, refusal: Refusal) -> Option<Change> {
        match refusal.status {
            401 | 407 => refusal.is_answerable.then_some(Change::Credentials),
            606 => Some(Change::Contact),
            // An un-REGISTER has no shortest time.
            423 if self.binding.requested_expires > 0 => {
                let minimum = acceptable(self.binding.requested_expires, refusal.min_expires)?;
                self.binding.app_expires = minimum;
                self.binding.requested_expires = minimum;
                self.binding.granted_expires = minimum;
                Some(Change::Expires(minimum))
            }
            _ => None,
        }
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

    /// The next REGISTER is an un-REGISTER.
    pub(in crate::ua) fn request_removal(&mut self) -> Next {
        self.binding.requested_expires = 0;
        self.binding.granted_expires = 0;
        Next::AtOnce(Change::Expires(0))
    }

    /// When a REGISTER that answers what came back may be sent: at once, unless that went on for too long.
    pub(in crate::ua) fn soonest(&self, now: Instant) -> Instant {
        if self.retry.burst < MOST_AT_ONCE { now } else { self.earliest(now) }
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
mod tests;
