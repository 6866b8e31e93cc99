//! `osip_body.h` and `headers/osip_header.h`; bodies of messages, in one part and in many.

use core::ffi::{c_char, c_int};
use core::ptr::{dangling_mut, null, null_mut};

use eXosip2::mem::Text;
use eXosip2::sip::{Body, Header, Message};

use crate::api;
use crate::common::oracle::{lent_text, take_text, terminated};
use crate::common::random::Seeded;
use crate::message::{Kind, differing_lines, judge};

api! {
    fn osip_body_init(*mut *mut Body) -> c_int;
    fn osip_body_free(*mut Body);
    fn osip_body_parse(*mut Body, *const c_char, usize) -> c_int;
    fn osip_body_clone(*const Body, *mut *mut Body) -> c_int;
    fn osip_body_parse_mime(*mut Body, *const c_char, usize) -> c_int;
    fn osip_body_to_str(*const Body, *mut *mut c_char, *mut usize) -> c_int;
    fn osip_body_set_contenttype(*mut Body, *const c_char) -> c_int;
    fn osip_body_set_header(*mut Body, *const c_char, *const c_char) -> c_int;
    fn osip_header_init(*mut *mut Header) -> c_int;
    fn osip_header_free(*mut Header);
    fn osip_header_to_str(*const Header, *mut *mut c_char) -> c_int;
    fn osip_header_get_name(*const Header) -> *mut c_char;
    fn osip_header_set_name(*mut Header, *mut c_char);
    fn osip_header_get_value(*const Header) -> *mut c_char;
    fn osip_header_set_value(*mut Header, *mut c_char);
    fn osip_header_clone(*const Header, *mut *mut Header) -> c_int;
}

/// A code and the bytes that came with it.
type Printed = (c_int, Option<Vec<u8>>);

/// The text of a body, and whether its length is written where there is no body.
fn print(api: &Api, body: *const Body) -> (Printed, usize) {
    let (mut text, mut length) = (dangling_mut::<c_char>(), 7);
    let code = unsafe { (api.osip_body_to_str)(body, &raw mut text, &raw mut length) };
    if text.is_null() {
        return ((code, None), length);
    }
    let bytes = unsafe { core::slice::from_raw_parts(text.cast::<u8>(), length) }.to_vec();
    unsafe { libc::free(text.cast()) };
    ((code, Some(bytes)), length)
}

/// The codes of what `fill` does to a new body, the body, and what it and its copy are printed as.
fn try_body(
    api: &Api,
    fill: impl Fn(&Api, *mut Body) -> Vec<c_int>,
) -> (Vec<c_int>, Option<Body>, [(Printed, usize); 2]) {
    let (mut body, mut copy) = (null_mut(), null_mut());
    unsafe {
        assert_eq!((api.osip_body_init)(&raw mut body), 0);
        let codes = fill(api, body);
        // The original copies no body without bytes.
        if !(*body).bytes().is_empty() {
            assert_eq!((api.osip_body_clone)(body, &raw mut copy), 0);
        }
        let printed = [print(api, body), print(api, copy)];
        // After an error the original leaves the body half filled.
        let fields = codes.iter().all(|&code| code == 0).then(|| (*body).clone());
        (api.osip_body_free)(body);
        (api.osip_body_free)(copy);
        (codes, fields, printed)
    }
}

#[track_caller]
fn assert_equal<T: PartialEq + core::fmt::Debug>(mine: T, theirs: T, about: &str) {
    assert!(mine == theirs, "{about}\n{}", differing_lines(&mine, &theirs));
}

#[test]
fn what_a_body_held_before_is_the_programs_to_free() {
    for api in [ours(), original()] {
        let mut body: *mut Body = null_mut();
        unsafe {
            assert_eq!((api.osip_body_init)(&raw mut body), 0);
            let text = [b'x'; 64];
            assert_eq!((api.osip_body_parse)(body, text.as_ptr().cast(), text.len()), 0);
            assert_eq!((api.osip_body_set_contenttype)(body, c"text/plain".as_ptr()), 0);
            // The bytes are the first field of the record.
            let old: *mut u8 = body.cast::<*mut u8>().read();
            let old_type = (*body).content_type.as_ref().unwrap().lend();
            assert_eq!((api.osip_body_parse)(body, c"new".as_ptr(), 3), 0);
            assert_eq!((api.osip_body_set_contenttype)(body, c"a/b".as_ptr()), 0);
            assert_eq!((*body).bytes(), b"new");
            assert_eq!(core::slice::from_raw_parts(old, text.len()), text);
            assert_eq!(old_type.as_ref().subtype, Some(Text::from("plain")));
            libc::free(old.cast());
            drop(eXosip2::mem::CBox::from_raw(old_type));
            (api.osip_body_free)(body);
        }
    }
}

