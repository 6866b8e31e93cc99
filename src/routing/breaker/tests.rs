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
    assert_eq!(breaker.permission(first - SECOND), Permission::Denied(Some(first)));
    assert_eq!(breaker.permission(first), Permission::Granted);
    send(&mut breaker, first, 3);
    assert_eq!(breaker.permission(first), Permission::Denied(None));
    // What another request comes to changes nothing.
    breaker.unanswered(first, TransactionId(1), Owner::Registration(1), delay);
    breaker.give_back_probe(first, TransactionId(1));
    assert_eq!(breaker.permission(first), Permission::Denied(None));
    breaker.unanswered(first + SECOND, TransactionId(3), Owner::Registration(3), delay);
    let second = first + 61 * SECOND;
    assert_eq!(breaker.permission(first + SECOND), Permission::Denied(Some(second)));
    send(&mut breaker, second, 3);
    breaker.give_back_probe(second, TransactionId(3));
    assert_eq!(breaker.permission(second), Permission::Granted);
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
    let denied = Permission::Denied(Some(start + 100 * SECOND));
    assert_eq!(breaker.permission(start), denied);
    assert!(breaker.answered(start, start, 404) && breaker.is_closed(start));
}

#[test]
fn trials_are_few_and_fewer_where_each_is_refused() {
    let (start, mut breaker) = (Instant::now(), with_witnesses(1));
    let trials = |breaker: &mut CircuitBreaker, is_refused: bool| {
        let mut count = 0;
        for tenth in 0..300 {
            let now = start + SECOND * tenth / 10;
            if breaker.trials.take(now, 500, 30 * SECOND).is_ok() {
                count += 1;
                if is_refused {
                    breaker.pause(now, now + 900 * SECOND);
                }
            }
        }
        count
    };
    assert_eq!(trials(&mut breaker, false), 300);
    breaker.close();
    breaker.pause(start, start + 900 * SECOND);
    assert!((8..=10).contains(&trials(&mut breaker, true)));
    // A success during the pause shows that it means some accounts only.
    let later = start + 60 * SECOND;
    assert!(breaker.answered(later, later, 200));
    breaker.pause(later, later + 900 * SECOND);
    assert!(breaker.is_closed(later));
    breaker.pause(later + 900 * SECOND, later + 1800 * SECOND);
    assert!(!breaker.is_closed(later + 900 * SECOND));
}
