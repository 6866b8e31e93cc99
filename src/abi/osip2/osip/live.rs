//! A transaction of libosip2 as the library reaches it: by address, for a moment at a time.

use core::ffi::c_int;
use core::ptr::NonNull;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{OsipEvent, Transaction};
use crate::abi::osip2::osip_fifo::{Fifo, osip_fifo_add, osip_fifo_tryget};
use crate::error::Error::{BadParameter, NoMem};
use crate::error::Result;
use crate::mem::CBox;

/// A transaction that was made and not yet freed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Live(NonNull<Transaction>);

// SAFETY: an address; what lies there is reached under the rules of `with`.
unsafe impl Send for Live {}

/// The transactions that were made and not yet freed, and their numbers: one that a callback frees must not be used
/// afterwards.
static TRANSACTIONS: Mutex<BTreeMap<Live, c_int>> = Mutex::new(BTreeMap::new());

fn transactions() -> MutexGuard<'static, BTreeMap<Live, c_int>> {
    TRANSACTIONS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Live {
    /// A transaction that C passes; `BadParameter` for NULL.
    pub(super) fn of(transaction: *mut Transaction) -> Result<Self> {
        NonNull::new(transaction).map(Self).ok_or(BadParameter)
    }

    /// Registers a new transaction.
    pub(super) fn register(transaction: &CBox<Transaction>) -> Self {
        let live = Self(transaction.lend());
        transactions().insert(live, transaction.transactionid);
        live
    }

    /// Removes a transaction that is about to be freed. Whether it was registered.
    pub(super) fn unregister(self) -> bool {
        transactions().remove(&self).is_some()
    }

    /// Whether it is still the transaction with this number.
    pub(super) fn is(self, id: c_int) -> bool {
        transactions().get(&self) == Some(&id)
    }

    pub(super) fn as_ptr(self) -> *mut Transaction {
        self.0.as_ptr()
    }

    /// Reads or changes the transaction. `access` does not call into C.
    pub(super) fn with<R>(self, access: impl FnOnce(&mut Transaction) -> R) -> R {
        // SAFETY: alive, and executed by one thread at a time: the C contract.
        access(unsafe { &mut *self.as_ptr() })
    }

    /// Reads what never changes while the transaction lives, from any thread.
    pub(super) fn read<R>(self, access: impl FnOnce(&Transaction) -> R) -> R {
        // SAFETY: alive; `access` reads fields that only init and free write.
        access(unsafe { &*self.as_ptr() })
    }

    /// The transaction itself, to be freed.
    pub(super) fn into_box(self) -> CBox<Transaction> {
        // SAFETY: the program gives a live transaction away.
        unsafe { CBox::from_raw(self.0) }
    }

    pub(super) fn id(self) -> c_int {
        self.read(|it| it.transactionid)
    }

    /// Appends an event to the queue of the transaction. It is still the caller's if that fails.
    pub(super) fn queue(self, event: NonNull<OsipEvent>) -> Result<()> {
        match osip_fifo_add(self.fifo(), event.as_ptr().cast()) {
            0 => Ok(()),
            _ => Err(NoMem),
        }
    }

    /// Takes the first event out of the queue.
    pub(super) fn next_event(self) -> Option<CBox<OsipEvent>> {
        let event = NonNull::new(osip_fifo_tryget(self.fifo()).cast::<OsipEvent>())?;
        // SAFETY: the queue owns its events, and this one has just left it.
        Some(unsafe { CBox::from_raw(event) })
    }

    /// Whether the queue holds events, as far as one can tell without its lock.
    pub(super) fn has_events(self) -> bool {
        let fifo = self.fifo();
        // SAFETY: NULL or the live queue of a live transaction.
        let count = unsafe { fifo.as_ref() }.map(|fifo| &raw const fifo.queue.nb_elt);
        // SAFETY: as above; another thread may change the number, which is read whole.
        count.is_some_and(|count| unsafe { count.read_volatile() } > 0)
    }

    fn fifo(self) -> *mut Fifo {
        self.read(|it| {
            it.transactionff.as_ref().map_or(core::ptr::null_mut(), |it| it.lend().as_ptr())
        })
    }
}
