//! The steps: each calls functions of one kind.

use core::ffi::{c_char, c_int};
use core::hint::black_box;
use core::ptr::null_mut;

use super::super::{api, c_edits, facts};
use super::input::Text;
use super::library::*;
use super::peer::METHODS;
use super::{KINDS, Kind, Program};

const WORDS: [&str; 16] = [
    "presence",
    "dialog",
    "message-summary",
    "application/pidf+xml",
    "600",
    "0",
    "",
    "alice",
    "r",
    "secret",
    "SIP",
    "x=y;z",
    "<x/>",
    "-1",
    "UDP",
    "99999999999",
];
const HEADERS: [&str; 16] = [
    "Contact",
    "Expires",
    "Event",
    "Accept",
    "Route",
    "Record-Route",
    "Subscription-State",
    "X",
    "Supported",
    "Require",
    "Session-Expires",
    "Authorization",
    "Via",
    "Refer-To",
    "Replaces",
    "Call-ID",
];
/// Options with an `int` that have no effect outside of the process.
const NUMBERS: [c_int; 41] = [
    1, 2, 7, 14, 15, 16, 18, 19, 20, 22, 24, 27, 32, 33, 3000, 3002, 3004, 3005, 3006, 3007, 3008,
    3009, 3012, 3013, 3016, 3017, 3018, 3020, 3022, 3023, 3030, 3032, 3033, 3040, 3041, 3042, 3044,
    3050, 3052, 3053, 3060,
];
/// Options with a text that have none.
const TEXTS: [c_int; 8] = [8, 12, 17, 28, 31, 34, 3019, 3031];

/// Whatever a function returns.
pub(super) fn ignore(_: c_int) {}

