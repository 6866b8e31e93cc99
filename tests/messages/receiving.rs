//! Requests of peers: M7, M8, M9, M11.

use std::time::Duration;

use eXosip2::error::Error;
use eXosip2::sip::Message;
use eXosip2::transport::{Channel, Transport};
use eXosip2::ua::EventKind::*;
use eXosip2::ua::{Input, Output};

use crate::peer::{PEER, path, request, request_with, without_numbers};
use crate::world::{Sent, World, respond, silence};

#[test]
fn a_request_is_reported_and_its_answer_is_written_as_by_the_original() {
    let mut world = World::new(silence);
    world.arrive(&request_with("MESSAGE", "m0", "Content-Type: text/plain\r\n", "hi"));
    assert_eq!(world.reported(), [(MessageNew, 1, 0)]);
    assert!(world.events[0].request.contains(";branch=z9hG4bKm0;rport=5060\r\n"));
    assert!(world.events[0].request.ends_with("\r\n\r\nhi"));
    assert_eq!(world.answer(1, 200), Ok(()));
    assert_eq!(
        without_numbers(&world.last().text),
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKm0;rport=5060\r\n\
         From: <sip:peer@192.0.2.1>;tag=pt\r\nTo: <sip:alice@10.0.0.2>;tag=#\r\nCall-ID: m0\r\n\
         CSeq: 1 MESSAGE\r\nUser-Agent: eXosip/5.3.0\r\nContent-Length: 0\r\n\r\n"
    );
    assert_eq!(world.last().path, path(Transport::Udp, 1, PEER));
}

/// The request arrives twice and is answered; what is reported and sent, and whether a transaction is kept.
fn exchange(
    make: impl Fn(String) -> Option<Input<'static>>,
    text: &str,
) -> (String, String, usize) {
    let mut world = World::new(silence);
    for _ in 0..2 {
        if let Some(input) = make(text.to_owned()) {
            world.input(input);
        }
    }
    let _ = world.answer(1, 200);
    let events: Vec<_> = world.events.iter().map(|it| (it.kind, it.ids, &it.request)).collect();
    let sent: Vec<_> = world.sent.iter().map(|it| (it.path, without_numbers(&it.text))).collect();
    (
        format!("{events:?}"),
        format!("{sent:?}"),
        world.ua.statistics(world.now()).transactions.allocated,
    )
}

#[test]
fn what_is_read_without_a_tree_is_handled_as_with_one() {
    let body = |text: &str| request_with("MESSAGE", "m", "Content-Type: a/b;c=d\r\n", text);
    let plain = body("hello");
    let replaced = |from: &str, to: &str| plain.replace(from, to);
    let mut without_tree = 0;
    for text in [
        plain.clone(),
        request("OPTIONS", "m"),
        replaced(";rport", ""),
        replaced(";rport", ";received=192.0.2.9;rport=1"),
        replaced("192.0.2.1:5060;branch", "192.0.2.1;branch"),
        replaced("192.0.2.1:5060;branch", "phone.example:5099;branch"),
        replaced(";rport", ";rport\r\nVia: SIP/2.0/TCP 192.0.2.8;branch=z9hG4bKo"),
        replaced("z9hG4bKm", "old"),
        replaced(";tag=pt", ""),
        replaced("To: <sip:alice@10.0.0.2>", "To: <sip:alice@10.0.0.2>;tag=7"),
        replaced("To: <sip:alice@10.0.0.2>", "To: <sip:alice@10.0.0.2>;tag"),
        replaced("Max-Forwards: 70", "Refer-Sub: false"),
    ] {
        let way = |remote: &str| path(Transport::Udp, 1, remote);
        for remote in [PEER, "192.0.2.3:7"] {
            let as_it_comes = |text: String| Input::message(way(remote), text.into_bytes().into());
            let as_tree = |text: String| Input::parsed(way(remote), text.into_bytes().into());
            let is_plain = matches!(as_it_comes(text.clone()), Some(Input::PlainRequest { .. }));
            without_tree += usize::from(is_plain);
            assert_eq!(exchange(as_it_comes, &text), exchange(as_tree, &text), "{text}");
        }
    }
    // All but that with a tag that has no value.
    assert_eq!(without_tree, 22);
}