#[test]
fn bodies_are_read_copied_and_printed_the_same() {
    const TEXTS: &[&[u8]] = &[
        b"",
        b"a",
        b"a\0b\0",
        b"A: b\r\n\r\nhello",
        b"A: b\r\n\r\nhel\0lo",
        b"A: b\r\nContent-Type: c/d;e=f\r\nG-h : i,j \r\n\r\nhello\r\n",
        b"content-TYPE:c/d\r\n\r\n\r\n",
        b"A: b\r\n\r\n",
        b"A: b\r\n",
        b"A: b",
        b"A b\r\n\r\nhello",
        b": b\r\n\r\nhello",
        b"A:\r\n\r\nhello",
        b"Content-Type: nothing\r\n\r\nhello",
        b"\r\nhello",
    ];
    for text in TEXTS {
        let shown = String::from_utf8_lossy(text);
        let whole = |api: &Api, body| {
            let buffer = terminated(text);
            vec![unsafe { (api.osip_body_parse)(body, buffer.as_ptr().cast(), text.len()) }]
        };
        assert_equal(try_body(ours(), whole), try_body(original(), whole), &shown);
        let mime = |api: &Api, body| {
            let buffer = terminated(text);
            vec![unsafe { (api.osip_body_parse_mime)(body, buffer.as_ptr().cast(), text.len()) }]
        };
        let (mine, theirs) = (try_body(ours(), mime), try_body(original(), mime));
        assert_eq!(mine.0, theirs.0, "{shown}");
        assert_equal((mine.1, mine.2), (theirs.1, theirs.2), &shown);
    }
}

#[test]
fn headers_are_added_to_bodies_the_same() {
    let fill = |api: &Api, body| {
        let text = terminated(b"hello");
        unsafe {
            vec![
                (api.osip_body_parse)(body, text.as_ptr().cast(), 5),
                (api.osip_body_set_header)(body, c"foo-bar".as_ptr(), c"x".as_ptr()),
                (api.osip_body_set_header)(body, c"A".as_ptr(), c"".as_ptr()),
                (api.osip_body_set_contenttype)(body, c"text/plain; a=b".as_ptr()),
                (api.osip_body_set_contenttype)(body, c"text/html".as_ptr()),
            ]
        }
    };
    assert_equal(try_body(ours(), fill), try_body(original(), fill), "headers");
    let refused = |api: &Api| unsafe {
        let mut body = null_mut();
        (api.osip_body_init)(&raw mut body);
        let codes = [
            (api.osip_body_set_header)(body, null(), c"x".as_ptr()),
            (api.osip_body_set_header)(body, c"x".as_ptr(), null()),
            (api.osip_body_set_header)(null_mut(), c"x".as_ptr(), c"x".as_ptr()),
            (api.osip_body_set_contenttype)(body, null()),
            (api.osip_body_set_contenttype)(body, c"nothing".as_ptr()),
            (api.osip_body_set_contenttype)(null_mut(), c"a/b".as_ptr()),
            (api.osip_body_parse)(null_mut(), c"x".as_ptr(), 1),
            (api.osip_body_parse)(body, null(), 1),
            (api.osip_body_parse_mime)(null_mut(), c"x".as_ptr(), 1),
            (api.osip_body_parse_mime)(body, null(), 1),
            (api.osip_body_clone)(body, null_mut()),
            (api.osip_body_clone)(null(), &mut null_mut()),
            (api.osip_body_to_str)(body, null_mut(), &mut 0),
            (api.osip_body_to_str)(null(), &mut null_mut(), &mut 0),
        ];
        (api.osip_body_free)(null_mut());
        (api.osip_body_free)(body);
        codes
    };
    assert_eq!(refused(ours()), refused(original()));
}

