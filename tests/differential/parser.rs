//! `osip_parser.h`: setting and getting headers and bodies.

use core::ffi::{c_char, c_int, c_void};
use core::ptr::{dangling_mut, null, null_mut};

use eXosip2::sip::{Body, Header, Message};

use crate::api;
use crate::common::oracle::{lent_text, pointer, terminated};
use crate::common::random::Seeded;
use crate::message::{self, Handle, Kind, differing_lines};

/// Declares the functions below, and the rows of headers.
macro_rules! headers {
    (lists { $($list:ident $list_set:ident $list_get:ident $list_text:literal;)* }
     singles { $($one:ident $one_set:ident $one_get:ident $one_text:literal;)* }
     $($other:tt)*) => {
        api! {
            $(fn $list_set(*mut Message, *const c_char) -> c_int;
              fn $list_get(*const Message, c_int, *mut *mut c_void) -> c_int;)*
            $(fn $one_set(*mut Message, *const c_char) -> c_int;
              fn $one_get(*const Message) -> *mut c_void;)*
            $($other)*
        }

        /// Name, setter, getter and a good value of each header that may be repeated.
        fn lists(api: &Api) -> Vec<(&'static str, Set, Get, &'static str)> {
            vec![$((stringify!($list), api.$list_set, api.$list_get, $list_text)),*]
        }

        /// The same of each header that may not.
        fn singles(api: &Api) -> Vec<(&'static str, Set, GetOne, &'static str)> {
            vec![$((stringify!($one), api.$one_set, api.$one_get, $one_text)),*]
        }
    };
}

type Set = unsafe extern "C" fn(*mut Message, *const c_char) -> c_int;
type Get = unsafe extern "C" fn(*const Message, c_int, *mut *mut c_void) -> c_int;
type GetOne = unsafe extern "C" fn(*const Message) -> *mut c_void;

headers! {
    lists {
        accepts osip_message_set_accept osip_message_get_accept "a/b;q=1";
        accept_encodings osip_message_set_accept_encoding osip_message_get_accept_encoding "gzip";
        accept_languages osip_message_set_accept_language osip_message_get_accept_language "da;q=1";
        alert_infos osip_message_set_alert_info osip_message_get_alert_info "<http://a>;x";
        allows osip_message_set_allow osip_message_get_allow "INVITE";
        authentication_infos osip_message_set_authentication_info osip_message_get_authentication_info "nextnonce=\"x\"";
        authorizations osip_message_set_authorization osip_message_get_authorization "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"0\"";
        call_infos osip_message_set_call_info osip_message_get_call_info "<http://a>;purpose=x";
        contacts osip_message_set_contact osip_message_get_contact "\"a, b\" <sip:a@example.com>;q=1";
        content_encodings osip_message_set_content_encoding osip_message_get_content_encoding "gzip";
        error_infos osip_message_set_error_info osip_message_get_error_info "<sip:a@example.com>";
        proxy_authenticates osip_message_set_proxy_authenticate osip_message_get_proxy_authenticate "Digest realm=\"r\", nonce=\"n\"";
        proxy_authentication_infos osip_message_set_proxy_authentication_info osip_message_get_proxy_authentication_info "nextnonce=\"x\", qop=auth";
        proxy_authorizations osip_message_set_proxy_authorization osip_message_get_proxy_authorization "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"0\"";
        record_routes osip_message_set_record_route osip_message_get_record_route "<sip:a@example.com;lr>";
        routes osip_message_set_route osip_message_get_route "<sip:a@example.com;lr>";
        vias osip_message_set_via osip_message_get_via "SIP/2.0/UDP 192.0.2.1:5060;branch=z";
        www_authenticates osip_message_set_www_authenticate osip_message_get_www_authenticate "Digest realm=\"r\", nonce=\"n\"";
    }
    singles {
        call_id osip_message_set_call_id osip_message_get_call_id "1@example.com";
        content_length osip_message_set_content_length osip_message_get_content_length "5";
        content_type osip_message_set_content_type osip_message_get_content_type "application/sdp";
        cseq osip_message_set_cseq osip_message_get_cseq "1 INVITE";
        from osip_message_set_from osip_message_get_from "<sip:a@example.com>;tag=1";
        mime_version osip_message_set_mime_version osip_message_get_mime_version "1.0";
        to osip_message_set_to osip_message_get_to "<sip:a@example.com>";
    }
    fn osip_message_append_via(*mut Message, *const c_char) -> c_int;
    fn osip_message_fix_last_via_header(*mut Message, *const c_char, c_int) -> c_int;
    fn osip_message_get__property(*const Message) -> c_int;
    fn osip_message_get_reason(c_int) -> *const c_char;
    fn osip_message_set_multiple_header(*mut Message, *mut c_char, *mut c_char) -> c_int;
    fn osip_message_set_header(*mut Message, *const c_char, *const c_char) -> c_int;
    fn osip_message_replace_header(*mut Message, *const c_char, *const c_char) -> c_int;
    fn osip_message_set_topheader(*mut Message, *const c_char, *const c_char) -> c_int;
    fn osip_message_header_get_byname(*const Message, *const c_char, c_int, *mut *mut Header) -> c_int;
    fn osip_message_get_header(*const Message, c_int, *mut *mut Header) -> c_int;
    fn osip_message_set_body(*mut Message, *const c_char, usize) -> c_int;
    fn osip_message_set_body_mime(*mut Message, *const c_char, usize) -> c_int;
    fn osip_message_get_body(*const Message, c_int, *mut *mut Body) -> c_int;
    fn osip_message_get_knownheaderlist(*mut c_void, c_int, *mut *mut c_void) -> c_int;
    fn parser_add_comma_separated_header(*const c_char) -> c_int;
}

