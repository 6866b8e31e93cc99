//! The state of a dialog.

use core::ffi::c_int;

/// The state of a dialog: one of the values that C's `state_t` has for dialogs. C may store any other number.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DialogState(pub c_int);

impl DialogState {
    /// Created by a provisional response (`DIALOG_EARLY`).
    pub const EARLY: Self = Self(20);
    /// Created or confirmed by a 2xx (`DIALOG_CONFIRMED`).
    pub const CONFIRMED: Self = Self(21);
    /// Ended (`DIALOG_CLOSE`).
    pub const CLOSED: Self = Self(22);

    /// The state of a dialog that a response with this status creates.
    pub fn of_status(status: c_int) -> Self {
        if (200..300).contains(&status) { Self::CONFIRMED } else { Self::EARLY }
    }
}
