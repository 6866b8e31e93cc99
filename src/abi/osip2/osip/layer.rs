//! What the library keeps beside each `osip_t`: a [`Directory`] for each of its four lists of transactions.

use core::ffi::c_int;
use std::mem::offset_of;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::directory::Directory;
use super::live::Live;
use super::machine::Kind;
use super::{Osip, Transaction};
use crate::abi::osip2::osip_mt::{Mutex as CMutex, osip_mutex_lock, osip_mutex_unlock};
use crate::abi::osipparser2::osip_list::RawList;
use crate::error::Error::BadParameter;
use crate::error::Result;

/// An `osip_t` and what is known beside it.
#[derive(Debug)]
pub(super) struct Layer {
    osip: *mut Osip,
    lists: [Side; 4],
}

// SAFETY: an address, and what is behind locks.
unsafe impl Send for Layer {}
// SAFETY: as above.
unsafe impl Sync for Layer {}

#[derive(Debug, Default)]
struct Side {
    directory: Mutex<Directory>,
    /// The program has walked the list since, and may have written to transactions in it.
    was_walked: AtomicBool,
    /// The program has changed the list since.
    was_edited: AtomicBool,
}

/// All layers. A program has few.
static LAYERS: RwLock<Vec<Arc<Layer>>> = RwLock::new(Vec::new());
/// Whether there is or was one: other programs pay nothing when they use lists.
static IS_ANY: AtomicBool = AtomicBool::new(false);

impl Layer {
    /// The layer of an `osip_t`; `BadParameter` for NULL.
    pub(super) fn of(osip: *mut Osip) -> Result<Arc<Self>> {
        if osip.is_null() {
            return Err(BadParameter);
        }
        if let Some(layer) = Self::known(osip) {
            return Ok(layer);
        }
        IS_ANY.store(true, SeqCst);
        let mut layers = LAYERS.write().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have been faster.
        if let Some(layer) = layers.iter().find(|layer| layer.osip == osip) {
            return Ok(layer.clone());
        }
        let layer = Arc::new(Self { osip, lists: Default::default() });
        layers.push(layer.clone());
        Ok(layer)
    }

    /// The layer of a transaction, unless that was released.
    pub(super) fn of_transaction(transaction: Live) -> Option<Arc<Self>> {
        Self::known(transaction.read(|it| it.config).cast())
    }

    fn known(osip: *mut Osip) -> Option<Arc<Self>> {
        let layers = LAYERS.read().unwrap_or_else(PoisonError::into_inner);
        layers.iter().find(|layer| layer.osip == osip).cloned()
    }

    /// Forgets an `osip_t` that is about to be freed.
    pub(super) fn release(osip: *mut Osip) {
        if IS_ANY.load(Relaxed) {
            let mut layers = LAYERS.write().unwrap_or_else(PoisonError::into_inner);
            layers.retain(|layer| layer.osip != osip);
        }
    }

    /// Uses a list and its directory under the list's mutex, which C may lock as well. `access` does not call into C.
    pub(super) fn with_list<R>(
        &self,
        kind: Kind,
        access: impl FnOnce(&mut RawList, &mut Directory) -> R,
    ) -> R {
        let _lock = Locked::new(self.mutex(kind));
        let side = self.side(kind);
        let mut directory = side.directory.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: the list of a live `osip_t`, under its mutex.
        let list = unsafe { &mut *self.list(kind) };
        directory.sync(list, side.was_edited.swap(false, SeqCst));
        access(list, &mut directory)
    }

    /// As `with_list`, after a look at what the program may have written by itself.
    pub(super) fn with_current<R>(
        &self,
        kind: Kind,
        access: impl FnOnce(&mut RawList, &mut Directory) -> R,
    ) -> R {
        let at_all = self.side(kind).was_walked.swap(false, SeqCst);
        self.with_list(kind, |list, directory| {
            directory.look(at_all);
            access(list, directory)
        })
    }

    /// Looks again at one transaction: after it was executed, or was given an event.
    pub(super) fn update(&self, transaction: Live) {
        let kind = transaction.read(Kind::of);
        self.with_list(kind, |_, directory| directory.update(transaction));
    }

