//! Publications: M12 to M15.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use eXosip2::error::{Error, Result};
use eXosip2::transport::FailureCause;
use eXosip2::ua::EventKind::*;
use eXosip2::ua::PublishArguments;

use crate::peer::without_numbers;
use crate::world::{Answers, Sent, World, respond, silence};

const KEY: &[u8] = b"sip:alice@example.com";

fn publish(world: &mut World, expires: &str, body: Option<&str>) -> Result<i32> {
    publish_as(world, KEY, expires, body)
}

fn publish_as(world: &mut World, key: &[u8], expires: &str, body: Option<&str>) -> Result<i32> {
    let message = world.ua.build_publish(&PublishArguments {
        to: b"<sip:alice@192.0.2.1>",
        from: b"<sip:alice@example.com>",
        route: None,
        event: b"presence",
        expires: expires.as_bytes(),
        content: body.map(|body| (&b"application/pidf+xml"[..], body.as_bytes())),
    })?;
    let now = world.now();
    let tid = world.ua.publish(now, Some(message), key)?;
    world.settle();
    Ok(tid)
}

/// A server whose every success has a new entity tag.
fn with_tags() -> impl FnMut(&Sent) -> Answers {
    let mut number = 0;
    move |request| {
        number += 1;
        let headers = [format!("SIP-ETag: e{number}"), "Expires: 600".to_owned()];
        vec![respond(request, "200 OK", &headers)]
    }
}

fn headers<'a>(world: &'a World, name: &str) -> Vec<Option<&'a str>> {
    world.sent.iter().map(|sent| sent.header(name)).collect()
}

fn body(sent: &Sent) -> &str {
    sent.text.split_once("\r\n\r\n").unwrap().1
}

#[test]
fn the_entity_tag_and_the_cseq_go_on_until_the_publication_is_removed() {
    let mut world = World::new(with_tags());
    for (expires, content) in [("600", Some("open")), ("600", Some("closed")), ("600", None)] {
        publish(&mut world, expires, content).unwrap();
        world.run_seconds(1);
    }
    // Keys are compared without their case.
    publish_as(&mut world, b"SIP:Alice@EXAMPLE.com", "0", None).unwrap();
    world.run_seconds(1);
    publish(&mut world, "600", Some("open")).unwrap();
    assert_eq!(
        without_numbers(&world.sent[1].text),
        "PUBLISH sip:alice@192.0.2.1 SIP/2.0\r\n\
         Via: SIP/2.0/UDP 10.0.0.2:5070;rport;branch=z9hG4bK#\r\n\
         From: <sip:alice@example.com>;tag=#\r\nTo: <sip:alice@192.0.2.1>\r\nCall-ID: #\r\n\
         CSeq: 21 PUBLISH\r\nContent-Type: application/pidf+xml\r\nMax-Forwards: 70\r\n\
         User-Agent: eXosip/5.3.0\r\nExpires: 600\r\nEvent: presence\r\nSIP-If-Match: e1\r\n\
         Content-Length:     6\r\n\r\nclosed"
    );
    let tags = [None, Some("e1"), Some("e2"), Some("e3"), None];
    assert_eq!(headers(&world, "SIP-If-Match"), tags);
    let cseqs = ["20", "21", "22", "23", "20"].map(|number| format!("{number} PUBLISH"));
    assert_eq!(headers(&world, "CSeq"), cseqs.each_ref().map(|it| Some(it.as_str())));
    let reported = [1, 2, 3, 4].map(|tid| (MessageAnswered, tid, 200));
    assert_eq!(world.reported(), reported);
}

#[test]
fn a_refresh_has_the_newest_tag_and_no_body() {
    let mut world = World::new(with_tags());
    publish(&mut world, "60", Some("open")).unwrap();
    world.run_seconds(120);
    // Ours: the original repeats the body with the tag of the request before.
    assert_eq!(world.times(), [0, 55_000, 110_000]);
    assert_eq!(headers(&world, "SIP-If-Match"), [None, Some("e1"), Some("e2")]);
    assert_eq!(world.sent.iter().map(body).collect::<Vec<_>>(), ["open", "", ""]);
    assert_eq!(headers(&world, "Content-Type")[1], None);
    assert_eq!(headers(&world, "Expires")[1], Some("60"));
    let call_ids = headers(&world, "Call-ID");
    assert!(call_ids.iter().all(|it| *it == call_ids[0]));
}

