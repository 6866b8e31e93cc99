//! Every allocation failing in turn, through the C functions: the answer is `OSIP_NOMEM` or success, nothing is lost,
//! and the object is as good as before.

// Every line here calls C: the contract of each call is the header's.
#![allow(clippy::undocumented_unsafe_blocks, clippy::multiple_unsafe_ops_per_block)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, dead_code, missing_docs, unreachable_pub)]

#[path = "../common/mod.rs"]
mod common;

mod fields;
mod lists;
mod message;
mod osip2;
mod sdp;

use core::ffi::{c_char, c_int};
use core::ptr::null_mut;

use common::heap;

const OSIP_NOMEM: c_int = -4;

/// An object of the library, freed at the end.
pub struct Object<T> {
    pub place: *mut T,
    free: unsafe extern "C" fn(*mut T),
}

impl<T> Object<T> {
    pub fn new(
        init: unsafe extern "C" fn(*mut *mut T) -> c_int,
        free: unsafe extern "C" fn(*mut T),
    ) -> Self {
        let mut place = null_mut();
        assert_eq!(unsafe { init(&raw mut place) }, 0);
        Self { place, free }
    }

    /// What a function gave away.
    pub fn given(place: *mut T, free: unsafe extern "C" fn(*mut T)) -> Self {
        Self { place, free }
    }
}

impl<T> Drop for Object<T> {
    fn drop(&mut self) {
        unsafe { (self.free)(self.place) }
    }
}

/// What a call answered.
#[derive(Debug, PartialEq)]
pub enum Answer {
    Code(c_int),
    IsPointerGiven(bool),
}

impl From<c_int> for Answer {
    fn from(code: c_int) -> Self {
        Self::Code(code)
    }
}

impl Answer {
    fn is_success(&self) -> bool {
        matches!(self, Self::Code(0..) | Self::IsPointerGiven(true))
    }
}

/// Calls `call` on what `make` makes, once with each of its allocations failing, and once with none. `show` says what
/// there is of the object; a failed call leaves that as it was.
pub fn each_allocation_fails<T, A: Into<Answer>, S: PartialEq>(
    name: &str,
    make: impl Fn() -> T,
    call: impl Fn(&T) -> A,
    show: impl Fn(&T) -> S,
) {
    heap::install();
    for before in 0.. {
        let live = heap::live();
        let object = make();
        let shown = show(&object);
        let (answer, has_failed) = heap::failing(before, || call(&object).into());
        match &answer {
            Answer::Code(OSIP_NOMEM) | Answer::IsPointerGiven(false) => {
                assert!(has_failed, "{name}: {answer:?} though all memory was there");
                assert!(show(&object) == shown, "{name}: changed by a failure, {before}");
            }
            answer => {
                assert!(answer.is_success(), "{name}: {answer:?}, {before}");
                show(&object);
            }
        }
        drop(object);
        assert_eq!(heap::live(), live, "{name}: blocks and bytes live, {before}");
        if !has_failed {
            break;
        }
    }
}

/// A call that gives text away: whether it did. Its code agrees.
pub fn gives_text(call: impl FnOnce(*mut *mut c_char) -> c_int) -> c_int {
    let mut text = core::ptr::dangling_mut::<c_char>();
    let code = call(&raw mut text);
    assert_eq!(code == 0, !text.is_null(), "the place of the result says what the code says");
    unsafe { free_text(text) };
    code
}

/// A call that gives an object away.
pub fn gives_object<T>(
    free: unsafe extern "C" fn(*mut T),
    call: impl FnOnce(*mut *mut T) -> c_int,
) -> c_int {
    let mut object = null_mut();
    let code = call(&raw mut object);
    assert_eq!(code == 0, !object.is_null(), "the place of the result says what the code says");
    unsafe { free(object) };
    code
}

/// Frees text that the library gave, as `osip_free` does.
///
/// # Safety
/// NULL, or text of the library that the caller frees.
pub unsafe fn free_text(text: *mut c_char) {
    if !text.is_null() {
        unsafe { eXosip2::mem::Text::from_raw(core::ptr::NonNull::new_unchecked(text)) };
    }
}

/// Text for the library to own.
pub fn given(text: &str) -> *mut c_char {
    heap::spared(|| eXosip2::mem::Text::from(text)).into_raw().as_ptr()
}

/// Runs `call` with text of the library's heap, which is the caller's again if it fails.
pub fn giving<const N: usize>(
    texts: [&str; N],
    call: impl FnOnce([*mut c_char; N]) -> c_int,
) -> c_int {
    let texts = texts.map(given);
    let code = call(texts);
    if code < 0 {
        texts.iter().for_each(|&text| unsafe { free_text(text) });
    }
    code
}
