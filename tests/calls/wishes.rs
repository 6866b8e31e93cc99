//! What the original does not do, by options and functions of our own.

use eXosip2::error::Error;
use eXosip2::transport::FailureCause;
use eXosip2::ua::EventKind::{self, *};

use crate::peer::{Phone, in_dialog, invite, invite_with, request, response};

fn established(phone: &mut Phone) -> (i32, i32) {
    let cid = phone.invite();
    phone.reply("INVITE", "200 OK", "a");
    let tid = phone.tid(CallAnswered);
    phone.ack(tid).unwrap();
    phone.events();
    phone.sent();
    (cid, phone.did())
}

/// The cause of the last event of a kind.
fn cause(phone: &Phone, kind: EventKind) -> FailureCause {
    let events = &phone.world.events;
    events.iter().rev().find(|it| it.kind == kind).unwrap().cause.clone()
}

#[test]
fn other_answers_to_an_invite_are_calls_of_their_own() {
    let mut phone = Phone::new();
    phone.world.ua.options_mut().report_forks = true;
    let (first, _) = established(&mut phone);
    let two_xx = response(&phone.last("INVITE"), "200 OK", "b", "Contact: <sip:c@192.0.2.7>\r\n");
    phone.arrive(&two_xx);
    assert_eq!(phone.events(), ["Answered t2 d 200"]);
    assert!(phone.sent().is_empty());
    let (second, did) = (phone.cid(), phone.did());
    assert_ne!(first, second);
    phone.arrive(&two_xx);
    assert!(phone.events().is_empty() && phone.sent().is_empty());
    phone.ack(2).unwrap();
    let ack = phone.last("ACK");
    assert!(
        ack.text.starts_with("ACK sip:c@192.0.2.7 SIP/2.0\r\n") && ack.text.contains("tag=b\r\n")
    );
    phone.arrive(&two_xx);
    assert_eq!(phone.sent(), ["ACK sip:c@192.0.2.7", "ACK sip:c@192.0.2.7"]);
    phone.send_in_dialog(did, "INFO").unwrap();
    phone.reply("INFO", "200 OK", "b");
    phone.terminate(second, did).unwrap();
    phone.reply("BYE", "200 OK", "b");
    phone.events();
    phone.run(6000);
    assert_eq!(phone.events(), ["Released t0 -1 0"]);
    // The first call is not touched.
    let did = phone.world.events[0].ids.did;
    phone.send_in_dialog(did, "INFO").unwrap();
}

#[test]
fn so_many_answers_become_calls_and_the_others_are_ended() {
    let mut phone = Phone::new();
    phone.world.ua.options_mut().report_forks = true;
    established(&mut phone);
    for number in 0..20 {
        phone.reply("INVITE", "200 OK", &format!("f{number}"));
    }
    assert_eq!(phone.events().len(), 16);
    assert_eq!((phone.count("ACK"), phone.count("BYE")), (5, 4));
}

/// A call of the peer with tag `pt` that was answered. Returns its cid and the value of Replaces that names it.
fn answered_call(phone: &mut Phone) -> (i32, String) {
    phone.arrive(&invite());
    let tid = phone.tid(CallInvite);
    phone.answer(tid, 200).unwrap();
    let answer = phone.world.last().clone();
    phone.arrive(&in_dialog(&answer, "ACK", 1));
    let own = answer.header("To").unwrap().split_once(";tag=").unwrap().1.to_owned();
    (phone.cid(), format!("in1;to-tag={own};from-tag=pt"))
}

/// An INVITE of another peer with this Replaces.
fn replacing(phone: &mut Phone, replaces: &str) -> i32 {
    let number = phone.world.events.len();
    let headers = format!("Replaces: {replaces}\r\n");
    let text = request(
        "INVITE",
        1,
        &format!("other{number}"),
        "<sip:carol@192.0.2.1>;tag=ct",
        "<sip:alice@10.0.0.2>",
        &headers,
    );
    phone.arrive(&text.replace("z9hG4bK", &format!("z9hG4bK{number}")));
    let tid = phone.tid(CallInvite);
    phone.events();
    phone.sent();
    tid
}

