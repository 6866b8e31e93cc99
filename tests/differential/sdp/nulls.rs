//! The functions of `sdp_message.h` without a description, and at positions that it does not have.

use core::ffi::{c_char, c_int};
use core::ptr::{null, null_mut};

use super::{Api, FULL, original, ours, parsed};

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
