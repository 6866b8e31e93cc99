//! `osipparser2/headers/osip_accept.h`: Accept (RFC 3261 20.1).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::c_int;

use crate::abi::boundary::{Out, print};
use crate::mem::Text;
use crate::sip::ContentType;

entry! {
    /// Writes an Accept as text; one that accepts nothing is a blank. The caller frees `dest` with `osip_free`.
    fn osip_accept_to_str(header: Option<&ContentType>, dest: Out<'_, Option<Text>>) -> c_int {
        print(header, dest, ContentType::write_accept)?
    }
}
