//! Small blocks that a thread has freed, kept for what it asks for next. The tree of a message takes a hundred of them,
//! most of two or three sizes, and is soon freed; the C library keeps seven of a size a thread (glibc's tcache), and
//! gathers and cuts the others anew each time.
//!
//! Every block is one of `malloc`, which C may free: it is only given back later. Tools that follow each block
//! (valgrind, the sanitizers) see all of them: nothing is kept then.

use core::cell::Cell;
use core::ffi::{CStr, c_void};
use core::ptr::{NonNull, null, null_mut};
use std::sync::OnceLock;

/// What a block of the first class holds.
const SMALLEST: usize = 24;
/// What a block holds beyond one of the class before. These are the sizes of glibc.
const STEP: usize = 16;
const CLASSES: usize = 32;
/// How many bytes of each class a thread keeps: what a few dozen trees take.
const BYTES: usize = 32 << 10;

thread_local! {
    static KEPT: Kept = const { Kept::new() };
}

/// A block of at least `size` bytes that this thread has kept.
#[inline]
pub(super) fn take(size: usize) -> Option<NonNull<c_void>> {
    KEPT.try_with(|kept| kept.take(size)).ok().flatten()
}

/// Keeps a block of at least `size` bytes, or of any size if that is 0; false if it is to be freed.
///
/// # Safety
/// `place` came from `malloc`, holds that many, and nothing else owns it.
#[inline]
pub(super) unsafe fn keep(place: NonNull<c_void>, size: usize) -> bool {
    // SAFETY: as the caller promises.
    KEPT.try_with(|kept| unsafe { kept.keep(place, size) }).unwrap_or(false)
}

/// Frees what this thread keeps.
pub fn release_kept() {
    // A thread that is about to end has done so already.
    let _ = KEPT.try_with(Kept::release);
}

/// Keeps none of what this thread frees from now on: it is freed for others.
pub fn keep_nothing() {
    let _ = KEPT.try_with(|kept| kept.is_set.set(true));
}

/// What one thread keeps: a list for each class.
struct Kept {
    lists: [List; CLASSES],
    /// Whether it has been decided that there is room in them.
    is_set: Cell<bool>,
}

struct List {
    first: Cell<*mut Block>,
    /// How many more it takes.
    room: Cell<u16>,
}

/// How a block that is kept begins.
#[repr(C)]
struct Block {
    /// The next of its list, [`masked`].
    next: *mut Self,
    /// Who keeps it.
    list: *const List,
}

impl Kept {
    const fn new() -> Self {
        Self { lists: [const { List::new() }; CLASSES], is_set: Cell::new(false) }
    }

    #[inline]
    fn take(&self, size: usize) -> Option<NonNull<c_void>> {
        self.lists.get(size.saturating_sub(SMALLEST).div_ceil(STEP))?.pop()
    }

    /// # Safety
    /// As of [`keep`].
    #[inline]
    unsafe fn keep(&self, place: NonNull<c_void>, size: usize) -> bool {
        let usable = match size {
            // Half of a tree are list nodes and records of two pointers.
            1..=SMALLEST => SMALLEST,
            // SAFETY: alive, and of `malloc`.
            _ => unsafe { libc::malloc_usable_size(place.as_ptr()) },
        };
        let class = usable.checked_sub(SMALLEST).map(|beyond| beyond / STEP);
        let Some(list) = class.and_then(|class| self.lists.get(class)) else { return false };
        if list.room.get() == 0 {
            self.decide();
            if list.room.get() == 0 {
                return false;
            }
        }
        // SAFETY: large enough for all that is taken from this list, and given up.
        unsafe { list.push(place.cast()) };
        true
    }

    /// Makes room in all lists, once, if this is a heap to keep blocks of.
    #[cold]
    fn decide(&self) {
        if !self.is_set.replace(true) && may_keep() {
            self.make_room();
        }
    }

    fn make_room(&self) {
        for (class, list) in self.lists.iter().enumerate() {
            list.room.set(u16::try_from(BYTES / (SMALLEST + STEP * class)).unwrap_or(u16::MAX));
        }
    }

