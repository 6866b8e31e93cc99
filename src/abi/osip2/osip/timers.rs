//! The timers of a transaction, in the fields of its context: a length in milliseconds and the time when it is due.
//!
//! Programs read and write both: what they write counts.

use core::ffi::c_int;
use core::ptr::null_mut;
use std::time::Duration;

use libc::{suseconds_t, time_t, timeval};

use super::machine::{Kind, timeout_of, timers_in};
use super::{OsipEvent, Transaction};
use crate::abi::osip2::osip_time::{add_gettimeofday, osip_gettimeofday};
use crate::mem::CBox;
use crate::transaction::{T2, Timer, Timers};

/// Microseconds of the monotonic clock.
pub(super) type Microseconds = i64;

/// The time of a timer that does not run.
pub(super) const OFF: timeval = timeval { tv_sec: -1, tv_usec: 0 };
/// T2 in milliseconds.
const LONGEST: c_int = T2.as_millis() as c_int;

/// The time of the clock of `osip_gettimeofday`.
pub(super) fn now() -> timeval {
    let mut now = OFF;
    osip_gettimeofday(Some(&mut now), null_mut());
    now
}

/// The time in so many milliseconds.
pub(super) fn in_milliseconds(length: c_int) -> timeval {
    let mut time = now();
    add_gettimeofday(Some(&mut time), length);
    time
}

#[allow(clippy::useless_conversion)] // Times have 32 bits on some systems.
pub(super) fn microseconds(time: timeval) -> Microseconds {
    let seconds = Microseconds::from(time.tv_sec).saturating_mul(1_000_000);
    seconds.saturating_add(Microseconds::from(time.tv_usec))
}

/// The opposite of [`microseconds`].
#[allow(clippy::useless_conversion, clippy::unnecessary_fallible_conversions)] // As above.
fn as_timeval(time: Microseconds) -> timeval {
    timeval {
        tv_sec: time_t::try_from(time.div_euclid(1_000_000)).unwrap_or(time_t::MAX),
        tv_usec: suseconds_t::try_from(time.rem_euclid(1_000_000)).unwrap_or_default(),
    }
}

/// When the first of the timers that count in the state of the transaction is due.
pub(super) fn due(transaction: &Transaction) -> Option<Microseconds> {
    running(transaction).iter().filter_map(|timer| time(transaction, *timer)).min()
}

