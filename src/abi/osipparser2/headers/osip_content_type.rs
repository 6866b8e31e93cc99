//! `osipparser2/headers/osip_content_type.h`: Content-Type (RFC 3261 20.15).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str};
use crate::error::Error::BadParameter;
use crate::error::OK;
use crate::mem::{CBox, Text};

use crate::sip::{ContentType, Param, Wire};

header!(ContentType: osip_content_type_init osip_content_type_free);
header!(ContentType: to_str osip_content_type_to_str);
header!(ContentType: clone osip_content_type_clone);

entry! {
    /// Fills an empty Content-Type or Accept from its text. An empty text, or NULL, leaves it empty.
    fn osip_content_type_parse(header: Option<&mut ContentType>, hvalue: Str<'_>) -> c_int {
        let header = header.ok_or(BadParameter)?;
        if hvalue.optional().is_some() {
            header.parse(hvalue.line()?)?;
        }
        OK
    }
}

lists!(ContentType, header: gen_params Param osip_content_type_get_params;);
