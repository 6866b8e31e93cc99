//! Requests of the program: M1 to M5, M9.

use std::time::Duration;

use eXosip2::error::Error;
use eXosip2::ua::EventKind::*;
use eXosip2::ua::{Input, TransactionId};

use crate::peer::without_numbers;
use crate::world::{Answers, Sent, World, respond, silence};

/// A peer that sends a 100 first.
fn after_100(status: &'static str) -> impl FnMut(&Sent) -> Answers {
    move |request| vec![respond(request, "100 Trying", &[]), respond(request, status, &[])]
}

#[test]
fn a_message_is_written_as_by_the_original() {
    let mut world = World::new(after_100("200 OK"));
    let mut message = world.build_message("MESSAGE", "<sip:bob@192.0.2.1>").unwrap();
    message.bodies.push(eXosip2::sip::Body::new(b"hello"));
    let now = world.now();
    world.ua.send_message_request(now, Some(message)).unwrap();
    world.settle();
    assert_eq!(
        without_numbers(&world.last().text),
        "MESSAGE sip:bob@192.0.2.1 SIP/2.0\r\n\
         Via: SIP/2.0/UDP 10.0.0.2:5070;rport;branch=z9hG4bK#\r\n\
         From: <sip:alice@example.com>;tag=#\r\nTo: <sip:bob@192.0.2.1>\r\nCall-ID: #\r\n\
         CSeq: 20 MESSAGE\r\nMax-Forwards: 70\r\nUser-Agent: eXosip/5.3.0\r\n\
         Content-Length:     5\r\n\r\nhello"
    );
}

#[test]
fn each_class_of_responses_has_its_event_and_a_100_has_none() {
    for (status, kind, code) in [
        ("200 OK", MessageAnswered, 200),
        ("302 Moved", MessageRedirected, 302),
        ("404 No", MessageRequestFailure, 404),
        ("503 No", MessageServerFailure, 503),
        ("603 No", MessageGlobalFailure, 603),
    ] {
        let mut world = World::new(after_100(status));
        let tid = world.send_message("MESSAGE");
        world.run_seconds(60);
        assert_eq!(world.reported(), [(kind, tid, code)]);
        assert_eq!((tid, world.sent.len()), (1, 1));
    }
}

#[test]
fn a_message_without_response_fails_after_32_seconds() {
    let mut world = World::new(silence);
    let tid = world.send_message("MESSAGE");
    world.run_seconds(60);
    let times = [0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500];
    assert_eq!(world.times(), times);
    assert_eq!(world.reported(), [(MessageRequestFailure, tid, 0)]);
    assert_eq!(world.events[0].at, Duration::from_secs(32));
}

#[test]
fn silence_after_a_100_is_reported_with_the_100() {
    // Ours: the original reports nothing.
    let mut first = true;
    let mut world = World::new(move |request: &Sent| {
        let is_first = core::mem::take(&mut first);
        is_first.then(|| respond(request, "100 Trying", &[])).into_iter().collect()
    });
    let tid = world.send_message("MESSAGE");
    world.run_seconds(60);
    assert_eq!(world.times(), [0, 4001, 8001, 12001, 16001, 20001, 24001, 28001]);
    assert_eq!(world.reported(), [(MessageRequestFailure, tid, 100)]);
}

#[test]
fn what_cannot_be_sent_fails_at_once() {
    let mut world = World::new(silence);
    let unknown = world.send_message_to("MESSAGE", "<sip:bob@nowhere.example>");
    assert_eq!(world.reported(), [(MessageRequestFailure, unknown, 0)]);
    // A message longer than a datagram is refused by the transport.
    let long = world.send_message("MESSAGE");
    world.input(Input::NotSent { transaction: TransactionId(2) });
    assert_eq!(world.reported()[1..], [(MessageRequestFailure, long, 0)]);
    assert_eq!(world.elapsed, Duration::ZERO);
}

#[test]
fn a_refused_connection_fails_at_once() {
    let mut world = World::on(eXosip2::ua::Transport::Tcp, silence);
    world.refused.insert("192.0.2.1:5060".parse().unwrap());
    let tid = world.send_message("MESSAGE");
    assert_eq!(world.reported(), [(MessageRequestFailure, tid, 0)]);
}

