//! Events: what C gets to see of what happened.

use core::ffi::{c_char, c_int, c_void};
use core::fmt::Write as _;
use core::ptr::without_provenance_mut;
use std::borrow::Cow;

use crate::mem::CBox;
use crate::sip::Message;
use crate::ua::{self, EventKind};

c_enum! {
    /// What an event is about.
    enum EventType {
        /// Registration: a REGISTER got a 2xx; one for 0 seconds, too.
        EXOSIP_REGISTRATION_SUCCESS = 0,
        /// Registration: a REGISTER was refused, or got no final response: `response` is NULL then, or a 1xx. The first
        /// 401 or 407 is a challenge, which `eXosip_automatic_action` answers.
        EXOSIP_REGISTRATION_FAILURE = 1,
        /// Call: a new INVITE arrived, to be answered with `eXosip_call_send_answer`.
        EXOSIP_CALL_INVITE = 2,
        /// Call: an INVITE arrived within the call, to be answered in the same manner.
        EXOSIP_CALL_REINVITE = 3,
        /// Call: an INVITE got no final response in time, or none can arrive: `eXosip_event_get_cause` says why.
        EXOSIP_CALL_NOANSWER = 4,
        /// Call: a provisional response arrived.
        EXOSIP_CALL_PROCEEDING = 5,
        /// Call: a 180 arrived, or another provisional response with a To tag.
        EXOSIP_CALL_RINGING = 6,
        /// Call: a 2xx arrived, to be acknowledged with `eXosip_call_send_ack`.
        EXOSIP_CALL_ANSWERED = 7,
        /// Call: a 3xx arrived.
        EXOSIP_CALL_REDIRECTED = 8,
        /// Call: a 4xx arrived.
        EXOSIP_CALL_REQUESTFAILURE = 9,
        /// Call: a 5xx arrived.
        EXOSIP_CALL_SERVERFAILURE = 10,
        /// Call: a 6xx arrived.
        EXOSIP_CALL_GLOBALFAILURE = 11,
        /// Call: the ACK for a 2xx of the program arrived.
        EXOSIP_CALL_ACK = 12,
        /// Call: the caller has cancelled the INVITE (RFC 3261 9).
        EXOSIP_CALL_CANCELLED = 13,
        /// Request within a call: one arrived, to be answered with `eXosip_call_send_answer`.
        EXOSIP_CALL_MESSAGE_NEW = 14,
        /// Request within a call: a provisional response arrived.
        EXOSIP_CALL_MESSAGE_PROCEEDING = 15,
        /// Request within a call: a 2xx arrived.
        EXOSIP_CALL_MESSAGE_ANSWERED = 16,
        /// Request within a call: a 3xx arrived.
        EXOSIP_CALL_MESSAGE_REDIRECTED = 17,
        /// Request within a call: a 4xx arrived, or no final response; `response` is NULL then, or a 1xx.
        EXOSIP_CALL_MESSAGE_REQUESTFAILURE = 18,
        /// Request within a call: a 5xx arrived.
        EXOSIP_CALL_MESSAGE_SERVERFAILURE = 19,
        /// Request within a call: a 6xx arrived.
        EXOSIP_CALL_MESSAGE_GLOBALFAILURE = 20,
        /// Call: the peer sent BYE, or the library has ended the call: then there is a cause.
        EXOSIP_CALL_CLOSED = 21,
        /// Call: the last event of a call. Its numbers are no longer valid.
        EXOSIP_CALL_RELEASED = 22,
        /// Request outside of calls: one arrived, to be answered with `eXosip_message_send_answer`.
        EXOSIP_MESSAGE_NEW = 23,
        /// Request outside of calls: a provisional response arrived.
        EXOSIP_MESSAGE_PROCEEDING = 24,
        /// Request outside of calls: a 2xx arrived.
        EXOSIP_MESSAGE_ANSWERED = 25,
        /// Request outside of calls: a 3xx arrived.
        EXOSIP_MESSAGE_REDIRECTED = 26,
        /// Request outside of calls: a 4xx arrived, or no final response; `response` is NULL then, or a 1xx.
        EXOSIP_MESSAGE_REQUESTFAILURE = 27,
        /// Request outside of calls: a 5xx arrived.
        EXOSIP_MESSAGE_SERVERFAILURE = 28,
        /// Request outside of calls: a 6xx arrived.
        EXOSIP_MESSAGE_GLOBALFAILURE = 29,
        /// Subscription: no response.
        EXOSIP_SUBSCRIPTION_NOANSWER = 30,
        /// Subscription: a provisional response arrived.
        EXOSIP_SUBSCRIPTION_PROCEEDING = 31,
        /// Subscription: a 2xx arrived.
        EXOSIP_SUBSCRIPTION_ANSWERED = 32,
        /// Subscription: a 3xx arrived.
        EXOSIP_SUBSCRIPTION_REDIRECTED = 33,
        /// Subscription: a 4xx arrived.
        EXOSIP_SUBSCRIPTION_REQUESTFAILURE = 34,
        /// Subscription: a 5xx arrived.
        EXOSIP_SUBSCRIPTION_SERVERFAILURE = 35,
        /// Subscription: a 6xx arrived.
        EXOSIP_SUBSCRIPTION_GLOBALFAILURE = 36,
        /// Subscription: a NOTIFY arrived.
        EXOSIP_SUBSCRIPTION_NOTIFY = 37,
        /// Incoming subscription: a SUBSCRIBE or REFER arrived, to be answered with `eXosip_insubscription_send_answer`.
        EXOSIP_IN_SUBSCRIPTION_NEW = 38,
        /// Notification: no response.
        EXOSIP_NOTIFICATION_NOANSWER = 39,
        /// Notification: a provisional response arrived.
        EXOSIP_NOTIFICATION_PROCEEDING = 40,
        /// Notification: a 2xx arrived.
        EXOSIP_NOTIFICATION_ANSWERED = 41,
        /// Notification: a 3xx arrived.
        EXOSIP_NOTIFICATION_REDIRECTED = 42,
        /// Notification: a 4xx arrived.
        EXOSIP_NOTIFICATION_REQUESTFAILURE = 43,
        /// Notification: a 5xx arrived.
        EXOSIP_NOTIFICATION_SERVERFAILURE = 44,
        /// Notification: a 6xx arrived.
        EXOSIP_NOTIFICATION_GLOBALFAILURE = 45,
        /// How many there are.
        EXOSIP_EVENT_COUNT = 46,
    }
}

