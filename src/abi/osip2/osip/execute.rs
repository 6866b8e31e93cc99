//! The functions that a program calls in its main loop.

use core::ffi::c_int;

use libc::timeval;

use super::layer::Layer;
use super::live::Live;
use super::machine::Kind;
use super::pass::Pass;
use super::retransmissions::next_retransmission;
use super::timers::{expired, microseconds, now, remaining};
use super::{KILL_TRANSACTION, Osip, OsipEvent, Transaction, execution};
use crate::error::Error::BadParameter;
use crate::error::{OK, Result};
use crate::mem::CBox;

/// What `osip_timers_gettimeout` says when no timer runs, in seconds: a year.
const YEAR: i64 = 31_536_000;

entry! {
    /// Executes one event of a transaction, and frees it. Returns 1; 0 for `KILL_TRANSACTION`, which does nothing.
    fn osip_transaction_execute(transaction: *mut Transaction, evt: Option<CBox<OsipEvent>>) -> c_int {
        let event = evt.ok_or(BadParameter)?;
        let Ok(transaction) = Live::of(transaction) else {
            // The event is still the caller's.
            core::mem::forget(event);
            return Err(BadParameter);
        };
        if event.r#type == KILL_TRANSACTION {
            return Ok(OK);
        }
        let id = transaction.id();
        execution::run(transaction, event);
        update(transaction, id);
        1
    }

    /// Executes the queued events of all INVITE client transactions. Returns 0.
    fn osip_ict_execute(osip: *mut Osip) -> c_int {
        execute_all(osip, Kind::Ict)?
    }

    /// Executes the queued events of all INVITE server transactions. Returns 0.
    fn osip_ist_execute(osip: *mut Osip) -> c_int {
        execute_all(osip, Kind::Ist)?
    }

    /// Executes the queued events of all other client transactions. Returns 0.
    fn osip_nict_execute(osip: *mut Osip) -> c_int {
        execute_all(osip, Kind::Nict)?
    }

    /// Executes the queued events of all other server transactions. Returns 0.
    fn osip_nist_execute(osip: *mut Osip) -> c_int {
        execute_all(osip, Kind::Nist)?
    }

    /// Sets `lower_tv` to the time until the next timer is due: 0 if one is, or if an INVITE client transaction has
    /// queued events; a year if no timer runs. Queued events of other transactions do not count: execute them first.
    fn osip_timers_gettimeout(osip: *mut Osip, lower_tv: Option<&mut timeval>) {
        let place = lower_tv.ok_or(BadParameter)?;
        *place = remaining(None, YEAR);
        let layer = Layer::of(osip)?;
        let now = microseconds(now());
        let mut next = None;
        for kind in Kind::ALL {
            let (due, is_ready) =
                layer.with_current(kind, |_, list| (list.first_due(), !list.ready.is_empty()));
            if (kind == Kind::Ict && is_ready) || due.is_some_and(|due| due <= now) {
                *place = timeval { tv_sec: 0, tv_usec: 0 };
                return Ok(());
            }
            next = next.into_iter().chain(due).min();
        }
        *place = remaining(next.into_iter().chain(next_retransmission(&layer)).min(), YEAR);
    }

    /// Queues the events of timers of INVITE client transactions that are due.
    fn osip_timers_ict_execute(osip: *mut Osip) {
        queue_timers(osip, Kind::Ict)?
    }

    /// Queues the events of timers of INVITE server transactions that are due.
    fn osip_timers_ist_execute(osip: *mut Osip) {
        queue_timers(osip, Kind::Ist)?
    }

    /// Queues the events of timers of other client transactions that are due.
    fn osip_timers_nict_execute(osip: *mut Osip) {
        queue_timers(osip, Kind::Nict)?
    }

    /// Queues the events of timers of other server transactions that are due.
    fn osip_timers_nist_execute(osip: *mut Osip) {
        queue_timers(osip, Kind::Nist)?
    }
}

/// Executes what is queued, transaction by transaction in the order of the list. Those that are made meanwhile wait for
/// the next call.
fn execute_all(osip: *mut Osip, kind: Kind) -> Result<c_int> {
    let layer = Layer::of(osip)?;
    let mut pass = Pass::begin(&layer, kind);
    while let Some((transaction, id)) = pass.next() {
        while transaction.is(id)
            && let Some(event) = transaction.next_event()
        {
            if event.r#type != KILL_TRANSACTION {
                execution::run(transaction, event);
            }
        }
    }
    Ok(OK)
}

/// Queues one event for each transaction with a timer that is due.
fn queue_timers(osip: *mut Osip, kind: Kind) -> Result<()> {
    let layer = Layer::of(osip)?;
    let now = microseconds(now());
    layer.with_current(kind, |_, list| {
        for transaction in list.due_until(now) {
            // An INVITE that waits for its execution is not sent twice.
            if kind == Kind::Ict && transaction.has_events() {
                continue;
            }
            if let Some(event) = transaction.read(|it| expired(it, now)) {
                let event = event.into_raw();
                if transaction.queue(event).is_err() {
                    // SAFETY: the queue did not take it; it is due in the next call, too.
                    drop(unsafe { CBox::from_raw(event) });
                }
            }
            // The program may have moved a timer that was due before.
            list.update(transaction);
        }
    });
    Ok(())
}

/// Updates the side tables after an execution.
fn update(transaction: Live, id: c_int) {
    if transaction.is(id)
        && let Some(layer) = Layer::of_transaction(transaction)
    {
        layer.update(transaction);
    }
}
