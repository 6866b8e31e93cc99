//! Events: what C gets to see of what happened.

use core::ffi::{c_char, c_int, c_void};
use core::ptr::null_mut;

use crate::abi::room::set_array_text;
use crate::mem::CBox;
use crate::sip::Message;
use crate::ua::{self, EventKind};

c_enum! {
    /// What an event is about.
    enum EventType {
        /// Registration: a REGISTER got a 2xx.
        EXOSIP_REGISTRATION_SUCCESS = 0,
        /// Registration: a REGISTER failed, or nobody answered.
        EXOSIP_REGISTRATION_FAILURE = 1,
        /// Call: a new INVITE came.
        EXOSIP_CALL_INVITE = 2,
        /// Call: an INVITE came within the call.
        EXOSIP_CALL_REINVITE = 3,
        /// Call: nobody answered.
        EXOSIP_CALL_NOANSWER = 4,
        /// Call: a provisional response came.
        EXOSIP_CALL_PROCEEDING = 5,
        /// Call: 180 or another ringing response came.
        EXOSIP_CALL_RINGING = 6,
        /// Call: a 2xx came.
        EXOSIP_CALL_ANSWERED = 7,
        /// Call: a 3xx came.
        EXOSIP_CALL_REDIRECTED = 8,
        /// Call: a 4xx came.
        EXOSIP_CALL_REQUESTFAILURE = 9,
        /// Call: a 5xx came.
        EXOSIP_CALL_SERVERFAILURE = 10,
        /// Call: a 6xx came.
        EXOSIP_CALL_GLOBALFAILURE = 11,
        /// Call: the ACK for our 200 came.
        EXOSIP_CALL_ACK = 12,
        /// Call: the caller gave up.
        EXOSIP_CALL_CANCELLED = 13,
        /// Request within a call: one came.
        EXOSIP_CALL_MESSAGE_NEW = 14,
        /// Request within a call: a provisional response came.
        EXOSIP_CALL_MESSAGE_PROCEEDING = 15,
        /// Request within a call: a 2xx came.
        EXOSIP_CALL_MESSAGE_ANSWERED = 16,
        /// Request within a call: a 3xx came.
        EXOSIP_CALL_MESSAGE_REDIRECTED = 17,
        /// Request within a call: a 4xx came.
        EXOSIP_CALL_MESSAGE_REQUESTFAILURE = 18,
        /// Request within a call: a 5xx came.
        EXOSIP_CALL_MESSAGE_SERVERFAILURE = 19,
        /// Request within a call: a 6xx came.
        EXOSIP_CALL_MESSAGE_GLOBALFAILURE = 20,
        /// Call: the peer hung up.
        EXOSIP_CALL_CLOSED = 21,
        /// Call: it is over and its numbers are free.
        EXOSIP_CALL_RELEASED = 22,
        /// Request outside of calls: one came.
        EXOSIP_MESSAGE_NEW = 23,
        /// Request outside of calls: a provisional response came.
        EXOSIP_MESSAGE_PROCEEDING = 24,
        /// Request outside of calls: a 2xx came.
        EXOSIP_MESSAGE_ANSWERED = 25,
        /// Request outside of calls: a 3xx came.
        EXOSIP_MESSAGE_REDIRECTED = 26,
        /// Request outside of calls: a 4xx came.
        EXOSIP_MESSAGE_REQUESTFAILURE = 27,
        /// Request outside of calls: a 5xx came.
        EXOSIP_MESSAGE_SERVERFAILURE = 28,
        /// Request outside of calls: a 6xx came.
        EXOSIP_MESSAGE_GLOBALFAILURE = 29,
        /// Subscription: nobody answered.
        EXOSIP_SUBSCRIPTION_NOANSWER = 30,
        /// Subscription: a provisional response came.
        EXOSIP_SUBSCRIPTION_PROCEEDING = 31,
        /// Subscription: a 2xx came.
        EXOSIP_SUBSCRIPTION_ANSWERED = 32,
        /// Subscription: a 3xx came.
        EXOSIP_SUBSCRIPTION_REDIRECTED = 33,
        /// Subscription: a 4xx came.
        EXOSIP_SUBSCRIPTION_REQUESTFAILURE = 34,
        /// Subscription: a 5xx came.
        EXOSIP_SUBSCRIPTION_SERVERFAILURE = 35,
        /// Subscription: a 6xx came.
        EXOSIP_SUBSCRIPTION_GLOBALFAILURE = 36,
        /// Subscription: a NOTIFY came.
        EXOSIP_SUBSCRIPTION_NOTIFY = 37,
        /// Incoming subscription: a SUBSCRIBE or REFER came.
        EXOSIP_IN_SUBSCRIPTION_NEW = 38,
        /// Notification: nobody answered.
        EXOSIP_NOTIFICATION_NOANSWER = 39,
        /// Notification: a provisional response came.
        EXOSIP_NOTIFICATION_PROCEEDING = 40,
        /// Notification: a 2xx came.
        EXOSIP_NOTIFICATION_ANSWERED = 41,
        /// Notification: a 3xx came.
        EXOSIP_NOTIFICATION_REDIRECTED = 42,
        /// Notification: a 4xx came.
        EXOSIP_NOTIFICATION_REQUESTFAILURE = 43,
        /// Notification: a 5xx came.
        EXOSIP_NOTIFICATION_SERVERFAILURE = 44,
        /// Notification: a 6xx came.
        EXOSIP_NOTIFICATION_GLOBALFAILURE = 45,
        /// How many there are.
        EXOSIP_EVENT_COUNT = 46,
    }
}

