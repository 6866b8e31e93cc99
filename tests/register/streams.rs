//! Connections: addresses, refusal, loss.

use std::time::Duration;

use eXosip2::ua::{Channel, Input, Transport};

use crate::world::{Sent, World, accept, always, ok, respond, silence};

#[test]
fn a_connection_shows_its_own_port() {
    let mut world = World::on(Transport::Tcp, accept);
    world.register(3600);
    assert!(world.last().header("Via").unwrap().starts_with("SIP/2.0/TCP 10.0.0.2:40002;rport;"));
    let contact = world.last().header("Contact").unwrap();
    assert!(contact.starts_with("<sip:alice@10.0.0.2:40002;transport=TCP;line="), "{contact}");
}

#[test]
fn a_request_is_sent_once() {
    let mut world = World::on(Transport::Tcp, silence);
    world.register(3600);
    world.run_seconds(33);
    assert_eq!((world.sent.len(), world.story().as_str()), (1, "-0"));
    assert_eq!(world.events[0].at, Duration::from_secs(32));
}

#[test]
fn accounts_share_a_connection_and_all_of_them_recover() {
    let mut world = World::on(Transport::Tcp, accept);
    for _ in 0..10 {
        world.register(3600);
    }
    world.run_seconds(1);
    assert!(world.sent.iter().all(|sent| sent.path.channel == Channel(2)));
    let before = world.elapsed;
    world.input(Input::Closed { channel: Channel(2), tls: None });
    world.run_seconds(4);
    let again = &world.sent[10..];
    assert_eq!(again.len(), 10);
    assert!(again.iter().all(|sent| sent.path.channel == Channel(3)));
    // Via and Contact follow the new connection.
    assert!(again.iter().all(|sent| sent.header("Via").unwrap().contains(":40003;")));
    assert!(again.iter().all(|sent| sent.header("Contact").unwrap().contains(":40003;")));
    // Each at a time of its own.
    let times: std::collections::BTreeSet<_> = again.iter().map(|sent| sent.at).collect();
    assert!(times.len() > 5, "{times:?}");
    assert!(again.iter().all(|sent| sent.at >= before + Duration::from_secs(1)));
}

#[test]
fn a_refused_connection_is_a_failure_at_once() {
    for expires in [30, 3600] {
        let mut world = World::on(Transport::Tcp, accept);
        world.refused.insert("192.0.2.1:5060".parse().unwrap());
        world.register(expires);
        assert_eq!(world.story(), "-0");
        assert!(world.events[0].request.contains("999.999.999.999:99999"));
        world.run_seconds(60);
        assert!((4..=7).contains(&world.events.len()), "{}", world.story());
        world.refused.clear();
        world.run_seconds(121);
        assert!(world.story().ends_with("+200"));
    }
}

#[test]
fn a_connection_that_closes_before_the_answer_is_a_failure() {
    let mut world = World::on(Transport::Tcp, silence);
    world.register(30);
    for _ in 0..200 {
        let channel = world.last().path.channel;
        world.run(Duration::from_millis(100));
        world.input(Input::Closed { channel, tls: None });
        world.run(Duration::from_millis(900));
    }
    // 200 seconds: one refusal after the other, with growing delays.
    assert!((5..=12).contains(&world.sent.len()), "{}", world.sent.len());
    assert_eq!(world.events.len(), world.sent.len());
}

#[test]
fn a_closed_port_without_an_alternative_is_a_failure_at_the_timeout() {
    let mut world = World::new(silence);
    world.register(60);
    let path = world.last().path;
    for _ in 0..10 {
        world.run_seconds(3);
        world.input(Input::SendFailed { path });
    }
    assert_eq!((world.story().as_str(), world.sent.len()), ("", 10));
    world.run_seconds(3);
    assert_eq!(world.story(), "-0");
    assert_eq!(world.events[0].at, Duration::from_secs(32));
}

#[test]
fn a_port_that_opens_again_answers_a_retransmission() {
    let mut world = World::new(silence);
    world.register(60);
    let path = world.last().path;
    world.input(Input::SendFailed { path });
    world.serve(accept);
    world.run_seconds(1);
    assert_eq!((world.story().as_str(), world.sent.len()), ("+200", 2));
}

