//! S11, S12, S15: SUBSCRIBE and REFER of a peer, their responses, and the end of an incoming subscription.

use eXosip2::error::Error;

use crate::peer::{Desk, request, without_numbers};

const PRESENCE: &str = "Event: presence\r\nExpires: 30\r\n";

#[test]
fn s11_a_peer_subscribes_is_notified_refreshes_and_unsubscribes() {
    let mut desk = Desk::new();
    desk.be_subscribed("s1", PRESENCE);
    assert_eq!(desk.events(), ["InSubscriptionNew t1 n1 d2"]);
    let did = desk.did();
    assert!(desk.sent().is_empty());
    desk.answer(1, 202).unwrap();
    assert_eq!(
        without_numbers(&desk.world.last().text),
        "SIP/2.0 202 Accepted subscription\r\n\
         Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKs1-1;rport=5060\r\n\
         From: <sip:peer@192.0.2.1>;tag=pt\r\nTo: <sip:alice@10.0.0.2>;tag=#\r\nCall-ID: s1\r\n\
         CSeq: 1 SUBSCRIBE\r\nContact: <sip:alice@10.0.0.2:5070>\r\nEvent: presence\r\n\
         User-Agent: eXosip/5.3.0\r\nExpires: 30\r\nContent-Length: 0\r\n\r\n"
    );
    let answer = desk.world.last().clone();
    desk.tell(did, 2, 0).unwrap();
    assert_eq!(desk.tell(did, 1, 0), Err(Error::WrongState));
    assert_eq!(
        without_numbers(&desk.last("NOTIFY").text),
        "NOTIFY sip:peer@192.0.2.9:5061 SIP/2.0\r\n\
         Via: SIP/2.0/UDP 10.0.0.2:5070;rport;branch=z9hG4bK#\r\n\
         From: <sip:alice@10.0.0.2>;tag=#\r\nTo: <sip:peer@192.0.2.1>;tag=pt\r\nCall-ID: s1\r\n\
         CSeq: 2 NOTIFY\r\nContact: <sip:alice@10.0.0.2:5070>\r\nMax-Forwards: 70\r\n\
         User-Agent: eXosip/5.3.0\r\nSubscription-State: active;expires=30\r\nEvent: presence\r\n\
         Content-Length: 0\r\n\r\n"
    );
    desk.reply("NOTIFY", "200 OK", "");
    // Ours: the state that the NOTIFY says.
    assert_eq!(desk.events(), ["NotificationAnswered t2 n1 d2 200 ss=2/0"]);
    desk.run(1000);
    desk.subscriber_sends(&answer, "SUBSCRIBE", 2, PRESENCE);
    assert_eq!(desk.events(), ["InSubscriptionNew t3 n1 d2 ss=2/0"]);
    desk.answer(3, 200).unwrap();
    assert!(
        desk.world
            .last()
            .text
            .contains("\r\nEvent: presence\r\nUser-Agent: eXosip/5.3.0\r\nExpires: 30\r\n")
    );
    desk.sent();
    desk.subscriber_sends(&answer, "MESSAGE", 3, "");
    // Ours: the 501 and no event.
    assert_eq!((desk.sent(), desk.events()), (vec!["501 Not Implemented".to_owned()], vec![]));
    desk.subscriber_sends(&answer, "SUBSCRIBE", 4, "Event: presence\r\nExpires: 0\r\n");
    assert_eq!(desk.events(), ["InSubscriptionNew t5 n1 d2 ss=3/3"]);
    desk.answer(5, 200).unwrap();
    assert!(desk.world.last().text.contains("Expires: 0\r\n"));
    desk.tell(did, 3, 3).unwrap();
    assert_eq!(desk.last("NOTIFY").header("Subscription-State"), Some("terminated;reason=timeout"));
    desk.reply("NOTIFY", "200 OK", "");
    assert_eq!(desk.events(), ["NotificationAnswered t6 n1 d2 200 ss=3/3"]);
    assert_eq!(desk.kept(), (0, 0));
    assert_eq!(desk.tell(did, 2, 0), Err(Error::NotFound));
}

