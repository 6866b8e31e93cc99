//! `osip_message.h`, `osip_parser.h`, `osip_body.h`.

use core::ffi::{CStr, c_char, c_int};
use core::ptr::null_mut;

use eXosip2::sip::{Body, Message};

use crate::{Object, api, each_allocation_fails, gives_object, gives_text};

api! {
    fn osip_message_init(*mut *mut Message) -> c_int;
    fn osip_message_free(*mut Message);
    fn osip_message_parse(*mut Message, *const c_char, usize) -> c_int;
    fn osip_message_parse_sipfrag(*mut Message, *const c_char, usize) -> c_int;
    fn osip_message_to_str(*mut Message, *mut *mut c_char, *mut usize) -> c_int;
    fn osip_message_to_str_sipfrag(*mut Message, *mut *mut c_char, *mut usize) -> c_int;
    fn osip_message_clone(*const Message, *mut *mut Message) -> c_int;
    fn osip_message_force_update(*mut Message) -> c_int;
    fn osip_message_fix_last_via_header(*mut Message, *const c_char, c_int) -> c_int;
    fn osip_message_set_header(*mut Message, *const c_char, *const c_char) -> c_int;
    fn osip_message_replace_header(*mut Message, *const c_char, *const c_char) -> c_int;
    fn osip_message_set_topheader(*mut Message, *const c_char, *const c_char) -> c_int;
    fn osip_message_set_multiple_header(*mut Message, *mut c_char, *mut c_char) -> c_int;
    fn osip_message_set_body(*mut Message, *const c_char, usize) -> c_int;
    fn osip_message_set_body_mime(*mut Message, *const c_char, usize) -> c_int;
    fn osip_body_init(*mut *mut Body) -> c_int;
    fn osip_body_free(*mut Body);
    fn osip_body_parse(*mut Body, *const c_char, usize) -> c_int;
    fn osip_body_parse_mime(*mut Body, *const c_char, usize) -> c_int;
    fn osip_body_clone(*const Body, *mut *mut Body) -> c_int;
    fn osip_body_to_str(*const Body, *mut *mut c_char, *mut usize) -> c_int;
    fn osip_body_set_contenttype(*mut Body, *const c_char) -> c_int;
    fn osip_body_set_header(*mut Body, *const c_char, *const c_char) -> c_int;
}

/// Every header family, some of them twice, and a multipart body.
const RICH: &CStr = c"INVITE sip:u%40x:p@example.com:5060;transport=udp;lr?Subject=a&b=c SIP/2.0\r\n\
    Via: SIP/2.0/UDP [::1]:5060;branch=z9hG4bK1;rport (comment), SIP/2.0/TCP h\r\n\
    Record-Route: <sip:a;lr>, <sip:b;lr>\r\nRoute: <sip:c;lr>\r\n\
    From: \"A\" <sip:a@h;x=y>;tag=1\r\nTo: B <tel:+123>\r\nCall-ID: 1@h\r\nCSeq: 1 INVITE\r\n\
    Contact: <sip:a@h>;q=1;expires=60, <sip:b@h>\r\n\
    Authorization: Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:h\", response=\"x\", auts=\"a\"\r\n\
    WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", userhash=true\r\n\
    Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n\
    Proxy-Authorization: Digest username=\"u\", realm=\"r\"\r\n\
    Authentication-Info: nextnonce=\"n\"\r\nProxy-Authentication-Info: nextnonce=\"n\"\r\n\
    Call-Info: <http://h>;purpose=icon\r\nAlert-Info: <http://h>\r\nError-Info: <http://h>\r\n\
    Accept: a/b;c=d, e/f\r\nAccept-Encoding: gzip;q=1\r\nAccept-Language: en;q=1\r\n\
    Allow: INVITE, ACK\r\nContent-Encoding: gzip\r\nMime-Version: 1.0\r\n\
    Supported: 100rel,\r\n path\r\nSubject: s\r\n\
    Content-Type: multipart/mixed;boundary=b\r\n\r\n\
    --b\r\nContent-Type: a/b\r\nX: y\r\n\r\none\r\n--b\r\nContent-Type: c/d\r\n\r\ntwo\r\n--b--\r\n";

const PART: &CStr = c"Content-Type: a/b;c=d\r\nContent-ID: 1\r\n\r\ncontent";

fn empty() -> Object<Message> {
    Object::new(ours().osip_message_init, ours().osip_message_free)
}

