//! Silence, refusals, and how long to wait after them.

use std::time::Duration;

use crate::world::{Sent, World, accept, always, ok, respond, silence};

#[test]
fn a_request_is_sent_eleven_times_and_given_up_after_32_seconds() {
    let mut world = World::new(silence);
    world.register(3600);
    world.run_seconds(33);
    let times = [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500];
    assert_eq!(world.times(), times);
    assert!(world.sent[1..].iter().all(|sent| sent.is_again && sent.text == world.sent[0].text));
    assert_eq!(world.story(), "-0");
    assert_eq!(world.events[0].at, Duration::from_secs(32));
    assert_eq!(world.events[0].request, world.sent[0].text);
}

#[test]
fn after_a_provisional_response_it_is_sent_every_four_seconds() {
    let mut world = World::new(always("100 Trying", &[]));
    world.register(3600);
    world.run_seconds(33);
    assert_eq!(world.times()[..4], [0, 4001, 8002, 12_003]);
    assert_eq!(world.story(), "-100");
    assert_eq!(world.events[0].at, Duration::from_secs(32));
}

#[test]
fn lost_packets_are_made_up_for() {
    let mut lost = 3;
    let mut world = World::new(move |request: &Sent| {
        lost -= 1;
        if lost >= 0 { Vec::new() } else { vec![ok(request)] }
    });
    world.register(3600);
    world.run_seconds(60);
    assert_eq!(world.times(), [0, 500, 1500, 3500]);
    assert_eq!(world.story(), "+200");
}

#[test]
fn a_late_response_changes_nothing() {
    let mut world = World::new(silence);
    world.register(3600);
    world.run_seconds(33);
    let request = world.sent[0].clone();
    world.deliver(request.path, ok(&request).as_bytes());
    assert_eq!(world.story(), "-0");
}

/// The times between the attempts, in seconds.
fn gaps(world: &World) -> Vec<f64> {
    let starts: Vec<_> =
        world.sent.iter().filter(|sent| !sent.is_again).map(|sent| sent.at).collect();
    starts.windows(2).map(|pair| (pair[1] - pair[0]).as_secs_f64()).collect()
}

#[test]
fn refusals_are_retried_with_growing_delays_whatever_the_period() {
    for status in
        ["403 Forbidden", "404 Not Found", "500 Error", "600 Busy", "302 Moved", "408 Timeout"]
    {
        for expires in [30, 3600] {
            let mut world = World::new(always(status, &[]));
            world.register(expires);
            world.run_seconds(8000);
            let gaps = gaps(&world);
            for (gap, ceiling) in
                gaps.iter().zip([60.0, 120.0, 240.0, 480.0, 960.0, 1800.0, 1800.0])
            {
                assert!((ceiling / 2.0 - 0.1..=ceiling + 0.1).contains(gap), "{status}: {gaps:?}");
            }
            assert!(gaps.len() >= 5);
        }
    }
}

#[test]
fn retry_after_is_obeyed_whatever_the_status() {
    for status in [
        "404 Not Found",
        "413 Large",
        "480 Away",
        "486 Busy",
        "500 E",
        "503 Busy",
        "600 B",
        "603 D",
    ] {
        let mut world = World::new(always(status, &["Retry-After: 7 (soon);duration=3600"]));
        world.register(60);
        world.run_seconds(30);
        let gaps = gaps(&world);
        assert_eq!(gaps.len(), 4, "{status}: {gaps:?}");
        assert!(gaps.iter().all(|gap| (7.0..7.1).contains(gap)), "{status}: {gaps:?}");
    }
}

#[test]
fn a_503_suspends_all_registrations_at_its_registrar() {
    let mut world = World::new(accept);
    let rids: Vec<_> = (0..5).map(|_| world.register(60)).collect();
    world.run_seconds(1);
    world.serve(always("503 Busy", &["Retry-After: 300"]));
    world.renew(rids[0], 60).unwrap();
    let sent = world.sent.len();
    world.run_seconds(49);
    assert_eq!(world.sent.len(), sent);
    // Each binding is tried once more before it ends, and a second time if it is refused early enough.
    world.run_seconds(20);
    let tried = world.sent.len();
    assert!((sent + 5..=sent + 10).contains(&tried), "{tried}");
    world.run_seconds(220);
    assert_eq!(world.sent.len(), tried);
    world.serve(accept);
    world.run_seconds(90);
    assert_eq!(world.sent.len(), tried + 5);
    assert!(world.story().ends_with("+200 +200 +200 +200 +200"));
}

#[test]
fn a_renewal_refused_for_long_is_tried_twice_more_before_its_binding_ends() {
    for (served_at, story) in
        [(560, "+200 -503 +200"), (575, "+200 -503 -503 +200"), (599, "+200 -503 -503 -503")]
    {
        let mut world = World::new(accept);
        world.register(600);
        world.run_seconds(300);
        world.serve(always("503 Busy", &["Retry-After: 86400"]));
        world.run_seconds(served_at - 300);
        world.serve(accept);
        world.run_seconds(599 - served_at);
        assert_eq!(world.story(), story, "{served_at}");
        // Then the pause is obeyed.
        world.run_seconds(400);
        assert_eq!(world.story(), story, "{served_at}");
    }
}

