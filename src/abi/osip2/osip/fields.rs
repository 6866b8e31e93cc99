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
        #[doc = concat!(" The pointer that `", stringify!($set), "` stored; NULL if there is none.")]
        fn $get(transaction: Option<&mut Transaction>) -> *mut c_void {
            transaction.ok_or(BadParameter)?.$field
        }
    )* } };
}

pointers! {
    /// Stores a pointer for the application: another name of `osip_transaction_set_reserved1`, as in the original.
    reserved1 osip_transaction_get_your_instance osip_transaction_set_your_instance;
    /// Stores a pointer for the application.
    reserved1 osip_transaction_get_reserved1 osip_transaction_set_reserved1;
    /// Stores a second pointer for the application.
    reserved2 osip_transaction_get_reserved2 osip_transaction_set_reserved2;
    /// Stores a third pointer for the application.
    reserved3 osip_transaction_get_reserved3 osip_transaction_set_reserved3;
    /// Stores a fourth pointer for the application.
    reserved4 osip_transaction_get_reserved4 osip_transaction_set_reserved4;
    /// Stores a fifth pointer for the application.
    reserved5 osip_transaction_get_reserved5 osip_transaction_set_reserved5;
    /// Stores a sixth pointer for the application.
    reserved6 osip_transaction_get_reserved6 osip_transaction_set_reserved6;
}

entry! {
    /// Stores the socket that messages are received from.
    fn osip_transaction_set_in_socket(transaction: Option<&mut Transaction>, sock: c_int) -> c_int {
        transaction.ok_or(BadParameter)?.in_socket = sock;
        OK
    }

    /// Stores the socket that messages are sent to; it is passed to the send callback.
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

    /// Stores the NAPTR record in use. The caller still owns it.
    fn osip_transaction_set_naptr_record(transaction: Option<&mut Transaction>, record: *mut Naptr) -> c_int {
        transaction.ok_or(BadParameter)?.naptr_record = record;
        OK
    }

    /// Sets the destination of an INVITE; takes ownership of `destination` and frees the former one.
    fn osip_ict_set_destination(ict: Option<&mut Ict>, destination: Given<Text>, port: c_int) -> c_int {
        let ict = ict.ok_or(BadParameter)?;
        ict.destination = destination.take();
        ict.port = port;
        OK
    }

    /// Sets the destination of a request; takes ownership of `destination` and frees the former one.
    fn osip_nict_set_destination(nict: Option<&mut Nict>, destination: Given<Text>, port: c_int) -> c_int {
        let nict = nict.ok_or(BadParameter)?;
        nict.destination = destination.take();
        nict.port = port;
        OK
    }

    /// The destination of a client transaction: in `ip` the host, still owned by the transaction, in `port` the
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
