//! Where it is not known how `malloc` cuts its blocks, none is kept.

use core::ffi::c_void;
use core::ptr::NonNull;

pub(super) fn take(_: usize) -> Option<NonNull<c_void>> {
    None
}

/// # Safety
/// None is needed: the block is left as it is.
pub(super) unsafe fn keep(_: NonNull<c_void>, _: usize) -> bool {
    false
}

/// Frees what this thread keeps.
pub fn release_kept() {}

/// Keeps none of what this thread frees from now on.
pub fn keep_nothing() {}
