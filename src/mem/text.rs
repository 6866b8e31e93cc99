//! One C string on the shared heap.

use core::ffi::{CStr, c_char};
use core::fmt;
use core::ops::Deref;
use core::ptr::NonNull;
use core::slice;

use super::{alloc, free};

/// An owned C string. `Option<Text>` is a nullable `char *`.
#[repr(transparent)]
pub struct Text(NonNull<c_char>);

// SAFETY: `Text` owns its buffer, as `Box<CStr>` does.
unsafe impl Send for Text {}
// SAFETY: a shared `Text` is only read.
unsafe impl Sync for Text {}

impl Text {
    /// Copies all of `bytes`. A NUL among them ends the text, as C sees it, but see [`Counted`].
    pub fn new(bytes: &[u8]) -> Self {
        let length = bytes.len();
        let place = alloc(length + 1).cast::<u8>();
        // SAFETY: `place` is fresh and has room for `length` bytes and the terminator.
        unsafe { copy(bytes, place) };
        // SAFETY: the last byte of the room.
        let end = unsafe { place.add(length) };
        // SAFETY: as above.
        unsafe { end.write(0) };
        Self(place.cast())
    }

    /// The text without its terminator.
    pub fn as_bytes(&self) -> &[u8] {
        // SAFETY: the invariant of `Text`: a live, NUL-terminated buffer.
        unsafe { CStr::from_ptr(self.0.as_ptr()) }.to_bytes()
    }

    /// A changed copy of `bytes`: see [`Text::rewrite`].
    pub fn changed(bytes: &[u8], change: impl FnOnce(&mut [u8]) -> usize) -> Self {
        let mut text = Self::new(bytes);
        // SAFETY: it has just been made of so many bytes.
        unsafe { text.rewrite_all(bytes.len(), change) };
        text
    }

    /// Changes the text in place. It may become shorter: `change` returns its new length.
    pub fn rewrite(&mut self, change: impl FnOnce(&mut [u8]) -> usize) {
        let length = self.as_bytes().len();
        // SAFETY: so many bytes stand before the terminator.
        unsafe { self.rewrite_all(length, change) }
    }

    /// # Safety
    /// The buffer has `length` bytes and one more.
    #[inline]
    unsafe fn rewrite_all(&mut self, length: usize, change: impl FnOnce(&mut [u8]) -> usize) {
        // SAFETY: the caller's promise; they are our own, borrowed with `self`.
        let bytes = unsafe { slice::from_raw_parts_mut(self.0.as_ptr().cast::<u8>(), length) };
        let end = change(bytes).min(length);
        // SAFETY: at most the place of the terminator.
        let end = unsafe { self.0.add(end) };
        // SAFETY: as above.
        unsafe { end.write(0) }
    }

    /// Whether this is `other`, whatever the case of ASCII letters.
    pub fn eq_ignore_case(&self, other: &[u8]) -> bool {
        self.as_bytes().eq_ignore_ascii_case(other)
    }

    /// The pointer itself, for C to read or write through while we still own the string.
    pub fn lend(&self) -> NonNull<c_char> {
        self.0
    }

    /// Releases the ownership of the string, and returns its pointer.
    pub fn into_raw(self) -> NonNull<c_char> {
        let place = self.0;
        core::mem::forget(self);
        place
    }

    /// Takes over a string that C, or [`Text::into_raw`], gave away.
    ///
    /// # Safety
    /// `place` is a live, NUL-terminated string on the shared heap that nothing else owns.
    pub unsafe fn from_raw(place: NonNull<c_char>) -> Self {
        Self(place)
    }
}

/// Copies `bytes` to `place`. Most are few: then a call of `memcpy` would cost more than the copy.
///
/// # Safety
/// `place` has room for them, and is no part of them.
#[inline]
unsafe fn copy(bytes: &[u8], place: NonNull<u8>) {
    match bytes.len() {
        // SAFETY: there are 16 bytes, and no more than twice as many; the rest is the caller's promise.
        16..=32 => unsafe { copy_ends::<16>(bytes, place) },
        // SAFETY: as above.
        8..=15 => unsafe { copy_ends::<8>(bytes, place) },
        // SAFETY: as above.
        4..=7 => unsafe { copy_ends::<4>(bytes, place) },
        // SAFETY: as above.
        2..=3 => unsafe { copy_ends::<2>(bytes, place) },
        // SAFETY: the caller's promise.
        length => unsafe { place.copy_from_nonoverlapping(NonNull::from(bytes).cast(), length) },
    }
}

/// Copies the first `N` bytes and the last.
///
/// # Safety
/// `place` has room for all of `bytes`, and is no part of them.
#[inline]
unsafe fn copy_ends<const N: usize>(bytes: &[u8], place: NonNull<u8>) {
    let (Some(first), Some(last)) = (bytes.first_chunk::<N>(), bytes.last_chunk::<N>()) else {
        return;
    };
    // SAFETY: `bytes` has so many, and so has the room.
    unsafe { place.cast::<[u8; N]>().write(*first) };
    // SAFETY: as above.
    let end = unsafe { place.add(bytes.len() - N) };
    // SAFETY: as above.
    unsafe { end.cast::<[u8; N]>().write(*last) };
}

/// A record of C that keeps the length of a text beside it, for there may be NULs within.
///
/// # Safety
/// There are `length` bytes at the text that [`Counted::counted`] returns.
pub unsafe trait Counted {
    /// The text and its length.
    fn counted(&self) -> Option<(&Text, usize)>;

    /// All its bytes, NULs among them; none if there is no text.
    fn bytes(&self) -> &[u8] {
        let Some((text, length)) = self.counted() else { return &[] };
        // SAFETY: the promise of the trait.
        unsafe { slice::from_raw_parts(text.0.as_ptr().cast::<u8>(), length) }
    }
}

impl Deref for Text {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        // SAFETY: we own the buffer and it is not used again.
        unsafe { free(self.0.cast()) }
    }
}

impl Clone for Text {
    fn clone(&self) -> Self {
        Self::new(self.as_bytes())
    }
}

impl From<&[u8]> for Text {
    fn from(bytes: &[u8]) -> Self {
        Self::new(bytes)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::new(text.as_bytes())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(self.as_bytes()))
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Text {}