    /// A transaction has a queued event now.
    pub(super) fn mark_ready(&self, transaction: Live) {
        let kind = transaction.read(Kind::of);
        self.with_list(kind, |_, directory| directory.mark_ready(transaction));
    }

    /// The number of the next transaction.
    pub(super) fn next_id(&self) -> c_int {
        let mutex = self.osip.cast::<u8>().wrapping_add(offset_of!(Osip, id_mutex));
        // SAFETY: a member of a live `osip_t`, which only init and release write.
        let _lock = Locked::new(unsafe { mutex.cast::<*mut CMutex>().read() });
        let place =
            self.osip.cast::<u8>().wrapping_add(offset_of!(Osip, transactionid)).cast::<c_int>();
        // SAFETY: a member of a live `osip_t`, under its mutex.
        let id = unsafe { place.read() };
        // SAFETY: as above.
        unsafe { place.write(id.wrapping_add(1)) };
        id
    }

    fn side(&self, kind: Kind) -> &Side {
        let [ict, ist, nict, nist] = &self.lists;
        match kind {
            Kind::Ict => ict,
            Kind::Ist => ist,
            Kind::Nict => nict,
            Kind::Nist => nist,
        }
    }

    fn list(&self, kind: Kind) -> *mut RawList {
        self.osip.cast::<u8>().wrapping_add(list_offset(kind)).cast()
    }

    fn mutex(&self, kind: Kind) -> *mut CMutex {
        let offset = match kind {
            Kind::Ict => offset_of!(Osip, ict_fastmutex),
            Kind::Ist => offset_of!(Osip, ist_fastmutex),
            Kind::Nict => offset_of!(Osip, nict_fastmutex),
            Kind::Nist => offset_of!(Osip, nist_fastmutex),
        };
        let place = self.osip.cast::<u8>().wrapping_add(offset).cast::<*mut CMutex>();
        // SAFETY: a member of a live `osip_t`, which only init and release write.
        unsafe { place.read() }
    }
}

const fn list_offset(kind: Kind) -> usize {
    match kind {
        Kind::Ict => offset_of!(Osip, osip_ict_transactions),
        Kind::Ist => offset_of!(Osip, osip_ist_transactions),
        Kind::Nict => offset_of!(Osip, osip_nict_transactions),
        Kind::Nist => offset_of!(Osip, osip_nist_transactions),
    }
}

/// The layer and the kind of a list, if it is a list of transactions.
pub(super) fn layer_of_list(list: *const RawList) -> Option<(Arc<Layer>, Kind)> {
    if !IS_ANY.load(Relaxed) {
        return None;
    }
    let layers = LAYERS.read().unwrap_or_else(PoisonError::into_inner);
    layers.iter().find_map(|layer| {
        let kind = Kind::ALL.into_iter().find(|kind| layer.list(*kind).cast_const() == list)?;
        Some((layer.clone(), kind))
    })
}

/// The program walks a list, and may write to what it finds there.
pub(crate) fn list_is_walked(list: *const RawList) {
    if let Some((layer, kind)) = layer_of_list(list) {
        layer.side(kind).was_walked.store(true, SeqCst);
    }
}

/// The program changes a list.
pub(crate) fn list_is_edited(list: *const RawList) {
    if let Some((layer, kind)) = layer_of_list(list) {
        layer.side(kind).was_edited.store(true, SeqCst);
    }
}

/// One of the mutexes in an `osip_t`, locked; nothing where a program has made an `osip_t` without them.
pub(super) struct Locked(*mut CMutex);

impl Locked {
    pub(super) fn new(mutex: *mut CMutex) -> Self {
        // SAFETY: NULL or a live mutex.
        osip_mutex_lock(unsafe { mutex.as_ref() });
        Self(mutex)
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        // SAFETY: NULL or the live mutex that this thread has locked.
        osip_mutex_unlock(unsafe { self.0.as_ref() });
    }
}

/// The `osip_t` that a transaction belongs to.
pub(super) fn osip_of(transaction: &Transaction) -> *mut Osip {
    transaction.config.cast()
}