/// Content-Type and bodies, good and bad. Lines end with CR LF, before each delimiter too: in others the original drops bytes.
pub fn multipart(random: &mut Seeded) -> Vec<u8> {
    const TYPES: &[&str] = &[
        "multipart/mixed;boundary=b1",
        "multipart/mixed; boundary=\"b1\"",
        "multipart/alternative;x=y;boundary=b1",
        "multipart/mixed",
        "multipart/mixed;boundary=",
        "text/plain",
    ];
    const PARTS: &[&str] = &[
        "Content-Type: text/plain\r\n\r\nhello",
        "Content-Type: application/sdp;level=1\r\nContent-ID: <x@y>\r\n\r\nv=0\r\no=- 1 1 IN IP4 h\r\n",
        "A: b\r\nE: f, g\r\n\r\n--b2 no delimiter",
        "Content-Disposition: session\r\n\r\n\u{e9}\u{4e2d}",
        "Content-Type: text/plain\r\n\r\n",
        "Content-Type: nothing\r\n\r\nhello",
        "no header\r\n\r\nhello",
        "\r\nhello",
    ];
    let good = |all: usize, good: usize, random: &mut Seeded| {
        if random.one_in(8) { random.below(all) } else { random.below(good) }
    };
    let kind = TYPES[good(TYPES.len(), 3, random)];
    let mut body = String::new();
    for _ in 0..=random.below(4) {
        body += "--b1\r\n";
        body += PARTS[good(PARTS.len(), 4, random)];
        body += "\r\n";
    }
    body += if random.one_in(8) { "--b1\r\n" } else { "--b1--\r\n" };
    let length = body.len();
    format!("OPTIONS sip:a@b SIP/2.0\r\nTo: <sip:a@b>\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

#[test]
fn multipart_messages_are_read_copied_and_printed_the_same() {
    let mut accepted = 0;
    for seed in 0..3_000 {
        let text = multipart(&mut Seeded(seed));
        accepted += usize::from(assert_judged_alike(&text));
    }
    assert!((1_000..2_900).contains(&accepted), "{accepted}");
}

/// Asserts that both libraries accept the message, with the same fields and text, or that both refuse it. Whether they accept it.
fn assert_judged_alike(text: &[u8]) -> bool {
    let verdict = judge(Kind::Whole, text);
    let shown = String::from_utf8_lossy(text);
    assert_eq!(verdict.accepted, verdict.originally_accepted, "{shown}");
    assert!(verdict.difference.is_empty(), "{shown}\n{}", verdict.difference);
    verdict.accepted
}

#[test]
fn bodies_of_any_charset_pass_untouched() {
    let xml = "<?xml version=\"1.0\" encoding=\"GB2312\"?>\r\n<Response><Name>".as_bytes();
    for length in [0, 1, 1_000, 65_000] {
        let body =
            [xml, &b"\xc4\xe3\xba\xc3\xff\x80\t\n".repeat(length / 8), b"</Name></Response>\r\n"]
                .concat();
        let head = format!(
            "MESSAGE sip:a@b SIP/2.0\r\nContent-Type: Application/MANSCDP+xml\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let text = [head.as_bytes(), &body].concat();
        assert!(assert_judged_alike(&text));
        let message = Message::parse(&text).unwrap();
        assert_eq!(message.bodies.first().map(Body::bytes), Some(&body[..]));
        let mut written = Vec::new();
        message.write(&mut written).unwrap();
        assert!(written.ends_with(&[b"\r\n\r\n", &body[..]].concat()));
    }
}

#[test]
fn headers_answer_the_same() {
    let texts = [Some(""), Some("x"), Some("Foo-bar"), Some("\u{e9}"), Some(" a: b ")];
    // The original copies no header without a name.
    let values = [None].iter().chain(&texts);
    for (name, value) in
        texts.iter().flat_map(|name| values.clone().map(move |value| (*name, *value)))
    {
        let ask = |api: &Api| unsafe {
            let give = |text: Option<&str>| {
                text.map_or(null_mut(), |text| Text::from(text).into_raw().as_ptr())
            };
            let (mut header, mut copy, mut text) = (null_mut(), null_mut(), dangling_mut());
            let mut codes = vec![(api.osip_header_init)(&raw mut header)];
            (api.osip_header_set_name)(header, give(name));
            (api.osip_header_set_value)(header, give(value));
            codes.push((api.osip_header_clone)(header, &raw mut copy));
            let fields =
                copy.as_ref().map(|copy: &Header| (copy.hname.clone(), copy.hvalue.clone()));
            codes.push((api.osip_header_to_str)(copy, &raw mut text));
            let got = [
                lent_text((api.osip_header_get_name)(header)),
                lent_text((api.osip_header_get_value)(header)),
                take_text(text),
            ];
            (api.osip_header_free)(header);
            (api.osip_header_free)(copy);
            (codes, fields, got)
        };
        assert_equal(ask(ours()), ask(original()), &format!("{name:?} {value:?}"));
    }
    let ask = |api: &Api| unsafe {
        let (mut text, mut copy) = (dangling_mut(), dangling_mut());
        let codes = [
            (api.osip_header_to_str)(null(), &raw mut text),
            (api.osip_header_clone)(null(), &raw mut copy),
        ];
        (api.osip_header_free)(null_mut());
        let got = [(api.osip_header_get_name)(null()), (api.osip_header_get_value)(null())];
        (codes, text.is_null(), copy.is_null(), got)
    };
    assert_eq!(ask(ours()), ask(original()));
}
