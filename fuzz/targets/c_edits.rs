//! What C programs do between parsing and printing: set, replace, free and unlink what they like.

use core::ffi::c_char;
use core::ptr::null_mut;

use eXosip2::mem::Text;
use eXosip2::sip::Message;

use super::{api, facts};

pub fn run(bytes: &[u8]) {
    let Some(split) = bytes.iter().position(|&b| b == 0) else { return };
    let (edits, text) = bytes.split_at(split);
    let mut message: *mut Message = null_mut();
    // SAFETY: the calls of an ordinary C program; every edit keeps the ownership rules that programs keep.
    unsafe {
        assert_eq!(api::osip_message_init(&mut message), 0);
        let text = &text[1..];
        if api::osip_message_parse(message, text.as_ptr().cast(), text.len()) == 0 {
            for edit in edits.chunks(2).take(20) {
                apply(message, edit[0], edit.get(1).copied().unwrap_or(1));
                facts::ask(&*message);
                print_and_copy(message);
            }
        }
        api::osip_message_free(message);
    }
}

/// # Safety
/// A live message.
pub(super) unsafe fn apply(message: *mut Message, what: u8, value: u8) {
    // SAFETY: a live message.
    let m = unsafe { &mut *message };
    let text = || {
        Some(Text::new(&[b'a' + value % 26, value, b'"', b'<', b';'][..1 + usize::from(value % 5)]))
    };
    match what % 24 {
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
        16 => m.bodies.first_mut().map_or((), |b| b.fill(&[value; 9][..usize::from(value % 10)])),
        // SAFETY: the address of a list of this message; what is taken out of it is ours.
        17 => unsafe {
            let list = (&raw mut m.headers).cast();
            let element = api::osip_list_get(list, i32::from(value) - 2);
            api::osip_list_remove(list, i32::from(value) - 2);
            api::osip_header_free(element.cast());
        },
        // SAFETY: terminated strings.
        18 => unsafe {
            api::osip_message_set_header(message, c"X-Edit".as_ptr(), c"1".as_ptr());
        },
        // SAFETY: terminated strings.
        19 => unsafe {
            let value = [value, b'/', value, b'/', value, b' ', value, 0];
            api::osip_message_append_via(message, value.as_ptr().cast::<c_char>());
        },
        // SAFETY: terminated strings.
        20 => unsafe {
            let names = [c"Via", c"Contact", c"Supported", c"From", c"Accept", c"Content-Type"];
            let name = names[usize::from(value) % names.len()].as_ptr().cast_mut();
            let value = c"<sip:a@b>;x=1, <sip:c@d>".as_ptr().cast_mut();
            api::osip_message_set_multiple_header(message, name, value);
        },
        21 => m.content_type.as_mut().map_or((), |c| c.gen_params.clear()),
        22 => m.content_type = None,
        // SAFETY: as many bytes as are said.
        _ => unsafe {
            let body = [value; 300];
            api::osip_message_set_body(message, body.as_ptr().cast::<c_char>(), usize::from(value));
        },
    }
}

/// A copy prints what the message prints, or neither does.
unsafe fn print_and_copy(message: *mut Message) {
    let mut copy = null_mut();
    // SAFETY: a live message; what comes back is ours.
    unsafe {
        assert_eq!(api::osip_message_clone(message, &mut copy), 0);
        assert!(*copy == *message, "a copy differs");
        api::osip_message_force_update(message);
        assert_eq!(print(message), print(copy));
        api::osip_message_free(copy);
    }
}

unsafe fn print(message: *mut Message) -> Option<Vec<u8>> {
    let (mut text, mut length) = (null_mut(), 0);
    // SAFETY: a live message; what comes back is ours.
    unsafe {
        api::osip_message_to_str(message, &mut text, &mut length);
        api::take(text, length)
    }
}
