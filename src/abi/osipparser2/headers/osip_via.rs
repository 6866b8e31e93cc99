//! `osipparser2/headers/osip_via.h`

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::{Param, Via};

entry_stub! {
    fn osip_via_init(header: Out<'_, Option<CBox<Via>>>) -> c_int;
    fn osip_via_free(header: Option<CBox<Via>>);
    fn osip_via_parse(header: Option<&mut Via>, hvalue: Str<'_>) -> c_int;
    fn osip_via_to_str(header: Option<&Via>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_via_clone(header: Option<&Via>, dest: Out<'_, Option<CBox<Via>>>) -> c_int;
    fn via_set_version(header: Option<&mut Via>, value: Option<Text>);
    fn via_get_version(header: Option<&mut Via>) -> Option<NonNull<c_char>>;
    fn via_set_protocol(header: Option<&mut Via>, value: Option<Text>);
    fn via_get_protocol(header: Option<&mut Via>) -> Option<NonNull<c_char>>;
    fn via_set_host(header: Option<&mut Via>, value: Option<Text>);
    fn via_get_host(header: Option<&mut Via>) -> Option<NonNull<c_char>>;
    fn via_set_port(header: Option<&mut Via>, value: Option<Text>);
    fn via_get_port(header: Option<&mut Via>) -> Option<NonNull<c_char>>;
    fn via_set_comment(header: Option<&mut Via>, value: Option<Text>);
    fn via_get_comment(header: Option<&mut Via>) -> Option<NonNull<c_char>>;
    fn osip_via_match(via1: Option<&mut Via>, via2: Option<&mut Via>) -> c_int;
}

lists!(Via, header: via_params Param osip_via_get_params;);

// The names that libosip2 5.3.1 gives to the `via_` functions.
strings!(Via:
    version osip_via_get_version osip_via_set_version;
    protocol osip_via_get_protocol osip_via_set_protocol;
    host osip_via_get_host osip_via_set_host;
    port osip_via_get_port osip_via_set_port;
    comment osip_via_get_comment osip_via_set_comment;
);
