//! Refresh, grants, leaving.

use std::time::{Duration, SystemTime};

use eXosip2::error::Error;
use eXosip2::ua::Transport;

use crate::world::{Sent, World, accept, always, ok, respond, silence};

fn granting(
    contact: Option<u32>,
    header: Option<u32>,
) -> impl FnMut(&Sent) -> Vec<String> + 'static {
    move |request| {
        let mut headers = Vec::new();
        if let Some(seconds) = contact {
            headers
                .push(format!("Contact: {};expires={seconds}", request.header("Contact").unwrap()));
        }
        headers.extend(header.map(|seconds| format!("Expires: {seconds}")));
        vec![respond(request, "200 OK", &headers)]
    }
}

/// The time from the first REGISTER to the second.
fn interval(expires: i32, registrar: impl FnMut(&Sent) -> Vec<String> + 'static) -> f64 {
    let mut world = World::new(registrar);
    world.register(expires);
    while world.sent.len() < 2 && world.elapsed < Duration::from_secs(100_000) {
        world.run_seconds(1);
    }
    world.sent[1].at.as_secs_f64()
}

#[test]
fn a_refresh_comes_when_the_original_sends_it_or_a_little_before() {
    for (expires, moment) in [(30, 25.0), (40, 35.0), (60, 55.0), (90, 82.0), (600, 541.0)] {
        let at = interval(expires, accept);
        assert!(at <= moment + 0.03 && at >= 0.9 * moment, "{expires}: {at}");
    }
}

#[test]
fn a_long_registration_is_left_alone() {
    let at = interval(3600, accept);
    assert!((2916.0..=3241.0).contains(&at), "{at}");
}

#[test]
fn the_grant_decides_when_to_refresh_and_the_wish_what_to_ask_for() {
    let at = interval(3600, granting(Some(40), Some(3600)));
    assert!((31.5..=35.03).contains(&at), "{at}");
    let at = interval(40, granting(Some(90), None));
    assert!((73.8..=82.03).contains(&at), "{at}");
    let at = interval(3600, granting(None, Some(60)));
    assert!((49.5..=55.03).contains(&at), "{at}");
    let at = interval(60, granting(None, Some(3600)));
    assert!((49.5..=55.03).contains(&at), "{at}");

    let mut world = World::new(granting(Some(40), None));
    world.register(3600);
    world.run_seconds(36);
    assert_eq!(world.last().header("Expires"), Some("3600"));
    assert_eq!(world.last().header("CSeq"), Some("2 REGISTER"));
}

#[test]
fn the_bindings_of_others_do_not_count() {
    let at = interval(60, |request: &Sent| {
        vec![respond(
            request,
            "200 OK",
            &["Contact: <sip:alice@10.9.9.9;line=0>;expires=5, <sip:alice@10.9.9.8>;expires=5, \
               <sip:alice@10.9.9.7>;expires=5"
                .to_owned()],
        )]
    });
    assert!(at > 49.0, "{at}");
}

#[test]
fn our_binding_is_known_by_its_address_where_the_registrar_drops_parameters() {
    let at = interval(3600, |request: &Sent| {
        let contact = request.header("Contact").unwrap().split(";line").next().unwrap().to_owned();
        let others = "<sip:alice@10.9.9.9:5070>;expires=30, <sip:bob@10.0.0.2:5070>;expires=30";
        vec![respond(request, "200 OK", &[format!("Contact: {others}, {contact}>;expires=40")])]
    });
    assert!((31.5..=35.03).contains(&at), "{at}");
}

#[test]
fn a_contact_of_the_application_is_known_by_its_address() {
    let mut world = World::new(granting(Some(40), None));
    let now = world.now();
    let contact = Some(&b"<sip:alice@10.7.7.7:5062>"[..]);
    let (rid, message) = world
        .ua
        .build_initial_register(now, b"sip:alice@b", b"sip:192.0.2.1", contact, 3600, None)
        .unwrap();
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.run_seconds(36);
    assert_eq!(world.sent.len(), 2);
}

