//! The C functions of eXosip that the target calls, as `include/eXosip2` declares them.

use core::ffi::{c_char, c_int, c_void};

use eXosip2::sdp::Description;
use eXosip2::sip::Message;

pub(super) type Context = *mut c_void;
type Text = *const c_char;
type Place = *mut *mut Message;

/// `eXosip_event_t`.
#[repr(C)]
pub(super) struct Event {
    pub(super) kind: c_int,
    textinfo: [c_char; 256],
    external_reference: *mut c_void,
    pub(super) request: *mut Message,
    pub(super) response: *mut Message,
    pub(super) ack: *mut Message,
    pub(super) tid: c_int,
    pub(super) did: c_int,
    pub(super) rid: c_int,
    pub(super) cid: c_int,
    pub(super) sid: c_int,
    pub(super) nid: c_int,
    ss_status: c_int,
    ss_reason: c_int,
}

/// `struct eXosip_stats` and `struct eXosip_counters` are smaller.
pub(super) type Figures = [u64; 256];

#[allow(improper_ctypes)]
#[rustfmt::skip]
unsafe extern "C" {
    pub(super) fn eXosip_malloc() -> Context;
    pub(super) fn eXosip_init(x: Context) -> c_int;
    pub(super) fn eXosip_quit(x: Context);
    pub(super) fn eXosip_lock(x: Context) -> c_int;
    pub(super) fn eXosip_unlock(x: Context) -> c_int;
    pub(super) fn eXosip_execute(x: Context) -> c_int;
    pub(super) fn eXosip_set_option(x: Context, number: c_int, value: *const c_void) -> c_int;
    pub(super) fn eXosip_set_option_int(x: Context, number: c_int, value: c_int) -> c_int;
    pub(super) fn eXosip_listen_addr(x: Context, transport: c_int, address: Text, port: c_int, family: c_int, secure: c_int) -> c_int;
    pub(super) fn eXosip_reset_transports(x: Context) -> c_int;
    pub(super) fn eXosip_set_user_agent(x: Context, text: Text);
    pub(super) fn eXosip_masquerade_contact(x: Context, address: Text, port: c_int);
    pub(super) fn eXosip_wakeup_event(x: Context);
    pub(super) fn eXosip_transport_set(message: *mut Message, transport: Text) -> c_int;
    pub(super) fn eXosip_guess_localip(x: Context, family: c_int, room: *mut c_char, size: c_int) -> c_int;
    pub(super) fn eXosip_add_authentication_info(x: Context, name: Text, login: Text, password: Text, ha1: Text, realm: Text) -> c_int;
    pub(super) fn eXosip_remove_authentication_info(x: Context, name: Text, realm: Text) -> c_int;
    pub(super) fn eXosip_clear_authentication_info(x: Context) -> c_int;
    pub(super) fn eXosip_default_action(x: Context, event: *mut Event) -> c_int;
    pub(super) fn eXosip_automatic_action(x: Context);
    pub(super) fn eXosip_event_wait(x: Context, seconds: c_int, milliseconds: c_int) -> *mut Event;
    pub(super) fn eXosip_event_free(event: *mut Event);
    pub(super) fn eXosip_event_get_status(event: *const Event) -> c_int;
    pub(super) fn eXosip_event_get_reason(event: *const Event) -> Text;
    pub(super) fn eXosip_event_get_header(event: *const Event, name: Text, index: c_int) -> Text;
    pub(super) fn eXosip_event_get_cause_text(event: *const Event) -> Text;
    pub(super) fn eXosip_event_get_request(event: *const Event) -> *mut Message;
    pub(super) fn eXosip_event_get_response(event: *const Event) -> *mut Message;
    pub(super) fn eXosip_event_get_ack(event: *const Event) -> *mut Message;
    pub(super) fn eXosip_get_error_text(x: Context) -> *mut c_char;
    pub(super) fn eXosip_get_counters(x: Context, counters: *mut Figures) -> c_int;
    pub(super) fn eXosip_get_counters_text(x: Context) -> *mut c_char;

    pub(super) fn eXosip_register_build_initial_register(x: Context, from: Text, proxy: Text, contact: Text, expires: c_int, m: Place) -> c_int;
    pub(super) fn eXosip_register_build_register(x: Context, rid: c_int, expires: c_int, m: Place) -> c_int;
    pub(super) fn eXosip_register_send_register(x: Context, rid: c_int, m: *mut Message) -> c_int;
    pub(super) fn eXosip_register_send_initial(x: Context, from: Text, proxy: Text, contact: Text, expires: c_int) -> c_int;
    pub(super) fn eXosip_register_remove(x: Context, rid: c_int) -> c_int;
    pub(super) fn eXosip_register_get_number(x: Context, rid: c_int, what: c_int) -> c_int;
    pub(super) fn eXosip_register_get_text(x: Context, rid: c_int, what: c_int) -> *mut c_char;
    pub(super) fn eXosip_register_set_service_route(x: Context, rid: c_int, m: *mut Message) -> c_int;

    pub(super) fn eXosip_message_build_request(x: Context, m: Place, method: Text, to: Text, from: Text, route: Text) -> c_int;
    pub(super) fn eXosip_message_send_request(x: Context, m: *mut Message) -> c_int;
    pub(super) fn eXosip_message_build_answer(x: Context, tid: c_int, status: c_int, m: Place) -> c_int;
    pub(super) fn eXosip_message_send_answer(x: Context, tid: c_int, status: c_int, m: *mut Message) -> c_int;
    pub(super) fn eXosip_options_build_request(x: Context, m: Place, to: Text, from: Text, route: Text) -> c_int;
    pub(super) fn eXosip_options_send_request(x: Context, m: *mut Message) -> c_int;
    pub(super) fn eXosip_options_build_answer(x: Context, tid: c_int, status: c_int, m: Place) -> c_int;
    pub(super) fn eXosip_options_send_answer(x: Context, tid: c_int, status: c_int, m: *mut Message) -> c_int;
    pub(super) fn eXosip_build_publish(x: Context, m: Place, to: Text, from: Text, route: Text, event: Text, expires: Text, ctype: Text, body: Text) -> c_int;
    pub(super) fn eXosip_publish(x: Context, m: *mut Message, key: Text) -> c_int;

    pub(super) fn eXosip_subscription_build_initial_subscribe(x: Context, m: Place, to: Text, from: Text, route: Text, event: Text, expires: c_int) -> c_int;
    pub(super) fn eXosip_subscription_build_initial_refer(x: Context, m: Place, to: Text, from: Text, route: Text, refer_to: Text) -> c_int;
    pub(super) fn eXosip_subscription_send_initial_request(x: Context, m: *mut Message) -> c_int;
    pub(super) fn eXosip_subscription_build_refresh_request(x: Context, did: c_int, m: Place) -> c_int;
    pub(super) fn eXosip_subscription_send_refresh_request(x: Context, did: c_int, m: *mut Message) -> c_int;
    pub(super) fn eXosip_subscription_remove(x: Context, id: c_int) -> c_int;
    pub(super) fn eXosip_insubscription_build_answer(x: Context, tid: c_int, status: c_int, m: Place) -> c_int;
    pub(super) fn eXosip_insubscription_send_answer(x: Context, tid: c_int, status: c_int, m: *mut Message) -> c_int;
    pub(super) fn eXosip_insubscription_build_notify(x: Context, did: c_int, state: c_int, reason: c_int, m: Place) -> c_int;
    pub(super) fn eXosip_insubscription_build_request(x: Context, did: c_int, method: Text, m: Place) -> c_int;
    pub(super) fn eXosip_insubscription_send_request(x: Context, did: c_int, m: *mut Message) -> c_int;
    pub(super) fn eXosip_insubscription_remove(x: Context, did: c_int) -> c_int;
    pub(super) fn eXosip_insubscription_automatic(x: Context, event: *mut Event) -> c_int;

    pub(super) fn eXosip_insubscription_set_state(x: Context, package: Text, media_type: Text, document: Text) -> c_int;
    pub(super) fn eXosip_build_presence(entity: Text, is_open: c_int, note: Text) -> *mut c_char;
    pub(super) fn eXosip_build_message_summary(account: Text, new: c_int, old: c_int, urgent_new: c_int, urgent_old: c_int) -> *mut c_char;

    pub(super) fn eXosip_call_build_initial_invite(x: Context, m: Place, to: Text, from: Text, route: Text, subject: Text) -> c_int;
    pub(super) fn eXosip_call_send_initial_invite(x: Context, m: *mut Message) -> c_int;
    pub(super) fn eXosip_call_build_request(x: Context, did: c_int, method: Text, m: Place) -> c_int;
    pub(super) fn eXosip_call_build_refer(x: Context, did: c_int, refer_to: Text, m: Place) -> c_int;
    pub(super) fn eXosip_call_build_info(x: Context, did: c_int, m: Place) -> c_int;
    pub(super) fn eXosip_call_build_options(x: Context, did: c_int, m: Place) -> c_int;
    pub(super) fn eXosip_call_build_update(x: Context, did: c_int, m: Place) -> c_int;
    pub(super) fn eXosip_call_build_notify(x: Context, did: c_int, state: c_int, m: Place) -> c_int;
    pub(super) fn eXosip_call_send_request(x: Context, did: c_int, m: *mut Message) -> c_int;
    pub(super) fn eXosip_call_build_ack(x: Context, tid: c_int, m: Place) -> c_int;
    pub(super) fn eXosip_call_send_ack(x: Context, tid: c_int, m: *mut Message) -> c_int;
    pub(super) fn eXosip_call_build_prack(x: Context, tid: c_int, response: *mut Message, m: Place) -> c_int;
    pub(super) fn eXosip_call_send_prack(x: Context, tid: c_int, m: *mut Message) -> c_int;
    pub(super) fn eXosip_call_build_answer(x: Context, tid: c_int, status: c_int, m: Place) -> c_int;
    pub(super) fn eXosip_call_send_answer(x: Context, tid: c_int, status: c_int, m: *mut Message) -> c_int;
    pub(super) fn eXosip_call_terminate(x: Context, cid: c_int, did: c_int) -> c_int;
    pub(super) fn eXosip_call_terminate_with_reason(x: Context, cid: c_int, did: c_int, reason: Text) -> c_int;
    pub(super) fn eXosip_call_get_referto(x: Context, did: c_int, room: *mut c_char, size: usize) -> c_int;
    pub(super) fn eXosip_call_find_by_replaces(x: Context, replaces: *mut c_char) -> c_int;
    pub(super) fn eXosip_call_replace(x: Context, tid: c_int) -> c_int;
    pub(super) fn eXosip_call_set_reference(x: Context, id: c_int, reference: *mut c_void) -> c_int;
    pub(super) fn eXosip_call_get_reference(x: Context, cid: c_int) -> *mut c_void;
    pub(super) fn eXosip_get_remote_sdp(x: Context, did: c_int) -> *mut Description;
    pub(super) fn eXosip_get_local_sdp(x: Context, did: c_int) -> *mut Description;
    pub(super) fn eXosip_get_previous_local_sdp(x: Context, did: c_int) -> *mut Description;
    pub(super) fn eXosip_get_remote_sdp_from_tid(x: Context, tid: c_int) -> *mut Description;
    pub(super) fn eXosip_get_local_sdp_from_tid(x: Context, tid: c_int) -> *mut Description;
    pub(super) fn eXosip_get_sdp_info(m: *mut Message) -> *mut Description;
    pub(super) fn eXosip_get_audio_media(sdp: *mut Description) -> *mut c_void;
    pub(super) fn eXosip_get_connection(sdp: *mut Description, media: Text) -> *mut c_void;
    pub(super) fn eXosip_get_media(sdp: *mut Description, media: Text) -> *mut c_void;
}
