//! The header types: From, Via, CSeq and the others, and the URI in them.
//!
//! Thousands of texts are parsed, printed and copied by both libraries. Where they differ, the difference has to be
//! one that is meant: `expected` names it.

mod access;
mod expected;
mod functions;
mod seeds;

use core::ffi::{c_char, c_int};
use core::fmt::Debug;
use core::ptr::null_mut;
use std::collections::BTreeMap;

use eXosip2::sip::{
    AcceptEncoding, CSeq, CallId, CallInfo, ContentLength, ContentType, NameAddr, Uri, Via,
};

use self::expected::{content_length, cseq, name_addr, simple, uri, via};
use self::seeds::{CALL_IDS, CSEQS, INFOS, MEDIA, NAMES, TOKENS, URIS, VIAS};
use crate::api;
use crate::common::generate::{corpus, mutate};
use crate::common::oracle::{take_text, terminated};
use crate::common::random::Seeded;

api! {
    fn osip_uri_init(*mut *mut Uri) -> c_int;
    fn osip_uri_free(*mut Uri);
    fn osip_uri_parse(*mut Uri, *const c_char) -> c_int;
    fn osip_uri_to_str(*const Uri, *mut *mut c_char) -> c_int;
    fn osip_uri_to_str_canonical(*const Uri, *mut *mut c_char) -> c_int;
    fn osip_uri_clone(*const Uri, *mut *mut Uri) -> c_int;
    fn osip_from_init(*mut *mut NameAddr) -> c_int;
    fn osip_from_free(*mut NameAddr);
    fn osip_from_parse(*mut NameAddr, *const c_char) -> c_int;
    fn osip_from_to_str(*const NameAddr, *mut *mut c_char) -> c_int;
    fn osip_from_clone(*const NameAddr, *mut *mut NameAddr) -> c_int;
    fn osip_to_init(*mut *mut NameAddr) -> c_int;
    fn osip_to_free(*mut NameAddr);
    fn osip_to_parse(*mut NameAddr, *const c_char) -> c_int;
    fn osip_to_to_str(*const NameAddr, *mut *mut c_char) -> c_int;
    fn osip_to_clone(*const NameAddr, *mut *mut NameAddr) -> c_int;
    fn osip_contact_init(*mut *mut NameAddr) -> c_int;
    fn osip_contact_free(*mut NameAddr);
    fn osip_contact_parse(*mut NameAddr, *const c_char) -> c_int;
    fn osip_contact_to_str(*const NameAddr, *mut *mut c_char) -> c_int;
    fn osip_contact_clone(*const NameAddr, *mut *mut NameAddr) -> c_int;
    fn osip_route_init(*mut *mut NameAddr) -> c_int;
    fn osip_route_free(*mut NameAddr);
    fn osip_route_parse(*mut NameAddr, *const c_char) -> c_int;
    fn osip_route_to_str(*const NameAddr, *mut *mut c_char) -> c_int;
    fn osip_record_route_init(*mut *mut NameAddr) -> c_int;
    fn osip_record_route_free(*mut NameAddr);
    fn osip_record_route_parse(*mut NameAddr, *const c_char) -> c_int;
    fn osip_record_route_to_str(*const NameAddr, *mut *mut c_char) -> c_int;
    fn osip_via_init(*mut *mut Via) -> c_int;
    fn osip_via_free(*mut Via);
    fn osip_via_parse(*mut Via, *const c_char) -> c_int;
    fn osip_via_to_str(*const Via, *mut *mut c_char) -> c_int;
    fn osip_via_clone(*const Via, *mut *mut Via) -> c_int;
    fn osip_cseq_init(*mut *mut CSeq) -> c_int;
    fn osip_cseq_free(*mut CSeq);
    fn osip_cseq_parse(*mut CSeq, *const c_char) -> c_int;
    fn osip_cseq_to_str(*const CSeq, *mut *mut c_char) -> c_int;
    fn osip_cseq_clone(*const CSeq, *mut *mut CSeq) -> c_int;
    fn osip_call_id_init(*mut *mut CallId) -> c_int;
    fn osip_call_id_free(*mut CallId);
    fn osip_call_id_parse(*mut CallId, *const c_char) -> c_int;
    fn osip_call_id_to_str(*const CallId, *mut *mut c_char) -> c_int;
    fn osip_call_id_clone(*const CallId, *mut *mut CallId) -> c_int;
    fn osip_content_type_init(*mut *mut ContentType) -> c_int;
    fn osip_content_type_free(*mut ContentType);
    fn osip_content_type_parse(*mut ContentType, *const c_char) -> c_int;
    fn osip_content_type_to_str(*const ContentType, *mut *mut c_char) -> c_int;
    fn osip_content_type_clone(*const ContentType, *mut *mut ContentType) -> c_int;
    fn osip_accept_to_str(*const ContentType, *mut *mut c_char) -> c_int;
    fn osip_content_length_init(*mut *mut ContentLength) -> c_int;
    fn osip_content_length_free(*mut ContentLength);
    fn osip_content_length_parse(*mut ContentLength, *const c_char) -> c_int;
    fn osip_content_length_to_str(*const ContentLength, *mut *mut c_char) -> c_int;
    fn osip_content_length_clone(*const ContentLength, *mut *mut ContentLength) -> c_int;
    fn osip_call_info_init(*mut *mut CallInfo) -> c_int;
    fn osip_call_info_free(*mut CallInfo);
    fn osip_call_info_parse(*mut CallInfo, *const c_char) -> c_int;
    fn osip_call_info_to_str(*const CallInfo, *mut *mut c_char) -> c_int;
    fn osip_call_info_clone(*const CallInfo, *mut *mut CallInfo) -> c_int;
    fn osip_content_disposition_parse(*mut CallInfo, *const c_char) -> c_int;
    fn osip_accept_encoding_init(*mut *mut AcceptEncoding) -> c_int;
    fn osip_accept_encoding_free(*mut AcceptEncoding);
    fn osip_accept_encoding_parse(*mut AcceptEncoding, *const c_char) -> c_int;
    fn osip_accept_encoding_to_str(*const AcceptEncoding, *mut *mut c_char) -> c_int;
    fn osip_accept_encoding_clone(*const AcceptEncoding, *mut *mut AcceptEncoding) -> c_int;
}

