//! A pointer that is the application's alone.

use core::ffi::c_void;
use core::ptr::null_mut;

/// A `void *` that an application keeps in one of our structs. We copy it and never follow it.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign(pub *mut c_void);

// SAFETY: to us it is a number.
unsafe impl Send for Foreign {}
// SAFETY: as above.
unsafe impl Sync for Foreign {}

impl Default for Foreign {
    fn default() -> Self {
        Self(null_mut())
    }
}
