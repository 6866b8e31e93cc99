//! `osipparser2/osip_list.h`

use core::ffi::{c_int, c_void};

/// One place in a list.
#[repr(C)]
#[derive(Debug)]
pub struct RawNode {
    /// The next place; NULL at the end.
    pub next: *mut RawNode,
    /// The element.
    pub element: *mut c_void,
}

const _: () = assert!(size_of::<RawNode>() == 16);

/// A linked list. All zero is an empty one.
#[repr(C)]
#[derive(Debug)]
pub struct RawList {
    /// How many elements there are.
    pub nb_elt: c_int,
    /// The first place; NULL for an empty list.
    pub node: *mut RawNode,
}

const _: () = assert!(size_of::<RawList>() == 16);

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

const _: () = assert!(size_of::<ListIterator>() == 32);

/// Frees one element of a list.
pub type FreeElement = unsafe extern "C" fn(*mut c_void);
/// Copies one element of a list.
pub type CloneElement = unsafe extern "C" fn(*mut c_void, *mut *mut c_void) -> c_int;

entry_stub! {
    fn osip_list_init(li: *mut RawList) -> c_int;
    fn osip_list_special_free(li: *mut RawList, free_func: Option<FreeElement>);
    fn osip_list_clone(src: *const RawList, dst: *mut RawList, clone_func: Option<CloneElement>) -> c_int;
    fn osip_list_ofchar_free(li: *mut RawList);
    fn osip_list_size(li: *const RawList) -> c_int;
    fn osip_list_eol(li: *const RawList, pos: c_int) -> c_int;
    fn osip_list_add(li: *mut RawList, element: *mut c_void, pos: c_int) -> c_int;
    fn osip_list_get(li: *const RawList, pos: c_int) -> *mut c_void;
    fn osip_list_remove(li: *mut RawList, pos: c_int) -> c_int;
    fn osip_list_get_first(li: *const RawList, it: *mut ListIterator) -> *mut c_void;
    fn osip_list_get_next(it: *mut ListIterator) -> *mut c_void;
    fn osip_list_iterator_remove(it: *mut ListIterator) -> *mut c_void;
}
