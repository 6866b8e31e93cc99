//! `eXosip2/eXosip.h`: the user agent. It includes the headers of messages and session descriptions.
//!
//! What holds for all functions of these headers, where they say nothing else:
//!
//! Functions that return `int` return `OSIP_SUCCESS` (0) or the number of what was made, and an error code below 0
//! otherwise: `OSIP_BADPARAMETER` (-2) for NULL or an empty text where a value is needed, for numbers that can name nothing
//! and for contexts that are not initialised; `OSIP_WRONG_STATE` (-3) where it is too early or too late; `OSIP_NOMEM`
//! (-4); `OSIP_SYNTAXERROR` (-5) for a text that does not parse or has a line break; `OSIP_NOTFOUND` (-6) for a number
//! that names nothing any more; `OSIP_NO_NETWORK` (-10) where the transport that a URI asks for is not listened on. After an
//! error nothing has changed, and the place for a message holds NULL. Functions that return a pointer return NULL then.
//! `osip_strerror` has the text of a code.
//!
//! A message that a `build` function made is the caller's, to be changed and to be given to the `send` function, or to be
//! freed with `osip_message_free`. A message that is given to a `send` function is the library's from then on, also after an
//! error. Texts are copied. Addresses (`from`, `to`) are a URI or a name-addr (RFC 3261 20.10).
//!
//! Any thread may call. `eXosip_lock` keeps what belongs together, such as build, change and send; events are waited for
//! without the lock.
//!
//! With `EXOSIP_OPAQUE` defined, the objects of osip are incomplete types, and programs use them through functions
//! alone; macros are as before. What a program allocates itself, or only reads, stays open: lists, iterators and
//! queues, MD5 sums, the records of DNS and of options, and `eXosip_event_t`.

mod event;
mod own_event;

use core::ffi::{c_char, c_int};
use core::ptr::NonNull;
use std::sync::Arc;
use std::time::Duration;

use crate::abi::boundary::{LooseStr, Str};
use crate::abi::room::Room;
use crate::context::Context;
use crate::digest::Hash;
use crate::error::Error::{BadParameter, Undefined};
use crate::error::{OK, Result};
use crate::mem::CBox;
use crate::net::random;
use crate::sdp::{Connection, Description, Media};
use crate::sip::Message;
use crate::ua::{DefaultAction, NewLogin, Party, Ua};

pub use event::*;
pub(in crate::abi) use own_event::{Lent, OwnEvent, Part};