#[test]
fn s12_a_subscription_is_refused_and_its_dialog_is_unknown_at_once() {
    let mut desk = Desk::new();
    desk.be_subscribed("s2", "Event: foo\r\n");
    let did = desk.did();
    let now = desk.world.now();
    desk.world.ua.send_subscription_answer(now, 1, 489, None).unwrap();
    desk.world.settle();
    assert!(desk.world.last().text.starts_with("SIP/2.0 489 Bad Event\r\n"));
    assert!(desk.world.last().text.contains("\r\nEvent: foo\r\nUser-Agent"));
    assert_eq!(desk.tell(did, 2, 0), Err(Error::NotFound));
    assert_eq!(desk.kept(), (0, 0));
    desk.sent();
    // A repetition is answered again, without an event.
    desk.events();
    desk.be_subscribed("s2", "Event: foo\r\n");
    assert_eq!((desk.sent(), desk.events()), (vec!["489 Bad Event*".to_owned()], vec![]));
}

#[test]
fn s12_provisional_and_default_answers() {
    let mut desk = Desk::new();
    desk.be_subscribed("s3", PRESENCE);
    let now = desk.world.now();
    let mut send = |status| desk.world.ua.send_subscription_answer(now, 1, status, None);
    assert_eq!(send(100), Ok(()));
    assert_eq!(send(180), Ok(()));
    assert_eq!(send(200), Err(Error::BadParameter));
    desk.world.settle();
    assert_eq!(desk.sent(), ["100 Trying", "180 Ringing"]);
    // A 100 has the tag of the dialog, too.
    let to = |at: usize| desk.world.sent[at].header("To").unwrap();
    assert!(to(0).contains(";tag=") && to(0) == to(1));
    assert_eq!(desk.world.last().header("Contact"), Some("<sip:alice@10.0.0.2:5070>"));
    desk.answer(1, 200).unwrap();
    let mut send = |status| desk.world.ua.send_subscription_answer(now, 1, status, None);
    assert_eq!(send(200), Err(Error::BadParameter));
    assert_eq!(send(486), Err(Error::WrongState));
    let did = desk.did();
    for (state, reason, shown) in [
        (1, 0, "pending;expires=30"),
        (7, 0, "pending;expires=30"),
        (2, 5, "active;expires=30"),
        (3, 0, "terminated;reason=deactivated"),
        (3, 1, "terminated;reason=probation"),
        (3, 9, "terminated;reason=noresource"),
    ] {
        let notify = desk.world.ua.build_notify(now, did, state, reason).unwrap();
        let header = crate::peer::header_of(&notify, b"Subscription-State");
        assert_eq!(header.as_deref(), Some(shown));
    }
}

#[test]
fn s12_what_the_library_answers_itself() {
    let mut desk = Desk::new();
    let parties = ("x", "<sip:peer@192.0.2.1>;tag=pt", "<sip:alice@10.0.0.2>;tag=unknown");
    desk.arrive(&request("x1", "SUBSCRIBE", 1, parties, PRESENCE));
    let parties = ("y", "<sip:peer@192.0.2.1>;tag=pt", "<sip:alice@10.0.0.2>");
    let text = request("y1", "SUBSCRIBE", 1, parties, PRESENCE).replace("Contact: ", "X-Contact: ");
    desk.arrive(&text);
    assert_eq!(desk.sent()[0], "481 Call/Transaction Does Not Exist");
    assert!(desk.world.last().text.starts_with("SIP/2.0 400 Bad Request"));
    assert!(desk.events().is_empty());
    // A SUBSCRIBE while the one before is not answered, and one with an old CSeq.
    desk.be_subscribed("z", PRESENCE);
    desk.events();
    let now = desk.world.now();
    desk.world.ua.send_subscription_answer(now, 3, 180, None).unwrap();
    desk.world.settle();
    let ringing = desk.world.last().clone();
    desk.subscriber_sends(&ringing, "SUBSCRIBE", 2, PRESENCE);
    assert!(desk.world.last().text.starts_with("SIP/2.0 500 Retry Later\r\n"));
    assert!(desk.world.last().header("Retry-After").is_some());
    desk.answer(3, 200).unwrap();
    desk.subscriber_sends(&ringing, "SUBSCRIBE", 1, PRESENCE);
    assert!(desk.events().is_empty());
}

