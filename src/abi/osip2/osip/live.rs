//! A transaction of libosip2 as the library reaches it: by address, for a moment at a time.

use core::ffi::{c_int, c_void};
use core::ptr::NonNull;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::directory::{Keys, Member};
use super::matching::keys_of_transaction;
use super::timers::{Microseconds, due};
use super::{OsipEvent, Transaction};
use crate::abi::osip2::osip_fifo::{Fifo, append, osip_fifo_size, osip_fifo_tryget};
use crate::error::Error::{BadParameter, NoMem};
use crate::error::{OK, Result};
use crate::mem::CBox;

/// A transaction that was made and not yet freed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Live(NonNull<Transaction>);

// SAFETY: an address; what lies there is reached under the rules of `with`.
unsafe impl Send for Live {}

/// The transactions that were made and not yet freed: one that a callback frees must not be used afterwards.
static TRANSACTIONS: Mutex<Registry> =
    Mutex::new(Registry { numbers: BTreeMap::new(), queues: BTreeMap::new() });

struct Registry {
    numbers: BTreeMap<Live, c_int>,
    /// By the address of their queue, to which a program may add by itself.
    queues: BTreeMap<usize, Live>,
}

fn transactions() -> MutexGuard<'static, Registry> {
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
        let mut registry = transactions();
        registry.numbers.insert(live, transaction.transactionid);
        registry.queues.insert(live.fifo().addr(), live);
        live
    }

    /// Removes a transaction that is about to be freed. Whether it was registered.
    pub(super) fn unregister(self) -> bool {
        let mut registry = transactions();
        let queue = self.fifo().addr();
        if registry.queues.get(&queue) == Some(&self) {
            registry.queues.remove(&queue);
        }
        registry.numbers.remove(&self).is_some()
    }

    /// The transaction that a queue belongs to.
    pub(super) fn of_queue(queue: *const Fifo) -> Option<Self> {
        transactions().queues.get(&queue.addr()).copied()
    }

    /// Whether it is still the transaction with this number.
    pub(super) fn is(self, id: c_int) -> bool {
        transactions().numbers.get(&self) == Some(&id)
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
        match append(self.fifo(), event.as_ptr().cast())? {
            OK => Ok(()),
            _ => Err(NoMem),
        }
    }

    /// Takes the first event out of the queue.
    pub(super) fn next_event(self) -> Option<CBox<OsipEvent>> {
        let event = NonNull::new(osip_fifo_tryget(self.fifo()).cast::<OsipEvent>())?;
        // SAFETY: the queue owns its events, and this one has just left it.
        Some(unsafe { CBox::from_raw(event) })
    }

    /// Whether the queue holds events.
    pub(super) fn has_events(self) -> bool {
        osip_fifo_size(self.fifo()) > 0
    }

    fn fifo(self) -> *mut Fifo {
        self.read(|it| {
            it.transactionff.as_ref().map_or(core::ptr::null_mut(), |it| it.lend().as_ptr())
        })
    }
}

impl Member for Live {
    fn of_element(element: *mut c_void) -> Option<Self> {
        NonNull::new(element.cast()).map(Self)
    }

    fn is_alive(self) -> bool {
        transactions().numbers.contains_key(&self)
    }

    fn id(self) -> c_int {
        Self::id(self)
    }

    fn keys(self) -> Keys {
        self.read(keys_of_transaction)
    }

    fn due(self) -> Option<Microseconds> {
        self.read(due)
    }

    fn is_ready(self) -> bool {
        self.has_events()
    }
}
