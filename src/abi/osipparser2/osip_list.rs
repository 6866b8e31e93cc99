//! `osipparser2/osip_list.h`: linked lists.

use core::ffi::{c_int, c_void};
use core::ptr::{NonNull, null_mut};

use crate::abi::osip2::osip::layer::{element_is_given, list_is_edited};
use crate::error::Error::{BadParameter, NotFound, Undefined};
use crate::error::{OK, Result};
use crate::mem::{CBox, free};

/// One place in a list.
#[repr(C)]
#[derive(Debug)]
pub struct RawNode {
    /// The next place; NULL at the end.
    pub next: *mut Self,
    /// The element.
    pub element: *mut c_void,
}

record_size!(RawNode: 16, 8);

/// A linked list. All zero is an empty one.
#[repr(C)]
#[derive(Debug)]
pub struct RawList {
    /// How many elements there are.
    pub nb_elt: c_int,
    /// The first place; NULL for an empty list.
    pub node: *mut RawNode,
}

record_size!(RawList: 16, 8);

/// A walk through a list.
#[repr(C)]
#[derive(Debug)]
pub struct ListIterator {
    /// Where the walk is; NULL at the end.
    pub actual: *mut RawNode,
    /// The pointer that leads there.
    pub prev: *mut *mut RawNode,
    /// The list.
    pub li: *mut RawList,
    /// How many elements come before.
    pub pos: c_int,
}

record_size!(ListIterator: 32, 16);

/// Frees one element of a list.
pub type FreeElement = unsafe extern "C" fn(*mut c_void);
/// Copies one element of a list.
pub type CloneElement = unsafe extern "C" fn(*mut c_void, *mut *mut c_void) -> c_int;

entry! {
    /// Makes `li` an empty list. What it held before is forgotten, not freed.
    fn osip_list_init(li: Option<&mut RawList>) -> c_int {
        let list = li.ok_or(BadParameter)?;
        list_is_edited(list);
        *list = RawList { nb_elt: 0, node: null_mut() };
        OK
    }

    /// Empties `li`. Each element is given to `free_func`, if there is one.
    fn osip_list_special_free(li: *mut RawList, free_func: Option<FreeElement>) {
        list_is_edited(li);
        free_elements(li, |element| {
            if let Some(free) = free_func {
                // SAFETY: the program says that `free_func` takes the elements of this list.
                unsafe { free(element) }
            }
        });
    }

    /// Appends to `dst` a copy of each element of `src`, made by `clone_func`. At the first copy that fails its
    /// code is returned; the copies made so far stay in `dst`.
    fn osip_list_clone(src: *const RawList, dst: *mut RawList, clone_func: Option<CloneElement>) -> c_int {
        list_is_edited(dst);
        let Some(source) = live(src) else { return Ok(OK) };
        clone_elements(source.node, source.nb_elt, dst, clone_func.ok_or(BadParameter)?)?
    }

    /// Empties a list of strings and frees them.
    fn osip_list_ofchar_free(li: *mut RawList) {
        list_is_edited(li);
        free_elements(li, |element| {
            if let Some(text) = NonNull::new(element) {
                // SAFETY: a string of this heap that the list owned.
                unsafe { free(text) }
            }
        });
    }

    /// How many elements there are.
    fn osip_list_size(li: Option<&RawList>) -> c_int {
        li.ok_or(BadParameter)?.nb_elt
    }

    /// 1 when `pos` is past the last element, else 0.
    fn osip_list_eol(li: Option<&RawList>, pos: c_int) -> c_int {
        c_int::from(pos >= li.ok_or(BadParameter)?.nb_elt)
    }

    /// Puts `element` at place `pos`, or at the end when `pos` is -1 or too large. Returns the new number of
    /// elements.
    fn osip_list_add(li: Option<&mut RawList>, element: *mut c_void, pos: c_int) -> c_int {
        let list = li.ok_or(BadParameter)?;
        list_is_edited(list);
        let position = match pos {
            -1 => usize::MAX,
            // The original puts it behind the first element for any other negative place.
            _ => usize::try_from(pos).unwrap_or(1),
        };
        let link = link(list, position);
        *link = CBox::new(RawNode { next: *link, element }).into_raw().as_ptr();
        list.nb_elt = list.nb_elt.saturating_add(1);
        list.nb_elt
    }

    /// The element at place `pos`; NULL if there is none.
    fn osip_list_get(li: Option<&RawList>, pos: c_int) -> *mut c_void {
        let list = li.ok_or(BadParameter)?;
        let element = element_at(list, pos)?;
        element_is_given(list, element);
        element
    }

    /// Takes the element at place `pos` out of the list without freeing it. Returns how many are left, or
    /// OSIP_UNDEFINED_ERROR if there is none.
    fn osip_list_remove(li: Option<&mut RawList>, pos: c_int) -> c_int {
        let list = li.ok_or(BadParameter)?;
        list_is_edited(list);
        let position = place(list, pos)?;
        unlink(link(list, position)).ok_or(Undefined)?;
        list.nb_elt = list.nb_elt.saturating_sub(1);
        list.nb_elt
    }

    /// Sets `it` to the first element and returns it; NULL for an empty list.
    fn osip_list_get_first(li: *const RawList, it: Option<&mut ListIterator>) -> *mut c_void {
        let it = it.ok_or(BadParameter)?;
        it.actual = null_mut();
        // The iterator may change the list later.
        let list = live_mut(li.cast_mut()).ok_or(BadParameter)?;
        it.li = list;
        it.prev = &raw mut list.node;
        if list.nb_elt > 0 && !list.node.is_null() {
            it.actual = list.node;
            it.pos = 0;
        }
        element_is_given(li, element(it));
        element(it)
    }

    /// Moves `it` to the next element and returns it; NULL behind the last.
    fn osip_list_get_next(it: Option<&mut ListIterator>) -> *mut c_void {
        let it = it.ok_or(BadParameter)?;
        // SAFETY: an iterator's place is null or a live node.
        let node = unsafe { it.actual.as_mut() }.ok_or(NotFound)?;
        it.prev = &raw mut node.next;
        it.actual = node.next;
        it.pos = it.pos.saturating_add(1);
        element_is_given(it.li, element(it));
        element(it)
    }

    /// Takes the element at `it` out of its list without freeing it, and returns the one that follows.
    fn osip_list_iterator_remove(it: Option<&mut ListIterator>) -> *mut c_void {
        let it = it.ok_or(BadParameter)?;
        if it.actual.is_null() {
            return Err(NotFound);
        }
        // SAFETY: the iterator stands on an element, so the link that leads there lives.
        let link = unsafe { it.prev.as_mut() }.ok_or(BadParameter)?;
        list_is_edited(it.li);
        unlink(link).ok_or(NotFound)?;
        it.actual = *link;
        // SAFETY: an iterator that stands on an element has its list.
        if let Some(list) = unsafe { it.li.as_mut() } {
            list.nb_elt = list.nb_elt.saturating_sub(1);
        }
        element_is_given(it.li, element(it));
        element(it)
    }
}