/// The functions of one header type in one library.
struct Calls<T> {
    init: unsafe extern "C" fn(*mut *mut T) -> c_int,
    free: unsafe extern "C" fn(*mut T),
    parse: unsafe extern "C" fn(*mut T, *const c_char) -> c_int,
    to_str: unsafe extern "C" fn(*const T, *mut *mut c_char) -> c_int,
    clone: unsafe extern "C" fn(*const T, *mut *mut T) -> c_int,
}

/// What one library made of one text.
#[derive(Debug, PartialEq)]
struct Seen<T> {
    code: c_int,
    /// After a successful parse: the fields, what printing answered, and the printed text.
    value: Option<(T, c_int, Option<Printed>)>,
}

impl<T> Seen<T> {
    fn fields(&self) -> Option<&T> {
        self.value.as_ref().map(|value| &value.0)
    }
}

/// Printed text, shown as text.
#[derive(PartialEq)]
struct Printed(Vec<u8>);

impl Debug for Printed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(&self.0))
    }
}

fn print<T>(calls: &Calls<T>, value: *const T) -> (c_int, Option<Printed>) {
    let mut printed = null_mut();
    let code = unsafe { (calls.to_str)(value, &mut printed) };
    (code, unsafe { take_text(printed) }.map(Printed))
}

/// Parses and prints `text`. A copy has to print the same.
fn see<T: Clone>(calls: &Calls<T>, text: &[u8]) -> Seen<T> {
    let text = terminated(text);
    let mut place = null_mut();
    unsafe {
        assert_eq!((calls.init)(&mut place), 0);
        let code = (calls.parse)(place, text.as_ptr().cast());
        let value = (code == 0).then(|| {
            let printed = print(calls, place);
            let mut copy = null_mut();
            assert_eq!((calls.clone)(place, &mut copy), 0);
            assert_eq!(print(calls, copy), printed);
            (calls.free)(copy);
            ((*place).clone(), printed.0, printed.1)
        });
        (calls.free)(place);
        Seen { code, value }
    }
}

/// Names the difference that is meant, if there is one, between what we and the original made of a text.
type Expected<T> = fn(&str, &Seen<T>, &Seen<T>) -> Option<&'static str>;

/// Compares both libraries on `texts`.
fn compare<T: Clone + Debug + PartialEq>(
    ours: &Calls<T>,
    original: &Calls<T>,
    texts: impl IntoIterator<Item = Vec<u8>>,
    expected: Expected<T>,
) {
    let mut differences = BTreeMap::<&str, (usize, String)>::new();
    let (mut count, mut accepted) = (0, 0);
    for text in texts {
        let readable = String::from_utf8_lossy(&text).into_owned();
        let (we, they) = (see(ours, &text), see(original, &text));
        count += 1;
        accepted += usize::from(we.value.is_some());
        if let Some((_, code, printed)) = &we.value {
            // What is accepted is printed and read back the same, but a header without fields is not printed.
            match printed {
                Some(printed) => assert_eq!(see(ours, &printed.0), we, "{readable:?}"),
                None => assert!(*code == -2 && readable.trim().is_empty(), "{readable:?}"),
            }
        }
        if we == they {
            continue;
        }
        let explain = |text: &[u8]| {
            let (we, they) = (see(ours, text), see(original, text));
            let readable = String::from_utf8_lossy(text);
            let name = expected(&readable, &we, &they).or_else(|| expected::in_params(&readable));
            if we == they { Some("white space") } else { name }
        };
        let name = match blanks_for_other_space(&text) {
            // The original takes line breaks everywhere, and tabs sometimes.
            Some(text) => explain(&text).map(|_| "white space"),
            None => explain(&text),
        };
        let Some(name) = name else {
            panic!("{readable:?}\nours     {we:?}\noriginal {they:?}");
        };
        differences.entry(name).or_insert((0, readable)).0 += 1;
    }
    println!("{count} texts, {accepted} accepted, {differences:#?}");
}

