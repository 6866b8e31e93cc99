//! A hundred thousand registrations: how many messages, and when.

use std::time::Duration;

use eXosip2::ua::Input;

use crate::world::{Socket, World, accept, always, digest, silence};

/// How many accounts: `make test-cargo` says a hundred thousand; fewer without optimisation, to keep the tests quick.
fn many() -> usize {
    std::env::var("ACCOUNTS").map_or(5_000, |number| number.parse().unwrap())
}

/// So many accounts at one registrar, each with its own login.
fn register_all(world: &mut World, count: usize, expires: i32) -> Vec<i32> {
    let mut rids = Vec::new();
    for number in 0..count {
        let from = format!("sip:u{number}@example.com");
        let now = world.now();
        let (rid, message) = world
            .ua
            .build_initial_register(now, from.as_bytes(), b"sip:192.0.2.1", None, expires, None)
            .unwrap();
        world.ua.send_register(now, rid, Some(message)).unwrap();
        rids.push(rid);
    }
    world.settle();
    rids
}

/// So many accounts, all of them due: `automatic_action` was not called for a while.
fn all_due(count: usize) -> World {
    let mut world = World::new(always("200 OK", &["Expires: 10"]));
    register_all(&mut world, count, 3600);
    world.run_seconds(2);
    world.is_automatic = false;
    world.run_seconds(6);
    world.sent.clear();
    world
}

/// The most requests that went out within one second.
fn busiest_second(world: &World, from: Duration) -> usize {
    let times: Vec<_> = world.sent.iter().map(|sent| sent.at).filter(|at| *at >= from).collect();
    let mut busiest = 0;
    let mut first = 0;
    for (last, at) in times.iter().enumerate() {
        while *at - times[first] >= Duration::from_secs(1) {
            first += 1;
        }
        busiest = busiest.max(last + 1 - first);
    }
    busiest
}

#[test]
fn a_cold_start_costs_two_messages_each_and_a_wave_of_refreshes_one() {
    let mut world = World::new(digest(u32::MAX));
    world.is_recording = false;
    world.ua.credentials_mut().add(b"login", b"login", Some(b"secret"), None, None).unwrap();
    register_all(&mut world, many(), 600);
    world.run_seconds(60);
    assert_eq!(world.sent_count, 2 * many());
    world.run_seconds(545 - 60);
    assert_eq!(world.sent_count, 3 * many());
}

#[test]
fn refreshes_spread_over_a_tenth_of_their_time() {
    let mut world = World::new(accept);
    world.is_recording = false;
    register_all(&mut world, many(), 600);
    world.run_seconds(480);
    assert_eq!(world.sent_count, many());
    world.is_recording = true;
    world.run_seconds(65);
    assert_eq!(world.sent.len(), many());
    let busiest = busiest_second(&world, Duration::ZERO);
    assert!(busiest < many() / 25, "{busiest}");
}

#[test]
fn a_dead_registrar_sees_no_storm_and_a_paced_return() {
    let mut world = World::new(accept);
    world.is_recording = false;
    register_all(&mut world, many(), 600);
    world.run_seconds(60);
    assert_eq!(world.sent_count, many());

    // It dies: all refreshes fall due.
    world.is_recording = true;
    world.serve(silence);
    world.run_seconds(1200);
    let outage = world.sent.len();
    let rate = world.ua.limits().return_rate as usize;
    assert!(outage < 3_000, "{outage}");
    // One finds out for all, at growing intervals up to two minutes, of which half is left to chance.
    let probes = world.sent.iter().filter(|sent| !sent.is_again && sent.at.as_secs() > 600);
    let probes: Vec<_> = probes.map(|sent| sent.at.as_secs()).collect();
    assert!((4..10).contains(&probes.len()), "{probes:?}");
    assert!(probes.windows(2).all(|two| (60..160).contains(&(two[1] - two[0]))), "{probes:?}");

    // It returns: all registrations come back at the configured rate.
    world.serve(accept);
    let back = world.elapsed;
    world.sent.clear();
    world.run_seconds(400);
    assert!(world.sent.len() >= many(), "{}", world.sent.len());
    let busiest = busiest_second(&world, back);
    assert!(busiest <= rate, "{busiest}");
    let successes = world.events.iter().filter(|event| event.status == 200).count();
    assert!(successes >= many(), "{successes}");
}

