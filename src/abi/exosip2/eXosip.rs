//! `eXosip2/eXosip.h`: the user agent. It includes the headers of messages and session descriptions.
//!
//! With `EXOSIP_OPAQUE` defined, the objects of osip are incomplete types, and programs use them through functions
//! alone; macros are as before. What a program allocates itself, or only reads, stays open: lists, iterators and
//! queues, MD5 sums, the records of DNS and of options, and `eXosip_event_t`.

use core::ffi::{c_char, c_int, c_void};
use core::ptr::NonNull;

use crate::abi::boundary::{LooseStr, Str};
use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::mem::CBox;
use crate::sdp::{Connection, Description, Media};
use crate::sip::Message;

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

entry_stub! {
    fn eXosip_add_authentication_info(excontext: Option<&Context>, username: Str<'_>, userid: Str<'_>, passwd: Str<'_>, ha1: Str<'_>, realm: Str<'_>) -> c_int;
    fn eXosip_remove_authentication_info(excontext: Option<&Context>, username: Str<'_>, realm: Str<'_>) -> c_int;
    fn eXosip_clear_authentication_info(excontext: Option<&Context>) -> c_int;
    fn eXosip_default_action(excontext: Option<&Context>, je: *mut Event) -> c_int;
    fn eXosip_automatic_action(excontext: Option<&Context>);
    fn eXosip_insubscription_automatic(excontext: Option<&Context>, evt: *mut Event) -> c_int;
    fn eXosip_generate_random(buf: LooseStr<'_>, buf_size: c_int) -> c_int;
    fn eXosip_hexa_generate_random(buf: LooseStr<'_>, buf_size: c_int, str1: LooseStr<'_>, str2: LooseStr<'_>, str3: LooseStr<'_>) -> c_int;
    fn eXosip_byte_generate_random(buf: LooseStr<'_>, buf_size: c_int) -> c_int;
    fn eXosip_event_free(je: *mut Event);
    fn eXosip_event_wait(excontext: Option<&Context>, tv_s: c_int, tv_ms: c_int) -> *mut Event;
    fn eXosip_event_get(excontext: Option<&Context>) -> *mut Event;
    fn eXosip_event_geteventsocket(excontext: Option<&Context>) -> c_int;
}

// A program cannot make a call yet (`eX_call.h` is to be written), so there is no dialog to find.
entry! {
    /// The last description that the peer sent in dialog `did`, for the caller to free with `sdp_message_free`; NULL if
    /// there is none.
    fn eXosip_get_remote_sdp(excontext: Option<&Context>, did: c_int) -> Option<CBox<Description>> {
        let _ = (excontext, did);
        None
    }

    /// The last description that was sent to the peer in dialog `did`, for the caller to free with `sdp_message_free`;
    /// NULL if there is none.
    fn eXosip_get_local_sdp(excontext: Option<&Context>, did: c_int) -> Option<CBox<Description>> {
        let _ = (excontext, did);
        None
    }

    /// As `eXosip_get_local_sdp`, for the INVITE before the last one.
    fn eXosip_get_previous_local_sdp(excontext: Option<&Context>, did: c_int) -> Option<CBox<Description>> {
        let _ = (excontext, did);
        None
    }

    /// The description that the peer sent in transaction `tid` of a call, for the caller to free with
    /// `sdp_message_free`; NULL if there is none.
    fn eXosip_get_remote_sdp_from_tid(excontext: Option<&Context>, tid: c_int) -> Option<CBox<Description>> {
        let _ = (excontext, tid);
        None
    }

    /// The description that was sent to the peer in transaction `tid` of a call, for the caller to free with
    /// `sdp_message_free`; NULL if there is none.
    fn eXosip_get_local_sdp_from_tid(excontext: Option<&Context>, tid: c_int) -> Option<CBox<Description>> {
        let _ = (excontext, tid);
        None
    }
}

entry! {
    /// The description in the body of a message, or in the first `application/sdp` part of a multipart body, for the
    /// caller to free with `sdp_message_free`; NULL if there is none or if it does not parse.
    fn eXosip_get_sdp_info(message: Option<&mut Message>) -> Option<CBox<Description>> {
        Description::in_message(message.ok_or(BadParameter)?).map(CBox::new)
    }

    /// The address for the first audio medium: its own, or that of the session. Still owned by `sdp`; NULL if there is
    /// none.
    fn eXosip_get_audio_connection(sdp: Option<&mut Description>) -> Option<NonNull<Connection>> {
        sdp.ok_or(BadParameter)?.connection(b"audio").map(CBox::lend)
    }

    /// The first audio medium, still owned by `sdp`; NULL if there is none.
    fn eXosip_get_audio_media(sdp: Option<&mut Description>) -> Option<NonNull<Media>> {
        sdp.ok_or(BadParameter)?.media(b"audio").map(CBox::lend)
    }

    /// As `eXosip_get_audio_connection`, for video.
    fn eXosip_get_video_connection(sdp: Option<&mut Description>) -> Option<NonNull<Connection>> {
        sdp.ok_or(BadParameter)?.connection(b"video").map(CBox::lend)
    }

    /// As `eXosip_get_audio_media`, for video.
    fn eXosip_get_video_media(sdp: Option<&mut Description>) -> Option<NonNull<Media>> {
        sdp.ok_or(BadParameter)?.media(b"video").map(CBox::lend)
    }

    /// As `eXosip_get_audio_connection`, for the kind of medium that `media` names, whatever the case.
    fn eXosip_get_connection(sdp: Option<&mut Description>, media: Str<'_>) -> Option<NonNull<Connection>> {
        sdp.ok_or(BadParameter)?.connection(media.bytes()?).map(CBox::lend)
    }

    /// As `eXosip_get_audio_media`, for the kind of medium that `media` names, whatever the case.
    fn eXosip_get_media(sdp: Option<&mut Description>, media: Str<'_>) -> Option<NonNull<Media>> {
        sdp.ok_or(BadParameter)?.media(media.bytes()?).map(CBox::lend)
    }
}
