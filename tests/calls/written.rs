//! Requests that the library writes by itself say what those say that a program builds. RFC 3261 12.2.1.1, 13.2.2.4.

use eXosip2::transport::Transport;
use eXosip2::ua::{EventKind, Listener, Ua};

use crate::peer::{Phone, without_numbers};

const ROUTES: &str = "Record-Route: <sip:192.0.2.7;lr;x=1>\r\nRecord-Route: <sip:192.0.2.8;lr>\r\n";
const STRICT: &str = "Record-Route: <sip:192.0.2.7>\r\n";
const CONTACT: &str = "Contact: \"B <\" <sip:bob@192.0.2.9:5061;x=y>;q=1\r\n";

/// What the 200 of the peer says, and what the INVITE says beside the usual.
const CALLS: [(&str, &str); 5] = [
    (CONTACT, ""),
    ("", ""),
    (ROUTES, "Authorization: Digest username=\"a\", realm=\"r\""),
    (STRICT, ""),
    (ROUTES, "Proxy-Authorization: Digest username=\"a\", realm=\"r\""),
];

/// What the program has chosen.
const SETTINGS: [fn(&mut Ua); 4] = [
    |_| {},
    |ua| ua.masquerade(b"203.0.113.9", Some(5099)),
    |ua| {
        ua.options_mut().rport = false;
        ua.add_listener(Listener { transport: Transport::Tcp, port: 0, ipv4: true });
    },
    |ua| ua.options_mut().hide_first_route = true,
];

fn answered(set: fn(&mut Ua), contact: &str, invite: &str) -> (Phone, i32) {
    let mut phone = Phone::new();
    set(&mut phone.world.ua);
    let cid = phone.invite_with(invite);
    let headers =
        if contact.contains("Contact") { contact.into() } else { format!("{contact}{CONTACT}") };
    let headers = if contact.is_empty() { String::new() } else { headers };
    phone.reply_with("INVITE", "200 OK", "b", &headers);
    (phone, cid)
}

/// Each combination of settings and answers; and whether the path to the peer is open, as another request waits for its response there.
fn each_case(check: impl Fn(fn(&mut Ua), (&str, &str), bool)) {
    for set in SETTINGS {
        for call in CALLS {
            [false, true].into_iter().for_each(|is_open| check(set, call, is_open));
        }
    }
}

#[test]
fn an_ack_of_the_library_is_that_which_a_program_builds() {
    each_case(|set, (contact, invite), is_open| {
        let (mut phone, _) = answered(set, contact, invite);
        let tid = phone.tid(EventKind::CallAnswered);
        if is_open {
            phone.send_in_dialog(phone.did(), "INFO").unwrap();
        }
        phone.ack(tid).unwrap();
        let built = phone.last("ACK");
        let now = phone.world.now();
        phone.world.ua.send_ack(now, tid, None).unwrap();
        phone.world.settle();
        let written = phone.last("ACK");
        assert_eq!(phone.count("ACK"), 2);
        assert_eq!(without_numbers(&written.text), without_numbers(&built.text));
        assert_eq!(written.path, built.path);
        // It is sent again for each repetition of its 2xx.
        let sent = phone.world.sent.len();
        phone.reply_with("INVITE", "200 OK", "b", contact);
        assert_eq!(
            phone.world.sent[sent..].iter().map(|it| &it.text).collect::<Vec<_>>(),
            [&written.text]
        );
    });
}

#[test]
fn a_bye_of_the_library_is_that_which_a_program_builds() {
    each_case(|set, (contact, invite), is_open| {
        let [built, written] = [true, false].map(|is_built| {
            let (mut phone, cid) = answered(set, contact, invite);
            let did = phone.did();
            phone.ack(phone.tid(EventKind::CallAnswered)).unwrap();
            if is_open {
                phone.send_in_dialog(did, "INFO").unwrap();
            }
            if is_built {
                phone.send_in_dialog(did, "BYE").unwrap();
            } else {
                phone.terminate(cid, did).unwrap();
            }
            phone.last("BYE")
        });
        assert_eq!(without_numbers(&written.text), without_numbers(&built.text));
        assert_eq!(written.path, built.path);
    });
}

#[test]
fn a_dialog_is_the_same_however_a_response_writes_it() {
    let [plain, list, compact] = [
        [ROUTES, "Contact: <sip:bob@192.0.2.9:5061>\r\n"].concat(),
        "record-route: <sip:192.0.2.7;lr;x=1> ,\r\n\t<sip:192.0.2.8;lr>\r\ncontact : <sip:bob@192.0.2.9:5061>\r\n".into(),
        [ROUTES, "m: sip:bob@192.0.2.9:5061;q=1\r\n"].concat(),
    ]
    .map(|headers| {
        let mut phone = Phone::new();
        let cid = phone.invite();
        phone.reply_with("INVITE", "200 OK", "b", &headers);
        let did = phone.did();
        phone.ack(phone.tid(EventKind::CallAnswered)).unwrap();
        phone.terminate(cid, did).unwrap();
        phone.last("BYE")
    });
    assert!(plain.text.contains("Route: <sip:192.0.2.8;lr>\r\nRoute: <sip:192.0.2.7;lr;x=1>\r\n"));
    for other in [list, compact] {
        assert_eq!(without_numbers(&other.text), without_numbers(&plain.text));
        assert_eq!(other.path, plain.path);
    }
}