#[test]
fn a_new_address_leads_to_one_clean_registration() {
    for transport in [Transport::Udp, Transport::Tcp] {
        let mut world = World::on(transport, accept);
        for _ in 0..4 {
            world.register(3600);
        }
        world.run_seconds(1);
        world.own = "10.0.9.9:5070".parse().unwrap();
        world.input(Input::NetworkChanged);
        world.run_seconds(60);
        assert_eq!(world.sent.len(), 8, "{transport}");
        let again = &world.sent[4..];
        assert!(again.iter().all(|sent| sent.header("Via").unwrap().contains(" 10.0.9.9:")));
        assert!(again.iter().all(|sent| sent.header("Contact").unwrap().contains("@10.0.9.9:")));
        assert_eq!(world.resolved.len(), 2);
    }
}

/// The machine slept, or the process was stopped, for longer than the registrar granted.
#[test]
fn after_a_long_sleep_each_account_registers_once() {
    for notices in [false, true] {
        for transport in [Transport::Udp, Transport::Tcp] {
            let mut world = World::on(transport, accept);
            for _ in 0..4 {
                world.register(600);
            }
            world.run_seconds(1);
            world.elapsed += Duration::from_secs(7200);
            if notices {
                world.input(Input::NetworkChanged);
            }
            world.run_seconds(60);
            assert_eq!(world.sent.len(), 8, "{transport} {notices}");
            assert_eq!(world.story(), ["+200"; 8].join(" "));
        }
    }
}

#[test]
fn a_date_that_is_set_changes_nothing() {
    let mut world = World::new(accept);
    world.register(3600);
    world.run_seconds(1);
    world.date -= Duration::from_secs(400 * 86_400);
    world.run_seconds(600);
    world.date += Duration::from_secs(800 * 86_400);
    world.run_seconds(600);
    assert_eq!(world.sent.len(), 1);
    world.run_seconds(2400);
    assert_eq!(world.sent.len(), 2);
}

#[test]
fn a_network_change_during_a_request_is_survived() {
    let mut world = World::new(silence);
    world.register(3600);
    world.run_seconds(1);
    world.serve(accept);
    world.input(Input::NetworkChanged);
    world.run_seconds(5);
    assert_eq!(world.story(), "-0 +200");
}

#[test]
fn the_listening_port_is_shown_on_demand_and_corrected() {
    let mut world = World::on(Transport::Tcp, |request: &Sent| {
        let local = request.header("Via").unwrap().split(':').nth(1).unwrap();
        let port = local.split(';').next().unwrap();
        vec![ok(request).replace(";rport;", &format!(";rport={port};"))]
    });
    world.ua.options_mut().auto_masquerade = true;
    world.ua.options_mut().ephemeral_port = false;
    world.register(3600);
    world.run_seconds(1);
    // Without a listening port there is nothing else to show.
    assert_eq!(world.sent.len(), 1);
    assert!(world.last().header("Contact").unwrap().contains(":40002;"));
}

#[test]
fn what_a_connection_has_learned_is_forgotten_with_it() {
    let mut world = World::on(Transport::Tcp, |request: &Sent| {
        vec![ok(request).replace(";rport;", ";rport=7777;received=198.51.100.7;")]
    });
    world.ua.options_mut().auto_masquerade = true;
    world.register(3600);
    world.run_seconds(100);
    assert!(world.last().header("Contact").unwrap().contains("198.51.100.7:7777"));
    world.input(Input::Closed { channel: Channel(2), tls: None });
    world.serve(|request: &Sent| vec![respond(request, "200 OK", &[])]);
    world.run_seconds(5);
    assert!(world.last().header("Contact").unwrap().contains("10.0.0.2:40003"));
}

#[test]
fn a_request_that_cannot_be_written_fails_alone() {
    let mut world = World::new(silence);
    world.register(3600);
    world.register(3600);
    let transaction = eXosip2::ua::TransactionId(2);
    world.input(Input::NotSent { transaction });
    assert_eq!(world.story(), "-0");
    world.run_seconds(1);
    assert_eq!(world.events.len(), 1);
}

