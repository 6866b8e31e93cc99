//! `sdp_message.h`

use core::ffi::{CStr, c_char, c_int};
use core::ptr::{null, null_mut};

use eXosip2::sdp::{Attribute, Bandwidth, Connection, Description, Key, Media, TimeDescription};

use crate::api;
use crate::common::generate::{corpus, mutate};
use crate::common::oracle::{lent_text, take_text, terminated};
use crate::common::random::Seeded;

type Sdp = *mut Description;
type Str = *const c_char;
type Text = *mut c_char;

api! {
    fn sdp_bandwidth_init(*mut *mut Bandwidth) -> c_int;
    fn sdp_bandwidth_free(*mut Bandwidth);
    fn sdp_time_descr_init(*mut *mut TimeDescription) -> c_int;
    fn sdp_time_descr_free(*mut TimeDescription);
    fn sdp_key_init(*mut *mut Key) -> c_int;
    fn sdp_key_free(*mut Key);
    fn sdp_attribute_init(*mut *mut Attribute) -> c_int;
    fn sdp_attribute_free(*mut Attribute);
    fn sdp_connection_init(*mut *mut Connection) -> c_int;
    fn sdp_connection_free(*mut Connection);
    fn sdp_media_init(*mut *mut Media) -> c_int;
    fn sdp_media_free(*mut Media);
    fn sdp_message_init(*mut Sdp) -> c_int;
    fn sdp_message_free(Sdp);
    fn sdp_message_parse(Sdp, Str) -> c_int;
    fn sdp_message_to_str(Sdp, *mut Text) -> c_int;
    fn sdp_message_clone(Sdp, *mut Sdp) -> c_int;
    fn sdp_message_v_version_set(Sdp, Text) -> c_int;
    fn sdp_message_v_version_get(Sdp) -> Text;
    fn sdp_message_o_origin_set(Sdp, Text, Text, Text, Text, Text, Text) -> c_int;
    fn sdp_message_o_username_get(Sdp) -> Text;
    fn sdp_message_o_sess_id_get(Sdp) -> Text;
    fn sdp_message_o_sess_version_get(Sdp) -> Text;
    fn sdp_message_o_nettype_get(Sdp) -> Text;
    fn sdp_message_o_addrtype_get(Sdp) -> Text;
    fn sdp_message_o_addr_get(Sdp) -> Text;
    fn sdp_message_s_name_set(Sdp, Text) -> c_int;
    fn sdp_message_s_name_get(Sdp) -> Text;
    fn sdp_message_i_info_set(Sdp, c_int, Text) -> c_int;
    fn sdp_message_i_info_get(Sdp, c_int) -> Text;
    fn sdp_message_u_uri_set(Sdp, Text) -> c_int;
    fn sdp_message_u_uri_get(Sdp) -> Text;
    fn sdp_message_e_email_add(Sdp, Text) -> c_int;
    fn sdp_message_e_email_get(Sdp, c_int) -> Text;
    fn sdp_message_p_phone_add(Sdp, Text) -> c_int;
    fn sdp_message_p_phone_get(Sdp, c_int) -> Text;
    fn sdp_message_c_connection_add(Sdp, c_int, Text, Text, Text, Text, Text) -> c_int;
    fn sdp_message_connection_get(Sdp, c_int, c_int) -> *mut Connection;
    fn sdp_message_c_nettype_get(Sdp, c_int, c_int) -> Text;
    fn sdp_message_c_addrtype_get(Sdp, c_int, c_int) -> Text;
    fn sdp_message_c_addr_get(Sdp, c_int, c_int) -> Text;
    fn sdp_message_c_addr_multicast_ttl_get(Sdp, c_int, c_int) -> Text;
    fn sdp_message_c_addr_multicast_int_get(Sdp, c_int, c_int) -> Text;
    fn sdp_message_b_bandwidth_add(Sdp, c_int, Text, Text) -> c_int;
    fn sdp_message_bandwidth_get(Sdp, c_int, c_int) -> *mut Bandwidth;
    fn sdp_message_b_bwtype_get(Sdp, c_int, c_int) -> Text;
    fn sdp_message_b_bandwidth_get(Sdp, c_int, c_int) -> Text;
    fn sdp_message_t_time_descr_add(Sdp, Text, Text) -> c_int;
    fn sdp_message_t_start_time_get(Sdp, c_int) -> Text;
    fn sdp_message_t_stop_time_get(Sdp, c_int) -> Text;
    fn sdp_message_r_repeat_add(Sdp, c_int, Text) -> c_int;
    fn sdp_message_r_repeat_get(Sdp, c_int, c_int) -> Text;
    fn sdp_message_z_adjustments_set(Sdp, Text) -> c_int;
    fn sdp_message_z_adjustments_get(Sdp) -> Text;
    fn sdp_message_k_key_set(Sdp, c_int, Text, Text) -> c_int;
    fn sdp_message_k_keytype_get(Sdp, c_int) -> Text;
    fn sdp_message_k_keydata_get(Sdp, c_int) -> Text;
    fn sdp_message_a_attribute_add(Sdp, c_int, Text, Text) -> c_int;
    fn sdp_message_a_attribute_del(Sdp, c_int, Text) -> c_int;
    fn sdp_message_a_attribute_del_at_index(Sdp, c_int, Text, c_int) -> c_int;
    fn sdp_message_attribute_get(Sdp, c_int, c_int) -> *mut Attribute;
    fn sdp_message_a_att_field_get(Sdp, c_int, c_int) -> Text;
    fn sdp_message_a_att_value_get(Sdp, c_int, c_int) -> Text;
    fn sdp_message_endof_media(Sdp, c_int) -> c_int;
    fn sdp_message_m_media_add(Sdp, Text, Text, Text, Text) -> c_int;
    fn sdp_message_m_media_get(Sdp, c_int) -> Text;
    fn sdp_message_m_port_get(Sdp, c_int) -> Text;
    fn sdp_message_m_port_set(Sdp, c_int, Text) -> c_int;
    fn sdp_message_m_number_of_port_get(Sdp, c_int) -> Text;
    fn sdp_message_m_proto_get(Sdp, c_int) -> Text;
    fn sdp_message_m_payload_add(Sdp, c_int, Text) -> c_int;
    fn sdp_message_m_payload_get(Sdp, c_int, c_int) -> Text;
    fn sdp_message_m_payload_del(Sdp, c_int, c_int) -> c_int;
}

