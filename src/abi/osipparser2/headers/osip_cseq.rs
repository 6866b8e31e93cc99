//! `osipparser2/headers/osip_cseq.h`: CSeq (RFC 3261 20.16).
//! Codes and ownership: see `osip_message.h`.

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str, matching};
use crate::mem::{CBox, Text};
use crate::sip::CSeq;

header!(CSeq: osip_cseq_init osip_cseq_free osip_cseq_parse osip_cseq_to_str osip_cseq_clone);

strings!(CSeq:
    number osip_cseq_get_number osip_cseq_set_number;
    method osip_cseq_get_method osip_cseq_set_method;
);

entry! {
    /// OSIP_SUCCESS if both have the same number and method, INVITE and ACK counting as the same method;
    /// OSIP_UNDEFINED_ERROR if not, OSIP_BADPARAMETER if a field is missing.
    fn osip_cseq_match(cseq1: Option<NonNull<CSeq>>, cseq2: Option<NonNull<CSeq>>) -> c_int {
        matching(cseq1, cseq2, CSeq::matches)?
    }
}
