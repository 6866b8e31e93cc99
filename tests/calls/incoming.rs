//! Calls of the peer.

use eXosip2::error::Error;
use eXosip2::ua::Terminated;

use crate::peer::{Phone, in_dialog, invite, invite_with, request, request_on, without_numbers};

/// A call of the peer that was answered and acknowledged. Returns cid and did.
fn established(phone: &mut Phone) -> (i32, i32) {
    phone.arrive(&invite());
    phone.answer(1, 200).unwrap();
    let ack = in_dialog(phone.world.last(), "ACK", 1);
    phone.arrive(&ack);
    let ids = (phone.cid(), phone.did());
    phone.events();
    phone.sent();
    ids
}

#[test]
fn a_call_is_answered_and_ended_by_the_peer() {
    let mut phone = Phone::new();
    phone.arrive(&invite());
    assert_eq!(phone.events(), ["Invite t1 d 100"]);
    assert_eq!(phone.sent(), ["100 Trying"]);
    phone.answer(1, 180).unwrap();
    phone.answer(1, 200).unwrap();
    assert_eq!(
        without_numbers(&phone.world.last().text),
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKinvite-1;rport=5060\r\n\
         From: <sip:bob@192.0.2.1>;tag=pt\r\nTo: <sip:alice@10.0.0.2>;tag=#\r\nCall-ID: in1\r\nCSeq: 1 INVITE\r\n\
         Contact: <sip:alice@10.0.0.2:5070>\r\nUser-Agent: eXosip/5.3.0\r\nContent-Length: 0\r\n\r\n"
    );
    let answer = phone.world.last().clone();
    phone.arrive(&in_dialog(&answer, "ACK", 1));
    assert_eq!(phone.events(), ["Ack t1 d 200"]);
    phone.run(40_000);
    assert_eq!(phone.sent(), ["180 Ringing", "200 OK"]);
    phone.arrive(&in_dialog(&answer, "BYE", 2));
    assert_eq!(phone.events(), ["MessageNew t2 d 200", "Closed t2 d 200"]);
    phone.run(32_500);
    assert_eq!(phone.events(), ["Released t0 -1 0"]);
}

