//! Calls of the program.

use eXosip2::error::Error;
use eXosip2::ua::EventKind::*;
use eXosip2::ua::Terminated;

use crate::peer::{Phone, response, without_numbers};

/// A call that was answered with tag `a`. Returns cid and did.
fn established(phone: &mut Phone) -> (i32, i32) {
    let cid = phone.invite();
    phone.reply("INVITE", "200 OK", "a");
    let tid = phone.tid(CallAnswered);
    phone.ack(tid).unwrap();
    phone.events();
    phone.sent();
    (cid, phone.did())
}

#[test]
fn a_call_is_answered_and_ended_by_the_program() {
    let mut phone = Phone::new();
    let cid = phone.invite();
    assert_eq!(
        without_numbers(&phone.last("INVITE").text),
        "INVITE sip:bob@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:5070;rport;branch=z9hG4bK#\r\n\
         From: <sip:alice@example.com>;tag=#\r\nTo: <sip:bob@192.0.2.1>\r\nCall-ID: #\r\nCSeq: 20 INVITE\r\n\
         Contact: <sip:alice@10.0.0.2:5070>\r\nMax-Forwards: 70\r\nUser-Agent: eXosip/5.3.0\r\n\
         Content-Length: 0\r\n\r\n"
    );
    phone.reply("INVITE", "100 Trying", "");
    phone.reply("INVITE", "180 Ringing", "a");
    phone.reply("INVITE", "200 OK", "a");
    assert_eq!(phone.events(), ["Proceeding t1 0 100", "Ringing t1 d 180", "Answered t1 d 200"]);
    phone.ack(1).unwrap();
    assert_eq!(
        without_numbers(&phone.last("ACK").text),
        "ACK sip:bob@192.0.2.9:5061 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:5070;rport;branch=z9hG4bK#\r\n\
         From: <sip:alice@example.com>;tag=#\r\nTo: <sip:bob@192.0.2.1>;tag=a\r\nCall-ID: #\r\nCSeq: 20 ACK\r\n\
         Contact: <sip:alice@10.0.0.2:5070>\r\nMax-Forwards: 70\r\nUser-Agent: eXosip/5.3.0\r\n\
         Content-Length: 0\r\n\r\n"
    );
    // By cid alone an established call is not found, as in the original.
    assert_eq!(phone.terminate(cid, 0), Err(Error::WrongState));
    let did = phone.did();
    assert_eq!(phone.terminate(cid, did), Ok(Terminated::Ended));
    assert_eq!(
        without_numbers(&phone.last("BYE").text),
        "BYE sip:bob@192.0.2.9:5061 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:5070;rport;branch=z9hG4bK#\r\n\
         From: <sip:alice@example.com>;tag=#\r\nTo: <sip:bob@192.0.2.1>;tag=a\r\nCall-ID: #\r\nCSeq: 21 BYE\r\n\
         Max-Forwards: 70\r\nUser-Agent: eXosip/5.3.0\r\nContent-Length: 0\r\n\r\n"
    );
    assert_eq!(phone.terminate(cid, did), Err(Error::NotFound));
    phone.reply("BYE", "200 OK", "a");
    assert_eq!(phone.events(), ["MessageAnswered t2 -1 200"]);
    phone.run(4900);
    assert!(phone.events().is_empty());
    phone.run(200);
    assert_eq!(phone.events(), ["Released t0 -1 0"]);
    assert_eq!(phone.world.ua.set_call_reference(cid, 1), Err(Error::NotFound));
}

#[test]
fn the_peer_ends_a_call() {
    let mut phone = Phone::new();
    established(&mut phone);
    let bye = phone.request("BYE", 1, "a");
    phone.arrive(&bye);
    assert_eq!(phone.events(), ["MessageNew t2 d 200", "Closed t2 d 200"]);
    assert_eq!(phone.sent(), ["200 OK"]);
    phone.arrive(&bye);
    assert_eq!(phone.sent(), ["200 OK*"]);
    phone.run(31_900);
    assert!(phone.events().is_empty());
    phone.run(200);
    assert_eq!(phone.events(), ["Released t0 -1 0"]);
}