#[test]
fn provisional_responses_are_reported_for_options_only() {
    let mut world = World::new(after_100("200 OK"));
    world.send_message("OPTIONS");
    assert_eq!(world.last().header("Accept"), Some("application/sdp"));
    world.run_seconds(1);
    assert_eq!(world.reported(), [(MessageProceeding, 1, 100), (MessageAnswered, 1, 200)]);
}

#[test]
fn a_register_without_registration_is_reported_as_any_other_request() {
    // Ours: the original reports nothing.
    let mut world = World::new(after_100("200 OK"));
    let from = Some(&b"<sip:alice@example.com>"[..]);
    let build = |world: &mut World, route| {
        world.ua.build_message_request(b"REGISTER", Some(b"<sip:x@y>"), from, route)
    };
    assert!(matches!(build(&mut world, None), Err(Error::BadParameter)));
    let message = build(&mut world, Some(b"sip:192.0.2.1")).unwrap();
    let now = world.now();
    world.ua.send_message_request(now, Some(message)).unwrap();
    world.run_seconds(1);
    let sent = world.last();
    assert!(sent.text.starts_with("REGISTER sip:192.0.2.1 SIP/2.0\r\n"), "{}", sent.text);
    assert_eq!(sent.header("To"), Some("<sip:alice@example.com>"));
    assert_eq!((sent.header("CSeq"), sent.header("Route")), (Some("1 REGISTER"), None));
    assert_eq!(world.reported(), [(MessageAnswered, 1, 200)]);
}

#[test]
fn a_route_with_lr_is_a_proxy_and_one_without_is_the_target() {
    let mut world = World::new(after_100("200 OK"));
    for (route, uri, written) in [
        ("<sip:192.0.2.9;lr>", "sip:bob@192.0.2.1", None),
        // Ours: the original drops this Route, and so the only trace of the target.
        ("<sip:192.0.2.9>", "sip:192.0.2.9", Some("<sip:bob@192.0.2.1>")),
    ] {
        let (to, from) = (Some(&b"<sip:bob@192.0.2.1>"[..]), Some(&b"<sip:alice@example.com>"[..]));
        let route = Some(route.as_bytes());
        let message = world.ua.build_message_request(b"MESSAGE", to, from, route).unwrap();
        let now = world.now();
        world.ua.send_message_request(now, Some(message)).unwrap();
        world.run_seconds(1);
        let sent = world.last();
        assert_eq!(sent.path.remote, "192.0.2.9:5060".parse().unwrap());
        assert!(sent.text.starts_with(&format!("MESSAGE {uri} SIP/2.0\r\n")), "{}", sent.text);
        assert_eq!(sent.header("Route"), written);
    }
}

#[test]
fn a_body_in_the_uri_of_to_is_no_header() {
    // Ours: the original makes a header of it.
    let mut world = World::new(silence);
    world.send_message_to("MESSAGE", "<sip:bob@192.0.2.1?body=hello&Subject=x>");
    let text = &world.last().text;
    assert!(text.contains("\r\nSubject: x\r\n"), "{text}");
    assert!(!text.to_lowercase().contains("body"), "{text}");
}

#[test]
fn bad_arguments_have_the_codes_of_the_original() {
    let mut world = World::new(silence);
    let (to, from) = (Some(&b"<sip:b@192.0.2.1>"[..]), Some(&b"<sip:a@example.com>"[..]));
    let mut build = |method: &[u8], to, from, route: Option<&[u8]>| {
        world.ua.build_message_request(method, to, from, route).err()
    };
    assert_eq!(build(b"", to, from, None), Some(Error::BadParameter));
    for bad in [None, Some(&b"garbage"[..]), Some(b"<sip:>")] {
        assert_eq!(build(b"MESSAGE", bad, from, None), Some(Error::Syntax), "{bad:?}");
        assert_eq!(build(b"MESSAGE", to, bad, None), Some(Error::Syntax), "{bad:?}");
    }
    assert_eq!(build(b"MESSAGE", Some(b""), from, None), Some(Error::BadParameter));
    assert_eq!(build(b"MESSAGE", to, Some(b""), None), Some(Error::BadParameter));
    assert_eq!(build(b"MESSAGE", to, from, Some(b"garbage")), Some(Error::Syntax));
    assert_eq!(build(b"MESSAGE", to, from, Some(b"")), None);
    assert_eq!(build(b"MESSAGE\r\nX: y", to, from, None), Some(Error::Syntax));
    assert_eq!(build(b"A B", to, from, None), None);
    let now = world.now();
    assert_eq!(world.ua.send_message_request(now, None), Err(Error::BadParameter));
    for method in ["INVITE", "ACK"] {
        let message = world.build_message(method, "<sip:b@192.0.2.1>").unwrap();
        let sent = world.ua.send_message_request(now, Some(message));
        assert_eq!(sent, Err(Error::BadParameter), "{method}");
    }
}

