//! Logins as programs give them: late, with any form of realm, under other names than the user in From.

use std::time::Duration;

use eXosip2::digest::{Hash, ha1};
use eXosip2::error::Error;
use eXosip2::ua::{DefaultAction, NewLogin};

use crate::world::{Sent, World, ok, respond};

impl World {
    /// Adds a login whose user name is `user` everywhere.
    fn add_login(&mut self, user: &str, password: &str, realm: Option<&str>) {
        let (user, realm) = (user.as_bytes(), realm.map(str::as_bytes));
        let password = Some(password.as_bytes());
        let login = NewLogin { username: user, userid: user, password, ha1: None, realm };
        let now = self.now();
        self.ua.add_login(now, &login).unwrap();
        self.settle();
    }

    /// One turn of the program's loop.
    fn act(&mut self) {
        let now = self.now();
        self.ua.automatic_action(now, usize::MAX);
        self.settle();
    }

    /// Builds and sends a first REGISTER.
    fn send_as(&mut self, from: &str, registrar: &str) -> i32 {
        let now = self.now();
        let (from, registrar) = (from.as_bytes(), registrar.as_bytes());
        let (rid, message) =
            self.ua.build_initial_register(now, from, registrar, None, 3600, None).unwrap();
        self.ua.send_register(now, rid, Some(message)).unwrap();
        self.settle();
        rid
    }
}

const REALM: &str = "WWW-Authenticate: Digest realm=\"3402000000\"";

fn unauthorized(request: &Sent, challenge: &str) -> Vec<String> {
    vec![respond(request, "401 Unauthorized", &[challenge.to_owned()])]
}

/// A registrar that checks the name of the user and the response.
fn checks(
    realm: &'static str,
    user: &'static str,
    password: &'static str,
) -> impl FnMut(&Sent) -> Vec<String> + 'static {
    move |request| {
        let credentials = request.header("Authorization").unwrap_or_default();
        if is_right(credentials, realm, user, password) {
            return vec![ok(request)];
        }
        let challenge = format!("WWW-Authenticate: Digest realm=\"{realm}\", nonce=\"n\"");
        unauthorized(request, &challenge)
    }
}

fn value<'a>(credentials: &'a str, name: &str) -> &'a str {
    let found = credentials.split_once(&format!("{name}=\"")).map(|(_, rest)| rest);
    found.and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

/// Whether the response is that of a challenge without qop.
fn is_right(credentials: &str, realm: &str, user: &str, password: &str) -> bool {
    let ha1 = ha1(Hash::Md5, user.as_bytes(), realm.as_bytes(), password.as_bytes());
    let ha2 = Hash::Md5.of(&[b"REGISTER", value(credentials, "uri").as_bytes()]);
    let nonce = value(credentials, "nonce");
    let expected = Hash::Md5.of(&[&ha1, nonce.as_bytes(), &ha2]);
    value(credentials, "username") == user
        && value(credentials, "response").as_bytes() == &expected[..]
}

#[test]
fn a_login_added_when_the_401_is_seen_registers_in_the_next_turn_in_every_order_and_form() {
    for realm in [None, Some(""), Some("3402000000"), Some("\"3402000000\"")] {
        for is_action_first in [false, true] {
            let mut world = World::new(checks("3402000000", "34020000001320000001", "12345678"));
            world.is_automatic = false;
            world.send_as("sip:34020000001320000001@3402000000", "sip:192.0.2.1");
            world.run(Duration::from_millis(20));
            assert_eq!(world.story(), "-401");
            if is_action_first {
                world.act();
            }
            world.add_login("34020000001320000001", "12345678", realm);
            if is_action_first {
                world.run(Duration::from_millis(20));
            }
            let turn = world.now().instant;
            world.act();
            assert_eq!(world.sent.len(), 2, "{realm:?} {is_action_first}");
            world.run(Duration::from_millis(20));
            assert_eq!(world.story(), "-401 +200", "{realm:?} {is_action_first}");
            assert!(world.now().instant - turn < Duration::from_millis(50));
            // Another turn sends nothing more.
            world.act();
            assert_eq!(world.sent.len(), 2);
        }
    }
}