#[test]
fn a_long_publication_is_refreshed_each_15_minutes_and_a_short_grant_counts() {
    let mut world = World::new(with_tags());
    publish(&mut world, "3600", Some("open")).unwrap();
    world.run_seconds(1900);
    // The server granted 600 seconds.
    assert_eq!(world.times(), [0, 541_000, 1_082_000, 1_623_000]);
    let mut world = World::new(|request: &Sent| vec![respond(request, "200 OK", &[])]);
    publish(&mut world, "3600", Some("open")).unwrap();
    world.run_seconds(1900);
    assert_eq!(world.times(), [0, 901_000, 1_802_000]);
    // Without an entity tag the state is sent again.
    assert_eq!(world.sent.iter().map(body).collect::<Vec<_>>(), ["open"; 3]);
}

#[test]
fn each_response_that_asks_for_another_publish_gets_one_and_others_get_one_when_a_refresh_is_due() {
    let mut number = 0;
    let mut world = World::new(move |request: &Sent| {
        number += 1;
        let (status, header) = match number {
            1 => ("200 OK", "SIP-ETag: e1"),
            2 => ("407 Proxy", "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\""),
            3 => ("423 Brief", "Min-Expires: 120"),
            4 => ("412 Gone", "X: y"),
            5 => ("500 No", "X: y"),
            6 => ("423 Brief", "X: no minimum"),
            _ => ("200 OK", "SIP-ETag: e2"),
        };
        vec![respond(request, status, &[header.to_owned()])]
    });
    world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
    publish(&mut world, "60", Some("open")).unwrap();
    world.run_seconds(320);
    let story: Vec<_> = world.events.iter().map(|it| (it.at.as_secs(), it.status)).collect();
    let expected = [(0, 200), (55, 407), (55, 423), (55, 412), (55, 500), (164, 423), (273, 200)];
    assert_eq!(story, expected);
    assert_eq!(headers(&world, "Expires")[2..5], [Some("60"), Some("120"), Some("120")]);
    // Ours: credentials stay after a 423.
    assert!(headers(&world, "Proxy-Authorization")[2..5].iter().all(Option::is_some));
    // After a 412 the state is created anew.
    let tags = [None, Some("e1"), Some("e1"), Some("e1"), None, None, None];
    assert_eq!(headers(&world, "SIP-If-Match"), tags);
    let bodies = ["open", "", "", "", "open", "open", "open"];
    assert_eq!(world.sent.iter().map(body).collect::<Vec<_>>(), bodies);
}

#[test]
fn a_server_that_always_refuses_gets_four_requests_and_then_one_in_two_minutes() {
    for (status, header) in [
        ("412 Gone", "X: y"),
        ("401 No", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", stale=true"),
    ] {
        let mut world =
            World::new(move |request: &Sent| vec![respond(request, status, &[header.to_owned()])]);
        world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
        publish(&mut world, "3600", Some("open")).unwrap();
        world.run_seconds(10);
        assert!((1..=4).contains(&world.sent.len()), "{status}: {}", world.sent.len());
        world.run_seconds(1000);
        assert!(world.sent.len() <= 4 + 2 * 9, "{status}: {}", world.sent.len());
    }
    // A minimum that grows and grows.
    let least = Rc::new(Cell::new(60));
    let server = least.clone();
    let mut world = World::new(move |request: &Sent| {
        server.set(server.get() + 100);
        vec![respond(request, "423 Brief", &[format!("Min-Expires: {}", server.get())])]
    });
    publish(&mut world, "60", Some("open")).unwrap();
    world.run_seconds(10);
    assert_eq!(world.sent.len(), 4);
}

#[test]
fn a_publish_without_response_is_sent_again() {
    // Ours: the original never does.
    let mut world = World::new(silence);
    publish(&mut world, "3600", Some("open")).unwrap();
    world.run_seconds(140);
    let first: Vec<_> = world.sent.iter().filter(|sent| !sent.is_again).map(|it| it.at).collect();
    assert_eq!(first, [Duration::ZERO, Duration::from_secs(121)]);
    assert_eq!(world.reported(), [(MessageRequestFailure, 1, 0)]);
    assert!(world.sent.iter().all(|sent| body(sent) == "open"));
}

