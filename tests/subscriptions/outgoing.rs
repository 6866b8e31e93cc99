//! S1 to S5, S9: SUBSCRIBE and REFER of the program, and their results.

use crate::peer::{Desk, without_numbers};

#[test]
fn s1_a_subscription_is_accepted_refreshed_and_terminated() {
    let mut desk = Desk::new();
    desk.subscribe(60);
    assert_eq!(
        without_numbers(&desk.last("SUBSCRIBE").text),
        "SUBSCRIBE sip:bob@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:5070;rport;branch=z9hG4bK#\r\n\
         From: <sip:alice@example.com>;tag=#\r\nTo: <sip:bob@192.0.2.1>\r\nCall-ID: #\r\n\
         CSeq: 20 SUBSCRIBE\r\nContact: <sip:alice@10.0.0.2:5070>\r\nMax-Forwards: 70\r\n\
         User-Agent: eXosip/5.3.0\r\nExpires: 60\r\nEvent: presence\r\nContent-Length: 0\r\n\r\n"
    );
    desk.reply("SUBSCRIBE", "100 Trying", "");
    desk.reply("SUBSCRIBE", "202 Accepted", "Expires: 60\r\n");
    desk.notify(1, "active;expires=60");
    let events = [
        "SubscriptionProceeding t1 s1 100",
        "SubscriptionAnswered t1 s1 d2 202",
        "SubscriptionNotify t2 s1 d2 ss=2/0",
    ];
    // The original gives the subscription its dialog with the 2xx, not with the 100.
    assert_eq!(desk.events(), events);
    assert_eq!(
        without_numbers(&desk.world.last().text),
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKnotify-1-peertag;rport=5060\r\n\
         From: <sip:bob@192.0.2.1>;tag=peertag\r\nTo: <sip:alice@example.com>;tag=#\r\nCall-ID: #\r\n\
         CSeq: 1 NOTIFY\r\nUser-Agent: eXosip/5.3.0\r\nContent-Length: 0\r\n\r\n"
    );
    desk.sent();
    desk.run(53_900);
    assert!(desk.sent().is_empty());
    desk.run(200);
    assert_eq!(desk.sent(), ["SUBSCRIBE sip:peer@192.0.2.9:5061"]);
    assert_eq!(
        without_numbers(&desk.last("SUBSCRIBE").text),
        "SUBSCRIBE sip:peer@192.0.2.9:5061 SIP/2.0\r\n\
         Via: SIP/2.0/UDP 10.0.0.2:5070;rport;branch=z9hG4bK#\r\n\
         From: <sip:alice@example.com>;tag=#\r\nTo: <sip:bob@192.0.2.1>;tag=peertag\r\nCall-ID: #\r\n\
         CSeq: 21 SUBSCRIBE\r\nContact: <sip:alice@10.0.0.2:5070>\r\nMax-Forwards: 70\r\n\
         User-Agent: eXosip/5.3.0\r\nExpires: 60\r\nEvent: presence\r\nContent-Length: 0\r\n\r\n"
    );
    desk.reply("SUBSCRIBE", "200 OK", "Expires: 60\r\n");
    desk.notify(2, "terminated;reason=timeout");
    // Ours: the reason is there, and no MESSAGE_NEW beside the last one.
    assert_eq!(
        desk.events(),
        ["SubscriptionAnswered t3 s1 d2 200 ss=2/0", "SubscriptionNotify t4 s1 d2 ss=3/3"]
    );
    assert_eq!(desk.kept(), (0, 0));
    desk.sent();
    desk.run(120_000);
    assert!(desk.sent().is_empty());
}

#[test]
fn s4_refusals_are_reported_and_the_subscription_is_forgotten() {
    for (status, kind) in [
        ("302 Moved", "SubscriptionRedirected t1 s1 302"),
        ("480 Temporarily", "SubscriptionRequestFailure t1 s1 480"),
        ("489 Bad Event", "SubscriptionRequestFailure t1 s1 489"),
        ("500 Server", "SubscriptionServerFailure t1 s1 500"),
        ("603 Decline", "SubscriptionGlobalFailure t1 s1 603"),
    ] {
        let mut desk = Desk::new();
        desk.subscribe(60);
        desk.reply("SUBSCRIBE", status, "");
        assert_eq!(desk.events(), [kind]);
        desk.run(63_900);
        assert_eq!(desk.kept(), (1, 0));
        desk.run(200);
        assert_eq!(desk.kept(), (0, 0));
        assert_eq!(desk.count("SUBSCRIBE"), 1);
    }
}

#[test]
fn s4_a_shorter_time_than_the_server_permits_is_raised() {
    let mut desk = Desk::new();
    desk.subscribe(60);
    desk.reply("SUBSCRIBE", "423 Interval Too Brief", "Min-Expires: 120\r\n");
    desk.run(20);
    let again = desk.last("SUBSCRIBE");
    assert_eq!(
        (again.header("Expires"), again.header("CSeq")),
        (Some("120"), Some("21 SUBSCRIBE"))
    );
    desk.reply("SUBSCRIBE", "200 OK", "Expires: 120\r\n");
    assert_eq!(
        desk.events(),
        ["SubscriptionRequestFailure t1 s1 423", "SubscriptionAnswered t2 s1 d2 200"]
    );
    desk.sent();
    desk.run(107_900);
    assert!(desk.sent().is_empty());
    desk.run(200);
    assert_eq!(desk.sent().len(), 1);
}

