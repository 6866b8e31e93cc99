//! `osipparser2/headers/osip_content_length.h`: Content-Length (RFC 3261 20.14).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::ContentLength;

header!(ContentLength: osip_content_length_init osip_content_length_free osip_content_length_parse
    osip_content_length_to_str osip_content_length_clone);
