//! `osip2/osip.h`

mod kinds;
mod records;

pub use kinds::*;
pub use records::*;

use core::ffi::{c_int, c_void};

use libc::timeval;

use crate::abi::boundary::{Answer, LooseStr, Out, Str};
use crate::abi::osip2::osip_dialog::Dialog;
use crate::abi::osipparser2::osip_list::RawList;
use crate::error::Error;
use crate::mem::{CBox, Text};
use crate::sip::Message;

entry_stub! {
    fn osip_set_message_callback(osip: *mut Osip, r#type: c_int, cb: Option<MessageCallback>) -> c_int;
    fn osip_set_kill_transaction_callback(osip: *mut Osip, r#type: c_int, cb: Option<KillCallback>) -> c_int;
    fn osip_set_transport_error_callback(osip: *mut Osip, r#type: c_int, cb: Option<TransportErrorCallback>) -> c_int;
    fn osip_transaction_init(transaction: Out<'_, Option<CBox<Transaction>>>, ctx_type: Machine, osip: *mut Osip, request: Option<&mut Message>) -> c_int;
    fn osip_transaction_free(transaction: *mut Transaction) -> c_int;
    fn osip_transaction_free2(transaction: *mut Transaction) -> c_int;
    fn osip_response_get_destination(response: Option<&mut Message>, address: Out<'_, Option<Text>>, portnum: *mut c_int);
    fn osip_ict_set_destination(ict: *mut Ict, destination: Option<Text>, port: c_int) -> c_int;
    fn osip_nict_set_destination(nict: *mut Nict, destination: Option<Text>, port: c_int) -> c_int;
    fn osip_transaction_add_event(transaction: *mut Transaction, evt: *mut OsipEvent) -> c_int;
    fn osip_transaction_execute(transaction: *mut Transaction, evt: *mut OsipEvent) -> c_int;
    fn osip_transaction_set_your_instance(transaction: *mut Transaction, ptr: *mut c_void) -> c_int;
    fn osip_transaction_set_reserved1(transaction: *mut Transaction, ptr: *mut c_void) -> c_int;
    fn osip_transaction_set_reserved2(transaction: *mut Transaction, ptr: *mut c_void) -> c_int;
    fn osip_transaction_set_reserved3(transaction: *mut Transaction, ptr: *mut c_void) -> c_int;
    fn osip_transaction_set_reserved4(transaction: *mut Transaction, ptr: *mut c_void) -> c_int;
    fn osip_transaction_set_reserved5(transaction: *mut Transaction, ptr: *mut c_void) -> c_int;
    fn osip_transaction_set_reserved6(transaction: *mut Transaction, ptr: *mut c_void) -> c_int;
    fn osip_transaction_get_your_instance(transaction: *mut Transaction) -> *mut c_void;
    fn osip_transaction_get_reserved1(transaction: *mut Transaction) -> *mut c_void;
    fn osip_transaction_get_reserved2(transaction: *mut Transaction) -> *mut c_void;
    fn osip_transaction_get_reserved3(transaction: *mut Transaction) -> *mut c_void;
    fn osip_transaction_get_reserved4(transaction: *mut Transaction) -> *mut c_void;
    fn osip_transaction_get_reserved5(transaction: *mut Transaction) -> *mut c_void;
    fn osip_transaction_get_reserved6(transaction: *mut Transaction) -> *mut c_void;
    fn osip_transaction_get_destination(transaction: *mut Transaction, ip: Out<'_, Option<Text>>, port: *mut c_int) -> c_int;
    fn osip_transaction_set_srv_record(transaction: *mut Transaction, record: *mut SrvRecord) -> c_int;
    fn osip_transaction_set_naptr_record(transaction: *mut Transaction, record: *mut Naptr) -> c_int;
    fn osip_transaction_set_in_socket(transaction: *mut Transaction, sock: c_int) -> c_int;
    fn osip_transaction_set_out_socket(transaction: *mut Transaction, sock: c_int) -> c_int;
    fn osip_init(osip: Out<'_, Option<CBox<Osip>>>) -> c_int;
    fn osip_release(osip: *mut Osip);
    fn osip_set_application_context(osip: *mut Osip, pointer: *mut c_void);
    fn osip_get_application_context(osip: *mut Osip) -> *mut c_void;
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
    fn osip_parse(buf: Str<'_>, length: usize) -> *mut OsipEvent;
    fn osip_retransmissions_execute(osip: *mut Osip);
    fn osip_start_200ok_retransmissions(osip: *mut Osip, dialog: *mut Dialog, msg200ok: Option<&mut Message>, sock: c_int);
    fn osip_start_ack_retransmissions(osip: *mut Osip, dialog: *mut Dialog, ack: Option<&mut Message>, dest: LooseStr<'_>, port: c_int, sock: c_int);
    fn osip_stop_200ok_retransmissions(osip: *mut Osip, ack: Option<&mut Message>) -> *mut Dialog;
    fn osip_stop_retransmissions_from_dialog(osip: *mut Osip, dialog: *mut Dialog);
    fn osip_new_outgoing_sipmessage(sip: Option<&mut Message>) -> *mut OsipEvent;
    fn osip_event_free(event: *mut OsipEvent);
    fn osip_set_cb_send_message(cf: *mut Osip, cb: Option<SendCallback>);
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
