//! What excuses a lapse: when which part of the world last failed a user.
//!
//! A lapse of a binding counts against the user agent only if its registrar served that user. "Served" means, for the
//! last half of the binding's time (at least twenty seconds), in which each refresh falls:
//!
//! - the registrar did not neglect the user, did not ask all users for a pause, and all its servers were up;
//! - fewer than three datagrams of the user were lost or came more than 0.4 s late: RFC 3261 sends again after 0.5,
//!   1.5 and 3.5 s, and the shortest margin of a refresh is five seconds;
//! - the connection broke less than three times, the network did not change and the machine did not sleep;
//!
//! and, since the binding was made, no request of the user was refused; and the success that made it reached the user
//! agent before the request had ended: otherwise the user agent cannot know of it. A registrar that forgets its bindings has
//! removed them: they do not lapse. Silence, refusals and pauses that other users meet are no excuse.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// So many losses may be made up for.
const LOSSES: usize = 3;

#[derive(Default)]
pub(crate) struct Faults {
    losses: HashMap<String, VecDeque<Duration>>,
    users: HashMap<String, Duration>,
    registrars: HashMap<usize, Duration>,
    all_users: Option<Duration>,
}

impl Faults {
    /// One message of a user came late, or not at all; or its connection broke.
    pub(crate) fn lost(&mut self, user: &str, at: Duration) {
        let losses = self.losses.entry(user.to_owned()).or_default();
        losses.push_back(at);
        if losses.len() > LOSSES {
            losses.pop_front();
        }
    }

    pub(crate) fn user(&mut self, user: &str, until: Duration) {
        self.users.insert(user.to_owned(), until);
    }

    pub(crate) fn registrar(&mut self, registrar: usize, until: Duration) {
        self.registrars.insert(registrar, until);
    }

    pub(crate) fn all_users(&mut self, until: Duration) {
        self.all_users = Some(until);
    }

    /// Whether the user was served from `from` on.
    pub(crate) fn is_served_since(&self, user: &str, registrar: usize, from: Duration) -> bool {
        let last = [
            self.users.get(user).copied(),
            self.registrars.get(&registrar).copied(),
            self.all_users,
        ];
        let many = self.losses.get(user).filter(|losses| losses.len() >= LOSSES);
        let third = many.and_then(|losses| losses.front().copied());
        last.into_iter().chain([third]).flatten().all(|at| at < from)
    }
}