#[test]
fn tiny_grants_cause_no_storm() {
    for grant in 1..=7 {
        let mut world = World::new(granting(Some(grant), None));
        world.register(3600);
        world.run_seconds(60);
        assert!(world.sent.len() <= 61, "{grant}: {}", world.sent.len());
        let gaps = world.sent.windows(2).map(|pair| pair[1].at - pair[0].at);
        assert!(gaps.min().unwrap() >= Duration::from_millis(990), "{grant}");
    }
}

#[test]
fn leaving_ends_the_registration() {
    let mut world = World::new(accept);
    let rid = world.register(3600);
    world.run_seconds(2);
    world.renew(rid, 0).unwrap();
    assert_eq!(world.last().header("Expires"), Some("0"));
    world.run_seconds(1);
    assert_eq!(world.story(), "+200 +200");
    assert_eq!(world.ua.build_register(world.now(), rid, 60).map(|_| ()), Err(Error::NotFound));
    assert_eq!(world.ua.statistics(world.now()).registrations.allocated, 0);
    world.run_seconds(10_000);
    assert_eq!(world.sent.len(), 2);
}

#[test]
fn leaving_without_success_is_not_retried_and_ends_after_75_seconds() {
    let mut world = World::new(accept);
    let rid = world.register(3600);
    world.run_seconds(1);
    world.serve(silence);
    world.renew(rid, 0).unwrap();
    world.run_seconds(74);
    assert_eq!(world.story(), "+200 -0");
    assert_eq!(world.ua.statistics(world.now()).registrations.allocated, 1);
    assert_eq!(world.sent.len(), 1 + 11);
    world.run_seconds(2);
    assert_eq!(world.ua.statistics(world.now()).registrations.allocated, 0);
    world.run_seconds(1000);
    assert_eq!((world.sent.len(), world.events.len()), (12, 2));
}

#[test]
fn leaving_that_is_refused_ends_after_75_seconds() {
    let mut world = World::new(accept);
    let rid = world.register(3600);
    world.run_seconds(1);
    world.serve(always("403 Forbidden", &[]));
    world.renew(rid, 0).unwrap();
    world.run_seconds(74);
    assert_eq!(world.ua.statistics(world.now()).registrations.allocated, 1);
    world.run_seconds(2);
    assert_eq!(world.ua.statistics(world.now()).registrations.allocated, 0);
    assert_eq!(world.story(), "+200 -403");
}

#[test]
fn a_removal_that_leaves_the_binding_listed_keeps_the_registration() {
    let mut world = World::new(granting(Some(3000), None));
    let rid = world.register(3600);
    world.run_seconds(1);
    world.renew(rid, 0).unwrap();
    world.run_seconds(2);
    assert_eq!(world.story(), "+200 +200");
    assert_eq!(world.ua.statistics(world.now()).registrations.allocated, 1);
    world.run_seconds(2800);
    assert_eq!(world.sent.len(), 3);
}

#[test]
fn removing_sends_nothing_and_tells_nothing() {
    let mut world = World::new(silence);
    let rid = world.register(3600);
    world.ua.remove_register(rid).unwrap();
    world.run_seconds(40);
    assert_eq!(world.events, []);
    // The transaction runs to its end.
    assert_eq!(world.sent.len(), 11);
    assert_eq!(world.ua.statistics(world.now()).transactions.allocated, 0);
    assert_eq!(world.ua.remove_register(rid), Err(Error::NotFound));
}

#[test]
fn all_bindings_are_removed_by_a_star() {
    let mut world = World::new(|request: &Sent| vec![respond(request, "200 OK", &[])]);
    let now = world.now();
    let (rid, message) = world
        .ua
        .build_initial_register(now, b"sip:alice@b", b"sip:192.0.2.1", Some(b"*"), 0, None)
        .unwrap();
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.run_seconds(1);
    assert_eq!(world.last().header("Contact"), Some("*"));
    assert_eq!(world.story(), "+200");
    assert_eq!(world.ua.statistics(world.now()).registrations.allocated, 0);
}

#[test]
fn a_register_that_is_built_but_not_sent_changes_nothing() {
    let mut world = World::new(accept);
    let rid = world.register(60);
    world.run_seconds(1);
    let now = world.now();
    world.ua.build_register(now, rid, 0).unwrap();
    world.run_seconds(60);
    assert_eq!(world.sent.len(), 2);
    assert_eq!(world.last().header("Expires"), Some("60"));
}

