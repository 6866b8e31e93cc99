//! `osipparser2/osip_list.h`

use core::ffi::{c_int, c_void};

use crate::abi::types::{CloneElement, FreeElement, ListIterator, RawList};

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
