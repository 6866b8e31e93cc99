//! A heap that counts, and that fails on request, behind the allocator hooks. Each thread counts for itself.

use core::cell::Cell;
use core::ffi::c_void;
use core::ptr::null_mut;
use std::sync::Once;

type Malloc = unsafe extern "C" fn(usize) -> *mut c_void;
type Realloc = unsafe extern "C" fn(*mut c_void, usize) -> *mut c_void;
type Free = unsafe extern "C" fn(*mut c_void);

unsafe extern "C" {
    fn osip_set_allocators(malloc: Option<Malloc>, realloc: Option<Realloc>, free: Option<Free>);
}

thread_local! {
    static LIVE: Cell<(isize, isize)> = const { Cell::new((0, 0)) };
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
    static HAS_FAILED: Cell<bool> = const { Cell::new(false) };
}

/// Puts this heap behind the library.
pub fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        // SAFETY: three functions that go on with what `malloc` gave before.
        unsafe { osip_set_allocators(Some(malloc), Some(realloc), Some(free)) }
    });
}

/// How many blocks and bytes this thread has taken and not given back.
pub fn live() -> (isize, isize) {
    LIVE.get()
}

/// Runs `job` with one allocation failing, after `before` that do not. Says whether it came to that.
pub fn failing<T>(before: usize, job: impl FnOnce() -> T) -> (T, bool) {
    HAS_FAILED.set(false);
    LEFT.set(Some(before));
    let result = job();
    LEFT.set(None);
    (result, HAS_FAILED.get())
}

/// Runs `job` with no allocation failing, within [`failing`].
pub fn spared<T>(job: impl FnOnce() -> T) -> T {
    let left = LEFT.take();
    let result = job();
    LEFT.set(left);
    result
}

fn fails() -> bool {
    let left = LEFT.get();
    LEFT.set(left.and_then(|left| left.checked_sub(1)));
    if left == Some(0) {
        HAS_FAILED.set(true);
    }
    left == Some(0)
}

/// Adds a block to those that live, or takes it off.
fn count(place: *mut c_void, sign: isize) {
    if !place.is_null() {
        // SAFETY: a live block of `malloc`.
        let size = unsafe { libc::malloc_usable_size(place) };
        let (blocks, bytes) = LIVE.get();
        LIVE.set((blocks + sign, bytes + sign * size as isize));
    }
}

unsafe extern "C" fn malloc(size: usize) -> *mut c_void {
    if fails() {
        return null_mut();
    }
    // SAFETY: as `malloc`.
    let place = unsafe { libc::malloc(size) };
    count(place, 1);
    place
}

unsafe extern "C" fn realloc(place: *mut c_void, size: usize) -> *mut c_void {
    if fails() {
        return null_mut();
    }
    count(place, -1);
    // SAFETY: as `realloc`.
    let moved = unsafe { libc::realloc(place, size) };
    count(moved, 1);
    moved
}

unsafe extern "C" fn free(place: *mut c_void) {
    count(place, -1);
    // SAFETY: as `free`.
    unsafe { libc::free(place) }
}
