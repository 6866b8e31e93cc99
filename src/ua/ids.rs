//! Numbers of calls, dialogs and subscriptions: one sequence for all contexts of a process, as in the original.

use core::sync::atomic::{AtomicI32, Ordering::Relaxed};

use super::Ua;

/// The number after which the sequence begins again at 1.
const LARGEST: i32 = i32::MAX - 1;

/// The last number of this process.
static LAST: AtomicI32 = AtomicI32::new(0);

impl Ua {
    /// The next number that no call, dialog or subscription of this context has.
    pub(super) fn next_object_id(&self) -> i32 {
        let next = |last: i32| if last >= LARGEST { 1 } else { last + 1 };
        loop {
            // The closure never declines.
            let last = LAST.fetch_update(Relaxed, Relaxed, |last| Some(next(last)));
            let id = next(last.unwrap_or_default());
            if !self.calls.has_number(id) && !self.subscriptions.has_number(id) {
                return id;
            }
        }
    }
}
