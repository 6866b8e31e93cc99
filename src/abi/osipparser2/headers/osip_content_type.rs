//! `osipparser2/headers/osip_content_type.h`

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::{ContentType, Param};

entry_stub! {
    fn osip_content_type_init(header: Out<'_, Option<CBox<ContentType>>>) -> c_int;
    fn osip_content_type_free(header: Option<CBox<ContentType>>);
    fn osip_content_type_parse(header: Option<&mut ContentType>, hvalue: Str<'_>) -> c_int;
    fn osip_content_type_to_str(header: Option<&ContentType>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_content_type_clone(header: Option<&ContentType>, dest: Out<'_, Option<CBox<ContentType>>>) -> c_int;
}

lists!(ContentType, header: gen_params Param osip_content_type_get_params;);
