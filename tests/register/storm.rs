//! The nastiest servers: whatever they answer, no registration sends more than one REGISTER a second by itself.

use std::time::Duration;

use crate::world::{Answers, Dice, Sent, World, ok, respond};

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
        let mut dice = Dice(seed);
        suffer(&format!("seed {seed}"), 600, move |_| dice.below(NASTY.len()));
    }
}