#[test]
fn an_invite_with_replaces_takes_the_place_of_a_call() {
    let mut phone = Phone::new();
    let (cid, replaces) = answered_call(&mut phone);
    let tid = replacing(&mut phone, &replaces);
    let now = phone.world.now();
    assert_eq!(phone.world.ua.replace_call(now, tid), Ok(cid));
    assert!(phone.sent().is_empty());
    phone.answer(tid, 200).unwrap();
    assert_eq!(phone.sent(), ["200 OK", "BYE sip:bob@192.0.2.9:5061"]);
    let bye = phone.last("BYE");
    assert!(bye.text.contains("Call-ID: in1\r\n"), "{}", bye.text);
    phone.reply("BYE", "200 OK", "pt");
    assert_eq!(phone.events(), ["MessageAnswered t3 -1 200"]);
}

#[test]
fn replaces_may_have_spaces_other_parameters_and_any_case() {
    let mut phone = Phone::new();
    let (cid, replaces) = answered_call(&mut phone);
    let spaced = replaces.replace(';', " ; ").replace('=', " = ").replace("tag", "Tag");
    let tid = replacing(&mut phone, &format!("{spaced};x=1;y"));
    let now = phone.world.now();
    assert_eq!(phone.world.ua.replace_call(now, tid), Ok(cid));
}

#[test]
fn an_invite_that_replaces_nothing_is_refused() {
    let mut phone = Phone::new();
    let (_, replaces) = answered_call(&mut phone);
    let early = format!("{replaces};early-only");
    let foreign = replaces.replace("from-tag=pt", "from-tag=xx");
    // The tags the other way round are those of the peer's own view.
    let parts: Vec<&str> = replaces.split(['=', ';']).collect();
    let turned = format!("in1;to-tag={};from-tag={}", parts[4], parts[2]);
    for (replaces, error, status) in [
        (early.as_str(), Error::WrongState, "486 Busy Here"),
        (&foreign, Error::NotFound, "481 Call/Transaction Does Not Exist"),
        (&turned, Error::NotFound, "481 Call/Transaction Does Not Exist"),
        ("in1;to-tag=x", Error::Syntax, "400 Bad Request"),
    ] {
        let tid = replacing(&mut phone, replaces);
        let now = phone.world.now();
        assert_eq!(phone.world.ua.replace_call(now, tid), Err(error));
        phone.world.settle();
        assert_eq!(phone.sent(), [status]);
        let closed = format!("Closed t{tid} -1 {}", &status[..3]);
        assert_eq!(phone.events(), [closed]);
        assert_eq!(phone.world.ua.replace_call(now, tid), Err(Error::WrongState));
    }
    let now = phone.world.now();
    assert_eq!(phone.world.ua.replace_call(now, 99), Err(Error::NotFound));
    assert_eq!(phone.count("BYE"), 0);
}

#[test]
fn an_invite_without_replaces_is_left_alone() {
    let mut phone = Phone::new();
    phone.arrive(&invite());
    phone.sent();
    let now = phone.world.now();
    assert_eq!(phone.world.ua.replace_call(now, 1), Ok(0));
    assert!(phone.sent().is_empty());
    phone.answer(1, 200).unwrap();
    assert_eq!(phone.sent(), ["200 OK"]);
}

