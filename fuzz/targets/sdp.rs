//! Any session description through the C functions: what prints parses again, to the same text.

use core::ptr::null_mut;
use std::ffi::CString;

use eXosip2::sdp::Description;

use super::api;

pub fn run(bytes: &[u8]) {
    let Some(first) = print(bytes) else { return };
    let second = print(&first).expect("what was printed parses and prints");
    assert_eq!(String::from_utf8_lossy(&first), String::from_utf8_lossy(&second));
}

/// Parses, copies and prints the copy.
fn print(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = CString::new(bytes).ok()?;
    let (mut sdp, mut copy): (*mut Description, _) = (null_mut(), null_mut());
    let mut printed = null_mut();
    // SAFETY: the calls of an ordinary C program.
    unsafe {
        assert_eq!(api::sdp_message_init(&mut sdp), 0);
        if api::sdp_message_parse(sdp, text.as_ptr()) == 0 {
            assert_eq!(api::sdp_message_clone(sdp, &mut copy), 0);
            assert!(*copy == *sdp, "a copy differs");
            api::sdp_message_to_str(copy, &mut printed);
            api::sdp_message_free(copy);
        }
        api::sdp_message_free(sdp);
        let length = if printed.is_null() { 0 } else { libc::strlen(printed) };
        api::take(printed, length)
    }
}
