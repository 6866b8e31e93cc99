//! `osip2/osip_condv.h`

use core::ffi::c_int;

use libc::timespec;

use super::osip_mt::Mutex;

/// A condition variable. C knows it by pointer only.
#[derive(Debug)]
pub struct Condition {}

entry_stub! {
    fn osip_cond_init() -> *mut Condition;
    fn osip_cond_destroy(cond: *mut Condition) -> c_int;
    fn osip_cond_signal(cond: *mut Condition) -> c_int;
    fn osip_cond_wait(cond: *mut Condition, mutex: *mut Mutex) -> c_int;
    fn osip_cond_timedwait(cond: *mut Condition, mutex: *mut Mutex, abstime: *const timespec) -> c_int;
}