#[test]
fn the_default_action_uses_a_login_that_came_late() {
    let mut world = World::new(checks("r", "alice", "secret"));
    world.is_automatic = false;
    let rid = world.register(3600);
    world.run_seconds(1);
    assert_eq!(world.default_action(rid, 401), Err(Error::NotFound));
    world.add_login("alice", "secret", Some("\"r\""));
    assert_eq!(world.default_action(rid, 401), Ok(DefaultAction::Retried));
    world.settle();
    world.act();
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 +200");
    assert_eq!(world.sent.len(), 2);
}

#[test]
fn an_autonomous_core_uses_a_late_login_at_once() {
    let mut world = World::new(checks("r", "alice", "secret"));
    world.is_automatic = false;
    world.ua.options_mut().autonomous = true;
    world.register(3600);
    world.run_seconds(5);
    world.add_login("alice", "secret", None);
    world.run(Duration::from_millis(10));
    assert_eq!(world.story(), "-401 +200");
}

#[test]
fn a_corrected_password_is_tried_at_once_and_the_same_one_is_not() {
    let mut world = World::new(checks("r", "alice", "secret"));
    world.add_login("alice", "wrong", Some("r"));
    world.register(3600);
    world.run_seconds(5);
    assert_eq!(world.story(), "-401 -401");
    // A program that adds its login at each failure must not make a storm of it.
    for _ in 0..50 {
        world.add_login("alice", "wrong", Some("\"r\""));
        world.run(Duration::from_millis(100));
    }
    assert_eq!(world.sent.len(), 2);
    world.add_login("alice", "secret", Some("r"));
    world.run(Duration::from_millis(50));
    assert_eq!(world.story(), "-401 -401 +200");
}

#[test]
fn a_403_after_a_wrong_login_is_met_by_the_right_one() {
    let mut world = World::new(|request: &Sent| match request.header("Authorization") {
        None => unauthorized(request, &format!("{REALM}, nonce=\"n\"")),
        Some(it) if is_right(it, "3402000000", "alice", "secret") => vec![ok(request)],
        Some(_) => vec![respond(request, "403 Forbidden", &[])],
    });
    world.add_login("alice", "wrong", None);
    world.register(3600);
    world.run_seconds(1);
    world.add_login("alice", "secret", None);
    world.run(Duration::from_millis(50));
    assert_eq!(world.story(), "-401 -403 +200");
}

#[test]
fn passwords_that_change_all_the_time_make_no_storm() {
    let mut world = World::new(checks("r", "alice", "secret"));
    world.register(3600);
    for n in 0..600 {
        world.add_login("alice", &format!("guess {n}"), None);
        world.run(Duration::from_millis(100));
    }
    assert!(world.sent.len() <= 66, "{}", world.sent.len());
}

#[test]
fn two_providers_whose_auth_names_differ_from_the_users_in_from_both_register() {
    for is_late in [false, true] {
        let mut world = World::new(|request: &Sent| {
            let is_first = request.path.remote.ip().to_string() == "192.0.2.1";
            match is_first {
                true => checks("one.example", "auth1", "p1")(request),
                false => checks("two.example", "auth2", "p2")(request),
            }
        });
        let add = |world: &mut World| {
            world.add_login("auth1", "p1", Some("one.example"));
            world.add_login("auth2", "p2", Some("\"two.example\""));
        };
        if !is_late {
            add(&mut world);
        }
        let rids = [
            world.send_as("sip:1001@one.example", "sip:192.0.2.1"),
            world.send_as("sip:1002@two.example", "sip:192.0.2.2"),
        ];
        world.run_seconds(1);
        if is_late {
            assert_eq!(world.story(), "-401 -401");
            add(&mut world);
            world.run(Duration::from_millis(50));
        }
        for rid in rids {
            let last = world.events.iter().rfind(|event| event.rid == rid).unwrap();
            assert_eq!(last.status, 200, "{is_late} {}", world.story());
        }
        assert_eq!(world.sent.len(), 4);
    }
}

