//! The value of an option, before its type is known.

use core::ffi::{c_int, c_void};
use core::ptr::NonNull;

use crate::abi::room::untyped_text;
use crate::error::Error::BadParameter;
use crate::error::Result;

#[derive(Clone, Copy)]
pub(super) struct Value(pub(super) *const c_void);

impl Value {
    /// What a pointer to a record of C points to.
    pub(super) fn record<'a, T>(self) -> Result<&'a T> {
        // SAFETY: C lends what the documentation of the option says.
        NonNull::new(self.0.cast_mut().cast::<T>())
            .map(|place| unsafe { place.as_ref() })
            .ok_or(BadParameter)
    }

    /// The same, to be written to: some options answer in their value, although it is declared constant.
    pub(super) fn answer<'a, T>(self) -> Result<&'a mut T> {
        // SAFETY: C lends what the documentation of the option says.
        NonNull::new(self.0.cast_mut().cast::<T>())
            .map(|mut place| unsafe { place.as_mut() })
            .ok_or(BadParameter)
    }

    pub(super) fn int(self) -> Result<c_int> {
        self.record().copied()
    }

    /// Text, or nothing for NULL and for an empty one.
    pub(super) fn text<'a>(self) -> &'a [u8] {
        // SAFETY: C lends a string.
        unsafe { untyped_text(self.0) }.unwrap_or_default()
    }
}