/// `text`, parsed.
fn parsed(text: &CStr) -> Object<Message> {
    let message = empty();
    assert_eq!(parse(&message, text), 0);
    message
}

fn parse(message: &Object<Message>, text: &CStr) -> c_int {
    unsafe { (ours().osip_message_parse)(message.place, text.as_ptr(), text.count_bytes()) }
}

/// All that there is in a message.
fn show(message: &Object<Message>) -> String {
    format!("{:?}", unsafe { (*message.place).clone() })
}

#[test]
fn messages_are_made() {
    each_allocation_fails(
        "init",
        || (),
        |()| {
            gives_object(ours().osip_message_free, |dest| unsafe {
                (ours().osip_message_init)(dest)
            })
        },
        |()| (),
    );
}

#[test]
fn messages_are_parsed() {
    let parse_fragment = |message: &Object<Message>, text: &CStr| unsafe {
        (ours().osip_message_parse_sipfrag)(message.place, text.as_ptr(), text.count_bytes())
    };
    let earlier = c"OPTIONS sip:h SIP/2.0\r\nSubject: x\r\n\r\n";
    each_allocation_fails("parse", empty, |message| parse(message, RICH), show);
    each_allocation_fails("parse again", || parsed(earlier), |message| parse(message, RICH), show);
    each_allocation_fails("fragment", empty, |message| parse_fragment(message, RICH), show);
    each_allocation_fails(
        "response",
        empty,
        |message| {
            parse(message, c"SIP/2.0 200 OK\r\nContent-Type: a/b\r\nContent-Length: 1\r\n\r\nx")
        },
        show,
    );
}

#[test]
fn messages_are_copied_and_written() {
    each_allocation_fails(
        "clone",
        || parsed(RICH),
        |message| {
            gives_object(ours().osip_message_free, |dest| unsafe {
                (ours().osip_message_clone)(message.place, dest)
            })
        },
        show,
    );
    for (name, print) in [
        ("to_str", ours().osip_message_to_str),
        ("to_str_sipfrag", ours().osip_message_to_str_sipfrag),
    ] {
        let print = |message: &Object<Message>| {
            gives_text(|dest| unsafe { print(message.place, dest, null_mut()) })
        };
        each_allocation_fails(name, || parsed(RICH), print, show);
        // The text that the message keeps is not the text of the fields.
        each_allocation_fails(
            name,
            || {
                let message = parsed(RICH);
                assert_eq!(print(&message), 0);
                assert_eq!(unsafe { (ours().osip_message_force_update)(message.place) }, 0);
                message
            },
            print,
            show,
        );
    }
}

