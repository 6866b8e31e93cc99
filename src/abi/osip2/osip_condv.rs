//! `osip2/osip_condv.h`: condition variables of POSIX, on the shared heap.

use core::cell::UnsafeCell;
use core::ffi::c_int;

use libc::timespec;

use super::osip_mt::Mutex;
use crate::error::Error::BadParameter;
use crate::error::OK;
use crate::mem::CBox;

/// A condition variable. C knows it by pointer only.
#[derive(Debug)]
pub struct Condition(UnsafeCell<libc::pthread_cond_t>);

entry! {
    /// Makes a condition variable.
    fn osip_cond_init() -> Option<CBox<Condition>> {
        Some(CBox::new(Condition(UnsafeCell::new(libc::PTHREAD_COND_INITIALIZER))))
    }

    /// Frees a condition variable that no thread waits for. Returns 0.
    fn osip_cond_destroy(cond: Option<CBox<Condition>>) -> c_int {
        drop(cond.ok_or(BadParameter)?);
        OK
    }

    /// Wakes one of the threads that wait. Returns 0.
    fn osip_cond_signal(cond: Option<&Condition>) -> c_int {
        // SAFETY: a live condition variable.
        unsafe { libc::pthread_cond_signal(cond.ok_or(BadParameter)?.0.get()) }
    }

    /// Waits for a signal. The calling thread holds `mutex`; it is unlocked meanwhile. Returns 0.
    fn osip_cond_wait(cond: Option<&Condition>, mutex: Option<&Mutex>) -> c_int {
        let (cond, mutex) = (cond.ok_or(BadParameter)?.0.get(), mutex.ok_or(BadParameter)?.as_ptr());
        // SAFETY: two live objects.
        unsafe { libc::pthread_cond_wait(cond, mutex) }
    }

    /// As `osip_cond_wait`, until `abstime` on the wall clock at the latest: then ETIMEDOUT is returned.
    fn osip_cond_timedwait(cond: Option<&Condition>, mutex: Option<&Mutex>, abstime: Option<&timespec>) -> c_int {
        let (cond, mutex) = (cond.ok_or(BadParameter)?.0.get(), mutex.ok_or(BadParameter)?.as_ptr());
        // SAFETY: three live objects.
        unsafe { libc::pthread_cond_timedwait(cond, mutex, abstime.ok_or(BadParameter)?) }
    }
}

impl Drop for Condition {
    fn drop(&mut self) {
        // SAFETY: no thread uses it any more.
        unsafe { libc::pthread_cond_destroy(self.0.get()) };
    }
}
