//! S16, S18: the package `dialog`, and bad arguments.

use eXosip2::error::Error;
use eXosip2::sip::Message;
use eXosip2::ua::Ids;

use crate::peer::{Desk, request};

/// Answers the last SUBSCRIBE that was reported by the library.
fn automatic(desk: &mut Desk) -> Result<(), Error> {
    let event = desk.world.events.last().unwrap().clone();
    let request = Message::parse(event.request.as_bytes()).unwrap();
    let now = desk.world.now();
    let answered = desk.world.ua.answer_automatically(now, true, event.ids, &request);
    desk.world.settle();
    answered
}

#[test]
fn s16_the_library_shows_the_calls() {
    let mut desk = Desk::new();
    for call in 0..40 {
        let call_id = format!("c{call}<&>");
        let parties = (&*call_id, "<sip:bob@192.0.2.1>;tag=pt", "<sip:alice@10.0.0.2>");
        desk.arrive(&request(&format!("c{call}"), "INVITE", 1, parties, ""));
    }
    desk.events();
    desk.be_subscribed("s4", "Event: dialog\r\nExpires: 40\r\n");
    assert_eq!(automatic(&mut desk), Ok(()));
    let sent = desk.sent();
    assert_eq!(
        sent[sent.len() - 2..],
        ["202 Accepted subscription", "NOTIFY sip:peer@192.0.2.9:5061"]
    );
    let notify = desk.last("NOTIFY");
    assert_eq!(notify.header("Subscription-State"), Some("active;expires=40"));
    assert_eq!(notify.header("Event"), Some("dialog"));
    assert_eq!(notify.header("Content-Type"), Some("application/dialog-info+xml"));
    let (_, body) = notify.text.split_once("\r\n\r\n").unwrap();
    let start = "<?xml version=\"1.0\"?>\r\n<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\"\r\n\
                 \tversion=\"2\" state=\"full\"\r\n\tentity=\"sip:alice@10.0.0.2\">\r\n\t<dialog id=\"c";
    assert!(body.starts_with(start), "{body}");
    assert_eq!(body.matches("<state>early</state>").count(), 40);
    assert_eq!(body.matches("direction=\"recipient\"").count(), 40);
    assert_eq!(body.matches("<identity>sip:bob@192.0.2.1</identity>").count(), 40);
    assert!(body.contains("call-id=\"c39&lt;&amp;&gt;\"") && !body.contains("<&>"));
    assert!(body.ends_with("\t</dialog>\r\n</dialog-info>\r\n"));
    desk.reply("NOTIFY", "200 OK", "");
    // Ours: the end of the subscription is said.
    let answer =
        desk.world.sent.iter().rev().find(|it| it.text.starts_with("SIP/2.0 202")).unwrap();
    let answer = answer.clone();
    desk.subscriber_sends(&answer, "SUBSCRIBE", 2, "Event: Dialog\r\nExpires: 0\r\n");
    assert_eq!(automatic(&mut desk), Ok(()));
    assert_eq!(desk.last("NOTIFY").header("Subscription-State"), Some("terminated;reason=timeout"));
    desk.reply("NOTIFY", "200 OK", "");
    assert_eq!(desk.kept(), (0, 0));
}

#[test]
fn s16_other_packages_are_refused() {
    for (event, answer) in [("Event: presence\r\n", "489 Bad Event"), ("", "400 Bad Request")] {
        let mut desk = Desk::new();
        desk.be_subscribed("s5", event);
        assert_eq!(automatic(&mut desk), Ok(()));
        assert_eq!(desk.sent(), [answer]);
        assert_eq!(automatic(&mut desk), Err(Error::NotFound));
    }
    let mut desk = Desk::new();
    desk.be_subscribed("s6", "Event: dialog\r\n");
    let message = Message::parse(desk.world.events[0].request.as_bytes()).unwrap();
    let now = desk.world.now();
    let none = desk.world.ua.answer_automatically(now, true, Ids::default(), &message);
    assert_eq!(none, Err(Error::BadParameter));
}