#[test]
fn a_registrar_that_asks_for_a_pause_gets_it_from_all_and_then_a_paced_return() {
    let mut world = World::new(accept);
    world.is_recording = false;
    register_all(&mut world, many(), 600);
    world.run_seconds(480);
    assert_eq!(world.sent_count, many());

    world.is_recording = true;
    world.serve(always("503 Service Unavailable", &["Retry-After: 120"]));
    world.run_seconds(180);
    let first = world.sent.first().unwrap().at;
    let during =
        world.sent.iter().filter(|sent| sent.at < first + Duration::from_secs(119)).count();
    // Trials before bindings end, whatever their number: in the last chance of a binding, 30 s, there are 24, and six by accounts
    // that have failed.
    assert!(during <= 4 * (24 + 6), "{during}");

    world.serve(accept);
    world.run_seconds(400);
    let rate = world.ua.limits().return_rate as usize;
    let busiest = busiest_second(&world, first);
    assert!(busiest <= rate, "{busiest}");
    let successes = world.events.iter().filter(|event| event.status == 200).count();
    assert!(successes >= many(), "{successes}");
}

/// How many requests were sent for the first time between two moments, in seconds.
fn begun(world: &World, from: u64, to: u64) -> usize {
    let times = world.sent.iter().filter(|sent| !sent.is_again).map(|sent| sent.at.as_secs());
    times.filter(|at| (from..to).contains(at)).count()
}

#[test]
fn a_registrar_that_falls_silent_is_soon_asked_less() {
    // With a thousand the window is full before suspicion comes.
    for count in [150, 1000] {
        let mut world = World::new(accept);
        world.ua.limits_mut().return_rate = 5;
        register_all(&mut world, count, 600);
        world.run_seconds(480);
        world.sent.clear();
        world.serve(silence);
        world.run_seconds(60);
        // After eight seconds of silence one a second finds out, before the first has failed; and what is sent again is
        // no more than would be sent to one that returns.
        let first = world.sent[0].at.as_secs();
        let before = begun(&world, first, first + 7);
        let after = begun(&world, first + 10, first + 30);
        assert!(before >= 10 && after <= 21, "{count}: {before}, {after}");
        let busiest = busiest_second(&world, Duration::from_secs(first + 10));
        assert!(busiest <= 5 + 2, "{count}: {busiest}");
    }
}

#[test]
fn challenged_requests_keep_to_the_rate_and_precede_first_requests() {
    let mut world = World::new(accept);
    world.ua.credentials_mut().add(b"login", b"login", Some(b"secret"), None, None).unwrap();
    world.ua.limits_mut().return_rate = 50;
    world.ua.limits_mut().probe_ceiling = Duration::from_secs(10);
    register_all(&mut world, 1000, 600);
    world.run_seconds(60);
    world.serve(silence);
    world.run_seconds(1000);
    world.sent.clear();
    world.events.clear();
    world.serve(digest(u32::MAX));
    // The probe is sent again within four seconds, or begins within ten.
    world.run_seconds(24);
    let successes = world.events.iter().filter(|event| event.status == 200).count();
    assert!(successes >= 200, "{successes}");
    let busiest = busiest_second(&world, Duration::ZERO);
    assert!(busiest <= 50, "{busiest}");
}

#[test]
fn refreshes_come_as_early_as_the_program_lets_them() {
    for (jitter, earliest) in [(0, 541.0), (50, 270.0)] {
        let mut world = World::new(accept);
        world.ua.options_mut().refresh_jitter = jitter;
        register_all(&mut world, 500, 600);
        world.run_seconds(1);
        world.sent.clear();
        world.run_seconds(545);
        assert_eq!(world.sent.len(), 500);
        let first = world.sent[0].at.as_secs_f64();
        assert!((earliest - 1.0..earliest + 10.0).contains(&first), "{jitter}: {first}");
    }
}

#[test]
fn losses_make_the_window_small_again() {
    let work = Duration::from_millis(1);
    let mut world = World::new(accept);
    world.is_recording = false;
    world.socket = Some(Socket::new(200, work));
    world.ua.limits_mut().window = 100_000;
    register_all(&mut world, 5_000, 3600);
    world.run(work * 5_000 + Duration::from_secs(25));
    assert!(!world.ua.has_transactions());
    assert!(world.sent_count <= 7_000, "{}", world.sent_count);
}

