//! Challenges are answered at once, a limited number of times.

use std::time::Duration;

use eXosip2::digest::{Algorithm, Exchange, Hash, Qop, ha1};
use eXosip2::error::Error;
use eXosip2::mem::CBox;
use eXosip2::sip::{Body, ContentType, Wire};
use eXosip2::ua::DefaultAction;

use crate::world::{Sent, World, always, digest, ok, respond};

fn with_login(registrar: impl FnMut(&Sent) -> Vec<String> + 'static) -> World {
    let mut world = World::new(registrar);
    world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
    world
}

#[test]
fn a_challenge_is_answered_at_once() {
    let mut world = with_login(digest(100));
    let rid = world.register(3600);
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 +200");
    assert!(world.last().at < Duration::from_millis(50));
    assert_eq!(world.last().header("CSeq"), Some("2 REGISTER"));
    let credentials = world.last().header("Authorization").unwrap();
    assert!(credentials.contains("uri=\"sip:192.0.2.1\"") && credentials.contains("nc=00000001"));

    // A refresh carries credentials without being asked.
    world.renew(rid, 1800).unwrap();
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 +200 +200");
    assert!(world.last().header("Authorization").unwrap().contains("nc=00000002"));
    world.renew(rid, 0).unwrap();
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 +200 +200 +200");
    assert_eq!(world.sent.len(), 4);
}

#[test]
fn the_login_is_that_of_the_user_in_from_as_the_program_sent_it() {
    let mut world = with_login(digest(100));
    world.ua.credentials_mut().add(b"bob", b"bob", Some(b"secret"), None, None).unwrap();
    let (rid, mut message) = world.build("sip:alice@example.com", 60);
    message.from.as_mut().unwrap().url.as_mut().unwrap().username = Some("bob".into());
    let now = world.now();
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 +200");
    assert!(world.last().header("Authorization").unwrap().contains("username=\"bob\""));
}

#[test]
fn a_refresh_carries_credentials_without_being_asked() {
    let mut world = with_login(digest(100));
    world.register(60);
    world.run_seconds(300);
    assert!(world.sent.len() >= 6);
    assert_eq!(world.story().matches("-401").count(), 1);
    assert!(world.sent[2..].iter().all(|sent| sent.header("Authorization").is_some()));
}

#[test]
fn the_next_nonce_is_taken_from_a_success() {
    let mut world = with_login(|request: &Sent| {
        let Some(credentials) = request.header("Authorization") else { return refuse(request) };
        let next = if credentials.contains("nonce=\"n\"") { "m" } else { "n" };
        let info = format!("Authentication-Info: nextnonce=\"{next}\"\r\nContent-Length");
        vec![ok(request).replace("Content-Length", &info)]
    });
    world.register(60);
    world.run_seconds(130);
    let uses = |sent: &Sent| sent.header("Authorization").unwrap().contains("nonce=\"m\"");
    let nonces: Vec<_> = world.sent[1..].iter().map(uses).collect();
    assert_eq!(nonces, [false, true, false]);
}

#[test]
fn auth_int_covers_the_body() {
    let mut world = with_login(|request: &Sent| {
        let challenge = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"";
        let is_answer = request.header("Authorization").is_some();
        vec![if is_answer { ok(request) } else { respond(request, "401 No", &[challenge.into()]) }]
    });
    let now = world.now();
    let from = b"sip:alice@example.com";
    let (rid, mut message) =
        world.ua.build_initial_register(now, from, b"sip:192.0.2.1", None, 60, None).unwrap();
    message.content_type = Some(CBox::new(ContentType::from_text(b"text/plain").unwrap()));
    message.bodies.push(Body::new(b"to be protected"));
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 +200");
    let credentials = world.last().header("Authorization").unwrap();
    let value = |name| {
        let (_, rest) = credentials.split_once(&format!("{name}=\"")).unwrap();
        rest.split('"').next().unwrap().as_bytes()
    };
    let exchange = Exchange {
        algorithm: Algorithm::Md5,
        qop: Qop::AuthInt,
        nonce: b"n",
        nonce_count: 1,
        cnonce: value("cnonce"),
        uri: b"sip:192.0.2.1",
    };
    let ha1 = ha1(Hash::Md5, b"alice", b"r", b"secret");
    let expected = exchange.response(&ha1, b"REGISTER", b"to be protected");
    assert_eq!(value("response"), &expected[..]);
}

