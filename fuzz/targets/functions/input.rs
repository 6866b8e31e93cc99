//! The input as arguments: numbers and texts, most of them sensible. An end of it is zeros.

use core::ffi::{CStr, c_char, c_int};
use std::ffi::CString;

pub(super) struct Input<'b>(pub(super) &'b [u8]);

/// A text for C, or NULL.
pub(super) struct Text(Option<CString>);

impl Text {
    pub(super) fn ptr(&self) -> *const c_char {
        self.0.as_ref().map_or(core::ptr::null(), |text| text.as_ptr())
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_deref().map_or(&[], CStr::to_bytes)
    }
}

impl Input<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// One of a table.
    pub(super) fn of<T: Copy>(&mut self, table: &[T]) -> T {
        table[usize::from(self.byte()) % table.len()]
    }

    /// A number that the library has given, or by one byte in eight another one.
    pub(super) fn id(&mut self, known: c_int) -> c_int {
        match self.byte() {
            byte if byte % 8 != 7 => known,
            byte => [0, -1, 1, 2, 3, 4, 77_777, c_int::MAX, c_int::MIN][usize::from(byte / 8) % 9],
        }
    }

    /// Any number.
    pub(super) fn number(&mut self) -> c_int {
        let byte = self.byte();
        let odd = [600, 3600, -1, -600, c_int::MAX, c_int::MIN, 60_000, 65_536];
        if byte < 128 { c_int::from(byte) } else { odd[usize::from(byte) % odd.len()] }
    }

    pub(super) fn status(&mut self) -> c_int {
        self.of(&[
            200, 180, 202, 183, 100, 101, 199, 204, 299, 300, 302, 401, 404, 407, 420, 422, 423,
            481, 486, 491, 500, 503, 600, 699, 700, 0, -1, 99,
        ])
    }

    /// A text of a table; after `=` the bytes up to a NUL; after `!` NULL.
    pub(super) fn text(&mut self, table: &[&str]) -> Text {
        Text(match self.byte() {
            b'=' => CString::new(self.rest_of_line()).ok(),
            b'!' => None,
            byte => CString::new(table[usize::from(byte) % table.len()]).ok(),
        })
    }

    /// The bytes up to a NUL.
    pub(super) fn rest_of_line(&mut self) -> Vec<u8> {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(self.0.len());
        let (line, rest) = self.0.split_at(end);
        self.0 = rest.get(1..).unwrap_or_default();
        line.to_vec()
    }
}
