//! Next hops, names and targets.

use std::net::SocketAddr;
use std::time::Duration;

use eXosip2::mem::CBox;
use eXosip2::sip::{Message, NameAddr, Wire};
use eXosip2::ua::{Input, Listener, Transport};

use crate::world::{Sent, World, accept, ok, respond};

const FIRST: &str = "192.0.2.1:5060";
const SECOND: &str = "192.0.2.2:5060";

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// Two targets under one name; only the second lives.
fn with_two_targets(transport: Transport, first: impl Fn(&Sent) -> Vec<String> + 'static) -> World {
    let mut world = World::on(transport, move |request: &Sent| {
        if request.path.remote == address(FIRST) { first(request) } else { vec![ok(request)] }
    });
    world.names.insert("two.example".to_owned(), vec![address(FIRST), address(SECOND)]);
    world
}

#[test]
fn a_silent_target_is_left_for_the_next() {
    let mut world = with_two_targets(Transport::Udp, |_| Vec::new());
    world.register_at("sip:two.example", 3600);
    world.run_seconds(20);
    assert_eq!(world.story(), "-0 +200");
    assert_eq!(world.events[0].at, Duration::from_millis(11_500));
    assert_eq!(world.last().path.remote, address(SECOND));
    assert!(world.last().at <= Duration::from_secs(14));
}

#[test]
fn one_unanswered_account_moves_no_other_to_another_server() {
    let mut world = with_two_targets(Transport::Udp, |request| {
        let is_alice = request.header("From").unwrap().contains("alice");
        if is_alice { Vec::new() } else { vec![ok(request)] }
    });
    let now = world.now();
    let (rid, message) = world
        .ua
        .build_initial_register(now, b"sip:bob@example.com", b"sip:two.example", None, 30, None)
        .unwrap();
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.register_at("sip:two.example", 3600);
    world.run_seconds(300);
    let mut bobs = world.sent.iter().filter(|sent| sent.text.contains("bob"));
    assert!(bobs.clone().count() > 10);
    assert!(bobs.all(|sent| sent.path.remote == address(FIRST)));
    let mut alices = world.sent.iter().filter(|sent| sent.text.contains("alice"));
    assert!(alices.any(|sent| sent.path.remote == address(SECOND)));
}

#[test]
fn a_target_that_says_503_is_left_for_the_next() {
    let mut world = with_two_targets(Transport::Udp, |request| {
        vec![respond(request, "503 Busy", &["Retry-After: 100".to_owned()])]
    });
    world.register_at("sip:two.example", 30);
    world.run_seconds(20);
    assert_eq!(world.story(), "-503 +200");
    assert!(world.sent[1].at <= Duration::from_millis(2050));
    assert_eq!(world.last().path.remote, address(SECOND));
}

#[test]
fn an_unreachable_port_is_left_for_the_next() {
    for draws in 0..30 {
        let mut world = with_two_targets(Transport::Udp, |_| Vec::new());
        // Whatever the rng say.
        for _ in 0..draws {
            world.register_at("sip:192.0.2.9", 3600);
        }
        world.run_seconds(1);
        world.events.clear();
        world.register_at("sip:two.example", 3600);
        let path = world.last().path;
        assert_eq!(path.remote, address(FIRST));
        world.input(Input::SendFailed { path });
        world.run(Duration::from_millis(10));
        assert_eq!(world.story(), "+200");
        assert_eq!(world.last().path.remote, address(SECOND));
    }
}

#[test]
fn a_refused_connection_is_left_for_the_next_at_once() {
    let mut world = with_two_targets(Transport::Tcp, |_| Vec::new());
    world.refused.insert(address(FIRST));
    world.register_at("sip:two.example", 3600);
    world.run_seconds(1);
    assert_eq!(world.story(), "+200");
    assert_eq!(world.last().path.remote, address(SECOND));
}

