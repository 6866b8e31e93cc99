//! `osip2/osip_mt.h`: threads, mutexes and semaphores of POSIX, on the shared heap.

use core::cell::UnsafeCell;
use core::ffi::{c_int, c_uint, c_void};
use core::mem::zeroed;
use core::ptr::{null, null_mut};

use crate::error::Error::{BadParameter, NoMem};
use crate::error::OK;
use crate::mem::CBox;

pub use super::semaphore::Semaphore;

/// A thread. C knows it by pointer only.
#[derive(Debug)]
pub struct Thread(libc::pthread_t);

/// A mutex. C knows it by pointer only.
#[derive(Debug)]
pub struct Mutex(UnsafeCell<libc::pthread_mutex_t>);

/// What a thread runs.
pub type ThreadBody = extern "C" fn(*mut c_void) -> *mut c_void;

unsafe extern "C-unwind" {
    fn pthread_exit(value: *mut c_void) -> !;
}

entry! {
    /// Starts a thread that runs `func(arg)`. `stacksize` is not used. NULL if there can be no further thread. After
    /// `osip_thread_join` the caller frees the handle with `osip_free`.
    fn osip_thread_create(stacksize: c_int, func: Option<ThreadBody>, arg: *mut c_void) -> Option<CBox<Thread>> {
        let _ = stacksize;
        let func = func.ok_or(BadParameter)?;
        // SAFETY: bytes without a meaning until `pthread_create`.
        let mut thread = CBox::new(Thread(unsafe { zeroed() }));
        // SAFETY: a live handle; what `func` does with `arg` is the program's.
        match unsafe { libc::pthread_create(&raw mut thread.0, null(), func, arg) } {
            0 => Some(thread),
            _ => return Err(NoMem),
        }
    }

    /// Waits for the end of a thread. Returns 0, or what `pthread_join` returns.
    fn osip_thread_join(thread: Option<&mut Thread>) -> c_int {
        let thread = thread.ok_or(BadParameter)?.0;
        // SAFETY: a thread that was not joined yet: the C contract.
        unsafe { libc::pthread_join(thread, null_mut()) }
    }

    /// Does nothing and returns 0.
    fn osip_thread_set_priority(thread: Option<&mut Thread>, priority: c_int) -> c_int {
        let _ = (thread, priority);
        OK
    }

    /// Makes a semaphore that counts `value`. NULL if that is too large.
    fn osip_sem_init(value: c_uint) -> Option<CBox<Semaphore>> {
        Some(Semaphore::new(value)?)
    }

    /// Frees a semaphore that no thread waits for. Returns 0, also for NULL.
    fn osip_sem_destroy(sem: Option<CBox<Semaphore>>) -> c_int {
        drop(sem);
        OK
    }

    /// Counts one up. Returns 0, or OSIP_UNDEFINED_ERROR at the largest count.
    fn osip_sem_post(sem: Option<&Semaphore>) -> c_int {
        sem.ok_or(BadParameter)?.post()
    }

    /// Counts one down, as soon as the count is not 0. Returns 0, or OSIP_UNDEFINED_ERROR if a signal came first.
    fn osip_sem_wait(sem: Option<&Semaphore>) -> c_int {
        sem.ok_or(BadParameter)?.wait()
    }

    /// Counts one down. OSIP_UNDEFINED_ERROR if the count is 0.
    fn osip_sem_trywait(sem: Option<&Semaphore>) -> c_int {
        sem.ok_or(BadParameter)?.try_wait()
    }

    /// Makes a mutex. It is not recursive: locking it twice in one thread never ends.
    fn osip_mutex_init() -> Option<CBox<Mutex>> {
        Some(CBox::new(Mutex(UnsafeCell::new(libc::PTHREAD_MUTEX_INITIALIZER))))
    }

    /// Frees a mutex that no thread holds. NULL is ignored.
    fn osip_mutex_destroy(mutex: Option<CBox<Mutex>>) {
        drop(mutex)
    }

    /// Locks a mutex, as soon as no other thread holds it. Returns 0.
    fn osip_mutex_lock(mutex: Option<&Mutex>) -> c_int {
        // SAFETY: a live mutex.
        unsafe { libc::pthread_mutex_lock(mutex.ok_or(BadParameter)?.as_ptr()) }
    }

    /// Unlocks a mutex that this thread holds. Returns 0.
    fn osip_mutex_unlock(mutex: Option<&Mutex>) -> c_int {
        // SAFETY: a live mutex.
        unsafe { libc::pthread_mutex_unlock(mutex.ok_or(BadParameter)?.as_ptr()) }
    }
}

/// Ends the calling thread.
#[unsafe(no_mangle)]
pub extern "C-unwind" fn osip_thread_exit() {
    // SAFETY: no frame of ours is left behind: this one owns nothing, and threads run C functions only.
    unsafe { pthread_exit(null_mut()) }
}

impl Mutex {
    /// Locks the mutex, unless a thread holds it. Whether it did.
    pub(super) fn try_lock(&self) -> bool {
        // SAFETY: a live mutex.
        unsafe { libc::pthread_mutex_trylock(self.as_ptr()) == 0 }
    }

    /// POSIX's mutex.
    pub(super) fn as_ptr(&self) -> *mut libc::pthread_mutex_t {
        self.0.get()
    }
}

impl Drop for Mutex {
    fn drop(&mut self) {
        // SAFETY: no thread uses it any more.
        unsafe { libc::pthread_mutex_destroy(self.0.get()) };
    }
}
