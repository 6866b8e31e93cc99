//! Debian's libosip2 and libosipparser2, loaded beside ours: the same calls run on both and the results are compared.
//!
//! ```ignore
//! api! {
//!     fn osip_from_init(*mut *mut NameAddr) -> c_int;
//!     fn osip_from_parse(*mut NameAddr, *const c_char) -> c_int;
//! }
//!
//! fn parse(api: &Api, text: &[u8]) -> (c_int, Option<NameAddr>) { .. }
//!
//! assert_eq!(parse(ours(), text), parse(original(), text));
//! ```
//!
//! Its structs are read as our own types: same layout, and the same heap, so that either library may free them.

use core::ffi::{CStr, c_char, c_int, c_void};
use std::sync::OnceLock;

/// Declares `Api`, a table of functions, and the two tables: `ours()` and `original()`.
#[macro_export]
macro_rules! api {
    ($(fn $name:ident($($arg:ty),* $(,)?) $(-> $ret:ty)?;)*) => {
        /// One library's functions.
        #[allow(non_snake_case)]
        pub(crate) struct Api {
            $(pub(crate) $name: unsafe extern "C" fn($($arg),*) $(-> $ret)?,)*
        }

        /// The functions of this crate.
        #[allow(improper_ctypes)]
        pub(crate) fn ours() -> &'static Api {
            mod linked {
                #[allow(unused_imports)]
                use super::*;
                unsafe extern "C" {
                    $(pub(crate) fn $name($(_: $arg),*) $(-> $ret)?;)*
                }
            }
            static OURS: Api = Api { $($name: linked::$name),* };
            &OURS
        }

        /// The functions of Debian's library.
        pub(crate) fn original() -> &'static Api {
            static ORIGINAL: std::sync::OnceLock<Api> = std::sync::OnceLock::new();
            ORIGINAL.get_or_init(|| Api {
                // SAFETY: the prototypes are those of the library's headers.
                $($name: unsafe {
                    core::mem::transmute::<
                        *mut core::ffi::c_void,
                        unsafe extern "C" fn($($arg),*) $(-> $ret)?,
                    >($crate::common::oracle::symbol(stringify!($name)))
                },)*
            })
        }
    };
}

/// The address of a function of Debian's library.
pub fn symbol(name: &str) -> *mut c_void {
    let name = std::ffi::CString::new(name).unwrap();
    // SAFETY: an open library and a terminated name.
    let address = unsafe { libc::dlsym(library(), name.as_ptr()) };
    assert!(!address.is_null(), "Debian's libosipparser2 has no {name:?}");
    address
}

fn library() -> *mut c_void {
    static LIBRARY: OnceLock<usize> = OnceLock::new();
    let address = LIBRARY.get_or_init(|| {
        let flags = libc::RTLD_NOW | libc::RTLD_LOCAL | libc::RTLD_DEEPBIND;
        // SAFETY: a terminated name; the library's constructors do nothing to us.
        let library = unsafe { libc::dlopen(c"libosip2.so.15".as_ptr(), flags) };
        assert!(
            !library.is_null(),
            "libosip2.so.15 is missing: install it by `apt-get install libosip2-15`"
        );
        prepare(library);
        library as usize
    });
    *address as *mut c_void
}

/// What takes the lines of a trace; the last argument is a `va_list`.
type Trace = extern "C" fn(*const c_char, c_int, c_int, *const c_char, *mut c_void);

extern "C" fn ignore(_: *const c_char, _: c_int, _: c_int, _: *const c_char, _: *mut c_void) {}

/// The original needs `parser_init` first, and prints its complaints unless its trace is off. Even where a test of the
/// levels turns it on, nothing is written.
#[allow(clippy::multiple_unsafe_ops_per_block)]
fn prepare(library: *mut c_void) {
    // SAFETY: both functions exist in every build, with these prototypes.
    unsafe {
        let init: extern "C" fn() -> c_int =
            core::mem::transmute(libc::dlsym(library, c"parser_init".as_ptr()));
        init();
        let trace: extern "C" fn(c_int, Trace) =
            core::mem::transmute(libc::dlsym(library, c"osip_trace_initialize_func".as_ptr()));
        trace(0, ignore);
        let disable: extern "C" fn(c_int) =
            core::mem::transmute(libc::dlsym(library, c"osip_trace_disable_level".as_ptr()));
        (0..8).for_each(|level| disable(level));
    }
}

/// `text` with a NUL behind it, for C.
pub fn terminated(text: &[u8]) -> Vec<u8> {
    [text, b"\0"].concat()
}

/// A pointer to terminated text, or NULL.
pub fn pointer(text: &Option<Vec<u8>>) -> *const c_char {
    text.as_ref().map_or(core::ptr::null(), |text| text.as_ptr().cast())
}

/// The bytes of a string that a library gave away; the string is freed.
///
/// # Safety
/// NULL, or a terminated string from `malloc` that the caller frees.
pub unsafe fn take_text(text: *mut c_char) -> Option<Vec<u8>> {
    if text.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    let bytes = unsafe { CStr::from_ptr(text) }.to_bytes().to_vec();
    // SAFETY: the caller's promise.
    unsafe { libc::free(text.cast()) };
    Some(bytes)
}

/// The bytes of a string that a library lent.
///
/// # Safety
/// NULL, or a terminated string.
pub unsafe fn lent_text(text: *const c_char) -> Option<Vec<u8>> {
    // SAFETY: the caller's promise.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_bytes().to_vec())
}
