//! `osip2/osip.h`

pub mod context;
pub mod event;
pub mod fields;
mod kinds;
mod records;

pub use kinds::*;
pub use records::*;

use core::ffi::c_int;

use libc::timeval;

use crate::abi::boundary::{Answer, LooseStr, Out};
use crate::abi::osip2::osip_dialog::Dialog;
use crate::abi::osipparser2::osip_list::RawList;
use crate::error::Error;
use crate::mem::CBox;
use crate::sip::Message;

entry_stub! {
    fn osip_transaction_init(transaction: Out<'_, Option<CBox<Transaction>>>, ctx_type: Machine, osip: *mut Osip, request: Option<&mut Message>) -> c_int;
    fn osip_transaction_free(transaction: *mut Transaction) -> c_int;
    fn osip_transaction_free2(transaction: *mut Transaction) -> c_int;
    fn osip_transaction_add_event(transaction: *mut Transaction, evt: *mut OsipEvent) -> c_int;
    fn osip_transaction_execute(transaction: *mut Transaction, evt: *mut OsipEvent) -> c_int;
    fn osip_remove_transaction(osip: *mut Osip, ict: *mut Transaction) -> c_int;
    fn osip_ict_execute(osip: *mut Osip) -> c_int;
    fn osip_ist_execute(osip: *mut Osip) -> c_int;
    fn osip_nict_execute(osip: *mut Osip) -> c_int;
    fn osip_nist_execute(osip: *mut Osip) -> c_int;
    fn osip_timers_gettimeout(osip: *mut Osip, lower_tv: *mut timeval);
    fn osip_timers_ict_execute(osip: *mut Osip);
    fn osip_timers_ist_execute(osip: *mut Osip);
    fn osip_timers_nict_execute(osip: *mut Osip);
    fn osip_timers_nist_execute(osip: *mut Osip);
    fn osip_transaction_find(transactions: *mut RawList, evt: *mut OsipEvent) -> *mut Transaction;
    fn __osip_find_transaction(osip: *mut Osip, evt: *mut OsipEvent, consume: c_int) -> *mut Transaction;
    fn osip_find_transaction_and_add_event(osip: *mut Osip, evt: *mut OsipEvent) -> c_int;
    fn osip_create_transaction(osip: *mut Osip, evt: *mut OsipEvent) -> *mut Transaction;
    fn osip_retransmissions_execute(osip: *mut Osip);
    fn osip_start_200ok_retransmissions(osip: *mut Osip, dialog: *mut Dialog, msg200ok: Option<&mut Message>, sock: c_int);
    fn osip_start_ack_retransmissions(osip: *mut Osip, dialog: *mut Dialog, ack: Option<&mut Message>, dest: LooseStr<'_>, port: c_int, sock: c_int);
    fn osip_stop_200ok_retransmissions(osip: *mut Osip, ack: Option<&mut Message>) -> *mut Dialog;
    fn osip_stop_retransmissions_from_dialog(osip: *mut Osip, dialog: *mut Dialog);
}

impl Answer for OsipEventType {
    fn from_error(_: Error) -> Self {
        UNKNOWN_EVT
    }
}

entry! {
    /// What kind of event it is; `UNKNOWN_EVT` for NULL. Not in the original.
    fn osip_event_get_type(event: Option<&OsipEvent>) -> OsipEventType {
        event.ok_or(Error::BadParameter)?.r#type
    }
}