#[test]
fn s12_a_refer_is_a_subscription_unless_it_says_otherwise() {
    let mut desk = Desk::new();
    let parties = ("r", "<sip:peer@192.0.2.1>;tag=pt", "<sip:alice@10.0.0.2>");
    desk.arrive(&request("r1", "REFER", 1, parties, "Refer-To: <sip:carol@h>\r\n"));
    assert_eq!(desk.events(), ["InSubscriptionNew t1 n1 d2"]);
    desk.answer(1, 202).unwrap();
    let answer = desk.world.last().clone();
    assert!(answer.text.starts_with("SIP/2.0 202 Accepted\r\n"));
    assert_eq!((answer.header("Expires"), answer.header("Event")), (Some("120"), None));
    desk.subscriber_sends(&answer, "REFER", 2, "");
    assert_eq!(desk.events(), ["InSubscriptionNew t2 n1 d2 ss=3/3"]);
    let parties = ("q", "<sip:peer@192.0.2.1>;tag=pt", "<sip:alice@10.0.0.2>");
    desk.arrive(&request("q1", "REFER", 1, parties, "Refer-Sub: false\r\n"));
    assert_eq!(desk.events(), ["MessageNew t3"]);
}

#[test]
fn s15_odd_times() {
    for (value, granted) in [
        ("Expires: -1\r\n", "600"),
        ("Expires: -5\r\n", "0"),
        ("Expires: abc\r\n", "600"),
        ("", "600"),
        ("Expires: 99999999999\r\n", "4294967295"),
        ("Expires: 2147483647\r\n", "2147483647"),
    ] {
        let mut desk = Desk::new();
        desk.be_subscribed("e", &format!("Event: presence\r\n{value}"));
        desk.answer(1, 200).unwrap();
        assert_eq!(desk.world.last().header("Expires"), Some(granted), "{value}");
        let did = desk.did();
        desk.tell(did, 2, 5).unwrap();
        let state = format!("active;expires={granted}");
        assert_eq!(desk.last("NOTIFY").header("Subscription-State"), Some(&*state));
    }
}

#[test]
fn s15_what_is_not_answered_gets_480_and_what_has_expired_is_forgotten() {
    let mut desk = Desk::new();
    desk.be_subscribed("u", "Event: presence\r\nExpires: 10\r\n");
    desk.run(31_900);
    assert!(desk.sent().is_empty());
    desk.run(200);
    assert_eq!(desk.sent(), ["480 Temporarily Unavailable"]);
    assert_eq!((desk.kept(), desk.events().len()), ((0, 0), 1));
    let mut desk = Desk::new();
    desk.be_subscribed("v", "Event: presence\r\nExpires: 10\r\n");
    desk.answer(1, 200).unwrap();
    desk.run(9900);
    assert_eq!(desk.kept(), (0, 1));
    desk.run(200);
    assert_eq!((desk.kept(), desk.events().len()), ((0, 0), 1));
}

#[test]
fn an_option_reports_that_a_subscription_has_expired_and_another_limits_their_number() {
    let mut desk = Desk::new();
    desk.world.ua.options_mut().report_expired = true;
    desk.world.ua.options_mut().subscription_limit = 1;
    desk.be_subscribed("w", "Event: presence\r\nExpires: 10\r\n");
    desk.be_subscribed("x", "Event: presence\r\n");
    assert_eq!(desk.sent(), ["503 Service Unavailable"]);
    desk.answer(1, 200).unwrap();
    desk.run(10_100);
    assert_eq!(
        desk.events(),
        ["InSubscriptionNew t1 n1 d2", "NotificationNoAnswer t0 n1 d2 ss=3/3"]
    );
    desk.be_subscribed("y", "Event: presence\r\n");
    assert_eq!(desk.events().len(), 1);
}
