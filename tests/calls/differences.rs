//! Differences from the original that docs/migration.md names and no other test shows.

use eXosip2::ua::EventKind::CallAnswered;

use crate::peer::{Phone, in_dialog, invite, response};

/// A call of the program that was answered and acknowledged. Returns cid and did.
fn established(phone: &mut Phone) -> (i32, i32) {
    let cid = phone.invite();
    phone.reply("INVITE", "200 OK", "a");
    let tid = phone.tid(CallAnswered);
    phone.ack(tid).unwrap();
    let did = phone.did();
    phone.events();
    phone.sent();
    (cid, did)
}

#[test]
fn a_notify_of_an_unknown_state_says_pending() {
    let mut phone = Phone::new();
    let (_, did) = established(&mut phone);
    let now = phone.world.now();
    for (status, state) in [(1, "pending"), (2, "active"), (0, "pending"), (9, "pending")] {
        let notify = phone.world.ua.build_call_notify(now, did, status).unwrap();
        let mut text = Vec::new();
        notify.write(&mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains(&format!("Subscription-State: {state};expires=180\r\n")), "{text}");
    }
}

#[test]
fn an_ack_given_as_a_request_is_sent() {
    let mut phone = Phone::new();
    let (_, did) = established(&mut phone);
    phone.send_in_dialog(did, "ACK").unwrap();
    assert_eq!(phone.sent(), ["ACK sip:bob@192.0.2.9:5061"]);
    phone.run(40_000);
    assert_eq!((phone.sent(), phone.events()), (vec![], vec![]));
}

#[test]
fn the_end_of_a_call_answers_the_invite_that_is_open_in_it() {
    let mut phone = Phone::new();
    let (cid, did) = established(&mut phone);
    let text = phone.request("INVITE", 2, "a");
    phone.arrive(&text);
    assert_eq!(phone.events(), ["Reinvite t2 d 100"]);
    phone.sent();
    phone.terminate(cid, did).unwrap();
    let sent = phone.sent();
    assert!(sent.contains(&"487 Request Terminated".to_owned()), "{sent:?}");
    assert!(sent.contains(&"BYE sip:bob@192.0.2.9:5061".to_owned()), "{sent:?}");
}

#[test]
fn silence_after_a_provisional_response_to_a_request_in_a_call_is_reported() {
    let mut phone = Phone::new();
    let (_, did) = established(&mut phone);
    phone.send_in_dialog(did, "INFO").unwrap();
    phone.reply("INFO", "100 Trying", "a");
    phone.run(32_500);
    assert_eq!(phone.events(), ["MessageRequestFailure t2 d 0"]);
}

#[test]
fn the_status_of_the_message_decides_whether_it_is_repeated() {
    let mut phone = Phone::new();
    phone.arrive(&invite());
    let now = phone.world.now();
    let answer = phone.world.ua.build_call_answer(1, 200).unwrap();
    phone.world.ua.send_call_answer(now, 1, 180, Some(answer)).unwrap();
    phone.world.settle();
    phone.run(600);
    assert_eq!(phone.sent(), ["100 Trying", "200 OK", "200 OK*"]);
    let ack = in_dialog(phone.world.last(), "ACK", 1);
    phone.arrive(&ack);
    phone.run(10_000);
    assert!(phone.sent().is_empty());
}

#[test]
fn responses_of_unknown_calls_are_ended_at_a_limited_rate() {
    let mut phone = Phone::new();
    established(&mut phone);
    let contact = "Contact: <sip:bob@192.0.2.9:5061>\r\n";
    let text = response(&phone.last("INVITE"), "200 OK", "fork", contact);
    for number in 0..200 {
        phone.arrive(&text.replace("tag=fork", &format!("tag=fork{number}")));
    }
    let ended = phone.count("BYE");
    assert!((1..=30).contains(&ended), "{ended}");
    phone.run(10_000);
    phone.arrive(&text.replace("tag=fork", "tag=late"));
    assert!(phone.last("BYE").text.contains(";tag=late"));
    assert!(phone.events().is_empty());
}
