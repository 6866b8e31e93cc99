//! `osip2/osip_fifo.h`

use core::ffi::{c_int, c_void};

use crate::abi::osip2::osip_mt::{Mutex, Semaphore};
use crate::abi::osipparser2::osip_list::RawList;

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
    /// Counts the elements for those who wait.
    pub qisempty: *mut Semaphore,
    /// The elements.
    pub queue: RawList,
    /// Not used: ask `osip_fifo_size`.
    pub nb_elt: c_int,
    /// Whether there is an element.
    pub state: FifoState,
}

const _: () = assert!(size_of::<Fifo>() == 40);

entry_stub! {
    fn osip_fifo_init(ff: *mut Fifo);
    fn osip_fifo_free(ff: *mut Fifo);
    fn osip_fifo_insert(ff: *mut Fifo, element: *mut c_void) -> c_int;
    fn osip_fifo_add(ff: *mut Fifo, element: *mut c_void) -> c_int;
    fn osip_fifo_size(ff: *mut Fifo) -> c_int;
    fn osip_fifo_get(ff: *mut Fifo) -> *mut c_void;
    fn osip_fifo_tryget(ff: *mut Fifo) -> *mut c_void;
}
