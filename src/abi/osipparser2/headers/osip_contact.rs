//! `osipparser2/headers/osip_contact.h`

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::NameAddr;

entry_stub! {
    fn osip_contact_init(header: Out<'_, Option<CBox<NameAddr>>>) -> c_int;
    fn osip_contact_free(header: Option<CBox<NameAddr>>);
    fn osip_contact_parse(header: Option<&mut NameAddr>, hvalue: Str<'_>) -> c_int;
    fn osip_contact_to_str(header: Option<&NameAddr>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_contact_clone(header: Option<&NameAddr>, dest: Out<'_, Option<CBox<NameAddr>>>) -> c_int;
}
