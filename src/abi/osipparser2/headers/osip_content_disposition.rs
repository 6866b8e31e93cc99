//! `osipparser2/headers/osip_content_disposition.h`

use core::ffi::c_int;

use crate::abi::boundary::Str;
use crate::sip::CallInfo;

entry_stub! {
    fn osip_content_disposition_parse(header: Option<&mut CallInfo>, hvalue: Str<'_>) -> c_int;
}
