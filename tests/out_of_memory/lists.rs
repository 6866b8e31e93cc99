//! `osip_list.h`, `osip_fifo.h`, `osip_mt.h`, `osip_condv.h`.

use core::ffi::{c_char, c_int, c_uint, c_void};
use core::ptr::null_mut;

use eXosip2::abi::osipparser2::osip_list::RawList;

use crate::{Answer, api, each_allocation_fails, given};

type CloneElement = unsafe extern "C" fn(*mut c_void, *mut *mut c_void) -> c_int;

api! {
    fn osip_list_add(*mut RawList, *mut c_void, c_int) -> c_int;
    fn osip_list_clone(*const RawList, *mut RawList, Option<CloneElement>) -> c_int;
    fn osip_list_ofchar_free(*mut RawList);
    fn osip_strdup(*const c_char) -> *mut c_char;
    fn osip_sem_init(c_uint) -> *mut c_void;
    fn osip_sem_destroy(*mut c_void) -> c_int;
    fn osip_mutex_init() -> *mut c_void;
    fn osip_mutex_destroy(*mut c_void);
    fn osip_cond_init() -> *mut c_void;
    fn osip_cond_destroy(*mut c_void) -> c_int;
}

/// A list of text, freed at the end.
struct Texts(Box<RawList>);

impl Texts {
    fn new(texts: &[&str]) -> Self {
        let mut list = Self(Box::new(RawList { nb_elt: 0, node: null_mut() }));
        texts.iter().for_each(|text| {
            assert!(unsafe { (ours().osip_list_add)(list.place(), given(text).cast(), -1) } > 0);
        });
        list
    }

    fn place(&mut self) -> *mut RawList {
        &raw mut *self.0
    }

    fn raw(&self) -> *mut RawList {
        (&raw const *self.0).cast_mut()
    }

    fn size(&self) -> c_int {
        self.0.nb_elt
    }
}

impl Drop for Texts {
    fn drop(&mut self) {
        unsafe { (ours().osip_list_ofchar_free)(self.raw()) }
    }
}

unsafe extern "C" fn clone_text(text: *mut c_void, copy: *mut *mut c_void) -> c_int {
    unsafe { *copy = (ours().osip_strdup)(text.cast()).cast() };
    if unsafe { *copy }.is_null() { crate::OSIP_NOMEM } else { 0 }
}

#[test]
fn lists_grow() {
    for position in [-1, 0, 1, 9] {
        each_allocation_fails(
            "osip_list_add",
            || Texts::new(&["a", "b"]),
            |list| {
                let text = given("c");
                let code = unsafe { (ours().osip_list_add)(list.raw(), text.cast(), position) };
                if code < 0 {
                    unsafe { crate::free_text(text) };
                }
                code
            },
            Texts::size,
        );
    }
}

#[test]
fn lists_are_copied() {
    let make = || (Texts::new(&["a", "b", "c"]), Texts::new(&[]));
    // The copies made before one fails stay, as in the original.
    each_allocation_fails(
        "osip_list_clone",
        make,
        |(from, to)| unsafe { (ours().osip_list_clone)(from.raw(), to.raw(), Some(clone_text)) },
        |(from, _)| from.size(),
    );
}

#[test]
fn locks() {
    let api = ours();
    let made = |name: &str, make: &dyn Fn() -> *mut c_void, free: &dyn Fn(*mut c_void)| {
        each_allocation_fails(
            name,
            || (),
            |()| {
                let place = make();
                free(place);
                Answer::IsPointerGiven(!place.is_null())
            },
            |()| (),
        );
    };
    made("osip_sem_init", &|| unsafe { (api.osip_sem_init)(1) }, &|sem| unsafe {
        assert_eq!((api.osip_sem_destroy)(sem), 0);
    });
    made("osip_mutex_init", &|| unsafe { (api.osip_mutex_init)() }, &|mutex| unsafe {
        (api.osip_mutex_destroy)(mutex);
    });
    made("osip_cond_init", &|| unsafe { (api.osip_cond_init)() }, &|cond| unsafe {
        (api.osip_cond_destroy)(cond);
    });
}