#[test]
fn repetitions_are_absorbed_and_answered_again_until_timer_j_ends() {
    let mut world = World::new(silence);
    let text = request("MESSAGE", "m1");
    world.arrive(&text);
    world.arrive(&text);
    assert_eq!((world.events.len(), world.sent.len()), (1, 0));
    let answer = world.ua.build_message_answer(1, 200).unwrap();
    let now = world.now();
    world.ua.send_message_answer(now, 1, 180, Some(answer)).unwrap();
    world.settle();
    world.arrive(&text);
    // Its own status counts.
    assert_eq!(world.start_lines(), ["SIP/2.0 200 OK"; 2]);
    assert_eq!(world.answer(1, 200), Err(Error::WrongState));
    world.run(Duration::from_millis(31_900));
    world.arrive(&text);
    assert_eq!((world.events.len(), world.sent.len()), (1, 3));
    assert_eq!(world.sent[0].text, world.sent[2].text);
    assert_eq!(world.answer(1, 150), Err(Error::BadParameter));
    assert_eq!(world.answer(1, 300), Err(Error::WrongState));
    world.run_seconds(1);
    assert_eq!(world.answer(1, 200), Err(Error::NotFound));
}

#[test]
fn a_provisional_answer_is_repeated_until_the_final_one() {
    let mut world = World::new(silence);
    let text = request("MESSAGE", "m1");
    world.arrive(&text);
    let mut answer = world.ua.build_message_answer(1, 200).unwrap();
    answer.status_code = 180;
    let now = world.now();
    world.ua.send_message_answer(now, 1, 180, Some(answer)).unwrap();
    world.settle();
    world.arrive(&text);
    assert_eq!(world.answer(1, 200), Ok(()));
    world.arrive(&text);
    let lines = ["SIP/2.0 180 OK", "SIP/2.0 180 OK", "SIP/2.0 200 OK", "SIP/2.0 200 OK"];
    assert_eq!(world.start_lines(), lines);
    // Ours: all responses of one transaction have the same tag.
    let tags: Vec<_> = world.sent.iter().map(|sent| sent.header("To").unwrap()).collect();
    assert!(tags.iter().all(|tag| *tag == tags[0]), "{tags:?}");
}

#[test]
fn a_late_answer_works_for_180_seconds() {
    let mut world = World::new(silence);
    world.arrive(&request("MESSAGE", "m1"));
    world.arrive(&request("MESSAGE", "m2"));
    world.run_seconds(100);
    assert_eq!(world.answer(1, 200), Ok(()));
    world.run_seconds(81);
    assert_eq!(world.answer(2, 200), Err(Error::NotFound));
    assert_eq!(world.start_lines(), ["SIP/2.0 200 OK"]);
    world.run_seconds(1000);
    assert_eq!(world.ua.statistics(world.now()).transactions.allocated, 0);
}

#[test]
fn bad_arguments_of_answers_have_the_codes_of_the_original() {
    let mut world = World::new(silence);
    world.arrive(&request("MESSAGE", "m1"));
    let build = |world: &mut World, tid, status| world.ua.build_message_answer(tid, status).err();
    for (tid, status, error) in [
        (0, 200, Error::BadParameter),
        (-1, 200, Error::BadParameter),
        (1, 199, Error::BadParameter),
        (1, 700, Error::BadParameter),
        (9, 200, Error::NotFound),
        (9, 300, Error::NotFound),
        (1, 300, Error::Undefined),
    ] {
        assert_eq!(build(&mut world, tid, status), Some(error), "{tid} {status}");
    }
    for (tid, status, error) in [
        (0, 200, Error::BadParameter),
        (1, 100, Error::BadParameter),
        (1, 700, Error::BadParameter),
        (1, 180, Error::BadParameter),
        (9, 200, Error::NotFound),
        (1, 300, Error::Undefined),
    ] {
        assert_eq!(world.answer(tid, status), Err(error), "{tid} {status}");
    }
    assert_eq!(world.answer(1, 200), Ok(()));
}

