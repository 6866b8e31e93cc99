//! S2, S3, S10, S17: NOTIFY that arrives.

use crate::peer::{Desk, request};

const ACTIVE: &str = "Subscription-State: active;expires=60\r\n";

#[test]
fn s2_notify_before_the_response_forks_and_what_is_refused() {
    let mut desk = Desk::new();
    desk.subscribe(60);
    desk.notify(1, "active;expires=60");
    desk.reply("SUBSCRIBE", "200 OK", "Expires: 60\r\n");
    let bare = desk.request("NOTIFY", 2, "peertag", "");
    desk.arrive(&bare);
    let fork = desk.request("NOTIFY", 1, "other", ACTIVE);
    desk.arrive(&fork);
    let info = desk.request("INFO", 3, "peertag", "");
    desk.arrive(&info);
    desk.notify(4, "ACTIVE;expires=50");
    desk.notify(5, "terminated;reason=rejected");
    assert_eq!(
        desk.events(),
        [
            "SubscriptionNotify t2 s1 d2 ss=2/0",
            "SubscriptionAnswered t1 s1 d2 200 ss=2/0",
            "SubscriptionNotify t4 s1 d3 ss=2/0",
            "SubscriptionNotify t6 s1 d2 ss=2/0",
            "SubscriptionNotify t7 s1 d2 ss=3/2"
        ]
    );
    // Ours: no event beside the 400, the 501 and the last one.
    assert_eq!(
        desk.sent()[1..],
        ["200 OK", "400 Bad Request", "200 OK", "501 Not Implemented", "200 OK", "200 OK"]
    );
    assert_eq!(desk.kept(), (0, 0));
    // What belongs to nothing is the program's.
    let late = desk.request("NOTIFY", 6, "peertag", ACTIVE);
    desk.arrive(&late);
    assert_eq!(desk.events(), ["MessageNew t8"]);
}

#[test]
fn s2_each_dialog_of_a_fork_is_refreshed() {
    let mut desk = Desk::new();
    desk.subscribe(60);
    desk.notify(1, "active");
    desk.reply("SUBSCRIBE", "200 OK", "Expires: 60\r\n");
    let fork = desk.request("NOTIFY", 1, "other", ACTIVE);
    desk.arrive(&fork);
    desk.sent();
    desk.run(54_100);
    assert_eq!(desk.sent().len(), 2);
    let tags: Vec<_> =
        desk.world.sent.iter().rev().take(2).map(|it| it.header("To").unwrap()).collect();
    assert!(tags[0].ends_with(";tag=other") && tags[1].ends_with(";tag=peertag"));
}

#[test]
fn s2_a_notify_with_a_wrong_to_tag_is_not_taken() {
    let mut desk = Desk::new();
    desk.subscribed(60);
    let call_id = desk.last("SUBSCRIBE").header("Call-ID").unwrap().to_owned();
    let parties =
        (&*call_id, "<sip:bob@192.0.2.1>;tag=peertag", "<sip:alice@example.com>;tag=wrong");
    desk.arrive(&request("w", "NOTIFY", 1, parties, ACTIVE));
    assert_eq!(desk.events(), ["MessageNew t2"]);
}

#[test]
fn s3_a_late_fork_gets_500() {
    let mut desk = Desk::new();
    desk.subscribed(600);
    desk.run(70_000);
    let fork = desk.request("NOTIFY", 1, "other", ACTIVE);
    desk.arrive(&fork);
    assert_eq!(desk.sent(), ["500 Server Internal Error"]);
    assert_eq!(desk.world.last().header("Retry-After"), Some("10"));
    assert!(desk.events().is_empty());
}

#[test]
fn s3_forks_are_limited() {
    let mut desk = Desk::new();
    desk.subscribe(60);
    for tag in 0..40 {
        let fork = desk.request("NOTIFY", 1, &format!("f{tag}"), ACTIVE);
        desk.arrive(&fork);
    }
    assert_eq!(desk.events().len(), 32);
}