/// What a list parameter that may be passed twice points to.
fn live<'a>(list: *const RawList) -> Option<&'a RawList> {
    // SAFETY: the C contract: NULL or a list.
    unsafe { list.as_ref() }
}

/// As [`live`], to be changed.
fn live_mut<'a>(list: *mut RawList) -> Option<&'a mut RawList> {
    // SAFETY: the C contract: NULL or a list; no other borrow of it is held.
    unsafe { list.as_mut() }
}

/// The place `pos`, if the list counts that many elements.
fn place(list: &RawList, pos: c_int) -> Result<usize> {
    usize::try_from(pos).ok().filter(|_| pos < list.nb_elt).ok_or(Undefined)
}

/// The element at place `pos`.
pub(super) fn element_at(list: &RawList, pos: c_int) -> Result<*mut c_void> {
    let mut node = list.node;
    for _ in 0..place(list, pos)? {
        // SAFETY: a link of a list is null or leads to a live node.
        node = unsafe { node.as_ref() }.ok_or(Undefined)?.next;
    }
    // SAFETY: as above.
    Ok(unsafe { node.as_ref() }.ok_or(Undefined)?.element)
}

/// The element that an iterator stands on.
fn element(it: &ListIterator) -> *mut c_void {
    // SAFETY: an iterator's place is null or a live node.
    unsafe { it.actual.as_ref() }.map_or(null_mut(), |node| node.element)
}

/// The link that leads to place `position`, or the last link of a shorter list.
fn link(list: &mut RawList, position: usize) -> &mut *mut RawNode {
    let mut link = &mut list.node;
    for _ in 0..position {
        // SAFETY: a link of a list is null or leads to a live node.
        match unsafe { link.as_mut() } {
            Some(node) => link = &mut node.next,
            None => break,
        }
    }
    link
}

/// Takes the node behind `link` out of its list.
fn unlink(link: &mut *mut RawNode) -> Option<CBox<RawNode>> {
    // SAFETY: a list owns its nodes, and this one is about to leave it.
    let node = NonNull::new(*link).map(|node| unsafe { CBox::from_raw(node) })?;
    *link = node.next;
    Some(node)
}

/// Takes all elements out and passes each to `each`. No borrow of the list is held meanwhile.
fn free_elements(list: *mut RawList, mut each: impl FnMut(*mut c_void)) {
    loop {
        let Some(list) = live_mut(list) else { return };
        let Some(node) = unlink(&mut list.node) else {
            list.nb_elt = 0;
            return;
        };
        list.nb_elt = list.nb_elt.saturating_sub(1);
        each(node.element);
    }
}

/// Appends copies of `count` elements from `node` on. The end of `list` is sought once; no borrow of it is held
/// while the copies are made, and it may be the list that is copied.
fn clone_elements(
    mut node: *const RawNode,
    count: c_int,
    list: *mut RawList,
    copy: CloneElement,
) -> Result<c_int> {
    let Some(target) = live_mut(list) else { return Ok(OK) };
    let mut end: *mut *mut RawNode = link(target, usize::MAX);
    for _ in 0..count {
        // SAFETY: a link of a list is null or leads to a live node.
        let Some(source) = (unsafe { node.as_ref() }) else { break };
        // The node is made first: a copy without one would be lost.
        let mut new = CBox::new(RawNode { next: null_mut(), element: null_mut() });
        // SAFETY: the program says that `copy` takes the elements of this list.
        let code = unsafe { copy(source.element, &raw mut new.element) };
        if code != OK {
            return Ok(code);
        }
        let new = new.into_raw().as_ptr();
        node = source.next;
        // SAFETY: the last link of a live list.
        unsafe { end.write(new) };
        // SAFETY: the node just made.
        end = unsafe { &raw mut (*new).next };
        if let Some(list) = live_mut(list) {
            list.nb_elt = list.nb_elt.saturating_add(1);
        }
    }
    Ok(OK)
}
