//! What the library keeps beside each `osip_t`: a [`Directory`] for each of its lists.

use core::ffi::{c_int, c_void};
use std::mem::offset_of;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::directory::{Directory, Member};
use super::live::Live;
use super::machine::Kind;
use super::retransmissions::Repetition;
use super::{Osip, Transaction};
use crate::abi::osip2::osip_fifo::Fifo;
use crate::abi::osip2::osip_mt::{Mutex as CMutex, osip_mutex_lock, osip_mutex_unlock};
use crate::abi::osipparser2::osip_list::RawList;
use crate::error::Error::BadParameter;
use crate::error::Result;

/// How many elements that the list functions gave out are remembered; more stand for all.
const REMEMBERED: usize = 64;

/// An `osip_t` and what is known beside it.
#[derive(Debug)]
pub(super) struct Layer {
    osip: *mut Osip,
    transactions: [Side<Live>; 4],
    repetitions: Side<Repetition>,
}

// SAFETY: an address, and what is behind locks.
unsafe impl Send for Layer {}
// SAFETY: as above.
unsafe impl Sync for Layer {}

#[derive(Debug)]
struct Side<T> {
    directory: Mutex<Directory<T>>,
    /// The elements that the list functions gave out since, which the program may have written to; `None` for all.
    given: Mutex<Option<Vec<*mut c_void>>>,
    /// The program has changed the list since.
    was_edited: AtomicBool,
}

impl<T> Default for Side<T> {
    fn default() -> Self {
        let (directory, given) = (Mutex::default(), Mutex::new(Some(Vec::new())));
        Self { directory, given, was_edited: AtomicBool::new(false) }
    }
}

impl<T: Member> Side<T> {
    fn lock(&self) -> MutexGuard<'_, Directory<T>> {
        self.directory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Uses a list and its directory, which is up to date. No other thread changes the list meanwhile.
    fn with<R>(
        &self,
        list: *mut RawList,
        access: impl FnOnce(&mut RawList, &mut Directory<T>) -> R,
    ) -> R {
        let mut directory = self.lock();
        // SAFETY: the list of a live `osip_t`, ours alone.
        let list = unsafe { &mut *list };
        directory.sync(list, self.was_edited.swap(false, SeqCst));
        access(list, &mut directory)
    }

    /// As `with`, after a look at what the program may have written by itself.
    fn with_current<R>(
        &self,
        list: *mut RawList,
        access: impl FnOnce(&mut RawList, &mut Directory<T>) -> R,
    ) -> R {
        let given = self.given().replace(Vec::new());
        self.with(list, |list, directory| {
            directory.look(given.as_deref());
            access(list, directory)
        })
    }

