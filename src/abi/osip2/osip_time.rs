//! `osip2/osip_time.h`: the clock of timers, which cannot be set. It starts with the machine, so that a `time_t` of 32
//! bits is enough for it.

use core::ffi::{c_int, c_void};

use libc::{suseconds_t, time_t, timeval};

use crate::error::Error::{BadParameter, Undefined};
use crate::error::{OK, Result};

entry! {
    /// Adds `ms` milliseconds to `atv`. From 1000000 ms on, whole seconds only: the microseconds become 0. A negative
    /// `ms` may leave negative microseconds.
    fn add_gettimeofday(atv: Option<&mut timeval>, ms: c_int) {
        let time = atv.ok_or(BadParameter)?;
        if ms >= 1_000_000 {
            time.tv_usec = 0;
            time.tv_sec = time.tv_sec.saturating_add(time_t::from(ms / 1000));
        } else {
            let micros = time.tv_usec.saturating_add(suseconds_t::from(ms).saturating_mul(1000));
            time.tv_sec = time.tv_sec.saturating_add(whole_seconds(micros));
            time.tv_usec = micros % 1_000_000;
        }
    }

    /// Makes `tv1` the earlier of the two. A `tv2` with -1 seconds stands for no time at all.
    fn min_timercmp(tv1: *mut timeval, tv2: *mut timeval) {
        let (first, second) = (read(tv1)?, read(tv2)?);
        if second.tv_sec != -1 && (second.tv_sec, second.tv_usec) < (first.tv_sec, first.tv_usec) {
            // SAFETY: a live time: it was just read. Both pointers may be the same.
            unsafe { tv1.write(second) }
        }
    }

    /// Sets `tp` to the time of the monotonic clock, which starts anywhere and never jumps. `tz` is not used.
    /// Returns 0.
    fn osip_gettimeofday(tp: Option<&mut timeval>, tz: *mut c_void) -> c_int {
        let _ = tz;
        *tp.ok_or(BadParameter)? = now()?;
        OK
    }

    /// The whole seconds of the monotonic clock, also put into `t` unless that is NULL.
    fn osip_getsystemtime(t: Option<&mut time_t>) -> time_t {
        // Where `time_t` is `int` a failure would answer its code.
        let seconds = now().map_or(0, |now| now.tv_sec);
        if let Some(place) = t {
            *place = seconds;
        }
        seconds
    }

    /// Does nothing: the clock needs no help when the system's time is set.
    fn osip_compensatetime() {}
}

#[allow(clippy::useless_conversion, reason = "the types differ on other systems")]
fn whole_seconds(micros: suseconds_t) -> time_t {
    (micros / 1_000_000).into()
}

fn read(time: *const timeval) -> Result<timeval> {
    // SAFETY: the C contract: NULL or a time.
    unsafe { time.as_ref() }.copied().ok_or(BadParameter)
}

#[allow(clippy::useless_conversion, reason = "the types differ on other systems")]
fn now() -> Result<timeval> {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: a live object.
    match unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut now) } {
        0 => Ok(timeval {
            tv_sec: now.tv_sec,
            tv_usec: (now.tv_nsec / 1000).try_into().unwrap_or(0),
        }),
        _ => Err(Undefined),
    }
}
