//! `osipparser2/headers/osip_authorization.h`: Authorization (RFC 3261 20.7, RFC 7616).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str, lend_text};
use crate::mem::{CBox, Text};
use crate::sip::Credentials;

header!(Credentials: osip_authorization_init osip_authorization_free osip_authorization_parse osip_authorization_to_str osip_authorization_clone);

entry! {
    /// The `auth_type`, still owned by the object; NULL if there is none.
    fn osip_authorization_get_auth_type(header: Option<&Credentials>) -> Option<NonNull<c_char>> {
        header.and_then(|header| lend_text(&header.auth_type))
    }
    /// Sets `auth_type` and takes `value` over. The old one is the caller's to free, before.
    fn osip_authorization_set_auth_type(header: Option<&mut Credentials>, value: Option<Text>) {
        strings!(@set header, auth_type, value)
    }
}

strings! { Credentials:
    username osip_authorization_get_username osip_authorization_set_username;
    realm osip_authorization_get_realm osip_authorization_set_realm;
    nonce osip_authorization_get_nonce osip_authorization_set_nonce;
    uri osip_authorization_get_uri osip_authorization_set_uri;
    response osip_authorization_get_response osip_authorization_set_response;
    digest osip_authorization_get_digest osip_authorization_set_digest;
    algorithm osip_authorization_get_algorithm osip_authorization_set_algorithm;
    cnonce osip_authorization_get_cnonce osip_authorization_set_cnonce;
    opaque osip_authorization_get_opaque osip_authorization_set_opaque;
    message_qop osip_authorization_get_message_qop osip_authorization_set_message_qop;
    nonce_count osip_authorization_get_nonce_count osip_authorization_set_nonce_count;
    version osip_authorization_get_version osip_authorization_set_version;
    targetname osip_authorization_get_targetname osip_authorization_set_targetname;
    gssapi_data osip_authorization_get_gssapi_data osip_authorization_set_gssapi_data;
    crand osip_authorization_get_crand osip_authorization_set_crand;
    cnum osip_authorization_get_cnum osip_authorization_set_cnum;
}