/// A description with every kind of line.
const FULL: &[u8] = b"v=0\r\no=alice 2890844526 2890842807 IN IP4 192.0.2.1\r\ns=A session\r\ni=About it\r\n\
    u=http://example.test/\r\ne=a@example.test\r\ne=b@example.test\r\np=+1 617 555-6011\r\nc=IN IP4 224.2.1.1/127/3\r\n\
    b=CT:1000\r\nb=X-YZ:128\r\nt=3034423619 3042462419\r\nr=7d 1h 0 25h\r\nr=604800 3600 0 90000\r\nt=0 0\r\n\
    z=2882844526 -1h 2898848070 0\r\nk=clear:secret\r\na=recvonly\r\na=tool:x\r\nm=audio 49170/2 RTP/AVP 0 8 101\r\n\
    i=voice\r\nc=IN IP6 2001:db8::1\r\nc=IN IP4 224.2.1.1/127\r\nb=AS:64\r\nk=prompt\r\na=rtpmap:101 telephone-event/8000\r\n\
    a=fmtp:101 0-15\r\na=recvonly\r\nm=video 0 RTP/AVP 31\r\nm=application 9 TCP/TLS/BFCP *\r\na=setup:passive\r\n";

/// The library's own empty description.
fn empty(api: &Api) -> Sdp {
    let mut sdp = null_mut();
    assert_eq!(unsafe { (api.sdp_message_init)(&raw mut sdp) }, 0);
    sdp
}

fn parsed(api: &Api, text: &[u8]) -> (c_int, Sdp) {
    let (sdp, text) = (empty(api), terminated(text));
    (unsafe { (api.sdp_message_parse)(sdp, text.as_ptr().cast()) }, sdp)
}

fn printed(api: &Api, sdp: Sdp) -> (c_int, Option<String>) {
    let mut text = null_mut();
    let code = unsafe { (api.sdp_message_to_str)(sdp, &raw mut text) };
    let text = unsafe { take_text(text) };
    (code, text.map(|text| text.escape_ascii().to_string()))
}

type Reading = (c_int, Option<(Description, c_int, Option<String>)>);

/// Code, fields, text, and the same of a copy.
fn read(api: &Api, text: &[u8]) -> Reading {
    let (code, sdp) = parsed(api, text);
    let seen = (code == 0).then(|| {
        let mut copy = null_mut();
        assert_eq!(unsafe { (api.sdp_message_clone)(sdp, &raw mut copy) }, 0);
        let (code, text) = printed(api, sdp);
        assert_eq!(printed(api, copy), (code, text.clone()));
        unsafe { (api.sdp_message_free)(copy) };
        (unsafe { (*sdp).clone() }, code, text)
    });
    unsafe { (api.sdp_message_free)(sdp) };
    (code, seen)
}