#[test]
fn s18_arguments_of_the_initial_request() {
    let mut desk = Desk::new();
    let (bob, alice) = (&b"<sip:bob@h>"[..], &b"<sip:alice@h>"[..]);
    let ua = &mut desk.world.ua;
    let mut code = |to, from, event: &[u8]| ua.build_subscribe(to, from, None, event, 60).err();
    assert_eq!(code(None, Some(alice), b"e"), Some(Error::BadParameter));
    assert_eq!(code(Some(bob), Some(b""), b"e"), Some(Error::BadParameter));
    assert_eq!(code(Some(bob), Some(alice), b""), Some(Error::BadParameter));
    assert_eq!(code(Some(b"zzz"), Some(alice), b"e"), Some(Error::Syntax));
    assert_eq!(code(Some(bob), Some(b"zzz"), b"e"), Some(Error::Syntax));
    assert_eq!(code(Some(bob), Some(alice), b"e\r\nEvil: 1"), Some(Error::Syntax));
    assert_eq!(code(Some(bob), Some(alice), b"e"), None);
    // Ours: the number is not cut.
    let message = ua.build_subscribe(Some(bob), Some(alice), None, b"e", i32::MAX).unwrap();
    assert_eq!(crate::peer::header_of(&message, b"Expires").as_deref(), Some("2147483647"));
    assert!(matches!(ua.build_refer(Some(bob), None, None, b"x"), Err(Error::BadParameter)));
    let now = desk.world.now();
    let ua = &mut desk.world.ua;
    assert_eq!(ua.send_subscription(now, None), Err(Error::BadParameter));
    let empty = eXosip2::mem::CBox::new(Message::default());
    assert_eq!(ua.send_subscription(now, Some(empty)), Err(Error::BadParameter));
}

#[test]
fn s18_numbers() {
    let mut desk = Desk::new();
    let (sid, did) = desk.subscribed(60);
    desk.be_subscribed("n", "Event: presence\r\n");
    let ids = desk.world.events.last().unwrap().ids;
    let now = desk.world.now();
    let parties = ("c", "<sip:bob@192.0.2.1>;tag=pt", "<sip:alice@10.0.0.2>");
    desk.arrive(&request("c", "INVITE", 1, parties, ""));
    let of_call = desk.world.events.last().unwrap().ids.did;
    let message = desk.build(60);
    let ua = &mut desk.world.ua;
    for (id, error) in [
        (-1, Error::BadParameter),
        (0, Error::BadParameter),
        (999_999, Error::NotFound),
        (of_call, Error::NotFound),
    ] {
        assert_eq!(ua.build_subscription_refresh(id).err(), Some(error));
        let sent = ua.send_subscription_refresh(now, id, Some(message.clone()));
        assert_eq!(sent, Err(error));
        assert_eq!(ua.remove_subscription(id), Err(error));
        assert_eq!(ua.build_notify(now, id, 2, 0).err(), Some(error));
        assert_eq!(ua.build_insubscription_request(id, b"INFO").err(), Some(error));
        let sent = ua.send_insubscription_request(now, id, Some(message.clone()));
        assert_eq!(sent, Err(error));
        assert_eq!(ua.remove_insubscription(id), Err(error));
        assert_eq!(ua.build_subscription_answer(now, id, 200).err(), Some(error));
        assert_eq!(ua.send_subscription_answer(now, id, 486, None), Err(error));
    }
    assert_eq!(ua.build_subscription_refresh(sid).err(), Some(Error::NotFound));
    assert_eq!(ua.send_subscription_refresh(now, did, None), Err(Error::BadParameter));
    assert_eq!(ua.remove_insubscription(ids.nid), Err(Error::NotFound));
    assert_eq!(ua.build_insubscription_request(ids.did, b"").err(), Some(Error::BadParameter));
    for status in [0, 100, 700] {
        let built = ua.build_subscription_answer(now, ids.tid, status);
        assert_eq!(built.err(), Some(Error::BadParameter));
    }
    for status in [0, 200, 700] {
        let sent = ua.send_subscription_answer(now, ids.tid, status, None);
        assert_eq!(sent, Err(Error::BadParameter));
    }
    assert_eq!(ua.remove_insubscription(ids.did), Ok(()));
    assert_eq!(ua.remove_subscription(did), Ok(()));
    assert_eq!(ua.remove_subscription(sid), Err(Error::NotFound));
}
