//! `osipparser2/headers/osip_header.h`: headers of any name, by name and value.
//! Codes and ownership: see `osip_message.h`.

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str, copy, lend_text, print};
use crate::error::Error::{BadParameter, Syntax};
use crate::error::Result;
use crate::mem::{CBox, Text};
use crate::sip::Header;
use crate::sip::grammar::trim;

header!(Header: osip_header_init osip_header_free);

entry! {
    /// Writes a header as `Name: value`. The caller frees `dest` with osip_free().
    fn osip_header_to_str(header: Option<&Header>, dest: Out<'_, Option<Text>>) -> c_int {
        print(header, dest, Header::write)?
    }

    /// The name, still owned by the header.
    fn osip_header_get_name(header: Option<&Header>) -> Option<NonNull<c_char>> {
        header.and_then(|header| lend_text(&header.hname))
    }

    /// Sets the name and takes `pname` over. The old one is the caller's to free, before.
    fn osip_header_set_name(header: Option<&mut Header>, pname: Option<Text>) {
        strings!(@set header, hname, pname)
    }

    /// The value, still owned by the header; NULL if there is none.
    fn osip_header_get_value(header: Option<&Header>) -> Option<NonNull<c_char>> {
        header.and_then(|header| lend_text(&header.hvalue))
    }

    /// Sets the value and takes `pvalue` over. The old one is the caller's to free, before.
    fn osip_header_set_value(header: Option<&mut Header>, pvalue: Option<Text>) {
        strings!(@set header, hvalue, pvalue)
    }

    /// Copies a header deeply; the caller owns the copy.
    fn osip_header_clone(header: Option<&Header>, dest: Out<'_, Option<CBox<Header>>>) -> c_int {
        copy(header, dest)?
    }
}

/// A header of the name and the value that C passes. The value may be NULL; neither may end the line.
pub(crate) fn header_of(hname: Str<'_>, hvalue: Str<'_>) -> Result<Header> {
    let name = name_of(hname.bytes()?)?;
    let value = hvalue.optional().map(|_| hvalue.line()).transpose()?;
    Ok(Header { hname: Some(Text::new(name)), hvalue: value.map(|value| Text::new(trim(value))) })
}

/// A header name that C passes, without the blanks around it.
pub(crate) fn name_of(text: &[u8]) -> Result<&[u8]> {
    let name = trim(text);
    if name.is_empty() {
        return Err(BadParameter);
    }
    let is_one_line = !name.iter().any(|byte| matches!(byte, b'\r' | b'\n'));
    is_one_line.then_some(name).ok_or(Syntax)
}