    fn release(&self) {
        for place in self.lists.iter().flat_map(|list| core::iter::from_fn(|| list.pop())) {
            // SAFETY: of `malloc`, and nothing owns it any more.
            unsafe { libc::free(place.as_ptr()) };
        }
    }
}

impl List {
    const fn new() -> Self {
        Self { first: Cell::new(null_mut()), room: Cell::new(0) }
    }

    #[inline]
    fn pop(&self) -> Option<NonNull<c_void>> {
        let mut place = NonNull::new(self.first.get())?;
        // SAFETY: what is in a list is ours, and begins so.
        let block = unsafe { place.as_mut() };
        self.first.set(masked(block.next, place));
        block.list = null();
        self.room.update(|room| room + 1);
        Some(place.cast())
    }

    /// Adds a block, for which there must be room.
    ///
    /// # Safety
    /// Nothing else owns the block, and it is large enough.
    #[inline]
    unsafe fn push(&self, place: NonNull<Block>) {
        // SAFETY: within the block.
        let list = unsafe { &raw const (*place.as_ptr()).list };
        // SAFETY: as above. It may never have been written: it is read once, as it is, and not believed alone.
        if core::ptr::eq(unsafe { list.read_volatile() }, self) && self.has(place) {
            // A program that frees twice shall not get it twice.
            return;
        }
        // SAFETY: large enough, and ours.
        unsafe { place.write(Block { next: masked(self.first.get(), place), list: self }) };
        self.first.set(place.as_ptr());
        self.room.update(|room| room - 1);
    }

    #[cold]
    fn has(&self, wanted: NonNull<Block>) -> bool {
        let mut next = NonNull::new(self.first.get());
        while let Some(place) = next.filter(|place| *place != wanted) {
            // SAFETY: what is in a list is ours, and begins so.
            next = NonNull::new(masked(unsafe { place.as_ref() }.next, place));
        }
        next.is_some()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.release();
    }
}

/// A link as it stands in the block at `place`, and back: as in glibc, a program that writes beyond its own block cannot
/// choose what it is given next.
#[inline]
fn masked(next: *mut Block, place: NonNull<Block>) -> *mut Block {
    next.map_addr(|address| address ^ (place.addr().get() >> 12))
}

/// Whether no tool follows the blocks of this process, and the heap says how large they are. Our own tests under
/// AddressSanitizer are built with assertions.
fn may_keep() -> bool {
    const SANITIZERS: [&CStr; 4] =
        [c"__asan_init", c"__hwasan_init", c"__msan_init", c"__tsan_init"];
    static MAY_KEEP: OnceLock<bool> = OnceLock::new();
    *MAY_KEEP.get_or_init(|| {
        !cfg!(debug_assertions)
            && !is_under_valgrind()
            && has_sizes()
            && holds_smallest()
            && SANITIZERS.into_iter().all(|name| address_of(name).is_none())
    })
}

/// Whether `malloc_usable_size` is of the same library as `malloc`: a program may bring a `malloc` of its own, and no more.
fn has_sizes() -> bool {
    let home = home_of(c"malloc");
    home.is_some() && home == home_of(c"malloc_usable_size")
}

/// Whether the smallest block holds what one of the first class does, as glibc's do.
fn holds_smallest() -> bool {
    // SAFETY: `malloc` takes any size.
    let place = unsafe { libc::malloc(1) };
    // SAFETY: alive, or null, which has no size.
    let usable = unsafe { libc::malloc_usable_size(place) };
    // SAFETY: not used again.
    unsafe { libc::free(place) };
    usable >= SMALLEST
}

/// Where the library begins that a name is found in.
fn home_of(name: &CStr) -> Option<NonNull<c_void>> {
    let address = address_of(name)?;
    let mut found = libc::Dl_info {
        dli_fname: null(),
        dli_fbase: null_mut(),
        dli_sname: null(),
        dli_saddr: null_mut(),
    };
    // SAFETY: writes to the record.
    let is_found = unsafe { libc::dladdr(address.as_ptr(), &raw mut found) } != 0;
    NonNull::new(found.dli_fbase).filter(|_| is_found)
}

fn address_of(name: &CStr) -> Option<NonNull<c_void>> {
    // SAFETY: looks for a name, and no more.
    NonNull::new(unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) })
}