/// Whether `letter` is a type of line that RFC 4566 does not know.
fn is_foreign(letter: u8) -> bool {
    letter.is_ascii_graphic() && !b"=vosiuepcbtrzkam".contains(&letter)
}

/// Whether ours differs on purpose: it takes lines of unknown types, tells attributes from them, and does not print a
/// port `0...` as `0`.
fn is_better(text: &[u8]) -> bool {
    let mut lines = text.split(|byte| matches!(byte, b'\r' | b'\n'));
    lines.any(|line| {
        let port = line.split(|&byte| byte == b' ').nth(1).unwrap_or_default();
        match line {
            [letter, b'=', ..] if is_foreign(*letter) => true,
            [b'a', b'=', letter, b'=', rest @ ..] => is_foreign(*letter) && rest.contains(&b':'),
            _ => matches!(port, [b'0', next, ..] if *next != b'/'),
        }
    })
}

/// Whether ours takes what the original refuses, and prints it so that the original reads the same.
fn is_put_in_order(mine: &Reading, theirs: &Reading) -> bool {
    let (Some((fields, 0, Some(text))), None) = (&mine.1, &theirs.1) else { return false };
    let text = text.replace("\\r\\n", "\r\n");
    let again = read(original(), text.as_bytes());
    again.1.is_some_and(|(again, ..)| again == *fields) || text.contains('\\')
}

fn compare(text: &[u8]) -> bool {
    let (ours, theirs) = (read(ours(), text), read(original(), text));
    assert!(
        ours == theirs || (is_better(text) && ours.0 == 0) || is_put_in_order(&ours, &theirs),
        "{}\n{ours:?}\n{theirs:?}",
        text.escape_ascii()
    );
    ours.0 == 0
}

#[test]
fn the_collections_parse_and_print_the_same() {
    for (_, text) in corpus().into_iter().filter(|(name, _)| name.contains("sdp")) {
        let text = text.split(|&byte| byte == 0).next().unwrap();
        compare(text);
    }
}

#[test]
fn mutated_descriptions_parse_and_print_the_same() {
    let mut random = Seeded(5);
    let accepted = (0..4_000)
        .filter(|_| {
            let mut text = FULL.to_vec();
            if random.one_in(2) {
                // Shorter ones are oftener right.
                let lines: Vec<&[u8]> = FULL.split_inclusive(|&byte| byte == b'\n').collect();
                let kept =
                    lines.iter().filter(|line| b"vot".contains(&line[0]) || random.one_in(3));
                text = kept.copied().collect::<Vec<_>>().concat();
            }
            compare(&mutate(&mut random, &text))
        })
        .count();
    assert!((800..3_800).contains(&accepted), "{accepted}");
}

#[test]
fn lines_in_any_order_are_taken_or_refused_the_same() {
    const LINES: [&str; 18] = [
        "v=0",
        "o=u 1 2 IN IP4 h",
        "s=n",
        "i=x",
        "u=x",
        "e=x",
        "p=x",
        "c=IN IP4 h",
        "b=CT:1",
        "t=0 0",
        "r=7d 1h 0",
        "z=1 2",
        "k=clear:x",
        "a=x:y",
        "m=audio 1 RTP/AVP 0",
        "junk",
        "",
        " ",
    ];
    let mut random = Seeded(6);
    let mut accepted = 0;
    for _ in 0..4_000 {
        let mut order = vec![0, 1];
        order.extend((0..random.below(7)).map(|_| random.below(LINES.len())));
        order.sort_unstable();
        if random.one_in(3) {
            let (one, other) = (random.below(order.len()), random.below(order.len()));
            order.swap(one, other);
        }
        let ends = random.pick(&["\r\n", "\n", "\r"]);
        let text: String = order.iter().map(|&line| [LINES[line], ends].concat()).collect();
        accepted += usize::from(compare(text.as_bytes()));
    }
    assert!(accepted > 100, "{accepted}");
}

