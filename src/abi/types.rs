//! Records and function types that the entry points name and that are still to be written in their own modules.

use core::ffi::{c_int, c_uint, c_void};

use crate::sip::Message;

macro_rules! opaque {
    ($($(#[$meta:meta])* $name:ident;)*) => {$(
        $(#[$meta])*
        #[repr(C)]
        #[derive(Debug)]
        pub struct $name {
            hidden: [u8; 0],
        }
    )*};
}

opaque! {
    /// `osip_list_t` with elements of an unknown type.
    RawList;
    /// `osip_list_iterator_t`
    ListIterator;
    /// `osip_MD5_CTX`
    Md5Context;
    /// `osip_fifo_t`
    Fifo;
    /// `osip_t`
    Osip;
    /// `osip_transaction_t`
    Transaction;
    /// `osip_event_t`
    OsipEvent;
    /// `osip_ict_t`
    Ict;
    /// `osip_nict_t`
    Nict;
    /// `osip_srv_record_t`
    SrvRecord;
    /// `osip_naptr_t`
    Naptr;
    /// `osip_dialog_t`
    Dialog;
    /// `eXosip_event_t`
    Event;
    /// `struct osip_thread`
    Thread;
    /// `struct osip_sem`
    Semaphore;
    /// `struct osip_mutex`
    Mutex;
    /// `struct osip_cond`
    Condition;
}

/// `osip_trace_level_t`
pub type TraceLevel = c_uint;
/// Frees one element of a list.
pub type FreeElement = unsafe extern "C" fn(*mut c_void);
/// Copies one element of a list.
pub type CloneElement = unsafe extern "C" fn(*mut c_void, *mut *mut c_void) -> c_int;
/// What a thread runs.
pub type ThreadBody = unsafe extern "C" fn(*mut c_void) -> *mut c_void;
/// `CbSipCallback`
pub type MessageCallback = extern "C" fn(*mut Message, c_int);
