//! Which responses are ours, and how much of them has to be readable.

use std::net::SocketAddr;

use eXosip2::error::Error;
use eXosip2::ua::{Channel, Path, Transport};

use crate::world::{Sent, World, accept, ok, respond, silence};

fn waiting_on(transport: Transport) -> (World, Sent) {
    let mut world = World::on(transport, silence);
    world.ua.options_mut().auto_masquerade = true;
    world.register(3600);
    let request = world.sent[0].clone();
    (world, request)
}

fn waiting() -> (World, Sent) {
    waiting_on(Transport::Udp)
}

#[test]
fn response_from_another_address_or_connection_is_taken() {
    for transport in [Transport::Udp, Transport::Tcp] {
        for remote in ["192.0.2.1:5061", "192.0.2.2:5060"] {
            let (mut world, request) = waiting_on(transport);
            let remote: SocketAddr = remote.parse().unwrap();
            let path = Path { remote, channel: Channel(99), ..request.path };
            world.deliver(path, ok(&request).as_bytes());
            assert_eq!(world.story(), "+200", "{transport} {remote}");
        }
    }
}

#[test]
fn response_from_elsewhere_is_dropped_by_option() {
    let (mut world, request) = waiting();
    world.ua.options_mut().check_response_source = true;
    for remote in ["192.0.2.1:5061", "192.0.2.2:5060"] {
        let remote: SocketAddr = remote.parse().unwrap();
        world.deliver(Path { remote, ..request.path }, ok(&request).as_bytes());
    }
    world.deliver(Path { channel: Channel(9), ..request.path }, ok(&request).as_bytes());
    assert_eq!(world.events, []);
    world.deliver(request.path, ok(&request).as_bytes());
    assert_eq!(world.story(), "+200");
}

#[test]
fn branch_has_128_random_bits() {
    let (mut world, request) = waiting();
    world.register(3600);
    let branch = |sent: &Sent| {
        let via = sent.header("Via").unwrap().to_owned();
        via.split_once("branch=z9hG4bK").unwrap().1.to_owned()
    };
    let (one, other) = (branch(&request), branch(world.last()));
    let [one, other] = [one, other].map(|it| it.parse::<u128>().unwrap());
    assert!(one != other && (one | other) >> 120 != 0);
}

#[test]
fn response_that_is_not_whole_or_not_ours_is_dropped() {
    let (mut world, request) = waiting();
    let good = ok(&request);
    let line = |name: &str| {
        let start = good.find(&format!("\r\n{name}: ")).unwrap() + 2;
        let end = start + good[start..].find("\r\n").unwrap() + 2;
        good[start..end].to_owned()
    };
    let tag = request.header("From").unwrap().split_once(";tag=").unwrap().1;
    for (bad, why) in [
        (good.strip_suffix("\r\n").unwrap().to_owned(), "no empty line"),
        (good.replace(&line("From"), ""), "no From"),
        (good.replace(&line("To"), ""), "no To"),
        (good.replace(&line("Via"), ""), "no Via"),
        (good.replace(&line("Call-ID"), ""), "no Call-ID"),
        (good.replace(&line("CSeq"), ""), "no CSeq"),
        (good.replace(tag, "1"), "another From tag"),
        (good.replace(&format!(";tag={tag}"), ""), "no From tag"),
        (good.replace("To: <sip:alice@", "To: <sip:bob@"), "another user in To"),
        (good.replace("SIP/2.0 200", "SIP/2.1 200"), "another version"),
        (good.replace("SIP/2.0 200", "SIP/22.0 200"), "another version"),
        (good.replace("Content-Length: 0", "Content-Length: 7"), "a body that is missing"),
        (good.replace("Content-Length: 0", "Content-Length: x"), "no length"),
    ] {
        world.deliver(request.path, bad.as_bytes());
        assert_eq!(world.events, [], "{why}: {bad}");
    }
    world.deliver(request.path, good.as_bytes());
    assert_eq!(world.story(), "+200");
}

