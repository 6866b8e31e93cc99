//! Places in C for text or bytes of a limited length.

use core::ffi::{CStr, c_char, c_int};
use core::ptr::NonNull;

use crate::error::Error::BadParameter;
use crate::error::Result;

/// A `char *` and how many bytes may be written there.
#[derive(Debug)]
pub struct Room {
    place: NonNull<u8>,
    size: usize,
}

impl Room {
    /// `BadParameter` for NULL and for no room at all.
    pub fn new(place: *mut c_char, size: c_int) -> Result<Self> {
        let size = usize::try_from(size).ok().filter(|&size| size > 0).ok_or(BadParameter)?;
        Ok(Self { place: NonNull::new(place.cast()).ok_or(BadParameter)?, size })
    }

    /// How many bytes may be written.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Writes `text`, cut to what fits, and the NUL behind it.
    pub fn put_text(&mut self, text: &[u8]) {
        let text = text.get(..self.size - 1).unwrap_or(text);
        self.put(0, text);
        self.put(text.len(), b"\0");
    }

    /// Writes `bytes`, cut to what fits.
    pub fn put_bytes(&mut self, bytes: &[u8]) {
        self.put(0, bytes.get(..self.size).unwrap_or(bytes));
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        debug_assert!(at + bytes.len() <= self.size, "the callers cut");
        // SAFETY: `at` is within the room.
        let place = unsafe { self.place.add(at) };
        // SAFETY: C lends the room for the call, and the callers cut to what is left of it.
        unsafe { place.copy_from_nonoverlapping(NonNull::from(bytes).cast(), bytes.len()) };
    }
}

/// The text in an array of a C record: up to the first NUL, or all of it.
pub fn array_text(array: &[c_char]) -> Vec<u8> {
    array.iter().map(|c| u8::from_ne_bytes(c.to_ne_bytes())).take_while(|&byte| byte != 0).collect()
}

/// Writes `text`, cut to what fits, and the NUL behind it into an array of a C record.
pub fn set_array_text(array: &mut [c_char], text: &[u8]) {
    let Some((last, room)) = array.split_last_mut() else { return };
    *last = 0;
    for (at, place) in room.iter_mut().enumerate() {
        *place = c_char::from_ne_bytes([text.get(at).copied().unwrap_or(0)]);
    }
}

/// The text behind a `const void *` that a program declares to be a string; none for NULL.
///
/// # Safety
/// `value` is NULL or points to a string that ends with a NUL and lives as long as the call.
pub unsafe fn untyped_text<'a>(value: *const core::ffi::c_void) -> Option<&'a [u8]> {
    let place = NonNull::new(value.cast_mut().cast::<c_char>())?;
    // SAFETY: as the caller promises.
    Some(unsafe { CStr::from_ptr(place.as_ptr()) }.to_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_to_its_room_and_terminated() {
        let mut bytes = [c_char::MAX; 5];
        Room::new(bytes.as_mut_ptr(), 4).unwrap().put_text(b"abcdef");
        assert_eq!(array_text(&bytes), b"abc");
        assert_eq!((bytes[3], bytes[4]), (0, c_char::MAX));
        Room::new(bytes.as_mut_ptr(), 1).unwrap().put_text(b"abc");
        assert_eq!(bytes[0], 0);
        assert_eq!(Room::new(bytes.as_mut_ptr(), 0).err(), Some(BadParameter));
        assert_eq!(Room::new(core::ptr::null_mut(), 4).err(), Some(BadParameter));
    }

    #[test]
    fn arrays_of_records_hold_terminated_text() {
        let mut array = [1 as c_char; 4];
        set_array_text(&mut array, b"xy");
        assert_eq!((array[3], array_text(&array)), (0, b"xy".to_vec()));
        set_array_text(&mut array, b"longer");
        assert_eq!(array_text(&array), b"lon");
    }
}