/// An event. The program frees it with `eXosip_event_free`; its messages belong to it.
#[repr(C)]
pub struct Event {
    /// Its type.
    pub r#type: EventType,
    /// The type in words. Outside of calls the cause follows if there was no response.
    pub textinfo: [c_char; 256],
    /// What `eXosip_call_set_reference` set.
    pub external_reference: *mut c_void,
    /// The request that it is about, or NULL.
    pub request: Option<CBox<Message>>,
    /// The response that it is about, or NULL.
    pub response: Option<CBox<Message>>,
    /// The ACK of an INVITE, or NULL.
    pub ack: Option<CBox<Message>>,
    /// Number of the transaction, for answers.
    pub tid: c_int,
    /// Number of the dialog.
    pub did: c_int,
    /// Number of the registration.
    pub rid: c_int,
    /// Number of the call.
    pub cid: c_int,
    /// Number of the outgoing subscription.
    pub sid: c_int,
    /// Number of the incoming subscription.
    pub nid: c_int,
    /// State of the subscription: an `eXosip_ss`.
    pub ss_status: c_int,
    /// Why the subscription ended: an `eXosip_ss_reason`.
    pub ss_reason: c_int,
}

record_size!(Event: 328, 308);

/// Room for the texts of most causes.
const USUAL_CAUSE: usize = 64;

/// The last bytes of `textinfo`, behind all text: the mark of an event that the library made, then the number of its cause.
const TAIL: usize = size_of::<usize>() + 1;