#[test]
fn requests_queued_behind_a_failure_end_in_events_as_well() {
    let mut world = World::new(silence);
    world.ua.limits_mut().window = 1;
    let rids = register_all(&mut world, 3, 3600);
    world.run_seconds(34);
    let reported: Vec<_> = world.events.iter().map(|event| event.rid).collect();
    assert_eq!(reported, rids);
}

/// A receive buffer of 212,992 bytes, as Linux gives it, takes some 200 REGISTERs.
#[test]
fn a_registrar_with_a_small_buffer_hears_little_twice() {
    let work = Duration::from_micros(100);
    let mut world = World::new(digest(u32::MAX));
    world.is_recording = false;
    world.socket = Some(Socket::new(200, work));
    world.ua.options_mut().autonomous = true;
    world.ua.credentials_mut().add(b"login", b"login", Some(b"secret"), None, None).unwrap();
    register_all(&mut world, 10_000, 3600);
    world.run(work * 20_000 + Duration::from_secs(5));
    assert!(world.sent_count <= 22_000, "{}", world.sent_count);
    assert!(!world.ua.has_transactions());
}

#[test]
fn without_losses_the_window_opens_within_a_few_round_trips() {
    let mut world = World::new(accept);
    world.delay = Duration::from_millis(50);
    let (rounds, window) = (20, world.ua.limits().window);
    register_all(&mut world, rounds * window, 3600);
    world.run(world.delay * (rounds as u32 + 4));
    assert_eq!(world.events.len(), rounds * window);
    assert_eq!(world.sent.len(), rounds * window);
}

#[test]
fn refreshes_that_are_all_due_at_once_are_over_soon() {
    let mut world = all_due(5_000);
    world.is_automatic = true;
    // The application looks every 10 ms.
    world.run(Duration::from_millis(300));
    assert_eq!(world.sent.len(), 5_000);
}

#[test]
fn an_autonomous_core_hears_answers_between_what_is_due() {
    let mut world = all_due(1_000);
    world.ua.options_mut().autonomous = true;
    let now = world.now();
    world.ua.handle_input(now, Input::Timeout);
    world.settle();
    assert!((1..=100).contains(&world.sent.len()), "{}", world.sent.len());
    world.run(Duration::from_millis(300));
    assert_eq!(world.sent.len(), 1_000);
}

#[test]
fn a_small_window_lets_few_out_at_a_time() {
    let mut world = World::new(accept);
    world.ua.limits_mut().window = 10;
    register_all(&mut world, 100, 3600);
    assert_eq!(world.sent.len(), 10);
    world.run_seconds(1);
    assert_eq!(world.sent.len(), 100);
}

#[test]
fn an_answer_to_a_challenge_precedes_first_requests() {
    let mut world = World::new(digest(u32::MAX));
    world.ua.limits_mut().window = 10;
    world.ua.options_mut().autonomous = true;
    world.ua.credentials_mut().add(b"login", b"login", Some(b"secret"), None, None).unwrap();
    register_all(&mut world, 100, 3600);
    world.run_seconds(1);
    assert_eq!(world.sent.len(), 200);
    let second = world.sent.iter().position(|sent| sent.header("CSeq") == Some("2 REGISTER"));
    assert!(second.unwrap() < 40, "{second:?}");
}

#[test]
fn one_lookup_serves_all_registrations_of_a_failed_name() {
    let mut world = World::new(accept);
    for _ in 0..50 {
        world.register_at("sip:nowhere.example", 60);
    }
    world.run_seconds(300);
    assert!(world.resolved.len() <= 60, "{}", world.resolved.len());
    assert!(world.events.len() <= 110, "{}", world.events.len());
}

#[test]
fn removing_all_registrations_leaves_nothing() {
    let mut world = World::new(accept);
    world.is_recording = false;
    let rids = register_all(&mut world, 1000, 3600);
    world.run_seconds(5);
    for rid in rids {
        world.ua.remove_register(rid).unwrap();
    }
    assert_eq!(world.ua.statistics(world.now()).registrations.allocated, 0);
    assert_eq!(world.ua.next_timeout(), None);
}