#[test]
fn response_that_is_written_otherwise_is_ours() {
    let to = "To: <sip:alice@example.com>";
    for (from, to) in [
        ("SIP/2.0 200 OK", "sip/2.0 200 OK"),
        (to, "To: \"Alice\" <sip:%61lice@example.com:5060>"),
        (to, "To: sip:alice@proxy.example.com"),
        ("From: ", "From: Алиса "),
        ("Content-Length: 0\r\n", ""),
        ("Content-Length: 0\r\n", "l: 0\r\nContent-Length: 0\r\n"),
        ("Content-Length: 0\r\n", "X-Broken\r\n: x\r\nContent-Length: 0\r\n"),
        (
            "Content-Length: 0\r\n",
            "Content-Type: x\r\nWWW-Authenticate: ,\r\nContent-Length: 0\r\n",
        ),
        (";rport;", ";rport=;received=;"),
    ] {
        let (mut world, request) = waiting();
        let text = ok(&request).replacen(from, to, 1);
        world.deliver(request.path, text.as_bytes());
        assert_eq!(world.story(), "+200", "{text}");
        world.run_seconds(100);
        assert_eq!(world.sent.len(), 1, "{text}");
    }
}

#[test]
fn from_without_host_hides_no_refusal() {
    let mut world = World::new(|request| {
        let text = respond(request, "503 Maximum Calls In Progress", &["Retry-After: 300".into()]);
        vec![text.replace("From: <sip:alice@example.com>", "From: <sip:alice@>")]
    });
    world.register(3600);
    world.run_seconds(10);
    assert_eq!(world.story(), "-503");
    world.serve(accept);
    world.run_seconds(320);
    assert_eq!(world.story(), "-503 +200");
    assert!(world.sent[1].at.as_secs() >= 290);
}

/// Contacts that other devices registered, as registrars list them.
const BROKEN: [&str; 8] = [
    "<sip:alice@192.0.2.77:65536>;expires=3000",
    "<sip:alice@2001:db8::1:5060>;expires=3000",
    "<sip:alice@a,b>;expires=3000",
    ": <sip:alice@192.0.2.77>;expires=3000",
    "<sip:alice@192.0.2.77>;expires=3000junk;;,",
    "<sip:alice@192.0.2.77",
    "<sip:alice@>;expires=3000",
    "sip:",
];

#[test]
fn broken_contact_of_another_device_does_not_hide_ours() {
    for broken in BROKEN {
        for is_first in [true, false] {
            let mut world = World::new(move |request| {
                let own = format!("{};expires=60", request.header("Contact").unwrap());
                let lines = if is_first { [broken, &own] } else { [&own[..], broken] };
                let list = match broken.matches(['<', '>']).count() {
                    1 => lines.map(|line| format!("Contact: {line}")).join("\r\n"),
                    _ => format!("Contact: {}", lines.join(", ")),
                };
                vec![respond(request, "200 OK", &[list])]
            });
            world.register(3600);
            world.run_seconds(300);
            let times: Vec<_> = world.sent.iter().map(|sent| sent.at.as_secs()).collect();
            assert!((5..=7).contains(&times.len()), "{broken} {is_first}: {times:?}");
        }
    }
}

