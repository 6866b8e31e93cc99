//! The three allocator hooks of `osip_port.h`, and what goes through them.

use core::ffi::c_void;
use core::mem::transmute;
use core::ptr::{NonNull, null_mut};
use core::sync::atomic::{AtomicPtr, Ordering::Relaxed};

use super::kept;

/// The shape of `malloc`.
pub type Malloc = unsafe extern "C" fn(usize) -> *mut c_void;
/// The shape of `realloc`.
pub type Realloc = unsafe extern "C" fn(*mut c_void, usize) -> *mut c_void;
/// The shape of `free`.
pub type Free = unsafe extern "C" fn(*mut c_void);

/// Read by the `osip_malloc` macro of the C headers; null stands for `malloc`.
#[unsafe(no_mangle)]
pub static osip_malloc_func: AtomicPtr<c_void> = AtomicPtr::new(null_mut());
/// Read by the `osip_realloc` macro of the C headers; null stands for `realloc`.
#[unsafe(no_mangle)]
pub static osip_realloc_func: AtomicPtr<c_void> = AtomicPtr::new(null_mut());
/// Read by the `osip_free` macro of the C headers; null stands for `free`.
#[unsafe(no_mangle)]
pub static osip_free_func: AtomicPtr<c_void> = AtomicPtr::new(null_mut());

/// Sets the three hooks; `None` stands for `malloc`, `realloc` and `free`.
pub fn set_allocators(malloc: Option<Malloc>, realloc: Option<Realloc>, free: Option<Free>) {
    osip_malloc_func.store(malloc.map_or(null_mut(), |hook| hook as *mut c_void), Relaxed);
    osip_realloc_func.store(realloc.map_or(null_mut(), |hook| hook as *mut c_void), Relaxed);
    osip_free_func.store(free.map_or(null_mut(), |hook| hook as *mut c_void), Relaxed);
}

/// What the allocator unwinds with; the ABI boundary turns it into `OSIP_NOMEM`.
pub struct OutOfMemory;

/// Memory of at least `size` bytes, aligned as `malloc` aligns. Unwinds with [`OutOfMemory`].
#[inline]
pub fn alloc(size: usize) -> NonNull<c_void> {
    let hook = osip_malloc_func.load(Relaxed);
    let place = if hook.is_null() {
        if let Some(place) = kept::take(size) {
            return place;
        }
        // SAFETY: `malloc` takes any size.
        unsafe { libc::malloc(size) }
    } else {
        // SAFETY: a hook that is set has the signature of `malloc`: `osip_set_allocators` says so.
        let hook = unsafe { transmute::<*mut c_void, Malloc>(hook) };
        // SAFETY: as `malloc`.
        unsafe { hook(size) }
    };
    NonNull::new(place).unwrap_or_else(|| out_of_memory())
}

/// As [`alloc`], of which all bytes are zero. Pages that the system has just given are not touched.
pub fn alloc_zeroed(size: usize) -> NonNull<c_void> {
    if osip_malloc_func.load(Relaxed).is_null() {
        // SAFETY: `calloc` takes any size.
        return NonNull::new(unsafe { libc::calloc(1, size) }).unwrap_or_else(|| out_of_memory());
    }
    let place = alloc(size);
    // SAFETY: fresh, and as large.
    unsafe { place.cast::<u8>().write_bytes(0, size) };
    place
}

/// Moves `place` to memory of at least `size` bytes. Unwinds with [`OutOfMemory`]; `place` then stays.
///
/// # Safety
/// `place` came from this heap and is not used again, unless this unwinds.
pub unsafe fn realloc(place: NonNull<c_void>, size: usize) -> NonNull<c_void> {
    let hook = osip_realloc_func.load(Relaxed);
    let moved = if hook.is_null() {
        // SAFETY: the caller gives `place` up.
        unsafe { libc::realloc(place.as_ptr(), size) }
    } else {
        // SAFETY: a hook that is set has the signature of `realloc`.
        let hook = unsafe { transmute::<*mut c_void, Realloc>(hook) };
        // SAFETY: the caller gives `place` up.
        unsafe { hook(place.as_ptr(), size) }
    };
    NonNull::new(moved).unwrap_or_else(|| out_of_memory())
}

/// Frees memory.
///
/// # Safety
/// `place` came from this heap, or from C's `osip_malloc`, and nothing else owns it.
#[inline]
pub unsafe fn free(place: NonNull<c_void>) {
    // SAFETY: as the caller promises.
    unsafe { free_sized(place, 0) }
}

/// Frees memory of which it is known that it holds `size` bytes.
///
/// # Safety
/// As [`free`], and it holds them.
#[inline]
pub unsafe fn free_sized(place: NonNull<c_void>, size: usize) {
    let hook = osip_free_func.load(Relaxed);
    if hook.is_null() {
        // SAFETY: the caller owned `place`, which came from `malloc`.
        if !unsafe { kept::keep(place, size) } {
            // SAFETY: as above, and it was not kept.
            unsafe { libc::free(place.as_ptr()) }
        }
    } else {
        // SAFETY: a hook that is set has the signature of `free`.
        let hook = unsafe { transmute::<*mut c_void, Free>(hook) };
        // SAFETY: the caller owned `place`.
        unsafe { hook(place.as_ptr()) }
    }
}

#[cold]
fn out_of_memory() -> ! {
    std::panic::resume_unwind(Box::new(OutOfMemory))
}