#[test]
fn the_preferred_target_is_taken_again_when_it_is_back() {
    let mut world = with_two_targets(Transport::Tcp, |request| vec![ok(request)]);
    world.refused.insert(address(FIRST));
    let rid = world.register_at("sip:two.example", 3600);
    world.run_seconds(1);
    world.refused.clear();
    world.run_seconds(10);
    world.renew(rid, 3600).unwrap();
    world.run_seconds(1);
    assert_eq!(world.last().path.remote, address(FIRST));
    assert_eq!(world.story(), "+200 +200");
}

#[test]
fn a_registrar_with_all_servers_dead_is_tried_with_growing_delays() {
    let mut world = with_two_targets(Transport::Tcp, |_| Vec::new());
    world.refused.extend([address(FIRST), address(SECOND)]);
    world.register_at("sip:two.example", 30);
    world.run_seconds(600);
    let count = world.events.len();
    assert!((5..40).contains(&count), "{count}");
    assert!(world.events[0].request.contains("999.999.999.999:99999"));
}

#[test]
fn maddr_or_the_route_decides_the_next_hop() {
    let way = |registrar: &str, route: Option<&str>| {
        let mut world = World::new(accept);
        world.names.insert("foo.test".to_owned(), vec![address("192.0.2.77:5060")]);
        let now = world.now();
        let (rid, mut message) = world
            .ua
            .build_initial_register(now, b"sip:a@b.test", registrar.as_bytes(), None, 60, None)
            .unwrap();
        if let Some(route) = route {
            message.routes.push_box(CBox::new(NameAddr::from_text(route.as_bytes()).unwrap()));
        }
        world.ua.send_register(now, rid, Some(message)).unwrap();
        world.settle();
        (world.last().path.remote.to_string(), world.last().header("Route").map(str::to_owned))
    };
    assert_eq!(way("sip:foo.test:5071;maddr=192.0.2.3", None).0, "192.0.2.3:5071");
    assert_eq!(way("sip:foo.test;x-obr=192.0.2.4;x-obp=5072", None).0, "192.0.2.4:5072");
    assert_eq!(
        way("sip:foo.test", Some("<sip:192.0.2.5:5073;lr>")),
        ("192.0.2.5:5073".to_owned(), None)
    );
    assert_eq!(
        way("sip:foo.test", Some("<sip:192.0.2.5:5073>")),
        ("192.0.2.77:5060".to_owned(), None)
    );
    assert_eq!(way("sip:[2001:db8::1]:5074", None).0, "[2001:db8::1]:5074");
}

#[test]
fn the_route_is_written_where_the_application_wants_it() {
    let mut world = World::new(accept);
    world.ua.options_mut().hide_first_route = false;
    let now = world.now();
    let (rid, mut message) = world
        .ua
        .build_initial_register(now, b"sip:a@b.test", b"sip:foo.test", None, 60, None)
        .unwrap();
    message.routes.push(NameAddr::from_text(b"<sip:192.0.2.5;lr>").unwrap());
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.settle();
    assert_eq!(world.last().header("Route"), Some("<sip:192.0.2.5;lr>"));
}

#[test]
fn over_tls_port_5060_means_5061() {
    let mut world = World::on(Transport::Tls, accept);
    world.register_at("sip:192.0.2.1:5060", 60);
    assert_eq!(world.last().path.remote, address("192.0.2.1:5061"));
    world.register_at("sips:192.0.2.1:5099", 60);
    assert_eq!(world.last().path.remote, address("192.0.2.1:5099"));
}

#[test]
fn accounts_of_one_registrar_share_one_resolution() {
    let mut world = World::new(accept);
    world.names.insert("one.example".to_owned(), vec![address(FIRST)]);
    for _ in 0..5 {
        world.register_at("sip:one.example", 3600);
    }
    assert_eq!(world.resolved.len(), 1);
    assert_eq!(world.sent.len(), 5);
    // Addresses are asked for again when they have expired.
    world.run_seconds(7000);
    assert_eq!(world.resolved.len(), 2);
}

