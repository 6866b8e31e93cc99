//! `osipparser2/headers/osip_contact.h`: Contact (RFC 3261 20.10).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::c_int;

use crate::abi::boundary::{Out, Str, print};
use crate::error::Error::BadParameter;
use crate::error::OK;
use crate::mem::{CBox, Text};
use crate::sip::NameAddr;

header!(NameAddr: osip_contact_init osip_contact_free);
header!(NameAddr: clone osip_contact_clone);

entry! {
    /// Fills an empty Contact from its text. `*` becomes a display name without a URI.
    fn osip_contact_parse(header: Option<&mut NameAddr>, hvalue: Str<'_>) -> c_int {
        header.ok_or(BadParameter)?.parse_contact(hvalue.line()?)?;
        OK
    }

    /// Writes a Contact as text. The caller frees `dest` with `osip_free`.
    fn osip_contact_to_str(header: Option<&NameAddr>, dest: Out<'_, Option<Text>>) -> c_int {
        print(header, dest, NameAddr::write_contact)?
    }
}