#[test]
fn a_failed_build_does_not_change_the_period() {
    let mut world = World::new(|_: &Sent| Vec::new());
    let rid = world.register(60);
    let now = world.now();
    assert_eq!(world.ua.build_register(now, rid, 0).map(|_| ()), Err(Error::WrongState));
    let request = world.sent[0].clone();
    world.deliver(request.path, ok(&request).as_bytes());
    assert_eq!(world.ua.statistics(now).registrations.allocated, 1);
}

#[test]
fn sending_without_a_message_asks_for_what_was_last_asked() {
    let mut world = World::new(accept);
    let rid = world.register(3600);
    world.run_seconds(1);
    let now = world.now();
    world.ua.build_register(now, rid, 1800).unwrap();
    world.ua.send_register(now, rid, None).unwrap();
    world.settle();
    assert_eq!(world.last().header("Expires"), Some("1800"));
    assert_eq!(world.last().header("CSeq"), Some("2 REGISTER"));
}

#[test]
fn an_autonomous_core_refreshes_by_itself() {
    let mut world = World::new(accept);
    world.is_automatic = false;
    world.register(60);
    world.run_seconds(100);
    assert_eq!(world.sent.len(), 1);

    let mut world = World::new(accept);
    world.is_automatic = false;
    world.ua.options_mut().autonomous = true;
    world.register(60);
    world.run_seconds(100);
    assert_eq!(world.sent.len(), 2);
}

#[test]
fn provisional_responses_tell_nothing() {
    let mut world = World::new(|request: &Sent| {
        ["100 Trying", "183 Session Progress", "200 OK", "200 OK"]
            .map(|status| respond(request, status, &[]))
            .to_vec()
    });
    world.register(3600);
    world.run_seconds(10);
    assert_eq!(world.story(), "+200");
    assert_eq!(world.sent.len(), 1);
}

#[test]
fn statistics_are_those_of_the_original() {
    let mut world = World::new(accept);
    let rid = world.register(3600);
    world.run_seconds(2);
    let statistics = world.ua.statistics(world.now());
    assert_eq!(statistics.registrations.allocated, 1);
    assert_eq!(statistics.transactions.allocated, 0);
    assert!((statistics.transactions.hourly - 1796.77).abs() < 0.1);
    world.renew(rid, 0).unwrap();
    world.run_seconds(1);
    assert_eq!(world.ua.statistics(world.now()).registrations.allocated, 0);
}

#[test]
fn the_state_of_a_registration_can_be_read() {
    let mut world = World::new(granting(Some(40), None));
    let rid = world.register(3600);
    assert_eq!(world.ua.registration(rid).unwrap().bound_until, None);
    let start = world.now().instant;
    world.run_seconds(1);
    let state = world.ua.registration(rid).unwrap();
    assert_eq!(state.bound_until, Some(start + Duration::from_secs(40)));
    assert_eq!((state.granted, state.last_status), (40, 200));
    assert_eq!(state.remote, Some("192.0.2.1:5060".parse().unwrap()));
    assert_eq!(state.local, Some("10.0.0.2:5070".parse().unwrap()));
    assert!(state.next_attempt.unwrap() > start + Duration::from_secs(30));
    assert_eq!(world.ua.registration(0), Err(Error::BadParameter));
    assert_eq!(world.ua.registration(i32::MAX), Err(Error::NotFound));
}

#[test]
fn the_date_does_not_matter() {
    let mut world = World::new(accept);
    world.register(600);
    world.run_seconds(10);
    for date in [0, 4_000_000_000] {
        world.date = SystemTime::UNIX_EPOCH + Duration::from_secs(date);
        world.run_seconds(200);
    }
    assert_eq!(world.sent.len(), 1);
    world.run_seconds(200);
    assert_eq!(world.sent.len(), 2);
}

#[test]
fn a_program_stopped_for_hours_registers_once() {
    let mut world = World::new(accept);
    for _ in 0..3 {
        world.register(600);
    }
    world.run_seconds(10);
    world.elapsed += Duration::from_secs(36_000);
    world.run_seconds(60);
    assert_eq!(world.sent.len(), 6);
    assert_eq!(world.story(), ["+200"; 6].join(" "));
}