#[test]
fn a_refusal_is_acknowledged_each_time() {
    let mut phone = Phone::new();
    phone.invite();
    phone.reply("INVITE", "180 Ringing", "a");
    phone.events();
    phone.reply("INVITE", "486 Busy Here", "a");
    assert_eq!(phone.events(), ["RequestFailure t1 d 486"]);
    phone.reply("INVITE", "486 Busy Here", "a");
    assert!(phone.events().is_empty());
    assert_eq!(phone.count("ACK sip:bob@192.0.2.1 SIP"), 2);
    assert_eq!(
        without_numbers(&phone.last("ACK").text),
        "ACK sip:bob@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:5070;rport;branch=z9hG4bK#\r\n\
         From: <sip:alice@example.com>;tag=#\r\nTo: <sip:bob@192.0.2.1>;tag=a\r\nCall-ID: #\r\nCSeq: 20 ACK\r\n\
         Content-Length: 0\r\n\r\n"
    );
    phone.run(31_900);
    assert!(phone.events().is_empty());
    phone.run(200);
    assert_eq!(phone.events(), ["Released t0 -1 0"]);
}

#[test]
fn an_invite_without_any_answer_fails_with_an_event() {
    let mut phone = Phone::new();
    phone.invite();
    phone.run(31_900);
    let at: Vec<_> = phone.world.sent.iter().map(|it| it.at.as_millis()).collect();
    assert_eq!(at, [0, 500, 1500, 3500, 7500, 15_500, 31_500]);
    assert!(phone.events().is_empty());
    phone.run(200);
    assert_eq!(phone.events(), ["NoAnswer t1 0 0"]);
    phone.run(5000);
    assert_eq!(phone.events(), ["Released t0 0 0"]);
}

#[test]
fn a_ringing_call_is_cancelled() {
    let mut phone = Phone::new();
    let cid = phone.invite();
    assert_eq!(phone.terminate(cid, 0), Err(Error::WrongState));
    phone.reply("INVITE", "180 Ringing", "a");
    let did = phone.did();
    assert_eq!(phone.terminate(cid, did), Ok(Terminated::Cancelled));
    assert_eq!(phone.terminate(cid, did), Err(Error::WrongState));
    assert_eq!(
        without_numbers(&phone.last("CANCEL").text),
        "CANCEL sip:bob@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:5070;rport;branch=z9hG4bK#\r\n\
         From: <sip:alice@example.com>;tag=#\r\nTo: <sip:bob@192.0.2.1>\r\nCall-ID: #\r\nCSeq: 20 CANCEL\r\n\
         Max-Forwards: 70\r\nUser-Agent: eXosip/5.3.0\r\nContent-Length: 0\r\n\r\n"
    );
    let branch =
        |text: &str| text.split("branch=").nth(1).unwrap().split("\r\n").next().unwrap().to_owned();
    assert_eq!(branch(&phone.last("CANCEL").text), branch(&phone.last("INVITE").text));
    phone.events();
    phone.reply("CANCEL", "200 OK", "a");
    phone.reply("INVITE", "487 Request Terminated", "a");
    assert_eq!(phone.events(), ["MessageAnswered t2 d 200", "RequestFailure t1 d 487"]);
    phone.run(33_000);
    assert_eq!(phone.events(), ["Released t0 -1 0"]);
}

#[test]
fn an_unanswered_cancel_fails_and_the_invite_goes_on() {
    let mut phone = Phone::new();
    let cid = phone.invite();
    phone.reply("INVITE", "180 Ringing", "a");
    phone.terminate(cid, 0).unwrap();
    phone.events();
    phone.run(32_500);
    assert_eq!(phone.events(), ["MessageRequestFailure t2 d 0"]);
    phone.run(8000);
    phone.reply("INVITE", "487 Request Terminated", "a");
    assert_eq!(phone.events(), ["RequestFailure t1 d 487"]);
}

