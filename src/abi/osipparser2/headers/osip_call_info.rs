//! `osipparser2/headers/osip_call_info.h`

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::CallInfo;

entry_stub! {
    fn osip_call_info_init(header: Out<'_, Option<CBox<CallInfo>>>) -> c_int;
    fn osip_call_info_free(header: Option<CBox<CallInfo>>);
    fn osip_call_info_parse(header: Option<&mut CallInfo>, hvalue: Str<'_>) -> c_int;
    fn osip_call_info_to_str(header: Option<&CallInfo>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_call_info_clone(header: Option<&CallInfo>, dest: Out<'_, Option<CBox<CallInfo>>>) -> c_int;
    fn osip_call_info_get_uri(header: Option<&mut CallInfo>) -> Option<NonNull<c_char>>;
    fn osip_call_info_set_uri(header: Option<&mut CallInfo>, uri: Option<Text>);
}
