//! `osip_t`: created and freed, and its callbacks set.

use core::ffi::{c_int, c_void};
use core::mem::zeroed;
use core::ptr::NonNull;

use super::layer::Layer;
use super::retransmissions::drop_retransmissions;
use super::{KillCallback, MessageCallback, Osip, SendCallback, TransportErrorCallback};
use crate::abi::boundary::Out;
use crate::abi::osip2::osip_mt::{Mutex, osip_mutex_destroy, osip_mutex_init};
use crate::error::Error::{BadParameter, NoMem};
use crate::error::{OK, Result};
use crate::mem::CBox;

entry! {
    /// Creates a transaction layer; the caller frees it with `osip_release`.
    fn osip_init(osip: Out<'_, Option<CBox<Osip>>>) -> c_int {
        osip.give(|| {
            // SAFETY: all zero is a layer without callbacks, transactions and mutexes.
            let mut osip: CBox<Osip> = CBox::new(unsafe { zeroed() });
            osip.transactionid = 1;
            let lock = || osip_mutex_init().ok_or(NoMem);
            let locks = [lock()?, lock()?, lock()?, lock()?, lock()?, lock()?];
            for (place, lock) in mutexes(&mut osip).into_iter().zip(locks) {
                *place = lock.into_raw().as_ptr().cast();
            }
            Ok(Some(osip))
        })?;
        OK
    }

    /// Frees a transaction layer, but none of its transactions: those are the caller's. NULL is ignored.
    fn osip_release(osip: Option<CBox<Osip>>) {
        let mut osip = osip.ok_or(BadParameter)?;
        Layer::release(osip.lend().as_ptr());
        drop_retransmissions(&mut osip);
        for place in mutexes(&mut osip) {
            let mutex = NonNull::new(place.cast::<Mutex>());
            // SAFETY: made by `osip_init`, and given up by the program.
            osip_mutex_destroy(mutex.map(|mutex| unsafe { CBox::from_raw(mutex) }));
        }
    }

    /// Stores a pointer for the application.
    fn osip_set_application_context(osip: Option<&mut Osip>, pointer: *mut c_void) {
        osip.ok_or(BadParameter)?.application_context = pointer
    }

    /// The pointer that `osip_set_application_context` stored.
    fn osip_get_application_context(osip: Option<&mut Osip>) -> *mut c_void {
        osip.ok_or(BadParameter)?.application_context
    }

    /// Sets the callback for one kind of message, an `osip_message_callback_type_t`; NULL for none.
    fn osip_set_message_callback(osip: Option<&mut Osip>, r#type: c_int, cb: Option<MessageCallback>) -> c_int {
        *place(&mut osip.ok_or(BadParameter)?.msg_callbacks, r#type)? = cb;
        OK
    }

    /// Sets the callback for the end of one kind of transaction, an `osip_kill_callback_type_t`; NULL for none.
    fn osip_set_kill_transaction_callback(osip: Option<&mut Osip>, r#type: c_int, cb: Option<KillCallback>) -> c_int {
        *place(&mut osip.ok_or(BadParameter)?.kill_callbacks, r#type)? = cb;
        OK
    }

    /// Sets the callback for messages that cannot be sent, an `osip_transport_error_callback_type_t`; NULL for none.
    fn osip_set_transport_error_callback(osip: Option<&mut Osip>, r#type: c_int, cb: Option<TransportErrorCallback>) -> c_int {
        *place(&mut osip.ok_or(BadParameter)?.tp_error_callbacks, r#type)? = cb;
        OK
    }

    /// Sets the function that sends messages. It returns 0 for sent, above 0 for not yet, below 0 for an error.
    fn osip_set_cb_send_message(cf: Option<&mut Osip>, cb: Option<SendCallback>) {
        cf.ok_or(BadParameter)?.cb_send_message = cb
    }
}

fn mutexes(osip: &mut Osip) -> [&mut *mut c_void; 6] {
    [
        &mut osip.ict_fastmutex,
        &mut osip.ist_fastmutex,
        &mut osip.nict_fastmutex,
        &mut osip.nist_fastmutex,
        &mut osip.ixt_fastmutex,
        &mut osip.id_mutex,
    ]
}

fn place<T>(table: &mut [T], number: c_int) -> Result<&mut T> {
    usize::try_from(number).ok().and_then(|number| table.get_mut(number)).ok_or(BadParameter)
}
