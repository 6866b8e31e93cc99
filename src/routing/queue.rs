//! The requests that wait at one next hop, the most urgent first.

use crate::transaction::TransactionId;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::Owner;
use super::explicit::{Line, Place};

/// Why a request is sent: what it waits for, and before which others it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Priority {
    /// A REGISTER that the application sends. Waits for the window only.
    Explicit,
    /// Renews a binding that is in force.
    Renewal,
    /// The same, by an account that has failed since it was made.
    Again,
    /// Is tried again by itself, by an account that has succeeded there before.
    Retry,
    /// Is tried again by itself, by any other account.
    Attempt,
}

impl Priority {
    /// What the library sends by itself.
    pub(crate) const AUTOMATIC: [Self; 4] =
        [Self::Renewal, Self::Again, Self::Retry, Self::Attempt];

    /// Its place among those.
    fn line(self) -> Option<usize> {
        Self::AUTOMATIC.into_iter().position(|it| it == self)
    }
}

/// What waits: a request that is complete, or a registration whose next REGISTER is made when it may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ticket {
    Request(TransactionId),
    Registration(i32),
}

/// A binding in force.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Binding {
    /// From then on its renewal waits for nothing but its turn.
    pub(crate) last_chance: Instant,
    /// When it ends.
    pub(crate) ends: Instant,
    /// Whether a request of its account has failed since it was made.
    pub(crate) has_failed: bool,
}

impl Binding {
    /// How long its last chance is.
    pub(crate) fn margin(self) -> Duration {
        self.ends.saturating_duration_since(self.last_chance)
    }
}

/// One request or registration in a queue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Waiting {
    pub(crate) priority: Priority,
    pub(crate) ticket: Ticket,
    pub(crate) owner: Owner,
    pub(crate) queued: Instant,
    pub(crate) binding: Option<Binding>,
}

impl Waiting {
    /// A request of the application.
    fn explicit(Place { queued, request, owner }: Place) -> Self {
        let ticket = Ticket::Request(request);
        Self { priority: Priority::Explicit, ticket, owner, queued, binding: None }
    }

    /// Whether its binding would end if it waited for anything but its turn.
    pub(crate) fn is_last_chance(&self, now: Instant) -> bool {
        self.binding.is_some_and(|binding| binding.last_chance <= now && now < binding.ends)
    }
}

/// Names an entry of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct QueueKey {
    priority: Priority,
    order: (Instant, u64),
}

impl QueueKey {
    /// That of a request of the application.
    pub(crate) fn of_request(queued: Instant, request: TransactionId) -> Self {
        Self { priority: Priority::Explicit, order: (queued, request.0) }
    }
}

/// The queue of one next hop.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    explicit: Line,
    automatic: [BTreeMap<(Instant, u64), Waiting>; Priority::AUTOMATIC.len()],
    last: u64,
}

impl Queue {
    /// How many requests and registrations wait.
    pub(crate) fn len(&self) -> usize {
        self.explicit.len() + self.automatic.iter().map(BTreeMap::len).sum::<usize>()
    }

    /// Whether an automatic request waits.
    pub(crate) fn has_automatic(&self) -> bool {
        Priority::AUTOMATIC.into_iter().any(|priority| self.first(priority).is_some())
    }

    /// Adds a request: renewals in the order in which their bindings end, others in the order in which they come.
    pub(crate) fn push(&mut self, waiting: Waiting) -> QueueKey {
        let priority = waiting.priority;
        let order = match waiting.ticket {
            Ticket::Request(request) => {
                let Waiting { owner, queued, .. } = waiting;
                self.explicit.push(Place { queued, request, owner });
                return QueueKey::of_request(queued, request);
            }
            Ticket::Registration(_) => {
                self.last += 1;
                let at = waiting.binding.map_or(waiting.queued, |binding| binding.last_chance);
                (at, self.last)
            }
        };
        if let Some(line) = priority.line().and_then(|line| self.automatic.get_mut(line)) {
            line.insert(order, waiting);
        }
        QueueKey { priority, order }
    }

    pub(crate) fn remove(&mut self, QueueKey { priority, order }: QueueKey) {
        match priority.line().and_then(|line| self.automatic.get_mut(line)) {
            Some(line) => drop(line.remove(&order)),
            None => self.explicit.remove(TransactionId(order.1)),
        }
    }

    /// The first request of this priority.
    pub(crate) fn first(&self, priority: Priority) -> Option<(QueueKey, Waiting)> {
        let Some(line) = priority.line() else {
            let place = self.explicit.first()?;
            let key = QueueKey::of_request(place.queued, place.request);
            return Some((key, Waiting::explicit(place)));
        };
        let (order, waiting) = self.automatic.get(line)?.first_key_value()?;
        Some((QueueKey { priority, order: *order }, *waiting))
    }
}
