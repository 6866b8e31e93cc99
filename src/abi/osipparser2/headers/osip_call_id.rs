//! `osipparser2/headers/osip_call_id.h`: Call-ID (RFC 3261 20.8).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str, matching};
use crate::mem::{CBox, Text};
use crate::sip::CallId;

header!(CallId: osip_call_id_init osip_call_id_free osip_call_id_parse osip_call_id_to_str osip_call_id_clone);

strings!(CallId:
    number osip_call_id_get_number osip_call_id_set_number;
    host osip_call_id_get_host osip_call_id_set_host;
);

entry! {
    /// OSIP_SUCCESS if both are the same, case included; OSIP_UNDEFINED_ERROR if not, OSIP_BADPARAMETER if one has no
    /// number.
    fn osip_call_id_match(callid1: Option<NonNull<CallId>>, callid2: Option<NonNull<CallId>>) -> c_int {
        matching(callid1, callid2, CallId::matches)?
    }
}
