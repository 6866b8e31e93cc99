//! SUBSCRIBE, REFER, NOTIFY and responses to them that no honest peer sends: nothing crashes, nothing is sent without end, and
//! what is kept is bounded.

use eXosip2::ua::EventKind::*;

use crate::peer::{path, request, response};
use crate::rubbish::changed;
use crate::world::{Seeded, Sent, World, silence};

const EXPIRES: [&str; 10] = [
    "0",
    "1",
    "-1",
    "-99999999999999999999",
    "99999999999999999999",
    "4294967296",
    "abc",
    "",
    "60;x",
    "60",
];

fn login(world: &mut World) {
    world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
}

fn subscribe(world: &mut World) -> i32 {
    let (to, from) = (&b"<sip:bob@192.0.2.1>"[..], &b"<sip:alice@example.com>"[..]);
    let built = world.ua.build_subscribe(Some(to), Some(from), None, b"presence", 60);
    let now = world.now();
    let sid = world.ua.send_subscription(now, Some(built.unwrap())).unwrap();
    world.settle();
    sid
}

/// The program accepts what can be accepted, and notifies.
fn react(world: &mut World, from: usize) {
    let seen: Vec<_> = world.events[from..].iter().map(|it| (it.kind, it.ids)).collect();
    for (kind, ids) in seen {
        let now = world.now();
        if kind == InSubscriptionNew
            && let Ok(answer) = world.ua.build_subscription_answer(now, ids.tid, 200)
            && world.ua.send_subscription_answer(now, ids.tid, 200, Some(answer)).is_ok()
            && let Ok(notify) = world.ua.build_notify(now, ids.did, 2, 0)
        {
            let _ = world.ua.send_insubscription_request(now, ids.did, Some(notify));
        }
        if kind == MessageNew {
            let _ = world.ua.send_message_answer(now, ids.tid, 481, None);
        }
    }
    world.settle();
}

#[test]
fn changed_requests_do_no_harm_and_subscriptions_of_strangers_are_limited() {
    let mut rng = Seeded(11);
    let mut world = World::new(silence);
    world.ua.options_mut().subscription_limit = 100;
    let sid = subscribe(&mut world);
    let own = world.last().clone();
    world.deliver(path(), response(&own, "200 OK", "far", "Expires: 600\r\n").as_bytes());
    let mut answers = Vec::new();
    for number in 0..8000 {
        let expires = EXPIRES[rng.below(EXPIRES.len())];
        let headers = format!(
            "Event: presence\r\nExpires: {expires}\r\nSubscription-State: active;expires={expires}\r\n"
        );
        let method = ["SUBSCRIBE", "REFER", "NOTIFY", "INFO"][rng.below(4)];
        let cseq = rng.below(20) as u32;
        let text = match rng.below(3) {
            // In the dialog of the program's own subscription.
            0 => {
                let parties = (own.header("Call-ID").unwrap(), own.header("From").unwrap());
                let from = "<sip:bob@192.0.2.1>;tag=far";
                request(&format!("a{number}"), method, cseq, (parties.0, from, parties.1), &headers)
            }
            // In the dialog of a subscription of a stranger.
            1 if !answers.is_empty() => {
                let answer: &Sent = &answers[rng.below(answers.len())];
                let (call_id, to) = (answer.header("Call-ID"), answer.header("To"));
                let parties = (call_id.unwrap(), answer.header("From").unwrap(), to.unwrap());
                request(&format!("b{number}"), method, cseq, parties, &headers)
            }
            _ => {
                let call_id = format!("c{}", number / 2);
                let parties = (&*call_id, "<sip:s@192.0.2.1>;tag=s", "<sip:alice@10.0.0.2>");
                request(&format!("c{number}"), method, cseq, parties, &headers)
            }
        };
        let text = if rng.below(2) == 0 { changed(&text, &mut rng) } else { text.into_bytes() };
        let (seen, sent) = (world.events.len(), world.sent.len());
        world.deliver(path(), &text);
        react(&mut world, seen);
        let is_answer =
            |it: &&Sent| it.text.starts_with("SIP/2.0 2") && it.text.contains("SUBSCRIBE");
        answers.extend(world.sent[sent..].iter().filter(is_answer).cloned());
        let now = world.now();
        assert!(world.ua.statistics(now).insubscriptions.allocated <= 100);
    }
    // NOTIFYs to a silent stranger end its subscription.
    world.run_seconds(300);
    let now = world.now();
    let statistics = world.ua.statistics(now);
    assert_eq!((statistics.transactions.allocated, statistics.calls.allocated), (0, 0));
    let _ = world.ua.remove_subscription(sid);
    assert_eq!(world.ua.statistics(now).subscriptions.allocated, 0);
}

