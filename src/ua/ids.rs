//! Numbers of registrations, and of calls, dialogs and subscriptions.

use core::sync::atomic::{AtomicI32, Ordering::Relaxed};

use super::Ua;

/// The number after which a sequence begins again at 1.
const LARGEST: i32 = i32::MAX - 1;

/// The source of the numbers that applications see. In the original all contexts of a process share one sequence for
/// registrations, and one for calls, dialogs and subscriptions: so do user agents that are given the same source.
#[derive(Debug, Default)]
pub struct IdSource {
    last_registration: AtomicI32,
    last_object: AtomicI32,
}

/// The next number of a sequence.
fn next(last: &AtomicI32) -> i32 {
    let next = |last: i32| if last >= LARGEST { 1 } else { last + 1 };
    // The closure never declines.
    let last = last.fetch_update(Relaxed, Relaxed, |last| Some(next(last)));
    next(last.unwrap_or_default())
}

impl Ua {
    /// The next number that no registration of this user agent has.
    pub(super) fn next_rid(&self) -> i32 {
        loop {
            let rid = next(&self.ids.last_registration);
            if !self.registrations.contains_key(&rid) {
                return rid;
            }
        }
    }

    /// The next number that no call, dialog or subscription of this user agent has.
    pub(super) fn next_object_id(&self) -> i32 {
        loop {
            let id = next(&self.ids.last_object);
            if !self.calls.has_number(id) && !self.subscriptions.has_number(id) {
                return id;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_largest_number_a_sequence_begins_again() {
        let last = AtomicI32::new(LARGEST - 1);
        assert_eq!([next(&last), next(&last), next(&last)], [LARGEST, 1, 2]);
    }
}
