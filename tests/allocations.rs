//! What the header types take from the heap: one piece for each string and node that C may free, nothing else; and
//! each piece may be refused.

// Every line here calls C: the contract of each call is the header's.
#![allow(clippy::undocumented_unsafe_blocks, clippy::multiple_unsafe_ops_per_block)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, unreachable_pub, dead_code)]

#[path = "common/mod.rs"]
mod common;

use core::ffi::{c_char, c_int, c_void};
use core::ptr::null_mut;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ffi::CString;
use std::sync::Once;
use std::sync::atomic::Ordering::Relaxed;

use eXosip2::mem::{osip_free_func, osip_malloc_func};
use eXosip2::sip::{CSeq, CallId, CallInfo, ContentType, NameAddr, Uri, Via};

api! {
    fn osip_uri_init(*mut *mut Uri) -> c_int;
    fn osip_uri_free(*mut Uri);
    fn osip_uri_parse(*mut Uri, *const c_char) -> c_int;
    fn osip_uri_to_str(*const Uri, *mut *mut c_char) -> c_int;
    fn osip_uri_clone(*const Uri, *mut *mut Uri) -> c_int;
    fn osip_from_init(*mut *mut NameAddr) -> c_int;
    fn osip_from_free(*mut NameAddr);
    fn osip_from_parse(*mut NameAddr, *const c_char) -> c_int;
    fn osip_from_to_str(*const NameAddr, *mut *mut c_char) -> c_int;
    fn osip_from_clone(*const NameAddr, *mut *mut NameAddr) -> c_int;
    fn osip_via_init(*mut *mut Via) -> c_int;
    fn osip_via_free(*mut Via);
    fn osip_via_parse(*mut Via, *const c_char) -> c_int;
    fn osip_via_to_str(*const Via, *mut *mut c_char) -> c_int;
    fn osip_via_clone(*const Via, *mut *mut Via) -> c_int;
    fn osip_cseq_init(*mut *mut CSeq) -> c_int;
    fn osip_cseq_free(*mut CSeq);
    fn osip_cseq_parse(*mut CSeq, *const c_char) -> c_int;
    fn osip_cseq_to_str(*const CSeq, *mut *mut c_char) -> c_int;
    fn osip_cseq_clone(*const CSeq, *mut *mut CSeq) -> c_int;
    fn osip_call_id_init(*mut *mut CallId) -> c_int;
    fn osip_call_id_free(*mut CallId);
    fn osip_call_id_parse(*mut CallId, *const c_char) -> c_int;
    fn osip_call_id_to_str(*const CallId, *mut *mut c_char) -> c_int;
    fn osip_call_id_clone(*const CallId, *mut *mut CallId) -> c_int;
    fn osip_content_type_init(*mut *mut ContentType) -> c_int;
    fn osip_content_type_free(*mut ContentType);
    fn osip_content_type_parse(*mut ContentType, *const c_char) -> c_int;
    fn osip_content_type_to_str(*const ContentType, *mut *mut c_char) -> c_int;
    fn osip_content_type_clone(*const ContentType, *mut *mut ContentType) -> c_int;
    fn osip_call_info_init(*mut *mut CallInfo) -> c_int;
    fn osip_call_info_free(*mut CallInfo);
    fn osip_call_info_parse(*mut CallInfo, *const c_char) -> c_int;
    fn osip_call_info_to_str(*const CallInfo, *mut *mut c_char) -> c_int;
    fn osip_call_info_clone(*const CallInfo, *mut *mut CallInfo) -> c_int;
}

thread_local! {
    /// Pieces taken through the hooks, and those not given back.
    static TAKEN: Cell<usize> = const { Cell::new(0) };
    static LIVE: Cell<isize> = const { Cell::new(0) };
    /// How many pieces may still be taken.
    static ALLOWED: Cell<usize> = const { Cell::new(usize::MAX) };
    /// Pieces of Rust's own heap.
    static RUST: Cell<usize> = const { Cell::new(0) };
}

/// Counts what Rust takes for itself.
struct Counting;

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        RUST.set(RUST.get() + 1);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static RUST_HEAP: Counting = Counting;

unsafe extern "C" fn take(size: usize) -> *mut c_void {
    let Some(allowed) = ALLOWED.get().checked_sub(1) else { return null_mut() };
    ALLOWED.set(allowed);
    TAKEN.set(TAKEN.get() + 1);
    LIVE.set(LIVE.get() + 1);
    unsafe { libc::malloc(size) }
}

unsafe extern "C" fn give_back(place: *mut c_void) {
    LIVE.set(LIVE.get() - 1);
    unsafe { libc::free(place) }
}

fn hook_in() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        osip_malloc_func.store(take as *mut c_void, Relaxed);
        osip_free_func.store(give_back as *mut c_void, Relaxed);
    });
}