/// The seconds between two REGISTERs of a registration whose 200 lists these Contacts; `{own}` stands for ours.
fn refresh(contact: Option<&'static str>, list: &'static [&'static str]) -> Vec<u64> {
    let mut world = World::new(move |request| {
        let own = request.header("Contact").unwrap();
        let lines = list.iter().map(|it| format!("Contact: {}", it.replace("{own}", own)));
        vec![respond(request, "200 OK", &lines.collect::<Vec<_>>())]
    });
    world.ua.options_mut().refresh_jitter = 0;
    let now = world.now();
    let contact = contact.map(str::as_bytes);
    let from = b"sip:alice@example.com";
    let (rid, message) =
        world.ua.build_initial_register(now, from, b"sip:192.0.2.1", contact, 600, None).unwrap();
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.run_seconds(400);
    world.sent.iter().map(|sent| sent.at.as_secs()).collect()
}

#[test]
fn binding_is_known_however_the_registrar_stored_it() {
    let soon = [0, 55, 110, 165, 220, 275, 330, 385];
    for list in [
        &["{own};expires=60"][..],
        &["<sip:alice@10.0.0.2:5070>;expires=60"],
        &["<sip:bob@10.0.0.2:5070>;expires=60"],
        &["<sip:alice@198.51.100.7:1024;x=y>;expires=60"],
        &["<sip:4711@sbc.example.com>;expires=60"],
        &["<sip:10.0.0.2:5070>;expires=60", "<sip:alice@192.0.2.77>;expires=7200"],
        &["<sip:alice@192.0.2.77>;expires=60", "<sip:carol@192.0.2.78>;expires=7200"],
        &["<sip:alice@192.0.2.77>;expires=7200", "{own};expires=60", "<sip:alice@h>;expires=90"],
        &["<sip:alice@192.0.2.77;line=0123456789abcde>;expires=60"],
    ] {
        assert_eq!(refresh(None, list), soon, "{list:?}");
    }
    let contact = Some("<sip:alice@192.0.2.9>");
    for list in [
        &["<sip:alice@192.0.2.9:5060>;expires=60"][..],
        &["<sip:alice@192.0.2.9;x>;expires=60", "<sip:alice@192.0.2.77>;expires=7200"],
        &["<sip:alice@192.0.2.77>;expires=60"],
    ] {
        assert_eq!(refresh(contact, list), soon, "{list:?}");
    }
}

#[test]
fn bindings_of_others_do_not_count() {
    for list in [
        &["<sip:alice@192.0.2.77>;expires=60", "<sip:alice@192.0.2.78>;expires=60"][..],
        &["<sip:bob@192.0.2.77>;expires=60", "<sip:carol@192.0.2.78>;expires=60"],
        &["{own};expires=600", "<sip:alice@10.0.0.2:5070;line=0123456789abcde>;expires=60"],
        &[],
    ] {
        assert_eq!(refresh(None, list), [0], "{list:?}");
    }
}

#[test]
fn registration_that_ends_is_not_taken_for_what_others_have() {
    let mut world = World::new(accept);
    let rid = world.register(600);
    world.run_seconds(1);
    world.serve(|request| {
        vec![respond(request, "200 OK", &["Contact: <sip:alice@192.0.2.77>;expires=60".into()])]
    });
    world.renew(rid, 0).unwrap();
    world.run_seconds(200);
    assert_eq!((world.story().as_str(), world.sent.len()), ("+200 +200", 2));
    assert!(!world.ua.has_registrations());
}

#[test]
fn what_a_registrar_sends_is_kept_within_bounds() {
    let mut world = World::new(|request| {
        let uris = "<sip:a@example.com>, ".repeat(2500);
        let routes = "<sip:p.example.com;lr>, ".repeat(1000);
        let long = "x".repeat(10_000);
        vec![respond(
            request,
            &format!("200 {long}"),
            &[
                format!("Contact: {};expires=600", request.header("Contact").unwrap()),
                format!("Service-Route: {routes}"),
                format!("P-Associated-URI: {uris}"),
            ],
        )]
    });
    let rid = world.register(600);
    world.run_seconds(1);
    let info = world.ua.registrar_info(rid).unwrap().unwrap();
    assert_eq!(info.service_route.len(), 0);
    assert!((20..60).contains(&info.associated_uris.len()));
    let reason = world.ua.registration(rid).unwrap().last_reason;
    assert_eq!(reason, Some(&b"OK"[..]));
}

#[test]
fn registrar_over_tls_is_refused_where_nothing_does_tls() {
    for transport in [Transport::Udp, Transport::Tcp] {
        let mut world = World::on(transport, accept);
        let now = world.now();
        for registrar in [&b"sip:192.0.2.1;transport=tls"[..], b"sips:192.0.2.1"] {
            let from = b"sip:alice@example.com";
            let built = world.ua.build_initial_register(now, from, registrar, None, 60, None);
            assert_eq!(built.err(), Some(Error::NoNetwork));
        }
        assert_eq!(world.sent.len(), 0);
    }
}

#[test]
fn registrar_may_be_a_bare_host() {
    for registrar in
        ["192.0.2.1", " 192.0.2.1:5060\t", "<sip:192.0.2.1>", "192.0.2.1;transport=udp"]
    {
        let mut world = World::new(accept);
        world.register_at(registrar, 60);
        world.run_seconds(1);
        assert_eq!((world.story().as_str(), world.sent.len()), ("+200", 1), "{registrar}");
        assert_eq!(world.sent[0].path.remote, "192.0.2.1:5060".parse().unwrap());
    }
}
