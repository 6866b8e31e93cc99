//! `osip2/osip_time.h`

use core::ffi::{c_int, c_void};

use libc::{time_t, timeval};

entry_stub! {
    fn add_gettimeofday(atv: *mut timeval, ms: c_int);
    fn min_timercmp(tv1: *mut timeval, tv2: *mut timeval);
    fn osip_gettimeofday(tp: *mut timeval, tz: *mut c_void) -> c_int;
    fn osip_getsystemtime(t: *mut time_t) -> time_t;
    fn osip_compensatetime();
}