#[test]
fn between_several_logins_of_a_realm_the_user_in_from_decides_and_no_other_realm_gets_them() {
    let mut world = World::new(checks("r", "alice", "secret"));
    world.add_login("bob", "b", Some("r"));
    world.add_login("alice", "secret", Some("r"));
    world.add_login("carol", "c", Some("s"));
    world.register(3600);
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 +200");
    // Two logins, neither of this user: none is sent.
    world.send_as("sip:dave@example.com", "sip:192.0.2.1");
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 +200 -401");
    world.serve(checks("t", "carol", "c"));
    world.send_as("sip:carol@example.com", "sip:192.0.2.1");
    world.run_seconds(1);
    assert_eq!(world.last().header("Authorization"), None);
}

/// IMS and others renew the nonce once the user name is seen.
#[test]
fn a_new_nonce_in_answer_to_credentials_is_answered() {
    for rounds in 1..=3 {
        let mut count = 0;
        let mut world = World::new(move |request: &Sent| {
            count += 1;
            if count > rounds {
                return vec![ok(request)];
            }
            unauthorized(request, &format!("{REALM}, nonce=\"n{count}\", qop=\"auth\""))
        });
        world.add_login("alice", "secret", None);
        world.register(3600);
        world.run_seconds(1);
        let failures = "-401 ".repeat(rounds);
        assert_eq!(world.story(), format!("{failures}+200"));
        let used = format!("nonce=\"n{rounds}\"");
        let credentials = world.last().header("Authorization").unwrap();
        assert!(credentials.contains(&used) && credentials.contains("nc=00000001"));
    }
}

#[test]
fn new_nonces_are_answered_three_times_and_the_same_nonce_never_again() {
    let mut count = 0;
    let mut world = World::new(move |request: &Sent| {
        count += 1;
        unauthorized(request, &format!("{REALM}, nonce=\"n{count}\""))
    });
    world.add_login("alice", "wrong", None);
    world.register(3600);
    world.run_seconds(20);
    assert_eq!(world.story(), "-401 -401 -401 -401");
    // Each later attempt costs one refusal more at most.
    world.run_seconds(3600);
    assert!(world.sent.len() <= 28, "{}", world.sent.len());

    let mut world = World::new(checks("r", "alice", "secret"));
    world.add_login("alice", "wrong", None);
    world.register(3600);
    world.run_seconds(20);
    assert_eq!(world.story(), "-401 -401");
}

#[test]
fn a_challenge_with_a_comma_too_many_is_answered() {
    for commas in [",", ", ", ",,", " , ,", ",\r\n "] {
        let challenge = format!("{REALM},, nonce=\"n\",{commas}");
        let mut world = World::new(move |request: &Sent| match request.header("Authorization") {
            None => unauthorized(request, challenge.trim_end()),
            Some(_) => vec![ok(request)],
        });
        world.add_login("alice", "secret", None);
        world.register(3600);
        world.run_seconds(1);
        assert_eq!(world.story(), "-401 +200", "{commas:?}");
    }
}

#[test]
fn an_empty_opaque_value_is_sent_back() {
    for (opaque, is_sent) in
        [(", opaque=\"\"", true), ("", false), (", qop=\"auth\" ,OPAQUE=\"\"", true)]
    {
        let challenge = format!("{REALM}, nonce=\"n\"{opaque}");
        let mut world = World::new(move |request: &Sent| match request.header("Authorization") {
            None => unauthorized(request, &challenge),
            Some(it) if it.contains(", opaque=\"\"") == is_sent => vec![ok(request)],
            Some(_) => vec![respond(request, "400 Bad opaque", &[])],
        });
        world.add_login("alice", "secret", None);
        world.register(3600);
        world.run_seconds(1);
        assert_eq!(world.story(), "-401 +200", "{opaque}");
    }
}

#[test]
fn a_realm_with_quotes_in_it_is_hashed_without_backslashes_and_sent_with_them() {
    let mut world = World::new(|request: &Sent| match request.header("Authorization") {
        Some(it) if it.contains("realm=\"q\\\"r\"") && is_right(it, "q\"r", "alice", "secret") => {
            vec![ok(request)]
        }
        _ => unauthorized(request, "WWW-Authenticate: Digest realm=\"q\\\"r\", nonce=\"n\""),
    });
    world.add_login("alice", "secret", Some("\"q\\\"r\""));
    world.add_login("bob", "other", Some("q\"r"));
    world.register(3600);
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 +200");
}

