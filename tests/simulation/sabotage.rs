//! Faults put into the user agent on purpose, one for each invariant: the simulation must see them.

use std::time::Duration;

use crate::invariants::Invariant;
use crate::text::{header, sequence};

/// Which promise is broken; `None`: none.
#[derive(Default)]
pub(crate) struct Sabotage {
    pub(crate) breaks: Option<Invariant>,
    events: usize,
}

/// The user whose requests are interfered with.
const VICTIM: &str = "u0";

impl Sabotage {
    pub(crate) fn of(invariant: Invariant) -> Self {
        Self { breaks: Some(invariant), events: 0 }
    }

    fn is(&self, invariant: Invariant) -> bool {
        self.breaks == Some(invariant)
    }

    /// The request as it goes out.
    pub(crate) fn request(&self, text: &str, at: Duration, calm_at: Duration) -> String {
        let _ = (at, calm_at);
        if !self.is(Invariant::Realm) {
            return text.to_owned();
        }
        text.replace("realm=\"realm0\"", "realm=\"other\"")
    }

    /// The requests that a look at the wire would show: none, where one is held back.
    pub(crate) fn seen(&self, text: &str, is_again: bool) -> Option<Vec<String>> {
        let is_new = !is_again && header(text, "Authorization").is_none();
        if self.is(Invariant::Wait) && sequence(text) == 1 {
            return None;
        }
        let mut all = vec![text.to_owned()];
        if self.is(Invariant::Rate) && is_new {
            let number = sequence(text);
            let other = |more: u32| {
                let cseq = format!("CSeq: {} REGISTER", number + 1000 * more);
                text.replace(&format!("CSeq: {number} REGISTER"), &cseq)
            };
            all.extend((1..20).map(other));
        }
        Some(all)
    }

    /// How often one event of other requests counts, and one request of theirs.
    pub(crate) fn traffic(&mut self) -> (usize, usize) {
        self.events += 1;
        let is_now = self.events > 5;
        let count = |invariant, count| if is_now && self.is(invariant) { count } else { 1 };
        (count(Invariant::Outcome, 2), count(Invariant::Storm, 100))
    }

    /// Whether a request is never given to the network.
    pub(crate) fn loses(&self, user: &str, at: Duration) -> bool {
        user == VICTIM
            && (self.is(Invariant::Recovery)
                || self.is(Invariant::Lapse) && at > Duration::from_secs(10))
    }

    /// How many requests to a dead server one stands for.
    pub(crate) fn weight(&self) -> usize {
        if self.is(Invariant::Dead) { 1000 } else { 1 }
    }

    /// How often the application hears of an event.
    pub(crate) fn events(&mut self, _: &str) -> usize {
        self.events += 1;
        match self.events {
            3 if self.is(Invariant::Event) => 2,
            _ => 1,
        }
    }
}