#[test]
fn s4_without_an_answer_the_subscription_ends_also_after_180() {
    for provisional in ["", "180 Ringing"] {
        let mut desk = Desk::new();
        let sid = desk.subscribe(60);
        if !provisional.is_empty() {
            desk.reply("SUBSCRIBE", provisional, "");
            assert_eq!(desk.events(), ["SubscriptionProceeding t1 s1 d2 180"]);
        }
        desk.run(32_100);
        let status = if provisional.is_empty() { "" } else { " 180" };
        assert_eq!(desk.events(), [format!("SubscriptionRequestFailure t1 s1{status}")]);
        assert_eq!(desk.kept(), (0, 0));
        assert!(desk.world.ua.remove_subscription(sid).is_err());
    }
}

#[test]
fn s5_challenges_are_answered_three_times_in_a_row() {
    let mut desk = Desk::new();
    desk.login();
    desk.subscribe(60);
    for nonce in 1..=6 {
        desk.challenge("SUBSCRIBE", &format!("n{nonce}"));
        desk.run(50);
    }
    assert_eq!(desk.count("SUBSCRIBE"), 4);
    let last = desk.last("SUBSCRIBE");
    assert!(last.header("Authorization").unwrap().contains("nonce=\"n3\""));
    assert!(last.header("Authorization").unwrap().contains("nc=00000001"));
    assert_eq!(desk.events().len(), 4);
}

#[test]
fn s5_a_challenged_refresh_is_answered_three_times_with_the_newest_nonce() {
    let mut desk = Desk::new();
    desk.login();
    let (_, did) = desk.subscribed(60);
    desk.run(54_100);
    for nonce in 1..=6 {
        desk.challenge("SUBSCRIBE", &format!("n{nonce}"));
        desk.run(50);
    }
    assert_eq!(desk.count("SUBSCRIBE"), 5);
    let last = desk.last("SUBSCRIBE");
    assert_eq!(last.header("CSeq"), Some("24 SUBSCRIBE"));
    assert!(last.header("To").unwrap().ends_with(";tag=peertag"));
    assert!(last.header("Authorization").unwrap().contains("nonce=\"n3\""));
    // The program may try again.
    desk.refresh(did, "60", "").unwrap();
    assert_eq!(desk.last("SUBSCRIBE").header("CSeq"), Some("25 SUBSCRIBE"));
}

#[test]
fn s5_a_login_that_is_added_later_is_used() {
    let mut desk = Desk::new();
    desk.subscribe(60);
    desk.challenge("SUBSCRIBE", "n1");
    desk.run(1000);
    assert_eq!(desk.count("SUBSCRIBE"), 1);
    desk.login();
    desk.run(20);
    assert_eq!(desk.count("SUBSCRIBE"), 2);
}

#[test]
fn s5_the_default_action_answers_a_challenge() {
    let mut desk = Desk::new();
    desk.login();
    desk.subscribe(60);
    desk.challenge("SUBSCRIBE", "n1");
    let ids = desk.world.events.last().unwrap().ids;
    let now = desk.world.now();
    desk.world.ua.default_action(now, ids, 401).unwrap();
    desk.world.settle();
    desk.run(100);
    assert_eq!(desk.count("SUBSCRIBE"), 2);
    assert!(desk.world.ua.default_action(now, ids, 401).is_err());
}

#[test]
fn s9_a_refer_outside_of_calls_has_a_subscription() {
    let mut desk = Desk::new();
    desk.refer();
    assert_eq!(
        without_numbers(&desk.last("REFER").text),
        "REFER sip:bob@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:5070;rport;branch=z9hG4bK#\r\n\
         From: <sip:alice@example.com>;tag=#\r\nTo: <sip:bob@192.0.2.1>\r\nCall-ID: #\r\n\
         CSeq: 20 REFER\r\nContact: <sip:alice@10.0.0.2:5070>\r\nMax-Forwards: 70\r\n\
         User-Agent: eXosip/5.3.0\r\nRefer-to: <sip:carol@192.0.2.3>\r\nContent-Length: 0\r\n\r\n"
    );
    desk.reply("REFER", "100 Trying", "");
    desk.reply("REFER", "202 Accepted", "");
    desk.notify(1, "active;expires=60");
    desk.notify(2, "terminated;reason=noresource");
    assert_eq!(
        desk.events(),
        [
            "SubscriptionAnswered t1 s1 d2 202",
            "SubscriptionNotify t2 s1 d2 ss=2/0",
            "SubscriptionNotify t3 s1 d2 ss=3/5"
        ]
    );
    assert_eq!(desk.kept(), (0, 0));
}

#[test]
fn s9_a_refer_without_a_subscription_has_no_dialog_and_an_old_one_is_forgotten() {
    let mut desk = Desk::new();
    desk.refer();
    desk.reply("REFER", "202 Accepted", "Refer-Sub: false\r\n");
    assert_eq!(desk.events(), ["SubscriptionAnswered t1 s1 202"]);
    let mut desk = Desk::new();
    desk.refer();
    desk.reply("REFER", "202 Accepted", "");
    desk.notify(1, "active;expires=60");
    desk.run(3_590_000);
    assert_eq!(desk.kept(), (1, 0));
    assert_eq!(desk.count("REFER"), 1);
    desk.run(20_000);
    assert_eq!(desk.kept(), (0, 0));
}
