//! The end of a context: its registrations are taken back. RFC 3261 10.2.2.

use super::api::Purpose;
use crate::ua::outgoing::Turn;
use crate::ua::{Now, Ua};

impl Ua {
    /// Unregisters all registrations, those with a REGISTER under way as soon as it is answered; from now on the core
    /// needs no `automatic_action`. Each result is an event; a registration without a binding is forgotten without one.
    pub fn leave_all(&mut self, now: Now) {
        self.options.autonomous = true;
        self.is_leaving = true;
        let mut rids: Vec<i32> = self.registrations.keys().copied().collect();
        // The order of the table depends on the numbers; the order of the requests does not.
        rids.sort_unstable();
        for rid in rids {
            let Some(registration) = self.registrations.get(&rid) else { continue };
            if registration.transaction().is_some() {
                continue;
            }
            let is_bound = registration.binding.expires_at.is_some_and(|until| until > now.instant);
            let left = is_bound.then(|| self.send_next(now, rid, Purpose::Asked(0), Turn::Asked));
            if !matches!(left, Some(Ok(()))) {
                self.forget(rid);
            }
        }
    }

    /// Whether there are registrations.
    pub fn has_registrations(&self) -> bool {
        !self.registrations.is_empty()
    }
}
