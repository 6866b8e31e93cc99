//! `osipparser2/headers/osip_content_disposition.h`: Content-Disposition (RFC 3261 20.11).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::c_int;

use crate::abi::boundary::Str;
use crate::error::Error::BadParameter;
use crate::error::OK;
use crate::sip::CallInfo;

entry! {
    /// Fills an empty Content-Disposition from its text.
    fn osip_content_disposition_parse(header: Option<&mut CallInfo>, hvalue: Str<'_>) -> c_int {
        header.ok_or(BadParameter)?.parse_disposition(hvalue.line()?)?;
        OK
    }
}
