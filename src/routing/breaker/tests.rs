//! The circuit breaker by itself.

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn delay(failures: u8) -> Duration {
    60 * SECOND * u32::from(failures)
}

fn with_witnesses(count: i32) -> CircuitBreaker {
    let mut breaker = CircuitBreaker::default();
    (1..=count).for_each(|rid| breaker.add_witness(rid));
    breaker
}

/// Until when the breaker is open; `Some(None)` if it is half-open.
fn denied(breaker: &CircuitBreaker, now: Instant) -> Option<Option<Instant>> {
    match breaker.state(now) {
        State::Open { until, .. } if until > now => Some(Some(until)),
        State::HalfOpen { .. } => Some(None),
        _ => None,
    }
}

fn send(breaker: &mut CircuitBreaker, now: Instant, rid: i32) {
    breaker.sent(now, TransactionId(rid as u64), Owner::Registration(rid));
}

#[test]
fn two_distinct_silent_witnesses_open_it() {
    let start = Instant::now();
    for (first, second, opens) in [(1, 2, true), (1, 1, false), (1, 9, false), (8, 9, false)] {
        let mut breaker = with_witnesses(3);
        send(&mut breaker, start, first);
        send(&mut breaker, start + SECOND, second);
        assert!(breaker.is_closed(start + 8 * SECOND));
        assert_eq!(!breaker.is_closed(start + 9 * SECOND), opens, "{first} {second}");
    }
}

#[test]
fn any_account_is_a_witness_where_none_has_succeeded() {
    let (start, mut breaker) = (Instant::now(), CircuitBreaker::default());
    send(&mut breaker, start, 1);
    breaker.sent(start, TransactionId(7), Owner::Request(TransactionId(7)));
    assert!(!breaker.is_closed(start + 9 * SECOND));
    let mut breaker = with_witnesses(1);
    breaker.sent(start, TransactionId(7), Owner::Request(TransactionId(7)));
    breaker.sent(start, TransactionId(8), Owner::Request(TransactionId(8)));
    assert!(breaker.is_closed(start + 99 * SECOND));
}

#[test]
fn one_probe_finds_out_for_all() {
    let (start, mut breaker) = (Instant::now(), with_witnesses(3));
    send(&mut breaker, start, 1);
    send(&mut breaker, start, 2);
    let first = start + SUSPICION + FIRST_OPEN;
    assert_eq!(denied(&breaker, first - SECOND), Some(Some(first)));
    assert_eq!(denied(&breaker, first), None);
    send(&mut breaker, first, 3);
    assert_eq!(denied(&breaker, first), Some(None));
    // What another request comes to changes nothing.
    breaker.unanswered(first, TransactionId(1), Owner::Registration(1), delay);
    breaker.give_back_probe(first, TransactionId(1));
    assert_eq!(denied(&breaker, first), Some(None));
    breaker.unanswered(first + SECOND, TransactionId(3), Owner::Registration(3), delay);
    let second = first + 61 * SECOND;
    assert_eq!(denied(&breaker, first + SECOND), Some(Some(second)));
    send(&mut breaker, second, 3);
    breaker.give_back_probe(second, TransactionId(3));
    assert_eq!(denied(&breaker, second), None);
    send(&mut breaker, second, 1);
    assert!(breaker.answered(second + SECOND, second + SECOND, 500));
    assert!(
        breaker.is_closed(second + SECOND)
            && !breaker.answered(second + SECOND, second + SECOND, 200)
    );
}

#[test]
fn a_pause_ends_with_any_answer_other_than_503() {
    let (start, mut breaker) = (Instant::now(), with_witnesses(1));
    breaker.pause(start, start + 100 * SECOND);
    assert!(!breaker.answered(start, start, 503) && !breaker.is_closed(start));
    breaker.pause(start, start + 50 * SECOND);
    assert_eq!(denied(&breaker, start), Some(Some(start + 100 * SECOND)));
    assert!(breaker.answered(start, start, 404) && breaker.is_closed(start));
}

#[test]
fn the_silence_of_the_only_witness_opens_it_when_its_request_ends() {
    let start = Instant::now();
    for (rid, opens) in [(1, true), (9, false)] {
        let mut breaker = with_witnesses(1);
        send(&mut breaker, start, rid);
        let end = start + 32 * SECOND;
        breaker.unanswered(end, TransactionId(rid as u64), Owner::Registration(rid), delay);
        assert_eq!(!breaker.is_closed(end), opens, "{rid}");
    }
}

#[test]
fn trials_are_few_and_fewer_during_a_pause_and_after_failures() {
    let (start, mut breaker) = (Instant::now(), with_witnesses(1));
    let trials = |breaker: &mut CircuitBreaker, has_failed| {
        let binding = Binding { last_chance: start, ends: start + 30 * SECOND, has_failed };
        let mut take = |tenth| breaker.take_trial(start + SECOND * tenth / 10, 500, Some(binding));
        (0..300).filter(|tenth| take(*tenth).is_ok()).count()
    };
    assert_eq!((trials(&mut breaker, false), trials(&mut breaker, true)), (300, 6));
    breaker.close();
    breaker.pause(start, start + 900 * SECOND);
    assert_eq!((trials(&mut breaker, false), trials(&mut breaker, true)), (24, 6));
    // A success during the pause shows that it means some accounts only.
    let later = start + 60 * SECOND;
    assert!(breaker.answered(later, later, 200));
    breaker.pause(later, later + 900 * SECOND);
    assert!(breaker.is_closed(later));
    breaker.pause(later + 900 * SECOND, later + 1800 * SECOND);
    assert!(!breaker.is_closed(later + 900 * SECOND));
}
