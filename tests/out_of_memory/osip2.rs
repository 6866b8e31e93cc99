//! The plain parts of libosip2: queues, the layer and its events.

use core::ffi::{c_char, c_int, c_void};
use core::ptr::null_mut;

use eXosip2::abi::osip2::osip::{Osip, OsipEvent};
use eXosip2::abi::osip2::osip_fifo::Fifo;

use crate::{Answer, Object, api, each_allocation_fails, gives_object};

api! {
    fn osip_init(*mut *mut Osip) -> c_int;
    fn osip_release(*mut Osip);
    fn osip_parse(*const c_char, usize) -> *mut OsipEvent;
    fn osip_event_free(*mut OsipEvent);
    fn osip_fifo_init(*mut Fifo);
    fn osip_fifo_free(*mut Fifo);
    fn osip_fifo_add(*mut Fifo, *mut c_void) -> c_int;
    fn osip_fifo_insert(*mut Fifo, *mut c_void) -> c_int;
    fn osip_fifo_size(*mut Fifo) -> c_int;
}

#[test]
fn queues() {
    let api = ours();
    let queue = || {
        let place = eXosip2::mem::alloc(size_of::<Fifo>()).cast::<Fifo>().as_ptr();
        unsafe { (api.osip_fifo_init)(place) };
        Object::given(place, api.osip_fifo_free)
    };
    let size =
        |queue: &Object<Fifo>| unsafe { ((api.osip_fifo_size)(queue.place), (*queue.place).state) };
    for (name, put) in
        [("osip_fifo_add", api.osip_fifo_add), ("osip_fifo_insert", api.osip_fifo_insert)]
    {
        each_allocation_fails(
            name,
            queue,
            |queue| unsafe { put(queue.place, 7 as *mut c_void) },
            size,
        );
    }
}

#[test]
fn layers_and_events() {
    let api = ours();
    each_allocation_fails(
        "osip_init",
        || (),
        |()| gives_object(api.osip_release, |dest| unsafe { (api.osip_init)(dest) }),
        |()| (),
    );
    let text = "BYE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n\
        To: <sip:c@d>\r\nCall-ID: x@y\r\nCSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n\0";
    each_allocation_fails(
        "osip_parse",
        || (),
        |()| unsafe {
            let event = (api.osip_parse)(text.as_ptr().cast(), text.len() - 1);
            let is_given = !event.is_null();
            (api.osip_event_free)(event);
            Answer::IsPointerGiven(is_given)
        },
        |()| (),
    );
    unsafe { (api.osip_release)(null_mut()) };
}