#[test]
fn every_method_outside_of_dialogs_is_answered_or_reported_but_never_both() {
    let reported =
        ["PRACK", "PUBLISH", "REGISTER", "FOO", "OPTIONS", "MESSAGE", "NOTIFY", "UPDATE"];
    for method in reported {
        let mut world = World::new(silence);
        world.arrive(&request(method, "b"));
        assert_eq!(world.reported(), [(MessageNew, 1, 0)], "{method}");
        assert!(world.sent.is_empty(), "{method}");
        assert_eq!(world.answer(1, 200), Ok(()), "{method}");
    }
    // Ours: the original reports INFO and BYE as well.
    let refused = "SIP/2.0 481 Call/Transaction Does Not Exist";
    for method in ["BYE", "INFO", "CANCEL"] {
        let mut world = World::new(silence);
        world.arrive(&request(method, "b"));
        assert_eq!((world.start_lines(), world.reported()), (vec![refused], vec![]), "{method}");
    }
    let mut world = World::new(silence);
    world.arrive(&request("ACK", "b"));
    assert_eq!((world.start_lines(), world.reported()), (vec![], vec![]));
    for (text, answer) in [
        (request("SUBSCRIBE", "b").replace("10.0.0.2>\r\n", "10.0.0.2>;tag=x\r\n"), refused),
        (request("REFER", "b").replace("Contact", "X-Contact"), "SIP/2.0 400 Bad Request"),
    ] {
        let mut world = World::new(silence);
        world.arrive(&text);
        assert_eq!((world.start_lines(), world.reported()), (vec![answer], vec![]), "{text}");
    }
}

#[test]
fn an_invite_of_an_unknown_dialog_gets_100_and_481_until_its_ack() {
    let mut world = World::new(silence);
    let text = request("INVITE", "b").replace("10.0.0.2>\r\n", "10.0.0.2>;tag=x\r\n");
    world.arrive(&text);
    let refused = "SIP/2.0 481 Call/Transaction Does Not Exist";
    assert_eq!(
        (world.start_lines(), world.reported()),
        (vec!["SIP/2.0 100 Trying", refused], vec![])
    );
    world.run_seconds(2);
    // Timer G.
    assert_eq!(world.times(), [0, 0, 500, 1500]);
    world.arrive(&text.replace("INVITE", "ACK"));
    world.run_seconds(60);
    assert_eq!(world.sent.len(), 4);
    assert_eq!(world.ua.statistics(world.now()).transactions.allocated, 0);
}

#[test]
fn without_rport_the_answer_goes_to_the_port_of_the_via() {
    let mut world = World::new(silence);
    let text = request("MESSAGE", "b").replace(";rport", "").replace("192.0.2.1:5060;", "h:7000;");
    world.deliver(path(Transport::Udp, 1, "192.0.2.1:6000"), text.as_bytes());
    assert!(world.events[0].request.contains("h:7000;branch=z9hG4bKb;received=192.0.2.1\r\n"));
    world.answer(1, 200).unwrap();
    assert_eq!(world.last().path.remote, "192.0.2.1:7000".parse().unwrap());
}

#[test]
fn a_response_goes_to_the_sender_and_not_to_maddr() {
    // Ours: the original sends it to the address in maddr.
    let mut world = World::new(silence);
    let text = request("MESSAGE", "b").replace(";rport", ";maddr=192.0.2.77");
    world.deliver(path(Transport::Udp, 1, PEER), text.as_bytes());
    world.answer(1, 200).unwrap();
    assert_eq!(world.last().path.remote, PEER.parse().unwrap());
}

#[test]
fn on_a_connection_no_repetition_is_expected_after_the_answer() {
    let mut world = World::on(Transport::Tcp, silence);
    world.deliver(path(Transport::Tcp, 7, PEER), request("MESSAGE", "b").as_bytes());
    assert_eq!(world.answer(1, 200), Ok(()));
    assert_eq!(world.last().path, path(Transport::Tcp, 7, PEER));
    assert_eq!(world.answer(1, 200), Err(Error::NotFound));
}

