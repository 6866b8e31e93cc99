//! The fields of a transaction that an application may read and set.

use core::ffi::{c_char, c_int, c_void};
use core::ptr::NonNull;

use super::{Ict, Naptr, Nict, SrvRecord, Transaction};
use crate::abi::boundary::{Given, Out, lend_text};
use crate::error::Error::{BadParameter, Undefined};
use crate::error::OK;
use crate::mem::Text;

/// Pointers of the application in a transaction.
macro_rules! pointers {
    ($($(#[$about:meta])* $field:ident $get:ident $set:ident;)*) => { entry! { $(
        $(#[$about])*
        fn $set(transaction: Option<&mut Transaction>, ptr: *mut c_void) -> c_int {
            transaction.ok_or(BadParameter)?.$field = ptr;
            OK
        }
        #[doc = concat!(" The pointer that `", stringify!($set), "` was given; NULL if there is none.")]
        fn $get(transaction: Option<&mut Transaction>) -> *mut c_void {
            transaction.ok_or(BadParameter)?.$field
        }
    )* } };
}

pointers! {
    /// Keeps a pointer for the application: another name of `osip_transaction_set_reserved1`, as in the original.
    reserved1 osip_transaction_get_your_instance osip_transaction_set_your_instance;
    /// Keeps a pointer for the application.
    reserved1 osip_transaction_get_reserved1 osip_transaction_set_reserved1;
    /// Keeps a second pointer for the application.
    reserved2 osip_transaction_get_reserved2 osip_transaction_set_reserved2;
    /// Keeps a third pointer for the application.
    reserved3 osip_transaction_get_reserved3 osip_transaction_set_reserved3;
    /// Keeps a fourth pointer for the application.
    reserved4 osip_transaction_get_reserved4 osip_transaction_set_reserved4;
    /// Keeps a fifth pointer for the application.
    reserved5 osip_transaction_get_reserved5 osip_transaction_set_reserved5;
    /// Keeps a sixth pointer for the application.
    reserved6 osip_transaction_get_reserved6 osip_transaction_set_reserved6;
}

entry! {
    /// Notes the socket that messages come from.
    fn osip_transaction_set_in_socket(transaction: Option<&mut Transaction>, sock: c_int) -> c_int {
        transaction.ok_or(BadParameter)?.in_socket = sock;
        OK
    }

    /// Notes the socket that messages go to; the send callback gets it.
    fn osip_transaction_set_out_socket(transaction: Option<&mut Transaction>, sock: c_int) -> c_int {
        transaction.ok_or(BadParameter)?.out_socket = sock;
        OK
    }

    /// Copies an SRV record into the transaction.
    fn osip_transaction_set_srv_record(transaction: Option<&mut Transaction>, record: *mut SrvRecord) -> c_int {
        let place = &raw mut transaction.ok_or(BadParameter)?.record;
        let record = NonNull::new(record).ok_or(BadParameter)?;
        // SAFETY: two live records; they may be one and the same.
        unsafe { place.copy_from(record.as_ptr(), 1) };
        OK
    }

    /// Notes the NAPTR record in use. It stays the caller's.
    fn osip_transaction_set_naptr_record(transaction: Option<&mut Transaction>, record: *mut Naptr) -> c_int {
        transaction.ok_or(BadParameter)?.naptr_record = record;
        OK
    }

    /// Sets where an INVITE goes; takes `destination` over and frees the old one.
    fn osip_ict_set_destination(ict: Option<&mut Ict>, destination: Given<Text>, port: c_int) -> c_int {
        let ict = ict.ok_or(BadParameter)?;
        ict.destination = destination.take();
        ict.port = port;
        OK
    }

    /// Sets where a request goes; takes `destination` over and frees the old one.
    fn osip_nict_set_destination(nict: Option<&mut Nict>, destination: Given<Text>, port: c_int) -> c_int {
        let nict = nict.ok_or(BadParameter)?;
        nict.destination = destination.take();
        nict.port = port;
        OK
    }

    /// Where the requests of a client transaction go: in `ip` the host, still owned by the transaction, in `port` the
    /// port. OSIP_UNDEFINED_ERROR, NULL and 0 for a server transaction.
    fn osip_transaction_get_destination(transaction: Option<&mut Transaction>, ip: Out<'_, Option<NonNull<c_char>>>, port: Option<&mut c_int>) -> c_int {
        let port = port.ok_or(BadParameter)?;
        *port = 0;
        let mut found = None;
        ip.give(|| {
            let invite = transaction.as_ref().and_then(|it| it.ict_context.as_ref());
            let other = transaction.as_ref().and_then(|it| it.nict_context.as_ref());
            found = invite
                .map(|ict| (lend_text(&ict.destination), ict.port))
                .or_else(|| other.map(|nict| (lend_text(&nict.destination), nict.port)));
            Ok(found.and_then(|(host, _)| host))
        })?;
        transaction.ok_or(BadParameter)?;
        *port = found.map_or(0, |(_, number)| number);
        found.map(|_| OK).ok_or(Undefined)?
    }
}