#[test]
fn a_2xx_is_repeated_by_the_library_and_without_ack_the_call_ends() {
    let mut phone = Phone::new();
    phone.arrive(&invite());
    phone.answer(1, 200).unwrap();
    phone.events();
    phone.run(31_900);
    let at: Vec<_> = phone.world.sent.iter().skip(1).map(|it| it.at.as_millis()).collect();
    assert_eq!(at, [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    phone.sent();
    phone.run(200);
    assert_eq!(phone.events(), ["Closed t0 -1 0"]);
    assert_eq!(phone.sent(), ["BYE sip:bob@192.0.2.9:5061"]);
    assert!(phone.last("BYE").text.contains("CSeq: 2 BYE\r\n"));
}

#[test]
fn a_refused_call_ends_with_its_ack() {
    let mut phone = Phone::new();
    phone.arrive(&invite());
    phone.events();
    let now = phone.world.now();
    phone.world.ua.send_call_answer(now, 1, 486, None).unwrap();
    phone.world.settle();
    assert_eq!(phone.events(), ["Closed t1 -1 486"]);
    phone.run(2000);
    assert_eq!(phone.sent(), ["100 Trying", "486 Busy Here", "486 Busy Here*", "486 Busy Here*"]);
    let refusal = phone.world.last().clone();
    let to = refusal.header("To").unwrap();
    let from = "<sip:bob@192.0.2.1>;tag=pt";
    phone.arrive(&request_on("z9hG4bKinvite-1", "ACK", 1, "in1", from, to, ""));
    phone.run(4900);
    assert!(phone.events().is_empty());
    phone.run(200);
    assert_eq!(phone.events(), ["Released t0 -1 0"]);
    assert!(phone.sent().is_empty());
}

#[test]
fn a_caller_cancels() {
    let mut phone = Phone::new();
    phone.arrive(&invite());
    phone.answer(1, 180).unwrap();
    phone.events();
    phone.sent();
    let from = "<sip:bob@192.0.2.1>;tag=pt";
    let cancel =
        request_on("z9hG4bKinvite-1", "CANCEL", 1, "in1", from, "<sip:alice@10.0.0.2>", "");
    phone.arrive(&cancel);
    assert_eq!(phone.sent(), ["200 OK", "487 Request Terminated"]);
    assert_eq!(phone.events(), ["Cancelled t2 d 0", "Closed t1 -1 487"]);
    assert_eq!(phone.answer(1, 200), Err(Error::WrongState));
    phone.run(33_000);
    assert_eq!(phone.events(), ["Released t0 -1 0"]);
    // Nothing is left to cancel.
    phone.sent();
    phone.arrive(&cancel.replace("z9hG4bKinvite-1", "z9hG4bKother"));
    assert_eq!(phone.sent(), ["481 Call/Transaction Does Not Exist"]);
    assert!(phone.events().is_empty());
}

#[test]
fn a_cancel_after_the_2xx_changes_nothing() {
    let mut phone = Phone::new();
    established(&mut phone);
    let from = "<sip:bob@192.0.2.1>;tag=pt";
    phone.arrive(&request_on(
        "z9hG4bKinvite-1",
        "CANCEL",
        1,
        "in1",
        from,
        "<sip:alice@10.0.0.2>",
        "",
    ));
    assert_eq!(phone.sent(), ["481 Call/Transaction Does Not Exist"]);
    assert!(phone.events().is_empty());
}

#[test]
fn a_bye_in_the_early_dialog_ends_the_invite_too() {
    let mut phone = Phone::new();
    phone.arrive(&invite());
    phone.answer(1, 180).unwrap();
    let ringing = phone.world.last().clone();
    phone.events();
    phone.sent();
    phone.arrive(&in_dialog(&ringing, "BYE", 2));
    assert_eq!(phone.sent(), ["200 OK", "487 Request Terminated"]);
    assert_eq!(phone.events(), ["MessageNew t2 d 200", "Closed t2 d 200"]);
    assert_eq!(phone.world.last().header("To"), ringing.header("To"));
    // The INVITE has its final response.
    assert_eq!(phone.answer(1, 487), Err(Error::WrongState));
    assert!(phone.sent().is_empty() && phone.events().is_empty());
}

#[test]
fn an_invite_that_the_program_never_answers_is_refused() {
    let mut phone = Phone::new();
    phone.arrive(&invite());
    phone.events();
    phone.run(179_900);
    assert!(phone.events().is_empty());
    phone.run(200);
    assert_eq!(phone.events(), ["NoAnswer t1 d 480", "Released t0 -1 0"]);
    assert_eq!(phone.sent(), ["100 Trying", "480 Temporarily Unavailable"]);
}

#[test]
fn the_program_refuses_by_terminate() {
    let mut phone = Phone::new();
    phone.arrive(&invite());
    let (cid, did) = (phone.cid(), phone.did());
    phone.events();
    assert_eq!(phone.terminate(cid, 0), Err(Error::WrongState));
    assert_eq!(phone.terminate(cid, did), Ok(Terminated::Ended));
    assert_eq!(phone.sent(), ["100 Trying", "603 Decline"]);
    assert_eq!(phone.events(), ["Closed t1 -1 603"]);
}

#[test]
fn requests_of_the_peer_in_a_call_are_answered_by_the_program() {
    let mut phone = Phone::new();
    phone.arrive(&invite());
    phone.answer(1, 200).unwrap();
    let answer = phone.world.last().clone();
    phone.arrive(&in_dialog(&answer, "ACK", 1));
    phone.events();
    phone.sent();
    phone.arrive(&in_dialog(&answer, "INFO", 2));
    assert_eq!(phone.events(), ["MessageNew t2 d 0"]);
    phone.answer(2, 200).unwrap();
    // The Contact and routes are those of a response in a dialog.
    assert!(phone.world.last().text.contains("Contact: <sip:alice@10.0.0.2:5070>\r\n"));
    phone.sent();
    // A lower number is refused, the same number on another branch is dropped.
    phone.arrive(&in_dialog(&answer, "INFO", 1).replace("z9hG4bK", "z9hG4bKlow"));
    assert_eq!(phone.sent(), ["500 Server Internal Error"]);
    phone.arrive(&in_dialog(&answer, "INFO", 2).replace("z9hG4bK", "z9hG4bKsame"));
    assert!(phone.sent().is_empty());
    // Another To tag is another dialog.
    let to = "<sip:alice@10.0.0.2>;tag=other";
    phone.arrive(&request("BYE", 9, "in1", "<sip:bob@192.0.2.1>;tag=pt", to, ""));
    assert_eq!(phone.sent(), ["481 Call/Transaction Does Not Exist"]);
    assert!(phone.events().is_empty());
}

#[test]
fn a_request_that_is_never_answered_does_not_outlive_its_call_for_long() {
    let mut phone = Phone::new();
    established(&mut phone);
    let answer = phone.world.sent.iter().find(|it| it.text.contains("200 OK")).unwrap().clone();
    phone.arrive(&in_dialog(&answer, "INFO", 2));
    phone.arrive(&in_dialog(&answer, "BYE", 3));
    phone.run(400_000);
    let left = phone.world.ua.statistics(phone.world.now());
    assert_eq!((left.calls.allocated, left.transactions.allocated), (0, 0));
}

#[test]
fn invites_that_cross_are_refused_on_both_sides() {
    let mut phone = Phone::new();
    phone.arrive(&invite());
    phone.answer(1, 200).unwrap();
    let answer = phone.world.last().clone();
    phone.arrive(&in_dialog(&answer, "ACK", 1));
    let did = phone.did();
    phone.events();
    phone.sent();
    phone.send_in_dialog(did, "INVITE").unwrap();
    phone.arrive(&in_dialog(&answer, "INVITE", 2));
    assert_eq!(
        phone.sent(),
        ["INVITE sip:bob@192.0.2.9:5061", "100 Trying", "491 Request Pending"]
    );
    phone.reply("INVITE", "491 Request Pending", "");
    assert_eq!(phone.events(), ["RequestFailure t2 d 491"]);
    phone.run(60_000);
    assert_eq!(phone.count("INVITE"), 1);
}

#[test]
fn a_reinvite_of_the_peer_is_reported_and_answered() {
    let mut phone = Phone::new();
    phone.arrive(&invite());
    phone.answer(1, 200).unwrap();
    let answer = phone.world.last().clone();
    phone.arrive(&in_dialog(&answer, "ACK", 1));
    phone.events();
    phone.arrive(&in_dialog(&answer, "INVITE", 2));
    assert_eq!(phone.events(), ["Reinvite t2 d 100"]);
    phone.sent();
    // Another one has to wait.
    phone.arrive(&in_dialog(&answer, "INVITE", 3));
    assert_eq!(phone.sent(), ["100 Trying", "500 Retry Later"]);
    // By the number of the first INVITE, too, the last is answered.
    assert!(phone.world.ua.build_call_answer(1, 200).is_ok());
    phone.answer(2, 200).unwrap();
    phone.arrive(&in_dialog(&answer, "ACK", 2));
    assert_eq!(phone.events(), ["Ack t2 d 200"]);
}

#[test]
fn strangers_have_so_many_calls_at_most() {
    let mut phone = Phone::new();
    phone.world.ua.options_mut().call_limit = 2;
    for number in 0..3 {
        phone.arrive(
            &invite()
                .replace("in1", &format!("in{number}"))
                .replace("z9hG4bK", &format!("z9hG4bK{number}")),
        );
    }
    assert_eq!(phone.events(), ["Invite t1 d 100", "Invite t2 d 100"]);
    assert_eq!(phone.sent(), ["100 Trying", "100 Trying", "100 Trying", "503 Service Unavailable"]);
}

#[test]
fn a_session_timer_of_the_peer_is_answered_and_refreshed() {
    let mut phone = Phone::new();
    phone.arrive(&invite_with("Supported: timer\r\nSession-Expires: 90\r\n"));
    let now = phone.world.now();
    let mut answer = phone.world.ua.build_call_answer(1, 200).unwrap();
    answer.add_header(b"Supported", b"timer");
    phone.world.ua.send_call_answer(now, 1, 200, Some(answer)).unwrap();
    phone.world.settle();
    let answer = phone.world.last().clone();
    assert!(answer.text.contains("Session-expires: 90;refresher=uas\r\n"), "{}", answer.text);
    assert!(answer.text.contains("Require: timer\r\n"));
    phone.arrive(&in_dialog(&answer, "ACK", 1));
    phone.sent();
    phone.run(44_900);
    assert!(phone.sent().is_empty());
    phone.run(200);
    assert_eq!(phone.sent(), ["INVITE sip:bob@192.0.2.9:5061"]);
    assert!(
        phone
            .last("INVITE")
            .text
            .contains("Session-Expires: 90;refresher=uac\r\nSupported: timer\r\n")
    );
}

#[test]
fn requests_of_the_callee_take_the_recorded_route() {
    let mut phone = Phone::new();
    let routes = "Record-Route: <sip:192.0.2.3;lr>\r\nRecord-Route: <sip:192.0.2.2;lr>\r\n";
    phone.arrive(&invite_with(routes));
    phone.answer(1, 200).unwrap();
    let ack = in_dialog(phone.world.last(), "ACK", 1);
    phone.arrive(&ack);
    phone.send_in_dialog_with(phone.did(), "INFO", |_| ()).unwrap();
    let info = phone.last("INFO");
    assert_eq!(info.path.remote.to_string(), "192.0.2.3:5060");
    assert!(info.text.starts_with("INFO sip:bob@192.0.2.9:5061 SIP/2.0\r\n"));
    assert!(info.text.contains("Route: <sip:192.0.2.3;lr>\r\nRoute: <sip:192.0.2.2;lr>\r\n"));
}

#[test]
fn requests_of_a_long_call_are_forgotten_one_after_the_other() {
    let mut phone = Phone::new();
    let (cid, did) = established(&mut phone);
    let answer = phone.world.sent.iter().find(|it| it.text.contains("200 OK")).unwrap().clone();
    let (mut received, mut sent) = (Vec::new(), Vec::new());
    for cseq in 2..200 {
        phone.arrive(&in_dialog(&answer, "INFO", cseq));
        let tid = phone.world.events.last().unwrap().ids.tid;
        phone.answer(tid, 200).unwrap();
        received.push(tid);
        phone.send_in_dialog(did, "OPTIONS").unwrap();
        phone.reply("OPTIONS", "200 OK", "");
        sent.push(phone.world.events.last().unwrap().ids.tid);
        phone.run(10_000);
    }
    let known = |tid: &&i32| {
        let ua = &phone.world.ua;
        ua.description_of_transaction(**tid, eXosip2::ua::Party::Local).is_some()
            || ua.description_of_transaction(**tid, eXosip2::ua::Party::Remote).is_some()
    };
    assert!(received.iter().filter(known).count() <= 5);
    assert!(sent.iter().filter(known).count() <= 5);
    assert!(known(&received.last().unwrap()) && known(&sent.last().unwrap()));
    assert_eq!(phone.answer(received[0], 200), Err(Error::NotFound));
    phone.terminate(cid, did).unwrap();
}

#[test]
fn an_update_for_an_invite_of_ours_without_an_open_dialog_changes_nothing() {
    let mut phone = Phone::new();
    phone.invite();
    phone.sent();
    let gone = ["481 Call/Transaction Does Not Exist"];
    // Before any response, after a 100, and after a refusal that followed a tagged response.
    phone.arrive(&phone.request("UPDATE", 1, "a"));
    assert_eq!((phone.sent(), phone.events()), (gone.map(String::from).to_vec(), vec![]));
    phone.reply("INVITE", "100 Trying", "");
    phone.events();
    phone.arrive(&phone.request("UPDATE", 2, "a"));
    assert_eq!((phone.sent(), phone.events()), (gone.map(String::from).to_vec(), vec![]));
    phone.reply("INVITE", "180 Ringing", "a");
    phone.reply("INVITE", "486 Busy Here", "a");
    phone.events();
    phone.sent();
    phone.arrive(&phone.request("UPDATE", 3, "a"));
    phone.arrive(&phone.request("UPDATE", 4, "b"));
    assert_eq!((phone.sent(), phone.events()), ([gone[0]; 2].map(String::from).to_vec(), vec![]));
    // The dialog stays closed.
    phone.arrive(&phone.request("INFO", 5, "a"));
    assert_eq!((phone.sent(), phone.events()), (gone.map(String::from).to_vec(), vec![]));
    phone.run(40_000);
    assert_eq!(phone.events(), ["Released t0 -1 0"]);
}

#[test]
fn an_update_from_another_early_dialog_takes_the_place_of_the_first() {
    let mut phone = Phone::new();
    phone.invite();
    phone.reply("INVITE", "180 Ringing", "a");
    let did = phone.did();
    phone.events();
    let update = phone.request("UPDATE", 1, "b").replace("192.0.2.9:5061", "192.0.2.8:5062");
    phone.arrive(&update);
    assert_eq!(phone.events(), ["MessageNew t2 d 0"]);
    phone.answer(2, 200).unwrap();
    assert_eq!(phone.did(), did);
    phone.send_in_dialog(did, "INFO").unwrap();
    let info = phone.last("INFO").text;
    assert!(
        info.starts_with("INFO sip:bob@192.0.2.8:5062 SIP/2.0\r\n") && info.contains(";tag=b\r\n")
    );
    // In a confirmed dialog nothing is replaced.
    phone.reply("INFO", "200 OK", "b");
    phone.reply("INVITE", "200 OK", "b");
    phone.events();
    phone.sent();
    phone.arrive(&phone.request("UPDATE", 2, "c"));
    assert_eq!(phone.sent(), ["481 Call/Transaction Does Not Exist"]);
    assert!(phone.events().is_empty());
}
