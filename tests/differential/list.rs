//! `osip_list.h`

use core::ffi::{c_int, c_void};
use core::mem::zeroed;
use core::ptr::null_mut;

use eXosip2::abi::osipparser2::osip_list::{ListIterator, RawList};

use crate::api;
use crate::common::random::Seeded;

api! {
    fn osip_list_init(*mut RawList) -> c_int;
    fn osip_list_special_free(*mut RawList, Option<unsafe extern "C" fn(*mut c_void)>);
    fn osip_list_clone(*const RawList, *mut RawList, Option<unsafe extern "C" fn(*mut c_void, *mut *mut c_void) -> c_int>) -> c_int;
    fn osip_list_ofchar_free(*mut RawList);
    fn osip_list_size(*const RawList) -> c_int;
    fn osip_list_eol(*const RawList, c_int) -> c_int;
    fn osip_list_add(*mut RawList, *mut c_void, c_int) -> c_int;
    fn osip_list_get(*const RawList, c_int) -> *mut c_void;
    fn osip_list_remove(*mut RawList, c_int) -> c_int;
    fn osip_list_get_first(*const RawList, *mut ListIterator) -> *mut c_void;
    fn osip_list_get_next(*mut ListIterator) -> *mut c_void;
    fn osip_list_iterator_remove(*mut ListIterator) -> *mut c_void;
}

/// The count and the elements.
fn content(list: &RawList) -> (c_int, Vec<usize>) {
    let mut elements = Vec::new();
    let mut node = list.node;
    while let Some(at) = unsafe { node.as_ref() } {
        elements.push(at.element as usize);
        node = at.next;
    }
    (list.nb_elt, elements)
}

/// Copies an element to the number that follows; 7 cannot be copied.
unsafe extern "C" fn copy(element: *mut c_void, copy: *mut *mut c_void) -> c_int {
    if element as usize == 7 {
        return -9;
    }
    unsafe { copy.write((element as usize + 1) as *mut c_void) };
    0
}

unsafe extern "C" fn forget(_: *mut c_void) {}

/// What a random walk over one list answers at each step.
fn walk(api: &Api, seed: u64) -> Vec<(c_int, usize, c_int, Vec<usize>)> {
    let mut random = Seeded(seed);
    let mut list: RawList = unsafe { zeroed() };
    let mut it: ListIterator = unsafe { zeroed() };
    let mut log = Vec::new();
    for _ in 0..60 {
        let pos = random.below(12) as c_int - 3;
        let element = random.below(9) as *mut c_void;
        let (mut code, mut place) = (0, null_mut());
        unsafe {
            match random.below(10) {
                0..4 => code = (api.osip_list_add)(&raw mut list, element, pos),
                4 => code = (api.osip_list_remove)(&raw mut list, pos),
                5 => place = (api.osip_list_get)(&raw const list, pos),
                6 => code = (api.osip_list_eol)(&raw const list, pos),
                7 => code = (api.osip_list_size)(&raw const list),
                8 => {
                    place = (api.osip_list_get_first)(&raw const list, &raw mut it);
                    while !it.actual.is_null() {
                        log.push((it.pos, place as usize, it.pos, vec![]));
                        place = match random.one_in(3) {
                            true => (api.osip_list_iterator_remove)(&raw mut it),
                            false => (api.osip_list_get_next)(&raw mut it),
                        };
                    }
                    code = it.pos;
                }
                _ => {
                    let mut other: RawList = zeroed();
                    code = (api.osip_list_clone)(&raw const list, &raw mut other, Some(copy));
                    let (count, elements) = content(&other);
                    log.push((code, 0, count, elements));
                    (api.osip_list_special_free)(&raw mut other, Some(forget));
                }
            }
        }
        let (count, elements) = content(&list);
        log.push((code, place as usize, count, elements));
    }
    unsafe { (api.osip_list_special_free)(&raw mut list, None) };
    log.push((0, 0, list.nb_elt, content(&list).1));
    log
}

#[test]
fn random_walks_answer_the_same() {
    for seed in 0..500 {
        assert_eq!(walk(ours(), seed), walk(original(), seed), "seed {seed}");
    }
}

#[test]
fn null_lists_answer_the_same() {
    let ask = |api: &Api| unsafe {
        let mut it: ListIterator = zeroed();
        (api.osip_list_special_free)(null_mut(), Some(forget));
        (api.osip_list_ofchar_free)(null_mut());
        (
            (api.osip_list_init)(null_mut()),
            (api.osip_list_size)(null_mut()),
            (api.osip_list_eol)(null_mut(), 0),
            (api.osip_list_add)(null_mut(), null_mut(), 0),
            (api.osip_list_get)(null_mut(), 0),
            (api.osip_list_remove)(null_mut(), 0),
            (api.osip_list_get_first)(null_mut(), &raw mut it),
            (api.osip_list_clone)(null_mut(), null_mut(), Some(copy)),
        )
    };
    assert_eq!(ask(ours()), ask(original()));
}
