//! Requests and responses that no honest peer sends: nothing crashes, nothing is sent without end, little is kept.

use eXosip2::transport::Transport;
use eXosip2::ua::EventKind::*;
use eXosip2::ua::PublishArguments;

use crate::peer::{PEER, path, request, request_with};
use crate::rubbish::changed;
use crate::world::{Seeded, Sent, World, respond, silence};

#[test]
fn changed_requests_do_no_harm() {
    let mut rng = Seeded(7);
    let mut world = World::new(silence);
    world.ua.options_mut().request_memory = 1 << 20;
    world.ua.options_mut().answer_options = true;
    let methods =
        ["MESSAGE", "OPTIONS", "INFO", "PUBLISH", "NOTIFY", "FOO", "CANCEL", "ACK", "BYE"];
    for number in 0..5000 {
        let method = methods[rng.below(methods.len())];
        let text = request_with(method, &format!("b{}", number / 3), "Refer-Sub: false\r\n", "hi");
        let remote = ["192.0.2.1:5060", "[2001:db8::1]:5060"][rng.below(2)];
        world.deliver(path(Transport::Udp, 1, remote), &changed(&text, &mut rng));
        if let Some(event) = world.events.pop() {
            // Whatever was reported can be answered, or has been answered.
            let _ = world.answer(event.ids.tid, 200 + rng.below(3) as i32 * 100);
        }
    }
    assert!(world.ua.statistics(world.now()).transactions.allocated < 5000);
    world.sent.clear();
    world.arrive(&request("MESSAGE", "honest"));
    let tid = world.events.last().unwrap().ids.tid;
    assert_eq!(world.answer(tid, 200), Ok(()));
    assert_eq!(world.last().path, path(Transport::Udp, 1, PEER));
    world.run_seconds(200);
    assert_eq!(world.ua.statistics(world.now()).transactions.allocated, 0);
}

#[test]
fn changed_responses_end_in_one_event_each() {
    for seed in 0..200 {
        let mut rng = Seeded(seed);
        let mut world = World::new(move |request: &Sent| {
            let status = ["100 Trying", "200 OK", "401 No", "302 Moved", "700 Odd"][rng.below(5)];
            let headers = ["WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"".to_owned()];
            let text = respond(request, status, &headers);
            vec![String::from_utf8_lossy(&changed(&text, &mut rng)).into_owned()]
        });
        for _ in 0..5 {
            world.send_message("MESSAGE");
        }
        world.run_seconds(60);
        let mut tids: Vec<_> = world.events.iter().map(|event| event.ids.tid).collect();
        tids.sort_unstable();
        assert_eq!(tids, [1, 2, 3, 4, 5], "seed {seed}");
        assert!(world.events.iter().all(|event| event.kind != MessageNew));
        assert_eq!(world.ua.statistics(world.now()).transactions.allocated, 0);
    }
}

#[test]
fn no_response_makes_a_publication_send_without_end() {
    for seed in 0..60 {
        let mut rng = Seeded(seed);
        let mut world = World::new(move |request: &Sent| {
            let (status, header) = match rng.below(7) {
                0 => ("200 OK", "SIP-ETag: x".to_owned()),
                1 => ("200 OK", format!("Expires: {}", rng.below(3))),
                2 => ("423 Brief", format!("Min-Expires: {}", rng.next())),
                3 => ("412 Gone", "SIP-ETag: ,".to_owned()),
                4 => (
                    "401 No",
                    format!("WWW-Authenticate: Digest realm=\"r\", nonce=\"{}\"", rng.next()),
                ),
                5 => ("500 No", "Retry-After: 0".to_owned()),
                _ => ("302 Moved", "Contact: <sip:x@192.0.2.1>".to_owned()),
            };
            vec![respond(request, status, &[header])]
        });
        world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
        let message = world
            .ua
            .build_publish(&PublishArguments {
                to: b"<sip:alice@192.0.2.1>",
                from: b"<sip:alice@example.com>",
                route: None,
                event: b"presence",
                expires: b"60",
                content: Some((b"application/pidf+xml", b"<presence/>")),
            })
            .unwrap();
        let now = world.now();
        world.ua.publish(now, Some(message), b"k").unwrap();
        world.run_seconds(600);
        assert!(world.sent.len() <= 600, "seed {seed}: {}", world.sent.len());
        assert_eq!(world.ua.statistics(world.now()).publications.allocated, 1);
    }
}

#[test]
fn requests_of_all_kinds_end() {
    let methods = [
        "INVITE",
        "ACK",
        "BYE",
        "CANCEL",
        "SUBSCRIBE",
        "NOTIFY",
        "REFER",
        "UPDATE",
        "PRACK",
        "MESSAGE",
    ];
    let mut rng = Seeded(3);
    for _ in 0..300 {
        let mut bytes = Vec::new();
        for _ in 0..8 {
            let method = methods[rng.below(methods.len())];
            let text = request(method, &format!("b{}", rng.below(3)));
            let is_changed = rng.below(2) == 0;
            bytes.extend(if is_changed { changed(&text, &mut rng) } else { text.into_bytes() });
            bytes.push(0);
        }
        crate::requests::run(&bytes);
    }
}

#[test]
fn the_seeds_of_the_fuzz_target_and_changes_of_them_end() {
    let seeds = [
        &include_bytes!("../../fuzz/seeds/requests/two")[..],
        include_bytes!("../../fuzz/seeds/requests/subscriptions"),
    ];
    let mut rng = Seeded(5);
    for seed in seeds {
        crate::requests::run(seed);
        for _ in 0..200 {
            let mut bytes = seed.to_vec();
            for _ in 0..=rng.below(6) {
                let at = rng.below(bytes.len());
                bytes[at] = rng.next() as u8;
            }
            crate::requests::run(&bytes);
        }
    }
}
