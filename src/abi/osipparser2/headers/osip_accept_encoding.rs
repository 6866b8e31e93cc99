//! `osipparser2/headers/osip_accept_encoding.h`

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::{AcceptEncoding, Param};

entry_stub! {
    fn osip_accept_encoding_init(header: Out<'_, Option<CBox<AcceptEncoding>>>) -> c_int;
    fn osip_accept_encoding_parse(header: Option<&mut AcceptEncoding>, hvalue: Str<'_>) -> c_int;
    fn osip_accept_encoding_to_str(header: Option<&AcceptEncoding>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_accept_encoding_free(header: Option<CBox<AcceptEncoding>>);
    fn osip_accept_encoding_clone(header: Option<&AcceptEncoding>, dest: Out<'_, Option<CBox<AcceptEncoding>>>) -> c_int;
    fn osip_accept_encoding_set_element(header: Option<&mut AcceptEncoding>, value: Option<Text>);
    fn osip_accept_encoding_get_element(header: Option<&AcceptEncoding>) -> Option<NonNull<c_char>>;
}

lists!(AcceptEncoding, header: gen_params Param osip_accept_encoding_get_params;);