impl Event {
    /// The record of an event, without messages.
    pub(super) fn new(event: &ua::Event) -> Self {
        let (r#type, words) = kind_and_text(event.kind);
        let ua::Ids { tid, rid, cid, did, sid, nid } = event.ids;
        let (ss_status, ss_reason) = event.subscription;
        Self {
            r#type,
            textinfo: textinfo(words, event),
            external_reference: without_provenance_mut(event.reference),
            request: None,
            response: None,
            ack: None,
            tid,
            did,
            rid,
            cid,
            sid,
            nid,
            ss_status,
            ss_reason,
        }
    }

    /// Its numbers.
    pub(in crate::abi) fn ids(&self) -> ua::Ids {
        let Self { tid, rid, cid, did, sid, nid, .. } = *self;
        ua::Ids { tid, rid, cid, did, sid, nid }
    }

    /// The room for a mark in `textinfo`.
    pub(super) fn mark_mut(&mut self) -> Option<&mut [c_char; size_of::<usize>()]> {
        self.textinfo.last_chunk_mut::<TAIL>()?.first_chunk_mut()
    }

    /// The mark in `textinfo`.
    pub(super) fn mark(&self) -> usize {
        let tail = self.textinfo.last_chunk::<TAIL>().and_then(|tail| tail.first_chunk());
        usize::from_ne_bytes(
            tail.copied().unwrap_or_default().map(|byte| u8::from_ne_bytes(byte.to_ne_bytes())),
        )
    }

    pub(in crate::abi) fn cause_number(&self) -> c_int {
        self.textinfo.last().map_or(0, |number| c_int::from(*number))
    }

    /// The text behind the first NUL, if there is a cause.
    pub(in crate::abi) fn cause_text(&self) -> Option<&[c_char]> {
        let end = self.textinfo.iter().position(|c| *c == 0)?;
        self.textinfo.get(end + 1..).filter(|_| self.cause_number() != 0)
    }
}

/// The words of the original; behind them, where there is no response, the cause, except of calls. Behind the NUL stands
/// the cause by itself, and in the last byte its number.
fn textinfo(words: &str, event: &ua::Event) -> [c_char; 256] {
    let mut room = [0; 256];
    if let Some((text, [.., last])) = room.split_at_mut_checked(256 - TAIL) {
        match event.cause.number() {
            0 => put(text, words),
            number => {
                *last = u8::try_from(number).unwrap_or(0);
                put_with_cause(text, words, event);
            }
        }
    }
    room.map(|byte| c_char::from_ne_bytes([byte]))
}

fn put_with_cause(text: &mut [u8], words: &str, event: &ua::Event) {
    let mut cause = String::with_capacity(USUAL_CAUSE);
    // Nothing is refused by a string.
    let _ = write!(cause, "{}", event.cause);
    let words = match event.response.is_none() && !event.kind.is_about_call() {
        true => Cow::from(format!("{words} ({cause})")),
        false => Cow::from(words),
    };
    let words = (0..=130).rev().find_map(|end| words.get(..end)).unwrap_or(&words);
    put(text, words);
    if let Some(place) = text.get_mut(words.len() + 1..) {
        put(place, &cause);
    }
}

/// Writes `text` into zeroed room, of which the last byte stays zero.
fn put(room: &mut [u8], text: &str) {
    let length = text.len().min(room.len().saturating_sub(1));
    if let Some((place, text)) = room.get_mut(..length).zip(text.as_bytes().get(..length)) {
        place.copy_from_slice(text);
    }
}

/// The number of an event, and its `textinfo`: spelled as in the original.
fn kind_and_text(kind: EventKind) -> (EventType, &'static str) {
    use EventKind as Kind;

    match kind {
        Kind::RegistrationSuccess => {
            (EXOSIP_REGISTRATION_SUCCESS, "User is successfully registred!")
        }
        Kind::RegistrationFailure => (EXOSIP_REGISTRATION_FAILURE, "Registration failed!"),
        Kind::CallInvite => (EXOSIP_CALL_INVITE, "New call received!"),
        Kind::CallReinvite => (EXOSIP_CALL_REINVITE, "INVITE within call received!"),
        Kind::CallNoAnswer => (EXOSIP_CALL_NOANSWER, "No answer for this Call!"),
        Kind::CallProceeding => (EXOSIP_CALL_PROCEEDING, "Call is being processed!"),
        Kind::CallRinging => (EXOSIP_CALL_RINGING, "Remote phone is ringing!"),
        Kind::CallAnswered => (EXOSIP_CALL_ANSWERED, "Remote phone has answered!"),
        Kind::CallRedirected => (EXOSIP_CALL_REDIRECTED, "Call is redirected!"),
        Kind::CallRequestFailure => (EXOSIP_CALL_REQUESTFAILURE, "4xx received for Call!"),
        Kind::CallServerFailure => (EXOSIP_CALL_SERVERFAILURE, "5xx received for Call!"),
        Kind::CallGlobalFailure => (EXOSIP_CALL_GLOBALFAILURE, "6xx received for Call!"),
        Kind::CallAck => (EXOSIP_CALL_ACK, "ACK received!"),
        Kind::CallCancelled => (EXOSIP_CALL_CANCELLED, "Call has been cancelled!"),
        Kind::CallMessageNew => (EXOSIP_CALL_MESSAGE_NEW, "New request received!"),
        Kind::CallMessageProceeding => {
            (EXOSIP_CALL_MESSAGE_PROCEEDING, "request is being processed!")
        }
        Kind::CallMessageAnswered => (EXOSIP_CALL_MESSAGE_ANSWERED, "2xx received for request!"),
        Kind::CallMessageRedirected => {
            (EXOSIP_CALL_MESSAGE_REDIRECTED, "3xx received for request!")
        }
        Kind::CallMessageRequestFailure => {
            (EXOSIP_CALL_MESSAGE_REQUESTFAILURE, "4xx received for request!")
        }
        Kind::CallMessageServerFailure => {
            (EXOSIP_CALL_MESSAGE_SERVERFAILURE, "5xx received for request!")
        }
        Kind::CallMessageGlobalFailure => {
            (EXOSIP_CALL_MESSAGE_GLOBALFAILURE, "5xx received for request!")
        }
        Kind::CallClosed => (EXOSIP_CALL_CLOSED, "Bye Received!"),
        Kind::CallReleased => (EXOSIP_CALL_RELEASED, "Call Context is released!"),
        Kind::MessageNew => (EXOSIP_MESSAGE_NEW, "New request outside call received!"),
        Kind::MessageProceeding => {
            (EXOSIP_MESSAGE_PROCEEDING, "request outside call is being processed!")
        }
        Kind::MessageAnswered => {
            (EXOSIP_MESSAGE_ANSWERED, "2xx received for request outside call!")
        }
        Kind::MessageRedirected => {
            (EXOSIP_MESSAGE_REDIRECTED, "3xx received for request outside call!")
        }
        Kind::MessageRequestFailure => {
            (EXOSIP_MESSAGE_REQUESTFAILURE, "4xx received for request outside call!")
        }
        Kind::MessageServerFailure => {
            (EXOSIP_MESSAGE_SERVERFAILURE, "5xx received for request outside call!")
        }
        Kind::MessageGlobalFailure => {
            (EXOSIP_MESSAGE_GLOBALFAILURE, "5xx received for request outside call!")
        }
        Kind::SubscriptionNoAnswer => {
            (EXOSIP_SUBSCRIPTION_NOANSWER, "No answer for this SUBSCRIBE!")
        }
        Kind::SubscriptionProceeding => {
            (EXOSIP_SUBSCRIPTION_PROCEEDING, "SUBSCRIBE is being processed!")
        }
        Kind::SubscriptionAnswered => (EXOSIP_SUBSCRIPTION_ANSWERED, "2xx received for SUBSCRIBE!"),
        Kind::SubscriptionRedirected => {
            (EXOSIP_SUBSCRIPTION_REDIRECTED, "3xx received for SUBSCRIBE!")
        }
        Kind::SubscriptionRequestFailure => {
            (EXOSIP_SUBSCRIPTION_REQUESTFAILURE, "4xx received for SUBSCRIBE!")
        }
        Kind::SubscriptionServerFailure => {
            (EXOSIP_SUBSCRIPTION_SERVERFAILURE, "5xx received for SUBSCRIBE!")
        }
        Kind::SubscriptionGlobalFailure => {
            (EXOSIP_SUBSCRIPTION_GLOBALFAILURE, "5xx received for SUBSCRIBE!")
        }
        Kind::SubscriptionNotify => {
            (EXOSIP_SUBSCRIPTION_NOTIFY, "NOTIFY request for subscription!")
        }
        Kind::InSubscriptionNew => (EXOSIP_IN_SUBSCRIPTION_NEW, "New incoming SUBSCRIBE!"),
        Kind::NotificationNoAnswer => (EXOSIP_NOTIFICATION_NOANSWER, ""),
        Kind::NotificationProceeding => (EXOSIP_NOTIFICATION_PROCEEDING, ""),
        Kind::NotificationAnswered => (EXOSIP_NOTIFICATION_ANSWERED, ""),
        Kind::NotificationRedirected => (EXOSIP_NOTIFICATION_REDIRECTED, ""),
        Kind::NotificationRequestFailure => (EXOSIP_NOTIFICATION_REQUESTFAILURE, ""),
        Kind::NotificationServerFailure => (EXOSIP_NOTIFICATION_SERVERFAILURE, ""),
        Kind::NotificationGlobalFailure => (EXOSIP_NOTIFICATION_GLOBALFAILURE, ""),
    }
}