#[test]
fn a_failure_of_a_publish_that_a_newer_one_has_replaced_is_said_to_be_superseded() {
    for status in ["412 Conditional Request Failed", "401 Unauthorized", ""] {
        let mut world = World::new(silence);
        publish(&mut world, "3600", Some("open")).unwrap();
        world.run_seconds(1);
        let mut success = with_tags();
        world.serve(move |request| match (body(request), status) {
            ("closed", _) => success(request),
            (_, "") => silence(request),
            (_, status) => vec![respond(request, status, &[])],
        });
        publish(&mut world, "3600", Some("closed")).unwrap();
        world.run_seconds(100);
        let causes: Vec<_> = world.events.iter().map(|it| (it.ids.tid, it.cause.clone())).collect();
        assert_eq!(causes, [(2, FailureCause::None), (1, FailureCause::Superseded)], "{status}");
        assert!(world.sent.iter().all(|it| it.is_again || ["open", "closed"].contains(&body(it))));
        assert_eq!(world.sent.iter().filter(|it| !it.is_again).count(), 2, "{status}");
    }
}

#[test]
fn a_removal_without_response_is_given_up_after_75_seconds() {
    let mut world = World::new(with_tags());
    publish(&mut world, "600", Some("open")).unwrap();
    world.run_seconds(1);
    world.serve(silence);
    publish(&mut world, "0", None).unwrap();
    world.run_seconds(74);
    publish(&mut world, "0", None).unwrap();
    assert_eq!(world.last().header("SIP-If-Match"), Some("e1"));
    world.run_seconds(76);
    assert_eq!(world.ua.statistics(world.now()).publications.allocated, 0);
    publish(&mut world, "600", Some("open")).unwrap();
    assert_eq!(world.last().header("SIP-If-Match"), None);
    assert_eq!(world.last().header("CSeq"), Some("20 PUBLISH"));
}

#[test]
fn a_long_key_is_found_again() {
    // Ours: the original compares 255 characters with all of them.
    let mut world = World::new(with_tags());
    let key = [b"sip:".as_slice(), &[b'x'; 300]].concat();
    for _ in 0..2 {
        publish_as(&mut world, &key, "600", Some("open")).unwrap();
        world.run_seconds(1);
    }
    assert_eq!(headers(&world, "SIP-If-Match"), [None, Some("e1")]);
    assert_eq!(world.ua.statistics(world.now()).publications.allocated, 1);
}

#[test]
fn bad_arguments_have_the_codes_of_the_original() {
    let mut world = World::new(silence);
    let good = PublishArguments {
        to: b"<sip:a@192.0.2.1>",
        from: b"<sip:a@example.com>",
        route: None,
        event: b"presence",
        expires: b"",
        content: None,
    };
    let message = world.ua.build_publish(&good).unwrap();
    let mut build = |arguments: PublishArguments<'_>| world.ua.build_publish(&arguments).err();
    for bad in [
        PublishArguments { to: b"", ..good },
        PublishArguments { from: b"", ..good },
        PublishArguments { event: b"", ..good },
    ] {
        assert_eq!(build(bad), Some(Error::BadParameter));
    }
    for bad in [
        PublishArguments { to: b"garbage", ..good },
        PublishArguments { from: b"garbage", ..good },
        PublishArguments { route: Some(b"garbage"), ..good },
        PublishArguments { event: b"a\r\nX: y", ..good },
    ] {
        assert_eq!(build(bad), Some(Error::Syntax));
    }
    let odd = PublishArguments { expires: b"soon", content: Some((b"no type", b"x")), ..good };
    assert_eq!(build(odd), None);
    let now = world.now();
    assert_eq!(world.ua.publish(now, None, KEY), Err(Error::BadParameter));
    let mut without_expires = message;
    without_expires.headers.retain(|header| !header.is_named(b"Expires"));
    assert_eq!(world.ua.publish(now, Some(without_expires), KEY), Err(Error::Syntax));
    let mut without_cseq = world.ua.build_publish(&good).unwrap();
    without_cseq.cseq = None;
    assert_eq!(world.ua.publish(now, Some(without_cseq), KEY), Err(Error::Syntax));
}
