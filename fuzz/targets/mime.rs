//! Any part of a multipart body through the C functions: what prints parses again, to the same text.

use core::ptr::null_mut;

use super::api;

pub fn run(bytes: &[u8]) {
    let Some(first) = print(bytes) else { return };
    let second = print(&first).expect("what was printed parses and prints");
    assert_eq!(String::from_utf8_lossy(&first), String::from_utf8_lossy(&second));
}

/// Parses, copies and prints the copy.
fn print(bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut body, mut copy, mut text, mut length) = (null_mut(), null_mut(), null_mut(), 0);
    // SAFETY: the calls of an ordinary C program.
    unsafe {
        assert_eq!(api::osip_body_init(&mut body), 0);
        if api::osip_body_parse_mime(body, bytes.as_ptr().cast(), bytes.len()) == 0 {
            assert_eq!(api::osip_body_clone(body, &mut copy), 0);
            assert!(*copy == *body, "a copy differs");
            api::osip_body_to_str(copy, &mut text, &mut length);
            api::osip_body_free(copy);
        }
        api::osip_body_free(body);
        api::take(text, length)
    }
}
