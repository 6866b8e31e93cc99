//! `osipparser2/headers/osip_call_info.h`: Call-Info (RFC 3261 20.9).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str, lend_text};
use crate::mem::{CBox, Text};
use crate::sip::CallInfo;

header!(CallInfo: osip_call_info_init osip_call_info_free osip_call_info_parse osip_call_info_to_str
    osip_call_info_clone);

entry! {
    /// The URI with its brackets, or the token of a Content-Disposition; still owned by the object, NULL if there is
    /// none.
    fn osip_call_info_get_uri(header: Option<&mut CallInfo>) -> Option<NonNull<c_char>> {
        header.and_then(|header| lend_text(&header.element))
    }

    /// Sets what `osip_call_info_get_uri` returns, and takes ownership of `uri`. The caller frees the former one before.
    fn osip_call_info_set_uri(header: Option<&mut CallInfo>, uri: Option<Text>) {
        strings!(@set header, element, uri)
    }
}