#[test]
fn a_2xx_that_crosses_cancel_answers_the_call() {
    let mut phone = Phone::new();
    let cid = phone.invite();
    phone.reply("INVITE", "180 Ringing", "a");
    phone.terminate(cid, 0).unwrap();
    phone.events();
    phone.reply("INVITE", "200 OK", "a");
    assert_eq!(phone.events(), ["Answered t1 d 200"]);
    phone.ack(1).unwrap();
    let did = phone.did();
    assert_eq!(phone.terminate(cid, did), Ok(Terminated::Ended));
}

#[test]
fn a_repeated_2xx_gets_the_ack_of_the_program_again() {
    let mut phone = Phone::new();
    phone.invite();
    phone.reply("INVITE", "200 OK", "a");
    phone.reply("INVITE", "200 OK", "a");
    assert_eq!(phone.events(), ["Answered t1 d 200"]);
    assert_eq!(phone.count("ACK"), 0);
    phone.ack(1).unwrap();
    phone.reply("INVITE", "200 OK", "a");
    assert_eq!(phone.count("ACK"), 2);
    assert!(phone.events().is_empty());
    // Another branch has answered as well: it is acknowledged and ended.
    phone.sent();
    phone.reply("INVITE", "200 OK", "other");
    assert_eq!(phone.sent(), ["ACK sip:bob@192.0.2.9:5061", "BYE sip:bob@192.0.2.9:5061"]);
    assert!(phone.last("BYE").text.contains("CSeq: 25 BYE\r\n"));
    assert!(phone.events().is_empty());
}

#[test]
fn a_response_of_another_branch_replaces_the_early_dialog() {
    let mut phone = Phone::new();
    phone.invite();
    phone.reply("INVITE", "180 Ringing", "a");
    let did = phone.did();
    phone.reply("INVITE", "180 Ringing", "b");
    phone.reply("INVITE", "200 OK", "b");
    assert_eq!(phone.did(), did);
    phone.ack(1).unwrap();
    assert!(phone.last("ACK").text.contains("To: <sip:bob@192.0.2.1>;tag=b\r\n"));
}

#[test]
fn the_tag_of_a_late_response_is_in_later_requests() {
    let mut phone = Phone::new();
    phone.invite();
    phone.reply("INVITE", "183 Session Progress", "");
    assert_eq!(phone.events(), ["Ringing t1 d 183"]);
    let did = phone.did();
    phone.send_in_dialog(did, "INFO").unwrap();
    assert!(phone.last("INFO").text.contains("To: <sip:bob@192.0.2.1>\r\n"));
    phone.reply("INFO", "200 OK", "");
    phone.reply("INVITE", "180 Ringing", "a");
    assert_eq!(phone.did(), did);
    phone.send_in_dialog(did, "INFO").unwrap();
    assert!(phone.last("INFO").text.contains("To: <sip:bob@192.0.2.1>;tag=a\r\n"));
}

#[test]
fn requests_in_a_call_get_their_results() {
    let mut phone = Phone::new();
    let (_, did) = established(&mut phone);
    phone.send_in_dialog(did, "INFO").unwrap();
    assert_eq!(phone.send_in_dialog(did, "INFO"), Err(Error::WrongState));
    phone.send_in_dialog(did, "OPTIONS").unwrap();
    phone.reply("OPTIONS", "100 Trying", "");
    phone.reply("OPTIONS", "503 Service Unavailable", "");
    phone.reply("INFO", "200 OK", "");
    phone.send_in_dialog(did, "INFO").unwrap();
    phone.reply("INFO", "603 Decline", "");
    assert_eq!(
        phone.events(),
        [
            "MessageProceeding t3 d 100",
            "MessageServerFailure t3 d 503",
            "MessageAnswered t2 d 200",
            "MessageGlobalFailure t4 d 603"
        ]
    );
    phone.send_in_dialog(did, "FOO").unwrap();
    phone.run(32_500);
    assert_eq!(phone.events(), ["MessageRequestFailure t5 d 0"]);
}

