//! `osipparser2/headers/osip_authorization.h`

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::Credentials;

entry_stub! {
    fn osip_authorization_init(header: Out<'_, Option<CBox<Credentials>>>) -> c_int;
    fn osip_authorization_parse(header: Option<&mut Credentials>, hvalue: Str<'_>) -> c_int;
    fn osip_authorization_to_str(header: Option<&Credentials>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_authorization_free(header: Option<CBox<Credentials>>);
    fn osip_authorization_clone(header: Option<&Credentials>, dest: Out<'_, Option<CBox<Credentials>>>) -> c_int;
    fn osip_authorization_get_auth_type(header: Option<&Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_auth_type(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_username(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_username(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_realm(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_realm(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_nonce(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_nonce(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_uri(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_uri(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_response(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_response(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_digest(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_digest(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_algorithm(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_algorithm(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_cnonce(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_cnonce(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_opaque(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_opaque(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_message_qop(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_message_qop(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_nonce_count(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_nonce_count(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_version(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_version(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_targetname(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_targetname(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_gssapi_data(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_gssapi_data(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_crand(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_crand(header: Option<&mut Credentials>, value: Option<Text>);
    fn osip_authorization_get_cnum(header: Option<&mut Credentials>) -> Option<NonNull<c_char>>;
    fn osip_authorization_set_cnum(header: Option<&mut Credentials>, value: Option<Text>);
}
