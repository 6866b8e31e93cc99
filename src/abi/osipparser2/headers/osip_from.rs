//! `osipparser2/headers/osip_from.h`: From (RFC 3261 20.20).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str, matching};
use crate::error::Error::{BadParameter, Undefined};
use crate::mem::{CBox, Text};
use crate::sip::{NameAddr, Param, Uri};

header!(NameAddr: osip_from_init osip_from_free osip_from_parse osip_from_to_str osip_from_clone);
strings!(NameAddr: displayname osip_from_get_displayname osip_from_set_displayname;);
objects!(NameAddr: url Uri osip_from_get_url osip_from_set_url;);

entry! {
    /// Finds the parameter at place `pos`, the first is 0. It stays owned by the header. Returns `pos`, or
    /// OSIP_UNDEFINED_ERROR and NULL if there is none.
    fn osip_from_param_get(header: Option<&mut NameAddr>, pos: c_int, dest: Out<'_, Option<NonNull<Param>>>) -> c_int {
        dest.give_or(None, || {
            let header = header.ok_or(BadParameter)?;
            let position = usize::try_from(pos).map_err(|_| Undefined)?;
            let param = header.gen_params.nth_box(position).ok_or(Undefined)?;
            Ok(Some(param.lend()))
        })?;
        pos
    }

    /// OSIP_SUCCESS if both name the same party: the same host, and where both have them the same user and the same
    /// tag; or the same text behind another scheme than "sip". OSIP_UNDEFINED_ERROR if not.
    fn osip_from_compare(header1: Option<NonNull<NameAddr>>, header2: Option<NonNull<NameAddr>>) -> c_int {
        matching(header1, header2, NameAddr::is_same_party)?
    }

    /// OSIP_SUCCESS if both have the same tag or none, OSIP_UNDEFINED_ERROR if not.
    fn osip_from_tag_match(from1: Option<NonNull<NameAddr>>, from2: Option<NonNull<NameAddr>>) -> c_int {
        matching(from1, from2, |from1, from2| Ok(from1.has_tag_of(from2)))?
    }
}

lists!(NameAddr, header: gen_params Param osip_from_get_params;);
