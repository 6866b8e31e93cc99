//! What C passes and what C gets: the parameter types, the guard, and the setters' rule.

use core::ffi::{CStr, c_char, c_int};
use core::marker::PhantomData;
use core::mem::{ManuallyDrop, forget, replace};
use core::ptr::{NonNull, null, null_mut};
use core::slice;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::Error::BadParameter;
use crate::error::{Error, OK, Result};
use crate::mem::{CBox, OutOfMemory, Text};
use crate::sip::Wire;
use crate::sip::grammar::is_one_line;

/// A `const char *` lent for the call.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Str<'a>(Option<NonNull<c_char>>, PhantomData<&'a CStr>);

impl<'a> Str<'a> {
    /// The text; `BadParameter` for NULL.
    pub fn bytes(self) -> Result<&'a [u8]> {
        self.optional().ok_or(BadParameter)
    }

    /// The text, or `None` for NULL.
    pub fn optional(self) -> Option<&'a [u8]> {
        // SAFETY: C lends a terminated string for the call.
        self.0.map(|place| unsafe { CStr::from_ptr(place.as_ptr()) }.to_bytes())
    }

    /// The `length` bytes there, NULs among them; `BadParameter` for NULL.
    pub fn counted(self, length: usize) -> Result<&'a [u8]> {
        let place = self.0.ok_or(BadParameter)?.cast::<u8>().as_ptr();
        // SAFETY: C lends that many bytes for the call.
        Ok(unsafe { slice::from_raw_parts(place, length) })
    }

    /// The text of a header: `Syntax` if it holds a line break that would end the header.
    pub fn line(self) -> Result<&'a [u8]> {
        let text = self.bytes()?;
        is_one_line(text).then_some(text).ok_or(Error::Syntax)
    }

    /// At most `length` bytes of the text, which needs no terminator if it is that long.
    pub fn prefix(self, length: usize) -> Result<&'a [u8]> {
        let place = self.0.ok_or(BadParameter)?;
        // SAFETY: C lends `length` bytes, or a string that ends before.
        let length = unsafe { libc::strnlen(place.as_ptr(), length) };
        // SAFETY: so many bytes were just read.
        Ok(unsafe { slice::from_raw_parts(place.as_ptr().cast(), length) })
    }

    /// The pointer itself; `BadParameter` for NULL.
    pub fn place(self) -> Result<NonNull<c_char>> {
        self.0.ok_or(BadParameter)
    }
}

/// A `char *` lent for the call: text to be changed in place, or room for text.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct StrMut<'a>(Str<'a>);

impl<'a> StrMut<'a> {
    /// The text; `BadParameter` for NULL.
    pub fn bytes(self) -> Result<&'a [u8]> {
        self.0.bytes()
    }

    /// The pointer itself; `BadParameter` for NULL.
    pub fn place(self) -> Result<NonNull<c_char>> {
        self.0.place()
    }

    /// Writes `text`, NULs up to `length` bytes in all, and one NUL more, whose place is given back.
    ///
    /// `text` may lie in what is written over.
    pub fn write(self, text: *const [u8], length: usize) -> Result<NonNull<c_char>> {
        let place = self.place()?.cast::<u8>();
        let padding = length.saturating_sub(text.len());
        // SAFETY: C lends room for `length` bytes and a NUL; the source is live.
        unsafe { place.as_ptr().copy_from(text.cast(), text.len()) };
        // SAFETY: within that room.
        let end = unsafe { place.add(text.len()) };
        // SAFETY: the rest of that room.
        unsafe { end.write_bytes(0, padding + 1) };
        // SAFETY: within that room.
        Ok(unsafe { end.add(padding) }.cast())
    }
}

/// A `char *` lent for the call and only read.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct LooseStr<'a>(Str<'a>);

impl<'a> LooseStr<'a> {
    /// The text; `BadParameter` for NULL.
    pub fn bytes(self) -> Result<&'a [u8]> {
        self.0.bytes()
    }

    /// The text, or `None` for NULL.
    pub fn optional(self) -> Option<&'a [u8]> {
        self.0.optional()
    }
}

/// A `char *` or `T *` whose ownership passes from C to the library if the call succeeds, and stays with C if it fails.
#[repr(transparent)]
pub struct Given<O>(ManuallyDrop<Option<O>>);

impl<O> Given<O> {
    /// What C holds out.
    pub fn get(&self) -> Option<&O> {
        self.0.as_ref()
    }

    /// Takes it over: the call cannot fail any more.
    pub fn take(mut self) -> Option<O> {
        self.0.take()
    }
}

/// A place in C for a result. What it holds before is never read or dropped.
#[repr(transparent)]
pub struct Out<'a, T>(Option<NonNull<T>>, PhantomData<&'a mut T>);