#[test]
fn values_are_taken_apart_the_same() {
    const LETTERS: &[u8] = b"osiuepcbtrzkam";
    const PARTS: [&str; 12] =
        [" ", " ", "/", ":", "=", "x", "12", "IN", "\t", "a/b", "\u{e9}", "RTP/AVP"];
    let mut random = Seeded(7);
    for _ in 0..6_000 {
        let letter = char::from(LETTERS[random.below(LETTERS.len())]);
        let value: String =
            (0..random.below(12)).map(|_| random.pick(&PARTS.map(|part| part))).collect();
        let line = format!("{letter}={value}\r\n");
        let fitting: Vec<u8> = FULL
            .split_inclusive(|&byte| byte == b'\n')
            .flat_map(|old| if old[0] == letter as u8 { line.as_bytes() } else { old }.to_vec())
            .collect();
        compare(&fitting);
    }
}

/// A string of the heap, or NULL once in a while.
fn text(random: &mut Seeded) -> Text {
    const TEXTS: [&CStr; 8] =
        [c"IN", c"IP4", c"x", c"recvonly", c"127", c"a b", c"rtpmap", c"h.test"];
    match random.below(12) {
        0 => null_mut(),
        _ => unsafe { libc::strdup(TEXTS[random.below(TEXTS.len())].as_ptr()) },
    }
}

/// As [`text`], but never NULL.
fn some_text(random: &mut Seeded) -> Text {
    loop {
        let text = text(random);
        if !text.is_null() {
            return text;
        }
    }
}

/// All that the getters return.
fn reported(api: &Api, sdp: Sdp) -> Vec<Option<Vec<u8>>> {
    let of_session = [
        api.sdp_message_v_version_get,
        api.sdp_message_o_username_get,
        api.sdp_message_o_sess_id_get,
        api.sdp_message_o_sess_version_get,
        api.sdp_message_o_nettype_get,
        api.sdp_message_o_addrtype_get,
        api.sdp_message_o_addr_get,
        api.sdp_message_s_name_get,
        api.sdp_message_u_uri_get,
        api.sdp_message_z_adjustments_get,
    ];
    let at_one = [
        api.sdp_message_i_info_get,
        api.sdp_message_e_email_get,
        api.sdp_message_p_phone_get,
        api.sdp_message_t_start_time_get,
        api.sdp_message_t_stop_time_get,
        api.sdp_message_k_keytype_get,
        api.sdp_message_k_keydata_get,
        api.sdp_message_m_media_get,
        api.sdp_message_m_port_get,
        api.sdp_message_m_number_of_port_get,
        api.sdp_message_m_proto_get,
    ];
    let at_two = [
        api.sdp_message_c_nettype_get,
        api.sdp_message_c_addrtype_get,
        api.sdp_message_c_addr_get,
        api.sdp_message_c_addr_multicast_ttl_get,
        api.sdp_message_c_addr_multicast_int_get,
        api.sdp_message_b_bwtype_get,
        api.sdp_message_b_bandwidth_get,
        api.sdp_message_r_repeat_get,
        api.sdp_message_a_att_field_get,
        api.sdp_message_a_att_value_get,
        api.sdp_message_m_payload_get,
    ];
    unsafe {
        let mut reported: Vec<_> = of_session.iter().map(|get| lent_text(get(sdp))).collect();
        for pos in -1..4 {
            reported.extend(at_one.iter().map(|get| lent_text(get(sdp, pos))));
            reported.push(Some(vec![(api.sdp_message_endof_media)(sdp, pos) as u8]));
            for second in -1..4 {
                reported.extend(at_two.iter().map(|get| lent_text(get(sdp, pos, second))));
                reported.push(Some(vec![
                    (api.sdp_message_connection_get)(sdp, pos, second).is_null().into(),
                    (api.sdp_message_bandwidth_get)(sdp, pos, second).is_null().into(),
                    (api.sdp_message_attribute_get)(sdp, pos, second).is_null().into(),
                ]));
            }
        }
        reported
    }
}