#[test]
fn s10_the_order_of_notifies() {
    let mut desk = Desk::new();
    desk.subscribed(60);
    desk.notify(1, "active");
    desk.notify(5, "active");
    assert_eq!(desk.events().len(), 2);
    desk.sent();
    // A repetition gets the old 200.
    desk.notify(5, "active");
    assert_eq!((desk.sent(), desk.events()), (vec!["200 OK*".to_owned()], vec![]));
    // Ours: the same CSeq on another branch gets 200 without an event, a lower one 500.
    let text = desk.request("NOTIFY", 5, "peertag", ACTIVE);
    desk.arrive(&text.replace("z9hG4bKnotify-5", "z9hG4bKother-5"));
    let text = desk.request("NOTIFY", 3, "peertag", ACTIVE);
    desk.arrive(&text);
    assert_eq!(desk.sent(), ["200 OK", "500 Server Internal Error"]);
    assert!(desk.events().is_empty());
}

#[test]
fn s17_states_and_reasons() {
    for (text, state) in [
        ("active;expires=60", "2/0"),
        ("pending", "1/0"),
        ("terminated;reason=deactivated", "3/0"),
        ("terminated; reason = PROBATION ;retry-after=5", "3/1"),
        ("Terminated;retry-after=5;reason=giveup", "3/4"),
        ("terminated;reason=unheard", "3/0"),
        ("terminated", "3/0"),
    ] {
        let mut desk = Desk::new();
        desk.subscribed(60);
        desk.notify(1, text);
        assert_eq!(desk.events(), [format!("SubscriptionNotify t2 s1 d2 ss={state}")], "{text}");
    }
    let mut desk = Desk::new();
    desk.subscribed(60);
    desk.notify(1, "odd");
    assert_eq!(desk.events(), ["SubscriptionNotify t2 s1 d2"]);
}

#[test]
fn s17_a_notify_without_a_subscription_is_the_programs() {
    let mut desk = Desk::new();
    let parties = ("mwi", "<sip:vm@192.0.2.1>;tag=v", "<sip:alice@10.0.0.2>");
    desk.arrive(&request("mwi", "NOTIFY", 1, parties, ACTIVE));
    assert_eq!(desk.events(), ["MessageNew t1"]);
    assert!(desk.sent().is_empty());
}

#[test]
fn by_option_the_time_in_a_notify_counts() {
    let mut desk = Desk::new();
    desk.world.ua.options_mut().obey_notify_expires = true;
    desk.subscribed(600);
    desk.run(1000);
    desk.notify(1, "active;expires=60");
    desk.sent();
    desk.run(53_900);
    assert!(desk.sent().is_empty());
    desk.run(200);
    assert_eq!(desk.sent().len(), 1);
    assert_eq!(desk.last("SUBSCRIBE").header("Expires"), Some("600"));
}

#[test]
fn by_option_the_program_subscribes_again() {
    let mut desk = Desk::new();
    desk.world.ua.options_mut().resubscribe = true;
    let (sid, _) = desk.subscribed(60);
    let first = desk.last("SUBSCRIBE");
    desk.notify(1, "terminated;reason=probation;retry-after=30");
    desk.sent();
    desk.run(29_900);
    assert!(desk.sent().is_empty());
    desk.run(200);
    let again = desk.last("SUBSCRIBE");
    assert_eq!(desk.sent(), ["SUBSCRIBE sip:bob@192.0.2.1"]);
    assert_ne!(first.header("Call-ID"), again.header("Call-ID"));
    assert_ne!(first.header("From"), again.header("From"));
    assert_eq!(again.header("CSeq"), Some("20 SUBSCRIBE"));
    desk.reply("SUBSCRIBE", "200 OK", "Expires: 60\r\n");
    desk.notify(2, "active");
    assert_eq!(
        desk.events()[1..],
        ["SubscriptionAnswered t3 s1 d3 200", "SubscriptionNotify t4 s1 d3 ss=2/0"]
    );
    desk.notify(3, "terminated;reason=noresource");
    assert_eq!(desk.kept(), (0, 0));
    assert!(desk.world.ua.remove_subscription(sid).is_err());
}