#[test]
fn a_refused_registration_moves_on_when_its_server_falls_silent() {
    let first = core::cell::Cell::new(true);
    let mut world = with_two_targets(Transport::Udp, move |request| {
        let is_first = first.replace(false);
        is_first.then(|| respond(request, "500 No", &[])).into_iter().collect()
    });
    world.register_at("sip:two.example", 3600);
    world.run_seconds(80);
    assert_eq!(world.story(), "-500 -0 +200");
    assert_eq!(world.last().path.remote, address(SECOND));
}

/// Two servers that refuse all registrations.
fn refused_by_both(header: &str) -> World {
    let mut world = with_two_targets(Transport::Udp, |request| vec![ok(request)]);
    for _ in 0..100 {
        world.register_at("sip:two.example", 600);
    }
    world.run_seconds(300);
    assert_eq!(world.sent.len(), 100);
    world.sent.clear();
    let headers: Vec<_> = (!header.is_empty()).then(|| header.to_owned()).into_iter().collect();
    world.serve(move |request| vec![respond(request, "503 Busy", &headers)]);
    world.run_seconds(900);
    world
}

#[test]
fn targets_that_ask_for_a_pause_get_it_from_all() {
    let mut world = refused_by_both("Retry-After: 1200");
    // Some of the bindings are tried before they end.
    assert!(world.sent.len() <= 40, "{}", world.sent.len());
    world.serve(|request| vec![ok(request)]);
    world.sent.clear();
    world.run_seconds(600);
    assert!((100..110).contains(&world.sent.len()), "{}", world.sent.len());
}

#[test]
fn a_registration_refused_by_all_servers_is_tried_with_growing_delays() {
    let world = refused_by_both("");
    println!("{}", world.sent.len());
    assert!(world.sent.len() <= 100 * 8, "{}", world.sent.len());
}

#[test]
fn a_registrar_changed_by_the_application_is_kept() {
    let mut world = World::new(|request: &Sent| {
        let is_alice = request.header("From").unwrap().contains("alice");
        let pause = if request.path.remote == address(FIRST) { 600 } else { 9000 };
        vec![match is_alice {
            true => ok(request),
            false => respond(request, "503 Busy", &[format!("Retry-After: {pause}")]),
        }]
    });
    let send = |world: &mut World, rid, mut message: CBox<Message>, host: &str| {
        message.req_uri.as_mut().unwrap().host = Some(host.into());
        let now = world.now();
        world.ua.send_register(now, rid, Some(message)).unwrap();
        world.settle();
    };
    let alice = world.register(30);
    let (bob, message) = world.build("sip:bob@example.com", 3600);
    send(&mut world, bob, message, "192.0.2.1");
    // She waits for the first registrar, and then for the second.
    world.run_seconds(50);
    let message = world.ua.build_register(world.now(), alice, 30).unwrap();
    send(&mut world, alice, message, "192.0.2.2");
    let (carol, message) = world.build("sip:carol@example.com", 3600);
    send(&mut world, carol, message, "192.0.2.2");
    world.run_seconds(800);
    for sent in &world.sent {
        let there = format!("REGISTER sip:{} ", sent.path.remote.ip());
        assert!(sent.text.starts_with(&there), "{sent:?}");
    }
}

/// With several transports the resolver chooses: those who call have to take the same one.
#[test]
fn a_contact_says_how_its_address_is_reached() {
    for (built_for, taken, word) in [
        (Transport::Tcp, Transport::Udp, ""),
        (Transport::Udp, Transport::Tcp, ";transport=TCP"),
        (Transport::Udp, Transport::Udp, ""),
    ] {
        let mut world = World::on(built_for, accept);
        let other = if built_for == taken { Transport::Tls } else { taken };
        world.ua.add_listener(Listener { transport: other, port: 0, ipv4: true });
        world.chosen = taken;
        world.names.insert("one.example".to_owned(), vec![address(FIRST)]);
        world.register_at("sip:one.example", 3600);
        let contact = world.last().header("Contact").unwrap();
        assert_eq!(world.last().path.transport, taken);
        assert_eq!(contact.contains("transport"), !word.is_empty(), "{contact}");
        assert!(contact.contains(word), "{contact}");
    }
}