/// `text` with blanks for tabs and line breaks, if it has any.
fn blanks_for_other_space(text: &[u8]) -> Option<Vec<u8>> {
    let is_other = |byte: &u8| b"\t\r\n".contains(byte);
    text.iter()
        .any(is_other)
        .then(|| text.iter().map(|byte| if is_other(byte) { b' ' } else { *byte }).collect())
}

/// The seeds, mutations of them, and pieces of them put together in any order.
fn texts(seeds: &'static [&'static str], seed: u64) -> impl Iterator<Item = Vec<u8>> {
    let mut random = Seeded(seed);
    let pieces: Vec<&str> = seeds
        .iter()
        .flat_map(|text| text.split_inclusive(|c: char| !c.is_alphanumeric()))
        .collect();
    let mutations = (0..20_000).map(move |_| match random.below(3) {
        0 => (0..=random.below(12)).map(|_| random.pick(&pieces)).collect::<String>().into_bytes(),
        _ => {
            let text = random.pick(seeds);
            mutate(&mut random, text.as_bytes())
        }
    });
    seeds.iter().map(|text| text.as_bytes().to_vec()).chain(mutations)
}

/// The lines of one of the message collections.
fn collected(name: &str) -> Vec<Vec<u8>> {
    let name = format!("osip-own/{name}.txt");
    let content = corpus().into_iter().find(|file| file.0 == name).map(|file| file.1);
    content.unwrap_or_default().split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect()
}

macro_rules! calls {
    ($api:expr, $init:ident $free:ident $parse:ident $to_str:ident $clone:ident) => {
        Calls {
            init: $api.$init,
            free: $api.$free,
            parse: $api.$parse,
            to_str: $api.$to_str,
            clone: $api.$clone,
        }
    };
}

macro_rules! differential {
    ($($test:ident: $seed:literal $init:ident $free:ident $parse:ident $to_str:ident $clone:ident, $seeds:ident $file:literal, $expected:expr;)*) => {$(
        #[test]
        fn $test() {
            compare(
                &calls!(ours(), $init $free $parse $to_str $clone),
                &calls!(original(), $init $free $parse $to_str $clone),
                texts($seeds, $seed).chain(collected($file)),
                $expected,
            );
        }
    )*};
}

differential! {
    uris_are_the_same: 1 osip_uri_init osip_uri_free osip_uri_parse osip_uri_to_str osip_uri_clone, URIS "urls", uri;
    from_headers_are_the_same: 3 osip_from_init osip_from_free osip_from_parse osip_from_to_str osip_from_clone, NAMES "froms", name_addr;
    to_headers_are_the_same: 4 osip_to_init osip_to_free osip_to_parse osip_to_to_str osip_to_clone, NAMES "tos", name_addr;
    contacts_are_the_same: 5 osip_contact_init osip_contact_free osip_contact_parse osip_contact_to_str osip_contact_clone, NAMES "contacts", name_addr;
    routes_are_the_same: 6 osip_route_init osip_route_free osip_route_parse osip_route_to_str osip_from_clone, NAMES "routes", name_addr;
    record_routes_are_the_same: 7 osip_record_route_init osip_record_route_free osip_record_route_parse osip_record_route_to_str osip_from_clone, NAMES "recordroutes", name_addr;
    vias_are_the_same: 8 osip_via_init osip_via_free osip_via_parse osip_via_to_str osip_via_clone, VIAS "vias", via;
    cseqs_are_the_same: 9 osip_cseq_init osip_cseq_free osip_cseq_parse osip_cseq_to_str osip_cseq_clone, CSEQS "", cseq;
    call_ids_are_the_same: 10 osip_call_id_init osip_call_id_free osip_call_id_parse osip_call_id_to_str osip_call_id_clone, CALL_IDS "callids", simple;
    content_types_are_the_same: 11 osip_content_type_init osip_content_type_free osip_content_type_parse osip_content_type_to_str osip_content_type_clone, MEDIA "contenttypes", simple;
    accept_headers_are_the_same: 12 osip_content_type_init osip_content_type_free osip_content_type_parse osip_accept_to_str osip_content_type_clone, MEDIA "contenttypes", simple;
    content_lengths_are_the_same: 13 osip_content_length_init osip_content_length_free osip_content_length_parse osip_content_length_to_str osip_content_length_clone, TOKENS "", content_length;
    call_infos_are_the_same: 14 osip_call_info_init osip_call_info_free osip_call_info_parse osip_call_info_to_str osip_call_info_clone, INFOS "", simple;
    content_dispositions_are_the_same: 15 osip_call_info_init osip_call_info_free osip_content_disposition_parse osip_call_info_to_str osip_call_info_clone, TOKENS "", simple;
    accept_encodings_are_the_same: 16 osip_accept_encoding_init osip_accept_encoding_free osip_accept_encoding_parse osip_accept_encoding_to_str osip_accept_encoding_clone, TOKENS "", simple;
}
