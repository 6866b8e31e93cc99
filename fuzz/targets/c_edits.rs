//! What C programs do between parsing and printing: set, replace, free and unlink what they like.

#![no_main]
#![allow(dead_code)]

use core::ffi::c_char;
use core::ptr::{null_mut, write};

use eXosip2::mem::Text;
use eXosip2::sip::Message;
use libfuzzer_sys::fuzz_target;

#[path = "api.rs"]
mod api;

fuzz_target!(|bytes: &[u8]| {
    let Some(split) = bytes.iter().position(|&b| b == 0) else { return };
    let (edits, text) = bytes.split_at(split);
    let mut message: *mut Message = null_mut();
    // SAFETY: the calls of an ordinary C program; every edit keeps the ownership rules that programs keep.
    unsafe {
        api::osip_message_init(&mut message);
        let text = &text[1..];
        if api::osip_message_parse(message, text.as_ptr().cast(), text.len()) == 0 {
            for edit in edits.chunks(2) {
                apply(message, edit[0], edit.get(1).copied().unwrap_or(1));
                print_and_copy(message);
            }
        }
        api::osip_message_free(message);
    }
});

unsafe fn apply(message: *mut Message, what: u8, value: u8) {
    // SAFETY: a live message.
    let m = unsafe { &mut *message };
    let text = || Some(Text::new(&[b'a' + value % 26, value, b'"', b'<', b';'][..1 + usize::from(value % 5)]));
    match what % 20 {
        0 => m.sip_method = text(),
        1 => m.sip_method = None,
        2 => m.status_code = i32::from(value) * 7 - 100,
        3 => m.reason_phrase = text(),
        4 => m.sip_version = None,
        5 => m.req_uri = None,
        6 => m.from = None,
        7 => m.cseq.as_mut().map_or((), |c| c.number = text()),
        8 => m.call_id.as_mut().map_or((), |c| c.number = None),
        9 => m.to.as_mut().map_or((), |t| t.url = None),
        10 => m.to.as_mut().and_then(|t| t.url.as_mut()).map_or((), |u| u.host = None),
        11 => m.content_length.as_mut().map_or((), |c| c.value = text()),
        12 => drop(m.contacts.pop_front()),
        13 => drop(m.vias.pop_front()),
        14 => m.contacts.first_mut().map_or((), |c| c.url = None),
        15 => m.vias.first_mut().map_or((), |v| v.host = None),
        16 => m.bodies.first_mut().map_or((), |b| b.length = b.length.min(usize::from(value))),
        // SAFETY: the address of a list of this message.
        17 => unsafe {
            api::osip_list_remove((&raw mut m.headers).cast(), i32::from(value) - 2);
        },
        // SAFETY: terminated strings.
        18 => unsafe {
            api::osip_message_set_header(message, c"X-Edit".as_ptr(), c"1".as_ptr());
        },
        // SAFETY: as above.
        _ => unsafe {
            let body = [value; 300];
            api::osip_message_set_body(message, body.as_ptr().cast::<c_char>(), usize::from(value));
        },
    }
}

unsafe fn print_and_copy(message: *mut Message) {
    let (mut copy, mut text, mut length) = (null_mut(), null_mut(), 0);
    // SAFETY: a live message; what comes back is ours.
    unsafe {
        if api::osip_message_clone(message, &mut copy) == 0 {
            api::osip_message_force_update(copy);
            write(&mut text, null_mut());
            if api::osip_message_to_str(copy, &mut text, &mut length) == 0 {
                libc::free(text.cast());
            }
            api::osip_message_free(copy);
        }
    }
}
