//! Any session description through the C functions: what prints parses again, to the same text.

#![no_main]
#![allow(dead_code)]

use core::ptr::null_mut;
use std::ffi::{CStr, CString};

use eXosip2::sdp::Description;
use libfuzzer_sys::fuzz_target;

#[path = "api.rs"]
mod api;

fuzz_target!(|bytes: &[u8]| {
    let Some(first) = print(bytes) else { return };
    let second = print(&first).expect("what was printed parses and prints");
    assert_eq!(String::from_utf8_lossy(&first), String::from_utf8_lossy(&second));
});

/// Parses, copies and prints the copy.
fn print(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = CString::new(bytes).ok()?;
    let (mut sdp, mut copy): (*mut Description, _) = (null_mut(), null_mut());
    let mut printed = null_mut();
    // SAFETY: the calls of an ordinary C program.
    unsafe {
        api::sdp_message_init(&mut sdp);
        if api::sdp_message_parse(sdp, text.as_ptr()) == 0
            && api::sdp_message_clone(sdp, &mut copy) == 0
        {
            api::sdp_message_to_str(copy, &mut printed);
            api::sdp_message_free(copy);
        }
        api::sdp_message_free(sdp);
    }
    if printed.is_null() {
        return None;
    }
    // SAFETY: a terminated string that is ours to free.
    unsafe {
        let text = CStr::from_ptr(printed).to_bytes().to_vec();
        libc::free(printed.cast());
        Some(text)
    }
}