    fn given(&self) -> MutexGuard<'_, Option<Vec<*mut c_void>>> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give(&self, element: *mut c_void) {
        let mut given = self.given();
        if let Some(elements) = given.as_mut() {
            elements.push(element);
        }
        given.take_if(|elements| elements.len() > REMEMBERED);
    }
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
        let layer =
            Arc::new(Self { osip, transactions: Default::default(), repetitions: Side::default() });
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

    /// Uses a list of transactions under its mutex, which C may lock as well. `access` does not call into C.
    pub(super) fn with_list<R>(
        &self,
        kind: Kind,
        access: impl FnOnce(&mut RawList, &mut Directory<Live>) -> R,
    ) -> R {
        let _lock = Locked::new(self.mutex(kind));
        self.side(kind).with(self.list(kind), access)
    }

    /// As `with_list`, after a look at what the program may have written by itself.
    pub(super) fn with_current<R>(
        &self,
        kind: Kind,
        access: impl FnOnce(&mut RawList, &mut Directory<Live>) -> R,
    ) -> R {
        let _lock = Locked::new(self.mutex(kind));
        self.side(kind).with_current(self.list(kind), access)
    }

    /// As `with_list`, for a function that leaves the mutex to the program, which may hold it.
    pub(super) fn with_unlocked_list<R>(
        &self,
        kind: Kind,
        access: impl FnOnce(&mut RawList, &mut Directory<Live>) -> R,
    ) -> R {
        self.side(kind).with(self.list(kind), access)
    }

    /// Uses the directory alone: the list may have changed since, and its mutex may be held by the program.
    pub(super) fn with_directory<R>(
        &self,
        kind: Kind,
        access: impl FnOnce(&mut Directory<Live>) -> R,
    ) -> R {
        access(&mut self.side(kind).lock())
    }

    /// Uses the list of messages that are sent again, under its mutex. `access` does not call into C.
    pub(super) fn with_repetitions<R>(
        &self,
        access: impl FnOnce(&mut RawList, &mut Directory<Repetition>) -> R,
    ) -> R {
        let _lock = Locked::new(self.mutex_at(offset_of!(Osip, ixt_fastmutex)));
        let list = self.osip.cast::<u8>().wrapping_add(REPETITIONS).cast();
        self.repetitions.with_current(list, access)
    }

    /// Makes sure that a transaction which is about to be freed is in no list. The program may hold the mutex of its
    /// list: it has taken it out by itself then.
    pub(super) fn forget(&self, transaction: Live) {
        let kind = transaction.read(Kind::of);
        if !self.with_directory(kind, |directory| directory.contains(transaction)) {
            return;
        }
        match Locked::at_once(self.mutex(kind)) {
            Some(_lock) => {
                let list = self.list(kind);
                self.side(kind).with(list, |list, directory| directory.remove(list, transaction));
            }
            None => {
                self.with_directory(kind, |directory| directory.forget(transaction));
                self.side(kind).was_edited.store(true, SeqCst);
            }
        }
    }

    /// Looks again at one transaction: after it was executed.
    pub(super) fn update(&self, transaction: Live) {
        self.with_directory(transaction.read(Kind::of), |directory| directory.update(transaction));
    }

    /// A transaction has a queued event now.
    pub(super) fn mark_ready(&self, transaction: Live) {
        let kind = transaction.read(Kind::of);
        self.with_directory(kind, |directory| directory.mark_ready(transaction));
    }

    /// The number of the next transaction.
    pub(super) fn next_id(&self) -> c_int {
        let _lock = Locked::new(self.mutex_at(offset_of!(Osip, id_mutex)));
        let place =
            self.osip.cast::<u8>().wrapping_add(offset_of!(Osip, transactionid)).cast::<c_int>();
        // SAFETY: a member of a live `osip_t`, under its mutex.
        let id = unsafe { place.read() };
        // SAFETY: as above.
        unsafe { place.write(id.wrapping_add(1)) };
        id
    }

    fn side(&self, kind: Kind) -> &Side<Live> {
        let [ict, ist, nict, nist] = &self.transactions;
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
        self.mutex_at(match kind {
            Kind::Ict => offset_of!(Osip, ict_fastmutex),
            Kind::Ist => offset_of!(Osip, ist_fastmutex),
            Kind::Nict => offset_of!(Osip, nict_fastmutex),
            Kind::Nist => offset_of!(Osip, nist_fastmutex),
        })
    }

    fn mutex_at(&self, offset: usize) -> *mut CMutex {
        let place = self.osip.cast::<u8>().wrapping_add(offset).cast::<*mut CMutex>();
        // SAFETY: a member of a live `osip_t`, which only init and release write.
        unsafe { place.read() }
    }
}

const REPETITIONS: usize = offset_of!(Osip, ixt_retransmissions);

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
    let layers = LAYERS.read().unwrap_or_else(PoisonError::into_inner);
    layers.iter().find_map(|layer| {
        let kind = Kind::ALL.into_iter().find(|kind| layer.list(*kind).cast_const() == list)?;
        Some((layer.clone(), kind))
    })
}

/// A list function gives out an element, which the program may write to.
pub(crate) fn element_is_given(list: *const RawList, element: *mut c_void) {
    for_list(list, |layer, kind| match kind {
        Some(kind) => layer.side(kind).give(element),
        None => layer.repetitions.give(element),
    });
}

/// The program changes a list.
pub(crate) fn list_is_edited(list: *const RawList) {
    for_list(list, |layer, kind| match kind {
        Some(kind) => layer.side(kind).was_edited.store(true, SeqCst),
        None => layer.repetitions.was_edited.store(true, SeqCst),
    });
}

/// The program adds to a queue by itself.
pub(crate) fn queue_is_filled(queue: *const Fifo) {
    if IS_ANY.load(Relaxed)
        && let Some(transaction) = Live::of_queue(queue)
        && let Some(layer) = Layer::of_transaction(transaction)
    {
        layer.mark_ready(transaction);
    }
}

/// Calls `found` if it is a list of an `osip_t`: of transactions of a kind, or else of messages that are sent again.
fn for_list(list: *const RawList, found: impl FnOnce(&Layer, Option<Kind>)) {
    if !IS_ANY.load(Relaxed) {
        return;
    }
    let layers = LAYERS.read().unwrap_or_else(PoisonError::into_inner);
    for layer in layers.iter() {
        let offset = list.addr().wrapping_sub(layer.osip.addr());
        let kind = Kind::ALL.into_iter().find(|kind| list_offset(*kind) == offset);
        if kind.is_some() || offset == REPETITIONS {
            return found(layer, kind);
        }
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

    /// `None` if a thread holds the mutex, be it this one.
    fn at_once(place: *mut CMutex) -> Option<Self> {
        // SAFETY: NULL or a live mutex.
        let mutex = unsafe { place.as_ref() };
        mutex.is_none_or(CMutex::try_lock).then(|| Self(place))
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
