//! S6 to S8, S19, S20: refreshes, and the end of an outgoing subscription.

use eXosip2::error::Error;
use eXosip2::transport::Transport;
use eXosip2::ua::EventKind;

use crate::peer::{Desk, response, set_body};
use crate::world::{CLOSE, Sent, World};

#[test]
fn s6_a_refused_refresh_is_the_last_and_the_subscription_stays() {
    let mut desk = Desk::new();
    let (sid, _) = desk.subscribed(20);
    desk.run(13_900);
    assert!(desk.sent().is_empty());
    desk.run(200);
    desk.reply("SUBSCRIBE", "481 Gone", "");
    assert_eq!(desk.events(), ["SubscriptionRequestFailure t2 s1 d2 481"]);
    desk.run(600_000);
    assert_eq!((desk.count("SUBSCRIBE"), desk.kept()), (2, (1, 0)));
    assert_eq!(desk.world.ua.remove_subscription(sid), Ok(()));
    assert_eq!(desk.kept(), (0, 0));
}

#[test]
fn s6_an_unanswered_refresh_ends_the_subscription() {
    let mut desk = Desk::new();
    desk.subscribed(20);
    desk.run(14_100 + 32_100);
    assert_eq!(desk.events(), ["SubscriptionRequestFailure t2 s1 d2"]);
    assert_eq!(desk.kept(), (0, 0));
}

#[test]
fn s6_by_option_an_event_reports_that_there_is_no_further_refresh() {
    let mut desk = Desk::new();
    desk.world.ua.options_mut().report_expired = true;
    desk.subscribed(20);
    desk.run(14_100);
    desk.reply("SUBSCRIBE", "481 Gone", "");
    assert_eq!(
        desk.events(),
        ["SubscriptionRequestFailure t2 s1 d2 481", "SubscriptionNoAnswer t0 s1 d2"]
    );
}

#[test]
fn s7_a_short_subscription_is_refreshed_after_half_its_time() {
    for (expires, milliseconds) in [(5, 2500), (1, 1000), (7, 3500), (10, 5000)] {
        let mut desk = Desk::new();
        desk.world.serve(move |sent: &Sent| {
            let is_subscribe = sent.text.starts_with("SUBSCRIBE");
            let header = format!("Expires: {expires}\r\n");
            if is_subscribe { vec![response(sent, "200 OK", "peertag", &header)] } else { vec![] }
        });
        desk.subscribe(expires);
        desk.run(10 * milliseconds + 200);
        assert!((10..=11).contains(&desk.count("SUBSCRIBE")), "{expires}");
    }
}

#[test]
fn s8_the_program_refreshes_and_unsubscribes() {
    let mut desk = Desk::new();
    let (_, did) = desk.subscribed(60);
    desk.run(1000);
    desk.refresh(did, "60", "<filter/>").unwrap();
    assert_eq!(desk.refresh(did, "60", ""), Err(Error::WrongState));
    desk.reply("SUBSCRIBE", "200 OK", "Expires: 60\r\n");
    // Ours: the refresh has the body of the last one.
    desk.run(54_100);
    let refresh = desk.last("SUBSCRIBE");
    assert_eq!(refresh.header("CSeq"), Some("22 SUBSCRIBE"));
    assert_eq!(refresh.header("Event"), Some("presence"));
    assert!(refresh.text.ends_with("\r\n\r\n<filter/>"));
    desk.reply("SUBSCRIBE", "200 OK", "Expires: 60\r\n");
    desk.refresh(did, "0", "").unwrap();
    desk.reply("SUBSCRIBE", "200 OK", "Expires: 0\r\n");
    desk.run(4900);
    assert_eq!(desk.kept(), (1, 0));
    desk.run(200);
    assert_eq!(desk.kept(), (0, 0));
    desk.run(100_000);
    assert_eq!(desk.count("SUBSCRIBE"), 4);
}

