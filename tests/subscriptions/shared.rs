//! S16, S17: states that the library shows to subscribers, and NOTIFYs at each change.

use eXosip2::error::Error;
use eXosip2::sip::Message;
use eXosip2::ua::{MessageCounts, message_summary, presence_document};

use crate::peer::{Desk, request};

const PIDF: &[u8] = b"application/pidf+xml";

/// A peer subscribes, and the library answers.
fn subscribed(desk: &mut Desk, call_id: &str, event: &str) {
    desk.be_subscribed(call_id, &format!("Event: {event}\r\nExpires: 600\r\n"));
    let reported = desk.world.events.last().unwrap().clone();
    let request = Message::parse(reported.request.as_bytes()).unwrap();
    let now = desk.world.now();
    desk.world.ua.answer_automatically(now, true, reported.ids, &request).unwrap();
    desk.world.settle();
}

fn set(desk: &mut Desk, package: &[u8], document: Option<&[u8]>) -> Result<(), Error> {
    let now = desk.world.now();
    desk.world.ua.set_shared_state(now, package, document.map(|document| (PIDF, document)))
}

fn body(desk: &Desk) -> String {
    desk.last("NOTIFY").text.split_once("\r\n\r\n").unwrap().1.to_owned()
}

fn call(desk: &mut Desk, name: &str) {
    let parties = (name, "<sip:bob@192.0.2.1>;tag=pt", "<sip:alice@10.0.0.2>");
    desk.arrive(&request(name, "INVITE", 1, parties, ""));
}

#[test]
fn s17_a_document_is_shown_to_its_subscribers_and_each_change_is_notified() {
    let mut desk = Desk::new();
    set(&mut desk, b"presence", Some(b"<one/>")).unwrap();
    subscribed(&mut desk, "p1", "Presence;id=7");
    let first = desk.last("NOTIFY");
    assert_eq!(first.header("Event"), Some("Presence;id=7"));
    assert_eq!(first.header("Content-Type"), Some("application/pidf+xml"));
    assert_eq!(first.header("Subscription-State"), Some("active;expires=600"));
    assert_eq!(body(&desk), "<one/>");
    // While a NOTIFY is under way the newest document waits for its response.
    set(&mut desk, b"presence", Some(b"<two/>")).unwrap();
    set(&mut desk, b"presence", Some(b"<three/>")).unwrap();
    desk.run(2_500);
    assert_eq!(desk.count("NOTIFY"), 1);
    desk.reply("NOTIFY", "200 OK", "");
    desk.run(1_500);
    assert_eq!((desk.count("NOTIFY"), &*body(&desk)), (2, "<three/>"));
    desk.reply("NOTIFY", "200 OK", "");
    // Nothing changes: nothing is sent.
    desk.run(10_000);
    assert_eq!(desk.count("NOTIFY"), 2);
    set(&mut desk, b"presence", None).unwrap();
    desk.run(1_500);
    let last = desk.last("NOTIFY");
    assert_eq!(last.header("Subscription-State"), Some("terminated;reason=noresource"));
    desk.reply("NOTIFY", "200 OK", "");
    assert_eq!(desk.kept(), (0, 0));
}

#[test]
fn s17_subscribers_are_notified_at_most_once_a_second() {
    let mut desk = Desk::new();
    set(&mut desk, b"presence", Some(b"<x/>")).unwrap();
    subscribed(&mut desk, "p1", "presence");
    desk.reply("NOTIFY", "200 OK", "");
    for _ in 0..40 {
        set(&mut desk, b"presence", Some(b"<y/>")).unwrap();
        desk.run(100);
        if desk.count("NOTIFY") > 1 {
            desk.reply("NOTIFY", "200 OK", "");
        }
    }
    assert!((4..=6).contains(&desk.count("NOTIFY")), "{}", desk.count("NOTIFY"));
}

#[test]
fn s17_codes_of_a_shared_document() {
    let mut desk = Desk::new();
    assert_eq!(set(&mut desk, b"a b", Some(b"x")), Err(Error::BadParameter));
    assert_eq!(set(&mut desk, b"", Some(b"x")), Err(Error::BadParameter));
    assert_eq!(set(&mut desk, b"presence", None), Err(Error::NotFound));
    for package in 0..32 {
        assert_eq!(set(&mut desk, format!("p{package}").as_bytes(), Some(b"x")), Ok(()));
    }
    assert_eq!(set(&mut desk, b"another", Some(b"x")), Err(Error::NoMem));
    assert_eq!(set(&mut desk, b"P7", Some(b"x")), Ok(()));
}

#[test]
fn s16_by_option_each_change_of_the_calls_is_notified() {
    let mut desk = Desk::new();
    desk.world.ua.options_mut().notify_dialogs = true;
    subscribed(&mut desk, "d1", "dialog");
    assert!(body(&desk).contains("version=\"0\"") && !body(&desk).contains("<dialog "));
    desk.reply("NOTIFY", "200 OK", "");
    call(&mut desk, "c1");
    desk.run(1_500);
    assert!(body(&desk).contains("version=\"1\"") && body(&desk).contains("<state>early"));
    desk.reply("NOTIFY", "200 OK", "");
    let tid = desk.world.events.iter().find(|it| it.ids.cid != 0).unwrap().ids.tid;
    let now = desk.world.now();
    let answer = desk.world.ua.build_call_answer(tid, 200).unwrap();
    desk.world.ua.send_call_answer(now, tid, 200, Some(answer)).unwrap();
    desk.world.settle();
    desk.run(1_500);
    assert!(body(&desk).contains("version=\"2\"") && body(&desk).contains("<state>confirmed"));
}

#[test]
fn s16_without_the_option_the_calls_are_shown_once() {
    let mut desk = Desk::new();
    subscribed(&mut desk, "d1", "dialog");
    desk.reply("NOTIFY", "200 OK", "");
    call(&mut desk, "c1");
    desk.run(5_000);
    assert_eq!(desk.count("NOTIFY"), 1);
}

#[test]
fn s17_presence_is_escaped() {
    let text = presence_document(b"sip:a&b@example.com", true, Some(b"at <lunch>\x01"));
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("entity=\"sip:a&amp;b@example.com\""), "{text}");
    assert!(text.contains("<basic>open</basic>") && text.contains("<note>at &lt;lunch&gt;</note>"));
    assert!(text.contains("<contact>sip:a&amp;b@example.com</contact>"));
    let text = String::from_utf8(presence_document(b"sip:a@b", false, None)).unwrap();
    assert!(text.contains("<basic>closed</basic>") && !text.contains("<note>"));
}

#[test]
fn s17_a_summary_of_messages() {
    let voice = MessageCounts { new: 2, old: 8, urgent_new: 0, urgent_old: 2 };
    let text = message_summary(Some(b"sip:alice@example.com"), voice).unwrap();
    let wanted = "Messages-Waiting: yes\r\nMessage-Account: sip:alice@example.com\r\nVoice-Message: 2/8 (0/2)\r\n";
    assert_eq!(String::from_utf8(text).unwrap(), wanted);
    let none = MessageCounts { new: 0, ..voice };
    let text = message_summary(None, none).unwrap();
    assert_eq!(text, b"Messages-Waiting: no\r\nVoice-Message: 0/8 (0/2)\r\n");
    assert!(message_summary(Some(b"a\r\nb"), voice).is_err());
}