#[test]
fn options_and_methods_that_are_not_listed_are_answered_by_the_library_where_that_is_chosen() {
    let mut world = World::new(silence);
    world.ua.options_mut().answer_options = true;
    world.ua.options_mut().set_allowed_methods(b"MESSAGE, OPTIONS").unwrap();
    world.arrive(&request("OPTIONS", "a"));
    world.arrive(&request("FOO", "b"));
    world.arrive(&request("MESSAGE", "c"));
    assert_eq!(world.start_lines(), ["SIP/2.0 200 OK", "SIP/2.0 405 Method Not Allowed"]);
    assert_eq!(world.sent[0].header("Accept"), Some("application/sdp"));
    let allow = world.sent.iter().map(|sent| sent.header("Allow"));
    assert_eq!(allow.collect::<Vec<_>>(), [Some("MESSAGE, OPTIONS"); 2]);
    assert!(world.sent[0].header("Supported").is_some());
    assert_eq!(world.reported(), [(MessageNew, 3, 0)]);
}

#[test]
fn a_malformed_request_is_dropped_or_reported_and_the_next_one_works() {
    let good = request_with("MESSAGE", "b", "", "hi");
    let changed = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replace(from, to)
    };
    for text in [
        changed("Via: ", "X-Via: "),
        changed("From: ", "X-From: "),
        changed("To: ", "X-To: "),
        changed("Call-ID: ", "X-Call-ID: "),
        changed("CSeq: ", "X-CSeq: "),
        changed("sip:alice@10.0.0.2:5070", ""),
    ] {
        let mut world = World::new(silence);
        world.arrive(&text);
        assert_eq!(world.reported(), [], "{text}");
        world.arrive(&good);
        assert_eq!(world.reported(), [(MessageNew, 1, 0)], "{text}");
    }
    for text in [
        changed("Content-Length: 2\r\n", ""),
        changed("CSeq: 1 MESSAGE", "CSeq: 1 OPTIONS"),
        changed("MESSAGE sip:alice@10.0.0.2:5070 SIP/2.0", "MESSAGE tel:1 SIP/2.0"),
        changed(";tag=pt", ""),
        changed(";branch=z9hG4bKb", ""),
        changed("SIP/2.0/UDP", "SIP/2.0/TCP"),
        changed("Via: ", "v: "),
        changed("From: ", "f :  "),
    ] {
        let mut world = World::new(silence);
        world.arrive(&text);
        world.arrive(&text);
        assert_eq!(world.reported(), [(MessageNew, 1, 0)], "{text}");
        assert_eq!(world.answer(1, 200), Ok(()), "{text}");
        let answer = &world.last().text;
        assert!(answer.contains("\r\nFrom: ") && answer.contains("\r\nVia: "), "{answer}");
    }
}

#[test]
fn the_requests_of_strangers_take_bounded_memory() {
    let mut world = World::new(silence);
    world.ua.options_mut().request_memory = 100_000;
    let body = "x".repeat(10_000);
    for number in 0..1000 {
        world.arrive(&request_with("MESSAGE", &number.to_string(), "", &body));
    }
    let kept = world.ua.statistics(world.now()).transactions.allocated;
    assert!((5..=10).contains(&kept), "{kept}");
    assert_eq!(world.answer(1, 200), Err(Error::NotFound));
    assert_eq!(world.answer(1000, 200), Ok(()));
    assert_eq!(world.reported().iter().filter(|it| it.0 == MessageNew).count(), 1000);
}

#[test]
fn a_callback_may_change_an_answer_and_repetitions_are_changed_too() {
    let mut world = World::new(silence);
    let text = request("MESSAGE", "b");
    world.arrive(&text);
    world.answer(1, 200).unwrap();
    let bytes = world.last().text.replace("200 OK", "202 Fine").into_bytes().into();
    let transaction = eXosip2::ua::TransactionId(1);
    world.input(Input::Changed { transaction, bytes });
    world.arrive(&text);
    assert_eq!(world.start_lines(), ["SIP/2.0 200 OK", "SIP/2.0 202 Fine"]);
}

