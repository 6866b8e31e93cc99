//! `osipparser2/headers/osip_cseq.h`

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;

use crate::abi::boundary::{Out, Str};
use crate::mem::{CBox, Text};
use crate::sip::CSeq;

entry_stub! {
    fn osip_cseq_init(header: Out<'_, Option<CBox<CSeq>>>) -> c_int;
    fn osip_cseq_free(header: Option<CBox<CSeq>>);
    fn osip_cseq_parse(header: Option<&mut CSeq>, hvalue: Str<'_>) -> c_int;
    fn osip_cseq_to_str(header: Option<&CSeq>, dest: Out<'_, Option<Text>>) -> c_int;
    fn osip_cseq_clone(header: Option<&CSeq>, dest: Out<'_, Option<CBox<CSeq>>>) -> c_int;
    fn osip_cseq_set_number(header: Option<&mut CSeq>, value: Option<Text>);
    fn osip_cseq_get_number(header: Option<&mut CSeq>) -> Option<NonNull<c_char>>;
    fn osip_cseq_set_method(header: Option<&mut CSeq>, value: Option<Text>);
    fn osip_cseq_get_method(header: Option<&mut CSeq>) -> Option<NonNull<c_char>>;
    fn osip_cseq_match(cseq1: Option<&mut CSeq>, cseq2: Option<&mut CSeq>) -> c_int;
}
