//! Unsolicited and forged responses.

use std::time::Duration;

use eXosip2::ua::EventKind;

use crate::world::{Seeded, Sent, World, accept, ok, respond, silence};

fn waiting() -> (World, Sent) {
    let mut world = World::new(silence);
    world.ua.options_mut().auto_masquerade = true;
    world.register(3600);
    let request = world.sent[0].clone();
    (world, request)
}

#[test]
fn a_response_that_repeats_the_request_wrongly_is_dropped() {
    let (mut world, request) = waiting();
    let good = ok(&request);
    let call_id = request.header("Call-ID").unwrap();
    for bad in [
        good.replace("branch=z9hG4bK", "branch=z9hG4bKx"),
        good.replace("CSeq: 1 REGISTER", "CSeq: 2 REGISTER"),
        good.replace("CSeq: 1 REGISTER", "CSeq: 1 OPTIONS"),
        good.replace(call_id, "1"),
        good.replace("SIP/2.0 200 OK", "SIP/2.0 2000 OK"),
    ] {
        world.deliver(request.path, bad.as_bytes());
    }
    assert_eq!(world.events, []);
}

#[test]
fn a_forged_address_is_not_learned() {
    let (mut world, request) = waiting();
    let forged = ok(&request)
        .replace(";rport;", ";rport=6666;received=198.51.100.66;")
        .replace("branch=z9hG4bK", "branch=z9hG4bKx");
    world.deliver(request.path, forged.as_bytes());
    world.deliver(request.path, ok(&request).as_bytes());
    world.serve(accept);
    world.run_seconds(3500);
    assert!(world.sent.iter().all(|sent| !sent.text.contains("198.51.100.66")));
    assert_eq!(world.sent.len(), 2);
}

#[test]
fn ten_thousand_mutations_harm_no_registration() {
    let mut rng = Seeded(7);
    let mut world = World::new(silence);
    world.ua.options_mut().auto_masquerade = true;
    world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
    let mut sent = 0;
    for _ in 0..100 {
        let rid = world.register(60);
        let request = world.last().clone();
        let seeds = [
            ok(&request),
            respond(
                &request,
                "401 No",
                &["WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"".to_owned()],
            ),
            respond(
                &request,
                "423 Brief",
                &["Min-Expires: 90".to_owned(), "Retry-After: 1".to_owned()],
            ),
            respond(&request, "503 Busy", &["Retry-After: 5".to_owned()]),
        ];
        for _ in 0..100 {
            let mut bytes = seeds[rng.below(seeds.len())].clone().into_bytes();
            mutate(&mut bytes, &mut rng);
            world.deliver(request.path, &bytes);
        }
        world.run_seconds(2);
        sent += world.sent.len();
        world.sent.clear();
        let _ = world.ua.remove_register(rid);
        world.run(Duration::from_millis(100));
    }
    // Some mutations are harmless and are taken; a success only ever follows a status line that says so.
    assert!(sent < 1500, "{sent}");
    let successes = world.events.iter().filter(|it| it.kind == EventKind::RegistrationSuccess);
    assert!(successes.clone().all(|event| (200..300).contains(&event.status)));
    assert!(successes.count() <= 100);
}

#[test]
fn a_request_from_outside_is_told_once() {
    let (mut world, sent) = waiting();
    let request = |method: &str, branch: &str| {
        format!(
            "{method} sip:alice@10.0.0.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch={branch}\r\n\
             From: <sip:b@c>;tag=1\r\nTo: <sip:alice@b>\r\nCall-ID: x\r\nCSeq: 1 {method}\r\n\
             Content-Length: 0\r\n\r\n"
        )
    };
    for text in [
        request("REGISTER", "z9hG4bKa"),
        request("REGISTER", "z9hG4bKa"),
        request("OPTIONS", "z9hG4bKa"),
        request("REGISTER", "z9hG4bKb"),
        request("INVITE", "z9hG4bKc"),
    ] {
        world.deliver(sent.path, text.as_bytes());
    }
    let reported: Vec<_> = world.events.iter().map(|event| event.kind).collect();
    use EventKind::{CallInvite, MessageNew};
    assert_eq!(reported, [MessageNew, MessageNew, MessageNew, CallInvite]);
    assert!(world.events[0].request.starts_with("REGISTER "));
}

fn mutate(bytes: &mut Vec<u8>, rng: &mut Seeded) {
    for _ in 0..1 + rng.below(6) {
        bytes.resize(bytes.len().max(1), b'x');
        let at = rng.below(bytes.len());
        match rng.below(5) {
            0 => bytes[at] = rng.next() as u8,
            1 => bytes.insert(at, b"\r\n;,\"<>= "[rng.below(9)]),
            2 => {
                bytes.remove(at);
            }
            3 => bytes.truncate(at.max(1)),
            _ => {
                let end = (at + rng.below(40)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = rng.below(bytes.len());
                bytes.splice(to..to, piece);
            }
        }
    }
}
