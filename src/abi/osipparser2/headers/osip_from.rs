//! `osipparser2/headers/osip_from.h`

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::{NameAddr, Param, Uri};

entry_stub! {
    fn osip_from_init(header: Out<'_, Option<CBox<NameAddr>>>) -> c_int;
    fn osip_from_free(header: Option<CBox<NameAddr>>);
    fn osip_from_parse(header: Option<&mut NameAddr>, hvalue: Str<'_>) -> c_int;
    fn osip_from_to_str(header: Option<&NameAddr>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_from_clone(header: Option<&NameAddr>, dest: Out<'_, Option<CBox<NameAddr>>>) -> c_int;
    fn osip_from_set_displayname(header: Option<&mut NameAddr>, value: Option<Text>);
    fn osip_from_get_displayname(header: Option<&mut NameAddr>) -> Option<NonNull<c_char>>;
    fn osip_from_set_url(header: Option<&mut NameAddr>, url: Option<CBox<Uri>>);
    fn osip_from_get_url(header: Option<&mut NameAddr>) -> Option<NonNull<Uri>>;
    fn osip_from_param_get(header: Option<&mut NameAddr>, pos: c_int, dest: Out<'_, Option<NonNull<Param>>>) -> c_int;
    fn osip_from_compare(header1: Option<&mut NameAddr>, header2: Option<&mut NameAddr>) -> c_int;
    fn osip_from_tag_match(from1: Option<&mut NameAddr>, from2: Option<&mut NameAddr>) -> c_int;
}

lists!(NameAddr, header: gen_params Param osip_from_get_params;);