#[test]
fn an_automatic_retry_goes_by_the_same_proxy() {
    let mut world = World::new(|request: &Sent| {
        let challenge = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"".to_owned();
        let status =
            if request.header("Authorization").is_some() { "200 OK" } else { "401 Unauthorized" };
        vec![respond(request, status, &[challenge])]
    });
    world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
    world.ua.options_mut().answer_challenges = true;
    let (to, from) = (Some(&b"<sip:bob@192.0.2.1>"[..]), Some(&b"<sip:alice@example.com>"[..]));
    let route = Some(&b"<sip:192.0.2.9;lr>"[..]);
    let message = world.ua.build_message_request(b"MESSAGE", to, from, route).unwrap();
    let now = world.now();
    world.ua.send_message_request(now, Some(message)).unwrap();
    world.run_seconds(1);
    assert_eq!(world.reported(), [(MessageRequestFailure, 1, 401), (MessageAnswered, 2, 200)]);
    assert!(world.sent.iter().all(|sent| sent.path.remote == "192.0.2.9:5060".parse().unwrap()));
    assert!(world.sent.iter().all(|sent| sent.header("Route").is_none()));
}

#[test]
fn automatic_retries_end_at_the_third_challenge_in_a_row() {
    let mut number = 0;
    let mut world = World::new(move |request: &Sent| {
        number += 1;
        let challenge = format!("WWW-Authenticate: Digest realm=\"r\", nonce=\"n{number}\"");
        vec![respond(request, "401 Unauthorized", &[challenge])]
    });
    world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
    world.ua.options_mut().answer_challenges = true;
    world.send_message("MESSAGE");
    world.run_seconds(600);
    assert_eq!((world.sent.len(), world.events.len()), (3, 3));
}

#[test]
fn a_datagram_soon_after_another_to_the_same_host_takes_no_lookup() {
    let lookups = |world: &mut World, milliseconds: u64, to: &str| {
        world.run(Duration::from_millis(milliseconds));
        world.resolved.clear();
        world.send_message_to("MESSAGE", to);
        world.run(Duration::from_millis(10));
        world.resolved.len()
    };
    let (bob, other) = ("<sip:bob@192.0.2.1>", "<sip:bob@192.0.2.7>");
    let mut world = World::new(after_100("200 OK"));
    for (milliseconds, to, expected) in [
        (0, bob, 1),
        (900, bob, 0),
        (900, bob, 0),
        (1100, bob, 1),
        (100, other, 1),
        (100, other, 0),
        (100, bob, 1),
    ] {
        assert_eq!(lookups(&mut world, milliseconds, to), expected, "{milliseconds} {to}");
    }
    // What was refused or silent is looked up again.
    for answers in [after_100("503 No"), after_100("200 OK")] {
        world.serve(answers);
        assert_eq!(lookups(&mut world, 2000, bob), 1);
    }
    world.serve(silence);
    assert_eq!(lookups(&mut world, 100, bob), 0);
    world.serve(after_100("200 OK"));
    assert_eq!(lookups(&mut world, 40_000, bob), 1);
    // A connection is closed by its own rules.
    let mut world = World::on(eXosip2::transport::Transport::Tcp, after_100("200 OK"));
    for _ in 0..2 {
        assert_eq!(lookups(&mut world, 100, "<sip:bob@192.0.2.1;transport=tcp>"), 1);
    }
}