#[test]
fn a_stale_nonce_costs_one_more_request() {
    let mut world = with_login(digest(1));
    let rid = world.register(3600);
    for _ in 0..5 {
        world.run_seconds(2);
        world.renew(rid, 3600).unwrap();
    }
    world.run_seconds(2);
    assert_eq!(world.story(), ["-401 +200"; 6].join(" "));
}

#[test]
fn a_nonce_from_before_a_silence_is_an_old_one() {
    // The registrar restarts between its challenge and our answer, and no longer knows its nonce.
    let challenge = |nonce: &str| {
        format!("WWW-Authenticate: Digest realm=\"r\", nonce=\"{nonce}\", qop=\"auth\"")
    };
    let mut world = with_login(move |request: &Sent| match request.header("Authorization") {
        None => vec![respond(request, "401 No", &[challenge("before")])],
        Some(_) => vec![],
    });
    world.register(3600);
    world.run_seconds(40);
    assert_eq!(world.story(), "-401 -0");
    world.serve(move |request: &Sent| {
        let is_new = request.header("Authorization").is_some_and(|it| it.contains("\"after\""));
        let refusal = || respond(request, "401 No", &[challenge("after")]);
        vec![if is_new { ok(request) } else { refusal() }]
    });
    world.run_seconds(200);
    assert_eq!(world.story(), "-401 -0 -401 +200");
    let [.., refused, taken] = &world.sent[..] else { panic!() };
    assert!(taken.at - refused.at < Duration::from_secs(1));
}

#[test]
fn a_proxy_is_answered_too() {
    let mut world = with_login(|request: &Sent| {
        let answered = request.header("Proxy-Authorization").is_some();
        let challenge =
            "Proxy-Authenticate: Digest realm=\"p\", nonce=\"x\", qop=\"auth\"".to_owned();
        vec![if answered { ok(request) } else { respond(request, "407 Proxy", &[challenge]) }]
    });
    world.register(3600);
    world.run_seconds(1);
    assert_eq!(world.story(), "-407 +200");
    assert_eq!(world.last().header("Authorization"), None);
}

#[test]
fn two_realms_are_answered_together() {
    let mut world = with_login(|request: &Sent| {
        let count = request.text.matches("uthorization: Digest").count();
        let challenges = [
            "WWW-Authenticate: Digest realm=\"a\", nonce=\"x\", qop=\"auth\"".to_owned(),
            "Proxy-Authenticate: Digest realm=\"b\", nonce=\"y\", qop=\"auth\"".to_owned(),
        ];
        vec![if count == 2 { ok(request) } else { respond(request, "401 No", &challenges) }]
    });
    let rid = world.register(3600);
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 +200");
    world.renew(rid, 3600).unwrap();
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 +200 +200");
}

#[test]
fn a_proxy_and_a_registrar_may_challenge_one_after_the_other() {
    let mut world = with_login(|request: &Sent| {
        let challenge = "Authenticate: Digest realm=\"a\", nonce=\"x\", qop=\"auth\"";
        if request.header("Proxy-Authorization").is_none() {
            return vec![respond(request, "407 Proxy", &[format!("Proxy-{challenge}")])];
        }
        if request.header("Authorization").is_none() {
            return vec![respond(request, "401 No", &[format!("WWW-{challenge}")])];
        }
        vec![ok(request)]
    });
    world.register(60);
    world.run_seconds(120);
    assert_eq!(world.story(), "-407 -401 +200 +200 +200");
}

#[test]
fn an_autonomous_core_answers_by_itself() {
    let mut world = with_login(digest(1));
    world.is_automatic = false;
    world.ua.options_mut().autonomous = true;
    world.register(60);
    world.run_seconds(70);
    assert_eq!(world.story(), "-401 +200 -401 +200");
}

