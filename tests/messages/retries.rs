//! Challenged requests outside of dialogs: M4.

use eXosip2::error::Error;
use eXosip2::ua::EventKind::*;
use eXosip2::ua::{DefaultAction, Ids, NewLogin};

use crate::world::{Sent, World, ok, respond};

fn world(peer: impl FnMut(&Sent) -> Vec<String> + 'static) -> World {
    let mut world = World::new(peer);
    add_login(&mut world, "secret");
    world
}

fn add_login(world: &mut World, password: &str) {
    let (username, password) = (b"alice", Some(password.as_bytes()));
    let login = NewLogin { username, userid: username, password, ..NewLogin::default() };
    let now = world.now();
    world.ua.add_login(now, &login).unwrap();
}

fn challenge(request: &Sent, nonce: &str) -> Vec<String> {
    let header = format!("Proxy-Authenticate: Digest realm=\"r\", nonce=\"{nonce}\", qop=\"auth\"");
    vec![respond(request, "407 Proxy Authentication Required", &[header])]
}

fn default_action(world: &mut World, tid: i32) -> Result<DefaultAction, Error> {
    let now = world.now();
    let done = world.ua.default_action(now, Ids { tid, ..Ids::default() }, 407);
    world.settle();
    done
}

#[test]
fn a_challenged_message_is_sent_again_by_the_default_action_only() {
    let mut world = world(|request: &Sent| match request.header("Proxy-Authorization") {
        Some(_) => vec![respond(request, "200 OK", &[])],
        None => challenge(request, "n"),
    });
    let tid = world.send_message("MESSAGE");
    world.run_seconds(8);
    assert_eq!(world.reported(), [(MessageRequestFailure, tid, 407)]);
    assert_eq!(default_action(&mut world, tid), Ok(DefaultAction::Retried));
    world.run_seconds(1);
    assert_eq!(
        world.reported(),
        [(MessageRequestFailure, tid, 407), (MessageAnswered, tid + 1, 200)]
    );
    let [first, second] = &world.sent[..] else { panic!() };
    assert_eq!(second.header("CSeq"), Some("21 MESSAGE"));
    assert_eq!(first.header("Call-ID"), second.header("Call-ID"));
    assert_eq!(first.header("From"), second.header("From"));
    assert_ne!(first.header("Via"), second.header("Via"));
    assert!(second.header("Proxy-Authorization").unwrap().contains("nc=00000001"));
    // It is over.
    assert_eq!(default_action(&mut world, tid), Err(Error::Undefined));
    assert_eq!(default_action(&mut world, tid + 1), Err(Error::Undefined));
}

#[test]
fn the_third_challenge_in_a_row_is_not_answered() {
    let mut count = 0;
    let mut world = world(move |request: &Sent| {
        count += 1;
        challenge(request, &format!("n{count}"))
    });
    let mut tid = world.send_message("MESSAGE");
    for _ in 0..2 {
        world.run_seconds(1);
        assert_eq!(default_action(&mut world, tid), Ok(DefaultAction::Retried));
        tid += 1;
    }
    world.run_seconds(1);
    assert_eq!(default_action(&mut world, tid), Err(Error::RetryLimit));
    assert_eq!(world.sent.len(), 3);
}

#[test]
fn a_login_that_comes_late_is_used_and_an_old_request_is_forgotten() {
    let mut world = World::new(|request: &Sent| match request.header("Proxy-Authorization") {
        Some(_) => vec![respond(request, "200 OK", &[])],
        None => challenge(request, "n"),
    });
    let tid = world.send_message("MESSAGE");
    world.run_seconds(1);
    assert_eq!(default_action(&mut world, tid), Err(Error::NotFound));
    add_login(&mut world, "secret");
    assert_eq!(default_action(&mut world, tid), Ok(DefaultAction::Retried));
    world.run_seconds(1);
    assert_eq!(world.reported().last(), Some(&(MessageAnswered, tid + 1, 200)));

    let old = world.send_message("MESSAGE");
    world.run_seconds(30);
    world.send_message("MESSAGE");
    world.run_seconds(1);
    assert_eq!(default_action(&mut world, old), Err(Error::Undefined));
}

#[test]
fn a_retry_goes_to_the_outbound_proxy_again() {
    let mut world = world(|request: &Sent| match request.header("Proxy-Authorization") {
        Some(_) => vec![respond(request, "200 OK", &[])],
        None => challenge(request, "n"),
    });
    let (to, from) = (Some(&b"<sip:bob@198.51.100.9>"[..]), Some(&b"<sip:alice@example.com>"[..]));
    let route = Some(&b"<sip:192.0.2.1;lr>"[..]);
    let message = world.ua.build_message_request(b"MESSAGE", to, from, route).unwrap();
    let now = world.now();
    let tid = world.ua.send_message_request(now, Some(message)).unwrap();
    world.settle();
    world.run_seconds(1);
    assert_eq!(default_action(&mut world, tid), Ok(DefaultAction::Retried));
    world.run_seconds(1);
    assert_eq!(world.reported().last(), Some(&(MessageAnswered, tid + 1, 200)));
    for sent in &world.sent {
        assert_eq!(sent.path.remote.ip().to_string(), "192.0.2.1");
        assert_eq!(sent.header("Route"), None);
    }
}

#[test]
fn a_message_and_a_registration_of_one_account_count_the_uses_of_a_nonce_together() {
    let mut world = world(|request: &Sent| match request.header("Proxy-Authorization") {
        None => challenge(request, "shared"),
        Some(_) if request.text.starts_with("REGISTER") => vec![ok(request)],
        Some(_) => vec![respond(request, "200 OK", &[])],
    });
    world.register(3600);
    world.run_seconds(1);
    let tid = world.send_message("MESSAGE");
    world.run_seconds(1);
    assert_eq!(default_action(&mut world, tid), Ok(DefaultAction::Retried));
    world.run_seconds(3600);
    let counts: Vec<_> = world
        .sent
        .iter()
        .filter_map(|sent| sent.header("Proxy-Authorization")?.split_once("nc=").map(|it| it.1))
        .collect();
    assert_eq!(counts, ["00000001", "00000002", "00000003"]);
}
