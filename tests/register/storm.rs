//! The nastiest servers: whatever they answer, no registration sends more than one REGISTER a second by itself.

use std::collections::HashSet;
use std::time::Duration;

use eXosip2::ua::{Input, Transport};

use crate::world::{Answers, Seeded, Sent, World, accept, header, ok, respond};

/// An answer to the request with this number.
type Nasty = fn(&Sent, u64) -> Answers;

fn challenge(request: &Sent, status: &str, parameters: &str) -> Answers {
    let header = if status.starts_with("407") { "Proxy" } else { "WWW" };
    let header = format!("{header}-Authenticate: Digest realm=\"r\", qop=\"auth\", {parameters}");
    vec![respond(request, status, &[header])]
}

fn plain(request: &Sent, status: &str, headers: &[&str]) -> Answers {
    let headers: Vec<_> = headers.iter().map(|line| (*line).to_owned()).collect();
    vec![respond(request, status, &headers)]
}

fn granted(request: &Sent, seconds: u32) -> Answers {
    let contact = request.header("Contact").unwrap();
    plain(request, "200 OK", &[&format!("Contact: {contact};expires={seconds}")])
}

/// A success that saw us at another place each time.
fn seen_elsewhere(request: &Sent, number: u64) -> Answers {
    let received =
        format!(";received=192.0.2.{};rport={};branch", number % 250, 1024 + number % 60_000);
    vec![ok(request).replace(";rport", "").replace(";branch", &received)]
}

const NASTY: [Nasty; 22] = [
    |request, number| challenge(request, "401 No", &format!("nonce=\"n{number}\"")),
    |request, number| challenge(request, "401 No", &format!("nonce=\"n{number}\", stale=true")),
    |request, _| challenge(request, "401 No", "nonce=\"n\""),
    |request, _| challenge(request, "401 No", "nonce=\"n\", stale=true"),
    |request, number| challenge(request, "407 No", &format!("nonce=\"n{number}\", stale=true")),
    |request, number| plain(request, "423 No", &[&format!("Min-Expires: {}", 60 + number)]),
    |request, _| plain(request, "423 No", &["Min-Expires: 1"]),
    |request, _| plain(request, "606 No", &[]),
    |request, _| plain(request, "302 No", &["Contact: <sip:192.0.2.1>"]),
    |request, number| {
        plain(request, "301 No", &[&format!("Contact: <sip:192.0.2.{}>", number % 250)])
    },
    |request, _| plain(request, "305 No", &["Contact: <sip:192.0.2.7>"]),
    |request, _| plain(request, "439 No", &[]),
    |request, _| plain(request, "503 No", &["Retry-After: 0"]),
    |request, _| plain(request, "480 No", &["Retry-After: 0"]),
    |request, _| plain(request, "600 No", &[]),
    |request, _| granted(request, 1),
    |request, _| granted(request, 0),
    |request, _| granted(request, 100),
    |request, _| plain(request, "200 OK", &[]),
    seen_elsewhere,
    |request, _| plain(request, "100 Trying", &[]),
    |_, _| Answers::new(),
];

/// Registers where `choose` says which of the nasty answers each request gets, and looks at the times of all requests.
fn suffer(what: &str, seconds: u64, mut choose: impl FnMut(u64) -> usize + 'static) {
    let mut number = 0;
    let mut world = World::new(move |request: &Sent| {
        number += 1;
        NASTY[choose(number) % NASTY.len()](request, number)
    });
    world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
    let options = world.ua.options_mut();
    options.auto_masquerade = true;
    options.follow_redirects = true;
    options.reg_id = 1;
    options.set_instance(b"x").unwrap();
    world.register(60);
    world.run_seconds(seconds);
    let times: Vec<_> = world.sent.iter().filter(|sent| !sent.is_again).map(|it| it.at).collect();
    assert!(times.len() >= 2, "{what}: it gave up");
    // Three retries at once are allowed, but they count: on average it is one a second.
    for (window, most) in [(1, 4), (10, 13), (60, 63)] {
        let window = Duration::from_secs(window);
        let busiest = (0..times.len())
            .map(|first| {
                times[first..].iter().take_while(|at| **at - times[first] < window).count()
            })
            .max();
        assert!(busiest <= Some(most), "{what}: {busiest:?} in {window:?}, {times:?}");
    }
}

#[test]
fn no_pair_of_answers_causes_a_storm() {
    for one in 0..NASTY.len() {
        for other in 0..NASTY.len() {
            suffer(
                &format!("{one} and {other}"),
                200,
                move |number| {
                    if number % 2 == 0 { one } else { other }
                },
            );
        }
    }
}