/// One random edit. Strings that a setter replaces or that a failure leaves are lost: it is a test.
fn edit(api: &Api, sdp: Sdp, random: &mut Seeded) -> c_int {
    let (pos, second) = (random.below(5) as c_int - 1, random.below(6) as c_int - 1);
    let media = pos.max(0);
    let mut any = || text(random);
    let (a, b, c, d, e, f) = (any(), any(), any(), any(), any(), any());
    let name = some_text(random);
    unsafe {
        match random.below(22) {
            0 => (api.sdp_message_v_version_set)(sdp, name),
            1 => (api.sdp_message_o_origin_set)(sdp, a, b, c, d, e, f),
            2 => (api.sdp_message_s_name_set)(sdp, a),
            3 => (api.sdp_message_i_info_set)(sdp, pos, a),
            4 => (api.sdp_message_u_uri_set)(sdp, a),
            5 => (api.sdp_message_e_email_add)(sdp, name),
            6 => (api.sdp_message_p_phone_add)(sdp, name),
            7 => (api.sdp_message_c_connection_add)(sdp, pos, a, b, c, d, e),
            8 => (api.sdp_message_b_bandwidth_add)(sdp, pos, a, b),
            9 => (api.sdp_message_t_time_descr_add)(sdp, a, b),
            10 => (api.sdp_message_r_repeat_add)(sdp, pos, name),
            11 => (api.sdp_message_z_adjustments_set)(sdp, a),
            12 => (api.sdp_message_k_key_set)(sdp, pos, a, b),
            13 | 14 => (api.sdp_message_a_attribute_add)(sdp, pos, name, a),
            15 => (api.sdp_message_a_attribute_del)(sdp, pos, name),
            16 | 17 => (api.sdp_message_a_attribute_del_at_index)(sdp, pos, name, second),
            18 => (api.sdp_message_m_media_add)(sdp, a, b, c, d),
            19 => (api.sdp_message_m_port_set)(sdp, media, a),
            20 => (api.sdp_message_m_payload_add)(sdp, media, name),
            _ => (api.sdp_message_m_payload_del)(sdp, media, second),
        }
    }
}

#[test]
fn edits_do_the_same() {
    let walk = |api: &Api, seed: u64| {
        let mut random = Seeded(seed);
        let sdp = if random.one_in(4) { empty(api) } else { parsed(api, FULL).1 };
        let codes: Vec<c_int> = (0..20).map(|_| edit(api, sdp, &mut random)).collect();
        let seen = (codes, reported(api, sdp), unsafe { (*sdp).clone() }, printed(api, sdp));
        unsafe { (api.sdp_message_free)(sdp) };
        seen
    };
    for seed in 0..500 {
        assert_eq!(walk(ours(), seed), walk(original(), seed), "seed {seed}");
    }
}

#[test]
fn a_string_that_finds_no_place_stays_with_the_program() {
    const TEXT: &CStr = c"long enough to be written over when it is freed";
    for api in [ours(), original()] {
        let (sdp, none, pos) = (parsed(api, FULL).1, null_mut(), 9);
        let kept = |name: &str, call: &dyn Fn(*mut c_char) -> c_int| unsafe {
            let text = libc::strdup(TEXT.as_ptr());
            assert!(call(text) < 0, "{name}");
            assert_eq!(CStr::from_ptr(text), TEXT, "{name}");
            libc::free(text.cast());
        };
        unsafe {
            kept("title", &|text| (api.sdp_message_i_info_set)(sdp, pos, text));
            kept("address", &|text| {
                (api.sdp_message_c_connection_add)(sdp, pos, text, none, none, none, none)
            });
            kept("bandwidth", &|text| (api.sdp_message_b_bandwidth_add)(sdp, pos, text, none));
            kept("repetition", &|text| (api.sdp_message_r_repeat_add)(sdp, pos, text));
            kept("key", &|text| (api.sdp_message_k_key_set)(sdp, pos, text, none));
            kept("attribute", &|text| (api.sdp_message_a_attribute_add)(sdp, pos, text, none));
            kept("port", &|text| (api.sdp_message_m_port_set)(sdp, pos, text));
            kept("format", &|text| (api.sdp_message_m_payload_add)(sdp, pos, text));
            (api.sdp_message_free)(sdp);
        }
    }
}

