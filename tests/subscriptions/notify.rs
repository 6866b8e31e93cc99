//! S13, S14: requests to a subscriber, and their results.

use eXosip2::error::Error;

use crate::peer::Desk;

/// A subscription of a peer that was accepted. Returns its did.
fn accepted() -> (Desk, i32) {
    let mut desk = Desk::new();
    desk.be_subscribed("s1", "Event: presence\r\nExpires: 300\r\n");
    desk.answer(1, 200).unwrap();
    let did = desk.did();
    desk.events();
    desk.sent();
    (desk, did)
}

#[test]
fn s13_each_retry_answers_the_newest_nonce_three_times() {
    let (mut desk, did) = accepted();
    desk.login();
    desk.tell(did, 2, 0).unwrap();
    for nonce in 1..=6 {
        desk.challenge("NOTIFY", &format!("n{nonce}"));
        desk.run(50);
    }
    assert_eq!(desk.count("NOTIFY"), 4);
    let last = desk.last("NOTIFY");
    assert_eq!(last.header("CSeq"), Some("5 NOTIFY"));
    assert!(last.header("Authorization").unwrap().contains("nonce=\"n3\""));
    assert_eq!(
        desk.events(),
        [2, 3, 4, 5].map(|tid| format!("NotificationRequestFailure t{tid} n1 d2 401 ss=2/0"))
    );
    desk.run(10_000);
    assert_eq!(desk.kept(), (0, 1));
}

#[test]
fn s13_the_default_action_answers_a_challenge() {
    let (mut desk, did) = accepted();
    desk.login();
    desk.tell(did, 2, 0).unwrap();
    desk.challenge("NOTIFY", "n1");
    let ids = desk.world.events.last().unwrap().ids;
    let now = desk.world.now();
    desk.world.ua.default_action(now, ids, 401).unwrap();
    desk.run(100);
    assert_eq!(desk.count("NOTIFY"), 2);
    assert!(desk.last("NOTIFY").header("Authorization").unwrap().contains("nonce=\"n1\""));
    desk.reply("NOTIFY", "200 OK", "");
    assert_eq!(desk.events()[1], "NotificationAnswered t3 n1 d2 200 ss=2/0");
}

#[test]
fn s13_a_refused_notify_ends_the_subscription_unless_a_later_one_is_accepted() {
    for (status, kind) in [
        ("302 Moved", "NotificationRedirected t2 n1 d2 302 ss=2/0"),
        ("481 Gone", "NotificationRequestFailure t2 n1 d2 481 ss=2/0"),
        ("500 Server Error", "NotificationServerFailure t2 n1 d2 500 ss=2/0"),
        ("603 Decline", "NotificationGlobalFailure t2 n1 d2 603 ss=2/0"),
    ] {
        let (mut desk, did) = accepted();
        desk.tell(did, 2, 0).unwrap();
        desk.reply("NOTIFY", status, "");
        assert_eq!(desk.events(), [kind]);
        desk.run(4900);
        assert_eq!(desk.kept(), (0, 1));
        desk.run(200);
        assert_eq!(desk.kept(), (0, 0));
        let (mut desk, did) = accepted();
        desk.tell(did, 2, 0).unwrap();
        desk.reply("NOTIFY", status, "");
        desk.run(500);
        desk.tell(did, 2, 0).unwrap();
        desk.reply("NOTIFY", "200 OK", "");
        desk.run(10_000);
        assert_eq!(desk.kept(), (0, 1));
    }
}

#[test]
fn s13_a_notify_without_an_answer_ends_the_subscription() {
    let (mut desk, did) = accepted();
    desk.tell(did, 2, 0).unwrap();
    desk.run(32_100);
    assert_eq!(desk.events(), ["NotificationRequestFailure t2 n1 d2 ss=2/0"]);
    assert_eq!(desk.kept(), (0, 0));
    assert_eq!(desk.tell(did, 2, 0), Err(Error::NotFound));
}

#[test]
fn s14_other_requests_have_events_and_end_nothing() {
    let (mut desk, did) = accepted();
    desk.send_other(did, "INFO").unwrap();
    desk.reply("INFO", "200 OK", "");
    desk.send_other(did, "INFO").unwrap();
    desk.reply("INFO", "404 Not Found", "");
    desk.send_other(did, "MESSAGE").unwrap();
    desk.run(32_100);
    assert_eq!(
        desk.events(),
        [
            "NotificationAnswered t2 n1 d2 200",
            "NotificationRequestFailure t3 n1 d2 404",
            "NotificationRequestFailure t4 n1 d2"
        ]
    );
    assert_eq!(desk.kept(), (0, 1));
    desk.tell(did, 2, 0).unwrap();
    assert_eq!(desk.send_other(did, "INFO"), Err(Error::WrongState));
}
