//! `osip2/osip_condv.h`

use core::ffi::c_int;

use libc::timespec;

use crate::abi::types::{Condition, Mutex};

entry_stub! {
    fn osip_cond_init() -> *mut Condition;
    fn osip_cond_destroy(cond: *mut Condition) -> c_int;
    fn osip_cond_signal(cond: *mut Condition) -> c_int;
    fn osip_cond_wait(cond: *mut Condition, mutex: *mut Mutex) -> c_int;
    fn osip_cond_timedwait(cond: *mut Condition, mutex: *mut Mutex, abstime: *const timespec) -> c_int;
}