/// The event of the first timer that is due.
pub(super) fn expired(transaction: &Transaction, now: Microseconds) -> Option<CBox<OsipEvent>> {
    let is_due = |timer: &&Timer| time(transaction, **timer).is_some_and(|due| due <= now);
    let r#type = timeout_of(*running(transaction).iter().find(is_due)?)?;
    let transactionid = transaction.transactionid;
    Some(CBox::new(OsipEvent { r#type, transactionid, sip: None }))
}

/// The timers that count in the state of the transaction.
fn running(transaction: &Transaction) -> &'static [Timer] {
    let kind = Kind::of(transaction);
    kind.state(transaction.state).map_or(&[], |state| timers_in(kind, state))
}

/// When a timer is due, if it runs.
fn time(it: &Transaction, timer: Timer) -> Option<Microseconds> {
    let start = match timer {
        Timer::A => it.ict_context.as_ref()?.timer_a_start,
        Timer::B => it.ict_context.as_ref()?.timer_b_start,
        Timer::D => it.ict_context.as_ref()?.timer_d_start,
        Timer::E => it.nict_context.as_ref()?.timer_e_start,
        Timer::F => it.nict_context.as_ref()?.timer_f_start,
        Timer::K => it.nict_context.as_ref()?.timer_k_start,
        Timer::G => it.ist_context.as_ref()?.timer_g_start,
        Timer::H => it.ist_context.as_ref()?.timer_h_start,
        Timer::I => it.ist_context.as_ref()?.timer_i_start,
        Timer::J => it.nist_context.as_ref()?.timer_j_start,
        Timer::L | Timer::M => return None,
    };
    (start.tv_sec != OFF.tv_sec).then(|| microseconds(start))
}

/// Length and time of a timer, to be changed.
fn slot(it: &mut Transaction, timer: Timer) -> Option<(&mut c_int, &mut timeval)> {
    Some(match timer {
        Timer::A | Timer::B | Timer::D => {
            let ict = &mut **it.ict_context.as_mut()?;
            match timer {
                Timer::A => (&mut ict.timer_a_length, &mut ict.timer_a_start),
                Timer::B => (&mut ict.timer_b_length, &mut ict.timer_b_start),
                _ => (&mut ict.timer_d_length, &mut ict.timer_d_start),
            }
        }
        Timer::E | Timer::F | Timer::K => {
            let nict = &mut **it.nict_context.as_mut()?;
            match timer {
                Timer::E => (&mut nict.timer_e_length, &mut nict.timer_e_start),
                Timer::F => (&mut nict.timer_f_length, &mut nict.timer_f_start),
                _ => (&mut nict.timer_k_length, &mut nict.timer_k_start),
            }
        }
        Timer::G | Timer::H | Timer::I => {
            let ist = &mut **it.ist_context.as_mut()?;
            match timer {
                Timer::G => (&mut ist.timer_g_length, &mut ist.timer_g_start),
                Timer::H => (&mut ist.timer_h_length, &mut ist.timer_h_start),
                _ => (&mut ist.timer_i_length, &mut ist.timer_i_start),
            }
        }
        Timer::J => {
            let nist = &mut **it.nist_context.as_mut()?;
            (&mut nist.timer_j_length, &mut nist.timer_j_start)
        }
        Timer::L | Timer::M => return None,
    })
}

/// Sets the time of a timer in so many milliseconds; -1 stops it. Its microseconds stay, as in the original.
fn set(start: &mut timeval, length: c_int) {
    if length == -1 {
        start.tv_sec = OFF.tv_sec;
    } else {
        *start = in_milliseconds(length);
    }
}

/// Starts a timer with the length in its field; one with the length -1 is stopped.
pub(super) fn start(transaction: &mut Transaction, timer: Timer) {
    if let Some((length, start)) = slot(transaction, timer) {
        set(start, *length);
    }
}

/// Stops a timer for good.
pub(super) fn stop(transaction: &mut Transaction, timer: Timer) {
    if let Some((length, start)) = slot(transaction, timer) {
        *length = -1;
        set(start, -1);
    }
}

/// Starts a timer that has expired anew, if it is one of a resend, and stops it otherwise.
pub(super) fn after_expiry(transaction: &mut Transaction, timer: Timer) {
    let age = microseconds(now()).saturating_sub(microseconds(transaction.created_time));
    let is_proceeding =
        Kind::Nict.state(transaction.state) == Some(crate::transaction::State::Proceeding);
    let Some((length, start)) = slot(transaction, timer) else { return };
    let doubled = length.saturating_mul(2);
    *length = match timer {
        Timer::A => doubled,
        Timer::G => doubled.min(LONGEST),
        // The original goes by the age of the transaction first.
        Timer::E if is_proceeding => LONGEST,
        Timer::E if age < 500_000 => 500,
        Timer::E if age < 1_000_000 => 1000,
        Timer::E if age < 2_000_000 => 2000,
        Timer::E => doubled.min(LONGEST),
        _ => -1,
    };
    let is_resend = matches!(timer, Timer::A | Timer::E | Timer::G);
    set(start, if is_resend { *length } else { -1 });
}

/// A provisional response makes the resends of a request rare, unless a reliable transport has ended them.
pub(super) fn slow_down(transaction: &mut Transaction) {
    if let Some((length, start)) = slot(transaction, Timer::E)
        && *length != -1
    {
        *length = LONGEST;
        *start = in_milliseconds(LONGEST);
    }
}

/// The timers that a step starts. Their lengths are C's.
#[derive(Debug, Default)]
pub(super) struct Started([Option<Timer>; 2]);

impl Started {
    pub(super) fn iter(&self) -> impl Iterator<Item = Timer> {
        self.0.into_iter().flatten()
    }
}

impl Timers for Started {
    fn start(&mut self, timer: Timer, _: Duration) {
        if let Some(place) = self.0.iter_mut().find(|place| place.is_none()) {
            *place = Some(timer);
        }
    }

    fn stop(&mut self, _: Timer) {
        // A timer counts in the states where `timers_in` has it.
    }

    fn length(&self, _: Timer) -> Duration {
        Duration::ZERO
    }
}

/// What remains of the time until `due`.
pub(super) fn remaining(due: Option<Microseconds>, longest: i64) -> timeval {
    let rest = due.map(|due| due.saturating_sub(microseconds(now())).max(0));
    let longest = longest.saturating_mul(1_000_000);
    as_timeval(rest.unwrap_or(longest).min(longest))
}