impl Program<'_> {
    pub(super) fn call(&mut self, step: u8) {
        // SAFETY: the calls of an ordinary C program: live objects, terminated texts, each message given away once.
        unsafe {
            match step {
                b'A'..=b'B' => self.log_in(step == b'A'),
                b'C' | b'M' | b'O' | b'S' | b'U' | b'Z' | b'a' => self.build(step),
                b'D' if !self.event.is_null() => {
                    ignore(eXosip_default_action(self.context, self.event))
                }
                b'J' => ignore(eXosip_insubscription_automatic(self.context, self.event)),
                b'E' | b'H' | b'L' if !self.message.is_null() => self.edit(step),
                b'F' => self.forget(),
                b'G' => self.descriptions(),
                b'I' | b'N' | b'b' | b'd' | b'f' | b'g' | b'K' | b'V' => self.build_next(step),
                b'T' | b'l' => self.set(step),
                b'X' | b'c' | b'e' => self.remove(step),
                b'Y' => eXosip_automatic_action(self.context),
                b'h' if !self.event.is_null() => self.look(),
                b'i' => self.send(self.kind),
                b'j' => {
                    let kind = self.input.of(&KINDS);
                    self.send(kind);
                }
                b'k' => self.send_default_answer(),
                b'm' | b'p' => self.ask(step),
                b'n' => self.references(),
                b'r' => self.documents(),
                b'o' if !self.message.is_null() => copy(self.message),
                _ => {
                    let event = eXosip_event_wait(self.context, 0, 0);
                    self.take(event);
                    eXosip_wakeup_event(self.context);
                    eXosip_execute(self.context);
                }
            }
        }
    }

    fn forget(&mut self) {
        self.place(Kind::Message);
    }

    pub(super) fn word(&mut self) -> Text {
        self.input.text(&WORDS)
    }

    pub(super) fn method(&mut self) -> Text {
        self.input.text(&METHODS)
    }

    pub(super) fn uri(&mut self) -> Text {
        let uris: Vec<_> = self.uris.iter().map(String::as_str).collect();
        self.input.text(&uris)
    }

    unsafe fn log_in(&mut self, is_new: bool) {
        let [name, login, password, ha1, realm] = [(); 5].map(|()| self.word());
        // SAFETY: the caller's promise.
        unsafe {
            if is_new {
                let (ha1, realm) = (ha1.ptr(), realm.ptr());
                eXosip_add_authentication_info(
                    self.context,
                    name.ptr(),
                    login.ptr(),
                    password.ptr(),
                    ha1,
                    realm,
                );
            } else if self.input.byte() % 2 == 0 {
                eXosip_remove_authentication_info(self.context, name.ptr(), realm.ptr());
            } else {
                eXosip_clear_authentication_info(self.context);
            }
        }
    }

    /// Changes the message that was built.
    unsafe fn edit(&mut self, step: u8) {
        let m = self.message;
        let name = self.input.text(&HEADERS);
        let value = self.word();
        // SAFETY: the caller's promise.
        unsafe {
            match step {
                b'E' => c_edits::apply(m, self.input.byte(), self.input.byte()),
                b'H' => ignore(api::osip_message_set_header(m, name.ptr(), value.ptr())),
                _ => ignore(api::osip_message_set_body(m, value.ptr(), value.bytes().len())),
            }
        }
    }

    unsafe fn remove(&mut self, step: u8) {
        let (x, word) = (self.context, self.word());
        let [did, rid, cid, sid] =
            [self.ids.did, self.ids.rid, self.ids.cid, self.ids.sid].map(|id| self.input.id(id));
        // SAFETY: the caller's promise.
        unsafe {
            match (step, self.input.byte() % 2) {
                (b'X', 0) => eXosip_call_terminate(x, cid, did),
                (b'X', _) => eXosip_call_terminate_with_reason(x, cid, did, word.ptr()),
                (b'c', _) => eXosip_register_remove(x, rid),
                (_, 0) => eXosip_subscription_remove(x, sid),
                _ => eXosip_insubscription_remove(x, did),
            };
        }
    }

    unsafe fn set(&mut self, step: u8) {
        let (x, number, text) = (self.context, self.input.number(), self.word());
        // SAFETY: the caller's promise; a text where a text is wanted.
        unsafe {
            match (step, self.input.byte() % 8) {
                (b'T', 0) => ignore(eXosip_set_option(x, self.input.of(&TEXTS), text.ptr().cast())),
                (b'T', _) => ignore(eXosip_set_option_int(x, self.input.of(&NUMBERS), number)),
                (_, 0) => ignore(eXosip_reset_transports(x)),
                (_, 1) => eXosip_set_user_agent(x, text.ptr()),
                (_, 2) => eXosip_masquerade_contact(x, text.ptr(), number),
                (_, 3) => ignore(eXosip_transport_set(self.message, text.ptr())),
                _ => {
                    let mut room: [c_char; 8] = [0; 8];
                    eXosip_guess_localip(x, libc::AF_INET, room.as_mut_ptr(), 8);
                }
            }
        }
    }

    /// Reads all of the last event.
    unsafe fn look(&mut self) {
        let (event, name, index) = (self.event, self.input.text(&HEADERS), self.input.number());
        // SAFETY: the caller's promise.
        unsafe {
            black_box(eXosip_event_get_header(event, name.ptr(), index));
            black_box((eXosip_event_get_status(event), eXosip_event_get_reason(event)));
            black_box(eXosip_event_get_cause_text(event));
            for message in [
                eXosip_event_get_request(event),
                eXosip_event_get_response(event),
                eXosip_event_get_ack(event),
            ] {
                if let Some(message) = message.as_ref() {
                    facts::ask(message);
                    copy(core::ptr::from_ref(message).cast_mut());
                    api::sdp_message_free(eXosip_get_sdp_info(
                        core::ptr::from_ref(message).cast_mut(),
                    ));
                }
            }
            let event = &*event;
            black_box((event.kind, event.request, event.ack));
        }
    }

    unsafe fn descriptions(&mut self) {
        let x = self.context;
        let (tid, did) = (self.input.id(self.ids.tid), self.input.id(self.ids.did));
        // SAFETY: the caller's promise; each description is the program's.
        unsafe {
            for sdp in [
                eXosip_get_remote_sdp(x, did),
                eXosip_get_local_sdp(x, did),
                eXosip_get_previous_local_sdp(x, did),
                eXosip_get_remote_sdp_from_tid(x, tid),
                eXosip_get_local_sdp_from_tid(x, tid),
            ] {
                black_box(eXosip_get_audio_media(sdp));
                black_box(eXosip_get_connection(sdp, c"audio".as_ptr()));
                black_box(eXosip_get_media(sdp, c"video".as_ptr()));
                api::sdp_message_free(sdp);
            }
        }
    }

    /// Asks for the state of a registration, or of the library.
    unsafe fn ask(&mut self, step: u8) {
        let (x, rid, what) = (self.context, self.input.id(self.ids.rid), self.input.number());
        // It begins with its size.
        let mut figures: Figures = [0; 256];
        figures[0] = 256;
        // SAFETY: the caller's promise; texts are the program's, and so is the room.
        unsafe {
            if step == b'm' {
                black_box(eXosip_register_get_number(x, rid, what % 8));
                libc::free(eXosip_register_get_text(x, rid, what % 16).cast());
                eXosip_register_set_service_route(x, rid, self.message);
                return;
            }
            eXosip_get_counters(x, &mut figures);
            libc::free(eXosip_get_counters_text(x).cast());
            black_box(eXosip_get_error_text(x));
        }
    }

    /// Documents of event packages.
    unsafe fn documents(&mut self) {
        let (x, number) = (self.context, self.input.number());
        let [package, kind, text] = [(); 3].map(|()| self.word());
        // SAFETY: the caller's promise; what is built is the program's.
        unsafe {
            let presence = eXosip_build_presence(text.ptr(), number, kind.ptr());
            eXosip_insubscription_set_state(x, package.ptr(), c"a/b".as_ptr(), presence);
            libc::free(presence.cast());
            eXosip_insubscription_set_state(x, package.ptr(), kind.ptr(), text.ptr());
            libc::free(eXosip_build_message_summary(text.ptr(), number, 1, number, 0).cast());
        }
    }

    /// References of calls, and calls that are found by them.
    unsafe fn references(&mut self) {
        let (x, text) = (self.context, self.word());
        let [tid, did, cid] =
            [self.ids.tid, self.ids.did, self.ids.cid].map(|id| self.input.id(id));
        let mut room: [c_char; 16] = [0; 16];
        // SAFETY: the caller's promise; as much room as is said.
        unsafe {
            eXosip_call_set_reference(x, cid, x);
            black_box(eXosip_call_get_reference(x, cid));
            eXosip_call_get_referto(x, did, room.as_mut_ptr(), usize::from(self.input.byte() % 17));
            black_box(eXosip_call_find_by_replaces(x, text.ptr().cast_mut()));
            eXosip_call_replace(x, tid);
        }
    }
}

/// Copies a message and prints both.
unsafe fn copy(message: *mut eXosip2::sip::Message) {
    let mut copy = null_mut();
    // SAFETY: a live message; what comes back is the program's.
    unsafe {
        if api::osip_message_clone(message, &mut copy) == 0 {
            for message in [message, copy] {
                let (mut text, mut length) = (null_mut(), 0);
                api::osip_message_to_str(message, &mut text, &mut length);
                black_box(api::take(text, length));
            }
            api::osip_message_free(copy);
        }
    }
}
