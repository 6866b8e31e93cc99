//! The setters of `sdp_message.h`, in any order.

use core::ffi::{CStr, c_char, c_int};
use core::ptr::null_mut;

use super::{Api, FULL, Sdp, Text, empty, original, ours, parsed, printed};
use crate::common::oracle::lent_text;
use crate::common::random::Seeded;

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