impl<T> Out<'_, T> {
    /// Makes the value only once there is a place to put it.
    pub fn give(self, make: impl FnOnce() -> Result<T>) -> Result<()> {
        let place = self.0.ok_or(BadParameter)?;
        let value = make()?;
        // SAFETY: C lends a writable place for the call.
        unsafe { place.write(value) };
        Ok(())
    }

    /// As [`Out::give`], but a failure leaves `otherwise` in the place.
    pub fn give_or(self, otherwise: T, make: impl FnOnce() -> Result<T>) -> Result<()> {
        let place = self.0.ok_or(BadParameter)?;
        // SAFETY: C lends a writable place for the call.
        unsafe { place.write(otherwise) };
        Out(Some(place), PhantomData).give(make)
    }

    /// Whether there is a place.
    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }
}

/// What C gets when a body fails.
pub trait Answer {
    /// The value that stands for `error`.
    fn from_error(error: Error) -> Self;
}

impl Answer for c_int {
    fn from_error(error: Error) -> Self {
        error.code()
    }
}

impl Answer for () {
    fn from_error(_: Error) {}
}

impl<T> Answer for Option<T> {
    fn from_error(_: Error) -> Self {
        None
    }
}

impl<T> Answer for *const T {
    fn from_error(_: Error) -> Self {
        null()
    }
}

impl<T> Answer for *mut T {
    fn from_error(_: Error) -> Self {
        null_mut()
    }
}

/// Functions whose result cannot report a failure return zero. Fixed types, for `c_long` is `c_int` on some systems.
macro_rules! zero_answers {
    ($($ty:ty)*) => {$(
        impl Answer for $ty {
            fn from_error(_: Error) -> Self {
                0
            }
        }
    )*};
}
zero_answers!(u32 i64 u64);

/// Runs one body: no panic crosses into C, and every failure becomes the value that C expects.
pub fn guard<A: Answer>(body: impl FnOnce() -> Result<A>) -> A {
    let mut body = Some(body);
    let mut answer = None;
    let panic = contain(&mut || answer = body.take().map(|body| body()));
    answer.unwrap_or(Err(panic)).unwrap_or_else(A::from_error)
}

/// Runs a body; the error says what its panic meant, if there was one. Compiled once, not for each of the exported functions.
#[inline(never)]
fn contain(body: &mut dyn FnMut()) -> Error {
    match catch_unwind(AssertUnwindSafe(body)) {
        Err(cause) if cause.is::<OutOfMemory>() => Error::NoMem,
        _ => Error::Undefined,
    }
}

/// Sets a field as the C setters do: the old value is C's to free, and often freed already.
pub fn overwrite<T>(field: &mut T, value: T) {
    forget(replace(field, value));
}

/// Makes an empty object for C to own.
pub fn create<T: Default>(dest: Out<'_, Option<CBox<T>>>) -> Result<c_int> {
    dest.give(|| Ok(Some(CBox::new(T::default()))))?;
    Ok(OK)
}

/// Fills an empty object from its text.
pub fn fill<T: Wire>(object: Option<&mut T>, text: Str<'_>) -> Result<c_int> {
    object.ok_or(BadParameter)?.parse(text.line()?)?;
    Ok(OK)
}

/// Returns the text that `write` makes of an object to C, or NULL if that fails.
pub fn print<T>(
    object: Option<&T>,
    dest: Out<'_, Option<Text>>,
    write: impl FnOnce(&T, &mut Vec<u8>) -> Result<()>,
) -> Result<c_int> {
    dest.give_or(None, || {
        let mut out = Vec::with_capacity(128);
        write(object.ok_or(BadParameter)?, &mut out)?;
        Ok(Some(Text::new(&out)))
    })?;
    Ok(OK)
}

/// Whether two objects match: `OK` or `Undefined`. They may be one and the same.
pub fn matching<T>(
    one: Option<NonNull<T>>,
    other: Option<NonNull<T>>,
    is_match: impl FnOnce(&T, &T) -> Result<bool>,
) -> Result<c_int> {
    // SAFETY: C lends the object for the call.
    let one = unsafe { one.ok_or(BadParameter)?.as_ref() };
    // SAFETY: as above; both are only read.
    let other = unsafe { other.ok_or(BadParameter)?.as_ref() };
    is_match(one, other)?.then_some(OK).ok_or(Error::Undefined)
}

/// Returns a deep copy of an object to C, or NULL if that fails.
pub fn copy<T: Clone>(object: Option<&T>, dest: Out<'_, Option<CBox<T>>>) -> Result<c_int> {
    dest.give_or(None, || Ok(Some(CBox::new(object.ok_or(BadParameter)?.clone()))))?;
    Ok(OK)
}

/// Lends the object in a field.
pub fn lend<T>(field: &Option<CBox<T>>) -> Option<NonNull<T>> {
    field.as_ref().map(CBox::lend)
}

/// Lends the string in a field.
pub fn lend_text(field: &Option<Text>) -> Option<NonNull<c_char>> {
    field.as_ref().map(Text::lend)
}
