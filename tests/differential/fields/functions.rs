//! What else the headers of these types declare: parameters, escapes, comparison, getters and setters.

use core::ffi::{c_char, c_int};
use core::ptr::{dangling_mut, null, null_mut};

use eXosip2::mem::List;
use eXosip2::sip::{CSeq, CallId, NameAddr, Param, Uri, Via, Wire};

use super::seeds::{CALL_IDS, CSEQS, NAMES, URIS, VIAS};
use super::texts;
use crate::api;
use crate::common::oracle::{lent_text, take_text, terminated};

api! {
    fn osip_uri_to_str_canonical(*const Uri, *mut *mut c_char) -> c_int;
    fn osip_uri_parse_params(*mut Uri, *const c_char) -> c_int;
    fn osip_uri_parse_headers(*mut Uri, *const c_char) -> c_int;
    fn osip_uri_param_init(*mut *mut Param) -> c_int;
    fn osip_uri_param_free(*mut Param);
    fn osip_uri_param_set(*mut Param, *mut c_char, *mut c_char) -> c_int;
    fn osip_uri_param_clone(*const Param, *mut *mut Param) -> c_int;
    fn osip_uri_param_freelist(*mut List<Param>);
    fn osip_uri_param_add(*mut List<Param>, *mut c_char, *mut c_char) -> c_int;
    fn osip_uri_param_get_byname(*mut List<Param>, *mut c_char, *mut *mut Param) -> c_int;
    fn next_separator(*const c_char, c_int, c_int) -> *const c_char;
    fn __osip_uri_escape_nonascii_and_nondef(*const c_char, *const c_char) -> *mut c_char;
    fn __osip_uri_escape_userinfo(*const c_char) -> *mut c_char;
    fn __osip_uri_escape_password(*const c_char) -> *mut c_char;
    fn __osip_uri_escape_uri_param(*mut c_char) -> *mut c_char;
    fn __osip_uri_escape_header_param(*mut c_char) -> *mut c_char;
    fn __osip_uri_unescape(*mut c_char);
    fn osip_uri_get_host(*mut Uri) -> *mut c_char;
    fn osip_uri_set_host(*mut Uri, *mut c_char);
    fn osip_uri_to_str(*const Uri, *mut *mut c_char) -> c_int;
    fn osip_uri_clone(*const Uri, *mut *mut Uri) -> c_int;
    fn osip_uri_parse(*mut Uri, *const c_char) -> c_int;
    fn osip_uri_free(*mut Uri);
    fn osip_from_param_get(*mut NameAddr, c_int, *mut *mut Param) -> c_int;
    fn osip_from_compare(*mut NameAddr, *mut NameAddr) -> c_int;
    fn osip_from_tag_match(*mut NameAddr, *mut NameAddr) -> c_int;
    fn osip_to_tag_match(*mut NameAddr, *mut NameAddr) -> c_int;
    fn osip_from_get_url(*mut NameAddr) -> *mut Uri;
    fn osip_from_get_displayname(*mut NameAddr) -> *mut c_char;
    fn osip_from_set_displayname(*mut NameAddr, *mut c_char);
    fn osip_via_match(*mut Via, *mut Via) -> c_int;
    fn osip_cseq_match(*mut CSeq, *mut CSeq) -> c_int;
    fn osip_call_id_match(*mut CallId, *mut CallId) -> c_int;
}

/// Whether both libraries answer the same.
fn same<R: PartialEq + core::fmt::Debug>(mut ask: impl FnMut(&Api) -> R) -> R {
    let answer = ask(ours());
    assert_eq!(answer, ask(original()));
    answer
}

fn strdup(text: &str) -> *mut c_char {
    let text = terminated(text.as_bytes());
    unsafe { libc::strdup(text.as_ptr().cast()) }
}

/// Every header of `seeds` that can be read.
fn values<T: Wire>(seeds: &[&str]) -> Vec<T> {
    seeds.iter().filter_map(|text| T::from_text(text.as_bytes()).ok()).collect()
}

/// Compares all pairs of `values` by `matches`.
fn all_pairs<T>(
    mut values: Vec<T>,
    matches: impl Fn(&Api) -> unsafe extern "C" fn(*mut T, *mut T) -> c_int,
) {
    let values: Vec<*mut T> =
        values.iter_mut().map(|value| value as *mut T).chain([null_mut()]).collect();
    let (mut equal, mut different) = (0, 0);
    for one in &values {
        for other in &values {
            match same(|api| unsafe { matches(api)(*one, *other) }) {
                0 => equal += 1,
                _ => different += 1,
            }
        }
    }
    assert!(equal >= values.len() - 2 && different > 0, "{equal} {different}");
}

