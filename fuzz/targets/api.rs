//! The C functions that the targets call.

use core::ffi::{c_char, c_int, c_void};

use eXosip2::sdp::Description;
use eXosip2::sip::{Body, Header, Message};

#[allow(improper_ctypes)]
unsafe extern "C" {
    pub fn osip_message_init(message: *mut *mut Message) -> c_int;
    pub fn osip_message_parse(message: *mut Message, text: *const c_char, length: usize) -> c_int;
    pub fn osip_message_clone(message: *const Message, copy: *mut *mut Message) -> c_int;
    pub fn osip_message_to_str(
        message: *mut Message,
        text: *mut *mut c_char,
        length: *mut usize,
    ) -> c_int;
    pub fn osip_message_force_update(message: *mut Message) -> c_int;
    pub fn osip_message_free(message: *mut Message);
    pub fn osip_message_set_header(m: *mut Message, n: *const c_char, v: *const c_char) -> c_int;
    pub fn osip_message_set_multiple_header(
        m: *mut Message,
        n: *mut c_char,
        v: *mut c_char,
    ) -> c_int;
    pub fn osip_message_set_body(m: *mut Message, text: *const c_char, length: usize) -> c_int;
    pub fn osip_message_append_via(m: *mut Message, text: *const c_char) -> c_int;
    pub fn osip_list_get(list: *const c_void, position: c_int) -> *mut c_void;
    pub fn osip_header_free(header: *mut Header);
    pub fn osip_list_remove(list: *mut c_void, position: c_int) -> c_int;
    pub fn osip_body_init(body: *mut *mut Body) -> c_int;
    pub fn osip_body_parse_mime(body: *mut Body, text: *const c_char, length: usize) -> c_int;
    pub fn osip_body_clone(body: *const Body, copy: *mut *mut Body) -> c_int;
    pub fn osip_body_to_str(body: *const Body, text: *mut *mut c_char, length: *mut usize)
    -> c_int;
    pub fn osip_body_free(body: *mut Body);
    pub fn sdp_message_init(sdp: *mut *mut Description) -> c_int;
    pub fn sdp_message_parse(sdp: *mut Description, text: *const c_char) -> c_int;
    pub fn sdp_message_to_str(sdp: *mut Description, text: *mut *mut c_char) -> c_int;
    pub fn sdp_message_clone(sdp: *mut Description, copy: *mut *mut Description) -> c_int;
    pub fn sdp_message_free(sdp: *mut Description);
}

/// The bytes of a text that the library gave away, and the terminator is where it should be; the text is freed.
///
/// # Safety
/// NULL, or `length` bytes and a NUL that are ours.
pub unsafe fn take(text: *mut c_char, length: usize) -> Option<Vec<u8>> {
    if text.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    let bytes = unsafe { core::slice::from_raw_parts(text.cast::<u8>(), length + 1) }.to_vec();
    // SAFETY: the caller's promise.
    unsafe { libc::free(text.cast()) };
    assert_eq!(bytes.last(), Some(&0));
    Some(bytes[..length].to_vec())
}
