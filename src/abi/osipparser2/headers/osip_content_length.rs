//! `osipparser2/headers/osip_content_length.h`

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::ContentLength;

entry_stub! {
    fn osip_content_length_init(header: Out<'_, Option<CBox<ContentLength>>>) -> c_int;
    fn osip_content_length_free(header: Option<CBox<ContentLength>>);
    fn osip_content_length_parse(header: Option<&mut ContentLength>, hvalue: Str<'_>) -> c_int;
    fn osip_content_length_to_str(header: Option<&ContentLength>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_content_length_clone(header: Option<&ContentLength>, dest: Out<'_, Option<CBox<ContentLength>>>) -> c_int;
}