#[test]
fn headers_match_alike() {
    const MORE: &[&str] = &[
        "<sip:a55@b>;tag=1",
        "x <sip:a55:p@b:5;lr>;TAG=1",
        "<sip:a55@B>;tag=1",
        "<sip:A55@b>",
        "<sip:a55@b>;tag",
        "<sip:b55>;tag=a",
        "<sip:b55>;tag=A",
        "<tel:123>;tag=1",
        "<tel:123>;tag=2",
        "<tel:124>",
        "<mailto:123>",
        "<sip:a55@b>;tag=1;tag=2",
        "",
    ];
    let mut names: Vec<NameAddr> = values(NAMES);
    names.extend(values(MORE));
    all_pairs(names.clone(), |api| api.osip_from_compare);
    all_pairs(names.clone(), |api| api.osip_from_tag_match);
    all_pairs(names, |api| api.osip_to_tag_match);

    let mut vias: Vec<Via> = values(VIAS);
    vias.extend(values(&[
        "SIP/2.0/UDP h;branch=1",
        "SIP/2.0/udp h;branch=1",
        "SIP/2.0/UDP H;branch=1",
        "SIP/2.0/UDP h:5060;branch=1",
        "SIP/2.0/UDP h;BRANCH=1",
        "SIP/2.0/UDP h;branch=1;a",
        "SIP/2.0/UDP h;a;branch=1",
        "SIP/2.0/UDP h (c)",
        "SIP/2.0/UDP h (d)",
        "SIP/3.0/UDP h",
        "SIP/2.0/UDP h;branch",
    ]));
    vias.push(Via::default());
    all_pairs(vias, |api| api.osip_via_match);

    let mut cseqs: Vec<CSeq> = values(CSEQS);
    cseqs.extend(values(&["1 ACK", "1 invite", "01 INVITE", "1 CANCEL", "2 ACK"]));
    cseqs.push(CSeq::default());
    all_pairs(cseqs, |api| api.osip_cseq_match);

    let mut call_ids: Vec<CallId> = values(CALL_IDS);
    call_ids.extend(values(&["a@B", "A@b", "a", "a@"]));
    call_ids.push(CallId::default());
    all_pairs(call_ids, |api| api.osip_call_id_match);
}

#[test]
fn uris_are_shown_without_escapes_alike() {
    for text in texts(URIS, 21) {
        let Ok(uri) = Uri::from_text(&text) else { continue };
        same(|api| {
            let mut shown = null_mut();
            let code = unsafe { (api.osip_uri_to_str_canonical)(&uri, &mut shown) };
            let shown = unsafe { take_text(shown) };
            // Escapes of NUL, and broken ones, stay with us and end the text in the original.
            (code, shown.filter(|_| !text.contains(&b'%')))
        });
    }
}

#[test]
fn parameters_and_headers_of_a_uri_are_read_alike() {
    for text in [
        ";a=b;c",
        "a=b",
        ";",
        "",
        ";a=b;",
        ";a=b;;",
        ";a=",
        ";a=;b",
        ";=b",
        ";a;b=",
        ";;",
        ";a = b ; c",
        ";a;=b",
        ";a%41=%42",
        "?a=b&c=d",
        "?",
        "?a",
        "?a&b",
        "?a=b&",
        "?a=b&c",
        "?=",
        "?a&b=c",
        "?a=b&&c=d",
        "?a= b & c =d",
        "?a=b=c?d;e",
    ] {
        let text = terminated(text.as_bytes());
        for parse in [|api: &Api| api.osip_uri_parse_params, |api: &Api| api.osip_uri_parse_headers]
        {
            same(|api| {
                let mut uri = Uri::default();
                let code = unsafe { parse(api)(&mut uri, text.as_ptr().cast()) };
                (code, uri)
            });
        }
    }
}

#[test]
fn separators_are_found_alike() {
    let texts = ["abc;d?e", "abc?d;e", "abc", "", ";", "a;\"b;\"", "?;", ";?"];
    for text in texts.map(|text| terminated(text.as_bytes())) {
        for (wanted, before) in
            [(b';', b'?'), (b';', 0), (b'?', b';'), (0, 0), (0, b';'), (b';', b';'), (b'"', b';')]
        {
            same(|api| {
                let found = unsafe {
                    (api.next_separator)(text.as_ptr().cast(), wanted.into(), before.into())
                };
                (!found.is_null()).then(|| found as usize - text.as_ptr() as usize)
            });
        }
    }
}

#[test]
fn text_is_escaped_alike() {
    let all: Vec<u8> = (1..=255).collect();
    for text in [&b""[..], b"abc", b"a b\"", b"%25%", &all].map(terminated) {
        let text = text.as_ptr().cast::<c_char>();
        same(|api| unsafe {
            [
                take_text((api.__osip_uri_escape_userinfo)(text)),
                take_text((api.__osip_uri_escape_password)(text)),
                take_text((api.__osip_uri_escape_uri_param)(text.cast_mut())),
                take_text((api.__osip_uri_escape_header_param)(text.cast_mut())),
                take_text((api.__osip_uri_escape_nonascii_and_nondef)(text, c"-%\x80".as_ptr())),
                take_text((api.__osip_uri_escape_nonascii_and_nondef)(text, c"".as_ptr())),
            ]
        });
    }
    for text in ["", "abc", "a%41b%7e", "%2b+", "%E9%c3", "%41%42%43"] {
        same(|api| unsafe {
            let text = strdup(text);
            (api.__osip_uri_unescape)(text);
            take_text(text)
        });
    }
}