/// What happened. Free it with `eXosip_event_free`; its messages belong to it.
#[repr(C)]
pub struct Event {
    /// What.
    pub r#type: EventType,
    /// The same in words.
    pub textinfo: [c_char; 256],
    /// What `eXosip_call_set_reference` set.
    pub external_reference: *mut c_void,
    /// The request that it is about, or NULL.
    pub request: Option<CBox<Message>>,
    /// The response that it is about, or NULL.
    pub response: Option<CBox<Message>>,
    /// The ACK of an INVITE, or NULL.
    pub ack: Option<CBox<Message>>,
    /// Transaction, for answers.
    pub tid: c_int,
    /// Dialog.
    pub did: c_int,
    /// Registration.
    pub rid: c_int,
    /// Call.
    pub cid: c_int,
    /// Outgoing subscription.
    pub sid: c_int,
    /// Incoming subscription.
    pub nid: c_int,
    /// State of the subscription: an `eXosip_ss`.
    pub ss_status: c_int,
    /// Why it ended: an `eXosip_ss_reason`.
    pub ss_reason: c_int,
}

const _: () = assert!(size_of::<Event>() == 328);

impl From<ua::Event> for Event {
    fn from(event: ua::Event) -> Self {
        let (kind, text) = match event.kind {
            EventKind::RegistrationSuccess => {
                (EXOSIP_REGISTRATION_SUCCESS, &b"User is successfully registred!"[..])
            }
            EventKind::RegistrationFailure => {
                (EXOSIP_REGISTRATION_FAILURE, &b"Registration failed!"[..])
            }
            EventKind::MessageNew => (EXOSIP_MESSAGE_NEW, &b""[..]),
        };
        let mut textinfo = [0; 256];
        set_array_text(&mut textinfo, text);
        let parse = match event.kind {
            EventKind::MessageNew => Message::parse,
            _ => Message::parse_own,
        };
        let request = event.request.and_then(|text| parse(&text).ok());
        let response = event.response.and_then(|text| Message::parse(&text).ok());
        Self {
            r#type: kind,
            textinfo,
            external_reference: null_mut(),
            request: request.map(CBox::new),
            response: response.map(CBox::new),
            ack: None,
            tid: event.transaction,
            did: 0,
            rid: event.registration,
            cid: 0,
            sid: 0,
            nid: 0,
            ss_status: 0,
            ss_reason: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::Header;

    #[test]
    fn the_request_of_an_event_has_its_headers_as_it_went_out_or_as_it_was_received() {
        let first_header = |kind| {
            let text =
                &b"REGISTER sip:a SIP/2.0\r\nX-Device-ID: 1, 2\r\nContent-Length: 0\r\n\r\n"[..];
            let request = Some(text.into());
            let event =
                ua::Event { kind, registration: 1, transaction: 1, request, response: None };
            Event::from(event).request.and_then(|request| request.headers.first().cloned())
        };
        let sent = first_header(EventKind::RegistrationSuccess).unwrap();
        assert_eq!(sent, Header::new(b"X-Device-ID", b"1, 2"));
        let received = first_header(EventKind::MessageNew).unwrap();
        assert_eq!(received, Header::new(b"x-device-id", b"1, 2"));
    }
}