fn refuse(request: &Sent) -> Vec<String> {
    let challenge =
        "WWW-Authenticate: Digest realm=\"example.test\", nonce=\"n\", qop=\"auth\"".to_owned();
    vec![respond(request, "401 Unauthorized", &[challenge])]
}

#[test]
fn a_wrong_password_is_tried_less_and_less_often() {
    let mut world = with_login(refuse);
    world.register(60);
    world.run_seconds(10);
    assert!(world.sent.len() <= 4, "{}", world.sent.len());
    world.run_seconds(3600);
    // Delays from 30..60 s up to 15..30 min, two requests each at most.
    assert!(world.sent.len() <= 24, "{}", world.sent.len());
    assert!(world.sent.len() >= 8, "{}", world.sent.len());
}

#[test]
fn a_corrected_password_is_used_at_the_next_attempt() {
    let mut world = with_login(refuse);
    world.register(60);
    world.run_seconds(3600);
    world.serve(digest(100));
    world.run_seconds(1900);
    assert!(world.story().ends_with("+200"), "{}", world.story());
}

#[test]
fn without_credentials_the_request_is_not_repeated() {
    let mut world = World::new(refuse);
    world.register(3600);
    world.run_seconds(29);
    assert_eq!(world.story(), "-401");
    assert_eq!(world.sent.len(), 1);
}

/// A program that asks its user for the password once a registrar challenges it.
#[test]
fn a_login_that_comes_after_the_challenge_answers_it() {
    let challenged = || {
        let mut world = World::new(digest(100));
        world.is_automatic = false;
        let rid = world.register(3600);
        world.run_seconds(1);
        assert_eq!(world.story(), "-401");
        assert_eq!(world.default_action(rid, 401), Err(Error::NotFound));
        world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
        (world, rid)
    };
    let (mut world, rid) = challenged();
    assert_eq!(world.default_action(rid, 401), Ok(DefaultAction::Retried));
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 +200");

    let (mut world, rid) = challenged();
    world.renew(rid, 3600).unwrap();
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 +200");

    // The message that the program gets has the credentials.
    let (mut world, rid) = challenged();
    let now = world.now();
    let message = world.ua.build_register(now, rid, 3600).unwrap();
    assert_eq!(message.authorizations.len(), 1);
}

#[test]
fn the_default_action_answers_three_times() {
    let mut world = with_login(refuse);
    world.is_automatic = false;
    let rid = world.register(3600);
    for _ in 0..3 {
        world.run_seconds(1);
        assert_eq!(world.default_action(rid, 401), Ok(DefaultAction::Retried));
        assert_eq!(world.default_action(rid, 401), Err(Error::WrongState));
        world.settle();
    }
    world.run_seconds(1);
    assert_eq!(world.default_action(rid, 401), Err(Error::RetryLimit));
    assert_eq!(world.sent.len(), 4);
    assert_eq!(world.default_action(rid, 302), Err(Error::Undefined));
    assert_eq!(world.default_action(rid, 200), Ok(DefaultAction::Nothing));
    assert_eq!(world.default_action(rid, 503), Ok(DefaultAction::Nothing));
}

#[test]
fn leaving_answers_a_challenge() {
    let mut world = with_login(digest(1));
    let rid = world.register(3600);
    world.run_seconds(1);
    world.renew(rid, 0).unwrap();
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 +200 -401 +200");
    assert_eq!(world.ua.statistics(world.now()).registrations.allocated, 0);
}

#[test]
fn removed_logins_are_not_used() {
    let mut world = with_login(digest(100));
    let rid = world.register(3600);
    world.run_seconds(1);
    world.ua.credentials_mut().clear();
    world.renew(rid, 3600).unwrap();
    assert_eq!(world.last().header("Authorization"), None);
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 +200 -401");
}

#[test]
fn after_a_606_the_register_is_repeated_three_times_at_once() {
    let mut world = World::new(always("606 Not Acceptable", &[]));
    world.register(3600);
    world.run_seconds(10);
    assert_eq!(world.story(), "-606 -606 -606 -606");
}
