//! `osipparser2/headers/osip_header.h`

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::Out;
use crate::mem::{CBox, Text};
use crate::sip::Header;

entry_stub! {
    fn osip_header_init(header: Out<'_, Option<CBox<Header>>>) -> c_int;
    fn osip_header_free(header: Option<CBox<Header>>);
    fn osip_header_to_str(header: Option<&Header>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_header_get_name(header: Option<&Header>) -> Option<NonNull<c_char>>;
    fn osip_header_set_name(header: Option<&mut Header>, pname: Option<Text>);
    fn osip_header_get_value(header: Option<&Header>) -> Option<NonNull<c_char>>;
    fn osip_header_set_value(header: Option<&mut Header>, pvalue: Option<Text>);
    fn osip_header_clone(header: Option<&Header>, dest: Out<'_, Option<CBox<Header>>>) -> c_int;
}
