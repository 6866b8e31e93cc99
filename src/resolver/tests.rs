//! The resolver against a server of a few lines, in virtual time.

mod world;

use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

use domain::base::iana::Rtype;

use crate::error::Error;
use crate::transport::{Lookup, NextHop, Resolution, Transport};

use super::{ResolverOutput, Settings};
use world::{Alias, Offer, Place, V4, V6, World};

fn addresses(resolution: &Resolution) -> Vec<String> {
    resolution.targets.iter().map(|t| format!("{} {}", t.transport, t.address)).collect()
}

#[test]
fn naptr_leads_to_srv_and_srv_to_addresses() {
    let mut world = World::new(vec![
        ("example.com", 300, Offer(10, "SIP+D2T", "_sip._tcp.sip.example.com")),
        ("_sip._tcp.sip.example.com", 120, Place(1, 1, 5070, "a.example.com")),
        ("a.example.com", 60, V4("192.0.2.10")),
        ("a.example.com", 60, V6("2001:db8::10")),
    ]);
    let found = world.find("Example.COM.").unwrap();
    assert_eq!(addresses(&found), ["TCP [2001:db8::10]:5070", "TCP 192.0.2.10:5070"]);
    assert_eq!(&*found.targets[0].name, "example.com");
    assert_eq!(found.expires - world.now, Duration::from_secs(60));
}

#[test]
fn a_host_without_services_is_asked_for_its_addresses() {
    let mut world = World::new(vec![("pbx.example", 7, V4("192.0.2.11"))]);
    assert_eq!(addresses(&world.find("pbx.example").unwrap()), ["UDP 192.0.2.11:5060"]);
}

#[test]
fn a_port_means_addresses_only() {
    let mut world = World::new(vec![("pbx.example", 7, V4("192.0.2.11"))]);
    let hop =
        NextHop { host: "pbx.example".into(), port: Some(5080), transport: None, secure: true };
    assert_eq!(addresses(&world.find_hop(hop).unwrap()), ["TLS 192.0.2.11:5080"]);
    assert!(world.asked.iter().all(|a| a.1 == Rtype::A || a.1 == Rtype::AAAA));
}

#[test]
fn places_are_tried_by_priority() {
    let mut world = World::new(vec![
        ("_sip._udp.example.com", 9, Place(20, 0, 5062, "b.example.com")),
        ("_sip._udp.example.com", 9, Place(10, 0, 5061, "a.example.com")),
        ("a.example.com", 9, V4("192.0.2.1")),
        ("b.example.com", 9, V4("192.0.2.2")),
    ]);
    let found = world.find("example.com").unwrap();
    assert_eq!(addresses(&found), ["UDP 192.0.2.1:5061", "UDP 192.0.2.2:5062"]);
}

#[test]
fn places_of_one_priority_are_tried_as_often_as_their_weight_says() {
    let mut world = World::new(vec![
        ("_sip._udp.example.com", 9, Place(10, 70, 5061, "a.example.com")),
        ("_sip._udp.example.com", 9, Place(10, 20, 5062, "a.example.com")),
        ("_sip._udp.example.com", 9, Place(10, 10, 5063, "a.example.com")),
        ("_sip._udp.example.com", 9, Place(20, 900, 5064, "a.example.com")),
        ("a.example.com", 9, V4("192.0.2.1")),
    ]);
    let mut first = [0; 4];
    for _ in 0..1000 {
        let targets = world.find("example.com").unwrap().targets;
        assert_eq!(targets.len(), 4, "each is tried in the end");
        first[usize::from(targets[0].address.port() - 5061)] += 1;
    }
    assert!((640..760).contains(&first[0]) && (150..250).contains(&first[1]), "{first:?}");
    assert!((60..140).contains(&first[2]) && first[3] == 0, "{first:?}");
}

#[test]
fn a_target_that_ends_in_a_dot_of_its_own_is_asked_for() {
    let mut world = World::new(vec![
        ("_sip._udp.example.com", 9, Place(10, 0, 5061, "pbx\\.")),
        ("pbx\\.", 9, V4("192.0.2.1")),
    ]);
    assert_eq!(addresses(&world.find("example.com").unwrap()), ["UDP 192.0.2.1:5061"]);
}

