//! `osipparser2/headers/osip_www_authenticate.h`

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::Challenge;

entry_stub! {
    fn osip_www_authenticate_init(header: Out<'_, Option<CBox<Challenge>>>) -> c_int;
    fn osip_www_authenticate_parse(header: Option<&mut Challenge>, hvalue: Str<'_>) -> c_int;
    fn osip_www_authenticate_to_str(header: Option<&Challenge>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_www_authenticate_free(header: Option<CBox<Challenge>>);
    fn osip_www_authenticate_clone(header: Option<&Challenge>, dest: Out<'_, Option<CBox<Challenge>>>) -> c_int;
    fn osip_www_authenticate_get_auth_type(header: Option<&mut Challenge>) -> Option<NonNull<c_char>>;
    fn osip_www_authenticate_set_auth_type(header: Option<&mut Challenge>, value: Option<Text>);
    fn osip_www_authenticate_get_realm(header: Option<&mut Challenge>) -> Option<NonNull<c_char>>;
    fn osip_www_authenticate_set_realm(header: Option<&mut Challenge>, value: Option<Text>);
    fn osip_www_authenticate_get_domain(header: Option<&mut Challenge>) -> Option<NonNull<c_char>>;
    fn osip_www_authenticate_set_domain(header: Option<&mut Challenge>, value: Option<Text>);
    fn osip_www_authenticate_get_nonce(header: Option<&mut Challenge>) -> Option<NonNull<c_char>>;
    fn osip_www_authenticate_set_nonce(header: Option<&mut Challenge>, value: Option<Text>);
    fn osip_www_authenticate_get_opaque(header: Option<&mut Challenge>) -> Option<NonNull<c_char>>;
    fn osip_www_authenticate_set_opaque(header: Option<&mut Challenge>, value: Option<Text>);
    fn osip_www_authenticate_get_stale(header: Option<&mut Challenge>) -> Option<NonNull<c_char>>;
    fn osip_www_authenticate_set_stale(header: Option<&mut Challenge>, value: Option<Text>);
    fn osip_www_authenticate_get_algorithm(header: Option<&mut Challenge>) -> Option<NonNull<c_char>>;
    fn osip_www_authenticate_set_algorithm(header: Option<&mut Challenge>, value: Option<Text>);
    fn osip_www_authenticate_get_qop_options(header: Option<&mut Challenge>) -> Option<NonNull<c_char>>;
    fn osip_www_authenticate_set_qop_options(header: Option<&mut Challenge>, value: Option<Text>);
    fn osip_www_authenticate_get_version(header: Option<&mut Challenge>) -> Option<NonNull<c_char>>;
    fn osip_www_authenticate_set_version(header: Option<&mut Challenge>, value: Option<Text>);
    fn osip_www_authenticate_get_targetname(header: Option<&mut Challenge>) -> Option<NonNull<c_char>>;
    fn osip_www_authenticate_set_targetname(header: Option<&mut Challenge>, value: Option<Text>);
    fn osip_www_authenticate_get_gssapi_data(header: Option<&mut Challenge>) -> Option<NonNull<c_char>>;
    fn osip_www_authenticate_set_gssapi_data(header: Option<&mut Challenge>, value: Option<Text>);
}
