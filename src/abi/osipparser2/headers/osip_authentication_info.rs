//! `osipparser2/headers/osip_authentication_info.h`

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{LooseStr, Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::AuthenticationInfo;

entry_stub! {
    fn osip_authentication_info_init(header: Out<'_, Option<CBox<AuthenticationInfo>>>) -> c_int;
    fn osip_authentication_info_parse(header: Option<&mut AuthenticationInfo>, hvalue: Str<'_>) -> c_int;
    fn osip_authentication_info_to_str(header: Option<&AuthenticationInfo>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_authentication_info_free(header: Option<CBox<AuthenticationInfo>>);
    fn osip_authentication_info_clone(header: Option<&AuthenticationInfo>, dest: Out<'_, Option<CBox<AuthenticationInfo>>>) -> c_int;
    fn osip_authentication_info_get_auth_type(header: Option<&mut AuthenticationInfo>) -> Option<NonNull<c_char>>;
    fn osip_authentication_info_set_auth_type(header: Option<&mut AuthenticationInfo>, value: Option<Text>);
    fn osip_authentication_info_get_nextnonce(header: Option<&mut AuthenticationInfo>) -> Option<NonNull<c_char>>;
    fn osip_authentication_info_set_nextnonce(header: Option<&mut AuthenticationInfo>, value: LooseStr<'_>);
    fn osip_authentication_info_get_cnonce(header: Option<&mut AuthenticationInfo>) -> Option<NonNull<c_char>>;
    fn osip_authentication_info_set_cnonce(header: Option<&mut AuthenticationInfo>, value: Option<Text>);
    fn osip_authentication_info_get_qop_options(header: Option<&mut AuthenticationInfo>) -> Option<NonNull<c_char>>;
    fn osip_authentication_info_set_qop_options(header: Option<&mut AuthenticationInfo>, value: Option<Text>);
    fn osip_authentication_info_get_rspauth(header: Option<&mut AuthenticationInfo>) -> Option<NonNull<c_char>>;
    fn osip_authentication_info_set_rspauth(header: Option<&mut AuthenticationInfo>, value: Option<Text>);
    fn osip_authentication_info_get_nonce_count(header: Option<&mut AuthenticationInfo>) -> Option<NonNull<c_char>>;
    fn osip_authentication_info_set_nonce_count(header: Option<&mut AuthenticationInfo>, value: Option<Text>);
    fn osip_authentication_info_get_snum(header: Option<&mut AuthenticationInfo>) -> Option<NonNull<c_char>>;
    fn osip_authentication_info_set_snum(header: Option<&mut AuthenticationInfo>, value: Option<Text>);
    fn osip_authentication_info_get_srand(header: Option<&mut AuthenticationInfo>) -> Option<NonNull<c_char>>;
    fn osip_authentication_info_set_srand(header: Option<&mut AuthenticationInfo>, value: Option<Text>);
    fn osip_authentication_info_get_targetname(header: Option<&mut AuthenticationInfo>) -> Option<NonNull<c_char>>;
    fn osip_authentication_info_set_targetname(header: Option<&mut AuthenticationInfo>, value: Option<Text>);
    fn osip_authentication_info_get_realm(header: Option<&mut AuthenticationInfo>) -> Option<NonNull<c_char>>;
    fn osip_authentication_info_set_realm(header: Option<&mut AuthenticationInfo>, value: Option<Text>);
    fn osip_authentication_info_get_opaque(header: Option<&mut AuthenticationInfo>) -> Option<NonNull<c_char>>;
    fn osip_authentication_info_set_opaque(header: Option<&mut AuthenticationInfo>, value: Option<Text>);
}