/// Our functions and an empty message of ours; the original's and one of its own.
fn both() -> [(&'static Api, Handle); 2] {
    [(ours(), Handle::new(message::ours())), (original(), Handle::new(message::original()))]
}

fn c_text(text: Option<&str>) -> Option<Vec<u8>> {
    text.map(|text| terminated(text.as_bytes()))
}

/// The same on both, or the lines that differ.
fn assert_equal<T: PartialEq + core::fmt::Debug>([mine, theirs]: [T; 2], about: &str) {
    assert!(mine == theirs, "{about}\n{}", differing_lines(&mine, &theirs));
}

/// Text and fields of a message.
fn state(message: &Handle) -> (String, Message) {
    let text = message.text(Kind::Fragment).1.unwrap_or_default();
    (String::from_utf8_lossy(&text).into_owned(), message.fields().clone())
}

#[test]
fn setters_and_getters_of_lists_answer_the_same() {
    for row in 0..lists(ours()).len() {
        let (name, _, _, good) = lists(ours())[row];
        let values = [Some(good), None, Some(""), Some(good), Some("\""), Some(";"), Some(good)];
        let results = both().map(|(api, message)| {
            let (_, set, get, _) = lists(api)[row];
            let mut log = Vec::new();
            for value in values {
                let text = c_text(value);
                log.push(unsafe { set(message.message, pointer(&text)) });
            }
            for pos in -1..8 {
                let mut found = dangling_mut::<c_void>();
                log.push(unsafe { get(message.message, pos, &raw mut found) });
                log.push(c_int::from(found.is_null()));
            }
            (log, state(&message))
        });
        assert_equal(results, name);
    }
}

#[test]
fn setters_and_getters_of_single_headers_answer_the_same() {
    for row in 0..singles(ours()).len() {
        let (name, _, _, good) = singles(ours())[row];
        let results = both().map(|(api, message)| {
            let (_, set, get, _) = singles(api)[row];
            let mut log = vec![c_int::from(unsafe { get(message.message) }.is_null())];
            for value in [None, Some(""), Some(good), Some(good)] {
                let text = c_text(value);
                log.push(unsafe { set(message.message, pointer(&text)) });
            }
            log.push(c_int::from(unsafe { get(message.message) }.is_null()));
            (log, state(&message))
        });
        assert_equal(results, name);
    }
}

#[test]
fn vias_are_added_on_the_same_side() {
    let results = both().map(|(api, message)| {
        let mut log = Vec::new();
        for (append, text) in [(0, "a"), (1, "b"), (0, "c"), (1, "d"), (1, "")] {
            let text = terminated(format!("SIP/2.0/UDP {text}").as_bytes());
            let set =
                if append == 1 { api.osip_message_append_via } else { api.osip_message_set_via };
            log.push(unsafe { set(message.message, text.as_ptr().cast()) });
        }
        log.push(unsafe { (api.osip_message_append_via)(message.message, null()) });
        log.push(unsafe { (api.osip_message_append_via)(message.message, c"".as_ptr()) });
        (log, state(&message))
    });
    assert_equal(results, "vias");
}

#[test]
fn unparsed_headers_are_kept_in_the_same_order() {
    const NAMES: &[&str] = &["Foo", "foo", "FOO", "Bar", "x-y", "From"];
    for seed in 0..300 {
        let results = both().map(|(api, message)| {
            let mut random = Seeded(seed);
            let mut log = Vec::new();
            for _ in 0..12 {
                let name = terminated(random.pick(NAMES).as_bytes());
                let value = c_text([None, Some(""), Some(" a, b "), Some("c")][random.below(4)]);
                let pos = random.below(8) as c_int;
                let mut found = dangling_mut::<Header>();
                log.push(unsafe {
                    let (message, name) = (message.message, name.as_ptr().cast());
                    match random.below(6) {
                        0 | 1 => (api.osip_message_set_header)(message, name, pointer(&value)),
                        2 => (api.osip_message_set_topheader)(message, name, pointer(&value)),
                        3 => (api.osip_message_replace_header)(message, name, pointer(&value)),
                        4 => (api.osip_message_get_header)(message, pos - 1, &raw mut found),
                        _ => {
                            (api.osip_message_header_get_byname)(message, name, pos, &raw mut found)
                        }
                    }
                });
                log.push(c_int::from(found.is_null()));
            }
            (log, state(&message))
        });
        assert_equal(results, &format!("seed {seed}"));
    }
}

#[test]
fn headers_of_any_name_are_parsed_the_same() {
    const ROWS: &[(&str, Option<&str>)] = &[
        ("Contact", Some("<sip:a@example.com>, \"x, y\" <sip:b@example.com>")),
        ("m", Some("*")),
        ("CONTACT", Some("nothing")),
        ("Foo", Some("a, b")),
        ("Foo ", Some(" a ")),
        ("Supported", Some("a, b,, c")),
        ("Supported", Some("")),
        ("From", Some("<sip:a@example.com>")),
        ("f", Some("<sip:a@example.com>")),
        ("Route", Some("nothing, <sip:a@example.com>")),
        ("Contact", None),
        ("Via", Some("")),
        ("Accept", Some("")),
        ("Date", Some("Sat, 13 Nov 2010 23:29:00 GMT")),
        ("Path", Some("<sip:a@example.com;lr>,<sip:b@example.com;lr>")),
        ("WWW-Authenticate", Some("Digest realm=\"r\", nonce=\"n\"")),
        ("Call-ID", Some("1")),
        ("Content-Type", Some("a/b")),
        ("CSeq", Some("1 A")),
        ("To", Some("nothing")),
    ];
    let results = both().map(|(api, message)| {
        let mut log = Vec::new();
        for (name, value) in ROWS {
            let mut name = terminated(name.as_bytes());
            let mut value = c_text(*value);
            let value = value.as_mut().map_or(null_mut(), |value| value.as_mut_ptr().cast());
            let name = name.as_mut_ptr().cast();
            log.push(unsafe {
                (api.osip_message_set_multiple_header)(message.message, name, value)
            });
        }
        (log, state(&message))
    });
    assert_equal(results, "multiple");
}

#[test]
fn more_names_may_become_lists() {
    let texts = both().map(|(api, message)| {
        let name = c"X-Differential".as_ptr();
        let codes = unsafe {
            [
                (api.parser_add_comma_separated_header)(name),
                (api.parser_add_comma_separated_header)(null()),
            ]
        };
        let code = message.parse(Kind::Fragment, b"x-differential: a, \"b,c\"\r\n");
        (codes, code, state(&message))
    });
    assert_equal(texts, "list");
}

#[test]
fn the_source_of_a_request_is_noted_the_same() {
    for first_line in ["OPTIONS sip:a@example.com SIP/2.0", "SIP/2.0 200 OK"] {
        for via in
            ["h", "192.0.2.1;rport", "192.0.2.1;RPORT=", "192.0.2.1;rport=7", "[2001:db8::1];rport"]
        {
            for (address, port) in
                [("192.0.2.1", 5060), ("192.0.2.2", 70000), ("2001:db8::1", -1), ("", 0)]
            {
                let text =
                    format!("{first_line}\r\nVia: SIP/2.0/UDP {via}\r\nVia: SIP/2.0/UDP h\r\n\r\n");
                let address = terminated(address.as_bytes());
                let results = both().map(|(api, message)| {
                    assert_eq!(message.parse(Kind::Whole, text.as_bytes()), 0);
                    let fix = api.osip_message_fix_last_via_header;
                    let code = unsafe { fix(message.message, address.as_ptr().cast(), port) };
                    (code, state(&message))
                });
                assert_equal(results, &text);
            }
        }
    }
    let results = both().map(|(api, message)| unsafe {
        let fix = api.osip_message_fix_last_via_header;
        (fix(message.message, c"192.0.2.1".as_ptr(), 1), fix(null_mut(), c"192.0.2.1".as_ptr(), 1))
    });
    assert_equal(results, "no Via");
}

#[test]
fn reason_phrases_are_the_same() {
    for status in -10..1000 {
        let results = [ours(), original()]
            .map(|api| unsafe { lent_text((api.osip_message_get_reason)(status)) });
        assert_equal(results, &status.to_string());
    }
}

#[test]
fn bodies_are_added_the_same() {
    const PARTS: &[&[u8]] = &[
        b"",
        b"hello",
        b"a\0b",
        b"A: b\r\n\r\nhello",
        b"A: b\r\nContent-Type: c/d;e=f\r\n\r\nhel\0lo",
        b"A: b\r\n\r\n",
        b"\r\nhello",
        b"A\r\n\r\nhello",
        b": b\r\n\r\nhello",
        b"A:b\r\nFoo-bar : c \r\n\r\n\r\nhello\r\n",
        b"Content-Type: nothing\r\n\r\nhello",
        b"A: b",
    ];
    const TYPES: &[&str] = &["text/plain", "multipart/mixed;boundary=x", "multipart/mixed", ""];
    for content_type in TYPES {
        for (first, second) in PARTS.iter().flat_map(|one| PARTS.iter().map(move |two| (one, two)))
        {
            let results = both().map(|(api, message)| {
                let content_type = terminated(content_type.as_bytes());
                let mut log = vec![unsafe {
                    (api.osip_message_set_content_type)(
                        message.message,
                        content_type.as_ptr().cast(),
                    )
                }];
                for part in [first, second] {
                    let text = terminated(part);
                    for set in [api.osip_message_set_body_mime, api.osip_message_set_body] {
                        // The original cannot print a message once it has an empty body.
                        if !part.is_empty() {
                            log.push(unsafe {
                                set(message.message, text.as_ptr().cast(), part.len())
                            });
                        }
                    }
                }
                for pos in -1..5 {
                    let mut found = dangling_mut::<Body>();
                    log.push(unsafe {
                        (api.osip_message_get_body)(message.message, pos, &raw mut found)
                    });
                    log.push(c_int::from(found.is_null()));
                }
                (log, state(&message), message.text(Kind::Fragment).0)
            });
            assert_equal(results, &format!("{content_type} {first:?} {second:?}"));
        }
    }
    let results = both().map(|(api, message)| unsafe {
        let set = api.osip_message_set_body;
        let codes = (set(message.message, null(), 3), set(message.message, c"".as_ptr(), 0));
        (codes, message.text(Kind::Fragment), (api.osip_message_get__property)(null()))
    });
    assert_equal(results, "empty body");
}

#[test]
fn known_lists_are_read_the_same() {
    let results = both().map(|(api, message)| {
        assert_eq!(message.parse(Kind::Fragment, b"Allow: a, b\r\n"), 0);
        let list = unsafe { &raw mut (*message.message).allows };
        let mut log = Vec::new();
        for pos in -1..4 {
            let mut found = dangling_mut::<c_void>();
            log.push(unsafe {
                (api.osip_message_get_knownheaderlist)(list.cast(), pos, &raw mut found)
            });
            log.push(c_int::from(found.is_null()));
        }
        log
    });
    assert_equal(results, "allows");
}