#[test]
fn a_service_that_is_decidedly_not_there_ends_the_search() {
    let mut world = World::new(vec![
        ("_sip._udp.example.com", 9, Place(0, 0, 0, ".")),
        ("example.com", 9, V4("192.0.2.1")),
    ]);
    assert_eq!(world.find("example.com").unwrap_err(), Error::UnknownHost);
}

#[test]
fn aliases_are_followed_to_an_end() {
    let mut world = World::new(vec![
        ("a.example", 50, Alias("b.example")),
        ("b.example", 40, Alias("c.example")),
        ("c.example", 90, V4("192.0.2.3")),
        ("loop.example", 50, Alias("pool.example")),
        ("pool.example", 50, Alias("loop.example")),
    ]);
    let found = world.find("a.example").unwrap();
    assert_eq!(addresses(&found), ["UDP 192.0.2.3:5060"]);
    assert_eq!(world.find("loop.example").unwrap_err(), Error::UnknownHost);
    assert!(world.asked.len() < 100);
}

#[test]
fn dead_servers_are_asked_in_turn_and_then_given_up() {
    let mut world = World::new(vec![]);
    world.dead = true;
    let start = world.now;
    let hop = NextHop { host: "x.example".into(), port: Some(1), transport: None, secure: false };
    assert_eq!(world.find_hop(hop).unwrap_err(), Error::Timeout);
    assert_eq!(world.now - start, Duration::from_secs(6));
    assert_eq!(world.servers.len(), 8, "two kinds, two servers, two times");
}

#[test]
fn an_unknown_name_is_told_from_a_dead_server() {
    assert_eq!(World::new(vec![]).find("no.example").unwrap_err(), Error::UnknownHost);
}

#[test]
fn a_truncated_answer_is_asked_for_again_over_tcp() {
    let mut world = World::new(vec![("pbx.example", 7, V4("192.0.2.11"))]);
    world.truncate = true;
    assert_eq!(addresses(&world.find("pbx.example").unwrap()), ["UDP 192.0.2.11:5060"]);
}

#[test]
fn many_addresses_are_all_kept() {
    let mut zone: Vec<_> = (0..60).map(|_| ("big.example", 5, V4("192.0.2.5"))).collect();
    zone.push(("big.example", 5, V4("192.0.2.6")));
    assert_eq!(World::new(zone).find("big.example").unwrap().targets.len(), 61);
}

#[test]
fn literals_and_local_names_send_no_query() {
    let mut world = World::new(vec![]);
    assert_eq!(addresses(&world.find("192.0.2.4").unwrap()), ["UDP 192.0.2.4:5060"]);
    assert_eq!(addresses(&world.find("::1").unwrap()), ["UDP [::1]:5060"]);
    assert_eq!(addresses(&world.find("here.example").unwrap()), ["UDP 192.0.2.99:5060"]);
    assert!(world.asked.is_empty());
}

#[test]
fn answers_that_are_none_are_dropped() {
    let mut world = World::new(vec![("pbx.example", 7, V4("192.0.2.11"))]);
    let hop = NextHop { host: "pbx.example".into(), port: Some(1), transport: None, secure: false };
    world.resolver.resolve(world.now, Lookup(9), hop);
    while let Some(output) = world.resolver.poll_output() {
        let ResolverOutput::Send { query, bytes, .. } = output else { continue };
        let good = world.answer(&bytes, false);
        let mut wrong_id = good.clone();
        wrong_id[0] ^= 1;
        let mut other_question = good.clone();
        other_question[13] ^= 1;
        let question_back = bytes.clone();
        for bad in [&wrong_id[..], &other_question, &question_back, b"", &good[..11]] {
            world.resolver.handle_answer(world.now, query, bad);
        }
    }
    assert!(world.resolver.next_timeout().is_some(), "still waiting");
}

#[test]
fn names_that_cannot_be_asked_for_fail_at_once() {
    let mut world = World::new(vec![]);
    for host in ["", "a..b", &"x".repeat(500), "b\u{e4}r.example\u{1}"] {
        assert_eq!(world.find(host).unwrap_err(), Error::UnknownHost, "{host}");
    }
}