#[test]
fn null_descriptions_answer_the_same_where_the_original_survives_them() {
    let ask = |api: &Api| unsafe {
        let (none, text) = (null_mut(), null_mut::<c_char>());
        let mut dest = c"never".as_ptr().cast_mut();
        let mut codes = vec![
            (api.sdp_message_to_str)(none, &raw mut dest),
            (api.sdp_message_v_version_set)(none, text),
            (api.sdp_message_o_origin_set)(none, text, text, text, text, text, text),
            (api.sdp_message_s_name_set)(none, text),
            (api.sdp_message_i_info_set)(none, 0, text),
            (api.sdp_message_u_uri_set)(none, text),
            (api.sdp_message_e_email_add)(none, text),
            (api.sdp_message_p_phone_add)(none, text),
            (api.sdp_message_c_connection_add)(none, 0, text, text, text, text, text),
            (api.sdp_message_b_bandwidth_add)(none, 0, text, text),
            (api.sdp_message_t_time_descr_add)(none, text, text),
            (api.sdp_message_r_repeat_add)(none, 0, text),
            (api.sdp_message_z_adjustments_set)(none, text),
            (api.sdp_message_k_key_set)(none, 0, text, text),
            (api.sdp_message_a_attribute_add)(none, 0, text, text),
            (api.sdp_message_a_attribute_del)(none, 0, text),
            (api.sdp_message_a_attribute_del_at_index)(none, 0, text, 0),
            (api.sdp_message_endof_media)(none, 0),
        ];
        codes.push(dest.is_null().into());
        let mut copy = null_mut();
        codes.push((api.sdp_message_clone)(none, &raw mut copy));
        (api.sdp_message_free)(none);
        (api.sdp_bandwidth_free)(null_mut());
        (api.sdp_time_descr_free)(null_mut());
        (api.sdp_key_free)(null_mut());
        (api.sdp_attribute_free)(null_mut());
        (api.sdp_connection_free)(null_mut());
        (api.sdp_media_free)(null_mut());
        codes
    };
    assert_eq!(ask(ours()), ask(original()));
}

#[test]
fn null_and_positions_out_of_range_never_crash_ours() {
    let (api, sdp) = (ours(), parsed(ours(), FULL).1);
    let none = null_mut::<c_char>();
    unsafe {
        for pos in [c_int::MIN, -2, 9, c_int::MAX] {
            assert!((api.sdp_message_c_connection_add)(sdp, pos, none, none, none, none, none) < 0);
            assert!((api.sdp_message_b_bandwidth_add)(sdp, pos, none, none) < 0);
            assert!((api.sdp_message_k_key_set)(sdp, pos, none, none) < 0);
            assert!((api.sdp_message_a_attribute_add)(sdp, pos, none, none) < 0);
            assert!((api.sdp_message_k_keytype_get)(sdp, pos).is_null());
            assert!((api.sdp_message_m_port_set)(sdp, pos, none) < 0);
            assert!((api.sdp_message_m_payload_del)(sdp, 0, pos) < 0);
        }
        assert!((api.sdp_message_init)(null_mut()) < 0);
        assert!((api.sdp_bandwidth_init)(null_mut()) < 0);
        assert!((api.sdp_message_parse)(null_mut(), c"v=0".as_ptr()) < 0);
        assert!((api.sdp_message_parse)(sdp, null()) < 0);
        assert!((api.sdp_message_to_str)(sdp, null_mut()) < 0);
        assert!((api.sdp_message_clone)(sdp, null_mut()) < 0);
        assert!((api.sdp_message_a_attribute_del)(sdp, 0, none) < 0);
        assert!((api.sdp_message_a_attribute_del_at_index)(sdp, 0, none, 0) < 0);
        assert!((api.sdp_message_m_media_add)(null_mut(), none, none, none, none) < 0);
        assert!((api.sdp_message_m_port_set)(null_mut(), 0, none) < 0);
        assert!((api.sdp_message_m_payload_add)(null_mut(), 0, none) < 0);
        assert!((api.sdp_message_m_payload_del)(null_mut(), 0, 0) < 0);
        assert!((api.sdp_message_m_media_get)(null_mut(), 0).is_null());
        assert!((api.sdp_message_m_payload_get)(null_mut(), 0, 0).is_null());
        (api.sdp_message_free)(sdp);
    }
}

#[test]
fn records_are_made_empty_and_freed() {
    /// A record that `init` made, given back to `free`.
    fn made<T: Clone + core::fmt::Debug>(
        init: unsafe extern "C" fn(*mut *mut T) -> c_int,
        free: unsafe extern "C" fn(*mut T),
    ) -> (c_int, String) {
        let mut record = null_mut();
        let code = unsafe { init(&raw mut record) };
        let seen = format!("{:?}", unsafe { (*record).clone() });
        unsafe { free(record) };
        (code, seen)
    }
    let ask = |api: &Api| {
        [
            made(api.sdp_bandwidth_init, api.sdp_bandwidth_free),
            made(api.sdp_time_descr_init, api.sdp_time_descr_free),
            made(api.sdp_key_init, api.sdp_key_free),
            made(api.sdp_attribute_init, api.sdp_attribute_free),
            made(api.sdp_connection_init, api.sdp_connection_free),
            made(api.sdp_media_init, api.sdp_media_free),
        ]
    };
    assert_eq!(ask(ours()), ask(original()));
}