#[test]
fn a_423_is_met_with_the_minimum() {
    let mut world = World::new(|request: &Sent| {
        let expires: u32 = request.header("Expires").unwrap().parse().unwrap();
        let brief =
            || respond(request, "423 Interval Too Brief", &["Min-Expires: 1800".to_owned()]);
        vec![if expires < 1800 { brief() } else { ok(request) }]
    });
    let rid = world.register(60);
    world.run_seconds(1);
    assert_eq!(world.story(), "-423 +200");
    assert_eq!(world.last().header("Expires"), Some("1800"));
    world.run_seconds(1700);
    assert_eq!(world.sent.len(), 3);
    assert_eq!(world.last().header("Expires"), Some("1800"));
    world.renew(rid, 3600).unwrap();
    assert_eq!(world.last().header("Expires"), Some("3600"));
}

#[test]
fn an_application_that_sends_by_itself_asks_for_the_minimum_too() {
    let mut world = World::new(|request: &Sent| {
        let is_short = request.header("Expires") == Some("600");
        let minimum = "Min-Expires: 1800".to_owned();
        vec![if is_short { respond(request, "423 No", &[minimum]) } else { ok(request) }]
    });
    world.is_automatic = false;
    let rid = world.register(600);
    world.run_seconds(1);
    for _ in 0..2 {
        let now = world.now();
        world.ua.send_register(now, rid, None).unwrap();
        world.run_seconds(1);
    }
    assert_eq!(world.story(), "-423 +200 +200");
}

#[test]
fn an_odd_min_expires_is_an_ordinary_failure() {
    for minimum in [
        "",
        "Min-Expires: 0",
        "Min-Expires: abc",
        "Min-Expires: 4294967296",
        "Min-Expires: 30",
        "Min-Expires: 2147483648",
        "Min-Expires: 99999999999999999999",
        "Min-Expires: -1",
        "Min-Expires: 70x",
    ] {
        let headers: Vec<&str> = [minimum].into_iter().filter(|line| !line.is_empty()).collect();
        let mut world = World::new(always("423 Interval Too Brief", &headers));
        let rid = world.register(60);
        world.run_seconds(29);
        assert_eq!((world.sent.len(), world.story().as_str()), (1, "-423"), "{minimum}");
        let again = world.ua.build_register(world.now(), rid, 90);
        assert!(again.is_ok(), "{minimum}");
        world.run_seconds(40);
        assert_eq!(world.last().header("Expires"), Some("60"), "{minimum}");
    }
}

#[test]
fn a_registrar_that_always_wants_more_is_not_followed_for_ever() {
    let mut world = World::new(|request: &Sent| {
        let expires: u64 = request.header("Expires").unwrap().parse().unwrap();
        vec![respond(request, "423 Interval Too Brief", &[format!("Min-Expires: {}", expires + 1)])]
    });
    world.register(60);
    world.run_seconds(29);
    assert_eq!(world.sent.len(), 4);
}

#[test]
fn a_silent_registrar_is_tried_again_after_a_while() {
    let mut world = World::new(silence);
    world.register(60);
    world.run_seconds(1000);
    let gaps = gaps(&world);
    assert!((32.0 + 30.0..32.0 + 60.1).contains(&gaps[0]), "{gaps:?}");
    assert!(gaps[1..].iter().all(|gap| (32.0 + 59.9..32.0 + 120.1).contains(gap)), "{gaps:?}");
    world.serve(accept);
    world.run_seconds(153);
    assert!(world.story().ends_with("+200"));
}

#[test]
fn no_delay_is_longer_than_the_program_wants() {
    let mut world = World::new(silence);
    world.ua.limits_mut().probe_ceiling = Duration::from_secs(10);
    world.register(60);
    world.run_seconds(500);
    assert!(gaps(&world).iter().all(|gap| (32.0..32.0 + 10.1).contains(gap)), "{:?}", gaps(&world));
    let mut world = World::new(always("403 Forbidden", &[]));
    world.ua.limits_mut().retry_ceiling = Duration::from_secs(10);
    world.register(60);
    world.run_seconds(500);
    assert!(gaps(&world).iter().all(|gap| (5.0..10.1).contains(gap)), "{:?}", gaps(&world));
}

#[test]
fn an_unknown_name_fails_at_once_and_is_asked_for_again_with_growing_delays() {
    for expires in [30, 3600] {
        let mut world = World::new(accept);
        world.register_at("sip:nowhere.example", expires);
        assert_eq!(world.story(), "-0");
        assert!(world.events[0].request.contains("Via: SIP/2.0/UDP 999.999.999.999:99999;"));
        assert!(world.events[0].request.contains("@999.999.999.999:99999;line="));
        world.run_seconds(60);
        let times: Vec<_> = world.resolved.iter().map(|(at, _)| at.as_secs_f64()).collect();
        let gaps: Vec<_> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!((4..=6).contains(&gaps.len()), "{gaps:?}");
        for (gap, ceiling) in gaps.iter().zip([2.0, 4.0, 8.0, 16.0, 32.0]) {
            assert!((ceiling / 2.0..=ceiling + 0.1).contains(gap), "{gaps:?}");
        }
        world.names.insert("nowhere.example".to_owned(), vec!["192.0.2.1:5060".parse().unwrap()]);
        world.run_seconds(130);
        assert!(world.story().ends_with("+200"), "{}", world.story());
        // Every attempt has a CSeq of its own.
        let cseq: u32 =
            world.last().header("CSeq").unwrap().split(' ').next().unwrap().parse().unwrap();
        assert_eq!(cseq as usize, world.events.len());
    }
}

#[test]
fn an_application_may_send_at_any_time() {
    let mut world = World::new(silence);
    let rid = world.register(60);
    world.run_seconds(33);
    world.serve(accept);
    world.renew(rid, 60).unwrap();
    world.run_seconds(1);
    assert_eq!(world.story(), "-0 +200");
}
