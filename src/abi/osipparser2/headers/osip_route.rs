//! `osipparser2/headers/osip_route.h`

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::NameAddr;

entry_stub! {
    fn osip_route_init(header: Out<'_, Option<CBox<NameAddr>>>) -> c_int;
    fn osip_route_free(header: Option<CBox<NameAddr>>);
    fn osip_route_parse(header: Option<&mut NameAddr>, hvalue: Str<'_>) -> c_int;
    fn osip_route_to_str(header: Option<&NameAddr>, dest: Out<'_, Option<Text>>) -> c_int;
}
