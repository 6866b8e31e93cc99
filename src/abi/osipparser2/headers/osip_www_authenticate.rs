//! `osipparser2/headers/osip_www_authenticate.h`: WWW-Authenticate (RFC 3261 20.44, RFC 7616).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::Challenge;

header!(Challenge: osip_www_authenticate_init osip_www_authenticate_free osip_www_authenticate_parse osip_www_authenticate_to_str osip_www_authenticate_clone);

strings! { Challenge:
    auth_type osip_www_authenticate_get_auth_type osip_www_authenticate_set_auth_type;
    realm osip_www_authenticate_get_realm osip_www_authenticate_set_realm;
    domain osip_www_authenticate_get_domain osip_www_authenticate_set_domain;
    nonce osip_www_authenticate_get_nonce osip_www_authenticate_set_nonce;
    opaque osip_www_authenticate_get_opaque osip_www_authenticate_set_opaque;
    stale osip_www_authenticate_get_stale osip_www_authenticate_set_stale;
    algorithm osip_www_authenticate_get_algorithm osip_www_authenticate_set_algorithm;
    qop_options osip_www_authenticate_get_qop_options osip_www_authenticate_set_qop_options;
    version osip_www_authenticate_get_version osip_www_authenticate_set_version;
    targetname osip_www_authenticate_get_targetname osip_www_authenticate_set_targetname;
    gssapi_data osip_www_authenticate_get_gssapi_data osip_www_authenticate_set_gssapi_data;
}