/// Whether one of valgrind's tools has put its heap before that of the C library. Some, callgrind among them, have none.
fn is_under_valgrind() -> bool {
    std::env::var_os("LD_PRELOAD").is_some_and(|preloaded| {
        let preloaded = preloaded.to_string_lossy();
        preloaded
            .split([':', ' '])
            .any(|library| library.contains("vgpreload_") && !library.contains("vgpreload_core"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept {
        let kept = Kept::new();
        kept.is_set.set(true);
        kept.make_room();
        kept
    }

    fn block(size: usize) -> NonNull<c_void> {
        // SAFETY: `malloc` takes any size.
        NonNull::new(unsafe { libc::malloc(size) }).unwrap()
    }

    /// Of a size of glibc, and no larger: at times `malloc` gives some bytes more.
    fn exact_block(size: usize) -> NonNull<c_void> {
        // SAFETY: alive.
        let is_exact = |place| unsafe { libc::malloc_usable_size(place) } == size;
        let mut larger = Vec::new();
        loop {
            let place = block(size);
            if is_exact(place.as_ptr()) {
                larger.into_iter().for_each(free);
                return place;
            }
            larger.push(place);
        }
    }

    fn free(place: NonNull<c_void>) {
        // SAFETY: of `malloc`, and not used again.
        unsafe { libc::free(place.as_ptr()) };
    }

    #[test]
    fn a_block_is_given_again_to_what_fits_in_it() {
        let (kept, place) = (kept(), exact_block(40));
        // SAFETY: not used again but as a kept one.
        assert!(unsafe { kept.keep(place, 0) });
        assert_eq!(kept.take(41), None);
        assert_eq!(kept.take(24), None);
        assert_eq!(kept.take(40), Some(place));
        assert_eq!(kept.take(40), None);
        free(place);
    }

    #[test]
    fn a_record_of_two_pointers_is_of_the_first_class() {
        let (kept, place) = (kept(), block(16));
        // SAFETY: not used again but as a kept one.
        assert!(unsafe { kept.keep(place, 16) });
        assert_eq!(kept.take(SMALLEST + 1), None);
        assert_eq!(kept.take(SMALLEST), Some(place));
        free(place);
    }

    #[test]
    fn every_block_that_is_given_is_as_large_as_was_asked_for() {
        let kept = kept();
        for size in 0..700 {
            let place = block(size);
            // SAFETY: not used again but as a kept one, or freed.
            if !unsafe { kept.keep(place, 0) } {
                free(place);
                continue;
            }
            for asked in (0..700).rev() {
                let Some(place) = kept.take(asked) else { continue };
                // SAFETY: alive.
                assert!(unsafe { libc::malloc_usable_size(place.as_ptr()) } >= asked);
                free(place);
            }
        }
    }

    #[test]
    fn so_many_are_kept_and_no_more() {
        let kept = kept();
        let offered: Vec<_> = (0..2 * BYTES / SMALLEST).map(|_| exact_block(SMALLEST)).collect();
        for place in offered {
            // SAFETY: not used again but as a kept one, or freed.
            if !unsafe { kept.keep(place, 0) } {
                free(place);
            }
        }
        let given = core::iter::from_fn(|| kept.take(SMALLEST));
        assert_eq!(given.map(free).count(), BYTES / SMALLEST);
    }

    #[test]
    fn a_block_freed_twice_is_given_once() {
        let (kept, other, place) = (kept(), exact_block(24), exact_block(24));
        for place in [other, place, other, place] {
            // SAFETY: the second time, nothing is done with it.
            assert!(unsafe { kept.keep(place, 0) });
        }
        let given: Vec<_> = core::iter::from_fn(|| kept.take(24)).collect();
        assert_eq!(given, [place, other]);
        given.into_iter().for_each(free);
    }

    #[test]
    fn a_tool_that_watches_sees_every_block() {
        let (kept, place) = (Kept::new(), block(24));
        // SAFETY: not used again but as a kept one, or freed.
        let is_kept = unsafe { kept.keep(place, 0) };
        assert_eq!(is_kept, may_keep());
        if !is_kept {
            free(place);
        }
        assert!(!cfg!(debug_assertions) || !is_kept);
    }
}