#[test]
fn absurd_expires_are_bounded() {
    let mut world = World::new(granting(Some(u32::MAX), None));
    let rid = world.register(3600);
    world.run_seconds(1);
    assert_eq!(world.ua.registration(rid).unwrap().granted, 30 * 24 * 3600);
}

#[test]
fn the_time_of_the_next_attempt_is_known_while_the_registrar_is_dead() {
    let mut world = World::new(silence);
    let rids: Vec<_> = (0..5).map(|_| world.register(60)).collect();
    let mut has_waited = false;
    for _ in 0..600 {
        world.run_seconds(1);
        let under_way = world.ua.statistics(world.now()).transactions.allocated;
        let next = |rid: &&i32| world.ua.registration(**rid).unwrap().next_attempt.is_some();
        let known = rids.iter().filter(next).count();
        assert_eq!(known + under_way, 5, "{:?}", world.elapsed);
        has_waited |= under_way == 1;
    }
    assert!(has_waited);
}

#[test]
fn all_registrations_can_be_removed_at_once() {
    let mut world = World::new(accept);
    for _ in 0..3 {
        world.register(3600);
    }
    world.run_seconds(1);
    world.build("sip:a@b", 60);
    world.register(3600);
    world.is_automatic = false;
    let now = world.now();
    world.ua.leave_all(now);
    world.run_seconds(1);
    assert!(!world.ua.has_registrations());
    // Three that were registered, one that was under way, and none for what was never sent.
    assert_eq!(world.sent.iter().filter(|sent| sent.header("Expires") == Some("0")).count(), 4);
    assert_eq!(world.story(), ["+200"; 8].join(" "));
}

#[test]
fn quit_ends_although_the_registrar_keeps_the_binding() {
    let mut world = World::new(granting(Some(3000), None));
    for _ in 0..2 {
        world.register(3600);
    }
    world.run_seconds(1);
    world.register(3600);
    let now = world.now();
    world.ua.leave_all(now);
    world.run_seconds(60);
    assert!(!world.ua.has_registrations());
    assert_eq!(world.sent.len(), 3 + 3);
}

#[test]
fn quit_waits_for_a_failing_removal_no_longer_than_a_transaction() {
    let mut world = World::new(accept);
    world.register(3600);
    world.run_seconds(1);
    world.serve(silence);
    let now = world.now();
    world.ua.leave_all(now);
    world.run_seconds(31);
    assert!(world.ua.has_registrations());
    world.run_seconds(2);
    assert!(!world.ua.has_registrations());
    assert_eq!(world.story(), "+200 -0");
}

#[test]
fn a_refresh_counts_from_the_first_transmission() {
    let mut lost = 5;
    let mut world = World::new(move |request: &Sent| {
        lost -= 1;
        if lost > 0 { Vec::new() } else { vec![ok(request)] }
    });
    world.register(60);
    world.run_seconds(10);
    assert_eq!(world.story(), "+200");
    // The success came after 7.5 s; the registrar may have counted from the beginning.
    world.run_seconds(46);
    assert_eq!(world.story(), "+200 +200");
}

#[test]
fn a_removed_registration_that_waits_for_a_name_or_a_connection_sends_nothing() {
    for transport in [Transport::Udp, Transport::Tcp] {
        for registrar in ["sip:pbx.example", "sip:192.0.2.1"] {
            let mut world = World::on(transport, accept);
            world.chosen = transport;
            let address = "192.0.2.1:5060".parse().unwrap();
            world.names.insert("pbx.example".to_owned(), vec![address]);
            let (now, registrar) = (world.now(), registrar.as_bytes());
            let from = b"sip:alice@example.com";
            let built = world.ua.build_initial_register(now, from, registrar, None, 60, None);
            let (rid, message) = built.unwrap();
            world.ua.send_register(now, rid, Some(message)).unwrap();
            // Only now the answers of the resolver and of the network come.
            world.ua.remove_register(rid).unwrap();
            world.run_seconds(1);
            assert!(world.sent.is_empty() && world.events.is_empty());
            assert_eq!(world.ua.statistics(world.now()).transactions.allocated, 0);
        }
    }
}