#[test]
fn lists_of_parameters_are_handled_alike() {
    same(|api| unsafe {
        let mut list = List::<Param>::default();
        let add =
            |list: *mut _, name, value| (api.osip_uri_param_add)(list, strdup(name), strdup(value));
        let mut log = vec![
            add(&mut list, "Tag", "1"),
            add(&mut list, " tag ", "\t2 \r\n"),
            add(&mut list, "", " "),
            (api.osip_uri_param_add)(&mut list, strdup("x"), null_mut()),
        ];
        let mut values = Vec::new();
        for name in [c"TAG", c"x", c"ta", c"y", c""] {
            let mut found = null_mut::<Param>();
            log.push((api.osip_uri_param_get_byname)(
                &mut list,
                name.as_ptr().cast_mut(),
                &mut found,
            ));
            values.push(found.as_ref().cloned());
        }
        let mut found = dangling_mut();
        log.push((api.osip_uri_param_get_byname)(null_mut(), c"x".as_ptr().cast_mut(), &mut found));
        log.push((api.osip_uri_param_get_byname)(&mut list, null_mut(), &mut found));
        assert!(found.is_null());
        let copy = list.clone();
        (api.osip_uri_param_freelist)(&mut list);
        (api.osip_uri_param_freelist)(null_mut());
        (log, values, copy, list)
    });
}

#[test]
fn one_parameter_is_handled_alike() {
    for (name, value) in [("a", Some("b")), (" a b ", Some("\t")), ("a", None)] {
        same(|api| unsafe {
            let mut param = null_mut();
            let mut copy = null_mut();
            let value = value.map_or(null_mut(), strdup);
            let codes = [
                (api.osip_uri_param_init)(&mut param),
                (api.osip_uri_param_clone)(param, &mut copy),
                (api.osip_uri_param_set)(param, strdup(name), value),
                (api.osip_uri_param_clone)(param, &mut copy),
            ];
            let content = ((*param).clone(), (*copy).clone());
            (api.osip_uri_param_free)(param);
            (api.osip_uri_param_free)(copy);
            (codes, content)
        });
    }
}

#[test]
fn places_of_parameters_are_answered_alike() {
    let mut from = NameAddr::from_text(b"<sip:alice@example.com>;a=1;b=2").unwrap();
    for pos in -1..4 {
        same(|api| unsafe {
            let mut found = dangling_mut();
            let code = (api.osip_from_param_get)(&mut from, pos, &mut found);
            (code, found.as_ref().cloned(), (api.osip_from_param_get)(null_mut(), pos, &mut found))
        });
    }
}

#[test]
fn setters_take_over_and_getters_lend() {
    same(|api| unsafe {
        let mut uri = Uri::from_text(b"sip:a@b").unwrap();
        let old = (api.osip_uri_get_host)(&mut uri);
        let new = strdup("example.com");
        (api.osip_uri_set_host)(&mut uri, new);
        // The old one is not freed: that is the caller's.
        let old = take_text(old);
        assert_eq!((api.osip_uri_get_host)(&mut uri), new);
        assert!((api.osip_uri_get_host)(null_mut()).is_null());

        let mut from = NameAddr::from_text(b"<sip:a@b>").unwrap();
        assert!((api.osip_from_get_displayname)(&mut from).is_null());
        (api.osip_from_set_displayname)(&mut from, strdup("Anna"));
        let name = lent_text((api.osip_from_get_displayname)(&mut from));
        let has_url = !(api.osip_from_get_url)(&mut from).is_null();
        assert!((api.osip_from_get_url)(null_mut()).is_null());
        (old, uri, name, has_url, from)
    });
}

#[test]
fn null_is_answered_alike() {
    same(|api| unsafe {
        let mut text = dangling_mut();
        let mut uri = dangling_mut();
        let mut param = dangling_mut();
        (api.osip_uri_free)(null_mut());
        let codes = [
            (api.osip_uri_to_str)(null(), &mut text),
            (api.osip_uri_to_str_canonical)(null(), &mut text),
            (api.osip_uri_clone)(null(), &mut uri),
            (api.osip_uri_parse)(&mut Uri::default(), null()),
            (api.osip_uri_parse)(&mut Uri::default(), c"".as_ptr()),
            (api.osip_uri_param_clone)(null(), &mut param),
        ];
        (codes, text, uri, param)
    });
}
