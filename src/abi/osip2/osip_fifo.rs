//! `osip2/osip_fifo.h`: queues between threads.

use core::ffi::{c_int, c_void};
use core::ops::{Deref, DerefMut};
use core::ptr::{NonNull, null_mut};

use crate::abi::osip2::osip::layer::queue_is_filled;
use crate::abi::osip2::osip_mt::{
    Mutex, Semaphore, osip_mutex_destroy, osip_mutex_init, osip_mutex_lock, osip_mutex_unlock,
    osip_sem_destroy, osip_sem_init, osip_sem_post, osip_sem_trywait, osip_sem_wait,
};
use crate::abi::osipparser2::osip_list::{
    RawList, osip_list_add, osip_list_get, osip_list_init, osip_list_remove, osip_list_special_free,
};
use crate::error::Error::{BadParameter, NoMem};
use crate::error::{OK, Result};
use crate::mem::CBox;

c_enum! {
    /// Whether a queue holds elements.
    enum FifoState {
        /// It does, or did.
        osip_ok = 0,
        /// It does not.
        osip_empty = 1,
    }
}

/// A queue between threads.
#[repr(C)]
#[derive(Debug)]
pub struct Fifo {
    /// Guards the queue.
    pub qislocked: *mut Mutex,
    /// Counts the elements for the threads that wait.
    pub qisempty: *mut Semaphore,
    /// The elements.
    pub queue: RawList,
    /// Not used: ask `osip_fifo_size`.
    pub nb_elt: c_int,
    /// Whether there is an element.
    pub state: FifoState,
}

record_size!(Fifo: 40, 24);

entry! {
    /// Makes `ff` an empty queue. `osip_fifo_free` frees `ff` itself too: allocate it with `osip_malloc` then.
    fn osip_fifo_init(ff: Option<&mut Fifo>) {
        let fifo = ff.ok_or(BadParameter)?;
        let (mutex, semaphore) = (osip_mutex_init(), osip_sem_init(0));
        fifo.qislocked = mutex.map_or(null_mut(), |mutex| mutex.into_raw().as_ptr());
        fifo.qisempty = semaphore.map_or(null_mut(), |semaphore| semaphore.into_raw().as_ptr());
        fifo.state = osip_empty;
        osip_list_init(Some(&mut fifo.queue));
    }

    /// Frees `ff` and all that it holds but the elements. NULL is ignored.
    fn osip_fifo_free(ff: Option<CBox<Fifo>>) {
        let mut fifo = ff.ok_or(BadParameter)?;
        osip_list_special_free(&raw mut fifo.queue, None);
        // SAFETY: made by `osip_fifo_init`, and given up by the program.
        osip_mutex_destroy(NonNull::new(fifo.qislocked).map(|mutex| unsafe { CBox::from_raw(mutex) }));
        // SAFETY: as above.
        osip_sem_destroy(NonNull::new(fifo.qisempty).map(|sem| unsafe { CBox::from_raw(sem) }));
    }

    /// Puts `element` before all others. Returns 0.
    fn osip_fifo_insert(ff: *mut Fifo, element: *mut c_void) -> c_int {
        let code = put(ff, element, 0)?;
        queue_is_filled(ff);
        code
    }

    /// Puts `element` behind all others. Returns 0.
    fn osip_fifo_add(ff: *mut Fifo, element: *mut c_void) -> c_int {
        let code = append(ff, element)?;
        queue_is_filled(ff);
        code
    }

    /// How many elements there are.
    fn osip_fifo_size(ff: *mut Fifo) -> c_int {
        Locked::new(ff)?.queue.nb_elt
    }

    /// Takes the first element out, as soon as there is one.
    fn osip_fifo_get(ff: *mut Fifo) -> *mut c_void {
        let semaphore = semaphore(ff)?;
        // A signal does not end the wait.
        while osip_sem_wait(Some(semaphore)) != OK {}
        take(ff)?
    }

    /// Takes the first element out; NULL if there is none.
    fn osip_fifo_tryget(ff: *mut Fifo) -> *mut c_void {
        match osip_sem_trywait(Some(semaphore(ff)?)) {
            OK => take(ff)?,
            _ => null_mut(),
        }
    }
}

/// A queue that no other thread uses meanwhile.
struct Locked<'a> {
    fifo: &'a mut Fifo,
    mutex: &'a Mutex,
}

impl Locked<'_> {
    fn new(fifo: *mut Fifo) -> Result<Self> {
        let place = NonNull::new(fifo).ok_or(BadParameter)?.as_ptr();
        // SAFETY: a live queue, whose mutex pointer only init and free write.
        let mutex = unsafe { (*place).qislocked };
        // SAFETY: null in a queue that was not initialised, else a live mutex.
        let mutex = unsafe { mutex.as_ref() }.ok_or(BadParameter)?;
        osip_mutex_lock(Some(mutex));
        // SAFETY: a live queue, ours alone until the mutex is unlocked.
        Ok(Self { fifo: unsafe { &mut *place }, mutex })
    }
}

impl Deref for Locked<'_> {
    type Target = Fifo;

    fn deref(&self) -> &Fifo {
        self.fifo
    }
}

impl DerefMut for Locked<'_> {
    fn deref_mut(&mut self) -> &mut Fifo {
        self.fifo
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        osip_mutex_unlock(Some(self.mutex));
    }
}

/// The semaphore, for which one waits without the lock.
fn semaphore<'a>(fifo: *mut Fifo) -> Result<&'a Semaphore> {
    let place = NonNull::new(fifo).ok_or(BadParameter)?.as_ptr();
    // SAFETY: a live queue, whose semaphore pointer only init and free write.
    let semaphore = unsafe { (*place).qisempty };
    // SAFETY: null in a queue that was not initialised, else a live semaphore.
    unsafe { semaphore.as_ref() }.ok_or(BadParameter)
}

/// Puts `element` behind all others. Returns 0.
pub(super) fn append(fifo: *mut Fifo, element: *mut c_void) -> Result<c_int> {
    put(fifo, element, -1)
}

fn put(fifo: *mut Fifo, element: *mut c_void, pos: c_int) -> Result<c_int> {
    let semaphore = semaphore(fifo)?;
    let mut fifo = Locked::new(fifo)?;
    if osip_list_add(Some(&mut fifo.queue), element, pos) < 0 {
        return Err(NoMem);
    }
    fifo.state = osip_ok;
    Ok(osip_sem_post(Some(semaphore)))
}

/// The first element, which the semaphore has already counted out.
fn take(fifo: *mut Fifo) -> Result<*mut c_void> {
    let mut fifo = Locked::new(fifo)?;
    let element = osip_list_get(Some(&fifo.queue), 0);
    if osip_list_remove(Some(&mut fifo.queue), 0) <= 0 {
        fifo.state = osip_empty;
    }
    Ok(element)
}