#[test]
fn a_response_whose_connection_has_ended_opens_one_to_the_sent_by() {
    let mut world = World::on(Transport::Tcp, silence);
    let text = request("MESSAGE", "b").replace("192.0.2.1:5060;", "192.0.2.1:5080;");
    world.deliver(path(Transport::Tcp, 7, "192.0.2.1:40000"), text.as_bytes());
    world.input(Input::Closed { channel: Channel(7), tls: None });
    assert_eq!(world.answer(1, 200), Ok(()));
    let sent = world.last();
    assert!(sent.text.starts_with("SIP/2.0 200 OK\r\n"));
    assert_eq!(sent.path.remote, "192.0.2.1:5080".parse().unwrap());
    assert_ne!(sent.path.channel, Channel(7));
    assert_eq!(world.answer(1, 200), Err(Error::NotFound));
    // No connection is accepted: the transaction ends all the same.
    world.deliver(path(Transport::Tcp, 8, "192.0.2.3:40000"), request("MESSAGE", "c").as_bytes());
    world.input(Input::Closed { channel: Channel(8), tls: None });
    world.refused.insert("192.0.2.3:5060".parse().unwrap());
    assert_eq!(world.answer(2, 200), Ok(()));
    world.run_seconds(40);
    assert_eq!(world.sent.len(), 1);
    assert_eq!(world.ua.statistics(world.now()).transactions.allocated, 0);
}

#[test]
fn requests_in_flight_fail_at_once_when_their_connection_ends() {
    let mut world = World::on(Transport::Tcp, silence);
    let tid = world.send_message("MESSAGE");
    let channel = world.last().path.channel;
    world.run_seconds(1);
    world.input(Input::Closed { channel, tls: None });
    assert_eq!(world.reported(), [(MessageRequestFailure, tid, 0)]);
}

#[test]
fn a_connection_serves_one_message_after_the_other() {
    let mut world =
        World::on(Transport::Tcp, |request: &Sent| vec![respond(request, "200 OK", &[])]);
    for _ in 0..3 {
        world.send_message("MESSAGE");
        world.run_seconds(5);
    }
    assert_eq!(world.reported().len(), 3);
    assert!(world.sent.iter().all(|sent| sent.path == world.sent[0].path));
    assert!(world.closed.is_empty());
}

#[test]
fn ten_thousand_messages_have_one_event_each_and_leave_nothing() {
    let mut world = World::new(|request: &Sent| vec![respond(request, "200 OK", &[])]);
    for _ in 0..20 {
        for _ in 0..500 {
            world.send_message("MESSAGE");
        }
        world.run_seconds(1);
    }
    assert_eq!(world.events.len(), 10_000);
    assert!(world.events.iter().all(|event| event.kind == MessageAnswered));
    let mut tids: Vec<_> = world.events.iter().map(|event| event.ids.tid).collect();
    tids.sort_unstable();
    assert!(tids.iter().copied().eq(1..=10_000));
    assert_eq!(world.sent.len(), 10_000);
    world.run_seconds(60);
    assert_eq!(world.ua.statistics(world.now()).transactions.allocated, 0);
}

#[test]
fn the_tree_of_an_event_is_that_of_its_text() {
    let plain = request_with("MESSAGE", "b", "Content-Type: text/plain\r\nX-a: 1, 2\r\n", "hi");
    let texts = [
        plain.clone(),
        plain.replace(";rport", ""),
        plain.replace("192.0.2.1:5060;", "host.example;"),
        plain.replace(";rport", ";received=1.2.3.4;rport=7"),
        plain.replace("From: ", "f : "),
        plain.replace("Max-Forwards", "Route: <sip:a;lr>, <sip:b;lr>\r\nMax-Forwards"),
        request("PUBLISH", "p"),
    ];
    let mut trees = 0;
    for text in texts {
        let mut world = World::new(silence);
        let path = path(Transport::Udp, 1, PEER);
        let now = world.now();
        let input = Input::parsed(path, text.as_bytes().into()).unwrap();
        world.ua.handle_input(now, input);
        let Some(Output::Event(event)) = world.ua.poll_output() else { panic!("{text}") };
        let parsed = Message::parse(event.request.as_ref().unwrap()).unwrap();
        let text_of_event = event.request.as_deref().unwrap();
        if let Some(tree) = event.tree.and_then(|tree| tree.into_message(text_of_event)) {
            trees += 1;
            assert_eq!(*tree, parsed, "{text}");
            let (mut one, mut other) = (Vec::new(), Vec::new());
            tree.write(&mut one).unwrap();
            parsed.write(&mut other).unwrap();
            assert_eq!(one, other, "{text}");
        }
    }
    assert!(trees >= 5, "{trees}");
}