entry! {
    /// Adds a login for digest authentication (RFC 3261 22, RFC 7616). `username` is the user part of From, `userid`
    /// the name to log in by; `passwd` proves it, or else `ha1`, the hash of name, realm and password in 32 hexadecimal
    /// digits (MD5) or 64 (SHA-256). `realm` is that of the challenge, whole, with or without quotes; NULL or empty
    /// stands for any. Replaces the login of the same `username` and `realm`. Challenges that wait for a login are
    /// answered by the next `eXosip_automatic_action`. -2 without `username`, `userid` or a proof.
    fn eXosip_add_authentication_info(excontext: Option<&Context>, username: Str<'_>, userid: Str<'_>, passwd: Str<'_>, ha1: Str<'_>, realm: Str<'_>) -> c_int {
        let (username, userid) = (username.bytes()?, userid.bytes()?);
        let (password, ha1, realm) = (filled(passwd), filled(ha1), filled(realm));
        let login = NewLogin { username, userid, password, ha1, realm };
        excontext.ok_or(BadParameter)?.call(|core, now| core.add_login(now, &login))?;
        OK
    }

    /// Removes the login of this `username` and `realm`; `OSIP_NOTFOUND` if there is none.
    fn eXosip_remove_authentication_info(excontext: Option<&Context>, username: Str<'_>, realm: Str<'_>) -> c_int {
        let username = filled(username).ok_or(BadParameter)?;
        excontext.ok_or(BadParameter)?.call(|core, _| core.remove_login(username, filled(realm)))?;
        OK
    }

    /// Removes all logins and wipes them from memory. Returns 0.
    fn eXosip_clear_authentication_info(excontext: Option<&Context>) -> c_int {
        excontext.ok_or(BadParameter)?.call(|core, _| {
            core.clear_logins();
            Ok(())
        })?;
        OK
    }

    /// Reacts to a failure event at once: sends the request again with credentials after 401 or 407, or follows the
    /// redirection of an INVITE. Returns 0 when a request was sent, 1 when nothing is to be done. -1 for another
    /// redirection, -2 for an event without a response, -6 without a login for the realm, `OSIP_RETRY_LIMIT` (-60) when
    /// it was tried too often.
    fn eXosip_default_action(excontext: Option<&Context>, je: *mut Event) -> c_int {
        let event = Lent::new(je)?;
        let status = event.status();
        if status == 0 {
            return Err(BadParameter);
        }
        let ids = event.record().ids();
        let context = excontext.ok_or(BadParameter)?;
        match context.call(|core, now| core.default_action(now, ids, status))? {
            DefaultAction::Retried => OK,
            DefaultAction::Nothing => 1,
        }
    }

    /// Refreshes registrations, subscriptions, publications and sessions that are due, answers challenges, retries what
    /// failed. To be called at least once a second, with the lock held; with `EXOSIP_OPT_AUTONOMOUS` the library's thread
    /// does the same and the call may be left out.
    fn eXosip_automatic_action(excontext: Option<&Context>) {
        excontext.ok_or(BadParameter)?.automatic_action()?;
    }

    /// Answers a SUBSCRIBE of the `dialog` package with 202 and a NOTIFY that shows the calls; one of a package that has a
    /// document of `eXosip_insubscription_set_state` with 202 and that document; one of another package with 489, one
    /// without Event with 400. `OSIP_NOTFOUND` for a subscription that is unknown.
    fn eXosip_insubscription_automatic(excontext: Option<&Context>, evt: *mut Event) -> c_int {
        let event = Lent::new(evt)?;
        event.message(Part::Request).ok_or(BadParameter)?;
        let event = event.record();
        let request = event.request.as_deref().ok_or(BadParameter)?;
        let ids = event.ids();
        let is_new = event.r#type == EXOSIP_IN_SUBSCRIPTION_NEW;
        excontext.ok_or(BadParameter)?.call(|core, now| core.answer_automatically(now, is_new, ids, request))?;
        OK
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

    /// Frees an event, its messages, and what functions such as `eXosip_event_get_header` read of it, which `osip_free`
    /// would leave. NULL is ignored.
    fn eXosip_event_free(je: Option<CBox<Event>>) {
        if let Some(event) = je {
            OwnEvent::free(event);
        }
    }

    /// The next event, for the caller to free with `eXosip_event_free`. Waits for one as long as `tv_s` seconds and
    /// `tv_ms` milliseconds together, or for ever if those are negative; 0 and 0 do not wait. NULL if none came, if
    /// `eXosip_wakeup_event` was called, and when the context ends. To be called without the lock.
    fn eXosip_event_wait(excontext: Option<&Context>, tv_s: c_int, tv_ms: c_int) -> Option<CBox<Event>> {
        let patience = patience(tv_s, tv_ms);
        let context = excontext.ok_or(BadParameter)?;
        context.wait_event(patience)?.map(|event| OwnEvent::record(event, context.has_lean_events()))
    }

    /// The next event, however long it takes; the caller frees it. NULL when the context ends.
    fn eXosip_event_get(excontext: Option<&Context>) -> Option<CBox<Event>> {
        let context = excontext.ok_or(BadParameter)?;
        context.next_event()?.map(|event| OwnEvent::record(event, context.has_lean_events()))
    }

    /// A descriptor for `select`, `poll` and `epoll` that is readable exactly while there is an event. It stays the
    /// library's, until `eXosip_quit` closes it. Take all events each time: it is not written to and not read from.
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

// A program cannot make a call yet (`eX_call.h` is to be written), so there is no dialog to find.
entry! {
    /// The last description that the peer sent in dialog `did`, for the caller to free with `sdp_message_free`; NULL if
    /// there is none.
    fn eXosip_get_remote_sdp(excontext: Option<&Context>, did: c_int) -> Option<CBox<Description>> {
        description(excontext, |core| core.description_of_dialog(did, Party::Remote))?
    }

    /// The last description that was sent to the peer in dialog `did`, for the caller to free with `sdp_message_free`;
    /// NULL if there is none.
    fn eXosip_get_local_sdp(excontext: Option<&Context>, did: c_int) -> Option<CBox<Description>> {
        description(excontext, |core| core.description_of_dialog(did, Party::Local))?
    }

    /// As `eXosip_get_local_sdp`, for the INVITE before the last one.
    fn eXosip_get_previous_local_sdp(excontext: Option<&Context>, did: c_int) -> Option<CBox<Description>> {
        description(excontext, |core| core.previous_local_description(did))?
    }

    /// The description that the peer sent in transaction `tid` of a call, for the caller to free with
    /// `sdp_message_free`; NULL if there is none.
    fn eXosip_get_remote_sdp_from_tid(excontext: Option<&Context>, tid: c_int) -> Option<CBox<Description>> {
        description(excontext, |core| core.description_of_transaction(tid, Party::Remote))?
    }

    /// The description that was sent to the peer in transaction `tid` of a call, for the caller to free with
    /// `sdp_message_free`; NULL if there is none.
    fn eXosip_get_local_sdp_from_tid(excontext: Option<&Context>, tid: c_int) -> Option<CBox<Description>> {
        description(excontext, |core| core.description_of_transaction(tid, Party::Local))?
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

/// The session description in a message of a call.
fn description(
    excontext: Option<&Context>,
    message: impl FnOnce(&Ua) -> Option<Arc<[u8]>>,
) -> Result<Option<CBox<Description>>> {
    let text = excontext.ok_or(BadParameter)?.call(|core, _| Ok(message(core)))?;
    let message = text.and_then(|text| Message::parse(&text).ok());
    Ok(message.and_then(|message| Description::in_message(&message)).map(CBox::new))
}
