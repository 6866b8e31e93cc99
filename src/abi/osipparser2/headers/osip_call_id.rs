//! `osipparser2/headers/osip_call_id.h`

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::CallId;

entry_stub! {
    fn osip_call_id_init(header: Out<'_, Option<CBox<CallId>>>) -> c_int;
    fn osip_call_id_free(header: Option<CBox<CallId>>);
    fn osip_call_id_parse(header: Option<&mut CallId>, hvalue: Str<'_>) -> c_int;
    fn osip_call_id_to_str(header: Option<&CallId>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_call_id_clone(header: Option<&CallId>, dest: Out<'_, Option<CBox<CallId>>>) -> c_int;
    fn osip_call_id_set_number(header: Option<&mut CallId>, value: Option<Text>);
    fn osip_call_id_get_number(header: Option<&mut CallId>) -> Option<NonNull<c_char>>;
    fn osip_call_id_set_host(header: Option<&mut CallId>, value: Option<Text>);
    fn osip_call_id_get_host(header: Option<&mut CallId>) -> Option<NonNull<c_char>>;
    fn osip_call_id_match(callid1: Option<&mut CallId>, callid2: Option<&mut CallId>) -> c_int;
}