/// Registers once, and closes each connection a moment after `is_last` went out on it. Returns when REGISTERs were sent.
fn closing(mut world: World, is_last: fn(&Sent) -> bool) -> Vec<Duration> {
    world.register(3600);
    let mut looked_at = 0;
    while world.elapsed < Duration::from_secs(600) {
        world.run(Duration::from_millis(100));
        let sent = &world.sent[core::mem::replace(&mut looked_at, world.sent.len())..];
        let channels: Vec<_> =
            sent.iter().filter(|it| is_last(it)).map(|it| it.path.channel).collect();
        for channel in channels {
            world.input(Input::Closed { channel, tls: None });
        }
    }
    world.sent.iter().map(|sent| sent.at).collect()
}

#[test]
fn a_refusal_on_a_closing_connection_shortens_no_delay() {
    let world = World::on(Transport::Tcp, always("403 Forbidden", &[]));
    let times = closing(world, |_| true);
    assert!((4..=6).contains(&times.len()), "{times:?}");
    let world = World::on(Transport::Tcp, always("480 No", &["Retry-After: 250"]));
    let times = closing(world, |_| true);
    assert_eq!(times.len(), 3, "{times:?}");
}

#[test]
fn a_connection_that_never_lasts_is_opened_less_and_less_often() {
    let times = closing(World::on(Transport::Tcp, accept), |_| true);
    assert!((8..=16).contains(&times.len()), "{times:?}");
    // Nor where each nonce is good for one request, and the connection is closed on correct credentials.
    let mut number = 0;
    let mut world = World::on(Transport::Tcp, move |request: &Sent| {
        let expected = format!("nonce=\"n{number}\"");
        number += 1;
        let is_good = request.header("Authorization").is_some_and(|it| it.contains(&expected));
        let challenge =
            format!("WWW-Authenticate: Digest realm=\"r\", nonce=\"n{number}\", stale=true");
        let refusal = || respond(request, "401 Unauthorized", &[challenge]);
        (!is_good).then(refusal).into_iter().collect()
    });
    world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
    let times = closing(world, |it| {
        it.header("CSeq").unwrap()[..2].trim().parse::<u32>().unwrap() % 2 == 0
    });
    assert!((14..=30).contains(&times.len()), "{times:?}");
}

#[test]
fn an_unwritable_request_delays_no_other_lookup() {
    let mut world = World::new(silence);
    let rids = [world.register(7200), world.register(7200)];
    let requests = |world: &World| world.sent.iter().filter(|it| !it.is_again).count();
    while requests(&world) < 3 {
        world.run(Duration::from_millis(10));
    }
    world.input(Input::NotSent { transaction: eXosip2::ua::TransactionId(3) });
    world.serve(accept);
    world.run_seconds(120);
    assert!(rids.iter().all(|rid| world.ua.registration(*rid).unwrap().last_status == 200));
}

#[test]
fn a_network_change_ends_all_delays() {
    let settings: [fn(&mut World); 3] = [
        |world| world.serve(always("503 Busy", &["Retry-After: 36000"])),
        |world| {
            world.refused.insert("192.0.2.1:5060".parse().unwrap());
        },
        |world| world.names.clear(),
    ];
    for (number, spoil) in settings.into_iter().enumerate() {
        let mut world = World::on(Transport::Tcp, accept);
        world.names.insert("one.example".to_owned(), vec!["192.0.2.1:5060".parse().unwrap()]);
        for _ in 0..5 {
            world.register_at("sip:one.example", 600);
        }
        world.run_seconds(1);
        let (names, channel) = (world.names.clone(), world.last().path.channel);
        spoil(&mut world);
        world.input(Input::Closed { channel, tls: None });
        world.run_seconds(4000);
        world.serve(accept);
        world.refused.clear();
        world.names = names;
        world.sent.clear();
        world.input(Input::NetworkChanged);
        world.run_seconds(4);
        assert_eq!(world.sent.len(), 5, "{number}: {}", world.story());
    }
}
