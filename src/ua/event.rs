//! What an application is told, kept compact until it takes it.

use std::sync::Arc;

/// Which event: the numbers of `eXosip_event_type_t`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// A REGISTER succeeded.
    RegistrationSuccess,
    /// A REGISTER failed, or nobody answered.
    RegistrationFailure,
    /// A request came from outside any dialog.
    MessageNew,
}

/// One event for the application.
#[derive(Debug)]
pub struct Event {
    /// Which.
    pub kind: EventKind,
    /// The registration; 0 for none.
    pub registration: i32,
    /// The transaction of an incoming request; 0 for none.
    pub transaction: i32,
    /// The request as it went out or came in: text, parsed when the application takes the event.
    pub request: Option<Arc<[u8]>>,
    /// The response, if there was one: text, as it came in.
    pub response: Option<Arc<[u8]>>,
}