#[test]
fn no_response_to_subscribe_makes_requests_without_end_or_leaves_anything() {
    for seed in 0..150 {
        let mut rng = Seeded(seed);
        let mut world = World::new(move |sent: &Sent| {
            if sent.text.starts_with("SIP/2.0") {
                return Vec::new();
            }
            let status = [
                "100 Trying",
                "200 OK",
                "202 Accepted",
                "401 No",
                "407 No",
                "423 Brief",
                "302 Moved",
                "481 Gone",
                "503 Busy",
                "699 Odd",
            ][rng.below(10)];
            let expires = EXPIRES[rng.below(EXPIRES.len())];
            let nonce = rng.below(1000);
            let challenge = format!("Digest realm=\"r\", nonce=\"{nonce}\"");
            let headers = format!(
                "Expires: {expires}\r\nMin-Expires: {expires}\r\nWWW-Authenticate: {challenge}\r\n\
                 Proxy-Authenticate: {challenge}\r\nRetry-After: 0\r\n"
            );
            let tag = ["", "far", "other"][rng.below(3)];
            let text = response(sent, status, tag, &headers);
            let is_changed = rng.below(3) == 0;
            let bytes = if is_changed { changed(&text, &mut rng) } else { text.into_bytes() };
            vec![String::from_utf8_lossy(&bytes).into_owned()]
        });
        login(&mut world);
        world.ua.options_mut().resubscribe = true;
        let sids: Vec<_> = (0..5).map(|_| subscribe(&mut world)).collect();
        world.run_seconds(400);
        let first = world.sent.iter().filter(|it| !it.is_again).count();
        // At most one a second for each, and what a challenge asks for.
        assert!(first <= 5 * 400 + 5 * 4 * 20, "seed {seed}: {first}");
        for tid in 1..=5 {
            let is_end = |event: &&crate::world::Seen| {
                event.ids.tid == tid && event.kind != SubscriptionProceeding
            };
            assert_eq!(world.events.iter().filter(is_end).count(), 1, "seed {seed}, {tid}");
        }
        for sid in sids {
            let _ = world.ua.remove_subscription(sid);
        }
        world.run_seconds(100);
        let now = world.now();
        let statistics = world.ua.statistics(now);
        let left = statistics.transactions.allocated + statistics.subscriptions.allocated;
        assert_eq!(left, 0, "seed {seed}");
    }
}

#[test]
fn no_response_to_notify_makes_requests_without_end_or_leaves_anything() {
    for seed in 0..150 {
        let mut rng = Seeded(seed);
        let mut world = World::new(move |sent: &Sent| {
            if sent.text.starts_with("SIP/2.0") || rng.below(10) == 0 {
                return Vec::new();
            }
            let status = ["200 OK", "401 No", "407 No", "302 Moved", "481 Gone", "100 Trying"];
            let nonce = rng.below(1000);
            let challenge = format!("Digest realm=\"r\", nonce=\"{nonce}\"");
            let headers = format!(
                "WWW-Authenticate: {challenge}\r\nProxy-Authenticate: {challenge}\r\nExpires: 0\r\n"
            );
            let text = response(sent, status[rng.below(6)], "", &headers);
            let is_changed = rng.below(3) == 0;
            let bytes = if is_changed { changed(&text, &mut rng) } else { text.into_bytes() };
            vec![String::from_utf8_lossy(&bytes).into_owned()]
        });
        login(&mut world);
        for number in 0..5 {
            let call_id = format!("n{number}");
            let parties = (&*call_id, "<sip:s@192.0.2.1>;tag=s", "<sip:alice@10.0.0.2>");
            let headers = "Event: presence\r\nExpires: 100\r\n";
            let text = request(&format!("n{number}"), "SUBSCRIBE", 1, parties, headers);
            let seen = world.events.len();
            world.deliver(path(), text.as_bytes());
            react(&mut world, seen);
        }
        world.run_seconds(200);
        let first = world.sent.iter().filter(|it| it.text.starts_with("NOTIFY") && !it.is_again);
        assert!(first.count() <= 5 * 4, "seed {seed}");
        let now = world.now();
        let statistics = world.ua.statistics(now);
        let left = statistics.transactions.allocated + statistics.insubscriptions.allocated;
        assert_eq!(left, 0, "seed {seed}");
    }
}