#[test]
fn no_sequence_of_answers_causes_a_storm() {
    for seed in 0..60 {
        let mut rng = Seeded(seed);
        suffer(&format!("seed {seed}"), 600, move |_| rng.below(NASTY.len()));
    }
}

/// An event on the paths of registrations.
fn shake(world: &mut World, rng: &mut Seeded, rids: &[i32]) {
    let paths: Vec<_> = world.sent.iter().rev().take(20).map(|sent| sent.path).collect();
    let path = paths[rng.below(paths.len())];
    match rng.below(8) {
        0 => world.input(Input::NetworkChanged),
        1 => world.input(Input::Closed { channel: path.channel, tls: None }),
        2 => world.input(Input::SendFailed { path }),
        3 => world.input(Input::Pong { channel: path.channel }),
        4 => drop(world.renew(rids[rng.below(rids.len())], 600)),
        5 => drop(world.refused.insert(path.remote)),
        6 => world.refused.clear(),
        _ => world.own.set_port(1024 + rng.below(60_000) as u16),
    }
}

#[test]
fn whatever_the_answers_leaving_ends() {
    for answer in NASTY {
        let mut number = 0;
        let mut world = World::new(accept);
        world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
        world.ua.options_mut().follow_redirects = true;
        for _ in 0..3 {
            world.register(600);
        }
        world.run_seconds(2);
        world.serve(move |request: &Sent| {
            number += 1;
            answer(request, number)
        });
        world.register(600);
        let now = world.now();
        world.ua.leave_all(now);
        world.run_seconds(70);
        assert!(!world.ua.has_registrations(), "{}", world.story());
    }
}

#[test]
fn whatever_the_answers_a_registration_that_is_taken_back_ends_unless_it_is_kept() {
    for (index, answer) in NASTY.into_iter().enumerate() {
        let mut number = 0;
        let mut world = World::new(accept);
        world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
        world.ua.options_mut().follow_redirects = true;
        let rid = world.register(600);
        world.run_seconds(2);
        world.serve(move |request: &Sent| {
            number += 1;
            answer(request, number)
        });
        world.renew(rid, 0).unwrap();
        world.run_seconds(80);
        let is_kept = world.ua.registration(rid).is_ok_and(|state| state.bound_until.is_some());
        // Those that grant a second, or a hundred.
        let was_kept = matches!(index, 15 | 17);
        assert_eq!(is_kept, was_kept, "{index}: {}", world.story());
        let count = world.sent.iter().filter(|sent| !sent.is_again).count();
        assert!(was_kept || count <= 5, "{index}: {}", world.story());
    }
}

/// Each REGISTER that was sent, and each that could not be, ends in one event.
fn each_attempt_has_ended_once(world: &World) {
    let name = |text| (header(text, "Call-ID").unwrap(), header(text, "CSeq").unwrap());
    let mut reported = HashSet::new();
    for event in &world.events {
        assert!(reported.insert(name(&event.request)), "reported twice: {event:?}");
    }
    for sent in &world.sent {
        assert!(reported.contains(&name(&sent.text)), "never reported: {sent:?}");
    }
}

#[test]
fn registrations_recover_after_any_answers() {
    for seed in 0..30 {
        let transport = if seed % 2 == 0 { Transport::Udp } else { Transport::Tcp };
        let (mut rng, mut choice, mut number) = (Seeded(seed), Seeded(!seed), 0);
        let mut world = World::on(transport, move |request: &Sent| {
            number += 1;
            NASTY[choice.below(NASTY.len())](request, number)
        });
        world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
        world.ua.options_mut().follow_redirects = true;
        world.ua.options_mut().auto_masquerade = true;
        world.keep_alive(Some(Duration::from_secs(17)));
        let hosts = ["192.0.2.1", "192.0.2.2", "two.example", "none.example"];
        let two = ["192.0.2.3:5060", "192.0.2.4:5060"].map(|text| text.parse().unwrap());
        world.names.insert("two.example".to_owned(), two.to_vec());
        let rids: Vec<_> = (0..8)
            .map(|number| world.register_at(&format!("sip:{}", hosts[number % 4]), 600))
            .collect();
        for _ in 0..60 {
            world.run(Duration::from_millis(rng.below(20_000) as u64));
            shake(&mut world, &mut rng, &rids);
        }
        world.refused.clear();
        world.names.insert("none.example".to_owned(), two.to_vec());
        world.serve(accept);
        world.run_seconds(1900);
        for rid in rids {
            let state = world.ua.registration(rid).unwrap();
            let is_bound = state.bound_until.is_some_and(|until| until > world.now().instant);
            assert!(is_bound && state.next_attempt.is_some(), "seed {seed}: {state:?}");
        }
        assert_eq!(world.ua.statistics(world.now()).transactions.allocated, 0, "seed {seed}");
        each_attempt_has_ended_once(&world);
    }
}
