//! `eXosip2/eXosip.h`: the user agent. It includes the headers of messages and session descriptions.
//!
//! With `EXOSIP_OPAQUE` defined, the objects of osip are incomplete types, and programs use them through functions
//! alone; macros are as before. What a program allocates itself, or only reads, stays open: lists, iterators and
//! queues, MD5 sums, the records of DNS and of options, and `eXosip_event_t`.

use core::ffi::{c_char, c_int, c_void};
use core::ptr::{NonNull, null_mut};
use std::time::Duration;

use crate::abi::boundary::{LooseStr, Str};
use crate::abi::room::{Room, set_array_text};
use crate::context::Context;
use crate::digest::Hash;
use crate::error::Error::{BadParameter, NotFound, Undefined};
use crate::error::OK;
use crate::mem::CBox;
use crate::net::random;
use crate::sdp::{Connection, Description, Media};
use crate::sip::Message;
use crate::ua::{self, DefaultAction, EventKind};

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

entry! {
    /// Remembers a login. `username` is the user part of From, `userid` the name to log in by; `passwd`, or else `ha1`,
    /// proves it; `realm` NULL or empty stands for any. Replaces the login of the same `username` and `realm`.
    /// The texts are copied, whatever their length.
    fn eXosip_add_authentication_info(excontext: Option<&Context>, username: Str<'_>, userid: Str<'_>, passwd: Str<'_>, ha1: Str<'_>, realm: Str<'_>) -> c_int {
        let (username, userid) = (username.bytes()?, userid.bytes()?);
        let (password, ha1, realm) = (filled(passwd), filled(ha1), filled(realm));
        excontext.ok_or(BadParameter)?.call(|core, _| core.credentials_mut().add(username, userid, password, ha1, realm))?;
        OK
    }

    /// Forgets the login of this `username` and `realm`; `OSIP_NOTFOUND` if there is none.
    fn eXosip_remove_authentication_info(excontext: Option<&Context>, username: Str<'_>, realm: Str<'_>) -> c_int {
        let username = filled(username).ok_or(BadParameter)?;
        excontext.ok_or(BadParameter)?.call(|core, _| core.credentials_mut().remove(username, filled(realm)))?;
        OK
    }

    /// Forgets all logins.
    fn eXosip_clear_authentication_info(excontext: Option<&Context>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, _| {
            core.credentials_mut().clear();
            Ok(())
        })?;
        OK
    }

    /// Does what is usual about an event: answers a 401 or 407. `OSIP_RETRY_LIMIT` when that was tried too often,
    /// `OSIP_UNDEFINED_ERROR` for a redirection, 1 when nothing is to be done.
    fn eXosip_default_action(excontext: Option<&Context>, je: Option<&mut Event>) -> c_int {
        let event = je.ok_or(BadParameter)?;
        let status = event.response.as_ref().ok_or(BadParameter)?.status_code;
        match excontext.ok_or(BadParameter)?.call(|core, now| core.default_action(now, event.rid, status))? {
            DefaultAction::Retried => OK,
            DefaultAction::Nothing => 1,
        }
    }

    /// Refreshes and retries what is due. To be called again and again, with the lock held.
    fn eXosip_automatic_action(excontext: Option<&Context>) {
        excontext.ok_or(BadParameter)?.call(|core, now| {
            core.automatic_action(now);
            Ok(())
        })?;
    }

    /// Answers a subscription of the `dialog` package; `OSIP_NOTFOUND` for one that is unknown.
    fn eXosip_insubscription_automatic(excontext: Option<&Context>, evt: Option<&mut Event>) -> c_int {
        let event = evt.ok_or(BadParameter)?;
        let is_named = event.did > 0 && event.nid > 0 && event.request.is_some();
        excontext.filter(|_| is_named).ok_or(BadParameter)?;
        // No subscription is ever made yet.
        NotFound.code()
    }

    /// Writes a random number of 31 bits as decimal text, cut to `buf_size`. Nothing happens if that is 0.
    fn eXosip_generate_random(buf: *mut c_char, buf_size: c_int) -> c_int {
        if buf_size != 0 {
            let mut room = Room::new(buf, buf_size)?;
            let mut bytes = [0; 4];
            random::fill(&mut bytes);
            room.put_text((u32::from_ne_bytes(bytes) >> 1).to_string().as_bytes());
        }
        OK
    }

    /// Writes the MD5 sum of the three texts with colons between them, cut to `buf_size`. Not random by itself.
    fn eXosip_hexa_generate_random(buf: *mut c_char, buf_size: c_int, str1: LooseStr<'_>, str2: LooseStr<'_>, str3: LooseStr<'_>) -> c_int {
        let sum = Hash::Md5.of(&[str1.bytes()?, str2.bytes()?, str3.bytes()?]);
        Room::new(buf, buf_size)?.put_text(&sum);
        OK
    }

    /// Fills `buf` with random bytes. `OSIP_UNDEFINED_ERROR` for a negative size.
    fn eXosip_byte_generate_random(buf: *mut c_char, buf_size: c_int) -> c_int {
        let size = usize::try_from(buf_size).map_err(|_| Undefined)?;
        if buf.is_null() {
            return Err(BadParameter);
        }
        if size > 0 {
            let mut bytes = vec![0; size];
            random::fill(&mut bytes);
            Room::new(buf, buf_size)?.put_bytes(&bytes);
        }
        OK
    }

    /// Frees an event and its messages. NULL is ignored.
    fn eXosip_event_free(je: Option<CBox<Event>>) {
        drop(je);
    }

    /// The next event; the caller frees it with `eXosip_event_free`. Waits for one as long as `tv_s` seconds and `tv_ms`
    /// milliseconds, or for ever if those are negative. NULL if none came, if `eXosip_wakeup_event` was called, and
    /// when the context ends. To be called without the lock.
    fn eXosip_event_wait(excontext: Option<&Context>, tv_s: c_int, tv_ms: c_int) -> Option<CBox<Event>> {
        let patience = patience(tv_s, tv_ms);
        excontext.ok_or(BadParameter)?.wait_event(patience)?.map(|event| CBox::new(Event::from(event)))
    }

    /// The next event, however long it takes; the caller frees it. NULL when the context ends.
    fn eXosip_event_get(excontext: Option<&Context>) -> Option<CBox<Event>> {
        excontext.ok_or(BadParameter)?.next_event()?.map(|event| CBox::new(Event::from(event)))
    }

    /// A descriptor for `select` and `poll` that is readable while there is an event. It stays the library's.
    fn eXosip_event_geteventsocket(excontext: Option<&Context>) -> c_int {
        excontext.ok_or(BadParameter)?.event_descriptor()?
    }
}

fn filled<'a>(text: Str<'a>) -> Option<&'a [u8]> {
    text.optional().filter(|text| !text.is_empty())
}

/// How long to wait; none for ever.
fn patience(seconds: c_int, milliseconds: c_int) -> Option<Duration> {
    let total = i64::from(seconds) * 1000 + i64::from(milliseconds);
    u64::try_from(total).ok().map(Duration::from_millis)
}

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
        let request = event.request.and_then(|text| Message::parse(&text).ok());
        Self {
            r#type: kind,
            textinfo,
            external_reference: null_mut(),
            request: request.map(CBox::new),
            response: event.response,
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
