//! Addresses given, learned and corrected.

use eXosip2::ua::Input;

use crate::world::{Sent, World, accept, digest, ok, respond};

/// A registrar that sees all accounts at one public address.
fn behind_nat(address: &'static str) -> impl FnMut(&Sent) -> Vec<String> + 'static {
    let (host, port) = address.rsplit_once(':').unwrap();
    let seen = format!(";rport={port};received={host};");
    move |request| vec![ok(request).replace(";rport;", &seen)]
}

/// The Contacts of each request, `gone` where one is removed.
fn contacts(world: &World) -> Vec<String> {
    let one = |contact: &str| {
        let place = contact.split('@').nth(1).unwrap().split(';').next().unwrap();
        let removes = if contact.ends_with(";expires=0") { " gone" } else { "" };
        format!("{}{removes}", place.trim_end_matches('>'))
    };
    let shown = |sent: &Sent| {
        let all = sent.text.lines().filter_map(|line| line.strip_prefix("Contact: ").map(one));
        all.collect::<Vec<_>>().join(", ")
    };
    world.sent.iter().map(shown).collect()
}

const MOVED: &str = "198.51.100.7:40000, 10.0.0.2:5070 gone";

#[test]
fn wrong_contact_is_corrected_in_one_step() {
    let mut world = World::new(behind_nat("198.51.100.7:40000"));
    world.ua.options_mut().auto_masquerade = true;
    let rid = world.register(3600);
    world.run_seconds(2);
    assert_eq!(contacts(&world), ["10.0.0.2:5070", MOVED]);
    assert!(world.sent.iter().all(|sent| sent.header("Expires") == Some("3600")));
    assert!(world.sent.iter().all(|sent| sent.header("Via").unwrap().contains("10.0.0.2:5070")));
    assert_eq!(world.story(), "+200 +200");

    world.renew(rid, 3600).unwrap();
    world.run_seconds(2);
    world.renew(rid, 0).unwrap();
    world.run_seconds(2);
    assert_eq!(contacts(&world)[2..], ["198.51.100.7:40000", "198.51.100.7:40000"]);
    assert_eq!(world.ua.statistics(world.now()).registrations.allocated, 0);
}

#[test]
fn a_correction_carries_credentials() {
    let mut inner = digest(100);
    let mut world = World::new(move |request: &Sent| {
        let answers = inner(request);
        let seen = ";rport=40000;received=198.51.100.7;";
        answers.into_iter().map(|answer| answer.replace(";rport;", seen)).collect()
    });
    world.ua.options_mut().auto_masquerade = true;
    world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
    world.register(3600);
    world.run_seconds(2);
    assert_eq!(world.story(), "-401 +200 +200");
    assert_eq!(contacts(&world), ["10.0.0.2:5070", "10.0.0.2:5070", MOVED]);
    assert!(world.last().header("Authorization").unwrap().contains("nc=00000002"));
}

#[test]
fn correction_that_is_challenged_is_repeated_with_the_same_contacts() {
    let mut inner = digest(1);
    let mut world = World::new(move |request: &Sent| {
        let answers = inner(request);
        let seen = ";rport=40000;received=198.51.100.7;";
        answers.into_iter().map(|answer| answer.replace(";rport;", seen)).collect()
    });
    world.ua.options_mut().auto_masquerade = true;
    world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
    let rid = world.register(3600);
    world.run_seconds(2);
    assert_eq!(world.story(), "-401 +200 -401 +200");
    assert_eq!(contacts(&world)[2..], [MOVED, MOVED]);
    world.renew(rid, 3600).unwrap();
    assert_eq!(contacts(&world)[4], "198.51.100.7:40000");
}

#[test]
fn correction_that_is_lost_is_repeated() {
    let mut count = 0;
    let mut inner = behind_nat("198.51.100.7:40000");
    let mut world = World::new(move |request: &Sent| {
        count += 1;
        if (2..14).contains(&count) { vec![] } else { inner(request) }
    });
    world.ua.options_mut().auto_masquerade = true;
    world.register(3600);
    world.run_seconds(200);
    let mut shown = contacts(&world);
    shown.dedup();
    assert_eq!(shown, ["10.0.0.2:5070", MOVED]);
    assert_eq!(world.story(), "+200 -0 +200");
}

/// Registrars that know one Contact for a user refuse two, or read the first or the last only.
#[test]
fn registrar_that_refuses_two_contacts_gets_one_at_a_time() {
    let mut inner = behind_nat("198.51.100.7:40000");
    let mut world =
        World::new(move |request: &Sent| match request.text.matches("\r\nContact: ").count() {
            1 => inner(request),
            _ => vec![respond(request, "400 One Contact Please", &[])],
        });
    world.ua.options_mut().auto_masquerade = true;
    world.register(3600);
    world.run_seconds(2);
    assert_eq!(world.story(), "+200 -400 +200 +200");
    let steps = ["10.0.0.2:5070", MOVED, "10.0.0.2:5070 gone", "198.51.100.7:40000"];
    assert_eq!(contacts(&world), steps);
    // It is not asked again.
    world.serve({
        let mut inner = behind_nat("198.51.100.7:50000");
        move |request: &Sent| inner(request)
    });
    world.run_seconds(4000);
    let later = contacts(&world)[4..].to_vec();
    assert!(later.contains(&"198.51.100.7:40000 gone".to_owned()), "{later:?}");
    assert!(later.iter().all(|contact| !contact.contains(", ")), "{later:?}");
}

#[test]
fn contact_that_a_registrar_has_not_seen_is_registered_alone() {
    let seen = ";rport=40000;received=198.51.100.7;";
    let mut world = World::new(move |request: &Sent| {
        let last = request.text.lines().rfind(|line| line.starts_with("Contact: "));
        let list = last.filter(|line| !line.ends_with(";expires=0")).unwrap_or("X-None: 1");
        let answer = respond(request, "200 OK", &[list.to_owned()]);
        vec![answer.replace(";rport;", seen)]
    });
    world.ua.options_mut().auto_masquerade = true;
    world.register(3600);
    world.run_seconds(20);
    assert_eq!(contacts(&world), ["10.0.0.2:5070", MOVED, "198.51.100.7:40000"]);
}

#[test]
fn flow_that_moves_needs_no_removal() {
    let mut world = World::new(behind_nat("198.51.100.7:40000"));
    world.ua.options_mut().auto_masquerade = true;
    world.ua.options_mut().set_instance(b"f81d4fae-7dec-11d0-a765-00a0c91e6bf6").unwrap();
    world.ua.options_mut().reg_id = 1;
    world.register(3600);
    world.run_seconds(2);
    assert_eq!(contacts(&world), ["10.0.0.2:5070", "198.51.100.7:40000"]);
}

#[test]
fn an_unreachable_address_corrects_nothing() {
    for seen in [
        "rport=40000;received=0.0.0.0",
        "rport=0;received=198.51.100.7",
        "rport=40000;received=224.0.0.5",
        "rport=40000;received=255.255.255.255",
        "rport=40000;received=ff02::1",
        "rport=40000;received=::",
        "rport=;received=",
    ] {
        let mut world = World::new(move |request: &Sent| {
            vec![ok(request).replace(";rport;", &format!(";{seen};"))]
        });
        world.ua.options_mut().auto_masquerade = true;
        world.register(3600);
        world.run_seconds(100);
        assert_eq!(contacts(&world), ["10.0.0.2:5070"], "{seen}");
    }
}

#[test]
fn a_new_mapping_is_followed_but_not_more_than_once_a_minute() {
    let mut world = World::new(behind_nat("198.51.100.7:40000"));
    world.ua.options_mut().auto_masquerade = true;
    world.register(30);
    world.run_seconds(2);
    world.serve(behind_nat("198.51.100.7:50000"));
    world.run_seconds(50);
    assert!(contacts(&world).iter().all(|contact| !contact.contains(":50000")));
    world.run_seconds(40);
    let moved = "198.51.100.7:50000, 198.51.100.7:40000 gone".to_owned();
    assert!(contacts(&world).contains(&moved));
}

/// A NAT that shows each request at another port: whatever is registered is wrong.
#[test]
fn a_mapping_that_cannot_be_followed_is_followed_less_and_less() {
    let mut port = 1024;
    let mut world = World::new(move |request: &Sent| {
        port += 1;
        let seen = format!(";rport={port};received=198.51.100.7;");
        vec![ok(request).replace(";rport;", &seen)]
    });
    world.ua.options_mut().auto_masquerade = true;
    world.register(60);
    world.run_seconds(24 * 3600);
    let corrections = contacts(&world).iter().filter(|contact| contact.ends_with("gone")).count();
    assert!((8..=12).contains(&corrections), "{corrections}");

    // It is patient, not deaf; and at another place all begins anew.
    world.own = "10.0.7.7:5070".parse().unwrap();
    world.input(Input::NetworkChanged);
    world.run_seconds(200);
    let at_new_place =
        contacts(&world).iter().filter(|it| it.ends_with(", 10.0.7.7:5070 gone")).count();
    assert_eq!(at_new_place, 1);
    world.serve(behind_nat("198.51.100.7:40000"));
    world.run_seconds(24 * 3600);
    assert_eq!(contacts(&world).last().unwrap(), "198.51.100.7:40000");
    let before = contacts(&world).len();
    world.serve(behind_nat("198.51.100.7:50000"));
    world.run_seconds(200);
    assert_eq!(contacts(&world).last().unwrap(), "198.51.100.7:50000");
    assert!(contacts(&world).len() - before < 9);
}

#[test]
fn an_application_that_refreshes_itself_keeps_its_contact() {
    let mut world = World::new(behind_nat("198.51.100.7:40000"));
    world.ua.options_mut().auto_masquerade = true;
    world.is_automatic = false;
    let rid = world.register(3600);
    world.run_seconds(2);
    world.renew(rid, 3600).unwrap();
    world.run_seconds(2);
    assert_eq!(contacts(&world), ["10.0.0.2:5070", "10.0.0.2:5070"]);
}

#[test]
fn a_contact_of_the_application_is_corrected_too() {
    let mut world = World::new(behind_nat("198.51.100.7:40000"));
    world.ua.options_mut().auto_masquerade = true;
    let now = world.now();
    let contact = Some(&b"<sip:alice@192.0.2.2:5060>"[..]);
    let (rid, message) = world
        .ua
        .build_initial_register(now, b"sip:alice@b", b"sip:192.0.2.1", contact, 3600, None)
        .unwrap();
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.run_seconds(2);
    assert_eq!(contacts(&world), ["192.0.2.2:5060", "198.51.100.7:40000, 192.0.2.2:5060 gone"]);
}

#[test]
fn switched_off_nothing_is_corrected() {
    let mut world = World::new(behind_nat("198.51.100.7:40000"));
    let rid = world.register(3600);
    world.run_seconds(2);
    world.renew(rid, 3600).unwrap();
    world.run_seconds(2);
    assert_eq!(contacts(&world), ["10.0.0.2:5070", "10.0.0.2:5070"]);
}

#[test]
fn a_star_and_an_unanswered_rport_are_left_alone() {
    let mut world = World::new(accept);
    world.ua.options_mut().auto_masquerade = true;
    world.register(3600);
    world.run_seconds(2);
    assert_eq!(world.sent.len(), 1);

    let mut world = World::new(|request: &Sent| {
        let answer = respond(request, "200 OK", &[]);
        vec![answer.replace(";rport;", ";rport=40000;received=198.51.100.7;")]
    });
    world.ua.options_mut().auto_masquerade = true;
    let now = world.now();
    let (rid, message) = world
        .ua
        .build_initial_register(now, b"sip:a@b", b"sip:192.0.2.1", Some(b"*"), 60, None)
        .unwrap();
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.run_seconds(2);
    assert_eq!(world.sent.len(), 1);
}

#[test]
fn the_given_address_stands_in_contact_and_its_port_in_via() {
    let mut world = World::new(accept);
    world.ua.masquerade(b"203.0.113.9", Some(6060));
    let rid = world.register(3600);
    world.run_seconds(1);
    assert_eq!(contacts(&world), ["203.0.113.9:6060"]);
    assert!(world.last().header("Via").unwrap().contains(" 10.0.0.2:6060;"));
    world.ua.masquerade(b"", None);
    world.renew(rid, 3600).unwrap();
    assert_eq!(contacts(&world)[1], "203.0.113.9:6060");
    assert!(world.last().header("Via").unwrap().contains(" 10.0.0.2:5070;"));
}

#[test]
fn an_address_known_for_the_domain_answers_the_first_challenge() {
    let mut world = World::new(digest(100));
    world.ua.options_mut().auto_masquerade = true;
    world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
    world.ua.set_account(b"example.com", "198.51.100.7:40000".parse().unwrap()).unwrap();
    world.register(3600);
    world.run_seconds(1);
    assert_eq!(contacts(&world), ["10.0.0.2:5070", "198.51.100.7:40000"]);
}
