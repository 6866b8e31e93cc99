//! Any part of a multipart body through the C functions.

#![no_main]
#![allow(dead_code)]

use core::ptr::null_mut;

use libfuzzer_sys::fuzz_target;

#[path = "api.rs"]
mod api;

fuzz_target!(|bytes: &[u8]| {
    let (mut body, mut text, mut length) = (null_mut(), null_mut(), 0);
    // SAFETY: the calls of an ordinary C program.
    unsafe {
        api::osip_body_init(&mut body);
        if api::osip_body_parse_mime(body, bytes.as_ptr().cast(), bytes.len()) == 0
            && api::osip_body_to_str(body, &mut text, &mut length) == 0
        {
            assert!(!text.is_null());
            libc::free(text.cast());
        }
        api::osip_body_free(body);
    }
});
