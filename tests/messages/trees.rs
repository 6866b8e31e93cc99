//! Requests that are handed over as trees: each becomes the request of the first event of its transaction.

use eXosip2::error::Result;
use eXosip2::mem::CBox;
use eXosip2::sip::{Body, ContentType, Header, Message, Wire};
use eXosip2::ua::EventKind::*;
use eXosip2::ua::{DefaultAction, Ids, NewLogin, PublishArguments};

use crate::world::{Sent, World, ok, respond, silence};

fn with_body(message: &mut Message) {
    message.content_type = ContentType::from_text(b"text/plain").ok().map(CBox::new);
    message.bodies.push(Body::new(b"hello"));
    message.add_header(b"x-device-id", b"1, 2");
    message.keep_text(b"written before");
}

fn send(world: &mut World, edit: impl FnOnce(&mut Message)) -> Result<i32> {
    let mut message = world.build_message("MESSAGE", "<sip:bob@192.0.2.1>")?;
    edit(&mut message);
    let now = world.now();
    let tid = world.ua.send_message_request(now, Some(message))?;
    world.settle();
    Ok(tid)
}

/// Sends a request, and waits for the response.
fn exchange(world: &mut World, edit: impl FnOnce(&mut Message)) -> i32 {
    let tid = send(world, edit).unwrap();
    world.run_seconds(1);
    tid
}

#[test]
fn the_request_of_an_event_is_the_tree_that_was_handed_over() {
    let mut world = World::new(|request: &Sent| vec![ok(request)]);
    exchange(&mut world, with_body);
    assert_eq!((world.trees(), world.reported()[0].2), (vec![true], 200));
}

#[test]
fn a_field_that_is_read_as_another_makes_another_request() {
    let mut world = World::new(|request: &Sent| vec![ok(request)]);
    exchange(&mut world, |it| it.add_header(b"Authorization", b"Digest realm=\"r\""));
    exchange(&mut world, |it| it.add_header(b"v", b"SIP/2.0/UDP h"));
    exchange(&mut world, |it| it.add_header(b"X", b" blank"));
    // It has no type.
    exchange(&mut world, |it| it.bodies.push(Body::new(b"x")));
    assert_eq!(world.trees(), [false; 4]);
    exchange(&mut world, |it| it.headers.push(Header { hname: Some("x".into()), hvalue: None }));
    assert!(world.events[4].has_tree);
}

#[test]
fn a_route_that_is_not_written_makes_another_request() {
    let mut world = World::new(|request: &Sent| vec![ok(request)]);
    world.ua.options_mut().hide_first_route = true;
    let route = |message: &mut Message| {
        message.add_header_line(b"Route", b"<sip:192.0.2.1;lr>").unwrap();
    };
    exchange(&mut world, route);
    assert_eq!(world.trees(), [false]);
    assert!(!world.events[0].request.contains("Route"));
}

#[test]
fn without_a_response_the_failure_gets_the_tree() {
    let mut world = World::new(silence);
    exchange(&mut world, with_body);
    world.run_seconds(60);
    assert_eq!((world.trees(), world.reported()[0].2), (vec![true], 0));
}

#[test]
fn the_first_event_of_a_transaction_gets_the_tree() {
    let mut world = World::new(|request: &Sent| {
        vec![respond(request, "100 Trying", &[]), respond(request, "200 OK", &[])]
    });
    world.send_message("OPTIONS");
    world.run_seconds(1);
    assert_eq!(world.reported().len(), 2);
    assert_eq!(world.trees(), [true, false]);
}

#[test]
fn a_request_that_is_sent_again_has_no_tree() {
    let mut world = World::new(|request: &Sent| match request.header("Authorization") {
        Some(_) => vec![ok(request)],
        None => {
            let header = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"".to_owned();
            vec![respond(request, "401 Unauthorized", &[header])]
        }
    });
    let (now, password) = (world.now(), Some(&b"secret"[..]));
    let login = NewLogin { username: b"alice", userid: b"alice", password, ..NewLogin::default() };
    world.ua.add_login(now, &login).unwrap();
    let tid = exchange(&mut world, with_body);
    let again = world.ua.default_action(now, Ids { tid, ..Ids::default() }, 401);
    assert_eq!(again, Ok(DefaultAction::Retried));
    world.run_seconds(1);
    assert_eq!((world.trees(), world.reported()[1].2), (vec![true, false], 200));
}

#[test]
fn lean_events_get_no_tree() {
    let mut world = World::new(|request: &Sent| vec![ok(request)]);
    for (is_lean, trees) in [(true, &[false][..]), (false, &[false, true])] {
        world.ua.set_lean_events(is_lean);
        exchange(&mut world, with_body);
        assert_eq!(world.trees(), trees);
    }
}

#[test]
fn so_many_trees_are_kept_and_no_more() {
    let mut world = World::new(silence);
    for _ in 0..1010 {
        send(&mut world, |_| {}).unwrap();
    }
    world.run_seconds(60);
    let trees = |world: &World| world.trees().into_iter().filter(|has_tree| *has_tree).count();
    assert_eq!((world.events.len(), trees(&world)), (1010, 1000));
    send(&mut world, |_| {}).unwrap();
    world.run_seconds(60);
    assert_eq!((world.events.len(), trees(&world)), (1011, 1001));
}

#[test]
fn a_publication_gets_the_tree_as_long_as_the_library_changes_nothing_in_it() {
    let mut world = World::new(|request: &Sent| vec![ok(request)]);
    for _ in 0..2 {
        let message = world.ua.build_publish(&PublishArguments {
            to: b"<sip:alice@192.0.2.1>",
            from: b"<sip:alice@example.com>",
            route: None,
            event: b"presence",
            expires: b"600",
            content: Some((b"application/pidf+xml", b"open")),
        });
        let now = world.now();
        world.ua.publish(now, Some(message.unwrap()), b"key").unwrap();
        world.run_seconds(1);
    }
    assert_eq!(world.reported().iter().map(|it| it.0).collect::<Vec<_>>(), [MessageAnswered; 2]);
    // The second has another CSeq.
    assert_eq!(world.trees(), [true, false]);
}
