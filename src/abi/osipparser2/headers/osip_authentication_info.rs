//! `osipparser2/headers/osip_authentication_info.h`: Authentication-Info (RFC 3261 20.6, RFC 7615).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::AuthenticationInfo;

header!(AuthenticationInfo: osip_authentication_info_init osip_authentication_info_free osip_authentication_info_parse osip_authentication_info_to_str osip_authentication_info_clone);

strings! { AuthenticationInfo:
    auth_type osip_authentication_info_get_auth_type osip_authentication_info_set_auth_type;
    nextnonce osip_authentication_info_get_nextnonce osip_authentication_info_set_nextnonce;
    cnonce osip_authentication_info_get_cnonce osip_authentication_info_set_cnonce;
    qop_options osip_authentication_info_get_qop_options osip_authentication_info_set_qop_options;
    rspauth osip_authentication_info_get_rspauth osip_authentication_info_set_rspauth;
    nonce_count osip_authentication_info_get_nonce_count osip_authentication_info_set_nonce_count;
    snum osip_authentication_info_get_snum osip_authentication_info_set_snum;
    srand osip_authentication_info_get_srand osip_authentication_info_set_srand;
    targetname osip_authentication_info_get_targetname osip_authentication_info_set_targetname;
    realm osip_authentication_info_get_realm osip_authentication_info_set_realm;
    opaque osip_authentication_info_get_opaque osip_authentication_info_set_opaque;
}
