//! `osipparser2/headers/osip_accept_encoding.h`: Accept-Encoding (RFC 3261 20.2).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str, lend_text};
use crate::mem::{CBox, Text};
use crate::sip::{AcceptEncoding, Param};

header!(AcceptEncoding: osip_accept_encoding_init osip_accept_encoding_free osip_accept_encoding_parse
    osip_accept_encoding_to_str osip_accept_encoding_clone);

entry! {
    /// The `element`, still owned by the object; NULL if there is none.
    fn osip_accept_encoding_get_element(header: Option<&AcceptEncoding>) -> Option<NonNull<c_char>> {
        header.and_then(|header| lend_text(&header.element))
    }

    /// Sets `element` and takes `value` over. The old one is the caller's to free, before.
    fn osip_accept_encoding_set_element(header: Option<&mut AcceptEncoding>, value: Option<Text>) {
        strings!(@set header, element, value)
    }
}

lists!(AcceptEncoding, header: gen_params Param osip_accept_encoding_get_params;);
