//! `osipparser2/headers/osip_accept.h`

use core::ffi::c_int;

use crate::abi::boundary::Out;
use crate::mem::Text;
use crate::sip::ContentType;

entry_stub! {
    fn osip_accept_to_str(header: Option<&ContentType>, dest: Out<'_, Option<Text>>) -> c_int;
}
