//! `osipparser2/headers/osip_to.h`

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::NameAddr;

entry_stub! {
    fn osip_to_init(header: Out<'_, Option<CBox<NameAddr>>>) -> c_int;
    fn osip_to_free(header: Option<CBox<NameAddr>>);
    fn osip_to_parse(header: Option<&mut NameAddr>, hvalue: Str<'_>) -> c_int;
    fn osip_to_to_str(header: Option<&NameAddr>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_to_clone(header: Option<&NameAddr>, dest: Out<'_, Option<CBox<NameAddr>>>) -> c_int;
    fn osip_to_tag_match(to1: Option<&mut NameAddr>, to2: Option<&mut NameAddr>) -> c_int;
}