#[test]
fn the_last_at_sign_in_from_divides_user_and_host() {
    for user in ["user@isp.example", "user"] {
        let mut world = World::new(checks("r", "login", "secret"));
        let (userid, password) = (b"login", Some(&b"secret"[..]));
        let login = NewLogin { username: user.as_bytes(), userid, password, ..NewLogin::default() };
        let now = world.now();
        world.ua.add_login(now, &login).unwrap();
        // With a second user the first is no longer the only one.
        world.add_login("other", "x", None);
        world.send_as("sip:user@isp.example@host.example", "sip:192.0.2.1");
        world.run_seconds(1);
        assert_eq!(world.story(), "-401 +200", "{user}");
        let last = world.last();
        let from = last.header("From").unwrap();
        assert!(from.starts_with("<sip:user@isp.example@host.example>;tag="), "{from}");
        assert_eq!(last.header("To"), Some("<sip:user@isp.example@host.example>"));
    }
}

#[test]
fn expires_in_quotes_counts() {
    let mut world = World::new(|request: &Sent| {
        let contact = request.header("Contact").unwrap();
        vec![respond(request, "200 OK", &[format!("Contact: {contact};expires=\"60\"")])]
    });
    world.register(3600);
    world.run_seconds(70);
    assert_eq!(world.story(), "+200 +200");
}

#[test]
fn hostile_challenges_are_bounded_and_the_home_realm_stays() {
    let long = "x".repeat(1900);
    let mut count = 0;
    let mut world = World::new(move |request: &Sent| {
        count += 1;
        let home = "WWW-Authenticate: Digest realm=\"home\", nonce=\"h\"".to_owned();
        match count {
            1 => vec![respond(request, "401 No", &[home])],
            2 => vec![ok(request)],
            _ => {
                let others = (0..20).map(|n| {
                    format!("WWW-Authenticate: Digest realm=\"r{count}-{n}\", nonce=\"{long}\"")
                });
                vec![respond(request, "401 No", &others.collect::<Vec<_>>())]
            }
        }
    });
    world.add_login("alice", "secret", None);
    let rid = world.register(3600);
    world.run_seconds(1);
    world.renew(rid, 3600).unwrap();
    world.run_seconds(4000);
    let last = world.last();
    assert!(last.text.contains("realm=\"home\""));
    assert!(last.text.len() < 4096, "{}", last.text.len());
}

#[test]
fn sessions_of_one_account_count_the_uses_of_a_nonce_together() {
    let mut used = Vec::new();
    let mut world = World::new(move |request: &Sent| {
        let Some(credentials) = request.header("Authorization") else {
            return unauthorized(request, &format!("{REALM}, nonce=\"shared\", qop=\"auth\""));
        };
        let count = credentials.split_once("nc=").unwrap().1[..8].to_owned();
        if used.contains(&count) {
            return vec![respond(request, "403 Replayed", &[])];
        }
        used.push(count);
        vec![ok(request)]
    });
    world.add_login("alice", "secret", None);
    world.register(60);
    world.register(60);
    world.run_seconds(300);
    assert!(!world.story().contains("-403"), "{}", world.story());
    assert_eq!(world.story().matches("-401").count(), 2);
}

#[test]
fn a_password_that_is_corrected_after_three_answers_is_tried_within_a_second() {
    let mut count = 0;
    let mut world = World::new(move |request: &Sent| {
        let credentials = request.header("Authorization").unwrap_or_default();
        if is_right(credentials, "3402000000", "alice", "secret") {
            return vec![ok(request)];
        }
        count += 1;
        unauthorized(request, &format!("{REALM}, nonce=\"n{count}\""))
    });
    world.add_login("alice", "wrong", None);
    world.register(3600);
    world.run(Duration::from_millis(100));
    assert_eq!(world.story(), "-401 -401 -401 -401");
    world.add_login("alice", "secret", None);
    world.run_seconds(1);
    assert_eq!(world.story(), "-401 -401 -401 -401 +200");
}