#[test]
fn many_lookups_at_once_take_few_sockets() {
    let mut world = World::new(vec![]);
    for number in 0..2000 {
        let host = format!("host{number}.example").into();
        let hop = NextHop { host, port: Some(1), transport: None, secure: false };
        world.resolver.resolve(world.now, Lookup(number), hop);
    }
    let (mut open, mut most, mut done) = (HashMap::new(), 0, 0);
    for _ in 0..100_000 {
        match world.resolver.poll_output() {
            Some(ResolverOutput::Done { .. }) => done += 1,
            Some(ResolverOutput::Forget(query)) => drop(open.remove(&query)),
            Some(ResolverOutput::Send { query, bytes, .. }) => {
                open.insert(query, bytes);
                most = most.max(open.len());
            }
            None => {
                let Some((query, bytes)) = open.iter().next() else { break };
                // Half of them are answered, the others have to be given up.
                if query.0 % 2 == 0 {
                    let (query, answer) = (*query, bytes.clone());
                    let answer = world.answer(&answer, false);
                    world.resolver.handle_answer(world.now, query, &answer);
                } else {
                    world.now = world.resolver.next_timeout().unwrap();
                    world.resolver.handle_timeout(world.now);
                }
            }
        }
    }
    assert_eq!((done, open.len()), (2000, 0));
    assert!(most <= 256, "{most}");
}

#[test]
fn a_domain_with_hundreds_of_services_is_asked_for_few() {
    static NAMES: LazyLock<Vec<String>> =
        LazyLock::new(|| (0..100).map(|number| format!("_sip._udp.n{number}.example")).collect());
    let zone = NAMES.iter().map(|name| ("example.com", 9, Offer(1, "SIP+D2U", name)));
    let mut world = World::new(zone.collect());
    assert!(world.find("example.com").is_err());
    let services = world.asked.iter().filter(|(_, kind)| *kind == Rtype::SRV).count();
    assert!((1..=8).contains(&services), "{services}");
}

#[test]
fn local_names_have_addresses_of_the_families_that_are_of_use() {
    for (v4, v6, wanted) in [
        (true, false, &["UDP 192.0.2.98:5060"][..]),
        (false, true, &["UDP [2001:db8::98]:5060"]),
        (true, true, &["UDP [2001:db8::98]:5060", "UDP 192.0.2.98:5060"]),
    ] {
        let mut world = World::new(vec![]);
        let transports = vec![Transport::Udp];
        world.resolver.set_settings(Settings { services: true, v4, v6, transports });
        assert_eq!(addresses(&world.find("both.example").unwrap()), wanted);
    }
}

#[test]
fn a_server_without_edns_is_asked_without_it() {
    for length in [12, usize::MAX] {
        let mut world = World::new(vec![("pbx.example", 7, V4("192.0.2.11"))]);
        world.old = Some(length);
        assert_eq!(addresses(&world.find("pbx.example").unwrap()), ["UDP 192.0.2.11:5060"]);
        assert!(world.servers.iter().all(|server| *server == world.servers[0]));
    }
}

#[test]
fn of_a_host_with_thousands_of_addresses_the_first_are_taken() {
    let place = |port| ("_sip._udp.example.com", 9, Place(1, 0, port, "a.example.com"));
    let mut zone: Vec<_> = (1..40).map(place).collect();
    zone.extend((0..100).map(|_| ("a.example.com", 9, V4("192.0.2.10"))));
    assert_eq!(World::new(zone).find("example.com").unwrap().targets.len(), 256);
}

#[test]
fn a_way_around_a_question_without_answer_is_taken_for_a_minute() {
    let mut world = World::new(vec![
        ("example.com", 86_400, V4("192.0.2.80")),
        ("example.com", 86_400, Offer(1, "SIP+D2U", "_sip._udp.example.com")),
        ("_sip._udp.example.com", 86_400, Place(1, 0, 5060, "sip.example.com")),
    ]);
    let transports = vec![Transport::Udp];
    world.resolver.set_settings(Settings { services: true, v4: true, v6: false, transports });
    world.mute = Some(Rtype::SRV);
    let found = world.find("example.com").unwrap();
    assert_eq!(addresses(&found), ["UDP 192.0.2.80:5060"]);
    assert!(found.expires - world.now <= Duration::from_secs(60));
}
