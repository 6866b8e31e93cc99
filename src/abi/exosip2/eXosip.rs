//! `eXosip2/eXosip.h`

use core::ffi::c_int;
use core::ptr::NonNull;

use crate::abi::boundary::{LooseStr, Str};
use crate::abi::types::Event;
use crate::context::Context;
use crate::sdp::{Connection, Description, Media};
use crate::sip::Message;

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
    fn eXosip_get_remote_sdp(excontext: Option<&Context>, did: c_int) -> Option<NonNull<Description>>;
    fn eXosip_get_local_sdp(excontext: Option<&Context>, did: c_int) -> Option<NonNull<Description>>;
    fn eXosip_get_previous_local_sdp(excontext: Option<&Context>, did: c_int) -> Option<NonNull<Description>>;
    fn eXosip_get_remote_sdp_from_tid(excontext: Option<&Context>, tid: c_int) -> Option<NonNull<Description>>;
    fn eXosip_get_local_sdp_from_tid(excontext: Option<&Context>, tid: c_int) -> Option<NonNull<Description>>;
    fn eXosip_get_sdp_info(message: Option<&mut Message>) -> Option<NonNull<Description>>;
    fn eXosip_get_audio_connection(sdp: Option<&mut Description>) -> Option<NonNull<Connection>>;
    fn eXosip_get_audio_media(sdp: Option<&mut Description>) -> Option<NonNull<Media>>;
    fn eXosip_get_video_connection(sdp: Option<&mut Description>) -> Option<NonNull<Connection>>;
    fn eXosip_get_video_media(sdp: Option<&mut Description>) -> Option<NonNull<Media>>;
    fn eXosip_get_connection(sdp: Option<&mut Description>, media: Str<'_>) -> Option<NonNull<Connection>>;
    fn eXosip_get_media(sdp: Option<&mut Description>, media: Str<'_>) -> Option<NonNull<Media>>;
    fn eXosip_event_free(je: *mut Event);
    fn eXosip_event_wait(excontext: Option<&Context>, tv_s: c_int, tv_ms: c_int) -> *mut Event;
    fn eXosip_event_get(excontext: Option<&Context>) -> *mut Event;
    fn eXosip_event_geteventsocket(excontext: Option<&Context>) -> c_int;
}
