//! Events for the application, kept as text until it takes them.

use std::sync::Arc;

use crate::sip::text::TextTree;
use crate::transport::FailureCause;

/// The kinds of events: the numbers of `eXosip_event_type_t`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum EventKind {
    /// A REGISTER got a 2xx.
    RegistrationSuccess,
    /// A REGISTER failed.
    RegistrationFailure,
    /// A new INVITE arrived.
    CallInvite,
    /// An INVITE arrived within a call.
    CallReinvite,
    /// Our INVITE got no response in time.
    CallNoAnswer,
    /// Our INVITE got a 1xx.
    CallProceeding,
    /// Our INVITE got a 180, or another 1xx with a To tag.
    CallRinging,
    /// Our INVITE got a 2xx.
    CallAnswered,
    /// Our INVITE got a 3xx.
    CallRedirected,
    /// Our INVITE got a 4xx.
    CallRequestFailure,
    /// Our INVITE got a 5xx.
    CallServerFailure,
    /// Our INVITE got a 6xx.
    CallGlobalFailure,
    /// The ACK for our 2xx arrived.
    CallAck,
    /// A CANCEL for an INVITE arrived.
    CallCancelled,
    /// A request arrived within a call.
    CallMessageNew,
    /// A request of ours within a call got a 1xx.
    CallMessageProceeding,
    /// A request of ours within a call got a 2xx.
    CallMessageAnswered,
    /// A request of ours within a call got a 3xx.
    CallMessageRedirected,
    /// A request of ours within a call got a 4xx, or no response in time.
    CallMessageRequestFailure,
    /// A request of ours within a call got a 5xx.
    CallMessageServerFailure,
    /// A request of ours within a call got a 6xx.
    CallMessageGlobalFailure,
    /// A BYE ended a call.
    CallClosed,
    /// A call has ended, and its numbers are free.
    CallReleased,
    /// A request arrived outside of calls.
    MessageNew,
    /// A request of ours outside of calls got a 1xx.
    MessageProceeding,
    /// A request of ours outside of calls got a 2xx.
    MessageAnswered,
    /// A request of ours outside of calls got a 3xx.
    MessageRedirected,
    /// A request of ours outside of calls got a 4xx, or no response.
    MessageRequestFailure,
    /// A request of ours outside of calls got a 5xx.
    MessageServerFailure,
    /// A request of ours outside of calls got a 6xx.
    MessageGlobalFailure,
    /// A SUBSCRIBE got no response in time.
    SubscriptionNoAnswer,
    /// A SUBSCRIBE got a 1xx.
    SubscriptionProceeding,
    /// A SUBSCRIBE got a 2xx.
    SubscriptionAnswered,
    /// A SUBSCRIBE got a 3xx.
    SubscriptionRedirected,
    /// A SUBSCRIBE got a 4xx, or no response.
    SubscriptionRequestFailure,
    /// A SUBSCRIBE got a 5xx.
    SubscriptionServerFailure,
    /// A SUBSCRIBE got a 6xx.
    SubscriptionGlobalFailure,
    /// A NOTIFY arrived.
    SubscriptionNotify,
    /// A new SUBSCRIBE, or a REFER outside of calls, arrived.
    InSubscriptionNew,
    /// A NOTIFY got no response in time.
    NotificationNoAnswer,
    /// A NOTIFY got a 1xx.
    NotificationProceeding,
    /// A NOTIFY got a 2xx.
    NotificationAnswered,
    /// A NOTIFY got a 3xx.
    NotificationRedirected,
    /// A NOTIFY got a 4xx, or no response.
    NotificationRequestFailure,
    /// A NOTIFY got a 5xx.
    NotificationServerFailure,
    /// A NOTIFY got a 6xx.
    NotificationGlobalFailure,
}

impl EventKind {
    /// Whether the event is about a call.
    pub fn is_about_call(self) -> bool {
        (Self::CallInvite as i32..=Self::CallReleased as i32).contains(&(self as i32))
    }

    /// Whether the event has a request that arrived, not one of ours.
    pub fn is_about_incoming(self) -> bool {
        matches!(
            self,
            Self::CallInvite
                | Self::CallReinvite
                | Self::CallAck
                | Self::CallCancelled
                | Self::CallMessageNew
                | Self::CallClosed
                | Self::MessageNew
                | Self::SubscriptionNotify
                | Self::InSubscriptionNew
        )
    }
}

/// The objects that an event is about, by the numbers that C programs see; 0 for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// The transaction.
    pub tid: i32,
    /// The registration.
    pub rid: i32,
    /// The call.
    pub cid: i32,
    /// The dialog.
    pub did: i32,
    /// The outgoing subscription.
    pub sid: i32,
    /// The incoming subscription.
    pub nid: i32,
}

/// One event for the application. Messages are text, parsed when the application takes the event.
#[derive(Debug)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The objects that it is about.
    pub ids: Ids,
    /// The request as it was sent or received.
    pub request: Option<Arc<[u8]>>,
    /// The tree of that request, where there was one anyway.
    pub tree: Option<TextTree>,
    /// The response as it was sent or received.
    pub response: Option<Arc<[u8]>>,
    /// The ACK as it was sent or received.
    pub ack: Option<Arc<[u8]>>,
    /// Why it is a failure.
    pub cause: FailureCause,
    /// State of the subscription (`eXosip_ss`) and reason of its end (`eXosip_ss_reason`); 0 for none.
    pub subscription: (i32, i32),
    /// The pointer that the application attached to the call, as a number; 0 for none.
    pub reference: usize,
}

impl Event {
    /// An event without messages.
    pub fn new(kind: EventKind, ids: Ids) -> Self {
        Self {
            kind,
            ids,
            request: None,
            tree: None,
            response: None,
            ack: None,
            cause: FailureCause::None,
            subscription: (0, 0),
            reference: 0,
        }
    }
}
