//! `sdp_message.h`

mod edits;
mod nulls;

use core::ffi::{c_char, c_int};
use core::ptr::null_mut;

use eXosip2::sdp::{Attribute, Bandwidth, Connection, Description, Key, Media, TimeDescription};

use crate::api;
use crate::common::generate::{corpus, mutate};
use crate::common::oracle::{take_text, terminated};
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
