//! The lifecycle of a registration by itself.

use std::sync::Arc;

use super::*;
use crate::transport::random::fixed::Constant;
use crate::ua::registration::{ContactId, ContactSource};

fn latest() -> Rng {
    Rng::new(Box::new(Constant(0xff)))
}

fn earliest() -> Rng {
    Rng::new(Box::new(Constant(0)))
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
        assert!(late <= f64::from(moment) && late > f64::from(moment) - 0.1, "{period}: {late}");
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
        let next = registration.refuse(refusal(401), CEILING, &mut latest());
        assert_eq!(next, Next::AtOnce(Change::Credentials));
        registration.retries.count(Change::Credentials);
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
    for minimum in [None, Some(0), Some(59), Some(60), Some(30 * 24 * 3600 + 1), Some(u32::MAX)] {
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
    let next = registration.refuse(refusal, CEILING, &mut latest());
    assert_eq!(next, Next::AtOnce(Change::Expires(61)));
    assert_eq!(
        (registration.binding.requested_expires, registration.binding.granted_expires),
        (61, 61)
    );
}

#[test]
fn a_removal_answers_challenges_and_is_not_retried() {
    let mut registration = registration(0);
    let next = registration.refuse(refusal(401), CEILING, &mut latest());
    assert_eq!(next, Next::AtOnce(Change::Credentials));
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
        registration.retries.count(Change::Credentials);
    }
    assert!(matches!(registration.succeed(None, 10, &mut latest()), Next::After(_)));
    let next = registration.refuse(refusal(401), CEILING, &mut latest());
    assert_eq!(next, Next::AtOnce(Change::Credentials));
}
