//! The lock of the core.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::ua::Ua;

/// The core, which the program's threads and the worker use in turn, each for microseconds. A thread that finds it taken
/// spins shortly and then sleeps. That of `parking_lot` gives the processor away up to seven times in between, a system
/// call each: under load there was one for each message.
pub(super) struct CoreLock(Mutex<Ua>);

impl CoreLock {
    pub(super) fn new(core: Ua) -> Self {
        Self(Mutex::new(core))
    }

    /// A call that ended for want of memory leaves the core as usable as before.
    pub(super) fn lock(&self) -> MutexGuard<'_, Ua> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