/// Runs a setter of the type `int f(osip_message_t *, const char *)` on an empty and, where a second header may
/// stand there, on a rich message.
macro_rules! setters {
    ($test:ident, $messages:expr; $($name:ident $value:literal;)*) => {
        #[test]
        fn $test() {
            unsafe extern "C" {
                $(#[allow(improper_ctypes)] fn $name(sip: *mut Message, hvalue: *const c_char) -> c_int;)*
            }
            for make in $messages {
                $(each_allocation_fails(stringify!($name), make, |message| unsafe {
                    $name(message.place, $value.as_ptr())
                }, show);)*
            }
        }
    };
}

fn rich() -> Object<Message> {
    parsed(RICH)
}

setters! { lists_of_headers_grow, [empty, rich];
    osip_message_set_accept c"a/b;c=d";
    osip_message_set_accept_encoding c"gzip;q=1";
    osip_message_set_accept_language c"en;q=1";
    osip_message_set_alert_info c"<http://h>;x=y";
    osip_message_set_allow c"INVITE";
    osip_message_set_authentication_info c"nextnonce=\"n\", nc=1";
    osip_message_set_authorization c"Digest username=\"u\", realm=\"r\", auts=\"a\"";
    osip_message_set_call_info c"<http://h>;x=y";
    osip_message_set_contact c"\"A\" <sip:a:b@h:1;x=y?z=w>;q=1";
    osip_message_set_content_encoding c"gzip";
    osip_message_set_error_info c"<http://h>;x=y";
    osip_message_set_proxy_authenticate c"Digest realm=\"r\", nonce=\"n\", userhash=true";
    osip_message_set_proxy_authorization c"Digest username=\"u\", realm=\"r\"";
    osip_message_set_proxy_authentication_info c"nextnonce=\"n\"";
    osip_message_set_record_route c"<sip:h;lr>;x=y";
    osip_message_set_route c"<sip:h;lr>";
    osip_message_set_via c"SIP/2.0/UDP h:1;branch=b (c)";
    osip_message_append_via c"SIP/2.0/UDP h:1;branch=b (c)";
    osip_message_set_www_authenticate c"Digest realm=\"r\", nonce=\"n\"";
}

setters! { single_headers_are_set, [empty];
    osip_message_set_call_id c"1@h";
    osip_message_set_content_length c"7";
    osip_message_set_content_type c"a/b;c=d;e=f";
    osip_message_set_cseq c"1 INVITE";
    osip_message_set_from c"\"A\" <sip:a@h>;tag=1";
    osip_message_set_mime_version c"1.0";
    osip_message_set_to c"\"A\" <sip:a@h>;tag=1";
}

#[test]
fn headers_of_any_name_are_set() {
    for (name, set) in [
        ("set_header", ours().osip_message_set_header),
        ("replace_header", ours().osip_message_replace_header),
        ("set_topheader", ours().osip_message_set_topheader),
    ] {
        for header in [c"Subject", c"X-New"] {
            each_allocation_fails(
                name,
                rich,
                |message| unsafe { set(message.place, header.as_ptr(), c"value".as_ptr()) },
                show,
            );
        }
    }
    for (header, value) in [
        (c"Contact", c"<sip:a@h>, <sip:b@h>;x=y"),
        (c"Supported", c"a, b, c"),
        (c"X-New", c"value"),
        (c"Via", c"SIP/2.0/UDP h;branch=b"),
    ] {
        each_allocation_fails(
            "set_multiple_header",
            rich,
            |message| unsafe {
                let (name, value) = (header.as_ptr().cast_mut(), value.as_ptr().cast_mut());
                (ours().osip_message_set_multiple_header)(message.place, name, value)
            },
            show,
        );
    }
}

#[test]
fn the_source_of_a_request_is_noted() {
    each_allocation_fails(
        "fix_last_via_header",
        rich,
        |message| unsafe {
            (ours().osip_message_fix_last_via_header)(message.place, c"192.0.2.1".as_ptr(), 5060)
        },
        show,
    );
}

fn empty_part() -> Object<Body> {
    Object::new(ours().osip_body_init, ours().osip_body_free)
}

fn part() -> Object<Body> {
    let body = empty_part();
    assert_eq!(parse_part(&body), 0);
    body
}

fn parse_part(body: &Object<Body>) -> c_int {
    unsafe { (ours().osip_body_parse_mime)(body.place, PART.as_ptr(), PART.count_bytes()) }
}

fn show_body(body: &Object<Body>) -> String {
    format!("{:?}", unsafe { &*body.place })
}

#[test]
fn bodies() {
    let api = ours();
    each_allocation_fails(
        "set_body",
        rich,
        |message| unsafe { (api.osip_message_set_body)(message.place, PART.as_ptr(), 7) },
        show,
    );
    each_allocation_fails(
        "set_body_mime",
        rich,
        |message| unsafe {
            (api.osip_message_set_body_mime)(message.place, PART.as_ptr(), PART.count_bytes())
        },
        show,
    );
    each_allocation_fails(
        "init",
        || (),
        |()| gives_object(api.osip_body_free, |dest| unsafe { (api.osip_body_init)(dest) }),
        |()| (),
    );
    each_allocation_fails(
        "parse",
        empty_part,
        |body| unsafe { (api.osip_body_parse)(body.place, c"other".as_ptr(), 5) },
        show_body,
    );
    each_allocation_fails("parse_mime", part, parse_part, show_body);
    each_allocation_fails(
        "clone",
        part,
        |body| {
            gives_object(api.osip_body_free, |dest| unsafe {
                (api.osip_body_clone)(body.place, dest)
            })
        },
        show_body,
    );
    each_allocation_fails(
        "to_str",
        part,
        |body| gives_text(|dest| unsafe { (api.osip_body_to_str)(body.place, dest, &mut 0) }),
        show_body,
    );
    each_allocation_fails(
        "set_contenttype",
        empty_part,
        |body| unsafe { (api.osip_body_set_contenttype)(body.place, c"x/y;z=1".as_ptr()) },
        show_body,
    );
    each_allocation_fails(
        "set_header",
        part,
        |body| unsafe { (api.osip_body_set_header)(body.place, c"X".as_ptr(), c"y".as_ptr()) },
        show_body,
    );
}
