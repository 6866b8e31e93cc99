//! `osip_port.h`

use core::ffi::{CStr, c_char, c_int, c_uint, c_ulong};
use core::ptr::{null, null_mut};

use crate::api;
use crate::common::generate::mutate;
use crate::common::oracle::{lent_text, take_text, terminated};
use crate::common::random::Seeded;

api! {
    fn osip_atoi(*const c_char) -> c_int;
    fn osip_strcasecmp(*const c_char, *const c_char) -> c_int;
    fn osip_strncasecmp(*const c_char, *const c_char, usize) -> c_int;
    fn osip_strcasestr(*const c_char, *const c_char) -> *mut c_char;
    fn osip_strncpy(*mut c_char, *const c_char, usize) -> *mut c_char;
    fn osip_strdup(*const c_char) -> *mut c_char;
    fn osip_strdup_without_quote(*const c_char) -> *mut c_char;
    fn osip_tolower(*mut c_char) -> c_int;
    fn osip_clrspace(*mut c_char) -> c_int;
    fn __osip_set_next_token(*mut *mut c_char, *mut c_char, c_int, *mut *mut c_char) -> c_int;
    fn __osip_quote_find(*const c_char) -> *const c_char;
    fn osip_enquote(*const c_char) -> *mut c_char;
    fn osip_dequote(*mut c_char);
    fn osip_hash(*const c_char) -> c_ulong;
    fn osip_str_append(*mut c_char, *const c_char) -> *mut c_char;
    fn osip_strn_append(*mut c_char, *const c_char, usize) -> *mut c_char;
    fn osip_clrncpy(*mut c_char, *const c_char, usize) -> *mut c_char;
    fn osip_build_random_number() -> c_uint;
    fn osip_strerror(c_int) -> *const c_char;
    fn osip_trace_enable_until_level(c_int);
    fn osip_trace_enable_level(c_int);
    fn osip_trace_disable_level(c_int);
    fn osip_is_trace_level_activate(c_int) -> c_int;
}

/// Texts with quotes, escapes, blanks, digits and letters of both cases.
fn texts() -> impl Iterator<Item = Vec<u8>> {
    const SEEDS: &[&[u8]] = &[
        b"",
        b" \t\r\n ",
        b"\"a \\\"quoted\\\\ string\"",
        b"  Mixed CASE, two  words\r\n",
        b"-12345678901",
        b" +0042x",
        b"name=value;other=\"v;w\" ; x",
        b"\xc3\xa9\xff[`{@Zz",
    ];
    let mut random = Seeded(7);
    let mutants = (0..3000).map(move |_| {
        let seed = SEEDS[random.below(SEEDS.len())];
        let mut text = mutate(&mut random, seed);
        text.retain(|&byte| byte != 0);
        text
    });
    SEEDS.iter().map(|text| text.to_vec()).chain(mutants)
}

/// What is left of `text` after `change`.
fn changed(text: &[u8], change: impl FnOnce(*mut c_char) -> c_int) -> (c_int, Vec<u8>) {
    let mut text = terminated(text);
    let code = change(text.as_mut_ptr().cast());
    text.truncate(text.iter().position(|&byte| byte == 0).unwrap());
    (code, text)
}

/// What a copying function leaves in a room of 64 bytes, and how far behind its start the result points.
fn copied(room: &mut [u8; 64], copy: impl FnOnce(*mut c_char) -> *mut c_char) -> Option<usize> {
    let start: *mut c_char = room.as_mut_ptr().cast();
    let end = copy(start);
    (!end.is_null()).then(|| end as usize - start as usize)
}

#[test]
fn reading_a_string_gives_the_same() {
    let read = |api: &Api, text: &[u8]| unsafe {
        let text = terminated(text);
        let text = text.as_ptr().cast();
        let quote = (api.__osip_quote_find)(text);
        (
            (api.osip_atoi)(text),
            (api.osip_hash)(text),
            (!quote.is_null()).then(|| quote.offset_from(text)),
            take_text((api.osip_strdup)(text)),
            take_text((api.osip_strdup_without_quote)(text)),
            take_text((api.osip_enquote)(text)),
        )
    };
    for text in texts() {
        assert_eq!(read(ours(), &text), read(original(), &text), "{:?}", text.escape_ascii());
    }
}

#[test]
fn changing_a_string_in_place_gives_the_same() {
    let change = |api: &Api, text: &[u8]| unsafe {
        (
            changed(text, |text| (api.osip_tolower)(text)),
            changed(text, |text| (api.osip_clrspace)(text)),
            changed(text, |text| {
                (api.osip_dequote)(text);
                0
            }),
        )
    };
    for text in texts() {
        assert_eq!(change(ours(), &text), change(original(), &text), "{:?}", text.escape_ascii());
    }
}

#[test]
fn comparing_and_searching_give_the_same() {
    let compare = |api: &Api, first: &[u8], second: &[u8], length: usize| unsafe {
        let (first, second) = (terminated(first), terminated(second));
        let (first, second) = (first.as_ptr().cast(), second.as_ptr().cast());
        (
            (api.osip_strcasecmp)(first, second),
            (api.osip_strncasecmp)(first, second, length),
            lent_text((api.osip_strcasestr)(first, second)),
        )
    };
    let mut random = Seeded(8);
    for text in texts() {
        let mut other =
            if random.one_in(2) { text.to_ascii_uppercase() } else { mutate(&mut random, &text) };
        other.retain(|&byte| byte != 0);
        let from = random.below(other.len() + 1);
        let length = random.below(text.len() + 2);
        for other in [&other[..], &other[from..]] {
            let ask = |api| compare(api, &text, other, length);
            assert_eq!(ask(ours()), ask(original()), "{:?}", text.escape_ascii());
        }
    }
}

