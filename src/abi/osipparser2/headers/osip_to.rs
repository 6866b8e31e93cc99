//! `osipparser2/headers/osip_to.h`: To (RFC 3261 20.39).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::c_int;
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str, matching};
use crate::mem::{CBox, Text};
use crate::sip::NameAddr;

header!(NameAddr: osip_to_init osip_to_free osip_to_parse osip_to_to_str osip_to_clone);

entry! {
    /// OSIP_SUCCESS if both have the same tag or none, OSIP_UNDEFINED_ERROR if not.
    fn osip_to_tag_match(to1: Option<NonNull<NameAddr>>, to2: Option<NonNull<NameAddr>>) -> c_int {
        matching(to1, to2, |to1, to2| Ok(to1.has_tag_of(to2)))?
    }
}