#[test]
fn a_ringing_call_of_ours_is_cancelled_by_the_one_that_replaces_it() {
    let mut phone = Phone::new();
    let cid = phone.invite();
    phone.reply("INVITE", "180 Ringing", "a");
    let ours = phone.last("INVITE");
    let own = ours.header("From").unwrap().split_once(";tag=").unwrap().1.to_owned();
    let call_id = ours.header("Call-ID").unwrap().to_owned();
    let tid = replacing(&mut phone, &format!("{call_id};to-tag={own};from-tag=a;early-only"));
    let now = phone.world.now();
    assert_eq!(phone.world.ua.replace_call(now, tid), Ok(cid));
    phone.answer(tid, 200).unwrap();
    assert_eq!(phone.sent(), ["200 OK", "CANCEL sip:bob@192.0.2.1"]);
}

#[test]
fn events_say_why_a_call_ended() {
    let mut phone = Phone::new();
    phone.invite();
    phone.run(33_000);
    assert_eq!(cause(&phone, CallNoAnswer), FailureCause::Timeout);

    let mut phone = Phone::new();
    phone.invite();
    phone.reply("INVITE", "486 Busy Here", "a");
    assert_eq!(cause(&phone, CallRequestFailure), FailureCause::Refused(486));

    let mut phone = Phone::new();
    phone.arrive(&invite());
    phone.answer(1, 200).unwrap();
    phone.run(33_000);
    assert_eq!(cause(&phone, CallClosed), FailureCause::NoAck);

    let mut phone = Phone::new();
    let (_, did) = established(&mut phone);
    phone.send_in_dialog(did, "INFO").unwrap();
    phone.run(33_000);
    assert_eq!(cause(&phone, CallMessageRequestFailure), FailureCause::Timeout);
    phone.send_in_dialog(did, "INFO").unwrap();
    phone.reply("INFO", "481 No", "a");
    assert_eq!(cause(&phone, CallMessageRequestFailure), FailureCause::Refused(481));

    let mut phone = Phone::new();
    let now = phone.world.now();
    let (to, from) = (&b"<sip:bob@nowhere.test>"[..], &b"<sip:alice@example.com>"[..]);
    let it = phone.world.ua.build_initial_invite(Some(to), Some(from), None, None).unwrap();
    phone.world.ua.send_initial_invite(now, Some(it)).unwrap();
    phone.world.settle();
    assert_eq!(cause(&phone, CallNoAnswer), FailureCause::NameNotFound("nowhere.test".into()));
}

#[test]
fn a_request_that_got_491_is_sent_again_if_the_program_wants_that() {
    let mut phone = Phone::new();
    phone.world.ua.options_mut().retry_491 = true;
    let (_, did) = established(&mut phone);
    phone.send_in_dialog(did, "INVITE").unwrap();
    phone.reply("INVITE", "491 Request Pending", "");
    assert_eq!(phone.events(), ["RequestFailure t2 d 491"]);
    phone.sent();
    // This side owns the Call-ID.
    phone.run(2000);
    assert!(phone.sent().is_empty());
    for _ in 0..21 {
        phone.run(100 * u64::from(phone.count("INVITE") < 3));
    }
    assert_eq!(phone.sent(), ["INVITE sip:bob@192.0.2.9:5061"]);
    assert!(phone.last("INVITE").text.contains("CSeq: 22 INVITE\r\n"));
    phone.reply("INVITE", "200 OK", "");
    assert_eq!(phone.events(), ["Answered t3 d 200"]);
}

#[test]
fn a_cancel_that_is_asked_for_early_is_sent_with_the_first_response() {
    let mut phone = Phone::new();
    phone.world.ua.options_mut().cancel_early = true;
    let cid = phone.invite();
    phone.sent();
    phone.terminate(cid, 0).unwrap();
    assert!(phone.sent().is_empty());
    phone.reply("INVITE", "100 Trying", "");
    assert_eq!(phone.sent(), ["CANCEL sip:bob@192.0.2.1"]);
    phone.reply("CANCEL", "200 OK", "");
    phone.reply("INVITE", "487 Request Terminated", "a");
    let events = phone.events();
    assert_eq!(
        events,
        ["Proceeding t1 0 100", "MessageAnswered t2 0 200", "RequestFailure t1 0 487"]
    );
}

