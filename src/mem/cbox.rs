//! One object on the shared heap.

use core::fmt;
use core::marker::PhantomData;
use core::mem::forget;
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;

use super::{alloc, alloc_zeroed, free_sized};

/// A `Box` on the heap shared with C. `Option<CBox<T>>` is a nullable `T *`.
#[repr(transparent)]
pub struct CBox<T>(NonNull<T>, PhantomData<T>);

// SAFETY: a `CBox` owns its `T`, as `Box` does.
unsafe impl<T: Send> Send for CBox<T> {}
// SAFETY: a shared `CBox` lends shared `T`s only.
unsafe impl<T: Sync> Sync for CBox<T> {}

impl<T> CBox<T> {
    /// Moves `value` to the shared heap.
    pub fn new(value: T) -> Self {
        Self::made(|| value)
    }

    /// Makes a value where it is to stay. `make` is not to unwind: the memory would be lost.
    fn made(make: impl FnOnce() -> T) -> Self {
        const { assert!(align_of::<T>() <= 16, "malloc aligns to 16 bytes") };
        let place = alloc(size_of::<T>()).cast::<T>();
        // SAFETY: fresh, large enough and aligned.
        unsafe { place.write(make()) };
        Self(place, PhantomData)
    }

    /// A value of which all bytes are zero.
    ///
    /// # Safety
    /// All bytes zero are a valid `T`.
    pub unsafe fn zeroed() -> Self {
        const { assert!(align_of::<T>() <= 16, "malloc aligns to 16 bytes") };
        Self(alloc_zeroed(size_of::<T>()).cast(), PhantomData)
    }

    /// The pointer itself, for C to read or write through while we still own the object.
    pub fn lend(&self) -> NonNull<T> {
        self.0
    }

    /// Releases the ownership of the object, and returns its pointer.
    pub fn into_raw(self) -> NonNull<T> {
        let place = self.0;
        forget(self);
        place
    }

    /// Takes over an object that C, or [`CBox::into_raw`], gave away.
    ///
    /// # Safety
    /// `place` holds a live `T` on the shared heap that nothing else owns.
    pub unsafe fn from_raw(place: NonNull<T>) -> Self {
        Self(place, PhantomData)
    }

    /// Moves the object out of the shared heap.
    pub fn into_inner(self) -> T {
        let place = self.into_raw();
        // SAFETY: a live value that we own and do not use again.
        let value = unsafe { place.read() };
        // SAFETY: only the memory is left, and it is ours.
        unsafe { free_sized(place.cast(), size_of::<T>()) };
        value
    }
}

impl<T> Drop for CBox<T> {
    fn drop(&mut self) {
        // SAFETY: we own the value and it is not used again.
        unsafe { self.0.drop_in_place() };
        // SAFETY: we own the memory and it is not used again.
        unsafe { free_sized(self.0.cast(), size_of::<T>()) }
    }
}

impl<T> Deref for CBox<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the invariant of `CBox`: a live value, borrowed with `self`.
        unsafe { self.0.as_ref() }
    }
}

impl<T> DerefMut for CBox<T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as `deref`, and `self` is borrowed mutably.
        unsafe { self.0.as_mut() }
    }
}

impl<T: Default> Default for CBox<T> {
    fn default() -> Self {
        Self::made(T::default)
    }
}

impl<T: Clone> Clone for CBox<T> {
    fn clone(&self) -> Self {
        Self::new((**self).clone())
    }
}

impl<T: fmt::Debug> fmt::Debug for CBox<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: PartialEq> PartialEq for CBox<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}