#[test]
fn a_reinvite_that_fails_leaves_the_call() {
    let mut phone = Phone::new();
    let (cid, did) = established(&mut phone);
    phone.send_in_dialog(did, "INVITE").unwrap();
    phone.run(32_500);
    assert_eq!(phone.events(), ["NoAnswer t2 d 0"]);
    phone.send_in_dialog(did, "INVITE").unwrap();
    phone.reply("INVITE", "200 OK", "");
    let tid = phone.tid(CallAnswered);
    phone.ack(tid).unwrap();
    assert!(phone.last("ACK").text.contains("CSeq: 22 ACK\r\n"));
    assert_eq!(phone.events(), ["Answered t3 d 200"]);
    // A BYE stops the repetitions of an INVITE under way.
    phone.send_in_dialog(did, "INVITE").unwrap();
    phone.terminate(cid, did).unwrap();
    phone.reply("BYE", "200 OK", "");
    let before = phone.count("INVITE");
    phone.run(20_000);
    assert_eq!(phone.count("INVITE"), before);
    assert_eq!(phone.events(), ["MessageAnswered t5 -1 200", "Released t0 -1 0"]);
}

#[test]
fn strict_and_loose_routes_are_followed() {
    let mut phone = Phone::new();
    phone.invite();
    let contact = "Contact: <sip:bob@192.0.2.9:5061>\r\n";
    let routes = "Record-Route: <sip:192.0.2.3;lr>\r\nRecord-Route: <sip:192.0.2.2;lr>\r\n";
    let text = response(&phone.last("INVITE"), "200 OK", "a", &format!("{routes}{contact}"));
    phone.arrive(&text);
    phone.ack(1).unwrap();
    let ack = phone.last("ACK");
    assert!(ack.text.starts_with("ACK sip:bob@192.0.2.9:5061 SIP/2.0\r\n"));
    assert_eq!(ack.path.remote.to_string(), "192.0.2.2:5060");
    assert!(ack.text.contains("Route: <sip:192.0.2.2;lr>\r\nRoute: <sip:192.0.2.3;lr>\r\n"));
}

#[test]
fn a_call_without_a_contact_of_the_peer_can_be_ended() {
    let mut phone = Phone::new();
    let cid = phone.invite();
    phone.reply_with("INVITE", "200 OK", "a", "");
    phone.ack(1).unwrap();
    let did = phone.did();
    assert_eq!(phone.terminate(cid, did), Ok(Terminated::Ended));
    assert!(phone.last("BYE").text.starts_with("BYE sip:bob@192.0.2.1 SIP/2.0\r\n"));
}

#[test]
fn ringing_without_end_is_cancelled_and_reported() {
    let mut phone = Phone::new();
    phone.invite();
    phone.reply("INVITE", "180 Ringing", "a");
    phone.events();
    phone.run(179_000);
    assert!(phone.events().is_empty());
    phone.run(2000);
    assert_eq!(phone.events(), ["NoAnswer t1 d 180", "Released t0 -1 0"]);
    assert!(phone.count("CANCEL") > 0);
    phone.reply("INVITE", "487 Request Terminated", "a");
    assert_eq!(phone.count("ACK"), 1);
    phone.run(60_000);
    assert!(phone.events().is_empty());
}

#[test]
fn an_invite_that_is_given_up_leaves_no_transaction_when_no_final_response_comes() {
    let mut phone = Phone::new();
    phone.invite();
    phone.reply("INVITE", "180 Ringing", "a");
    phone.run(181_000);
    phone.reply("CANCEL", "200 OK", "a");
    phone.run(60_000);
    let now = phone.world.now();
    assert_eq!(phone.world.ua.statistics(now).transactions.allocated, 0);
}

#[test]
fn requests_go_to_where_an_ob_contact_came_from() {
    let mut phone = Phone::new();
    let cid = phone.invite();
    phone.reply_with("INVITE", "200 OK", "a", "Contact: <sip:bob@192.0.2.9:5061;ob>\r\n");
    phone.ack(1).unwrap();
    let did = phone.did();
    phone.send_in_dialog(did, "INFO").unwrap();
    phone.terminate(cid, did).unwrap();
    for method in ["ACK", "INFO", "BYE"] {
        let sent = phone.last(method);
        assert!(sent.text.starts_with(&format!("{method} sip:bob@192.0.2.9:5061;ob SIP/2.0\r\n")));
        assert_eq!(sent.path.remote.to_string(), crate::peer::PEER);
    }
}