/// The functions of one header type.
struct Calls<T> {
    init: unsafe extern "C" fn(*mut *mut T) -> c_int,
    free: unsafe extern "C" fn(*mut T),
    parse: unsafe extern "C" fn(*mut T, *const c_char) -> c_int,
    to_str: unsafe extern "C" fn(*const T, *mut *mut c_char) -> c_int,
    clone: unsafe extern "C" fn(*const T, *mut *mut T) -> c_int,
}

/// What `action` takes through the hooks and of Rust's heap.
fn counted(action: impl FnOnce() -> c_int) -> (usize, usize) {
    let (taken, rust) = (TAKEN.get(), RUST.get());
    assert_eq!(action(), 0);
    (TAKEN.get() - taken, RUST.get() - rust)
}

/// Parses, prints and copies `text`, for which `pieces` are needed beside the object itself.
fn check<T>(calls: &Calls<T>, text: &str, pieces: usize) {
    hook_in();
    let text = CString::new(text).unwrap();
    let (mut value, mut copy, mut printed) = (null_mut(), null_mut(), null_mut());
    unsafe {
        assert_eq!(counted(|| (calls.init)(&mut value)), (1, 0));
        assert_eq!(counted(|| (calls.parse)(value, text.as_ptr())), (pieces, 0), "{text:?}");
        assert_eq!(counted(|| (calls.clone)(value, &mut copy)), (pieces + 1, 0), "{text:?}");
        // The text is put together in one piece.
        assert_eq!(counted(|| (calls.to_str)(value, &mut printed)), (1, 1), "{text:?}");
        give_back(printed.cast());
        (calls.free)(copy);
        (calls.free)(value);
    }
    assert_eq!(LIVE.get(), 0, "{text:?}");

    for allowed in 0..2 * pieces + 3 {
        ALLOWED.set(allowed);
        assert_eq!(unsafe { round(calls, &text) }, -4, "{text:?} {allowed}");
        assert_eq!(LIVE.get(), 0, "{text:?} {allowed}");
    }
    ALLOWED.set(usize::MAX);
    assert_eq!(unsafe { round(calls, &text) }, 0);
    assert_eq!(LIVE.get(), 0);
}

/// As a C program does: everything that was made is freed, whatever failed. The first code that is not 0.
unsafe fn round<T>(calls: &Calls<T>, text: &CString) -> c_int {
    let (mut value, mut copy, mut printed) = (null_mut(), null_mut(), null_mut());
    unsafe {
        let mut code = (calls.init)(&mut value);
        if code != 0 {
            return code;
        }
        code = (calls.parse)(value, text.as_ptr());
        if code == 0 {
            code = (calls.clone)(value, &mut copy);
        }
        if code == 0 {
            code = (calls.to_str)(value, &mut printed);
        }
        if !printed.is_null() {
            give_back(printed.cast());
        }
        (calls.free)(copy);
        (calls.free)(value);
        code
    }
}

macro_rules! check {
    ($init:ident $free:ident $parse:ident $to_str:ident $clone:ident: $($text:literal takes $pieces:expr;)*) => {
        let api = ours();
        let calls = Calls {
            init: api.$init,
            free: api.$free,
            parse: api.$parse,
            to_str: api.$to_str,
            clone: api.$clone,
        };
        $(check(&calls, $text, $pieces);)*
    };
}

/// A parameter: a node, the parameter, its name, its value.
const PARAM: usize = 4;
/// A parameter without a value.
const FLAG: usize = 3;

#[test]
fn headers_take_one_piece_for_each_string_and_node() {
    check! { osip_uri_init osip_uri_free osip_uri_parse osip_uri_to_str osip_uri_clone:
        "sip:h" takes 2;
        "sip:al%20ice:s%3Acret@[::1]:5060;transport=tcp;lr?a%20b=%41" takes 5 + PARAM + FLAG + PARAM;
        "tel:+12" takes 2;
    }
    check! { osip_from_init osip_from_free osip_from_parse osip_from_to_str osip_from_clone:
        "\"Alice\" <sip:alice@example.com;lr>;tag=1" takes 1 + 4 + FLAG + PARAM;
        "sip:alice@example.com;tag=1" takes 4 + PARAM;
    }
    check! { osip_via_init osip_via_free osip_via_parse osip_via_to_str osip_via_clone:
        "SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bK;rport (x)" takes 5 + PARAM + FLAG;
    }
    check! { osip_cseq_init osip_cseq_free osip_cseq_parse osip_cseq_to_str osip_cseq_clone:
        "1 INVITE" takes 2;
    }
    check! { osip_call_id_init osip_call_id_free osip_call_id_parse osip_call_id_to_str osip_call_id_clone:
        "a@b" takes 2;
    }
    check! { osip_content_type_init osip_content_type_free osip_content_type_parse osip_content_type_to_str osip_content_type_clone:
        "text/plain;charset=utf-8" takes 2 + PARAM;
    }
    check! { osip_call_info_init osip_call_info_free osip_call_info_parse osip_call_info_to_str osip_call_info_clone:
        "<http://a/b>;purpose=icon" takes 1 + PARAM;
    }
}