#[test]
fn what_this_side_supports_is_said_in_invite_and_its_2xx() {
    let mut phone = Phone::new();
    phone.world.ua.options_mut().call_features = true;
    phone.invite();
    phone.arrive(&invite());
    let tid = phone.tid(CallInvite);
    phone.answer(tid, 180).unwrap();
    assert!(phone.world.last().header("Allow").is_none());
    phone.answer(tid, 200).unwrap();
    for text in [phone.last("INVITE").text, phone.world.last().text.clone()] {
        assert!(text.contains("\r\nAllow: INVITE, ACK, CANCEL, BYE, "), "{text}");
        assert!(text.contains("\r\nSupported: timer, replaces\r\n"), "{text}");
    }
}

#[test]
fn a_reliable_response_is_acknowledged_by_the_library() {
    let mut phone = Phone::new();
    phone.world.ua.options_mut().reliable_provisional = true;
    phone.invite();
    assert!(phone.last("INVITE").text.contains("Supported: 100rel\r\n"));
    let headers = "Contact: <sip:bob@192.0.2.9:5061>\r\nRequire: 100rel\r\nRSeq: 7\r\n";
    phone.reply_with("INVITE", "183 Session Progress", "a", headers);
    phone.reply_with("INVITE", "183 Session Progress", "a", headers);
    assert_eq!(phone.count("PRACK"), 1);
    assert!(phone.last("PRACK").text.contains("RAck: 7 20 INVITE\r\n"));
    phone.events();
    phone.reply("PRACK", "200 OK", "a");
    assert_eq!(phone.events(), ["MessageAnswered t2 d 200"]);
}

/// A 183 with RSeq 5, as a program writes it.
fn ring_reliably(phone: &mut Phone) {
    let now = phone.world.now();
    let mut answer = phone.world.ua.build_call_answer(1, 183).unwrap();
    answer.add_header(b"Require", b"100rel");
    answer.add_header(b"RSeq", b"5");
    phone.world.ua.send_call_answer(now, 1, 183, Some(answer)).unwrap();
    phone.world.settle();
}

#[test]
fn a_reliable_response_of_ours_is_repeated_until_its_prack() {
    let mut phone = Phone::new();
    phone.world.ua.options_mut().reliable_provisional = true;
    phone.arrive(&invite_with("Supported: 100rel\r\n"));
    ring_reliably(&mut phone);
    phone.sent();
    phone.run(4000);
    let again = "183 Session Progress*".to_owned();
    assert_eq!(phone.sent(), [again.clone(), again.clone(), again]);
    let ringing = phone.world.last().clone();
    phone.events();
    let wrong = in_dialog(&ringing, "PRACK", 2).replace("Max-", "RAck: 4 1 INVITE\r\nMax-");
    phone.arrive(&wrong);
    assert_eq!(phone.sent(), ["481 Call/Transaction Does Not Exist"]);
    let prack = in_dialog(&ringing, "PRACK", 3).replace("Max-", "RAck: 5 1 INVITE\r\nMax-");
    phone.arrive(&prack);
    assert_eq!(phone.sent(), ["200 OK"]);
    assert_eq!(phone.events(), ["MessageNew t3 d 200"]);
    phone.run(20_000);
    assert!(phone.sent().is_empty());
}

#[test]
fn an_invite_whose_reliable_response_is_never_acknowledged_is_refused() {
    let mut phone = Phone::new();
    phone.world.ua.options_mut().reliable_provisional = true;
    phone.arrive(&invite_with("Supported: 100rel\r\n"));
    ring_reliably(&mut phone);
    phone.events();
    phone.run(70_000);
    assert_eq!(phone.events()[0], "Closed t1 -1 504");
    assert_eq!(phone.count("SIP/2.0 504"), phone.count("SIP/2.0 5"));
}
