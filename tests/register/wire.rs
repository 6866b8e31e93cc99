//! What stands in a REGISTER, and which arguments are refused.

use eXosip2::error::Error;
use eXosip2::mem::Text;
use eXosip2::sip::{Body, Header, Message, Wire};
use eXosip2::ua::{Listener, Transport, Ua};

use crate::world::{Seeded, World, accept, digest, silence};

/// The text with its random numbers made `#`.
fn masked(text: &str) -> String {
    let mut masked = String::new();
    for line in text.lines() {
        let hide = |line: &str, from: &str| match line.split_once(from) {
            Some((before, after)) => {
                let end = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
                format!("{before}{from}#{}", &after[end..])
            }
            None => line.to_owned(),
        };
        let line = ["branch=z9hG4bK", ";tag=", ";line=", "Call-ID: "]
            .into_iter()
            .fold(line.to_owned(), |line, from| hide(&line, from));
        masked.push_str(&line);
        masked.push('\n');
    }
    masked
}

fn text_of(message: &Message) -> String {
    let mut text = Vec::new();
    message.write(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn a_plain_register_is_that_of_the_original() {
    let mut world = World::new(accept);
    world.register(3600);
    assert_eq!(
        masked(&world.sent[0].text),
        "REGISTER sip:192.0.2.1 SIP/2.0\n\
         Via: SIP/2.0/UDP 10.0.0.2:5070;rport;branch=z9hG4bK#\n\
         From: <sip:alice@example.com>;tag=#\n\
         To: <sip:alice@example.com>\n\
         Call-ID: #\n\
         CSeq: 1 REGISTER\n\
         Contact: <sip:alice@10.0.0.2:5070;line=#>\n\
         Max-Forwards: 70\n\
         User-Agent: eXosip/5.3.0\n\
         Expires: 3600\n\
         Content-Length: 0\n\n"
    );
}

#[test]
fn a_built_message_has_placeholders() {
    let mut world = World::new(accept);
    let now = world.now();
    let (_, message) = world
        .ua
        .build_initial_register(now, b"sip:alice@example.com", b"sip:h.example", None, 3600, None)
        .unwrap();
    let text = text_of(&message);
    assert!(text.contains("Via: SIP/2.0/UDP 999.999.999.999:99999;rport;branch="), "{text}");
    assert!(text.contains("Contact: <sip:alice@999.999.999.999:99999;line="), "{text}");
}

#[test]
fn a_refresh_is_a_copy_with_the_changes_of_the_application() {
    let mut world = World::new(accept);
    let now = world.now();
    let (rid, mut message) = world.build("sip:alice@example.com", 3600);
    message
        .headers
        .push(Header { hname: Some(Text::from("X-Foo")), hvalue: Some(Text::from("bar")) });
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.run_seconds(1);
    world.renew(rid, 1800).unwrap();
    let first = masked(&world.sent[0].text);
    let expected = first.replace("CSeq: 1", "CSeq: 2").replace("Expires: 3600", "Expires: 1800");
    assert!(first.contains("X-Foo: bar"));
    assert_eq!(masked(&world.sent[1].text), expected);
    let same = |name| world.sent[0].header(name) == world.sent[1].header(name);
    assert!(same("From") && same("To") && same("Call-ID") && same("Contact") && !same("Via"));
}

#[test]
fn every_option_of_the_contact_is_written() {
    let mut world = World::new(accept);
    world.ua.options_mut().set_contact_display_name(b"\"John Doe\"").unwrap();
    world.ua.options_mut().set_instance(b"f81d4fae-7dec-11d0-a765-00a0c91e6bf6").unwrap();
    let now = world.now();
    let (_, message) = world
        .ua
        .build_initial_register(now, b"sips:alice@example.com", b"sip:h.x", None, 1, Some(b"0.5"))
        .unwrap();
    let text = masked(&text_of(&message));
    assert!(
        text.contains(
            "Contact: \"John Doe\" <sips:alice@999.999.999.999:99999;line=#>;q=0.5;\
             +sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"\n"
        ),
        "{text}"
    );
    assert!(text.contains("Expires: 30\n"), "{text}");
}

#[test]
fn a_date_is_written_and_renewed_on_demand() {
    let mut world = World::new(accept);
    world.ua.options_mut().date = true;
    let rid = world.register(3600);
    assert_eq!(world.last().header("Date"), Some("Sun, 22 Nov 2026 05:06:45 GMT"));
    world.run_seconds(15);
    world.renew(rid, 3600).unwrap();
    assert_eq!(world.last().header("Date"), Some("Sun, 22 Nov 2026 05:07:00 GMT"));
}

#[test]
fn rport_is_asked_for_on_ipv4_and_can_be_left_out() {
    let mut world = World::new(accept);
    world.ua.options_mut().rport = false;
    world.register(3600);
    assert!(!world.last().header("Via").unwrap().contains("rport"));

    let mut ua = Ua::new(Box::new(Seeded(1)));
    ua.add_listener(Listener { transport: Transport::Udp, port: 5060, ipv4: false });
    let (_, message) =
        ua.build_initial_register(world.now(), b"sip:a@b.c", b"sip:h.x", None, 60, None).unwrap();
    assert!(!text_of(&message).contains("rport"));
}

#[test]
fn contacts_of_the_application_are_written_as_they_are() {
    let contacts = |contact: &str| -> Result<String, Error> {
        let mut world = World::new(accept);
        let now = world.now();
        let (rid, message) = world.ua.build_initial_register(
            now,
            b"sip:alice@example.com",
            b"sip:192.0.2.1",
            Some(contact.as_bytes()),
            0,
            None,
        )?;
        world.ua.send_register(now, rid, Some(message))?;
        world.settle();
        let lines = world.last().text.lines();
        Ok(lines.filter_map(|line| line.strip_prefix("Contact: ")).collect::<Vec<_>>().join("|"))
    };
    let written = |contact: &str| contacts(contact);
    assert_eq!(written("*").unwrap(), "*");
    assert_eq!(written("<sip:a@b:5>;expires=7").unwrap(), "<sip:a@b:5>;expires=7");
    assert_eq!(
        written("\"D, E\" <sip:a@b>, <sip:c@d>;q=1").unwrap(),
        "\"D, E\" <sip:a@b>|<sip:c@d>;q=1"
    );
    assert_eq!(written("<sip:a@999.999.999.999:99999>").unwrap(), "<sip:a@10.0.0.2:5070>");
    for contact in ["garbage", "", "<sip:", "*, <sip:a@b>", "<sip:a@b>\r\nEvil: 1"] {
        assert_eq!(written(contact), Err(Error::Syntax), "{contact:?}");
    }
}

#[test]
fn bad_arguments_are_refused_and_leave_nothing() {
    let mut world = World::new(accept);
    let now = world.now();
    let mut build = |from: &str, registrar: &str| {
        let (from, registrar) = (from.as_bytes(), registrar.as_bytes());
        world.ua.build_initial_register(now, from, registrar, None, 60, None).map(|_| ())
    };
    for from in
        ["", "alice", "sip:", "<sip:a@b", "http://a", "sip:a@b\r\nX: y", "\"a\nb\" <sip:a@b>"]
    {
        assert_eq!(build(from, "sip:h.x"), Err(Error::Syntax), "{from:?}");
    }
    assert_eq!(build("sip:a@b", ""), Err(Error::BadParameter));
    for registrar in [
        "1.2.3.4.5",
        "256.1.1.1",
        "sip:",
        "sip://host",
        "sip:h:99999999999",
        "sip:h:0",
        "tel:123",
        "sip:[::1",
        "h\r\n",
        "al ice",
        "sip:h;x=\ny",
        "mailto:a@b",
    ] {
        assert_eq!(build("sip:a@b", registrar), Err(Error::Syntax), "{registrar:?}");
    }
    for registrar in
        ["sip.example.com", "sip.example.com:5070", "sip:[::1]:5", "sip:u@h;method=INVITE"]
    {
        assert_eq!(build("tel:+123", registrar), Ok(()), "{registrar:?}");
    }
    assert_eq!(world.ua.statistics(now).registrations.allocated, 4);
    let q = world.ua.build_initial_register(now, b"sip:a@b", b"sip:h", None, 60, Some(b"1\r\n"));
    assert_eq!(q.map(|_| ()), Err(Error::Syntax));
    let long = [b'1'; 200];
    let (_, message) =
        world.ua.build_initial_register(now, b"sip:a@b", b"sip:h", None, 60, Some(&long)).unwrap();
    assert!(text_of(&message).contains(";q=111111111111111\r\n"));
}

#[test]
fn a_bare_host_name_becomes_a_request_uri() {
    let mut world = World::new(accept);
    let (_, message) = world
        .ua
        .build_initial_register(world.now(), b"sip:a@b", b"sip.example.com:5070", None, 60, None)
        .unwrap();
    assert!(text_of(&message).starts_with("REGISTER sip:sip.example.com:5070 SIP/2.0\r\n"));
}

#[test]
fn without_a_listener_there_is_no_network() {
    let world = World::new(accept);
    let mut ua = Ua::new(Box::new(Seeded(1)));
    let built = ua.build_initial_register(world.now(), b"sip:a@b", b"sip:h", None, 60, None);
    assert_eq!(built.map(|_| ()), Err(Error::NoNetwork));
}

#[test]
fn sips_takes_tls_or_nothing() {
    let mut world = World::new(accept);
    let built = world.ua.build_initial_register(world.now(), b"sip:a@b", b"sips:h", None, 60, None);
    assert_eq!(built.map(|_| ()), Err(Error::NoNetwork));
}

#[test]
fn numbers_of_registrations_are_checked() {
    let mut world = World::new(silence);
    let now = world.now();
    for (rid, error) in
        [(0, Error::BadParameter), (-1, Error::BadParameter), (i32::MAX, Error::NotFound)]
    {
        assert_eq!(world.ua.build_register(now, rid, 60).map(|_| ()), Err(error));
        assert_eq!(world.ua.send_register(now, rid, None), Err(error));
        assert_eq!(world.ua.remove_register(rid), Err(error));
    }
    let rid = world.register(60);
    assert_eq!(world.ua.build_register(now, rid, 60).map(|_| ()), Err(Error::WrongState));
    assert_eq!(world.ua.send_register(now, rid, None), Err(Error::WrongState));
}

#[test]
fn a_message_that_no_transaction_can_be_made_of_is_refused() {
    let mut world = World::new(accept);
    let now = world.now();
    let (rid, message) = world.build("sip:a@b", 60);
    let mut bad = message.clone();
    bad.vias.clear();
    assert_eq!(world.ua.send_register(now, rid, Some(bad)), Err(Error::BadParameter));
    let mut bad = message.clone();
    bad.call_id = None;
    assert_eq!(world.ua.send_register(now, rid, Some(bad)), Err(Error::BadParameter));
    assert_eq!(world.ua.send_register(now, rid, Some(message)), Ok(()));
}

#[test]
fn what_was_never_sent_is_built_again_from_the_start() {
    let mut world = World::new(accept);
    let now = world.now();
    let (rid, first) = world.build("sip:a@b", 60);
    let second = world.ua.build_register(now, rid, 90).unwrap();
    let (first, second) = (text_of(&first), text_of(&second));
    assert!(
        second.contains("CSeq: 1 REGISTER\r\n") && second.contains("Expires: 90\r\n"),
        "{second}"
    );
    assert_eq!(masked(&first).replace("Expires: 60", "Expires: 90"), masked(&second));
    assert_ne!(crate::world::header(&first, "Call-ID"), crate::world::header(&second, "Call-ID"));
}

#[test]
fn expires_are_bounded_from_below() {
    let mut world = World::new(accept);
    let rid = world.register(-1);
    assert_eq!(world.last().header("Expires"), Some("0"));
    world.run_seconds(1);
    assert_eq!(world.renew(rid, 60), Err(Error::NotFound));
    let rid = world.register(29);
    assert_eq!(world.last().header("Expires"), Some("30"));
    world.run_seconds(1);
    world.renew(rid, -5).unwrap();
    assert_eq!(world.last().header("Expires"), Some("30"));
}

#[test]
fn headers_in_the_uri_of_the_user_become_headers() {
    let mut world = World::new(accept);
    let now = world.now();
    let from =
        b"<sip:alice@foo.test?Route=%3Csip:192.0.2.9%3Blr%3E&X-Foo=bar&Subject=hi&To=x&CSeq=7>";
    let (rid, message) =
        world.ua.build_initial_register(now, from, b"sip:nowhere.test", None, 60, None).unwrap();
    let text = text_of(&message);
    assert!(text.contains("Route: <sip:192.0.2.9;lr>\r\n"), "{text}");
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.settle();
    let sent = world.last();
    assert_eq!(sent.header("Route"), None);
    assert_eq!((sent.header("X-Foo"), sent.header("Subject")), (Some("bar"), Some("hi")));
    assert_eq!(sent.header("To"), Some("<sip:alice@foo.test>"));
    assert_eq!(sent.header("CSeq"), Some("1 REGISTER"));
    assert_eq!(sent.path.remote, "192.0.2.9:5060".parse().unwrap());
    // The hidden Route is still there for the next request.
    world.run_seconds(1);
    let next = world.ua.build_register(world.now(), rid, 60).unwrap();
    let mut route = Vec::new();
    next.routes.first().unwrap().write(&mut route).unwrap();
    assert_eq!(route, b"<sip:192.0.2.9;lr>");

    let evil = b"<sip:alice@foo.test?X=a%0d%0aEvil:%201>";
    let built = world.ua.build_initial_register(now, evil, b"sip:h", None, 60, None);
    assert_eq!(built.map(|_| ()), Err(Error::Syntax));
}

/// A body without a type is kept as it is.
#[test]
fn what_a_program_wrote_goes_out_even_where_it_has_to_queue() {
    let mut world = World::new(accept);
    world.ua.limits_mut().window = 1;
    world.register(3600);
    let now = world.now();
    let (rid, mut message) = world.build("sip:bob@b", 3600);
    message.bodies.push(Body::new(b"a body of its own"));
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.settle();
    assert_eq!(world.sent.len(), 1);
    world.run_seconds(1);
    let bobs = world.sent.iter().find(|sent| sent.text.contains("bob")).unwrap();
    assert!(bobs.text.ends_with("\r\n\r\na body of its own"), "{}", bobs.text);
    assert!(!bobs.text.contains("999.999.999.999"));
}

/// Of one that was not edited only what differs from others is kept while it waits.
#[test]
fn what_has_to_queue_goes_out_as_it_was_built() {
    let mut world = World::new(accept);
    world.ua.limits_mut().window = 1;
    world.register(3600);
    let users = ["bob", "carol with a long name", "bob;x=y", "dave"];
    let built = users.map(|user| {
        let (rid, message) = world.build(&format!("<sip:{}@b>", user.replace(' ', "%20")), 3600);
        let now = world.now();
        let text = text_of(&message);
        world.ua.send_register(now, rid, Some(message)).unwrap();
        text
    });
    world.settle();
    assert_eq!(world.sent.len(), 1);
    let now = world.now();
    assert_eq!(world.ua.statistics(now).transactions.allocated, 1 + users.len());
    world.run_seconds(1);
    assert_eq!(world.ua.statistics(now).transactions.allocated, 0);
    for (built, sent) in built.iter().zip(&world.sent[1..]) {
        assert_eq!(built.replace("999.999.999.999:99999", "10.0.0.2:5070"), sent.text);
    }
    assert_eq!(world.sent.len(), 1 + users.len());
}

#[test]
fn what_a_program_wrote_stands_in_every_retry_and_refresh() {
    let mut world = World::new(digest(9));
    world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
    let now = world.now();
    let (rid, mut message) = world.build("sip:alice@a", 60);
    message.headers.push(Header::new(b"X-ODD", b"folded\r\n and odd"));
    message.bodies.push(Body::new(b"a body without a type"));
    world.ua.send_register(now, rid, Some(message)).unwrap();
    world.run_seconds(60);
    assert_eq!(world.story(), "-401 +200 +200");
    for sent in &world.sent {
        assert!(sent.text.contains("\r\nX-ODD: folded\r\n and odd\r\n"), "{}", sent.text);
        assert!(sent.text.ends_with("\r\n\r\na body without a type"), "{}", sent.text);
    }
}

#[test]
fn a_message_that_cannot_be_written_is_refused_at_once() {
    let mut world = World::new(accept);
    let now = world.now();
    let (rid, mut message) = world.build("sip:bob@b", 3600);
    message.from.as_mut().unwrap().url = None;
    assert_eq!(world.ua.send_register(now, rid, Some(message)), Err(Error::BadParameter));
    world.settle();
    assert!(world.sent.is_empty() && world.events.is_empty());
    world.ua.send_register(now, rid, None).unwrap();
    world.settle();
    world.run_seconds(1);
    assert_eq!(world.story(), "+200");
}

/// The same response in forms that are seldom seen.
fn odd(text: &str) -> String {
    text.replace("Via: ", "v :")
        .replace("From: ", "f:\t")
        .replace("Call-ID: ", "i:  ")
        .replace("CSeq: ", "CSEQ:")
        .replace("Contact: <", "m: \"x, y\" <sip:x@y>;expires=7,\r\n <")
        .replace("WWW-Authenticate: ", "www-authenticate:\r\n\t")
        .replace("Content-Length: 0", "l: 0")
        .replace("\r\n", "\n")
}

#[test]
fn responses_are_understood_in_any_form() {
    let story = |is_odd| {
        let mut registrar = digest(9);
        let mut world = World::new(move |request| {
            let answers = registrar(request).into_iter();
            answers.map(|text| if is_odd { odd(&text) } else { text }).collect()
        });
        world.ua.credentials_mut().add(b"alice", b"alice", Some(b"secret"), None, None).unwrap();
        world.register(60);
        world.run_seconds(120);
        assert!(world.story().starts_with("-401 +200 +200 +200"), "{}", world.story());
        (world.story(), world.times())
    };
    assert_eq!(story(true), story(false));
}