#[test]
fn s17_the_body_of_a_subscribe_is_sent_with_each_refresh() {
    let mut desk = Desk::new();
    let mut message = desk.build(60);
    set_body(&mut message, "<Query><CmdType>Catalog</CmdType></Query>");
    desk.send(message);
    desk.reply("SUBSCRIBE", "200 OK", "Expires: 60\r\n");
    desk.run(54_100);
    assert_eq!(desk.count("SUBSCRIBE"), 2);
    let refresh = desk.last("SUBSCRIBE");
    assert!(refresh.text.ends_with("\r\n\r\n<Query><CmdType>Catalog</CmdType></Query>"));
    assert_eq!(refresh.header("Content-Type"), Some("text/plain"));
}

#[test]
fn s19_a_lost_connection_forgets_the_subscription_first() {
    let mut world = World::on(Transport::Tcp, |_: &Sent| vec![CLOSE.to_owned()]);
    let (to, from) = (&b"<sip:bob@192.0.2.1;transport=tcp>"[..], &b"<sip:alice@example.com>"[..]);
    let message = world.ua.build_subscribe(Some(to), Some(from), None, b"presence", 60).unwrap();
    let now = world.now();
    world.ua.send_subscription(now, Some(message)).unwrap();
    world.settle();
    world.run_seconds(40);
    let event = world.events.last().unwrap();
    assert_eq!((event.kind, event.ids.sid, event.status), (EventKind::MessageRequestFailure, 0, 0));
    let now = world.now();
    assert_eq!(world.ua.statistics(now).subscriptions.allocated, 0);
}

#[test]
fn s20_thousands_of_subscriptions_have_one_refresh_each() {
    let mut desk = Desk::new();
    desk.world.serve(|sent: &Sent| {
        let is_subscribe = sent.text.starts_with("SUBSCRIBE");
        let header = "Expires: 600\r\n";
        if is_subscribe { vec![response(sent, "200 OK", "peertag", header)] } else { vec![] }
    });
    for _ in 0..5000 {
        let message = desk.build(600);
        let now = desk.world.now();
        desk.world.ua.send_subscription(now, Some(message)).unwrap();
        desk.world.settle();
    }
    desk.run(560_000);
    assert_eq!(desk.count("SUBSCRIBE"), 10_000);
    assert_eq!(desk.kept(), (5000, 0));
}

/// A subscription over TCP whose peer accepts the first SUBSCRIBE, and answers the next ones with `then`.
fn over_tcp(then: &'static str) -> World {
    let mut count = 0;
    let mut world = World::on(Transport::Tcp, move |sent: &Sent| {
        count += 1;
        let is_first = count == 1;
        let accepted = response(sent, "200 OK", "peertag", "Expires: 60\r\n");
        let accepted = accepted.replace("192.0.2.9:5061", "192.0.2.1:5060;transport=tcp");
        vec![if is_first || then.is_empty() { accepted } else { then.to_owned() }]
    });
    let (to, from) = (&b"<sip:bob@192.0.2.1;transport=tcp>"[..], &b"<sip:alice@example.com>"[..]);
    let message = world.ua.build_subscribe(Some(to), Some(from), None, b"presence", 60).unwrap();
    let now = world.now();
    world.ua.send_subscription(now, Some(message)).unwrap();
    world.settle();
    world.run_seconds(1);
    assert_eq!(world.events.last().unwrap().kind, EventKind::SubscriptionAnswered);
    world
}

#[test]
fn s19_a_connection_that_is_lost_between_requests_harms_no_subscription() {
    let mut world = over_tcp("");
    let channel = world.last().path.channel;
    world.input(eXosip2::ua::Input::Closed { channel, tls: None });
    world.run_seconds(55);
    let kinds: Vec<_> = world.events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::SubscriptionAnswered; 2]);
    assert_ne!(world.last().path.channel, channel);
    assert!(world.last().header("To").unwrap().ends_with(";tag=peertag"));
}

#[test]
fn s19_a_connection_that_is_lost_during_a_refresh_ends_the_subscription() {
    let mut world = over_tcp(CLOSE);
    world.run_seconds(55);
    let event = world.events.last().unwrap();
    assert_eq!((event.kind, event.ids.sid, event.status), (EventKind::MessageRequestFailure, 0, 0));
    assert!(event.request.starts_with("SUBSCRIBE "));
    let now = world.now();
    assert_eq!(world.ua.statistics(now).subscriptions.allocated, 0);
    assert_eq!(world.ua.statistics(now).transactions.allocated, 0);
}
