//! `osipparser2/osip_body.h`

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::Body;

entry_stub! {
    fn osip_body_init(body: Out<'_, Option<CBox<Body>>>) -> c_int;
    fn osip_body_free(body: Option<CBox<Body>>);
    fn osip_body_parse(body: Option<&mut Body>, buf: Str<'_>, length: usize) -> c_int;
    fn osip_body_clone(body: Option<&Body>, dest: Out<'_, Option<CBox<Body>>>) -> c_int;
    fn osip_body_parse_mime(body: Option<&mut Body>, buf: Str<'_>, length: usize) -> c_int;
    fn osip_body_to_str(body: Option<&Body>, dest: Out<'_, Option<Text>>, length: *mut usize) -> c_int;
    fn osip_body_set_contenttype(body: Option<&mut Body>, hvalue: Str<'_>) -> c_int;
    fn osip_body_set_header(body: Option<&mut Body>, hname: Str<'_>, hvalue: Str<'_>) -> c_int;
}