#[test]
fn copying_gives_the_same_text_and_end() {
    let copy = |api: &Api, text: &[u8], length: usize| unsafe {
        let text = terminated(text);
        let text = text.as_ptr().cast();
        let mut rooms = [[b'#'; 64]; 4];
        let [cut, appended, part, clean] = &mut rooms;
        let ends = (
            copied(cut, |room| (api.osip_strncpy)(room, text, length)),
            copied(appended, |room| (api.osip_str_append)(room, text)),
            copied(part, |room| (api.osip_strn_append)(room, text, length)),
            copied(clean, |room| (api.osip_clrncpy)(room, text, length)),
        );
        let clean = CStr::from_bytes_until_nul(clean).unwrap().to_owned();
        (ends, [*cut, *appended, *part], clean)
    };
    let mut random = Seeded(9);
    for text in texts().filter(|text| text.len() < 60) {
        // The original's last two read past the end of a shorter text.
        let length = random.below(text.len() + 1);
        let ask = |api| copy(api, &text, length);
        assert_eq!(ask(ours()), ask(original()), "{:?} {length}", text.escape_ascii());
    }
    // `osip_strncpy` fills up.
    let filled = |api: &Api| {
        let mut room = [b'#'; 64];
        let end = copied(&mut room, |room| unsafe { (api.osip_strncpy)(room, c"abc".as_ptr(), 7) });
        (end, room)
    };
    assert_eq!(filled(ours()), filled(original()));
}

#[test]
fn tokens_are_the_same() {
    let token = |api: &Api, text: &[u8], separator: u8| unsafe {
        let mut text = terminated(text);
        let text: *mut c_char = text.as_mut_ptr().cast();
        let (mut token, mut next) = (null_mut(), c"never".as_ptr().cast_mut());
        let code =
            (api.__osip_set_next_token)(&raw mut token, text, separator.into(), &raw mut next);
        (code, take_text(token), (!next.is_null()).then(|| next.offset_from(text)))
    };
    for text in texts() {
        for separator in *b" ;\r\n\"=\0x" {
            let ask = |api| token(api, &text, separator);
            assert_eq!(ask(ours()), ask(original()), "{:?} {separator}", text.escape_ascii());
        }
    }
}

#[test]
fn null_and_nothing_give_the_same_where_the_original_survives_them() {
    let ask = |api: &Api| unsafe {
        let mut rooms = [[b'#'; 64]; 4];
        let [first, second, third, fourth] = &mut rooms;
        let ends = (
            copied(first, |room| (api.osip_strncpy)(room, null(), 0)),
            copied(second, |room| (api.osip_clrncpy)(room, null(), 5)),
            copied(third, |room| (api.osip_clrncpy)(room, c"abc".as_ptr(), 0)),
            copied(fourth, |room| (api.osip_strn_append)(room, null(), 0)),
        );
        let codes = (
            (api.osip_atoi)(null()),
            (api.osip_clrspace)(null_mut()),
            (api.osip_strncasecmp)(null(), c"a".as_ptr(), 0),
            take_text((api.osip_strdup)(null())),
        );
        (ends, codes, rooms)
    };
    assert_eq!(ask(ours()), ask(original()));
}

#[test]
fn null_never_crashes_ours() {
    let api = ours();
    unsafe {
        assert!((api.osip_strcasecmp)(null(), c"a".as_ptr()) < 0);
        assert!((api.osip_strncasecmp)(c"a".as_ptr(), null(), 1) < 0);
        assert!((api.osip_strcasestr)(null(), c"a".as_ptr()).is_null());
        assert!((api.osip_strdup_without_quote)(null()).is_null());
        assert!((api.osip_enquote)(null()).is_null());
        assert!((api.__osip_quote_find)(null()).is_null());
        assert!((api.osip_strncpy)(null_mut(), c"a".as_ptr(), 1).is_null());
        assert!((api.osip_str_append)(null_mut(), c"a".as_ptr()).is_null());
        assert!((api.osip_clrncpy)(null_mut(), c"a".as_ptr(), 1).is_null());
        assert!((api.osip_tolower)(null_mut()) < 0);
        assert_eq!((api.osip_hash)(null()), 0);
        (api.osip_dequote)(null_mut());
        let mut next = null_mut();
        assert!((api.__osip_set_next_token)(null_mut(), null_mut(), 0, &raw mut next) < 0);
    }
}

#[test]
fn failures_have_the_same_texts() {
    for code in -80..10 {
        let text = |api: &Api| unsafe { lent_text((api.osip_strerror)(code)) };
        assert_eq!(text(ours()), text(original()), "{code}");
    }
}

#[test]
fn random_numbers_have_the_original_s_range() {
    let numbers: Vec<c_uint> =
        (0..64).map(|_| unsafe { (ours().osip_build_random_number)() }).collect();
    assert!(numbers.iter().all(|&number| number < 1 << 31));
    assert!(numbers.iter().any(|&number| number > 1 << 28));
    assert!(numbers.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn trace_levels_switch_the_same() {
    let walk = |api: &Api| {
        let mut random = Seeded(3);
        let mut seen = Vec::new();
        for _ in 0..300 {
            let level = random.below(9) as c_int;
            unsafe {
                match random.below(4) {
                    0 => (api.osip_trace_enable_until_level)(level),
                    1 => (api.osip_trace_disable_level)(level),
                    _ => (api.osip_trace_enable_level)(level),
                }
                seen.push(
                    [0, 1, 2, 3, 4, 5, 6, 7].map(|level| (api.osip_is_trace_level_activate)(level)),
                );
            }
        }
        unsafe { (api.osip_trace_enable_until_level)(0) };
        seen
    };
    assert_eq!(walk(ours()), walk(original()));
}
