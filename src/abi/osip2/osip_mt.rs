//! `osip2/osip_mt.h`

use core::ffi::{c_int, c_uint, c_void};

/// A thread. C knows it by pointer only.
#[derive(Debug)]
pub struct Thread {}

/// A semaphore. C knows it by pointer only.
#[derive(Debug)]
pub struct Semaphore {}

/// A mutex. C knows it by pointer only.
#[derive(Debug)]
pub struct Mutex {}

/// What a thread runs.
pub type ThreadBody = unsafe extern "C" fn(*mut c_void) -> *mut c_void;

entry_stub! {
    fn osip_thread_create(stacksize: c_int, func: Option<ThreadBody>, arg: *mut c_void) -> *mut Thread;
    fn osip_thread_join(thread: *mut Thread) -> c_int;
    fn osip_thread_set_priority(thread: *mut Thread, priority: c_int) -> c_int;
    fn osip_thread_exit();
    fn osip_sem_init(value: c_uint) -> *mut Semaphore;
    fn osip_sem_destroy(sem: *mut Semaphore) -> c_int;
    fn osip_sem_post(sem: *mut Semaphore) -> c_int;
    fn osip_sem_wait(sem: *mut Semaphore) -> c_int;
    fn osip_sem_trywait(sem: *mut Semaphore) -> c_int;
    fn osip_mutex_init() -> *mut Mutex;
    fn osip_mutex_destroy(mutex: *mut Mutex);
    fn osip_mutex_lock(mutex: *mut Mutex) -> c_int;
    fn osip_mutex_unlock(mutex: *mut Mutex) -> c_int;
}
